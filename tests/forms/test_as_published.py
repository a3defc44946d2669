"""Layouts as units publish them: tables side by side, lists of several projects, labels at the side, 小计 lines."""

import pytest

from scoring.checks import check
from scoring.engine import score
from scoring.recognise import read
from scoring.standards import get as get_standard
from tests.forms.support import assess, lines, money, table


def found(submission) -> list[str]:
    """The findings of severity error, with their code and cell."""
    standard = get_standard("mof-2020")
    findings = check(score(submission, standard), standard)
    return [f"{f.code} {f.source.cell}" for f in findings if f.severity == "error"]


def test_two_tables_side_by_side_are_two():
    first, second = read([
        table("""
            2022年度项目绩效自评表 | < | < | < | < | < | < | < | < | < | < | < | <
            项目名称 | 村道硬化 | < | < | < | < |  | 项目名称 | 水库维修 | < | < | < | <
            指标 | 指标名称 | 目标值 | 完成值 | 分值 | 得分 |  | 指标 | 指标名称 | 目标值 | 完成值 | 分值 | 得分
            数量指标 | 硬化里程 | ≥12公里 | 12.5公里 | 60 | 60 |  | 数量指标 | 维修座数 | ≥4座 | 4座 | 60 | 60
            满意度指标 | 群众满意度 | ≥90% | 95% | 40 | 40 |  | 满意度指标 | 群众满意度 | ≥90% | 92% | 40 | 40
            合计 | < | < | < | 100 | 100 |  | 合计 | < | < | < | 100 | 100
        """)
    ])  # fmt: skip
    assert (first.project, second.project, first.year, second.year) == ("村道硬化", "水库维修", 2022, 2022)
    assert (
        lines(first)
        == "数量指标 |  | 硬化里程 | ≥12公里 | 12.5公里 | 60 | 60\n满意度指标 |  | 群众满意度 | ≥90% | 95% | 40 | 40"
    )
    assert (
        lines(second)
        == "数量指标 |  | 维修座数 | ≥4座 | 4座 | 60 | 60\n满意度指标 |  | 群众满意度 | ≥90% | 92% | 40 | 40"
    )
    assert str(second.rows[1].place("claimed")) == "表.docx 表1 第5行第13列"
    assert found(first) == found(second) == []


def test_a_list_of_indicators_names_the_project_of_each_row():
    first, second = read([
        table("""
            序号 | 项目名称 | 年度 | 一级指标 | 二级指标 | 三级指标 | 指标值 | 完成值 | 分值 | 得分
            1 | 气瓶检验 | 2023 | 产出指标 | 数量指标 | 检验气瓶 | ≥80只 | 82只 | 60 | 60
            2 | ^ | ^ | 满意度指标 | 满意度 | 用户满意度 | ≥90% | 93% | 40 | 40
            3 | 计量检定 | 2023 | 产出指标 | 数量指标 | 检定器具 | ≥20台 | 18台 | 60 | 54
            4 | ^ | ^ | 满意度指标 | 满意度 | 用户满意度 | ≥90% | 95% | 40 | 40
        """)
    ])  # fmt: skip
    assert [(s.project, s.year, len(s.rows), s.findings) for s in (first, second)] == [
        ("气瓶检验", 2023, 2, ()), ("计量检定", 2023, 2, ()),
    ]  # fmt: skip


def test_a_row_of_the_rate_is_a_row_though_each_of_its_words_may_be_a_heading():
    s = assess("""
        项目名称 | 学科建设 | < | < | < | < | < | <
        一级指标 | 二级指标 | 三级指标 | 指标解释 | 年度指标值 | 实际完成值 | 分值 | 得分
        产出指标 | 数量指标 | 引进人才 | 当年人数 | ≥20人 | 22人 | 90 | 90
        预算执行率 | 预算执行率 | 预算执行率 | 执行数/预算数 | 100% | 98.5% | 10 | 9.85
        合计 | < | < | < | < | < | 100 | 99.85
    """)
    assert lines(s).split("\n")[1] == "预算执行率 | 预算执行率 | 预算执行率 | 100% | 98.5% | 10 | 9.85"
    assert found(s) == []


