"""Indicator sets and evaluations: every mistake at once, in Chinese, with its line and what to do."""

import re
from pathlib import Path

import pytest

from scoring.documents import load, load_indicator_set
from scoring.source import ScoringError

GOOD_SET = """
title = "培训项目"
year = 2025
execution_points = "10"
[level_points]
"产出指标" = 80
[[indicator]]
path = ["产出指标", "数量指标", "培训场次"]
target = "≥12场"
points = 40
[[indicator]]
path = ["产出指标", "质量指标", "培训合格率"]
target = "≥95%"
points = 40.0
[[indicator]]
path = ["满意度指标", "服务对象满意度指标", "参训人员满意度"]
target = "≥90%"
points = 10
"""
GOOD = """
indicator_set = "指标.toml"
[[funds]]
name = "年度资金总额"
budget = 100
spent = 96.50
[[row]]
name = "培训场次"
actual = "12场"
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "指标.toml").write_text(GOOD_SET, "utf-8")
    (tmp_path / "自评.toml").write_text(GOOD, "utf-8")
    return tmp_path


def sentences(error: ScoringError, folder: Path) -> list[str]:
    return [str(p).replace(f"{folder}/", "") for p in error.problems]


def refused(folder: Path, name: str, text: str) -> list[str]:
    (folder / name).write_text(text, "utf-8")
    with pytest.raises(ScoringError) as caught:
        load_indicator_set(folder / name) if name == "指标.toml" else load(folder / name)
    return sentences(caught.value, folder)


def test_numbers_keep_the_digits_they_were_written_with(folder):
    assert [i.points for i in load_indicator_set(folder / "指标.toml").indicator] == ["40", "40.0", "10"]
    assert load(folder / "自评.toml").funds[0].funds.spent == "96.50"


def test_execution_points_of_the_set_go_to_the_total_funds_row(folder):
    assert load(folder / "自评.toml").funds[0].funds.points == "10"


def test_an_indicator_without_facts_is_kept_and_blank(folder):
    rows = load(folder / "自评.toml").rows
    assert [r.facts.actual for r in rows] == ["12场", None, None]


def test_every_value_knows_its_line(folder):
    row = load(folder / "自评.toml").rows[0]
    assert str(row.place("actual")).endswith("自评.toml:9")
    assert str(row.place("target")).endswith("指标.toml:9")


def test_all_mistakes_of_an_indicator_set_at_once(folder):
    text = GOOD_SET.replace("points = 40\n", "points = 45\n").replace(
        '"产出指标" = 80', '"产出指标" = 90\n"成本指标" = 5'
    )
    text = text.replace("培训合格率", "培训场次").replace("质量指标", "数量指标") + 'standard = "mof-2O20"\n'
    text = text.replace('standard = "mof-2O20"\n', "").replace("year = 2025", 'year = 2025\nstandard = "mof-2O20"')
    found = refused(folder, "指标.toml", text)
    assert found[0].startswith("指标.toml:4：没有编号为“mof-2O20”的评分办法。是不是 mof-2020？")
    assert found[1:] == [
        "指标.toml:13：指标“产出指标 / 数量指标 / 培训场次”与第 9 行重复。请删去一行，或改名",
        "指标.toml:9：分值合计 105（指标 95 + 预算执行率 10），应为 100（多 5）。请核对各行 points 和 execution_points",
        "指标.toml:7：“产出指标”写明 90 分，所属指标合计 85 分。请改正其一",
        "指标.toml:8：没有属于“成本指标”的指标。请核对名称，二级写成“一级/二级”",
    ]


def test_an_unreadable_formula_has_a_caret(folder):
    found = refused(folder, "指标.toml", GOOD_SET.replace('target = "≥90%"', 'target = "执行率×(10"'))
    first = found[0].split("\n")
    assert first[0].startswith("指标.toml:17：公式读不懂：少了 1 个右括号。请在该合上的地方补上 )。可用的词：")
    assert first[1:] == ["    执行率×(10", "           ^"]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ('title = "甲', '指标.toml:1：少了后面的双引号。写成：title = "甲"\n    title = "甲\n               ^'),
        (
            "title = 甲",
            '指标.toml:1：文字要加英文双引号，数字不带单位。写成：title = "甲"\n    title = 甲\n            ^',
        ),
        (
            "title = 1\ntitle = 2",
            "指标.toml:2：同一个键写了两次。请删去一个；表有几行时，每行前面各写一个 [[row]] 或 [[funds]]\n    title = 2\n             ^",
        ),
        (
            "titel = 1",
            "指标.toml:1：不认识的键 titel。是不是 title？可以写：title、indicator、year、department、standard、form、execution_points、level_points",
        ),
        ('title = "甲"\nyear = "x"', "指标.toml:2：year 应当是整数，写的是 “x”。只写数字，不加引号和单位"),
        (
            'title = "甲"\nindicator = 3',
            "指标.toml:2：indicator 应当是列表 [ … ]，写的是 3。每行一个，写成双方括号 [[indicator]]",
        ),
        (
            'title = "甲"\n[level_points]\n"产出" = nan',
            "指标.toml:3：level_points.产出：“nan”不是数字。请改成这一项应有的写法",
        ),
        (
            'title = "甲"\nexecution_points = 1e999999',
            "指标.toml:2：execution_points：“1e999999”不是数字。请改成这一项应有的写法",
        ),
        (
            'title = "甲"\nexecution_points = true',
            "指标.toml:2：execution_points 应当是文字，写的是 true。文字写在英文双引号里",
        ),
    ],
    ids=lambda x: x[:20],
)
def test_what_cannot_be_read_is_one_sentence_with_a_line(folder, text, sentence):
    assert refused(folder, "指标.toml", text)[0] == sentence


@pytest.mark.parametrize(
    "text",
    [
        "a.b = 1\na = 2",
        "[a]\n[a]",
        "a = {x = 1, x = 2}",
        "a = 2024-99-99",
        "a = [1 2]",
        "a = {",
        "a = [1",
        '"""',
        "完成情况良好",
        "?",
        "= 3",
        "a = 1 2",
        "a = 0x",
        'a = "\x07"',
        "[a",
        "a.b",
        "[[a]]\n[a]",
        'a = """\\ud800"""',
    ],
)
def test_every_syntax_error_says_what_to_do(folder, text):
    for problem in refused(folder, "指标.toml", text):
        assert re.fullmatch(r"指标.toml:\d+：[^。]+。[^。]+", problem.split("\n")[0])
        assert "TOML 格式有误" not in problem


