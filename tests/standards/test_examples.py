"""Every example of every standard is a test named by its own text."""

from dataclasses import replace
from fractions import Fraction

import pytest

from scoring import examples, form
from scoring.engine import score
from scoring.model import Funds, FundsRow, Submission
from scoring.standards import get, names, read

CASES = [
    pytest.param(name, rule, text, id=f"{name}：{text}")
    for name in names()
    for rule in read(name)[0].rule
    if any(rule.id == stated["id"] for stated in read(name)[1].data.get("rule", ()))
    for text in rule.examples
]


@pytest.mark.parametrize(("name", "rule", "text"), CASES)
def test_the_example_holds(name, rule, text):
    answer = examples.run(get(name), rule, text)
    assert (answer.rule, answer.text) == (rule.id, text.rpartition(" → ")[2])


def execution(name, budget, spent, points="10"):
    funds = Funds("年度资金总额", budget=budget, spent=spent, points=points)
    return score(Submission(funds=(FundsRow(funds),)), get(name)).funds[0]


@pytest.mark.parametrize(
    ("name", "budget", "spent", "rate", "got"),
    [
        ("central-2023", "446", "412.85", "0.926", "9.3"),
        ("central-2023", "1503.44", "1352.79", "0.900", "9.0"),
        ("jinhua-2020", "25", "24.86", "0.994", "9.94"),
        ("jinhua-2020", "97.5", "93.8", "0.962", "9.62"),
        ("jinhua-2020", "100", "99.99", "0.999", "9.99"),
        ("mof-2020", "100", "99.99", "0.9999", "10.00"),
        ("mof-2021", "100", "99.99", "0.9999", "7.00"),
    ],
)
def test_执行率按各办法所印的位数(name, budget, spent, rate, got):
    one = execution(name, budget, spent)
    assert (str(one.rate), str(one.outcome.score)) == (rate, got)


@pytest.mark.parametrize("name", names())
def test_执行率超过百分之百_得分不超过分值(name):
    one = execution(name, "205", "259.8")
    assert Fraction(one.outcome.score) == 10
    assert one.outcome.assumptions == ("执行率 126.73% 超过100%，按100%计",)


def test_同一张表_反向指标按比例与按线性不同():
    linear, ratio = get("platform-linear"), get("mof-2020")
    text = "10分 ≤100万元 150万元 → "
    rule = linear.find("<=", "above")
    assert examples.run(linear, rule, text + "5.00").text == "5.00"
    assert examples.run(ratio, rule, text + "6.67").text == "6.67"


def test_金华表上印的等级界限():
    printed = "优：90分≤得分≤100分；良：80分≤得分<90分；中：60分≤得分<80分；差：得分<60分"
    assert get("jinhua-2020").grade_text == printed
    assert printed in form.get("jinhua-2020").outline  # the form prints what the standard says


@pytest.mark.parametrize(
    ("name", "sets"),
    [
        ("mof-2021", [(10, 20, 40, 20, 10), (10, 50, 30, 10), (10, 20, 40, 30), (10, 50, 40)]),
        ("central-2023", [(10, 20, 40, 30), (10, 50, 40)]),
        ("hubei-2019", [(20, 80)]),
        ("jinhua-2020", [(50, 30, 10, 10)]),
        ("wuhan-2021", []),
    ],
)
def test_一级指标的分值搭配(name, sets):
    assert [tuple(map(int, weights.values())) for weights in get(name).weights] == sets


def test_各办法与上级不同的设定():
    assert get("sichuan-2023").settings.share("execution_reason_below") == Fraction(9, 10)
    assert get("sichuan-2023").settings.adjustment_reason
    assert get("platform-linear").settings.share("overshoot") == Fraction(6, 5)
    assert get("jinhua-2020").settings.reason_required
    assert get("wuhan-2021").grade == []
    assert [g.name for g in get("guangdong-2017").grade] == ["优秀", "良好", "合格", "不合格"]
    assert [g.evidence for g in get("guangdong-2017").grade] == ["seen", "reported", "reported", "reported"]


@pytest.mark.parametrize("name", names())
def test_继承来的条款仍注明原来的出处(name):
    standard = get(name)
    zero = standard.find("zero", "met")
    assert "2023年中央部门自评表" in zero.cite
    assert standard.find("date", "met").cite in ("财预〔2020〕10号", "")


@pytest.mark.parametrize(
    "text",
    ["4分 ≥99% → ", "4分 ≥99% 98.0% 3.96", "10分 扣分 两 → 8.00", "10分 扣分 → 8.00", "10分 一 二 三 → 1", "9" * 300],
)
def test_例子写得不对_说明怎样写(text):
    standard = get("mof-2020")
    with pytest.raises(ValueError, match=r"应当写成“|不能有空格"):
        examples.run(standard, standard.find("deduction", "met"), text)


@pytest.mark.parametrize(("mode", "total"), [("half-up", "95.00"), ("down", "89.00")])
def test_封顶看的是印出来的执行率(mode, total):
    standard = get("platform-caps-2022")
    standard = replace(standard, rounding=replace(standard.rounding, rate_mode=mode))
    assert examples.run(standard, standard.find("total", "met"), "总分 95 执行率 79.996% → 0").text == total


def test_预算执行率的例子要写两个数():
    standard = get("mof-2020")
    with pytest.raises(ValueError, match=r"应当写成“10分 1503\.44 1352\.79 → 9\.00”"):
        examples.run(standard, standard.find("execution", "met"), "10分 预算 执行 → 9.00")
