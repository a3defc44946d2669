"""I01–I03, I06, I08: what a row claims against what the rule gives. One fact, one code: the most telling."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from scoring.applying import apply
from scoring.checks.catalogue import clues, empty_talk, mentions, none_given
from scoring.checks.names import is_reversed
from scoring.checks.table import Entry, Table, lenient, number, off, out_of_range, printed_as, short
from scoring.notation import Bound, parse
from scoring.notation.text import normal
from scoring.number import Interval, decimals, fraction, round_to, same, show, spread
from scoring.source import Finding, Severity
from scoring.understand import compare
from scoring.understand.parts import maybe_day
from scoring.when import LESS, Direction

HUNDRED = Fraction(100)


def row_scores(table: Table) -> Iterator[Finding]:
    """I01, I02, I03, I06: at most one per row; rows of 执行率 are F02's."""
    for e in table.rows:
        claim = e.facts.claimed if e.claimed is not None else e.facts.judged
        value = number(claim)
        if claim is None or value is None or not e.counts or out_of_range(value, e.points):
            continue
        if e.pasted or e.execution or e.facts.not_applicable:
            continue
        if e.outcome.status == "scored" and e.outcome.score is not None and e.outcome.exact is not None:
            yield from _scored(table, e, claim, value)
        elif e.outcome.status == "judged" and e.outcome.admissible is not None:
            yield from _judged(table, e, claim, value)


def _scored(table: Table, e: Entry, claim: str, value: Fraction) -> Iterator[Finding]:
    if same(value, e.outcome.exact):
        return
    exact, expected, points = e.outcome.exact or Fraction(0), str(e.outcome.score), e.points or Fraction(0)
    place, rule = e.row.place("claimed"), e.outcome.rule
    if e.facts.deduction is not None:
        if not stands_for(claim, exact, table):
            sum_ = f"分值 {e.indicator.points} 减扣分 {e.facts.deduction}"
            message = f"得分 {claim}，{sum_} 应为 {expected}（{off(claim, expected)}）；请改正"
            yield table.finding("I01", place, message, claim, expected, rule=rule)
    elif e.outcome.met is False and value == points:
        if round_to(exact, table.step) < points and not is_reversed(e):  # I10 says it
            yield _missed_in_full(table, e, claim, expected)
    elif is_reversed(e) and otherwise(e, table, claim):
        return
    elif e.outcome.met and exact == points and value < points:
        yield from _lost_though_met(table, e, claim, value, expected)
    elif not stands_for(claim, exact, table):
        message = f"得分 {claim}，按{e.shown}应为 {expected}（{off(claim, expected)}）；请改正得分，或核对完成值"
        other = otherwise(e, table, claim)
        severity: Severity | None = "warning" if other else _doubt(e)
        yield table.finding("I01", place, message + other, claim, expected, severity=severity, rule=rule)


def _missed_in_full(table: Table, e: Entry, claim: str, expected: str) -> Finding:
    """I03: less than the target, full points; a warning where printing or a guessed direction may explain it."""
    place, rule = e.row.place("claimed"), e.outcome.rule
    if severity := lenient(claim, (e.outcome.exact or Fraction(0), Fraction(e.outcome.score or 0))):
        message = f"{e.shown}，没有达到目标，得分 {expected} {printed_as(claim)}后为满分 {claim}；请说明偏差原因"
        return table.finding("I03", place, message, claim, expected, severity=severity, rule=rule)
    message = (
        f"{e.shown}，没有达到目标却得满分 {claim}，应为 {expected}（{off(claim, expected)}）；请改正并说明偏差原因"
    )
    other = otherwise(e, table, claim)
    severity = "warning" if other or at_the_bound(e) else _doubt(e)
    return table.finding("I03", place, message + other, claim, expected, severity=severity, rule=rule)


def otherwise(e: Entry, table: Table, claim: str) -> str:
    """That the claim holds when the target is read in another direction, where its direction was guessed or is odd."""
    value = e.target.value
    if not isinstance(value, Bound) or e.indicator.direction or (value.written and not is_reversed(e)):
        return ""
    for direction, (op, shown) in _DIRECTIONS.items():
        target = replace(e.target, op=op, shape=op, value=replace(value, written=False))
        i = replace(e.indicator, direction=direction)
        outcome = apply(
            table.standard, compare(target, e.facts.actual, i.name, i.unit, table.submission.year), i, target
        )
        if op != e.target.op and outcome.exact is not None and stands_for(claim, outcome.exact, table):
            return f"；目标没有写方向，按“{shown}”理解则得分相符"
    return ""


_DIRECTIONS: dict[Direction, tuple[Literal[">=", "<="], str]] = {
    "at_least": (">=", "至少"),
    "at_most": ("<=", "不超过"),
}


