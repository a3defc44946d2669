"""The texts of a column, each met once: numbered as they come, and what is told of them."""

from __future__ import annotations

from collections.abc import Callable
from itertools import islice
from typing import Any

import numpy as np
import pyarrow as pa

from scoring.columns.numbers import Printed, fine, printed
from scoring.notation.text import normal

_KEPT = 2  # dictionaries remembered: those of the batch that is cut into pieces


class Words:
    """The distinct texts of one column, batch after batch; the empty one is number 0."""

    def __init__(self) -> None:
        self.texts, self.size = [""], 0  # size: of all texts, in characters
        self._number, self._plain = {"": 0}, dict[str, int]()
        self._made: dict[Any, tuple[Any, ...]] = {}
        self._asked: dict[Callable[[str], bool], Any] = {}
        self._known: dict[tuple[Any, ...], tuple[pa.Array, Any]] = {}

    def numbers_of(self, values: pa.Array) -> Any:
        """The number of each text of a dictionary; pieces of one batch share theirs, told by where they lie in memory."""
        where = tuple(buffer.address if buffer else 0 for buffer in values.buffers())
        key = (*where, values.offset, len(values))
        if key not in self._known:
            if len(self._known) >= _KEPT:
                self._known.clear()
            self._known[key] = values, self._add(values.to_pylist())  # which keeps the memory in its place
        return self._known[key][1]

    def _add(self, texts: list[str]) -> Any:
        number = self._number
        found = np.array([number.setdefault(text, len(number)) for text in texts], np.intp)
        new = list(islice(number, len(self.texts), None))
        self.texts += new
        self.size += sum(map(len, new))
        return found

    def made(self, name: str, make: Callable[[pa.Array], tuple[Any, ...]]) -> tuple[Any, ...]:
        """What is made of each text, in arrays by number; only texts that are new are looked at."""
        have = self._made.get(name)
        start = 0 if have is None else len(have[0])
        if have is None or start < len(self.texts):
            more = make(pa.array(self.texts[start:], pa.string()))
            have = more if have is None else tuple(np.concatenate(pair) for pair in zip(have, more, strict=True))
            self._made[name] = have
        return have

    def asked(self, tell: Callable[[str], bool], codes: Any) -> Any:
        """Something told of texts by their numbers, each asked once."""
        answers = self._asked.get(tell)
        if answers is None or len(answers) < len(self.texts):
            more = np.full(len(self.texts) - (0 if answers is None else len(answers)), -1, np.int8)
            answers = self._asked[tell] = more if answers is None else np.concatenate([answers, more])
        for code in np.unique(codes[answers[codes] < 0]).tolist():
            answers[code] = tell(self.texts[code])
        return answers[codes] == 1

    @property
    def numbers(self) -> Printed:
        """Each text as a printed number."""
        return Printed(*self.made("numbers", printed))

    @property
    def fine(self) -> tuple[Any, ...]:
        """Each text in millionths of a number; and those that do not fit."""
        return self.made("fine", lambda values: fine(printed(values)))

    @property
    def alike(self) -> tuple[Any, Any]:
        """A number for texts that read the same; whether they are longer than one character."""

        def make(values: pa.Array) -> tuple[Any, ...]:
            texts = [normal(text) for text in values.to_pylist()]
            numbers = [self._plain.setdefault(text, len(self._plain)) for text in texts]
            return np.array(numbers, np.int32), np.array([len(text) >= 2 for text in texts])

        numbers, long = self.made("alike", make)
        return numbers, long
