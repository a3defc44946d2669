"""Layouts that were read wrongly once: headers in other words, points of levels, shared cells, money every way."""

import pytest

from scoring.recognise import read
from scoring.recognise.labels import key_of, sounds
from tests.forms.support import assess, lines, money, table


@pytest.mark.parametrize(
    ("header", "meaning"),
    [
        ("计划完成值", "target"), ("年末完成值", "actual"), ("实际达成情况", "actual"), ("目标完成情况", "actual"), ("预期目标数", "target"),
        ("存在问题及改进措施", "remark"), ("未达标原因说明", "remark"), ("评分细则", "note"), ("佐证资料名称", "other"), ("上年完成值", "other"),
        ("专家复核得分", "judged"), ("满分值", "points"), ("单位自评打分", "score"), ("调整后计划值", "adjusted"), ("领导批示", ""),
    ],
)  # fmt: skip
def test_a_header_nobody_listed_means_what_it_sounds_like(header: str, meaning: str) -> None:
    assert sounds(header, "row") == meaning


@pytest.mark.parametrize(
    ("header", "key"),
    [
        ("2022年度目标值（A）", "目标值"), ("全年执行数B", "全年执行数"), ("执行率B/A", "执行率"), ("得分（计分办法：" + "很长的说明" * 30 + "）", "得分"),
        ("总体目标" + "，逐年推进各项工作" * 20, ""), ("实际 完成值：", "实际完成值"),
    ],
)  # fmt: skip
def test_what_is_taken_off_a_header(header: str, key: str) -> None:
    assert key_of(header) == key


def test_headers_in_words_nobody_listed():
    s = assess("""
        项目名称 | 甲项目 | < | < | < | < | <
        一级指标 | 二级指标 | 绩效指标 | 计划完成值 | 年末完成值 | 赋分 | 单位自评分
        产出指标 | 数量指标 | 培训人次 | ≥100人次 | 120人次 | 60 | 60
        ^ | 质量指标 | 合格率 | ≥95% | 96% | 40 | 40
    """)
    assert lines(s) == (
        "产出指标 | 数量指标 | 培训人次 | ≥100人次 | 120人次 | 60 | 60\n产出指标 | 质量指标 | 合格率 | ≥95% | 96% | 40 | 40"
    )
    assert s.findings == ()


def test_every_level_has_points_of_its_own():
    s = assess("""
        项目名称 | 甲项目 | < | < | < | < | < | < | <
        一级指标 | 分值 | 二级指标 | 分值 | 三级指标 | 分值 | 年度指标值 | 实际完成值 | 得分
        产出指标 | 50 | 数量指标 | 20 | 培训人次 | 10 | ≥100人次 | 120人次 | 10
        ^ | ^ | ^ | ^ | 巡检次数 | 10 | ≥4次 | 4次 | 10
        ^ | ^ | 质量指标 | 30 | 合格率 | 30 | ≥95% | 96% | 30
        效益指标 | 40 | 社会效益指标 | 40 | 受益户数 | 40 | ≥100户 | 120户 | 40
    """)
    assert [row.indicator.points for row in s.rows] == ["10", "10", "30", "40"]
    assert s.level_points == {
        "产出指标": "50", "产出指标/数量指标": "20", "产出指标/质量指标": "30", "效益指标": "40", "效益指标/社会效益指标": "40",
    }  # fmt: skip


def test_a_score_for_several_rows_counts_once_and_is_said():
    s = assess("""
        项目名称 | 甲项目 | < | < | < | <
        二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分
        数量指标 | 培训人次 | ≥100人次 | 120人次 | 20 | 20
        ^ | 巡检次数 | ≥4次 | 4次 | ^ | ^
        质量指标 | 合格率 | ≥95% | 96% | 80 | 80
    """)
    assert [(row.indicator.points, row.facts.claimed) for row in s.rows] == [("20", "20"), (None, None), ("80", "80")]
    assert [str(f) for f in s.findings] == ["表.docx 表1 第3行第5列：“20”由几行合用一格，只在第一行计一次"]


