"""Grid → Word, Excel, PDF, web page, Markdown, plain text.

    write(Page("项目支出绩效自评表", "（2023年度）", (grid,)), "out/自评表.docx")

The extension chooses the format; the same input gives the same bytes in each of them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from os import PathLike
from pathlib import Path

from scoring.atomic import check_target, write_bytes
from scoring.source import Problem, ScoringError, Source
from scoring.writers import docx, html, markdown, pdf, text, xlsx
from scoring.writers.clean import Note, clean
from scoring.writers.page import Block, Page, Paragraph, Style

__all__ = ["FORMATS", "Block", "Note", "Page", "Paragraph", "Style", "render", "write"]

FORMATS: dict[str, Callable[[Sequence[Page], list[Note]], bytes]] = {
    "docx": docx.draw,
    "xlsx": xlsx.draw,
    "pdf": pdf.draw,
    "html": html.draw,
    "htm": html.draw,
    "md": markdown.draw,
    "txt": text.draw,
}


def render(pages: Page | Sequence[Page], format: str) -> tuple[bytes, list[Note]]:  # noqa: A002
    """The file as bytes, and what it could not show as given. Raises ScoringError for an unknown format."""
    draw = FORMATS.get(format)
    if draw is None:
        raise ScoringError(Problem(Source(), f"不支持的格式“{format}”", f"可用：{'、'.join(FORMATS)}"))
    notes: list[Note] = []
    printable = clean([pages] if isinstance(pages, Page) else pages, notes)
    return draw(printable or [Page()], notes), notes


def write(pages: Page | Sequence[Page], path: str | PathLike[str], *, force: bool = False) -> list[Note]:
    """Write a file whole or not at all; its extension is the format. Returns what `render` notes.

    Raises ScoringError when the format is unknown, the file exists (unless `force`), the folder or the disk
    refuses, or the format needs an extra that is not installed.
    """
    target = Path(path)
    check_target(target, force=force)  # before the work, so that nobody waits for a refusal
    data, notes = render(pages, target.suffix.lower().removeprefix("."))
    write_bytes(target, data, force=force)
    return notes
