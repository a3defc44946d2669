"""A form in progress as keys and values: what the page names `row.3.actual` is the actual of the fourth row.

A draft begins with a submission (its base: an indicator set, a table that was uploaded); what is typed stands over it,
value by value, unchanged. Each value's place is called as a person would say it, so that findings find their cell.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from scoring.model import Claimed, Facts, Funds, FundsRow, Goal, IndicatorSet, Row, Submission
from scoring.source import Source
from scoring.workbook import FUNDS

Values = Mapping[str, str]
At = Callable[[str], str]  # what stands at a key

WHOLE = {
    "project": "项目名称", "department": "主管部门", "implementer": "实施单位", "year": "年度", "money_unit": "金额单位",
    "goal.expected": "预期目标", "goal.actual": "实际完成情况", "problems": "存在的问题及原因", "measures": "下一步改进措施",
    "reason": "偏差原因", "narrative": "自评综述", "notes": "说明",
}  # fmt: skip
MONEY = {"name": "资金来源", "initial": "年初预算数", "budget": "全年预算数", "spent": "全年执行数"}
FACTS = {
    "actual": "实际完成值", "score": "评判得分", "band": "评判档", "remark": "偏差原因及改进措施", "deduction": "扣分",
    "na": "不适用的原因",
}  # fmt: skip
UNITS = ("元", "万元", "亿元")

_YEAR = re.compile(r"(?:19|20)\d\d")


def blank(indicators: IndicatorSet) -> Submission:
    """An indicator set as a form nobody has filled in yet."""
    points = indicators.execution_points
    return Submission(
        project=indicators.title,
        department=indicators.department,
        year=indicators.year,
        standard=indicators.standard,
        form=indicators.form,
        funds=tuple(FundsRow(Funds(name, points=None if at else points)) for at, name in enumerate(FUNDS)),
        rows=tuple(Row(indicator, Facts(name=indicator.name)) for indicator in indicators.indicator),
        level_points=indicators.level_points,
    )


def emptied(last: Submission) -> Submission:
    """Last year's table for this year: what was promised stays, what happened goes."""
    return replace(
        last,
        year=None if last.year is None else last.year + 1,
        title="",
        funds=tuple(FundsRow(Funds(f.funds.name, points=f.funds.points, total=f.funds.total)) for f in last.funds),
        rows=tuple(Row(row.indicator, Facts(name=row.indicator.name)) for row in last.rows),
        goal=Goal(expected=last.goal.expected),
        problems=(), measures=(), reason="", narrative="", notes="", claimed=Claimed(), spending=(), findings=(),
    )  # fmt: skip


def keys(base: Submission, details: frozenset[str] | set[str] = frozenset()) -> Iterator[str]:
    """Every key that may be typed into; `details` are the fields of the form that only this form has."""
    yield from WHOLE
    yield from (f"details.{name}" for name in sorted({*details, *base.details}))
    yield from (f"funds.{at}.{part}" for at in range(len(base.funds)) for part in MONEY)
    yield from (f"row.{at}.{part}" for at in range(len(base.rows)) for part in FACTS)


def label(key: str) -> str:
    """What a person calls the cell: 第4行 实际完成值."""
    head, _, tail = key.partition(".")
    if key in WHOLE:
        return WHOLE[key]
    if head == "details":
        return tail
    at, _, part = tail.partition(".")
    return f"资金第{int(at) + 1}行 {MONEY[part]}" if head == "funds" else f"第{int(at) + 1}行 {FACTS[part]}"


def first(base: Submission, key: str) -> str:
    """What a cell holds before anybody has typed into it."""
    head, _, tail = key.partition(".")
    if head == "details":
        return base.details.get(tail, "")
    if head == "funds":
        at, _, part = tail.partition(".")
        return getattr(base.funds[int(at)].funds, part) or ""
    if head == "row":
        at, _, part = tail.partition(".")
        facts = base.rows[int(at)].facts
        if part == "score":
            return facts.judged or facts.claimed or ""
        return getattr(facts, "not_applicable" if part == "na" else part) or ""
    if head == "goal":
        return str(getattr(base.goal, tail))
    value = getattr(base, key)
    return "\n".join(value) if isinstance(value, tuple) else str(value or "")


def written(base: Submission, values: Values) -> Submission:
    """The submission as it stands on the page: the base with everything typed over it."""

    def at(key: str) -> str:
        return values[key] if key in values else first(base, key)

    funds = tuple(_funds(base, number, at_key=at) for number in range(len(base.funds)))
    rows = tuple(_row(base, number, at_key=at) for number in range(len(base.rows)))
    details = {key[8:]: text for key, text in values.items() if key.startswith("details.")}
    year = _YEAR.fullmatch(at("year").strip())
    return replace(
        base,
        **{key: at(key) for key in ("project", "department", "implementer", "reason", "narrative", "notes")},  # type: ignore[arg-type]
        year=int(year[0]) if year else None,
        money_unit=at("money_unit") if at("money_unit") in UNITS else base.money_unit,
        details={**base.details, **details},
        funds=funds,
        rows=rows,
        goal=Goal(at("goal.expected"), at("goal.actual")),
        problems=_lines(at("problems")),
        measures=_lines(at("measures")),
        claimed=Claimed(),
        places=_places(base),
    )


def _lines(text: str) -> tuple[str, ...]:
    """A list typed as one entry a line."""
    return tuple(line.strip() for line in text.split("\n") if line.strip())


def _funds(base: Submission, number: int, at_key: At) -> FundsRow:
    values = {part: at_key(f"funds.{number}.{part}") for part in MONEY}
    places = {part: Source(cell=label(f"funds.{number}.{part}")) for part in MONEY}
    figures: dict[str, Any] = {part: text for part, text in values.items() if part != "name" and text.strip()}
    empty = Funds(values["name"], points=base.funds[number].funds.points, total=base.funds[number].funds.total)
    funds = replace(empty, **figures)
    return FundsRow(funds, {"": Source(cell=f"资金第{number + 1}行"), **places})


def _row(base: Submission, number: int, at_key: At) -> Row:
    row = base.rows[number]
    values = {part: at_key(f"row.{number}.{part}") for part in FACTS}
    texts = {part: text if text.strip() else None for part, text in values.items()}
    facts = replace(
        row.facts, actual=texts["actual"], judged=texts["score"], band=texts["band"], claimed=None,
        deduction=texts["deduction"], remark=values["remark"], not_applicable=texts["na"],
    )  # fmt: skip
    places = {part: Source(cell=label(f"row.{number}.{part}")) for part in ("actual", "band", "remark", "deduction")}
    places |= {part: Source(cell=label(f"row.{number}.score")) for part in ("judged", "claimed")}
    return Row(row.indicator, facts, {"": Source(cell=f"第{number + 1}行"), **places})


def _places(base: Submission) -> dict[str, Source]:
    """Places of the whole table; those of an uploaded file say nothing here."""
    named = {"goal": "实际完成情况", "total": "总分", "points": "分值合计", "grade": "评价等级", "reason": "偏差原因",
             "narrative": "自评综述", "spending": "支出明细", "declared": "单位汇总数"}  # fmt: skip
    levels = {f"level:{name}": Source(cell=f"“{name}”的分值") for name in base.level_points}
    return {"": Source(), **{key: Source(cell=text) for key, text in named.items()}, **levels}