def test_rows_left_as_the_form_printed_them_are_no_indicators():
    s = assess("""
        项目名称 | 甲项目 | < | < | < | <
        二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分
        数量指标 | 指标1：培训人次 | ≥100人次 | 120人次 | 20 | 20
        ^ | 指标2： | | | |
        ^ | …… | | | |
        质量指标 | 指标1：合格率 | ≥95% | 96% | 80 | 80
        …… | …… | | | |
    """)
    assert [row.indicator.name for row in s.rows] == ["培训人次", "合格率"]


def test_a_list_of_indicators_with_a_line_of_points_each_is_as_many_rows():
    s = assess("""
        项目名称 | 甲项目 | < | < | < | <
        二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分
        数量指标 | 1.培训人次⏎2.巡检次数 | 1.≥100人次⏎2.≥4次 | 1.120人次⏎2.4次 | 10⏎20 | 10⏎20
        质量指标 | 合格率 | ≥95% | 96% | 70 | 70
    """)
    assert lines(s) == (
        " | 数量指标 | 培训人次 | ≥100人次 | 120人次 | 10 | 10\n"
        " | 数量指标 | 巡检次数 | ≥4次 | 4次 | 20 | 20\n"
        " | 质量指标 | 合格率 | ≥95% | 96% | 70 | 70"
    )


def test_money_laid_out_downwards_across_and_in_pairs():
    below = """
        二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分
        数量指标 | 培训人次 | ≥100人次 | 120人次 | 90 | 90
    """
    down = assess(
        """
        项目名称 | 甲项目 | < | < | < | <
        项目资金（万元） | 资金来源 | 年度资金总额 | 财政拨款 | 其他资金 |
        ^ | 全年预算数（A） | 100 | 60 | 40 |
        ^ | 全年执行数（B） | 95 | 55 | 40 |
        ^ | 执行率（B/A） | 95% | 91.67% | 100% |
        """
        + below.lstrip("\n")
    )
    assert money(down) == (
        "年度资金总额 |  | 100 | 95 |  | 95% | \n财政拨款 |  | 60 | 55 |  | 91.67% | \n其他资金 |  | 40 | 40 |  | 100% | "
    )
    pairs = assess(
        """
        项目名称 | 甲项目 | < | < | < | <
        资金情况（万元） | 年初预算数 | 100 | 全年预算数 | 100 | <
        ^ | 全年执行数 | 95 | 执行率 | 95% | <
        ^ | 分值 | 10 | 得分 | 9.5 | <
        """
        + below.lstrip("\n")
    )
    assert money(pairs) == "资金情况 | 100 | 100 | 95 | 10 | 95% | 9.5"


def test_the_total_above_the_table_is_no_money():
    s = assess("""
        项目名称 | 甲项目 | < | < | < | <
        合计 | 97.5 | 评价等级 | 优 | < | <
        二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分
        数量指标 | 培训人次 | ≥100人次 | 120人次 | 100 | 97.5
    """)
    assert (s.claimed.total, s.claimed.grade, s.funds) == ("97.5", "优", ())


def test_total_and_grade_written_into_one_cell_and_a_ticked_box():
    s = assess("""
        项目名称：甲项目　　　　　　主管部门：某局 | < | < | < | <
        二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 得分
        数量指标 | 培训人次 | ≥100人次 | 120人次 | 60
        总  分：97.5分 | < | < | < | <
        评价等级：□优 ☑良 □中 □差 | < | < | < | <
    """)
    assert (s.project, s.department, s.claimed.total, s.claimed.grade) == ("甲项目", "某局", "97.5", "良")


