"""Lists of words looked for in texts: whether any of them stands there is answered in one pass."""

from __future__ import annotations

import re
from functools import cached_property
from typing import Any


class Words(list[str]):
    """Words in the order of their data file."""

    @cached_property
    def _any(self) -> re.Pattern[str]:
        return re.compile("|".join(map(re.escape, self)))

    def first(self, text: str) -> str | None:
        """The first of the words, in their order, that stands in the text."""
        return next((word for word in self if word in text), None) if self._any.search(text) else None


def listed(data: Any) -> Any:
    """Data of TOML with every list of texts as `Words`."""
    if isinstance(data, dict):
        return {key: listed(value) for key, value in data.items()}
    if isinstance(data, list):
        return Words(data) if all(isinstance(item, str) for item in data) else [listed(item) for item in data]
    return data
