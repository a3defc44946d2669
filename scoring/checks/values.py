"""I05, I07, I09, I14, I15, R03: what stands in the two value columns."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from scoring.checks.catalogue import blank, clues, empty_talk, mentions, none_given
from scoring.checks.rates import percent
from scoring.checks.table import Entry, Table, short
from scoring.notation import Bound, Compound, Date, Expression, Range, Statement, parse
from scoring.notation.text import normal
from scoring.number import compared
from scoring.source import Finding
from scoring.understand.units import OTHER_UNIT

_REACHED = re.compile(r"达到?")
_BOUND_SIGNS = re.compile(r"[≥≤<>]|以[上下内]|之内|超|逾|不[低少高大超]|至少|至多|低于|高于|小于|大于|少于|多于")


def overshoot(table: Table) -> Iterator[Finding]:
    """I05: a forward count or amount far above its target, without explanation."""
    bar = table.standard.settings.share("overshoot") if table.standard.settings.overshoot else None
    for e in table.rows:
        value, attained = e.target.value, e.outcome.attainment
        if bar is None or attained is None or compared(attained, bar) < 0 or e.pasted or not isinstance(value, Bound):
            continue
        if e.target.shape not in (">=", ">", "=") or value.quantity.unit.dimension in ("比率", "百分点", "得分"):
            continue
        if not empty_talk(e.reason):
            continue
        shown = percent(attained, 1)
        message = f"{e.shown}，达到目标的 {shown}，没有说明；请说明超额的原因，目标偏低的下年调整"
        clause = f"{table.standard.cite}：完成值达到目标 {table.standard.settings.overshoot} 的，须说明是否目标定得过低"
        yield table.finding("I05", e.row.place("actual"), message, e.actual, e.indicator.target, clause)


def not_measured(table: Table) -> Iterator[Finding]:
    """I07: the actual copies the target with its comparator or its sentence, is itself a bound, or is blank."""
    for e in table.rows:
        if e.pasted or e.facts.not_applicable or isinstance(e.target.value, Expression):
            continue
        place = e.row.place("actual")
        if blank(e.actual):
            if table.filled:
                message = "没有填写实际完成值；请填写实际数值或实际情况"
                yield table.finding("I07", place, message, e.actual or None)
        elif _copied(e):
            message = f"实际完成值“{short(e.actual)}”照抄目标，看不出实际完成多少；请填写实际数值或实际情况"
            yield table.finding("I07", place, message, e.actual)
        elif is_bound(e.actual):
            message = f"实际完成值“{short(e.actual)}”是一个界限，不是实际数；请填写实际数值"
            yield table.finding("I07", place, message, e.actual)


def is_bound(text: str) -> bool:
    """Whether an actual only says at least or at most; 达到98% is a number."""
    value = parse(text)
    if not isinstance(value, Bound) or value.measured:
        return False
    return bool(_BOUND_SIGNS.search(normal(text))) or not _REACHED.search(text)


def _copied(e: Entry) -> bool:
    """The target again: with its comparator, as a range or deadline, or a sentence of more than a few words."""
    text, target = normal(e.actual).rstrip("。;"), normal(e.indicator.target).rstrip("。;")
    if text != target:
        return False
    match parse(e.actual):
        case Bound() as value:
            return value.written
        case Range():
            return True
        case Date() as value:
            return value.op == "<=" and "前" in text
        case Statement() as value:
            return not value.zero and _long(text)
        case Compound():
            return _long(text)
    return False


def _long(text: str) -> bool:
    least: int = clues()["copied"]["words"]
    return len(text) >= least


def unlike(table: Table) -> Iterator[Finding]:
    """I09: unit or kind of the actual differs from the target's."""
    for e in table.rows:
        if _number_for_text(e):
            target, actual = short(e.indicator.target), short(e.actual)
            message = f"目标是文字“{target}”，实际完成值是数值“{actual}”；请写明达到的状态，或把目标改成数值"
            yield table.finding("I09", e.row.place("actual"), message, e.actual, e.indicator.target)
        if e.execution or not e.actual or _set_aside(e):
            continue
        for note in e.outcome.assumptions:
            if note.startswith(OTHER_UNIT):
                message = f"{note}；请按目标的单位填写"
                yield table.finding("I09", e.row.place("actual"), message, e.actual, e.indicator.target)
        if e.outcome.status != "not_calculable":
            continue
        if e.comparison.problem and e.comparison.kind in ("unit", "kind"):
            message = e.comparison.problem
            if e.comparison.kind == "unit":
                message += "；请按目标的单位填写"
            yield table.finding("I09", e.row.place("actual"), message, e.actual, e.indicator.target)


