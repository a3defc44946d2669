"""The official form as it stands on the page: its own drawing, with a field wherever somebody may write.

The form draws itself twice: once with a mark in place of every value that is typed or computed, which tells what each
cell is for; once with the real figures. So the page knows nothing of any form.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from secrets import token_hex
from typing import Any

from scoring.desk.sheet import label as sheet_label
from scoring.form import Form
from scoring.grid import Cell, Grid
from scoring.model import Claimed, Funds, FundsRow, Goal, Indicator, Result, Row, Submission
from scoring.writers.page import Page, Paragraph

_OPEN, _CLOSE, _SHOWN = f"\ue000{token_hex(8)}", "\ue001", "="  # nobody can write such a mark into a table
_MARK = re.compile(f"{_OPEN}([^{_CLOSE}]*){_CLOSE}")
_PLACE = re.compile(r"=?(row|funds)\.(\d+)\.")
_EXTRAS = ("coefficient", "progress", "light")


@dataclass(frozen=True, slots=True)
class Piece:
    """Part of a cell: printed text, a field to type into, or a figure that is computed."""

    kind: str  # "text", "field", "shown"
    text: str


@dataclass(frozen=True, slots=True)
class Box:
    """A cell of the table on the page."""

    pieces: tuple[Piece, ...]
    rows: int
    columns: int
    label: bool
    align: str
    id: str
    heading: str = ""  # of its column, for a narrow screen


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the table on the page; `told` names the row below which is said how it was understood."""

    boxes: tuple[Box, ...]
    head: bool
    told: str = ""
    span: int = 0  # columns of the line that says so


@dataclass(frozen=True, slots=True)
class Table:
    """A table of the form."""

    widths: tuple[str, ...]
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Words:
    """A line of text below the tables: a note, the place for signatures."""

    pieces: tuple[Piece, ...]
    style: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """The form ready to be shown, and which keys it has fields for."""

    title: str
    subtitle: str
    tables: tuple[Table, ...]
    words: tuple[Words, ...]
    wide: bool
    keys: frozenset[str] = frozenset()


def sheet(form: Form, typed: Submission, result: Result) -> Sheet:
    """The form with fields, and with the figures of the result where it computes them."""
    marks = _marked(form, typed)
    page = form.fill(result)
    keys: set[str] = set()
    tables = tuple(
        Table(_widths(real), tuple(_lines(mark, real, number, keys))) for number, mark, real in _grids(marks, page)
    )
    words = tuple(
        Words(_pieces(block.text, keys), block.style) for block in marks.blocks if isinstance(block, Paragraph)
    )
    return Sheet(page.title, page.subtitle, tables, words, form.landscape, frozenset(keys))


def _grids(marks: Page, page: Page) -> Iterator[tuple[int, Grid, Grid]]:
    """Each table twice, with marks and with figures."""
    for number, (mark, real) in enumerate(zip(marks.blocks, page.blocks, strict=False)):
        if isinstance(mark, Grid) and isinstance(real, Grid):
            yield number, mark, real


def figures(form: Form, typed: Submission, result: Result) -> dict[str, str]:
    """The figures the form computes, each under the name of its place on the page."""
    page = form.fill(result)
    grids = {number: block for number, block in enumerate(page.blocks) if isinstance(block, Grid)}
    places = _shown(form, len(typed.funds), tuple(row.indicator for row in typed.rows))
    return {f"c{number}-{row}-{column}": grids[number].at(row, column).text for number, row, column in places}


@lru_cache(maxsize=256)
def _shown(form: Form, funds: int, indicators: tuple[Indicator, ...]) -> tuple[tuple[int, int, int], ...]:
    """Where a form computes something: table, row, column. It hangs on what was promised, not on what is typed."""
    empty = Submission(funds=(FundsRow(Funds("")),) * funds, rows=tuple(Row(indicator) for indicator in indicators))
    return tuple(
        (number, cell.row, cell.column)
        for number, block in enumerate(_marked(form, empty).blocks)
        if isinstance(block, Grid)
        for cell in block.cells
        if f"{_OPEN}{_SHOWN}" in cell.text
    )


