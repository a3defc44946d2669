"""The short way for the shapes that fill most cells: ≥99%, 12次, 100%, 1352.7万元, 完成."""

from __future__ import annotations

import re
from fractions import Fraction
from functools import lru_cache

from scoring.notation import words
from scoring.notation.values import Bound
from scoring.quantity import NONE, SCALES, Quantity, Unit, known_units, unit

_PLAIN = re.compile(r"([≥≤><=]?)(0|[1-9]\d{0,14})(?:\.(\d{1,9}))?([^\d\s.,]{0,4})")
_LONG_WAY = ("年", "年度", "月", "日", "百分比", "百分号")  # 2023年, 12月: dates or durations?


@lru_cache(maxsize=1)
def _units() -> dict[str, Unit]:
    """Every unit that can stand right after a number and end the text, by its text."""
    names = known_units()
    scaled = (scale + name for scale in SCALES for name in names)
    return {"": NONE} | {
        name: unit(name)
        for name in (*names, *scaled)
        if name not in _LONG_WAY and name not in SCALES and len(name) <= 4 and not set(name) & set("/()")
    }


def plain(text: str) -> Bound | None:
    """A plain number with an optional sign and a known unit, as the long way reads it; else None."""
    match = _PLAIN.fullmatch(text)
    if match is None:
        return None
    sign, whole, part, name = match.groups()
    kind = _units().get(name)
    if kind is None:
        return None
    if part:
        number, digits = Fraction(int(whole + part), 10 ** len(part)), len(part)
    else:
        number, digits = Fraction(int(whole)), 0
    if sign:
        return Bound(words.PREFIX[sign], Quantity(number, kind, digits))
    return Bound("=", Quantity(number, kind, digits), written=False)
