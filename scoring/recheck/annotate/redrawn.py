"""A copy of a file that cannot be annotated as it is: its tables drawn in a workbook, annotated there."""

from __future__ import annotations

from collections.abc import Sequence

from scoring.grid import Grid
from scoring.readers import Document
from scoring.readers.workbook import letters
from scoring.recheck.annotate.remark import short
from scoring.recheck.annotate.workbook import Spot, annotated
from scoring.recheck.record import Record
from scoring.writers import Page, Paragraph, render
from scoring.writers.xlsx import sheet_name

_TABLES = 50
_TEXT = 20_000  # characters of the text around the tables


def redrawn(document: Document, records: Sequence[Record]) -> bytes:
    """A workbook with a sheet for each table, as bytes, and what was found at its cells."""
    taken: set[str] = set()
    spots: dict[str, Spot] = {}
    pages = []
    for number, grid in enumerate(document.tables[:_TABLES], 1):
        title = short(grid.title) or f"表{number}"
        sheet = sheet_name(title, taken)
        spots |= _spots(grid, sheet)
        pages.append(Page(title, blocks=(grid.like(grid.cells, title=title),), landscape=grid.columns > 7))
    if document.text:
        pages.append(Page("表外文字", blocks=(Paragraph(document.text[:_TEXT]),)))
    data, _ = render(pages, "xlsx")
    return annotated(data, "", records, spots)


def _spots(grid: Grid, sheet: str) -> dict[str, Spot]:
    """Where the places of a table stand when it is drawn below its title."""
    return {cell.source.cell: (sheet, f"{letters(cell.column)}{cell.row + 2}") for cell in grid.cells}
