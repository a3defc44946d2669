"""Rows scored in columns: each row finds its case, each formula runs over all rows that ask for it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from scoring.checks.catalogue import none_given
from scoring.columns.frame import Cells, Frame, distinct
from scoring.columns.known import BY_POINTS, CELL, JUDGED, ODD, SCORED, SLOT, Known
from scoring.columns.numbers import POWERS, Figures, figures
from scoring.columns.value import LIMIT, Column, TooLarge, column, holds, least, most
from scoring.formula import Formula
from scoring.number import round_units, scaled
from scoring.scorer import MOVING

_ZERO = Column.of(0)


class Answers:
    """What was found of each indicator row, as arrays. `odd` rows are left to the engine."""

    def __init__(self, count: int) -> None:
        self.case = np.full(count, -1, np.int32)
        self.aim = np.zeros(count, np.int32)
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


def score_rows(known: Known, frame: Frame, rates: Rates, owner: Any) -> Answers:
    """The answers for rows that are all indicators; `owner` tells the submission of each for its rate."""
    found = Answers(frame.count)
    _aims(known, frame, found)
    points = frame["points"].numbers
    found.odd |= points.odd
    valued = points.number & (points.n > 0)
    plain = _lanes(known, frame, found, valued | ~points.number)
    _others(known, frame, found, rates, owner, np.flatnonzero(~plain & ~found.odd))
    cases = known.cases
    found.odd |= cases["kind"][found.case] == ODD
    found.pointless = ~points.number & ~cases["fixed"][found.case] & (cases["kind"][found.case] <= JUDGED)
    rows = np.flatnonzero(~found.odd & ~found.pointless)
    _formulas(known, frame, found, rates, owner, rows)
    _spans(known, frame, found, rows)
    _fixed(known, found, rows)
    return found


def _aims(known: Known, frame: Frame, found: Answers) -> None:
    columns = [frame[name] for name in ("target", "l1", "l2", "l3", "unit", "year")]
    kinds, firsts = distinct([c.codes for c in columns])
    texts = [[c.texts[code] for code in c.codes[firsts]] for c in columns]
    with known.lock:
        numbers = [known.aim(key) for key in zip(*texts, strict=True)]
    found.aim = np.array(numbers or [0], np.int32)[kinds]


def _lanes(known: Known, frame: Frame, found: Answers, valued: Any) -> Any:
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


def _figures(known: Known, actual: Cells) -> Figures:
    """The numbers that distinct actuals are: by the pattern, and those among words by the parser."""
    made = actual.words.made
    if "figures" not in made:
        found = figures(actual.values, known.units, known.unit_names)
        other = np.flatnonzero(found.unit < 0)
        texts = actual.values.take(pa.array(other))
        other = other[pc.match_substring_regex(texts, "[0-9]").to_numpy(zero_copy_only=False)]
        with known.lock:
            for at, text in zip(other.tolist(), actual.values.take(pa.array(other)).to_pylist(), strict=True):
                number = known.number[text]
                if number:
                    found.n[at], found.digits[at], found.unit[at] = number
        made["figures"] = found
    figures_: Figures = made["figures"]
    return figures_


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


def _others(known: Known, frame: Frame, found: Answers, rates: Rates, owner: Any, rows: Any) -> None:
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


# -- formulas --


def _formulas(known: Known, frame: Frame, found: Answers, rates: Rates, owner: Any, rows: Any) -> None:
    cases, case = known.cases, found.case[rows]
    kind, fixed = cases["kind"][case], cases["fixed"][case]
    for cell in (False, True):
        mine = rows[(kind == (CELL if cell else SCORED)) & ~fixed]
        if not len(mine):
            continue
        key = cases["formula"][found.case[mine]].astype(np.int64) * max(len(known.inner), 1)
        key += cases["inner"][found.case[mine]]
        for number in np.unique(key).tolist():
            chosen, inner = divmod(number, max(len(known.inner), 1))
            at = mine if (key == number).all() else mine[key == number]
            _formula(
                known, frame, found, known.formulas[chosen], known.inner[inner] if cell else None, at, (rates, owner)
            )


def _formula(
    known: Known, frame: Frame, found: Answers, formula: Formula, inner: Formula | None, at: Any, more: Any
) -> None:
    """One formula over the rows that ask for it: in 64 bits, and one by one where that is too short."""
    rates, owner = more
    case, points = found.case[at], frame["points"].numbers
    arguments, moving = known.cases["arguments"], known.cases["moving"]
    inputs: dict[str, tuple[Any, Any]] = {}
    for name in formula.names:
        slot = 2 * SLOT[name]
        inputs[name] = (arguments[case, slot], arguments[case, slot + 1])
    inputs["分值"] = points.n[at], POWERS[points.digits[at]]
    if inner is not None:
        inputs["执行率"] = rates.units[owner[at]], np.full(len(at), rates.scale, np.int64)
    factors = {name: (moving[case, 2 * i], moving[case, 2 * i + 1]) for i, name in enumerate(MOVING) if name in formula.names}  # fmt: skip
    number = found.number[at], POWERS[found.digits[at]]

    def run(by_row: bool) -> tuple[Column, Any, Any]:
        values = {name: Column.of(n, d, by_row) for name, (n, d) in inputs.items()}
        for name, (n, d) in factors.items():
            values[name] = Column.of(*number, by_row) * Column.of(n, d, by_row)
        if inner is not None:
            values["公式值"] = column(inner, values)
        result = within(column(formula, values), values["分值"])
        return (result, *result.rounded(known.scale))

    try:
        result, units, marked = run(False)
    except (TooLarge, OverflowError):
        try:
            result, units, marked = run(True)
        except (TooLarge, OverflowError):
            found.odd[at] = True
            return
    found.units[at], found.n[at], found.d[at] = units, result.n, result.d
    if marked is not None:
        left = at[np.broadcast_to(marked, len(at))]
        if inner is not None:
            found.odd[left] = True
            return
        _one_by_one(known, frame, found, formula, left)


def within(score: Column, points: Column) -> Column:
    """Between nothing and the points, as every score is."""
    over, marked = holds(">", score, points)
    below = (score.n if isinstance(score.n, int) else int(score.n.min(initial=0))) < 0
    if below or marked is not None or np.any(over):
        return least(most(score, _ZERO), points)
    return score


def _one_by_one(known: Known, frame: Frame, found: Answers, formula: Formula, rows: Any) -> None:
    """The compiled integer function for rows whose integers are long; what it cannot score is left to the engine."""
    arguments, moving = known.cases["arguments"], known.cases["moving"]
    points = frame["points"].numbers
    for row in rows.tolist():
        case, given = found.case[row], list[int]()
        p, q = int(points.n[row]), 10 ** int(points.digits[row])
        for name in formula.names:
            slot = 2 * SLOT[name]
            n, d = int(arguments[case, slot]), int(arguments[case, slot + 1])
            if name in MOVING:
                at = 2 * MOVING.index(name)
                n = int(found.number[row]) * int(moving[case, at])
                d = 10 ** int(found.digits[row]) * int(moving[case, at + 1])
            given += (p, q) if name == "分值" else (n, d)
        try:
            n, d = formula.exact(*given)
        except ZeroDivisionError:
            found.odd[row] = True
            continue
        n, d = (0, 1) if n < 0 else (p, q) if n * q > p * d else (n, d)
        units = round_units(n, d, known.scale)
        if max(units, n, d) >= LIMIT:
            found.odd[row] = True
            continue
        found.units[row], found.n[row], found.d[row] = units, n, d


# -- judged rows and answers as they stand --


def _spans(known: Known, frame: Frame, found: Answers, rows: Any) -> None:
    """A share of the points: the lowest and highest printed scores."""
    cases, case = known.cases, found.case[rows]
    at = rows[(cases["kind"][case] == JUDGED) & ~cases["fixed"][case]]
    if not len(at):
        return
    points, case = frame["points"].numbers, found.case[at]
    p = Column.of(points.n[at], POWERS[points.digits[at]], True)
    for end, into in (("low", found.low), ("high", found.high)):
        share = Column.of(cases[f"{end}_n"][case], cases[f"{end}_d"][case], True)
        units, marked = (p * share).rounded(known.scale)
        into[at] = units
        if marked is not None:
            found.odd[at[marked]] = True


def _fixed(known: Known, found: Answers, rows: Any) -> None:
    """Answers of the engine for whole rows."""
    cases = known.cases
    at = rows[cases["fixed"][found.case[rows]]]
    case = found.case[at]
    found.units[at], found.low[at], found.high[at] = (cases[k][case] for k in ("units", "low_units", "high_units"))
    scored = cases["status"][case] == SCORED
    found.n[at[scored]], found.d[at[scored]] = cases["n"][case[scored]], cases["d"][case[scored]]
