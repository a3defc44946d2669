"""C02–C05: what the text around the table says, against the table."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction

from scoring.checks.catalogue import blank, clues, mentions
from scoring.checks.rates import base, follows, percent, same_rate
from scoring.checks.table import Table, more_or_less, number, off, short
from scoring.checks.totals import same_grade
from scoring.number import decimals, half_width, show, spread
from scoring.source import Finding, Source

_NUMBER = r"(\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)"
_MONEY = rf"{_NUMBER}\s*(亿元|万元|元)"
_SCORE = re.compile(rf"(?:自评(?:综合)?(?:得分|评分|总分|分数?)|综合得分|项目得分)(?:为|是|:)?\s*{_NUMBER}\s*分")
_BUDGET = re.compile(rf"(?:全年预算(?:数|金额|资金)?|调整后预算数?|(?<!年初)预算数)(?:为|是|:)?\s*{_MONEY}")
_SPENT = re.compile(rf"(?:全年)?(?:实际)?(?:预算)?(?:执行数|执行金额|实际支出|支出数)(?:为|是|:)?\s*{_MONEY}")
_IS = "(?:达到|达|为|是|:)?"
_RATE = re.compile(rf"(?:完成(?:全年)?预算的?|(?:预算|资金)执行率{_IS})\s*{_NUMBER}\s*%")
_GRADE = re.compile(
    rf"(?:自评结论|评价结论|评价结果|(?:评价|自评|绩效|评定)等级){_IS}\s*[“\"「]?([优良中差][秀好]?|不?合格)[”\"」。，；]"
)
_TITLE = re.compile(r"[“\"]([^“”\"]+)[”\"](?:项目)?(?:支出)?绩效自评综述")
_SCALE = {"元": Fraction(1), "万元": Fraction(10**4), "亿元": Fraction(10**8)}


def narrative(table: Table) -> Iterator[Finding]:
    """C02: score, budget, executed amount, rate and grade of the narrative are those of the table."""
    s = table.submission
    text, place = _own_paragraph(s.narrative, s.project), s.place("narrative")
    yield from _score(table, text, place)
    yield from _amounts(table, text, place)
    yield from _rate(table, text, place)
    yield from _rate(table, half_width(s.goal.actual), s.place("goal"))
    yield from _grade(table, text, place)


def _own_paragraph(text: str, project: str) -> str:
    """The paragraph about this project, where a text speaks of several; nothing where it is about others only."""
    plain = half_width(text)
    titles = [half_width(t) for t in _TITLE.findall(plain)]
    if project and titles and not any(t in half_width(project) or half_width(project) in t for t in titles):
        return ""
    paragraphs = [p for p in plain.split("\n") if p.strip()]
    own = [p for p in paragraphs if project and half_width(project) in p and _SCORE.search(p)]
    return own[0] if len(own) == 1 else plain


def _score(table: Table, text: str, place: Source) -> Iterator[Finding]:
    printed = table.submission.claimed.total
    said = _SCORE.findall(text)
    if number(printed) is None or not said or printed is None:
        return
    if not any(_same(n, printed) for n in said):
        message = f"综述写得分 {said[0]} 分，表上总分为 {printed}（{off(said[0], printed)}）；请改成一致"
        yield table.finding("C02", place, message, said[0], printed)


def _same(a: str, b: str) -> bool:
    """Whether two printed numbers may be the same one."""
    return not spread(a).intersect(spread(b)).empty and _closer(a, b)


def _closer(a: str, b: str) -> bool:
    """The one with fewer digits stands for the other: 97 for 96.94; but 96.5 is not 96."""
    x, y = number(a) or Fraction(0), number(b) or Fraction(0)
    digits = min(decimals(a), decimals(b))
    return abs(x - y) <= Fraction(1, 2 * 10**digits) if decimals(a) != decimals(b) else x == y


def _amounts(table: Table, text: str, place: Source) -> Iterator[Finding]:
    if table.whole is None:
        return
    funds, money = table.whole.row.funds, table.submission.money_unit
    for pattern, title, printed in ((_BUDGET, "预算数", base(funds)), (_SPENT, "执行数", funds.spent)):
        value, said = number(printed), pattern.findall(text)
        if value is None or printed is None or not said:
            continue
        if not any(_same_amount(n, unit, printed, money) for n, unit in said):
            figure, unit = said[0]
            gap = more_or_less((number(figure) or Fraction(0)) * _SCALE[unit], value * _SCALE[money])
            direction, _, amount = gap.partition(" ")
            shown = show(Fraction(amount) / _SCALE[money], 4) if amount else ""
            message = f"综述写{title} {figure}{unit}，表上为 {printed}{money}（{direction} {shown}{money}）；请改成一致"
            yield table.finding("C02", place, message, f"{figure}{unit}", f"{printed}{money}")


def _same_amount(a: str, a_unit: str, b: str, b_unit: str) -> bool:
    x, y = spread(a), spread(b)
    half = max((x.high - x.low) / 2 * _SCALE[a_unit], (y.high - y.low) / 2 * _SCALE[b_unit])
    gap = abs((number(a) or 0) * _SCALE[a_unit] - (number(b) or 0) * _SCALE[b_unit])
    same_digits = a_unit == b_unit and decimals(a) == decimals(b)
    return gap == 0 or (not same_digits and gap <= half)


def _rate(table: Table, text: str, place: Source) -> Iterator[Finding]:
    whole = table.whole
    said = [f"{n}%" for n in _RATE.findall(text)]
    if whole is None or whole.raw is None or not said:
        return
    printed = [whole.row.funds.rate, table.execution_row.actual if table.execution_row else None]
    if any(follows(rate, whole, cut=True) or any(same_rate(rate, text) for text in printed) for rate in said):
        return
    expected = percent(whole.raw, max(decimals(said[0].rstrip("%")), 1))
    message = f"文中写完成预算 {said[0]}，按表上执行数 ÷ 预算数为 {expected}；请改成一致"
    yield table.finding("C02", place, message, said[0], expected)


def _grade(table: Table, text: str, place: Source) -> Iterator[Finding]:
    printed, said = table.submission.claimed.grade, _GRADE.findall(text)
    names = [g.name for g in table.standard.grade]
    if not printed or not said:
        return
    ours = same_grade(printed, names)
    told = [same_grade(word, names) for word in said]
    if ours and None not in told and ours not in told:
        message = f"综述写等级“{said[0]}”，表上为“{printed}”；请改成一致"
        yield table.finding("C02", place, message, said[0], printed)


def copied_goal(table: Table) -> Iterator[Finding]:
    """C03: 实际完成情况 is 预期目标 again."""
    goal = table.submission.goal
    expected, actual = _letters(goal.expected), _letters(goal.actual)
    if len(expected) >= 4 and actual.removeprefix("已") == expected:
        message = "“实际完成情况”与“预期目标”是同一段话；请写出实际完成的工作和结果"
        yield table.finding("C03", table.submission.place("goal"), message)


def _letters(text: str) -> str:
    return "".join(c for c in half_width(text) if c.isalnum())


def survey(table: Table) -> Iterator[Finding]:
    """C04: 满意度 without a survey or other evidence anywhere."""
    s, words = table.submission, clues()["evidence"]["words"]
    around = (s.reason, s.notes, s.narrative, s.goal.actual, *s.problems, *s.measures, *s.details.values())
    if mentions("\n".join(around), words):
        return
    for e in table.rows:
        i = e.indicator
        if "满意" not in "".join(i.path) or "".join(i.path).count("不满意") or blank(e.actual) or e.pasted:
            continue
        if not mentions("\n".join((i.name, i.target, i.note, e.actual, e.facts.remark)), words):
            if "投诉" in i.name:
                message = f"“{short(i.name)}”填 {short(e.actual)}，没有写明依据；请写明投诉的受理渠道和统计口径，附佐证"
            else:
                what = "满意度" if "满意" in i.name else f"“{short(i.name)}”填"
                message = f"{what} {short(e.actual)}，没有写明依据；请写明调查方式和样本数，附佐证"
            yield table.finding("C04", e.row.place("actual"), message, e.actual)


def declared(table: Table) -> Iterator[Finding]:
    """C05: number and amount of projects against the unit's summary; items of spending against the executed amount."""
    s = table.submission
    if s.projects and s.declared.projects is not None and s.declared.projects != len(s.projects):
        message = f"汇总写 {s.declared.projects} 个项目，明细有 {len(s.projects)} 个；请逐项核对"
        yield table.finding("C05", s.place("declared"), message, str(s.declared.projects), str(len(s.projects)))
    if s.projects and s.declared.budget is not None:
        message = "汇总写预算合计 {printed}，明细相加为 {found}（{gap}）；请逐项核对"
        yield from _sum_differs(table, s.place("declared"), s.declared.budget, [p.budget for p in s.projects], message)
    spent = table.whole.row.funds.spent if table.whole else None
    if s.spending and spent:
        message = "全年执行数 {printed}，支出明细相加为 {found}（{gap}）；请核对明细或执行数"
        yield from _sum_differs(table, s.place("spending"), spent, [i.amount for i in s.spending], message)


def _sum_differs(table: Table, place: Source, printed: str, parts: list[str], message: str) -> Iterator[Finding]:
    total, found = number(printed), sum((number(p) or Fraction(0) for p in parts), Fraction(0))
    digits = max(decimals(text) for text in (printed, *parts))
    slack = Fraction(len(parts), 10**digits) if digits else Fraction(0)  # one printed unit per addend
    if total is not None and abs(total - found) > slack:
        text = message.format(printed=printed, found=show(found), gap=more_or_less(total, found))
        yield table.finding("C05", place, text, printed, show(found))
