"""办法, a change tried on the register: whose grade would change, before the change is issued."""

from __future__ import annotations

from fractions import Fraction
from functools import partial
from pathlib import Path
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, HTTPException, Query, Request
from fastapi.responses import FileResponse, HTMLResponse, Response
from pydantic import Field

from scoring import articles
from scoring.columns import need
from scoring.derive import proved
from scoring.desk import pages
from scoring.desk.entry import Fields, Shared, Visitor, roles
from scoring.desk.rules import known
from scoring.desk.settings import Settings
from scoring.desk.trials import DONE, UNDER_WAY, Trial
from scoring.desk.trouble import status
from scoring.desk.wanted import Name, Question, Wanted, Year, listed
from scoring.number import show
from scoring.register import charts, corpus
from scoring.register.accounts import Account
from scoring.register.lists import Filter
from scoring.register.trouble import refuse
from scoring.review import DEFAULT
from scoring.simulate import of_register
from scoring.simulate.of_register import Order
from scoring.source import Problem, ScoringError
from scoring.standard import Standard
from scoring.standards import get, names

router = APIRouter(prefix="/rules/simulate", dependencies=[roles("复核", "管理")], include_in_schema=False)

STAGE = "self-scored"  # only a self-assessment has results to score
Wrong = dict[str, tuple[Problem, ...]]  # what is wrong with a field of the form
SIZE = 50  # submissions on a page
FULL = "已有几次试算在算或排队。请等其中一次算完再试"
FILES = {"试算报告.html": "报告（网页）", "试算清单.xlsx": "清单（Excel，全部受影响的报送件）"}


class Asked(Question):
    """A change, and what it is tried on."""

    standard: Name = Field("", description="现行办法的编号；不写为用得最多的")
    against: Name = Field("", description="改为哪个办法；不写为在现行办法上改")
    changes: list[Annotated[str, Field(max_length=1000)]] = Field(
        [], max_length=50, description="改动，一处一条，如 grade.优=85、rule.at_least.score=公式"
    )
    year: Year = None
    unit: Name = Field("", description="单位名称")
    same: bool = Field(True, description="只算当时按现行办法评的；false 为各种办法的都算")

    @property
    def link(self) -> str:
        """The address of the form with all of it filled in."""
        said = self.model_dump(exclude_defaults=True) | ({} if self.same else {"same": "0"})
        return f"/rules/simulate?{urlencode(said, doseq=True)}"


class Narrowed(Question):
    """Which of the submissions that change are listed."""

    before: Name = ""
    after: Name = ""
    unit: Name = ""
    main: Name = ""
    page: int = Field(1, ge=1, le=100_000)


# -- asking --


@router.get("")
def form(request: Request, asked: Annotated[Asked, Query()], shared: Shared, visitor: Visitor) -> Response:
    return _form(request, shared, visitor, asked)


@router.post("")
def begin(request: Request, shared: Shared, visitor: Visitor, fields: Fields) -> Response:
    """Try it; or, from the button of an example, put the example into the form."""
    asked = _asked({name: str(value) for name, value in fields.items()})
    if "example" in fields:
        return _form(request, shared, visitor, asked)
    asked, wrong, found = settled(asked, shared, visitor), Wrong(), None
    try:
        rules(asked)
    except ScoringError as error:
        wrong["changes"] = error.problems
    try:
        found = scope(asked, shared, visitor)
    except ScoringError as error:
        if status(error) != 400:
            raise
        wrong["scope"] = error.problems
    if wrong or found is None:
        return _form(request, shared, visitor, asked, wrong, 400)
    trial = started(asked, found, shared, visitor)
    return pages.go(f"/rules/simulate/{trial.number}") if trial else _form(request, shared, visitor, asked, code=503)


def _asked(fields: dict[str, str]) -> Asked:
    """A form: one change on a line."""
    lines = [*fields.pop("changes", "").splitlines(), fields.get("example", "")]
    changes = [line.strip() for line in lines if line.strip()]
    try:
        return Asked.model_validate({**fields, "changes": changes, "same": "same" in fields})
    except ValueError:
        raise HTTPException(422, "改动最多 50 处，每处最多 1000 个字；年度是四位数。请改短后再试") from None


def _form(
    request: Request, shared: Settings, visitor: Account, asked: Asked, wrong: Wrong | None = None, code: int = 200
) -> Response:  # fmt: skip
    used = corpus.standards(shared.register, STAGE, visitor.within)
    asked = settled(asked, shared, visitor)
    changed = known(asked.against or asked.standard)
    return pages.page(
        request, "simulate.html", code, asked=asked, changed=changed, used=used, wrong=wrong or {}, bounds=bounds(changed),
        full=FULL if code == 503 else "", standards=[get(name) for name in names()], examples=examples(changed),
        years=charts.years(shared.register, visitor.within), trials=shared.trials.of(visitor), show=show,
    )  # fmt: skip


