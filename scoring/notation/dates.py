"""Dates, deadlines and periods as people write them: 12月底前, 2020年1月--2020年11月, 在本年度完成."""

from __future__ import annotations

import re
from calendar import monthrange

from scoring.notation.values import Date, Day, Op

_YEAR = r"(?:(?P<year{n}>(?:19|20)\d\d)年|(?P<this{n}>[本当今]年度?|年度|全年))"
_POINT = (
    r"(?:"
    r"(?P<iso{n}>(?:19|20)\d\d[-/.](?:1[0-2]|0?[1-9])(?:[-/.](?:[12]\d|3[01]|0?[1-9]))?)(?![\d.%])"
    rf"|{_YEAR}?(?P<month{{n}}>1[0-2]|0?[1-9])月份?(?:(?P<day{{n}}>[12]\d|3[01]|0?[1-9])[日号]?|(?P<part{{n}}>[底末初]|[上中下]旬))?"
    rf"|{_YEAR.replace('{n}', '{n}b')}?(?:第?(?P<quarter{{n}}>[一二三四1-4])季度|(?P<half{{n}}>[上下]半年))(?:[底末])?"
    rf"|{_YEAR.replace('{n}', '{n}c')}度?(?P<end{{n}}>[底末])?"
    r"|(?P<yearend{n}>年[底末])"
    r")"
)


def _point(n: str) -> str:
    return _POINT.replace("{n}", n)


_SUFFIX = r"(?P<suffix>(?:之|以)?前|(?:之|以)?内|(?:之|以)?后)?"
_PERIOD = re.compile(
    rf"(?:自|从)?{_point('A')}(?:-+|~|至|到|—+){_point('B')}(?P<tail>止|期间|(?:之|以)?内)?"
    r"|(?P<yA>(?:19|20)\d\d)(?:-|~|至|到)(?P<yB>(?:19|20)\d\d)(?:年度?|$)"
    r"|(?:(?P<yM>(?:19|20)\d\d)[年.])?(?P<mA>1[0-2]|0?[1-9])(?:-|~|至|到)(?P<mB>1[0-2]|0?[1-9])(?:月份?|$(?<=\d)(?<=[.年]\d-\d\d))"
)
_DATE = re.compile(rf"(?:截[至止]到?|[在于]|至|到)?{_point('A')}{_SUFFIX}")

#: words after which a bare year or date is still a deadline: 在本年度完成
_DONE = re.compile(r"(?:全部|按时|按期|如期|及时)?(?:完成|完工|竣工|交付|验收|到位|支付|拨付|结束|发放|投入使用|建成)")


def find(text: str, start: int = 0) -> tuple[int, int, Date] | None:
    """The first date from `start` on: where it begins and ends, and what it means; None without one."""
    for match in _PERIOD.finditer(text, start):
        if not _inside_number(text, match.start(), match.end()) and (period := _period(match)):
            return match.start(), match.end(), period
    for match in _DATE.finditer(text, start):
        if not _inside_number(text, match.start(), match.end()) and (date := _single(match, text)):
            return match.start(), match.end(), date
    return None


def _inside_number(text: str, start: int, end: int) -> bool:
    return bool(re.search(r"[\dA-Za-z.]$", text[:start]) or re.match(r"[\dA-Za-z%]", text[end:]))


def _period(match: re.Match[str]) -> Date | None:
    g = match.groupdict()
    if g["yA"]:
        return Date("=", (int(g["yA"]), 1, 1), (int(g["yB"]), 12, 31))
    if g["mA"]:
        year = int(g["yM"]) if g["yM"] else None
        first, last = int(g["mA"]), int(g["mB"])
        return Date("=", (year, first, 1), (year, last, _last(year, last)))
    left, right = _bounds(g, "A"), _bounds(g, "B")
    if left is None or right is None:
        return None
    start, end = left[0], right[1]
    if end[0] is None and start[0] is not None:
        end = (start[0], *end[1:])
    return Date("=", start, end)


def _single(match: re.Match[str], text: str) -> Date | None:
    g = match.groupdict()
    bounds = _bounds(g, "A")
    if bounds is None:
        return None
    start, end = bounds
    suffix, after, before = g["suffix"] or "", text[match.end() :], text[: match.start()]
    closing = bool(g["partA"] or g["endA"] or g["yearendA"])
    assumptions: tuple[str, ...] = ()
    if g["thisA"] or g["thisAb"] or g["thisAc"] or g["yearendA"]:
        assumptions = ("年度按所属年度理解",)
    only_year = bool(g["yearAc"] or g["thisAc"]) and not g["endA"]
    if only_year and not suffix:
        done = _DONE.fullmatch(after)
        if not done and (before or after or g["thisAc"] in ("年度", "全年")):
            return None  # 2023年抽样调查, 全年制卡数量: a year in passing
        return Date("<=" if done else "=", None if done else start, end, assumptions=assumptions)
    if suffix.endswith("后"):
        return Date(">=", None, end, assumptions=assumptions)
    op: Op = "<=" if suffix or (closing and (after == "" or _DONE.match(after))) else "="
    if op == "=" and _DONE.match(after):
        op, assumptions = "<=", (*assumptions, "“某时完成”按不晚于该时理解")
    return Date(op, None if op == "<=" else start, end, assumptions=assumptions)




def _bounds(g: dict[str, str | None], n: str) -> tuple[Day, Day] | None:
    if iso := g[f"iso{n}"]:
        numbers = [int(x) for x in re.split(r"[-/.]", iso)]
        year, month = numbers[0], numbers[1]
        if len(numbers) == 3:
            return _checked((year, month, numbers[2]), (year, month, numbers[2]))
        return (year, month, 1), (year, month, _last(year, month))
    years = (g[f"year{n}"], g[f"year{n}b"], g[f"year{n}c"])
    year_or_none = next((int(y) for y in years if y), None)
    if month_text := g[f"month{n}"]:
        month = int(month_text)
        if day := g[f"day{n}"]:
            return _checked((year_or_none, month, int(day)), (year_or_none, month, int(day)))
        first, last = {"初": (1, 10), "上旬": (1, 10), "中旬": (11, 20)}.get(
            g[f"part{n}"] or "", (1, _last(year_or_none, month))
        )
        return (year_or_none, month, first), (year_or_none, month, last)
    if quarter := g[f"quarter{n}"]:
        month = 3 * ("一二三四".find(quarter) + 1 or int(quarter))
        return (year_or_none, month - 2, 1), (year_or_none, month, _last(year_or_none, month))
    if half := g[f"half{n}"]:
        return (
            ((year_or_none, 1, 1), (year_or_none, 6, 30))
            if half == "上半年"
            else ((year_or_none, 7, 1), (year_or_none, 12, 31))
        )
    return (year_or_none, 1, 1), (year_or_none, 12, 31)


def _last(year: int | None, month: int) -> int:
    return monthrange(year or 2023, month)[1]


def _checked(start: Day, end: Day) -> tuple[Day, Day] | None:
    return (start, end) if start[2] <= monthrange(start[0] or 2024, start[1])[1] else None
