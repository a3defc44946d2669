"""A form in progress scored and checked: what the page shows, and what a reviewer would see if it were sent now."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from scoring import form as forms
from scoring.checks import check
from scoring.desk import sheet
from scoring.desk.sheet import Values
from scoring.engine import score
from scoring.form import Form, slots
from scoring.model import Result, Row, Submission
from scoring.review import chosen
from scoring.source import Finding
from scoring.standard import Standard

_ROW, _FUNDS = re.compile(r"第(\d+)行"), re.compile(r"资金第(\d+)行")


@dataclass(frozen=True, slots=True)
class Assessed:
    """The submission on the page, its result with every finding, and what it was measured by."""

    submission: Submission  # as typed
    result: Result  # with the computed figures as claims, so that the checks see what will be printed
    standard: Standard
    form: Form

    @property
    def placed(self) -> dict[str, list[Finding]]:
        """Findings by where they are shown: "row.3", "funds.0", or "" for the table as a whole."""
        out: dict[str, list[Finding]] = {}
        for finding in (*self.submission.findings, *self.result.findings):
            out.setdefault(where(finding), []).append(finding)
        return out


def where(finding: Finding) -> str:
    """The row a finding stands at."""
    if finding.source.file:
        return ""
    if found := _FUNDS.match(finding.source.cell):
        return f"funds.{int(found[1]) - 1}"
    found = _ROW.match(finding.source.cell)
    return f"row.{int(found[1]) - 1}" if found else ""


def assess(base: Submission, values: Values) -> Assessed:
    """Score what is on the page, then check it as it will be printed."""
    typed = sheet.written(base, values)
    return assessed(typed, chosen(typed.standard), forms.get(typed.form))


def assessed(typed: Submission, standard: Standard, form: Form) -> Assessed:
    """A submission under the standard and form given."""
    result = score(printed(typed, standard, form), standard)
    return Assessed(typed, replace(result, findings=check(result, standard)), standard, form)


def printed(typed: Submission, standard: Standard, form: Form) -> Submission:
    """The submission with what the form prints: computed scores as claims; a person's score only where one judges."""
    result = score(typed, standard)
    figures = slots.printed(result, form.drawing.rate_step())
    rows = [
        _claimed(line.row, row, line.outcome.status == "judged")
        for line, row in zip(result.lines, figures.rows, strict=True)
    ]
    return replace(figures, rows=tuple(rows))


def _claimed(typed: Row, figures: Row, judged: bool) -> Row:
    facts = replace(typed.facts, claimed=figures.facts.claimed, judged=typed.facts.judged if judged else None)
    return replace(typed, facts=facts)
