"""A row of the money table → a FundsRow, under a heading or with its labels beside its figures."""

from __future__ import annotations

import re
from dataclasses import replace
from fractions import Fraction
from typing import Any

from scoring.grid import Cell
from scoring.model import Funds, FundsRow
from scoring.number import half_width, parse_decimal, show
from scoring.recognise.cells import failed, flat, number, rate
from scoring.recognise.draft import Draft
from scoring.recognise.labels import Labels, key_of
from scoring.recognise.rows import strange
from scoring.recognise.strips import Heading, Strip

_FIGURES = ("initial", "budget", "spent", "points", "score")
_KEYS = {"score": "claimed"}
_COUNTS = ("数量", "个数", "人数", "户数", "家数", "编制数")  # 部门预算单位数量 is no money
_RATE_ROW = re.compile("(?:预算|资金|项目|全年|年度|支出)*执行率(?:指标)?")
_PARTS = re.compile(r"\s{2,}|[;,。]\s*(?!\d)")
_LINE = 120  # characters of a line that tells the money
_OF_RATE = (10, 20)  # points of 执行率 in the forms known
_IN_BRACKETS = re.compile(r"[（(](?:单位[:：])?(?:万元|亿元|元)[)）]")
_POINTS = re.compile(r"[（(](\d{1,3})分[)）]")


def take(strip: Strip, over: Heading, draft: Draft) -> bool:
    """Read a row under the money heading; False when it is something else."""
    values, first = _values(strip, over)
    before = (c for c in reversed(strip.cells) if c.column + c.columns <= first and c.text and c.row == strip.row)
    name = values.get("name") or next(before, None)
    figures = {m: number(c.text) for m, c in values.items() if m in _FIGURES and c.row == strip.row}
    filled = [value for value, _ in figures.values() if value is not None]
    label = flat(name.text).strip("：:") if name else ""
    if not filled and (not _is_name(label, draft) or not all(understood for _, understood in figures.values())):
        return False
    if any(cell is values.get("spent") for cell in (values.get("budget"), values.get("initial")) if cell):
        return False  # one cell over the figures is a text
    if not label:
        if not filled:
            return False
        label = "年度资金总额"
        draft.repaired("R03", strip.cells[0].source, "这一行资金没有名称，按年度资金总额理解")
    if over.unknown:
        strange(strip, over, draft)
    for meaning, (_, understood) in figures.items():
        if not understood:
            draft.repaired("R02", values[meaning].source, f"“{values[meaning].text[:30]}”不是数字，没有读取")
        elif failed(values[meaning].text):
            draft.failed(values[meaning].text, values[meaning].source)
    _add(draft, label, {m: v for m, (v, _) in figures.items()}, values, over.percent, name or strip.cells[0])
    return True


def _values(strip: Strip, over: Heading) -> tuple[dict[str, Cell], int]:
    """The cell under each heading, and the column the figures begin in; where a heading has several columns, the
    last one with a figure counts (the budget as adjusted)."""
    values: dict[str, Cell] = {}
    figures: list[int] = []
    for meaning, columns in over.columns.items():
        for column in columns:
            cell = strip.at(column) if column < strip.grid.columns else None
            if cell is None or not cell.text:
                continue
            figure = meaning != "name" and number(cell.text)[1]
            if figure:
                figures.append(column)
            if figure or meaning not in values:
                values[meaning] = cell
    return values, min(figures, default=min(over.cells))


def _is_name(text: str, draft: Draft) -> bool:
    return (
        bool(text)
        and len(text) <= 40
        and not text.endswith(_COUNTS)
        and any(word in text for word in draft.labels.money)
    )


def _add(
    draft: Draft, label: str, figures: dict[str, str | None], cells: dict[str, Cell], percent: bool, name: Cell
) -> None:
    printed, understood = rate(cells["rate"].text, percent) if "rate" in cells else (None, False)
    if understood:
        draft.repaired("R03", cells["rate"].source, f"执行率写作 {cells['rate'].text.strip()}，按 {printed} 理解")
    if not draft.funds and figures.get("points") is None and (points := draft.fields.pop("funds.points", None)):
        figures["points"] = points
    places = {_KEYS.get(m, m): cell.source for m, cell in cells.items()}
    funds = Funds(
        _IN_BRACKETS.sub("", label),
        figures.get("initial"),
        figures.get("budget"),
        figures.get("spent"),
        figures.get("points"),
        printed,
        figures.get("score"),
    )
    draft.funds.append(FundsRow(funds, {"": name.source, **places}))


