"""A PDF with what was found on its cells: highlights with notes.

The copy is a new document into which the pages are drawn as pictures are, letters and all: what is not on the
page (scripts, actions, links, embedded files, forms) is not taken along. What annotations and filled form fields
look like is first made part of the page.
"""

from __future__ import annotations

import ctypes
import io
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from scoring.readers import bounds
from scoring.readers.pdf import Box, boxes, opened
from scoring.recheck.annotate.package import Unfit
from scoring.recheck.annotate.remark import AUTHOR, COLOURS, Remark, counted, headlines, located, remarks
from scoring.recheck.record import Record
from scoring.source import Severity

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument, PdfPage

_CREATED = re.compile(rb"/CreationDate\(D:\d{14}")
_PRINTED = 4  # FPDF_ANNOT_FLAG_PRINT
_ICON, _EDGE = 20.0, 12.0  # points
_LEFT_BEHIND = "本副本只保留页面上看得见的内容，链接、表单、附件、脚本没有带入。请以原件为准。"


def highlighted(data: bytes, file: str, records: Sequence[Record]) -> bytes:
    """The copy of a PDF as bytes. Raises Unfit or ScoringError for one whose pages cannot be taken over."""
    import pypdfium2

    source = opened(data, file)
    try:
        at = boxes(source)
        if len(source) > bounds.PAGES:
            raise Unfit("too many pages")
        copy = pypdfium2.PdfDocument.new()
        try:
            pages = [_page(source, number, copy) for number in range(len(source))]
            _write(pages, at, records)
            return _saved(copy)
        finally:
            copy.close()
    except pypdfium2.PdfiumError as error:
        raise Unfit(str(error)) from error
    finally:
        source.close()


def _page(source: PdfDocument, number: int, copy: PdfDocument) -> PdfPage:
    """A page of the copy, as the original is shown, with its picture on it."""
    from pypdfium2 import PdfiumError, raw

    page = source[number]
    if raw.FPDFPage_Flatten(page, raw.FLAT_NORMALDISPLAY) == raw.FLATTEN_FAIL:
        raise PdfiumError("cannot flatten")
    new = copy.new_page(*page.get_size())  # upright, whatever turn and crop the original has
    page.close()
    new.insert_obj(source.page_as_xobject(number, copy).as_pageobject())
    new.gen_content()
    return new


def _write(pages: Sequence[PdfPage], at: dict[str, Box], records: Sequence[Record]) -> None:
    general = [*headlines(records), counted(records), _LEFT_BEHIND]
    worst: Severity = "info"
    for remark in remarks(records):
        box = at.get(remark.place)
        if box is None:
            general.append(located(remark).text)
            worst = min(worst, remark.severity, key=list(COLOURS).index)
        else:
            _highlight(pages[box.page - 1], box, remark)
    _note(pages[0], Remark("", worst, "\n".join(general)))


def _highlight(page: PdfPage, box: Box, remark: Remark) -> None:
    from pypdfium2 import raw

    left, bottom, right, top = box.left, page.get_height() - box.bottom, box.right, page.get_height() - box.top
    annotation = raw.FPDFPage_CreateAnnot(page, raw.FPDF_ANNOT_HIGHLIGHT)
    corners = raw.FS_QUADPOINTSF(left, top, right, top, left, bottom, right, bottom)
    raw.FPDFAnnot_AppendAttachmentPoints(annotation, corners)
    _finish(annotation, (left, bottom, right, top), remark)


def _note(page: PdfPage, remark: Remark) -> None:
    """An icon in the top left corner of a page."""
    from pypdfium2 import raw

    top = page.get_height() - _EDGE
    annotation = raw.FPDFPage_CreateAnnot(page, raw.FPDF_ANNOT_TEXT)
    _finish(annotation, (_EDGE, top - _ICON, _EDGE + _ICON, top), remark)


def _finish(annotation: ctypes.c_void_p, box: tuple[float, float, float, float], remark: Remark) -> None:
    """The rectangle, colour, author and text of an annotation."""
    from pypdfium2 import raw

    left, bottom, right, top = box
    raw.FPDFAnnot_SetRect(annotation, raw.FS_RECTF(left, top, right, bottom))
    red, green, blue = bytes.fromhex(COLOURS[remark.severity])
    raw.FPDFAnnot_SetColor(annotation, raw.FPDFANNOT_COLORTYPE_Color, red, green, blue, 255)
    raw.FPDFAnnot_SetFlags(annotation, _PRINTED)
    for key, text in ((b"T", AUTHOR), (b"Contents", remark.text)):
        raw.FPDFAnnot_SetStringValue(annotation, key, _wide(text))
    raw.FPDFPage_CloseAnnot(annotation)


def _wide(text: str) -> ctypes.Array[ctypes.c_ushort]:
    """Text as pdfium wants it: UTF-16 with a zero at the end."""
    data = text.encode("utf-16-le", "ignore") + b"\0\0"
    return (ctypes.c_ushort * (len(data) // 2)).from_buffer_copy(data)


def _saved(copy: PdfDocument) -> bytes:
    """The bytes of a document without the time of writing and without the number made of it."""
    out = io.BytesIO()
    copy.save(out)
    data = _CREATED.sub(b"/CreationDate(D:19800101000000", out.getvalue(), count=1)  # of the first objects
    at = data.rfind(b"/ID[<") + len(b"/ID[<")
    zeros = re.sub(rb"[0-9A-F]", b"0", data[at : at + 66])
    return data[:at] + zeros + data[at + 66 :]
