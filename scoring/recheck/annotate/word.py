"""A Word document with what was found on its cells: Word comments (批注) and a light colour."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from scoring.readers.docx import cells
from scoring.recheck.annotate import word_parts
from scoring.recheck.annotate.package import Unfit, packed
from scoring.recheck.annotate.remark import AUTHOR, COLOURS, INITIALS, counted, headlines, located, remarks
from scoring.recheck.record import Record

if TYPE_CHECKING:
    from docx.document import Document

_AFTER_SHADE = (
    "noWrap", "tcMar", "textDirection", "tcFitText", "vAlign", "hideMark", "headers", "cellIns", "cellDel",
    "cellMerge", "tcPrChange",
)  # fmt: skip  # what follows w:shd in w:tcPr, in the order of the schema


def commented(data: bytes, file: str, records: Sequence[Record]) -> bytes:
    """The copy of a document as bytes.

    Raises Unfit for a document that cannot be opened for writing.
    """
    reduced, lost = word_parts.reduced(data, file)
    document = _opened(reduced)
    at: dict[str, Any] = cells(document.element, file)
    first = next(document.element.body.iter(_tag("p")), None)
    if first is None:
        first = document.add_paragraph()._p
    general = [*headlines(records), counted(records), _left_behind(lost)]
    placed = []
    for remark in remarks(records):
        cell = at.get(remark.place)
        if cell is None:
            general.append(located(remark).text)
        else:
            _shade(cell, COLOURS[remark.severity])
            placed.append((_paragraph(cell), remark.text))
    _comment(document, first, "\n".join(general))
    for paragraph, text in placed:
        _comment(document, paragraph, text)
    return _saved(document)


def _opened(data: bytes) -> Document:
    import docx

    try:
        return docx.Document(io.BytesIO(data))
    except Exception as error:  # whatever it meets in a strange file: the copy is drawn anew then
        raise Unfit(f"{type(error).__name__}: {error}") from error


def _tag(name: str) -> str:
    from docx.oxml.ns import qn

    return qn(f"w:{name}")


def _paragraph(cell: Any) -> Any:
    """The first paragraph of a cell, its own before one of a table in it."""
    own = cell.find(_tag("p"))
    found = next(cell.iter(_tag("p")), None) if own is None else own
    return cell.add_p() if found is None else found


def _comment(document: Document, paragraph: Any, text: str) -> None:
    """A comment on the runs of a paragraph; an empty one gets a run to hold it."""
    from docx.text.run import Run

    runs = paragraph.findall(_tag("r")) or [paragraph.add_r()]
    ends = [Run(runs[0], document), Run(runs[-1], document)]
    comment = document.add_comment(ends, text, AUTHOR, INITIALS)
    comment._comment_elm.attrib.pop(_tag("date"), None)  # the same input gives the same bytes


def _shade(cell: Any, colour: str) -> None:
    from docx.oxml import OxmlElement

    look = cell.get_or_add_tcPr()
    for old in look.findall(_tag("shd")):
        look.remove(old)
    shade = OxmlElement("w:shd")
    for name, value in (("val", "clear"), ("color", "auto"), ("fill", colour)):
        shade.set(_tag(name), value)
    later = {_tag(name) for name in _AFTER_SHADE}
    following = next((child for child in look if child.tag in later), None)
    if following is None:
        look.append(shade)
    else:
        following.addprevious(shade)


def _left_behind(lost: list[str]) -> str:
    gone = f"，原件里的{'、'.join(lost)}没有带入副本" if lost else ""
    return f"本副本只保留看得见的内容，域只保留结果{gone}。请以原件为准。"


def _saved(document: Document) -> bytes:
    """The bytes of a document without the time of writing."""
    out = io.BytesIO()
    document.save(out)
    with zipfile.ZipFile(out) as package:
        return packed({name: package.read(name) for name in sorted(package.namelist())})