def label_points(strip: Strip, draft: Draft) -> None:
    """预算执行情况（20分）: the points of the execution rate, printed beside the table only."""
    for cell, key in zip(strip.cells, strip.keys, strict=True):
        of_rate = draft.labels.funds.get(key) in ("rate", "points", "score")  # 执行率得分（10分）
        if (of_rate or draft.labels.field.get(key) == "other") and (found := _POINTS.search(cell.text)):
            draft.fields.setdefault("funds.points", found[1])


def pointed(draft: Draft) -> None:
    """The points of 执行率 where the money table prints its score only: what the indicators leave of the total."""
    whole = next((row for row in draft.funds if row.funds.claimed is not None), None)
    if whole is None or any(row.funds.points is not None for row in draft.funds):
        return
    printed = [parse_decimal(row.indicator.points or "") for row in draft.rows]
    total = parse_decimal(draft.fields.get("total.points", "100"))
    if not printed or total is None or None in printed:
        return
    left = total - sum((points for points in printed if points is not None), Fraction(0))
    if left not in _OF_RATE or any(_RATE_ROW.fullmatch(row.indicator.name) for row in draft.rows):
        return
    at = draft.funds.index(whole)
    draft.funds[at] = FundsRow(replace(whole.funds, points=show(left)), whole.places)
    message = f"执行率的分值没有印出，按总分 {show(total)} 减去各行分值，理解为 {show(left)} 分"
    draft.repaired("R03", whole.places["claimed"], message)


def beside(strip: Strip, draft: Draft) -> bool:
    """Read money whose labels stand beside the figures: 预算数 | 201.43 | 全年执行数 | 193.13 | 执行率."""
    labels = draft.labels
    figures: dict[str, str | None] = {}
    cells: dict[str, Cell] = {}
    name: Cell | None = None
    loose: Cell | None = None
    for i, (cell, key) in enumerate(zip(strip.cells, strip.keys, strict=True)):
        value = next((c for c in strip.cells[i + 1 :] if c.text), None)
        figure = parse_decimal(value.text) if value is not None else None
        if not cell.text or parse_decimal(cell.text) is not None:
            continue
        meaning = labels.funds.get(key) or _ending(key)
        if not meaning and (inside := _inside(cell, labels)):
            figures[inside[0]], cells[inside[0]] = inside[1], cell
            continue
        if meaning == "rate" and value is not None and _is_rate(value.text):
            cells["rate"] = value
        elif figure is not None and value is not None:
            if not meaning and labels.field.get(key) == "total":
                continue  # 合计 | 97.0: the total of the scores, printed above the table
            if not meaning and _is_name(cell.text, draft):
                meaning = "initial"
                name = cell
            elif key.startswith("其中") and not name:
                name = cell
            if meaning in _FIGURES:
                figures[meaning], cells[meaning] = number(value.text)[0], value
        elif cell.text.rstrip("%％") != cell.text and cell.row == strip.row:
            loose = cell
        elif i == 0 and (cell.row == strip.row) and _is_name(cell.text, draft):
            name = cell
    if name is None and (figures or "rate" in cells) and strip.cells[0].row < strip.row:
        return _continued(strip, figures, cells, draft)
    if name is None and not draft.funds and len(figures.keys() & {"initial", "budget", "spent"}) > 1:
        _add(draft, "年度资金总额", figures, cells, False, next(c for c in strip.cells if c.text))
        return True
    rated = loose is not None and bool(draft.funds) and _rate_above(strip, loose, draft)
    if figures and name is not None:
        _add(draft, flat(name.text).strip("：:"), figures, cells, False, name)
    return rated or bool(figures and name is not None)


def _inside(cell: Cell, labels: Labels) -> tuple[str, str] | None:
    """The score of 执行率 where label and figure share a cell (得分：9.76)."""
    label, colon, value = half_width(cell.text).partition(":")
    meaning = labels.funds.get(key_of(label)) if colon else None
    figure = number(value)[0] if meaning in ("points", "score") else None
    return (meaning, figure) if meaning and figure is not None else None


def in_a_line(strip: Strip, draft: Draft) -> bool:
    """Read money told in one line: 预算数：120万元　执行数：114万元　执行率：95%."""
    if len(strip.fresh) != 1:
        return False
    cell = strip.cells[strip.fresh[0]]
    figures: dict[str, str | None] = {}
    cells: dict[str, Cell] = {}
    printed = None
    for part in _PARTS.split(half_width(cell.text)) if len(cell.text) < _LINE else ():
        label, _, value = part.partition(":")
        meaning = draft.labels.funds.get(key_of(label), "")
        if meaning == "rate" and _is_rate(value):
            cells["rate"], printed = cell, rate(value, False)[0]
        elif meaning in _FIGURES and (figure := number(value)[0]) is not None:
            figures[meaning], cells[meaning] = figure, cell
            draft.see_unit(f"单位:{value.lstrip('0123456789,. ')}")
    if not {"budget", "spent"} <= figures.keys():
        return False
    funds = Funds(
        "年度资金总额", None, figures["budget"], figures["spent"], figures.get("points"), printed, figures.get("score")
    )
    draft.funds.append(FundsRow(funds, {"": cell.source} | {_KEYS.get(m, m): c.source for m, c in cells.items()}))
    return True


