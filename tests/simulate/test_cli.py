"""`scoring simulate` as a policy officer meets it."""

import json
import zipfile

import openpyxl
import pytest

from tests import running
from tests.simulate.making import corpus, row


def scoring(*words, cwd):
    done = running.scoring(*words, cwd=cwd, columns=120)
    return done.returncode, done.stdout, done.stderr


@pytest.fixture(scope="module")
def two(tmp_path_factory):
    rows = [
        row("甲", "≥100人", "92人", implementer="=甲局", project="培训"),
        row("乙", "≥100人", "50人", implementer="乙局", project="宣传"),
    ]
    return corpus(tmp_path_factory.mktemp("语料") / "一.parquet", rows)


def test_two_standards_by_name(two, tmp_path):
    code, out, err = scoring("simulate", two, "--standard", "mof-2020", "--against", "mof-2021", cwd=tmp_path)
    assert (code, err.startswith("两个办法的一级指标分值搭配不同")) == (0, True)
    assert out.startswith("mof-2020 改为 mof-2021：2 件，总分升 0 件、降 1 件，平均 −25.00 分；等级改变 0 件")
    assert "培训人数（100分） ≥100人 50人：50.00 → 0.00" in out.replace("\n", " ")


def test_a_change_is_shown_proved_and_written(two, tmp_path):
    words = ("simulate", two, "--set", "grade.优=95", "-o", tmp_path / "出")
    code, out, err = scoring(*words, cwd=tmp_path)
    assert (code, err) == (0, f"已写入 {tmp_path / '出'}：试算报告.html、试算清单.xlsx\n")
    assert out.startswith("等级不同：\n    mof-2020          优：90分")
    assert "优→良 1；主要由 等级标准（" in out
    book = openpyxl.load_workbook(tmp_path / "出" / "试算清单.xlsx")
    assert book.sheetnames == ["说明", "等级", "等级流向", "分差", "按条款", "按单位", "受影响的报送件"]
    (line,) = book["受影响的报送件"].iter_rows(min_row=2, values_only=True)
    assert line == (1, "甲", "=甲局", "培训", 92, 92, 0, "优", "良", "等级标准", None)
    assert book["受影响的报送件"]["C2"].data_type == "s"
    with zipfile.ZipFile(tmp_path / "出" / "试算清单.xlsx") as inside:
        assert sum(name.startswith("xl/charts/chart") for name in inside.namelist()) == 5
    before = (tmp_path / "出" / "试算报告.html").read_bytes()
    code, _, err = scoring(*words, cwd=tmp_path)
    assert (code, "里已有上次的结果" in err) == (2, True)
    code, _, _ = scoring(*words, "--force", cwd=tmp_path)
    assert (tmp_path / "出" / "试算报告.html").read_bytes() == before


def test_json_for_programs(two, tmp_path):
    code, out, _ = scoring("simulate", two, "--set", "grade.优=95", "--json", cwd=tmp_path)
    data = json.loads(out)
    assert (code, data["b"]["id"], data["regraded"]) == (0, "mof-2020（试改）", 1)
    assert data["changes"][0]["main"] == "等级标准"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "没有写明与哪个办法比。请写乙办法的编号或 .toml 文件，或用 --set 写明试改什么"),
        (("--set", "rule.at_least.score=分值 × 完成率"), "--set rule.at_least.score：条款 at_least：得分可能超过分值"),
        (("--set", "grade.优=很高"), "--set grade.优：等级“优”：“很高”应当写成区间"),
        (("--against", "没有"), "没有编号为“没有”的评分办法"),
    ],
)
def test_what_is_wrong_is_one_sentence(two, tmp_path, words, said):
    code, out, err = scoring("simulate", two, *words, cwd=tmp_path)
    assert (code, out) == (2, "")
    assert said in err


def test_tables_of_a_folder(tmp_path):
    code, out, _ = scoring("simulate", running.ROOT / "evaluations", "--set", "grade.优=98", cwd=tmp_path)
    assert code == 0
    assert "7 件" in out and "优→良 4" in out


def test_diff_and_lint_take_the_same_text(tmp_path):
    code, out, _ = scoring("standards", "diff", "mof-2020", "--set", "grade.优=85", cwd=tmp_path)
    assert (code, out.count("\n")) == (0, 3)
    code, out, _ = scoring("standards", "lint", "mof-2020", "--set", "grade.优=85", cwd=tmp_path)
    assert (code, out) == (0, "mof-2020：没有问题\n")
    code, _, err = scoring("standards", "lint", "--set", "grade.优=85", cwd=tmp_path)
    assert (code, "--set 要写明改的是哪一个办法" in err) == (2, True)


def test_the_example_is_the_row_that_moves_furthest_and_what_stays_open_is_counted(tmp_path):
    """Three rows by at_least: only printed finer, 59 points lost, 30 points lost."""
    rows = [
        row("甲", "≥3人", "2人"),
        row("乙", "≥100人", "59人"),
        row("丙", "≥100人", "30人"),
        row("丁", "≥100人", "没有统计"),
    ]
    path = corpus(tmp_path / "一.parquet", rows)
    change = "rule.at_least.score=若(完成率 ≥ 60%, 分值 × min(完成率, 1), 0)"
    _, out, _ = scoring("simulate", path, "--set", change, "--set", "rounding.score=0.1", cwd=tmp_path)
    assert "59.00 → 0.0" in out.replace("\n", "") and "30.00 → 0.0" not in out.replace("\n", "")
    assert "；等级待定 1 件（有行没有评判得分，或无法计算）" in out


def test_a_change_that_scores_nothing_lists_no_units(two, tmp_path):
    _, out, _ = scoring("simulate", two, "--set", "settings.overshoot=120%", cwd=tmp_path)
    assert out.rstrip().endswith("没有一件的总分或等级改变；改动的若是说明原因的界限等，只影响疑点")
    code, _, err = scoring("simulate", two, "--set", "settings.overshoot=120", cwd=tmp_path)
    assert (code, "百分数要带 %" in err) == (2, True)
