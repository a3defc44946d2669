"""One record batch of whole submissions under two standards: what differs, row by row, and what it comes to."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from scoring.columns.batch import known
from scoring.columns.results import score
from scoring.simulate.causes import Cause, Pair

OPEN = "待定"  # a total that is not complete has no grade
UNGRADED = "无等级"  # outside the scale
NONE = "不计总分"  # a table without points


@dataclass(frozen=True, slots=True)
class Example:
    """A row that a cause changed: which, and the two scores as texts."""

    submission: str
    name: str
    target: str
    actual: str
    points: str
    a: str
    b: str


@dataclass(slots=True)
class Change:
    """One submission whose total or grade differs. Totals in whole `Part.scale`-ths, None without one."""

    submission: str
    unit: str
    project: str
    a: int | None
    b: int | None
    grade_a: str
    grade_b: str
    causes: list[tuple[Cause, int, int]]  # why, by how much, in how many rows; the largest first
    main: Cause | None = None

    @property
    def difference(self) -> int:
        return (self.b or 0) - (self.a or 0)


@dataclass(slots=True)
class Part:
    """What one batch comes to; `Tally` adds these."""

    scale: int
    count: int = 0  # submissions
    lost: int = 0  # rows that belong to none, or could not be read
    rows: Counter[Cause] = field(default_factory=Counter)
    sums: Counter[Cause] = field(default_factory=Counter)
    owners: Counter[Cause] = field(default_factory=Counter)
    examples: dict[Cause, Example] = field(default_factory=dict)  # the row that moved furthest, of equals the first
    furthest: dict[Cause, int] = field(default_factory=dict)
    units: Counter[str] = field(default_factory=Counter)
    grades: Counter[tuple[str, str]] = field(default_factory=Counter)
    differences: Counter[int] = field(default_factory=Counter)
    changes: list[Change] = field(default_factory=list)


def compare(pair: Pair, batch: pa.RecordBatch) -> Part:
    """Whole submissions (`schema.INPUT`), the rows of each together, under both standards."""
    kept = _usable(batch)
    lost = batch.num_rows - kept.num_rows
    return _Both(pair, kept, lost).part() if kept.num_rows else Part(pair.scale, lost=lost)


class _Both:
    def __init__(self, pair: Pair, kept: pa.RecordBatch, lost: int) -> None:
        self.pair, self.batch, self.lost = pair, kept, lost
        self.a, self.b = (score(known(standard), kept) for standard in (pair.a, pair.b))
        self.scale = pair.scale
        self.sizes = self.a.submissions.column("count").to_numpy(zero_copy_only=False)
        self.heads = np.cumsum(self.sizes) - self.sizes
        self.owner = np.repeat(np.arange(len(self.sizes)), self.sizes)

    def part(self) -> Part:
        part = Part(self.scale, len(self.sizes), self.lost)
        changed, delta, causes, at = self._rows()
        self._by_cause(part, changed, delta, causes, at)
        why = self._by_submission(changed, delta, causes, at)
        self._submissions(part, why)
        return part

    # -- rows --

    def _rows(self) -> tuple[Any, Any, list[Cause], Any]:
        """The rows that differ, by how much, and the cause of each (by its number)."""
        a, b = self.a.rows, self.b.rows
        differs = np.zeros(a.num_rows, bool)
        counted = []
        for name in ("counted", "low", "high"):
            (old, has_old), (new, has_new) = (self._units(side.column(name)) for side in (a, b))
            differs |= (has_old != has_new) | ((old != new) & has_old)
            if name == "counted":
                counted = [old, new]
        differs |= _codes(a.column("status"), b.column("status"))
        rows = np.flatnonzero(differs)
        rules = [side.column("rule") for side in (a, b)]
        old, new = (rule.indices.to_numpy()[rows].astype(np.int64) for rule in rules)
        pairs, at = np.unique(old << 32 | new, return_inverse=True)
        texts = [
            (rules[0].dictionary[int(p) >> 32].as_py(), rules[1].dictionary[int(p) & 0xFFFFFFFF].as_py()) for p in pairs
        ]
        found = [self.pair.cause(*names) for names in texts]
        causes = sorted(set(found))
        numbers = np.array([causes.index(cause) for cause in found] or [0])
        return rows, (counted[1] - counted[0])[rows], causes, numbers[at] if len(rows) else at

    def _units(self, column: pa.Array) -> tuple[Any, Any]:
        """Decimals as whole units of the finer of both precisions, 0 where there is none."""
        there = column.is_valid().to_numpy(zero_copy_only=False)
        factor = self.scale // 10**column.type.scale
        words = np.frombuffer(column.buffers()[1], np.int64).reshape(-1, 2)[column.offset : column.offset + len(column)]
        low = np.where(there, words[:, 0], 0)
        small = bool((np.where(there, words[:, 1], 0) == low >> 63).all()) and int(np.abs(low).max(initial=0)) < 1 << 50
        if small:
            return low * factor, there
        texts = column.to_pylist()
        return np.array([0 if d is None else int(d * self.scale) for d in texts], object), there

    def _by_cause(self, part: Part, rows: Any, delta: Any, causes: list[Cause], at: Any) -> None:
        for number, cause in enumerate(causes):
            mine = np.flatnonzero(at == number)
            part.rows[cause] = len(mine)
            part.sums[cause] = int(delta[mine].sum())
            part.owners[cause] = len(np.unique(self.owner[rows[mine]]))
            furthest = int(mine[np.argmax(np.abs(delta[mine]))])
            part.furthest[cause] = abs(int(delta[furthest]))
            part.examples[cause] = self._example(int(rows[furthest]))

    def _example(self, row: int) -> Example:
        said = {name: self.batch.column(name)[row].as_py() for name in ("submission", "l3", "target", "actual", "points", "source", "budget", "spent")}  # fmt: skip
        old, new = (_shown(side.rows, row) for side in (self.a, self.b))
        money = not (said["l3"] or said["target"] or said["actual"])
        name = (said["source"] or "资金") if money else said["l3"]
        target, actual = (said["budget"], said["spent"]) if money else (said["target"], said["actual"])
        return Example(said["submission"], name, target, actual, said["points"], old, new)

    # -- submissions --

    def _by_submission(self, rows: Any, delta: Any, causes: list[Cause], at: Any) -> dict[int, list[tuple[Cause, int, int]]]:  # fmt: skip
        """The causes of each submission with what they come to."""
        found: dict[int, list[tuple[Cause, int, int]]] = {}
        if not len(rows):
            return found
        keys = self.owner[rows] * len(causes) + at
        order = np.argsort(keys, kind="stable")
        kinds, starts, counts = np.unique(keys[order], return_index=True, return_counts=True)
        sums = np.add.reduceat(delta[order], starts)
        for key, total, count in zip(kinds.tolist(), sums.tolist(), counts.tolist(), strict=True):
            owner, number = divmod(key, len(causes))
            found.setdefault(owner, []).append((causes[number], int(total), count))
        return found

    def _submissions(self, part: Part, why: dict[int, list[tuple[Cause, int, int]]]) -> None:
        (old, has_old), (new, has_new) = (self._units(side.submissions.column("total")) for side in (self.a, self.b))
        grades_a, grades_b = (_grades(side.submissions) for side in (self.a, self.b))
        units, projects = self._first("implementer", "department"), self._first("project")
        part.grades.update(zip(grades_a, grades_b, strict=True))
        part.units.update(units)
        both = has_old & has_new
        values, counts = np.unique(np.where(both, new - old, 0)[both], return_counts=True)
        part.differences.update(dict(zip((int(v) for v in values), counts.tolist(), strict=True)))
        moved = (
            (has_old != has_new) | (old != new) | np.array([x != y for x, y in zip(grades_a, grades_b, strict=True)])
        )
        names = self.a.submissions.column("submission").to_pylist()
        capped = [side.submissions.column("capped").to_pylist() for side in (self.a, self.b)]
        for at in np.flatnonzero(moved).tolist():
            causes = why.get(at, [])
            rest = int(new[at] - old[at]) - sum(delta for _, delta, _ in causes)
            if rest:
                cause = Cause("cap" if capped[0][at] or capped[1][at] else "rescale")
                causes = [*causes, (cause, rest, 0)]
                part.sums[cause] += rest
                part.owners[cause] += 1
            change = Change(
                names[at], units[at], projects[at], int(old[at]) if has_old[at] else None,
                int(new[at]) if has_new[at] else None, grades_a[at], grades_b[at],
                sorted(causes, key=lambda c: (-abs(c[1]), c[0])),
            )  # fmt: skip
            change.main = self._main(change)
            if change.main == Cause("grade"):
                part.owners[change.main] += 1
            part.changes.append(change)

    def _main(self, change: Change) -> Cause | None:
        """What the change is put down to: the grade scale where the scores alone would not have changed the grade,
        else what moved the total furthest that way; for a total that is open now (or no longer), what opened it."""
        if change.grade_a != change.grade_b and OPEN not in (change.grade_a, change.grade_b) and change.b is not None:
            by_score = self._grade(change.b)
            if by_score == change.grade_a:
                return Cause("grade")
        ways = [c for c in change.causes if c[1] * change.difference > 0] or change.causes
        return ways[0][0] if ways else None

    def _grade(self, total: int) -> str:
        """The grade of a total under the old scale."""
        from decimal import Decimal

        return self.pair.a.grade_of(Decimal(total) / self.scale) or UNGRADED

    def _first(self, *names: str) -> list[str]:
        """For each submission the first thing written in these columns, the first column that says anything."""
        found = [""] * len(self.sizes)
        for name in reversed(names):
            column = self.batch.column(name)
            if len(column.dictionary) == 1 and not column.dictionary[0].as_py():
                continue
            texts = column.dictionary.to_pylist()
            said = np.array([bool(text) for text in texts])[column.indices.to_numpy()]
            rows = np.flatnonzero(said)[::-1]
            first = np.full(len(found), -1)
            first[self.owner[rows]] = column.indices.to_numpy()[rows]
            found = [texts[code] if code >= 0 else before for code, before in zip(first.tolist(), found, strict=True)]
        return found


def _usable(batch: pa.RecordBatch) -> pa.RecordBatch:
    """Without rows that belong to no submission or could not be read."""
    owner, problem = (batch.column(name).cast(pa.string()) for name in ("submission", "problem"))
    good = pc.and_(pc.not_equal(pc.utf8_trim_whitespace(owner), ""), pc.equal(problem, ""))
    return batch if pc.all(good).as_py() else batch.filter(good)


def _codes(a: pa.DictionaryArray, b: pa.DictionaryArray) -> Any:
    """Rows in which two columns say something else."""
    number = {text: at for at, text in enumerate(a.dictionary.to_pylist())}
    again = np.array([number.get(text, -1) for text in b.dictionary.to_pylist()] or [0])
    return a.indices.to_numpy() != again[b.indices.to_numpy()]


def _grades(records: pa.RecordBatch) -> list[str]:
    complete, totals = records.column("complete").to_pylist(), records.column("total").is_valid().to_pylist()
    texts = records.column("grade").cast(pa.string()).to_pylist()
    return [
        NONE if not has else (text or UNGRADED) if whole else OPEN
        for text, whole, has in zip(texts, complete, totals, strict=True)
    ]


def _shown(rows: pa.RecordBatch, row: int) -> str:
    """A row's answer on a few characters: 3.96; 24.00～30.00; 无法计算."""
    said = {name: rows.column(name)[row].as_py() for name in ("status", "score", "low", "high", "counted")}
    if said["score"] is not None:
        return str(said["score"])
    if said["low"] is None:
        return "无法计算" if said["status"] == "not_calculable" else "—"
    counted = "" if said["counted"] is None else f"，计 {said['counted']}"
    return f"{said['low']}～{said['high']}{counted}"
