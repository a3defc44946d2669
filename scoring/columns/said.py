"""What is said of an indicator row, whatever stands in the other rows of its table."""

from __future__ import annotations

from typing import Any

import numpy as np

from scoring.checks.catalogue import blank
from scoring.columns import claims
from scoring.columns.cases import JUDGED, SCORED
from scoring.columns.finding import Answers, Rates
from scoring.columns.frame import Frame
from scoring.columns.known import Known
from scoring.columns.numbers import POWERS
from scoring.columns.rows import score_rows
from scoring.columns.value import Column, holds

#: what is so of a row, one bit each; DECLARES: a target is written; OPEN: none is; FILLS: a result or a claim is
HAS_SCORE, HAS_SPAN, HAS_COUNTED, EXECUTION, TOLD, ODD, DECLARES, OPEN, FILLS, WRITTEN = (1 << at for at in range(10))


def said(known: Known, frame: Frame, rates: Rates, owner: Any, aim: Any, digits: Any) -> dict[str, Any]:
    """Status, scores in whole units, rule, reason, code bits and marks of rows that are all indicators.

    `digits`: with how many digits the scores of each row's table are printed.
    """
    found = score_rows(known, frame, rates, owner, aim)
    claimed = claims.look(known, frame, found, digits)
    cases, case = known.cases, found.case
    status, met = cases["status"][case].copy(), cases["met"][case]
    status[found.pointless] = np.where(met[found.pointless] >= 0, SCORED, JUDGED)
    counted, has_counted, more = _counted(known, frame, found, status)
    told = _told(known, frame, found)
    aims, claim, fixed = known.aims, frame["claimed"].numbers, ~found.pointless
    execution, empty, written = aims["execution"][aim], aims["blank"][aim], _written(frame)
    marks = np.zeros(frame.count, np.int32)
    for bit, where in (
        (HAS_SCORE, (status == SCORED) & fixed), (HAS_SPAN, (status == JUDGED) & fixed), (HAS_COUNTED, has_counted),
        (EXECUTION, execution), (TOLD, told), (ODD, found.odd | claimed.odd | more), (DECLARES, told & ~empty),
        (OPEN, told & empty & ~execution), (FILLS, told & ~execution & (written | claim.number)), (WRITTEN, written),
    ):  # fmt: skip
        marks |= where.astype(np.int32) * np.int32(bit)
    codes = aims["codes"][aim] | cases["codes"][case] | claimed.codes
    codes[~told] = 0
    return {
        "status": status, "score": found.units, "low": found.low, "high": found.high, "counted": counted,
        "rule": cases["rule"][case], "reason": cases["reason"][case], "codes": codes, "marks": marks,
    }  # fmt: skip


def _counted(known: Known, frame: Frame, found: Answers, status: Any) -> tuple[Any, Any, Any]:
    """What goes into the total: the score, or what was judged or claimed within the admissible; and rows too large."""
    counted, has = found.units.copy(), (status == SCORED) & ~found.pointless
    odd, open_ = np.zeros(frame.count, bool), (status == JUDGED) & ~found.pointless & ~found.odd
    for name in ("judged", "claimed"):
        value = frame[name].numbers
        rows = np.flatnonzero(open_ & ~has & value.number & ~value.odd)
        if not len(rows):
            continue
        claim = Column.of(value.n[rows], POWERS[value.digits[rows]], True)
        inside, marks = np.ones(len(rows), bool), []
        for sign, end in ((">=", found.low), ("<=", found.high)):
            where, marked = holds(sign, claim, Column.of(end[rows], known.scale, True))
            inside &= where
            marks.append(marked)
        units, marked = claim.rounded(known.scale)
        for mask in (*marks, marked):
            if mask is not None:
                odd[rows[mask]] |= inside[mask] | (value.n[rows[mask]] > 0)
        counted[rows[inside]], has[rows[inside]] = np.broadcast_to(units, len(rows))[inside], True
    return counted, has, odd


def _told(known: Known, frame: Frame, found: Answers) -> Any:
    """Rows of the form that somebody filled in."""
    aims, claimed = known.aims, frame["claimed"].numbers
    told = np.ones(frame.count, bool)
    rows = np.flatnonzero(aims["nameless"][found.aim] & aims["blank"][found.aim] & ~(claimed.number & (claimed.n != 0)))
    told[rows] = ~frame["actual"].told(rows, blank)
    return told


def _written(frame: Frame) -> Any:
    """Rows with a result."""
    written = frame["actual"].filled.copy()
    bare = np.flatnonzero(written & ~frame["claimed"].numbers.number)
    written[bare] = frame["actual"].told(bare, _not_empty)
    return written


def _not_empty(text: str) -> bool:
    return bool(text.strip())
