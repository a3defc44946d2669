"""The table as it looks: every format and every form meet only through `Grid`.

A grid tiles exactly: every place of the rectangle belongs to one cell, no gap, no overlap, nothing
protruding. The constructor proves it, so neither readers nor writers ever check a span.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal

from scoring.source import Source

Align = Literal["left", "center", "right"]


@dataclass(frozen=True, slots=True)
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

    __slots__ = ("_at", "cells", "columns", "header", "rows", "source", "title", "widths")

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
        self.cells = tuple(sorted(cells, key=lambda c: (c.row, c.column)))
        self.rows = max((c.row + c.rows for c in self.cells), default=0) if rows is None else rows
        self.columns = (
            max((c.column + c.columns for c in self.cells), default=0) if columns is None else columns
        )
        at: dict[tuple[int, int], Cell] = {}
        for cell in self.cells:
            if cell.rows < 1 or cell.columns < 1 or cell.row < 0 or cell.column < 0:
                raise ValueError(f"cell {cell.row},{cell.column} has no extent")
            if cell.row + cell.rows > self.rows or cell.column + cell.columns > self.columns:
                raise ValueError(f"cell {cell.row},{cell.column} protrudes")
            for r in range(cell.row, cell.row + cell.rows):
                for c in range(cell.column, cell.column + cell.columns):
                    if (r, c) in at:
                        raise ValueError(f"cells overlap at {r},{c}")
                    at[r, c] = cell
        if len(at) != self.rows * self.columns:
            gap = next((r, c) for r in range(self.rows) for c in range(self.columns) if (r, c) not in at)
            raise ValueError(f"gap at {gap[0]},{gap[1]}")
        if widths and len(widths) != self.columns:
            raise ValueError(f"{len(widths)} widths for {self.columns} columns")
        self._at = at
        self.header, self.widths, self.title = header, tuple(widths), title
        self.source = source or Source()

    def at(self, row: int, column: int) -> Cell:
        """The cell that covers a place. Raises KeyError outside the rectangle."""
        return self._at[row, column]

    def lines(self) -> Iterator[list[Cell]]:
        """Each row as the cells covering it, left to right; a merged cell appears in every row it covers."""
        for r in range(self.rows):
            line: list[Cell] = []
            c = 0
            while c < self.columns:
                cell = self._at[r, c]
                line.append(cell)
                c = cell.column + cell.columns
            yield line

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
        cell = self._at[row, column]
        if cell.column < column:
            return "<"
        return "^" if cell.row < row else cell.text
