"""改指标: the rows of a form in progress renamed, added, taken out, their targets and points changed. What is typed goes along."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import count, takewhile
from typing import Any

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import Response

from scoring.desk import pages
from scoring.desk.entry import Fields, Shared, Visitor, roles
from scoring.desk.live import Live, OfPath
from scoring.model import Facts, Indicator, Row, Submission
from scoring.number import parse_decimal, show
from scoring.register import drafts

router = APIRouter(prefix="/fill/{number:int}/rows", dependencies=[roles("填报", "管理")], include_in_schema=False)

PARTS = {"dimension": "一级指标", "aspect": "二级指标", "name": "三级指标", "target": "年度指标值", "points": "分值"}
SPARE, MOST = 3, 2000  # empty lines at the end; rows of a form


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the page: which row of the form it was (None: a new one), and what stands there."""

    at: int | None
    texts: Mapping[str, str]
    gone: bool = False

    @property
    def empty(self) -> bool:
        return not any(text.strip() for text in self.texts.values())


@router.get("")
def show_(request: Request, at: OfPath) -> Response:
    return _page(request, at, [*_entries(at.base), *_spare(SPARE if at.base.rows else 2 * SPARE)], _execution(at))


def _page(
    request: Request, at: Live, entries: Sequence[Entry], points: str, texts: Sequence[str] = (), code: int = 200,
    seen: str = "",
) -> Response:  # fmt: skip
    """`seen`: the event the page goes on from, where it is not the last one."""
    if at.draft.state != "填写中":
        return pages.go(f"/sent/{at.draft.submission_id}" if at.draft.submission_id else "/fill")
    if len(at.base.rows) > MOST:
        raise HTTPException(400, f"这份表超过 {MOST} 行，网页上改不了指标。请在原来的文件里改好再上传")
    asked = "funds.points" in at.assessed.form.slots and at.base.funds
    return pages.page(
        request, "rows.html", code, at=at, a=at.assessed, entries=entries, parts=_parts(at), points=points if asked else None,
        texts=texts, seen=seen or at.draft.event,
    )  # fmt: skip


def _parts(at: Live) -> dict[str, str]:
    """The columns; points only where there are any."""
    pointed = "points" in at.assessed.form.slots or any(row.indicator.points for row in at.base.rows)
    return {part: word for part, word in PARTS.items() if part != "points" or pointed}


def _execution(at: Live) -> str:
    """The points of 预算执行率 where they stand with the money."""
    return (at.base.funds[0].funds.points or "") if at.base.funds else ""


def _entries(base: Submission) -> Iterator[Entry]:
    for at, row in enumerate(base.rows):
        yield Entry(at, {part: str(getattr(row.indicator, part) or "") for part in PARTS})


def _spare(count: int) -> list[Entry]:
    return [Entry(None, dict.fromkeys(PARTS, ""))] * count


@router.post("")
def change(request: Request, shared: Shared, visitor: Visitor, at: OfPath, form: Fields) -> Response:
    """The rows as they were typed take the place of those of the form, unless somebody has changed it meanwhile."""
    entries, points, seen = _typed(form, at), str(form.get("execution", _execution(at))).strip(), str(form.get("seen"))
    if form.get("more"):
        return _page(request, at, [*entries, *_spare(SPARE)], points, seen=seen)
    kept = _continued([entry for entry in entries if not entry.gone and not entry.empty])
    texts = [*_wrong(kept), *_no_points("预算执行率", points)]
    if seen != str(at.draft.event):
        texts.insert(0, "打开这一页以后，有人改过这份表。下面是您填的，请对照表再看一遍，再点“保存”")
    if texts:
        return _page(request, at, [*entries, *_spare(SPARE)], points, texts, 409)
    base = changed(at, kept, points)
    drafts.rearrange(shared.register, visitor.name, at.draft.id, base, at.draft.event, visitor.within)
    return pages.go(f"/fill/{at.draft.id}")


