"""A row of a table as the reader walks over it, and the heading it may be."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from scoring.grid import Cell, Grid
from scoring.number import parse_decimal
from scoring.recognise.labels import Labels, key_of
from scoring.source import value

Columns = dict[str, list[int]]  # meaning → the columns it heads

_ROW = {"dimension", "aspect", "name", "target", "adjusted", "actual", "sign"}
_FUNDS = {"initial", "budget", "spent", "rate"}
OF_FIELDS = ("project", "year", "implementer", "department")  # what a list of indicators may say in each row


@value(frozen=True, slots=True)
class Strip:
    """One row: the cells covering it from left to right, and the label each of them may be."""

    grid: Grid
    row: int
    cells: list[Cell]
    keys: list[str]
    fresh: list[int]  # which cells begin in this row and say something

    def at(self, column: int) -> Cell:
        return self.grid.at(self.row, column)

    def __str__(self) -> str:
        return " | ".join(cell.text.replace("\n", " ")[:20] for cell in self.cells if cell.text)


def strips(grid: Grid) -> list[Strip]:
    """The rows of a grid from top to bottom."""
    walk = []
    for row, cells in enumerate(grid.lines()):
        texts = [cell.text for cell in cells]
        fresh = [i for i, text in enumerate(texts) if text and cells[i].row == row]
        walk.append(Strip(grid, row, cells, [text and key_of(text) for text in texts], fresh))
    return walk


@dataclass(slots=True)
class Heading:
    """Which column means what, for indicator rows ("row") or for the money table ("funds")."""

    kind: str
    columns: Columns
    cells: dict[int, Cell]  # by column
    unknown: dict[int, Cell] = field(default_factory=dict)  # by column: a header that means nothing to us
    fields: dict[str, int] = field(default_factory=dict)  # columns that name the project of each row, its year
    percent: bool = False  # 执行率（%）: the figures below are printed without the sign


def heading(strip: Strip, labels: Labels) -> Heading | None:
    """The heading a row is, by the labels that meet in it; None for any other row.

    分值 and 得分 head columns of both tables, so they do not decide.
    """
    if labels.headers.isdisjoint(strip.keys):
        return None
    known = sum(map(labels.headers.__contains__, strip.keys))
    if known < 2 and not _all_words(strip):
        return None
    rows: dict[str, list[Cell]] = {}
    funds: dict[str, list[Cell]] = {}
    for cell, key in zip(strip.cells, strip.keys, strict=True):
        if key and (cell.row == strip.row or cell.rows <= _TALL):
            if meaning := labels.heads(key, "row"):
                rows.setdefault(meaning, []).append(cell)
            if meaning := labels.heads(key, "funds"):
                funds.setdefault(meaning, []).append(cell)
    _beside(rows)
    _at_need(rows)
    _promoted(strip, rows)
    if not funds.keys() & _FUNDS:
        funds = {}  # 分值 and 得分 alone say nothing
    of_rows, of_funds = len(rows.keys() & _ROW), len(funds.keys() & _FUNDS)
    scored = rows.keys() & {"points", "score", "remark", "deduction"}
    is_row = of_rows >= 2 or (of_rows == 1 and "name" in rows and len(scored) >= 2)
    if is_row and of_rows >= of_funds and rows.keys() & {"name", "target", "aspect"}:
        _from_above(strip, rows, labels)
        _of_levels(rows)
        found = _heading("row", rows)
        _levels_under(strip, found.columns)
        for cell, key in zip(strip.cells, strip.keys, strict=True):
            if cell.text and cell.row == strip.row and cell.column not in found.cells:
                if (field := labels.field.get(key, "")) in OF_FIELDS:
                    found.fields.setdefault(field, cell.column)
                else:
                    found.unknown[cell.column] = cell
        return found
    if (of_funds >= 2 or (of_funds and len(funds.keys() & {"points", "score"}) == 2)) and not _valued(strip, labels):
        found = _heading("funds", funds)
        first = min(c for m, columns in found.columns.items() if m in _FUNDS for c in columns)
        for cell in strip.cells:
            if cell.text and cell.row == strip.row and cell.column > first and cell.column not in found.cells:
                found.unknown[cell.column] = cell
        return found
    return None


_TOLD = re.compile("(?:评分|自评|打分|评价|赋分|计分)(?:说明|依据)$")
_TALL = 3  # rows of a heading; a cell that reaches further down stands at the side of its rows (绩效指标)
_WORDS = 4  # cells of a heading of which only one label is listed


def _all_words(strip: Strip) -> bool:
    """Whether a row has only short texts without a figure, and enough of them to head a table."""
    if len(strip.fresh) < _WORDS:
        return False
    for i in strip.fresh:
        text = strip.cells[i].text
        if len(text) > 20 or not (text.isalpha() or not any(map(str.isdigit, text))):
            return False
    return True


def _level_in_front(strip: Strip, rows: dict[str, list[Cell]]) -> None:
    """指标 | 指标名称: the first is the level its rows stand under, where it says something beside them."""
    name = rows["name"][-1]
    below = strip.row + name.rows
    for cell in (*rows["name"][:-1], *rows.get("other", ())) if below < strip.grid.rows else ():
        under = strip.grid.at(below, cell.column)
        if cell.column < name.column and key_of(cell.text).endswith("指标") and under.text and under.row == below:
            rows["dimension"] = [cell]
            for meaning in ("name", "other"):
                rows[meaning] = [c for c in rows.get(meaning, ()) if c is not cell]
            return


def _levels_under(strip: Strip, columns: Columns) -> None:
    """One label over the levels and the name (评价内容 over 服务数量 | 个案服务): the row below has a cell for each."""
    own = columns.get("name", [])
    head = strip.at(own[0]) if own else None
    if head is None or head.columns != len(own) or len(own) == 1 or columns.keys() & {"dimension", "aspect"}:
        return
    below = head.row + head.rows
    cells = [strip.grid.at(below, c) for c in own] if below < strip.grid.rows else []
    starts = [c for c, cell in zip(own, cells, strict=False) if cell.column == c and cell.text and cell.row == below]
    if len(starts) in (2, 3) and starts[0] == own[0]:
        for meaning, start, end in zip(("dimension", "aspect"), starts, starts[1:], strict=False):
            columns[meaning] = list(range(start, end))
        columns["name"] = list(range(starts[-1], own[-1] + 1))


def _beside(rows: dict[str, list[Cell]]) -> None:
    """A label at the side of the whole table (年度绩效指标完成情况) heads no column: it stands left of the names and
    reaches further down than a heading, or another column right of them has its meaning."""
    first = min((c.column for m in ("dimension", "aspect", "name") for c in rows.get(m, ())), default=0)
    for meaning in ("target", "actual", "remark", "note"):
        cells = rows.get(meaning, [])
        side = [c for c in cells if c.column < first and (c.rows > _TALL or cells[-1].column > first)]
        if side:
            rows[meaning] = [c for c in cells if c not in side]
            rows.setdefault("other", []).extend(side)
            if not rows[meaning]:
                del rows[meaning]


_AT_NEED = {"dimension": ("指标类别", "指标分类"), "name": ("评价内容", "考核内容", "服务内容", "工作内容")}


def _at_need(rows: dict[str, list[Cell]]) -> None:
    """Labels that head the levels or the names only where no other does; beside 三级指标 the content explains it."""
    for meaning, weak in _AT_NEED.items():
        own = [c for c in rows.get(meaning, ()) if key_of(c.text) not in weak]
        if own and len(own) < len(rows[meaning]):
            rest = [c for c in rows[meaning] if key_of(c.text) in weak]
            rows[meaning] = own
            rows.setdefault("other" if meaning == "dimension" or "note" in rows else "note", []).extend(rest)


def _of_levels(rows: dict[str, list[Cell]]) -> None:
    """Where several columns are headed 分值 or 得分, each belongs to the column of names at its left:
    一级指标 | 分值 | 二级指标 | 分值 | 三级指标 | 分值."""
    starts = sorted((c.column, m) for m in ("dimension", "aspect", "name") for c in rows.get(m, ()))
    for meaning in ("points", "score"):
        cells = rows.get(meaning, [])
        if len(cells) < 2:
            continue
        del rows[meaning]
        for cell in cells:
            owner = next((m for column, m in reversed(starts) if column < cell.column), "name")
            key = meaning if owner == "name" else f"{owner}.points" if meaning == "points" else "other"
            rows.setdefault(key, []).append(cell)


def _promoted(strip: Strip, rows: dict[str, list[Cell]]) -> None:
    """目标 is the column of targets where no other is, and 绩效指标 is the column of names where no other column is: right of the levels, not the label at their side. 评分说明 right of 得分 is where reasons go if nowhere else."""
    if "remark" not in rows and "score" in rows:
        told = [c for c in rows.get("note", ()) if _TOLD.match(key_of(c.text)) and c.column > rows["score"][-1].column]
        if told:
            rows["remark"] = told
            rows["note"] = [cell for cell in rows["note"] if cell not in told]
    if "target" not in rows and "name" in rows and "actual" in rows:
        for cell in rows.get("other", ()):
            if key_of(cell.text) in ("目标", "绩效目标", "年度绩效目标") and cell.column > rows["name"][0].column:
                rows["target"] = [cell]
                rows["other"] = [other for other in rows["other"] if other is not cell]
                break
    if "name" in rows and "dimension" not in rows and "aspect" not in rows:
        _level_in_front(strip, rows)
    if "name" in rows or "other" not in rows or not rows.keys() & {"target", "actual", "points"}:
        return
    levels = [c.column for meaning in ("dimension", "aspect") for c in rows.get(meaning, ())]
    values = [c.column for meaning in ("target", "actual", "points") for c in rows.get(meaning, ())]
    for cell in rows["other"]:
        if max(levels, default=-1) < cell.column < min(values) and key_of(cell.text).endswith("指标"):
            rows["name"] = [cell]
            rows["other"] = [other for other in rows["other"] if other is not cell]
            return


def _from_above(strip: Strip, rows: dict[str, list[Cell]], labels: Labels) -> None:
    """The upper half of a heading over two rows, where the merges were lost: labels over the blanks of this row."""
    for cell in strip.cells if strip.row else ():
        if not cell.text and cell.row == strip.row:
            above = strip.grid.at(strip.row - 1, cell.column)
            meaning = labels.heads(key_of(above.text), "row") if above.columns == 1 else ""
            if meaning and meaning not in rows:
                rows[meaning] = [cell]


def _heading(kind: str, found: dict[str, list[Cell]]) -> Heading:
    columns: Columns = {}
    cells: dict[int, Cell] = {}
    for meaning, headed in found.items():
        for cell in headed:
            for column in range(cell.column, cell.column + cell.columns):
                columns.setdefault(meaning, []).append(column)
                cells[column] = cell
    percent = kind == "funds" and any(
        "%" in c.text or "％" in c.text for c in found.get("rate", ()) if "100%" not in c.text
    )
    return Heading(kind, columns, cells, percent=percent)


def _valued(strip: Strip, labels: Labels) -> bool:
    """Whether a money label has its figure beside it (预算数 | 201.43), and so heads no column."""
    for i, key in enumerate(strip.keys[:-1]):
        if labels.funds.get(key) in _FUNDS and parse_decimal(strip.cells[i + 1].text) is not None:
            return True
    return False


def under(strip: Strip, over: Heading) -> bool:
    """Whether a row is the lower part of a heading: a label from above still covers its first columns."""
    for meaning in ("name", "aspect", "target"):
        if columns := over.columns.get(meaning):
            head = over.cells[columns[0]]
            if head.row + head.rows > strip.row and columns[0] < strip.grid.columns and strip.at(columns[0]) is head:
                return True
    return False
