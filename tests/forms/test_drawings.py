"""Forms as drawings: what they draw, and which drawings do not load."""

from pathlib import Path

import pytest

from scoring import documents, form
from scoring.grid import Grid
from scoring.model import Claimed, Facts, Funds, FundsRow, Indicator, Row, Submission
from scoring.review import assess
from scoring.source import ScoringError

ROOT = Path(__file__).parents[2]


def drawn(name: str, submission: Submission) -> str:
    return "\n\n".join(str(block) for block in form.get(name).draw(submission).blocks if isinstance(block, Grid))


@pytest.fixture
def small() -> Submission:
    rows = (
        Row(Indicator(("产出指标", "数量指标", "巡检次数"), "≥12次", "30"), Facts(actual="12次", claimed="30")),
        Row(
            Indicator(("产出指标", "数量指标", "培训人次"), "≥200人次", "20"),
            Facts(actual="180人次", claimed="18", remark="疫情"),
        ),
        Row(Indicator(("效益指标", "社会效益指标", "影响"), "作用显著", "40"), Facts(actual="作用显著", claimed="40")),
    )
    funds = (
        FundsRow(Funds("年度资金总额", "10.5", "10.5", "10", "10", "95.2%", "9.5")),
        FundsRow(Funds("其中：财政拨款", "10.5", "10.5", "10")),
    )
    return Submission("甲项目", "乙局", "丙中心", 2023, funds=funds, rows=rows, claimed=Claimed("97.5", "100", "优"))


def test_the_central_form(small):
    assert drawn("central-2021", small) == (
        "项目名称 | 甲项目 | < | < | < | < | < | <\n"
        "主管部门 | 乙局 | < | < | 实施单位 | 丙中心 | < | <\n"
        "项目资金\n（万元） |  | 年初预算数 | 全年预算数 | 全年执行数 | 分值 | 执行率 | 得分\n"
        "^ | 年度资金总额 | 10.5 | 10.5 | 10 | 10 | 95.2% | 9.5\n"
        "^ | 其中：财政拨款 | 10.5 | 10.5 | 10 | -- |  | --\n"
        "年度总体目标 | 预期目标 | < | < | 实际完成情况 | < | < | <\n"
        "^ |  | < | < |  | < | < | <\n\n"
        "绩效指标 | 一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分 | 偏差原因分析及改进措施\n"
        "^ | 产出指标 | 数量指标 | 巡检次数 | ≥12次 | 12次 | 30 | 30 | \n"
        "^ | ^ | ^ | 培训人次 | ≥200人次 | 180人次 | 20 | 18 | 疫情\n"
        "^ | 效益指标 | 社会效益指标 | 影响 | 作用显著 | 作用显著 | 40 | 40 | \n"
        "总分 | < | < | < | < | < | 100 | 97.5 | \n"
        "说明 |  | < | < | < | < | < | < | <"
    )


def test_the_form_of_yunnan_splits_targets_and_counts_in_yuan(small):
    lines = drawn("yunnan", small).split("\n")
    assert "^ | 年度资金总额 | 105000 | 105000 | 100000 | 10 | 95.2% | 9.5" in lines
    assert "^ | ^ | 培训人次 | ≥ | 200 | 人次 | 180人次 | 20 | 18 | 疫情" in lines
    assert "效益指标 | 社会效益指标 | 影响 |  | 作用显著 |  | 作用显著 | 40 | 40 | " in lines
    assert lines[-1] == "总分 | < | < | < | < | < | < | 100 | 97.5 | 优"


def test_a_blank_form_has_one_blank_row_to_fill():
    lines = drawn("jinhua-2020", Submission()).split("\n")
    assert "^ |  |  |  |  |  |  |  | " in lines
    assert lines[-1].startswith("评价结果 | < | 优：90分≤得分≤100分；")


