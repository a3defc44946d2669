"""Scoring: a rule of the standard applied to the numbers of a row. No domain constant lives here."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from scoring.applying import apply, ended, scored
from scoring.formula import formula as compiled
from scoring.model import (
    Execution,
    Funds,
    FundsRow,
    Indicator,
    Line,
    Outcome,
    Result,
    Row,
    Stamp,
    Submission,
    Total,
)
from scoring.notation import Bound, Expression, parse
from scoring.number import Interval, add, parse_decimal, round_to, round_units, scaled, show, step_scale
from scoring.source import ScoringError
from scoring.standard import Precision, Standard
from scoring.understand import Comparison, Target, compare, read_target, unit_in_name


def score(submission: Submission, standard: Standard) -> Result:
    """Read, score every row, add the printed lines, grade the printed total. Never raises for what was submitted."""
    funds = tuple(_execution(row, standard) for row in submission.funds)
    whole = next((f for f in funds if _is_total(f.row, submission)), funds[0] if funds else None)
    lines = tuple(_line(row, standard, submission, whole) for row in submission.rows)
    total = _total(lines, funds, standard, whole)
    grade = standard.grade_of(total.score) if total.score is not None and total.complete else None
    stamp = Stamp(standard.id, standard.title, standard.cite, standard.version, standard.hash)
    return Result(submission, stamp, funds, lines, total, grade)


# -- one row --


def score_row(row: Row, standard: Standard, year: int | None = None, execution: Execution | None = None) -> Outcome:
    """What the standard says of one row."""
    indicator, facts = row.indicator, row.facts
    if facts.not_applicable:
        return Outcome("not_applicable", reason=facts.not_applicable)
    target = understood(indicator, standard)
    if facts.deduction is not None and indicator.points is not None:
        return _by_deduction(indicator, facts.deduction, standard)
    if isinstance(target.value, Expression):
        return _by_cell(target.value, indicator, standard, _rate(execution, facts.actual, standard))
    if pasted(indicator, facts.actual):
        comparison = Comparison("statement", assumptions=("目标、完成值与分值是同一个数，疑为误填分值，不作目标理解",))
    else:
        comparison = compare(target, facts.actual, indicator.name, indicator.unit, year)
    return apply(standard, comparison, indicator, target)


def understood(indicator: Indicator, standard: Standard) -> Target:
    """The target of a row in its context."""
    return read_target(
        indicator.target, indicator.name, indicator.aspect, indicator.unit, indicator.direction, standard.settings.bare
    )


def pasted(indicator: Indicator, actual: str | None) -> bool:
    """Weights pasted into the value columns: target, actual and points are the same bare number."""
    points = parse_decimal(indicator.points or "")
    if points is None or actual is None or indicator.unit or unit_in_name(indicator.name):
        return False
    target = parse_decimal(indicator.target)
    return target is not None and target == points == parse_decimal(actual)


def _by_deduction(indicator: Indicator, deduction: str, standard: Standard) -> Outcome:
    rule = standard.find("deduction", "met", indicator.path)
    points, minus = parse_decimal(indicator.points or "") or Fraction(0), parse_decimal(deduction) or Fraction(0)
    base = Outcome("not_calculable")
    if rule is None or rule.formula is None:
        return ended(base, reason=f"{standard.title}没有规定扣分栏如何计分")
    names = {"分值": (indicator.points or "0", points), "扣分": (deduction, minus)}
    return scored(base, rule, rule.formula, names, points, standard)


def _rate(execution: Execution | None, actual: str | None, standard: Standard) -> Decimal | None:
    """执行率 for a formula in a cell: from the funds; without funds, a percentage written as the actual."""
    if execution is not None:
        return execution.rate
    value = parse(actual or "")
    if not isinstance(value, Bound) or not value.measured or value.quantity.unit.name != "%":
        return None
    return round_to(min(value.quantity.base, Fraction(1)), standard.rounding.rate_step, standard.rounding.rate_mode)


def _by_cell(cell: Expression, indicator: Indicator, standard: Standard, rate: Decimal | None) -> Outcome:
    rule = standard.find("formula", "met", indicator.path)
    points = parse_decimal(indicator.points or "")
    base = Outcome("not_calculable", assumptions=cell.assumptions, rule=rule.id if rule else "")
    if rule is None or rule.formula is None:
        return ended(base, reason=f"{standard.title}没有规定格内公式如何计分")
    if points is None:
        return ended(base, reason="这一行没有分值")
    try:
        formula = compiled(cell.text)
        if "执行率" in formula.names and rate is None:
            return ended(base, reason="公式要用执行率，而资金栏没有可用的预算数和执行数")
        inner = {} if rate is None else {"执行率": (_rate_text(rate), Fraction(rate))}
        value = formula({n: v for n, (_, v) in inner.items()})
    except (ScoringError, ZeroDivisionError, KeyError):
        return ended(base, reason=f"格内公式“{cell.text}”无法计算")
    shown = cell.text
    for name, (text, _) in inner.items():
        shown = shown.replace(name, text)
    names = {"分值": (indicator.points or "", points), "公式值": (shown, value)}
    return scored(base, rule, rule.formula, names, points, standard)


# -- funds --


def _is_total(row: FundsRow, submission: Submission) -> bool:
    flags = [f.funds.total for f in submission.funds]
    return row.funds.total is True if any(flags) else row is submission.funds[0]


def rate_of(funds: Funds) -> Fraction | None:
    """executed ÷ full-year budget (the initial one where no other is printed); None when not calculable."""
    budget = parse_decimal(funds.budget or "") if funds.budget is not None else parse_decimal(funds.initial or "")
    spent = parse_decimal(funds.spent or "")
    return spent / budget if budget and spent is not None and budget > 0 else None


def _rate_text(rate: Decimal) -> str:
    return f"{format((rate * 100).normalize(), 'f')}%"


def _rounded(raw: Fraction, rounding: Precision) -> Decimal:
    """执行率 as it is printed, never below zero or above 100%."""
    n, d = raw.as_integer_ratio()
    scale = step_scale(rounding.rate_step)
    return scaled(round_units(min(max(n, 0), d), d, scale, rounding.rate_mode), scale)


def _execution(row: FundsRow, standard: Standard) -> Execution:
    funds, rounding = row.funds, standard.rounding
    raw = rate_of(funds)
    rate = None if raw is None else _rounded(raw, rounding)
    points = parse_decimal(funds.points or "")
    if points is None:
        return Execution(row, rate, raw)
    rule = standard.find("execution", "met")
    base = Outcome("not_calculable", rule=rule.id if rule else "")
    if rule is None or rule.formula is None:
        return Execution(row, rate, raw, ended(base, reason=f"{standard.title}没有规定预算执行率如何计分"))
    if rate is None:
        missing = "全年执行数没有填写" if funds.spent is None else "预算数为零或没有填写"
        return Execution(row, rate, raw, ended(base, reason=f"{missing}，执行率无法计算"))
    names = {"分值": (funds.points or "", points), "执行率": (_rate_text(rate), Fraction(rate))}
    outcome = scored(base, rule, rule.formula, names, points, standard)
    if raw is not None and raw > 1:
        outcome = replace(outcome, assumptions=(f"执行率 {show(raw * 100, 2)}% 超过100%，按100%计",))
    return Execution(row, rate, raw, outcome, outcome.score)


# -- the whole --


ROWS = 1 << 12  # distinct rows whose answer a standard remembers


def _line(row: Row, standard: Standard, submission: Submission, whole: Execution | None) -> Line:
    """A row with what it counts; tables repeat each other's rows, so each distinct one is answered once."""
    i, f = row.indicator, row.facts
    key = (
        i.path, i.target, i.points, i.unit, i.direction, f.actual, f.claimed, f.judged, f.deduction, f.band,
        f.not_applicable, submission.year,
    )  # fmt: skip
    known = standard.answers.get(key)
    if known is not None:
        return Line(row, *known)
    line = _answered(row, standard, submission, whole)
    if line.outcome.comparison is not None:  # else it may rest on 执行率, which is not the row's own
        if len(standard.answers) >= ROWS:
            standard.answers.clear()
        standard.answers[key] = (line.outcome, line.counted, line.by)
    return line


