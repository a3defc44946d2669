"""台账, one unit and one project: what was declared, monitored, self-scored and reviewed, and who changed what when."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from fastapi import APIRouter, Request
from fastapi.responses import Response

from scoring.desk import figures, pages
from scoring.desk.entry import Shared, Visitor, roles
from scoring.desk.listing import link
from scoring.desk.sent import OfPath
from scoring.desk.settings import Settings
from scoring.desk.trouble import absent, status
from scoring.register import charts, history, lists, named, submissions
from scoring.register.flat import STAGES, disagreements, printed
from scoring.register.history import Entry
from scoring.register.schema import Columns
from scoring.register.submissions import Opened
from scoring.source import ScoringError

router = APIRouter(prefix="/register", dependencies=[roles("填报", "复核", "管理")], include_in_schema=False)

SHOWN = 50  # submissions on the page of a unit

#: what of a row is told in a history
WORDS = {
    "project": "项目", "year": "年度", "stage": "阶段", "form": "表样", "standard": "办法", "budget": "全年预算数",
    "spent": "全年执行数", "claimed": "自评得分", "recomputed": "重算得分", "grade_claimed": "自评等级", "grade": "等级",
    "status": "状态", "errors": "错误", "warnings": "提醒", "source": "文件", "decision": "结论", "remarks": "意见",
    "score": "得分", "code": "疑点", "place": "位置", "reason": "理由", "until": "到期", "name": "文件名", "disabled": "已收回",
}  # fmt: skip
_ONLY_CHANGED = frozenset({"form", "source", "place"})  # nothing to tell where a row begins


def moment(at: str) -> str:
    """A time of the register with its year, as a clock on the wall shows it."""
    return datetime.fromisoformat(at).astimezone().strftime("%Y-%m-%d %H:%M")


@dataclass(frozen=True, slots=True)
class Told:
    """One event as a person reads it."""

    at: str
    who: str
    kind: str
    stage: str
    changes: tuple[tuple[str, str, str], ...]  # what, before ("" where it begins), after
    standard: str


@dataclass(frozen=True, slots=True)
class Again:
    """A result computed anew under the standard it was stamped with: whether that can be done, and what differs."""

    possible: bool
    wrong: tuple[str, ...] = ()
    why: str = ""


@router.get("/{number:int}")
def project(request: Request, opened: OfPath, shared: Shared, visitor: Visitor) -> Response:
    """The project of a submission: its stages over the years, the history of this year, the result computed anew."""
    row = opened.row
    rows = history.of_project(shared.register, row["project"], row["unit_id"], visitor.within)
    year = [one for one in rows if one["year"] == row["year"]]
    return pages.page(
        request, "project.html", row=row, rows=rows, told=_history(shared, year, visitor.within), again=again(shared, opened),
        stages=STAGES, printed=printed, moment=moment,
    )  # fmt: skip


def again(shared: Settings, opened: Opened) -> Again:
    """Score it once more, as `verify` does for all of the register."""
    if not opened.row["exact"]:
        return Again(False, why="登记的是别处核对的结果，缺少重算所需的内容")
    try:
        standard = submissions.standard_of(shared.register, opened.row["standard_hash"])
    except ScoringError as error:
        if status(error) != 400:
            raise
        return Again(False, why="台账里没有收存当时的办法")
    return Again(True, tuple(disagreements(opened.submission, standard, opened.record)))


def _history(shared: Settings, rows: Sequence[Columns], within: int | None) -> list[Told]:
    entries = [
        (entry, str(STAGES.get(row["stage"], row["stage"])))
        for row in rows
        for entry in history.of_submission(shared.register, row["id"], within)
    ]
    entries.sort(key=lambda pair: pair[0].seq)
    return [told(entry, stage) for entry, stage in entries]


def told(entry: Entry, stage: str) -> Told:
    return Told(entry.at, entry.who, entry.kind, stage, tuple(_changes(entry)), entry.standard)


def _changes(entry: Entry) -> Iterator[tuple[str, str, str]]:
    begins = all(before is None for before, _ in entry.changed.values())
    for name, word in WORDS.items():
        before, after = entry.changed.get(name, (None, None))
        if (before, after) == (None, None) or (begins and (name in _ONLY_CHANGED or after in ("", 0, False))):
            continue
        yield word, "" if begins else _plain(name, before), _plain(name, after)


def _plain(name: str, value: object) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    if name == "stage":
        return STAGES.get(str(value), str(value))
    text = value if isinstance(value, str) else "" if value is None else json.dumps(value, ensure_ascii=False)
    return (text[:200] + "……" if len(text) > 200 else text) or "（空）"


@router.get("/units/{unit:int}")
def of_unit(request: Request, unit: int, shared: Shared, visitor: Visitor) -> Response:
    """A unit: its grades, differences and findings drawn, and its latest submissions."""
    name = unit_name(shared, unit, visitor.within)
    page = lists.page(shared.register, lists.Filter(within=visitor.within, unit=unit), size=SHOWN, count=True)
    drawn = figures.drawn(shared.register, charts.Scope(visitor.within, unit))
    return pages.page(
        request, "unit.html", name=name, page=page, figures=drawn, stages=STAGES, printed=printed, every=link({}, unit=name),
        below=link({}, department=name),
    )  # fmt: skip


def unit_name(shared: Settings, unit: int, within: int | None) -> str:
    """The name of a unit the visitor may see; 404 otherwise."""
    with absent(f"没有第 {unit} 号单位。请从列表里打开"):
        return named.unit(shared.register, unit, within)
