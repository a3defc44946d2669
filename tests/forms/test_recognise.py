"""Tables as departments send them, in layouts nobody registered."""

from scoring.engine import score
from scoring.recognise import read
from scoring.standard import get as get_standard
from tests.forms.support import assess, lines, money, table


def test_yunnan_splits_the_target_over_three_cells_and_has_total_and_grade_in_one_row():
    s = assess("""
        项目支出绩效自评表 | < | < | < | < | < | < | < | < | <
        公开14表 金额单位：元 | < | < | < | < | < | < | < | < | <
        项目名称 | < | 义务教育营养改善计划专项资金 | < | < | < | < | < | < | <
        主管部门 | < | 永德县教育体育局 | < | < | < | 实施单位 | < | 明朗中学 | <
        项目资金⏎（元） | < |  | 年初预算数 | 全年预算数 | 全年执行数 | 分值 | < | 执行率 | 得分
        ^ | ^ | 年度资金总额 |  | 387664.62 | 387664.62 | 10 | < | 100% | 10
        ^ | ^ | 其中：当年财政拨款 |  | 387664.62 | 387664.62 | — | < |  | —
        ^ | ^ | 其他资金 | — | — | — | — | < |  | —
        年度总体目标 | 预期目标 | < | < | < | 实际完成情况 | < | < | < | <
        ^ | 改善营养 | < | < | < | 已改善 | < | < | < | <
        绩效指标 | < | < | 年度指标值 | < | < | 实际完成值 | 分值 | 得分 | 偏差原因分析及改进措施
        一级指标 | 二级指标 | 三级指标 | 指标性质 | 指标值 | 度量单位 | ^ | ^ | ^ | ^
        产出指标 | 数量指标 | 学生受资助人数 | ≧ | 735 | 人次 | 735 | 10 | 10 | 无
        ^ | 成本指标 | 生均补助标准达标率 | ═ | 100 | % | 100% | 10 | 10 | 无
        效益指标 | 经济效益指标 | 减轻贫困学生家庭经济负担 | 定性 | 有效 |  | 有效 | 10 | 10 | 无
        ^ | 生态效益指标 |  |  |  |  |  |  |  |
        其他需要说明事项 | < | < | 无 | < | < | < | < | < | <
        总分 | < | < | 总分值 | < | < | 总得分 | < | < | 自评等级
        ^ | ^ | ^ | 100 | < | < | 96 | < | < | 优
    """)
    assert (s.project, s.implementer, s.money_unit, s.notes) == (
        "义务教育营养改善计划专项资金", "明朗中学", "元", "无",
    )  # fmt: skip
    assert money(s) == (
        "年度资金总额 |  | 387664.62 | 387664.62 | 10 | 100% | 10\n"
        "其中：当年财政拨款 |  | 387664.62 | 387664.62 |  |  | \n"
        "其他资金 |  |  |  |  |  | "
    )
    assert lines(s) == (
        "产出指标 | 数量指标 | 学生受资助人数 | ≧735人次 | 735 | 10 | 10\n"
        "产出指标 | 成本指标 | 生均补助标准达标率 | ═100% | 100% | 10 | 10\n"
        "效益指标 | 经济效益指标 | 减轻贫困学生家庭经济负担 | 有效 | 有效 | 10 | 10\n"
        "效益指标 | 生态效益指标 |  |  |  |  | "
    )
    assert (s.claimed.points, s.claimed.total, s.claimed.grade) == ("100", "96", "优")
    assert (s.goal.expected, s.goal.actual) == ("改善营养", "已改善")
    assert str(s.rows[0].place("claimed")) == "表.docx 表1 第13行第9列"
    assert [f.message for f in s.findings] == []