def _answered(row: Row, standard: Standard, submission: Submission, whole: Execution | None) -> Line:
    outcome = score_row(row, standard, submission.year, whole)
    if outcome.status == "scored":
        return Line(row, outcome, outcome.score, "得分")
    if outcome.status != "judged" or outcome.admissible is None:
        return Line(row, outcome)
    outcome = _banded(row, outcome, standard)
    for text, by in ((row.facts.judged, "评判"), (row.facts.claimed, "自评")):
        value = parse_decimal(text or "")
        if value is not None and admits(outcome, value):
            scale = standard.rounding.score_scale
            return Line(row, outcome, scaled(round_units(*value.as_integer_ratio(), scale), scale), by)
    return Line(row, outcome)


def _banded(row: Row, outcome: Outcome, standard: Standard) -> Outcome:
    """The band a person chose narrows what is admissible; a band that contradicts the wording is left to the checks."""
    band = next((b for b in standard.band if b.name == row.facts.band), None)
    points = parse_decimal(row.indicator.points or "")
    if band is None or points is None or outcome.admissible is None:
        return outcome
    low, high = (Fraction(x) for x in outcome.admissible)
    cut = Interval(low, high).intersect(Interval(band.span.low * points, band.span.high * points))
    if cut.empty:
        return outcome
    step = standard.rounding.score_step
    return replace(outcome, admissible=(round_to(Fraction(cut.low), step), round_to(Fraction(cut.high), step)))


