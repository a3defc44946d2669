"""Results as the stable JSON: numbers are strings, as printed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from decimal import Decimal
from fractions import Fraction
from typing import Any

from scoring.model import Execution, Line, Outcome, Result
from scoring.notation import parse, to_json
from scoring.number import round_units, scaled, show
from scoring.source import Finding, ScoringError
from scoring.standard import Standard
from scoring.summary import Summary
from scoring.understand import Target
from scoring.whatif import Change, full_marks, next_grade
from scoring.why import why


def _text(value: Decimal | None) -> str | None:
    return None if value is None else format(value, "f")


def _span(outcome: Outcome) -> list[str] | None:
    return None if outcome.admissible is None else [show(end) for end in outcome.admissible]


def explained(target: Target, actual: str | None, outcome: Outcome, standard: Standard, points: str) -> dict[str, Any]:
    """The object `explain` prints for one pair."""
    understood = to_json(target.value)
    understood["assumptions"] = list(target.assumptions)
    understood["direction"] = target.op if target.value.kind == "bound" else None
    return {
        "target": understood,
        "actual": None if actual is None or not actual.strip() else to_json(parse(actual)),
        "points": points,
        "met": outcome.met,
        "attainment": None if outcome.attainment is None else show(outcome.attainment, 4),
        "score": _text(outcome.score),
        "admissible": _span(outcome),
        "status": outcome.status,
        "rule": outcome.rule or None,
        "why": why(outcome, standard),
        "assumptions": list(outcome.assumptions),
        "standard": {"id": standard.id, "hash": standard.hash},
    }


def scored(result: Result, standard: Standard) -> dict[str, Any]:
    """One file of `score --json`."""
    return table(result, standard) | {"findings": [found(f) for f in result.findings]}


def table(result: Result, standard: Standard) -> dict[str, Any]:
    """What a file says and what it scores, without what is odd in it."""
    s = result.submission
    return {
        "file": s.file,
        "status": "ok",
        "stage": s.stage,
        "standard": {
            "id": result.stamp.id,
            "title": result.stamp.title,
            "cite": result.stamp.cite,
            "version": result.stamp.version,
            "hash": result.stamp.hash,
        },
        "project": {
            "name": s.project,
            "department": s.department,
            "unit": s.implementer,
            "year": None if s.year is None else str(s.year),
        },
        "money_unit": s.money_unit,
        "funds": [_funds(row) for row in result.funds],
        "lines": [_line(line, standard) for line in result.lines],
        "total": {
            "claimed": s.claimed.total,
            "recomputed": _text(result.total.score),
            "points": None if result.total.points is None else show(result.total.points),
            "complete": result.total.complete,
            "rows": result.total.counted,
            "judged": result.total.judged,
            "open": result.total.open,
            "not_calculable": result.total.not_calculable,
            "cap": result.total.cap or None,
        },
        "grade": {"claimed": s.claimed.grade, "recomputed": result.grade},
        "spending": [{"name": i.name, "amount": i.amount} for i in s.spending],
        "declarations": [{"name": p.name, "budget": p.budget} for p in s.projects],
    }


def _percent(rate: Fraction) -> str:
    n, d = rate.as_integer_ratio()
    return f"{scaled(round_units(n * 100, d, 100), 100)}%"


def _funds(row: Execution) -> dict[str, Any]:
    funds = row.row.funds
    return {
        "name": funds.name,
        "initial": funds.initial,
        "budget": funds.budget,
        "spent": funds.spent,
        "points": funds.points,
        "rate": None if row.raw is None else _percent(row.raw),
        "capped": row.raw is not None and row.raw > 1,
        "printed_rate": funds.rate,
        "claimed": funds.claimed,
        "score": _text(row.counted),
        "status": row.outcome.status if row.outcome else None,
        "place": str(row.row.place()),
    }


def _line(line: Line, standard: Standard) -> dict[str, Any]:
    indicator, facts, outcome = line.row.indicator, line.row.facts, line.outcome
    return {
        "path": list(indicator.path),
        "place": str(line.row.place()),
        "target": indicator.target,
        "actual": facts.actual,
        "points": indicator.points,
        "claimed": facts.claimed,
        "judged": facts.judged,
        "score": _text(line.counted),
        "by": line.by or None,
        "met": outcome.met,
        "attainment": None if outcome.attainment is None else show(outcome.attainment, 4),
        "admissible": _span(outcome),
        "status": outcome.status,
        "rule": outcome.rule or None,
        "why": why(outcome, standard),
        "assumptions": list(outcome.assumptions),
    }


def found(finding: Finding) -> dict[str, Any]:
    """One finding."""
    return {
        "code": finding.code,
        "severity": finding.severity,
        "place": str(finding.source),
        "message": finding.message,
        "claimed": finding.claimed,
        "expected": finding.expected,
        "clause": finding.clause,
    }


def unreadable(file: str, error: ScoringError) -> dict[str, Any]:
    """A file that cannot be used, with every problem as an R01."""
    findings = [
        {
            "code": "R01",
            "severity": "error",
            "place": str(p.source),
            "message": p.message + (f"。{p.advice}" if p.advice else ""),
            "claimed": None,
            "expected": None,
            "clause": "",
        }
        for p in error.problems
    ]
    blank: dict[str, Any] = {"standard": None, "project": None, "funds": [], "lines": [], "total": None, "grade": None}
    return {"file": file, "status": "unreadable", **blank, "findings": findings}


def envelope(files: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """What `score --json` prints."""
    return {"schema": "scoring/score/1", "files": list(files)}


def whatif(before: Result, after: Result, changes: Sequence[Change], standard: Standard) -> dict[str, Any]:
    """What `whatif --json` prints."""
    return {
        "schema": "scoring/whatif/1",
        "changed": [
            {
                "path": list(c.after.row.indicator.path),
                "actual": [c.before.row.facts.actual, c.after.row.facts.actual],
                "score": [_text(c.before.counted), _text(c.after.counted)],
            }
            for c in changes
        ],
        "total": [_text(before.total.score), _text(after.total.score)],
        "grade": [before.grade, after.grade],
        "next_grade": next_grade(after, standard),
        "full_marks": [
            {"path": list(line.row.indicator.path), "needs": full_marks(line, standard)} for line in after.lines
        ],
    }


def summary(rolled: Summary) -> dict[str, Any]:
    """What `summary --json` prints."""
    return {
        "schema": "scoring/summary/1",
        "money_unit": rolled.money_unit,
        "projects": [asdict(e) | {"rate": None if e.rate is None else show(e.rate, 4)} for e in rolled.entries],
        "sums": {name: show(value) for name, value in rolled.sums.items()},
        "grades": dict(rolled.grades),
        "findings": [found(f) for f in rolled.findings],
    }
