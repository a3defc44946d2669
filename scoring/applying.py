"""The one rule for a comparison, applied to the points of its row: 得分, or what a judged row may get."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction

from scoring.formula import Formula
from scoring.kinds import interval as interval_of
from scoring.model import Indicator, Outcome, Status
from scoring.number import Interval, fraction, parse_decimal, round_to, round_units, scaled, show
from scoring.standard import REACHES, SHAPES, Rule, Standard
from scoring.understand import Comparison, Target

Names = Mapping[str, tuple[str, Fraction]]  # what a formula sees: as printed, and exactly

_ZERO, _ONE = Fraction(0), Fraction(1)


def apply(standard: Standard, comparison: Comparison, indicator: Indicator, target: Target | None = None) -> Outcome:
    """The one rule for a comparison, applied to the points of the row."""
    notes = (*target.assumptions, *comparison.assumptions) if target else comparison.assumptions
    base = Outcome(
        "not_calculable", None, None, comparison.met, comparison.attainment, assumptions=notes,
        target=target, comparison=comparison,
    )  # fmt: skip
    if comparison.problem:
        return ended(base, reason=comparison.problem)
    rule = standard.find(comparison.shape, comparison.reach, indicator.path)
    undecided = comparison.reach == "unclear" and comparison.actual is not None
    if rule is None and not undecided:
        reason = f"{standard.title}没有规定{SHAPES[comparison.shape]}、{REACHES[comparison.reach]}时如何计分"
        return ended(base, reason=reason)
    points = parse_decimal(indicator.points or "")
    if points is None:
        return ended(base, "scored" if comparison.met is not None else "judged", rule)
    if points.numerator <= 0:
        return ended(base, reason=f"分值 {indicator.points} 不大于零，无法计分")
    if rule is None:
        return _judged(base, points, Interval(Fraction(0), Fraction(1)), None, standard)
    if rule.span is not None:
        return _judged(base, points, rule.span, rule, standard)
    return _by_formula(base, rule, comparison, indicator, points, standard, target)


def ended(
    base: Outcome,
    status: Status = "not_calculable",
    rule: Rule | None = None,
    *,
    score: Decimal | None = None,
    admissible: tuple[Decimal, Decimal] | None = None,
    reason: str = "",
    exact: Fraction | None = None,
    names: Names | None = None,
) -> Outcome:
    """What came of a row, `base` being what was known before."""
    named = rule.id if rule else base.rule
    return Outcome(
        status, score, admissible, base.met, base.attainment, named, reason, base.assumptions, exact, names or {},
        base.target, base.comparison,
    )  # fmt: skip


def _judged(base: Outcome, points: Fraction, span: Interval, rule: Rule | None, standard: Standard) -> Outcome:
    p, q = points.as_integer_ratio()
    scale = standard.rounding.score_scale
    ends = (fraction(end).as_integer_ratio() for end in (span.low, span.high))
    low, high = (scaled(round_units(n * p, d * q, scale), scale) for n, d in ends)
    return ended(base, "judged", rule, admissible=(low, high))


def _by_formula(
    base: Outcome,
    rule: Rule,
    c: Comparison,
    indicator: Indicator,
    points: Fraction,
    standard: Standard,
    target: Target | None,
) -> Outcome:
    formula = rule.formula
    assert formula is not None
    names = {name: seen for name in formula.names if (seen := _seen(name, c, indicator, points, target)) is not None}
    missing = [n for n in formula.names if n not in names] if len(names) < len(formula.names) else []
    if missing and c.actual is not None and not c.actual.exact:
        return _by_interval(base, rule, formula, c, names, points, standard)
    if missing:
        return _lacking(base, rule, formula, missing)
    return scored(base, rule, formula, names, points, standard)


def _seen(
    name: str, c: Comparison, indicator: Indicator, points: Fraction, target: Target | None
) -> tuple[str, Fraction] | None:
    """What a name in a formula stands for in a row, and how it is printed; None where the row has no such thing."""
    if name == "分值":
        return indicator.points or show(points), points
    if name == "达标":
        return None if c.met is None else ("1", _ONE) if c.met else ("0", _ZERO)
    if name in ("完成值", "完成率"):
        if c.actual is None or not c.actual.exact:
            return None
        exact = fraction(c.actual.low)
        if name == "完成值":
            return c.figure or _printed(exact, target), exact
        return (f"{show(exact / c.target * 100, 2)}%", exact / c.target) if c.target else None
    value = c.target if name == "目标值" else c.low if name == "下限" else c.high if name == "上限" else None
    return None if value is None else (_printed(value, target), value)


def scored(base: Outcome, rule: Rule, formula: Formula, names: Names, points: Fraction, standard: Standard) -> Outcome:
    try:
        n, d = formula.ratio([names[name][1] for name in formula.names])
    except ZeroDivisionError:
        return ended(base, rule=rule, reason="除数为零，无法计算", names=names)
    p, q = points.as_integer_ratio()
    if p >= 0 and n < 0:
        n = 0
    full = p >= 0 and n * q >= p * d
    exact = points if full else Fraction(n, d)
    scale = standard.rounding.score_scale
    printed = scaled(round_units(*exact.as_integer_ratio(), scale), scale)
    return ended(base, "scored", rule, score=printed, exact=exact, names=names)


def _by_interval(
    base: Outcome, rule: Rule, formula: Formula, c: Comparison, names: Names, points: Fraction, standard: Standard
) -> Outcome:
    """An actual that is itself a bound: scored when every value it leaves open gives the same score."""
    actual = c.actual
    assert actual is not None
    counted = actual.intersect(Interval(Fraction(0), float("inf")))
    actual = actual if counted.empty else counted  # <0 leaves nothing that is counted: it stays as it was written
    values = {n: Interval.of(v) for n, (_, v) in names.items()} | {"完成值": actual}
    if c.target and "完成率" in formula.names:
        values["完成率"] = actual / Interval.of(c.target)
    values.setdefault("达标", Interval(Fraction(0), Fraction(1)))
    if missing := [n for n in formula.names if n not in values]:
        return _lacking(base, rule, formula, missing)
    try:
        result = interval_of(formula, values)
    except ZeroDivisionError:
        return ended(base, rule=rule, reason="除数为零，无法计算")
    least, most = sorted((Fraction(0), points))
    low, high = (Fraction(max(least, min(end, most))) for end in (result.low, result.high))
    step = standard.rounding.score_step
    ends = round_to(low, step), round_to(high, step)
    if ends[0] == ends[1]:
        return ended(base, "scored", rule, score=ends[0], exact=low, names=names)
    return ended(base, "judged", rule, admissible=ends, names=names)


def _lacking(base: Outcome, rule: Rule, formula: Formula, missing: list[str]) -> Outcome:
    reason = f"公式“{formula.text}”需要{'、'.join(missing)}，这一行没有"
    return ended(base, rule=rule, reason=reason)


def _printed(base: Fraction, target: Target | None) -> str:
    """A number of base units in the unit the target was written in."""
    value = target.value if target else None
    quantity = getattr(value, "quantity", None) or getattr(value, "high", None)
    if quantity is None:
        return show(base)
    factor = quantity.unit.factor
    return f"{show(base if factor == 1 else base / factor)}{quantity.unit}"
