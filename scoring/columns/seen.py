"""Rows met before: what was said of a row is said again of every row that reads the same.

One for each worker and standard, so that nobody waits; begun anew when it has grown large. It never
changes an answer: what is remembered depends on nothing but the texts that its key is made of.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from scoring.columns.cases import MOST
from scoring.columns.frame import Frame
from scoring.columns.kinds import Kinds, Part
from scoring.columns.schema import COLUMNS
from scoring.columns.words import Words

AIM = ("target", "l1", "l2", "l3", "unit", "year")
CELLS = ("actual", "points", "claimed", "judged", "remark")
_CHARACTERS = 1 << 24  # of texts remembered


class Seen:
    """The texts, targets and rows that one worker has met."""

    def __init__(self) -> None:
        self.words = {name: Words() for name in COLUMNS}
        self._aims: Kinds | None = None
        self._rows: Kinds | None = None
        self._aim = np.zeros(0, np.int32)
        self._said: dict[str, Any] = {}

    @property
    def full(self) -> bool:
        counts = [len(words.texts) for words in self.words.values()]
        kinds = [kinds.count for kinds in (self._aims, self._rows) if kinds]
        return max(*counts, *kinds, 0) > MOST or sum(words.size for words in self.words.values()) > _CHARACTERS

    def aims(self, frame: Frame, ask: Callable[[Any], int]) -> Any:
        """The number of each row's target in its context; `ask` tells those that are new."""
        cells = [frame[name] for name in AIM]
        parts = [(c.codes, len(c.words.texts)) for c in cells]
        if self._aims is None or not self._aims.hold(parts):
            self._aims, self._aim = Kinds(parts), np.zeros(0, np.int32)
        kinds, firsts = self._aims.number(parts)
        if len(firsts):
            texts = [[c.words.texts[code] for code in c.codes[firsts].tolist()] for c in cells]
            new = [ask(key) for key in zip(*texts, strict=True)]
            self._aim = np.concatenate([self._aim, np.array(new, np.int32)])
        return self._aim.take(kinds)

    def rows(
        self,
        frame: Frame,
        aim: Part,
        digits: Part,
        answer: Callable[[Any], dict[str, Any]],
        cells: Sequence[str] = CELLS,
    ) -> dict[str, Any]:
        """What is said of each row, field by field; `answer` tells it of rows that are new, from these cells of theirs."""
        parts = [aim, *((frame[name].codes, len(frame[name].words.texts)) for name in cells), digits]
        if self._rows is None or not self._rows.hold(parts):
            self._rows, self._said = Kinds(parts), {}
        kinds, firsts = self._rows.number(parts)
        if len(firsts):
            more = answer(firsts)
            have = self._said or {name: values[:0] for name, values in more.items()}
            self._said = {name: np.concatenate([have[name], more[name]]) for name in more}
        return {name: values.take(kinds) for name, values in self._said.items()}