def at_the_bound(e: Entry) -> bool:
    """Whether a strict target (>95%) was reached exactly, which many read as met."""
    c = e.comparison
    return c.shape in (">", "<") and c.target is not None and c.actual is not None and c.target in c.actual


def _doubt(e: Entry) -> Severity | None:
    """A warning only, where the row has a rule of its own or its direction or its actual was a guess that may be wrong."""
    value, data = e.target.value, clues()["direction"]
    if mentions(e.indicator.note, data["own_rule"]) or maybe_day(normal(e.actual)):
        return "warning"
    if not isinstance(value, Bound) or value.written or e.indicator.direction:
        return None
    guessed = e.target.op == "<=" or value.quantity.unit.numerator in ("时长", "工作日", "月份", "金额")
    return "warning" if guessed or mentions(e.indicator.name, data["ambiguous"]) else None


def _lost_though_met(table: Table, e: Entry, claim: str, value: Fraction, expected: str) -> Iterator[Finding]:
    """Target met, points lost: I02 without a reason; with one a remark only, none where far above target."""
    place, rule = e.row.place("claimed"), e.outcome.rule
    if none_given(e.reason):
        share = _multiplied(e, value)
        hint = f"似把完成值 {short(e.actual)} 乘了分值；" if share == e.points else ""
        lost = f"得分 {claim} 却比分值少 {show((e.points or 0) - value)}"
        message = f"{e.shown}，已达到目标，{lost}，没有说明原因；{hint}请补写原因，或改正得分"
        yield table.finding("I02", place, message, claim, expected, rule=rule)
        return
    bar = table.standard.settings.share("overshoot")
    if empty_talk(e.reason) or (bar and e.outcome.attainment is not None and e.outcome.attainment >= bar):
        return  # empty talk is I04's
    message = f"得分 {claim}，按{e.shown}应为 {expected}（{off(claim, expected)}），已写原因；请核实原因，或改正得分"
    yield table.finding("I01", place, message, claim, expected, severity="warning", rule=rule)


def _multiplied(e: Entry, value: Fraction) -> Fraction | None:
    """What a score is a share of when the actual, below 100%, was taken for a completion rate: 19.6 = 20 × 98%."""
    actual = parse(e.actual)
    if not isinstance(actual, Bound) or actual.quantity.unit.name != "%" or not 0 < actual.quantity.number < 100:
        return None
    return value / actual.quantity.base


def stands_for(claim: str, exact: Fraction, table: Table) -> bool:
    """Whether a claimed score, at its printed precision, may stand for the exact one or for its rounding."""
    if number(claim) == exact:
        return True
    span = spread(claim)
    return exact in span or Fraction(round_to(exact, table.standard.rounding.score_step)) in span


# -- judged rows --


def _judged(table: Table, e: Entry, claim: str, value: Fraction) -> Iterator[Finding]:
    place, rule = e.row.place("claimed" if e.claimed is not None else "judged"), e.outcome.rule
    points, span = e.points or Fraction(0), span_of(table, e)
    inside = _inside(claim, value, span)
    full = same(value, points)
    if inside and not full:
        return
    c = e.comparison
    if full and e.outcome.met is False and c.shape not in ("statement", "=") and (not inside or c.shape == "compound"):
        above = c.shape == "range" and c.reach == "above"  # 20至30人 and 32 came: a matter of opinion
        severity: Severity | None = "warning" if inside or above else _doubt(e)
        message = f"{e.shown}，没有达到目标却得满分 {claim}；请酌情扣分，并说明偏差原因"
        yield table.finding("I03", place, message, claim, severity=severity, rule=rule)
    elif not inside:
        shown = _shown(span)
        may = f"分值 {e.indicator.points} 可给 {shown}"
        message = f"实际完成“{short(e.actual)}”，{may}，得分为 {claim}；请在区间内评判，或把完成情况写清楚"
        doubt: Severity | None = "warning" if len(normal(e.actual)) > 12 else None  # a word may say something else
        yield table.finding("I06", place, message, claim, shown, severity=doubt, rule=rule)
    elif full and c.reach in LESS:
        weaker = f"实际完成“{short(e.actual)}”比目标“{short(e.indicator.target)}”弱一等"
        message = f"{weaker}，却得满分 {claim}；请酌情扣分，或说明理由"
        yield table.finding("I06", place, message, claim, severity="warning", rule=rule)


