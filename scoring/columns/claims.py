"""Findings about what rows claim, told in columns: I01–I03, I06, T04, with the meaning of `scoring.checks.scores`."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from scoring.checks.catalogue import empty_talk, none_given
from scoring.columns.cases import JUDGED, SCORED
from scoring.columns.codes import BIT
from scoring.columns.finding import Answers
from scoring.columns.frame import Frame, Numbers, distinct
from scoring.columns.known import Known
from scoring.columns.numbers import POWERS
from scoring.columns.value import Column, holds


class Claims(NamedTuple):
    """What is found about claims: code bits by row, and rows the columns cannot tell."""

    codes: Any
    odd: Any


class _Look:
    """The rows under one question, and where the answer has to come from the checks themselves."""

    def __init__(self, known: Known, frame: Frame, found: Answers, digits: Any) -> None:
        self.known, self.frame, self.found = known, frame, found
        self.codes, self.odd = np.zeros(frame.count, np.int32), np.zeros(frame.count, bool)
        self.step_digits = digits  # by row: the digits that scores are printed with in its table
        self.points: Numbers = frame["points"].numbers
        claimed, judged = frame["claimed"].numbers, frame["judged"].numbers
        own = claimed.number
        self.claimed, self.judged = claimed, judged
        self.n = np.where(own, claimed.n, judged.n)
        self.digits = np.where(own, claimed.digits, judged.digits)
        self.number = own | judged.number
        self.odd |= claimed.odd | judged.odd

    def tell(self, rows: Any, answer: tuple[Any, Any]) -> Any:
        """An answer by row; rows where it is not certain are marked and told False."""
        where, marked = answer
        where = np.array(np.broadcast_to(where, len(rows)))
        if marked is None:
            return where
        self.odd[rows[np.broadcast_to(marked, len(rows))]] = True
        return where & ~marked

    def values(self, n: Any, digits: Any, rows: Any) -> Column:
        return Column.of(n[rows], POWERS[digits[rows]], True)

    def claim(self, rows: Any) -> Column:
        return self.values(self.n, self.digits, rows)

    def full(self, rows: Any) -> Column:
        return self.values(self.points.n, self.points.digits, rows)


def look(known: Known, frame: Frame, found: Answers, digits: Any) -> Claims:
    """Findings about the claims of rows that are all indicators; `digits` as the table prints its scores."""
    it = _Look(known, frame, found, digits)
    beyond = _ranges(it)
    aim, case = found.aim, found.case
    pasted, execution = known.cases["pasted"][case], known.aims["execution"][aim]
    open_ = it.number & it.points.number & (it.points.n > 0) & ~beyond & ~pasted & ~execution & ~found.odd & ~it.odd
    status = known.cases["status"][case]
    _scored(it, np.flatnonzero(open_ & (status == SCORED)))
    _judged(it, np.flatnonzero(open_ & (status == JUDGED)))
    _two_minds(it)
    return Claims(it.codes, it.odd)


def _out(it: _Look, value: Numbers) -> Any:
    """Below zero or above the points."""
    rows = np.flatnonzero(value.number & ~it.odd)
    out = np.zeros(it.frame.count, bool)
    out[rows] = value.n[rows] < 0
    pointed = rows[it.points.number[rows] & (it.points.n[rows] > 0)]
    n, digits, full, full_digits = (
        value.n[pointed],
        value.digits[pointed],
        it.points.n[pointed],
        it.points.digits[pointed],
    )
    if _small(n, digits) and _small(full, full_digits):
        over = n * POWERS[full_digits] > full * POWERS[digits]
    else:
        over = it.tell(pointed, holds(">", it.values(value.n, value.digits, pointed), it.full(pointed)))
    out[pointed[over]] = True
    return out


def _small(n: Any, digits: Any) -> bool:
    """Whether two such numbers compare in 64 bits."""
    return bool(np.abs(n).max(initial=0) < 1 << 31 and digits.max(initial=0) <= 9)


def _ranges(it: _Look) -> Any:
    """T04; and the rows whose claim is out of range."""
    none = it.points.number & (it.points.n <= 0)
    claimed = _out(it, it.claimed)
    judged = _out(it, it.judged) if it.judged.number.any() else np.zeros_like(claimed)
    it.codes[none | claimed | judged] |= BIT["T04"]
    return np.where(it.claimed.number, claimed, judged)


def _scored(it: _Look, rows: Any) -> None:
    """I01, I02, I03: at most one per row."""
    known, found = it.known, it.found
    units = found.units[rows]
    full = it.n[rows] * POWERS[it.points.digits[rows]] == it.points.n[rows] * POWERS[it.digits[rows]]
    met = known.cases["met"][found.case[rows]]
    same = it.n[rows] * known.scale == units * POWERS[it.digits[rows]]
    rows = rows[~(same & ~((met == 0) & full))]
    if not len(rows):
        return
    exact = Column.of(found.n[rows], found.d[rows], True)
    claim, points = it.claim(rows), it.full(rows)
    met = known.cases["met"][found.case[rows]]
    is_full = it.tell(rows, holds("==", claim, points))
    reversed_ = known.aims["reversed"][found.aim[rows]]
    missed = (met == 0) & is_full
    at = np.flatnonzero(missed & ~reversed_)
    it.codes[rows[at[_rounds_below(it, rows[at])]]] |= BIT["I03"]
    _ask(it, rows[reversed_ & ~missed])  # whether the claim fits the other direction, the checks know
    rest = ~missed & ~reversed_
    lost = rest & (met == 1) & it.tell(rows, holds("==", exact, points)) & it.tell(rows, holds("<", claim, points))
    _lost(it, rows[lost])
    rest &= ~lost
    off = ~_stands_for(it, rows, claim, exact)
    it.codes[rows[rest & off]] |= BIT["I01"]


def _rounds_below(it: _Look, rows: Any) -> Any:
    """Whether the score, printed as the table prints scores, is less than the points."""
    below = np.zeros(len(rows), bool)
    for digits in np.unique(it.step_digits[rows]).tolist():
        at = np.flatnonzero(it.step_digits[rows] == digits)
        exact = Column.of(it.found.n[rows[at]], it.found.d[rows[at]], True)
        units, marked = exact.rounded(10**digits)
        it.odd[rows[at[np.broadcast_to(False if marked is None else marked, len(at))]]] = True
        printed = Column.of(np.broadcast_to(units, len(at)), 10**digits, True)
        below[at] = it.tell(rows[at], holds("<", printed, it.full(rows[at])))
    return below


def _lost(it: _Look, rows: Any) -> None:
    """Target met, points lost: I02 without a reason; with one I01, unless it is empty talk or the target far exceeded."""
    remark = it.frame["remark"]
    none = remark.told(rows, none_given)
    it.codes[rows[none]] |= BIT["I02"]
    reasoned = rows[~none]
    reasoned = reasoned[~remark.told(reasoned, empty_talk)]
    it.codes[reasoned[~_far(it, reasoned)]] |= BIT["I01"]


def _far(it: _Look, rows: Any) -> Any:
    """Whether the target was exceeded by the standard's bar (130%): in lanes told by the numbers, else by the case."""
    far = it.known.cases["far"][it.found.case[rows]]
    lanes, bar = it.known.lanes, it.known.bar
    at = np.flatnonzero(it.found.lane[rows] >= 0)
    if bar is None or not len(at):
        return far
    row, lane = rows[at], it.found.lane[rows[at]]
    actual = Column.of(it.found.number[row], POWERS[it.found.digits[row]], True)
    target, fewer = Column.of(lanes["n"][lane], lanes["d"][lane], True), lanes["fewer"][lane]
    share, other = actual / target, target / actual
    least = Column.of(bar.numerator, bar.denominator, True)
    more, less = (holds(">=", x, least) for x in (share, other))
    none = (lanes["n"][lane] <= 0) | (fewer & (it.found.number[row] <= 0))
    for _, marked in (more, less):
        if marked is not None:
            it.odd[row[marked & ~none]] = True
    far[at] = np.where(fewer, less[0], more[0]) & ~none
    return far


