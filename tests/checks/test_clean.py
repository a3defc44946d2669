"""Tables a careful clerk drew: whatever they hold, nothing in them is an error."""

import random
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest

from scoring.checks import check
from scoring.engine import score
from scoring.model import Claimed, Facts, Funds, FundsRow, Indicator, Row, Submission
from scoring.number import parse_decimal, round_to
from scoring.source import Finding
from scoring.standards import read

STANDARDS = ("mof-2020", "mof-2021", "central-2023", "hubei-2019", "jinhua-2020", "platform-linear")
#: 二级, 三级, sign, unit, targets, whether a bare number of that name is meant as at most
MEASURED = (
    ("数量指标", "培训人数", "≥", "人", (50, 120, 735), False),
    ("数量指标", "举办培训期数", "≥", "期", (3, 12), False),
    ("质量指标", "验收合格率", "≥", "%", (90, 95, 98), False),
    ("质量指标", "线路稳定运行率", "≥", "%", (97, 99), False),
    ("时效指标", "平均响应时间", "≤", "小时", (4, 24), True),
    ("时效指标", "施工用时", "≤", "天", (30, 180), True),
    ("质量指标", "设备报修数", "≤", "次", (12, 40), True),
    ("成本指标", "单位成本", "≤", "元", (500, 1200), True),
)
TOLD = (("作用显著", "作用显著"), ("效果显著", "效果较显著"), ("符合相关规定", "符合"), ("完成验收", "已完成"))
REASON = "雨季停工，两个标段推迟到次年"


def printed(value: Fraction, digits: int) -> str:
    return str(round_to(value, Decimal(1).scaleb(-digits)))


def funds(rng: random.Random, digits: int, in_funds: bool) -> tuple[FundsRow, ...]:
    """A total and its sources, which add up; unspent now and then."""
    parts = [Fraction(rng.randint(1, 90_000), 10**digits) for _ in range(rng.randint(1, 3))]
    share = rng.choice((0, 1, Fraction(rng.randint(60, 99), 100)))
    spent = [Fraction(round_to(part * share, Decimal(1).scaleb(-digits))) for part in parts]
    rows = [
        ("年度资金总额", sum(parts), sum(spent)),
        *zip(("其中：财政拨款", "上年结转", "其他资金"), parts, spent, strict=False),
    ]
    if rng.random() < 0.3:
        rows.append(("单位资金", Fraction(0), Fraction(0)))
    rate_digits = rng.randint(0, 2)
    found = []
    for name, budget, out in rows:
        rate = f"{printed(out / budget * 100, rate_digits)}%" if budget else rng.choice(("—", "0%"))
        points = "10" if in_funds and not found else None
        found.append(
            FundsRow(Funds(name, budget=printed(budget, digits), spent=printed(out, digits), rate=rate, points=points))
        )
    return tuple(found)


def rows(rng: random.Random, in_rows: bool) -> list[tuple[Row, Row]]:
    """Rows as printed, and as the clerk meant them: a bare number says nothing of its direction."""
    found = []
    for aspect, name, sign, unit, targets, lower in rng.sample(MEASURED, 6):
        goal, bare = rng.choice(targets), rng.random() < 0.4
        actual = max(1, round(goal * rng.choice((0.7, 0.93, 0.99, 1, 1, 1.02, 1.2))))
        actual = min(actual, 100) if unit == "%" else actual
        target = f"{'' if bare else sign}{goal}{unit}"
        i = Indicator(("产出指标", aspect, name), target, "10" if aspect != "成本指标" else "10.0")
        row = Row(i, Facts(actual=f"{actual}{unit}", remark=REASON))
        found.append(
            (row, replace(row, indicator=replace(i, direction="at_most" if lower else "at_least") if bare else i))
        )
    for at, (target, actual) in enumerate(rng.sample(TOLD, 3)):
        i = Indicator(("效益指标", "社会效益指标", f"服务成效{at}"), target, "10")
        found.append(2 * (Row(i, Facts(actual=actual, remark=REASON)),))
    if in_rows:
        i = Indicator(("执行率指标", "资金执行率", "资金执行率"), "执行率×10", "10")
        found.append(2 * (Row(i, Facts(actual="", remark=REASON)),))
    return found


def clean(seed: int, standard_id: str) -> Submission:
    """A table scored by the standard, printed at 0, 1 or 2 decimals and added up."""
    rng, rules = random.Random(seed), read(standard_id)[0]
    digits, place = rng.randint(0, 2), rng.choice(("funds", "rows"))
    pairs = rows(rng, place == "rows")
    money = funds(rng, rng.choice((0, 2, 4)), place == "funds")
    meant = score(Submission(funds=money, rows=tuple(m for _, m in pairs), year=2023), rules)
    drawn, total = [], Fraction(0)
    for (row, _), line in zip(pairs, meant.lines, strict=True):
        o, points = line.outcome, parse_decimal(row.indicator.points or "") or Fraction(0)
        if o.admissible is not None:
            low, high = (Fraction(end) for end in o.admissible)
            value = low if o.met is False else (low * 2 + high * 3) / 5
        else:
            value = o.exact if o.exact is not None else points
        claim = printed(value, digits)
        drawn.append(replace(row, facts=replace(row.facts, claimed=claim, judged=claim if o.admissible else None)))
        total += parse_decimal(claim) or 0
    first = meant.funds[0]
    if first.outcome is not None and first.outcome.exact is not None:
        said = (parse_decimal((money[0].funds.rate or "").rstrip("%")) or Fraction(0)) / 10
        linear = first.outcome.exact == 10 * Fraction(first.rate or 0)  # then many multiply the rate as printed
        claim = printed(rng.choice((first.outcome.exact, said if linear else first.outcome.exact)), digits)
        money = (replace(money[0], funds=replace(money[0].funds, claimed=claim)), *money[1:])
        total += parse_decimal(claim) or 0
    text = printed(total, digits)
    grade = rules.grade_of(Decimal(text)) if rules.grade else None
    claimed = Claimed(text, "100", grade)
    return Submission(funds=money, rows=tuple(drawn), year=2023, claimed=claimed, standard=standard_id)


def errors(seed: int, standard_id: str) -> list[Finding]:
    rules = read(standard_id)[0]
    return [f for f in check(score(clean(seed, standard_id), rules), rules) if f.severity == "error"]


@pytest.mark.parametrize("standard_id", STANDARDS)
def test_a_table_drawn_by_the_rules_has_no_error(standard_id):
    assert {seed: found for seed in range(25) if (found := errors(seed, standard_id))} == {}
