"""The sheet 复核意见: every finding of a file with a link to its cell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from scoring.recheck.annotate.remark import COLOURS, counted, headlines, open_findings, short
from scoring.recheck.record import Record
from scoring.source import SEVERITIES
from scoring.writers.measure import half_widths

if TYPE_CHECKING:
    from openpyxl.cell import Cell
    from openpyxl.styles import Border
    from openpyxl.worksheet.worksheet import Worksheet

NAME = "复核意见"
_HEADINGS = ("序号", "等级", "代码", "位置", "指标", "疑点", "填报", "应为或对照", "差额", "依据")
_WIDTHS = (6, 7, 7, 17, 22, 58, 16, 16, 10, 34)
_CENTRED = (1, 2, 3)
_LINE = 15.5  # points


def list_findings(
    sheet: Worksheet, records: Sequence[Record], spots: Mapping[str, tuple[str, str]], notes: Sequence[str]
) -> None:
    """Fill the sheet; `spots` tells on which sheet and cell a place stands."""
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    for column, width in enumerate(_WIDTHS, 1):
        sheet.column_dimensions[get_column_letter(column)].width = width
    lines = [(NAME, 16), (short(records[0]["file"]), 11), *((text, 11) for text in headlines(records))]
    lines += [(counted(records), 11), *((text, 10) for text in notes)]
    for text, size in lines:
        row = sheet.max_row + 1 if sheet["A1"].value else 1
        _text(sheet, row, 1, text).font = Font(name="宋体", size=size, bold=row == 1)
        sheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=len(_WIDTHS))
        sheet.cell(row, 1).alignment = Alignment(vertical="center", wrap_text=True)
        sheet.row_dimensions[row].height = max(size * 1.6, _LINE * -(-half_widths(text) // (sum(_WIDTHS) - 8)) + 3)
    top = sheet.max_row + 1
    if open_findings(records):
        _heading(sheet, top)
        _rows(sheet, records, spots, top + 1)
        sheet.freeze_panes = sheet.cell(top + 1, 1)
    sheet.sheet_view.showGridLines = False
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = f"{top}:{top}"


def _heading(sheet: Worksheet, row: int) -> None:
    from openpyxl.styles import Alignment, Font, PatternFill

    for column, title in enumerate(_HEADINGS, 1):
        cell = _text(sheet, row, column, title)
        cell.font = Font(name="宋体", size=10, bold=True)
        cell.fill = PatternFill("solid", fgColor="F2F2F2")
        cell.alignment = Alignment(horizontal="center", vertical="center")
        cell.border = _box()


def _rows(sheet: Worksheet, records: Sequence[Record], spots: Mapping[str, tuple[str, str]], row: int) -> None:
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.worksheet.hyperlink import Hyperlink

    plain, link = Font(name="宋体", size=10), Font(name="宋体", size=10, color="0563C1", underline="single")
    middle, left = Alignment("center", "center", wrap_text=True), Alignment(vertical="center", wrap_text=True)
    box, many = _box(), len({sheet for sheet, _ in spots.values()}) > 1
    for number, found in enumerate(open_findings(records), 1):
        texts = (
            str(number), SEVERITIES[found["severity"]], found["code"], _shown(found["place"], many), found["row"],
            found["message"], found["claimed"], found["expected"], found["difference"], found["clause"],
        )  # fmt: skip
        fill = PatternFill("solid", fgColor=COLOURS[found["severity"]])
        for column, text in enumerate(texts, 1):
            cell = _text(sheet, row, column, short(text))
            cell.font, cell.border = plain, box
            cell.alignment = middle if column in _CENTRED else left
        sheet.cell(row, 2).fill = fill
        if spot := spots.get(found["place"]):
            cell = sheet.cell(row, 4)
            name = spot[0].replace("'", "''")
            cell.hyperlink = Hyperlink(cell.coordinate, location=f"'{name}'!{spot[1]}")
            cell.font = link
        tall = max(
            -(-half_widths(short(text)) // (width - 1)) for text, width in zip(texts, _WIDTHS, strict=True) if text
        )
        sheet.row_dimensions[row].height = min(_LINE * tall + 3, 409)
        row += 1


def _shown(place: str, many: bool) -> str:
    """A place as a person needs it: the sheet only where there are several."""
    return (place if many else place.rpartition("!")[2]) or "整个文件"


def _text(sheet: Worksheet, row: int, column: int, text: str) -> Cell:
    """A cell that holds a text and stays one, whatever it begins with."""
    cell = sheet.cell(row, column)
    cell.value = text or None
    if text:
        cell.data_type = "s"
        cell.quotePrefix = text[0] in "=+-@"
    return cell


def _box() -> Border:
    from openpyxl.styles import Border, Side

    side = Side("thin", color="BFBFBF")
    return Border(side, side, side, side)
