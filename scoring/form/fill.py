"""A submission drawn into a form: the drawing's rows repeated, its slots filled, its merges made."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache

from scoring.form import slots
from scoring.form.drawing import SLOT, Block, Drawing, Template, slots_in, spans
from scoring.form.slots import Context, Extras
from scoring.grid import Align, Cell, Grid
from scoring.model import Funds, Indicator, Row, Submission
from scoring.number import decimals, parse_decimal
from scoring.source import Source
from scoring.writers import measure
from scoring.writers.page import Page

TITLE = 60.0  # points the title takes

_SECOND = re.compile(r"^funds\d")
_PERCENT = re.compile(r"-?\d+(?:\.\d+)?%")


@dataclass(frozen=True, slots=True)
class Drawn:
    """One row to be: the template it comes from and what fills it."""

    template: Template
    context: Context
    follows: bool = False  # the row above comes from the same starred rows


def grids(drawing: Drawing, submission: Submission, extras: Sequence[Extras] = ()) -> list[Grid]:
    """Each block of the drawing as a table; a repeated row is drawn once, blank, where there is nothing.

    On a form that runs over several pages the label at the side is cut below the heading, so that the heading can
    repeat on each of them.
    """
    unit = drawing.head.get("unit") or submission.money_unit
    tables = [_grid(block, submission, unit, extras, False) for block in drawing.blocks]
    page = Page(blocks=tuple(tables), landscape=drawing.head.get("paper") == "landscape")
    if _height(page, tables) > measure.paper(page)[1] - TITLE:
        return [_grid(block, submission, unit, extras, True) for block in drawing.blocks]
    return tables


def _height(page: Page, tables: Sequence[Grid]) -> float:
    """About how tall the tables are on paper, in points."""
    room = measure.paper(page)[0]
    total = 0.0
    for table in tables:
        size = measure.font_size(table)
        lines = measure.row_lines(table, measure.column_widths(table, room), size)
        total += sum(lines) * size * measure.LEADING + len(lines)
    return total


def sentence(text: str, submission: Submission, unit: str) -> str:
    """A line outside the tables with its slots filled; "" when one of them has no value."""
    context = Context(submission, unit)
    values = [slots.text(slot.name, context) for slot in slots_in(text)]
    return SLOT.sub(lambda found: slots.text(found[1], context), text) if all(values) else ""


def _grid(block: Block, submission: Submission, unit: str, extras: Sequence[Extras], cut: bool) -> Grid:
    rows = list(_expanded(block, submission, unit, extras))
    header = next((at for at, row in enumerate(rows) if row.template.repeats == "row"), 0)
    texts = [[_text(cell, row.context) for cell in row.template.cells] for row in rows]
    marks = [list(row.template.cells) for row in rows]
    for r, row in enumerate(rows):
        _merge(rows[r - 1] if r else None, row, texts, marks, r)
        if cut and header and r == header:
            _part(marks, texts, r)
    cells = []
    for (r, c), size in spans(marks).items():
        text = texts[r][c]
        label, figure, align = _look(rows[r].template.cells[c])
        number, pattern = _number(text) if figure else (None, "")
        cells.append(Cell(r, c, text, *size, Source(), number, pattern, label and bool(text), align))
    return Grid(cells, columns=len(marks[0]), header=header, widths=block.widths)


def _expanded(block: Block, submission: Submission, unit: str, extras: Sequence[Extras]) -> Iterator[Drawn]:
    plain = Context(submission, unit)
    done: set[str] = set()
    formula = any(row.repeats == "execution" for row in block.rows)
    starred = {row.repeats: row for row in block.rows if row.repeats}
    for row in block.rows:
        kind = "row" if row.repeats == "execution" else row.repeats
        if not kind:
            yield Drawn(row, plain)
        elif kind not in done:
            done.add(kind)
            contexts = _funds(plain) if kind == "funds" else _rows(plain, extras)
            for at, context in enumerate(contexts):
                which = "execution" if formula and context.row and slots.is_execution(context.row) else kind
                yield Drawn(starred.get(which, row), context, at > 0)


def _funds(plain: Context) -> list[Context]:
    rows = [replace(plain, funds=item.funds) for item in plain.submission.funds]
    return rows or [replace(plain, funds=Funds(""))]


def _rows(plain: Context, extras: Sequence[Extras]) -> list[Context]:
    contexts: list[Context] = []
    counts: dict[tuple[str, str], int] = {}
    for at, row in enumerate(plain.submission.rows):
        level = row.indicator.path[:2]
        counts[level] = counts.get(level, 0) + 1
        more = extras[at] if at < len(extras) else {}
        contexts.append(replace(plain, row=row, number=counts[level], extras=more))
    return contexts or [replace(plain, row=Row(Indicator(("", "", ""))))]


def _text(cell: str, context: Context) -> str:
    """A cell with its slots filled; `{n}：{name}` is blank where there is no name."""
    if "{" not in cell:
        return cell
    found = slots_in(cell)
    values = [slots.text(slot.name, context) for slot in found]
    own = [value for slot, value in zip(found, values, strict=True) if slot.name not in ("n", "unit")]
    if own and not any(own):
        return next((slot.otherwise for slot in found if slot.otherwise), "")
    if len(found) == 1 and cell[0] == "{" and cell[-1] == "}":
        return values[0]
    filled = iter(values)
    return SLOT.sub(lambda item: next(filled) or item[3] or "", cell)


def _merge(above: Drawn | None, row: Drawn, texts: list[list[str]], marks: list[list[str]], r: int) -> None:
    """`{slot^}`: a cell equal to the one above it continues it, as long as all levels before it do."""
    for c, cell in enumerate(row.template.cells):
        found = slots_in(cell)
        if not found or not found[0].merges:
            continue
        if above is None or not row.follows or above.template is not row.template or texts[r][c] != texts[r - 1][c]:
            return
        marks[r][c] = "^"


def _part(marks: list[list[str]], texts: list[list[str]], r: int) -> None:
    """Cut the side label between the heading and the rows, so that the heading stands alone."""
    for c, mark in enumerate(marks[r]):
        if mark == "^":
            top = next(up for up in range(r, -1, -1) if marks[up][c] != "^")
            marks[r][c] = texts[r][c] = texts[top][c]


@lru_cache(maxsize=4096)
def _look(drawn: str) -> tuple[bool, bool, Align]:
    """Whether a drawn cell is a label, whether it holds a figure, and how its text is set."""
    found = slots_in(drawn)
    label = all(slot.name in ("unit", "year") for slot in found)
    left = any(slot.name in slots.LEFT for slot in found)
    figure = bool(found) and _SECOND.sub("funds", found[0].name) in slots.NUMERIC
    return label, figure, "left" if left else "center"


@lru_cache(maxsize=4096)
def _number(text: str) -> tuple[str | None, str]:
    """The number a spreadsheet stores for a printed figure, and its format: 90.0% is 0.900 as 0.0%."""
    if _PERCENT.fullmatch(text):
        return format(Decimal(text[:-1]).scaleb(-2), "f"), _format(decimals(text[:-1])) + "%"
    if parse_decimal(text) is None:
        return None, ""
    number = text.replace(",", "").strip()
    return number, ("#,##" if "," in text else "") + _format(decimals(number))


def _format(digits: int) -> str:
    return "0." + "0" * digits if digits else "0"