def _continued(strip: Strip, figures: dict[str, str | None], cells: dict[str, Cell], draft: Draft) -> bool:
    """More figures of the row above, beside the same label at the left (年初预算数 | … over 全年执行数 | …)."""
    last = draft.funds[-1] if draft.funds else None
    if last is None or last.places.get("") != strip.cells[0].source:
        return False
    for meaning, cell in cells.items():
        key = _KEYS.get(meaning, meaning)
        if key not in last.places:
            _put(draft, len(draft.funds) - 1, meaning, cell, False)
    return True


def _is_rate(text: str) -> bool:
    printed = flat(text).rstrip("%％")
    return bool(printed) and parse_decimal(printed) is not None


def downwards(strip: Strip, draft: Draft) -> bool:
    """Read a row of money laid out downwards: its one label says which figure, and each column right of it is a
    source of money, named above (全年执行数 | 95 | 80 | 15)."""
    labels = draft.labels
    found = [i for i in strip.fresh if labels.funds.get(strip.keys[i]) in (*_FIGURES, "rate")]
    if len(found) != 1 or any(labels.field.get(strip.keys[i], "other") != "other" for i in strip.fresh):
        return False
    label = strip.cells[found[0]]
    meaning = labels.funds[strip.keys[found[0]]]
    if strip.keys[found[0]].startswith("其中") or sum(i < found[0] for i in strip.fresh) > 1:
        return False
    values = [c for c in strip.cells[found[0] + 1 :] if c.row == strip.row and c.text]
    if not values or not all(_is_rate(c.text) or not c.text.strip("-—–/") for c in values):
        return False
    for cell in values:
        at = draft.sources.get(cell.column)
        if at is None or meaning in draft.funds[at].places:
            draft.sources[cell.column] = at = len(draft.funds)
            name = _above(strip, cell, label, draft)
            draft.funds.append(FundsRow(Funds(name), {"": cell.source, _KEYS.get(meaning, meaning): cell.source}))
        _put(draft, at, meaning, cell, "%" in label.text.replace("100%", ""))
    return True


def _above(strip: Strip, cell: Cell, label: Cell, draft: Draft) -> str:
    """What a column of money is called: in the cell above it, else left of the labels."""
    over = strip.grid.at(cell.row - 1, cell.column).text if cell.row else ""
    left = strip.grid.at(strip.row, label.column - 1).text if label.column else ""
    name = next((flat(text) for text in (over, left) if _is_name(flat(text), draft)), "年度资金总额")
    return _IN_BRACKETS.sub("", name).strip("：:")


def _put(draft: Draft, at: int, meaning: str, cell: Cell, percent: bool) -> None:
    row = draft.funds[at]
    key = _KEYS.get(meaning, meaning)
    if meaning == "rate":
        value, understood = rate(cell.text, percent)
        if understood:
            draft.repaired("R03", cell.source, f"执行率写作 {cell.text.strip()}，按 {value} 理解")
    else:
        value = number(cell.text)[0]
    changed: dict[str, Any] = {key: value}
    funds = replace(row.funds, **changed)
    draft.funds[at] = FundsRow(funds, {**row.places, key: cell.source})


def _ending(key: str) -> str:
    """其中：一般公共预算执行数 says by its ending what it is."""
    return "spent" if key.endswith("执行数") and key.startswith("其中") else ""


def _rate_above(strip: Strip, cell: Cell, draft: Draft) -> bool:
    """The one rate printed under its label belongs to the whole, the first row."""
    above = key_of(strip.grid.at(cell.row - 1, cell.column).text) if cell.row else ""
    first = draft.funds[0]
    if draft.labels.funds.get(above) != "rate" or first.funds.rate is not None:
        return False
    funds = replace(first.funds, rate=rate(cell.text, False)[0])
    draft.funds[0] = FundsRow(funds, {**first.places, "rate": cell.source})
    return True


def marked(rows: list[FundsRow]) -> list[FundsRow]:
    """The sum is the first row; where it is another one that says so, that one is marked."""

    def is_sum(row: FundsRow) -> bool:
        return key_of(row.funds.name) in ("合计", "总计", "总额", "资金总额", "年度资金总额", "资金合计")

    if rows and not is_sum(rows[0]):
        for at, row in enumerate(rows):
            if is_sum(row):
                return [*rows[:at], FundsRow(replace(row.funds, total=True), row.places), *rows[at + 1 :]]
    return rows