def _marked(form: Form, typed: Submission) -> Page:
    """The form drawn with marks in place of values."""
    row_fields = ["actual", "remark", *(["deduction"] if "deduction" in form.slots else [])]
    rows = tuple(_marked_row(row, f"row.{at}.", row_fields) for at, row in enumerate(typed.rows))
    funds = tuple(replace(item, funds=_marked_funds(item.funds, f"funds.{at}.")) for at, item in enumerate(typed.funds))
    details = {slot[8:] for slot in form.slots if slot.startswith("details.")}
    marked = replace(
        typed,
        title="",
        **{key: _mark(key) for key in ("project", "department", "implementer", "reason", "narrative", "notes")},  # type: ignore[arg-type]
        details={name: _mark(f"details.{name}") for name in {*details, *typed.details}},
        rows=rows,
        funds=funds,
        goal=Goal(_mark("goal.expected"), _mark("goal.actual")),
        problems=(_mark("problems"),),
        measures=(_mark("measures"),),
        claimed=Claimed(_mark("=total"), _mark("=points"), _mark("=grade")),
    )
    extras = [{name: _mark(f"=row.{at}.{name}") for name in _EXTRAS} for at in range(len(typed.rows))]
    return form.draw(marked, extras)


def _marked_row(row: Row, at: str, fields: list[str]) -> Row:
    marks: dict[str, Any] = {part: _mark(at + part) for part in fields}
    return replace(row, facts=replace(row.facts, claimed=_mark(f"={at}score"), **marks))


def _marked_funds(funds: Funds, at: str) -> Funds:
    marks: dict[str, Any] = {part: _mark(at + part) for part in ("name", "initial", "budget", "spent")}
    return replace(funds, rate=_mark(f"={at}rate"), claimed=_mark(f"={at}score"), **marks)


def _mark(key: str) -> str:
    return f"{_OPEN}{key}{_CLOSE}"


def _widths(grid: Grid) -> tuple[str, ...]:
    """Classes for the columns: the share of the table's width in whole percent (styles inside a page are not allowed)."""
    total = sum(grid.widths) or 1
    return tuple(f"w{max(1, round(100 * width / total))}" for width in grid.widths)


def _lines(marked: Grid, real: Grid, number: int, keys: set[str]) -> Iterator[Line]:
    """The rows of a table, with room below each row of money and of indicators for what is said of it."""
    told = {row: name for row in range(marked.rows) if (name := _told(marked, row))}
    starts = [0]
    for row in range(marked.rows):
        starts.append(starts[-1] + (2 if row in told else 1))
    rooms = _rooms(marked, told)
    for row, own in enumerate(_own(marked)):
        first, last = rooms.get(row, (0, 0))
        boxes = []
        for cell in own:
            below = starts[cell.row + cell.rows] - starts[cell.row]
            inside = row in told and first <= cell.column < last
            heading = _heading(marked, cell) if row in told else ""
            text = real.at(cell.row, cell.column)
            boxes.append(_box(cell, text, 1 if inside else below, number, heading, keys))
        yield Line(tuple(boxes), row < marked.header)
        if row in told:
            yield Line((), False, told[row], last - first)


def _own(grid: Grid) -> list[list[Cell]]:
    """The cells that begin in each row."""
    return [[cell for cell in cells if cell.row == row] for row, cells in enumerate(grid.lines())]


def _heading(grid: Grid, cell: Cell) -> str:
    """The label that stands above a cell, nearest first."""
    above = (grid.at(row, cell.column) for row in range(cell.row - 1, -1, -1))
    return next((other.text for other in above if other.label and other.column == cell.column), "")


def _told(grid: Grid, row: int) -> str:
    """Which row of money or of indicators a row of the table is; "" for any other."""
    for column in range(grid.columns):
        cell = grid.at(row, column)
        if cell.row == row and (found := _MARK.search(cell.text)) and (place := _PLACE.match(found[1])):
            return f"{place[1]}.{place[2]}"
    return ""


def _single(own: list[Cell]) -> list[Cell]:
    """The cells that end with their row and stand side by side around its first value."""
    at = next((n for n, cell in enumerate(own) if _MARK.search(cell.text)), 0)
    start = end = at
    while start and own[start - 1].rows == 1 and own[start - 1].column + own[start - 1].columns == own[start].column:
        start -= 1
    while end + 1 < len(own) and own[end + 1].rows == 1 and own[end].column + own[end].columns == own[end + 1].column:
        end += 1
    return own[start : end + 1]


