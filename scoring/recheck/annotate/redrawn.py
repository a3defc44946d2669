"""A copy of a file that cannot be annotated as it is: its tables drawn in a workbook, annotated there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from scoring.grid import Cell, Grid
from scoring.readers import Document
from scoring.readers.workbook import letters
from scoring.recheck.annotate.remark import short
from scoring.recheck.annotate.workbook import Spot, annotated
from scoring.recheck.record import Record
from scoring.writers import Page, render
from scoring.writers.xlsx import sheet_name

_TABLES = 50
_CELLS = 20_000  # of all tables
_LINES = 300  # of the text around the tables


def redrawn(document: Document, records: Sequence[Record]) -> bytes:
    """A workbook with a sheet for each table, as bytes, and what was found at its cells.

    Of tables too large to be drawn it has the first rows; the list of findings is always whole. Raises Unfit for
    what cannot be drawn at all.
    """
    room = _CELLS
    taken: set[str] = set()
    spots: dict[str, Spot] = {}
    pages = []
    for number, grid in enumerate(document.tables[:_TABLES], 1):
        rows = min(grid.rows, room // max(grid.columns, 1))
        if not rows:
            break
        room -= rows * grid.columns
        title = short(grid.title) or f"表{number}"
        kept = _cut(grid, rows)
        spots |= _spots(kept, sheet_name(title, taken))
        pages.append(Page(title, blocks=(kept,), landscape=grid.columns > 7))
    if document.text:
        pages.append(Page("表外文字", blocks=(_written(document.text),)))
    data, _ = render(pages, "xlsx")
    return annotated(data, "", records, spots)


def _cut(grid: Grid, rows: int) -> Grid:
    """The first rows of a table."""
    kept = [replace(cell, rows=min(cell.rows, rows - cell.row)) for cell in grid.cells if cell.row < rows]
    return Grid(kept, rows=rows, columns=grid.columns, widths=grid.widths, source=grid.source)


def _written(text: str) -> Grid:
    """The text around the tables, a row for each line."""
    lines = text.splitlines()[:_LINES]
    return Grid([Cell(row, 0, line, align="left") for row, line in enumerate(lines)])


def _spots(grid: Grid, sheet: str) -> dict[str, Spot]:
    """Where the places of a table stand when it is drawn below its title."""
    return {cell.source.cell: (sheet, f"{letters(cell.column)}{cell.row + 2}") for cell in grid.cells}
