"""Markdown: tables in the GitHub way. It has no merged cells, so the places a merge covers are blank."""

from __future__ import annotations

import re
from collections.abc import Sequence

from scoring.grid import Grid
from scoring.writers.clean import Note
from scoring.writers.page import Page, Paragraph
from scoring.writers.remarks import remarks

_MARKUP = re.compile(r"[\\`*_\[\]<>&|~$]")
_OPENING = re.compile(r"^([ \t]*)([0-9]*)([-#+=.)])", re.MULTILINE)  # what would start a heading, list or rule


def draw(pages: Sequence[Page], notes: list[Note]) -> bytes:
    return "\n---\n\n".join(map(_page, pages)).encode()


def _page(page: Page) -> str:
    blocks = [*page.flow(), *remarks(page)]
    return "\n".join(_paragraph(b) if isinstance(b, Paragraph) else _table(b) for b in blocks)


def _paragraph(block: Paragraph) -> str:
    if block.style == "title":
        return f"# {_inline(block.text, ' ')}\n"
    text = "\n".join(line.lstrip() for line in block.text.split("\n") if line.strip())  # four spaces mean code
    return _OPENING.sub(r"\1\2\\\3", _inline(text, "  \n")) + "\n"


def _table(grid: Grid) -> str:
    rows = [[""] * grid.columns for _ in range(grid.rows)]
    for cell in grid.cells:
        rows[cell.row][cell.column] = _inline(cell.text, "<br>")
    rows.insert(1, ["---"] * grid.columns)
    return "".join(f"| {' | '.join(row)} |\n" for row in rows)


def _inline(text: str, line_end: str) -> str:
    return _MARKUP.sub(r"\\\g<0>", text).replace("\n", line_end)
