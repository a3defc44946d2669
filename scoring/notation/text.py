"""One spelling for each sign: the ground the parser stands on."""

from __future__ import annotations

import re

from scoring.number import half_width

_SAME = str.maketrans(
    {
        "≧": "≥", "⩾": "≥", "≫": "≥", "≦": "≤", "⩽": "≤", "≪": "≤", "═": "=", "﹦": "=", "﹥": ">", "﹤": "<",
        "～": "~", "∼": "~", "〜": "~", "˜": "~", "–": "-", "—": "-", "−": "-", "‐": "-", "‑": "-", "―": "-", "─": "-",
        "✕": "×", "✖": "×", "╳": "×", "﹪": "%", "٪": "%", "﹐": ",", "﹔": ";", "﹑": "、", "﹕": ":", "︰": ":", "·": "·", "•": "·",
        "➕": "+", "｡": "。", "〈": "<", "〉": ">",
    }
)  # fmt: skip

_PAIRS = (
    (re.compile(r"[\u200b-\u200f\u2028\u2029\ufeff\u00ad\x00-\x08\x0e-\x1f\x7f]"), ""),
    (re.compile(r"(?<=[A-Za-z])\s+(?=[A-Za-z])"), "\x01"),
    (re.compile(r"\s*\n\s*"), ";"),
    (re.compile(r"\s+"), ""),
    (re.compile("\x01"), " "),
    (re.compile(r"^;+|;+$"), ""),
    (re.compile(r">=|=>|》=|大于=|>≥"), "≥"),
    (re.compile(r"<=|=<|《=|小于=|<≤"), "≤"),
    (re.compile(r"==+"), "="),
    (re.compile(r"》(?=[\d.])"), ">"),
    (re.compile(r"《(?=[\d.][^》]*$)"), "<"),
    (re.compile(r"(?<=\d)(?:百分比|百分号|个百分号)"), "%"),
    (re.compile(r"(?<=[\d率])[*xX✱＊](?=[\d资预执])"), "×"),
    (re.compile(r"(?<=\d)%以?(?=‰)"), ""),
)

_PLACEHOLDER = re.compile(r"[-*/\\_.…×xX?#~=·、。]*|[xX×*]+[%个次项]?|略|待定|待填|暂无|空|/+|N/?A|n/?a|None|null")


def normal(text: str) -> str:
    """The text with full-width forms, look-alike signs and spaces made one; line ends become semicolons."""
    text = half_width(text).translate(_SAME)
    for pattern, by in _PAIRS:
        text = pattern.sub(by, text)
    return text


def is_placeholder(text: str) -> bool:
    """Whether nothing was filled in: blank, dashes, ** or XX."""
    return bool(_PLACEHOLDER.fullmatch(text))
