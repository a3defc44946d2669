"""What if an actual were another: changed rows, new total, what full marks need, how far the next grade is."""

from __future__ import annotations

import ast
from dataclasses import dataclass, replace
from decimal import Decimal
from difflib import get_close_matches
from fractions import Fraction

from scoring.engine import score, understood
from scoring.formula import constant
from scoring.model import Line, Result, Row, Submission
from scoring.notation import Bound, Range
from scoring.notation.text import normal
from scoring.number import parse_decimal, show
from scoring.quantity import Quantity
from scoring.source import Problem, ScoringError, Source
from scoring.standard import Standard
from scoring.why import rule_of


@dataclass(frozen=True, slots=True)
class Change:
    """One row before and after."""

    before: Line
    after: Line


def change(submission: Submission, settings: list[str]) -> Submission:
    """The submission with `三级指标=值` applied; `=28分` on a judged row sets its score. Raises ScoringError."""
    rows = list(submission.rows)
    problems: list[Problem] = []
    for text in settings:
        name, sign, value = text.partition("=")
        found = _find(rows, name)
        if not sign or len(found) != 1:
            problems.append(_misnamed(rows, text, found))
            continue
        at = found[0]
        facts = rows[at].facts
        points = parse_decimal(value.removesuffix("分")) if value.endswith("分") else None
        if points is not None and facts.judged is not None:
            facts = replace(facts, judged=value.removesuffix("分"))
        else:
            facts = replace(facts, actual=value)
        rows[at] = replace(rows[at], facts=facts)
    if problems:
        raise ScoringError(problems)
    return replace(submission, rows=tuple(rows))


def _find(rows: list[Row], name: str) -> list[int]:
    wanted = normal(name)
    exact = [i for i, r in enumerate(rows) if normal(r.indicator.name) == wanted]
    return exact or [i for i, r in enumerate(rows) if wanted and wanted in normal(r.indicator.name)]


def _misnamed(rows: list[Row], text: str, found: list[int]) -> Problem:
    place, usage, name = Source("命令行"), '写法：--set "三级指标=值"', text.partition("=")[0]
    if "=" not in text:
        return Problem(place, f"“{text[:60]}”里没有等号", usage)
    if found:
        several = "、".join(f"“{rows[i].indicator.name}”" for i in found[:10])
        return Problem(place, f"有 {len(found)} 个三级指标符合“{name[:60]}”：{several}", "请把名称写全")
    close = get_close_matches(name, [r.indicator.name for r in rows], 1, 0.3)
    return Problem(place, f"没有名为“{name[:60]}”的三级指标", f"是不是“{close[0]}”？" if close else usage)


def compare(submission: Submission, changed: Submission, standard: Standard) -> tuple[Result, Result, list[Change]]:
    """Both results and the rows whose score or status differ."""
    before, after = score(submission, standard), score(changed, standard)
    pairs = zip(before.lines, after.lines, strict=True)
    differing = [Change(a, b) for a, b in pairs if a.row.facts != b.row.facts or a.counted != b.counted]
    return before, after, differing


def full_marks(line: Line, standard: Standard) -> str:
    """What actual would reach full marks on this row, in words."""
    outcome, points = line.outcome, parse_decimal(line.row.indicator.points or "")
    if outcome.status == "not_applicable" or points is None:
        return ""
    if outcome.status == "scored" and outcome.exact == points:
        return "已满分"
    if outcome.status == "judged":
        _, high = outcome.admissible or (Decimal(0), Decimal(0))
        return f"由人评判，最多 {show(high)} 分"
    target = understood(line.row.indicator, standard)
    value = target.value
    if isinstance(value, Range):
        return f"落在 {value} 之内"
    if not isinstance(value, Bound):
        return outcome.reason
    best = _least(line, value.quantity, standard, points)
    word = {"<=": "不超过", "<": "小于", ">": "大于"}.get(target.op, "达到")
    return f"{word} {best}"


def _least(line: Line, quantity: Quantity, standard: Standard, points: Fraction) -> Quantity:
    """The easiest actual with full marks: the target itself, or a step the formula names."""
    rule = rule_of(line.outcome, standard)
    if rule is None or rule.formula is None or "完成值" not in rule.formula.names:
        return quantity
    literals = [constant(n) for n in ast.walk(rule.formula.node) if isinstance(n, ast.Constant)]
    names = {n: v for n, (_, v) in line.outcome.names.items()}
    candidates = [quantity.base, *(c for c in literals if c > 0), *(c * quantity.base for c in literals if c > 0)]
    full = []
    for candidate in candidates:
        trial = names | {"完成值": candidate}
        if quantity.base:
            trial["完成率"] = candidate / quantity.base
        try:
            if rule.formula(trial) >= points:
                full.append(candidate)
        except (ZeroDivisionError, KeyError):
            continue
    if not full:
        return quantity
    lower_is_better = rule.when.target[0] in ("<=", "<")
    best = max(full) if lower_is_better else min(full)
    return replace(quantity, number=best / quantity.unit.factor, digits=0)


def next_grade(result: Result, standard: Standard) -> str:
    """How far the total is from the next better grade, in words."""
    total = result.total.score
    if total is None or not standard.grade:
        return ""
    missing = result.total.open + result.total.not_calculable
    better = sorted((Fraction(g.span.low), g.name) for g in standard.grade if Fraction(total) < g.span.low)
    if not better:
        return f"已是最高等级{result.grade or ''}"
    low, name = better[0]
    gap = f"距“{name}”还差 {show(low - Fraction(total))} 分"
    if missing:
        low, name = better[-1]
        gap = f"还有 {missing} 行没有得分，等它们有了得分才知道等级；已有的得分加起来距“{name}”还差 {show(low - Fraction(total))} 分"
    return gap
