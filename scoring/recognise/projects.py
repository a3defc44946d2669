"""A list of projects, one a row (项目名称 | 预算数 | 执行数 | 自评得分 | 等级): a unit's summary, no self-assessment."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from scoring.model import Declared, Submission
from scoring.number import parse_decimal, show
from scoring.recognise import around, fields
from scoring.recognise.cells import flat, number
from scoring.recognise.draft import Draft
from scoring.recognise.labels import Labels, key_of
from scoring.recognise.strips import Strip, heading

_AMOUNTS = ("budget", "initial")
_LABELS = 3  # a list has a column of projects and two more we know, at the least


@dataclass(frozen=True, slots=True)
class _Head:
    strip: Strip
    project: int  # columns
    amount: int | None
    unit: int | None


def listed(walk: list[Strip], labels: Labels) -> Submission | None:
    """What a list of projects says of them all: how many, and their budgets together; None for any other table."""
    head = next((h for strip in walk if (h := _head(strip, labels))), None)
    if head is None or any((found := heading(s, labels)) and found.kind == "row" for s in walk):
        return None
    below = walk[head.strip.row + 1 :]
    rows = [s for s in below if _is_project(s, head)]
    if len(rows) < 2:
        return None
    draft = Draft(labels)
    title = ""
    for strip in walk[: head.strip.row]:
        for cell in strip.cells:
            draft.see_unit(cell.text)
        for i in strip.fresh:
            text = flat(strip.cells[i].text)
            title = title or (around.untitled(text) if around.is_title(text) else "")
            if year := around.year_in(text):
                draft.fields.setdefault("year", year)
        fields.take(strip, draft)
    for cell in head.strip.cells:
        draft.see_unit(cell.text)
    units = {flat(s.at(head.unit).text) for s in rows} if head.unit is not None else set()
    if len(units) == 1:
        draft.fields.setdefault("implementer", units.pop())
    made = draft.submission("generic", "mof-2020", title, head.strip.grid.source)
    places = {**made.places, "declared": head.strip.at(head.project).source}
    declared = Declared(len(rows), _budget(rows, below, head))
    return Submission(
        department=made.department, implementer=made.implementer, year=made.year, title=title, form=made.form,
        standard=made.standard, money_unit=made.money_unit, declared=declared, places=places,
    )  # fmt: skip


def _head(strip: Strip, labels: Labels) -> _Head | None:
    """The heading of such a list: a column of project names among columns of figures."""
    if len(strip.fresh) < _LABELS or "project" not in map(labels.field.get, strip.keys):
        return None
    columns: dict[str, int] = {}
    known = 0
    for i in strip.fresh:
        key, cell = strip.keys[i], strip.cells[i]
        meaning = labels.field.get(key) or labels.funds.get(key) or labels.row.get(key, "")
        if meaning in ("target", "actual", "name", "aspect"):
            return None
        known += bool(meaning)
        columns.setdefault(labels.funds.get(key, meaning) if meaning != "project" else meaning, cell.column)
    figures = columns.keys() & {"budget", "initial", "spent", "score", "grade", "total"}
    if "project" not in columns or not figures or known < _LABELS:
        return None
    amount = next((columns[m] for m in _AMOUNTS if m in columns), None)
    return _Head(strip, columns["project"], amount, columns.get("implementer"))


def _is_project(strip: Strip, head: _Head) -> bool:
    """Whether a row names a project and has a figure beside it."""
    cell = strip.at(head.project)
    if not cell.text or cell.row != strip.row or _is_sum(strip) or parse_decimal(cell.text) is not None:
        return False
    return any(parse_decimal(strip.cells[i].text) is not None for i in strip.fresh if strip.cells[i] is not cell)


def _is_sum(strip: Strip) -> bool:
    return any(key_of(strip.cells[i].text) in ("合计", "总计", "小计") for i in strip.fresh[:2])


def _budget(rows: list[Strip], below: list[Strip], head: _Head) -> str | None:
    """The printed sum of the budgets, else what they add to; None where one is missing."""
    if head.amount is None:
        return None
    for strip in reversed(below):
        if _is_sum(strip) and (printed := number(strip.at(head.amount).text)[0]):
            return printed
    amounts = [parse_decimal(strip.at(head.amount).text) for strip in rows]
    return None if None in amounts else show(sum((a for a in amounts if a is not None), Fraction(0)))
