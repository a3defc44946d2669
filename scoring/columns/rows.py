"""Rows scored in columns: each row finds its case, each formula runs over all rows that ask for it."""

from __future__ import annotations

from typing import Any

import numpy as np

from scoring.columns.cases import CELL, JUDGED, ODD, SCORED, SLOT
from scoring.columns.finding import Answers, Rates, find_lanes, find_others
from scoring.columns.frame import Frame
from scoring.columns.known import Known
from scoring.columns.numbers import POWERS
from scoring.columns.value import LIMIT, Column, TooLarge, column, holds, least, most
from scoring.formula import Formula
from scoring.number import round_units
from scoring.scorer import MOVING

_ZERO = Column.of(0)


def score_rows(known: Known, frame: Frame, rates: Rates, owner: Any, aim: Any) -> Answers:
    """The answers for rows that are all indicators; `owner` tells the submission of each for its rate, `aim` the target."""
    found = Answers(aim)
    points = frame["points"].numbers
    found.odd |= points.odd
    valued = points.number & (points.n > 0)
    plain = find_lanes(known, frame, found, valued | ~points.number)
    find_others(known, frame, found, rates, owner, np.flatnonzero(~plain & ~found.odd))
    cases = known.cases
    found.odd |= cases["kind"][found.case] == ODD
    found.pointless = ~points.number & ~cases["fixed"][found.case] & (cases["kind"][found.case] <= JUDGED)
    rows = np.flatnonzero(~found.odd & ~found.pointless)
    _formulas(known, frame, found, rates, owner, rows)
    _spans(known, frame, found, rows)
    _fixed(known, found, rows)
    return found


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
        for number in np.flatnonzero(np.bincount(key)).tolist():
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
