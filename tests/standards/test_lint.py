"""Ours are clean; each broken copy in bad/ is named, with the sentence that stands at its end."""

from fractions import Fraction
from pathlib import Path

import pytest

from scoring import lint, standards
from scoring.source import ScoringError
from scoring.standard import parse_interval
from scoring.standards import load, names, read

BAD = sorted(Path(__file__).with_name("bad").glob("*.toml"))


def problems(path):
    try:
        return standards.mistakes(path)
    except ScoringError as error:
        return error.problems


def told(found, path):
    return [str(problem).removeprefix(str(path)) for problem in found]


@pytest.mark.parametrize("name", names())
def test_our_standards_are_clean(name):
    assert standards.mistakes(name) == []


@pytest.mark.parametrize("name", names())
def test_our_standards_leave_no_row_without_a_rule(name):
    assert lint.notes(*read(name)) == []


@pytest.mark.parametrize("path", BAD, ids=lambda p: p.stem)
def test_the_defect_is_named(path):
    said = path.read_text("utf-8").partition("# 应当说：\n")[2]
    wanted = "".join(line.removeprefix("# ") for line in said.splitlines(keepends=True)).rstrip("\n")
    got = "\n".join(told(problems(path), path))
    if wanted.endswith("…"):
        assert got.startswith(wanted.removesuffix("…"))
    else:
        assert got == wanted
    assert wanted


#: defects that only a proof finds; the engine clamps scores and reports a zero divisor, so they load
PROVED = """
等级有空隙 等级端点没人要 等级端点两边要 等级重叠 等级不到一百 等级不从零起 等级超出一百 等级、超分、除零一起错 档有空隙
得分会超过分值 得分写成固定的数 得分会小于零 扣分会扣成负数 封顶反而抬高总分 除数可能为零 目标为零时除以目标
档位永远到不了 算式里的档位永远到不了 两档界限相同 分和值相加 算出来的不是分 分值搭配不足一百
""".split()  # noqa: SIM905


@pytest.mark.parametrize("path", BAD, ids=lambda p: p.stem)
def test_it_loads_only_when_the_defect_takes_a_proof(path):
    if path.stem in PROVED:
        assert load(path).id == path.stem
    else:
        with pytest.raises(ScoringError):
            load(path)


def standard(tmp_path, body, name="甲"):
    path = tmp_path / f"{name}.toml"
    head = f'id = "{name}"\ntitle = "某办法"\ncite = "某文号"\neffective = 2025-01-01\n'
    path.write_text(head + body, "utf-8")
    return path


RULE = """
[[rule]]
id = "{id}"
when = {{ target = [{target}]{more} }}
clause = "某条规定。"
score = "{score}"
examples = ["{example}"]
"""


def rule(score="分值 × min(完成率, 1)", example="4分 ≥99% 99% → 4.00", target='">="', more="", name="a"):
    return RULE.format(id=name, target=target, score=score, example=example, more=more)


def test_办法没有规定的情形列成提示_不算毛病(tmp_path):
    path = standard(tmp_path, rule(more=', section = ["产出"]', example="产出指标：4分 ≥99% 99% → 4.00"))
    assert standards.mistakes(path) == []
    notes = told(lint.notes(*read(path)), path)
    assert ":1：办法没有规定：目标大于某数、达到。遇到这样的行，程序不计分，只说明原因" in notes
    assert not any("不低于某数、达到" in note and "产出" in note for note in notes)


def test_只对别的指标没有规定的_说出是哪些(tmp_path):
    body = rule(more=', except_section = ["满意度"]')
    notes = told(lint.notes(*read(standard(tmp_path, body))), tmp_path)
    assert any("目标不低于某数、低于目标（满意度）" in note for note in notes)


@pytest.mark.parametrize(
    ("score", "target", "example"),
    [
        ("分值 × min(完成值 ÷ 目标值, 1)", '">="', "4分 ≥99% 99% → 4.00"),
        ("若(完成值 > 目标值, 分值 × max(2 - 完成值 ÷ 目标值, 0), 分值)", '"<="', "10分 ≤100次 150次 → 5.00"),
        ("分值 × max(1 - abs(完成值 - 目标值) ÷ 目标值, 0)", '"="', "10分 =100次 90次 → 9.00"),
        ("分值 × 若(完成率 ≥ 90%, 1, max(1 - (90% - 完成率) ÷ 5% × 10%, 0))", '">="', "10分 ≥100次 80次 → 8.00"),
    ],
)
def test_证明得了的公式不报(tmp_path, score, target, example):
    assert told(standards.mistakes(standard(tmp_path, rule(score, example, target))), tmp_path) == []


def test_自己文件夹里的上级优先(tmp_path):
    standard(tmp_path, rule(), "乙")
    child = standard(tmp_path, 'extends = "乙"\n', "甲")
    assert [r.id for r in load(child).rule] == ["a"]


def test_上级有毛病_指着上级的那一行(tmp_path):
    parent = standard(tmp_path, rule(example="4分 ≥99% 99% → 3.00"), "乙")
    child = standard(tmp_path, 'extends = "乙"\n', "甲")
    with pytest.raises(ScoringError, match=r"乙\.toml:11：条款 a 的例子"):
        load(child)
    assert parent.exists()


def test_继承来的条款有毛病_指着extends那一行(tmp_path):
    standard(tmp_path, rule("分值 × 完成率"), "乙")
    child = standard(tmp_path, 'extends = "乙"\n', "甲")
    assert told(standards.mistakes(child), child)[0].startswith(":5：条款 a：得分可能超过分值")


def test_两个办法互相继承_说绕成了圈(tmp_path):
    standard(tmp_path, 'extends = "甲"\n', "乙")
    with pytest.raises(ScoringError, match="绕成了圈"):
        load(standard(tmp_path, 'extends = "乙"\n', "甲"))


def test_条款多得离谱_一句话拒绝(tmp_path):
    body = "".join(rule(name=f"r{i}") for i in range(201))
    assert told(problems(standard(tmp_path, body)), tmp_path / "甲.toml") == [
        ":1406：条款多于 200 条。请合并条款，或拆成几个办法"
    ]


@pytest.mark.parametrize(
    ("text", "inside", "outside"),
    [
        ("[80, 90)", ["80", "89.5"], ["90", "79.99"]),
        ("（80％，100％］", ["1"], ["0.8"]),
        ("[0, ∞)", ["1000000"], ["-1"]),
    ],
)
def test_区间的写法(text, inside, outside):
    span = parse_interval(text)
    assert [Fraction(x) in span for x in inside + outside] == [True] * len(inside) + [False] * len(outside)
