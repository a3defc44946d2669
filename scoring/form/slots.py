"""What can stand in a form: each slot's name and the text it draws from a submission."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

from scoring.model import Funds, Result, Row, Submission
from scoring.notation import Bound, Expression, parse
from scoring.number import decimals, parse_decimal, round_to, show

_SCALE = {"元": 0, "万元": 4, "亿元": 8}

NUMERIC = {
    "points", "score", "deduction", "total.points", "total.score", "coefficient", "progress",
    "funds.initial", "funds.budget", "funds.spent", "funds.points", "funds.score", "funds.rate",
}  # fmt: skip
LEFT = {
    "name",
    "remark",
    "execution",
    "goal.expected",
    "goal.actual",
    "reason",
    "problems",
    "measures",
    "narrative",
    "notes",
    "note",
    "funds.name",
}

Extras = Mapping[str, str]  # what only a computation knows of a row: coefficient, progress, light


@dataclass(frozen=True, slots=True)
class Context:
    """What one row of a drawing is filled from."""

    submission: Submission
    unit: str
    row: Row | None = None
    funds: Funds | None = None
    number: int = 0  # which of its 二级指标 the row is, from 1
    extras: Extras = field(default_factory=dict)


# -- slots of the whole --


def _listed(items: Sequence[str]) -> str:
    """Several entries in one cell, a numbered line for each."""
    return "\n".join(f"{at}.{item}" for at, item in enumerate(items, 1)) if len(items) > 1 else "".join(items)


_WHOLE: dict[str, Callable[[Submission], str | None]] = {
    "project": lambda s: s.project,
    "department": lambda s: s.department,
    "implementer": lambda s: s.implementer,
    "year": lambda s: str(s.year or ""),
    "goal.expected": lambda s: s.goal.expected,
    "goal.actual": lambda s: s.goal.actual,
    "reason": lambda s: s.reason,
    "problems": lambda s: _listed(s.problems),
    "measures": lambda s: _listed(s.measures),
    "narrative": lambda s: s.narrative,
    "notes": lambda s: s.notes,
    "grade": lambda s: s.claimed.grade,
    "total.points": lambda s: s.claimed.points,
    "total.score": lambda s: s.claimed.total,
}

# -- slots of a row of money --

_FUNDS: dict[str, Callable[[Funds], str | None]] = {
    "name": lambda f: f.name,
    "points": lambda f: f.points,
    "rate": lambda f: f.rate,
    "score": lambda f: f.claimed,
}
_MONEY: dict[str, Callable[[Funds], str | None]] = {
    "initial": lambda f: f.initial,
    "budget": lambda f: f.budget,
    "spent": lambda f: f.spent,
}

# -- slots of an indicator row --


def _level(at: int) -> Callable[[Context], str | None]:
    def text(c: Context) -> str:
        assert c.row is not None
        name = c.row.indicator.path[at]
        points = c.submission.level_points.get("/".join(c.row.indicator.path[: at + 1]))
        return f"{name}（{points}分）" if points and name else name

    return text


@lru_cache(maxsize=4096)
def split(target: str, unit: str = "") -> tuple[str, str, str]:
    """指标性质, 指标值 and 度量单位 of a target; what is no number with a unit stays whole in the middle."""
    value = parse(target)
    if unit or not isinstance(value, Bound) or value.before or value.after or value.approximate:
        sign = next((s for s in ("≥", "≤", ">", "<", "=") if target.startswith(s)), "")
        return sign, target.removeprefix(sign), unit
    name = value.quantity.unit.name
    sign, number = target[:1] if target[:1] in "≥≤><=" else "", target.removesuffix(name)
    number = number.removeprefix(sign)
    if not name or not target.endswith(name) or parse_decimal(number) is None:
        return sign, target.removeprefix(sign), ""
    return sign, number, name


_ROW: dict[str, Callable[[Row], str | None]] = {
    "name": lambda r: r.indicator.name,
    "target": lambda r: _with_unit(r.indicator.target, r.indicator.unit),
    "actual": lambda r: r.facts.actual,
    "points": lambda r: r.indicator.points,
    "score": lambda r: r.facts.claimed,
    "deduction": lambda r: r.facts.deduction,
    "remark": lambda r: r.facts.remark,
    "note": lambda r: r.indicator.note,
    "target.sign": lambda r: split(r.indicator.target, r.indicator.unit)[0],
    "target.number": lambda r: split(r.indicator.target, r.indicator.unit)[1],
    "target.unit": lambda r: split(r.indicator.target, r.indicator.unit)[2],
    "target.initial": lambda r: (
        r.indicator.note.removeprefix(_INITIAL) if r.indicator.note.startswith(_INITIAL) else r.indicator.target
    ),
    "target.adjusted": lambda r: r.indicator.target,
    "execution": lambda r: r.indicator.name + (f"\n（{r.indicator.note}）" if r.indicator.note else ""),
}
_INITIAL = "年初指标值："
_OTHER: dict[str, Callable[[Context], str | None]] = {
    "dimension": _level(0),
    "aspect": _level(1),
    "n": lambda c: str(c.number),
}
_EXTRAS = {"coefficient", "progress", "light"}


def _with_unit(target: str, unit: str) -> str:
    return target if not unit or target.endswith(unit) else f"{target}{unit}"


def is_execution(row: Row) -> bool:
    """Whether the row is 预算执行率, scored by the formula in its target."""
    return "执行率" in row.indicator.target and isinstance(parse(row.indicator.target), Expression)


def kind(slot: str) -> str:
    """ "row", "funds", "whole" for a slot there is; "" for one there is not."""
    if slot.startswith("details.") and slot[8:]:
        return "whole"
    if slot in _WHOLE or slot == "unit":
        return "whole"
    head, _, tail = slot.partition(".")
    if head in ("funds", "funds1", "funds2") and (tail in _FUNDS or tail in _MONEY):
        return "funds" if head == "funds" else "whole"
    return "row" if slot in _ROW or slot in _OTHER or slot in _EXTRAS else ""


def names() -> list[str]:
    """Every slot, for a person who misspelt one."""
    money = [f"{head}.{tail}" for head in ("funds", "funds1", "funds2") for tail in (*_FUNDS, *_MONEY)]
    return [*_WHOLE, "unit", "details.…", *money, *_OTHER, *_ROW, *_EXTRAS]


def text(slot: str, c: Context) -> str:
    """What a slot draws; "" where nothing is known."""
    if slot == "unit":
        return c.unit
    if slot in _WHOLE:
        return _WHOLE[slot](c.submission) or ""
    if slot.startswith("details."):
        return c.submission.details.get(slot[8:], "")
    head, _, tail = slot.partition(".")
    if head.startswith("funds") and tail:
        return _money(head, tail, c)
    if c.row is None:
        return ""
    if slot in _OTHER:
        return _OTHER[slot](c) or ""
    if slot in _EXTRAS:
        return c.extras.get(slot, "")
    return _ROW[slot](c.row) or ""


def _money(head: str, tail: str, c: Context) -> str:
    funds = c.funds
    if head != "funds":
        at = int(head.removeprefix("funds")) - 1
        funds = c.submission.funds[at].funds if at < len(c.submission.funds) else None
    if funds is None:
        return ""
    if tail in _MONEY:
        return converted(_MONEY[tail](funds) or "", c.submission.money_unit, c.unit)
    return _FUNDS[tail](funds) or ""


def converted(amount: str, given: str, wanted: str) -> str:
    """An amount of money in another unit, exactly: 24.86万元 is 248600元."""
    if given == wanted or parse_decimal(amount) is None:
        return amount
    shift = _SCALE.get(given, 4) - _SCALE.get(wanted, 4)
    return format(Decimal(amount.replace(",", "").strip()).scaleb(shift), "f")


# -- what a result prints --


def printed(result: Result, rate_step: Decimal) -> Submission:
    """The submission with the figures this result counts: 得分, 执行率, 总分, 等级.

    A row that is still open keeps what was claimed, or stays blank; so does the total when no row counts.
    """
    s = result.submission
    funds = []
    for item in result.funds:
        f = item.row.funds
        percent = f.rate if item.raw is None else f"{round_to(item.raw * 100, rate_step)}%"
        counted = f.claimed if item.outcome is None else _plain(item.counted)
        funds.append(replace(item.row, funds=replace(f, rate=percent, claimed=counted)))
    rows = []
    for line in result.lines:
        facts = line.row.facts
        if line.row.indicator.points is not None:
            facts = replace(
                facts, claimed=_plain(line.counted), deduction=facts.deduction or _lost(line.row, line.counted)
            )
        rows.append(replace(line.row, facts=facts))
    claimed = s.claimed
    if result.total.score is not None and result.total.points is not None:
        total = _plain(result.total.score) if result.total.counted else claimed.total
        claimed = replace(claimed, total=total, points=_sum(result), grade=result.grade)
    return replace(s, funds=tuple(funds), rows=tuple(rows), claimed=claimed)


def _sum(result: Result) -> str:
    """The sum of the points with the digits the points are printed with."""
    texts = [line.row.indicator.points or "" for line in result.lines]
    digits = max(map(decimals, texts), default=0)
    total = result.total.points or Fraction(0)
    return format(round_to(total, Decimal(1).scaleb(-digits)), "f") if digits else show(total)


def _plain(value: Decimal | None) -> str | None:
    return None if value is None else format(value, "f")


def _lost(row: Row, counted: Decimal | None) -> str | None:
    points = parse_decimal(row.indicator.points or "")
    return None if points is None or counted is None else show(points - Fraction(counted))


def extras(result: Result, lights: Sequence[tuple[str, Fraction | None]]) -> list[Extras]:
    """得分系数, and for a table of mid-year 完成率 against the month with its colour."""
    months = re.findall(r"\d+", result.submission.details.get("监控月份", ""))  # 1-7月
    month = parse_decimal(months[-1]) if months else None
    out: list[Extras] = []
    for line in result.lines:
        found: dict[str, str] = {}
        points = parse_decimal(line.row.indicator.points or "")
        if points and line.counted is not None:
            found["coefficient"] = f"{show(Fraction(line.counted) / points * 100, 2)}%"
        done = line.outcome.attainment
        if month and done is not None and lights:
            progress = done * 12 / month
            found["progress"] = f"{show(progress * 100, 2)}%"
            found["light"] = next(name for name, below in lights if below is None or progress < below)
        out.append(found)
    return out
