"""执行率 in columns: the rate of each submission, and the score of fund rows that carry points."""

from __future__ import annotations

from typing import Any

import numpy as np

from scoring.columns.cases import NOT_CALCULABLE, SCORED
from scoring.columns.finding import Rates
from scoring.columns.frame import Frame
from scoring.columns.known import Known
from scoring.columns.numbers import POWERS
from scoring.columns.rows import within
from scoring.columns.value import Column, TooLarge, column, least, most
from scoring.engine import score
from scoring.model import Funds, FundsRow, Submission


class Money:
    """The fund rows of a frame: which they are, what they score, what the first one of each submission says."""

    def __init__(self, known: Known, frame: Frame) -> None:
        self.rows = frame.money
        self.owner = frame.owner[self.rows]
        count, rows = len(frame.starts), self.rows
        self.scale = 10 ** -int(known.standard.rounding.rate_step.as_tuple().exponent)
        self.odd = np.zeros(len(rows), bool)
        self.status = np.full(len(rows), -1, np.int8)  # -1: a row without points
        self.units = np.zeros(len(rows), np.int64)
        own = frame.fund_rows[rows]
        points = frame["points"].numbers
        self.pointed = own & points.number[rows]
        rate, self.rated = self._rates(known, frame, rows)
        self._score(known, frame, rate)
        heads = np.flatnonzero(np.diff(self.owner, prepend=-1))
        first = self.owner[heads]
        self.rates = Rates(np.zeros(count, bool), np.zeros(count, bool), np.zeros(count, np.int64), self.scale)
        self.rates.funded[first] = True
        self.rates.known[first], self.rates.units[first] = self.rated[heads], rate[heads]
        self.first = np.full(count, -1, np.int64)  # the row that the whole amount stands in
        self.first[first] = np.where(own[heads], rows[heads], -1)

    def _rates(self, known: Known, frame: Frame, rows: Any) -> tuple[Any, Any]:
        """执行率 of each fund row in whole units of the standard's precision; and where there is one."""
        budget, initial, spent = (frame[name].numbers for name in ("budget", "initial", "spent"))
        given = budget.given[rows]
        n, digits, number, odd = (np.where(given, b[rows], i[rows]) for b, i in zip(
            (budget.n, budget.digits, budget.number, budget.odd),
            (initial.n, initial.digits, initial.number, initial.odd), strict=True))  # fmt: skip
        rated = number & (n > 0) & spent.number[rows]
        self.odd |= odd | spent.odd[rows]
        at = np.flatnonzero(rated & ~self.odd)
        units = np.zeros(len(rows), np.int64)
        if not len(at):
            return units, rated
        one = Column.of(1, 1, True)
        where = rows[at]
        raw = Column.of(spent.n[where], POWERS[spent.digits[where]], True) / Column.of(n[at], POWERS[digits[at]], True)
        rate = least(most(raw, Column.of(0, 1, True)), one)
        if known.standard.rounding.rate_mode == "down":
            scaled = rate * Column.of(self.scale, 1, True)
            found, marked = scaled.n // scaled.d, scaled.marked
        else:
            found, marked = rate.rounded(self.scale)
        units[at] = found
        if marked is not None:
            self.odd[at[np.broadcast_to(marked, len(at))]] = True
        return units, rated

    def _score(self, known: Known, frame: Frame, rate: Any) -> None:
        points, rule = frame["points"].numbers, known.standard.find("execution", "met")
        self.rule = rule.id if rule else ""
        at = np.flatnonzero(self.pointed)
        self.odd[at] |= points.odd[self.rows[at]] | (points.n[self.rows[at]] < 0)
        self.status[at] = NOT_CALCULABLE
        at = np.flatnonzero(self.pointed & self.rated & ~self.odd)
        if rule is None or rule.formula is None or not len(at):
            return
        rows = self.rows[at]
        full = Column.of(points.n[rows], POWERS[points.digits[rows]], True)
        try:
            values = {"分值": full, "执行率": Column.of(rate[at], self.scale, True)}
            units, marked = within(column(rule.formula, values), full).rounded(known.scale)
        except (TooLarge, OverflowError):
            self.odd[at] = True
            return
        self.units[at], self.status[at] = units, SCORED
        if marked is not None:
            self.odd[at[np.broadcast_to(marked, len(at))]] = True

    def reason(self, known: Known, spent_given: bool) -> str:
        """Why a fund row with points has no score, in the engine's words."""
        row = FundsRow(Funds("", points="1", spent="1" if spent_given else None))
        outcome = score(Submission(funds=(row,)), known.standard).funds[0].outcome
        return outcome.reason if outcome else ""
