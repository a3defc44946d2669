"""What checking makes of one self-assessment: plain JSON, the same whatever process made it.

Everything downstream (report, ledger, comparison across files, register) works on records alone.
Numbers are strings as printed; a place is the cell as its format names it, without the file.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from scoring import stable_json
from scoring.checks import in_order
from scoring.model import FundsRow, Line, Places, Result, Row
from scoring.number import parse_decimal, show
from scoring.source import Finding, Problem, Source
from scoring.standard import Standard

SCHEMA = "scoring/check/1"

#: one self-assessment of a file; its keys are listed in docs/复核.md
Record = dict[str, Any]


def record(result: Result, standard: Standard, file: str, table: int) -> Record:
    """A scored and checked submission; what reading it found stands among its findings."""
    s = result.submission
    scored = stable_json.table(result, standard)
    rows = _names(s.rows)
    findings = in_order(s, (*s.findings, *result.findings)) if s.findings else result.findings
    return {
        "file": file,
        "table": table,
        "status": "partial" if any(f.code == "R02" for f in s.findings) else "ok",
        "stage": s.stage,
        "form": s.form,
        "standard": scored["standard"],
        "project": scored["project"],
        "money_unit": s.money_unit,
        "funds": [_placed(data, f.row) for data, f in zip(scored["funds"], result.funds, strict=True)],
        "lines": [_line(data, line) for data, line in zip(scored["lines"], result.lines, strict=True)],
        "total": scored["total"],
        "grade": scored["grade"],
        "places": _places(s.places),
        "texts": {
            "goal": s.goal.expected,
            "goal_actual": s.goal.actual,
            "narrative": s.narrative,
            "reason": s.reason,
        },
        "declared": {"projects": s.declared.projects, "budget": s.declared.budget},
        "declarations": scored["declarations"],
        "findings": [found(f, rows.get(f.source.cell or f.source, "")) for f in findings],
    }


def unreadable(file: str, problems: Sequence[Problem]) -> Record:
    """A file that cannot be used: every problem as an R01, nothing else."""
    blank: Record = {"stage": None, "form": "", "standard": None, "project": None, "money_unit": None}
    empty: Record = {"total": None, "grade": None, "places": {}, "texts": {}, "declared": {}, "declarations": []}
    findings = [
        found(Finding("R01", "error", p.source, p.message + (f"。{p.advice}" if p.advice else "")), "")
        for p in problems
    ]
    return {
        "file": file, "table": 1, "status": "unreadable", **blank, "funds": [], "lines": [], **empty, "findings": findings,
    }  # fmt: skip


def found(finding: Finding, row: str) -> dict[str, Any]:
    """One finding; `row` is the indicator (三级指标) it stands at, "" when it is not about a row."""
    data = stable_json.found(finding)
    data["place"], data["row"], data["waived"], data["difference"] = place(finding.source), row, False, None
    if finding.claimed and finding.expected:
        claimed, expected = parse_decimal(finding.claimed), parse_decimal(finding.expected)
        if claimed is not None and expected is not None:
            data["difference"] = show(claimed - expected)
    return data


def place(source: Source) -> str:
    """Where in its file something stands: the cell, or the line of a TOML file; "" for the file itself."""
    return source.cell or ("" if source.line is None else line_place(Path(source.file), source.line))


def line_place(path: Path, line: int) -> str:
    """A line of a TOML file, with its folder and name: an evaluation and its indicator set are often called alike."""
    return f"{'/'.join(part for part in (path.parent.name, path.name) if part)} 第{line}行"


def _places(places: Places) -> dict[str, str]:
    return {key: source.cell or place(source) for key, source in places.items()}


def _placed(data: Record, row: FundsRow | Row) -> Record:
    data["place"] = place(row.place())
    data["places"] = _places(row.places)
    return data


def _line(data: Record, line: Line) -> Record:
    facts = line.row.facts
    data = _placed(data, line.row)
    data["unit"], data["direction"] = line.row.indicator.unit, line.row.indicator.direction
    data["deduction"] = facts.deduction
    data["band"], data["remark"] = facts.band, facts.remark
    return data


def _names(rows: Sequence[Row]) -> Mapping[str | Source, str]:
    """Which indicator a place belongs to; a cell by its name alone, as all are of one file."""
    return {source.cell or source: row.indicator.name for row in reversed(rows) for source in row.places.values()}
