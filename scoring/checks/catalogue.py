"""The codes of findings (疑点) and the clues they look for: data, so that wording changes without code."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

from scoring.notation.text import is_placeholder, normal
from scoring.source import Severity
from scoring.understand import words
from scoring.understand.wordlist import Words, listed


@dataclass(frozen=True, slots=True)
class Code:
    """One kind of finding, explained in Chinese for the people who meet it."""

    code: str
    title: str
    severity: Severity
    finds: str
    why: str
    mend: str
    basis: str
    example: str


def _data(name: str) -> dict[str, Any]:
    data: dict[str, Any] = listed(tomllib.loads(files("scoring").joinpath(f"data/{name}").read_text("utf-8")))
    return data


@lru_cache(maxsize=1)
def codes() -> dict[str, Code]:
    """Every code by its name, in the order of `data/findings.toml`."""
    return {entry["code"]: Code(**entry) for entry in _data("findings.toml")["finding"]}


@lru_cache(maxsize=1)
def clues() -> dict[str, Any]:
    """Words that tell something: `data/clues.toml`."""
    return _data("clues.toml")


def mentions(text: str, words: Words) -> str | None:
    """The first of the words that stands in the text."""
    return words.first(text)


@lru_cache(maxsize=4096)
def blank(text: str) -> bool:
    """Whether nothing was written: empty, dashes, / or the like."""
    return is_placeholder(normal(text))


@lru_cache(maxsize=1)
def _empty_phrases() -> tuple[str, ...]:
    return tuple(sorted({*words()["empty_talk"]["words"], *clues()["reason"]["empty"]}, key=len, reverse=True))


@lru_cache(maxsize=4096)
def empty_talk(text: str) -> bool:
    """Whether a reason consists of nothing but phrases that explain nothing (空话): 无, 总结经验，争取做得更好."""
    return all(_says_nothing(phrase) for phrase in re.split(r"[\W_]+", normal(text)))


def _says_nothing(phrase: str) -> bool:
    if _empty_grammar().fullmatch(phrase):
        return True
    for empty in _empty_phrases():
        phrase = phrase.replace(empty, "")
    return not phrase


@lru_cache(maxsize=1)
def _empty_grammar() -> re.Pattern[str]:
    """今后 进一步 加强 学习, 工作水平 有待 提高: general words only, in the order of a sentence."""
    lead, verb, thing = ("|".join(clues()["reason"][key]) for key in ("lead", "verbs", "things"))
    things = f"(?:{thing})(?:(?:和|与|及|的)?(?:{thing}))*"
    return re.compile(f"(?:(?:{lead})*(?:{verb})+(?:{things})?)+|{things}(?:还|尚|仍)?有待(?:{lead})*(?:{verb})")


@lru_cache(maxsize=1024)
def none_given(text: str) -> bool:
    """Whether the reason cell says that there is none (无, 没有, 不涉及)."""
    return blank(text) or normal(text).rstrip("。.;") in ("无", "没有", "暂无", "不涉及", "无偏差", "无原因")
