"""What is known of targets, and of actuals beside them: the engine is asked once for each, rows only look it up.

An *aim* is a target in its context; a *lane* is a number target beside numbers of one unit; a *case* is
what the engine says: a formula with its arguments, a share of the points, or an answer as it stands.
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from threading import RLock, local
from typing import Any

import numpy as np

from scoring.applying import apply
from scoring.checks import scores
from scoring.checks.catalogue import blank
from scoring.checks.names import is_reversed
from scoring.checks.scores import span_of
from scoring.columns.cases import (
    BY_POINTS,
    CELL,
    FIT,
    JUDGED,
    MOST,
    NOT_CALCULABLE,
    NUMBER_OF,
    ODD,
    REASON,
    SCORED,
    SLOT,
    aims,
    cases,
    lanes,
    met_number,
    place_of,
    seen,
    year_of,
)
from scoring.columns.codes import OF_PAIR, OF_TARGET, alone, bits
from scoring.columns.numbers import DIGITS
from scoring.columns.shelf import Texts
from scoring.engine import score_row, understood
from scoring.formula import NAMES, Formula, formula
from scoring.model import Execution, Facts, Funds, FundsRow, Indicator, Outcome, Row
from scoring.notation import Bound, Compound, Expression, parse
from scoring.notation.plain import units
from scoring.number import INFINITY, Interval, parse_decimal
from scoring.scorer import MOVING, Goal, Lane, Memo, Scorer, Side, side_of
from scoring.standard import Standard
from scoring.understand import compare, unit_in_name

AimKey = tuple[str, str, str, str, str, str]  # target, 一级, 二级, 三级, 度量单位, 年度


class Known:
    """Everything learnt under one standard, by all threads, between batches; it never changes an answer."""

    def __init__(self, standard: Standard) -> None:
        self.standard, self.scorer = standard, Scorer(standard)
        self.texts, self.units = Texts(), list(units().values())
        self.unit_names = {unit.name: at for at, unit in enumerate(self.units)}
        self.formulas: list[Formula] = []
        self.inner: list[Formula] = []
        self.bar = standard.settings.share("overshoot")
        self.lock, self.here = RLock(), local()  # here: what one worker remembers for itself
        self.aims, self.lanes, self.cases = aims(), lanes(), cases()
        self.aim_of, self.lane_of = dict[AimKey, int](), dict[tuple[int, int], int]()
        self.case_of: dict[tuple[Any, ...], int] = {}
        self.kin_of: dict[tuple[Any, ...], int] = {}
        #: a number among words (全年完成5726件): n, digits, unit; None for all else, and for what may be a copy
        self.number = Memo(self._number, MOST)
        self.words, self.grades = Texts(), dict[int, list[tuple[int, int, int]]]()  # grades; their ends by scale
        self.claims_of: dict[tuple[Any, ...], int] = {}
        self._aim_keys: list[AimKey] = []
        self._goals, self._goal_of = list[Goal](), dict[int, int]()
        self._lanes: list[Lane | None] = []

    @property
    def full(self) -> bool:
        counts = [x.count for x in (self.cases, self.aims, self.lanes)]
        return max(*counts, len(self.claims_of), len(self.texts)) > MOST

    # -- targets --

    def aim(self, key: AimKey) -> int:
        """The number of a target in its context."""
        found = self.aim_of.get(key)
        if found is None:
            with self.lock:
                found = self.aim_of[key] = self._aim(key)
        return found

    def _aim(self, key: AimKey) -> int:
        target, dimension, aspect, name, unit, _ = key
        indicator = Indicator((dimension, aspect, name), target, "1", unit)
        goal = self.scorer.goals[target, (name, aspect, unit, dimension)]
        at = -1
        if goal is not None:
            at = self._goal_of.setdefault(id(goal), len(self._goals))
            if at == len(self._goals):
                self._goals.append(goal)
        table = alone(Row(indicator), Outcome("not_calculable"), self.standard)
        entry = table.entries[0]
        codes = bits(table, OF_TARGET)
        self._aim_keys.append(key)
        named = isinstance(entry.target.value, Bound | Compound) or not (dimension or aspect)
        kin = (target, dimension, aspect, name if named else "", unit, key[5], entry.execution)
        return self.aims.add(
            kin=self.kin_of.setdefault(kin, self.aims.count),
            goal=at,
            codes=codes,
            bare=parse_decimal(target) is not None and not unit and unit_in_name(name) is None,
            execution=entry.execution,
            reversed=is_reversed(entry),
            blank=blank(target),
            nameless=blank(name),
            cell=isinstance(entry.target.value, Expression),
        )

    # -- numbers beside numbers --

    def lane(self, goal: int, unit: int) -> int:
        """The number of a lane; -1 where target and unit do not simply compare."""
        found = self.lane_of.get((goal, unit))
        if found is None:
            found = self.lane_of[goal, unit] = self._lane(self._goals[goal], unit)
        return found

    def _lane(self, goal: Goal, unit: int) -> int:
        of = self.units[unit]
        lane = goal.lanes[of.name] if of.name in goal.lanes else goal.lane(of, of.name)
        if lane is None or max(abs(lane.n), lane.d) >= FIT:
            return -1
        self._lanes.append(lane)
        return self.lanes.add(
            n=lane.n, d=lane.d, doubtful=lane.doubtful, fewer=goal.target.shape in ("<=", "<"), cases=-2
        )

    def ask(self, lane: int, sign: int, n: int, d: int) -> int:
        """The case of all numbers on one side of a target, asked with one of them; -1 for no short way."""
        known = self._lanes[lane]
        side = known.ask(n, d) if known else None
        case = -1 if side is None else self._by_formula(side)
        self.lanes["cases"][lane, sign + 1] = case
        return case

    def _by_formula(self, side: Side, **more: Any) -> int:
        """A case for rows that a formula scores; the engine's, where its numbers are too long for a column."""
        arguments = np.zeros(2 * len(NAMES), np.int64)
        moving = np.ones(2 * len(MOVING), np.int64)
        numbers = [*side.fixed, *(part for item in side.moving for part in item[1:])]
        if max(map(abs, numbers), default=0) >= FIT:
            return self.cases.add(kind=ODD)
        places = {2 * at: name for at, name in enumerate(side.formula.names)}
        for place, name in places.items():
            arguments[2 * SLOT[name] : 2 * SLOT[name] + 2] = side.fixed[place : place + 2]
        for place, times, over in side.moving:
            at = 2 * MOVING.index(places[place])
            moving[at : at + 2] = times, over
        return self.cases.add(
            kind=SCORED, status=SCORED, met=met_number(side.met), rule=self.texts[side.rule],
            formula=place_of(self.formulas, side.formula), arguments=arguments, moving=moving, **more,
        )  # fmt: skip

    # -- everything else --

    def pair(self, aim: int, actual: str, aside: bool) -> int:
        """The case of a target beside an actual, whatever the points; `aside` when a reason was given for none."""
        key = (aim, actual, aside)
        found = self.case_of.get(key)
        if found is None:
            found = self.case_of[key] = self._pair(aim, actual, aside)
        return found

    def _pair(self, aim: int, actual: str, aside: bool) -> int:
        target, dimension, aspect, name, unit, year_text = self._aim_keys[aim]
        indicator = Indicator((dimension, aspect, name), target, "1", unit)
        meant = understood(indicator, self.standard)
        if isinstance(meant.value, Expression):
            return self._cell(meant.value, indicator)
        if self.aims["bare"][aim] and parse_decimal(actual) is not None:
            return self.cases.add(kind=BY_POINTS)
        year = year_of(year_text)
        c = compare(meant, actual, name, unit, year)
        outcome = apply(self.standard, c, indicator, meant)
        row = Row(indicator, Facts(actual=actual, remark=REASON if aside else ""))
        codes = bits(alone(row, outcome, self.standard, year), OF_PAIR)
        far = self._far(outcome)
        rule = None if c.problem else self.standard.find(c.shape, c.reach, indicator.path)
        if outcome.status == "scored":
            formula = rule.formula if rule else None
            if formula is None or any(n not in outcome.names for n in formula.names):
                return self.cases.add(kind=BY_POINTS)
            side = side_of(outcome, rule, Fraction(1))
            return self.cases.add(kind=BY_POINTS) if side is None else self._by_formula(side, codes=codes, far=far)
        if outcome.status == "judged":
            if rule is not None and rule.span is None:
                return self.cases.add(kind=BY_POINTS)
            span = rule.span if rule and rule.span else Interval(Fraction(0), Fraction(1))
            return self._judged(outcome, span, codes=codes, **seen(c.shape, c.reach, outcome.met))
        if outcome.names:
            return self.cases.add(kind=BY_POINTS)  # a divisor was zero, which points may have to do with
        return self.cases.add(
            kind=NOT_CALCULABLE, status=NOT_CALCULABLE, met=met_number(outcome.met), codes=codes,
            rule=self.texts[outcome.rule], reason=self.texts[outcome.reason],
        )  # fmt: skip

    def _judged(self, outcome: Outcome, span: Interval, **more: Any) -> int:
        ends = (Fraction(span.low), Fraction(0) if span.high == INFINITY else Fraction(span.high))
        if max(abs(e.numerator) for e in ends) >= FIT or max(e.denominator for e in ends) >= FIT:
            return self.cases.add(kind=ODD)
        (low_n, low_d), (high_n, high_d) = (end.as_integer_ratio() for end in ends)
        return self.cases.add(
            kind=JUDGED, status=JUDGED, met=met_number(outcome.met), rule=self.texts[outcome.rule], low_n=low_n, low_d=low_d,
            high_n=high_n, high_d=high_d, low_open=span.low_open, high_open=span.high_open, **more,
        )  # fmt: skip

    def _cell(self, cell: Expression, indicator: Indicator) -> int:
        """A formula in the cell: the column reads it where it asks for 执行率 and the standard has a rule for it."""
        rule = self.standard.find("formula", "met", indicator.path)
        if rule is None or rule.formula is None or "执行率" not in cell.text:
            return self.cases.add(kind=BY_POINTS)
        return self.cases.add(
            kind=CELL, status=SCORED, met=met_number(None), rule=self.texts[rule.id],
            formula=place_of(self.formulas, rule.formula), inner=place_of(self.inner, formula(cell.text)),
        )  # fmt: skip

    def row(self, aim: int, actual: str, points: str, aside: bool, rate: tuple[Any, ...]) -> int:
        """The case of a whole row as the engine scores it; `rate` is () without funds, else (执行率 or None,)."""
        key = (aim, actual, points, aside, rate)
        found = self.case_of.get(key)
        if found is None:
            found = self.case_of[key] = self._row(*key)
        return found

    def _row(self, aim: int, actual: str, points: str, aside: bool, rate: tuple[Any, ...]) -> int:
        target, dimension, aspect, name, unit, year_text = self._aim_keys[aim]
        indicator = Indicator((dimension, aspect, name), target, points or None, unit)
        row = Row(indicator, Facts(actual=actual or None, remark=REASON if aside else ""))
        execution = Execution(FundsRow(Funds("")), rate[0], None) if rate else None
        outcome = score_row(row, self.standard, year_of(year_text), execution)
        table = alone(row, outcome, self.standard, year_of(year_text))
        entry = table.entries[0]
        scale = self.scale
        fields: dict[str, Any] = {
            "status": NUMBER_OF[outcome.status],
            "met": met_number(outcome.met),
            "codes": bits(table, OF_PAIR),
        }
        fields |= {"rule": self.texts[outcome.rule], "reason": self.texts[outcome.reason], "pasted": entry.pasted}
        if outcome.score is not None and outcome.exact is not None:
            n, d = outcome.exact.as_integer_ratio()
            fields |= {"units": int(outcome.score * scale), "n": n, "d": d, "fixed": True, "far": self._far(outcome)}
        elif outcome.admissible is not None:
            span = span_of(table, entry)
            fields |= dict(zip(("low_units", "high_units"), (int(x * scale) for x in outcome.admissible), strict=True))
            fields |= dict(zip(("low_n", "low_d"), Fraction(span.low).as_integer_ratio(), strict=True))
            fields |= dict(zip(("high_n", "high_d"), Fraction(span.high).as_integer_ratio(), strict=True))
            fields |= {"low_open": span.low_open, "high_open": span.high_open, "fixed": True}
            fields |= seen(entry.comparison.shape, entry.comparison.reach, outcome.met)
        if any(isinstance(v, int) and abs(v) >= FIT for v in fields.values()):
            return self.cases.add(kind=ODD)
        return self.cases.add(kind=fields["status"], **fields)

    def _far(self, outcome: Outcome) -> bool:
        """Whether the target was exceeded so far that lost points explain themselves."""
        return self.bar is not None and outcome.attainment is not None and outcome.attainment >= self.bar

    def _number(self, text: str) -> tuple[int, int, int] | None:
        found, value = self.scorer.numbers[text], parse(text)
        if found is None or not isinstance(value, Bound) or value.written:
            return None
        n, d, unit, kind = found
        digits = len(str(d)) - 1
        if d != 10**digits or digits > DIGITS or abs(n) >= 10**DIGITS or kind != unit.name:
            return None
        at = self.unit_names.setdefault(kind, len(self.units))
        if at == len(self.units):
            self.units.append(unit)
        return n, digits, at

    def claimed(self, aim: int, texts: tuple[str, ...], step: int) -> int:
        """What the checks themselves find about the claim of a row; `step` digits are printed in its table."""
        key = (aim, texts, step)
        actual, points, claimed, judged, remark = texts
        found = self.claims_of.get(key)
        if found is None:
            target, dimension, aspect, name, unit, year = self._aim_keys[aim]
            facts = Facts(actual=actual or None, claimed=claimed or None, judged=judged or None, remark=remark)
            row = Row(Indicator((dimension, aspect, name), target, points or None, unit), facts)
            table = alone(row, score_row(row, self.standard, year_of(year)), self.standard, year_of(year))
            table.__dict__["step"] = Decimal(1).scaleb(-step)
            found = self.claims_of[key] = bits(table, (scores.row_scores,))
        return found

    @property
    def scale(self) -> int:
        return int(10 ** -int(self.standard.rounding.score_step.as_tuple().exponent))
