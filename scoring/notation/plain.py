"""The short way for the shapes that fill most cells: ≥99%, 12次, 1352.7万元, 95%以上, 满意度≥95%."""

from __future__ import annotations

import re
from fractions import Fraction
from functools import lru_cache

from scoring.notation import words
from scoring.notation.values import SIGNS, Bound, Op
from scoring.quantity import NONE, SCALES, Quantity, Unit, known_units, unit

#: numerals, dates, and 每, which reaches into the unit
_NOT_BEFORE = "零〇一二两三四五六七八九十百千万亿半每年月季"
_CLINGS = re.compile(rf"(?:{words.before_number(words.PREFIX)}|{words.ABOUT})\Z|{words.REMOTE}")
#: whole, part and unit of a plain number; the same text serves other regular expression engines
FIGURE = r"(?P<whole>0|[1-9]\d{0,14})(?:\.(?P<part>\d{1,9}))?(?P<unit>[^\d\s.,]{0,4}?)"
_PLAIN = re.compile(
    rf"(?P<before>(?:(?![{_NOT_BEFORE}])[{words.HAN}]|全年(?![底末度前内后之以至到])){{0,20}})(?P<sign>[≥≤><=]?)"
    rf"{FIGURE}(?P<post>以上|以下|以内)?"
)
MAYBE_DAY = re.compile(r"(?:19|20)\d{6}")
#: with these it may be a date, an age or a generation of telephones: 2023年, 2季度, 60岁, 5G
_LONG_WAY = ("年", "年度", "半年", "季度", "月", "日", "岁", "周岁", "G", "百分比", "百分号")
_OPS: dict[str, Op] = {sign: op for op, sign in SIGNS.items()}


@lru_cache(maxsize=1)
def units() -> dict[str, Unit]:
    """Every unit that can stand right after a number and end the text, by its text."""
    names = known_units()
    scaled = (scale + name for scale in SCALES for name in names)
    return {"": NONE} | {
        name: unit(name)
        for name in (*names, *scaled)
        if name not in _LONG_WAY and name not in SCALES and len(name) <= 4 and not set(name) & set("/()")
    }


def figure(text: str) -> tuple[int, int, Unit] | None:
    """Digits, how many of them stand after the point, and unit of a plain number (99.5% → 995, 1, %).

    None for all else, a bound included. It is what `plain` says without making a value of it, for many texts.
    """
    found = _pieces(text)
    if found is None:
        return None
    _, sign, whole, part, unit, post = found
    if post or (sign and sign != "="):
        return None
    return (int(whole + part), len(part), unit) if part else (int(whole), 0, unit)


def plain(text: str) -> Bound | None:
    """A plain number with an optional sign and a known unit, as the long way reads it; else None."""
    found = _pieces(text)
    if found is None:
        return None
    before, sign, whole, part, unit, post = found
    number = Fraction(int(whole + part), 10 ** len(part)) if part else Fraction(int(whole))
    quantity = Quantity(number, unit, len(part) if part else 0)
    if sign:
        return Bound(_OPS[sign], quantity, before=before)
    if post:
        return Bound(words.SUFFIX[post], quantity, before=before)
    return Bound("=", quantity, written=False, before=before)


def _pieces(text: str) -> tuple[str, str, str, str | None, Unit, str | None] | None:
    """The words before, the sign, the digits before and after the point, the unit, the word after."""
    match = _PLAIN.fullmatch(text)
    if match is None:
        return None
    before, sign, whole, part, name, post = match.groups()
    kind = units().get(name)
    if kind is None or (sign and post) or (before and not (name and _apart(before))):
        return None
    if not name and MAYBE_DAY.fullmatch(text):  # 20251031
        return None
    return before, sign, whole, part, kind, post


@lru_cache(maxsize=16384)
def _apart(before: str) -> bool:
    """Whether the words before a number leave its meaning alone."""
    return not (_CLINGS.search(before) or words.PASSING_BEFORE.search(before) or words.POINTS_BEFORE.search(before))
