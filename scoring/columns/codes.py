"""Which findings are given row by row in columns, and the checks that find them: those of `scoring.checks`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache

from scoring.checks import names, scores, totals, values
from scoring.checks.table import Table
from scoring.model import Line, Outcome, Result, Row, Stamp, Submission, Total
from scoring.source import Finding
from scoring.standard import Standard

#: the findings of a row that can be told from the row itself; each is one bit
CODES = ("I01", "I02", "I03", "I06", "I07", "I08", "I09", "I10", "I11", "I14", "I15", "I16", "R02", "T04")
BIT = {code: 1 << at for at, code in enumerate(CODES)}
Check = Callable[[Table], Iterator[Finding]]
#: the findings of a whole submission, as far as its own sums go; what it differs from our total by stands beside
OF_SUBMISSION: dict[str, Check] = {"T01": totals.points_sum, "T02": totals.scores_sum, "T05": totals.grade}
#: what stands in the target and its name, whatever the actual is
OF_TARGET: tuple[Check, ...] = (values.unmeasurable, names.direction, names.number_in_name, names.misplaced)
#: what stands in target and actual, whatever is claimed
OF_PAIR: tuple[Check, ...] = (values.not_measured, values.unlike, values.cannot_score, scores.pasted_points)

STAMP = Stamp("", "", "", "", "")


def alone(row: Row, outcome: Outcome, standard: Standard, year: int | None = None) -> Table:
    """One row as a table in which other rows are filled in."""
    submission = Submission(rows=(row,), year=year)
    table = Table(Result(submission, STAMP, (), (Line(row, outcome),), Total(None, None), None), standard)
    table.__dict__["filled"], table.__dict__["rows"] = True, table.entries
    return table


def bits(table: Table, checks: Iterable[Check]) -> int:
    """The codes that the checks find, as one number."""
    found = 0
    for check in checks:
        for finding in check(table):
            found |= BIT.get(finding.code, 0)
    return found


@lru_cache(maxsize=4096)
def spelled(number: int) -> str:
    """I03 T04: the codes of one number."""
    return " ".join(code for code, bit in BIT.items() if number & bit)
