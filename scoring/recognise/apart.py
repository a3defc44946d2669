"""Tables that stand side by side on one sheet, and lists of the indicators of several projects, taken apart."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from scoring.grid import Grid
from scoring.recognise.labels import Labels, common
from scoring.recognise.strips import Heading, Strip, heading, strips

_LABELS = 4  # headers of the smaller table, at the least
_MANY = 20  # tables side by side
_NAMES = {"dimension", "aspect", "name"}  # a heading without one goes on below another (2022年 | 2023年)
_SUMS = ("total", "total.points", "grade", "other", "notes")


def side_by_side(walk: list[Strip]) -> list[list[Strip]]:
    """The rows of each table of a grid from left to right; of the one there is, where no heading says all twice."""
    for strip in walk:
        if len(strip.fresh) < 2 * _LABELS:
            continue
        keys = [strip.keys[i] for i in strip.fresh]
        if len(set(keys)) > len(keys) // 2 or "" in keys or _NAMES.isdisjoint(map(common().row.get, keys)):
            continue
        for count in range(2, min(_MANY, len(keys) // _LABELS) + 1):
            size, rest = divmod(len(keys), count)
            if not rest and keys == keys[:size] * count and len(set(keys[:size])) == size:
                starts = [strip.cells[strip.fresh[n * size]].column for n in range(1, count)]
                ends = [*starts, strip.grid.columns]
                return [strips(_cut(strip.grid, left, right)) for left, right in zip([0, *starts], ends, strict=True)]
    return [walk]


def _cut(grid: Grid, left: int, right: int) -> Grid:
    """Some columns of a grid; a cell that reaches in from outside (the title over both tables) is in each part."""
    cells = []
    for cell in grid.cells:
        start, end = max(cell.column, left), min(cell.column + cell.columns, right)
        if start < end:
            cells.append(replace(cell, column=start - left, columns=end - start))
    return Grid(cells, rows=grid.rows, columns=right - left, title=grid.title, source=grid.source)


def by_project(walk: list[Strip], labels: Labels) -> Iterator[list[Strip]]:
    """The rows of each project where a column says which project a row is of, each under the heading they share."""
    found = ((at, over.fields["project"]) for at, strip in enumerate(walk) if (over := _named(strip, labels)))
    at, column = next(found, (len(walk), 0))
    begins: list[int] = []
    before = ""
    for below in range(at + 1, len(walk)):
        strip = walk[below]
        text = strip.at(column).text if column < strip.grid.columns else ""
        if text and text != before and labels.meaning(strip.keys[strip.fresh[0]] if strip.fresh else "") not in _SUMS:
            begins.append(below)
            before = text
    if len(begins) < 2 or _of_one(walk, at, begins[-1], labels):
        yield walk
        return
    for start, end in zip(begins, [*begins[1:], len(walk)], strict=True):
        yield [*walk[: at + 1], *walk[start:end]]


def _of_one(walk: list[Strip], at: int, last: int, labels: Labels) -> bool:
    """Whether the projects are parts of one: it is named above the heading, or one 总分 below them is for all."""
    if any(labels.field.get(key) == "project" for strip in walk[:at] for key in strip.keys):
        return True
    sums = [
        i for i in range(at, len(walk)) if walk[i].fresh and labels.meaning(walk[i].keys[walk[i].fresh[0]]) in _SUMS[:2]
    ]
    return len(sums) == 1 and sums[0] > last


def _named(strip: Strip, labels: Labels) -> Heading | None:
    """The heading of such a list; None for any other row."""
    if len(strip.fresh) <= _LABELS or all(labels.field.get(strip.keys[i]) != "project" for i in strip.fresh):
        return None
    over = heading(strip, labels)
    return over if over is not None and over.kind == "row" and "project" in over.fields else None