def settled(asked: Asked, shared: Settings, visitor: Account) -> Asked:
    """With the standard most submissions were scored under, where none is named. 404 for one that is not there."""
    if asked.standard:
        known(asked.standard)
        return asked
    used = corpus.standards(shared.register, STAGE, visitor.within)
    return asked.model_copy(update={"standard": next((name for name in used if name in names()), DEFAULT)})


def rules(asked: Asked) -> tuple[Standard, Standard]:
    """The two standards. Raises ScoringError with what the linter says against the change."""
    used, other = known(asked.standard), known(asked.against or asked.standard)
    if asked.changes:
        other = proved(other, asked.changes)
    if not articles.diff(used, other):
        raise refuse("改动以后与现行办法没有不同", "请选另一个办法，或写明改动")
    return used, other


def scope(asked: Asked, shared: Settings, visitor: Account) -> Filter:
    """The submissions. Raises ScoringError where there are none, or the unit is not clear."""
    wanted = Wanted(year=asked.year, unit=asked.unit, stage=STAGE, standard=asked.standard if asked.same else "")
    found, _ = listed(wanted, shared, visitor)
    if not corpus.count(shared.register, found):
        raise refuse("这个范围里没有自评", "请换一个年度或单位，或者不限于按现行办法评的")
    return found


def started(asked: Asked, wanted: Filter, shared: Settings, visitor: Account) -> Trial | None:
    """Begun and not waited for; None when too many are under way."""
    need("numpy", "columns")
    need("pyarrow", "columns")
    order = Order(shared.register.url, wanted, asked.standard, asked.against, tuple(asked.changes), Path())
    return shared.trials.begin(visitor, order, asked)


def bounds(standard: Standard) -> dict[str, Fraction]:
    """Where each grade begins."""
    return {grade.name: low for grade in standard.grade if isinstance(low := grade.span.low, Fraction)}


def examples(standard: Standard) -> list[tuple[str, str]]:
    """Changes to begin with, that can be made to this standard: in words, and as they are written."""
    best = max(bounds(standard).items(), key=lambda pair: pair[1], default=None)
    made = []
    if best is not None:
        name, low = best
        made.append((f"“{name}”从 {show(low)} 分起改为 {show(low - 5)} 分起", f"grade.{name}={show(low - 5)}"))
    for name, words, formula in _FORMULAS:
        rule = standard.by_id.get(name)
        if rule is not None and rule.score is not None:
            made.append((words, f"rule.{name}.score={formula}"))
    return made


_FORMULAS = (
    ("at_least", "完成率不到 60% 的指标不得分", "若(完成率 < 60%, 0, 分值 × min(完成率, 1))"),
    ("execution", "执行率到 90% 即得满分", "若(执行率 ≥ 90%, 分值, 分值 × 执行率)"),
)


# -- looking --


@router.get("/{number:int}")
def show_(
    request: Request, number: int, narrowed: Annotated[Narrowed, Query()], shared: Shared, visitor: Visitor
) -> Response:
    """The result; until it is there, how far the run is, asked again by the page itself."""
    trial = of(number, shared, visitor)
    state, again = trial.state, "hx-request" in request.headers
    if again and state in UNDER_WAY:
        return HTMLResponse(pages.part("trying.html", state=state, step=of_register.progress(trial.folder)))
    if again:
        return Response(headers={"HX-Refresh": "true"})
    if state != DONE:
        step = of_register.progress(trial.folder)
        return pages.page(request, "trying_page.html", trial=trial, state=state, step=step, going=state in UNDER_WAY)
    rows, count = listed_changes(trial, narrowed)
    return pages.page(
        request, "simulated.html", trial=trial, view=of_register.told(trial.folder, of_register.VIEW), rows=rows, count=count,
        narrowed=narrowed, size=SIZE, files=FILES, number=of_register.number, link=partial(link, number),
        wanted=narrowed.model_dump(exclude_defaults=True, exclude={"page"}),
    )  # fmt: skip


def listed_changes(trial: Trial, narrowed: Narrowed) -> tuple[list[dict[str, str]], int]:
    """A page of the submissions that change, and how many there are."""
    wanted = {"from": narrowed.before, "to": narrowed.after, "unit": narrowed.unit, "main": narrowed.main}
    return of_register.changes(trial.folder, (narrowed.page - 1) * SIZE, SIZE, **wanted)


def link(number: int, **wanted: object) -> str:
    """The address of a result whose list is narrowed."""
    return f"/rules/simulate/{number}{'?' if wanted else ''}{urlencode(wanted)}#changes"


@router.get("/{number:int}/file/{name}")
def file(number: int, name: str, shared: Shared, visitor: Visitor) -> Response:
    """The report or the workbook, as `scoring simulate -o` writes them."""
    trial = of(number, shared, visitor)
    if name not in FILES or trial.state != DONE:
        raise HTTPException(404, "没有这个文件")
    return FileResponse(trial.folder / name, filename=name, media_type="application/octet-stream")


def of(number: int, shared: Settings, visitor: Account) -> Trial:
    """A run of this person's; 404 for any other."""
    trial = shared.trials.found(number, visitor)
    if trial is None:
        raise HTTPException(404, f"没有第 {number} 次试算，或结果已不再保留。请重新试算")
    return trial
