"""Contradictions of a scored table (疑点): a list of small functions, one per kind, Table → findings."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from scoring.checks import closing, funds, names, reasons, scores, sources, subtotals, texts, totals, values
from scoring.checks.catalogue import Code, codes
from scoring.checks.table import Table
from scoring.model import Result, Submission
from scoring.source import Finding, Source
from scoring.standard import Standard

__all__ = ["CHECKS", "Code", "check", "codes", "in_order"]

CHECKS: tuple[Callable[[Table], Iterator[Finding]], ...] = (
    texts.copied_goal, sources.funds_sums, funds.negative_amounts, funds.no_rate, funds.printed_rate, funds.execution_score, funds.unexplained_budget,
    funds.low_execution, names.empty_rows, values.unmeasurable, scores.pasted_points, names.direction,
    names.number_in_name, names.misplaced, names.repeated, names.heavy_rows, values.overshoot, values.not_measured,
    values.unlike, values.cannot_score, texts.survey, funds.cost_actual, totals.ranges, funds.execution_row_score,
    scores.row_scores, scores.judged_and_claimed, scores.chosen_bands, reasons.reasons, scores.unexplained_total, values.assumed,
    totals.points_sum, totals.level_sums, subtotals.subtotals, totals.weights, totals.scores_sum, totals.grade, names.all_full,
    texts.narrative, texts.declared,
)  # fmt: skip


def check(result: Result, standard: Standard) -> tuple[Finding, ...]:
    """Everything that does not hold, in the order of the table; what reading found is not repeated."""
    table = Table(result, standard)
    found = [finding for function in CHECKS for finding in function(table)]
    found += closing.unexplained_total(table, found)
    return in_order(result.submission, found)


def in_order(submission: Submission, found: Iterable[Finding]) -> tuple[Finding, ...]:
    """Findings as one meets them when the table is read from top to bottom."""
    order = _order(submission)
    last = len(order)
    return tuple(sorted(found, key=lambda f: order.get(f.source.cell or f.source, last)))


_FUNDS = ("", "name", "initial", "budget", "spent", "points", "rate", "claimed")
_ROW = ("", "path", "target", "unit", "actual", "points", "deduction", "judged", "band", "claimed", "remark")


def _order(s: Submission) -> dict[str | Source, int]:
    """Where each place comes when the table is read from top to bottom; a cell by its name alone, as all are of
    one file."""
    places = [s.place("declared"), s.place("goal")]
    places += [f.places[key] for f in s.funds for key in _FUNDS if key in f.places]
    places.append(s.place("spending"))
    places += [row.places[key] for row in s.rows for key in _ROW if key in row.places]
    places += [s.places[key] for key in sorted(s.places) if key.startswith("level:")]
    places += [place for subtotal in s.subtotals for place in subtotal.places.values()]
    places += [s.place(key) for key in ("points", "total", "grade", "reason", "narrative", "")]
    order: dict[str | Source, int] = {}
    for place in places:
        order.setdefault(place.cell or place, len(order))
    return order
