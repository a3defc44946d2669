"""What `scoring serve` was started with, and what the rooms share."""

from __future__ import annotations

from collections import OrderedDict
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from pathlib import Path
from threading import Lock

from scoring.desk.trials import Trials
from scoring.desk.uploads import Reading
from scoring.documents import load_indicator_set
from scoring.model import IndicatorSet
from scoring.register import Register, reviews
from scoring.register.accounts import Account
from scoring.source import ScoringError

#: who works alone on the own machine
ALONE = Account(0, "本机", "管理", None, "")
LOCAL = frozenset({"127.0.0.1", "localhost", "[::1]"})


@dataclass(frozen=True, slots=True)
class Made:
    """What came of a file with several tables: the drafts that were begun, and the tables left out."""

    file: str
    drafts: tuple[int, ...]
    left: tuple[str, ...]


class Told:
    """What the next page of a browser has to say, once: by the secret of the browser, the oldest let go."""

    MOST = 200

    def __init__(self) -> None:
        self._waiting: OrderedDict[str, Made] = OrderedDict()
        self._lock = Lock()

    def put(self, browser: str, made: Made) -> None:
        with self._lock:
            self._waiting[browser] = made
            while len(self._waiting) > self.MOST:
                self._waiting.popitem(last=False)

    def take(self, browser: str) -> Made | None:
        with self._lock:
            return self._waiting.pop(browser, None)


class Daily:
    """What is seen to once a day, when somebody first looks."""

    def __init__(self) -> None:
        self._done: date | None = None

    def expire(self, register: Register) -> None:
        """Findings whose waiver has run out count again; where the database refuses, the next look sees to it."""
        if self._done != date.today():
            with suppress(ScoringError):
                reviews.expire(register)
                self._done = date.today()


@dataclass(frozen=True, slots=True)
class Settings:
    """`alone`: one person, no login; then only requests for `hosts` are answered (DNS rebinding)."""

    register: Register
    sets: Path | None = None
    alone: bool = True
    hosts: frozenset[str] = LOCAL
    reading: Reading = field(default_factory=Reading)
    trials: Trials = field(default_factory=Trials)
    told: Told = field(default_factory=Told)
    daily: Daily = field(default_factory=Daily)


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