def test_the_heading_of_a_long_table_is_free_to_repeat(small):
    from dataclasses import replace

    long = replace(small, rows=small.rows * 12)
    table = form.get("central-2021").draw(long).blocks[1]
    assert table.header == 1
    assert table.at(0, 0).rows == 1
    assert table.at(1, 0).text == "绩效指标"
    assert table.at(1, 0).rows == 36


def test_figures_are_numbers_and_texts_never_are(small):
    info, table, *_ = form.get("central-2021").draw(small).blocks
    assert [(c.number, c.number_format) for c in info.cells if c.row == 3][1:] == [
        ("", ""), ("10.5", "0.0"), ("10.5", "0.0"), ("10", "0"), ("10", "0"), ("0.952", "0.0%"), ("9.5", "0.0"),
    ][1:]  # fmt: skip
    assert table.at(1, 4).number is None
    assert table.at(0, 4).label
    assert not table.at(1, 4).label


def test_mid_year_progress_lights_up_against_the_month():
    from dataclasses import replace

    from scoring.engine import score
    from scoring.standards import get

    rows = tuple(
        Row(Indicator(("产出指标", "数量指标", name), "12次"), Facts(actual=actual))
        for name, actual in (("甲", "3次"), ("乙", "4次"), ("丙", "6次"), ("丁", "7.2次"), ("戊", "作用显著"))
    )
    s = Submission("某项目", details={"监控月份": "1-6月"}, rows=rows)
    table = form.get("monitoring").fill(score(s, get("mof-2020"))).blocks[1]
    shown = [(table.at(r, 6).text, table.at(r, 7).text) for r in range(1, 6)]
    assert shown == [("50%", "红"), ("66.67%", "黄"), ("100%", "绿"), ("120%", "蓝"), ("", "")]
    unknown = form.get("monitoring").fill(score(replace(s, details={}), get("mof-2020"))).blocks[1]
    assert unknown.at(1, 7).text == ""


SEEDS = [
    "huangpi-2021-jinbao", "huangpi-2021-zhengti", "jinhua-2020-yunwei", "jinhua-2020-zhuanwang",
    "rsb-2023-dianzizhengwu", "rsb-2023-jinbao",
]  # fmt: skip


@pytest.mark.parametrize("name", SEEDS)
def test_the_published_tables_come_back_from_their_own_form(name):
    submitted = documents.load(ROOT / "evaluations" / f"{name}.toml")
    f = form.get(submitted.form)
    page = f.draw(submitted)
    text = f"{page.title}\n{page.subtitle}"
    back = f.read([block for block in page.blocks if isinstance(block, Grid)], text)
    assert [row.indicator.path for row in back.rows] == [row.indicator.path for row in submitted.rows]
    assert [row.indicator.target for row in back.rows] == [row.indicator.target for row in submitted.rows]
    assert [(r.facts.actual, r.facts.claimed, r.facts.remark) for r in back.rows] == [
        (r.facts.actual, r.facts.claimed, r.facts.remark) for r in submitted.rows
    ]
    assert back.level_points == submitted.level_points
    assert [(r.funds.name, r.funds.spent) for r in back.funds] == [
        (r.funds.name, r.funds.spent) for r in submitted.funds
    ]
    assert (back.year, back.money_unit, back.standard) == (submitted.year, "万元", submitted.standard)
    assert back.findings == ()


@pytest.mark.parametrize(("name", "total"), [("jinhua-2020-yunwei", "96.94"), ("rsb-2023-jinbao", "97.0")])
def test_the_printed_form_carries_the_counted_total(name, total):
    result, _ = assess(ROOT / "evaluations" / f"{name}.toml")
    page = form.get(result.submission.form).fill(result)
    assert any(cell.text == total for block in page.blocks if isinstance(block, Grid) for cell in block.cells)


GOOD = """
id: mine
title: 我的自评表
subtitle: （{year}年度）
cite: 某市文件

--- 8 8 8
项目名称 | {project} | <
三级指标 | 年度指标值 | 实际完成值
*{name} | {target} | {actual}
""".lstrip()


