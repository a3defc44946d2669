"""F01, F02, F04–F06: the money table and what is scored from it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction

from scoring.checks.catalogue import clues, empty_talk, mentions
from scoring.checks.rates import base, follows, percent, possible, readings, said
from scoring.checks.sources import COLUMNS, mixed_units, sources_differ
from scoring.checks.table import Entry, Table, lenient, more_or_less, number, off, out_of_range, printed_as, short
from scoring.formula import Formula
from scoring.kinds import interval as interval_of
from scoring.model import Execution
from scoring.notation import Bound, Expression, parse
from scoring.number import Interval, decimals, round_to, spread
from scoring.source import Finding, ScoringError, Severity, Source

_LITERAL = re.compile(r"([01]?\.\d+|1)\s*[*×xX✕]\s*\d+")  # 0.994*10, the rate written into the cell


def printed_rate(table: Table) -> Iterator[Finding]:
    """F01: the printed 执行率 follows from executed ÷ budget."""
    cut = table.standard.rounding.rate_mode == "down"
    wrong = [*sources_differ(table, "budget"), *sources_differ(table, "spent")]
    for f in table.result.funds:
        text = f.row.funds.rate
        if f not in wrong and number(base(f.row.funds)) == 0 and set(said(text)).isdisjoint((0, 1)) and readings(text):
            message = f"预算数为 0，执行率无法计算，表上却印 {text}；请改为“—”，或核对金额"
            yield table.finding("F01", f.row.place("rate"), message, text, "—")
        if not readings(text) or f.raw is None or mixed_units(f) or follows(text or "", f, cut):
            continue
        yield _wrong_rate(table, f, text or "", f.row.place("rate"))
    entry, whole = table.execution_row, table.whole
    if entry is None or whole is None or whole.raw is None:
        return
    for text in _rates_in(entry):
        if readings(text) and not follows(text, whole, cut=True):
            yield _wrong_rate(table, whole, text, entry.row.place("actual"))
            return


def _wrong_rate(table: Table, f: Execution, text: str, place: Source) -> Finding:
    assert f.raw is not None
    funds = f.row.funds
    expected = percent(f.raw, max((decimals(text.rstrip("%％")) if "%" in text or "％" in text else 2), 2))
    initial, spent = number(funds.initial), number(funds.spent)
    hint = ""
    if funds.budget is not None and initial and spent is not None and initial != number(funds.budget):
        old = spent / initial
        if any(abs(old - value) <= half for value, half in readings(text)):
            hint = "似按年初预算数计算；"
    message = f"执行率 {text}，按执行数 {funds.spent} ÷ 预算数 {base(funds)} 应为 {expected}；{hint}请重算，或核对金额"
    return table.finding("F01", place, message, text, expected)


def _rates_in(entry: Entry) -> list[str]:
    """Rates written into an indicator row of 执行率: 0.994*10 in its name or target, 99.4% as its actual."""
    texts = (entry.indicator.name, entry.indicator.target, entry.actual)
    found = [m[1] for text in texts if (m := _LITERAL.search(text))]
    return found + ([entry.actual] if entry.actual.endswith(("%", "％")) else [])


# -- scores of 执行率 --


def execution_score(table: Table) -> Iterator[Finding]:
    """F02: the score of 执行率 follows from the exact rate or from the printed one."""
    for f in table.result.funds:
        funds, claimed = f.row.funds, number(f.row.funds.claimed)
        points = number(funds.points)
        if claimed is None or points is None or points <= 0 or out_of_range(claimed, points):
            continue
        rates = [min(value, Fraction(1)) for value in said(funds.rate)]
        if f.raw is None and not any(rates):
            if claimed > 0 and number(base(funds)) == 0:
                message = f"预算数为 0，执行率无法计算，却得 {funds.claimed} 分；请核对预算数，并说明原因"
                yield table.finding("F02", f.row.place("claimed"), message, funds.claimed, rule="execution")
            continue
        rule = table.standard.find("execution", "met")
        if rule is None or rule.formula is None or mixed_units(f):
            continue
        if f.outcome and f.outcome.score is not None and claimed == f.outcome.score:
            continue
        exact = [Fraction(f.rate), min(f.raw, Fraction(1))] if f.raw is not None and f.rate is not None else []
        scores = [score for r in (*exact, *rates) if (score := _apply(rule.formula, points, r)) is not None]
        span = _span(rule.formula, points, possible(f))
        if scores and not agrees(funds.claimed or "", scores, span, points, table):
            severity = lenient(funds.claimed or "", scores)
            printed = funds.rate if readings(funds.rate) and follows(funds.rate or "", f, cut=True) else None
            rate = printed or percent(f.raw or 0)
            expected = str(round_to(scores[0], table.standard.rounding.score_step))
            yield _wrong_score(table, f.row.place("claimed"), funds.claimed or "", rate, expected, rule.id, severity)


def _wrong_score(
    table: Table, place: Source, claimed: str, rate: str, expected: str, rule: str, severity: Severity | None
) -> Finding:
    message = f"执行率得分 {claimed}，按执行率 {rate} 应为 {expected}（{off(claimed, expected)}）；请改正得分"
    if severity:
        message = f"按执行率 {rate} 得分为 {expected}，{printed_as(claimed)}后为满分 {claimed}；请按 {expected} 填写"
    return table.finding("F02", place, message, claimed, expected, severity=severity, rule=rule)


def _apply(formula: Formula, points: Fraction, rate: Fraction) -> Fraction | None:
    try:
        return max(Fraction(0), min(formula({"分值": points, "执行率": rate}), points))
    except (ZeroDivisionError, KeyError):
        return None


def _span(formula: Formula, points: Fraction, rates: Interval | None) -> Interval | None:
    if rates is None:
        return None
    try:
        values = {"分值": Interval.of(points), "执行率": rates.intersect(Interval(Fraction(0), Fraction(1)))}
        return None if values["执行率"].empty else interval_of(formula, values)
    except (ZeroDivisionError, KeyError):
        return None


def agrees(claimed: str, scores: list[Fraction], span: Interval | None, points: Fraction, table: Table) -> bool:
    """Whether a claimed score may stand for one of the scores; full points only for what prints as full points."""
    value, stands_for = number(claimed), spread(claimed)
    if value == points:
        return any(round_to(s, table.step) >= value for s in scores)
    if span is not None and not span.intersect(stands_for).empty:
        return True
    step = table.standard.rounding.score_step
    return any(s in stands_for or Fraction(round_to(s, step)) in stands_for for s in scores)


def execution_row_score(table: Table) -> Iterator[Finding]:
    """F02 on an indicator row that is 执行率."""
    for e in table.rows:
        if not e.execution or e.claimed is None or e.points is None or out_of_range(e.claimed, e.points):
            continue
        if e.outcome.exact is None or e.outcome.score is None:
            continue
        if e.claimed == e.outcome.score:
            continue
        scores = [e.outcome.exact, *_from_printed(e, table), *_by_rule(e, table)]
        claimed = e.facts.claimed or ""
        if not agrees(claimed, scores, None, e.points, table):
            expected = str(e.outcome.score)
            rate = percent(table.whole.raw) if table.whole and table.whole.raw is not None else short(e.actual)
            severity = lenient(claimed, scores)
            yield _wrong_score(table, e.row.place("claimed"), claimed, rate, expected, e.outcome.rule, severity)


def _by_rule(e: Entry, table: Table) -> Iterator[Fraction]:
    """A row with a target of its own (≥95%) may be scored by that target or by the rule for 执行率."""
    rule = table.standard.find("execution", "met")
    if rule is not None and rule.formula is not None and e.points is not None:
        rates = [min(rate, Fraction(1)) for rate in said(e.actual)]
        yield from (score for r in rates if (score := _apply(rule.formula, e.points, r)) is not None)


def _from_printed(e: Entry, table: Table) -> Iterator[Fraction]:
    value = e.target.value
    if not isinstance(value, Expression) or e.points is None:
        return
    texts = [*_rates_in(e), *((table.whole.row.funds.rate,) if table.whole else ())]
    try:
        formula = Formula(value.text)
        for rate in (r for text in texts for r in said(text)):
            yield max(Fraction(0), min(formula({"执行率": min(rate, Fraction(1))}), e.points))
    except (ScoringError, ZeroDivisionError, KeyError):
        return


# -- amounts that cannot be --


def negative_amounts(table: Table) -> Iterator[Finding]:
    """F04 as an error: a budget or an executed amount below zero."""
    for f in table.result.funds:
        for column, title in COLUMNS.items():
            printed = getattr(f.row.funds, column)
            if (number(printed) or 0) < 0:
                message = f"{title} {printed} 小于 0；请核对金额，退回的资金请从执行数中扣减"
                yield table.finding("F04", f.row.place(column), message, printed, severity="error")


def no_rate(table: Table) -> Iterator[Finding]:
    """I15 on the money table: 执行率 carries points, but an amount it needs was not filled in."""
    for f in table.result.funds if table.filled else ():
        funds = f.row.funds
        if f.outcome is None or f.outcome.status != "not_calculable":
            continue
        if number(base(funds)) == 0 and table.budget_explained and not number(funds.claimed):  # else F04 or F02 says it
            message = f"预算数为 0，执行率的 {funds.points} 分无法计分；请按办法把分值调到其他指标，或说明如何计分"
            yield table.finding("I15", f.row.place("budget"), message)
        for column in ("budget", "spent"):
            amount = base(funds) if column == "budget" else funds.spent
            if number(amount) is None:
                message = f"{COLUMNS[column]}没有填写，执行率的 {funds.points} 分无法计分；请补填"
                yield table.finding("I15", f.row.place(column), message)


# -- what needs an explanation --


def unexplained_budget(table: Table) -> Iterator[Finding]:
    """F04: budget 0, executed above budget, budget adjusted; without a word about it."""
    whole = table.whole
    if whole is None or table.budget_explained:
        return
    for f in _over_budget(table, whole):
        funds, rate = f.row.funds, percent(f.raw or 0)
        message = f"执行数 {funds.spent} 大于预算数 {base(funds)}（执行率 {rate}），没有说明；请说明结转、追加等来由"
        yield table.finding("F04", f.row.place("spent"), message, funds.spent, base(funds))
    wrong = sources_differ(table, "budget")
    for f in table.result.funds:
        funds, spent = f.row.funds, number(f.row.funds.spent)
        if number(base(funds)) == 0 and (spent or f is whole) and f not in wrong:
            what = f"而全年执行数为 {funds.spent}" if spent else "执行率无法计算"
            message = f"预算数为 0，{what}，没有说明；请补填预算数，或说明原因"
            yield table.finding("F04", f.row.place("budget"), message, base(funds))
    funds, budget = whole.row.funds, number(whole.row.funds.budget)
    if funds.initial and funds.budget and budget and number(funds.initial) not in (None, budget) and not wrong:
        severity: Severity = "warning" if table.standard.settings.adjustment_reason else "info"
        gap = off(funds.budget, funds.initial)
        message = f"全年预算数 {funds.budget} 与年初预算数 {funds.initial} 不同（{gap}），没有说明；请说明调整的原因"
        yield table.finding("F04", whole.row.place("budget"), message, funds.budget, funds.initial, severity=severity)


def _over_budget(table: Table, whole: Execution) -> list[Execution]:
    """Rows spent beyond their budget; only the total when it is one of them."""
    over = [f for f in table.result.funds if f.raw is not None and f.raw > 1 and not mixed_units(f)]
    return [whole] if whole in over else over


def low_execution(table: Table) -> Iterator[Finding]:
    """F05: 执行率 below the standard's bar and no reason."""
    bar, whole = table.standard.settings.share("execution_reason_below"), table.whole
    if bar is None or whole is None or whole.rate is None or whole.raw is None or whole.rate >= bar:
        return
    reasons = [table.submission.reason, table.execution_row.facts.remark if table.execution_row else ""]
    if mixed_units(whole) or table.budget_explained or any(not empty_talk(r) for r in reasons):
        return
    limit = percent(bar, 0)
    message = f"执行率 {percent(whole.raw)}，低于 {limit} 须说明原因，没有说明；请写明未执行的原因"
    clause = f"{table.standard.cite}：执行率低于 {limit} 的，说明原因"
    yield table.finding("F05", whole.row.place("rate"), message, percent(whole.raw), limit, clause)


