"""How far a statement says a goal was reached, by the clues of `data/words.toml`."""

from __future__ import annotations

import re
import tomllib
from functools import lru_cache
from importlib.resources import files
from typing import Any

from scoring.notation.text import normal
from scoring.understand.wordlist import Words, listed
from scoring.when import Reach

SHORT = 16  # characters: longer texts tell a story, and a word in them proves little
NEAR = 6  # characters before a word in which a negation still reaches it

_CLAUSE = re.compile(r"[,;。、:]")


@lru_cache(maxsize=1)
def words() -> dict[str, Any]:
    """The clues in names and statements: `data/words.toml`."""
    data: dict[str, Any] = listed(tomllib.loads(files("scoring").joinpath("data/words.toml").read_text("utf-8")))
    return data


@lru_cache(maxsize=16384)
def degree(text: str, goal: str) -> Reach:
    """What the words of an actual say of the goal; "unclear" when they do not tell."""
    said, wanted = normal(text).rstrip("。;,"), normal(goal).rstrip("。;,")
    if said == wanted or _grade(said) == _grade(wanted):
        return "met"
    for judge in (_yes_or_no, _on_a_ladder, _denied, _in_part, _in_time, _in_degree):
        if found := judge(said, wanted):
            return found
    if wanted and re.search(rf"{re.escape(wanted)}(?!(?<=\d)[\d.:])", said):  # 1:3 is not in 1:3.5
        return "met"
    return "met" if len(said) <= SHORT and _any(said, "achieved") else "unclear"


def _clues(name: str) -> Words:
    found: Words = words()["statement"][name]
    return found


def _any(text: str, name: str) -> str | None:
    return _clues(name).first(text)


def _negative(text: str) -> bool:
    return text.startswith(("无", "零", "未", "不", "没有", "杜绝"))


def _yes_or_no(said: str, wanted: str) -> Reach | None:
    """A single word: 是, 否, 有, 无; it turns round when the goal itself says that there shall be none."""
    if said in _clues("yes") or said in _clues("no"):
        return "met" if (said in _clues("yes")) != _negative(wanted) else "failed"
    return None


_GRADE = re.compile(
    r"(?P<bar>≥|不低于|不差于|不小于|不弱于|优于或等于)?(?:达到)?(?P<grade>.+?)(?:水质|(?<=类)水|标准|等次|等级)?"
    r"(?P<above>(?:\(含\))?[及或]?以上)?(?:水质|(?<=类)水|标准|等次|等级)?"
)
_ROMAN = (("III", "Ⅲ"), ("IV", "Ⅳ"), ("II", "Ⅱ"), ("V", "Ⅴ"), ("I", "Ⅰ"))


def _grade(text: str) -> str:
    """良好 of 良好及以上, Ⅲ类 of 达到III类水质: the grade named, without the words for reaching it."""
    match = _GRADE.fullmatch(text) if len(text) <= SHORT else None
    grade = match["grade"] if match else text
    if grade.endswith("类"):
        for letters, sign in _ROMAN:
            grade = grade.replace(letters, sign)
    return grade


def _on_a_ladder(said: str, wanted: str) -> Reach | None:
    """优秀 wanted, 良好 reached: both on one scale of words. Below a bar (良好以上) or a class (Ⅲ类) people judge."""
    reached, goal = _grade(said), _grade(wanted)
    match = _GRADE.fullmatch(wanted)
    barred = bool(match and (match["bar"] or match["above"]))
    for kind in ("ladders", "classes"):
        for ladder in words()["statement"][kind]:
            if reached in ladder and goal in ladder:
                if ladder.index(reached) >= ladder.index(goal):
                    return "met"
                if reached.startswith(("不", "差", "低")):
                    return "failed"
                return "unclear" if barred or kind == "classes" else "weaker"
    return None


def _denied(said: str, wanted: str) -> Reach | None:
    """A negation before a word of achievement, or after it; in part when another clause affirms."""
    if len(said) > 4 * SHORT:
        return None
    for a, b in words()["statement"]["opposites"]:
        for one, other in ((a, b), (b, a)):
            if one in wanted and other in said and one not in said and other not in wanted:
                return "failed"
    if _any(said, "failed") and not _any(wanted, "failed"):
        return "failed"
    clauses = [clause for clause in _CLAUSE.split(said) if clause]
    denied = [_clause_denied(clause, wanted) for clause in clauses]
    if not any(denied):
        return None
    part = next((w for w in _clues("partly") if w in said and w not in wanted), None)
    affirmed = any(not no and _any(clause, "achieved") for no, clause in zip(denied, clauses, strict=True))
    return "partly" if part or affirmed else "failed"


def _clause_denied(clause: str, wanted: str) -> bool:
    plain = clause
    for idiom in _clues("idioms"):
        plain = plain.replace(idiom, "·" * len(idiom))
    if any(word in plain and word not in wanted for word in _clues("after")):
        return True
    targets = [w for w in (wanted, *_clues("achieved")) if w and w in plain]
    for word in targets:
        before = plain[max(0, plain.index(word) - NEAR) : plain.index(word)]
        if any(negator in before and f"{negator}{word}" not in wanted for negator in _clues("negators")):
            return not (_negative(wanted) and word != wanted)
    return False


def _in_part(said: str, wanted: str) -> Reach | None:
    plain = said
    for phrase in _clues("partly_except"):
        plain = plain.replace(phrase, "·")
    if any(word in plain and word not in wanted for word in _clues("partly")):
        return "partly"
    if any(word in said and word not in wanted for word in _clues("mostly")):
        return "mostly"
    return "mostly" if "基本" in said and "基本" not in wanted else None


def _in_time(said: str, wanted: str) -> Reach | None:
    if _any(said, "future") and "已" not in said and not _any(wanted, "future"):
        return "failed"
    if _any(said, "late") and not _any(wanted, "late"):
        return "failed" if _any(wanted, "on_time") else "unclear"
    return None


def _in_degree(said: str, wanted: str) -> Reach | None:
    """显著提升 wanted, 有所提升 or 较显著 said: the same thing, one step weaker."""
    (core, level), (goal, bar) = _level(said), _level(wanted)
    if core == goal and core:
        return "met" if level >= bar else "weaker"
    if any(word in said and word not in wanted for word in _clues("weaker")):
        return "weaker" if len(said) <= SHORT else "unclear"
    return None


def _level(text: str) -> tuple[str, float]:
    """A statement without its adverbs, and how strong they make it."""
    level = 2.0
    for step, adverbs in zip((1.0, 3.0), words()["statement"]["adverbs"], strict=True):
        for adverb in adverbs:
            if adverb in text:
                text, level = text.replace(adverb, ""), step
    for word in _clues("weaker"):
        if word in text:
            text, level = text.replace(word, ""), level - 0.5
    return text, level
