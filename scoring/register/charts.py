"""What charts are drawn from: counts by bucket, by unit, by year; answered from the tally."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import ColumnElement, func, select

from scoring.register import schema
from scoring.register.flat import STAGES
from scoring.register.store import Register
from scoring.register.tally import ALL

Measure = Literal["grade", "claimed", "status", "rate", "difference", "code"]
By = Literal["year", "unit", "department", "stage"]


@dataclass(frozen=True, slots=True)
class Scope:
    """What is counted; empty fields do not narrow. `within` is the only unit the reader may see."""

    within: int | None = None
    unit: int | None = None
    department: int | None = None
    year: int | None = None
    stage: str = "self-scored"


@dataclass(frozen=True, slots=True)
class Bar:
    """How many submissions (findings for "code") fall into a bucket, and the mean of what is measured in
    ten-thousandths; `group` is the year, unit or whatever was asked `by`."""

    bucket: str
    count: int
    amount: int
    group: str = ""


def bars(register: Register, measure: Measure, scope: Scope = Scope()) -> list[Bar]:
    """Counts by bucket; buckets are explained in `tally.py`."""
    t = schema.tally.c
    asked = select(t.bucket, func.sum(t["count"]), func.sum(t.amount)).where(
        t.measure == measure, *_narrowed(scope, "")
    )
    with register.reading() as connection:
        rows = connection.execute(asked.group_by(t.bucket).order_by(t.bucket)).all()
    return [Bar(bucket, int(count), int(amount)) for bucket, count, amount in rows if count]


def grouped(register: Register, measure: Measure, by: By, scope: Scope = Scope(), most: int = 30) -> list[Bar]:
    """The same for each year (units: for the `most` with the largest counts); year on year, codes by unit …"""
    t, u = schema.tally.c, schema.unit
    column = {"year": t.year, "unit": t.unit_id, "department": t.department_id, "stage": t.stage}[by]
    narrowed = [t.measure == measure, *_narrowed(scope, by)]
    largest = select(column).where(*narrowed).group_by(column).order_by(func.sum(t["count"]).desc(), column).limit(most)
    with register.reading() as connection:
        groups = list(connection.execute(largest).scalars())
        asked = select(column, t.bucket, func.sum(t["count"]), func.sum(t.amount)).where(*narrowed, column.in_(groups))
        rows = connection.execute(asked.group_by(column, t.bucket).order_by(column, t.bucket)).all()
        names: dict[object, str] = {}
        if by in ("unit", "department"):
            found = connection.execute(select(u.c.id, u.c.name).where(u.c.id.in_(groups)))
            names = dict(found.all())
    order = {group: at for at, group in enumerate(groups if by != "year" else sorted(groups))}
    made = [
        (order[group], Bar(bucket, int(count), int(amount), names.get(group, str(group or ""))))
        for group, bucket, count, amount in rows
        if count
    ]
    return [bar for _, bar in sorted(made, key=lambda pair: pair[0])]


def years(register: Register, within: int | None = None) -> list[int]:
    """The years there are submissions of, the latest first."""
    t = schema.tally.c
    scope = _narrowed(Scope(within=within, stage=""), "")
    asked = select(t.year).where(t.measure == "status", *scope).group_by(t.year).having(func.sum(t["count"]) > 0)
    with register.reading() as connection:
        return sorted(connection.execute(asked).scalars(), reverse=True)


def _narrowed(scope: Scope, by: str) -> Sequence[ColumnElement[bool]]:
    """The level of the tally that answers, and what narrows it."""
    t = schema.tally.c
    units = [unit for unit in (scope.within, scope.unit) if unit is not None]
    made = [t.stage == scope.stage if scope.stage else t.stage.in_(STAGES)]
    made += [t.unit_id == unit for unit in units] or [t.unit_id > ALL if by == "unit" else t.unit_id == ALL]
    if scope.department is not None:
        made.append(t.department_id == scope.department)
    elif not units and by != "unit":
        made.append(t.department_id > ALL if by == "department" else t.department_id == ALL)
    made += [] if scope.year is None else [t.year == scope.year]
    return made
