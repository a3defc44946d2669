"""Spreadsheets (.xlsx .xlsm .xls) → one Grid per sheet, through calamine.

calamine gives values and merges; what a person sees for a number (90.0% for 0.9, 12次 for 12) is in the
styles, and `workbook` looks there only when a sheet needs it.
"""

from __future__ import annotations

import datetime
import io
from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from scoring.grid import Cell, Grid
from scoring.readers import bounds
from scoring.readers.document import Document, clean, refused
from scoring.readers.formats import plain, shown, shown_when
from scoring.readers.workbook import SPREAD, Looks, Place, Workbook, letters
from scoring.source import Source

if TYPE_CHECKING:
    from python_calamine import CalamineWorkbook, SheetMetadata

Merges = Sequence[tuple[Place, Place]]  # top left and bottom right, both inside

_MERGES = 20_000


def read_xlsx(data: bytes, file: str) -> Document:
    """A workbook in OOXML. Raises ScoringError when it cannot be used."""
    workbook = Workbook(data, file)
    return _read(data, file, workbook, workbook.notes())


def read_xls(data: bytes, file: str) -> Document:
    """A workbook in the binary format of Excel 97-2003 and WPS; its number formats are not looked up."""
    return _read(data, file, None, [])


def _read(data: bytes, file: str, workbook: Workbook | None, notes: list[str]) -> Document:
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError

    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(data)) as book:
            sheets = [_sheet(book, meta, file, workbook, notes) for meta in book.sheets_metadata]
    except PasswordError as error:
        raise refused(file, "文件有密码保护", "请去掉密码后重新报送") from error
    except CalamineError as error:
        raise refused(file, "电子表格已损坏，打不开", bounds.RESAVE) from error
    return Document(file, tuple(grid for grid in sheets if grid), "", tuple(notes))


def _sheet(
    book: CalamineWorkbook, meta: SheetMetadata, file: str, workbook: Workbook | None, notes: list[str]
) -> Grid | None:
    """The grid of one sheet, or None when there is nothing on it that can be read."""
    from python_calamine import SheetTypeEnum, SheetVisibleEnum

    name = meta.name
    if meta.typ != SheetTypeEnum.WorkSheet:
        notes.append(f"工作表 {name} 是图表或宏表，没有读取")
        return None
    look = workbook.look(name) if workbook else Looks()
    if isinstance(look, str):
        notes.append(f"工作表 {name} {look}，没有读取")
        return None
    sheet = book.get_sheet_by_name(name)
    if sheet.height * sheet.width > SPREAD:
        notes.append(f"工作表 {name} 有 {sheet.height} 行 {sheet.width} 列，过于分散，没有读取")
        return None
    values, merges = sheet.to_python(), sheet.merged_cell_ranges or []
    box = _box(values, sheet.start or (0, 0), look)
    if box is None:
        return None
    (top, left), (bottom, right) = box
    if (bottom - top) * (right - left) > bounds.CELLS or right - left > bounds.COLUMNS:
        notes.append(f"工作表 {name} 有 {bottom - top} 行 {right - left} 列，超出可读取的范围，没有读取")
        return None
    if len(merges) > _MERGES:
        notes.append(f"工作表 {name} 有 {len(merges)} 处合并单元格，过多，没有按合并读取")
        merges = []
    if meta.visible != SheetVisibleEnum.Visible:
        notes.append(f"工作表 {name} 是隐藏的，也读取了")
    if look.unsaved:
        places = "、".join(f"{name}!{letters(c)}{r + 1}" for r, c in look.unsaved[:5])
        many = f" 等 {len(look.unsaved)} 处" if len(look.unsaved) > 5 else ""
        notes.append(f"{places}{many}是公式，文件里没有保存计算结果，请用 Excel 或 WPS 打开并保存后重新报送")
    return _grid(values, sheet.start or (0, 0), box, merges, look, Source(file, None, name))


def _box(values: list[list[Any]], start: Place, look: Looks) -> tuple[Place, Place] | None:
    """Round everything a person sees on the sheet: its first place, and the one beyond its last."""
    places = [*look.errors, *look.unsaved]  # calamine leaves these out
    first, last = 0, len(values)
    while first < last and _blank(values[first]):
        first += 1
    while first < last and _blank(values[last - 1]):
        last -= 1
    if first < last:
        left, right = 0, len(values[0])
        while _blank([row[left] for row in values]):
            left += 1
        while _blank([row[right - 1] for row in values]):
            right -= 1
        places += [(start[0] + first, start[1] + left), (start[0] + last - 1, start[1] + right - 1)]
    if not places:
        return None
    return (
        (min(r for r, _ in places), min(c for _, c in places)),
        (max(r for r, _ in places) + 1, max(c for _, c in places) + 1),
    )


def _blank(values: list[Any]) -> bool:
    return all(type(value) is str and not value.strip() for value in values)


def _grid(
    values: list[list[Any]],
    start: Place,
    box: tuple[Place, Place],
    merges: Merges,
    look: Looks,
    source: Source,
) -> Grid:
    """The box of a sheet as a grid; a merge that begins inside the box may widen it."""
    (top, left), (bottom, right) = box
    spans = [
        (r - top, c - left, last_row - r + 1, last_column - c + 1)
        for (r, c), (last_row, last_column) in merges
        if top <= r < bottom and left <= c < right
    ]
    rows = max([bottom - top, *(r + height for r, _, height, _ in spans)])
    columns = max([right - left, *(c + width for _, c, _, width in spans)])
    if rows * columns > bounds.CELLS or columns > bounds.COLUMNS:
        rows, columns = bottom - top, right - left
    names = [f"{source.cell}!{letters(left + c)}" for c in range(columns)]
    file, first, across = source.file, top + 1, left - start[1]
    blank = [""] * columns  # calamine begins and ends where something stands; the box may reach further
    lines = [
        (blank[: max(-across, 0)] + values[r][max(across, 0) :] + blank)[:columns] if 0 <= r < len(values) else blank
        for r in range(top - start[0], top - start[0] + rows)
    ]

    def cell(row: int, column: int, height: int, width: int) -> Cell:
        value = lines[row][column]
        place = Source(file, None, f"{names[column]}{first + row}")
        if value == "":
            text = look.errors.get((row + top, column + left), "") if look.errors else ""
            return Cell(row, column, text, height, width, place)
        if type(value) is str:
            return Cell(row, column, clean(value), height, width, place)
        text, number, code = _shown(value, look.formats.get((row + top, column + left), ""))
        return Cell(row, column, text, height, width, place, number, code)

    return Grid.mended(rows, columns, spans, cell, title=source.cell, source=source)


@lru_cache(maxsize=4096)
def _number_shown(value: float, code: str) -> tuple[str, str, str]:
    number = plain(value)
    return (code and shown(number, code)) or number, number, code


def _shown(value: Any, code: str) -> tuple[str, str | None, str]:
    """What a person sees for a stored value; its number and number format where it is a number."""
    if type(value) is bool:
        return ("TRUE" if value else "FALSE"), None, ""
    if isinstance(value, int | float):
        return _number_shown(value, code)
    if isinstance(value, datetime.date | datetime.time | datetime.timedelta):
        return shown_when(value, code), None, ""
    return clean(str(value)), None, ""
