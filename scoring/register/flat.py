"""A checked self-assessment made ready for the register: the columns lists need, and the whole of it for later."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Any

from scoring.engine import score
from scoring.model import Claimed, Facts, Funds, FundsRow, Goal, Indicator, Project, Result, Row, Submission
from scoring.number import parse_decimal, round_to, show
from scoring.recheck.record import Record, record
from scoring.register import content
from scoring.register.schema import NOTHING, Columns
from scoring.source import ScoringError
from scoring.standard import Standard
from scoring.standards import get

STAGES = {"declared": "年初申报", "monitored": "中期监控", "self-scored": "自评", "reviewed": "复核"}
STATUSES = ("草稿", "已报送", "复核中", "已退回", "已通过")
_LONGEST = 200  # characters of a name in a list


@dataclass(frozen=True, slots=True)
class Prepared:
    """One submission, everything computed that needs no register; made outside of any transaction."""

    unit: str
    department: str
    values: dict[str, Any]  # columns of `submission` but for ids, codes and hashes
    findings: tuple[dict[str, Any], ...]
    record: Record
    packed: bytes = field(repr=False)
    size: int
    standard: dict[str, Any] | None = field(default=None, repr=False)  # in full; None when its text is not known

    @property
    def key(self) -> tuple[str, int, str, str]:
        """What there is one row of: unit, year, project, stage."""
        return self.unit, self.values["year"], self.values["project"], self.values["stage"]


def of_result(result: Result, standard: Standard, file: str = "", table: int = 1) -> Prepared:
    """A submission as it was scored and checked here; can be scored again exactly."""
    made = record(result, standard, file or result.submission.file, table)
    return prepared(made, content.plain(result.submission), content.plain(standard), exact=True)


def of_record(made: Record) -> Prepared | None:
    """A record of `scoring check`, whose file is elsewhere; None when it holds no table (unreadable).

    The submission is rebuilt from it; `exact` tells whether scoring that again gives the recorded result.
    """
    if made.get("status") == "unreadable" or not made.get("project"):
        return None
    rebuilt, standard = from_record(made), _standard(made)
    exact = standard is not None and not disagreements(rebuilt, standard, made)
    return prepared(made, content.plain(rebuilt), None if standard is None else content.plain(standard), exact=exact)


def _standard(made: Record) -> Standard | None:
    stamp = made.get("standard") or {}
    try:
        found = get(str(stamp.get("id")))
    except ScoringError:
        return None
    return found if found.hash == stamp.get("hash") else None


def prepared(
    made: Record, submission: Mapping[str, Any], standard: Mapping[str, Any] | None, *, exact: bool, level: int = 6
) -> Prepared:
    """The columns of a record, and record and submission packed together."""
    project, total, grade = made["project"], made.get("total") or {}, made.get("grade") or {}
    funds = made["funds"][0] if made["funds"] else {}
    claimed, recomputed = units(total.get("claimed")), units(total.get("recomputed"))
    counts = [
        sum(f["severity"] == s and not f.get("waived") for f in made["findings"]) for s in ("error", "warning", "info")
    ]
    stamp = made.get("standard") or {}
    values: dict[str, Any] = {
        "project": (project["name"] or f"{made['file']} 表{made['table']}")[:_LONGEST],
        "year": int(project["year"] or 0), "stage": stage(made), "form": made.get("form") or "",
        "standard": str(stamp.get("id") or "")[:_LONGEST], "standard_hash": stamp.get("hash") or "",
        "money_unit": made.get("money_unit") or "", "budget": funds.get("budget") or "", "spent": funds.get("spent") or "",
        "claimed": total.get("claimed") or "", "recomputed": total.get("recomputed") or "",
        "rate_units": units((funds.get("rate") or "").rstrip("%"), 100), "claimed_units": claimed,
        "recomputed_units": recomputed,
        "difference_units": NOTHING if NOTHING in (claimed, recomputed) else claimed - recomputed,
        "grade_claimed": (grade.get("claimed") or "")[:20], "grade": (grade.get("recomputed") or "")[:20],
        "errors": counts[0], "warnings": counts[1], "infos": counts[2], "exact": exact, "source": made["file"],
    }  # fmt: skip
    values["urgency"] = urgency(values)
    whole = {"record": made, "submission": submission}
    packed = content.packed(whole, level)
    findings = tuple(
        {k: f.get(k) or "" for k in ("code", "severity", "place", "row", "message")} for f in made["findings"]
    )
    unit = project["unit"] or project["department"] or "（未写单位）"
    return Prepared(
        unit[:_LONGEST], (project["department"] or "")[:_LONGEST], values, findings, made, packed, len(packed),
        None if standard is None else dict(standard),
    )  # fmt: skip


def stage(made: Record) -> str:
    """Which stage of the year a table belongs to, by its content and its form."""
    if made.get("stage") == "declaration" or made.get("form") == "declaration":
        return "declared"
    return "monitored" if made.get("form") == "monitoring" else "self-scored"


def units(text: str | None, scale: int = 10_000) -> int:
    """A printed number as a whole number of ten-thousandths (a percentage with scale 100); NOTHING for none."""
    value = parse_decimal(text or "")
    if value is None or abs(value) >= 10**10:
        return NOTHING
    return int(round_to(value * scale, Decimal(1)))


def printed(counted: int | None, scale: int = 10_000) -> str:
    """The number `units` has counted, as a person writes it; "" for NOTHING."""
    return "" if counted is None or counted == NOTHING else show(Fraction(counted, scale))


def urgency(values: Columns) -> int:
    """What a reviewer should open first: a grade that changes, then errors, the difference, warnings."""
    difference = values["difference_units"]
    points = 0 if difference == NOTHING else min(abs(difference) // 10_000, 99)
    grade = bool(values["grade_claimed"] and values["grade"] and values["grade_claimed"] != values["grade"])
    return int(10_000 * grade + 100 * min(values["errors"], 50) + 10 * points + min(values["warnings"], 9))


# -- scoring again --


def disagreements(submission: Submission, standard: Standard, made: Record) -> list[str]:
    """Score again and compare with what was recorded: total, grade, every line. Empty when all agrees."""
    result = score(submission, standard)
    total = {"recomputed": _printed(result.total.score)}
    wrong = [
        f"{name}当时 {then}，重算 {now}"
        for name, then, now in (
            ("总分", (made.get("total") or {}).get("recomputed"), total["recomputed"]),
            ("等级", (made.get("grade") or {}).get("recomputed"), result.grade),
            ("行数", len(made["lines"]), len(result.lines)),
        )
        if then != now
    ]
    for line, then in zip(result.lines, made["lines"], strict=False):
        now = (_printed(line.counted), line.outcome.status)
        if now != (then["score"], then["status"]):
            wrong.append(f"{line.row.indicator.name}当时 {then['score']}，重算 {now[0]}")
    return wrong


def _printed(value: Decimal | None) -> str | None:
    return None if value is None else format(value, "f")


def from_record(made: Record) -> Submission:
    """The submission as far as a record tells it: what was promised, what happened, what was claimed."""
    project, total, grade, texts = (
        made["project"],
        made.get("total") or {},
        made.get("grade") or {},
        made.get("texts") or {},
    )
    year = str(project.get("year") or "")
    return Submission(
        project=project["name"], department=project["department"], implementer=project["unit"],
        year=int(year) if year.isdecimal() else None, standard=(made.get("standard") or {}).get("id") or "",
        form=made.get("form") or "", money_unit=made.get("money_unit") or "万元",
        funds=tuple(FundsRow(_funds(row)) for row in made["funds"]), rows=_rows(made["lines"]),
        goal=Goal(texts.get("goal", ""), texts.get("goal_actual", "")), narrative=texts.get("narrative", ""),
        reason=texts.get("reason", ""), claimed=Claimed(total=total.get("claimed"), grade=grade.get("claimed")),
        projects=tuple(Project(d["name"], d["budget"]) for d in made.get("declarations") or ()),
    )  # fmt: skip


def _funds(row: Mapping[str, Any]) -> Funds:
    return Funds(
        row["name"], row["initial"], row["budget"], row["spent"], row["points"], row.get("printed_rate"), row["claimed"]
    )


def _rows(lines: Sequence[Mapping[str, Any]]) -> tuple[Row, ...]:
    return tuple(
        Row(
            Indicator((line["path"][0], line["path"][1], line["path"][2]), line["target"], line["points"], line.get("unit") or "", line.get("direction")),
            Facts(
                name=line["path"][2], actual=line["actual"], judged=line["judged"], claimed=line["claimed"],
                deduction=line.get("deduction"), band=line.get("band"), remark=line.get("remark") or "",
                not_applicable=(line["why"] or "不适用") if line["status"] == "not_applicable" else None,
            ),
        )
        for line in lines
    )  # fmt: skip
