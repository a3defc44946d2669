"""Filled forms with planted faults in every format, and what stands at the cells of an annotated copy."""

from __future__ import annotations

import warnings
from dataclasses import replace
from pathlib import Path

from scoring import form
from scoring.grid import Grid
from scoring.recheck.one import check_file
from scoring.review import assess
from scoring.writers import write

ROOT = Path(__file__).parents[2]
#: what is printed wrongly: an execution score, the total; a target that looks like a formula
PLANTED = {"9.0": "9.5", "97.0": "98.0", "12次": "=4次"}
FORMATS = ("xlsx", "docx", "pdf", "html", "md")


def planted(folder: Path, suffix: str) -> Path:
    """A self-assessment with faults, in a format of ours."""
    result, _ = assess(ROOT / "evaluations/rsb-2023-jinbao.toml")
    page = form.get(result.submission.form).fill(result)
    blocks = [_faulty(block) if isinstance(block, Grid) else block for block in page.blocks]
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"自评表.{suffix}"
    write(replace(page, blocks=tuple(blocks)), path)
    return path


def _faulty(grid: Grid) -> Grid:
    changed = [replace(c, text=PLANTED[c.text], number=None) if c.text in PLANTED else c for c in grid.cells]
    return grid.like(changed)


def checked(path: Path, name: str = ""):
    """The records of a file, which must have findings of the planted faults."""
    records = check_file(path, name=name or path.name)
    codes = {found["code"] for record in records for found in record["findings"]}
    assert {"F02", "T02", "I07"} <= codes or "R01" in codes, codes
    return records


def sentences(records) -> dict[str, list[str]]:
    """Place → the sentences that must stand there."""
    out: dict[str, list[str]] = {}
    for record in records:
        for found in record["findings"]:
            out.setdefault(found["place"], []).append(found["message"])
    return out


def workbook(path: Path):
    from openpyxl import load_workbook

    with warnings.catch_warnings():
        warnings.simplefilter("error")
        return load_workbook(path, keep_vba=True)


def word_comments(path: Path) -> dict[str, str]:
    """Word: the text of the cell or paragraph a comment hangs on → the text of the comment."""
    import docx
    from docx.oxml.ns import qn

    document = docx.Document(str(path))
    texts = {comment.comment_id: comment.text for comment in document.comments}
    found = {}
    for start in document.element.body.iter(qn("w:commentRangeStart")):
        paragraph = start.getparent()
        shown = "".join(t.text or "" for t in paragraph.iter(qn("w:t")))
        found[shown] = texts.pop(int(start.get(qn("w:id"))))
    assert texts == {}, "comments that hang nowhere"
    return found


def pdf_notes(path: Path) -> dict[str, str]:
    """PDF: the text under an annotation → its note."""
    import pypdf
    import pypdfium2

    found = {}
    document = pypdfium2.PdfDocument(path)
    for number, page in enumerate(pypdf.PdfReader(path).pages):
        for annotation in page.get("/Annots", ()):
            annotation = annotation.get_object()
            left, bottom, right, top = map(float, annotation["/Rect"])
            text = document[number].get_textpage().get_text_bounded(left, bottom, right, top)
            found["".join(text.split())] = str(annotation["/Contents"])
    return found
