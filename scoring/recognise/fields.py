"""Labels with their value beside or below them: 项目名称 | …, 预期目标, 总分, 评价等级, 说明."""

from __future__ import annotations

import re

from scoring.grid import Cell
from scoring.recognise import around
from scoring.recognise.cells import failed, flat, number
from scoring.recognise.draft import Draft
from scoring.recognise.labels import key_of
from scoring.recognise.strips import Columns, Strip

_BELOW = ("goal.expected", "goal.actual", "total", "total.points", "grade", "narrative")  # may stand under the label
TOTALS = ("total", "total.points", "grade")
_MONEY = re.compile(r"(?:其中[:：])?([\u4e00-\u9fff]{2,16})[:：]([\d,.]*\d)(?:万?元)?")
_PARTS = re.compile(r"\s{2,}|\u3000+|\n")
_BRACKETED = re.compile(r"^\s*[(（]([^()（）]*)[)）]\s*$", re.S)
_COLON = re.compile(r"[:：]")


def leading(strip: Strip, draft: Draft) -> str:
    """The field named by the first cell that begins in this row, a number in front of it (6 | 合计) aside; "" when
    it names none."""
    for i in strip.fresh:
        if id(strip.cells[i]) in draft.used or strip.cells[i].text.strip().isdigit():
            continue
        if named := draft.labels.meaning(strip.keys[i]) if strip.keys[i] else "":
            return named
        label, colon, _ = strip.cells[i].text.replace(":", "：").partition("：")  # 总分：94分
        within = draft.labels.meaning(key_of(label)) if colon else ""
        return within if within in TOTALS else ""
    return ""


def take(strip: Strip, draft: Draft) -> bool:
    """Read every label of a row with its value; True when there was one."""
    found = False
    cells, keys = strip.cells, strip.keys
    at = 0
    while at < len(cells):
        cell = cells[at]
        name = (
            draft.labels.meaning(keys[at]) if keys[at] and cell.row == strip.row and id(cell) not in draft.used else ""
        )
        at += 1
        if not name:
            continue
        found = True
        draft.see_unit(cell.text)
        while at < len(cells) and not cells[at].text:
            at += 1
        ends = at >= len(cells) or draft.labels.meaning(keys[at]) != "" or _labelled(cells[at].text, draft)
        if name in ("other",):
            continue
        if not ends:
            if name in TOTALS:
                at = totals(strip, at, name, draft)
                continue
            draft.set(name, cells[at].text, cells[at])
            at += 1
        elif name in _BELOW and (below := _below(strip, cell, draft)) is not None:
            draft.set(name, below.text, below)
            draft.used.add(id(below))
    return found or inline(strip, draft)


def _labelled(text: str, draft: Draft) -> bool:
    """Whether a text is a label with its own value (单位：万元), and so no value of the label before it."""
    label, colon, rest = text.replace(":", "：").partition("：")
    key = key_of(label) if colon and len(label) < 12 else ""
    return bool(key) and (draft.is_unit(rest) or draft.labels.meaning(key) != "")


def _below(strip: Strip, cell: Cell, draft: Draft) -> Cell | None:
    row = cell.row + cell.rows
    if row >= strip.grid.rows:
        return None
    below = strip.grid.at(row, cell.column)
    return below if below.text and not draft.labels.known(key_of(below.text)) else None


def totals(strip: Strip, at: int, name: str, draft: Draft) -> int:
    """The figures and the grade right of 总分 or 评价等级; returns the cell after the last one read.

    A figure is told by its column, where the rows above it have one, and by its order where not.
    """
    columns = draft.over.columns if draft.over is not None and draft.over.kind == "row" else {}
    loose: list[Cell] = []
    text = ""
    while at < len(strip.cells):
        cell, key = strip.cells[at], strip.keys[at]
        if meaning := draft.labels.meaning(key):
            if meaning not in TOTALS:
                break
            name = meaning
        elif failed(cell.text):
            draft.failed(cell.text, cell.source)
        elif cell.text and not draft.grade(cell.text):
            value, understood = number(cell.text)
            if value is not None and name != "grade" and understood:
                column = _headed(cell, columns)
                if column or name == "total.points":
                    draft.set("total" if column == "score" else "total.points", cell.text, cell)
                else:
                    loose.append(cell)
            elif not inline_cell(cell, draft) and not text:
                text = cell.text
        elif cell.text:
            draft.places.setdefault("grade", cell.source)
        at += 1
    if len(loose) > 1 and "total.points" not in draft.fields:
        draft.set("total.points", loose[0].text, loose[0])
    if loose:
        draft.set("total", loose[-1].text, loose[-1])
    return at


def _headed(cell: Cell, columns: Columns) -> str:
    """Whether a figure stands under 分值 or 得分; where it stands under both, as the edges of columns shift, the
    one of which it covers most."""
    heads = {m: columns[m] for m in ("points", "score") if m in columns}
    covered = range(cell.column, cell.column + cell.columns)
    if all(any(c in own for own in heads.values()) for c in covered):
        return max(heads, key=lambda m: sum(c in covered for c in heads[m]) / len(heads[m]))
    return next((m for m, own in heads.items() if cell.column in own), "")


def inline(strip: Strip, draft: Draft) -> bool:
    """Labels with their value in the same cell: 填报单位：…　金额单位：万元."""
    found = [inline_cell(strip.cells[i], draft) for i in strip.fresh]
    return any(found)


def inline_cell(cell: Cell, draft: Draft) -> bool:
    """One cell of that kind; a note (注：…) may be long, everything else is short."""
    text = cell.text
    if ":" not in text and "：" not in text:
        return False
    if (money := _MONEY.fullmatch("".join(text.split()))) and any(word in money[1] for word in draft.labels.money):
        draft.set(f"details.{money[1]}", money[2], cell)
        return True
    found = False
    text = _BRACKETED.sub(r"\1", text)
    first = _COLON.split(text, maxsplit=1)
    if draft.labels.field.get(key_of(first[0])) == "notes":
        draft.set("notes", first[1], cell)
        return True
    parts = [text] if len(first) == 2 and not _COLON.search(first[1]) else _PARTS.split(text)
    for part in parts if len(text) < 200 else ():
        label, _, value = _COLON.sub("：", part, count=1).partition("：")
        meaning = draft.labels.meaning(key := key_of(label))
        if (key == "单位" or meaning == "implementer") and not draft.is_unit(value):
            meaning, value = "implementer", around.undated(value)
        if not meaning:
            continue
        found = True
        draft.see_unit(text)
        if meaning != "other" and value.strip(" _—"):
            draft.set(meaning, flat(value), cell)
    return found
