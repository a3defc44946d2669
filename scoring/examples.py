"""The examples of a rule (例), executed: `4分 ≥99% 98.0% → 3.96`.

4分 ≥99% 98.0% → 3.96                       分值、目标、实际完成值 → 得分
30分 作用显著 作用较显著 → 24.00～30.00        由人评判的，写允许的区间
满意度指标：10分 ≥90% 85% → 8.00             只用于某个一级或二级指标的，前面写指标名
10分 1503.44 1352.79 → 9.00                  预算执行率：预算数、执行数
10分 扣分 2 → 8.00                           扣分栏
10分 0.994*10 → 9.94                         格内公式
总分 95 执行率 75% → 89.00                   封顶总分
预算完成率>95% 95.88% → 达标                  没有分值的表：达标、未达标、需判断
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

from scoring.engine import capped, score, score_row
from scoring.model import Execution, Facts, Funds, FundsRow, Indicator, Outcome, Row, Submission
from scoring.number import parse_decimal, round_to
from scoring.standard import Rule, Standard, parse_share

MAX_LENGTH = 200

_NUMBER = r"[0-9]{1,12}(?:\.[0-9]{1,6})?"
_LINE = re.compile(
    rf"(?:(?P<section>[^\s：]+)：(?={_NUMBER}分 ))?(?:(?P<points>{_NUMBER})分 )?"
    r"(?P<rest>.+?) → (?P<result>\S+)"
)
_TOTAL = re.compile(rf"总分 (?P<total>{_NUMBER}) 执行率 (?P<rate>{_NUMBER}%)")

#: the examples whose two cells are not a target and an actual
_OTHERWISE = {"execution": "10分 1503.44 1352.79 → 9.00", "deduction": "10分 扣分 2 → 8.00"}


@dataclass(frozen=True, slots=True)
class Answer:
    """What came out of an example: the text to compare, and the rule that gave it."""

    text: str
    rule: str


def expected(text: str) -> str:
    """What an example says should come out. Raises ValueError when it is not of the form above."""
    return _match(text)["result"]


def run(standard: Standard, rule: Rule, text: str) -> Answer:
    """The example scored by the engine. Raises ValueError, in Chinese, when it cannot be read."""
    line = _match(text)
    if total := _TOTAL.fullmatch(line["rest"]):
        return _total(standard, total["total"], total["rate"])
    cells = line["rest"].split()
    sections, points = line["section"] or "", line["points"]
    if rule.when.target == ["execution"]:
        outcome = _execution(standard, points, _two(cells, "execution"))
    else:
        outcome = _row(standard, sections, points, cells)
    return Answer(shown(outcome, points is not None), outcome.rule)


def shown(outcome: Outcome, pointed: bool = True) -> str:
    """An outcome as examples write it: 3.96, 24.00～30.00, 达标, 无法计算."""
    if outcome.status == "not_calculable":
        return "无法计算"
    if not pointed:
        return {True: "达标", False: "未达标", None: "需判断"}[outcome.met]
    if outcome.admissible is not None:
        return "～".join(str(end) for end in outcome.admissible)
    return str(outcome.score)


def _match(text: str) -> re.Match[str]:
    found = _LINE.fullmatch(text.strip()) if len(text) <= MAX_LENGTH else None
    if found is None:
        raise ValueError("读不懂，应当写成“4分 ≥99% 98.0% → 3.96”")
    return found


def _two(cells: list[str], kind: str) -> tuple[str, str]:
    if len(cells) != 2:
        raise ValueError(f"读不懂，应当写成“{_OTHERWISE[kind]}”")
    return cells[0], cells[1]


def _total(standard: Standard, total: str, rate: str) -> Answer:
    share = round_to(parse_share(rate), standard.rounding.rate_step, standard.rounding.rate_mode)
    whole = Execution(FundsRow(Funds("合计")), share, Fraction(share))
    rule = standard.find("total", "met")
    value, _ = capped(round_to(Fraction(total), standard.rounding.score_step), standard, whole)
    return Answer(str(value), rule.id if rule else "")


def _execution(standard: Standard, points: str | None, cells: tuple[str, str]) -> Outcome:
    if points is None or any(parse_decimal(cell) is None for cell in cells):
        raise ValueError(f"读不懂，应当写成“{_OTHERWISE['execution']}”")
    funds = Funds("合计", budget=cells[0], spent=cells[1], points=points)
    outcome = score(Submission(funds=(FundsRow(funds),)), standard).funds[0].outcome
    assert outcome is not None  # the row carries points
    return outcome


def _row(standard: Standard, section: str, points: str | None, cells: list[str]) -> Outcome:
    facts = Facts(actual=cells[1]) if len(cells) == 2 else Facts()
    target = cells[0]
    if target == "扣分":
        minus = _two(cells, "deduction")[1]
        if points is None or parse_decimal(minus) is None:
            raise ValueError(f"读不懂，应当写成“{_OTHERWISE['deduction']}”")
        target, facts = "", Facts(deduction=minus)
    elif len(cells) > 2:
        raise ValueError("空格太多：目标与实际完成值里面不能有空格")
    return score_row(Row(Indicator((section, "", ""), target, points), facts), standard)
