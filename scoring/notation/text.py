"""One spelling for each sign: the ground the parser stands on."""

from __future__ import annotations

import re
from functools import lru_cache
from unicodedata import decimal

from scoring.notation.words import BLANK
from scoring.number import half_width
from scoring.quantity import unit_pattern

_SAME = str.maketrans(
    {
        "≧": "≥", "⩾": "≥", "≫": "≥", "≦": "≤", "⩽": "≤", "≪": "≤", "═": "=", "﹦": "=", "﹥": ">", "﹤": "<",
        "〉": ">", "〈": "<", "∼": "~", "〜": "~", "˜": "~", "–": "-", "—": "-", "−": "-", "‐": "-",
        "‑": "-", "―": "-", "─": "-", "﹣": "-", "✕": "×", "✖": "×", "╳": "×", "⨯": "×", "✱": "*", "∗": "*",
        "﹪": "%", "℅": "%", "٪": "%", "﹐": ",", "﹔": ";", "﹑": "、", "﹕": ":", "︰": ":", "∶": ":",
        "•": "·", "・": "·", "➕": "+", "｡": "。", "﹙": "(", "﹚": ")", "╱": "/", "∕": "/",
        "㎥": "m³", "㎞": "km", "㎏": "kg", "㎜": "mm", "㎝": "cm", "㎎": "mg", "㎍": "μg", "µ": "μ",
    }
)  # fmt: skip

_CLEAN = re.compile(r"(?:[\u4e00-\u9fff0-9%.,、。]|[≥≤><=](?![≥≤><=]))*")  # most texts: nothing to do
_INVISIBLE = re.compile("[\x00-\x08\x0e-\x1b\x7f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\ud800-\udfff]")
_FOREIGN_DIGIT = re.compile(r"(?![0-9])\d")
_WHITE = re.compile(r"\s")
_SPACE = re.compile(r" (?![A-Za-z0-9])|(?<![A-Za-z0-9]) |(?<=[A-Za-z]) (?=\d)|(?<=\d) (?=[A-Za-z])")
_THOUSANDS = re.compile(r"(?<![\d., ])\d{1,3}(?: \d{3})+(?![\d ])")
_SIGNS = re.compile(r"[<>=≥≤]{2,}")
_BOOK = re.compile(r"[》《]+(?=[=\d.])")  # 》90% is a badly typed >90%
_RULES = (
    (re.compile(r"(?<=\d)(?:个?百分比|个?百分号)"), "%"),
    (re.compile(r"(?<=[\d率时天])[*xX](?=[\d资预执])"), "×"),
)
#: brackets or quotation marks around all of it; (80%,90%) is an interval
_WHOLE = re.compile(r"\((?![\d.]+[%‰],[\d.]+[%‰]\))([^()]*)\)|[\"“]([^\"“”]*)[\"”]|【([^【】]*)】|「([^「」]*)」")

_PLACEHOLDER = re.compile(
    rf"[-*/\\_.…×xX?#~=·、。,;:+<>≥≤]*[%‰]?|[≥≤<>=]?[xX×*_?]+(?:[个次项人元户件天家]|万元)|{BLANK}"
)


def normal(text: str) -> str:
    """The text with full-width forms, look-alike signs, spaces and line ends made one; idempotent, linear."""
    return _remembered(text) if len(text) <= _SHORT else _normal(text)


def _normal(text: str) -> str:
    if _CLEAN.fullmatch(text) and "百分" not in text:
        return text
    text = half_width(_INVISIBLE.sub("", text)).translate(_SAME)
    text = _FOREIGN_DIGIT.sub(lambda m: str(decimal(m[0])), text)
    text = _one_line(text)
    if ("《" in text) != ("》" in text):
        text = _BOOK.sub(lambda m: "<" if m[0][0] == "《" else ">", text)
    text = _SIGNS.sub(lambda m: _sign(m[0]), text)
    for pattern, by in _RULES:
        text = pattern.sub(by, text)
    text = text.strip(";")
    while whole := _WHOLE.fullmatch(text):
        text = whole[whole.lastindex or 1].strip(";")
    return text


_SHORT = 200  # characters; longer texts are met once
_remembered = lru_cache(maxsize=1 << 14)(_normal)


def is_placeholder(text: str) -> bool:
    """Whether nothing was filled in: blank, dashes, ** or XX."""
    return bool(_PLACEHOLDER.fullmatch(text))


def _sign(signs: str) -> str:
    """One sign for several: >= → ≥; those that contradict each other stay."""
    more, less = "≥" in signs or ">" in signs, "≤" in signs or "<" in signs
    equal = "=" in signs or "≥" in signs or "≤" in signs
    if more and less:
        return signs
    if more or less:
        return ("≥" if more else "≤") if equal else signs[0]
    return "="


_BROKEN_OFF = re.compile(r"[≥≤<>=~约近(]\Z")  # the line goes on: ≥⏎90%
_NEW_ITEM = re.compile(r"\(?\d{1,2}[.、)]|[①-⑳]|[一二三四五六七八九十][、.]")


def _one_line(text: str) -> str:
    """Lines joined: by a semicolon where a clause begins, by nothing where a word or number was wrapped."""
    if not _WHITE.search(text):
        return text
    lines = [" ".join(line.split()) for line in text.splitlines()]
    joined: list[str] = []
    for line in filter(None, lines):
        if joined and not _wrapped(joined[-1], line):
            joined.append(";")
        joined.append(line)
    return _THOUSANDS.sub(lambda m: m[0].replace(" ", ""), _SPACE.sub("", "".join(joined)))


def _wrapped(above: str, below: str) -> bool:
    if _BROKEN_OFF.search(above[-1:]):
        return True
    if above[-1:].isdigit() and re.fullmatch(unit_pattern(), below[:12]):
        return True
    if above[-1:] in ",;。、:" or _NEW_ITEM.match(below):
        return False
    return any(c.isdigit() for c in below) and not any(c.isdigit() for c in above)
