"""What stands in one cell: texts over several lines, numbers, points in brackets, split targets."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache

from scoring.notation.text import is_placeholder
from scoring.number import half_width, parse_decimal

_LINES = re.compile(r"[^\S\n]*\n\s*")
_ITEM = re.compile(r"^(?:\d{1,2}[.、)）]|[（(][一二三四五六七八九十\d]+[)）]|[①-⑳]|[一二三四五六七八九十]、)")
_LEVEL = re.compile(r"^(.+?)[（(](?:权重|分值|共)?[:：]?(\d{1,3}(?:\.\d{1,2})?)(?:分|%|％)?[)）]$")
_LEVEL_BARE = re.compile(r"^(.*指标)[:：]?(\d{1,3}(?:\.\d{1,2})?)分$")
_NUMBERED = re.compile(r"^(?:三级)?指标\s*[\d一二三四五六七八九十]{1,3}\s*(?:[:：.、]\s*|$)")
_FAILED = re.compile(r"#(?:DIV/0!|REF!|N/A|VALUE!|NAME\?|NUM!|NULL!)")
_AFTER_NUMBER = re.compile(r"(?:分|万元|亿元|元)$")


def flat(text: str, items: bool = False) -> str:
    """A text on one line, as before it was wrapped to the width of its cell; with `items`, a list in a cell
    (1.… 2.…) keeps a line for each entry."""
    if "\n" not in text:
        return text.strip()
    lines = [line for line in _LINES.split(text.strip()) if line]
    out = lines[0] if lines else ""
    for line in lines[1:]:
        if items and (_ITEM.match(line) or out[-1] in "；;。"):
            out += "\n" + line
        elif _latin(out[-1]) and _latin(line[0]):
            out += " " + line
        else:
            out += line
    return out


def _latin(char: str) -> bool:
    return char.isascii() and char.isalpha()


@lru_cache(maxsize=1 << 14)
def number(text: str, percent: bool = False) -> tuple[str | None, bool]:
    """The number in a cell as printed (None when nothing is filled in), and whether the cell made sense."""
    text = half_width(flat(text)).replace(" ", "")
    if _empty(text):
        return None, True
    text = _AFTER_NUMBER.sub("", text).removesuffix(".")
    if percent:
        text = text.removesuffix("%")
    if parse_decimal(text) is None:
        return None, False
    return text, True


def failed(text: str) -> bool:
    """Whether a formula in the cell came to nothing (#DIV/0!, #REF!): no figure, though one was meant."""
    return text[:1] == "#" and _FAILED.fullmatch(text.strip()) is not None


def _empty(text: str) -> bool:
    return not text.strip("-—–―─") or is_placeholder(text)


def rate(text: str, in_percent: bool) -> tuple[str | None, bool]:
    """The execution rate as a percentage, and whether it had to be understood (0.95 → 95%, 79.27 → 79.27%);
    `in_percent` when the column is headed 执行率（%）."""
    text = half_width(flat(text)).replace(" ", "")
    if _empty(text):
        return None, False
    if parse_decimal(text) is None:
        return text, False
    if in_percent:
        return f"{text}%", False
    value = Decimal(text.replace(",", ""))
    if not value:
        return f"{text}%", False
    if abs(value) > Decimal("1.5"):
        return f"{text}%", True
    return f"{format((value * 100).normalize(), 'f')}%", True


@lru_cache(maxsize=1 << 12)
def level(text: str) -> tuple[str, str | None]:
    """产出指标（50分） → 产出指标 and 50; the points are None where none are printed."""
    text = flat(text)
    if text and text[-1] in ")）分" and (found := _LEVEL.match(text) or _LEVEL_BARE.match(text)):
        return found[1].strip(), found[2]
    return text.rstrip("：:"), None


def named(text: str) -> str:
    """The name of an indicator without its number in the list (指标1：…); "" for an unfilled one."""
    text = flat(text)
    if "指标" in text[:4]:
        text = _NUMBERED.sub("", text)
    return "" if is_placeholder(text) else text


def joined(sign: str, value: str) -> str:
    """指标性质 and 指标值 as one target; what says only that the row is 定性 is no sign."""
    if not sign or sign in value or sign.startswith(("定性", "定量", "文字", "正向", "反向", "其他")):
        return value
    return f"{sign}{value}"
