"""Excel: numbers as numbers, everything else as text that can never become a formula."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from io import BytesIO
from typing import TYPE_CHECKING

from scoring.grid import Cell, Grid
from scoring.source import Source
from scoring.writers.clean import Note, place
from scoring.writers.columns import shared_columns
from scoring.writers.measure import (
    LEADING,
    MARGIN,
    column_widths,
    font_size,
    header_rows,
    line_count,
    paper,
    row_lines,
    table_numbers,
)
from scoring.writers.page import Page, Paragraph, Style

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

TALLEST = 409.0  # points; Excel has no taller row
LONGEST = 32767  # characters; Excel has no longer cell
_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
_NUMBER = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,15})?")
_NUMBER_FORMAT = re.compile(r'([#0,.% ]|"[^"\\\n]{1,20}")+')
_FORMULA_LIKE = ("=", "+", "-", "@", "\t")
_FONTS: dict[Style, tuple[str, float, str]] = {
    "title": ("方正小标宋简体", 18, "center"),
    "subtitle": ("仿宋_GB2312", 12, "center"),
    "body": ("仿宋_GB2312", 12, "left"),
    "note": ("宋体", 9, "left"),
    "sign": ("仿宋_GB2312", 12, "right"),
}


def draw(pages: Sequence[Page], notes: list[Note]) -> bytes:
    """A workbook with one sheet per page, as bytes; what Excel cannot hold is noted."""
    from xlsxwriter import Workbook

    out = BytesIO()
    book = Workbook(out, _OPTIONS)
    book.set_properties({"title": pages[0].title[:255] if pages else "", "created": datetime(1980, 1, 1)})
    formats = Formats(book)
    taken: set[str] = set()
    for page in pages:
        Drawing(book.add_worksheet(sheet_name(page.title, taken)), formats, page, notes)
    book.close()
    return out.getvalue()


class Formats:
    """The cell formats of one workbook, each made once."""

    def __init__(self, book: Workbook) -> None:
        self._book = book
        self._made: dict[tuple[object, ...], Format] = {}

    def cell(self, cell: Cell, size: float, number_format: str) -> Format:
        quoted = not number_format and cell.text.startswith(_FORMULA_LIKE)
        key = (size, cell.align, number_format, quoted, cell.label, bool(cell.note))
        if key not in self._made:
            look: dict[str, object] = {
                "font_name": "宋体", "font_size": size, "align": cell.align, "valign": "vcenter",
                "text_wrap": True, "border": 1, "num_format": number_format or "@",
            }  # fmt: skip
            if quoted:  # stays text even after the clerk edits it
                look["quote_prefix"] = True
            if cell.note or cell.label:
                look["bg_color"] = "#FFF2CC" if cell.note else "#F2F2F2"
            self._made[key] = self._book.add_format(look)
        return self._made[key]

    def paragraph(self, style: Style) -> Format:
        if (style,) not in self._made:
            font, size, align = _FONTS[style]
            look = {
                "font_name": font,
                "font_size": size,
                "align": align,
                "valign": "vcenter",
                "text_wrap": True,
            }
            self._made[style,] = self._book.add_format(look)
        return self._made[style,]


def sheet_name(title: str, taken: set[str]) -> str:
    """A name Excel accepts and no other sheet has; `taken` remembers it."""
    base = re.sub(r"[\[\]:*?/\\\n\t]", "", title).strip("' ")[:31].strip("' ") or "自评表"
    name, number = base, 1
    while name.casefold() in taken or name.casefold() == "history":
        number += 1
        name = f"{base[: 28 - len(str(number))]}（{number}）"
    taken.add(name.casefold())
    return name


class Drawing:
    """A page drawn on a sheet from its first row on, set up for A4.

    `tops` holds the sheet row where each drawn table begins, for whoever adds drop-downs or locks to it.
    """

    def __init__(self, sheet: Worksheet, formats: Formats, page: Page, notes: list[Note]) -> None:
        self._sheet, self._formats, self._notes = sheet, formats, notes
        self._room = paper(page)[0]
        self._row = 0
        self.tops: list[int] = []
        blocks = list(page.flow())
        grids = [block for block in blocks if isinstance(block, Grid)]
        widths, edges = shared_columns([column_widths(grid, self._room) for grid in grids], self._room)
        self._columns = len(widths)
        for column, width in enumerate(widths):
            sheet.set_column_pixels(column, column, round(width * 96 / 72))
        tables = iter(zip(edges, table_numbers(page), strict=True))
        for block in blocks:
            if isinstance(block, Paragraph):
                self._paragraph(block)
            else:
                self._table(block, *next(tables))
        _print_setup(sheet, page)
        headed = [(grid.rows, top, header_rows(grid)) for grid, top in zip(grids, self.tops, strict=True)]
        _, top, header = max((table for table in headed if table[2]), default=(0, 0, 0))
        if header:  # Excel repeats the rows of one table only: the longest
            sheet.repeat_rows(top, top + header - 1)

    def _paragraph(self, block: Paragraph) -> None:
        size = _FONTS[block.style][1]
        look = self._formats.paragraph(block.style)
        for line in block.text.split("\n"):
            text = "　　" + line if block.style == "body" else line
            self._height(self._row, line_count(text, self._room, size), size, Source(cell=line[:10]))
            if self._columns > 1:
                self._sheet.merge_range(self._row, 0, self._row, self._columns - 1, "", look)
            self._sheet.write_string(self._row, 0, self._held(text, Source(cell=line[:10])), look)
            self._row += 1

    def _table(self, grid: Grid, edges: Sequence[int], number: int) -> None:
        size = font_size(grid)
        for row, lines in enumerate(row_lines(grid, column_widths(grid, self._room), size)):
            self._height(self._row + row, lines, size, Source(cell=f"表{number} 第{row + 1}行"))
        for cell in grid.cells:
            self._cell(cell, size, edges, number)
        self.tops.append(self._row)
        self._row += grid.rows

    def _cell(self, cell: Cell, size: float, edges: Sequence[int], number: int) -> None:
        row, column = self._row + cell.row, edges[cell.column]
        last = edges[cell.column + cell.columns] - 1
        value = number_of(cell)
        look = self._formats.cell(cell, size, "" if value is None else number_format_of(cell))
        if cell.rows > 1 or last > column:
            self._sheet.merge_range(row, column, row + cell.rows - 1, last, "", look)
        if value is not None:
            self._sheet.write_number(row, column, value, look)
        elif not cell.text:
            self._sheet.write_blank(row, column, None, look)
        elif len(cell.text) * 2 <= LONGEST:
            self._sheet.write_string(row, column, cell.text, look)
        else:
            self._sheet.write_string(row, column, self._held(cell.text, place(number, cell)), look)
        if cell.note:
            self._sheet.write_comment(row, column, cell.note[:LONGEST], {"author": "复核"})

    def _height(self, row: int, lines: int, size: float, where: Source) -> None:
        """Excel does not fit rows to merged cells: every row gets its height from the text in it."""
        height = lines * size * LEADING + 6
        if height > TALLEST:
            message = "内容太长，超过 Excel 的最大行高，打印时会显示不全（单元格内容是全的）"
            self._notes.append(Note(where, message))
        self._sheet.set_row(row, min(height, TALLEST))

    def _held(self, text: str, where: Source) -> str:
        """As much of a text as a cell holds; Excel counts UTF-16 units."""
        units = text.encode("utf-16-le")
        if len(units) > LONGEST * 2:
            self._notes.append(Note(where, f"超过 Excel 单元格的{LONGEST}个字，后面的内容没有写入"))
        return units[: LONGEST * 2].decode("utf-16-le", "ignore")


def _print_setup(sheet: Worksheet, page: Page) -> None:
    sheet.set_paper(9)  # A4
    if page.landscape:
        sheet.set_landscape()
    inches = MARGIN / 72
    sheet.set_margins(inches, inches, inches, inches)
    sheet.center_horizontally()
    sheet.fit_to_pages(1, 0)
    sheet.set_footer("&C&9第 &P 页 共 &N 页")
    sheet.hide_gridlines(2)


def number_of(cell: Cell) -> float | None:
    """The number to store, if the cell has one a spreadsheet keeps to the last digit (15 of them)."""
    if cell.number is None or not _NUMBER.fullmatch(cell.number):
        return None
    digits = cell.number.lstrip("-").replace(".", "").lstrip("0")
    return float(cell.number) if len(digits) <= 15 else None


def number_format_of(cell: Cell) -> str:
    return cell.number_format if _NUMBER_FORMAT.fullmatch(cell.number_format) else "General"
