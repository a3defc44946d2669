"""One submission through the engine and the checks themselves: the answer for what columns cannot hold.

It is also the yardstick: everything the columns say is by test what stands here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

from scoring.checks import CHECKS
from scoring.checks.table import Table
from scoring.columns.cases import year_of
from scoring.columns.codes import BIT, OF_SUBMISSION, STAMP
from scoring.columns.schema import FUNDS
from scoring.engine import score
from scoring.model import Claimed, Facts, Funds, FundsRow, Indicator, Line, Outcome, Result, Row, Submission, Total
from scoring.number import parse_decimal
from scoring.source import Source
from scoring.standard import Standard

Texts = Mapping[str, str]  # the cells of a row by column


@dataclass
class RowAnswer:
    """What is said of one row."""

    status: str
    score: Decimal | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    counted: Decimal | None = None
    rule: str = ""
    reason: str = ""
    codes: int = 0

    @classmethod
    def of(cls, outcome: Outcome, counted: Decimal | None) -> RowAnswer:
        low, high = outcome.admissible or (None, None)
        return cls(outcome.status, outcome.score, low, high, counted, outcome.rule, outcome.reason)


@dataclass
class Answer:
    """What is said of one submission: its rows in their order, and the result as the engine gave it."""

    rows: list[RowAnswer]
    result: Result
    codes: tuple[str, ...] = field(default=())


def is_fund(row: Texts) -> bool:
    """Whether a row is a fund source and not an indicator."""
    return any(row[name] for name in FUNDS) and not (row["l3"] or row["target"] or row["actual"])


def submission_of(rows: Sequence[Texts]) -> Submission:
    """Rows of cells as a submission; each row's number is its place."""
    items, money, seen = [], [], set()
    for at, row in enumerate(rows):
        beside = tuple(row[name] for name in FUNDS)
        if is_fund(row):
            money.append(_fund(row, at, row["points"], row["claimed"]))
            continue
        if any(beside) and beside not in seen:
            seen.add(beside)
            money.append(_fund(row, at, "", ""))
        items.append(_row(row, at))
    first = {name: next((row[name] for row in rows if row[name]), None) for name in ("total", "grade", "year")}
    return Submission(
        year=year_of(first["year"] or ""),
        funds=tuple(money),
        rows=tuple(items),
        claimed=Claimed(first["total"], None, first["grade"]),
    )


def _fund(row: Texts, at: int, points: str, claimed: str) -> FundsRow:
    initial, budget, spent = (row[name] or None for name in ("initial", "budget", "spent"))
    funds = Funds(row["source"], initial, budget, spent, points=points or None, claimed=claimed or None)
    return FundsRow(funds, _place(at))


def _row(row: Texts, at: int) -> Row:
    indicator = Indicator((row["l1"], row["l2"], row["l3"]), row["target"], row["points"] or None, row["unit"])
    facts = Facts(
        actual=row["actual"] or None, judged=row["judged"] or None, band=row["band"] or None,
        claimed=row["claimed"] or None, deduction=row["deduction"] or None, remark=row["remark"],
        not_applicable=row["not_applicable"] or None,
    )  # fmt: skip
    return Row(indicator, facts, _place(at))


def _place(at: int) -> dict[str, Source]:
    return {"": Source("", at)}


def answer(rows: Sequence[Texts], standard: Standard) -> Answer:
    """The engine's scores and the checks' findings for the rows of one submission."""
    submission = submission_of(rows)
    result = score(submission, standard)
    answers = [RowAnswer("funds") for _ in rows]
    for line in result.lines:
        at = line.row.place().line or 0
        answers[at] = RowAnswer.of(line.outcome, line.counted)
    for execution in result.funds:
        at = execution.row.place().line or 0
        if execution.outcome is not None and is_fund(rows[at]):
            answers[at] = RowAnswer.of(execution.outcome, execution.counted)
    of_rows = {line.row.place().line for line in result.lines}
    table = Table(result, standard)
    for finding in (f for look in CHECKS for f in look(table)):
        if finding.source.line in of_rows and finding.code not in OF_SUBMISSION:
            answers[finding.source.line or 0].codes |= BIT.get(finding.code, 0)
    codes = [code for code, look in OF_SUBMISSION.items() if any(True for _ in look(table))]
    return Answer(answers, result, tuple(codes))


def claimed_total(rows: Sequence[Texts]) -> Fraction | None:
    """The printed total; where none is printed, the sum of the claimed scores if every row has one."""
    printed = next((row["total"] for row in rows if row["total"]), "")
    if printed:
        return parse_decimal(printed)
    scores = [parse_decimal(row["claimed"]) for row in rows if row["points"] or row["claimed"]]
    known = [s for s in scores if s is not None]
    return sum(known, Fraction(0)) if known and len(known) == len(scores) else None


def unscored(rows: Sequence[Texts], standard: Standard) -> Table:
    """Rows as a table for checks that ask for no score; a row's place is its number here."""
    submission = submission_of(rows)
    lines = tuple(Line(row, Outcome("not_calculable")) for row in submission.rows)
    return Table(Result(submission, STAMP, (), lines, Total(None, None), None), standard)
