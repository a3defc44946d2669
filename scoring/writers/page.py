"""What goes on paper: a page is a title, then paragraphs and grids in their order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from scoring.grid import Grid

# title 标题, subtitle 副标题（2023年度）, body 正文, note 说明, sign 盖章、签名
Style = Literal["title", "subtitle", "body", "note", "sign"]


@dataclass(frozen=True, slots=True)
class Paragraph:
    text: str
    style: Style = "body"


Block = Paragraph | Grid


@dataclass(frozen=True, slots=True)
class Page:
    """One document on A4: it may fill several sheets of paper, and is one sheet of a workbook.

    Grids that follow each other directly are drawn touching, as one table whose parts repeat their own
    header rows. `blocks` needs no title of its own.
    """

    title: str = ""
    subtitle: str = ""
    blocks: tuple[Block, ...] = ()
    landscape: bool = False

    def flow(self) -> Iterator[Block]:
        """Everything to draw, in order; empty texts and empty grids are left out."""
        if self.title:
            yield Paragraph(self.title, "title")
        if self.subtitle:
            yield Paragraph(self.subtitle, "subtitle")
        for block in self.blocks:
            if isinstance(block, Paragraph):
                if block.text:
                    yield block
                continue
            if block.title and block.title != self.title:
                yield Paragraph(block.title, "subtitle")
            if block.cells:
                yield block
