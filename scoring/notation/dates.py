"""Dates, deadlines and periods as people write them: 12月底前, 2020年1月--2020年11月, 在本年度完成."""

from __future__ import annotations

import re
from calendar import monthrange

from scoring.notation.values import Date, Day, Op
from scoring.number import parse_chinese

_YEAR = r"(?:(?P<year{n}>(?:19|20)\d\d|[0-4]\d(?=年(?:\d{1,2}月|[底末]|[上下]半年|第?[一二三四]季度))|(?:二[〇零○]|一九)[〇零○一二三四五六七八九]{2})年|(?P<this{n}>[本当今]年度?|年度|全年)|(?P<next{n}>(?:(?<![\d人场批班户家架车])次|翌|第二|下一?)年度?的?))"
_MONTH, _DAY = "1[0-2]|0?[1-9]", r"[12]\d|3[01]|0?[1-9]"
_CHINESE_DAY = "三十一?|[一二]?十[一二三四五六七八九]?|[一二三四五六七八九]"
_SEP = r"(?:-+|~|至|到)"


def _point(n: str) -> str:
    """A regular expression for one date; its groups end in `n`, a second year group in b, c."""

    def year(extra: str = "") -> str:
        return _YEAR.replace("{n}", n + extra)

    return (
        rf"(?:(?P<iso{n}>(?:19|20)\d\d(?:[-/.](?:{_MONTH})[-/.](?:{_DAY})|[-/](?:{_MONTH})|\.(?:{_MONTH})(?=前|底)))(?![\d.%])"
        rf"|(?P<dot{n}>(?:{_MONTH})\.(?:{_DAY}))(?=日?[之以]?前)日?"
        rf"|(?![一1](?:季度|月)[一1]次[。;]?\Z){year()}?(?:(?P<month{n}>{_MONTH})月|(?P<cmonth{n}>十[一二]?|[一二三四五六七八九])月(?=份|[底末初\d]|(?:{_CHINESE_DAY})[日号]|[上中下]旬|[之以]?前))份?(?:(?P<day{n}>{_DAY})(?:[日号]|(?![次个项件人户场期元天万亿%]))|(?P<cday{n}>{_CHINESE_DAY})[日号]|(?P<part{n}>[底末初]|[上中下]旬))?"
        rf"|(?![一1]季度[一1]次[。;]?\Z){year('b')}?(?:第?(?P<quarter{n}>[一二三四1-4])季度|(?P<half{n}>[上下]半年))(?P<close{n}>[底末])?"
        rf"|{year('c')}度?(?P<end{n}>[底末])?"
        rf"|(?P<yearend{n}>年[底末内]))"
    )


_DATE = re.compile(
    rf"(?:截[至止]到?|[在于]|至|到|(?P<by>[≤<]|不晚于|不迟于|不超过|[最至][迟晚]于?|早于|先于))?{_point('A')}"
    r"(?:(?<=[日号])(?:[01]?\d|2[0-4])[时点])?(?P<suffix>[之以]?前|[之以]?内|[之以]?后)?"
)
_PERIOD = re.compile(
    rf"[自从]?{_point('A')}{_SEP}{_point('B')}(?:止|期间|[之以]?内)?"
    rf"|(?P<dA>(?:19|20)\d\d\.(?:{_MONTH})){_SEP}(?P<dB>(?:19|20)\d\d\.(?:{_MONTH}))(?=[,;。)]|止|期间|完成|[之以]?[前内]|$)"
    rf"|(?P<yA>(?:19|20)\d\d)年?{_SEP}(?P<yB>(?:19|20)\d\d)(?:年度?|$)"
    rf"|(?:(?P<yM>(?:19|20)\d\d)[年.])?(?P<mA>{_MONTH}){_SEP}(?P<mB>{_MONTH})月份?"
)

#: cheap test whether a text can hold a date at all
_COMPACT = re.compile(r"((?:19|20)\d\d)(0[1-9]|1[0-2])([0-2]\d|3[01])")
_HINT = re.compile(r"[年月季]|(?:19|20)\d\d[-/.~至到]\d|\d\.\d{1,2}日?[之以]?前")
#: words after which a bare year or date is still a deadline: 在本年度完成
_DONE = re.compile(
    r"(?:全部|全面|按时|按期|如期|及时)?(?:完成|完工|竣工|交付|验收|到位|支付|拨付|结束|发放|投入使用|建成|完毕|开工)(?:验收|支付|拨付|发放|建设|任务)?"
)
_GLUED_BEFORE = re.compile(r"[\dA-Za-z.]\Z")
_GLUED_AFTER = re.compile(r"[\dA-Za-z%]|\.\d")


def compact(text: str) -> Date | None:
    """Eight digits that are a day and nothing else: 20251031."""
    match = _COMPACT.fullmatch(text)
    days = _days(*map(int, match.groups())) if match else None
    return Date("=", *days, assumptions=("八位数字按年月日理解",)) if days else None


_DOTTED = re.compile(r"((?:19|20)\d\d)\.(0[1-9]|1[0-2]|[2-9])")


def month(figure: str) -> Date | None:
    """2023.11 beside a date or a time; None for 2023.1, which may have been 2023.10."""
    match = _DOTTED.fullmatch(figure)
    days = _days(int(match[1]), int(match[2])) if match else None
    return Date("=", *days, assumptions=(f"“{figure}”按年月理解",)) if days else None


