"""复核, one submission: looked at as it was sent, its findings at their cells, and decided."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Any

from fastapi import APIRouter, Depends, HTTPException, Request
from fastapi.responses import HTMLResponse, Response

from scoring.desk import drawn, found, incoming, pages, sent, taken
from scoring.desk.entry import Fields, Shared, Visitor, roles
from scoring.desk.intake import TAKEN, WAITING, following, known, said_of
from scoring.desk.live import moment
from scoring.desk.settings import Settings
from scoring.desk.trouble import sentences
from scoring.register import reviews
from scoring.register.flat import STAGES
from scoring.register.submissions import Opened
from scoring.source import ScoringError

router = APIRouter(prefix="/review/{number:int}", dependencies=[roles("复核", "管理")], include_in_schema=False)

_NOTHING = dict.fromkeys(("act", "code", "place", "reason", "until", "score", "remarks"), "")
OfPath = Annotated[Opened, Depends(known)]


@router.get("")
def show(request: Request, shared: Shared, opened: OfPath, done: int = 0) -> Response:
    return _page(request, shared, opened, done=said_of(shared, done))


def _page(
    request: Request, shared: Settings, opened: Opened, *, done: str = "", texts: list[str] | None = None,
    typed: dict[str, str] | None = None, code: int = 200,
) -> Response:  # fmt: skip
    today = date.today()
    listed = found.findings(opened, today)
    tables, rest = found.tables(opened.record, _drawing(shared, opened), listed)
    return pages.page(
        request, "reviewing.html", code, row=opened.row, record=opened.record, found=listed, tables=tables, rest=rest,
        undrawn=found.undrawn(listed, tables), sides=found.sides(opened.record, listed), file=incoming.kept(opened.files),
        files=opened.files, reviews=opened.reviews, moment=moment, done=done, texts=texts or [], typed=_NOTHING | (typed or {}), stage=STAGES[opened.row["stage"]],
        deciding=opened.row["status"] in (WAITING, TAKEN), today=today.isoformat(),
    )  # fmt: skip


def _drawing(shared: Settings, opened: Opened) -> incoming.Tables:
    """The table as it was sent: the file itself, or the form as it was typed in."""
    file = incoming.kept(opened.files)
    if file is not None:
        _, data = reviews.attached(shared.register, file["id"])
        return incoming.drawing(shared.reading, opened.record["file"], data)
    if not opened.row["exact"]:
        return []
    a = sent.again(shared, opened)
    return drawn.sent(a.form, a.submission, a.result)


@router.get("/next")
def next_one(shared: Shared, number: int, done: bool = False) -> Response:
    """On to the next by urgency; without another, to the list."""
    after = f"?done={number}" if done else ""
    there = following(shared, number)
    return pages.go(f"/review{'' if there is None else f'/{there}'}{after}")


@router.get("/grade")
def grade(shared: Shared, opened: OfPath, score: str = "") -> Response:
    """The grade a reviewed score comes to, for the page while it is typed."""
    text = reviews.grade_of(shared.register, opened.row["standard_hash"], score[:40])
    return HTMLResponse(pages.part("grade.html", grade=text, score=score.strip()))


@router.get("/copy")
def copy(shared: Shared, opened: OfPath) -> Response:
    """The file with its findings written where they stand."""
    with TemporaryDirectory() as folder:
        path = taken.copy(shared.reading, shared.register, opened.row["id"], Path(folder), date.today())
        if path is None:
            raise HTTPException(404, "这一份没有批注副本：没有原件，或没有需要批注的疑点")
        return pages.download(path.read_bytes(), path.name)


# -- deciding --


@router.post("/take-up")
def take_up(request: Request, shared: Shared, visitor: Visitor, opened: OfPath, form: Fields) -> Response:
    return _done(request, shared, opened, form, lambda n: reviews.take_up(shared.register, visitor.name, n), on=False)


@router.post("/accept")
def accept(request: Request, shared: Shared, visitor: Visitor, opened: OfPath, form: Fields) -> Response:
    """Accept, with a reviewed score where one is given."""
    score, remarks = _text(form, "score"), _text(form, "remarks")
    return _done(
        request, shared, opened, form, lambda n: reviews.accept(shared.register, visitor.name, n, score, remarks)
    )


@router.post("/return")
def give_back(request: Request, shared: Shared, visitor: Visitor, opened: OfPath, form: Fields) -> Response:
    remarks = _text(form, "remarks")
    return _done(request, shared, opened, form, lambda n: reviews.give_back(shared.register, visitor.name, n, remarks))


@router.post("/waive")
def waive(request: Request, shared: Shared, visitor: Visitor, opened: OfPath, form: Fields) -> Response:
    code, place, reason, until = (_text(form, name) for name in ("code", "place", "reason", "until"))
    return _done(
        request, shared, opened, form,
        lambda n: reviews.waive(shared.register, visitor.name, n, code, place, reason, until), on=False,
    )  # fmt: skip


@router.post("/unwaive")
def unwaive(request: Request, shared: Shared, visitor: Visitor, opened: OfPath, form: Fields) -> Response:
    waiver = _text(form, "waiver")
    if all(str(w["id"]) != waiver for w in opened.waivers):
        raise HTTPException(404, "没有这条豁免，可能已经收回。请刷新后再看")
    return _done(
        request, shared, opened, form, lambda _: reviews.take_back(shared.register, visitor.name, int(waiver)), on=False
    )


def _text(form: Any, name: str) -> str:
    value = form.get(name, "")
    return value.replace("\r\n", "\n") if isinstance(value, str) else ""


def _done(
    request: Request, shared: Settings, opened: Opened, form: Any, act: Callable[[int], object], on: bool = True
) -> Response:
    """Do it and go on; what the register refuses is said on the page, with all that was typed still there."""
    number = int(opened.row["id"])
    texts = []
    if _text(form, "seen") not in ("", str(opened.row["event"])):
        texts = ["打开以后这一份已有变动（单位重新报送，或别人处理过）。下面是现在的内容，请看过再决定"]
    else:
        try:
            act(number)
        except ScoringError as error:
            if error.__cause__ is not None:
                raise
            texts = sentences(error)
    if texts:
        typed = {name: _text(form, name) for name in form if name not in ("csrf", "seen")}
        return _page(
            request, shared, opened, texts=texts, typed=typed | {"act": request.url.path.rpartition("/")[2]}, code=409
        )
    at = _text(form, "at")
    return pages.go(f"/review/{number}/next?done=1" if on else f"/review/{number}#{at if at.isalnum() else ''}")
