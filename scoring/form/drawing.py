"""A form as it is drawn in a text file: its head, its blocks of rows, and what is wrong with it.

`<` continues the cell at left, `^` the cell above, `*` starts a repeated row, `{slot}` a value;
`{slot^}` merges equal neighbours downwards, `{slot=--}` prints -- where there is no value, `\\n` breaks a line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from pathlib import Path

from scoring.form import slots
from scoring.grid import Cell, Grid
from scoring.number import parse_decimal
from scoring.source import Problem, ScoringError, Source
from scoring.toml_file import read_text

SLOT = re.compile(r"\{([^{}=^]+)(\^?)(?:=([^{}]*))?\}")
_HEAD = re.compile(r"^([a-z]+)\s*[:：]\s*(.*)$")
_KEYS = ("id", "title", "subtitle", "name", "cite", "paper", "unit", "standard", "rate", "lights", "note", "sign")
_NEEDED = ("id", "title", "cite")


@dataclass(frozen=True, slots=True)
class Slot:
    """One `{name^=otherwise}` in a drawn cell."""

    name: str
    merges: bool
    otherwise: str


@lru_cache(maxsize=4096)
def slots_in(cell: str) -> tuple[Slot, ...]:
    """The slots of a drawn cell, in their order."""
    return tuple(Slot(found[1], bool(found[2]), found[3] or "") for found in SLOT.finditer(cell))


@dataclass(frozen=True, slots=True)
class Template:
    """One drawn row."""

    line: int
    cells: tuple[str, ...]
    repeats: str = ""  # "row", "funds", "execution" or nothing

    def slots(self) -> Iterator[str]:
        for cell in self.cells:
            for slot in slots_in(cell):
                yield slot.name


@dataclass(slots=True)
class Block:
    """Rows that make one table, with the relative widths of its columns."""

    line: int
    widths: tuple[float, ...]
    rows: list[Template] = field(default_factory=list)


@dataclass(slots=True)
class Drawing:
    """The file of a form, read but not yet proven."""

    path: Path
    head: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    signs: list[str] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def wrong(self, line: int, message: str, advice: str = "") -> None:
        problem = Problem(Source(str(self.path), line), message, advice)
        if problem not in self.problems:
            self.problems.append(problem)

    def lights(self) -> list[tuple[str, Fraction | None]]:
        """`红 <60%，黄 <80%，绿 <120%，蓝` as names with the bound each stays below."""
        out: list[tuple[str, Fraction | None]] = []
        for part in filter(None, re.split(r"[，,\s]*(?=[红黄绿蓝])", self.head.get("lights", ""))):
            bound = parse_decimal(part[1:].strip(" <，,%"))
            out.append((part[0], bound / 100 if bound is not None else None))
        return out

    def rate_step(self) -> Decimal:
        """The precision 执行率 is printed with, in percent: 0.01 unless the head says otherwise."""
        return Decimal(self.head.get("rate", "0.01"))


def read(path: Path, text: str | None = None) -> Drawing:
    """The drawing in a file. Raises ScoringError with everything that is wrong in it, each with its line."""
    drawing = Drawing(path)
    block: Block | None = None
    for number, raw in enumerate((read_text(path) if text is None else text).split("\n"), 1):
        line = raw.rstrip()
        if line.startswith("#") or not line.strip():
            continue
        if line.startswith("---"):
            block = Block(number, _widths(line[3:], number, drawing))
            drawing.blocks.append(block)
        elif block is None:
            _head(line, number, drawing)
        else:
            block.rows.append(_template(line, number))
    _check(drawing)
    if drawing.problems:
        raise ScoringError(drawing.problems)
    return drawing


def _head(line: str, number: int, drawing: Drawing) -> None:
    found = _HEAD.match(line)
    if not found or found[1] not in _KEYS:
        drawing.wrong(number, f"表样的开头读不懂：{line[:30]}", f"每行写 名称: 内容，名称只能是 {'、'.join(_KEYS)}")
    elif found[1] in ("note", "sign"):
        (drawing.notes if found[1] == "note" else drawing.signs).append(found[2])
    elif found[1] in drawing.head:
        drawing.wrong(number, f"{found[1]} 写了两次", "请删去一行")
    else:
        drawing.head[found[1]] = found[2]


def _widths(text: str, number: int, drawing: Drawing) -> tuple[float, ...]:
    try:
        return tuple(float(width) for width in text.split())
    except ValueError:
        drawing.wrong(number, "--- 后面应当是各列的宽度", "例如 --- 4 6 10 8，以汉字为单位")
        return ()


def _template(line: str, number: int) -> Template:
    star = line.startswith("*")
    cells = tuple(cell.strip().replace("\\n", "\n") for cell in line.removeprefix("*").split("|"))
    if not star:
        return Template(number, cells)
    kinds = {"execution" if s == "execution" else slots.kind(s) for s in Template(number, cells).slots()}
    repeats = next((kind for kind in ("execution", "row", "funds") if kind in kinds), "row")
    return Template(number, cells, repeats)


def _check(drawing: Drawing) -> None:
    for key in _NEEDED:
        if not drawing.head.get(key):
            drawing.wrong(1, f"表样没有写 {key}", f"请在开头加一行 {key}: …")
    if drawing.head.get("paper", "portrait") not in ("portrait", "landscape"):
        drawing.wrong(1, "paper 只能是 portrait（纵向）或 landscape（横向）", "")
    if drawing.head.get("unit", "元") not in ("元", "万元", "亿元"):
        drawing.wrong(1, "unit 只能是 元、万元、亿元", "不写则用报送件自己的单位")
    if parse_decimal(drawing.head.get("rate", "0")) is None:
        drawing.wrong(1, "rate 应当是执行率的精度", "例如 0.1 表示百分数一位小数")
    if not drawing.blocks:
        drawing.wrong(1, "表样里没有表格", "请用 --- 一行开始画表")
    for block in drawing.blocks:
        _check_block(block, drawing)
    for text in (drawing.head.get("title", ""), drawing.head.get("subtitle", "")):
        _check_slots(text, 1, ("whole",), drawing)


def _check_block(block: Block, drawing: Drawing) -> None:
    if not block.rows:
        drawing.wrong(block.line, "这一块没有行", "请删去这条 ---，或在下面画表")
        return
    width = len(block.rows[0].cells)
    if block.widths and len(block.widths) != width:
        drawing.wrong(block.line, f"写了 {len(block.widths)} 个列宽，表有 {width} 列", "请逐列写宽度")
    for row in block.rows:
        if len(row.cells) != width:
            drawing.wrong(
                row.line, f"这一行有 {len(row.cells)} 格，第一行有 {width} 格", "请用 < 和 ^ 补齐，使每行一样多"
            )
        allowed = ("whole", row.repeats.replace("execution", "row")) if row.repeats else ("whole",)
        for cell in row.cells:
            _check_slots(cell, row.line, allowed, drawing)
    if not drawing.problems:
        try:
            spans([row.cells for row in block.rows])
        except ValueError as error:
            at = int(str(error).split()[-1])
            drawing.wrong(block.rows[at].line, "合并单元格拼不成矩形", "请检查这一行的 < 和 ^")


def _check_slots(cell: str, line: int, allowed: tuple[str, ...], drawing: Drawing) -> None:
    for found in SLOT.finditer(cell):
        kind = slots.kind(found[1])
        if not kind:
            drawing.wrong(line, f"没有名叫 {{{found[1]}}} 的栏", f"可用：{'、'.join(slots.names())}")
        elif kind not in allowed:
            drawing.wrong(line, f"{{{found[1]}}} 每行一个，要画在以 * 开头的行里", "请在这一行前面加 *")
    if "{" in SLOT.sub("", cell) or "}" in SLOT.sub("", cell):
        drawing.wrong(line, f"花括号没有配对：{cell[:30]}", "栏写作 {名称}")


Spans = dict[tuple[int, int], tuple[int, int]]  # top left corner → rows and columns covered


def spans(marks: Sequence[Sequence[str]]) -> Spans:
    """The cells that `<` and `^` draw. Raises ValueError ending in the number of the row where they make no
    rectangle."""
    origin: list[list[list[int]]] = []  # at every place the box it belongs to: top, left, rows, columns, places
    boxes: list[list[int]] = []
    for r, row in enumerate(marks):
        line: list[list[int]] = []
        for c, mark in enumerate(row):
            if (mark == "<" and c == 0) or (mark == "^" and r == 0):
                raise ValueError(f"nothing to continue in row {r}")
            if mark == "<" or mark == "^":
                box = line[c - 1] if mark == "<" else origin[r - 1][c]
                box[2], box[3], box[4] = r - box[0] + 1, max(box[3], c - box[1] + 1), box[4] + 1
            else:
                boxes.append(box := [r, c, 1, 1, 1])
            line.append(box)
        origin.append(line)
    for top, _, rows, columns, places in boxes:
        if places != rows * columns:
            raise ValueError(f"no rectangle in row {top + rows - 1}")
    return {(top, left): (rows, columns) for top, left, rows, columns, _ in boxes}


def outline(block: Block) -> Grid:
    """The block as drawn, slots and all, for showing the form."""
    sizes = spans([row.cells for row in block.rows])
    return Grid(Cell(r, c, block.rows[r].cells[c], *size) for (r, c), size in sizes.items())
