"""Submissions in columns: totals, grades, what they claim, and T01, T02, T05 with the meaning of `scoring.checks.totals`."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from math import ceil, floor
from typing import Any

import numpy as np

from scoring.checks import totals
from scoring.columns.cases import FIT, JUDGED, NOT_CALCULABLE
from scoring.columns.codes import alone
from scoring.columns.frame import Frame
from scoring.columns.known import Known
from scoring.columns.numbers import MOST
from scoring.columns.schema import EXTRA
from scoring.columns.value import Column, TooLarge, column
from scoring.model import Claimed, Indicator, Outcome, Row, Submission
from scoring.number import Interval

UNIT = 10**EXTRA
HUNDRED = 100 * UNIT


def sums(values: Any, starts: Any, count: int) -> Any:
    """Sums by submission of something told of each row."""
    if not count:
        return np.zeros(0, np.int64)
    return np.add.reduceat(values.astype(np.int64), starts)


def _grades(known: Known, scale: int) -> list[tuple[int, int, int]]:
    """Each grade as a number in `known.words`, with the first and the last total that has it, in whole units."""
    if scale not in known.grades:
        known.grades[scale] = list(_ends_of_grades(known, scale))
    return known.grades[scale]


def _ends_of_grades(known: Known, scale: int) -> Iterator[tuple[int, int, int]]:
    for grade in known.standard.grade:
        span = grade.span.intersect(Interval(Fraction(0), Fraction(FIT // scale)))
        low, high = Fraction(span.low) * scale, Fraction(span.high) * scale
        first, last = ceil(low), floor(high)
        yield (
            known.words[grade.name],
            first + (span.low_open and first == low),
            last - (span.high_open and last == high),
        )


class Totals:
    """Everything told of submissions, one value each."""

    def __init__(self, known: Known, frame: Frame, sheet: Any, money: Any, told: Any) -> None:
        self.known, self.frame, self.sheet, self.money = known, frame, sheet, money
        self.count = len(frame.starts)
        self.odd_rows = np.zeros(frame.count, bool)
        self.row = ~frame.fund_rows  # indicator rows
        self.points, self.claimed = frame["points"].numbers, frame["claimed"].numbers
        self.judged = frame["judged"].numbers
        self.fine_points, self.fine_claims, self.fine_judged = (
            value.unfit(self.odd_rows) for value in (self.points, self.claimed, self.judged)
        )
        self._total()
        self._printed()
        table = told & self.row  # rows that somebody filled in
        self.has_t01, self.has_t02 = self._t01(table), self._t02(table)

    def by(self, values: Any) -> Any:
        return sums(values, self.frame.starts, self.count)

    # -- what the engine adds --

    def _total(self) -> None:
        sheet, row = self.sheet, self.row
        pointed = (self.points.given & row) | ((sheet.status >= 0) & ~row & (sheet.status <= NOT_CALCULABLE))
        self.has_total = self.by(self.points.given & row) > 0
        pointed &= self.has_total[self.frame.owner]
        self.full = self.by(np.where(pointed, self.fine_points, 0))
        self.odd_rows |= np.abs(sheet.counted) > MOST
        self.total = self.by(np.where(pointed & sheet.has_counted & ~self.odd_rows, sheet.counted, 0))
        self.judged_rows = self.by(pointed & (sheet.status == JUDGED))
        self.open = self.by(pointed & row & (sheet.status == JUDGED) & ~sheet.has_counted)
        self.not_calculable = self.by(pointed & (sheet.status == NOT_CALCULABLE))
        self.capped = np.zeros(self.count, bool)
        self.odd = np.zeros(self.count, bool)
        cut = self._cut(self.total, self.known.scale)
        if cut is not None:
            units, marked = cut.rounded(self.known.scale)
            self.odd |= np.broadcast_to(False if marked is None else marked, self.count) & self.money.rates.known
            self.capped = self.has_total & self.money.rates.known & (units < self.total)
            self.total = np.where(self.capped, units, self.total)
        self.complete = self.has_total & (self.open == 0) & (self.not_calculable == 0)
        self.grades = self.grade(np.where(self.complete, self.total, -1), self.known.scale)

    def _cut(self, total: Any, scale: int) -> Column | None:
        """Totals after the rule for totals (封顶); None where the standard has none."""
        rule, rates = self.known.standard.find("total", "met"), self.money.rates
        if rule is None or rule.formula is None or not self.count:
            return None
        values = {"总分": Column.of(total, scale, True), "执行率": Column.of(rates.units, rates.scale, True)}
        try:
            return column(rule.formula, values)
        except (TooLarge, OverflowError):
            self.odd |= rates.known
            return None

    def grade(self, units: Any, scale: int) -> Any:
        """The grade of each total, as a number in `known.words`; the empty text for those below zero and outside the scale."""
        found, open_ = np.zeros(self.count, np.int32), units >= 0
        for name, first, last in _grades(self.known, scale):
            within = open_ & (units >= first) & (units <= last)
            found[within] = name
            open_ &= ~within
        return found

    # -- what is printed --

    def _first(self, name: str) -> Any:
        """The row in which a submission first says something; -1 where it does not."""
        cells, found = self.frame[name], np.full(self.count, -1, np.int64)
        if not cells.empty:
            rows = np.flatnonzero(cells.filled)
            found[self.frame.owner[rows[::-1]]] = rows[::-1]
        return found

    def _printed(self) -> None:
        """自评总分 and 等级: as printed, else the sum of the claims and its grade."""
        frame, rows = self.frame, self._first("total")
        numbers, there = frame["total"].numbers, rows >= 0
        self.total_row = np.where(there & numbers.number[rows], rows, -1)
        odd = np.zeros(frame.count, bool)
        units = numbers.unfit(odd)
        self.odd |= there & odd[rows]
        self.printed = np.where(self.total_row >= 0, units[rows], 0)
        asked = self.points.given | self.claimed.given
        all_claimed = (self.by(asked) == self.by(asked & self.claimed.number)) & (self.by(self.claimed.number) > 0)
        self.claims = np.where(there, self.printed, self.by(np.where(asked, self.fine_claims, 0)))
        self.has_claims = np.where(there, self.total_row >= 0, all_claimed)
        self.grade_row = self._first("grade")
        self.claimed_grades = self.grade(np.where(self.has_claims, self.claims, -1), UNIT)
        cells, at = frame["grade"], np.flatnonzero(self.grade_row >= 0)
        written = cells.codes[self.grade_row[at]]
        distinct, which = np.unique(written, return_inverse=True)
        own = self.known.words.all
        self.claimed_grades[at] = len(own) + which
        self.grade_texts = own + [cells.texts[code] for code in distinct.tolist()]

    # -- findings --

    def _t01(self, table: Any) -> Any:
        """Points with those of 执行率 add to 100; as `points_sum`."""
        rows, first = self.by(np.where(table, self.fine_points, 0)), self.money.first
        self.rows_points, self.execution_row = rows, self.by(table & self.sheet.execution) > 0
        self.all_pointed = (self.by(table) > 0) & (self.by(table & ~self.points.number) == 0)
        self.execution_points = (first >= 0) & self.points.number[first]
        more = np.where(self.execution_points, self.fine_points[first], 0)
        slack = self.by(table & self.points.given & (self.points.digits >= 2)) * (UNIT // 200)
        claims = self.by(np.where(table, self.fine_claims, 0))
        unclaimed = self.by(table & ~self.claimed.number)
        unseen = ~self.execution_points & ~self.execution_row & (rows < HUNDRED) & self.money.rates.funded
        unseen &= (self.total_row >= 0) & (unclaimed == 0) & (self.printed > claims)
        right = np.abs(rows + more - HUNDRED) <= slack
        right |= self.execution_row & (np.abs(rows - HUNDRED) <= slack)
        return self.all_pointed & ~unseen & ~right

    def _t02(self, table: Any) -> Any:
        """The scores add to the printed total; as `scores_sum`."""
        first = self.money.first
        got = np.where(self.claimed.number, self.fine_claims, self.fine_judged)
        known = self.claimed.number | self.judged.number
        claim_of_funds = (first >= 0) & self.claimed.number[first]
        missing = table & ~known
        some_missing = self.by(missing) > 0
        aside = self.sheet.execution & claim_of_funds[self.frame.owner]
        waiting = self.by(missing & self.points.number & (self.points.n != 0) & ~aside) > 0
        without = some_missing & (self.by(table & self.claimed.number) > 0) & waiting
        rows = self.by(np.where(table, got, 0))
        full_already = self.all_pointed & ~self.execution_points & (self.rows_points == HUNDRED)
        expected = ~claim_of_funds & ~self.execution_row & self.money.rates.funded & ~full_already
        whole = rows + np.where(claim_of_funds, self.fine_claims[first], 0)
        agrees = self._rounds_to(whole) | (self.execution_row & self._rounds_to(rows))
        asked = (self.total_row >= 0) & (self.by(table) > 0)
        return asked & np.where(some_missing, without, ~expected & ~agrees)

    def _rounds_to(self, units: Any) -> Any:
        """Whether sums, capped or not, print as the printed total."""
        digits = np.where(self.total_row >= 0, self.frame["total"].numbers.digits[self.total_row], 0)
        cut, agrees = self._cut(units, UNIT), np.zeros(self.count, bool)
        for one in np.unique(digits).tolist():
            for totals_ in (Column.of(units, UNIT, True), cut):
                if totals_ is None:
                    continue
                found, marked = totals_.rounded(10**one)
                same = (found * 10 ** max(EXTRA - one, 0) == self.printed) & (digits == one)
                agrees |= same & (True if totals_ is not cut else self.money.rates.known)
                if marked is not None:
                    self.odd |= marked & (digits == one) & (self.total_row >= 0)
        return agrees

    def t05(self) -> Any:
        """The printed grade is the one of the printed total: the check itself, for each distinct pair."""
        found = np.zeros(self.count, bool)
        at = np.flatnonzero((self.total_row >= 0) & (self.grade_row >= 0) & ~self.odd)
        asked: dict[tuple[str, str], bool] = {}
        total, grade = self.frame["total"], self.frame["grade"]
        for i in at.tolist():
            pair = (total.texts[total.codes[self.total_row[i]]], grade.texts[grade.codes[self.grade_row[i]]])
            if pair not in asked:
                asked[pair] = _wrong_grade(self.known, *pair)
            found[i] = asked[pair]
        return found


def _wrong_grade(known: Known, total: str, grade: str) -> bool:
    table = alone(Row(Indicator(("", "", ""))), Outcome("not_calculable"), known.standard)
    claimed = Submission(claimed=Claimed(total, None, grade))
    table.submission = claimed
    return any(True for _ in totals.grade(table))