def span_of(table: Table, e: Entry) -> Interval:
    """The exact scores a judged row may get: the share its rule allows, narrowed by the band (档) that was chosen."""
    points, rule = e.points or Fraction(0), table.rules.get(e.outcome.rule)
    if rule is None or rule.span is None:
        low, high = e.outcome.admissible or (Decimal(0), Decimal(0))
        return Interval(Fraction(low), Fraction(high))
    span = _times(rule.span, points)
    band = next((b for b in table.standard.band if b.name == e.facts.band), None)
    narrowed = span.intersect(_times(band.span, points)) if band else span
    return span if narrowed.empty else narrowed


def _times(span: Interval, points: Fraction) -> Interval:
    return Interval(fraction(span.low) * points, fraction(span.high) * points, span.low_open, span.high_open)


def _inside(claim: str, value: Fraction, span: Interval) -> bool:
    """In the interval, or its lower end as printed with the claim's digits (2.4 → 2)."""
    if value in span:
        return True
    low = Fraction(round_to(Fraction(span.low), Decimal(1).scaleb(-decimals(claim))))
    return value == low and low < span.low


def _shown(span: Interval) -> str:
    ends = [show(Fraction(span.low)), show(Fraction(span.high))]
    left_out = [end for end, is_open in zip(ends, (span.low_open, span.high_open), strict=True) if is_open]
    return f"{ends[0]}～{ends[1]} 分" + (f"（不含 {'、'.join(left_out)}）" if left_out else "")


def judged_and_claimed(table: Table) -> Iterator[Finding]:
    """I06: what a person judged is not what the row claims."""
    for e in table.rows:
        judged, claimed = number(e.facts.judged), e.claimed
        if judged is None or claimed is None or out_of_range(judged, e.points) or out_of_range(claimed, e.points):
            continue
        if spread(e.facts.judged or "").intersect(spread(e.facts.claimed or "")).empty:
            gap = off(e.facts.claimed or "", e.facts.judged or "")
            message = f"得分 {e.facts.claimed}，评判的分为 {e.facts.judged}（{gap}）；请改成一致，或说明以哪个为准"
            place = e.row.place("judged")
            yield table.finding("I06", place, message, e.facts.claimed, e.facts.judged, severity="warning")


def chosen_bands(table: Table) -> Iterator[Finding]:
    """I06: the band (档) a person chose is unknown, or not the one the wording speaks of."""
    names = [band.name for band in table.standard.band]
    for e in table.rows:
        if e.facts.band and e.facts.band not in names:
            known = f"现有的档：{'、'.join(names)}" if names else "该办法没有分档"
            message = f"没有“{short(e.facts.band)}”这一档（{known}）；请改正档名，或删去"
            yield table.finding("I06", e.row.place("band"), message, e.facts.band, severity="warning")
        rule = table.rules.get(e.outcome.rule)
        band = next((b for b in table.standard.band if b.name == e.facts.band), None)
        if rule is None or rule.span is None or band is None or not rule.span.intersect(band.span).empty:
            continue
        message = f"实际完成“{short(e.actual)}”不属于所选的档“{band.name}”；请改档，或把完成情况写清楚"
        yield table.finding("I06", e.row.place("band"), message, band.name, severity="warning", rule=rule.id)


# -- the whole table --


def pasted_points(table: Table) -> Iterator[Finding]:
    """I08: target, actual and points are the same bare number."""
    for e in table.rows:
        if e.pasted and not e.execution:
            message = f"目标、实际完成值与分值都是 {e.indicator.points}，疑为误填分值；请填写指标值和实际完成值"
            yield table.finding("I08", e.row.place("target"), message, e.indicator.target)


def unexplained_total(table: Table) -> Iterator[Finding]:
    """I02 where rows print no points: every target met, 执行率 in full, yet the total is below 100."""
    printed, whole = table.submission.claimed.total, table.whole
    total = number(printed)
    if table.partial or printed is None or total is None or not 0 <= total < HUNDRED or not table.rows:
        return
    if any(e.points is not None or not e.outcome.met or not none_given(e.reason) for e in table.rows):
        return
    if whole and whole.raw is not None and whole.raw < 1:
        return
    shares = [(e, _multiplied(e, e.claimed)) for e in table.rows if e.claimed and e.claimed.denominator != 1]
    odd = [(e, share) for e, share in shares if share is not None and share.denominator == 1]
    lost = f"总分 {printed} 比 100 少 {show(HUNDRED - total)}，而各项目标都已达到，没有说明原因"
    if len(odd) == 1:
        e, share = odd[0]
        guess = f"得分 {e.facts.claimed}，似把完成值 {short(e.actual)} 乘了分值 {show(share)}"
        message = f"{guess}；{e.shown}，已达到目标，{lost}；请改正得分，或补写原因"
        yield table.finding("I02", e.row.place("claimed"), message, e.facts.claimed, show(share))
    else:
        message = f"{lost}；请核对各行得分，或补写原因"
        yield table.finding("I02", table.submission.place("total"), message, printed, "100")
