"""Files in, checked results out: read, score, check."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from difflib import get_close_matches
from pathlib import Path

from scoring import documents
from scoring.checks import check
from scoring.engine import score, score_row
from scoring.model import Facts, Funds, FundsRow, Goal, Indicator, Outcome, Result, Row, Submission
from scoring.number import parse_decimal
from scoring.source import Finding, Problem, ScoringError, Source
from scoring.standard import Standard
from scoring.standards import get, load
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


def submissions(path: Path, *, strict: bool = False) -> list[Submission]:
    """What one file holds: our own TOML, or a table in any format. Raises ScoringError when it holds none."""
    if path.suffix.lower() == ".toml":
        submission = documents.load(path, strict=strict)
        if problems := list(unknown_form(submission.form, submission.place("form"))):
            raise ScoringError(problems)
        return [submission]
    from scoring import readers, recognise

    document = readers.read(path)
    found = recognise.read(document.tables, document.text)
    if not found:
        seen = f"读到 {len(document.tables)} 张表" if document.tables else "没有读到表格"
        told = [note for note in document.notes if note != "文件里没有表格"]
        reasons = f"（{'；'.join(told)}）" if told else ""
        message = f"{seen}，没有认出绩效自评表{reasons}"
        raise ScoringError(
            Problem(Source(str(path)), message, "请确认文件里有指标表（含“三级指标”“年度指标值”等表头）")
        )
    first, *rest = map(_at_home, found)
    noted = [_noted(note, Source(str(path))) for note in document.notes]
    return [replace(first, findings=(*noted, *first.findings)), *rest]


def _at_home(submission: Submission) -> Submission:
    """A table may name a standard and a form that are known here, never a file: nothing in it is followed."""
    known = _known()
    found = [
        Finding("R03", "info", submission.place(key), f"没有编号为“{name[:60]}”的{what}，按 {by} 处理")
        for key, what, name, by in (
            ("standard", "评分办法", submission.standard, DEFAULT), ("form", "表样", submission.form, "generic")
        )
        if name not in known[key]
    ]  # fmt: skip
    if not found:
        return submission
    standard = submission.standard if submission.standard in known["standard"] else DEFAULT
    form = submission.form if submission.form in known["form"] else "generic"
    return replace(submission, standard=standard, form=form, findings=(*submission.findings, *found))


def _known() -> dict[str, list[str]]:
    from scoring.form import names as forms
    from scoring.standards import names as standards

    return {"standard": standards(), "form": forms()}


def _noted(note: str, place: Source) -> Finding:
    """What a reader said of the file: R02 for what it left unread, R03 for what it took as it was."""
    lost = any(word in note for word in ("没有读", "没有按", "没有保存", "没有找到"))
    return Finding("R02", "warning", place, note) if lost else Finding("R03", "info", place, note)


def assess_all(path: Path, standard: str = "") -> list[tuple[Result, Standard]]:
    """Every evaluation in a file, scored and checked, under the standard it names or the one given."""
    return [assess_submission(submission, standard, path) for submission in submissions(path)]


def assess_submission(submission: Submission, standard: str = "", path: Path | None = None) -> tuple[Result, Standard]:
    """One submission scored and checked. Raises ScoringError when its standard cannot be used."""
    used = chosen(standard or submission.standard, path)
    result = score(submission, used)
    return replace(result, findings=check(result, used)), used


def assess(path: Path, standard: str = "") -> tuple[Result, Standard]:
    """The one evaluation of a file, scored and checked. Raises ScoringError."""
    return assess_all(path, standard)[0]


def unfold(submission: Submission) -> list[Submission]:
    """Year-start declarations as a submission for each project; any other submission as it is."""
    if not submission.projects:
        return [submission]
    return [
        replace(
            submission,
            project=project.name,
            title="",
            funds=(FundsRow(Funds("年度资金总额", initial=project.budget, budget=project.budget)),),
            goal=Goal(expected=project.goal),
            projects=(),
        )
        for project in submission.projects
    ]


def explained(
    standard: Standard,
    target: str,
    actual: str | None,
    points: str,
    name: str = "",
    aspect: str = "",
    dimension: str = "",
) -> tuple[Target, Outcome]:
    """One pair of target and actual: how it is understood and what it scores."""
    indicator = Indicator((dimension, aspect, name), target, points)
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
            indicators = documents.load_indicator_set(path)
            return list(unknown_form(indicators.form, TomlFile(path).source(("form",))))
        submissions(path, strict=True)
    except ScoringError as error:
        return list(error.problems)
    return []


def unknown_form(name: str, place: Source) -> Iterator[Problem]:
    """A form (表样) that does not exist, with the nearest one; files of one's own are looked at when they are drawn."""
    from scoring.form import names

    if name and name not in names() and not name.endswith(".txt"):
        close = get_close_matches(name, names(), 1)
        hint = f"是不是 {close[0]}？" if close else ""
        yield Problem(place, f"没有编号为“{name[:60]}”的表样", f"{hint}现有：{'、'.join(names())}")
