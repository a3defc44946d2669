"""A submission as a reviewer looks at it: findings numbered, the table with them at its cells, its rows side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from scoring.checks import codes
from scoring.desk.incoming import Tables
from scoring.model import STATUSES
from scoring.recheck.record import Record
from scoring.register.schema import Columns
from scoring.register.submissions import Opened
from scoring.source import SEVERITIES

CELLS = 2_500  # of one page
_WORST: list[str] = list(SEVERITIES)


@dataclass(frozen=True, slots=True)
class Found:
    """A finding on the page."""

    number: int  # from 1
    code: str
    title: str
    severity: str
    word: str
    place: str
    row: str
    message: str
    clause: str
    waiver: Columns | None  # id, reason, until, who, at
    over: bool = False  # the waiver has run out

    @property
    def open(self) -> bool:
        return self.waiver is None or self.over


@dataclass(frozen=True, slots=True)
class Side:
    """A row side by side: what was claimed, what comes out, what could be admitted, and why."""

    name: str
    path: str
    target: str
    actual: str
    points: str
    claimed: str
    score: str
    admissible: str
    status: str
    why: str
    found: tuple[Found, ...]


@dataclass(frozen=True, slots=True)
class Box:
    """A cell of the table as it was sent, with the findings that stand there."""

    text: str
    rows: int
    columns: int
    found: tuple[Found, ...]

    @property
    def worst(self) -> str:
        """The severity it is marked by; "waived" when all are, "" for none."""
        open_ = [f.severity for f in self.found if f.open]
        return min(open_, key=_WORST.index) if open_ else "waived" if self.found else ""


@dataclass(frozen=True, slots=True)
class Drawn:
    """A table as it was sent."""

    title: str
    widths: tuple[str, ...]
    lines: tuple[tuple[Box, ...], ...]
    cut: str


def findings(opened: Opened, today: date) -> list[Found]:
    """The findings of the record, numbered in its order, each with its waiver."""
    waivers = {(w["code"], w["place"]): w for w in opened.waivers}
    known = codes()
    return [
        Found(
            number, f["code"], known[f["code"]].title if f["code"] in known else "", f["severity"],
            SEVERITIES[f["severity"]], f["place"], f.get("row") or "", f["message"], f.get("clause") or "",
            waiver := waivers.get((f["code"], f["place"])), waiver is not None and expired(waiver, today),
        )
        for number, f in enumerate(opened.record["findings"], 1)
    ]  # fmt: skip


def expired(waiver: Columns, today: date) -> bool:
    """Whether the date has passed until which a finding was to stand."""
    return bool(waiver["until"]) and str(waiver["until"]) < today.isoformat()


# -- side by side --


def sides(record: Record, found: Sequence[Found]) -> list[Side]:
    """Every row of money and of indicators as the record tells it."""
    funds = [_side(row, row["name"] or "预算执行", "", *_money(row), found) for row in record["funds"]]
    lines = [
        _side(
            row, row["path"][2], " / ".join(p for p in row["path"][:2] if p), row["target"], row["actual"] or "", found
        )
        for row in record["lines"]
    ]
    return funds + lines


def _money(row: Mapping[str, Any]) -> tuple[str, str]:
    budget, spent, rate = row["budget"] or "", row["spent"] or "", row["rate"] or ""
    return (f"预算 {budget}" if budget else ""), "，".join(filter(None, (f"执行 {spent}" if spent else "", rate)))


def _side(row: Mapping[str, Any], name: str, path: str, target: str, actual: str, found: Sequence[Found]) -> Side:
    places = {row["place"], *row["places"].values()} - {""}
    span = row.get("admissible")
    return Side(
        name, path, target, actual, row["points"] or "", row["claimed"] or "", row["score"] or "",
        "～".join(span) if span and span[0] != span[1] else "", STATUSES.get(row["status"], ""), row.get("why") or "",
        tuple(f for f in found if f.place in places),
    )  # fmt: skip


# -- as it was sent --


def tables(record: Record, drawing: Tables, found: Sequence[Found]) -> tuple[list[Drawn], str]:
    """The tables of the drawing this record is about, and a sentence on what of the file is not drawn."""
    own = {row["place"] for row in (*record["lines"], *record["funds"])} | {f.place for f in found}
    own |= {place for row in (*record["lines"], *record["funds"]) for place in row["places"].values()}
    about = [table for table in drawing if any(cell[5] and cell[5] in own for cell in table["cells"])] or drawing
    at: dict[str, list[Found]] = {}
    for finding in found:
        at.setdefault(finding.place, []).append(finding)
    made, room = [], CELLS
    for table in about:
        if room > 0:
            made.append(_drawn(table, at, room))
            room -= table["rows"] * table["columns"]
    left = len(drawing) - len(made)
    return made, f"文件里另有 {left} 张表没有画在这里，请看原件。" if left else ""


def _drawn(table: Mapping[str, Any], at: Mapping[str, list[Found]], room: int) -> Drawn:
    rows = min(table["rows"], max(1, room // max(table["columns"], 1)))
    lines: list[list[Box]] = [[] for _ in range(rows)]
    for row, _, height, width, text, place in sorted(table["cells"], key=lambda cell: cell[:2]):
        if row < rows:
            here = tuple(at.get(place, ())) if place else ()
            lines[row].append(Box(text, min(height, rows - row), width, here))
    cut = table.get("cut") or ("" if rows == table["rows"] else f"表格共有 {table['rows']} 行，只画出前 {rows} 行。")
    return Drawn(table["title"], _widths(table), tuple(map(tuple, lines)), cut)


def _widths(table: Mapping[str, Any]) -> tuple[str, ...]:
    """Classes for the columns, by the share of each; none where the text decides."""
    total = sum(table["widths"])
    return tuple(f"w{min(100, max(1, round(100 * w / total)))}" for w in table["widths"]) if total else ()


def undrawn(found: Sequence[Found], made: Sequence[Drawn]) -> set[int]:
    """The findings that stand at no cell of the drawing."""
    shown = {f.number for table in made for line in table.lines for box in line for f in box.found}
    return {f.number for f in found} - shown
