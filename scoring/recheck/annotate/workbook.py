"""A workbook with what was found on its cells: a colour, a comment, and a first sheet that lists it all."""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from scoring.readers.sniff import kind_of
from scoring.recheck.annotate import sheet_parts
from scoring.recheck.annotate.listing_sheet import NAME, list_findings
from scoring.recheck.annotate.package import Unfit, packed
from scoring.recheck.annotate.remark import AUTHOR, COLOURS, Remark, remarks
from scoring.recheck.record import Record
from scoring.writers.measure import half_widths

if TYPE_CHECKING:
    from openpyxl.cell import Cell
    from openpyxl.comments import Comment
    from openpyxl.workbook import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

Spot = tuple[str, str]  # a sheet and the name of a cell on it
_PLACE = re.compile(r"(.+)!([A-Z]{1,3}[1-9][0-9]{0,6})", re.DOTALL)
_CLOCK = re.compile(rb"(<dcterms:(created|modified)[^>]*>)[^<]*")
_REDRAWN = "本副本按读到的内容重画，版面与原件不同，过大的表只画前面的行。请以原件为准。"
_WIDE = 46  # half-width characters on a line of a comment
_LIMIT = 32_000  # characters of a cell


def annotated(data: bytes, file: str, records: Sequence[Record], spots: Mapping[str, Spot] | None = None) -> bytes:
    """The copy of a workbook as bytes; `spots` tells where the places of the records stand, if not by their names.

    Raises Unfit for a workbook that cannot be opened for writing.
    """
    if kind_of(data, file) != "xlsx":
        raise Unfit("not a workbook in OOXML")
    cells = sheet_parts.reduced(data, file)
    book = _opened(cells)
    taken = {sheet.title: sheet for sheet in book.worksheets}
    found: dict[str, Spot] = {}
    for remark in remarks(records):
        spot = spots.get(remark.place) if spots is not None else _spot(remark.place)
        if spot is None or spot[0] not in taken:
            continue
        cell = _top_left(taken[spot[0]], spot[1])
        taken[spot[0]].sheet_state = "visible"  # nobody looks for a remark on a hidden sheet
        _mark(cell, remark)
        found[remark.place] = spot[0], cell.coordinate
    notes = [_left_behind(cells.lost) if spots is None else _REDRAWN]
    list_findings(book.create_sheet(_free(NAME, taken), 0), records, found, notes)
    book.active = 0
    for sheet in book.worksheets[1:]:
        sheet.sheet_view.tabSelected = False
    return _saved(book)


def _opened(cells: sheet_parts.Reduced) -> Workbook:
    from openpyxl import load_workbook
    from openpyxl.packaging.core import DocumentProperties

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of what it leaves out, which is what we want
            book = load_workbook(io.BytesIO(cells.data), data_only=True, keep_links=False, keep_vba=False)
    except Exception as error:  # whatever it meets in a strange file: the copy is drawn anew then
        raise Unfit(f"{type(error).__name__}: {error}") from error
    if not book.worksheets or len(book.worksheets) != len(cells.merges):
        raise Unfit("worksheets missing")
    book.properties = DocumentProperties(creator=AUTHOR)
    book.template = False
    book.defined_names.clear()
    for sheet, merges in zip(book.worksheets, cells.merges, strict=True):
        _settle(sheet, merges)
    return book


def _settle(sheet: Worksheet, merges: Sequence[str]) -> None:
    """State the merges of a sheet, and see that all of its cells are values."""
    from openpyxl.worksheet.cell_range import CellRange, MultiCellRange

    try:
        sheet.merged_cells = MultiCellRange([CellRange(merge) for merge in merges])
    except (ValueError, TypeError) as error:
        raise Unfit(f"odd merge: {error}") from error
    for row in sheet.iter_rows():
        for cell in row:
            if cell.data_type == "f":
                raise Unfit("a formula")
            if isinstance(cell.value, str) and len(cell.value) > _LIMIT:
                cell.value = cell.value[:_LIMIT]
            if cell.comment:
                _fit(cell.comment)  # how large it was is lost in reading


def _spot(place: str) -> Spot | None:
    match = _PLACE.fullmatch(place)
    return (match[1], match[2]) if match else None


def _top_left(sheet: Worksheet, name: str) -> Cell:
    """The cell of that name, or the first of the merge that covers it."""
    for merge in sheet.merged_cells.ranges:
        if name in merge:
            return sheet.cell(merge.min_row, merge.min_col)
    return sheet[name]


def _mark(cell: Cell, remark: Remark) -> None:
    """Colour and comment; a comment that was there stays above ours."""
    from openpyxl.comments import Comment
    from openpyxl.styles import PatternFill

    cell.fill = PatternFill("solid", fgColor=COLOURS[remark.severity])
    before = cell.comment.text.rstrip() + "\n――――\n" if cell.comment else ""
    text = (before + remark.text)[:_LIMIT]
    cell.comment = Comment(text, AUTHOR)
    _fit(cell.comment)


def _fit(comment: Comment) -> None:
    """Make a comment large enough for its text; sizes are pixels."""
    lines = sum(max(1, -(-half_widths(line) // _WIDE)) for line in comment.text.split("\n"))
    comment.width, comment.height = 370, min(30 + 19 * lines, 700)


def _free(name: str, taken: Mapping[str, object]) -> str:
    used = {title.casefold() for title in taken}
    number = 1
    free = name
    while free.casefold() in used:
        number += 1
        free = f"{name}{number}"
    return free


def _left_behind(lost: list[str]) -> str:
    gone = f"；原件里的{'、'.join(lost)}没有带入副本" if lost else ""
    return f"本副本只保留数值，公式、宏、链接、下拉选项、条件格式都已去掉{gone}。请以原件为准。"


def _saved(book: Workbook) -> bytes:
    """The bytes of a workbook without the time of writing."""
    out = io.BytesIO()
    book.save(out)
    with zipfile.ZipFile(out) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    core = "docProps/core.xml"
    parts[core] = _CLOCK.sub(rb"\g<1>1980-01-01T00:00:00Z", parts[core])
    return packed(parts)
