"""Several things in one cell: each part of the target beside the part of the actual that speaks of the same."""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction

from scoring.notation import Bound, Date, Range, Statement
from scoring.quantity import SHARE, Quantity, Unit
from scoring.understand.degree import words
from scoring.understand.moving import movement

Part = Bound | Range | Date | Statement


def unit_of(value: Bound | Range) -> Unit:
    """The unit of a number or a range."""
    return value.quantity.unit if isinstance(value, Bound) else value.high.unit


def alike(a: Part, b: Part) -> bool:
    """Whether two parts are of one kind: numbers of one dimension, two dates, two statements."""
    if isinstance(a, Bound | Range) and isinstance(b, Bound | Range):
        return unit_of(a).dimension == unit_of(b).dimension
    if isinstance(a, Statement) and a.zero and isinstance(b, Bound):  # 零事故 beside 事故2起
        return b.quantity.unit.name != "%"
    return type(a) is type(b)


def said_of_it(parts: Sequence[Part], changes: bool) -> Sequence[Part]:
    """The parts that tell what came of it: plans, comparisons and parts of a whole are left out.

    计划10期，实际12期; 312天，比上年增加5天 (kept where the target itself asks for a change); 12篇，其中核心5篇.
    All of them where nothing else is told.
    """
    told: list[Part] = []
    inside, inner = False, None  # after 其中, and the first number there
    for part in parts:
        before = part.text if isinstance(part, Statement) else part.before
        inside = inside or (before.startswith(tuple(words()["aside"]["part"])) and not _MEASURE.search(before))
        if inside and not isinstance(part, Statement):
            inner = inner or part
            if alike(inner, part):
                continue
        if isinstance(part, Statement) or not _aside(before, changes):
            told.append(part)
    return told if any(not isinstance(part, Statement) for part in told) else parts


_MEASURE = re.compile("^含.{1,6}[率量]$")  # 含水率, 含氧量


def _aside(before: str, changes: bool) -> bool:
    plans = words()["aside"]["plan"]
    if before.rstrip("数为是:约共") in plans:
        return True
    if words()["aside"]["lead"].first(before) and not before.endswith(tuple(words()["aside"]["done"])):
        return True
    move = None if changes else movement(before)
    return move is not None and not move.to


_FRACTION = re.compile(r"([0-9]{1,9})/([1-9][0-9]{0,8})")


def maybe_day(text: str) -> bool:
    """Whether so many of so many may be a day: 3/5, 12/31."""
    match = _FRACTION.fullmatch(text)
    return match is not None and 1 <= int(match[1]) <= 12 and int(match[2]) <= 31


def share(text: str) -> Bound | None:
    """38/40 beside a percentage: so many of so many; None for all else, and for what may be the end of a month (12/31)."""
    match = _FRACTION.fullmatch(text)
    done, of = (int(match[1]), int(match[2])) if match else (1, 0)
    if done > of or (maybe_day(text) and of >= 28):
        return None
    return Bound("=", Quantity(Fraction(done, of), SHARE), written=False)


def paired(goals: Sequence[Part], actuals: Sequence[Part]) -> list[Part | None]:
    """For each part of the target the part of the actual it is to be compared with, or None.

    Told by the words around them (合格率 beside 合格率); else, where both sides have as many of a kind, by order.
    No part of the actual serves twice.
    """
    found: list[Part | None] = [None] * len(goals)
    free = list(actuals)
    for at, goal in enumerate(goals):
        close = [part for part in free if alike(goal, part) and _common(goal, part)]
        if len(close) == 1:
            found[at] = close[0]
            free.remove(close[0])
    for at, goal in enumerate(goals):
        if found[at] is not None:
            continue
        open_goals = [g for i, g in enumerate(goals) if found[i] is None and alike(g, goal)]
        candidates = [part for part in free if alike(goal, part)]
        if candidates and len(candidates) == len(open_goals):
            found[at] = candidates[0]
            free.remove(candidates[0])
    return found


def _common(a: Part, b: Part) -> bool:
    """Whether the words around two parts share two characters in a row."""
    left, right = _around(a), _around(b)
    return any(left[i : i + 2] in right for i in range(len(left) - 1))


def _around(part: Part) -> str:
    return part.text if isinstance(part, Statement) else f"{part.before}\0{part.after}"
