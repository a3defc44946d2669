"""台账, the charts: the register's counts as drawings, for everything or for one unit, year, stage."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from scoring import charts as drawings
from scoring.desk import pages
from scoring.desk.entry import Shared, Visitor, roles
from scoring.desk.listing import GRADES
from scoring.desk.trouble import status
from scoring.desk.wanted import Counted, counted
from scoring.number import round_to
from scoring.register import Register, charts
from scoring.register.charts import Bar, Scope
from scoring.register.flat import STAGES
from scoring.register.tally import STEPS
from scoring.source import ScoringError

router = APIRouter(prefix="/register", dependencies=[roles("填报", "复核", "管理")], include_in_schema=False)

UNITS, CODES = 12, 5  # rows and colours of “疑点按单位”
_CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Figure:
    """One drawing with its heading and a sentence on what it counts."""

    title: str
    svg: str
    said: str = ""


@router.get("/charts")
def show(request: Request, wanted: Annotated[Counted, Query()], shared: Shared, visitor: Visitor) -> Response:
    texts: list[str] = []
    figures: list[Figure] = []
    code = 200
    try:
        figures = drawn(shared.register, counted(wanted, shared, visitor))
    except ScoringError as error:
        if (code := status(error)) != 400:
            raise
        texts = [problem.message + (f"。{problem.advice}" if problem.advice else "") for problem in error.problems]
    return pages.page(
        request, "charts.html", code, wanted=wanted, figures=figures, texts=texts, stages=STAGES,
        years=charts.years(shared.register, visitor.within), own=visitor.within is not None,
    )  # fmt: skip


def drawn(register: Register, scope: Scope) -> list[Figure]:
    """Every chart of a scope that has something to show."""
    single = scope.unit is not None or scope.within is not None
    made = [_grades(register, scope), _differences(register, scope), _rates(register, scope), _codes(register, scope)]
    if not single:
        made.append(_by_unit(register, scope))
    return [figure for figure in (*made, *over_years(register, scope)) if figure]


def _grades(register: Register, scope: Scope) -> Figure | None:
    claimed, again = (_counts(charts.bars(register, measure, scope)) for measure in ("claimed", "grade"))
    names = _in_order({*claimed, *again} - {""})
    if not names:
        return None
    series = {"自评等级": [claimed[name] for name in names], "重算等级": [again[name] for name in names]}
    return Figure(
        "等级", drawings.bars("自评等级与重算等级，件", names, series), "各等级的件数：表上写的，和按办法重算的"
    )


def _differences(register: Register, scope: Scope) -> Figure | None:
    counts = _counts(charts.bars(register, "difference", scope))
    steps = [counts[f"{at:02}"] for at in range(len(STEPS))]
    if not any(steps):
        return None
    return Figure(
        "自评与重算的差额",
        drawings.bars("自评总分减重算总分，件", STEPS, {"": steps}),
        "自评总分减重算总分落在哪一档的件数",
    )


def _rates(register: Register, scope: Scope) -> Figure | None:
    counts = _counts(charts.bars(register, "rate", scope))
    if not (set(counts) - {""}):
        return None
    names = [*(f"{low}–{low + 10}%" for low in range(0, 100, 10)), "100%"]
    steps = [counts[f"{low:03}"] for low in range(0, 110, 10)]
    return Figure(
        "预算执行率",
        drawings.histogram("预算执行率，件", names, steps, " 件"),
        "全年执行数除以全年预算数；最右边是全部执行完和超出的",
    )


def _codes(register: Register, scope: Scope) -> Figure | None:
    counts = _counts(charts.bars(register, "code", scope))
    most = [code for code, _ in sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))[:UNITS]]
    if not most:
        return None
    return Figure(
        "疑点",
        drawings.bars(
            "疑点，处", [f"{code} {pages.about(code)}" for code in most], {"": [counts[code] for code in most]}
        ),
        f"最多的 {len(most)} 种疑点有几处",
    )


def _by_unit(register: Register, scope: Scope) -> Figure | None:
    bars = charts.grouped(register, "code", "unit", scope, UNITS)
    total = Counter[str]()
    units: dict[str, Counter[str]] = defaultdict(Counter)
    for bar in bars:
        total[bar.bucket] += bar.count
        units[bar.group][bar.bucket] += bar.count
    if not units:
        return None
    first = [code for code, _ in sorted(total.items(), key=lambda pair: (-pair[1], pair[0]))[:CODES]]
    series = {code: [units[name][code] for name in units] for code in first}
    if len(total) > len(first):
        series["其他"] = [sum(n for code, n in units[name].items() if code not in first) for name in units]
    return Figure(
        "疑点按单位",
        drawings.stacked("各单位的疑点，处", list(units), series),
        f"疑点最多的 {len(units)} 个单位，各种疑点占多少",
    )


def over_years(register: Register, scope: Scope) -> list[Figure]:
    """Year on year: mean totals, and how the grades are shared out."""
    every = replace(scope, year=None)
    again, claimed = (charts.grouped(register, measure, "year", every) for measure in ("grade", "claimed"))
    years = sorted({bar.group for bar in again if bar.group != "0"})
    if len(years) < 2:
        return []
    series = {
        "自评平均分": [_mean(claimed, year) for year in years],
        "重算平均分": [_mean(again, year) for year in years],
    }
    names = _in_order({*GRADES, *(bar.bucket for bar in again)} - {""})  # all four, so that the colours are named
    shares = {
        name: [sum(b.count for b in again if (b.group, b.bucket) == (year, name)) for year in years] for name in names
    }
    made = [Figure("历年平均分", drawings.lines("历年平均分", years, series))]
    if len(names) <= len(drawings.COLOURS):
        made.append(Figure("历年等级", drawings.stacked("历年等级，件", years, shares), "按重算的等级"))
    return made


def _mean(bars: Sequence[Bar], year: str) -> Fraction | None:
    """Mean total of the graded submissions of a year, two decimals."""
    here = [bar for bar in bars if bar.group == year and bar.bucket]
    count = sum(bar.count for bar in here)
    return Fraction(round_to(Fraction(sum(bar.amount for bar in here), count * 10_000), _CENT)) if count else None


def _counts(bars: Sequence[Bar]) -> Counter[str]:
    return Counter({bar.bucket: bar.count for bar in bars})


def _in_order(names: set[str]) -> list[str]:
    """Grades from the best; others after them."""
    return [*(name for name in GRADES if name in names), *sorted(names - set(GRADES))]
