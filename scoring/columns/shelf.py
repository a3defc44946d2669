"""Things found one by one that many rows look up at once: fields in arrays that grow, texts with a number."""

from __future__ import annotations

from threading import Lock
from typing import Any

import numpy as np


class Shelf:
    """Records of numbers, field by field; a field may be several numbers wide."""

    def __init__(self, **fields: tuple[Any, int]) -> None:
        self.count, self._arrays = 0, dict[str, Any]()
        for name, (kind, width) in fields.items():
            self._arrays[name] = np.zeros((64, width) if width else 64, kind)

    def __getitem__(self, field: str) -> Any:
        return self._arrays[field]

    def add(self, **values: Any) -> int:
        """Keeps a record and gives its number; fields that are not named are zero."""
        if self.count == len(next(iter(self._arrays.values()))):
            for name, array in self._arrays.items():
                self._arrays[name] = np.concatenate([array, np.zeros_like(array)])
        for name, value in values.items():
            self._arrays[name][self.count] = value
        self.count += 1
        return self.count - 1


class Texts:
    """Texts by number, each once; the empty one is number 0."""

    def __init__(self) -> None:
        self.known, self._lock = {"": 0}, Lock()

    def __getitem__(self, text: str) -> int:
        found = self.known.get(text)
        if found is None:
            with self._lock:
                found = self.known.setdefault(text, len(self.known))
        return found

    def __len__(self) -> int:
        return len(self.known)

    @property
    def all(self) -> list[str]:
        return list(self.known)