def test_a_form_of_ones_own_is_one_text_file(small):
    mine = form.load(Path("我的表.txt"), GOOD)
    assert str(mine) == "项目名称 | {project} | <\n三级指标 | 年度指标值 | 实际完成值\n{name} | {target} | {actual}"
    back = mine.read([b for b in mine.draw(small).blocks if isinstance(b, Grid)])
    assert [row.facts.actual for row in back.rows] == ["12次", "180人次", "作用显著"]


def test_a_form_may_use_words_of_its_own(small):
    words = GOOD.replace("年度指标值", "想要多少").replace("实际完成值", "做到多少").replace("项目名称", "叫什么")
    mine = form.load(Path("我的表.txt"), words)
    back = mine.read([b for b in mine.draw(small).blocks if isinstance(b, Grid)])
    assert back.project == "甲项目"
    assert [row.indicator.target for row in back.rows] == ["≥12次", "≥200人次", "作用显著"]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (("| 年度指标值 ", ""), "表.txt:8：这一行有 2 格，第一行有 3 格。请用 < 和 ^ 补齐，使每行一样多"),
        (("{project}", "{projekt}"), "表.txt:7：没有名叫 {projekt} 的栏。可用：project、"),
        (("{project}", "{project"), "表.txt:7：花括号没有配对：{project。栏写作 {名称}"),
        (("*{name}", "{name}"), "表.txt:9：{name} 每行一个，要画在以 * 开头的行里。请在这一行前面加 *"),
        (("项目名称 | {project} | <", "^ | {project} | <"), "表.txt:7：合并单元格拼不成矩形。请检查这一行的 < 和 ^"),
        (
            ("三级指标 | 年度指标值 | 实际完成值", "三级指标 | ^ | 实际完成值"),
            "表.txt:8：合并单元格拼不成矩形。请检查这一行的 < 和 ^",
        ),
        (("| 实际完成值", "|"), "表.txt:9：写进这一行的“12次”读不回来。请在它左边或上面画上标签"),
        (("三级指标 | 年度指标值 | 实际完成值\n", ""), "表.txt:8：写进这一行的"),
        (("id: mine\n", ""), "表.txt:1：表样没有写 id。请在开头加一行 id: …"),
        (("cite:", "from:"), "表.txt:4：表样的开头读不懂：from: 某市文件。每行写 名称: 内容，名称只能是 id、"),
        (("--- 8 8 8", "--- 8 8"), "表.txt:6：写了 2 个列宽，表有 3 列。请逐列写宽度"),
        (("--- 8 8 8", "--- 宽"), "表.txt:6：--- 后面应当是各列的宽度。例如"),
        (
            ("cite: 某市文件", "cite: 某市文件\npaper: wide"),
            "表.txt:1：paper 只能是 portrait（纵向）或 landscape（横向）",
        ),
    ],
)
def test_a_drawing_that_cannot_be_used_does_not_load(change, sentence):
    with pytest.raises(ScoringError) as caught:
        form.load(Path("表.txt"), GOOD.replace(*change))
    assert sentence in str(caught.value)


def test_an_unknown_form_is_named_with_those_there_are():
    with pytest.raises(ScoringError, match="没有编号为“长沙”的表样。现有：central-2021、chongqing-department、"):
        form.get("长沙")


def test_every_form_names_where_it_was_prescribed_and_a_standard_there_is():
    from scoring.standards import names

    for f in form.registered():
        assert f.cite
        assert f.standard in names()
    assert len(form.names()) == 11


def test_the_form_in_the_guide_loads():
    guide = (ROOT / "docs" / "表样.md").read_text("utf-8")
    mine = form.load(Path("mine.txt"), guide.split("```")[1])
    assert mine.id == "mine"


def test_the_guide_names_every_slot():
    from scoring.form import slots

    guide = (ROOT / "docs" / "表样.md").read_text("utf-8")
    plain = [name for name in slots.names() if not name.startswith(("funds", "details"))]
    assert [name for name in plain if f"`{name}`" not in guide] == []
