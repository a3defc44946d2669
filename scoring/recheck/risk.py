"""Which self-assessment to look at first: points at stake × severity; and a reproducible sample (抽评) by it.

What is at stake and how much a severity weighs is said in `data/risk.toml`, in Chinese, for those who use it.
"""

from __future__ import annotations

import heapq
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from hashlib import sha256
from importlib.resources import files

from scoring.number import parse_decimal
from scoring.recheck.record import Record
from scoring.recheck.short import Found, Records, short, unit_of

NOTHING = Fraction(0)


@dataclass(frozen=True, slots=True)
class Weights:
    """What `data/risk.toml` says."""

    whole: Fraction
    table: Fraction
    ticket: Fraction
    points: frozenset[str]
    weight: Mapping[str, Fraction]


@lru_cache(maxsize=1)
def weights() -> Weights:
    """The one definition of what is urgent."""
    data = tomllib.loads(files("scoring").joinpath("data/risk.toml").read_text("utf-8"))
    whole, table, ticket = (Fraction(data[key]) for key in ("whole", "table", "ticket"))
    weight = {severity: Fraction(value) for severity, value in data["weight"].items()}
    return Weights(whole, table, ticket, frozenset(data["points"]), weight)


@dataclass(frozen=True, slots=True)
class Stake:
    """Points at stake in one self-assessment, by the severity of what was found."""

    error: Fraction = NOTHING
    warning: Fraction = NOTHING
    info: Fraction = NOTHING

    @property
    def urgency(self) -> Fraction:
        """紧急度: the order of work."""
        weight = weights().weight
        return self.error * weight["error"] + self.warning * weight["warning"] + self.info * weight["info"]

    @property
    def tickets(self) -> int:
        """签: how often it takes part in the draw; at least once."""
        return 1 + self.urgency // weights().ticket


_WORST = ("error", "warning", "info")


def stake(record: Record, across: Sequence[Found] = ()) -> Stake:
    """What one self-assessment has at stake; `across` are the findings across files that name it."""
    rows, points = _rows(record)
    spots: dict[object, tuple[int, Fraction]] = {}
    for number, finding in enumerate((*record["findings"], *across)):
        if finding.get("waived"):
            continue
        row = rows.get(finding.get("place") or "")
        amount = _amount(finding, None if row is None else points[row], record["status"])
        spot = -1 - number if row is None else row
        candidate = (-_WORST.index(finding["severity"]), amount)
        spots[spot] = max(spots.get(spot, candidate), candidate)
    return _capped(spots.values())


def _rows(record: Record) -> tuple[dict[str, int], list[Fraction | None]]:
    """Which row a place belongs to, and the points of each row."""
    rows: dict[str, int] = {}
    points = []
    for number, row in enumerate((*record["lines"], *record["funds"])):
        points.append(parse_decimal(row["points"] or ""))
        for place in row["places"].values():
            if place:
                rows.setdefault(place, number)
    return rows, points


def _amount(finding: Found, points: Fraction | None, status: str) -> Fraction:
    known = weights()
    if status == "unreadable":
        return known.whole
    if finding["code"] in known.points:
        difference = parse_decimal(finding.get("difference") or "")
        if difference is not None:
            return min(abs(difference), known.whole)
    if points is not None and points > 0:
        return min(points, known.whole)
    return known.table


def _capped(spots: Iterable[tuple[int, Fraction]]) -> Stake:
    """Sums by severity, together never more than the whole table; errors first."""
    items, left = list(spots), weights().whole
    sums = []
    for rank in range(len(_WORST)):
        total = sum((amount for worst, amount in items if worst == -rank), NOTHING)
        sums.append(min(total, left))
        left -= sums[-1]
    return Stake(*sums)


def by_table(across: Iterable[Found]) -> dict[tuple[str, int], list[Found]]:
    """Findings across files, once at each self-assessment they name, with the first place they name in it."""
    found: dict[tuple[str, int], list[Found]] = {}
    for finding in across:
        first: dict[tuple[str, int], str] = {}
        for place in finding.get("places") or ():
            first.setdefault((place["file"], place.get("table") or 1), place.get("place") or "")
        for table, place in first.items():
            found.setdefault(table, []).append({**finding, "place": place})
    return found


# -- the draw --


@dataclass(frozen=True, slots=True, order=True)
class Drawn:
    """A self-assessment that was drawn: `ticket` is the lowest number among its tickets, in hexadecimal."""

    ticket: str
    file: str
    table: int
    unit: str
    project: str
    stake: Stake


def sample(records: Records, n: int, seed: int, across: Sequence[Found] = ()) -> list[Drawn]:
    """`n` self-assessments drawn without replacement, each with a chance in proportion to its tickets.

    A ticket's number is the SHA-256 of seed, file, table and ticket; the lowest numbers are drawn. So the list
    depends on nothing but the seed and the records: neither their order nor the number of processes; and a
    larger `n` only adds to it. Files that cannot be read take part as well.
    """
    found = by_table(across)
    drawn = (_drawn(record, seed, found.get((record["file"], record["table"]), ())) for record in records())
    return heapq.nsmallest(n, drawn)


def _drawn(record: Record, seed: int, across: Sequence[Found]) -> Drawn:
    at_stake = stake(record, across)
    name = f"{seed}\0{record['file']}\0{record['table']}\0".encode("utf-8", "surrogatepass")
    lowest = min(sha256(name + str(number).encode()).digest() for number in range(at_stake.tickets))
    project = short((record["project"] or {}).get("name"))
    return Drawn(lowest.hex(), record["file"], record["table"], unit_of(record), project, at_stake)
