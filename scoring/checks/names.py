"""I10–I13, I16: what an indicator is called, where it stands, how heavy it is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction
from functools import lru_cache
from typing import Any

from scoring.checks.catalogue import blank, clues, mentions
from scoring.checks.table import Entry, Table, core, number, short
from scoring.notation import Bound, parse
from scoring.notation.text import normal
from scoring.number import compared, same, show
from scoring.quantity import Unit, unit_pattern
from scoring.source import Finding
from scoring.understand import unit_in_name

HUNDRED = Fraction(100)


def direction(table: Table) -> Iterator[Finding]:
    """I10: ≤ under a name where more is better, ≥ where less is."""
    for e in table.rows:
        if is_reversed(e):
            better = "越低" if e.target.op in (">=", ">") else "越高"
            message = f"“{short(e.indicator.name)}”{better}越好，目标却写 {short(e.indicator.target)}；请核对比较符号"
            yield table.finding("I10", e.row.place("target"), message, e.indicator.target)


def is_reversed(e: Entry) -> bool:
    """Whether a written comparator points away from what is better."""
    value, i = e.target.value, e.indicator
    if not isinstance(value, Bound) or not value.written or value.op == "=":
        return False
    better = _better(i.name + value.before, value.quantity.unit, "成本" in i.dimension or "成本" in i.aspect)
    return better is not None and (better == "越高") == (value.op in ("<=", "<"))


@lru_cache(maxsize=4096)
def _better(name: str, unit: Unit, cost: bool) -> str | None:
    data, dimension = clues()["direction"], unit.dimension
    if _high(name):
        return "越高"
    if mentions(name, data["except"]):
        return None
    kinds = [data["lower_count"]]
    if unit.numerator == "金额":
        kinds.append(data["lower_money"])
        if cost and not mentions(name, data["cost_except"]):
            return "越低"
    if dimension in ("时长", "工作日", "月份"):
        kinds.append(data["lower_time"])
        if re.search(data["lower_time_pattern"], name) and not mentions(name, data["time_except"]):
            return "越低"
    return "越低" if any(mentions(name, words) for words in kinds) else None


def _high(name: str) -> bool:
    """Whether more is better by the name, unless a negation stands right before the word (不合格率)."""
    data = clues()["direction"]
    word = mentions(name, data["higher"])
    if word is None:
        return False
    before = name[: name.rindex(word)]
    return not before.endswith(tuple(data["negations"])) and not any(n in name for n in data["lowered"])


# -- numbers in names --


def number_in_name(table: Table) -> Iterator[Finding]:
    """I11: the one number in the name that has the target's unit is not the target's number."""
    for e in table.rows:
        value = e.target.value
        if not isinstance(value, Bound) or value.quantity.unit.name == "" or not _FIGURE.search(e.indicator.name):
            continue
        if unit_in_name(e.indicator.name):
            continue
        found = [v for text in _figures(e.indicator.name) if isinstance(v := parse(text), Bound)]
        same = [v for v in found if v.quantity.unit.dimension == value.quantity.unit.dimension]
        if len(same) == 1 and same[0].quantity.base != value.quantity.base:
            named, target = str(same[0].quantity), e.indicator.target
            message = f"名称“{short(e.indicator.name)}”里是 {named}，目标是 {short(target)}；请改成同一个数"
            yield table.finding("I11", e.row.place("target"), message, target, named)


_FIGURE = re.compile(r"\d")
_CONTEXT = re.compile(r"每|/|以[上下内]|之内|及以|岁|级|倍|折|第|其中|小时热线|\*|×|[~～]")
_OPEN_UNITS = "%‰时间钟天日月年周度元分率"  # in the middle of a name these say for whom or how long, not how much


_NOT_SET = re.compile(r"每|/|岁|级|倍|折|第|其中|平均|[~～]")
_SET = (  # what a name says of its own target: 满意度达到95%以上, 2小时内响应率
    r"(?:达到?|不低于|不少于|≥)(\d+(?:\.\d+)?)({unit})(?:及?以上)?$"
    r"|(?<![\d.\-])(\d+(?:\.\d+)?)(小时|分钟|天|日|个?工作日|个月)(?:以内|之内|内)"
)


@lru_cache(maxsize=1)
def _own() -> re.Pattern[str]:
    return re.compile(_SET.format(unit=unit_pattern()))


@lru_cache(maxsize=1)
def _counts() -> re.Pattern[str]:
    return re.compile(rf"([≥≤<>=]?)(?<![\d.\-~A-Za-z第])(\d+(?:\.\d+)?)({unit_pattern()})")


@lru_cache(maxsize=4096)
def _figures(name: str) -> tuple[str, ...]:
    """Number and unit where the name itself sets a number: after a comparator, at its end, or a plain count."""
    plain = normal(name)
    if not _NOT_SET.search(plain) and (found_set := _own().findall(plain)):
        return tuple("".join(groups) for groups in found_set)
    if _CONTEXT.search(plain):
        return ()
    found = []
    for m in _counts().finditer(plain):
        if re.fullmatch(r"(?:19|20)\d\d", m[2]) and m[3].startswith("年"):
            continue
        at_end = not plain[m.end() :].strip("。;)）")
        if m[1] or at_end or not any(c in _OPEN_UNITS for c in m[3]):
            found.append(m[2] + m[3])
    return tuple(found)


# -- weight --


def heavy_rows(table: Table) -> Iterator[Finding]:
    """I12: one row carries half the points or more; of 100 where the table has fewer."""
    total = table.points
    if not table.execution_row:
        total += table.execution_points or 0
    total = max(total, HUNDRED)
    others = [e for e in table.rows if e.points and not e.execution]
    half = total / 2
    for e in others if len(others) > 1 else []:
        if e.points and compared(e.points, half) >= 0:
            message = f"这一行分值 {e.indicator.points}，占全部 {show(total)} 分的一半以上；请细化指标、分散分值"
            if e.points == half:
                message = message.replace("一半以上", "一半")
            yield table.finding("I12", e.row.place("points"), message, e.indicator.points)


def empty_rows(table: Table) -> Iterator[Finding]:
    """I12: a row that nobody filled in, and a 二级 that has no other."""
    filled = {(e.indicator.dimension, e.indicator.aspect) for e in table.rows}
    for e in table.entries:
        if not e.empty:
            continue
        i = e.indicator
        alone = i.aspect and (i.dimension, i.aspect) not in filled
        what = f"二级指标“{core(i.aspect)}”下没有填写三级指标" if alone else "这一行是空行，没有填写指标"
        yield table.finding("I12", e.row.place(), f"{what}；请补上指标，不设的请删去这一行")


def all_full(table: Table) -> Iterator[Finding]:
    """I13: every row has full marks."""
    rows = [e for e in table.rows if not e.execution]
    if table.partial or len(rows) < 2 or any(e.claimed is None for e in rows):
        return
    full = table.pointed and all(same(e.claimed, e.points) for e in rows)
    by_total = all(e.points is None for e in rows) and number(table.submission.claimed.total) == HUNDRED
    if full or by_total:
        message = f"{len(rows)} 项指标全部满分；请核对完成值有无佐证"
        yield table.finding("I13", table.submission.place("total"), message)


# -- place --


def misplaced(table: Table) -> Iterator[Finding]:
    """I16: an indicator under a 二级 where it does not belong."""
    for e in table.rows:
        aspect, name = core(e.indicator.aspect), e.indicator.name
        if home := _home(name, aspect):
            message = f"“{short(name)}”放在“{aspect}”下不相称；请移到{home}"
            yield table.finding("I16", e.row.place("path"), message, aspect, home)


@lru_cache(maxsize=4096)
def _home(name: str, aspect: str) -> str | None:
    """Where an indicator of that name belongs, when it is not where it stands."""
    for clue in _under(aspect):
        if mentions(name, clue["names"]) or name.endswith(tuple(clue.get("ends", ()))):
            home: str = clue["home"]
            return home
    return None


@lru_cache(maxsize=1024)
def _under(aspect: str) -> list[dict[str, Any]]:
    """What does not belong under a 二级."""
    return [clue for clue in clues()["misplaced"] if any(aspect.startswith(under) for under in clue["under"])]


def repeated(table: Table) -> Iterator[Finding]:
    """I16: the same row twice."""
    seen: dict[tuple[str, ...], Entry] = {}
    for e in table.rows:
        i = e.indicator
        name, target = normal(i.name), normal(i.target)
        if e.pasted or len(name) < 2:
            continue
        key: tuple[str, ...] = (core(i.dimension), name, target, normal(e.actual))
        if len(name) < 4:  # 数量, 满意度: names that several rows may have
            key += (core(i.aspect), i.points or "", e.facts.claimed or "", i.unit, i.note)
        promised = ("", *i.path, target)  # a second one that nobody filled in is the same row too
        first = seen.setdefault(promised if blank(e.actual) and promised in seen else key, e)
        seen.setdefault(promised, e)
        if first is not e:
            where = str(first.row.place("path"))
            message = f"与前面的一行{f'（{where}）' if where else ''}重复：“{short(i.name)}”；请删去一行"
            yield table.finding("I16", e.row.place("path"), message, i.name)
