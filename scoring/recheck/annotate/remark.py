"""What is written beside a cell: its findings, worst first, in words that fit a comment."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from scoring.readers.document import clean
from scoring.recheck.record import Record
from scoring.source import SEVERITIES, Severity

Found = dict[str, Any]  # one finding of a record

AUTHOR, INITIALS = "复核", "核"
COLOURS: dict[Severity, str] = {"error": "FFC7CE", "warning": "FFEB9C", "info": "DDEBF7"}
_WORST: list[Severity] = ["error", "warning", "info"]
_MOST = 20  # findings written out at one place
_LONGEST = 600  # characters of one of their texts


@dataclass(frozen=True, slots=True)
class Remark:
    """All that was found at one place; `place` is "" for the file as a whole."""

    place: str
    severity: Severity
    text: str


def open_findings(records: Iterable[Record]) -> list[Found]:
    """Every finding that is not waived, in the order of the records."""
    return [found for record in records for found in record["findings"] if not found["waived"]]


def remarks(records: Sequence[Record]) -> list[Remark]:
    """One remark for each place that has findings, in the order in which they are met."""
    at: dict[str, list[Found]] = {}
    for found in open_findings(records):
        at.setdefault(found["place"], []).append(found)
    return [together(place, founds) for place, founds in at.items()]


def together(place: str, founds: Sequence[Found]) -> Remark:
    """One remark of several findings."""
    ordered = sorted(founds, key=lambda found: _WORST.index(found["severity"]))
    text = "\n".join(map(said, ordered[:_MOST]))
    if len(ordered) > _MOST:
        text += f"\n……共 {len(ordered)} 条，其余见复核台账"
    return Remark(place, ordered[0]["severity"], text)


def located(remark: Remark) -> Remark:
    """A remark that names its own place, for where it cannot stand there."""
    text = f"{short(remark.place)}：\n{remark.text}" if remark.place else remark.text
    return Remark("", remark.severity, text)


def said(found: Found) -> str:
    """A finding as text: severity and code, sentence, figures, clause."""
    lines = [f"【{SEVERITIES[found['severity']]} {found['code']}】{short(found['message'])}"]
    if found.get("difference") is not None:
        figures = (
            f"填报：{short(found['claimed'])}　应为：{short(found['expected'])}　差额：{short(found['difference'])}"
        )
        lines.append(figures)
    if found["clause"]:
        lines.append(f"依据：{short(found['clause'])}")
    return "\n".join(lines)


def headlines(records: Sequence[Record]) -> list[str]:
    """What a copy says before its findings: for each self-assessment, what it is and what it scores."""
    many = len(records) > 1
    return [line for record in records for line in _headlines(record, f"自评表{record['table']}：" if many else "")]


def counted(records: Sequence[Record]) -> str:
    """How many findings of each severity."""
    founds = open_findings(records)
    if not founds:
        return "没有发现疑点。"
    counts = [(name, sum(found["severity"] == key for found in founds)) for key, name in SEVERITIES.items()]
    return f"共 {len(founds)} 条疑点：" + "，".join(f"{name} {n} 条" for name, n in counts if n) + "。"


def _headlines(record: Record, prefix: str) -> list[str]:
    project, total, grade = record["project"] or {}, record["total"] or {}, record["grade"] or {}
    who = "　".join(short(project[key]) for key in ("name", "unit", "year") if project.get(key))
    scores = [
        f"{label} {total[key]} 分" + (f"（{short(grade[key])}）" if grade.get(key) else "")
        for key, label in (("claimed", "自评"), ("recomputed", "复核"))
        if total.get(key)
    ]
    standard = record["standard"] or {}
    used = f"评分办法：{standard['title']}（{standard['cite']}）" if standard else ""
    return [prefix + "　".join(x for x in (who or "（没有项目名称）", *scores) if x), *([used] if used else [])]


def short(text: str | None) -> str:
    """Text without control characters, no longer than a person reads in a comment."""
    text = clean(text or "")
    return text if len(text) <= _LONGEST else text[:_LONGEST] + "……"
