"""Two quantities brought to units that compare, or a sentence why they do not; every assumption noted."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from functools import lru_cache

from scoring.quantity import NONE, SCALES, Quantity, Unit, finite_digits, unit
from scoring.understand.degree import words

#: how often a period comes in a year, where the calendar does not divide it evenly
_IN_A_YEAR = {"周": 52, "星期": 52, "天": 365, "日": 365, "学期": 2}

OTHER_UNIT = "单位不同"

Pair = tuple[Quantity, Quantity]


def converted(goal: Quantity, actual: Quantity, notes: list[str], *, small: bool = False) -> Pair | str:
    """Target and actual in units of one dimension; otherwise why they cannot be compared.

    `small`: an actual far below the target is nothing unusual (不超过60%, 增长60%).
    """
    a, b = goal.unit, actual.unit
    if a.dimension == b.dimension:
        return goal, actual
    if not b.dimension:
        return _actual_without_unit(goal, actual, notes, small)
    if not a.dimension:
        return _target_without_unit(goal, actual, notes)
    if actual.number == 0 and not a.per and not b.per:  # none is none, whatever it is counted in
        notes.append(f"{OTHER_UNIT}：目标是“{a}”，实际是“{b}”；零不分单位")
        return goal, replace(actual, unit=a)
    if a.per and a.numerator == b.dimension:
        return _counted_by_nothing(goal, actual, notes)
    if yearly := _yearly(actual, a, notes):
        return goal, yearly
    if b.per and b.numerator == a.dimension and _apart(_top(actual), goal) <= _NEAR:
        notes.append(f"目标没有写按什么计，按实际完成值的“{b}”理解")
        return goal, _top(actual)
    if a.name in _included(b) or b.name in _included(a):
        return goal, replace(actual, unit=a)
    if goal.number == actual.number and any(
        a.name in group and b.name in group for group in words()["counting"]["classifiers"]
    ):
        notes.append(f"{OTHER_UNIT}：目标是“{a}”，实际是“{b}”；数目相同，按同一事物理解")
        return goal, replace(actual, unit=a)
    return f"{OTHER_UNIT}：目标是“{a}”，实际是“{b}”，不能比较"


def _actual_without_unit(goal: Quantity, actual: Quantity, notes: list[str], small: bool) -> Pair | str:
    a = goal.unit
    if a.name == "%":
        return _percent(goal, actual, notes, small)
    if a.dimension == "比率" and not a.name:
        return goal, actual
    if a.per and a.numerator and _yearly(goal, unit(a.numerator), []):
        return _counted_by_nothing(goal, replace(actual, unit=_top(goal).unit), notes)
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


STORED = 2  # a cell that shows 110% may hold 1.1; what is larger is taken as written


def _percent(goal: Quantity, actual: Quantity, notes: list[str], small: bool) -> Pair | str:
    """A bare number beside a percentage: 98 is 98%, 0.98 is a cell that stores 98%; told by which is near the target."""
    as_written, stored = (
        replace(actual, unit=goal.unit),
        Quantity(actual.number * 100, goal.unit, max(0, actual.digits - 2)),
    )
    if not 0 < actual.number <= STORED or not (actual.digits or actual.number == 1) or goal.number <= 0:
        notes.append("实际完成值没有写单位，按目标的“%”理解")
        return goal, as_written
    share = actual.number / goal.number
    near, near_stored = share >= Fraction(1, 50) or (small and actual.number > 1), share <= Fraction(1, 20)
    if near and near_stored:
        return f"{actual.figure} 是 {stored} 还是 {as_written}？请写上百分号"
    if near_stored:
        notes.append(f"{actual.figure} 疑为按小数存储的百分数，按 {stored} 理解")
        return goal, stored
    notes.append("实际完成值没有写单位，按目标的“%”理解")
    return goal, as_written


_NEAR = 3  # how far, as a factor, an actual may be from a target to be taken for the same kind of figure


def sized(goal: Unit, actual: Unit) -> bool:
    """Whether it depends on the numbers how two units are brought together: 元/月 and 元, 项 and 件."""
    told = goal.per or actual.per or (goal.dimension and actual.dimension)
    return goal.dimension != actual.dimension and bool(told)


def _counted_by_nothing(goal: Quantity, actual: Quantity, notes: list[str]) -> Pair | str:
    """An actual that does not say per what: 720元 beside 700元/人·月 is for one, 12次 beside 每月1次 for the year."""
    a, top, said = goal.unit, _top(goal), [*notes]
    yearly = _yearly(goal, unit(actual.unit.dimension), said)
    one = _apart(actual, top)
    times = top.unit.factor == 1 and a.numerator in _counts()
    if yearly is not None and _apart(actual, yearly) <= (one if times else min(one, Fraction(_NEAR))):
        notes[:] = said
        return yearly, actual
    if one > _NEAR or (yearly is not None and times):
        whole = "全年的" if yearly is not None else "总的"
        return f"实际完成值“{actual}”没有写按什么计，是“{a}”还是{whole}？请写明"
    notes.append(f"实际完成值没有写“/{a.name.partition('/')[2]}”，按目标的“{a}”理解")
    return top, actual


def _top(rate: Quantity) -> Quantity:
    """The number of a rate in the unit of what is counted: 700元 of 700元/人·月."""
    return replace(rate, unit=unit(rate.unit.name.partition("/")[0]))


def _apart(one: Quantity, other: Quantity) -> Fraction:
    """By what factor two amounts differ, at least 1; none differs from nothing."""
    a, b = one.base, other.base
    if a <= 0 or b <= 0:
        return Fraction(1)
    return max(a / b, b / a)


@lru_cache(maxsize=1)
def _counts() -> frozenset[str]:
    """The dimensions of what is counted in times: 次, 期."""
    return frozenset(unit(name).dimension for name in words()["counting"]["times"])


@lru_cache(maxsize=256)
def _included(of: Unit) -> tuple[str, ...]:
    """台 and 套 for 台(套): a unit that stands for either."""
    return tuple(words()["counting"]["either"].get(of.dimension, ()))


def _yearly(rate: Quantity, counted: Unit, notes: list[str]) -> Quantity | None:
    """A frequency as a count in the year: 每季度1次 → 4次; None when it is no frequency of `counted`."""
    of = rate.unit
    if not of.per or of.numerator != counted.dimension:
        return None
    times = Fraction(12) if of.per == "月份" else Fraction(_IN_A_YEAR.get(of.name.partition("/")[2], 0))
    if not times:
        return None
    top = _top(rate)
    number = rate.base * 12 / top.unit.factor if of.per == "月份" else rate.number * times
    yearly = Quantity(number, top.unit, finite_digits(number) or 0)
    notes.append(f"“{rate}”按全年 {yearly} 折算")
    return yearly


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