def test_a_label_at_the_side_of_the_indicators_is_no_column_of_values():
    s = assess("""
        项目名称 | 两癌筛查 | < | < | < | < | <
        年度绩效指标完成情况 | 一级指标 | 二级指标 | 三级指标 | 年初目标值(A) | 全年实际值(B) | 得分
        ^ | 产出指标 | 数量指标 | 筛查人数 | 12000人 | 12360人 | 60
        ^ | ^ | 质量指标 | 随访率 | ≥95% | 96% | 20
        ^ | 满意度指标 | 满意度 | 妇女满意度 | ≥90% | 92% | 20
    """)
    assert [row.facts.actual for row in s.rows] == ["12360人", "96%", "92%"]


@pytest.mark.parametrize("head", ["得分（10分）", "得分"])
def test_the_points_of_the_rate_stand_in_the_heading_or_are_what_the_rows_leave(head):
    s = assess(f"""
        项目名称 | 抽检 | < | < | < | < | <
        项目资金（万元） |  | 年初预算数 | 全年预算数 | 全年执行数 | 执行率 | {head}
        ^ | 年度资金总额 | 40 | 40 | 36 | 90% | 10
        一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分
        产出指标 | 数量指标 | 抽检批次 | ≥40次 | 43次 | 50 | 50
        效益指标 | 社会效益指标 | 社会影响 | 良好 | 良好 | 40 | 40
        总分 | < | < | < | < | 100 | 100
    """)
    assert money(s) == "年度资金总额 | 40 | 40 | 36 | 10 | 90% | 10"
    assert found(s) == ["F02 表1 第3行第7列"]
    assumed = [str(f) for f in s.findings]
    told = "表.docx 表1 第3行第7列：执行率的分值没有印出，按总分 100 减去各行分值，理解为 10 分"
    assert assumed == ([told] if head == "得分" else [])


def test_subtotals_are_added_up():
    drawing = """
        项目名称 | 征兵工作 | < | < | < | < | <
        一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分
        产出指标 | 数量指标 | 征集任务 | 100% | 100% | 30 | 30
        产出指标 | 质量指标 | 大学生比例 | ≥85% | 91.5% | 20 | 20
        小计 | < | < | < | < | 50 | 50
        效益指标 | 社会效益指标 | 参军热情 | 提高 | 提高 | 50 | 50
        小计 | < | < | < | < | 50 | 50
        合计 | < | < | < | < | 100 | 100
    """
    assert assess(drawing).findings == ()
    assert found(assess(drawing)) == []
    standard = get_standard("mof-2020")
    twice = drawing.replace("        合计", "        效益小计 | < | < | < | < | 40 | 50\n        合计")
    (wrong,) = (f for f in check(score(assess(twice), standard), standard) if f.code == "T03")
    assert wrong.message == "小计的分值 40，上面 1 行相加为 50（少 10）；请重新相加"
    assert found(assess(drawing.replace("50 | 50\n        效益", "50 | 48\n        效益"))) == ["T02 表1 第5行第7列"]
    assert found(assess(drawing.replace("50 | 50\n        合计", "60 | 50\n        合计"))) == ["T03 表1 第7行第6列"]


def test_a_money_table_of_its_own_in_front_of_the_indicators():
    s = assess(
        """
        资金来源 | 年初预算数 | 全年预算数 | 全年执行数 | 执行率
        财政拨款 | 300 | 300 | 285 | 95%
        """,
        """
        一级指标 | 二级指标 | 三级指标 | 指标值 | 完成值 | 分值 | 得分
        产出指标 | 数量指标 | 接种剂次 | ≥10万剂次 | 10.8万剂次 | 100 | 100
        合计 | < | < | < | < | 100 | 100
        """,
    )
    assert money(s) == "财政拨款 | 300 | 300 | 285 |  | 95% | "