def _rooms(grid: Grid, told: Mapping[int, str]) -> dict[int, tuple[int, int]]:
    """The columns under which the line below a row stands: to the right of all that is merged downwards anywhere."""
    runs = {row: _single(own) for row, own in enumerate(_own(grid)) if row in told}
    edge = {
        kind: max((run[0].column for row, run in runs.items() if told[row].startswith(kind)), default=0)
        for kind in ("row", "funds")
    }
    rooms = {}
    for row, run in runs.items():
        start = edge[told[row].partition(".")[0]]
        first = next((cell for cell in run if cell.column + cell.columns > start), run[0])
        rooms[row] = first.column, run[-1].column + run[-1].columns
    return rooms


def _box(cell: Cell, real: Cell, rows: int, number: int, heading: str, keys: set[str]) -> Box:
    pieces = _pieces(cell.text, keys)
    if any(piece.kind == "shown" for piece in pieces) or not any(piece.kind == "field" for piece in pieces):
        shown = any(piece.kind == "shown" for piece in pieces)
        pieces = (Piece("shown" if shown else "text", real.text),)
    return Box(pieces, rows, cell.columns, cell.label, cell.align, _id(number, cell), heading)


def _pieces(text: str, keys: set[str]) -> tuple[Piece, ...]:
    """A cell's text in parts."""
    out: list[Piece] = []
    end = 0
    for found in _MARK.finditer(text):
        if before := text[end : found.start()]:
            out.append(Piece("text", before))
        shown = found[1].startswith(_SHOWN)
        out.append(Piece("shown" if shown else "field", found[1].removeprefix(_SHOWN)))
        if not shown:
            keys.add(found[1])
        end = found.end()
    if rest := text[end:]:
        out.append(Piece("text", rest))
    return tuple(out)


def _id(number: int, cell: Cell) -> str:
    return f"c{number}-{cell.row}-{cell.column}"


def plain(form: Form, result: Result) -> Sheet:
    """The filled form without fields, for looking at it."""
    page = form.fill(result)
    tables, words = [], []
    for block in page.blocks:
        if not isinstance(block, Grid):
            words.append(Words((Piece("text", block.text),), block.style))
            continue
        lines = tuple(
            Line(tuple(_plain(block, cell) for cell in own), at < block.header) for at, own in enumerate(_own(block))
        )
        tables.append(Table(_widths(block), lines))
    return Sheet(page.title, page.subtitle, tuple(tables), tuple(words), page.landscape)


def _plain(grid: Grid, cell: Cell) -> Box:
    heading = "" if cell.label or not cell.text else _heading(grid, cell)
    return Box((Piece("text", cell.text),), cell.rows, cell.columns, cell.label, cell.align, "", heading)


def sent(form: Form, typed: Submission, result: Result) -> list[dict[str, Any]]:
    """The filled form as plain JSON in the shape of `annotate.drawn`, each cell's place called as `sheet` calls it."""
    out = []
    for _, mark, real in _grids(_marked(form, typed), form.fill(result)):
        names = _names(mark)
        cells = [
            [c.row, c.column, c.rows, c.columns, real.at(c.row, c.column).text, _place(c.text) or names.get((c.row, c.column), "")]
            for c in mark.cells
        ]  # fmt: skip
        drawn = {"title": "", "rows": real.rows, "columns": real.columns, "widths": list(real.widths)}
        out.append(drawn | {"cells": cells, "cut": ""})
    return out


def _names(marked: Grid) -> dict[tuple[int, int], str]:
    """Where the name of each row of money and of indicators stands: there is shown what is said of the whole row."""
    out = {}
    for row, own in enumerate(_own(marked)):
        if name := _told(marked, row):
            first = _single(own)[0]
            kind, _, number = name.partition(".")
            out[first.row, first.column] = f"{'资金' if kind == 'funds' else ''}第{int(number) + 1}行"
    return out


_WHOLE = {"total": "总分", "points": "分值合计", "grade": "评价等级"}


def _place(marked: str) -> str:
    """The place a finding names when it means this cell; "" for a label, and for a figure nobody types."""
    key = found[1].removeprefix(_SHOWN) if (found := _MARK.search(marked)) else ""
    return "" if key.rpartition(".")[2] in ("", "rate", *_EXTRAS) else _WHOLE.get(key) or sheet_label(key)