def _ask(it: _Look, rows: Any) -> None:
    """The checks themselves, once for each distinct row."""
    if not len(rows):
        return
    cells = [it.frame[name] for name in ("actual", "points", "claimed", "judged", "remark")]
    kinds, firsts = distinct([it.found.aim[rows], *(c.codes[rows] for c in cells), it.step_digits[rows]])
    answers = []
    for row in rows[firsts].tolist():
        texts = tuple(c.texts[c.codes[row]] for c in cells)
        with it.known.lock:
            answers.append(it.known.claimed(int(it.found.aim[row]), texts, int(it.step_digits[row])))
    it.codes[rows] |= np.array(answers, np.int32)[kinds]


def _stands_for(it: _Look, rows: Any, claim: Column, exact: Column) -> Any:
    """Whether a claim, at its printed digits, may stand for the exact score or for the printed one."""
    half = Column.of(np.ones(len(rows), np.int64), 2 * POWERS[it.digits[rows]], True)
    printed = Column.of(it.found.units[rows], it.known.scale, True)
    near = np.zeros(len(rows), bool)
    for score in (exact, printed):
        gap = claim - score
        size = Column(abs(gap.n), gap.d, gap.n_size, gap.d_size, gap.marked)
        near |= it.tell(rows, holds("<=", size, half))
    return near