def test_a_column_of_money_nobody_knows_is_reported():
    s = assess("""
        项目名称 | 甲项目 | < | < | < | <
        项目资金（万元） |  | 全年预算数 | 全年执行数 | 执行率 | 银行账号
        ^ | 年度资金总额 | 100 | 95 | 95% | 6222
        二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分
        数量指标 | 培训人次 | ≥100人次 | 120人次 | 100 | 100
    """)
    assert [str(f) for f in s.findings] == ["表.docx 表1 第2行第6列：“银行账号”这一列没有识别，没有读取"]


def test_a_heading_over_two_rows_whose_merges_were_lost():
    s = assess("""
        项目名称 | 甲项目 | | | | | |
        绩效指标 | | | 指标完成情况 | | 评分情况 | | 原因说明
        一级指标 | 二级指标 | 三级指标 | 目标值 | 实际值 | 标准分 | 自评分 |
        产出指标 | 数量指标 | 甲 | ≥3次 | 4次 | 10 | 9 | 雨季停工
        | | 乙 | ≥3次 | 4次 | 10 | 10 |
        填报人：（略）　　　　审核人：（略） | | | | | | |
    """)
    assert [(row.indicator.path[0], row.indicator.name, row.facts.remark) for row in s.rows] == [
        ("产出指标", "甲", "雨季停工"), ("产出指标", "乙", ""),
    ]  # fmt: skip


def test_two_forms_without_a_name_for_their_project_are_two():
    form = """
        三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分
        培训人次 | ≥100人次 | 120人次 | 100 | 100
        总分 | < | < | 100 | 100
    """
    assert [len(s.rows) for s in read([table(form, 1), table(form, 2)])] == [1, 1]


SUMMARY = """
    2022年度项目支出绩效自评汇总表 | < | < | < | < | < | <
    填报单位：某局　　　　金额单位：万元 | < | < | < | < | < | <
    序号 | 项目名称 | 预算数 | 执行数 | 执行率 | 自评得分 | 自评等级
    1 | 甲项目 | 100.5 | 95 | 94.53% | 96.5 | 优
    2 | 乙项目 | 200 | 200 | 100% | 88 | 良
    合计 | < | 300.5 | 295 | 98.17% | |
"""


def test_a_list_of_projects_is_what_the_unit_says_of_them_all():
    form = """
        项目名称 | 甲项目 | < | < | <
        三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分
        培训人次 | ≥100人次 | 120人次 | 100 | 100
    """
    found, summary = read([table(form, 1), table(SUMMARY, 2)])
    assert (found.project, len(found.rows), found.funds) == ("甲项目", 1, ())
    assert (summary.declared.projects, summary.declared.budget) == (2, "300.5")
    assert (summary.implementer, summary.year, summary.rows, summary.money_unit) == ("某局", 2022, (), "万元")
    assert str(summary.place("declared")) == "表.docx 表2 第3行第2列"


def test_a_table_without_end_is_read_so_far_and_said():
    rows = "\n".join(f"培训{n}班 | ≥100人次 | 120人次 | 1 | 1" for n in range(2100))
    s = assess(f"项目名称 | 甲项目 | < | < | <\n三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分\n{rows}")
    assert len(s.rows) == 2000
    assert "这一行以下没有读取" in s.findings[-1].message


def test_a_narrative_on_a_sheet_of_its_own_is_read():
    form = """
        项目名称 | 甲项目 | < | < | <
        三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分
        培训人次 | ≥100人次 | 120人次 | 100 | 100
    """
    [s] = read([table("2022年度\n“甲项目”绩效自评综述：项目自评得分98分，各项工作已完成。"), table(form)])
    assert s.narrative == "“甲项目”绩效自评综述：项目自评得分98分，各项工作已完成。"


def test_goals_under_labels_in_other_words():
    s = assess("""
        项目名称 | 甲项目 | < | < | < | <
        当年绩效目标 | 年初绩效目标 | < | 全年（调整）绩效目标 | 目标完成情况综述 | <
        ^ | 养护一千公里 | < | 养护八百公里 | 已养护八百公里 | <
        二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分
        数量指标 | 养护里程 | ≥800公里 | 810公里 | 100 | 100
    """)
    assert (s.goal.expected, s.goal.actual) == ("养护一千公里", "已养护八百公里")
    assert s.findings == ()


