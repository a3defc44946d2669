"""What tables of every kind have in common: headings, notes, figures, several in one file."""

from scoring.engine import score
from scoring.recognise import read
from scoring.standards import get as get_standard
from tests.forms.support import JINHUA, assess, lines, money, table


def test_blank_columns_and_lost_merges_of_a_csv():
    s = assess("""
        | 项目名称 | 金保工程 |  |  |  |  |  |
        | 主管部门 |  | 人社局 |  | 实施单位 |  | 信息中心 |
        |  |  | 年初预算数（万元） | 全年预算数 | 全年执行数 | 分值 | 执行率 | 得分
        |  | 年度资金总额 | 10 | 10 | 9 | 10 | 90% | 9
        | 年度总体目标 | 预期目标 |  |  |  | 实际完成情况 |  |
        |  | 保障运行 |  |  |  | 已保障 |  |
        | 一级指标 |  | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分
        | 产出指标 |  | 数量指标 | 巡检次数 | 12次 | 12次 | 50 | 50
        |  |  |  | 培训次数 | 3次 | 3次 | 10 | 10
        |  |  | 质量指标 | 合格率 | ≥99% | 99.9% | 10 | 10
        | 效益指标 |  | 社会效益指标 | 影响 | 显著 | 显著 | 20 | 20
        | 总分 |  |  |  |  |  | 100 | 99
    """)
    assert (s.project, s.department, s.implementer) == ("金保工程", "人社局", "信息中心")
    assert (s.goal.expected, s.goal.actual) == ("保障运行", "已保障")
    assert [row.indicator.path[:2] for row in s.rows] == [
        ("产出指标", "数量指标"), ("产出指标", "数量指标"), ("产出指标", "质量指标"), ("效益指标", "社会效益指标"),
    ]  # fmt: skip
    assert (s.claimed.points, s.claimed.total) == ("100", "99")


def test_a_table_over_two_pages_repeats_its_heading_or_does_not():
    first = """
        项目名称 | < | 某项目 | < | < | <
        一级指标 | 二级指标 | 三级指标 | 年度指标值 | 全年完成值 | 自评分
        产出指标 | 数量指标 | 甲 | 1次 | 1次 | 5
    """
    again = """
        一级指标 | 二级指标 | 三级指标 | 年度指标值 | 全年完成值 | 自评分
         |  | 乙 | 2次 | 2次 | 5
        合计 | < | < | < | < | 10
    """
    expected = "产出指标 | 数量指标 | 甲 | 1次 | 1次 |  | 5\n产出指标 | 数量指标 | 乙 | 2次 | 2次 |  | 5"
    with_heading = assess(first, again)
    without = assess(first, "\n".join(again.strip().split("\n")[1:]))
    for s in (with_heading, without):
        assert lines(s) == expected
        assert s.claimed.total == "10"
        assert s.findings == ()
    assert str(without.rows[1].place("actual")) == "表.docx 表2 第1行第5列"


def test_a_heading_over_two_rows():
    s = assess("""
        项目名称 | 某项目 | < | < | < | < | < | <
        绩效指标 | < | < | 指标情况 | < | 评分 | < | 备注
        一级指标 | 二级指标 | 三级指标 | 目标值 | 实际值 | 标准分 | 自评分 | ^
        产出指标 | 数量指标 | 甲 | ≥3次 | 4次 | 10 | 10 | 好
    """)
    assert lines(s) == "产出指标 | 数量指标 | 甲 | ≥3次 | 4次 | 10 | 10"
    assert s.rows[0].facts.remark == "好"


def test_titles_above_and_notes_below_are_no_indicators():
    s = assess("""
        附件2 | < | < | < | < | <
        2022年度项目支出绩效自评表 | < | < | < | < | <
        填报单位：水利局　　　　金额单位：元 | < | < | < | < | <
        项目名称 | 水标尺 | < | < | < | <
        一级指标 | 二级指标 | 三级指标 | 年度指标值 | 全年实际值 | 得分
        产出指标（70分） | 数量指标 | 安装坡面水标尺 | ≥266米 | ≥266米 | 10
        总分 | < | < | < | < | 100
        注：1.得分一档最高不能超过该指标分值上限。 | < | < | < | < | <
        2.定量指标若为正向指标，则得分计算方法应用全年实际值（B）/年度指标值（A）*该指标分值。 | < | < | < | < | <
        填表人：　　　　联系电话：　　　　填表日期： | < | < | < | < | <
    """)
    assert (s.implementer, s.money_unit, s.year, s.title) == ("水利局", "元", 2022, "2022年度项目支出绩效自评表")
    assert len(s.rows) == 1
    assert s.notes.startswith("1.得分一档最高不能超过该指标分值上限。\n2.定量指标若为正向指标")
    assert s.findings == ()


