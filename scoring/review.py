"""Files in, checked results out: read, score, check."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from scoring import documents
from scoring.checks import check
from scoring.engine import score, score_row
from scoring.model import Facts, Indicator, Outcome, Result, Row
from scoring.number import parse_decimal
from scoring.source import Problem, ScoringError
from scoring.standard import Standard, get, load
from scoring.toml_file import TomlFile
from scoring.understand import Target, read_target

DEFAULT = "mof-2020"


def chosen(name: str, beside: Path | None = None) -> Standard:
    """The standard of that id or file (beside `beside` when relative); mof-2020 when none is named."""
    if not name:
        return get(DEFAULT)
    if not name.endswith(".toml"):
        return get(name)
    path = Path(name)
    if beside is not None and not path.is_file():
        path = beside.parent / name
    return load(path)


def assess(path: Path, standard: str = "") -> tuple[Result, Standard]:
    """One evaluation scored and checked, under the standard it names or the one given. Raises ScoringError."""
    submission = documents.load(path)
    used = chosen(standard or submission.standard, path)
    result = score(submission, used)
    return replace(result, findings=check(result, used)), used


def explained(
    standard: Standard, target: str, actual: str | None, points: str, name: str = "", aspect: str = ""
) -> tuple[Target, Outcome]:
    """One pair of target and actual: how it is understood and what it scores."""
    indicator = Indicator(("", aspect, name), target, points)
    understood = read_target(target, name, aspect, bare=standard.settings.bare)
    outcome = score_row(Row(indicator, Facts(actual=actual)), standard)
    if parse_decimal(points) is None:
        reason = f"分值“{points[:40]}”不是数字，无法计分"
        outcome = Outcome("not_calculable", met=outcome.met, attainment=outcome.attainment, reason=reason)
    return understood, outcome


def validate(path: Path) -> list[Problem]:
    """Everything wrong with an indicator set or an evaluation file; empty when it can be used."""
    try:
        data = TomlFile(path).data
        if "indicator" in data and "indicator_set" not in data:
            documents.load_indicator_set(path)
        else:
            documents.load(path)
    except ScoringError as error:
        return list(error.problems)
    return []