def find(text: str, start: int = 0) -> tuple[int, int, Date] | None:
    """The first date from `start` on: where it begins and ends, and what it means; None without one."""
    if not _HINT.search(text, start):
        return None
    hits = [hit for hit in (_first(_PERIOD, text, start), _first(_DATE, text, start)) if hit]
    return min(hits, key=lambda hit: (hit[0], -hit[1]), default=None)


def _first(pattern: re.Pattern[str], text: str, start: int) -> tuple[int, int, Date] | None:
    for match in pattern.finditer(text, start):
        left, right = match.span()
        if _GLUED_BEFORE.search(text[max(0, left - 1) : left]) or _GLUED_AFTER.match(text, right):
            continue
        date = _period(match) if pattern is _PERIOD else _single(match, text)
        if date:
            return left, right, date
    return None


def _period(match: re.Match[str]) -> Date | None:
    g = match.groupdict()
    if g["dA"]:
        (y1, m1), (y2, m2) = (map(int, g[end].split(".")) for end in ("dA", "dB"))
        return Date("=", (y1, m1, 1), (y2, m2, _last(y2, m2)))
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
    later = int(any(g[f"next{n}"] for n in ("B", "Bb", "Bc")))
    if end[0] is None and start[0] is not None:
        end, later = (start[0] + later, *end[1:]), 0
    short = any(len(g[f"year{n}"] or "") == 2 for n in ("A", "Ab", "Ac", "B", "Bb", "Bc"))
    return Date("=", start, end, assumptions=_SHORT if short else (), later=later)


_GROUPS = ("A", "Ab", "Ac")
_FINE = ("iso", "dot", "day", "cday", "part", "quarter", "half", "end", "yearend")  # finer than a month, or its end
_SHORT = ("两位数的年份按 20×× 年理解",)
_THIS = ("年度按所属年度理解",)
_BY = "“某时完成”按不晚于该时理解"


def _single(match: re.Match[str], text: str) -> Date | None:
    g = match.groupdict()
    bounds = _bounds(g, "A")
    if bounds is None:
        return None
    start, end = bounds
    suffix = g["suffix"] or ""
    before, after = text[: match.start()], text[match.end() :]
    notes: tuple[str, ...] = _THIS if g["thisA"] or g["thisAb"] or g["thisAc"] or g["yearendA"] else ()
    notes += _SHORT if any(len(g[f"year{n}"] or "") == 2 for n in _GROUPS) else ()
    later = int(any(g[f"next{n}"] for n in _GROUPS))
    if g["by"] and not (end[0] or later or any(g[f"{part}A"] for part in _FINE)):
        return None  # ≤12月: twelve months, or by December
    if g["by"]:
        notes += (f"“{g['by']}”按不晚于理解",) if g["by"] in ("<", "早于", "先于") else ()
        return Date("<=", None, end, assumptions=notes, later=later)
    if suffix.endswith("后"):
        return Date(">=", None, end, assumptions=notes, later=later)
    if suffix or g["yearendA"] == "年内":
        return Date("<=", None, end, assumptions=notes, later=later)
    done = _DONE.match(after)
    if (g["yearAc"] or g["thisAc"] or g["nextAc"]) and not g["endA"]:
        if done and done.end() == len(after):
            return Date("<=", None, end, assumptions=notes, later=later)
        # 2023年抽样调查, 全年制卡数量: a year in passing
        passing = before or after or g["thisAc"] in ("年度", "全年")
        return None if passing else Date("=", start, end, assumptions=notes, later=later)
    if done:
        return Date("<=", None, end, assumptions=(*notes, _BY), later=later)
    op: Op = "<=" if not after and (g["partA"] or g["endA"] or g["yearendA"] or g["closeA"]) else "="
    return Date(op, None if op == "<=" else start, end, assumptions=notes, later=later)


_PARTS = {"初": (1, 10), "上旬": (1, 10), "中旬": (11, 20)}


def _bounds(g: dict[str, str | None], n: str) -> tuple[Day, Day] | None:
    """First and last day of one date; None when there is no such day."""
    if iso := g[f"iso{n}"]:
        return _days(*map(int, re.split(r"[-/.]", iso)))
    if dot := g[f"dot{n}"]:
        return _days(None, *map(int, dot.split(".")))
    year_text = g[f"year{n}"] or g[f"year{n}b"] or g[f"year{n}c"]
    this = _integer(year_text) or None
    if this and this < 100:
        this += 2000
    month = _integer(g[f"month{n}"] or g[f"cmonth{n}"])
    if month:
        if day := g[f"day{n}"] or g[f"cday{n}"]:
            return _days(this, month, _integer(day))
        first, last = _PARTS.get(g[f"part{n}"] or "", (1, _last(this, month)))
        return (this, month, first), (this, month, last)
    first_month, last_month = 1, 12
    if quarter := g[f"quarter{n}"]:
        last_month = 3 * ("一二三四".find(quarter) + 1 or int(quarter))
        first_month = last_month - 2
    elif half := g[f"half{n}"]:
        first_month, last_month = (1, 6) if half == "上半年" else (7, 12)
    return (this, first_month, 1), (this, last_month, _last(this, last_month))


def _integer(text: str | None) -> int:
    """A year, month or day in Arabic or Chinese figures; 0 when there is none."""
    return int(text) if text and text[0].isdigit() else int(parse_chinese(text or "") or 0)


def _last(year: int | None, month: int) -> int:
    return monthrange(year or 2023, month)[1]


def _days(year: int | None, month: int, day: int | None = None) -> tuple[Day, Day] | None:
    if day is None:
        return (year, month, 1), (year, month, _last(year, month))
    if not 0 < day <= monthrange(year or 2024, month)[1]:
        return None
    return (year, month, day), (year, month, day)
