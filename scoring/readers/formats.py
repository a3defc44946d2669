"""Number formats of a spreadsheet (单元格格式): what a person sees for a stored number.

Only what official tables use: decimals, thousands, percent, units in quotes, dates. For any other code
`shown` answers None and the plain number stands.
"""

from __future__ import annotations

import datetime
import re
from decimal import Decimal
from functools import lru_cache

_DATE = 'yyyy"年"m"月"d"日"'
_MONEY = '_ * {0}_ ;_ * \\-{0}_ ;_ * "-"??_ ;_ @_ '
_MONTH, _DAY = 'yyyy"年"m"月"', 'm"月"d"日"'
BUILT_IN = {
    1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 11: "0.00E+00", 12: "# ?/?",
    13: "# ??/??", 14: "yyyy/m/d", 20: "h:mm", 21: "h:mm:ss", 22: "yyyy/m/d h:mm", 27: _MONTH, 28: _DAY,
    29: _DAY, 30: "m-d-yy", 31: _DATE, 32: 'h"时"mm"分"', 33: 'h"时"mm"分"ss"秒"', 36: _MONTH,
    37: "#,##0;-#,##0", 38: "#,##0;-#,##0", 39: "#,##0.00;-#,##0.00", 40: "#,##0.00;-#,##0.00",
    41: _MONEY.format("#,##0"), 42: _MONEY.format('"¥"#,##0'), 43: _MONEY.format("#,##0.00"),
    44: _MONEY.format('"¥"#,##0.00'), 50: _MONTH, 51: _DAY, 52: _MONTH, 53: _DAY, 54: _DAY, 55: _MONTH,
    56: _DAY, 57: _MONTH, 58: _DAY,
}  # fmt: skip

_TOKEN = re.compile(
    r"""
    "([^"]*)" | [\\!](.) | [_*].      # quoted text, an escaped character, padding
    | \[([^\]]*)\]                   # a bracket: colour, currency, condition
    | ([#0?](?:[#0?,]*[#0?])?,*(?:\.[#0?]*)? | \.[#0?]+ | General | G/通用格式)
    | (.)""",
    re.S | re.X,
)
_WHEN = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|yyyy|yy|mm|m|dd|d|hh|h|ss|s|.', re.S)


def plain(number: float) -> str:
    """A stored number as decimal text: 12 for 12.0, 0.3 for 0.1+0.2, never an exponent.

    Fifteen digits, as many as a spreadsheet shows and believes in.
    """
    text = repr(number)
    if len(text) > 16:
        text = f"{number:.15g}"
    if "e" in text:
        text = format(Decimal(text), "f")
    return text.removesuffix(".0")


@lru_cache(maxsize=4096)
def shown(number: str, code: str) -> str | None:
    """The text for a number under a format code, or None when the code is beyond us."""
    value = Decimal(number)
    sections = _sections(code)
    if value < 0 and len(sections) > 1:
        return _section(-value, sections[1])  # the section brings its own sign
    if value == 0 and len(sections) > 2:
        return _section(value, sections[2])
    text = _section(abs(value), sections[0])
    return f"-{text}" if text is not None and value < 0 and re.search("[1-9]", text) else text


def _sections(code: str) -> list[str]:
    """The parts for positive, negative and zero; a semicolon in quotes separates nothing."""
    return re.findall(r'((?:"[^"]*"|\\.|[^;"\\])+)(?:;|$)', code) or [""]


def _section(value: Decimal, code: str) -> str | None:
    tokens = [m.groups() for m in _TOKEN.finditer(code)]
    digits = [t[3] for t in tokens if t[3]]
    percent = sum(t[4] == "%" for t in tokens)
    if len(digits) > 1 or any(t[2] is not None and t[2][:1] in "<>=" for t in tokens):
        return None
    if digits and (digits[0].split(".")[0].endswith(",") or any(t[4] in ("E", "e", "/") for t in tokens)):
        return None  # scaled by thousands, scientific, fraction
    if not digits and "@" in code:
        return None
    out = []
    for quoted, escaped, bracket, number, other in tokens:
        if number:
            out.append(_digits(value.scaleb(2 * percent), number))
        elif bracket is not None:
            out.append(bracket[1:].split("-")[0] if bracket.startswith("$") else "")
        else:
            out.append(quoted or escaped or other or "")
    return "".join(out).strip()


def _digits(value: Decimal, pattern: str) -> str:
    """A number under a pattern such as `#,##0.0#`; ties go up, as in a spreadsheet."""
    if pattern[0] == "G":
        return format(value, "f")
    whole, _, decimals = pattern.partition(".")
    places = len(decimals)
    scaled = int(value.scaleb(places) * 2 + 1) // 2
    left, right = divmod(scaled, 10**places)
    wanted = whole.replace(",", "").replace("?", "#").lstrip("#")
    text = str(left).zfill(len(wanted)) if left or wanted else ""
    if "," in whole and text:
        text = f"{left:,}"
    kept = len(decimals.replace("?", "#").rstrip("#"))
    fraction = str(right).zfill(places) if places else ""
    while len(fraction) > kept and fraction.endswith("0"):
        fraction = fraction[:-1]
    return f"{text}.{fraction}" if fraction or "." in pattern else text


def shown_when(moment: datetime.date | datetime.time | datetime.timedelta, code: str) -> str:
    """The text for a date or a time; a code without date letters gives 年月日."""
    if isinstance(moment, datetime.timedelta):
        minutes = int(moment.total_seconds() // 60)
        return f"{minutes // 60}:{minutes % 60:02d}"
    bare = re.sub(r'"[^"]*"|\\.|\[[^\]]*\]', "", code).lower()
    if isinstance(moment, datetime.time) or not re.search("[ymdhs]", bare):
        code = "h:mm" if isinstance(moment, datetime.time) else _DATE
    out: list[str] = []
    minute = False
    for token in _WHEN.findall(_sections(code)[0]):
        low = token.lower()
        if low in ("m", "mm") and minute:
            low = low.replace("m", "n")
        if low[0] in "hymd":
            minute = low[0] == "h"
        out.append(_moment(moment, low, token))
    return "".join(out).strip()


def _moment(moment: datetime.date | datetime.time, low: str, token: str) -> str:
    field = {"y": "year", "m": "month", "d": "day", "h": "hour", "n": "minute", "s": "second"}.get(low[0])
    if field is not None and low == low[0] * len(low):
        value = getattr(moment, field, 0)
        return str(value % 100).zfill(2) if low == "yy" else str(value).zfill(len(low))
    if token[0] == "[":
        return ""
    return token.strip('"') if token[0] == '"' else token.lstrip("\\")
