"""绩效自评综述 and 汇总表: every figure from the result, in the wording of the published ones."""

from dataclasses import replace
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest

from scoring.model import Goal
from scoring.narrative import narrate, summarise
from scoring.review import assess
from scoring.summary import summarise as roll_up
from scoring.summary import workbook

HERE = Path(__file__).parent.parent / "evaluations"


def result(name):
    return assess(HERE / f"{name}.toml")[0]


@pytest.mark.parametrize(
    "name", ["rsb-2023-jinbao", "rsb-2023-dianzizhengwu", "jinhua-2020-yunwei", "jinhua-2020-zhuanwang"]
)
def test_the_narrative_comes_out_as_published(name):
    found = result(name)
    assert narrate(found) == found.submission.narrative


def test_another_result_gives_another_text():
    found = result("jinhua-2020-yunwei")
    other = replace(found, total=replace(found.total, score=Decimal("88.88")), grade="良")
    assert "自评得分88.88分，自评结论为“良”" in narrate(other)
    funds = found.submission.funds[0]
    cut = replace(
        found, funds=(replace(found.funds[0], row=replace(funds, funds=replace(funds.funds, spent="12.50"))),)
    )
    assert "执行数为12.50万元，完成预算的50.00%" in narrate(cut)


def test_what_is_missing_is_marked_and_never_invented():
    found = result("jinhua-2020-yunwei")
    bare = replace(found.submission, goal=Goal(), problems=(), measures=())
    text = narrate(replace(found, submission=bare, funds=()))
    for gap in ("完成情况", "问题", "措施", "预算", "执行", "执行率"):
        assert f"〔待补：{gap}〕" in text


def test_the_department_paragraph_counts_projects_money_and_grades():
    text = summarise([result("jinhua-2020-yunwei"), result("jinhua-2020-zhuanwang")], "122.5")
    assert "2020年度" in text
    assert "共2个项目，涉及资金122.5万元，占一般公共预算项目支出总额的100%" in text
    assert "2个项目为优" in text


def test_sums_may_differ_by_a_printed_unit_per_addend():
    """1352.79 + 412.85 = 1765.64, printed 1,765.63 in the ministry's own text."""
    both = [result("rsb-2023-jinbao"), result("rsb-2023-dianzizhengwu")]
    assert roll_up(both, {"全年执行数": "1,765.63"}).findings == ()
    found = roll_up(both, {"全年执行数": "1,765.61", "项目数": "3"}).findings
    assert [f.code for f in found] == ["C05", "C05"]
    assert found[0].message == "申报的全年执行数 1,765.61，各项目合计 1765.64（相差 0.03，允许四舍五入误差 0.02）"


def test_the_workbook_holds_numbers_text_and_two_charts():
    book = openpyxl.load_workbook(BytesIO(workbook(roll_up([result("rsb-2023-jinbao"), result("yunfu-2017-jinbao")]))))
    sheet = book["汇总表"]
    assert (sheet["E3"].value, sheet["E3"].number_format) == (1503.44, "0.00")
    assert (sheet["G3"].value, sheet["G3"].number_format) == (0.8998, "0.00%")
    assert sheet["B3"].value == "金保工程建设及运行维护项目"
    assert len(book["图"]._charts) == 2


def test_a_project_name_never_becomes_a_formula():
    found = result("rsb-2023-jinbao")
    evil = replace(found, submission=replace(found.submission, project='=cmd|"/c calc"!A1'))
    cell = openpyxl.load_workbook(BytesIO(workbook(roll_up([evil]))))["汇总表"]["B3"]
    assert (cell.data_type, cell.value) == ("s", '=cmd|"/c calc"!A1')
