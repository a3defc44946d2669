"""A record batch of whole submissions → what the engine and the checks say of them, in columns.

Columns first; then the submissions that columns cannot tell, one by one through the engine; then Arrow.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import numpy as np
import pyarrow as pa

from scoring.checks import names
from scoring.columns import codes, one, schema
from scoring.columns.cases import FUNDS_ROW, SCORED, STATUS
from scoring.columns.frame import Frame, distinct
from scoring.columns.funds import Money
from scoring.columns.known import Known
from scoring.columns.numbers import DIGITS
from scoring.columns.said import (
    DECLARES,
    EXECUTION,
    FILLS,
    HAS_COUNTED,
    HAS_SCORE,
    HAS_SPAN,
    ODD,
    OPEN,
    TOLD,
    WRITTEN,
    said,
)
from scoring.columns.seen import Seen
from scoring.columns.totals import Totals
from scoring.notation.text import is_placeholder, normal
from scoring.standard import Standard


class Sheet:
    """What is said of every row: a status, scores in whole units, rule, reason, findings."""

    def __init__(self, count: int) -> None:
        self.status = np.full(count, FUNDS_ROW, np.int8)
        self.score, self.low, self.high, self.counted = (np.zeros(count, np.int64) for _ in range(4))
        self.has_score, self.has_span, self.has_counted, self.execution = (np.zeros(count, bool) for _ in range(4))
        self.rule, self.reason, self.codes, self.marks = (np.zeros(count, np.int32) for _ in range(4))
        self.wide: dict[tuple[str, int], int] = {}  # scores beyond 64 bits

    def fill(self, field: str, rows: Any, values: Any) -> None:
        """A field of some rows, or of all."""
        if isinstance(rows, slice):
            setattr(self, field, values)
        else:
            getattr(self, field)[rows] = values

    def marked(self) -> None:
        """What the marks say, each by itself."""
        for name, bit in (
            ("has_score", HAS_SCORE),
            ("has_span", HAS_SPAN),
            ("has_counted", HAS_COUNTED),
            ("execution", EXECUTION),
        ):
            setattr(self, name, self.marks & bit != 0)

    def put(self, field: str, row: int, value: Decimal | None, scale: int) -> bool:
        """One score, however large; whether there is one."""
        units = 0 if value is None else int(value * scale)
        if abs(units) >= 1 << 62:
            self.wide[field, row] = units
            units = 0
        getattr(self, field)[row] = units
        return value is not None


class Batch:
    """One frame on its way from cells to results."""

    def __init__(self, known: Known, batch: pa.RecordBatch) -> None:
        self.known, self.seen = known, seen(known)
        self.frame = Frame(batch, self.seen.words)
        self.sheet = Sheet(batch.num_rows)
        self.money = Money(known, self.frame)
        self.odd = np.zeros(len(self.frame.starts), bool)  # submissions for the engine itself
        rows = np.flatnonzero(~self.frame.fund_rows)
        if len(rows) == batch.num_rows:
            self._rows(self.frame, slice(None), self.frame.owner)
        elif len(rows):
            part = self.frame.part(rows)
            self._rows(part, rows, self.frame.owner[rows])
        self._beside()
        self.told = self.sheet.marks & TOLD != 0
        self.sheet.marked()
        self._funds()
        self.totals = Totals(known, self.frame, self.sheet, self.money, self.told)
        self._repeated()
        self.odd |= self.totals.odd
        self._mark(self.totals.odd_rows)
        self.answers = self._repair()

    def _mark(self, rows: Any) -> None:
        self.odd[self.frame.owner[rows]] = True

    # -- indicator rows --

    def _rows(self, frame: Frame, at: Any, owner: Any) -> None:
        if not frame.count:
            return
        sheet, rates = self.sheet, self.money.rates
        digits = self._digits(frame, owner)
        aim = self.seen.aims(frame, self.known.aim)
        about = (aim, self.known.aims.count), (digits, DIGITS + 2)
        found = self.seen.rows(
            frame, *about, lambda new: said(self.known, frame.part(new), rates, owner[new], aim[new], digits[new])
        )
        apart = np.flatnonzero(self.known.aims["cell"][aim])  # their formula may ask for the rate
        if len(apart):
            own = said(self.known, frame.part(apart), rates, owner[apart], aim[apart], digits[apart])
            for name, values in own.items():
                found[name][apart] = values
        for name, values in found.items():
            sheet.fill(name, at, values)
        self.odd[owner[(found["marks"] & ODD != 0) | self._rare(frame) | self._years(frame, owner)]] = True

    def _rare(self, frame: Frame) -> Any:
        """Rows with what columns do not tell."""
        rare = np.zeros(frame.count, bool)
        for name in ("deduction", "not_applicable", "band"):
            if not frame[name].empty:
                rare |= frame[name].filled
        return rare

    def _years(self, frame: Frame, owner: Any) -> Any:
        """Rows that name another year than their submission's first."""
        year = frame["year"]
        if year.empty:
            return np.zeros(frame.count, bool)
        first = np.full(len(self.frame.starts), -1, np.int64)
        whole = self.frame["year"]
        rows = np.flatnonzero(whole.filled)
        first[self.frame.owner[rows[::-1]]] = whole.codes[rows[::-1]]
        return (first[owner] >= 0) & (year.codes != first[owner])

    def _digits(self, frame: Frame, owner: Any) -> Any:
        """With how many digits the scores of each row's table are printed: the standard's, or fewer where it prints fewer."""
        own = len(str(self.known.scale)) - 1
        claimed = self.frame["claimed"].numbers
        if not len(self.frame.starts):
            return np.zeros(0, np.int64)
        most = np.maximum.reduceat(np.where(claimed.given, claimed.digits, 0), self.frame.starts)
        return np.where(most > 0, np.minimum(most, own), own)[owner]

    # -- findings that other rows have a part in --

    def _beside(self) -> None:
        """I14, I15 and I07: what is left empty, where other rows of the submission are filled in or none is."""
        marks, owner, bit, found = self.sheet.marks, self.frame.owner, codes.BIT, self.sheet.codes
        if not len(marks):
            return
        any_ = np.bitwise_or.reduceat(marks, self.frame.starts)
        rows = np.flatnonzero(marks & OPEN)
        found[rows[any_[owner[rows]] & DECLARES != 0]] |= bit["I14"]
        empty = np.flatnonzero((any_[owner] & FILLS == 0) & (marks & TOLD != 0)) if not (any_ & FILLS).all() else ()
        if len(empty):
            found[empty] &= ~bit["I15"]
            found[empty[marks[empty] & WRITTEN == 0]] &= ~bit["I07"]
            found[empty[np.flatnonzero(np.diff(owner[empty], prepend=-1))]] |= bit["I15"]

    def _repeated(self) -> None:
        """I16: the same row twice; the check itself, for rows of one submission that share a name."""
        frame = self.frame
        name, target = frame["l3"], frame["target"]
        plain, long = name.words.alike
        names_ = np.where(long, plain, -1).astype(np.int32).take(name.codes)
        names_[frame.fund_rows] = -1
        ids = names_.astype(np.int64) << 32 | target.words.alike[0].take(target.codes)
        ids[names_ < 0] = -1
        twice = np.zeros(frame.count, bool)
        longest = int(frame.sizes.max(initial=0))
        for step in range(1, min(longest, 40)):
            same = (ids[step:] == ids[:-step]) & (ids[step:] >= 0) & (frame.owner[step:] == frame.owner[:-step])
            twice[step:] |= same
            twice[:-step] |= same
        if longest > 40:
            rows = np.flatnonzero(ids >= 0)
            kinds, _ = distinct([frame.owner[rows], ids[rows]])
            twice[rows[np.bincount(kinds)[kinds] > 1]] = True
        rows = self._alike(np.flatnonzero(twice & self.told), ids)
        for part in np.split(rows, np.flatnonzero(np.diff(frame.owner[rows])) + 1) if len(rows) else ():
            table = one.unscored(self.texts(part), self.known.standard)
            for finding in names.repeated(table):
                self.sheet.codes[part[finding.source.line or 0]] |= codes.BIT["I16"]

    def _alike(self, rows: Any, ids: Any) -> Any:
        """Of rows that share name and target, those whose actual is the same too or was not filled in."""
        if not len(rows):
            return rows
        actual, number = self.frame["actual"], dict[str, int]()
        used, at = np.unique(actual.codes[rows], return_inverse=True)
        texts = [normal(actual.texts[code]) for code in used.tolist()]
        same = np.array([0 if is_placeholder(t) else number.setdefault(t, len(number) + 1) for t in texts])[at]
        names_, _ = distinct([self.frame.owner[rows], distinct([ids[rows] & 0xFFFFFFFF, ids[rows] >> 32])[0]])
        kinds, _ = distinct([names_, same])
        open_ = np.zeros(int(names_.max()) + 1, bool)
        open_[names_[same == 0]] = True
        return rows[(np.bincount(kinds)[kinds] > 1) | open_[names_]]

    # -- funds --

    def _funds(self) -> None:
        sheet, money, known = self.sheet, self.money, self.known
        own = money.status >= 0
        rows = money.rows[own]
        sheet.status[rows] = money.status[own]
        scored = money.status[own] == SCORED
        for into in (sheet.score, sheet.counted):
            into[rows] = money.units[own]
        sheet.has_score[rows] = sheet.has_counted[rows] = scored
        sheet.rule[rows] = known.texts[money.rule]
        given = self.frame["spent"].numbers.given[rows]
        for spent in (False, True):
            at = rows[~scored & (given == spent)]
            if len(at):
                sheet.reason[at] = known.texts[money.reason(known, spent)]
        self._mark(money.rows[money.odd])

    # -- the rest, one by one --

    def texts(self, rows: Any) -> list[dict[str, str]]:
        """Rows as texts by column."""
        columns = {name: self.frame[name] for name in schema.COLUMNS if name != "submission"}  # a name in each
        return [{name: c.texts[c.codes[row]] for name, c in columns.items()} for row in rows]

    def _repair(self) -> dict[int, one.Answer]:
        """Submissions that columns cannot tell: the engine's answers put in their place."""
        sheet, known, answers = self.sheet, self.known, {}
        for at in np.flatnonzero(self.odd).tolist():
            start = int(self.frame.starts[at])
            rows = range(start, start + int(self.frame.sizes[at]))
            answers[at] = one.answer(self.texts(rows), known.standard)
            for row, own in zip(rows, answers[at].rows, strict=True):
                sheet.status[row] = STATUS.index(own.status)
                sheet.has_score[row] = sheet.put("score", row, own.score, known.scale)
                sheet.has_span[row] = sheet.put("low", row, own.low, known.scale)
                sheet.put("high", row, own.high, known.scale)
                sheet.has_counted[row] = sheet.put("counted", row, own.counted, known.scale)
                sheet.rule[row], sheet.reason[row] = known.texts[own.rule], known.texts[own.reason]
                sheet.codes[row] = own.codes
        return answers


_KNOWN: dict[str, Known] = {}


def seen(known: Known) -> Seen:
    """What this worker has met under a standard; begun anew when it has grown too large."""
    found: Seen | None = getattr(known.here, "seen", None)
    if found is None or found.full:
        found = known.here.seen = Seen()
    return found


def known(standard: Standard) -> Known:
    """What has been learnt under a standard; begun anew when it has grown too large."""
    key = standard.hash
    found = _KNOWN.get(key)
    if found is None or found.full:
        if len(_KNOWN) > 8:
            _KNOWN.clear()
        found = _KNOWN[key] = Known(standard)
    return found
