"""绩效自评综述 in words: templates in `data/narratives/`, every figure from the result, gaps marked, none invented."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from importlib.resources import files
from typing import Any

from scoring.engine import rate_of
from scoring.model import Result
from scoring.number import parse_decimal, round_to, show
from scoring.standards import get

_SLOT = re.compile(r"\{([^{}]+)\}")
_OPTIONAL = re.compile(r"\[([^\[\]]*)\]")
_ORDER = "一二三四五六七八九十"


@lru_cache(maxsize=1)
def templates() -> dict[str, dict[str, Any]]:
    """The narrative templates by id."""
    folder = files("scoring").joinpath("data/narratives")
    found = [tomllib.loads(p.read_text("utf-8")) for p in folder.iterdir() if p.name.endswith(".toml")]
    return {t["id"]: t for t in found}


def template_for(standard: str) -> dict[str, Any]:
    """The template that claims a standard, else the general one."""
    return next((t for t in templates().values() if standard in t["standards"]), templates()["generic"])


def narrate(result: Result, share: Mapping[str, str] | None = None) -> str:
    """The paragraph of one project. What is not known stands as 〔待补：…〕."""
    template = template_for(result.stamp.id)
    return _fill(template["project"], _values(result, template) | dict(share or {}))


def summarise(results: Sequence[Result], total_spending: str | None = None) -> str:
    """The department's paragraph over its projects; `total_spending` gives the share of all project money."""
    template = template_for(results[0].stamp.id) if results else templates()["generic"]
    years = sorted({r.submission.year for r in results if r.submission.year})
    money = [_budget(r) for r in results]
    total = sum((m for m in money if m is not None), Fraction(0))
    grades = Counter(r.grade for r in results if r.grade)
    scale = [g.name for g in get(results[0].stamp.id).grade] if results else []
    named = [f"{grades[name]}个项目为{name}" for name in scale if grades[name]]
    values = {
        "年度": "、".join(map(str, years)),
        "主体": results[0].submission.implementer if results else "",
        "项目数": str(len(results)),
        "资金": _thousands(show(total, 2)) if all(m is not None for m in money) and money else "",
        "单位": results[0].submission.money_unit if results else "万元",
        "各等级": "，".join(named),
    }
    whole = parse_decimal(total_spending or "")
    if whole and values["资金"]:
        values["占比"] = show(total / whole * 100, 2)
    return _fill(template["summary"], values)


def _budget(result: Result) -> Fraction | None:
    if result.submission.projects:
        return sum((parse_decimal(p.budget) or Fraction(0) for p in result.submission.projects), Fraction(0))
    funds = result.submission.funds[0].funds if result.submission.funds else None
    return parse_decimal((funds.budget or funds.initial or "") if funds else "")


def _values(result: Result, template: Mapping[str, Any]) -> dict[str, str]:
    s = result.submission
    values = {"项目": s.project, "单位": s.money_unit, "等级": result.grade or "", "年度": str(s.year or "")}
    values["名称"] = template["quote"].replace("{项目}", s.project)
    if result.total.score is not None and result.total.complete:
        values["得分"] = str(round_to(Fraction(result.total.score), Decimal(template["score_digits"])))
    if result.funds:
        funds, execution = result.funds[0].row.funds, result.funds[0]
        values["预算"] = _thousands(funds.budget or funds.initial or "")
        values["执行"] = _thousands(funds.spent or "")
        raw = rate_of(funds)
        if raw is not None:
            printed = execution.rate if template["rate"] == "printed" and execution.rate is not None else None
            rate = Fraction(printed) if printed is not None and raw <= 1 else raw
            values["执行率"] = f"{round_to(rate * 100, Decimal('0.01'))}%"
    done = s.goal.actual.strip().rstrip("。")
    values["完成情况"] = done
    if done:  # a single clause reads on after 是, several stand after a colon
        values["完成情况是"] = f"是{done}" if "，" not in done and "。" not in done else f"：{done}"
    values["问题"], values["措施"] = _listed(s.problems), _listed(s.measures)
    return values


def _listed(items: Sequence[str]) -> str:
    return "；".join(f"{_ORDER[i] if i < 10 else i + 1}是{item.strip().rstrip('。；')}" for i, item in enumerate(items))


def _thousands(text: str) -> str:
    """Prose prints thousands separators (1,503.44); tables do not."""
    value = parse_decimal(text)
    return "" if value is None else f"{Decimal(text.replace(',', '')):,}"


def _fill(template: str, values: Mapping[str, str]) -> str:
    def optional(match: re.Match[str]) -> str:
        return match[1] if all(values.get(slot) for slot in _SLOT.findall(match[1])) else ""

    text = _OPTIONAL.sub(optional, template)
    return _SLOT.sub(lambda m: values.get(m[1]) or f"〔待补：{m[1].removesuffix('是')}〕", text)
