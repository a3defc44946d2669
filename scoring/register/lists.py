"""Lists of submissions: any filter, any order, page after page, each answered from one index."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from sqlalchemy import Column, ColumnElement, Connection, Select, func, select, tuple_
from sqlalchemy.sql.util import ClauseAdapter

from scoring.register import schema, search
from scoring.register.flat import units
from scoring.register.schema import NOTHING, Columns
from scoring.register.store import Register
from scoring.register.submissions import known_codes
from scoring.register.trouble import refuse

Sort = Literal[
    "event", "urgency", "difference", "claimed", "recomputed", "rate", "year", "unit", "grade", "status", "project"
]
_COLUMN = {"difference": "difference_units", "claimed": "claimed_units", "recomputed": "recomputed_units", "rate": "rate_units", "unit": "unit_id"}  # fmt: skip

NEAR = 20_000  # rows that are looked through in order before the planner is asked
COUNTED = 10_000  # a count goes no further; the page then says “10000 件以上”


@dataclass(frozen=True, slots=True)
class Filter:
    """What to show; empty fields do not narrow. `within` is the only unit the reader may see (Account.within)."""

    within: int | None = None
    unit: int | None = None
    department: int | None = None
    year: int | None = None
    stage: str = ""
    status: str = ""
    grade: str = ""
    standard: str = ""
    codes: tuple[str, ...] = ()  # has every one of these
    least: str = ""  # difference claimed − recomputed, points: not below
    most: str = ""  # … not above
    errors: bool = False  # has findings of severity error
    text: str = ""  # full-text search, among the newest hits


@dataclass(frozen=True, slots=True)
class Order:
    """Sorted by what, and which end first; "event" is the last change, "unit" the order units were entered in."""

    by: Sort = "event"
    descending: bool = True


@dataclass(frozen=True, slots=True)
class Page:
    """Rows with all columns of `submission` and `unit`, `department` by name; `next` and `previous` for `page`."""

    rows: tuple[Columns, ...]
    next: str = ""
    previous: str = ""
    count: int | None = None  # of the whole list, at most COUNTED + 1; None unless asked for
    codes: Mapping[int, tuple[str, ...]] = field(default_factory=dict)  # finding codes of each row by its id


def page(
    register: Register, wanted: Filter = Filter(), order: Order = Order(), *, after: str = "", size: int = 50, count: bool = False
) -> Page:  # fmt: skip
    """One page of a list. `after` is the `next` or `previous` of another page of the same list.

    Raises ScoringError for a text to search that is too short, and for an `after` that is none.
    """
    column = schema.submission.c[_COLUMN.get(order.by, order.by)]
    number = schema.submission.c.id
    back, at = _cursor(after, column.type.python_type)
    descending = order.descending != back
    with register.reading() as connection:
        narrowed = conditions(connection, wanted)
        found = _found(connection, wanted, narrowed, (column, number), at, descending, size + 1)
        more, found = len(found) > size, found[:size]
        found = found[::-1] if back else found
        rows = rows_of(connection, [i for i, _ in found])
        total = _count(connection, select(number).where(*narrowed)) if count else None
        bits = known_codes(connection)
    follows, precedes = (at is not None, more) if back else (more, at is not None)
    return Page(
        tuple(rows), _mark(found[-1:], "n") if follows else "", _mark(found[:1], "p") if precedes else "", total,
        {row["id"]: tuple(sorted(c for c, bit in bits.items() if row["codes"] >> bit & 1)) for row in rows},
    )  # fmt: skip


def rows(register: Register, numbers: Sequence[int]) -> list[Columns]:
    """Rows of a list by their numbers, in that order; those that are not there are left out."""
    with register.reading() as connection:
        return rows_of(connection, numbers, missing=True)


def following(register: Register, wanted: Filter, order: Order, number: int) -> int | None:
    """The submission of a list that comes after this one (which need not be in it); the first when none does.

    None when there is no other.
    """
    column, ident = schema.submission.c[_COLUMN.get(order.by, order.by)], schema.submission.c.id
    with register.reading() as connection:
        narrowed = [*conditions(connection, wanted), ident != number]
        value = connection.execute(select(column).where(ident == number)).scalar()
        for at in ((value, number), None) if value is not None else (None,):
            found = _found(connection, wanted, narrowed, (column, ident), at, order.descending, 1)
            if found:
                return int(found[0][0])
    return None


def _found(
    connection: Connection, wanted: Filter, narrowed: list[ColumnElement[bool]], ends: Sequence[Column[Any]],
    at: tuple[Any, int] | None, descending: bool, size: int,
) -> list[Any]:  # fmt: skip
    """Number and sort value of the rows of a page, in order.

    SQLite knows how many values a column has, not how often each occurs, and would rather sort all rows of a year than
    walk an index in order. So it is first given only the rows nearest to where the page begins.
    """
    s, (column, number) = schema.submission.c, ends
    order = [c.desc() if descending else c for c in ends]
    here, there = tuple_(*ends), tuple_(*(at or (0, 0)))
    beyond = [] if at is None else [here < there if descending else here > there]
    few = wanted.unit is not None or wanted.within is not None or wanted.text
    if connection.dialect.name == "sqlite" and narrowed and not few:
        kept = {c.name: c for c in (*ends, *(s[name] for name in schema.FILTERS))}
        near = select(*kept.values()).where(*beyond).order_by(*order).limit(NEAR).subquery("submission")
        again = [near.c[c.name].desc() if descending else near.c[c.name] for c in ends]
        holds = (ClauseAdapter(near).traverse(condition) for condition in narrowed)
        asked = select(near.c.id, near.c[column.name]).where(*holds).order_by(*again).limit(size)
        hits = list(connection.execute(asked))
        if len(hits) == size:
            return hits
    return list(connection.execute(select(number, column).where(*narrowed, *beyond).order_by(*order).limit(size)))


def conditions(connection: Connection, wanted: Filter) -> list[ColumnElement[bool]]:
    """A filter as conditions on `submission`."""
    s = schema.submission.c
    made: list[ColumnElement[bool]] = [s.unit_id == unit for unit in (wanted.within, wanted.unit) if unit is not None]
    if wanted.department is not None:
        made.append(s.department_id == wanted.department)
    if wanted.year is not None:
        made.append(s.year == wanted.year)
    texts = ("stage", "status", "grade", "standard")
    made += [s[name] == value for name in texts if (value := getattr(wanted, name))]
    if wanted.codes:
        bits = known_codes(connection)
        mask = sum(1 << bits[code] for code in set(wanted.codes) if code in bits)
        unknown = any(code not in bits for code in wanted.codes)
        made.append(s.id == -1 if unknown else s.codes.op("&")(mask) == mask)
    if wanted.least or wanted.most:
        made += [s.difference_units > NOTHING, *_between(wanted)]
    if wanted.errors:
        made.append(s.errors > 0)
    if wanted.text:
        unit = wanted.within if wanted.within is not None else wanted.unit
        made.append(s.id.in_(search.found(connection, wanted.text, unit, wanted.year)))
    return made


def _between(wanted: Filter) -> list[ColumnElement[bool]]:
    column, made = schema.submission.c.difference_units, []
    for text, side in ((wanted.least, 1), (wanted.most, -1)):
        if not text:
            continue
        value = units(text)
        if value == NOTHING:
            raise refuse(f"差额“{text[:20]}”不是数字", "例如 -5 或 0.01", "筛选")
        made.append(column >= value if side > 0 else column <= value)
    return made


def rows_of(connection: Connection, numbers: Sequence[int], *, missing: bool = False) -> list[Columns]:
    """Rows of `submission` in the order of their numbers given, with unit and department by name."""
    asked = named_rows().where(schema.submission.c.id.in_(numbers))
    rows = {row["id"]: dict(row) for row in connection.execute(asked).mappings()}
    return [rows[number] for number in numbers if not missing or number in rows]


def named_rows() -> Select[Any]:
    """Rows of `submission`, with unit and department by name."""
    s, department = schema.submission, schema.unit.alias("department")
    return (
        select(s, schema.unit.c.name.label("unit"), department.c.name.label("department"))
        .join(schema.unit, schema.unit.c.id == s.c.unit_id)
        .outerjoin(department, department.c.id == s.c.department_id)
    )


def _count(connection: Connection, asked: Select[Any]) -> int:
    return int(connection.execute(select(func.count()).select_from(asked.limit(COUNTED + 1).subquery())).scalar_one())


# -- where a page begins --


def _mark(row: Sequence[Any], way: str) -> str:
    number, value = row[0]
    text = json.dumps([way, value, number], ensure_ascii=True)
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _cursor(mark: str, kind: type) -> tuple[bool, tuple[Any, int] | None]:
    """What a mark says; `kind` is what the list is sorted by."""
    if not mark:
        return False, None
    try:
        way, value, number = json.loads(base64.urlsafe_b64decode(mark[:2000] + "=" * (-len(mark) % 4)))
        if way not in ("n", "p") or not isinstance(value, kind) or not isinstance(number, int):
            raise ValueError(mark)
        if max(abs(n) for n in (value, number) if isinstance(n, int)) >= 1 << 62 or "\0" in str(value):
            raise ValueError(mark)
    except (ValueError, TypeError):
        raise refuse("这一页的地址不完整", "请回到列表的第一页", "列表") from None
    return way == "p", (value, number)
