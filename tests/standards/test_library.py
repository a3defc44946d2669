"""The office's own folder: its standards and forms are known by id, what is wrong in it is told and left out."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from scoring import form, library, recognise, standards
from scoring.cli import app
from scoring.grid import Grid
from scoring.review import assess, chosen
from scoring.source import ScoringError

HEAD = 'id = "{id}"\ntitle = "某省办法"\ncite = "某财绩〔2024〕15号"\neffective = 2024-07-01\nextends = "mof-2020"\n'
RULE = """
[[rule]]
id = "at_least"
when = { target = [">=", ">"] }
clause = "完成率不足60%的不得分。"
score = "若(完成率 ≥ 60%, 分值 × min(完成率, 1), 0)"
examples = ["10分 ≥100次 59次 → 0.00"]
"""
FORM = """id: 某省-2024
title: 某省项目支出自评表
cite: 某财绩〔2024〕15号
standard: 某省-2024

--- 6 10 6 10
项目全称 | {project} | 填表单位 | {implementer}

--- 6 7 14 5 7 7 5 9
一级指标 | 二级指标 | 三级指标 | 权重 | 年初目标值 | 年末完成值 | 自评分 | 未达标原因
*{dimension^} | {aspect^} | {name} | {points} | {target} | {actual} | {score} | {remark}
自评总分 | < | < | {total.points} | < | < | {total.score} |
"""
EVALUATION = """
project = "培训"
implementer = "某中心"
standard = "某省-2024"
form = "某省-2024"
[indicators]
title = "培训"
[[indicators.indicator]]
path = ["产出指标", "数量指标", "培训场次"]
target = "≥100次"
points = "100"
[[row]]
name = "培训场次"
actual = "59次"
claimed = "59"
remark = "场地没有落实"
"""


@pytest.fixture
def folder(tmp_path, monkeypatch):
    own = tmp_path / "办法"
    own.mkdir()
    (own / "某省-2024.toml").write_text(HEAD.format(id="某省-2024") + RULE, "utf-8")
    (own / "某省-2024.txt").write_text(FORM, "utf-8")
    (own / "说明.txt").write_text("这里放本省的办法。\n", "utf-8")
    monkeypatch.setenv(library.VARIABLE, str(own))
    return own


def run(*words):
    return CliRunner().invoke(app, [str(w) for w in words], standalone_mode=False)


def test_without_a_folder_there_is_the_package(monkeypatch):
    monkeypatch.delenv(library.VARIABLE, raising=False)
    assert standards.names() == standards.packaged() and form.names() == form.packaged()
    assert standards.unsound() == form.unsound() == []


def test_a_folder_of_ones_own_is_known_by_id(folder, tmp_path):
    assert standards.names()[-1] == form.names()[-1] == "某省-2024"
    assert chosen("某省-2024").extends == "mof-2020"
    assert standards.unsound() == form.unsound() == []
    path = tmp_path / "自评.toml"
    path.write_text(EVALUATION, "utf-8")
    result, used = assess(path)
    assert (used.id, str(result.total.score)) == ("某省-2024", "0.00")


def test_a_child_extends_a_standard_of_the_folder_from_anywhere(folder, tmp_path):
    path = tmp_path / "某市-2025.toml"
    path.write_text(HEAD.format(id="某市-2025").replace("mof-2020", "某省-2024"), "utf-8")
    assert standards.load(path).by_id["at_least"].score == chosen("某省-2024").by_id["at_least"].score


def test_a_table_of_the_own_form_brings_its_standard(folder, tmp_path):
    path = tmp_path / "自评.toml"
    path.write_text(EVALUATION, "utf-8")
    page = form.get("某省-2024").fill(assess(path)[0])
    (read,) = recognise.read([b for b in page.blocks if isinstance(b, Grid)], page.title)
    assert (read.form, read.standard, read.rows[0].facts.remark) == ("某省-2024", "某省-2024", "场地没有落实")


def test_workers_know_the_folder_too(folder, tmp_path):
    """`check` reads each table in a process of its own."""
    path = tmp_path / "自评.toml"
    path.write_text(EVALUATION, "utf-8")
    given = tmp_path / "报送"
    command = [sys.executable, "-c", "from scoring.cli import main; main()"]
    root = Path(__file__).parents[2]
    known = {**os.environ, "PYTHONPATH": str(root), library.VARIABLE: folder.name}  # beside where the command stands
    subprocess.run([*command, "render", path, "--to", "html", "-o", given], env=known, cwd=tmp_path, check=True)
    done = subprocess.run(
        [*command, "check", given, "--json", "--processes", "1"], env=known, cwd=tmp_path, capture_output=True
    )
    (record,) = json.loads(done.stdout)["files"]
    assert (record["form"], record["standard"]["id"]) == ("某省-2024", "某省-2024")


def test_what_is_wrong_in_the_folder_is_told_and_left_out(folder):
    (folder / "坏.toml").write_text(HEAD.format(id="坏") + RULE.replace("0.00", "5.90"), "utf-8")
    (folder / "坏.txt").write_text(FORM.replace("某省-2024", "坏").replace("*", ""), "utf-8")
    (folder / "改名.toml").write_text(HEAD.format(id="某省-2024"), "utf-8")
    (folder / "mof-2020.toml").write_text(HEAD.format(id="mof-2020") + RULE, "utf-8")
    assert standards.names() == [*standards.packaged(), "某省-2024"]
    assert form.names() == [*form.packaged(), "某省-2024"]
    told = [str(p).removeprefix(f"{folder}/") for p in standards.unsound()]
    assert told[0] == "mof-2020.toml：编号 mof-2020 是自带办法的编号。请换一个编号，如 本省-2024"
    assert told[1].startswith("坏.toml:12：条款 at_least 的例子“10分 ≥100次 59次 → 5.90”算出来是 0.00")
    assert told[2] == "改名.toml：编号 某省-2024 与文件名 改名.toml 不同，按编号找不到它。请改成一样的"
    assert "*" in str(form.unsound()[0])
    assert chosen("mof-2020").title == "项目支出绩效评价管理办法"
    with pytest.raises(ScoringError, match="算出来是"):
        chosen("坏")
    listed = run("standards", "list")
    assert "某省-2024" in listed.stdout and listed.stderr.count("没有采用") == 3 + len(form.unsound())


def test_a_folder_that_is_none_is_told(tmp_path, monkeypatch):
    monkeypatch.setenv(library.VARIABLE, str(tmp_path / "没有"))
    (problem,) = standards.unsound()
    assert "不是文件夹" in problem.message and standards.names() == standards.packaged()


def test_lint_takes_folders_and_all_of_ones_own(folder):
    (folder / "坏.toml").write_text(HEAD.format(id="坏") + RULE.replace("0.00", "5.90"), "utf-8")
    for words in ((folder,), ()):
        told = run("standards", "lint", *words)
        assert told.return_value == 1
        assert "某省-2024.toml：没有问题" in told.stdout and "坏.toml:12：" in told.stdout
    assert "mof-2020：没有问题" in told.stdout


def test_an_unknown_id_names_the_nearest(folder):
    with pytest.raises(ScoringError, match="是不是 某省-2024？"):
        chosen("某省-2023")


def test_the_template_is_a_sound_standard(tmp_path):
    path = tmp_path / "本省-2024.toml"
    path.write_text(run("new", "standard").stdout, "utf-8")
    told = run("standards", "lint", path)
    assert (told.return_value, told.stdout) == (0, f"{path}：没有问题\n")


def test_an_id_of_the_package_and_a_silence_are_told(tmp_path):
    path = tmp_path / "甲.toml"
    path.write_text(HEAD.format(id="mof-2020") + RULE.replace(', ">"', ""), "utf-8")
    told = run("standards", "lint", path)
    assert f"{path}:1：编号 mof-2020 是自带办法的编号。请换一个编号" in told.stdout and told.return_value == 1
    path.write_text(HEAD.format(id="甲") + RULE.replace(', ">"', ""), "utf-8")
    told = run("standards", "lint", path)
    assert told.return_value == 0
    assert f"提醒　{path}:1：办法没有规定：目标大于某数、达到。遇到这样的行，程序不计分" in told.stdout


def test_a_form_is_shown_as_it_is_drawn(folder):
    assert run("forms", "show", "某省-2024").stdout == FORM
