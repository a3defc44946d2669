"""Text as it can be printed: no control character, no lone surrogate, one kind of line end."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from scoring.grid import Cell, Grid
from scoring.source import Source
from scoring.writers.page import Block, Page

_UNWANTED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]")
_LINE_ENDS = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")


@dataclass(frozen=True, slots=True)
class Note:
    """Something the paper could not show as it was given: where, and what was done."""

    source: Source
    message: str

    def __str__(self) -> str:
        return f"{self.source}：{self.message}"


def clean(pages: Sequence[Page], notes: list[Note]) -> list[Page]:
    """The pages in printable characters; each place that lost some is added to `notes`.

    Every kind of line end becomes a newline, silently: nothing is lost by it.
    """
    return [_page(page, notes) for page in pages]


def place(table: int, cell: Cell) -> Source:
    """Where the text of a cell came from, or where it stands on paper (`表1 第9行第4列`)."""
    if str(cell.source):
        return cell.source
    return Source(cell=f"表{table} 第{cell.row + 1}行第{cell.column + 1}列")


def _page(page: Page, notes: list[Note]) -> Page:
    blocks: list[Block] = []
    tables = 0
    for number, block in enumerate(page.blocks, 1):
        if isinstance(block, Grid):
            tables += 1
            blocks.append(_grid(block, tables, notes))
        else:
            blocks.append(replace(block, text=_text(block.text, Source(cell=f"第{number}段"), notes)))
    return replace(
        page,
        title=_text(page.title, Source(cell="标题"), notes),
        subtitle=_text(page.subtitle, Source(cell="副标题"), notes),
        blocks=tuple(blocks),
    )


def _grid(grid: Grid, table: int, notes: list[Note]) -> Grid:
    title = _text(grid.title, Source(cell=f"表{table} 标题"), notes)
    cells = [_cell(cell, table, notes) for cell in grid.cells]
    if title == grid.title and all(new is old for new, old in zip(cells, grid.cells, strict=True)):
        return grid
    return grid.like(cells, title=title)


def _cell(cell: Cell, table: int, notes: list[Note]) -> Cell:
    if not _UNWANTED.search(cell.text) and not (cell.note and _UNWANTED.search(cell.note)):
        return cell
    where = place(table, cell)
    return replace(cell, text=_text(cell.text, where, notes), note=_text(cell.note, where, notes))


def _text(text: str, where: Source, notes: list[Note]) -> str:
    if not _UNWANTED.search(text):
        return text
    text, dropped = _UNWANTED.subn("", _LINE_ENDS.sub("\n", text))
    if dropped:
        notes.append(Note(where, f"去掉了{dropped}个无法打印的字符"))
    return text
