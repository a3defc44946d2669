"""An actual beside its target: do they compare, was it reached, how far."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction

from scoring.notation import Bound, Compound, Date, Expression, Range, Statement, Value, parse
from scoring.number import Interval
from scoring.quantity import NONE, Quantity, Unit, unit
from scoring.understand.degree import degree
from scoring.understand.target import Target, direction_of, is_rate, repair
from scoring.when import Reach, Shape


@dataclass(frozen=True, slots=True)
class Comparison:
    """How an actual stands to its target. Numbers are in the base unit of their dimension.

    `actual` is an interval when the actual is itself a bound; `problem` says why the two do not
    compare, and then nothing else holds.
    """

    shape: Shape
    reach: Reach = "unclear"
    met: bool | None = None
    target: Fraction | None = None
    actual: Interval | None = None
    low: Fraction | None = None
    high: Fraction | None = None
    figure: str = ""  # the actual as printed, unit included
    problem: str = ""
    kind: str = ""  # of problem: "blank", "unit", "kind"
    assumptions: tuple[str, ...] = ()

    @property
    def attainment(self) -> Fraction | None:
        """完成程度: 完成值 ÷ 目标值, or the other way round where lower is better; None where it has no sense."""
        if self.target is None or self.actual is None or not self.actual.exact or self.target <= 0:
            return None
        value = Fraction(self.actual.low)
        if self.shape in ("<=", "<"):
            return self.target / value if value > 0 else None
        return value / self.target


def compare(
    target: Target,
    text: str | None,
    name: str = "",
    unit_cell: str = "",
    year: int | None = None,
    *,
    actual: Value | None = None,
) -> Comparison:
    """How an actual stands to its target; `actual` spares parsing `text` again."""
    shape = target.shape
    if text is None or not text.strip():
        return Comparison(shape, problem="没有填写实际完成值", kind="blank")
    value = parse(text) if actual is None else actual
    if isinstance(value, Statement) and value.blank:
        return Comparison(shape, problem=f"实际完成值是占位符“{text.strip()[:20]}”，没有填写", kind="blank")
    notes = [*value.assumptions]
    match target.value:
        case Statement(text="", zero=False):
            return Comparison(shape, problem="没有填写年度指标值", kind="blank")
        case Expression():
            return Comparison("formula", "met")
        case Statement() as goal:
            return _words(goal, value, notes)
        case Bound() as goal:
            return _numbers(target, goal, value, name, unit_cell, notes)
        case Range() as goal:
            return _within(goal, value, notes)
        case Date() as goal:
            return _dates(goal, value, year, notes)
        case Compound() as goal:
            return _several(goal, value, name, year, notes)


def _numbers(target: Target, goal: Bound, value: Value, name: str, unit_cell: str, notes: list[str]) -> Comparison:
    if isinstance(value, Compound):
        value = _matching_part(goal, value) or value
    if isinstance(value, Statement) and (value.zero or (value.text in ("无", "没有") and goal.quantity.number == 0)):
        value = Bound("=", Quantity(Fraction(0), goal.quantity.unit), written=False)
    if isinstance(value, Statement | Date | Compound | Expression):
        return _words_for_number(goal, value, notes)
    if isinstance(value, Range):
        spread = _converted(goal.quantity, value.high, notes)
        if isinstance(spread, str):
            return Comparison(target.shape, problem=spread, kind="unit")
        return _decide(target, spread[0].base, Interval(value.low.base, value.high.base), notes)
    value = repair(value, name, notes) if is_rate(name) else value
    pair = _converted(goal.quantity, value.quantity, notes)
    if isinstance(pair, str):
        return Comparison(target.shape, problem=pair, kind="unit", assumptions=tuple(notes))
    against, quantity = pair
    interval = replace(value, quantity=quantity).interval if not value.measured else Interval.of(quantity.base)
    if not value.measured:
        notes.append("实际完成值是一个界限而不是一个数，只比较界限")
    return replace(_decide(target, against.base, interval, notes), figure=str(quantity))


def _decide(target: Target, goal: Fraction, actual: Interval, notes: list[str]) -> Comparison:
    inf = float("inf")
    wanted = {
        ">=": Interval(goal, inf), ">": Interval(goal, inf, low_open=True), "<=": Interval(-inf, goal),
        "<": Interval(-inf, goal, high_open=True), "=": Interval(goal, goal),
    }[target.op]  # fmt: skip
    overlap = wanted.intersect(actual)
    met = True if overlap == actual else False if overlap.empty else None
    reach: Reach = "met" if met else "unclear"
    if met is False:
        reach = "below" if actual.high < goal or (actual.high == goal and target.op in (">", ">=")) else "above"
    return Comparison(target.shape, reach, met, goal, actual, assumptions=tuple(notes))


def _converted(goal: Quantity, actual: Quantity, notes: list[str]) -> tuple[Quantity, Quantity] | str:
    """Both in units that compare, or a sentence why they do not."""
    a, b = goal.unit, actual.unit
    if a.dimension == b.dimension:
        return goal, actual
    if b == NONE:
        if a.name == "%" and 0 < actual.number <= 1 and goal.number >= 20 and (actual.digits or actual.number == 1):
            notes.append(f"{actual.figure} 疑为按小数存储的百分数，按 {Quantity(actual.number * 100)}% 理解")
            return goal, Quantity(actual.number * 100, a, max(0, actual.digits - 2))
        if a.dimension == "比率" and not a.name:
            return goal, actual
        notes.append(f"实际完成值没有写单位，按目标的“{a}”理解")
        return goal, replace(actual, unit=a)
    if a == NONE:
        notes.append(f"目标没有写单位，按实际完成值的“{b}”理解")
        return replace(goal, unit=b), actual
    if a.numerator == b.dimension and a.per == "月份":
        notes.append(f"目标按“{a}”计，全年按12个月折算")
        return Quantity(goal.base * 12, unit(b.dimension)), Quantity(actual.base, unit(b.dimension))
    return f"单位不同：目标是“{a}”，实际是“{b}”，不能比较"


def _matching_part(goal: Bound, value: Compound) -> Bound | Range | None:
    parts = [p for p in value.parts if isinstance(p, Bound | Range)]
    same = [p for p in parts if _unit_of(p).dimension == goal.quantity.unit.dimension]
    if len(same) > 1:
        same = [p for p in same if goal.before and goal.before in p.before] or same
    return same[0] if len(same) == 1 else None


def _unit_of(value: Bound | Range) -> Unit:
    return value.quantity.unit if isinstance(value, Bound) else value.high.unit


def _words_for_number(goal: Bound, value: Value, notes: list[str]) -> Comparison:
    if goal.after and not goal.written:  # 完成3项制度的修订: a sentence that happens to hold a number
        return _words(Statement(str(goal)), value, notes)
    shown = str(value)
    problem = f"目标是数值（{goal.quantity}），实际完成值是文字“{shown[:20]}{'…' if len(shown) > 20 else ''}”，不能比较；请填写实际数值"
    return Comparison("statement", problem=problem, kind="kind", assumptions=tuple(notes))


def _within(goal: Range, value: Value, notes: list[str]) -> Comparison:
    if not isinstance(value, Bound | Range):
        problem = f"目标是区间（{goal}），实际完成值是文字，不能比较；请填写实际数值"
        return Comparison("range", problem=problem, kind="kind", assumptions=tuple(notes))
    wanted, quantity = goal.interval, value.quantity if isinstance(value, Bound) else value.high
    pair = _converted(goal.high, quantity, notes)
    if isinstance(pair, str):
        return Comparison("range", problem=pair, kind="unit", assumptions=tuple(notes))
    if isinstance(value, Bound):
        actual = Interval.of(pair[1].base) if value.measured else replace(value, quantity=pair[1]).interval
    else:
        actual = value.interval
    overlap = wanted.intersect(actual)
    met = True if overlap == actual else False if overlap.empty else None
    reach: Reach = "met" if met else "unclear" if met is None else "below" if actual.high < wanted.low else "above"
    return Comparison(
        "range", reach, met, None, actual, Fraction(wanted.low), Fraction(wanted.high), assumptions=tuple(notes)
    )


def _dates(goal: Date, value: Value, year: int | None, notes: list[str]) -> Comparison:
    if not isinstance(value, Date):
        return _words(Statement(str(goal)), value, notes)
    fallback = goal.end[0] or value.end[0] or year or 1
    due = (goal.end[0] or fallback, *goal.end[1:])
    done = (value.end[0] or fallback, *value.end[1:])
    late = done > due
    return Comparison("date", "late" if late else "met", not late, assumptions=tuple(notes))


def _several(goal: Compound, value: Value, name: str, year: int | None, notes: list[str]) -> Comparison:
    """Part by part: each measurable part of the target against the part of the actual with its unit."""
    measurable = [p for p in goal.parts if isinstance(p, Bound | Range)]
    if not isinstance(value, Bound | Range | Compound):
        said = _words(Statement(str(goal)), value, notes)
        return replace(said, met=None) if said.met and measurable else said  # 完成 says nothing of ≥95%
    if len(measurable) == 1 and isinstance(value, Bound | Range):
        notes.append(f"目标一格多项，按可衡量的一项“{measurable[0]}”比较")
        return _part(measurable[0], value, name, notes)
    reaches: list[Reach] = []
    for part in measurable:
        candidates = value.parts if isinstance(value, Compound) else (value,)
        same = [
            c for c in candidates if isinstance(c, Bound | Range) and _unit_of(c).dimension == _unit_of(part).dimension
        ]
        reaches.append(_part(part, same[0], name, []).reach if len(same) == 1 else "unclear")
    missed: Reach = next((r for r in reaches if r not in ("met", "unclear")), "unclear")
    reach: Reach = "met" if reaches and set(reaches) == {"met"} else missed
    met = True if reach == "met" else None if reach == "unclear" else False
    return Comparison("compound", reach, met, assumptions=tuple(notes))


def _part(part: Bound | Range, value: Bound | Range, name: str, notes: list[str]) -> Comparison:
    if isinstance(part, Range):
        return _within(part, value, notes)
    op = direction_of(part, name, "", None, "at_least", notes)
    target = Target(part, "zero" if part.quantity.number <= 0 else op, op)
    return _numbers(target, part, value, name, "", notes)


def _words(goal: Statement, value: Value, notes: list[str]) -> Comparison:
    if goal.zero and isinstance(value, Bound) and value.measured:
        none = value.quantity.number == 0
        zero = Interval.of(value.quantity.base)
        return Comparison("zero", "met" if none else "above", none, Fraction(0), zero, assumptions=tuple(notes))
    text = str(value)
    if goal.zero and (text in ("无", "没有") or (isinstance(value, Statement) and value.zero)):
        return Comparison("zero", "met", True, Fraction(0), Interval.of(0), assumptions=tuple(notes))
    reach = degree(text, goal.text)
    met = {"met": True, "failed": False}.get(reach)
    return Comparison("statement", reach, met, assumptions=tuple(notes))