def test_sichuan_leaves_actuals_and_scores_blank():
    s = assess("""
        项目支出绩效自评表（2023年度） | < | < | < | < | < | < | < | < | <
        项目名称 | < | 51000021R000000019951-工资性支出 | < | < | < | < | < | < | <
        主管部门 | < | 青神县发展和改革局 | < | < | 实施单位 | < | 青神县发展和改革局 | < | <
        预算执行情况（万元） | 年度预算数 | < | 年初预算数 | 调整后预算数 | 预算执行数 | 预算执行率 | 权重 | 得分 | 原因
        ^ | 总额 | < | 238.93 | 251.89 | 251.89 | 100.00% | 10 |  |
        ^ | 其中：财政资金 | < | 238.93 | 251.89 | 251.89 | 100.00% | / | / |
        ^ | 单位资金 | < | 0.00 | 0.00 | 0.00 | 0.00% | / | / |
        一级指标 | 二级指标 | 三级指标 | 指标性质 | 指标值 | 度量单位 | 完成值 | 权重 | 得分 | 未完成原因分析
        产出指标 | 数量指标 | 发放（缴纳）覆盖率 | = | 100 | % |  | 60 |  |
        效益指标 | 社会效益指标 | 足额保障率（参保率） | = | 100 | % |  | 30 |  |
        合计 | < | < | < | < | < | < | 100 |  |
    """)
    assert s.year == 2023
    assert money(s).split("\n")[0] == "总额 | 238.93 | 251.89 | 251.89 | 10 | 100.00% | "
    assert lines(s) == (
        "产出指标 | 数量指标 | 发放（缴纳）覆盖率 | =100% |  | 60 | \n"
        "效益指标 | 社会效益指标 | 足额保障率（参保率） | =100% |  | 30 | "
    )
    assert (s.claimed.points, s.claimed.total) == ("100", None)


def test_chongqing_is_flat_and_prints_the_rate_without_its_sign():
    s = assess("""
        部门（单位）名称 | 重庆市梁平区林业局 | < | < | < | 财政归口处室 | 农业科 | <
        部门支出预算数（万元） | 年初预算数 | 全年（调整）预算数 | 全年执行数 | 执行率（%） | 执行率权重 | 执行率得分 | 备注
        年度总金额 | 9000.00 | 10000.00 | 7927.00 | 79.27 | 10 | 7.93 |
        当年绩效目标 | 年初绩效目标 | < | < | 目标实际完成情况 | < | < | <
        ^ | 管护森林 | < | < | 已管护 | < | < | <
        指标名称 | 年初指标值 | 调整指标值 | 全年完成值 | 得分系数（%） | 指标权重 | 指标得分 | 说明
        国家级公益林管护面积 | 28万亩 | 28万亩 | 28 | 100 | 10 | 10 |
        森林火灾受害率 | 0.9% | 0.8% | 0 | 100 | 10 | 10 |
        总分 | < | < | < | < | 100 | 97.93 |
    """)
    assert s.form == "chongqing-department"
    assert money(s) == "年度总金额 | 9000.00 | 10000.00 | 7927.00 | 10 | 79.27% | 7.93"
    assert lines(s) == (" |  | 国家级公益林管护面积 | 28万亩 | 28 | 10 | 10\n |  | 森林火灾受害率 | 0.8% | 0 | 10 | 10")
    assert s.rows[1].indicator.note == "年初指标值：0.9%"
    assert s.claimed.total == "97.93"


def test_anhui_writes_the_band_as_the_actual_and_points_into_the_names_of_levels():
    s = assess("""
        项目名称 | < | 委托业务项目 | < | < | < | < | <
        主管部门 | < | 棠溪镇 | < | 实施单位 | 棠溪镇人民政府 | < | <
        项目资金（万元） | < |  | 年初预算数 | 全年预算数 | 全年执行数 | 分值 | 执行率 | 得分
        ^ | ^ | 年度资金总额 | 0 | 0 | 0 | 10 | 0 | 0
        ^ | ^ | 其中：本年财政拨款 | 90 | 89.974 | 89.974 | - | - | -
        绩效指标 | 一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分 | 偏差原因分析及改进措施
        ^ | 产出指标(50分) | 数量指标 | 指标1：基建工程委托业务项目数量 | ≥50个 | 50 | 8 | 8 |
        ^ | ^ | ^ | 指标2： |  |  |  |  |
        ^ | ^ | 质量指标 | 指标1：经费支出合规性 | 严格执行相关制度规定 | 达成预期指标 | 8 | 8 |
        ^ | 效益指标(30分) | 社会效益指标 | 对基建市场公平的影响 | 效果明显 | 达成预期指标 | 10 | 10 |
    """)
    assert s.level_points == {"产出指标": "50", "效益指标": "30"}
    assert lines(s) == (
        "产出指标 | 数量指标 | 基建工程委托业务项目数量 | ≥50个 | 50 | 8 | 8\n"
        "产出指标 | 质量指标 | 经费支出合规性 | 严格执行相关制度规定 | 达成预期指标 | 8 | 8\n"
        "效益指标 | 社会效益指标 | 对基建市场公平的影响 | 效果明显 | 达成预期指标 | 10 | 10"
    )
    assert str(s.place("level:效益指标")) == "表.docx 表1 第10行第2列"