def test_full_width_figures_and_figures_with_words():
    s = assess("""
        项目名称 | 某项目 | < | < | < | < | <
        一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分
        产出指标 | 数量指标 | 甲 | ≥３次 | ４次 | １０分 | ９．５分
        产出指标 | 数量指标 | 乙 | ≥3次 | 2次 | 十 | 见附件
    """)
    assert lines(s).split("\n")[0] == "产出指标 | 数量指标 | 甲 | ≥３次 | ４次 | 10 | 9.5"
    assert [(f.code, str(f.source), f.message) for f in s.findings] == [
        ("R02", "表.docx 表1 第4行第6列", "“十”不是数字，没有作为分值读取"),
        ("R02", "表.docx 表1 第4行第7列", "“见附件”不是数字，没有作为得分读取"),
    ]


def test_a_rate_stored_as_a_fraction_is_understood_and_said():
    s = assess("""
        项目名称 | 某项目 | < | < | < | < | <
        项目资金（万元） |  | 年初预算数 | 全年预算数 | 全年执行数 | 执行率 | 得分
        ^ | 年度资金总额 | 100 | 100 | 95 | 0.95 | 9.5
        一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分
        产出指标 | 数量指标 | 甲 | ≥3次 | 4次 | 30 | 30
    """)
    assert s.funds[0].funds.rate == "95%"
    assert [str(f) for f in s.findings] == ["表.docx 表1 第3行第6列：执行率写作 0.95，按 95% 理解"]


def test_a_sign_misread_as_a_digit_stays_as_typed_and_is_understood_when_scored():
    s = assess("""
        项目名称 | 县级储备粮 | < | < | <
        一级指标 | 二级指标 | 三级指标 | 年度指标值 | 全年完成值
        满意度指标 | 服务对象满意度指标 | 市民满意度调查 | 290% | 100%
        产出指标 | 数量指标 | 产值增长率 | 250% | 260%
    """)
    assert [row.indicator.target for row in s.rows] == ["290%", "250%"]
    result = score(s, get_standard("mof-2020"))
    assert [line.outcome.met for line in result.lines] == [True, True]
    assert "“290%”疑为“≥90%”的识别错误，按 ≥90% 理解" in result.lines[0].outcome.assumptions


def test_rows_that_say_nothing_known_are_reported_with_their_place():
    s = assess("""
        项目名称 | 某项目 | < | < | <
        县局意见 | 同意上报 | < | < | <
        一级指标 | 二级指标 | 三级指标 | 年度指标值 | 完成值
        产出指标 | 数量指标 | 甲 | 3次 | 3次
    """)
    assert [str(f) for f in s.findings] == ["表.docx 表1 第2行第1列：这一行没有识别：县局意见 | 同意上报"]


def test_a_column_nobody_knows_is_reported_once():
    s = assess("""
        项目名称 | 某项目 | < | < | <
        一级指标 | 二级指标 | 三级指标 | 年度指标值 | 完成值 | 领导批示
        产出指标 | 数量指标 | 甲 | 3次 | 3次 |
        ^ | ^ | 乙 | 3次 | 3次 | 同意
        ^ | ^ | 丙 | 3次 | 3次 | 同意
    """)
    assert [str(f) for f in s.findings] == ["表.docx 表1 第2行第6列：“领导批示”这一列没有识别，没有读取"]


def test_two_projects_in_one_file_are_two_submissions():
    one = """
        项目支出绩效自评表 | < | < | < | <
        项目名称 | 甲项目 | < | < | <
        一级指标 | 二级指标 | 三级指标 | 年度指标值 | 完成值
        产出指标 | 数量指标 | 甲指标 | 3次 | 3次
    """
    other = one.replace("甲", "乙")
    apart = read([table(one, 1), table(other, 2)])
    together = read([table(one.rstrip() + other)])
    for found in (apart, together):
        assert [(s.project, s.title, s.rows[0].indicator.name) for s in found] == [
            ("甲项目", "项目支出绩效自评表", "甲指标"),
            ("乙项目", "项目支出绩效自评表", "乙指标"),
        ]
        assert [s.findings for s in found] == [(), ()]


