"""The table as it looks: every format and every form meet only through `Grid`.

A grid tiles exactly: every place of the rectangle belongs to one cell, no gap, no overlap, nothing
protruding. The constructor proves it, so neither readers nor writers ever check a span.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import field
from typing import Literal, cast

from scoring.source import Source, value

Align = Literal["left", "center", "right"]
Span = tuple[int, int, int, int]  # row, column, rows, columns

WRONG_MERGES = 20  # so many overlapping merges, and the rest of them is not believed either


@value(frozen=True, slots=True)
class Cell:
    """One cell of a table; `row` and `column` count from 0 and name its top left corner.

    `number` is the value as decimal text where the format stores one ("0.95", "1503.44"), with
    `number_format` as a spreadsheet would print it ("0.0%", "0.00"); `text` is what a person sees.
    """

    row: int
    column: int
    text: str = ""
    rows: int = 1  # how many rows and columns the cell covers
    columns: int = 1
    source: Source = field(default=Source(), compare=False)
    number: str | None = field(default=None, compare=False)
    number_format: str = field(default="", compare=False)
    label: bool = field(default=False, compare=False)  # a printed label, as against a value
    align: Align = field(default="center", compare=False)
    note: str = field(default="", compare=False)  # a remark to show beside the cell, e.g. a finding


class Grid:
    """A rectangle of cells with merges.

    `header` is the number of leading rows repeated on each page; `widths` are relative column widths
    (1 = one Chinese character). Raises ValueError when the cells do not tile the rectangle.
    """

    __slots__ = ("_at", "_cells", "_draw", "_lines", "columns", "header", "rows", "source", "title", "widths")

    def __init__(
        self,
        cells: Iterable[Cell],
        *,
        rows: int | None = None,
        columns: int | None = None,
        header: int = 0,
        widths: Sequence[float] = (),
        title: str = "",
        source: Source | None = None,
    ) -> None:
        tiles = tuple(sorted(cells, key=lambda c: (c.row, c.column)))
        self.rows = max((c.row + c.rows for c in tiles), default=0) if rows is None else rows
        self.columns = max((c.column + c.columns for c in tiles), default=0) if columns is None else columns
        if widths and len(widths) != self.columns:
            raise ValueError(f"{len(widths)} widths for {self.columns} columns")
        self._cells: tuple[Cell, ...] = tiles
        self._at = self._tiled()
        self._lines: list[list[Cell]] | None = None
        self._draw: Callable[[], tuple[list[Cell], list[Cell], list[list[Cell]]]] | None = None
        self.header, self.widths, self.title = header, tuple(widths), title
        self.source = source or Source()

    @classmethod
    def mended(
        cls,
        rows: int,
        columns: int,
        merges: Iterable[Span],
        cell: Callable[[int, int, int, int], Cell],
        *,
        title: str = "",
        source: Source | None = None,
    ) -> Grid:
        """A grid from the merges a file states, which may be wrong: what protrudes is cut, what overlaps an
        earlier merge is left out, and every place outside a merge is a cell of its own.

        `cell(row, column, rows, columns)` makes a cell there. Both are asked when a cell is first looked at:
        a workbook has sheets of hundreds of cells that nobody wants.
        """
        grid = cls((), rows=0, columns=0, title=title, source=source)
        grid.rows, grid.columns = rows, columns
        grid._draw = lambda: _drawn(rows, columns, merges, cell)
        return grid

    @property
    def cells(self) -> tuple[Cell, ...]:
        """Every cell once, by row and column of its top left corner."""
        if self._draw is not None:
            self._look()
        return self._cells

    def _look(self) -> None:
        """Draw the cells that were promised."""
        draw, self._draw = self._draw, None
        if draw is not None:
            cells, self._at, self._lines = draw()
            self._cells = tuple(cells)

    def _tiled(self) -> list[Cell]:
        """The cell at every place, row by row; the proof of the invariant."""
        rows, columns = self.rows, self.columns
        at: list[Cell | None] = [None] * (rows * columns)
        for cell in self._cells:
            if cell.rows < 1 or cell.columns < 1 or cell.row < 0 or cell.column < 0:
                raise ValueError(f"cell {cell.row},{cell.column} has no extent")
            if cell.row + cell.rows > rows or cell.column + cell.columns > columns:
                raise ValueError(f"cell {cell.row},{cell.column} protrudes")
            first = cell.row * columns + cell.column
            for line in range(first, first + cell.rows * columns, columns):
                for place in range(line, line + cell.columns):
                    if at[place] is not None:
                        raise ValueError("cells overlap at {},{}".format(*divmod(place, columns)))
                    at[place] = cell
        if None in at:
            raise ValueError("gap at {},{}".format(*divmod(at.index(None), columns)))
        return cast(list[Cell], at)

    def at(self, row: int, column: int) -> Cell:
        """The cell that covers a place. Raises KeyError outside the rectangle."""
        if not (0 <= row < self.rows and 0 <= column < self.columns):
            raise KeyError((row, column))
        if self._draw is not None:
            self._look()
        return self._at[row * self.columns + column]

    def across(self, row: int) -> list[Cell]:
        """The cell at each column of a row."""
        if self._draw is not None:
            self._look()
        return self._at[row * self.columns : (row + 1) * self.columns]

    def lines(self) -> Iterator[list[Cell]]:
        """Each row as the cells covering it, left to right; a merged cell appears in every row it covers."""
        if self._draw is not None:
            self._look()
        if self._lines is None:
            self._lines = [list(self._line(row)) for row in range(self.rows)]
        return iter(self._lines)

    def _line(self, row: int) -> Iterator[Cell]:
        line, column = self.across(row), 0
        while column < self.columns:
            cell = line[column]
            yield cell
            column = cell.column + cell.columns

    def like(self, cells: Iterable[Cell], *, title: str | None = None) -> Grid:
        """The same table drawn with other cells (and another title)."""
        return Grid(
            cells,
            rows=self.rows,
            columns=self.columns,
            header=self.header,
            widths=self.widths,
            title=self.title if title is None else title,
            source=self.source,
        )

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Grid):
            return NotImplemented
        return (self.rows, self.columns, self.cells) == (other.rows, other.columns, other.cells)

    def __hash__(self) -> int:
        return hash((self.rows, self.columns, self.cells))

    def __str__(self) -> str:
        """The drawing: `<` continues the cell at left, `^` the cell above."""
        return "\n".join(" | ".join(self._mark(r, c) for c in range(self.columns)) for r in range(self.rows))

    def _mark(self, row: int, column: int) -> str:
        cell = self.at(row, column)
        if cell.column < column:
            return "<"
        return "^" if cell.row < row else cell.text


def _kept(rows: int, columns: int, merges: Iterable[Span]) -> dict[int, Span]:
    """The merges that fit, by the place of their top left corner (places count from 0, row by row)."""
    kept: dict[int, Span] = {}
    taken = bytearray(rows * columns)
    wrong = 0
    for span in merges:
        row, column, height, width = span
        if row < 0 or column < 0 or row + height > rows or column + width > columns:
            bottom, right = min(row + height, rows), min(column + width, columns)
            row, column = max(row, 0), max(column, 0)
            height, width = bottom - row, right - column
            span = row, column, height, width
        if height < 1 or width < 1 or height == width == 1:
            continue
        first = row * columns + column
        lines = (first,) if height == 1 else range(first, first + height * columns, columns)
        for line in lines:
            if 1 in taken[line : line + width]:
                wrong += 1
                break
        else:
            for line in lines:
                taken[line : line + width] = b"\1" * width
            kept[first] = span
        if wrong == WRONG_MERGES:
            break
    return kept


def _drawn(
    rows: int, columns: int, merges: Iterable[Span], cell: Callable[[int, int, int, int], Cell]
) -> tuple[list[Cell], list[Cell], list[list[Cell]]]:
    """Each merge that fits once and each remaining place, in reading order; the cell at every place; the lines.

    Tiles by its making: a merge that is kept overlaps no other, and what it leaves is filled.
    """
    kept = _kept(rows, columns, merges)
    cells: list[Cell] = []
    at: list[Cell | None] = [None] * (rows * columns)
    lines: list[list[Cell]] = []
    for row in range(rows):
        line: list[Cell] = []
        column = 0
        while column < columns:
            place = row * columns + column
            made = at[place]
            if made is None:
                if span := kept.get(place):
                    made = cell(*span)
                    width = span[3]
                    for left in range(place, place + span[2] * columns, columns):
                        at[left : left + width] = [made] * width
                else:
                    made = at[place] = cell(row, column, 1, 1)
                cells.append(made)
            line.append(made)
            column = made.column + made.columns
        lines.append(line)
    return cells, cast(list[Cell], at), lines
