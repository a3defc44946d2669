"""An actual beside its target: do they compare, was it reached, how far."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import TypeGuard

from scoring.notation import SIGNS, WORDS, Bound, Compound, Date, Expression, Op, Range, Statement, Value, parse
from scoring.number import Interval, compared, fraction
from scoring.quantity import Quantity
from scoring.source import value
from scoring.understand.counting import counted
from scoring.understand.degree import degree, words
from scoring.understand.moving import contrary, ended, movement, only_changed, signed
from scoring.understand.parts import Part, paired, said_of_it, share
from scoring.understand.target import Target, as_month, direction_of, is_rate, moves, repair
from scoring.understand.units import converted, needs_unit
from scoring.when import Reach, Shape


@value(frozen=True, slots=True)
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
        if self.target is None or self.actual is None or not self.actual.exact or self.target.numerator <= 0:
            return None
        value = fraction(self.actual.low)
        if self.shape in ("<=", "<"):
            return self.target / value if value.numerator > 0 else None
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
        value = _matching_part(goal, value, target.moves is not None) or value
    elif isinstance(value, Statement) and goal.quantity.unit.dimension == "比率" and (of := share(value.text)):
        notes[:] = [f"“{value.text}”按完成数与总数之比理解"]
        value = of
    fewer_is_better = goal.quantity.number == 0 or target.op in ("<=", "<")
    if isinstance(value, Statement) and fewer_is_better and counted(value) == 0:
        value = Bound("=", Quantity(Fraction(0), goal.quantity.unit), written=False)
    if isinstance(value, Statement | Date | Compound | Expression):
        return _words_for_number(goal, value, notes)
    if isinstance(value, Range):
        spread = converted(goal.quantity, value.high, notes)
        if isinstance(spread, str):
            return Comparison(target.shape, problem=spread, kind="unit")
        return _decide(target, spread[0].base, Interval(value.low.base, value.high.base), notes)
    value = repair(value, name, notes, goal.quantity.base) if is_rate(name) else value
    if target.moves and (value.before or value.quantity.number < 0):
        seen = signed(value, target.moves, notes)
        if seen is None or (ended(value) and movement(goal.before)):  # 降至2% beside 降低3%
            notes.append(f"目标说的是“{target.moves.word}”，实际说的是“{value.before}”，由人判断")
            return Comparison("statement", "unclear", None, assumptions=tuple(notes))
        value = seen
    elif target.moves is None and only_changed(value, goal.quantity, name if target.op in (">=", ">") else ""):
        notes.append(f"实际写的是变动“{value}”，不是达到了多少，由人判断")
        return Comparison("statement", "unclear", None, assumptions=tuple(notes))
    small = target.op in ("<=", "<") or target.moves is not None
    pair = converted(goal.quantity, value.quantity, notes, small=small)
    if isinstance(pair, str):
        return Comparison(target.shape, problem=pair, kind="unit", assumptions=tuple(notes))
    against, quantity = pair
    interval = replace(value, quantity=quantity).interval if not value.measured else Interval.of(quantity.base)
    if not value.measured:
        notes.append("实际完成值是一个界限而不是一个数，只比较界限")
    found = _decide(target, against.base, interval, notes, str(quantity))
    if value.approximate and not goal.approximate and interval == Interval.of(against.base):
        notes.append("实际是约数，正好等于目标，看不出是否达到，由人判断")
        return Comparison("statement", "unclear", None, assumptions=tuple(notes))
    if found.met is not False and goal.after and words()["aside"]["condition"].first(goal.after):
        notes.append(f"目标另有条件“{goal.after}”，由人判断")
        return Comparison("statement", "unclear", None, assumptions=tuple(notes))
    if goal.approximate and not found.met:
        notes.append("目标是约数，差多少算没有达到由人判断")
        return Comparison("statement", "unclear", None, assumptions=tuple(notes))
    return found


#: how an actual that is one number may stand to its target, to be as wanted
_WANTED: dict[Op, tuple[int, ...]] = {">=": (0, 1), ">": (1,), "<=": (0, -1), "<": (-1,), "=": (0,)}


def _decide(target: Target, goal: Fraction, actual: Interval, notes: list[str], figure: str = "") -> Comparison:
    side = compared(fraction(actual.low), goal) if actual.exact else None
    met = _all_or_none(target.op, goal, actual) if side is None else side in _WANTED[target.op]
    reach: Reach = "met" if met else "unclear"
    if met is False and side == 0:
        notes.append(f"目标写明“{WORDS[target.op]}”，实际正好等于它，没有达到，按比例计分")
    if met is False:
        reach = "below" if actual.high < goal or (actual.high == goal and target.op in (">", ">=")) else "above"
    return Comparison(target.shape, reach, met, goal, actual, figure=figure, assumptions=tuple(notes))


def _all_or_none(op: Op, goal: Fraction, actual: Interval) -> bool | None:
    """Whether all values that an actual leaves open are as wanted, none of them, or some."""
    inf = float("inf")
    wanted = {
        ">=": Interval(goal, inf), ">": Interval(goal, inf, low_open=True), "<=": Interval(-inf, goal),
        "<": Interval(-inf, goal, high_open=True), "=": Interval(goal, goal),
    }[op]  # fmt: skip
    overlap = wanted.intersect(actual)
    return True if overlap == actual else False if overlap.empty else None


def _matching_part(goal: Bound, value: Compound, changes: bool) -> Bound | Range | None:
    told = said_of_it(value.parts, changes)
    bare = [p for p in told if isinstance(p, Bound) and needs_unit(p.quantity)]
    part = paired([goal], told)[0] or (bare[0] if len(bare) == 1 else None)
    return part if isinstance(part, Bound | Range) else None


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
    pair = converted(goal.high, quantity, notes)
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
    if isinstance(value, Compound) and _words(Statement(str(goal)), value, []).reach in ("met", "unclear"):
        found = paired([goal], value.parts)[0]
        value = found if isinstance(found, Date) else value
    if isinstance(value, Bound) and (dotted := as_month(value)):
        value = dotted
        notes.extend(dotted.assumptions)
    if not isinstance(value, Date):
        return _words(Statement(str(goal)), value, notes)
    if _words_around(value) in ("failed", "partly"):  # 未于6月30日前完成, 预计…前完成
        return Comparison("date", "late", False, assumptions=tuple(notes))
    if year is None and (goal.later or value.later) and (goal.end[0] or value.end[0]):
        notes.append("不知是哪一年的“次年”，看不出是否按期")
        return Comparison("statement", "unclear", None, assumptions=tuple(notes))
    due = (goal.end[0] or (year or value.end[0] or 1) + goal.later, *goal.end[1:])
    done = (value.end[0] or (year or goal.end[0] or 1) + value.later, *value.end[1:])
    late = done > due or (value.op == ">=" and done >= due)
    if late or value.op != ">=":
        if value.op == "<=":
            notes.append("实际完成时间只写了期限")
        return Comparison("date", "late" if late else "met", not late, assumptions=tuple(notes))
    notes.append("从“某日以后”看不出是否按期")
    return Comparison("statement", "unclear", None, assumptions=tuple(notes))


def _words_around(value: Date) -> Reach:
    return degree(f"{value.before}{value.after or '完成'}", "按时完成") if value.before or value.after else "met"


def _several(goal: Compound, value: Value, name: str, year: int | None, notes: list[str]) -> Comparison:
    """Part by part; what has no counterpart in the actual leaves the whole unclear."""
    kinds = {type(part) for part in (value.parts if isinstance(value, Compound) else (value,))}
    if Date not in kinds and kinds & {Bound, Range}:
        goal = _within_the_year(goal, notes)
    measurable = [p for p in goal.parts if not isinstance(p, Statement)]
    if isinstance(value, Statement | Expression):
        if measurable and value.text == str(goal):
            return Comparison("compound", "met", True, assumptions=tuple(notes))
        said = _words(Statement(str(goal)), value, notes)
        return replace(said, met=None) if said.met and measurable else said  # 完成 says nothing of ≥95%
    if len(measurable) == 1 and not isinstance(value, Compound):
        notes.append(f"目标一格多项，按可衡量的一项“{measurable[0]}”比较")
        return _part(measurable[0], value, name, year, notes)
    actuals = value.parts if isinstance(value, Compound) else (value,)
    says = any(isinstance(part, Statement) for part in actuals)
    spoken = [p for p in goal.parts if says or not isinstance(p, Statement) or p.zero]
    reaches: list[Reach] = [
        "unclear" if other is None else _part(part, other, name, year, []).reach
        for part, other in zip(spoken, paired(spoken, actuals), strict=True)
    ]
    missed: Reach = next((r for r in reaches if r in ("below", "above", "late", "failed")), "unclear")
    if reaches and set(reaches) == {"met"}:
        return Comparison("compound", "met", True, assumptions=tuple(notes))
    reach: Reach = "below" if missed == "failed" else missed
    return Comparison("compound", reach, None if reach == "unclear" else False, assumptions=tuple(notes))


def _within_the_year(goal: Compound, notes: list[str]) -> Compound:
    """Without 年底前 and the like, which a table of the year fulfils, where the actual speaks of numbers alone."""
    told = [
        (sep, p)
        for sep, p in zip(goal.seps, goal.parts, strict=True)
        if not (isinstance(p, Date) and p.op == "<=" and p.end[1:] == (12, 31) and not p.later)
    ]
    if len(told) == len(goal.parts) or not any(isinstance(p, Bound | Range) for _, p in told):
        return goal
    notes.append("实际没有写完成时间，目标的期限是年底，只比较数值")
    return replace(goal, parts=tuple(p for _, p in told), seps=tuple(sep for sep, _ in told))


def _part(part: Part, value: Value, name: str, year: int | None, notes: list[str]) -> Comparison:
    match part:
        case Range():
            return _within(part, value, notes)
        case Date():
            return _dates(part, value, year, notes)
        case Statement():
            return _words(part, value, notes)
    op = direction_of(part, name, "", None, "at_least", notes)
    target = Target(part, "zero" if part.quantity.number <= 0 else op, op, moves=moves(part, name))
    return _numbers(target, part, value, name, "", notes)


def _words(goal: Statement, value: Value, notes: list[str]) -> Comparison:
    if goal.zero and (count := Fraction(0) if contrary(goal.text, value) else counted(value)) is not None:
        none = count == 0
        reach: Reach = "met" if none else "above"
        return Comparison("zero", reach, none, Fraction(0), Interval.of(count), assumptions=tuple(notes))
    if _completion(value) and not goal.zero and goal.text[:1] not in SIGNS.values():
        notes.append("目标是文字，按所写的完成百分数理解")
        share = value.quantity.number
        said: Reach = "met" if share >= 100 else "mostly" if share >= 80 else "partly"
    else:
        said = degree(str(value), goal.text)
    met = {"met": True, "failed": False}.get(said)
    return Comparison("statement", said, met, assumptions=tuple(notes))


def _completion(value: Value) -> TypeGuard[Bound]:
    """Whether it is a share of what was to be done: 完成80%, as against 增长1.2%."""
    if not isinstance(value, Bound) or not value.measured or value.quantity.unit.name != "%":
        return False
    return value.quantity.number >= 0 and movement(value.before) is None
