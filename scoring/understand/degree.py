"""How far a statement says a goal was reached, by the clues of `data/words.toml`."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from importlib.resources import files
from typing import Any

from scoring.notation.text import normal
from scoring.when import Reach


@lru_cache(maxsize=1)
def words() -> dict[str, Any]:
    """The clues in names and statements: `data/words.toml`."""
    return tomllib.loads(files("scoring").joinpath("data/words.toml").read_text("utf-8"))


@lru_cache(maxsize=16384)
def degree(text: str, goal: str) -> Reach:
    """How far a statement says the goal was reached, by the words of `words.toml`."""
    clues = words()["statement"]
    plain, wanted = normal(text).rstrip("。;,"), normal(goal).rstrip("。;,")
    if plain == wanted or plain in clues["exactly"]:
        return "met"
    steps: tuple[Reach, ...] = ("failed", "partly", "mostly")
    for reach in steps:
        if any(word in plain for word in clues[reach]) and not any(word in wanted for word in clues[reach]):
            return reach
    if any(word in plain for word in clues["weaker"]) and not any(word in wanted for word in clues["weaker"]):
        return "weaker" if len(plain) <= 16 else "unclear"
    if wanted and wanted in plain:
        return "met"
    if len(plain) <= 12 and any(word in plain for word in clues["achieved"]):
        return "met"
    return "unclear"