def test_money_of_other_tables_of_a_report_is_left_alone():
    accounts = """
        项目 | 行次 | 年初预算数 | 全年预算数 | 决算数
        一般公共预算 | 1 | 300 | 300 | 285
    """
    s = assess(
        accounts,
        """
        说明 | 略
        其他 | 略
        """,
        """
        一级指标 | 二级指标 | 三级指标 | 指标值 | 完成值 | 分值 | 得分
        产出指标 | 数量指标 | 接种剂次 | ≥10万剂次 | 10.8万剂次 | 100 | 100
        """,
    )
    assert s.funds == ()


def test_the_direction_is_what_its_column_says():
    s = assess("""
        项目名称 | 医院信息化 | < | < | < | < | < | <
        一级指标 | 二级指标 | 三级指标 | 指标方向 | 指标值 | 计量单位 | 实际完成值 | 分值 | 得分
        产出指标 | 时效指标 | 候诊时间缩短 | 正向 | 15 | 分钟 | 12 | 50 | 40
        产出指标 | 质量指标 | 系统可用率 | 反向 | 5 | % | 4 | 50 | 50
    """)
    assert [row.indicator.direction for row in s.rows] == ["at_least", "at_most"]
    assert found(s) == []


def test_a_box_with_the_bounds_of_the_grade_is_a_grade():
    s = assess("""
        项目名称 | 小区改造 | < | < | < | < | <
        一级指标 | 二级指标 | 三级指标 | 目标值 | 完成值 | 分值 | 得分
        产出指标 | 数量指标 | 改造小区 | ≥15个 | 16个 | 100 | 100
        总分 | < | < | < | < | 100 | 100
        评价等级 | < | □优（90-100分） ☑良（80-90分） □中（60-80分） | < | < | < | <
    """)
    assert s.claimed.grade == "良"
    assert found(s) == ["T05 表1 第5行第3列"]


def test_what_stands_above_the_table_beside_its_label():
    s = assess("""
        附件 | < | < | < | < | < | <
        2022年度项目支出绩效自评表 | < | < | < | < | < | <
        项目名称： | 绿地养护 | < | 预算单位： | 绿化所 | < | <
        是否为经常性项目： | 是 | < | 自评时间： | 2023-03-10 | < | <
        当年预算数（元）： | 15,000,000.00 | < | 当年执行数（元）： | 14,850,000.00 | 预算执行率： | 99.00%
        一级指标 | 二级指标 | 三级指标 | 权重 | 年初计划目标值 | 实际完成值 | 自评得分
        产出 | 数量 | 养护面积 | 100 | =215公顷 | 215公顷 | 100
        合计 | < | < | 100 | < | < | 100
        扣分原因：无。 | < | < | < | < | < | <
    """)
    assert (s.title, s.year, s.money_unit) == ("2022年度项目支出绩效自评表", 2022, "元")
    assert s.details == {"是否为经常性项目": "是", "自评时间": "2023-03-10"}
    assert money(s) == "年度资金总额 |  | 15,000,000.00 | 14,850,000.00 |  | 99.00% | "
    assert (s.reason, s.findings) == ("无。", ())


def test_a_total_whose_cell_is_wider_than_the_column_above_it():
    """RTF moves the edges of merged columns."""
    s = assess("""
        项目名称 | 调查 | < | < | < | < | < | <
        一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | < | 得分
        产出指标 | 数量指标 | 调查次数 | ≥29次 | 32次 | 100 | < | 90
        总分 | < | < | < | < | 100 | 90 | <
    """)
    assert (s.claimed.points, s.claimed.total) == ("100", "90")


def test_formulas_that_came_to_nothing_are_said():
    s = assess("""
        项目名称 | 某项目 | < | < | < | < | <
        一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分
        产出指标 | 数量指标 | 甲 | ≥3次 | 4次 | 100 | #DIV/0!
        总分 | < | < | < | < | 100 | #REF!
    """)
    assert [(f.code, f.source.cell) for f in s.findings] == [("R02", "表1 第3行第7列"), ("R02", "表1 第4行第7列")]


