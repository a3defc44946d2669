"""The words of the notation, from `data/notation.toml`: comparators, set phrases, words around a number."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from importlib.resources import files
from typing import cast

from scoring.notation.values import Op

_DATA = tomllib.loads(files("scoring").joinpath("data/notation.toml").read_text("utf-8"))


def any_of(words: Iterable[str]) -> str:
    """A regular expression for one of the words, the longest that fits."""
    return "|".join(map(re.escape, _longest(words)))


def _longest(words: Iterable[str]) -> list[str]:
    return sorted(words, key=len, reverse=True)


def before_number(words: Iterable[str]) -> str:
    """A regular expression for one of the words before a number, unless it ends another word (签约5家)."""
    inside: dict[str, str] = _DATA["inside"]
    guarded = (f"(?<![{inside[word]}]){word}" if word in inside else re.escape(word) for word in _longest(words))
    return "|".join(guarded)


def _by_word(section: str) -> dict[str, Op]:
    return {word: cast(Op, op) for op, words in _DATA[section].items() for word in words}


HAN = "\u4e00-\u9fff"

PREFIX = _by_word("prefix")
SUFFIX = _by_word("suffix")
FLIPPED = _by_word("flipped")
AFTER = SUFFIX | FLIPPED
SOFT = frozenset(_DATA["shade"]["soft"])
REMOTE = any_of(_DATA["shade"]["remote"])
ABOUT = f"(?:{before_number(_DATA['shade']['about'])})"
ROUGHLY = frozenset(_DATA["shade"]["roughly"])
BETWEEN = any_of(_DATA["shade"]["between"])
JOINT = re.compile(f"[{_DATA['list']['joints']}]")

EACH_TIME: list[str] = _DATA["each"]["time"]
EACH_THING: list[str] = _DATA["each"]["thing"]
EACH_NAME: dict[str, str] = _DATA["each"]["rename"]

BLANK = any_of(_DATA["blank"]["words"])
_zero = _DATA["zero"]
_when, _alone, _lead, _kind, _what, _tail, _never, _none = (
    f"(?:{any_of(_zero[key])})" for key in ("time", "alone", "lead", "kind", "what", "tail", "never", "none")
)
ZERO = re.compile(
    rf"(?:(?:(?:19|20)\d\d年度?|{_when})+,?)?"
    rf"(?:{_alone}|(?:{_lead}{_kind}*|{_never}[{HAN}]{{1,8}}?){_what}{_tail}{{0,2}}|{_kind}*{_what}{_tail}?{_none})[。,;!]?"
)
EVENT = re.compile(_what)
#: 发生一般事故: there was what there should be none of; 有投诉处理渠道 says nothing of it
HAPPENED = re.compile(
    rf"(?:{_when},?)?(?:有(?![效序力关利助])|发生|出现|存在)了?[{HAN}]{{0,8}}?{_what}{_tail}{{0,2}}(?:[已致造导被等经]|(?![{HAN}]))"
)

NOT_A_UNIT = re.compile(any_of(_DATA["unknown"]["not"]))
#: after the unit: the characters that would make it part of another word (10家庭)
UNIT_ENDS = "".join(f"(?<!{unit}(?=[{chars}]))" for unit, chars in _DATA["unless"].items())

_passing = _DATA["passing"]
PHRASE = re.compile("|".join(f"(?:{p})" for p in _passing["phrases"]))


def _right_before(key: str) -> re.Pattern[str]:
    return re.compile("(?:" + "|".join(f"(?:{p})" for p in _passing[key]) + r")\Z")


PASSING_BEFORE, LABEL_BEFORE, POINTS_BEFORE = map(_right_before, ("before", "label", "points"))
PASSING_AFTER = re.compile("|".join(f"(?:{p})" for p in _passing["after"]))
PASSING_FROM = re.compile(rf"(?:{_passing['from']})\Z")
PASSING_TO = re.compile(_passing["to"])
COUNTING = re.compile(rf"(?:{any_of(_passing['counting'])})了?\Z")