def test_a_final_account_without_indicators_is_no_self_assessment():
    assert read([table("""
        收入支出决算总表 | < | < | <
        项目 | 预算数 | 项目 | 决算数
        一、一般公共预算财政拨款收入 | 100 | 一、基本支出 | 80
        合计 | 100 | 合计 | 100
    """)]) == []  # fmt: skip


def test_a_final_account_beside_a_self_assessment_is_left_alone():
    s = assess(
        """
        收入支出决算总表 | < | < | <
        项目 | 预算数 | 项目 | 决算数
        一、一般公共预算财政拨款收入 | 100 | 一、基本支出 | 80
        """,
        JINHUA,
    )
    assert len(s.rows) == 3
    assert s.findings == ()


def test_scores_of_the_unit_and_of_the_reviewer_stand_side_by_side():
    s = assess("""
        项目名称 | 某项目 | < | < | < | < | <
        一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 自评分 | 复核分
        产出指标 | 数量指标 | 甲 | 3次 | 2次 | 10 | 10 | 6.67
    """)
    assert (s.rows[0].facts.claimed, s.rows[0].facts.judged) == ("10", "6.67")


def test_the_execution_rate_as_a_row_without_any_formula():
    s = assess("""
        项目名称 | 某项目 | < | < | < | < | <
        一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分
        产出指标 | 数量指标 | 甲 | 3次 | 3次 | 90 | 90
        预算执行率 | < | < | < | < | 10 | 9.5
    """)
    assert lines(s).split("\n")[1] == "预算执行率 |  | 预算执行率 | 执行率×10 |  | 10 | 9.5"
    assert [f.message for f in s.findings] == ["“预算执行率”没有写明算法，按 执行率×10 理解"]


def test_a_level_as_a_line_of_its_own_over_its_rows():
    s = assess("""
        项目名称 | 某项目 | < | < | <
        二级指标 | 三级指标 | 年度指标值 | 完成值 | 得分
        产出指标（50分） | < | < | < | <
        数量指标 | 甲 | 3次 | 3次 | 50
        效益指标（40分） | < | < | < | <
        社会效益 | 乙 | 显著 | 显著 | 40
    """)
    assert [row.indicator.path for row in s.rows] == [("产出指标", "数量指标", "甲"), ("效益指标", "社会效益", "乙")]
    assert s.level_points == {"产出指标": "50", "效益指标": "40"}


def test_wrapped_names_are_joined_and_lists_keep_their_lines():
    s = assess("""
        项目名称 | 金保工程建设及⏎运行维护项目 | < | < | <
        一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值
        产出⏎指标 | 时效指标 | 当年发生小型机、磁盘阵⏎列等设备故障停机的平均⏎时间 | ≤1503.4⏎4万元 | 1.已完成甲⏎2.已完成乙
    """)
    assert s.project == "金保工程建设及运行维护项目"
    row = s.rows[0]
    assert row.indicator.path == ("产出指标", "时效指标", "当年发生小型机、磁盘阵列等设备故障停机的平均时间")
    assert (row.indicator.target, row.facts.actual) == ("≤1503.44万元", "1.已完成甲\n2.已完成乙")


def test_mid_year_columns_are_named_after_their_months():
    s = assess("""
        项目名称 | 某项目 | < | < | < | <
        项目资金（万元） |  | 年初预算数 | 1—7月执行数 | 1-7月执行率 | 全年预计执行数
        ^ | 年度资金总额 | 100 | 50 | 50% | 100
        一级指标 | 二级指标 | 三级指标 | 年度指标值 | 1—7月执行情况 | 全年预计完成情况
        产出指标 | 数量指标 | 甲 | 12次 | 7次 | 12次
    """)
    assert money(s) == "年度资金总额 | 100 |  | 50 |  | 50% | "
    assert lines(s) == "产出指标 | 数量指标 | 甲 | 12次 | 7次 |  | "
