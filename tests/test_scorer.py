"""The scorer for many rows answers as the engine does, to the digit and status included."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from scoring import scorer
from scoring.engine import score_row
from scoring.model import Facts, Indicator, Row
from scoring.number import Interval
from scoring.scorer import Memo, Scored, Scorer
from scoring.standard import Standard
from scoring.standards import get
from scoring.standards import names as available
from scoring.understand import Comparison, compare

MOF = get("mof-2020")
OTHER = {"at_least": "分值 × 完成率", "at_most": "分值 × 目标值 ÷ 完成值", "zero": "若(完成值 ≤ 0, 分值, 0)"}
FREE = replace(MOF, rule=[replace(rule, score=OTHER.get(rule.id, rule.score)) for rule in MOF.rule])
STANDARDS = {name: get(name) for name in available()} | {"free": FREE}
SCORERS = {name: Scorer(standard) for name, standard in STANDARDS.items()}

UNITS = [
    "",
    "%",
    "‰",
    "次",
    "个",
    "小时",
    "分钟",
    "天",
    "元",
    "万元",
    "人次",
    "万人次",
    "次/月",
    "万",
    "榀",
    "项",
    "元/人",
    "小时/天",
]
FIGURES = ["0", "1", "3", "6", "7", "9", "12", "30", "98", "99", "100", "210", "290", "0.5", "0.98", "99.995"]
SIGNS = ["", "≥", "≤", ">", "<", "=", "-", "不超过", "至少"]
WORDS = ["作用显著", "作用较显著", "完成", "部分完成", "未完成", "零投诉", "无", "—", "XX", "", " "]
ODD = [
    "90%~95%",
    "3-5次",
    "1:30",
    "三分之二",
    "约12次",
    "2013.4万元",
    "2020年11月底前",
    "下降5%",
    "上升2%",
    "约95%",
    "[80,90)",
    "38/40",
]
LONG = ["执行率×10", "0.994*10", "7*24小时不间断运行,出现故障在4小时内处理", "培训3期，参训150人次"]
NAMES = ["", "培训人数（人次）", "验收合格率", "投诉次数", "故障修复时间", "资金成本", "旅游收入增长率"]
POINTS = ["10", "9", "7", "4.5", "0", "-3", "１０", "十", "0.015", "1e3"]

figures = st.one_of(
    st.sampled_from(FIGURES),
    st.integers(0, 10**6).map(str),
    st.decimals(0, 10**4, places=2).map(str),
    st.decimals(0, 1, places=4).map(str),
)
numbers = st.tuples(figures, st.sampled_from(UNITS)).map("".join)
bounds = st.tuples(st.sampled_from(SIGNS), numbers).map("".join)
texts = st.one_of(bounds, bounds, numbers, st.sampled_from([*WORDS, *ODD, *LONG]))
points = st.one_of(st.sampled_from([None, "", *POINTS]), figures)
names, aspects, units = (
    st.sampled_from(some) for some in (NAMES, ["", "成本指标", "服务对象满意度指标"], ["", "", "%", "次"])
)


def asked(standard: Standard, target: str, actual: str | None, points: str | None, *context: str) -> Scored:
    """What the engine itself says."""
    name, aspect, unit, dimension = (*context, "", "", "", "")[:4]
    row = Row(Indicator((dimension, aspect, name), target, points, unit), Facts(actual=actual))
    return Scored.of(score_row(row, standard))


@pytest.mark.parametrize("standard", STANDARDS)
@given(texts, st.one_of(st.none(), numbers, texts), points, names, aspects, units)
@example("≥3个", "1个", "10", "", "", "")  # a third
@example("≥8次", "3次", "0.01", "", "", "")  # 0.00375: 0.00
@example("≥8次", "1次", "0.04", "", "", "")  # 0.005: a tie, upwards
@example("0次", "1次", "4", "", "", "")
@example("≤4小时", "0小时", "8", "", "", "")
@example("≤4小时", "330分钟", "8", "", "", "")
@example("≤3", "0", "3", "", "成本指标", "次")
@example("10", "10", "10", "", "", "")  # weights pasted into the value columns
@example("≥99%", "0.98", "10", "验收合格率", "", "")
@example("≥95%", "294%", "10", "验收合格率", "", "")  # taken for ≥94%
@example("≥10次", "-5次", "10", "", "", "")
@example(">3个", "3个", "10", "", "", "")
@example("≥100%", "三分之二", "10", "", "", "")
@example("=12次", "14次", "10", "", "", "")
@example("下降5%", "上升2%", "10", "", "", "")  # the contrary
@example("下降5%", "2023年上升2%", "10", "", "", "")
@example("≥8小时/天", "8小时", "10", "", "", "")  # a day's hours
@example("≥5个", "5项", "10", "", "", "")
@example("≥100%", "1.1", "10", "预算执行率", "", "")  # 110% stored
@example("1次/月", "11次", "10", "", "", "")
@example("12", "3万元", "10", "", "", "")  # a target without unit takes the actual's
def test_a_row_is_scored_as_the_engine_scores_it(
    standard: str, target: str, actual: str | None, points: str | None, name: str, aspect: str, unit: str
) -> None:
    expected = asked(STANDARDS[standard], target, actual, points, name, aspect, unit)
    assert SCORERS[standard].score(target, actual, points, name, aspect, unit) == expected


@given(st.integers(2, 10**7), st.integers(2, 10**7), st.integers(1, 10**4))
def test_a_ratio_is_exact_and_rounded_half_up_once(goal: int, actual: int, tenths: int) -> None:
    points = Fraction(tenths, 10)
    exact = points * min(Fraction(actual, goal), Fraction(1))
    got = SCORERS["mof-2020"].score(f"≥{goal}户", f"{actual}户", str(Decimal(tenths) / 10)).score
    assert got == Decimal(int(exact * 100 + Fraction(1, 2))) / 100


def test_a_section_with_rules_of_its_own_is_scored_by_them() -> None:
    """Rules may be for some 一级 or 二级 only, so both take part in what is remembered."""
    first = MOF.rule[0]
    strict = replace(first, id="strict", when=replace(first.when, section=["效益"]), score="分值 × 达标")
    wide = replace(first, when=replace(first.when, except_section=["效益"]))
    many = Scorer(replace(MOF, rule=[strict, wide, *MOF.rule[1:]]))
    assert many.score("≥10次", "9次", "5", "", "", "", "效益指标").score == Decimal("0.00")
    assert many.score("≥10次", "9次", "5", "", "", "", "产出指标").score == Decimal("4.50")


def test_a_share_and_a_bare_number_are_not_one_unit() -> None:
    """Three halves have no unit and yet are not a bare 1.5."""
    many = Scorer(MOF)
    for target, actual in [("≥180%", "2"), ("≥180%", "二分之三"), ("≥2", "90%"), ("≥二分之四", "90%")]:
        assert many.score(target, actual, "10") == asked(MOF, target, actual, "10")


def test_what_does_not_simply_scale_is_left_to_the_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    """Should numbers beside a target once be understood one by one, the short way is closed for it."""

    def bent(*given: Any, actual: Any, **named: Any) -> Comparison:
        c = compare(*given, actual=actual, **named)
        return replace(c, actual=Interval.of(7)) if actual.quantity.number > 50 else c

    monkeypatch.setattr(scorer, "compare", bent)
    assert Scorer(MOF).score("≥60次", "55次", "10") == asked(MOF, "≥60次", "55次", "10")


def test_the_engine_is_asked_per_target_and_not_per_row(monkeypatch: pytest.MonkeyPatch) -> None:
    calls = {"apply": 0, "score_row": 0}

    def counting(name: str) -> None:
        real = getattr(scorer, name)

        def count(*given: Any, **named: Any) -> Any:
            calls[name] += 1
            return real(*given, **named)

        monkeypatch.setattr(scorer, name, count)

    counting("apply")
    counting("score_row")
    many = Scorer(MOF)
    for number in range(2, 5000):
        many.score("≥3000件", f"{number}件", "12.5")
    assert calls["score_row"] == 0
    assert calls["apply"] <= 4


def test_a_row_that_was_seen_before_is_not_read_again(monkeypatch: pytest.MonkeyPatch) -> None:
    many = Scorer(MOF)
    first = many.score_all([("效果显著", "效果明显", "10"), ("≥8次", "7次", "10")])
    monkeypatch.setattr(scorer, "score_row", None)
    monkeypatch.setattr(scorer, "_number", None)
    monkeypatch.setattr(scorer, "parse", None)
    assert many.score_all([("效果显著", "效果明显", "10"), ("≥8次", "7次", "10")]) == first


def test_what_is_remembered_is_bounded() -> None:
    made = []
    squares: Memo[int, int] = Memo(lambda n: made.append(n) or n * n, 3)
    assert [squares[n] for n in (1, 2, 3, 1, 4, 4, 1)] == [1, 4, 9, 1, 16, 16, 1]
    assert made == [1, 2, 3, 4, 1]
    assert len(squares) <= 3


def test_a_row_of_texts_is_a_call_with_its_texts() -> None:
    many = Scorer(MOF)
    rows = [
        ("≥99%", "0.98", "10", "验收合格率"),
        ("≤3", "4", "10"),
        ("90", "80", "10", "", "", "次", "产出指标"),
        ("≥3次", "", ""),
    ]
    assert many.score_all(rows) == [many.score(*row) for row in rows] == [asked(MOF, *row) for row in rows]
    assert many.score("≥3次", None, None) == asked(MOF, "≥3次", None, None)
    with pytest.raises(TypeError):
        many.score_all([("≥3次", "3次", "5", "", "", "", "", "多")])
