"""Why a row got its score: the rule read again as prose, and the words for what a cell was understood as."""

from __future__ import annotations

from scoring.kinds import sentence
from scoring.model import Outcome
from scoring.notation import WORDS, Bound, Compound, Date, Expression, Range, Statement, Value
from scoring.number import show
from scoring.standard import Rule, Standard

EVIDENCE = {"seen": "", "reported": "，条款系转述、未核对原文"}


def rule_of(outcome: Outcome, standard: Standard) -> Rule | None:
    """The rule an outcome rests on."""
    return standard.by_id.get(outcome.rule)


def source_of(rule: Rule, standard: Standard) -> str:
    """Where a rule comes from, and whether its wording was checked."""
    return f"{rule.cite or standard.cite}{EVIDENCE[rule.evidence]}"


def why(outcome: Outcome, standard: Standard) -> str:
    """公式 → 代入 → 得分 · 依据; for a judged row the admissible interval, otherwise the reason."""
    rule = rule_of(outcome, standard)
    notes = "".join(f"〔{note}〕" for note in outcome.assumptions)
    if outcome.status == "not_applicable":
        return f"不适用：{outcome.reason}"
    if outcome.status == "not_calculable" or rule is None:
        return f"{outcome.reason}{notes}" if outcome.reason else f"{verdict(outcome.met)}{notes}"
    basis = f"{rule.clause}（{source_of(rule, standard)}）"
    if outcome.score is None:
        if outcome.admissible is None:
            return f"{verdict(outcome.met)} · {basis}{notes}"
        low, high = outcome.admissible
        return f"由人在 {show(low)}～{show(high)} 分之间评判 · {basis}{notes}"
    formula = rule.formula
    if formula is None or any(name not in outcome.names for name in formula.names):
        return f"{outcome.score} · {basis}{notes}"
    return f"{formula.text} → {sentence(formula, outcome.names)} = {outcome.score} · {basis}{notes}"


def verdict(met: bool | None) -> str:
    """达标, 未达标 or 需判断."""
    return {True: "达标", False: "未达标", None: "需判断"}[met]


def in_words(value: Value) -> str:
    """How a cell was understood, for a person."""
    match value:
        case Bound():
            sign = f"{WORDS[value.op]} " if value.written else ""
            about = "约 " if value.approximate else ""
            beside = f"（{value.before}…{value.after}）" if value.before or value.after else ""
            return f"{sign}{about}{value.quantity}{beside}"
        case Range():
            ends = {(False, False): "含两端", (True, True): "不含两端", (True, False): "含上限不含下限"}
            return f"从 {value.low} 到 {value.high}，{ends.get((value.low_open, value.high_open), '含下限不含上限')}"
        case Date():
            return f"日期：{value}"
        case Statement(zero=True):
            return f"文字：{value.text}（即为零）"
        case Statement():
            return f"文字：{value.text}" if value.text else "没有填写"
        case Expression():
            return f"公式：{value.text}"
        case Compound():
            return "；".join(in_words(part) for part in value.parts)
