"""The tables of a submitted file as plain JSON, for a page that draws them with what was found at their cells."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

from scoring import readers
from scoring.grid import Cell, Grid
from scoring.readers import Document
from scoring.source import ScoringError

Drawn = dict[str, Any]

_TABLES = 40
_CELLS = 6_000  # of one file
_TEXT = 400  # characters of a cell


def drawn(path: Path) -> list[Drawn]:
    """The tables of a file: [{"title", "columns", "rows", "widths", "cells", "cut"}…]; none for what cannot be read.

    A cell is [row, column, rows, columns, text, place]: counted from 0, `place` as the records name it. "widths"
    are relative ([] = by the text). "cut" is a Chinese sentence where not all is drawn, else "". Our own TOML is a
    table of its lines.
    """
    try:
        tables = [_lines(path)] if path.suffix.lower() == ".toml" else list(document(path).tables)
    except (ScoringError, OSError, UnicodeDecodeError):
        return []
    room = _CELLS
    out: list[Drawn] = []
    for table in tables[:_TABLES]:
        rows = min(table.rows, room // table.columns if table.columns else 0)
        if not rows:
            break
        room -= rows * table.columns
        out.append(_table(table, rows))
    if out and len(out) < len(tables):
        out[-1]["cut"] = (out[-1]["cut"] + f"文件共有 {len(tables)} 张表，只画出前 {len(out)} 张。").strip()
    return out


def document(path: Path) -> Document:
    """A file as it is read; asked twice in a row, it is read once: LibreOffice takes a second or two to convert one."""
    status = path.lstat()
    return _read(path, status.st_mtime_ns, status.st_size)


@lru_cache(maxsize=1)
def _read(path: Path, changed: int, size: int) -> Document:
    return readers.read(path)


def _table(table: Grid, rows: int) -> Drawn:
    kept = [cell for cell in table.cells if cell.row < rows]
    return {
        "title": _shortened(table.title),
        "columns": table.columns,
        "rows": rows,
        "widths": list(table.widths),
        "cells": [_cell(cell, rows) for cell in kept],
        "cut": "" if rows == table.rows else f"表格共有 {table.rows} 行，只画出前 {rows} 行。",
    }


def _cell(cell: Cell, rows: int) -> list[Any]:
    height = min(cell.rows, rows - cell.row)
    return [cell.row, cell.column, height, cell.columns, _shortened(cell.text), cell.source.cell]


def _shortened(text: str) -> str:
    return text if len(text) <= _TEXT else text[:_TEXT] + "……"


def _lines(path: Path) -> Grid:
    """The lines of a text, each with its number and its place."""
    from scoring.readers.document import clean
    from scoring.recheck.record import line_place
    from scoring.source import Source

    cells = []
    for row, line in enumerate(path.read_text("utf-8").splitlines()):
        place = Source(str(path), None, line_place(path, row + 1))
        cells += [Cell(row, 0, str(row + 1), source=Source(str(path))), Cell(row, 1, clean(line), source=place)]
    return Grid(cells, title=path.name, widths=(3, 60) if cells else ())
