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
        sheet = book.add_worksheet(sheet_name(page.title, taken))
        draw_page(sheet, formats, page, notes)
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


def draw_page(sheet: Worksheet, formats: Formats, page: Page, notes: list[Note]) -> int:
    """Draw a page from the first row on and set it up for A4; returns the first free row."""
    room = paper(page)[0]
    blocks = list(page.flow())
    grids = [block for block in blocks if isinstance(block, Grid)]
    widths, edges = shared_columns([column_widths(grid, room) for grid in grids], room)
    tables = iter(zip(edges, table_numbers(page), strict=True))
    for column, width in enumerate(widths):
        sheet.set_column_pixels(column, column, round(width * 96 / 72))
    row, repeat = 0, (0, 0, 0)
    for block in blocks:
        if isinstance(block, Paragraph):
            row = _paragraph(sheet, formats, block, row, len(widths), room)
            continue
        header = header_rows(block)
        if header and block.rows > repeat[0]:  # Excel repeats the rows of one table only: the longest
            repeat = (block.rows, row, row + header - 1)
        columns, number = next(tables)
        _heights(sheet, block, row, number, room, notes)
        for cell in block.cells:
            _cell(sheet, formats, block, cell, row, columns, number, notes)
        row += block.rows
    _print_setup(sheet, page)
    if repeat[0]:
        sheet.repeat_rows(repeat[1], repeat[2])
    return row


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


def _paragraph(
    sheet: Worksheet, formats: Formats, block: Paragraph, row: int, columns: int, room: float
) -> int:
    size = _FONTS[block.style][1]
    look = formats.paragraph(block.style)
    text = "　　" + block.text if block.style == "body" else block.text
    sheet.set_row(row, min(TALLEST, line_count(text, room, size) * size * LEADING + 8))
    if columns > 1:
        sheet.merge_range(row, 0, row, columns - 1, "", look)
    sheet.write_string(row, 0, text[:LONGEST], look)
    return row + 1


def _heights(sheet: Worksheet, grid: Grid, top: int, number: int, room: float, notes: list[Note]) -> None:
    """Excel does not fit rows to merged cells: every row gets its height from the text in it."""
    size = font_size(grid)
    for row, lines in enumerate(row_lines(grid, column_widths(grid, room), size)):
        height = lines * size * LEADING + 6
        if height > TALLEST:
            where = Source(cell=f"表{number} 第{row + 1}行")
            notes.append(Note(where, "内容太长，超过 Excel 的最大行高，打印时会显示不全（单元格内容是全的）"))
        sheet.set_row(top + row, min(height, TALLEST))


def _cell(
    sheet: Worksheet,
    formats: Formats,
    grid: Grid,
    cell: Cell,
    top: int,
    columns: Sequence[int],
    number: int,
    notes: list[Note],
) -> None:
    row, column = top + cell.row, columns[cell.column]
    last = columns[cell.column + cell.columns] - 1
    value = number_of(cell)
    text = cell.text
    if len(text) * 2 > LONGEST and len(text.encode("utf-16-le")) > LONGEST * 2:
        text = text.encode("utf-16-le")[: LONGEST * 2].decode("utf-16-le", "ignore")
        notes.append(Note(place(number, cell), f"超过 Excel 单元格的{LONGEST}个字，后面的内容没有写入"))
    number_format = "" if value is None else number_format_of(cell)
    look = formats.cell(cell, font_size(grid), number_format)
    if cell.rows > 1 or last > column:
        sheet.merge_range(row, column, row + cell.rows - 1, last, "", look)
    if value is not None:
        sheet.write_number(row, column, value, look)
    elif text:
        sheet.write_string(row, column, text, look)
    else:
        sheet.write_blank(row, column, None, look)
    if cell.note:
        sheet.write_comment(row, column, cell.note[:LONGEST], {"author": "复核"})


def number_of(cell: Cell) -> float | None:
    """The number to store, if the cell has one a spreadsheet keeps to the last digit (15 of them)."""
    if cell.number is None or not _NUMBER.fullmatch(cell.number):
        return None
    digits = cell.number.lstrip("-").replace(".", "").lstrip("0")
    return float(cell.number) if len(digits) <= 15 else None


def number_format_of(cell: Cell) -> str:
    return cell.number_format if _NUMBER_FORMAT.fullmatch(cell.number_format) else "General"