def test_a_number_in_front_of_the_total_makes_it_no_indicator():
    s = assess("""
        项目名称 | 低保金 | < | < | < | < | <
        序号 | 一级指标 | 三级指标 | 指标值 | 实际值 | 分值 | 得分
        1 | 产出指标 | 保障户数 | 6200户 | 6315户 | 100 | 100.
        2 | 合计 |  |  |  | 100 | 100
    """)
    assert lines(s) == "产出指标 |  | 保障户数 | 6200户 | 6315户 | 100 | 100"
    assert (s.claimed.points, s.claimed.total, s.findings) == ("100", "100", ())


def test_headings_of_parts_and_the_upper_half_of_a_heading_are_no_lost_rows():
    s = assess("""
        项目名称 | 演出 | < | < | < | < | <
        二、绩效完成 | < | < | < | < | < | <
        评价指标 | < | < | 绩效标准 | < | 绩效评价 | <
        一级指标 | 二级指标 | 三级指标 | 年初目标值 | 分值 | 实际完成值 | 自评得分
        产出 | 数量 | 演出场次 | 100场 | 100 | 100场 | 100
        总计得分 | < | < | < | < | < | 100
    """)
    assert (lines(s), s.claimed.total, s.findings) == ("产出 | 数量 | 演出场次 | 100场 | 100场 | 100 | 100", "100", ())


def test_a_row_above_a_heading_with_a_figure_in_it_is_said():
    s = assess("""
        项目名称 | 演出 | < | < | < | < | <
        另拨经费 | < | < | 30万 | < | 略 | <
        一级指标 | 二级指标 | 三级指标 | 年初目标值 | 分值 | 实际完成值 | 自评得分
        产出 | 数量 | 演出场次 | 100场 | 100 | 100场 | 100
    """)
    assert [f.message for f in s.findings] == ["这一行没有识别：另拨经费 | 30万 | 略"]


def test_a_score_of_the_unit_and_one_of_the_bureau_under_one_heading():
    drawing = """
        项目名称 | 管网养护 | < | < | < | < | < | <
        一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分 | <
        ^ | ^ | ^ | ^ | ^ | ^ | 单位自评 | 财政复核
        产出指标 | 数量指标 | 疏通管网 | ≥260公里 | 268公里 | 100 | 100 | 98
        续上表 | < | < | < | < | < | < | <
        合计 | < | < | < | < | 100 | 100 | 98
    """
    s = assess(drawing)
    assert lines(s) == "产出指标 | 数量指标 | 疏通管网 | ≥260公里 | 268公里 | 100 | 100"
    assert (s.rows[0].facts.judged, s.claimed.total, s.findings) == ("98", "100", ())
    other = assess(drawing.replace("单位自评 | 财政复核", "上半年 | 下半年"))
    assert other.rows[0].facts.claimed == "100"
    assert [f"{f.code} {f.source.cell} {f.message}" for f in other.findings if "几列" in f.message] == [
        "R02 表1 第4行第8列 “得分”下面有几列，只读取了第一列"
    ]


def test_figure_and_unit_below_one_heading_each():
    s = assess("""
        项目名称 | 义诊 | < | < | < | < | < | <
        指标分类 | 三级指标 | 计划指标值 | < | 实际完成值 | < | 标准分值 | 自评分值
        ^ | ^ | 数值 | 单位 | 数值 | 单位 | ^ | ^
        数量指标 | 义诊场次 | 48 | 场 | 50 | 场 | 100 | 100
        得分合计 | < | < | < | < | < | 100 | 100
    """)
    assert lines(s) == "数量指标 |  | 义诊场次 | 48场 | 50场 | 100 | 100"
    assert (s.claimed.total, s.findings) == ("100", ())


def test_one_label_over_the_level_and_the_name():
    s = assess("""
        服务项目名称 | 社工站运营 | < | < | < | <
        评价内容 | < | 目标 | 完成 | 分值 | 自评
        服务数量 | 个案服务 | 60例 | 63例 | 60 | 60
        ^ | 小组活动 | 40场 | 40场 | 40 | 40
    """)
    assert s.project == "社工站运营"
    assert [row.indicator.path for row in s.rows] == [("服务数量", "", "个案服务"), ("服务数量", "", "小组活动")]


