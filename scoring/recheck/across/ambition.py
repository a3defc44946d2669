"""Two targets of one indicator: the same, lowered, raised or otherwise changed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction

from scoring.notation import Bound, Compound, Date, Range, Statement
from scoring.notation.text import normal
from scoring.number import Interval
from scoring.recheck.across.keys import letters
from scoring.understand import Target, read_target, words
from scoring.understand.units import converted

LOWERED, RAISED, CHANGED = "降低", "提高", ""

_YEAR = re.compile(r"(?:19|20)\d\d(?=年|[-./]\d)")


def change(was: str, now: str, was_path: Sequence[str], path: Sequence[str], *, other_year: bool = False) -> str | None:
    """None when two targets say the same; else 降低…, 提高… or "" when they merely differ.

    With `other_year`, dates are compared without their years.
    """
    if other_year:
        was, now = _YEAR.sub("", was), _YEAR.sub("", now)
    if letters(normal(was)) == letters(normal(now)) and _signs(was) == _signs(now):
        return None
    a = read_target(was, was_path[2], was_path[1])
    b = read_target(now, path[2], path[1])
    if a.value == b.value:
        return None
    match a.value, b.value:
        case Bound(), Bound():
            return _bounds(a, b, a.value, b.value)
        case Range(), Range():
            return _ranges(a.value, b.value)
        case Date(), Date():
            return _dates(a.value, b.value)
        case Statement(), Statement():
            return _ladder(a.value.text, b.value.text)
        case ((Bound() | Range() | Compound() | Date()), Statement()):
            return f"{LOWERED}：由数改成了文字" if not b.value.blank and not b.value.zero else CHANGED
        case Compound(), Compound():
            return _parts(a.value, b.value)
    return CHANGED


def _signs(text: str) -> str:
    return "".join(c for c in normal(text) if c in "≥≤<>=%‰.~-±")


def _bounds(a: Target, b: Target, was: Bound, now: Bound) -> str | None:
    pair = converted(was.quantity, now.quantity, [])
    if isinstance(pair, str):
        return CHANGED
    old, new = pair[0].base, pair[1].base
    lower_is_better = a.op in ("<=", "<") or (old == 0 and a.op == "=")
    if {a.op[0], b.op[0]} == {">", "<"}:
        return "方向相反"
    if old == new:
        if a.op == b.op:
            return None
        return _strictness(a.op, b.op)
    return _by(old, new, lower_is_better)


def _strictness(was: str, now: str) -> str | None:
    """≥ and a bare number are one promise; > asks a little more than ≥."""
    if len(was) == 1 and was in "<>" and now != was:
        return LOWERED
    return RAISED if len(now) == 1 and now in "<>" else None


def _by(old: Fraction, new: Fraction, lower_is_better: bool) -> str:
    return LOWERED if (new > old) == lower_is_better else RAISED


def _ranges(was: Range, now: Range) -> str | None:
    pair = converted(was.high, now.high, [])
    if isinstance(pair, str):
        return CHANGED
    old, new = was.interval, Interval(now.low.base, now.high.base)
    if old == new:
        return None
    both = old.intersect(new)
    return f"{LOWERED}：范围放宽" if both == old else f"{RAISED}：范围收窄" if both == new else CHANGED


def _dates(was: Date, now: Date) -> str | None:
    old, new = ((d.end[0] or 0, *d.end[1:]) for d in (was, now))
    if not (was.end[0] and now.end[0]):
        old, new = (was.later, *old[1:]), (now.later, *new[1:])
    if old == new:
        return None
    return f"{LOWERED}：时间推后" if new > old else f"{RAISED}：时间提前"


def _ladder(was: str, now: str) -> str | None:
    for ladder in words()["statement"]["ladders"]:
        if was in ladder and now in ladder:
            return LOWERED if ladder.index(now) < ladder.index(was) else RAISED
    return CHANGED


def _parts(was: Compound, now: Compound) -> str:
    """Several in one cell: lowered when one is and none is raised."""
    if len(was.parts) != len(now.parts):
        return CHANGED
    found = {change(str(a), str(b), ("", "", ""), ("", "", "")) for a, b in zip(was.parts, now.parts, strict=True)}
    lowered = any(f and f.startswith(LOWERED) for f in found)
    return LOWERED if lowered and found <= {None, LOWERED} else CHANGED