def test_a_number_of_a_hundred_thousand_digits_is_refused(folder):
    found = refused(folder, "指标.toml", f'title = "甲"\nexecution_points = {"9" * 100_000}')
    assert found[0].startswith("指标.toml：有一个数字长得无法读取")


def test_facts_for_an_unknown_indicator_suggest_the_nearest(folder):
    found = refused(
        folder, "自评.toml", GOOD + '[[row]]\nname = "培训合格"\nactual = "96%"\n[[row]]\nname="培训场次"\n'
    )
    assert found == [
        "自评.toml:10：指标文件里没有“培训合格”。是不是“培训合格率”？",
        "自评.toml:13：“培训场次”已在第 7 行填过。请删去一行",
    ]


def test_a_missing_indicator_set_is_named(folder):
    assert refused(folder, "自评.toml", 'indicator_set = "没有.toml"') == [
        "自评.toml:1：找不到指标文件 没有.toml。路径从本文件所在的文件夹算起"
    ]


def test_an_indicator_set_path_that_leads_elsewhere_is_refused(folder):
    assert refused(folder, "自评.toml", 'indicator_set = "/etc/passwd"')[0].startswith(
        "自评.toml:1：indicator_set 应当是 .toml 文件的相对路径"
    )


@pytest.mark.parametrize(
    ("content", "sentence"), [(b"\xff\xfe\x00", "不是 UTF-8 编码的文本"), (b"a" * 2_000_001, "文件超过 2 MB")]
)
def test_bytes_that_are_no_toml(folder, content, sentence):
    (folder / "坏.toml").write_bytes(content)
    with pytest.raises(ScoringError) as caught:
        load(folder / "坏.toml")
    assert sentence in str(caught.value)