def test_hubei_has_two_goals_with_a_heading_each_and_points_only_for_the_execution():
    s = assess("""
        项目名称 | < | 水土保持监测 | < | < | < | <
        主管部门 | < | 黄冈市水利局 | < | 项目实施单位 | 科研所 | <
        项目类别 | < | 1.部门预算项目 √ | < | < | < | <
        预算执行情况⏎（万元）⏎（20分） | < |  | 预算数（A） | 执行数（B） | 执行率（B/A） | 得分（20分*执行率）
        ^ | ^ | 年度财政资金总额 | 10 | 10 | 100% | 20
        年度绩效目标1⏎（40分） | 一级指标 | 二级指标 | 三级指标 | 年初目标值（A） | 实际完成值（B） | 得分
        ^ | 产出指标 | 质量指标 | 监测数据必须合格 | 100% | 100% | 10
        ^ | 效益指标 | 服务对象满意度指标 | 整编资料审核 | 98% | 98% | 19.6
        年度绩效目标2⏎（40分） | 一级指标 | 二级指标 | 三级指标 | 年初目标值（A） | 实际完成值（B） | 得分
        ^ | 产出指标 | 质量指标 | 监测数据资料整编 | 100% | 100% | 20
        总分 | 99.6 | < | < | < | < | <
        偏差大或目标未完成原因分析 | < | 无 | < | < | < | <
        改进措施及结果应用方案 | < | 继续监测。 | < | < | < | <
        备注：1.预算执行情况口径：预算数为调整后财政资金总额。 | < | < | < | < | < | <
    """)
    assert s.form == "hubei-2019"
    assert money(s) == "年度财政资金总额 |  | 10 | 10 | 20 | 100% | 20"
    assert lines(s) == (
        "产出指标 | 质量指标 | 监测数据必须合格 | 100% | 100% |  | 10\n"
        "效益指标 | 服务对象满意度指标 | 整编资料审核 | 98% | 98% |  | 19.6\n"
        "产出指标 | 质量指标 | 监测数据资料整编 | 100% | 100% |  | 20"
    )
    assert (s.claimed.total, s.reason, s.measures) == ("99.6", "无", ("继续监测。",))
    assert s.notes.startswith("1.预算执行情况口径")


