"""Many rows, one by one: the answers of `engine.score_row` at a hundred times its pace.

A row is its texts. Each distinct row is answered once. Where target and actual are plain numbers,
the engine is asked only a few times per target and unit (below, at and above the target), and what it
says there, which rule and what the formula sees, serves every other number on that side: integers
into the compiled formula, one rounding. Every other row goes to the engine itself.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple

from scoring.engine import apply, score_row, understood
from scoring.formula import Exact
from scoring.model import Facts, Indicator, Outcome, Row, Status
from scoring.notation import Bound, Op, parse
from scoring.number import parse_decimal, round_units, scaled
from scoring.quantity import Quantity, Unit
from scoring.standard import Rule, Shape, Standard
from scoring.understand import Comparison, Target, compare

ROWS, GOALS, UNITS = 1 << 17, 1 << 14, 64  # how many distinct ones are remembered

#: the names in a formula that are proportional to the actual; all others stay put while it moves
_MOVING = ("完成值", "完成率")


class Scored(NamedTuple):
    """The answer for a row: 得分, or the lowest and highest a judged row may get."""

    status: Status
    score: Decimal | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    met: bool | None = None
    rule: str = ""

    @classmethod
    def of(cls, outcome: Outcome) -> Scored:
        low, high = outcome.admissible or (None, None)
        return cls(outcome.status, outcome.score, low, high, outcome.met, outcome.rule)


class Number(NamedTuple):
    """An actual that is one plain number: n ÷ d of a unit."""

    n: int
    d: int
    unit: Unit
    kind: tuple[str, str]  # name and dimension of the unit: two units are equal by name alone


class Side(NamedTuple):
    """All actuals on one side of a target: one rule, one formula, its arguments but for actual and points."""

    rule: str
    met: bool | None
    exact: Exact
    fixed: list[int]  # numerator and denominator of each name
    points: list[int]  # where 分值 goes
    moving: list[tuple[int, int, int]]  # where, and what the actual is multiplied by

    def score(self, p: int, q: int, n: int, d: int) -> tuple[int, int]:
        """The score as n ÷ d, for p ÷ q points and the actual n ÷ d. Raises ZeroDivisionError."""
        arguments = self.fixed.copy()
        for at in self.points:
            arguments[at] = p
            arguments[at + 1] = q
        for at, times, over in self.moving:
            arguments[at] = n * times
            arguments[at + 1] = d * over
        return self.exact(*arguments)


class Goal:
    """A target that is a number, as understood in its row, and what the engine said of actuals beside it."""

    def __init__(self, standard: Standard, target: Target, indicator: Indicator) -> None:
        self.standard, self.target, self.indicator = standard, target, indicator
        self.lanes: dict[tuple[str, str], Lane | None] = {}

    def lane(self, unit: Unit, kind: tuple[str, str]) -> Lane | None:
        """The lane for a unit; None when the target and such a unit do not simply compare."""
        if len(self.lanes) >= UNITS:
            self.lanes.clear()
        trial = self.beside(_TRIAL, unit)
        self.lanes[kind] = Lane(self, unit, trial[1], trial[2] / _TRIAL) if trial and trial[2] else None
        return self.lanes[kind]

    def beside(self, number: Fraction, unit: Unit) -> tuple[Comparison, Fraction, Fraction] | None:
        """How a number stands to the target, both in base units; None when they are not two plain numbers."""
        c = compare(self.target, "1", actual=Bound("=", Quantity(number, unit), written=False))
        if c.problem or c.target is None or c.actual is None or not c.actual.exact:
            return None
        return c, c.target, Fraction(c.actual.low)


class Lane:
    """One target beside actuals of one unit: the target is n ÷ d of it, `factor` leads to the base unit."""

    def __init__(self, goal: Goal, unit: Unit, base: Fraction, factor: Fraction) -> None:
        self.goal, self.unit, self.base, self.factor = goal, unit, base, factor
        self.n, self.d = (base / factor).as_integer_ratio()
        self.sides: dict[int, Side | None] = {}  # by the sign of actual - target

    def side(self, n: int, d: int) -> Side | None:
        """The side that n ÷ d is on; the engine is asked with the first number there. None: no short way."""
        gap = n * self.d - self.n * d
        sign = (gap > 0) - (gap < 0)
        if sign not in self.sides:
            if not n:
                return None  # nothing is in proportion to zero
            self.sides[sign] = self._ask(Fraction(n, d))
        return self.sides[sign]

    def _ask(self, number: Fraction) -> Side | None:
        goal, standard = self.goal, self.goal.standard
        c, *bases = goal.beside(number, self.unit) or (None,)
        if c is None or bases != [self.base, number * self.factor]:
            return None
        rule = standard.find(c.shape, c.reach, goal.indicator.path)
        return _side(apply(standard, c, goal.indicator, goal.target), rule, number)


class Scorer:
    """Scores rows given as text under one standard; remembers boundedly. Never raises for what a row says."""

    def __init__(self, standard: Standard) -> None:
        self.standard = standard
        self.score = lru_cache(ROWS)(self._score)
        self._scale: int = 10 ** -int(standard.rounding.score_step.as_tuple().exponent)
        self._number = lru_cache(ROWS)(_number)
        self._points = lru_cache(ROWS)(parse_decimal)
        self._decimal = lru_cache(ROWS)(scaled)
        self._goal = lru_cache(GOALS)(self._understand)
        self._meant = lru_cache(GOALS)(self._share)

    def score_all(self, rows: Iterable[tuple[str, ...]]) -> list[Scored]:
        """Each row as the arguments of `score`."""
        score = self.score
        return [score(*row) for row in rows]

    def _score(
        self,
        target: str,
        actual: str | None,
        points: str | None,
        name: str = "",
        aspect: str = "",
        unit: str = "",
        dimension: str = "",
    ) -> Scored:
        """年度指标值, 实际完成值, 分值; 三级指标, 二级指标, 度量单位, 一级指标."""
        context = name, aspect, unit, dimension
        plain = self._plain(target, actual, points, context) if actual and points else None
        if plain is not None:
            return plain
        row = Row(_indicator(target, points, context), Facts(actual=actual))
        return Scored.of(score_row(row, self.standard))

    def _plain(self, target: str, actual: str, points: str, context: tuple[str, ...]) -> Scored | None:
        """The answer for a number beside a number; None where the engine has to look itself."""
        number, full, goal = self._number(actual), self._points(points), self._goal(target, context)
        if number is None or full is None or goal is None:
            return None
        n, d, unit, kind = number
        p, q = full.numerator, full.denominator
        lane = goal.lanes[kind] if kind in goal.lanes else goal.lane(unit, kind)
        if lane is None or (n * q == p * d and not unit.name):  # that may be points pasted into the columns
            return None
        side = lane.side(n, d)
        if side is None:
            return None
        try:
            n, d = side.score(p, q, n, d)
        except ZeroDivisionError:
            return None
        if n < 0 or n * q > p * d:  # outside the points
            return None
        score = self._decimal(round_units(n, d, self._scale), self._scale)
        return Scored("scored", score, None, None, side.met, side.rule)

    def _understand(self, target: str, context: tuple[str, ...]) -> Goal | None:
        indicator = _indicator(target, "1", context)
        meant = understood(indicator, self.standard)
        if not isinstance(meant.value, Bound):
            return None
        kind = meant.value.quantity.unit.dimension  # units are equal by name alone
        return self._meant(meant.value, kind, meant.shape, meant.op, indicator.dimension, indicator.aspect)

    def _share(self, value: Bound, _: str, shape: Shape, op: Op, dimension: str, aspect: str) -> Goal:
        """One goal for all names under which a target means the same."""
        return Goal(self.standard, Target(value, shape, op), Indicator((dimension, aspect, ""), points="1"))


def _indicator(target: str, points: str | None, context: tuple[str, ...]) -> Indicator:
    name, aspect, unit, dimension = context
    return Indicator((dimension, aspect, name), target, points, unit)


def _side(outcome: Outcome, rule: Rule | None, number: Fraction) -> Side | None:
    """The side that `number` was scored on; None where no formula scores it."""
    formula = rule.formula if rule else None
    if formula is None or outcome.status != "scored":
        return None
    values = [outcome.names[name][1] for name in formula.names]
    places = {name: 2 * i for i, name in enumerate(formula.names)}
    ratios = {name: outcome.names[name][1] / number for name in formula.names if name in _MOVING}
    return Side(
        outcome.rule,
        outcome.met,
        formula.exact,
        [part for value in values for part in (value.numerator, value.denominator)],
        [at for name, at in places.items() if name == "分值"],
        [(places[name], ratio.numerator, ratio.denominator) for name, ratio in ratios.items()],
    )


_TRIAL = Fraction(3)  # any number that is not doubtful


def _number(text: str) -> Number | None:
    """The number an actual plainly is; None for all else, and where `understand` may see a slip in it."""
    value = parse(text)
    if not isinstance(value, Bound) or not value.measured:
        return None
    n, d = value.quantity.number.as_integer_ratio()
    unit = value.quantity.unit
    fraction_for_percent = not unit.name and n <= d  # 0.98 for 98%
    sign_for_digit = unit.name == "%" and n > 200 * d  # 290% for ≥90%
    if fraction_for_percent or sign_for_digit:
        return None
    return Number(n, d, unit, (unit.name, unit.dimension))
