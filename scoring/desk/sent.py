"""What was submitted: looked at again under its own standard, and taken home as files."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from scoring import form as forms
from scoring import narrative
from scoring.desk import drawn, pages, paper, told
from scoring.desk.assessed import Assessed, assessed
from scoring.desk.entry import Shared, Visitor, roles
from scoring.desk.live import moment
from scoring.desk.trouble import absent
from scoring.register import submissions
from scoring.register.submissions import Opened

router = APIRouter(prefix="/sent/{number:int}", dependencies=[roles("填报", "复核", "管理")], include_in_schema=False)


def _opened(number: int, shared: Shared, visitor: Visitor) -> Opened:
    with absent(f"没有第 {number} 号报送件。请从列表里打开"):
        return submissions.opened(shared.register, number, visitor.within)


OfPath = Annotated[Opened, Depends(_opened)]


def again(shared: Shared, opened: OfPath) -> Assessed:
    """Scored anew under the very standard it was stamped with."""
    form = opened.submission.form if opened.submission.form in forms.names() else "generic"
    standard = submissions.standard_of(shared.register, opened.row["standard_hash"])
    return assessed(opened.submission, standard, forms.get(form))


Again = Annotated[Assessed, Depends(again)]


@router.get("")
def show(request: Request, opened: OfPath, a: Again) -> Response:
    return pages.page(
        request, "sent.html", row=opened.row, a=a, sheet=drawn.plain(a.form, a.result), foot=told.foot(a), found=opened.findings,
        reviews=opened.reviews, moment=moment, formats=paper.FORMATS,
        narrative=a.submission.narrative or narrative.narrate(a.result),
    )  # fmt: skip


@router.get("/file/{format_}")
def file(format_: str, a: Again, why: bool = False) -> Response:
    return paper.words(a) if format_ == "narrative" else paper.form(a, format_, why)
