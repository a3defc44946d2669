"""T03 and T02 on the lines 小计 between the indicators."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from scoring.checks.table import Entry, Table, number, off
from scoring.model import Subtotal
from scoring.number import add, decimals, show
from scoring.source import Finding


def subtotals(table: Table) -> Iterator[Finding]:
    """A 小计 is the sum of the rows since the one before, or of all rows under the same 一级 or 二级指标."""
    for s in () if table.partial else table.submission.subtotals:
        for code, what, printed, place in (
            ("T03", "分值", s.points, "points"),
            ("T02", "得分", s.claimed, "claimed"),
        ):
            groups = list(_groups(table, s))
            value, sums = number(printed), [_sum(group, what) for group in groups]
            known = [found for found in sums if found is not None]
            if value is None or printed is None or not known or len(known) < len(sums):
                continue
            slack = Fraction(1, 2 * 10 ** decimals(printed)) if decimals(printed) else Fraction(0)
            if all(abs(found - value) > slack for found in known):
                found = show(known[0])
                message = f"小计的{what} {printed}，上面 {len(groups[0])} 行相加为 {found}（{off(printed, found)}）；请重新相加"
                yield table.finding(code, s.places[place], message, printed, found)


def _groups(table: Table, s: Subtotal) -> Iterator[list[Entry]]:
    """The rows a 小计 may stand for."""
    rows = table.entries[: s.end]
    if s.first < s.end:
        yield list(rows[s.first :])
    for depth in (1, 2) if rows else ():
        path = rows[-1].indicator.path[:depth]
        yield [e for e in rows if e.indicator.path[:depth] == path]


def _sum(rows: list[Entry], what: str) -> Fraction | None:
    values = [e.points if what == "分值" else e.got for e in rows]
    return None if None in values else add(values)
