"""Ruled lines and letters of a page → tables: cells are what the rules enclose.

Lengths are points (1/72 inch), x to the right, y down the page. A missing rule between two places means that
they are one merged cell.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

from scoring.grid import Span

NEAR = 2.5  # rules nearer than this are one rule
TOUCH = 3.5  # rules whose ends miss each other by less do meet
SHORT = 5.0  # what is shorter is a hyphen, not a rule
_LATIN = re.compile("[A-Za-z]{2}")
PAIRS = 1_000_000  # crossings looked at on one page


class Rule(NamedTuple):
    """A straight line along one axis: `at` on the other axis, from `start` to `end`."""

    at: float
    start: float
    end: float


class Letter(NamedTuple):
    """A character with the box of its line: as high as the font, as wide as the step to the next."""

    left: float
    top: float
    right: float
    bottom: float
    text: str


@dataclass(slots=True)
class Table:
    """A table on a page: the edges of its columns and rows, its cells, and what is written in them."""

    xs: list[float]
    ys: list[float]
    spans: list[Span]
    texts: dict[tuple[int, int], str] = field(default_factory=dict)


def joined(rules: Iterable[Rule]) -> list[Rule]:
    """Rules on one line put together, whether drawn cell by cell, twice, or dashed."""
    lines: list[list[Rule]] = []
    for rule in sorted(rules):
        if lines and rule.at - lines[-1][0].at <= NEAR:
            lines[-1].append(rule)
        else:
            lines.append([rule])
    out: list[Rule] = []
    for line in lines:
        at = sum(rule.at for rule in line) / len(line)
        line.sort(key=lambda rule: rule.start)
        start, end = line[0].start, line[0].end
        for rule in line[1:]:
            if rule.start > end + TOUCH:
                out.append(Rule(at, start, end))
                start, end = rule.start, rule.end
            end = max(end, rule.end)
        out.append(Rule(at, start, end))
    return [rule for rule in out if rule.end - rule.start >= SHORT]


def tables(across: Iterable[Rule], down: Iterable[Rule]) -> list[Table]:
    """The tables that horizontal and vertical rules draw, from the top of the page.

    Raises OverflowError when the page is all rules, no table.
    """
    rows, columns = joined(across), joined(down)
    if len(rows) * len(columns) > PAIRS:
        raise OverflowError(f"{len(rows)} × {len(columns)} rules")
    found = [_table(*group) for group in _groups(rows, columns)]
    return sorted((t for t in found if t and len(t.spans) > 1), key=lambda t: (t.ys[0], t.xs[0]))


def _groups(rows: list[Rule], columns: list[Rule]) -> list[tuple[list[Rule], list[Rule]]]:
    """Rules that meet, directly or through others."""
    meets: list[list[int]] = [[n for n, c in enumerate(columns) if _within(c.at, r) and _within(r.at, c)] for r in rows]
    group_of = list(range(len(columns)))

    def leader(n: int) -> int:
        while group_of[n] != n:
            group_of[n] = n = group_of[group_of[n]]
        return n

    for met in meets:
        for n in met[1:]:
            group_of[leader(n)] = leader(met[0])
    groups: dict[int, tuple[list[Rule], list[Rule]]] = defaultdict(lambda: ([], []))
    for r, met in zip(rows, meets, strict=True):
        if met:
            groups[leader(met[0])][0].append(r)
    for n, c in enumerate(columns):
        groups[leader(n)][1].append(c)
    return list(groups.values())


def _within(at: float, rule: Rule) -> bool:
    return rule.start - TOUCH <= at <= rule.end + TOUCH


def _table(rows: list[Rule], columns: list[Rule]) -> Table | None:
    if not rows:
        return None
    ys, xs = _edges(rows, columns), _edges(columns, rows)
    if len(xs) < 2 or len(ys) < 2:
        return None
    return Table(xs, ys, list(_cells(_marked(rows, ys, xs), _marked(columns, xs, ys), len(ys) - 1, len(xs) - 1)))


def _edges(rules: list[Rule], others: list[Rule]) -> list[float]:
    """Where rows (or columns) end; a table drawn without its outer sides ends where the other rules end."""
    edges = sorted({rule.at for rule in rules})
    first, last = min(rule.start for rule in others), max(rule.end for rule in others)
    if first < edges[0] - 2 * TOUCH:
        edges.insert(0, first)
    if last > edges[-1] + 2 * TOUCH:
        edges.append(last)
    return edges


def _marked(rules: list[Rule], edges: list[float], steps: list[float]) -> set[tuple[int, int]]:
    """Which stretches are drawn: (number of the edge, number of the step along it)."""
    number = {at: n for n, at in enumerate(edges)}
    return {
        (number[rule.at], step)
        for rule in rules
        for step in range(len(steps) - 1)
        if _covers(rule, steps[step], steps[step + 1])
    }


def _covers(rule: Rule, start: float, end: float) -> bool:
    """Whether a rule reaches over the middle of a stretch; of a narrow one, between the columns of two tables drawn
    touching, it may not miss much."""
    slack = min(TOUCH, (end - start) / 4)
    return rule.start - slack <= (start + end) / 2 <= rule.end + slack


def _cells(across: set[tuple[int, int]], down: set[tuple[int, int]], rows: int, columns: int) -> Iterator[Span]:
    """Each cell grows to the right and then down, until it meets a rule."""
    taken: set[tuple[int, int]] = set()
    for r in range(rows):
        for c in range(columns):
            if (r, c) in taken:
                continue
            right = c + 1
            while right < columns and (right, r) not in down and (r, right) not in taken:
                right += 1
            below = r + 1
            while below < rows and _open(below, c, right, across, down, taken):
                below += 1
            taken.update((i, j) for i in range(r, below) for j in range(c, right))
            yield r, c, below - r, right - c


def _open(
    row: int,
    left: int,
    right: int,
    across: set[tuple[int, int]],
    down: set[tuple[int, int]],
    taken: set[tuple[int, int]],
) -> bool:
    """No rule above this row and none inside it, so that the cell above goes on."""
    return not any(
        (row, c) in across or (row, c) in taken or (c > left and (c, row) in down) for c in range(left, right)
    )


def fill(found: list[Table], letters: Iterable[Letter]) -> list[Letter]:
    """Write letters into the cells that hold their middle; those outside all tables come back."""
    outside: list[Letter] = []
    inside: list[dict[tuple[int, int], list[Letter]]] = [defaultdict(list) for _ in found]
    owners = [
        {(i, j): s for s in t.spans for i in range(s[0], s[0] + s[2]) for j in range(s[1], s[1] + s[3])} for t in found
    ]
    for letter in letters:
        x, y = (letter.left + letter.right) / 2, (letter.top + letter.bottom) / 2
        for table, cells, owner in zip(found, inside, owners, strict=True):
            if table.xs[0] < x < table.xs[-1] and table.ys[0] < y < table.ys[-1]:
                span = owner[bisect_right(table.ys, y) - 1, bisect_right(table.xs, x) - 1]
                cells[span[:2]].append(letter)
                break
        else:
            outside.append(letter)
    for table, cells in zip(found, inside, strict=True):
        widths = {s[:2]: (table.xs[s[1]], table.xs[s[1] + s[3]]) for s in table.spans}
        table.texts = {at: written(held, *widths[at]) for at, held in cells.items()}
    return outside


def written(letters: list[Letter], left: float, right: float) -> str:
    """The text of a cell. A line that ends because the cell is full goes on; another end of line is meant."""
    lines = [sorted(line) for line in _lines(letters)]
    if not lines:
        return ""
    slack = min(6.0, *(min(line[0].left - left, right - line[-1].right) for line in lines))
    room = right - left - 2 * max(slack, 0.0)
    text = _line(lines[0])
    for before, line in pairwise(lines):
        following = _line(line)
        width = before[-1].right - before[0].left + _first_word(line)
        apart = line[0].top - before[0].bottom > line[0].bottom - line[0].top
        if width <= room or apart:
            text += "\n"
        elif _LATIN.match(text[-1] + following[0]):
            text += " "
        text += following
    return text


def _lines(letters: list[Letter]) -> list[list[Letter]]:
    """Letters by line, from the top: the boxes of a line overlap by half or more."""
    lines: list[list[Letter]] = []
    middle = 0.0
    for letter in sorted(letters, key=lambda a: a.top + a.bottom):
        centre = (letter.top + letter.bottom) / 2
        if lines and centre - middle < (letter.bottom - letter.top) / 2:
            lines[-1].append(letter)
        else:
            lines.append([letter])
            middle = centre
    return lines


def _first_word(line: list[Letter]) -> float:
    """How wide the piece is that would have had to fit on the line before."""
    end = 0
    while end + 1 < len(line) and "!" <= line[end].text <= "~" and "!" <= line[end + 1].text <= "~":
        end += 1
    return line[end].right - line[0].left


def _line(line: list[Letter]) -> str:
    """The text of a line; a gap is a space, a wide one between Chinese characters."""
    pieces = [line[0].text]
    for before, letter in pairwise(line):
        size = letter.bottom - letter.top
        chinese = before.text >= "\u2e80" or letter.text >= "\u2e80"
        if letter.left - before.right > size * (0.6 if chinese else 0.15):
            pieces.append(" ")
        pieces.append(letter.text)
    return "".join(pieces)
