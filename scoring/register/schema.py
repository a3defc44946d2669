"""The tables of the register, as they are after the last migration.

Numbers are kept twice where lists sort by them: as the text that was printed, and as a whole number of
ten-thousandths (`_units`), `NOTHING` where there is none. Every table in `CHRONICLED` has a column `event`:
the number of the event that last changed the row.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
)

#: stands for "no such number", below every real one, so that it sorts
NOTHING = -(10**15)

#: a row by the names of its columns
Columns = Mapping[Any, Any]

metadata = MetaData(
    naming_convention={
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

Number = BigInteger().with_variant(Integer, "sqlite")


def _id() -> Column[int]:
    return Column("id", Number, primary_key=True, autoincrement=False)


def _event() -> Column[int]:
    return Column("event", BigInteger, nullable=False)


def _text(name: str) -> Column[str]:
    return Column(name, Text, nullable=False, default="")


def _to(name: str, where: str, *, empty: bool = False) -> Column[int]:
    return Column(name, Number, ForeignKey(where), nullable=empty)


# -- who --

unit = Table(
    "unit", metadata, _id(), Column("name", Text, nullable=False, unique=True),
    Column("disabled", Boolean, nullable=False, default=False), _event(),
)  # fmt: skip

account = Table(
    "account", metadata, _id(), Column("name", Text, nullable=False, unique=True), _to("unit_id", "unit.id", empty=True),
    _text("role"), _text("password"), Column("disabled", Boolean, nullable=False, default=False), _event(),
)  # fmt: skip

token = Table(
    "token", metadata, _id(), _to("account_id", "account.id"), _text("name"), Column("hash", Text, nullable=False, unique=True),
    Column("disabled", Boolean, nullable=False, default=False), _event(),
)  # fmt: skip

#: passing state, no history: opening and closing are noted as events of the subject "login"
session = Table(
    "session", metadata, Column("hash", Text, primary_key=True), _to("account_id", "account.id"),
    Column("expires", BigInteger, nullable=False), _text("note"),
)  # fmt: skip

throttle = Table(
    "throttle", metadata, Column("name", Text, primary_key=True), Column("failures", Integer, nullable=False),
    Column("since", BigInteger, nullable=False),
)  # fmt: skip

# -- what is kept once under the hash of its bytes, and never changed --

blob = Table(
    "blob", metadata, Column("hash", Text, primary_key=True), Column("size", BigInteger, nullable=False),
    Column("data", LargeBinary, nullable=False),
)  # fmt: skip

standard = Table(
    "standard", metadata, Column("hash", Text, primary_key=True), _text("standard"), _text("title"), _text("cite"),
    _text("version"), Column("content", Text, ForeignKey("blob.hash"), nullable=False), _event(),
)  # fmt: skip

# -- a form in progress --

draft = Table(
    "draft", metadata, _id(), _to("unit_id", "unit.id"), _to("account_id", "account.id", empty=True), _text("project"),
    Column("year", Integer, nullable=False), _text("stage"), _text("form"), _text("standard"),
    Column("base", Text, ForeignKey("blob.hash"), nullable=True), _text("state"), Column("submission_id", Number, nullable=True),
    _event(), Index("ix_draft_unit", "unit_id", "state"), Index("ix_draft_event", "event"),
)  # fmt: skip

cell = Table(
    "cell", metadata, Column("draft_id", Number, ForeignKey("draft.id"), primary_key=True), Column("key", Text, primary_key=True),
    _text("value"), Column("version", Integer, nullable=False), _event(), Index("ix_cell_event", "draft_id", "event"),
)  # fmt: skip

# -- what was submitted --

submission = Table(
    "submission", metadata, _id(), _to("unit_id", "unit.id"), _to("department_id", "unit.id", empty=True), _text("project"),
    Column("year", Integer, nullable=False), _text("stage"), _text("form"), _text("standard"), _text("standard_hash"),
    _text("money_unit"), _text("budget"), _text("spent"), _text("claimed"), _text("recomputed"),
    *(Column(f"{name}_units", BigInteger, nullable=False) for name in ("rate", "claimed", "recomputed", "difference")),
    _text("grade_claimed"), _text("grade"), _text("status"), Column("errors", Integer, nullable=False),
    Column("warnings", Integer, nullable=False), Column("infos", Integer, nullable=False), Column("urgency", Integer, nullable=False),
    Column("codes", BigInteger, nullable=False), Column("content", Text, ForeignKey("blob.hash"), nullable=False),
    Column("exact", Boolean, nullable=False), _text("source"), _event(),
    UniqueConstraint("unit_id", "year", "project", "stage"), Index("ix_submission_project", "project", "year"),
)  # fmt: skip

finding = Table(
    "finding", metadata, Column("submission_id", Number, ForeignKey("submission.id"), primary_key=True),
    Column("position", SmallInteger, primary_key=True), _text("code"), _text("severity"), _text("place"), _text("row"), _text("message"),
    Index("ix_finding_code", "code", "submission_id"),
)  # fmt: skip

#: which bit of `submission.codes` stands for a finding code
code_bit = Table(
    "code_bit", metadata, Column("code", Text, primary_key=True), Column("bit", SmallInteger, nullable=False)
)

file = Table(
    "file", metadata, _id(), _to("unit_id", "unit.id"), _to("submission_id", "submission.id", empty=True),
    _to("draft_id", "draft.id", empty=True), _text("name"), Column("content", Text, ForeignKey("blob.hash"), nullable=False),
    Column("size", BigInteger, nullable=False), _event(), Index("ix_file_submission", "submission_id"), Index("ix_file_draft", "draft_id"),
)  # fmt: skip

review = Table(
    "review", metadata, _id(), _to("submission_id", "submission.id"), _text("decision"), _text("remarks"), _text("score"),
    _text("grade"), _event(), Index("ix_review_submission", "submission_id"),
)  # fmt: skip

waiver = Table(
    "waiver", metadata, _id(), _to("submission_id", "submission.id"), _text("code"), _text("place"), _text("reason"), _text("until"),
    Column("disabled", Boolean, nullable=False, default=False), _event(), Index("ix_waiver_submission", "submission_id"),
)  # fmt: skip

# -- history: rows are only ever added; the database itself refuses the rest --

event = Table(
    "event", metadata, Column("seq", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=False),
    _text("at"), _text("shown"), _text("who"), _text("kind"), _text("subject"), _text("key"),
    Column("before", Text, nullable=True), Column("after", Text, nullable=True),
    _text("standard"), _text("standard_version"), _text("standard_hash"), _text("previous"), _text("hash"),
    Index("ix_event_subject", "subject", "key", "seq"),
)  # fmt: skip

# -- made from the above, so that a million rows answer at once (since revision r0002) --

#: how many, and the sum of what is measured, by measure and bucket; see `tally.py`
tally = Table(
    "tally", metadata, Column("measure", Text, primary_key=True), Column("stage", Text, primary_key=True),
    Column("unit_id", Number, primary_key=True), Column("department_id", Number, primary_key=True),
    Column("year", Integer, primary_key=True), Column("bucket", Text, primary_key=True),
    Column("count", BigInteger, nullable=False), Column("amount", BigInteger, nullable=False),
)  # fmt: skip

#: the texts of a submission as they are searched; pairs of characters are indexed beside it, see `search.py`
fulltext = Table(
    "fulltext", metadata, Column("submission_id", Number, ForeignKey("submission.id"), primary_key=True, autoincrement=False),
    _text("text"), _text("marks"),
)  # fmt: skip

#: what a list may be sorted by
SORTS = ("event", "urgency", "difference_units", "claimed_units", "recomputed_units", "rate_units", "year", "unit_id", "grade", "status", "project")  # fmt: skip
#: what a list may be filtered by, all of it inside each of these indexes
FILTERS = ("unit_id", "department_id", "year", "stage", "status", "grade", "standard", "codes", "difference_units", "errors")  # fmt: skip

LISTS = tuple(
    Index(
        f"ix_list_{sort}",
        *(submission.c[name] for name in (sort, "id", *(f for f in FILTERS if f != sort))),
    )
    for sort in SORTS
)

#: tables whose every change is an event; the columns that name a row
CHRONICLED: dict[str, tuple[Table, tuple[str, ...]]] = {
    **{t.name: (t, ("id",)) for t in (unit, account, token, draft, submission, file, review, waiver)},
    "standard": (standard, ("hash",)),
    "cell": (cell, ("draft_id", "key")),
}
