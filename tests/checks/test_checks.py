"""Severity, order, clauses and the catalogue."""

from dataclasses import replace

import pytest

from scoring.checks import check, codes
from scoring.engine import score
from scoring.standards import read
from tests.checks.drawn import findings, standard, submission

MISSED = """
一级 | 二级 | 三级 | 目标 | 完成 | 分值 | 得分
产出指标 | 质量指标 | 合格率 | ≥95% | 90% | 10 | 10
"""
SEVERITIES = {
    "error": "T01 T02 T03 T04 T05 F01 F02 F03 I01 I03 I04 I06 C01 C02 R01",
    "warning": "T06 F04 F05 F06 I02 I05 I07 I08 I09 I10 I11 I12 I14 I16 C05 C06 R02",
    "info": "I13 I15 C03 C04 R03",
}


def test_the_catalogue_holds_every_code_with_its_severity_and_a_text_for_each_question():
    assert {c.code: c.severity for c in codes().values()} == {
        code: severity for severity, names in SEVERITIES.items() for code in names.split()
    }
    for code in codes().values():
        assert all((code.title, code.finds, code.why, code.mend, code.basis, code.example)), code


def test_a_standard_may_change_a_severity():
    assert next(f for f in findings(MISSED, partial=True) if f.code == "I03").severity == "error"
    assert next(f for f in findings(MISSED, {}, {"I03": "info"}, partial=True) if f.code == "I03").severity == "info"


def test_a_finding_quotes_its_clause_and_says_when_the_wording_was_not_checked():
    (finding,) = (f for f in findings(MISSED, partial=True) if f.code == "I03")
    assert finding.clause.startswith("财预〔2020〕10号：定量指标达到或超过目标值，得满分")
    assert finding.clause.endswith("（转述，尚未核对原文）")
    assert (finding.claimed, finding.expected, str(finding.source)) == ("10", "9.47", "表 第2行得分")


def test_findings_come_in_the_order_of_the_table():
    table = """
资金 | 全年 | 执行 | 分值 | 执行率 | 得分
年度资金总额 | 100 | 90 | 10 | 95% | 8.00
一级 | 二级 | 三级 | 目标 | 完成 | 分值 | 得分
产出指标 | 数量指标 | 培训期数 | ≥12期 | ≥12期 | 50 | 60
满意度指标 | 服务对象满意度 | 满意度 | ≥95% | 90% | 30 | 30
"""
    found = findings(table, total="97", narrative="自评得分88分。")
    assert [(f.code, str(f.source)) for f in found if f.severity != "info"] == [
        ("F01", "表 第2行执行率"),
        ("F02", "表 第2行得分"),
        ("I07", "表 第4行完成"),
        ("I12", "表 第4行分值"),
        ("T04", "表 第4行得分"),
        ("T06", "表 第5行分值"),
        ("I03", "表 第5行得分"),
        ("T01", "表 表外 points"),
        ("T06", "表 表外 points"),  # 效益 is missing altogether
        ("T02", "表 表外 total"),
        ("C02", "表 表外 narrative"),
    ]


def test_the_same_table_gives_the_same_findings():
    assert findings(MISSED) == findings(MISSED)


def test_what_reading_found_is_not_repeated():
    table = submission(MISSED, partial=True)
    rules = standard()
    assert "R02" not in {f.code for f in check(score(table, rules), rules)}


@pytest.mark.parametrize("missing", ["funds", "rows"])
def test_a_table_without_funds_or_without_rows_is_checked(missing):
    table = replace(submission(MISSED, total="90", grade="优"), **{missing: ()})
    rules = standard()
    check(score(table, rules), rules)


def test_a_total_above_the_cap_of_the_standard_is_said_with_the_cap():
    table = """
资金 | 全年 | 执行 | 分值 | 执行率 | 得分
年度资金总额 | 100 | 55 | 10 | 55% | 5.5
一级 | 二级 | 三级 | 目标 | 完成 | 分值 | 得分
产出指标 | 数量指标 | 培训期数 | ≥12期 | 12期 | 50 | 50
效益指标 | 社会效益指标 | 受益人数 | ≥10人 | 10人 | 40 | 40
"""
    rules = read("platform-caps-2022")[0]
    assert [f.message for f in check(score(submission(table, total="69"), rules), rules) if f.code == "T02"] == []
    (finding,) = (f for f in check(score(submission(table, total="95.5"), rules), rules) if f.code == "T02")
    assert finding.severity == "warning"
    assert finding.message.startswith("总分 95.5，按各行重新计算为 69.00（多 26.50），")


def test_an_assumption_stands_where_the_value_it_is_about_stands():
    table = """
一级 | 二级 | 三级 | 目标 | 完成 | 分值 | 得分
产出指标 | 质量指标 | 差错率 | 2% | 1% | 10 | 10
产出指标 | 质量指标 | 优良率 | ≥90% | 290% | 10 | 10
"""
    found = [f for f in findings(table, partial=True) if f.code == "R03"]
    assert [(str(f.source), f.message.split("；")[0]) for f in found] == [
        ("表 第2行目标", "阅读时作了推断：没有写明方向，名称含“差错率”，按“不超过”理解"),
        ("表 第3行完成", "阅读时作了推断：“290%”疑为“≥90%”的识别错误，按 ≥90% 理解"),
    ]
