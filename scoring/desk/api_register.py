"""The JSON API of the register: submissions listed, opened, sent, reviewed; charts. Numbers are text as printed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, replace
from typing import Annotated, Any, Literal

from fastapi import APIRouter, HTTPException, Query, UploadFile
from fastapi.responses import Response
from pydantic import BaseModel, Field

from scoring.desk import paper, past
from scoring.desk.api_body import BODY, Evaluation, uploaded
from scoring.desk.entry import Shared, Visitor, roles
from scoring.desk.rules import known
from scoring.desk.sent import Again, OfPath
from scoring.desk.settings import Settings
from scoring.desk.wanted import Counted, Wanted, counted, listed
from scoring.model import Submission
from scoring.register import charts, flat, history, lists, reviews, submissions
from scoring.register.accounts import Account
from scoring.register.charts import By, Measure
from scoring.register.flat import Prepared, printed
from scoring.register.schema import Columns
from scoring.register.submissions import Opened
from scoring.review import assess_submission, unfold

router = APIRouter()
reviewing = [roles("复核", "管理")]
sending = [roles("填报", "管理")]

Words = Annotated[str, Field(max_length=2000)]


# -- looking --


class Asked(Wanted):
    size: int = Field(50, ge=1, le=200, description="一页几件")
    count: bool = Field(False, description="要不要总件数（数到一万为止）")


@router.get("/submissions", summary="报送件的列表：筛选、排序、全文查找、一页一页地取")
def list_(wanted: Annotated[Asked, Query()], shared: Shared, visitor: Visitor) -> dict[str, Any]:
    found = lists.page(
        shared.register, *listed(wanted, shared, visitor), after=wanted.after, size=wanted.size, count=wanted.count
    )
    rows = [_row(row) | {"codes": found.codes[row["id"]]} for row in found.rows]
    return {"submissions": rows, "next": found.next, "previous": found.previous, "count": found.count}


def _row(row: Columns) -> dict[str, Any]:
    same = ("id", "project", "unit", "department", "stage", "form", "standard", "standard_hash", "money_unit", "budget",
            "spent", "claimed", "recomputed", "status", "errors", "warnings", "infos")  # fmt: skip
    return {name: row[name] for name in same} | {
        "year": str(row["year"]) if row["year"] else None, "rate": printed(row["rate_units"], 100),
        "difference": printed(row["difference_units"]), "grade": {"claimed": row["grade_claimed"], "recomputed": row["grade"]},
    }  # fmt: skip


@router.get("/submissions/{number:int}", summary="一件的全部：结果、疑点、复核、豁免，按当时的办法重算是否一致")
def open_(opened: OfPath, shared: Shared) -> dict[str, Any]:
    again = past.again(shared, opened)
    return _row(opened.row) | {
        "record": opened.record,
        "findings": [_plain(f, "code", "severity", "place", "row", "message", "waived") for f in opened.findings],
        "reviews": [_plain(r, "decision", "remarks", "score", "grade", "who", "at") for r in opened.reviews],
        "waivers": [_plain(w, "id", "code", "place", "reason", "until", "who", "at") for w in opened.waivers],
        "files": [_plain(f, "id", "name", "size") for f in opened.files],
        "again": {"possible": again.possible, "agrees": again.possible and not again.wrong, "differences": again.wrong},
    }


def _plain(row: Columns, *names: str) -> dict[str, Any]:
    return {name: row[name] for name in names}


@router.get("/submissions/{number:int}/history", summary="一件的经过：谁在什么时候把什么改成了什么")
def changes(opened: OfPath, shared: Shared, visitor: Visitor) -> list[dict[str, Any]]:
    entries = history.of_submission(shared.register, opened.row["id"], visitor.within)
    return [asdict(past.told(entry, opened.row["stage"])) for entry in entries]


@router.get("/submissions/{number:int}/project", summary="同一项目历年各阶段的报送件")
def project(opened: OfPath, shared: Shared, visitor: Visitor) -> list[dict[str, Any]]:
    rows = history.of_project(shared.register, opened.row["project"], opened.row["unit_id"], visitor.within)
    return [_row(row) for row in rows]


@router.get("/submissions/{number:int}/file/{format_}", summary="填好的表样：docx、xlsx、pdf、html，或综述 narrative")
def file(format_: str, a: Again) -> Response:
    return paper.words(a) if format_ == "narrative" else paper.form(a, format_)


class Drawn(Counted):
    by: By | None = Field(None, description="分组：year 年度，unit 单位，department 主管部门，stage 阶段")


@router.get("/charts/{measure}", summary="图表的数：各档的件数和合计")
def chart(
    measure: Measure, wanted: Annotated[Drawn, Query()], shared: Shared, visitor: Visitor
) -> list[dict[str, Any]]:
    scope = counted(wanted, shared, visitor)
    by = wanted.by
    found = charts.grouped(shared.register, measure, by, scope) if by else charts.bars(shared.register, measure, scope)
    return [{"group": b.group, "bucket": b.bucket, "count": b.count, "sum": printed(b.amount)} for b in found]


# -- sending --


@router.post("/submissions", summary="报送一份自评", dependencies=sending, openapi_extra=BODY)
def submit(found: Evaluation, shared: Shared, visitor: Visitor, standard: str = "") -> dict[str, list[int]]:
    return {"submissions": _entered(found, shared, visitor, _named(standard), "接口")}


@router.post("/submissions/upload", summary="报送一个文件里的自评表；文件一并收存", dependencies=sending)
def submit_file(file: UploadFile, shared: Shared, visitor: Visitor, standard: str = "") -> dict[str, list[int]]:
    name, data, found = uploaded(file, shared)
    numbers = _entered(found, shared, visitor, _named(standard), name)
    for number in numbers:
        row = submissions.opened(shared.register, number).row
        reviews.attach(shared.register, visitor.name, row["unit_id"], name, data, submission_id=number)
    return {"submissions": numbers}


def _named(standard: str) -> str:
    return known(standard).id if standard else ""


def _entered(found: Sequence[Submission], shared: Settings, visitor: Account, standard: str, source: str) -> list[int]:
    """Every table of a file, scored and checked, all or none. A clerk sends for the own unit only."""
    every = [one for submission in found for one in unfold(submission)]
    made = [prepared(one, visitor, standard, source, table) for table, one in enumerate(every, 1)]
    with shared.register.writing(visitor.name) as w:
        return [submissions.enter(w, one) for one in made]


def prepared(submission: Submission, visitor: Account, standard: str, source: str, table: int) -> Prepared:
    lacking = [
        word for word, value in (("项目名称", submission.project.strip()), ("年度", submission.year)) if not value
    ]
    if lacking:
        raise HTTPException(400, f"第 {table} 张表没有写{'、'.join(lacking)}，没有报送")
    one = flat.of_result(*assess_submission(submission, standard), source[:200], table)
    return replace(one, unit=visitor.unit) if visitor.role == "填报" else one


# -- reviewing --


class Review(BaseModel):
    """一个复核动作。"""

    decision: Literal["复核中", "退回", "通过"] = Field(description="复核中：拿来复核，单位不能再替换；退回；通过")
    remarks: Words = Field("", description="意见；退回时必填")
    score: str = Field("", max_length=20, description="通过时的复核得分；不写为重算的得分")


@router.post("/submissions/{number:int}/reviews", summary="复核：拿来、退回、通过", dependencies=reviewing)
def review(opened: OfPath, made: Review, shared: Shared, visitor: Visitor) -> dict[str, Any]:
    number: int = opened.row["id"]
    if made.decision == "复核中":
        reviews.take_up(shared.register, visitor.name, number)
    elif made.decision == "退回":
        reviews.give_back(shared.register, visitor.name, number, made.remarks)
    else:
        reviews.accept(shared.register, visitor.name, number, made.score, made.remarks)
    return _status(shared, number)


def _status(shared: Settings, number: int) -> dict[str, Any]:
    opened: Opened = submissions.opened(shared.register, number)
    return {"id": number, "status": opened.row["status"], "errors": opened.row["errors"]}


class Waiver(BaseModel):
    """一条豁免。"""

    code: str = Field(max_length=20, description="疑点代码", examples=["I04"])
    place: str = Field(max_length=500, description="位置，照疑点里写的")
    reason: Words = Field(description="理由")
    until: str = Field("", max_length=10, description="到哪天再看，如 2025-12-31；可以不写")


@router.post("/submissions/{number:int}/waivers", summary="豁免一条疑点，写明理由", dependencies=reviewing)
def waive(opened: OfPath, made: Waiver, shared: Shared, visitor: Visitor) -> dict[str, Any]:
    number: int = opened.row["id"]
    waiver = reviews.waive(shared.register, visitor.name, number, made.code, made.place, made.reason, made.until)
    return _status(shared, number) | {"waiver": waiver}


@router.delete("/submissions/{number:int}/waivers/{waiver:int}", summary="收回豁免", dependencies=reviewing)
def take_back(opened: OfPath, waiver: int, shared: Shared, visitor: Visitor) -> dict[str, Any]:
    if waiver not in {w["id"] for w in opened.waivers}:
        raise HTTPException(404, f"这一件没有第 {waiver} 号豁免")
    reviews.take_back(shared.register, visitor.name, waiver)
    return _status(shared, opened.row["id"])
