"""Files a reviewer takes in (收件): entered with the tables they hold, or put aside with the reason; none is lost."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from typing import Literal

from sqlalchemy import Text, select

from scoring.register import schema
from scoring.register.chain import Writer
from scoring.register.flat import Prepared
from scoring.register.reviews import keep_file
from scoring.register.schema import Columns
from scoring.register.store import Register
from scoring.register.submissions import enter, organisation

_ASIDE, _SETTLED = "收文件，没有登记：", "没有登记的文件已处理"
_NOBODY = "（未写单位）"


@dataclass(frozen=True, slots=True)
class Received:
    """A table that was entered: its number, and whether it is new, took the place of another, or was there already."""

    number: int
    what: Literal["new", "replaced", "same"]


def receive(register: Register, who: str, prepared: Prepared, name: str, data: bytes) -> Received:
    """Enter a table and keep the file it came in beside it, in one transaction.

    Raises ScoringError when the submission it would replace is being reviewed or has been accepted, and for a file
    too large to keep; then nothing was entered.
    """
    with register.writing(who) as w:
        last = w.head[0]
        number = enter(w, prepared)
        s = schema.submission.c
        row = w.connection.execute(select(s.unit_id, s.event).where(s.id == number)).one()
        kind = w.connection.execute(select(schema.event.c.kind).where(schema.event.c.seq == row.event)).scalar_one()
        _beside(w, number, row.unit_id, name, data)
    return Received(number, "same" if row.event <= last else "new" if kind == "报送" else "replaced")


def _beside(w: Writer, number: int, unit: int, name: str, data: bytes) -> None:
    """The file of a submission, unless the very same is the last one there."""
    f = schema.file.c
    asked = select(f.content).where(f.submission_id == number).order_by(f.id.desc()).limit(1)
    if w.connection.execute(asked).scalar() != sha256(data).hexdigest():
        keep_file(w, unit, name, data, submission_id=number)


def put_aside(register: Register, who: str, name: str, data: bytes, reason: str) -> int:
    """Keep a file nothing could be entered of, with the sentence that says why. Returns its number."""
    with register.writing(who) as w:
        return keep_file(w, organisation(w, _NOBODY), name, data, kind=_ASIDE + reason[:2000])


def aside(register: Register, most: int = 200) -> list[Columns]:
    """The files that were put aside and not settled since, the latest first: id, name, size, reason, who, at."""
    f, e = schema.file, schema.event
    done = e.alias("done")
    settled = select(done.c.seq).where(
        done.c.subject == "file", done.c.key == f.c.id.cast(Text), done.c.kind == _SETTLED
    )
    asked = (
        select(f.c.id, f.c.name, f.c.size, e.c.kind, e.c.who, e.c.shown.label("at"))
        .join(e, e.c.seq == f.c.event)
        .where(f.c.submission_id.is_(None), f.c.draft_id.is_(None), e.c.kind.startswith(_ASIDE), ~settled.exists())
    )
    with register.reading() as connection:
        rows = connection.execute(asked.order_by(f.c.id.desc()).limit(most)).mappings().all()
    return [{**row, "reason": row["kind"].removeprefix(_ASIDE)} for row in rows]


def settle(register: Register, who: str, number: int) -> None:
    """A file put aside needs no more attention; it stays in the register."""
    with register.writing(who) as w:
        w.note(_SETTLED, "file", str(number))
