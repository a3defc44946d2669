"""Plain text for the terminal and for letters: a table drawn in ASCII, aligned for Chinese.

+------+----------+
| 产出 | 数量指标 |
| 指标 +----------+
|      | 质量指标 |
+------+----------+
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import accumulate

from scoring.grid import Align, Cell, Grid
from scoring.writers.clean import Note
from scoring.writers.measure import column_widths
from scoring.writers.page import Page, Paragraph, Style
from scoring.writers.remarks import remarks

PORTRAIT, LANDSCAPE = 100, 150  # half-width characters in a line
_ALIGN: dict[Style, Align] = {"title": "center", "subtitle": "center", "sign": "right"}


def draw(pages: Sequence[Page], notes: list[Note]) -> bytes:
    return "\n\f\n".join("\n".join(_page(page)) + "\n" for page in pages).encode()


def _page(page: Page) -> Iterator[str]:
    room = LANDSCAPE if page.landscape else PORTRAIT
    before: object = None
    for block in [*page.flow(), *remarks(page)]:
        if isinstance(block, Paragraph):
            if isinstance(before, Paragraph) and before.style != block.style:
                yield ""
            align = _ALIGN.get(block.style, "left")
            yield from (_aligned(line, room, align) for line in _wrapped(block.text, room))
        else:
            yield from _table(block, room)
        before = block


def _table(grid: Grid, room: int) -> Iterator[str]:
    inside = [max(2, int(w)) for w in column_widths(grid, room - 3 * grid.columns - 1)]
    left = list(accumulate((w + 3 for w in inside), initial=0))
    texts = {cell: _wrapped(cell.text, left[cell.column + cell.columns] - left[cell.column] - 3) for cell in grid.cells}
    top = list(accumulate((h + 1 for h in _heights(grid, texts)), initial=0))
    canvas = [[" "] * (left[-1] + 1) for _ in range(top[-1] + 1)]
    for cell in grid.cells:
        y0, y1 = top[cell.row], top[cell.row + cell.rows]
        x0, x1 = left[cell.column], left[cell.column + cell.columns]
        _frame(canvas, y0, x0, y1, x1)
        lines = texts[cell]
        for y, line in enumerate(lines, y0 + 1 + (y1 - y0 - 1 - len(lines)) // 2):
            _put(canvas[y], x0 + 2, _aligned(line, x1 - x0 - 3, cell.align))
    for cell in grid.cells:
        for y in (top[cell.row], top[cell.row + cell.rows]):
            for x in (left[cell.column], left[cell.column + cell.columns]):
                canvas[y][x] = "+"
    yield from ("".join(line) for line in canvas)


def _heights(grid: Grid, texts: dict[Cell, list[str]]) -> list[int]:
    """Lines in each row; what a tall cell needs more than its rows goes to its last row."""
    heights = [1] * grid.rows
    for cell in sorted(grid.cells, key=lambda c: c.rows):
        last = cell.row + cell.rows - 1
        between = cell.rows - 1  # the rules a tall cell covers are lines it can use
        heights[last] += max(0, len(texts[cell]) - between - sum(heights[cell.row : last + 1]))
    return heights


def _frame(canvas: list[list[str]], y0: int, x0: int, y1: int, x1: int) -> None:
    for x in range(x0, x1):
        canvas[y0][x] = canvas[y1][x] = "-"
    for y in range(y0 + 1, y1):
        canvas[y][x0] = canvas[y][x1] = "|"


def _put(line: list[str], x: int, text: str) -> None:
    """Write on one line of the canvas; a wide character takes its place and empties the next."""
    from wcwidth import wcwidth

    for char in text:
        width = wcwidth(char)
        if width < 1:  # a combining mark stands on the character before it
            line[x - 1] += char
            continue
        line[x : x + width] = [char, *[""] * (width - 1)]
        x += width


def _wrapped(text: str, room: int) -> list[str]:
    from wcwidth import wcwidth

    lines: list[str] = []
    for paragraph in text.replace("\t", " ").split("\n"):
        line, used = "", 0
        for char in paragraph:
            width = max(wcwidth(char), 0)
            if used + width > room:
                lines.append(line)
                line, used = "", 0
            line, used = line + char, used + width
        lines.append(line)
    return lines


def _aligned(text: str, room: int, align: Align) -> str:
    from wcwidth import wcwidth

    spare = max(0, room - sum(max(wcwidth(char), 0) for char in text))
    before = {"left": 0, "center": spare // 2, "right": spare}[align]
    return " " * before + text
