"""What a text measures, left to right, and the cut into pieces that measure one thing each."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache
from itertools import pairwise

from scoring.notation import dates, mention, words
from scoring.notation.passing import masked
from scoring.notation.values import Bound, Date, Range, Statement
from scoring.quantity import known_units

Part = Bound | Range | Date | Statement
Measured = tuple[int, int, Bound | Range | Date]  # where it starts and ends, and what it is
Piece = tuple[str, str]  # the separator before it, and its text

_ANY_NUMBER = re.compile(r"[\d零〇一二两三四五六七八九十百千半年季]")
_BRACKETS = re.compile(r"\([^()]*\)")
_SEPARATORS = re.compile(r"[,;。!?]+")


def measures(text: str) -> list[Measured]:
    """All that is measurable; what stands in brackets only when nothing stands outside."""
    if not _ANY_NUMBER.search(text):
        return []
    hidden = masked(text)
    outside = _BRACKETS.sub(lambda m: _blot_bracket(m, hidden), hidden)
    found = _scan(text, outside)
    if not found and outside != hidden:
        found = _scan(text, hidden)
    return _without_qualifiers(text, found)


@lru_cache(maxsize=1)
def _bracketed_units() -> tuple[str, ...]:
    return tuple(name for name in known_units() if name.endswith(")"))  # 台(套), 人(次)


_ENDS = re.compile(mention.ENDS)
_SAID = re.compile(r"\(不?含(?:本数)?\)")  # also before 以上
_UNIT_IN_BRACKETS = re.compile(r"\([^()\d]{1,6}\)")


def _blot_bracket(bracket: re.Match[str], text: str) -> str:
    """A remark in brackets is blotted out; a unit in brackets after a number stays: 12(次)."""
    if text[bracket.start() - 1 : bracket.start()].isdigit() and _UNIT_IN_BRACKETS.fullmatch(bracket[0]):
        return bracket[0]
    if _SAID.fullmatch(bracket[0]) or (
        _ENDS.fullmatch(bracket[0]) and text[bracket.end() : bracket.end() + 1] in tuple("-~至到")
    ):
        return bracket[0]
    if text[: bracket.end()].endswith(_bracketed_units()):
        return bracket[0]
    return "\0" * len(bracket[0])


def _scan(text: str, hidden: str) -> list[Measured]:
    found: list[Measured] = []
    numbers: list[mention.Found] = []
    at = 0
    date = dates.find(hidden)
    while True:
        while date and (date[0] < at or _date_in_passing(hidden, date)):
            if date[0] >= at:
                at = date[1]  # 2023年6月举办的…
            date = dates.find(hidden, max(at, date[0] + 1))
        number = mention.find(text, hidden, at, date[0] if date else len(hidden))
        if number:
            joined = numbers and mention.merged(numbers[-1], number, text)
            if joined:
                found.pop()
            numbers.append(joined or number)
            found.append((numbers[-1].start, numbers[-1].end, numbers[-1].value))
        elif date:
            found.append(date)
        else:
            return found
        at = found[-1][1]


_TIMED = re.compile(r".{0,8}(?:完成|时间|日期|期限)?")


def _date_in_passing(text: str, hit: Measured) -> bool:
    start, end, date = hit
    if not isinstance(date, Date) or date.op != "=":
        return False
    around = text[:start] + text[end:]
    return len(around) > 4 and not (date.start is None and _TIMED.fullmatch(around))


_RATE = re.compile(rf"[{words.HAN}A-Za-z·]*(?:率|度|比例|占比|比重|面)\Z")


def _without_qualifiers(text: str, found: list[Measured]) -> list[Measured]:
    """In 24小时内办结率≥95% the hours are part of the name; what is measured is the rate."""
    kept = found[:]
    for first, second in pairwise(found):
        a, b = first[2], second[2]
        if not isinstance(a, Bound) or isinstance(b, Date) or not a.written:
            continue
        if text[first[0]] in "≥≤><=" or text[first[1] - 1] in "≥≤><=":
            continue
        kind = b.quantity.unit if isinstance(b, Bound) else b.high.unit
        if kind.dimension == "比率" and _RATE.fullmatch(text, first[1], second[0]):
            kept.remove(first)
    return kept


def pieces(text: str, found: list[Measured]) -> list[Piece]:
    """Cut so that no piece measures more than one thing; separators and pieces joined are the text again."""
    spans = [(start, end) for start, end, _ in found]
    hidden = _BRACKETS.sub(lambda m: "\0" * len(m[0]), text)
    cuts = [
        cut.span()
        for cut in _SEPARATORS.finditer(hidden)
        if not any(start <= cut.start() < end for start, end in spans)
    ]
    for (_, end), (start, _) in pairwise(spans):
        if not any(end <= a and b <= start for a, b in cuts):
            joint = words.JOINT.search(text, end, start)
            cuts.append(joint.span() if joint else (end, end))
    cut_up: list[Piece] = []
    at, separator = 0, ""
    for a, b in [*sorted(cuts), (len(text), len(text))]:
        if a > at:
            cut_up.append((separator, text[at:a]))
            separator = ""
        separator += text[a:b]
        at = b
    if separator and cut_up:  # a full stop at the end belongs to the last words
        cut_up[-1] = (cut_up[-1][0], cut_up[-1][1] + separator)
    return cut_up


def around(text: str, hit: Measured) -> Bound | Range | Date:
    """The value with the words that stand around it."""
    start, end, value = hit
    return replace(value, before=text[:start], after=text[end:])


_AND = re.compile("[,;、]?(?:并且|同时|[且并但])?")


def between(one: Part, joint: str, other: Part) -> Range | None:
    """The range whose two ends are these bounds: ≥3次且≤5次, 80%≤满意度<90%; None when they are two things."""
    if not isinstance(one, Bound) or not isinstance(other, Bound) or one.approximate or other.approximate:
        return None
    if one.after or one.op not in (">=", ">") or other.op not in ("<=", "<"):
        return None
    named = "" if _AND.fullmatch(joint + other.before) else other.before
    low, high = one.quantity, other.quantity
    if not low.unit.dimension and not low.scale:  # 0≤x≤5%
        low = replace(low, unit=high.unit)
    if (named and (joint or one.before)) or low.unit.dimension != high.unit.dimension or low.base >= high.base:
        return None
    notes = (*one.assumptions, *other.assumptions)
    return Range(low, high, one.before + named, other.after, one.op == ">", other.op == "<", notes)