def test_an_indicator_may_be_called_like_a_field():
    s = assess("""
        项目名称 | 甲项目 | < | < | < | < | <
        一级指标 | 二级指标 | 三级指标 | 指标值 | 完成值 | 分值 | 得分
        决策 | 绩效目标 | 绩效目标合理性 | 合理 | 合理 | 10 | 10
        过程 | 资金管理 | 使用规范性 | 规范 | 规范 | 10 | 10
        其他需说明事项 | < | < | 无 | < | < | <
        总分：20分 | < | < | 等级：优 | < | < | <
    """)
    assert [row.indicator.name for row in s.rows] == ["绩效目标合理性", "使用规范性"]
    assert (s.claimed.total, s.claimed.grade, s.notes) == ("20", "优", "无")
    assert s.findings == ()


def test_the_grade_in_brackets_beside_the_total():
    s = assess("""
        项目名称 | 甲项目 | < | < | < | < | <
        二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分 | 备注
        数量指标 | 培训人次 | ≥100人次 | 120人次 | 100 | 100 |
        总分 | < | < | < | 100 | 100 | （自评等级：优）
    """)
    assert (s.claimed.points, s.claimed.total, s.claimed.grade) == ("100", "100", "优")


def test_who_and_when_above_the_table():
    s = assess("""
        部门整体支出绩效自评表 | < | < | < | < | <
        单位：甲市乙局    2022年度 | < | < | < | < | <
        二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分
        数量指标 | 培训人次 | ≥100人次 | 120人次 | 100 | 100
    """)
    assert (s.implementer, s.year) == ("甲市乙局", 2022)
    unit = assess("""
        项目支出绩效自评表 | < | < | < | < | <
        （2021年度） | < | < | < | 单位：万元 | <
        被复核单位 | 乙局 | < | 省级部门名称 | 甲厅 | <
        二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分
        数量指标 | 培训人次 | ≥100人次 | 120人次 | 100 | 100
    """)
    assert (unit.implementer, unit.department, unit.year, unit.money_unit) == ("乙局", "甲厅", 2021, "万元")


def test_reasons_stand_under_评分说明_where_nothing_else_takes_them():
    s = assess("""
        项目名称 | 甲项目 | < | < | < | < | <
        二级指标 | 三级指标 | 年度指标值 | 评价情况 | 分值 | 得分 | 评分说明
        数量指标 | 培训人次 | ≥100人次 | 80人次 | 100 | 80 | 两期培训因疫情取消
    """)
    assert (s.rows[0].facts.actual, s.rows[0].facts.remark) == ("80人次", "两期培训因疫情取消")


def test_money_without_a_name_and_counts_that_are_no_money():
    s = assess("""
        项目名称 | 甲项目 | < | < | < | < | < | <
        部门预算单位数量 | 8 | < | < | < | < | < | <
        年初预算数（元）： | 300 | 调整后预算数（元）： | 400 | 执行数（元）： | 200 | 预算执行率： | 50%
        其中：一般公共预算：200 | < | < | < | 其中：基本支出：150 | < | < | <
        二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分 | 备注 |
        数量指标 | 培训人次 | ≥100人次 | 120人次 | 100 | 100 | |
    """)
    assert money(s) == "年度资金总额 | 300 | 400 | 200 |  | 50% | "
    assert s.details == {"一般公共预算": "200", "基本支出": "150"}
    assert s.money_unit == "元"


def test_a_row_of_words_beside_a_tall_label_is_no_heading():
    s = assess("""
        项目名称 | 甲项目 | < | < | < | <
        绩效指标 | 一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值
        ^ | 产出指标 | 数量指标 | 培训人次 | ≥100人次 | 120人次
        ^ | ^ | ^ | 巡检次数 | ≥4次 | 4次
        ^ | 效益指标 | 社会效益指标 | 提升网络安全 | 完成物理隔离 | 完成
        ^ | ^ | ^ | 稳定运行 | 正常规范运营 | 完成
    """)
    assert [row.indicator.name for row in s.rows] == ["培训人次", "巡检次数", "提升网络安全", "稳定运行"]


