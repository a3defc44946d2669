"""Which findings the page shows, and where: nothing of what is only empty yet while somebody types, and what is said of
several rows in the same words once for the table, with its rows named and a mark at each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from scoring.desk.assessed import Assessed
from scoring.source import Finding

Placed = Mapping[str, Sequence[Finding]]  # by where they are shown: "row.3", "funds.0", "" for the whole table

SEVERAL = 3  # rows
_SUMS = "T02"  # the sum of scores says nothing before all of them are there


@dataclass(frozen=True, slots=True)
class Repeated:
    """A finding of several rows."""

    finding: Finding
    rows: tuple[str, ...]  # as `Placed` calls them


@dataclass(frozen=True, slots=True)
class Notices:
    """Findings as they are shown."""

    placed: Placed  # each at its place, without those that are repeated
    repeated: tuple[Repeated, ...] = ()

    def marks(self, name: str) -> tuple[Finding, ...]:
        """What is said elsewhere of a row."""
        return tuple(r.finding for r in self.repeated if name in r.rows)

    @property
    def every(self) -> list[Finding]:
        """Each as often as it stands in the table."""
        return [f for found in self.placed.values() for f in found] + [r.finding for r in self.repeated for _ in r.rows]


def complete(a: Assessed) -> Notices:
    """Everything there is to say, for who is about to send the table."""
    return _gathered(a.placed)


def while_typing(a: Assessed) -> Notices:
    """Without what is only empty yet: rows into which nothing has been typed, and the sum as long as there are such rows."""
    blank, unpaid = _blank(a), _unpaid(a)
    shown = {
        name: [f for f in found if not (blank and f.code == _SUMS)]
        for name, found in a.placed.items()
        if name not in blank | unpaid
    }
    return _gathered(shown)


def untouched(a: Assessed) -> bool:
    """Whether nothing has been typed into any row."""
    return len(_blank(a)) == len(a.result.lines) and len(_unpaid(a)) == len(a.submission.funds)


def _blank(a: Assessed) -> set[str]:
    """The indicators of which nothing is known."""
    out = set()
    for at, line in enumerate(a.result.lines):
        f = line.row.facts
        parts = (f.actual, f.judged, f.band, f.deduction, f.remark, f.not_applicable)
        if line.counted is None and not any(part and part.strip() for part in parts):
            out.add(f"row.{at}")
    return out


def _unpaid(a: Assessed) -> set[str]:
    """The rows of money without an amount."""
    amounts = [(f.funds.initial, f.funds.budget, f.funds.spent) for f in a.submission.funds]
    return {f"funds.{at}" for at, three in enumerate(amounts) if not any(text and text.strip() for text in three)}


def _gathered(placed: Placed) -> Notices:
    rows: dict[tuple[str, str, str, str], dict[str, Finding]] = {}
    for name, found in placed.items():
        for f in found if name.startswith("row.") else ():
            rows.setdefault((f.code, f.severity, f.message, f.clause), {})[name] = f
    several = {words: at for words, at in rows.items() if len(at) >= SEVERAL}
    left = {
        name: [f for f in found if name not in several.get((f.code, f.severity, f.message, f.clause), ())]
        for name, found in placed.items()
    }
    return Notices(left, tuple(Repeated(next(iter(at.values())), tuple(at)) for at in several.values()))
