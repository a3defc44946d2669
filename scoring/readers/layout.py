"""Rows of texts placed left to right, as Word and HTML place them → Grid."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from scoring.grid import Cell, Grid, Span
from scoring.readers import bounds
from scoring.readers.document import refused
from scoring.source import Source

Place = Callable[[int, int], str]  # row and column as a person counts them, from 1 → the name of the place


class Layout:
    """A table while its cells are put down one after the other.

    A cell goes to the next place that no cell above covers. Raises ScoringError when the table outgrows
    its bounds.
    """

    def __init__(self, file: str) -> None:
        self.file = file
        self.rows = self.columns = 0
        self._column = 0
        self._covered: dict[int, int] = {}  # column → the first row below the cell that covers it
        self._texts: dict[tuple[int, int], str] = {}
        self._merges: list[Span] = []

    def row(self) -> None:
        """Begin the next row."""
        self.rows += 1
        self._column = 0

    def next_column(self) -> int:
        """Where the next cell of this row will stand."""
        while self._covered.get(self._column, 0) >= self.rows:
            self._column += 1
        return self._column

    def put(self, text: str, rows: int = 1, columns: int = 1) -> None:
        """The next cell of this row; it is cut where it would run into a cell from above."""
        column = self.next_column()
        width = 1
        while width < columns and self._covered.get(column + width, 0) < self.rows:
            width += 1
        self._column = column + width
        self.columns = max(self.columns, self._column)
        bounded(self.rows, self.columns, self.file)
        row = self.rows - 1
        if text:
            self._texts[row, column] = text
        if rows > 1:
            self._covered.update((c, row + rows) for c in range(column, self._column))
        if rows > 1 or width > 1:
            self._merges.append((row, column, rows, width))

    def grid(self, place: Place, title: str) -> Grid:
        """The table so far; `place` names a cell by its row and by its number among the cells of that row."""
        return placed(self.rows, self.columns, self._merges, self._texts, place, Source(self.file, None, title))


def bounded(rows: int, columns: int, file: str) -> None:
    """Raises ScoringError for a table beyond what is read."""
    if columns > bounds.COLUMNS or rows * columns > bounds.CELLS:
        message = f"表格过大（至少 {rows} 行 {columns} 列），没有读取"
        raise refused(file, message, "请删除多余的行和列，或拆分后重新报送")


def placed(
    rows: int,
    columns: int,
    merges: list[Span],
    texts: dict[tuple[int, int], str],
    place: Place,
    source: Source,
) -> Grid:
    """A grid of texts whose places are counted as a person counts: the n-th cell seen in a row, from 1."""

    @cache
    def numbers() -> list[dict[int, int]]:
        """For each row, the number of the cell that begins at a column."""
        starts: list[set[int]] = [set(range(columns)) for _ in range(rows)]
        for row, column, height, width in merges:
            if width > 1:
                for r in range(row, min(row + height, rows)):
                    starts[r].difference_update(range(column + 1, column + width))
        return [{column: n for n, column in enumerate(sorted(line), 1)} for line in starts]

    def cell(row: int, column: int, height: int, width: int) -> Cell:
        spot = place(row + 1, numbers()[row].get(column, column + 1))
        text = texts.get((row, column), "")
        return Cell(row, column, text, height, width, Source(source.file, None, spot))

    return Grid.mended(rows, columns, merges, cell, title=source.cell, source=source)
