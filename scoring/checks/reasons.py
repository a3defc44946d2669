"""I04: points lost, and whether the row says why."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from scoring.checks.catalogue import blank, empty_talk, none_given
from scoring.checks.table import Entry, Table, more_or_less, number, short
from scoring.notation import Bound
from scoring.number import compared, show
from scoring.source import Finding, Severity


def reasons(table: Table) -> Iterator[Finding]:
    """I04: points lost and no reason, or one that says nothing; judged or computed where the row claims no score."""
    for e in table.rows:
        got = e.got if e.got is not None else _given(e, table)
        if e.got is None and got is None and _missed(e) and blank(e.reason):
            message = f"{e.shown}，没有达到目标，还没有评判，也没有写偏差原因；请评判，并补写原因和改进措施"
            yield table.finding("I04", e.row.place("remark"), message, "", severity="warning")
        if _unscored(e, table) and none_given(e.reason):
            message = f"{e.shown}，没有达到目标，没有写未完成原因；请补写原因和改进措施"
            yield table.finding("I04", e.row.place("remark"), message, "", severity="warning" if _doubtful(e) else None)
        if got is None or e.points is None or compared(got, e.points) >= 0 or got < 0 or e.facts.not_applicable:
            continue
        met = e.outcome.met and e.outcome.status == "scored" and e.outcome.exact == e.points
        if met and not e.execution and none_given(e.reason):
            continue  # I02 says it
        score = e.facts.claimed or show(got)
        lost = f"得分 {score} 比分值 {e.indicator.points} 少 {more_or_less(got, e.points).removeprefix('少 ')}"
        place = e.row.place("remark")
        if blank(e.reason):
            severity: Severity | None = None if table.reason_cell else "warning"
            message = f"{lost}，没有写偏差原因；请补写原因和改进措施"
            yield table.finding("I04", place, message, "", severity=severity)
        elif empty_talk(e.reason):
            message = f"{lost}，原因只写了“{short(e.reason)}”，没有说明为什么；请写明具体原因"
            yield table.finding("I04", place, message, e.reason, None, severity="warning")


def _given(e: Entry, table: Table) -> Fraction | None:
    """What a person judged; else, in a table that claims no score anywhere, what the rule gives."""
    judged = number(e.facts.judged)
    if judged is not None or any(other.claimed is not None for other in table.rows):
        return judged
    return None if e.pasted or e.line.counted is None else Fraction(e.line.counted)


def _unscored(e: Entry, table: Table) -> bool:
    """A row that missed its target in a form without points, which has a column for the reason (转移支付自评表)."""
    asked = "remark" in e.row.places and not table.points and e.facts.claimed is None and not e.facts.not_applicable
    return asked and not table.midyear and e.outcome.met is False and bool(e.actual)


def _doubtful(e: Entry) -> bool:
    """Whether that the target was missed rests on a direction, a unit or a wording that was only understood."""
    value = e.target.value
    told = isinstance(value, Bound) and value.written and e.outcome.status == "scored"
    return not told or bool(e.outcome.assumptions)


def _missed(e: Entry) -> bool:
    """A judged row (a deadline, a range) that did not reach its target and has no score yet."""
    return e.outcome.status == "judged" and e.outcome.met is False and bool(e.points) and not e.facts.not_applicable