def test_a_blank_field_does_not_take_the_label_after_it():
    s = assess("""
        填报单位： | | < | 单位：万元 | < | <
        项目名称 | 甲项目 | < | < | < | <
        二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分
        数量指标 | 培训人次 | ≥100人次 | 120人次 | 100 | 100
    """)
    assert (s.implementer, s.money_unit) == ("", "万元")


def test_lines_above_the_table_say_whose_it_is_and_in_what_money():
    drawing = """
        项目名称 | 甲项目 | < | < | < | <
        资金来源 | 年初预算数 | 全年预算数 | 全年执行数 | 分值 | 执行率
        年度资金总额 | 3000 | 3000 | 3000 | 10 | 100%
        二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分
        数量指标 | 培训人次 | ≥100人次 | 120人次 | 90 | 90
    """
    s = assess(drawing, text="项目支出绩效自评表\n（2021年度）\n填报单位（盖章）：甲市乙局    金额单位：元")
    assert (s.implementer, s.money_unit, s.year, s.findings) == ("甲市乙局", "元", 2021, ())
    two = assess(drawing, text="单位：元\n单位：万元")
    assert [f.code for f in two.findings] == ["R03"]
    assert (two.implementer, two.money_unit) == ("", "万元")


def test_money_whose_merges_were_lost():
    s = assess("""
        项目名称 | 甲项目 | | | |
        项目资金（万元） | 年度资金总额： | | 1200 | |
        | 其中：财政拨款 | | 1200 | |
        二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分
        数量指标 | 培训人次 | ≥100人次 | 120人次 | 100 | 100
    """)
    assert money(s) == "年度资金总额 | 1200 |  |  |  |  | \n其中：财政拨款 | 1200 |  |  |  |  | "


def test_the_grade_and_the_parts_of_the_form_in_other_words():
    s = assess("""
        项目名称 | 甲项目 | < | < | < | <
        年度预期目标 | < | < | 具体完成情况 | < | <
        足额发放补助 | < | < | 已足额发放 | < | <
        四、年度绩效指标完成情况 | < | < | < | < | <
        二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分
        数量指标 | 培训人次 | ≥100人次 | 120人次 | 100 | 100
        自评等次 | 优 | < | < | < | <
    """)
    assert (s.claimed.grade, s.goal.expected, s.goal.actual) == ("优", "足额发放补助", "已足额发放")
    assert s.findings == ()


def test_the_lines_above_the_second_table_are_its_own():
    drawing = """
        附件{0} | < | < | < | < | <
        某县202{0}年度财政支出项目绩效自评表 | < | < | < | < | <
        填报单位（盖章）：第{0}局 | < | < | 填报日期：3月10日 | < | <
        项目名称 | 第{0}项目 | < | < | < | <
        二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分
        数量指标 | 培训人次 | ≥100人次 | 120人次 | 100 | 100
    """
    found = read([table(drawing.format(n), n) for n in (1, 2)])
    assert [(s.implementer, s.year, len(s.rows)) for s in found] == [("第1局", 2021, 1), ("第2局", 2022, 1)]


def test_lines_that_begin_the_second_grid_are_its_own():
    drawing = """
        填报单位：第{0}局 | < | < | 填报日期：3月10日 | < | <
        项目名称 | 第{0}项目 | < | < | < | <
        二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分
        数量指标 | 培训人次 | ≥100人次 | 120人次 | 100 | 100
    """
    found = read([table(drawing.format(n), n) for n in (1, 2)])
    assert [(s.implementer, len(s.rows), s.findings) for s in found] == [("第1局", 1, ()), ("第2局", 1, ())]
