"""I13 for a whole unit: how many of its rows have full marks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from scoring.number import parse_decimal, show
from scoring.recheck.across.keys import Across, Place, finding, letters, order, place, unit_of
from scoring.recheck.across.question import Silent
from scoring.recheck.record import Record

ROWS = 30  # fewer say nothing: nine rows of ten have full marks anyway
TABLES = 3
SHARE = (98, 100)
SHOWN = 20  # tables named in the finding


@dataclass(slots=True)
class _Unit:
    names: set[str] = field(default_factory=set)
    tables: int = 0
    rows: int = 0
    full: int = 0
    all_full: int = 0  # tables in which every row has full marks
    places: list[Place] = field(default_factory=list)


class FullMarks(Silent):
    """Counts rows and full marks of each unit."""

    def __init__(self) -> None:
        self.units: dict[str, _Unit] = {}

    def first(self, record: Record) -> None:
        rows, full = _count(record)
        name = unit_of(record)
        if not rows or not name:
            return
        unit = self.units.setdefault(letters(name), _Unit())
        unit.names.add(name)
        unit.tables, unit.rows, unit.full = unit.tables + 1, unit.rows + rows, unit.full + full
        unit.all_full += rows == full
        unit.places = sorted([*unit.places, place(record)], key=order)[:SHOWN]

    def findings(self) -> Iterator[Across]:
        for unit in self.units.values():
            if unit.rows >= ROWS and unit.tables >= TABLES and unit.full * SHARE[1] >= unit.rows * SHARE[0]:
                name = min(unit.names)
                message = (
                    f"{name} {unit.tables} 张表 {unit.rows} 行，{unit.full} 行满分（{_share(unit)}）；"
                    "不一定有错，宜优先抽查完成值有无佐证"
                )
                yield finding("I13", message, unit.places, [name])


def statistics(records: Iterable[Record]) -> list[dict[str, Any]]:
    """For each unit: tables, rows with a score, rows of full marks, their share, tables of nothing but full marks."""
    counted = FullMarks()
    for record in records:
        counted.first(record)
    rows = [
        {
            "unit": min(unit.names),
            "tables": unit.tables,
            "rows": unit.rows,
            "full": unit.full,
            "share": _share(unit),
            "all_full": unit.all_full,
        }
        for unit in counted.units.values()
    ]
    return sorted(rows, key=lambda row: str(row["unit"]))


def _share(unit: _Unit) -> str:
    return f"{show(Fraction(unit.full * 100, unit.rows), 1)}%"


def _count(record: Record) -> tuple[int, int]:
    """How many rows have points and a claimed score, and in how many the two are equal."""
    rows = full = 0
    for line in record["lines"]:
        points, claimed = parse_decimal(line["points"] or ""), parse_decimal(line["claimed"] or "")
        if points is not None and claimed is not None and points > 0:
            rows, full = rows + 1, full + (claimed == points)
    return rows, full
