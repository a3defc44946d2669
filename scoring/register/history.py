"""Who changed what, when, from what to what: of a submission, a draft, a project, or the whole register."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select

from scoring.register import schema
from scoring.register.lists import rows_of
from scoring.register.schema import Columns
from scoring.register.store import Register
from scoring.register.trouble import refuse


@dataclass(frozen=True, slots=True)
class Entry:
    """One event as a page shows it. `at` never goes back from one entry to the next; `said` is what the clock said."""

    seq: int
    at: str
    said: str
    who: str
    kind: str
    subject: str
    key: str
    changed: Mapping[str, tuple[Any, Any]]  # column → before, after; passwords and hashes left out
    standard: str
    standard_hash: str


_SECRET = frozenset({"password", "hash", "content", "base", "codes"})


def of_submission(register: Register, number: int, within: int | None = None, most: int = 500) -> list[Entry]:
    """Everything that happened to a submission: entered, replaced, taken up, waived, returned, accepted; oldest first."""
    with register.reading() as connection:
        s = schema.submission.c
        asked = select(s.id).where(s.id == number)
        if connection.execute(asked if within is None else asked.where(s.unit_id == within)).first() is None:
            raise refuse(f"没有第 {number} 号报送件", "请从列表里打开")
        same = [("submission", str(number))]
        for table in (schema.review, schema.waiver, schema.file):
            ids = connection.execute(select(table.c.id).where(table.c.submission_id == number)).scalars()
            same += [(table.name, str(i)) for i in ids]
    return _entries(register, or_(*(and_(_E.subject == subject, _E.key == key) for subject, key in same)), most)


def of_draft(register: Register, number: int, key: str = "", most: int = 500) -> list[Entry]:
    """Every save of one cell of a draft, or what happened to the draft itself; oldest first."""
    where = (
        and_(_E.subject == "cell", _E.key == f"{number}/{key}")
        if key
        else and_(_E.subject == "draft", _E.key == str(number))
    )
    return _entries(register, where, most)


def latest(register: Register, most: int = 100, before: int | None = None, who: str = "") -> list[Entry]:
    """The newest events of all, newest first; `before` is the number to go on from."""
    where: list[ColumnElement[bool]] = [] if before is None else [_E.seq < before]
    where += [_E.who == who] if who else []
    return _entries(register, and_(True, *where), most, newest=True)


def of_project(register: Register, project: str, unit: int, within: int | None = None) -> list[Columns]:
    """The rows of a project over years and stages: declared, monitored, self-scored, reviewed; oldest first."""
    s = schema.submission.c
    if within is not None and within != unit:
        raise refuse("没有这个项目", "请从列表里打开")
    asked = select(s.id).where(s.project == project, s.unit_id == unit).order_by(s.year, s.id)
    with register.reading() as connection:
        rows = rows_of(connection, list(connection.execute(asked.limit(500)).scalars()))
    stages = ("declared", "monitored", "self-scored", "reviewed")
    return sorted(
        rows, key=lambda row: (row["year"], stages.index(row["stage"]) if row["stage"] in stages else 9, row["id"])
    )


_E = schema.event.c


def _entries(register: Register, where: ColumnElement[bool], most: int, *, newest: bool = False) -> list[Entry]:
    asked = select(schema.event).where(where).order_by(_E.seq.desc() if newest else _E.seq).limit(most)
    with register.reading() as connection:
        return [_entry(row) for row in connection.execute(asked).mappings()]


def _entry(row: Columns) -> Entry:
    before, after = _columns(row["before"]), _columns(row["after"])
    changed = {
        name: (before.get(name), after.get(name))
        for name in sorted({*before, *after} - _SECRET)
        if before.get(name) != after.get(name)
    }
    return Entry(
        row["seq"], row["shown"], row["at"], row["who"], row["kind"], row["subject"], row["key"], changed, row["standard"],
        row["standard_hash"],
    )  # fmt: skip


def _columns(text: str | None) -> Columns:
    """What an event says of a row; nothing where somebody has made it unreadable, which `verify` names."""
    try:
        return dict(json.loads(text)) if text else {}
    except ValueError:
        return {}
