"""The published tables the project grew from, end to end: recomputed, graded, checked."""

from decimal import Decimal
from pathlib import Path

import pytest

from scoring.number import parse_decimal
from scoring.review import assess

HERE = Path(__file__).parent.parent / "evaluations"


def result(name):
    return assess(HERE / f"{name}.toml")[0]


def errors(found):
    return [f"{f.code} {f.message}" for f in found.findings if f.severity == "error"]


@pytest.mark.parametrize(
    ("name", "total", "grade", "execution"),
    [
        ("rsb-2023-jinbao", "97.0", "优", "9.0"),
        ("rsb-2023-dianzizhengwu", "96.3", "优", "9.3"),
        ("jinhua-2020-yunwei", "96.94", "优", "9.94"),
        ("jinhua-2020-zhuanwang", "96.62", "优", "9.62"),
    ],
)
def test_recomputed_as_printed(name, total, grade, execution):
    found = result(name)
    assert (str(found.total.score), found.grade) == (total, grade)
    assert str(found.submission.claimed.total) == total
    scores = [str(f.counted) for f in found.funds] + [
        str(line.counted) for line in found.lines if line.outcome.rule == "cell_formula"
    ]
    assert execution in scores
    assert errors(found) == []


@pytest.mark.parametrize(
    ("name", "claims"),
    [("rsb-2023-jinbao", {"28.0": (24, 30)}), ("rsb-2023-dianzizhengwu", {"17.0": (16, 20), "20.0": (16, 20)})],
)
def test_judged_rows_lie_inside_their_band(name, claims):
    judged = [line for line in result(name).lines if line.outcome.status == "judged"]
    assert {line.row.facts.claimed: tuple(map(int, line.outcome.admissible)) for line in judged} == claims
    assert [f.code for f in result(name).findings if f.code == "I06"] == []


def test_yunfu_rate_is_capped_and_its_spending_adds_up():
    found = result("yunfu-2017-jinbao")
    funds = found.funds[0]
    assert (round(float(funds.raw * 100), 2), funds.rate) == (126.73, Decimal("1.0000"))
    assert sum(parse_decimal(s.amount) for s in found.submission.spending) == parse_decimal("259.80")
    assert found.submission.claimed.grade == "优秀"
    assert errors(found) == []


def test_huangpi_whole_department():
    found = result("huangpi-2021-zhengti")
    assert [f"{float(f.raw * 100):.2f}%" for f in found.funds] == ["95.88%", "95.88%"]
    met = {line.row.indicator.name: line.outcome.met for line in found.lines}
    assert met["预算完成率"] is met["预算调整率"] is met["资产管理规范性"] is True
    assert met["预算编制准确率"] is met["回复信访件、政策宣传和接受咨询"] is None
    assert (found.total.score, found.grade) == (None, None)
    assert errors(found) == []


def test_huangpi_project():
    found = result("huangpi-2021-jinbao")
    assert [line.outcome.met for line in found.lines] == [True, True, None, True, True, True, None]
    assert found.total.score is None


def test_guangzhou_declarations_add_up():
    found = result("guangzhou-2023-declarations")
    assert len(found.submission.projects) == 22
    assert sum(parse_decimal(p.budget) for p in found.submission.projects) == parse_decimal("9617.71")
    assert found.submission.stage == "declaration"
    assert found.findings == ()
