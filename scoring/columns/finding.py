"""Each row finds its case: by lanes where a number stands beside a number, else by its pair of texts."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from scoring.checks.catalogue import none_given
from scoring.columns.cases import BY_POINTS, CELL
from scoring.columns.frame import Cells, Frame, distinct
from scoring.columns.known import Known
from scoring.columns.numbers import POWERS, figures
from scoring.columns.value import LIMIT, Column, holds
from scoring.number import scaled


class Answers:
    """What was found of each indicator row, as arrays. `odd` rows are left to the engine."""

    def __init__(self, aim: Any) -> None:
        count = len(aim)
        self.case = np.full(count, -1, np.int32)
        self.aim = aim
        self.lane = np.full(count, -1, np.int32)
        self.number, self.digits = np.zeros(count, np.int64), np.zeros(count, np.int64)  # the actual, in lanes
        self.units, self.low, self.high = (np.zeros(count, np.int64) for _ in range(3))
        self.n, self.d = np.zeros(count, np.int64), np.ones(count, np.int64)  # the score before it was rounded
        self.odd = np.zeros(count, bool)
        self.pointless = np.zeros(count, bool)


class Rates:
    """执行率 of each submission: whether it has funds, whether they give a rate, and the rate in whole units."""

    def __init__(self, funded: Any, known: Any, units: Any, scale: int) -> None:
        self.funded, self.known, self.units, self.scale = funded, known, units, scale


def find_lanes(known: Known, frame: Frame, found: Answers, valued: Any) -> Any:
    """Numbers beside numbers; True for the rows that are."""
    actual = frame["actual"]
    n, digits, unit = (part[actual.codes] for part in _figures(known, actual))
    goal = known.aims["goal"][found.aim]
    plain = (unit >= 0) & (goal >= 0) & valued & ~found.odd
    rows = np.flatnonzero(plain)
    kinds, firsts = distinct([goal[rows], unit[rows]])
    which = zip(goal[rows[firsts]].tolist(), unit[rows[firsts]].tolist(), strict=True)
    with known.lock:
        lane = np.array([known.lane(g, u) for g, u in which] or [-1], np.int32)[kinds]
    keep = lane >= 0
    rows, lane = rows[keep], lane[keep]
    n, digits = n[rows], digits[rows]
    left, right = _sides(n, POWERS[digits], known.lanes["n"][lane], known.lanes["d"][lane], found, rows)
    bare = unit[rows] == known.unit_names[""]
    usable = ~found.odd[rows]
    usable &= ~(bare & known.lanes["doubtful"][lane] & (left // 1000 >= right))
    usable &= ~_pasted(known, frame, found, rows, n, digits, bare)
    sign = np.sign(left - right)
    case = _asked(known, lane, sign, n, POWERS[digits], usable)
    usable &= case >= 0
    at = rows[usable]
    found.case[at], found.number[at], found.digits[at] = case[usable], n[usable], digits[usable]
    found.lane[at] = lane[usable]
    plain = np.zeros(frame.count, bool)
    plain[at] = True
    return plain


def _figures(known: Known, actual: Cells) -> tuple[Any, ...]:
    """The numbers that texts are: by the pattern, and those among words by the parser."""

    def make(values: pa.Array) -> tuple[Any, ...]:
        found = figures(values, known.units, known.unit_names)
        other = np.flatnonzero(found.unit < 0)
        texts = values.take(pa.array(other))
        digits = pc.match_substring_regex(texts, "[0-9]").to_numpy(zero_copy_only=False)
        with known.lock:
            for at, text in zip(other[digits].tolist(), texts.filter(pa.array(digits)).to_pylist(), strict=True):
                number = known.number[text]
                if number:
                    found.n[at], found.digits[at], found.unit[at] = number
        return found

    return actual.words.made("figures", make)


def _sides(n: Any, d: Any, goal_n: Any, goal_d: Any, found: Answers, rows: Any) -> tuple[Any, Any]:
    """Actual and target over one denominator; rows that do not fit 64 bits are left to the engine."""
    sizes = [float(np.abs(x).max(initial=0)) for x in (n, d, goal_n, goal_d)]
    if sizes[0] * sizes[3] > LIMIT or sizes[2] * sizes[1] > LIMIT:
        past = n.astype(float) * goal_d > LIMIT
        past |= np.abs(goal_n.astype(float)) * d > LIMIT
        found.odd[rows[past]] = True
        goal_n, goal_d = np.where(past, 0, goal_n), np.where(past, 0, goal_d)
    return n * goal_d, goal_n * d


def _pasted(known: Known, frame: Frame, found: Answers, rows: Any, n: Any, digits: Any, bare: Any) -> Any:
    """Rows whose actual is the same bare number as the points, under a target that is one too."""
    same = np.zeros(len(rows), bool)
    at = np.flatnonzero(bare & known.aims["bare"][found.aim[rows]])
    points = frame["points"].numbers
    for index in at if len(at) < 64 else ():
        row = rows[index]
        same[index] = int(n[index]) * 10 ** int(points.digits[row]) == int(points.n[row]) * 10 ** int(digits[index])
    if len(at) >= 64:
        row = rows[at]
        p, q = Column.of(points.n[row], POWERS[points.digits[row]], True), Column.of(n[at], POWERS[digits[at]], True)
        equal, marked = holds("==", p, q)
        same[at] = equal if marked is None else equal | marked
    return same


def _asked(known: Known, lane: Any, sign: Any, n: Any, d: Any, usable: Any) -> Any:
    """The case of each row by lane and side; sides not seen before are asked with one of their numbers."""
    case = known.lanes["cases"][lane, sign + 1]
    new = np.flatnonzero((case == -2) & usable & (n > 0))
    if len(new):
        _, firsts = distinct([lane[new], sign[new] + 1])
        with known.lock:
            for at in new[firsts].tolist():
                known.ask(int(lane[at]), int(sign[at]), int(n[at]), int(d[at]))
        case = known.lanes["cases"][lane, sign + 1]
    return case


def find_others(known: Known, frame: Frame, found: Answers, rates: Rates, owner: Any, rows: Any) -> None:
    """Words, bounds, ranges and all else: one question for each distinct pair, or row where the points decide too."""
    if not len(rows):
        return
    actual, points = frame["actual"], frame["points"]
    found.number[rows] = 1  # their formulas hold the actual itself
    none = actual.told(rows, none_given) & actual.filled[rows]
    aside = np.zeros(len(rows), bool)
    aside[none] = ~frame["remark"].told(rows[none], none_given)
    kin = known.aims["kin"][found.aim[rows]]
    kinds, firsts = distinct([kin, actual.codes[rows], aside])
    ask = zip(kin[firsts].tolist(), actual.codes[rows[firsts]].tolist(), aside[firsts].tolist(), strict=True)
    with known.lock:
        pairs = [known.pair(aim, actual.texts[code], reason) for aim, code, reason in ask]
    case = np.array(pairs, np.int32)[kinds]
    kind, number = known.cases["kind"][case], points.numbers
    rated = rates.known[owner[rows]]
    unfit = ~(number.number[rows] & (number.n[rows] > 0))
    by_row = (kind == BY_POINTS) | ((kind == CELL) & (unfit | ~rated)) | (number.number[rows] & (number.n[rows] <= 0))
    found.case[rows] = case
    at = np.flatnonzero(by_row)
    if not len(at):
        return
    cell = known.aims["cell"][found.aim[rows[at]]]
    state = np.where(cell & rates.funded[owner[rows[at]]], np.where(rated[at], rates.units[owner[rows[at]]] + 2, 1), 0)
    kinds, firsts = distinct([kin[at], actual.codes[rows[at]], points.codes[rows[at]], aside[at], state])
    answers = []
    with known.lock:
        for index in at[firsts].tolist():
            row = rows[index]
            rate = _rate(rates, int(owner[row])) if known.aims["cell"][found.aim[row]] else ()
            texts = actual.texts[actual.codes[row]], points.texts[points.codes[row]]
            answers.append(known.row(int(kin[index]), *texts, bool(aside[index]), rate))
    found.case[rows[at]] = np.array(answers, np.int32)[kinds]


def _rate(rates: Rates, owner: int) -> tuple[Any, ...]:
    """() without funds, else 执行率 as the engine takes it."""
    if not rates.funded[owner]:
        return ()
    return (scaled(int(rates.units[owner]), rates.scale) if rates.known[owner] else None,)