def _number_for_text(e: Entry) -> bool:
    """Whether a statement (效果显著) is answered with a mere number (95%); 100% says that all of it was done."""
    target, actual = e.target.value, parse(e.actual)
    if not isinstance(target, Statement) or target.zero or blank(e.indicator.target) or e.pasted or e.execution:
        return False
    if not isinstance(actual, Bound) or actual.before or actual.after or actual.quantity.unit.name == "":
        return False
    return actual.quantity.base != 1 or actual.quantity.unit.name != "%"


def _set_aside(e: Entry) -> bool:
    """无 with a reason: the indicator did not apply this year."""
    return none_given(e.actual) and not none_given(e.facts.remark)


def unmeasurable(table: Table) -> Iterator[Finding]:
    """I14: the target is blank, a placeholder, or only a direction."""
    declared = any(not blank(e.indicator.target) for e in table.rows)
    for e in table.rows:
        target, place = e.indicator.target, e.row.place("target")
        if blank(target):
            if declared and not e.execution:
                what = f"是占位符“{short(target)}”" if target.strip() else "没有填写"
                yield table.finding("I14", place, f"目标{what}；请填写年度指标值", target)
        elif isinstance(e.target.value, Statement) and _vague(target):
            message = f"目标“{short(target)}”没有写到什么程度，无法衡量；请写出数值、时限或可判断的状态"
            yield table.finding("I14", place, message, target)


@lru_cache(maxsize=4096)
def _vague(target: str) -> bool:
    """Whether a statement only says which way: 显著提升, 逐步提升服务质量, 较好; 作用显著 is a state one can judge."""
    data, text = clues()["vague"], normal(target).rstrip("。;")
    if text in data["states"]:
        return True
    if len(text) > data["most"] or re.search(r"[\d,;，、；]", text) or mentions(text, data["except"]):
        return False
    return bool(re.search(f"(?:{'|'.join(data['adverbs'])})地?(?:{'|'.join(data['verbs'])})", text))


def cannot_score(table: Table) -> Iterator[Finding]:
    """I15: a row has no score, and why; once for a table without any actual."""
    if table.rows and not table.filled and table.submission.stage == "assessment":
        message = "全表没有填写实际完成值和得分，按年初目标表看待，不计分；应当自评的，请填写后再报"
        yield table.finding("I15", table.rows[0].row.place("actual"), message)
        return
    for e in table.rows:
        if e.outcome.status != "not_calculable" or blank(e.indicator.target):
            continue
        if isinstance(e.target.value, Expression) or not blank(e.actual):
            if e.comparison.kind in ("unit", "kind") and not _set_aside(e):
                continue  # I09 says it
            message = f"这一行无法计分：{e.outcome.reason.rstrip('。')}；请补充或改正"
            if _set_aside(e):
                message = f"实际完成值为“{short(e.actual)}”，原因是“{short(e.facts.remark)}”，这一行不计分"
            yield table.finding("I15", e.row.place("actual"), message, e.actual or None)


def assumed(table: Table) -> Iterator[Finding]:
    """R03: what was repaired or assumed while reading a value, in one sentence at the place of that value."""
    for e in table.rows:
        if not e.outcome.assumptions or e.pasted:
            continue
        notes = [n for n in dict.fromkeys(e.outcome.assumptions) if "界限" not in n]
        of_target = [n for n in notes if n in e.target.assumptions]
        of_actual = [n for n in notes if n not in e.target.assumptions]
        for key, said in (("target", of_target), ("actual", of_actual)):
            if said:
                message = f"阅读时作了推断：{'；'.join(said)}；不对的请把原表写完整"
                yield table.finding("R03", e.row.place(key), message)
