"""Change against a level: 下降5% is how much, 降至5% is where it ended, 上升2% is the contrary of 下降5%."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache
from typing import NamedTuple

from scoring.notation import Bound, Op, Value
from scoring.notation.words import HAN, any_of
from scoring.quantity import Quantity
from scoring.understand.degree import words


class Move(NamedTuple):
    """A change told of before a number: up (1) or down (-1), and among which contraries (`pair`)."""

    word: str
    pair: int
    way: int
    to: bool = False  # 降至: the number is where it ended
    bare: bool = False  # 同比下降: nothing is named that changed

    def against(self, other: Move) -> bool:
        return self.pair == other.pair and self.way == -other.way


@lru_cache(maxsize=1)
def _verbs() -> dict[str, tuple[int, int]]:
    """Each word for a change: which pair of contraries it belongs to, and which way it goes."""
    pairs, ways = words()["movement"]["pairs"], (("up", 1), ("down", -1))
    return {word: (at, way) for at, pair in enumerate(pairs) for side, way in ways for word in pair[side]}


@lru_cache(maxsize=1)
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    since = any_of([*words()["movement"]["than"], *words()["movement"]["over"]])
    verb = rf"{any_of(_verbs())}|[升增降减](?=[至到为])"
    return re.compile(verb), re.compile(rf"(?:{since}|(?:19|20)\d\d年度?|,)*")


_TAIL = re.compile(
    rf"(?P<what>[{HAN}]{{0,8}}?)(?:(?P<to>[至到]|(?<![率幅度例速量数额])为)|(?P<rate>率|幅度?|速|比例|比率)?[了约近达为是共:]*)"
)


def speaks(text: str) -> bool:
    """Whether a text may tell of a change at all."""
    return bool(_patterns()[0].search(text))


@lru_cache(maxsize=16384)
def movement(said: str) -> Move | None:
    """The change told of by the words before a number, or by a name (收入增长率); the last of several."""
    verb, since = _patterns()
    last = next(iter(reversed(list(verb.finditer(said)))), None)
    tail = last and _TAIL.fullmatch(said, last.end())
    if last is None or tail is None:
        return None
    pair, way = _verbs().get(last[0]) or (0, 1 if last[0] in "升增" else -1)
    bare = not tail["what"] and bool(since.fullmatch(said, 0, last.start()))
    return Move(last[0], pair, way, bool(tail["to"]), bare)


_FLIPPED: dict[Op, Op] = {">=": "<=", "<=": ">=", ">": "<", "<": ">", "=": "="}


def signed(value: Bound, wanted: Move, notes: list[str]) -> Bound | None:
    """An actual beside a target that tells of a change: negative where it went the other way.

    None when it tells of the contrary of something else, which may be no contrary at all.
    """
    number = value.quantity.number
    went = movement(value.before)
    if went is None or went.to:
        if went is None and wanted.way < 0 and number < 0:  # -3.5% beside 下降3%
            notes.append(f"“{value.quantity}”按“{wanted.word}” {replace(value.quantity, number=-number)} 理解")
            return _negative(value)
        return value
    if not went.against(wanted):
        return value
    if not went.bare or number < 0:
        return None
    notes.append(f"实际是“{went.word}”，与目标的“{wanted.word}”相反，按负数比较")
    return _negative(value)


def only_changed(value: Bound, goal: Quantity, name: str) -> bool:
    """Whether an actual beside a plain target says by how much, not how much: 提前2个月, 比上年增加5天, 同比下降3.2%.

    Under a name that asks for so much less of something at least (节水量, 减排量), 节约105吨 is how much.
    """
    went = movement(value.before)
    if went is None or went.to:
        return False
    if went.way < 0 and not set(words()["movement"]["less"]).isdisjoint(name):
        return False
    if went.pair > 0 or not went.bare:
        return went.pair > 0
    small = value.quantity.base * 3 < goal.base
    if went.way < 0 or value.quantity.unit.dimension in ("比率", "百分点"):
        return went.way < 0 or small
    return value.before != went.word and (small or words()["movement"]["than"].first(value.before) is not None)


def ended(value: Bound) -> bool:
    """Whether an actual says where a change ended: 降至2%."""
    went = movement(value.before)
    return went is not None and went.to


def contrary(goal: str, value: Value) -> bool:
    """Whether an actual went the other way than what there shall be none of: 下降2% beside 零增长."""
    wanted = movement(goal)
    went = movement(value.before) if wanted and isinstance(value, Bound) else None
    return wanted is not None and went is not None and went.bare and went.against(wanted)


def _negative(value: Bound) -> Bound:
    return replace(value, op=_FLIPPED[value.op], quantity=replace(value.quantity, number=-value.quantity.number))
