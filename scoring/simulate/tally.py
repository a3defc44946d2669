"""What a whole corpus comes to: counts added batch by batch, the submissions that change put on disk."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Any, BinaryIO

from scoring.number import round_to
from scoring.recheck.short import NO_UNIT, short
from scoring.simulate.causes import Cause, Pair
from scoring.simulate.compare import Change, Example, Part


@dataclass(slots=True)
class Unit:
    """One unit: its submissions, how many change which way, by how much in all, and why."""

    count: int = 0
    up: int = 0
    down: int = 0
    better: int = 0  # grades, by where they stand in the scale
    worse: int = 0
    other: int = 0  # a grade that comes or goes
    sum: int = 0
    causes: Counter[Cause] = field(default_factory=Counter)

    @property
    def grades(self) -> int:
        return self.better + self.worse + self.other


@dataclass
class Tally:
    """The sums of a run. Scores are whole `scale`-ths; `spool` holds the changes as lines of JSON."""

    pair: Pair
    spool: BinaryIO
    scale: int = 1
    count: int = 0
    lost: int = 0
    rows: Counter[Cause] = field(default_factory=Counter)
    sums: Counter[Cause] = field(default_factory=Counter)
    owners: Counter[Cause] = field(default_factory=Counter)
    main: Counter[Cause] = field(default_factory=Counter)  # grades that change, by what they are put down to
    examples: dict[Cause, Example] = field(default_factory=dict)
    furthest: dict[Cause, int] = field(default_factory=dict)  # how far the row of an example moved
    units: dict[str, Unit] = field(default_factory=dict)
    grades: Counter[tuple[str, str]] = field(default_factory=Counter)
    flows: dict[tuple[str, str], Counter[Cause]] = field(default_factory=dict)
    differences: Counter[int] = field(default_factory=Counter)
    changed: int = 0
    notes: list[str] = field(default_factory=list)  # files that were not read, and the like

    def add(self, part: Part) -> None:
        """One batch more."""
        self.scale = part.scale
        self.count, self.lost, self.changed = self.count + part.count, self.lost + part.lost, self.changed + len(part.changes)  # fmt: skip
        for name in ("rows", "sums", "owners", "grades", "differences"):
            found: Counter[Any] = getattr(self, name)
            for key, number in getattr(part, name).items():  # `+=` would drop what is negative
                found[key] += number
        for cause, example in part.examples.items():
            if cause not in self.examples or part.furthest[cause] > self.furthest[cause]:
                self.examples[cause], self.furthest[cause] = example, part.furthest[cause]
        for name, number in part.units.items():
            self._unit(name).count += number
        order = {g.name: at for at, g in enumerate(sorted(self.pair.b.grade, key=lambda g: -g.span.low))}
        for change in part.changes:
            self._change(change, order)

    def _unit(self, name: str) -> Unit:
        return self.units.setdefault(short(name, 100) or NO_UNIT, Unit())

    def _change(self, c: Change, order: dict[str, int]) -> None:
        unit = self._unit(c.unit)
        unit.sum += c.difference
        unit.up, unit.down = unit.up + (c.difference > 0), unit.down + (c.difference < 0)
        if c.main is not None:
            unit.causes[c.main] += 1
        if c.grade_a != c.grade_b:
            known = c.grade_a in order and c.grade_b in order
            way = "other" if not known else "better" if order[c.grade_b] < order[c.grade_a] else "worse"
            setattr(unit, way, getattr(unit, way) + 1)
            if c.main is not None:
                self.main[c.main] += 1
                self.flows.setdefault((c.grade_a, c.grade_b), Counter())[c.main] += 1
        causes = [(x.kind, x.a, x.b, delta, rows) for x, delta, rows in c.causes]
        main = None if c.main is None else (c.main.kind, c.main.a, c.main.b)
        line = (c.submission, c.unit, c.project, c.a, c.b, c.grade_a, c.grade_b, causes, main)
        self.spool.write(json.dumps(line, ensure_ascii=False).encode("utf-8", "replace") + b"\n")

    # -- read --

    def changes(self) -> Iterator[Change]:
        """The submissions that change, in the order of the corpus."""
        self.spool.seek(0)
        yield from map(_read, self.spool)

    def foremost(self) -> Iterator[Change]:
        """The same, those whose grade changes first, then by how far the total moves."""
        order, at = [], 0
        self.spool.seek(0)
        for line in self.spool:
            change = _read(line)
            order.append((change.grade_a == change.grade_b, -abs(change.difference), at))
            at += len(line)
        for *_, place in sorted(order):
            self.spool.seek(place)
            yield _read(self.spool.readline())

    def score(self, units: int | None) -> str:
        """Whole units as a printed score."""
        digits = len(str(self.scale)) - 1
        return "" if units is None else show_fixed(units, self.scale, digits)

    def gap(self, units: int) -> str:
        """A difference with its sign: +1.20, −3.00."""
        text = show_fixed(abs(units), self.scale, len(str(self.scale)) - 1)
        return ("+" if units > 0 else "−" if units < 0 else "") + text

    @property
    def mean(self) -> str:
        """The mean difference of all totals, two digits."""
        total, count = sum(v * n for v, n in self.differences.items()), self.differences.total()
        return mean(total, self.scale * count)

    @property
    def up(self) -> int:
        return sum(n for value, n in self.differences.items() if value > 0)

    @property
    def down(self) -> int:
        return sum(n for value, n in self.differences.items() if value < 0)

    @property
    def regraded(self) -> int:
        return sum(n for (a, b), n in self.grades.items() if a != b)

    def moves(self) -> list[tuple[tuple[str, str], int]]:
        """Each change of grade with how many, the most frequent first."""
        found = [(move, n) for move, n in self.grades.items() if move[0] != move[1]]
        return sorted(found, key=lambda item: (-item[1], item[0]))

    def by_cause(self) -> list[Cause]:
        """Every cause, the one that changes most grades first, then the one that moves most points."""
        return sorted(self.owners, key=lambda c: (-self.main[c], -abs(self.sums[c]), -self.rows[c], c))

    def by_unit(self) -> list[tuple[str, Unit]]:
        return sorted(self.units.items(), key=lambda item: (-item[1].grades, -abs(item[1].sum), item[0]))

    def names(self) -> list[str]:
        """The grades that occur, from the best; then what is none."""
        from scoring.simulate.compare import NONE, OPEN, UNGRADED

        scale = sorted({g.name: g.span.low for s in (self.pair.a, self.pair.b) for g in s.grade}.items(), key=lambda item: -item[1])  # fmt: skip
        there = {name for move in self.grades for name in move}
        return [name for name, _ in scale] + [name for name in (UNGRADED, OPEN, NONE) if name in there]


def _read(line: bytes) -> Change:
    """A change as `Tally._change` put it down."""
    name, unit, project, a, b, grade_a, grade_b, causes, main = json.loads(line)
    why = [(Cause(kind, a, b), delta, rows) for kind, a, b, delta, rows in causes]
    return Change(name, unit, project, a, b, grade_a, grade_b, why, None if main is None else Cause(*main))


def mean(total: int, count: int) -> str:
    """A mean with two digits: −1.07; — of nothing."""
    return str(round_to(Fraction(total, count), Decimal("0.01"))).replace("-", "−") if count else "—"


def show_fixed(units: int, scale: int, digits: int) -> str:
    """Whole units with all their digits: 350 of 100 → 3.50."""
    whole, rest = divmod(abs(units), scale)
    text = f"{whole}.{rest:0{digits}d}" if digits else str(whole)
    return f"-{text}" if units < 0 else text
