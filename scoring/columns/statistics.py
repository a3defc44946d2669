"""What a run comes to: counts that are added batch by batch, and the table they make."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from scoring.checks.catalogue import codes
from scoring.columns.schema import Scored
from scoring.model import STATUSES

_STATUS: dict[str, str] = {
    **{str(k): v for k, v in STATUSES.items()},
    "funds": "资金行，不设分值",
    "malformed": "没有读懂",
}


@dataclass
class Statistics:
    """Counts over a whole run."""

    rows: Counter[str] = field(default_factory=Counter)
    rules: Counter[str] = field(default_factory=Counter)
    codes: Counter[str] = field(default_factory=Counter)
    grades: Counter[tuple[str, str]] = field(default_factory=Counter)
    submissions: int = 0
    problems: list[str] = field(default_factory=list)

    def add(self, scored: Scored) -> None:
        """Counts one batch of results."""
        rows, records = scored
        self.rows += _counts(rows.column("status"))
        self.rules += _counts(rows.column("rule"))
        self.codes += _words(_counts(rows.column("codes")))
        self.codes += _words(_counts(records.column("codes")))
        self.submissions += records.num_rows
        self.grades += _pairs(records.column("claimed_grade"), records.column("grade"))

    def table(self) -> list[tuple[str, str, int]]:
        """Kind, what, how many: for the eye and for the file."""
        found = [("合计", "报送件", self.submissions), ("合计", "行", sum(self.rows.values()))]
        found += [("行的状态", _STATUS[name], n) for name, n in sorted(self.rows.items())]
        found += [("条款", name, n) for name, n in sorted(self.rules.items()) if name]
        known = codes()
        found += [("疑点", f"{code} {known[code].title}", n) for code, n in sorted(self.codes.items())]
        changed: Counter[str] = Counter()
        for (claimed, ours), count in self.grades.items():
            if ours:
                changed[f"重算为“{ours}”"] += count
            if claimed and ours and claimed != ours:
                changed[f"自评“{claimed[:6]}”→ 重算“{ours}”"] += count
        return found + [("等级", name, n) for name, n in sorted(changed.items())[:60]]


def _counts(column: pa.DictionaryArray) -> Counter[str]:
    """How often each text occurs, counted by number."""
    counted = column.indices.value_counts()
    texts = column.dictionary
    pairs = zip(counted.field("values").to_pylist(), counted.field("counts").to_pylist(), strict=True)
    return Counter({texts[at].as_py(): count for at, count in pairs if at is not None})


def _pairs(a: pa.DictionaryArray, b: pa.DictionaryArray) -> Counter[tuple[str, str]]:
    """How often two texts stand side by side; no text counts as an empty one."""
    left, right = ([*column.dictionary.to_pylist(), ""] for column in (a, b))
    codes = (pc.fill_null(column.indices, len(texts) - 1) for column, texts in ((a, left), (b, right)))
    x, y = (code.to_numpy(zero_copy_only=False).astype(np.int64) for code in codes)
    numbers, counts = np.unique(x * len(right) + y, return_counts=True)
    found = Counter[tuple[str, str]]()
    for number, count in zip(numbers.tolist(), counts.tolist(), strict=True):
        found[left[number // len(right)] or "", right[number % len(right)] or ""] += count
    return found


def _words(counts: Counter[str]) -> Counter[str]:
    found: Counter[str] = Counter()
    for text, count in counts.items():
        for word in text.split():
            found[word] += count
    return found
