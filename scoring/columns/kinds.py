"""Rows that are alike in several columns get one number, the same one batch after batch."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow as pa

_SPREAD = np.int64(-7046029254386353131)  # 2⁶⁴ ÷ golden ratio, odd: spreads keys over the table
_BITS, _MORE = 62, 22  # a key fits a 64-bit integer; room for the number of a first part

Part = tuple[Any, int]  # a number for each row, and how many there are of them


class Keys:
    """A table of keys that are not negative: each has the number under which it was added (open addressing)."""

    def __init__(self) -> None:
        self.count = 0
        self._make(12)

    def _make(self, bits: int) -> None:
        self._shift, self._mask = 64 - bits, (1 << bits) - 1
        self._keys = np.full(1 << bits, -1, np.int64)
        self._numbers = np.zeros(1 << bits, np.intp)

    def _place(self, keys: Any) -> Any:
        return ((keys * _SPREAD).view(np.uint64) >> np.uint64(self._shift)).view(np.int64)

    def find(self, keys: Any) -> Any:
        """The number of each key; -1 for those that were not added."""
        at = self._place(keys)
        have = self._keys.take(at)
        same = have == keys
        found = np.where(same, self._numbers.take(at), np.intp(-1))
        left = np.flatnonzero(~same & (have >= 0))
        at = at[left]
        while len(left):
            at = (at + 1) & self._mask
            have = self._keys[at]
            same = have == keys[left]
            found[left[same]] = self._numbers[at[same]]
            on = ~same & (have >= 0)
            left, at = left[on], at[on]
        return found

    def add(self, keys: Any) -> None:
        """Distinct keys that are new, numbered on from those before."""
        size = self._mask + 1
        if 2 * (self.count + len(keys)) > size:
            old = self._keys >= 0
            kept, numbers = self._keys[old], self._numbers[old]
            self._make(int(4 * (self.count + len(keys))).bit_length())
            self._put(kept, numbers)
        self._put(keys, np.arange(self.count, self.count + len(keys), dtype=np.intp))
        self.count += len(keys)

    def _put(self, keys: Any, numbers: Any) -> None:
        at, left = self._place(keys), np.arange(len(keys))
        while len(left):
            place = at[left]
            free = self._keys[place] < 0
            self._keys[place[free]] = keys[left[free]]  # of several that want one place the last gets it
            won = self._keys[place] == keys[left]
            self._numbers[place[won]] = numbers[left[won]]
            left = left[~won]
            at[left] = (at[left] + 1) & self._mask


class Kinds:
    """Numbers for combinations: several small numbers of a row in one key, in two keys or more where they are many."""

    def __init__(self, parts: Sequence[Part]) -> None:
        self.widths = [_width(size) + 2 for _, size in parts]
        self.groups: list[list[int]] = [[]]
        room = _BITS
        for at, width in enumerate(self.widths):
            if width > room:
                self.groups.append([])
                room = _BITS - _MORE
            self.groups[-1].append(at)
            room -= width
        self.keys = [Keys() for _ in self.groups]

    def hold(self, parts: Sequence[Part]) -> bool:
        """Whether there are still few enough of each for the keys."""
        few = all(_width(size) <= width for (_, size), width in zip(parts, self.widths, strict=True))
        return few and all(keys.count + len(parts[0][0]) < 1 << _MORE for keys in self.keys[:-1])

    @property
    def count(self) -> int:
        return self.keys[-1].count

    def number(self, parts: Sequence[Part]) -> tuple[Any, Any]:
        """The number of each row's combination, and the rows that are the first of those that are new, in order."""
        numbers, firsts = None, np.zeros(0, np.int64)
        for group, keys in zip(self.groups, self.keys, strict=True):
            key = np.zeros(len(parts[0][0]), np.int64) if numbers is None else numbers.astype(np.int64)
            for at in group:
                codes, size = parts[at]
                key <<= self.widths[at]
                if size > 1:
                    key |= codes
            numbers, firsts = _numbered(keys, key)
        return numbers, firsts


def _numbered(keys: Keys, key: Any) -> tuple[Any, Any]:
    numbers = keys.find(key)
    new = np.flatnonzero(numbers < 0)
    if not len(new):
        return numbers, new
    found = pa.array(key[new]).dictionary_encode()
    codes = found.indices.to_numpy()
    numbers[new] = keys.count + codes
    keys.add(found.dictionary.to_numpy())
    firsts = np.zeros(len(found.dictionary), np.int64)
    firsts[codes[::-1]] = new[::-1]
    return numbers, firsts


def _width(size: int) -> int:
    return max(size - 1, 0).bit_length()
