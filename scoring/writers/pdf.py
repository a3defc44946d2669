"""PDF through Typst: a fixed program (`data/page.typ`) reads the page as JSON, so no text is ever code."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from functools import cache
from importlib import import_module
from importlib.resources import files
from itertools import count
from typing import TYPE_CHECKING, Any

from scoring.grid import Cell, Grid
from scoring.source import Problem, ScoringError, Source
from scoring.writers.clean import Note
from scoring.writers.measure import MARGIN, PADDING, column_widths, font_size, header_rows, paper, torn_rows
from scoring.writers.page import Page, Paragraph
from scoring.writers.remarks import remarks

if TYPE_CHECKING:
    import typst

# the first one found is used: what offices have, then what a package brings
SERIF = (
    "FangSong", "FangSong_GB2312", "SimSun", "NSimSun", "STFangsong", "STSong", "Songti SC", "Noto Serif SC",
    "Noto Serif CJK SC", "Source Han Serif SC", "Noto Sans SC", "Noto Sans CJK SC",
)  # fmt: skip
SANS = (
    "FZXiaoBiaoSong-B05S", "FZXiaoBiaoSong-B05", "SimHei", "STHeiti", "PingFang SC", "Microsoft YaHei",
    "Noto Sans SC", "Noto Sans CJK SC", "Source Han Sans SC", "WenQuanYi Zen Hei",
)  # fmt: skip
LABEL = 40  # a longer text beside many rows is not a label to repeat
_WORD = re.compile(r"[^\s\u2e80-\uffff]+")


def draw(pages: Sequence[Page], notes: list[Note]) -> bytes:
    """The document as bytes. Raises ScoringError without the extra `pdf` or without a Chinese font."""
    compiler, (serif, sans) = _compiler()
    title = next((page.title for page in pages if page.title), "")
    number = count(1)
    look = {"title": title, "serif": serif, "sans": sans, "margin": MARGIN}
    data = {**look, "pages": [_page(page, number) for page in pages]}
    inputs = {"data": json.dumps(data, ensure_ascii=False)}
    pdf = compiler.compile(_program(), format="pdf", sys_inputs=inputs, timestamp=0)
    assert isinstance(pdf, bytes)
    return pdf


@cache
def _program() -> bytes:
    return (files("scoring") / "data" / "page.typ").read_bytes()


@cache
def _compiler() -> tuple[typst.Compiler, tuple[str, str]]:
    """The compiler, which reads the fonts once, and the names of the serif and sans fonts it will use."""
    try:
        import typst
    except ImportError as error:
        advice = "请安装：pip install 'budget-performance-scoring[pdf]'，或先存为 docx、html"
        raise ScoringError(Problem(Source(), "没有安装 PDF 组件", advice)) from error
    fonts = typst.Fonts(font_paths=_packaged_fonts())
    return typst.Compiler(_program(), font_paths=fonts), choose_fonts(fonts.families())


def _packaged_fonts() -> list[str]:
    try:
        return [str(import_module("pylopdf_fonts_zh_cn").serif_path().parent)]
    except ImportError:
        return []


def choose_fonts(families: Sequence[str]) -> tuple[str, str]:
    """The serif (宋体/仿宋) and the sans (标宋/黑体) to print with. Raises ScoringError without any."""
    here = set(families)
    serif = next((name for name in SERIF if name in here), None)
    sans = next((name for name in SANS if name in here), serif)
    serif = serif or sans
    if serif is None or sans is None:  # Typst itself would print boxes and only warn
        advice = "请安装思源宋体、宋体等中文字体，或 pip install pylopdf-fonts-zh-cn"
        raise ScoringError(Problem(Source(), "没有找到中文字体，PDF 里的字会变成方框", advice))
    return serif, sans


def _page(page: Page, number: Iterator[int]) -> dict[str, Any]:
    blocks: list[dict[str, Any]] = []
    touching = False
    for block in page.flow():
        if isinstance(block, Grid):
            blocks.append(
                {"kind": "table", "number": next(number), "touching": touching, **_table(page, block)}
            )
        else:
            blocks.append(_paragraph(block))
        touching = isinstance(block, Grid)
    return {"landscape": page.landscape, "blocks": [*blocks, *map(_paragraph, remarks(page))]}


def _paragraph(block: Paragraph) -> dict[str, Any]:
    return {"kind": block.style, "text": block.text}


def _table(page: Page, grid: Grid) -> dict[str, Any]:
    widths, size = column_widths(grid, paper(page)[0]), font_size(grid)
    torn, header = torn_rows(page, grid), header_rows(grid)
    marked: set[int] = set()  # one cell in each row tells on which sheet the row stands
    cells = []
    for cell in grid.cells:
        mark = cell.rows == 1 and cell.row not in marked
        if mark:
            marked.add(cell.row)
        cells.append(
            {
                "x": cell.column,
                "y": cell.row,
                "columns": cell.columns,
                "rows": cell.rows,
                "align": cell.align,
                "text": _breakable(cell.text, sum(widths[cell.column : cell.column + cell.columns]), size),
                "breakable": cell.rows > 1 or cell.row in torn,
                "fill": "#fff2cc" if cell.note else "#f2f2f2" if cell.label else None,
                "mark": mark and cell.row >= header,  # the header stands on every sheet
                "cut": _is_label(cell),
            }
        )
    return {
        "widths": widths,
        "size": size,
        "header": header,
        "cut": any(map(_is_label, grid.cells)),
        # a row without a cell of its own would have no height
        "heights": [None if row in marked else size * 2 for row in range(grid.rows)],
        "cells": cells,
    }


def _is_label(cell: Cell) -> bool:
    return cell.rows > 1 and 0 < len(cell.text) <= LABEL


def _breakable(text: str, width: float, size: float) -> str:
    """Typst breaks words only at spaces: in words too long for the cell it may break anywhere."""
    room = max(1, int((width - PADDING) / size * 1.5))  # Latin letters that surely fit on a line
    if len(text) <= room:
        return text
    return _WORD.sub(lambda m: m[0] if len(m[0]) <= room else "\u200b".join(m[0]), text)