def admits(outcome: Outcome, value: Fraction) -> bool:
    """Whether a judged score lies in the admissible interval."""
    if outcome.admissible is None:
        return False
    n, d = value.as_integer_ratio()
    (low, of_low), (high, of_high) = (end.as_integer_ratio() for end in outcome.admissible)
    return low * d <= n * of_low and n * of_high <= high * d


def _total(lines: tuple[Line, ...], funds: tuple[Execution, ...], standard: Standard, whole: Execution | None) -> Total:
    pointed = [line for line in lines if line.row.indicator.points is not None]
    scored_funds = [f for f in funds if f.outcome is not None]
    if not pointed:
        return Total(None, None, not_applicable=sum(line.outcome.status == "not_applicable" for line in lines))
    points = [parse_decimal(line.row.indicator.points or "0") for line in pointed]
    points += [parse_decimal(f.row.funds.points or "0") for f in scored_funds]
    counted = [line.counted for line in pointed if line.counted is not None]
    counted += [f.counted for f in scored_funds if f.counted is not None]
    statuses = [line.outcome.status for line in pointed] + [f.outcome.status for f in scored_funds if f.outcome]
    score = sum(counted, Decimal(0))
    left_out = add(
        parse_decimal(line.row.indicator.points or "0") for line in pointed if line.outcome.status == "not_applicable"
    )
    full = add(points)
    if left_out and standard.settings.not_applicable == "rescale" and full > left_out:
        score = round_to(Fraction(score) * full / (full - left_out), standard.rounding.score_step)
    score, cap = capped(score, standard, whole)
    return Total(
        score,
        full,
        counted=len(counted),
        judged=statuses.count("judged"),
        open=sum(line.outcome.status == "judged" and line.counted is None for line in pointed),
        not_calculable=statuses.count("not_calculable"),
        not_applicable=statuses.count("not_applicable"),
        cap=cap,
    )


def capped(score: Decimal, standard: Standard, whole: Execution | None) -> tuple[Decimal, str]:
    """The total after the rule for totals (封顶), and why it was cut; unchanged where there is no such rule."""
    rule = standard.find("total", "met")
    if rule is None or rule.formula is None or whole is None or whole.rate is None:
        return score, ""
    exact = rule.formula({"总分": Fraction(score), "执行率": Fraction(whole.rate)})
    cut = round_to(exact, standard.rounding.score_step)
    return (cut, f"{rule.clause}（{score} → {cut}）") if cut < score else (score, "")
