"""Slips of the pen and of the scanner made good (95。6%, l00%, 壹佰元), and halves spelt out (2/3以上, 一个半小时)."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

from scoring.notation import words
from scoring.notation.values import OPEN
from scoring.number import parse_chinese
from scoring.quantity import unit_pattern

_DIGITS = str.maketrans("OoIl", "0011")
_CAPITALS = str.maketrans("壹贰叁肆伍陆柒捌玖拾佰仟萬億", "一二三四五六七八九十百千万亿")

#: cheap test whether any rule can apply
_HINT = re.compile(r"含\)|[OoIl:半/壹贰叁肆伍陆柒捌玖拾佰仟萬億]|\d[。时]|[约概][≥≤><]|[\])]\Z")

Rule = tuple[re.Pattern[str], Callable[[re.Match[str]], str], str]


@lru_cache(maxsize=1)
def _rules() -> tuple[Rule, ...]:
    """Pattern, what to write instead, and what to say about it."""
    said, after = words.any_of(words.PREFIX), words.any_of(words.SUFFIX)
    part = r"(?P<share>一半|半数|(?<![\d./])[1-9]\d?/[1-9]\d{0,4}(?![\d./]))"
    count = r"(?<![第\d一二三四五六七八九十])(?P<count>\d{1,3}|[一两二三四五六七八九十])"
    half = r"半(?![年月天日径数价成夜免自])"
    clock = r"(?P<date>(?:19|20)\d\d([-/.])\d{1,2}\2\d{1,2})[ T]?\d{1,2}:\d\d(?::\d\d(?:\.\d{1,6})?)?"
    unit = rf"(?=[%‰]|(?=[{words.HAN}]){unit_pattern()})"
    end = rf"(?:-?\d+(?:\.\d+)?{unit_pattern()}?)"
    return (
        (
            re.compile(rf"\((?P<low>{end}),(?P<high>{end})\)\Z"),
            lambda m: f"{m['low']}~{m['high']}", "圆括号里的区间按两端都含理解",
        ),
        (re.compile(rf"(?P<left>[\[(])(?P<low>{end}),(?P<high>{end})(?P<right>[\])])\Z"), _interval, ""),
        (
            re.compile(rf"(?<=\d)(?P<end>\(不?含\))(?P<unit>%|(?=[{words.HAN}]){unit_pattern()})(?=[-~至到]|\Z)"),
            lambda m: m["unit"] + m["end"], "",
        ),
        (re.compile(rf"(?<=\d)。(?=\d+{unit})"), lambda m: ".", "数字中间的句号按小数点理解"),
        (
            re.compile(rf"(?<![A-Za-z\d.])(?=[OoIl.]*\d)(?:[1-9Il][\dOoIl]*|[0O](?=\.))(?:\.[\dOoIl]+)?{unit}"),
            lambda m: m[0].translate(_DIGITS), "数字中的字母 O、I、l 按 0、1 理解",
        ),
        (re.compile(clock), lambda m: m["date"], "只取日期，不计时刻"),
        (
            re.compile(rf"[壹贰叁肆伍陆柒捌玖零拾佰仟萬億万亿]+(?:(?=[元圆])|(?<=..)(?=\Z|{unit_pattern()}))"),
            lambda m: m[0].translate(_CAPITALS), "大写数字按一般数字理解",
        ),
        (re.compile(rf"{part}(?={after})"), _share, "“一半”“2/3”按分数理解"),
        (re.compile(rf"(?P<said>{said}){part}"), _share, "“一半”“2/3”按分数理解"),
        (re.compile(rf"{count}个半(?=小时|钟头|月)"), _and_a_half, "“个半”按 0.5 理解"),
        (re.compile(rf"{count}(?P<unit>年|天|周|个月|个?小时){half}"), _and_a_half, "“半”按 0.5 理解"),
        (re.compile(r"(?<![日午晨晚\d:])(\d{1,2})时(?=\d{1,2}分)"), lambda m: f"{m[1]}小时", "“时”按小时理解"),
        (re.compile(rf"(?P<about>大约|大概|{words.before_number(['约'])})(?P<sign>[≥≤><])"), lambda m: m["sign"] + m["about"], ""),
    )  # fmt: skip


def repair(text: str) -> tuple[str, tuple[str, ...]]:
    """The text put right, and what was assumed; a text of `normal` without slips comes back as it is."""
    notes: tuple[str, ...] = ()
    if not _HINT.search(text):
        return text, notes
    for pattern, by, note in _rules():
        right = pattern.sub(by, text)
        if right != text:
            text, notes = right, (*notes, note) if note and note not in notes else notes
    return text, notes


def _interval(match: re.Match[str]) -> str:
    """[80,90) in words."""
    low, high = (OPEN if match["left"] == "(" else ""), (OPEN if match["right"] == ")" else "")
    return f"{match['low']}{low}~{match['high']}{high}"


def _share(match: re.Match[str]) -> str:
    above, _, below = match["share"].partition("/")
    said = match["said"] if "said" in match.re.groupindex else ""
    if not below:
        return f"{said}2分之1"
    return f"{said}{below}分之{above}" if int(above) < int(below) else match[0]


def _and_a_half(match: re.Match[str]) -> str:
    count = match["count"]
    whole = count if count.isdigit() else parse_chinese(count)
    if "unit" in match.re.groupindex:
        return f"{whole}.5{match['unit']}"
    return f"{whole}.5个"
