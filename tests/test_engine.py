"""Rows scored under the default standard, each line of pairs.tsv a test named by itself."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

from scoring.engine import score, score_row
from scoring.formula import formula as compiled
from scoring.model import Claimed, Facts, Funds, FundsRow, Indicator, Row, Submission
from scoring.number import show
from scoring.standards import get

PAIRS = [
    line.split("\t")
    for line in Path(__file__).with_name("pairs.tsv").read_text("utf-8").splitlines()
    if line[:1] != "#"
]
STANDARD = get("mof-2020")


def outcome(target, actual, points="10", name="", aspect=""):
    return score_row(Row(Indicator(("产出指标", aspect, name), target, points), Facts(actual=actual)), STANDARD, 2023)


@pytest.mark.parametrize("pair", PAIRS, ids=lambda p: " ".join(p))
def test_a_row(pair):
    target, actual, points, name, aspect, expected = pair
    got = outcome(target, actual, points, name, aspect)
    if expected.startswith("—"):
        assert got.status == "not_calculable"
        assert got.reason.startswith(expected[1:])
    elif "～" in expected:
        assert got.status == "judged"
        assert "～".join(map(show, got.admissible)) == expected
    else:
        assert (got.status, str(got.score)) == ("scored", expected)


def submission(*rows, budget="100", spent="90", points="10", **more):
    funds = (FundsRow(Funds("年度资金总额", budget=budget, spent=spent, points=points)),)
    return Submission(funds=funds, rows=tuple(rows), **more)


def row(target, actual, points, **facts):
    return Row(Indicator(("产出指标", "数量指标", target), target, points), Facts(actual=actual, **facts))


def test_the_total_adds_the_printed_lines():
    """Three thirds of 10 print as 3.33 each: 9.99, not 10."""
    rows = [row(f"≥3{unit}", f"1{unit}", "10") for unit in ("个", "次", "件")]
    assert score(submission(*rows, spent="0"), STANDARD).total.score == Decimal("9.99")


def test_the_grade_is_read_off_the_printed_total():
    below = score(submission(row("≥100%", "88.88%", "90")), STANDARD)  # 79.992 prints as 79.99
    assert (below.total.score, below.grade) == (Decimal("88.99"), "良")
    exact = score(submission(row("≥90次", "80次", "90"), spent="100"), STANDARD)
    assert (exact.total.score, exact.grade) == (Decimal("90.00"), "优")


def test_a_judged_row_counts_with_the_judgement_then_with_an_admissible_claim():
    judged = score(submission(row("作用显著", "作用显著", "30", judged="27", claimed="30")), STANDARD)
    claimed = score(submission(row("作用显著", "作用显著", "30", claimed="28")), STANDARD)
    outside = score(submission(row("作用显著", "作用显著", "30", claimed="20")), STANDARD)
    assert [str(r.lines[0].counted) for r in (judged, claimed, outside)] == ["27.00", "28.00", "None"]
    assert (outside.total.open, outside.total.complete, outside.grade) == (1, False, None)


def test_execution_above_the_budget_is_capped_and_says_so():
    result = score(submission(budget="205", spent="259.8"), STANDARD)
    assert result.funds[0].counted == Decimal("10.00")
    assert result.funds[0].outcome.assumptions == ("执行率 126.73% 超过100%，按100%计",)


@pytest.mark.parametrize("budget", ["0", "0.00", None])
def test_a_budget_of_zero_is_not_calculable_and_never_full_marks(budget):
    result = score(submission(budget=budget, spent="0"), STANDARD)
    assert result.funds[0].outcome.status == "not_calculable"
    assert result.funds[0].counted is None
    assert result.grade is None


def test_a_formula_in_the_cell_uses_the_execution_rate():
    result = score(submission(row("执行率×10", None, "10"), budget="25", spent="24.86", points=None), STANDARD)
    assert str(result.lines[0].counted) == "9.94"


def test_a_row_left_out_is_not_applicable_and_not_counted():
    result = score(submission(row("≥1次", None, "10", not_applicable="本年没有轮换")), STANDARD)
    assert result.lines[0].outcome.status == "not_applicable"
    assert result.total.not_applicable == 1


def test_a_deduction_never_goes_below_zero():
    rows = [row("符合规范", "符合", "10", deduction="2"), row("使用合规", "符合", "10", deduction="12")]
    assert [str(line.counted) for line in score(submission(*rows), STANDARD).lines] == ["8.00", "0.00"]


def test_without_points_there_is_attainment_and_no_total():
    table = Submission(
        rows=(row("≥1次", "2次", None), row("≥1次", "0次", None), row("作用显著", "还行", None)), claimed=Claimed()
    )
    result = score(table, STANDARD)
    assert [line.outcome.met for line in result.lines] == [True, False, None]
    assert (result.total.score, result.grade) == (None, None)


def test_the_result_is_stamped_with_the_standard():
    stamp = score(submission(), STANDARD).stamp
    assert (stamp.id, stamp.version, stamp.hash) == ("mof-2020", "1", STANDARD.hash)


def test_an_exact_tie_rounds_half_up():
    """8.005 is a tie in exact numbers; binary floating point holds 8.00499…"""
    got = outcome("≥100%", "80.05%")
    assert (got.exact, got.score) == (Fraction(8005, 1000), Decimal("8.01"))


@pytest.mark.parametrize(
    ("target", "actual", "points", "expected"),
    [
        ("≤1", "<0", "10", "scored 10.00"),  # whatever it was, it did not exceed 1
        ("≤1", "<-5", "10", "scored 10.00"),
        ("≥1", "<0", "10", "scored 0.00"),
        ("≥1", "<-5", "10", "scored 0.00"),
        ("≤4", "≤0", "10", "scored 10.00"),
        ("≥3", "≥2", "10", "judged 6.67～10.00"),
    ],
)
def test_an_actual_that_is_a_bound_is_scored_where_every_value_it_leaves_open_gives_the_same(
    target, actual, points, expected
):
    got = outcome(target, actual, points)
    ends = got.admissible or (got.score,)
    assert f"{got.status} {'～'.join(map(str, ends))}" == expected


@pytest.mark.parametrize("actual", ["≤85%", "80%~85%"])
def test_a_formula_that_needs_what_the_row_has_not_says_what(actual):
    """A range has no single target, so no 完成率, even beside an actual that is a bound."""
    rules = [
        replace(rule, judge=None, score="分值 × 完成率") if rule.id == "range_missed" else rule
        for rule in STANDARD.rule
    ]
    strict = replace(STANDARD, rule=rules)
    row = Row(Indicator(("产出指标", "", ""), "90%~95%", "10"), Facts(actual=actual))
    got = score_row(row, strict)
    assert (got.status, got.score) == ("not_calculable", None)
    assert got.reason == "公式“分值 × 完成率”需要完成率，这一行没有"


def test_the_formula_of_a_cell_is_compiled_once():
    before = compiled.cache_info()
    for points in ("10", "5", "8"):
        assert outcome("0.5*7.25", None, points).status == "scored"
    after = compiled.cache_info()
    assert (after.misses - before.misses, after.hits - before.hits) == (1, 2)
