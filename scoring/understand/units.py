"""Two quantities brought to units that compare, or a sentence why they do not; every assumption noted."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from scoring.quantity import NONE, SCALES, Quantity, Unit, unit

#: how often a period comes in a year, where the calendar does not divide it evenly
_IN_A_YEAR = {"周": 52, "星期": 52, "天": 365, "日": 365, "学期": 2}

OTHER_UNIT = "单位不同"

Pair = tuple[Quantity, Quantity]


def converted(goal: Quantity, actual: Quantity, notes: list[str]) -> Pair | str:
    """Target and actual in units of one dimension; otherwise why they cannot be compared."""
    a, b = goal.unit, actual.unit
    if a.dimension == b.dimension:
        return goal, actual
    if not b.dimension:
        return _actual_without_unit(goal, actual, notes)
    if not a.dimension:
        return _target_without_unit(goal, actual, notes)
    if actual.number == 0 and not a.per and not b.per:  # none is none, whatever it is counted in
        notes.append(f"{OTHER_UNIT}：目标是“{a}”，实际是“{b}”；零不分单位")
        return goal, replace(actual, unit=a)
    if yearly := _yearly(goal, b, notes):
        return yearly, Quantity(actual.base, unit(b.dimension))
    if yearly := _yearly(actual, a, notes):
        return Quantity(goal.base, unit(a.dimension)), yearly
    return f"{OTHER_UNIT}：目标是“{a}”，实际是“{b}”，不能比较"


def _actual_without_unit(goal: Quantity, actual: Quantity, notes: list[str]) -> Pair | str:
    a = goal.unit
    if a.name == "%":
        return _percent(goal, actual, notes)
    if a.dimension == "比率" and not a.name:
        return goal, actual
    if a.per and (counted := _yearly(goal, unit(a.numerator), notes)):
        return counted, replace(actual, unit=counted.unit)
    whole = unscaled(a)
    if _scaled(actual) and whole:  # 50万 beside 100万元 is 50万元
        notes.append(f"实际完成值没有写单位，按“{whole}”理解")
        return goal, replace(actual, unit=whole)
    if whole and goal.number > 0 and actual.number >= 1000 * goal.number:
        return f"实际完成值 {actual.figure} 没有写单位，是“{a}”还是“{whole}”？请写上单位"
    notes.append(f"实际完成值没有写单位，按目标的“{a}”理解")
    return goal, replace(actual, unit=a)


def _target_without_unit(goal: Quantity, actual: Quantity, notes: list[str]) -> Pair | str:
    b = actual.unit
    whole = unscaled(b)
    if _scaled(goal) and whole:
        notes.append(f"目标没有写单位，按“{whole}”理解")
        return replace(goal, unit=whole), actual
    notes.append(f"目标没有写单位，按实际完成值的“{b}”理解")
    return replace(goal, unit=b), actual


def _percent(goal: Quantity, actual: Quantity, notes: list[str]) -> Pair | str:
    """A bare number beside a percentage: 98 is 98%, 0.98 is a cell that stores 98%; told by which is near the target."""
    as_written, stored = (
        replace(actual, unit=goal.unit),
        Quantity(actual.number * 100, goal.unit, max(0, actual.digits - 2)),
    )
    if not 0 < actual.number <= 2 or not (actual.digits or actual.number == 1) or goal.number <= 0:
        notes.append("实际完成值没有写单位，按目标的“%”理解")
        return goal, as_written
    share = actual.number / goal.number
    near, near_stored = share >= Fraction(1, 50), share <= Fraction(1, 20)
    if near and near_stored and actual.number <= 1:
        return f"{actual.figure} 是 {stored} 还是 {as_written}？请写上百分号"
    if near_stored and (actual.number <= 1 or not near):  # 1.1 beside 100% is 110%
        notes.append(f"{actual.figure} 疑为按小数存储的百分数，按 {stored} 理解")
        return goal, stored
    notes.append("实际完成值没有写单位，按目标的“%”理解")
    return goal, as_written


def _yearly(rate: Quantity, counted: Unit, notes: list[str]) -> Quantity | None:
    """A frequency as a count in the year: 每季度1次 → 4次; None when it is no frequency of `counted`."""
    of = rate.unit
    if not of.per or of.numerator != counted.dimension:
        return None
    times = Fraction(12) if of.per == "月份" else Fraction(_IN_A_YEAR.get(of.name.partition("/")[2], 0))
    if not times:
        return None
    number = rate.base * 12 if of.per == "月份" else rate.number * times
    notes.append(f"“{rate}”按全年 {Quantity(number, unit(counted.dimension))} 折算")
    return Quantity(number, unit(counted.dimension))


def _scaled(quantity: Quantity) -> bool:
    """Whether a bare number was written with 万 or 亿."""
    return bool(getattr(quantity, "scale", ""))


def unscaled(of: Unit) -> Unit | None:
    """元 for 万元; None for a unit without a scale."""
    for length in (2, 1):
        if of.name[:length] in SCALES and len(of.name) > length:
            return unit(of.name[length:].removeprefix("个") or of.name[length:])
    return None


def needs_unit(quantity: Quantity) -> bool:
    """Whether no unit was written and none is implied (三分之二 implies a share)."""
    return quantity.unit == NONE and not quantity.unit.dimension
