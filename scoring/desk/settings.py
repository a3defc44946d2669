"""What `scoring serve` was started with, and what the rooms share."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from scoring.desk.trials import Trials
from scoring.desk.uploads import Reading
from scoring.documents import load_indicator_set
from scoring.model import IndicatorSet
from scoring.register import Register
from scoring.register.accounts import Account
from scoring.source import ScoringError

#: who works alone on the own machine
ALONE = Account(0, "本机", "管理", None, "")
LOCAL = frozenset({"127.0.0.1", "localhost", "[::1]"})


@dataclass(frozen=True, slots=True)
class Settings:
    """`alone`: one person, no login; then only requests for `hosts` are answered (DNS rebinding)."""

    register: Register
    sets: Path | None = None
    alone: bool = True
    hosts: frozenset[str] = LOCAL
    reading: Reading = field(default_factory=Reading)
    trials: Trials = field(default_factory=Trials)


@dataclass(frozen=True, slots=True)
class Offered:
    """An indicator set of the folder; `name` is its file name, the only part of its path a page ever sees."""

    name: str
    indicators: IndicatorSet


def offered(folder: Path | None) -> list[Offered]:
    """The indicator sets to choose from; files that are none are left out."""
    if folder is None or not folder.is_dir():
        return []
    found = []
    for path in sorted(folder.glob("*.toml")):
        indicators = _loaded(path, path.stat().st_mtime_ns)
        if indicators is not None:
            found.append(Offered(path.name, indicators))
    return found


@lru_cache(maxsize=512)
def _loaded(path: Path, _: int) -> IndicatorSet | None:
    try:
        return load_indicator_set(path)
    except ScoringError:
        return None
