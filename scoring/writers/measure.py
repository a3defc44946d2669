"""How much room Chinese text takes: columns, lines and rows of a grid, in points (磅, 1/72 inch)."""

from __future__ import annotations

from math import ceil

from scoring.grid import Cell, Grid
from scoring.writers.page import Page

MARGIN = 51.0  # 1.8 cm on each side
A4 = (595.3, 841.9)
PADDING = 5.0  # left and right of the text in a cell, together
LEADING = 1.3  # line height over font size
WIDEST = 16.0  # a column without a given width grows to this many characters, then its text wraps


def paper(page: Page) -> tuple[float, float]:
    """Width and height of the printable area."""
    width, height = reversed(A4) if page.landscape else A4
    return width - 2 * MARGIN, height - 2 * MARGIN


def half_widths(text: str) -> int:
    """How many half-width characters (半角) a line takes. GBK spends two bytes where Chinese type spends
    two halves, `≥` and `“` included, and the codec is a hundred times faster than a table in Python."""
    return len(text) if text.isascii() else len(text.encode("gb18030"))


def font_size(grid: Grid) -> float:
    """小五 for wide tables, 五号 for narrow ones."""
    return 9.0 if grid.columns > 6 else 10.5


def header_rows(grid: Grid) -> int:
    """The leading rows to repeat, grown until no cell reaches out; none if that is over half the table."""
    rows = min(grid.header, grid.rows)
    for cell in grid.cells:
        if cell.row < rows:
            rows = max(rows, cell.row + cell.rows)
    return rows if rows * 2 <= max(grid.rows, 2) else 0


def column_widths(grid: Grid, room: float) -> list[float]:
    """Column widths in points that fill the room, in proportion to `grid.widths` or else to the text."""
    shares = [max(w, 0.1) for w in grid.widths] or _natural(grid)
    total = sum(shares)
    return [room * share / total for share in shares]


def _natural(grid: Grid) -> list[float]:
    shares = [3.0] * grid.columns
    for cell in grid.cells:
        if cell.columns == 1:
            longest = max(map(half_widths, cell.text.split("\n"))) / 2
            shares[cell.column] = max(shares[cell.column], min(longest, WIDEST) + 1)
    return shares


def line_count(text: str, width: float, size: float) -> int:
    """How many lines a text takes in a cell `width` points wide."""
    room = max(int((width - PADDING) / size) * 2, 2)  # a Chinese character never hangs half over the edge
    if "\n" not in text:
        return 1 if len(text) * 2 <= room else ceil(half_widths(text) / room)
    return sum(ceil(half_widths(line) / room) or 1 for line in text.split("\n"))


def row_lines(grid: Grid, widths: list[float], size: float) -> list[int]:
    """How many lines each row needs; what a tall cell needs more than its rows goes to its last row."""
    lines = [1] * grid.rows
    tall: list[tuple[Cell, int]] = []
    for cell in grid.cells:
        if len(cell.text) < 2:
            continue
        needed = line_count(cell.text, sum(widths[cell.column : cell.column + cell.columns]), size)
        if cell.rows > 1:
            tall.append((cell, needed))
        elif needed > lines[cell.row]:
            lines[cell.row] = needed
    for cell, needed in tall:
        last = cell.row + cell.rows - 1
        lines[last] += max(0, needed - sum(lines[cell.row : last + 1]))
    return lines


def torn_rows(page: Page, grid: Grid) -> set[int]:
    """The rows too tall to stay in one piece: they would not fit on half a sheet of paper."""
    width, height = paper(page)
    size = font_size(grid)
    limit = height / 2 / (size * LEADING)
    lines = row_lines(grid, column_widths(grid, width), size)
    return {row for row, count in enumerate(lines) if count > limit}


def table_numbers(page: Page) -> list[int]:
    """The numbers (表1, 表2) of the tables that are drawn; an empty one keeps its number but is not."""
    grids = [block for block in page.blocks if isinstance(block, Grid)]
    return [number for number, grid in enumerate(grids, 1) if grid.cells]