def test_money_told_in_one_line():
    s = assess("""
        项目名称：食堂补贴　　主管部门：县教体局 | < | < | < | < | < | <
        预算数：120万元　　执行数：114万元　　执行率：95% | < | < | < | < | < | <
        一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分
        产出指标 | 数量指标 | 补贴学生 | ≥1800人 | 1826人 | 100 | 100
    """)
    assert (money(s), s.money_unit, s.findings) == ("年度资金总额 |  | 120 | 114 |  | 95% | ", "万元", ())


def test_values_of_two_years_side_by_side_are_one_table():
    [s] = read([
        table("""
            项目名称 | 绿化 | < | < | < | < | < | < | < | <
            二级指标 | 三级指标 | 上年 | < | < | < | 本年 | < | < | <
            ^ | ^ | 目标值 | 完成值 | 分值 | 得分 | 目标值 | 完成值 | 分值 | 得分
            数量指标 | 养护面积 | 9亩 | 9亩 | 100 | 100 | 8亩 | 8亩 | 100 | 100
        """)
    ])  # fmt: skip
    assert [row.indicator.name for row in s.rows] == ["养护面积"]
    assert [f.code for f in s.findings] == ["R02", "R02"]


@pytest.mark.parametrize(
    ("heading", "months", "errors"), [("1-7月完成情况", {"监控月份": "7月"}, 0), ("1-12月完成情况", {}, 1)]
)
def test_a_heading_that_tells_of_part_of_the_year_makes_a_table_of_mid_year(heading, months, errors):
    s = assess(f"""
        项目名称 | 图书采购 | < | < | <
        一级指标 | 三级指标 | 年度指标值 | {heading} | 偏差原因分析
        产出指标 | 采购图书数量 | ≥1000册 | 500册 |
    """)
    assert (s.details, len(found(s)), s.findings) == (months, errors, ())


@pytest.mark.parametrize("name", ["综合考核得分", "综合评分", "最终评价得分", "评价等级"])
def test_an_indicator_may_be_called_like_a_total(name):
    s = assess(f"""
        项目名称 | 社区服务 | < | < | < | < | <
        一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分
        产出指标 | 质量指标 | 合格率 | ≥95% | 96% | 60 | 60
        ^ | ^ | {name} | ≥90分 | 92分 | 40 | 40
        总分 | < | < | < | < | 100 | 100
    """)
    assert ([row.indicator.name for row in s.rows], s.claimed.total) == (["合格率", name], "100")
    assert found(s) == []


def test_what_was_done_beside_a_name_is_no_part_of_it():
    s = assess("""
        项目名称 | 社区服务 | < | < | < | < | < | < | <
        指标类别 | 一级指标 | 二级指标 | 三级指标 | 工作内容 | 年度指标值 | 实际完成值 | 分值 | 得分
        共性指标 | 产出指标 | 数量指标 | 培训人数 | 举办3期培训班 | ≥100人 | 120人 | 60 | 60
        个性指标 | 效益指标 | 社会效益 | 知晓率 | 印发宣传册5000份 | ≥90% | 92% | 40 | 40
        总分 | < | < | < | < | < | < | 100 | 100
    """)
    assert [row.indicator.path for row in s.rows] == [
        ("产出指标", "数量指标", "培训人数"), ("效益指标", "社会效益", "知晓率")
    ]  # fmt: skip
    assert [row.indicator.note for row in s.rows] == ["举办3期培训班", "印发宣传册5000份"]
    assert s.findings == ()


@pytest.mark.parametrize("above", ["项目名称 | 社区服务 | < | < | < | < | <", ""])
def test_parts_of_one_project_are_one_table(above):
    s = assess(f"""
        2023年度项目支出绩效自评表 | < | < | < | < | < | <
        {above or "填报单位：某局 | < | < | < | < | < | <"}
        一级指标 | 三级指标 | 项目名称 | 年度指标值 | 实际完成值 | 分值 | 得分
        产出指标 | 培训人数 | 甲片区 | ≥100人 | 120人 | 60 | 60
        效益指标 | 知晓率 | 乙片区 | ≥90% | 92% | 40 | 40
        总分 | < | < | < | < | 100 | 100
    """)
    assert (len(s.rows), s.claimed.total, found(s)) == (2, "100", [])
