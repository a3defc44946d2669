"""填报, the form itself: shown, looked at after every key, saved cell by cell, sent."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Any

from fastapi import APIRouter, Body, HTTPException, Request
from fastapi.responses import Response

from scoring import narrative
from scoring.desk import drawn, live, notices, pages, paper, sheet, told
from scoring.desk.assessed import assessed, printed
from scoring.desk.entry import Fields, Shared, Visitor, roles
from scoring.desk.live import Live, OfPath
from scoring.desk.settings import Settings
from scoring.register import drafts, flat, undo
from scoring.register.accounts import Account
from scoring.register.drafts import Conflict, Save, Saved

router = APIRouter(prefix="/fill/{number:int}", dependencies=[roles("填报", "管理")], include_in_schema=False)

Cells = Annotated[dict[str, str], Body(embed=True)]
Rows = Annotated[str, Body(embed=True)]  # the arrangement of rows that the page has
#: asked for below the form where the form itself has no room for it
BELOW = ("department", "implementer", "goal.expected", "goal.actual", "problems", "measures", "notes")


@router.get("")
def show(request: Request, shared: Shared, visitor: Visitor, at: OfPath) -> Response:
    return _page(request, shared, visitor, at)


def _page(
    request: Request, shared: Settings, visitor: Account, at: Live, refused: tuple[dict[str, Any], ...] = (), code: int = 200
) -> Response:  # fmt: skip
    if at.draft.state != "填写中":
        return pages.go(f"/sent/{at.draft.submission_id}" if at.draft.submission_id else "/fill")
    if not at.base.rows:
        return pages.go(f"/fill/{at.draft.id}/rows")
    a, shown = at.assessed, notices.while_typing(at.assessed)
    view = drawn.sheet(a.form, a.submission, a.result)
    rest = [key for key in BELOW if key not in view.keys]
    return pages.page(
        request, "fill.html", code, at=at, a=a, sheet=view, told=told.told(a, at.base, shown), foot=told.foot(a, shown), rest=rest, label=sheet.label,
        bands=[band.name for band in a.standard.band], units=sheet.UNITS, refused=refused, formats=paper.FORMATS,
        undo=_last(shared, visitor, at) is not None,
    )  # fmt: skip


@router.post("/look")
def look(number: int, shared: Shared, visitor: Visitor, cells: Cells) -> dict[str, Any]:
    """What would be said of the form with these cells; nothing is saved."""
    seen = live.look(shared.register, number, visitor.within)
    return live.Live(seen.draft, seen.base, live.checked(cells, seen.keys)).said()


@router.post("/save")
def save(
    number: int, shared: Shared, visitor: Visitor, cells: Cells, versions: Annotated[dict[str, int], Body(embed=True)],
    seen: Annotated[int, Body(embed=True)], rows: Rows = "",
) -> dict[str, Any]:  # fmt: skip
    """Save cells, each with the version the page has seen; answers with everything that is new for the page."""
    before = live.look(shared.register, number, visitor.within)
    values = live.checked(cells, before.keys)
    saved = keep(shared, visitor, before, values, versions, rows=rows)
    return _news(shared, visitor, number, saved, seen)


def _news(shared: Settings, visitor: Account, number: int, saved: Saved, seen: int) -> dict[str, Any]:
    """What became of a save, and everything that is new for the page."""
    after = live.look(shared.register, number, visitor.within)
    own = {cell.key for cell in saved.accepted} | {conflict.key for conflict in saved.refused}
    return {
        "saved": {cell.key: cell.version for cell in saved.accepted},
        "refused": [live.plain(conflict.theirs) for conflict in saved.refused],
        "others": _others(after, seen, own),
        "seen": after.draft.event,
        **after.said(),
    }


@router.post("/undo")
def take_back(
    number: int, shared: Shared, visitor: Visitor, seen: Annotated[int, Body(embed=True)],
    below: Annotated[int | None, Body(embed=True)] = None, rows: Rows = "",
) -> dict[str, Any]:  # fmt: skip
    """Take back this person's last change. Where somebody else has changed the cell since, nothing happens to it:
    both values are handed out, as at a save that came too late."""
    at = live.look(shared.register, number, visitor.within)
    step = _last(shared, visitor, at, below)
    if step is None:
        return {"step": None, "more": False, **_news(shared, visitor, number, Saved(), seen)}
    if step.theirs:
        saved = Saved(refused=(Conflict(step.key, step.before, at.draft.cells[step.key]),))
    else:
        saved = keep(shared, visitor, at, {step.key: step.before}, {step.key: at.version(step.key)}, undo.KIND, rows)
    more = bool(saved.refused) or _last(shared, visitor, at) is not None
    told_of = {"seq": step.seq, "key": step.key, "value": step.before, "label": sheet.label(step.key)}
    return {"step": told_of, "more": more, **_news(shared, visitor, number, saved, seen)}


def _last(shared: Settings, visitor: Account, at: Live, below: int | None = None) -> undo.Step | None:
    return undo.last(shared.register, at.draft.id, visitor.name, lambda key: sheet.first(at.base, key), below)


@router.get("/since")
def since(at: OfPath, seen: int) -> dict[str, Any]:
    """What another window or person has saved since."""
    news = {"others": _others(at, seen, set()), "seen": at.draft.event, "state": at.draft.state, "rows": at.draft.rows}
    return news if at.draft.event == seen else news | at.said()


def _others(at: Live, seen: int, own: set[str]) -> list[dict[str, Any]]:
    return [live.plain(cell) for cell in at.draft.cells.values() if cell.event > seen and cell.key not in own]


def keep(
    shared: Settings, visitor: Account, at: Live, values: dict[str, str], versions: dict[str, int], kind: str = "填写",
    rows: str = "",
) -> Saved:  # fmt: skip
    """Save cells over the versions that were seen, and what the draft is called by them. `rows`: the arrangement of
    rows they were typed into, where it is known; else that of `at`."""
    saves = [Save(key, value, versions.get(key, 0)) for key, value in values.items()]
    saved = drafts.save(shared.register, visitor.name, at.draft.id, saves, visitor.within, kind, rows or at.draft.rows)
    named = {cell.key: cell.value for cell in saved.accepted if cell.key in ("project", "year")}
    if named:
        title = {"project": named["project"]} if "project" in named else {}
        year = {"year": sheet.written(at.base, {**at.values, **named}).year or 0} if "year" in named else {}
        drafts.describe(shared.register, visitor.name, at.draft.id, title | year, visitor.within)
    return saved


@router.post("")
def post(request: Request, number: int, shared: Shared, visitor: Visitor, form: Fields) -> Response:
    """The whole form at once, for a browser without scripts."""
    before = live.look(shared.register, number, visitor.within)
    typed = {key: value for key, value in form.items() if key in before.keys}
    values = live.checked(typed, before.keys)
    changed = {key: value for key, value in values.items() if value != before.value(key)}
    last = int(form.get("seen", "0")) if str(form.get("seen", "0")).isdecimal() else 0
    versions = {key: before.version(key) for key in changed}
    late = [key for key in changed if (cell := before.draft.cells.get(key)) is not None and cell.event > last]
    refused = [live.plain(before.draft.cells[key]) | {"yours": changed.pop(key)} for key in late]
    keep(shared, visitor, before, changed, versions, rows=str(form.get("rows", "")))
    if form.get("next") == "check" and not refused:
        return pages.go(f"/fill/{number}/check")
    now = live.look(shared.register, number, visitor.within)
    return _page(request, shared, visitor, now, tuple(refused), 409 if refused else 200)


@router.post("/discard")
def discard(number: int, shared: Shared, visitor: Visitor, at: OfPath) -> Response:
    drafts.discard(shared.register, visitor.name, at.draft.id, visitor.within)
    return pages.go("/fill")


@router.get("/check")
def check(request: Request, at: OfPath) -> Response:
    """Everything once more before it is sent."""
    a, lacking = at.assessed, _lacking(at)
    lines = told.told(a, at.base)
    return pages.page(
        request, "check.html", at=at, a=a, lines=[(name, line) for name, line in lines.items() if line.findings or line.notes],
        foot=told.foot(a), lacking=lacking, empty=notices.untouched(a), label=_row_label, narrative=a.submission.narrative or narrative.narrate(a.result),
    )  # fmt: skip


def _row_label(at: Live, name: str) -> str:
    kind, _, number = name.partition(".")
    a = at.assessed.submission
    if kind == "funds":
        return a.funds[int(number)].funds.name or f"资金第{int(number) + 1}行"
    return a.rows[int(number)].indicator.name


def _lacking(at: Live) -> list[str]:
    """What the register cannot do without."""
    s = at.assessed.submission
    wanted = (("指标", s.rows), ("项目名称", s.project.strip()), ("年度（四位数字）", s.year))
    return [word for word, value in wanted if not value]


@router.post("/submit")
def submit(shared: Shared, visitor: Visitor, at: OfPath) -> Response:
    return pages.go(f"/sent/{enter(at, shared, visitor)}")


def enter(at: Live, shared: Settings, visitor: Account) -> int:
    """Send it: the figures as the form prints them, under the standard they were computed by. Returns its number."""
    if lacking := _lacking(at):
        raise HTTPException(400, f"还没有填{'、'.join(lacking)}，不能提交。请回到上一页补填")
    a = at.assessed
    final = assessed(printed(a.submission, a.standard, a.form), a.standard, a.form)
    prepared = flat.of_result(final.result, final.standard, "网上填报")
    if visitor.role == "填报" or not (a.submission.implementer or a.submission.department).strip():
        prepared = replace(prepared, unit=at.draft.unit)
    return drafts.submit(shared.register, visitor.name, at.draft.id, prepared, at.draft.event, visitor.within)


@router.get("/file/{format_}")
def file(format_: str, at: OfPath, why: bool = False) -> Response:
    """The form as it stands, as a file."""
    return paper.words(at.assessed) if format_ == "narrative" else paper.form(at.assessed, format_, why)
