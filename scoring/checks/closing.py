"""T02 as the last check: the printed total against the recomputed one, when nothing else explains the difference."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction

from scoring.checks.catalogue import none_given
from scoring.checks.table import Table, number, off
from scoring.number import add, decimals
from scoring.source import Finding

#: what says by itself why the two totals differ
EXPLAINS = frozenset({"T02", "T04", "F01", "F02", "F03", "I01", "I02", "I03", "I06", "I08", "I10", "R02"})


def unexplained_total(table: Table, found: Iterable[Finding]) -> Iterator[Finding]:
    """The total recomputed from all rows differs from the printed one by more than printing can do."""
    printed, ours = table.submission.claimed.total, table.result.total
    value = number(printed)
    if (
        printed is None
        or value is None
        or ours.score is None
        or not ours.complete
        or not table.pointed
        or table.partial
    ):
        return
    if any(f.code in EXPLAINS for f in (*found, *table.submission.findings)):
        return
    if table.execution_row and table.execution_points:  # printed in both places; it counts once
        return
    gap = abs(value - Fraction(ours.score) - _accepted(table))
    if gap > _precision(table, printed):
        total = str(ours.score)
        why = f"，{ours.cap}" if ours.cap else ""
        message = f"总分 {printed}，按各行重新计算为 {total}（{off(printed, total)}）{why}；请核对总分和各行得分"
        yield table.finding("T02", table.submission.place("total"), message, printed, total, severity="warning")


def _accepted(table: Table) -> Fraction:
    """Points given up with a reason, though the target was met."""
    given_up = (
        e.claimed - e.points
        for e in table.rows
        if e.claimed is not None and e.points and e.outcome.met and e.claimed < e.points and not none_given(e.reason)
        if e.outcome.status == "scored" and e.facts.deduction is None
    )
    return add(given_up)


def _precision(table: Table, printed: str) -> Fraction:
    """Half a printed unit for the total and for every printed score, at least half of the standard's own."""
    half = Fraction(table.standard.rounding.score_step) / 2
    scores = [e.facts.claimed for e in table.rows] + [f.row.funds.claimed for f in table.result.funds]
    return add(max(Fraction(1, 2 * 10 ** decimals(text)), half) for text in (printed, *scores) if text is not None)
