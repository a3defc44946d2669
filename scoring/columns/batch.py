"""A record batch of whole submissions → what the engine and the checks say of them, in columns.

Columns first; then the submissions that columns cannot tell, one by one through the engine; then Arrow.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import numpy as np
import pyarrow as pa

from scoring.checks import names
from scoring.checks.catalogue import blank
from scoring.columns import claims, codes, one, schema
from scoring.columns.cases import FUNDS_ROW, JUDGED, SCORED, STATUS
from scoring.columns.finding import Answers
from scoring.columns.frame import Frame, distinct
from scoring.columns.funds import Money
from scoring.columns.known import Known
from scoring.columns.numbers import POWERS
from scoring.columns.rows import score_rows
from scoring.columns.totals import Totals
from scoring.columns.value import Column, holds
from scoring.notation.text import is_placeholder, normal
from scoring.standard import Standard


class Sheet:
    """What is said of every row: a status, scores in whole units, rule, reason, findings."""

    def __init__(self, count: int) -> None:
        self.status = np.full(count, FUNDS_ROW, np.int8)
        self.score, self.low, self.high, self.counted = (np.zeros(count, np.int64) for _ in range(4))
        self.has_score, self.has_span, self.has_counted = (np.zeros(count, bool) for _ in range(3))
        self.rule, self.reason, self.codes = (np.zeros(count, np.int32) for _ in range(3))
        self.execution = np.zeros(count, bool)
        self.wide: dict[tuple[str, int], int] = {}  # scores beyond 64 bits

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
        self.known, self.frame = known, Frame(batch)
        self.sheet = Sheet(batch.num_rows)
        self.money = Money(known, self.frame)
        self.odd = np.zeros(len(self.frame.starts), bool)  # submissions for the engine itself
        self.told = np.ones(batch.num_rows, bool)
        rows = np.flatnonzero(~self.frame.fund_rows)
        if len(rows) == batch.num_rows:
            self._rows(self.frame, slice(None), self.frame.owner)
        elif len(rows):
            part = self.frame.part(rows)
            self._rows(part, rows, self.frame.owner[rows])
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
        known, sheet = self.known, self.sheet
        odd_columns = np.zeros(frame.count, bool)
        for name in ("deduction", "not_applicable", "band"):
            if not frame[name].empty:
                odd_columns |= frame[name].filled
        found = score_rows(known, frame, self.money.rates, owner)
        digits = self._digits(frame, owner)
        said = claims.look(known, frame, found, digits)
        cases, case = known.cases, found.case
        status = cases["status"][case].copy()
        met = cases["met"][case]
        status[found.pointless] = np.where(met[found.pointless] >= 0, SCORED, JUDGED)
        fixed_score = ~found.pointless
        sheet.status[at] = status
        sheet.score[at], sheet.has_score[at] = found.units, (status == SCORED) & fixed_score
        sheet.low[at], sheet.high[at] = found.low, found.high
        sheet.has_span[at] = (status == JUDGED) & fixed_score
        sheet.rule[at], sheet.reason[at] = cases["rule"][case], cases["reason"][case]
        sheet.execution[at] = known.aims["execution"][found.aim]
        counted, has, more = self._counted(frame, found, status, fixed_score)
        sheet.counted[at], sheet.has_counted[at] = counted, has
        told = self._told(frame, found)
        self.told[at] = told
        sheet.codes[at] = self._codes(frame, found, said.codes, told, owner)
        odd = found.odd | said.odd | more | odd_columns | self._years(frame, owner)
        self.odd[owner[odd]] = True

    def _years(self, frame: Frame, owner: Any) -> Any:
        """Rows that name another year than their submission's first."""
        year = frame["year"]
        if len(year.values) <= 1:
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

    def _counted(self, frame: Frame, found: Answers, status: Any, fixed: Any) -> tuple[Any, Any, Any]:
        """What goes into the total: the score, or what was judged or claimed within the admissible; and rows too large."""
        counted, has = found.units.copy(), (status == SCORED) & fixed
        odd, open_ = np.zeros(frame.count, bool), (status == JUDGED) & fixed & ~found.odd
        for name in ("judged", "claimed"):
            value = frame[name].numbers
            rows = np.flatnonzero(open_ & ~has & value.number & ~value.odd)
            if not len(rows):
                continue
            said = Column.of(value.n[rows], POWERS[value.digits[rows]], True)
            inside, marks = np.ones(len(rows), bool), []
            for sign, end in ((">=", found.low), ("<=", found.high)):
                where, marked = holds(sign, said, Column.of(end[rows], self.known.scale, True))
                inside &= where
                marks.append(marked)
            units, marked = said.rounded(self.known.scale)
            for mask in (*marks, marked):
                if mask is not None:
                    odd[rows[mask]] |= inside[mask] | (value.n[rows[mask]] > 0)
            counted[rows[inside]], has[rows[inside]] = np.broadcast_to(units, len(rows))[inside], True
        return counted, has, odd

    # -- findings --

    def _told(self, frame: Frame, found: Answers) -> Any:
        """Rows of the form that somebody filled in."""
        aims, claimed = self.known.aims, frame["claimed"].numbers
        told = np.ones(frame.count, bool)
        rows = np.flatnonzero(
            aims["nameless"][found.aim] & aims["blank"][found.aim] & ~(claimed.number & (claimed.n != 0))
        )
        told[rows] = ~frame["actual"].told(rows, blank)
        return told

    def _codes(self, frame: Frame, found: Answers, claimed: Any, told: Any, owner: Any) -> Any:
        aims, aim, count = self.known.aims, found.aim, len(self.frame.starts)
        bit = codes.BIT
        result = aims["codes"][aim] | self.known.cases["codes"][found.case] | claimed
        execution = aims["execution"][aim]
        declared = np.zeros(count, bool)
        declared[owner[told & ~aims["blank"][aim]]] = True
        result[aims["blank"][aim] & declared[owner] & ~execution] |= bit["I14"]
        actual, claim = frame["actual"], frame["claimed"].numbers
        written = actual.filled.copy()
        bare = np.flatnonzero(written & ~claim.number)
        written[bare] = actual.told(bare, _written)
        filled = np.zeros(count, bool)
        filled[owner[told & ~execution & (written | claim.number)]] = True
        empty = np.flatnonzero(~filled[owner] & told)
        if len(empty):
            result[empty] &= ~bit["I15"]
            blank_ = empty[~written[empty]]
            result[blank_] &= ~bit["I07"]
            firsts = empty[np.flatnonzero(np.diff(owner[empty], prepend=-1))]
            result[firsts] |= bit["I15"]
        result[~told] = 0
        return result

    def _repeated(self) -> None:
        """I16: the same row twice; the check itself, for rows of one submission that share a name."""
        frame = self.frame
        name = frame["l3"]
        made = name.words.made
        if "names" not in made:
            plain = [normal(text) for text in name.texts]
            number = {text: at for at, text in enumerate(dict.fromkeys(plain))}
            made["names"] = np.array([number[text] if len(text) >= 2 else -1 for text in plain] or [-1], np.int32)
        ids = made["names"][name.codes]
        ids[frame.fund_rows] = -1
        ids = np.where(ids < 0, -1, ids.astype(np.int64) << 32 | self._targets())
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

    def _targets(self) -> Any:
        """A number for each target that reads the same."""
        target = self.frame["target"]
        made = target.words.made
        if "targets" not in made:
            number: dict[str, int] = {}
            made["targets"] = np.array(
                [number.setdefault(normal(t), len(number)) for t in target.texts] or [0], np.int64
            )
        return made["targets"][target.codes]

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
        columns = {name: self.frame[name] for name in schema.COLUMNS}
        return [{name: c.texts[c.codes[row]] for name, c in columns.items()} for row in rows]

    def _repair(self) -> dict[int, one.Answer]:
        """Submissions that columns cannot tell: the engine's answers put in their place."""
        sheet, known, answers = self.sheet, self.known, {}
        for at in np.flatnonzero(self.odd).tolist():
            start = int(self.frame.starts[at])
            rows = range(start, start + int(self.frame.sizes[at]))
            answers[at] = one.answer(self.texts(rows), known.standard)
            for row, said in zip(rows, answers[at].rows, strict=True):
                sheet.status[row] = STATUS.index(said.status)
                sheet.has_score[row] = sheet.put("score", row, said.score, known.scale)
                sheet.has_span[row] = sheet.put("low", row, said.low, known.scale)
                sheet.put("high", row, said.high, known.scale)
                sheet.has_counted[row] = sheet.put("counted", row, said.counted, known.scale)
                sheet.rule[row], sheet.reason[row] = known.texts[said.rule], known.texts[said.reason]
                sheet.codes[row] = said.codes
        return answers


def _written(text: str) -> bool:
    return bool(text.strip())


_KNOWN: dict[str, Known] = {}


def known(standard: Standard) -> Known:
    """What has been learnt under a standard; begun anew when it has grown too large."""
    key = standard.hash
    found = _KNOWN.get(key)
    if found is None or found.full:
        if len(_KNOWN) > 8:
            _KNOWN.clear()
        found = _KNOWN[key] = Known(standard)
    return found
