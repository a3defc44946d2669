"""台账, the list: every submission the visitor may see, narrowed, sorted, searched, page by page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from scoring.desk import pages
from scoring.desk.entry import Shared, Visitor, roles
from scoring.desk.settings import Settings
from scoring.desk.trouble import status
from scoring.desk.wanted import Wanted, listed
from scoring.register import charts, lists
from scoring.register.accounts import Account
from scoring.register.flat import STAGES, STATUSES, printed
from scoring.register.lists import COUNTED, Page
from scoring.source import ScoringError

router = APIRouter(prefix="/register", dependencies=[roles("填报", "复核", "管理")], include_in_schema=False)

#: heading of a column, what it sorts by
COLUMNS = (
    ("项目", "project"), ("单位", "unit"), ("年度", "year"), ("阶段", ""), ("自评", "claimed"), ("重算", "recomputed"),
    ("差额", "difference"), ("等级", "grade"), ("执行率", "rate"), ("疑点", "urgency"), ("状态", "status"),
)  # fmt: skip
GRADES = ("优", "良", "中", "差")


@dataclass(frozen=True, slots=True)
class Heading:
    """A column's heading: where it leads, and which way the list is sorted by it ("" for not)."""

    name: str
    path: str
    sorted: str


@router.get("")
def show(request: Request, wanted: Annotated[Wanted, Query()], shared: Shared, visitor: Visitor) -> Response:
    texts: list[str] = []
    code, found = 200, Page(())
    try:
        found = lists.page(shared.register, *listed(wanted, shared, visitor), after=wanted.after, count=True)
    except ScoringError as error:
        if (code := status(error)) != 400:
            raise
        texts = [problem.message + (f"。{problem.advice}" if problem.advice else "") for problem in error.problems]
    asked = given(wanted)
    return pages.page(
        request, "register.html", code, wanted=wanted, page=found, texts=texts, asked=asked, headings=_headings(wanted),
        next=found.next and link(asked, after=found.next), previous=found.previous and link(asked, after=found.previous),
        count=_count(found), stages=STAGES, statuses=STATUSES[1:], printed=printed, plain=link, own=visitor.within is not None,
        **choices(shared, visitor),
    )  # fmt: skip


def choices(shared: Settings, visitor: Account) -> dict[str, Any]:
    """The years and grades there are to choose from."""
    graded = charts.bars(shared.register, "grade", charts.Scope(visitor.within, stage=""))
    others = sorted({bar.bucket for bar in graded} - {*GRADES, ""})
    return {"years": charts.years(shared.register, visitor.within), "grades": (*GRADES, *others)}


def given(wanted: Wanted) -> dict[str, str]:
    """What was asked, without what is as it is anyway and without the place of the page."""
    said = wanted.model_dump(exclude_defaults=True, exclude={"after"})
    return {name: "1" if value is True else "0" if value is False else str(value) for name, value in said.items()}


def link(asked: dict[str, str], **other: str) -> str:
    """The address of the list with something changed; "" leaves out."""
    values = {name: value for name, value in (asked | other).items() if value}
    return f"/register?{urlencode(values)}" if values else "/register"


def _headings(wanted: Wanted) -> list[Heading]:
    """A click sorts, the largest first (names from the beginning); another click turns the order around."""
    asked, made = given(wanted), []
    for name, by in COLUMNS:
        now = bool(by) and wanted.by == by
        down = not wanted.descending if now else by not in ("project", "unit", "status", "grade")
        path = link(asked, by=by, descending="1" if down else "0") if by else ""
        made.append(Heading(name, path, ("descending" if wanted.descending else "ascending") if now else ""))
    return made


def _count(found: Page) -> str:
    if found.count is None:
        return ""
    return f"{COUNTED} 件以上" if found.count > COUNTED else f"{found.count} 件"