def _judged(it: _Look, rows: Any) -> None:
    """I06, and I03 for a deadline, range or list that was missed and yet scored in full."""
    if not len(rows):
        return
    cases, case = it.known.cases, it.found.case[rows]
    claim, points = it.claim(rows), it.full(rows)
    one = Column.of(np.ones(len(rows), np.int64), 1, True)
    fixed = cases["fixed"][case]
    whole = Column(np.where(fixed, one.n, points.n), np.where(fixed, 1, points.d), points.n_size, points.d_size)
    low = whole * Column.of(cases["low_n"][case], np.maximum(cases["low_d"][case], 1), True)
    high = whole * Column.of(cases["high_n"][case], np.maximum(cases["high_d"][case], 1), True)
    is_low = it.tell(rows, holds("==", claim, low))
    above = it.tell(rows, holds(">", claim, low)) | (is_low & ~cases["low_open"][case])
    is_high = it.tell(rows, holds("==", claim, high))
    below = it.tell(rows, holds("<", claim, high)) | (is_high & ~cases["high_open"][case])
    inside = (above & below) | _prints_low(it, rows, claim, low)
    full = it.tell(rows, holds("==", claim, points))
    missed = full & cases["missed"][case] & (~inside | cases["compound"][case])
    it.codes[rows[missed]] |= BIT["I03"]
    outside = ~missed & (~inside | (full & cases["weaker"][case]))
    it.codes[rows[outside]] |= BIT["I06"]


def _prints_low(it: _Look, rows: Any, claim: Column, low: Column) -> Any:
    """Whether the claim is the lower end as printed with its own digits, rounded down (2.4 → 2)."""
    result = it.tell(rows, holds("<", claim, low))
    for digits in np.unique(it.digits[rows[result]]).tolist():
        at = np.flatnonzero(result & (it.digits[rows] == digits))
        part = Column(*(np.broadcast_to(x, len(rows))[at] for x in (low.n, low.d, low.n_size, low.d_size)))
        units, marked = part.rounded(10**digits)
        result[at] = it.tell(rows[at], (it.n[rows[at]] == units, marked))
    return result


def _two_minds(it: _Look) -> None:
    """I06: what a person judged is not what the row claims."""
    both = it.claimed.number & it.judged.number & ~it.odd & ~it.found.odd
    rows = np.flatnonzero(both)
    if not len(rows):
        return
    rows = rows[~(_out(it, it.claimed)[rows] | _out(it, it.judged)[rows])]
    if not len(rows):
        return
    gap = it.values(it.claimed.n, it.claimed.digits, rows) - it.values(it.judged.n, it.judged.digits, rows)
    size = Column(abs(gap.n), gap.d, gap.n_size, gap.d_size, gap.marked)
    ones = np.ones(len(rows), np.int64)
    halves = [Column.of(ones, 2 * POWERS[p.digits[rows]], True) for p in (it.claimed, it.judged)]
    it.codes[rows[it.tell(rows, holds(">", size, halves[0] + halves[1]))]] |= BIT["I06"]
