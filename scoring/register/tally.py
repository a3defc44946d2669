"""Counts that charts are drawn from, kept in the same transaction as the submissions they count.

| measure | bucket | amount |
|---|---|---|
| grade | 等级 as recomputed | sum of recomputed totals |
| claimed | 等级 as claimed | sum of claimed totals |
| status | 状态 | 0 |
| rate | 执行率 in steps of ten percent, "000" to "100", "" unknown | sum of rates |
| difference | claimed − recomputed in steps, see `STEPS` | sum of differences |
| code | finding code; counts findings, not submissions | 0 |

Amounts are ten-thousandths. Each thing is counted three times: for its unit, for its department (unit `ALL`), and for
all (unit and department `ALL`), so that a chart of everything reads a few rows.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import postgresql, sqlite

from scoring.register.schema import NOTHING, Columns
from scoring.register.schema import tally as table

#: where each step of the difference but the first begins; the bucket is the number of the step, "00" to "10"
_STEPS = (-100_000, -50_000, -20_000, -10_000, 0, 1, 10_000, 20_000, 50_000, 100_000)
#: the steps in words
STEPS = (
    "少报超过10分", "少报5–10分", "少报2–5分", "少报1–2分", "少报不到1分", "一致",
    "多报不到1分", "多报1–2分", "多报2–5分", "多报5–10分", "多报10分以上",
)  # fmt: skip

ALL = -1
#: measure, stage, unit, department (0: none), year, bucket
Key = tuple[str, str, int, int, int, str]


def difference_bucket(units: int) -> str:
    """The step a difference falls into; "" when there is none."""
    return "" if units == NOTHING else f"{bisect_right(_STEPS, units):02}"


def rate_bucket(units: int) -> str:
    """The tenth a rate falls into; more than all is 100."""
    return "" if units == NOTHING else f"{min(max(units, 0) // 1000 * 10, 100):03}"


def measured(row: Columns) -> Iterator[tuple[str, str, int]]:
    """Measure, bucket and amount of one submission; codes are counted apart."""
    yield "grade", row["grade"], _known(row["recomputed_units"])
    yield "claimed", row["grade_claimed"], _known(row["claimed_units"])
    yield "status", row["status"], 0
    yield "rate", rate_bucket(row["rate_units"]), _known(row["rate_units"])
    yield "difference", difference_bucket(row["difference_units"]), _known(row["difference_units"])


def _known(units: int) -> int:
    return 0 if units == NOTHING else units


class Changes:
    """What is to be added to the counts, summed up before it is written."""

    def __init__(self) -> None:
        self.sums: defaultdict[Key, list[int]] = defaultdict(lambda: [0, 0])

    def count(self, row: Columns, sign: int) -> None:
        """A submission comes (+1) or goes (-1)."""
        for measure, bucket, amount in measured(row):
            self._add(measure, row, bucket, sign, sign * amount)

    def count_code(self, row: Columns, code: str, sign: int) -> None:
        self._add("code", row, code, sign, 0)

    def _add(self, measure: str, row: Columns, bucket: str, count: int, amount: int) -> None:
        unit, department = row["unit_id"], row["department_id"] or 0
        for level in ((unit, department), (ALL, department), (ALL, ALL)):
            sums = self.sums[(measure, row["stage"], *level, row["year"], bucket)]
            sums[0] += count
            sums[1] += amount

    def write(self, connection: Connection) -> None:
        """Add everything to the table, in the caller's transaction."""
        names = [column.name for column in table.primary_key.columns]
        rows = [
            dict(zip(names, key, strict=True)) | {"count": count, "amount": amount}
            for key, (count, amount) in sorted(self.sums.items())
            if count or amount
        ]
        if rows:
            connection.execute(_upsert(connection, table, names), rows)
        self.sums.clear()


def _upsert(connection: Connection, into: Table, names: list[str]) -> Any:
    kind = sqlite if connection.dialect.name == "sqlite" else postgresql
    made = kind.insert(into)
    return made.on_conflict_do_update(
        index_elements=names,
        set_={"count": into.c["count"] + made.excluded["count"], "amount": into.c.amount + made.excluded.amount},
    )
