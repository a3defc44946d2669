"""填报, the first page: forms in progress, what was sent, and how to begin a new one."""

from __future__ import annotations

from dataclasses import replace

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import Response
from starlette.datastructures import UploadFile

from scoring import form as forms
from scoring.desk import entry, pages, sheet
from scoring.desk.entry import Fields, Shared, Visitor, roles
from scoring.desk.settings import Made, Settings, offered
from scoring.desk.uploads import KINDS
from scoring.model import IndicatorSet, Submission
from scoring.register import drafts, lists, reviews
from scoring.register.accounts import Account
from scoring.review import unfold
from scoring.source import ScoringError

router = APIRouter(prefix="/fill", dependencies=[roles("填报", "管理")], include_in_schema=False)

MOST = 30  # forms begun from one file
EXECUTION = "10"  # points of 预算执行率 in an empty form, to be changed with its rows
FIRST = 8  # drafts in view, the others unfold
NOBODY = "本单位"


@router.get("")
def front(request: Request, shared: Shared, visitor: Visitor) -> Response:
    return _front(request, shared, visitor, [], made=shared.told.take(entry.secret(request)))


def _front(
    request: Request, shared: Settings, visitor: Account, texts: list[str], code: int = 200, made: Made | None = None
) -> Response:  # fmt: skip
    open_ = drafts.listed(shared.register, visitor.within)
    sent = lists.page(shared.register, lists.Filter(within=visitor.within), size=20)
    returned = lists.page(shared.register, lists.Filter(within=visitor.within, status="已退回"), size=20).rows
    sets = [
        (o.name, o.indicators, forms.get(o.indicators.form).name)
        for o in offered(shared.sets)
        if o.indicators.form in forms.names()
    ]
    return pages.page(
        request, "start.html", code, drafts=open_, sent=sent.rows, sets=sets, texts=texts, kinds=",".join(KINDS),
        forms=_blank_forms(), made=made, most=MOST, first=FIRST, returned=returned, remarks=reviews.remarks(shared.register, [row["id"] for row in returned]),
    )  # fmt: skip


def _blank_forms() -> list[tuple[str, str]]:
    """The forms of a self-assessment: id, name."""
    every = ((name, forms.get(name)) for name in forms.names())
    return [(name, form.name) for name, form in every if "actual" in form.slots and "progress" not in form.slots]


@router.post("/new")
def from_set(shared: Shared, visitor: Visitor, form: Fields) -> Response:
    """A form from an indicator set of the folder."""
    name = str(form.get("set", ""))
    found = next((o.indicators for o in offered(shared.sets) if o.name == name), None)
    if found is None:
        raise HTTPException(404, "没有这个指标文件，可能已被移走。请回到上一页重新选")
    return pages.go(f"/fill/{begin(shared, visitor, sheet.blank(found))}")


@router.post("/blank")
def from_form(shared: Shared, visitor: Visitor, form: Fields) -> Response:
    """A form without indicators; they are written first."""
    name = str(form.get("form", ""))
    if name not in dict(_blank_forms()):
        raise HTTPException(404, "没有这种表样。请回到上一页重新选")
    chosen = forms.get(name)
    points = EXECUTION if "funds.points" in chosen.slots else None
    indicators = IndicatorSet(title="", form=name, standard=chosen.standard, indicator=[], execution_points=points)
    return pages.go(f"/fill/{begin(shared, visitor, sheet.blank(indicators))}/rows")


@router.post("/upload")
def from_file(request: Request, shared: Shared, visitor: Visitor, form: Fields) -> Response:
    """A form from a file: 填报表, last year's table, an indicator set. The file is kept beside the draft."""
    file = form.get("file")
    if not isinstance(file, UploadFile) or not file.filename:
        return _front(request, shared, visitor, ["还没有选文件。请先选择文件，再点“打开”"], 400)
    data = file.file.read()
    try:
        found = shared.reading.submissions(file.filename, data)
    except ScoringError as error:
        return _front(request, shared, visitor, [str(problem) for problem in error.problems], 400)
    every = [one for submission in found for one in unfold(submission)]
    bases = [sheet.emptied(one) if form.get("last") else one for one in every[:MOST]]
    numbers = [begin(shared, visitor, base, (file.filename, data)) for base in bases]
    if len(numbers) == 1:
        return pages.go(f"/fill/{numbers[0]}")
    left = (one.project.strip() or f"第 {at} 张（没有项目名称）" for at, one in enumerate(every[MOST:], MOST + 1))
    shared.told.put(entry.secret(request), Made(file.filename, tuple(numbers), tuple(left)))
    return pages.go("/fill")


def begin(shared: Settings, visitor: Account, base: Submission, file: tuple[str, bytes] | None = None) -> int:
    """A draft of the visitor's unit, the file it was made from beside it. Returns its number."""
    unit = visitor.unit if visitor.role == "填报" else base.implementer or base.department or NOBODY
    base = replace(base, implementer=base.implementer or visitor.unit)
    number = drafts.begin(
        shared.register, visitor.name, unit, project=base.project, year=base.year or 0, form=base.form, standard=base.standard,
        base=base, account_id=visitor.id or None,
    )  # fmt: skip
    if file is not None:
        draft = drafts.opened(shared.register, number)
        reviews.attach(shared.register, visitor.name, draft.unit_id, *file, draft_id=number)
    return number
