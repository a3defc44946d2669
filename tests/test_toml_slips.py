"""Slips of people who write TOML by hand: every one told at once, with the line as it should be."""

import tomllib
from pathlib import Path

import pytest

from scoring.source import ScoringError
from scoring.toml_file import TomlFile
from scoring.toml_slips import MOST, slips

SLIPS = [
    ("effective = 2024-7-1", "日期写得不对", "effective = 2024-07-01"),
    ("effective = 2024年7月1日  # 施行", "日期写得不对", "effective = 2024-07-01  # 施行"),
    ("until = 2026/12/31", "日期写得不对", "until = 2026-12-31"),
    ('when = { target = ["<="， "<"、"="] }', "各项之间要用英文逗号", 'when = { target = ["<=", "<", "="] }'),
    ("actual = 12.48公里", "文字要加英文双引号", 'actual = "12.48公里"'),
    ("target = ≥98%  # 照表", "文字要加英文双引号", 'target = "≥98%"  # 照表'),
    ("budget = 95.60万元", "数字不带单位", "budget = 95.60"),
    ("budget = 1,503.44", "数字不带单位", "budget = 1503.44"),
    ("year = 2025年", "数字不带单位", "year = 2025"),
    ('actual = "12场', "少了后面的双引号", 'actual = "12场"'),
    ('actual = 12场"', "少了前面的双引号", 'actual = "12场"'),
    ("actual = “12场”", "要用英文双引号", 'actual = "12场"'),
    ('actual = "12场”', "要用英文双引号", 'actual = "12场"'),
    ('actual＝"12场"', "要用英文等号", 'actual= "12场"'),
    ('actual："12场"', "要用英文等号", 'actual= "12场"'),
    ('actual: "12场"', "要用英文等号", 'actual= "12场"'),
    ("【row】", "方括号要用英文的", "[[row]]"),
    ("［［row］］", "方括号要用英文的", "[[row]]"),
    ("[row]", "每行一个的（row、funds、indicator）用双方括号", "[[row]]"),
    ("[[row]", "用双方括号", "[[row]]"),
    ("[[claimed]]", "其余用单方括号", "[claimed]"),
    ("[[资金]]", "表头的方括号不对", "[[funds]]"),
    ("＃ 说明", "注释要用英文 # 开头", "# 说明"),
    ("// 说明", "注释要用英文 # 开头", "# 说明"),
    ('actual = "12场" ／／ 说明', "注释要用英文 # 开头", 'actual = "12场" # 说明'),
    ('ａctual = "12场"', "全角字母", 'actual = "12场"'),
    ('actual　= "12场"', "全角空格", 'actual = "12场"'),
    ('完成值 = "12场"', "键名要用英文", 'actual = "12场"'),
    ("偏差原因＝“雨季停工”", "键名要用英文", 'remark = "雨季停工"'),
    ('起止时间 = "2024年"', "中文键要加英文双引号", '"起止时间" = "2024年"'),
    (r'indicator_set = "..\sets\a.toml"', "路径请用 /", 'indicator_set = "../sets/a.toml"'),
    ('indicator_set = "C:\\数据\\"', "路径请用 /", 'indicator_set = "C:/数据/"'),
    ('remark = "他说"很好"，如此"', "引号里又有英文引号", 'remark = "他说“很好”，如此"'),
    ("path = [产出指标, 数量指标, 场次]", "列表里的文字都要加英文双引号", 'path = ["产出指标", "数量指标", "场次"]'),
    (
        "path = [“产出指标”，“数量指标”，“场次”]",
        "列表里的文字都要加英文双引号",
        'path = ["产出指标", "数量指标", "场次"]',
    ),
    (
        'path = ["产出指标, "数量指标", "场次"]',
        "列表里的文字都要加英文双引号",
        'path = ["产出指标", "数量指标", "场次"]',
    ),
    ("total = 是", "文字要加英文双引号", "total = true"),
]


@pytest.mark.parametrize(("line", "message", "mended"), SLIPS, ids=[s[0] for s in SLIPS])
def test_a_slip_is_named_and_the_line_mended(line, message, mended):
    (slip,) = slips(line)
    assert message in slip.message
    assert slip.mended.strip() == mended
    tomllib.loads(slip.mended)


def test_a_key_without_a_value():
    (slip,) = slips("actual =  # 未填")
    assert slip.message == "等号后面没有值，没有的项请删去这一行"


@pytest.mark.parametrize(
    "line",
    [
        'actual = "“12场”，【注】＃１：// \\"甲\\""',
        "budget = 95.60",
        "[[row]]",
        "[claimed]",
        "# 完成值：12",
        'note = """',
        "a.b = 1",
        'x = ["甲，乙",',
        "",
        '"起止时间" = "2024"',
    ],
)
def test_a_line_that_is_right_is_left_alone(line):
    assert list(slips(line)) == []


def test_lines_inside_a_text_or_a_list_of_several_lines_are_left_alone():
    assert list(slips('narrative = """\n完成值 = 12场\n"""\nmeasures = [\n  "甲：乙",\n  "丙 = 丁",\n]\n')) == []


def test_all_slips_of_a_file_at_once(tmp_path):
    text = 'project = 培训项目\n[[row]]\nname = "培训场次"\n完成值 = "12场"\n[row]\nname = “合格率”\n'
    with pytest.raises(ScoringError) as caught:
        TomlFile(tmp_path / "自评.toml", text)
    told = [(p.source.line, p.advice) for p in caught.value.problems]
    assert told == [
        (1, '写成：project = "培训项目"'),
        (4, '写成：actual = "12场"'),
        (5, "写成：[[row]]"),
        (6, '写成：name = "合格率"'),
    ]


def test_an_error_before_the_first_slip_is_told_too(tmp_path):
    with pytest.raises(ScoringError) as caught:
        TomlFile(tmp_path / "自评.toml", "a = 1\na = 2\nb = 乙\n")
    assert [p.source.line for p in caught.value.problems] == [2, 3]


@pytest.mark.parametrize("piece", ["a = 乙\n", '"\\', "= ", "[", "：", "　", "a=[“", "“"])
def test_hostile_lines_are_bounded(piece):
    assert len(list(slips(piece * 50_000))) <= MOST


def test_a_day_that_does_not_exist_is_not_put_between_quotes():
    with pytest.raises(ScoringError) as refused:
        TomlFile(Path("甲.toml"), "effective = 2024-02-30")
    (problem,) = refused.value.problems
    assert str(problem).startswith("甲.toml:1：日期写得不对，或没有这一天。日期写成 年-月-日，如 2024-07-01")