def test_a_deep_nest_is_refused(folder):
    assert (
        refused(folder, "自评.toml", "project = " + "[" * 5000 + "]" * 5000)[0]
        .split("：")[1]
        .startswith(("嵌套太深", "TOML 格式有误"))
    )


@pytest.mark.parametrize("text", ["", 'project = "甲"\n', 'indicator_set = "指标.toml"\n'])
def test_an_evaluation_that_says_nothing_is_refused(folder, text):
    assert refused(folder, "自评.toml", text) == [
        "自评.toml：没有内容：没有资金 [[funds]]，没有指标行 [[row]]，也没有申报项目 [[declaration]]。请填写；用 scoring new evaluation 打印一个样子"
    ]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ('[[rows]]\nname = "培训场次"', "自评.toml:1：不认识的键 rows。是不是 row？可以写：indicator_set、"),
        ('[[row]]\nname = "培训场次"\nactuall = "1场"', "自评.toml:3：不认识的键 row第1项.actuall。是不是 actual？"),
        ('[[row]]\nname = "培训场次"\n[[row]]\nscore = 1', "自评.toml:4：不认识的键 row第2项.score。是不是 claimed？"),
        ('[[row]]\nnam = "培训场次"', "自评.toml:2：不认识的键 row第1项.nam。是不是 name？"),
        ('[[row]]\n"完成值" = "1场"', "自评.toml:2：不认识的键 row第1项.完成值。是不是 actual？"),
        (
            "[claimed]\nqqq = 1",
            "自评.toml:2：不认识的键 claimed.qqq。请检查拼写，或删去这一行。可以写：total、points、grade",
        ),
        (
            '[[row]]\nname = "培训场次"\njudged = "6分"',
            "自评.toml:3：row第1项.judged：“6分”不是数字。只写数字，不带单位：judged = 6",
        ),
        (
            '[[funds]]\nname = "总额"\nbudget = "1,095.60万元"',
            "自评.toml:3：funds第1项.budget：“1,095.60万元”不是数字。只写数字，不带单位：budget = 1095.60",
        ),
        ('money_unit = "美元"', "自评.toml:1：money_unit 不能是 “美元”。只能是：元、万元、亿元"),
        ("money_unit = 2024-06-30", "自评.toml:1：money_unit 不能是 2024-06-30。只能是：元、万元、亿元"),
        ("year = 1", "自评.toml:1：year 应当不小于 1990，写的是 1。请改正"),
        (
            '[row]\nname = "培训场次"',
            "自评.toml:1：row 应当是列表 [ … ]，写的是 一个表。每行一个，写成双方括号 [[row]]",
        ),
        ("[[claimed]]\ntotal = 1", "自评.toml:1：claimed 应当是表，写的是 一个列表。只有一个，写成单方括号 [claimed]"),
        (
            '[[row]]\nname = "甲"\n[[row]]\nname = "乙"',
            '自评.toml:1：没有写 indicator_set，不知道这些行对照哪张指标表。请在文件开头写 indicator_set = "指标文件.toml"，或在本文件里写 [indicators]',
        ),
    ],
    ids=lambda x: x[:30],
)
def test_a_wrong_key_or_value_is_one_sentence_with_the_line_and_what_to_write(folder, text, sentence):
    (told,) = refused(folder, "自评.toml", text)
    assert told.startswith(sentence)


def test_a_date_is_taken_as_text_where_text_is_wanted(folder):
    (folder / "自评.toml").write_text(GOOD.replace('"12场"', "2024-06-30"), "utf-8")
    assert load(folder / "自评.toml").rows[0].facts.actual == "2024-06-30"


def test_a_level_of_nearly_the_same_name_is_mentioned(folder):
    found = refused(folder, "指标.toml", GOOD_SET.replace('path = ["产出指标"', 'path = ["产出"'))
    assert found == ["指标.toml:6：没有属于“产出指标”的指标。表里有“产出”，是不是同一个？请改成一致"]
