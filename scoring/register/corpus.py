"""Submissions with the records of their checks, one after another: what is exported, and what rules are tried on."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import func, select

from scoring.recheck.record import Record
from scoring.register import content, schema
from scoring.register.lists import Filter, conditions, named_rows
from scoring.register.schema import Columns
from scoring.register.store import Register

_PAGE = 500  # submissions in memory


def each(register: Register, wanted: Filter) -> Iterator[tuple[Columns, Record]]:
    """Every submission that a filter lets through, in the order of their numbers: its row as in a list, its record."""
    s, b = schema.submission, schema.blob
    with register.reading() as connection:
        narrowed = conditions(connection, wanted)
        asked = named_rows().add_columns(b.c.data).join(b, b.c.hash == s.c.content)
        page = asked.where(*narrowed).order_by(s.c.id).limit(_PAGE)
        rows = connection.execute(page).mappings().all()
        while rows:
            for found in rows:
                row = dict(found)
                yield row, content.unpacked(content.genuine(row.pop("data"), row["content"]))["record"]
            rows = connection.execute(page.where(s.c.id > rows[-1]["id"])).mappings().all()


def count(register: Register, wanted: Filter) -> int:
    """How many there are."""
    with register.reading() as connection:
        asked = select(func.count()).select_from(schema.submission).where(*conditions(connection, wanted))
        return int(connection.execute(asked).scalar_one())


def standards(register: Register, stage: str, within: int | None = None) -> dict[str, int]:
    """How many submissions of a stage were scored under each standard, the most frequent first."""
    s = schema.submission.c
    asked = select(s.standard, func.count()).where(s.stage == stage).group_by(s.standard)
    asked = asked if within is None else asked.where(s.unit_id == within)
    with register.reading() as connection:
        found = connection.execute(asked.order_by(func.count().desc(), s.standard)).all()
    return {str(name): int(number) for name, number in found}
