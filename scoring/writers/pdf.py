"""PDF through Typst: `data/page.typ` says how a page looks, and all text reaches it as string literals."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from importlib import import_module
from importlib.resources import files
from itertools import count
from threading import local
from typing import TYPE_CHECKING

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
_OF_THREAD = local()
LABEL = 40  # a longer text beside many rows is not a label to repeat
_WORD = re.compile(r"[^\s\u2e80-\uffff]+")
_UNBROKEN = re.compile(r"[\d.,%]+|.")  # a number is never torn


def draw(pages: Sequence[Page], notes: list[Note]) -> bytes:
    """The document as bytes. Raises ScoringError without the extra `pdf` or without a Chinese font."""
    compiler, (serif, sans) = _compiler()
    title = next((page.title for page in pages if page.title), "")
    marks = (f"table{number}" for number in count(1))
    source = (
        f"#let (serif, sans, margin) = ({string(serif)}, {string(sans)}, {MARGIN}pt)\n{_look()}"
        + "".join(_page(page, marks) for page in pages)
        # at the end: a style before the cells would make each of them new to the compiler's memory
        + f"#set document(title: {string(title)}, date: none)\n"
    )
    pdf = compiler.compile(source.encode(), format="pdf")
    assert isinstance(pdf, bytes)
    return pdf


def string(text: str) -> str:
    """A Typst string literal; inside it only the backslash and the quotation mark mean anything."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


@cache
def _look() -> str:
    return (files("scoring") / "data" / "page.typ").read_text("utf-8")


def _compiler() -> tuple[typst.Compiler, tuple[str, str]]:
    """The compiler of this thread (Typst lends it to one caller at a time), and its serif and sans fonts."""
    fonts, names = _fonts()
    if not hasattr(_OF_THREAD, "compiler"):
        import typst

        _OF_THREAD.compiler = typst.Compiler(b"", font_paths=fonts)
    return _OF_THREAD.compiler, names


@cache
def _fonts() -> tuple[typst.Fonts, tuple[str, str]]:
    """The fonts, read once, and the names of the two to use."""
    try:
        import typst
    except ImportError as error:
        advice = "请安装：pip install 'budget-performance-scoring[pdf]'，或先存为 docx、html"
        raise ScoringError(Problem(Source(), "没有安装 PDF 组件", advice)) from error
    fonts = typst.Fonts(font_paths=_packaged_fonts())
    return fonts, choose_fonts(fonts.families())


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


def _page(page: Page, marks: Iterator[str]) -> str:
    parts: list[str] = []
    touching = False
    for block in page.flow():
        if isinstance(block, Grid):
            parts.append(_table(page, block, next(marks), touching))
        else:
            parts.append(_paragraph(block))
        touching = isinstance(block, Grid)
    body = "".join([*parts, *map(_paragraph, remarks(page))])
    return f"#page(flipped: {str(page.landscape).lower()})[\n{body}]\n"


def _paragraph(block: Paragraph) -> str:
    return f"#(words.{block.style})({_content(block.text)})\n"


def _content(text: str) -> str:
    return "[#" + "#linebreak()#".join(map(string, text.split("\n"))) + "]"


def _table(page: Page, grid: Grid, mark: str, touching: bool) -> str:
    widths, size = column_widths(grid, paper(page)[0]), font_size(grid)
    torn, header = torn_rows(page, grid), header_rows(grid)
    head: list[str] = []
    cells: list[str] = []
    labels: list[str] = []
    marked: set[int] = set()  # one cell in each row tells on which sheet of paper the row stands
    for cell in grid.cells:
        body = _content(_breakable(cell.text, sum(widths[cell.column : cell.column + cell.columns]), size))
        place = f"x: {cell.column}, y: {cell.row}, colspan: {cell.columns}, rowspan: {cell.rows}" + _look_of(cell)
        if cell.rows == 1:
            if cell.row not in marked and cell.row >= header:  # the header stands on every sheet
                body = f"[#metadata({cell.row})#label({string(mark)})#{body}]"
            marked.add(cell.row)
            if cell.row not in torn:
                place += ", breakable: false"
        if cell.row < header:
            head.append(f"table.cell({place}, {body}),")
        elif _is_label(cell):
            labels.append(f"({place}, body: {body}),")
        else:
            cells.append(f"table.cell({place}, {body}),")
    # a row without a cell of its own would have no height
    heights = "".join("auto, " if row in marked else f"{size * 2}pt, " for row in range(grid.rows))
    columns = "".join(f"{width:.2f}pt, " for width in widths)
    header_cells = f"(table.header({''.join(head)}),)" if head else "()"
    return (
        f"#grid(({columns}), ({heights}), {size}pt, {header_cells}, ({''.join(cells)}), ({''.join(labels)}), "
        f"label({string(mark)}), {str(touching).lower()})\n"
    )


def _look_of(cell: Cell) -> str:
    fill = "#fff2cc" if cell.note else "#f2f2f2" if cell.label else ""
    return (f', fill: rgb("{fill}")' if fill else "") + (
        f", align: {cell.align} + horizon" if cell.align != "center" else ""
    )


def _is_label(cell: Cell) -> bool:
    return cell.rows > 1 and 0 < len(cell.text) <= LABEL


def _breakable(text: str, width: float, size: float) -> str:
    """Typst breaks words only at spaces: in words too long for the cell it may break anywhere."""
    room = max(1, int((width - PADDING) / size * 1.5))  # Latin letters that surely fit on a line
    if len(text) <= room:
        return text
    return _WORD.sub(lambda m: m[0] if len(m[0]) <= room else "\u200b".join(_UNBROKEN.findall(m[0])), text)