def cost_actual(table: Table) -> Iterator[Finding]:
    """F06: an indicator that is the project's whole spending agrees with the executed amount."""
    whole = table.whole
    spent = number(whole.row.funds.spent) if whole else None
    if whole is None or not spent or sources_differ(table, "spent"):
        return
    scale = {"元": 1, "万元": 10**4, "亿元": 10**8}[table.submission.money_unit]
    for e in table.rows:
        if not _whole_cost(e, table, scale):
            continue
        value = parse(e.actual)
        if not isinstance(value, Bound) or not value.measured:
            continue
        quantity = value.quantity
        unit_scale = quantity.unit.factor if quantity.unit.dimension == "金额" else scale
        if quantity.unit.name and quantity.unit.dimension != "金额":
            continue
        half = Fraction(unit_scale, 2 * 10**quantity.digits)
        if abs(quantity.number * unit_scale - spent * scale) > half:
            money = table.submission.money_unit
            gap = more_or_less(quantity.number * unit_scale / scale, spent)
            message = f"成本指标实际完成 {e.actual}，资金栏全年执行数为 {whole.row.funds.spent}{money}（{gap}{money}）"
            message += "；请改成同一个数，口径不同的请说明"
            yield table.finding("F06", e.row.place("actual"), message, e.actual, whole.row.funds.spent)


def _whole_cost(e: Entry, table: Table, scale: int) -> bool:
    """Whether a row is about all the project's money: by its name, or a cost whose target is the whole budget."""
    if mentions(e.indicator.name, clues()["funds"]["whole_cost"]):
        return True
    value = e.target.value
    if "成本" not in e.indicator.dimension + e.indicator.aspect or not isinstance(value, Bound) or table.whole is None:
        return False
    budget = number(base(table.whole.row.funds))
    return value.quantity.unit.dimension == "金额" and budget is not None and value.quantity.base == budget * scale