def _typed(form: Mapping[str, Any], now: Live) -> list[Entry]:
    """The lines of the page, which must be of these rows and of every one of them, taken out or not."""
    known = {str(at): at for at in range(len(now.base.rows))}
    lines = takewhile(lambda line: f"line.{line}.name" in form, count())
    entries = [
        Entry(
            known.get(str(form.get(f"line.{line}.at"))),
            {part: str(form.get(f"line.{line}.{part}", "")).replace("\r\n", "\n").strip() for part in PARTS},
            bool(form.get(f"line.{line}.gone")),
        )
        for line in lines
    ]
    sent = sorted(entry.at for entry in entries if entry.at is not None)
    if form.get("rows") != now.draft.rows or sent != list(known.values()):
        raise HTTPException(
            422, "这份表的指标刚改过，这一页没有保存。请按浏览器的“返回”记下您改的，再回到表上重新打开“改指标”"
        )
    return entries


def _continued(entries: Sequence[Entry]) -> list[Entry]:
    """New lines without 一级指标 go on with the line above, as in a merged cell."""
    out: list[Entry] = []
    for entry in entries:
        if out and entry.at is None and not entry.texts["dimension"]:
            above = out[-1].texts
            aspect = entry.texts["aspect"] or above["aspect"]
            entry = replace(entry, texts={**entry.texts, "dimension": above["dimension"], "aspect": aspect})
        out.append(entry)
    return out


def _wrong(entries: Sequence[Entry]) -> Iterator[str]:
    if not entries:
        yield "至少要有一行指标"
    if len(entries) > MOST:
        yield f"一份表最多 {MOST} 行指标，这里有 {len(entries)} 行"
    for entry in entries:
        name, points = entry.texts["name"], entry.texts["points"]
        if not name:
            yield f"有一行没有写三级指标（{'、'.join(text for text in entry.texts.values() if text)[:40]}）"
        if any(len(text) > drafts.LONGEST for text in entry.texts.values()):
            yield f"“{name[:20]}”这一行有一格超过 {drafts.LONGEST} 个字，请写短些"
        yield from _no_points(name, points)


def _no_points(name: str, points: str) -> Iterator[str]:
    value = parse_decimal(points) if points else None
    if points and (value is None or value < 0):
        yield f"“{name[:20]}”的分值“{points[:20]}”应当是不小于 0 的数"


def changed(at: Live, entries: Sequence[Entry], points: str) -> Submission:
    """What the form began with, with these rows and what is typed into them; a new row stands below the others of its
    二级指标, else of its 一级指标."""
    rows: list[Row] = []
    for entry in entries:
        row = _row(at, entry)
        rows.insert(len(rows) if entry.at is not None else _place(rows, row.indicator.path), row)
    first = tuple(replace(row, funds=replace(row.funds, points=points or None)) for row in at.base.funds[:1])
    levels = _levels(at.base.level_points, rows)
    return replace(at.base, rows=tuple(rows), funds=first + at.base.funds[1:], level_points=levels)


def _row(at: Live, entry: Entry) -> Row:
    texts = entry.texts
    path, points = (texts["dimension"], texts["aspect"], texts["name"]), texts["points"] or None
    if entry.at is None:
        return Row(Indicator(path, texts["target"], points), Facts(name=texts["name"]))
    before, row = at.base.rows[entry.at], at.assessed.submission.rows[entry.at]
    indicator = replace(row.indicator, path=path, points=points)
    if texts["target"] != row.indicator.target.strip():
        indicator = replace(indicator, target=texts["target"], unit="", direction=None)
    claimed = None if f"row.{entry.at}.score" in at.values else before.facts.claimed
    return Row(indicator, replace(row.facts, name=texts["name"], path=None, claimed=claimed))


def _place(rows: Sequence[Row], path: tuple[str, str, str]) -> int:
    for depth in (2, 1):
        same = [at for at, row in enumerate(rows, 1) if row.indicator.path[:depth] == path[:depth]]
        if same:
            return same[-1]
    return len(rows)


def _levels(printed: Mapping[str, str], rows: Sequence[Row]) -> dict[str, str]:
    """The points that the form prints beside a level, added up again."""
    out = {}
    for level in printed:
        below = [row.indicator for row in rows if "/".join(row.indicator.path).startswith(f"{level}/")]
        points = [parse_decimal(indicator.points or "") for indicator in below]
        if points and None not in points:
            out[level] = show(sum((p for p in points if p is not None), Fraction(0)))
    return out