JINHUA = """
    项目名称 | < | 安全运维服务维护 | < | < | < | < | < | <
    主管部门 | < | 金华市人力资源和社会保障局 | < | 实施单位 | 数据安全管理中心 | < | < | <
    起止时间 | < | 2020.1-12 | < | < | < | < | < | <
    项目资金（万元） | < |  | < | 年初预算数 | 全年预算数 | 全年执行数 | < | <
    ^ | ^ | 年度资金总额 | < | 25 | 25 | 24.86 | < | <
    ^ | ^ | 其中：市本级⏎⏎安排资金 | < | 25 | 25 | 24.86 | < | <
    年度总体目标 | 预期目标 | < | < | 实际完成情况 | < | < | < | <
    ^ | 做到预警。 | < | < | 已做到。 | < | < | < | <
    绩 效 指 标 | 一级 指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 指标分值 | 自评得分 | 偏差原因分析及改进措施（必填项，可另附说明）
    ^ | 产出指标（50分） | 数量指标 | 指标1：1、提供漏洞扫描服务2、安全基线核查服务 | 10 | 10 | 10 | 10 | 无
    ^ | 满意度指标（10分） | 服务对象满意度指标 | 指标1：提供安全保障 | 10 | 10 | 10 | ⏎9 | 提升服务对象满意度和保障度。
    ^ | 执行率指标（10分） | 资金执行率：0.994*10⏎⏎（计算方式：执行率自评得分=资金执行率*10） | < | < | < | 10 | 9.94 | 招标结余
    总分 | < | < | < | < | < | 100 | 96.94 |
    评价结果 | < | 优：90分≤得分≤100分；良：80分≤得分<90分；中：60分≤得分<80分；差：得分<60分 | < | < | < | < | 优 | -
"""


def test_jinhua_prints_the_execution_rate_as_the_last_indicator():
    s = assess(
        JINHUA,
        text="安全运维服务维护项目绩效自评综述：项目自评得分96.94分，自评结论为“优”。\n\n"
        "金华市本级财政支出项目绩效自评表\n（2020年度）\n实施单位（盖章）：",
    )
    assert (s.form, s.year, s.title) == ("jinhua-2020", 2020, "金华市本级财政支出项目绩效自评表")
    assert s.narrative == "安全运维服务维护项目绩效自评综述：项目自评得分96.94分，自评结论为“优”。"
    assert s.details == {"起止时间": "2020.1-12"}
    assert s.funds[1].funds.name == "其中：市本级安排资金"
    assert lines(s).split("\n")[1:] == [
        "满意度指标 | 服务对象满意度指标 | 提供安全保障 | 10 | 10 | 10 | 9",
        "执行率指标 | 资金执行率 | 资金执行率：0.994*10 | 执行率×10 |  | 10 | 9.94",
    ]
    assert s.rows[0].indicator.name == "1、提供漏洞扫描服务2、安全基线核查服务"
    assert s.level_points == {"产出指标": "50", "满意度指标": "10", "执行率指标": "10"}
    assert (s.claimed.points, s.claimed.total, s.claimed.grade) == ("100", "96.94", "优")


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
        产出指标 | 数量指标 | 甲 | ≥3次 | 4次 | 90 | 90
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


def test_the_department_table_of_wuhan_has_its_money_beside_the_labels():
    s = assess(
        """
        单位负责人 | 甲 | 财务负责人 | 乙 | 联系人 电话 | 61105798
        单位机构设置、编制、实有在职及离退休人员情况 | 二级单位 | < | < | < | <
        绩效自评总结 | 一、工作情况：总体良好。 | < | < | < | <
        单位整体支出资金（万元） | 预算数 | 201.43 | 全年执行数 | 193.13 | 执行率
        ^ | 其中：一般公共预算财政拨款 | 201.43 | 其中：一般公共预算执行数 | 193.13 | 95.88%
        """,
        """
        绩效目标完成情况评价 | < | < | < | < | < | <
        一级指标 | 二级指标 | 明细指标内容 (三级指标) | 年度指标值 | 年度完成值 | 扣分 | 未完成原因分析与改进措施
        投入 | 预算执行 | 预算完成率 | 预算完成率>95% | 95.88% |  |
         |  | 预算调整率 | 预算调整率<5% | 4.12% | 0.5 | 年中调整
        """,
        text="(二) 部门（单位）整体支出自评结果",
    )
    assert s.form == "wuhan-2021-department"
    assert money(s) == (
        "单位整体支出资金 | 201.43 |  | 193.13 |  | 95.88% | \n其中：一般公共预算财政拨款 | 201.43 |  | 193.13 |  |  | "
    )
    assert s.narrative == "一、工作情况：总体良好。"
    assert s.rows[1].indicator.path == ("投入", "预算执行", "预算调整率")
    assert (s.rows[1].facts.deduction, s.rows[1].facts.remark) == ("0.5", "年中调整")


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
