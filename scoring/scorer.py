"""Many rows, one by one: the answers of `engine.score_row` at a hundred times its pace.

A row is its texts. Each distinct row is answered once. Where target and actual are plain numbers,
the engine is asked only a few times per target and unit (below, at and above the target), and what it
says there, which rule and what the formula sees, serves every other number on that side: integers
into the compiled formula, one rounding. Every other row goes to the engine itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Decimal
from fractions import Fraction
from typing import Any, NamedTuple, TypeVar

from scoring.applying import apply
from scoring.engine import score_row, understood
from scoring.formula import Exact, Formula
from scoring.model import Facts, Indicator, Outcome, Row, Status
from scoring.notation import Bound, parse
from scoring.notation.plain import figure
from scoring.number import parse_decimal, round_units, scaled
from scoring.quantity import Quantity, Unit
from scoring.standard import Rule, Standard
from scoring.understand import Comparison, Target, compare
from scoring.understand.moving import speaks
from scoring.understand.units import STORED, sized, unscaled

ROWS, GOALS, UNITS = 1 << 17, 1 << 14, 64  # how many distinct ones are remembered

Key = TypeVar("Key")
Made = TypeVar("Made")

#: the names in a formula that are proportional to the actual; all others stay put while it moves
MOVING = ("完成值", "完成率")


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


class Memo(dict[Key, Made]):
    """What is made of each key, made once: a plain dictionary to read, emptied when it is full."""

    def __init__(self, make: Callable[[Key], Made], most: int) -> None:
        self.make, self.most = make, most

    def __missing__(self, key: Key) -> Made:
        made = self.make(key)
        if len(self) >= self.most:
            self.clear()
        self[key] = made
        return made


#: an actual that is one plain number: n ÷ d of a unit; units are equal by name alone, so its kind tells them apart
Number = tuple[int, int, Unit, str]


class Side(NamedTuple):
    """All actuals on one side of a target: one rule, one formula, its arguments but for actual and points."""

    rule: str
    met: bool | None
    exact: Exact
    fixed: list[int]  # numerator and denominator of each name
    points: list[int]  # where 分值 goes
    moving: list[tuple[int, int, int]]  # where, and what the actual is multiplied by
    formula: Formula

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
        self.lanes: dict[str, Lane | None] = {}  # by the kind of unit

    def lane(self, unit: Unit, kind: str) -> Lane | None:
        """The lane for a unit; None when the target and such a unit do not simply compare."""
        if len(self.lanes) >= UNITS:
            self.lanes.clear()
        value = self.target.value
        apart = isinstance(value, Bound) and sized(value.quantity.unit, unit)
        trial = None if apart else self.beside(_TRIAL, unit)
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

    __slots__ = ("asked", "base", "d", "doubtful", "factor", "goal", "n", "sides", "unit")

    def __init__(self, goal: Goal, unit: Unit, base: Fraction, factor: Fraction) -> None:
        self.goal, self.unit, self.base, self.factor = goal, unit, base, factor
        self.n, self.d = (base / factor).as_integer_ratio()
        self.sides: list[Side | None] = [None, None, None]  # at, above, below the target
        self.asked = [False, False, False]
        value = goal.target.value
        self.doubtful = not unit.name and isinstance(value, Bound) and unscaled(value.quantity.unit) is not None

    def ask(self, n: int, d: int) -> Side | None:
        """The side that n ÷ d is on; the engine is asked with the first number there. None: no short way."""
        gap = n * self.d - self.n * d
        sign = (gap > 0) - (gap < 0)
        if n and not self.asked[sign]:  # nothing is in proportion to zero
            self.asked[sign] = True
            self.sides[sign] = self._ask(Fraction(n, d))
        return self.sides[sign]

    def _ask(self, number: Fraction) -> Side | None:
        goal, standard = self.goal, self.goal.standard
        c, *bases = goal.beside(number, self.unit) or (None,)
        if c is None or bases != [self.base, number * self.factor]:
            return None
        rule = standard.find(c.shape, c.reach, goal.indicator.path)
        return side_of(apply(standard, c, goal.indicator, goal.target), rule, number)


class Scorer:
    """Scores rows given as text under one standard; remembers boundedly. Never raises for what a row says."""

    def __init__(self, standard: Standard) -> None:
        self.standard = standard
        self._scale: int = 10 ** -int(standard.rounding.score_step.as_tuple().exponent)
        self._rows = Memo(self._score, ROWS)
        self.numbers = Memo(_number, ROWS)
        whens = [rule.when for rule in standard.rule]
        self._sections = {s for when in whens for s in (*(when.section or ()), *(when.except_section or ()))}
        self._points = Memo(_ratio, ROWS)
        self._answers = Memo(self._answer, ROWS)
        self.goals = Memo(self._goal, GOALS)
        self._meant = Memo(self._share, GOALS)

    def score_all(self, rows: Iterable[tuple[str, ...]]) -> list[Scored]:
        """Each row as the arguments of `score`. Raises TypeError for a row with too few or too many of them."""
        return list(map(self._rows.__getitem__, rows))

    def score(
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
        return self._rows[target, actual or "", points or "", name, aspect, unit, dimension]

    def _score(self, key: tuple[str, ...]) -> Scored:
        """The answer for a row not seen before."""
        target, actual, points = key[:3]
        context = key[3:]
        number, full, goal = self.numbers[actual], self._points[points], self.goals[target, context]
        plain = number and full and goal and self._plain(number, full, goal)
        if plain:
            return plain
        row = Row(_indicator(target, points, *context), Facts(actual=actual))
        return Scored.of(score_row(row, self.standard))

    def _plain(self, number: Number, full: tuple[int, int], goal: Goal) -> Scored | None:
        """The answer for a number beside a number; None where the engine has to look itself."""
        n, d, unit, kind = number
        p, q = full
        lane = goal.lanes[kind] if kind in goal.lanes else goal.lane(unit, kind)
        if lane is None or p <= 0 or (not unit.name and n * q == p * d):  # that may be points pasted into the columns
            return None
        if lane.doubtful and n * lane.d >= 1000 * lane.n * d:  # 98000 beside ≤10万元: which unit is meant?
            return None
        gap = n * lane.d - lane.n * d
        side = lane.sides[(gap > 0) - (gap < 0)] or lane.ask(n, d)
        if side is None:
            return None
        try:
            n, d = side.score(p, q, n, d)
        except ZeroDivisionError:
            return None
        if n < 0 or n * q > p * d:  # outside the points
            return None
        return self._answers[round_units(n, d, self._scale), side.met, side.rule]

    def _answer(self, key: tuple[int, bool | None, str]) -> Scored:
        """Rows with the same answer share it."""
        units, met, rule = key
        return Scored("scored", scaled(units, self._scale), met=met, rule=rule)

    def _goal(self, key: tuple[str, tuple[str, ...]]) -> Goal | None:
        target, context = key
        indicator = _indicator(target, "1", *context)
        meant = understood(indicator, self.standard)
        if not isinstance(meant.value, Bound):
            return None
        section = indicator.aspect
        if not indicator.dimension and not section:  # the name speaks for them, where a rule asks
            section = next((s for s in self._sections if indicator.name.startswith(s)), "")
        return self._meant[meant, meant.value.quantity.unit.dimension, indicator.dimension, section]

    def _share(self, key: tuple[Target, str, str, str]) -> Goal:
        """One goal for all names under which a target means the same."""
        meant, _, dimension, aspect = key  # units are equal by name alone
        target = Target(meant.value, meant.shape, meant.op)
        return Goal(self.standard, target, Indicator((dimension, aspect, ""), points="1"))


def _indicator(
    target: str, points: str | None, name: str = "", aspect: str = "", unit: str = "", dimension: str = ""
) -> Indicator:
    return Indicator((dimension, aspect, name), target, points, unit)


def side_of(outcome: Outcome, rule: Rule | None, number: Fraction) -> Side | None:
    """The side that `number` was scored on; None where no formula scores it."""
    formula = rule.formula if rule else None
    if formula is None or outcome.status != "scored":
        return None
    values = [outcome.names[name][1] for name in formula.names]
    places = {name: 2 * i for i, name in enumerate(formula.names)}
    ratios = {name: outcome.names[name][1] / number for name in formula.names if name in MOVING}
    return Side(
        outcome.rule,
        outcome.met,
        formula.exact,
        [part for value in values for part in (value.numerator, value.denominator)],
        [at for name, at in places.items() if name == "分值"],
        [(places[name], ratio.numerator, ratio.denominator) for name, ratio in ratios.items()],
        formula,
    )


_TRIAL = Fraction(3)  # any number that is not doubtful


def _ratio(text: str) -> tuple[int, int] | None:
    value = parse_decimal(text)
    return None if value is None else value.as_integer_ratio()


def _number(text: str) -> Number | None:
    """The number an actual plainly is; None for all else, and where `understand` may see a slip in it."""
    found = figure(text)
    if (found is None or not text[:1].isdigit()) and speaks(text):  # 上升2%, 2023年上升2% beside 下降5%
        return None
    if found is not None:
        n, digits, unit = found
        d, kind = 10**digits, unit.name
    else:
        value = parse(text)
        if not isinstance(value, Bound) or not value.measured or value.approximate:
            return None
        if value.quantity.scale or value.quantity.number < 0:
            return None
        n, d = value.quantity.number.as_integer_ratio()
        unit = value.quantity.unit
        kind = f"{unit.name} {unit.dimension}"
    return None if slippery(unit, n, d) else (n, d, unit, kind)


def slippery(unit: Unit, n: Any, d: Any) -> Any:
    """Whether `understand` may see a slip in n ÷ d of a unit: 1.1 for 110%, 290% for ≥90%. Whole columns too."""
    return (n <= STORED * d) if not unit.name else (n > 200 * d) if unit.name == "%" else (n != n)  # never
