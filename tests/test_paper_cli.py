"""render, template, import, read on the command line: paper out, paper in, the same result."""

import json
from pathlib import Path

import openpyxl
import pytest

from scoring.documents import load, load_indicator_set
from scoring.review import assess, submissions
from tests.running import ROOT, scoring, started

SCORED = ("rsb-2023-jinbao", "rsb-2023-dianzizhengwu", "jinhua-2020-yunwei", "jinhua-2020-zhuanwang")


@pytest.fixture(scope="module")
def out(tmp_path_factory):
    """Every example rendered to every format, once."""
    folder = tmp_path_factory.mktemp("out")
    done = started("render", "evaluations", "-o", str(folder), "--to", "docx,xlsx,pdf,html,md,txt", "--why")
    assert done.returncode == 0, done.stderr
    return folder


def test_every_example_is_rendered_to_every_format(out):
    made = sorted(p.suffix for p in out.iterdir())
    assert {s: made.count(s) for s in set(made)} == dict.fromkeys(
        (".docx", ".xlsx", ".pdf", ".html", ".md", ".txt"), 29
    )


@pytest.mark.parametrize("extension", ["docx", "xlsx", "pdf", "html"])
@pytest.mark.parametrize("name", SCORED)
def test_what_was_rendered_reads_back_to_the_same_result(out, name, extension):
    before, _ = assess(ROOT / "evaluations" / f"{name}.toml")
    s = before.submission
    after, used = assess(out / f"{s.project}_{s.year}.{extension}")
    assert used.id == s.standard
    assert (after.total.score, after.grade) == (before.total.score, before.grade)
    assert [r.indicator.target for r in after.submission.rows] == [r.indicator.target for r in s.rows]
    assert [r.facts.actual for r in after.submission.rows] == [r.facts.actual for r in s.rows]
    assert [f for f in after.findings if f.severity == "error"] == []


def test_nothing_is_overwritten_without_force(tmp_path):
    words = ("render", "evaluations/yunfu-2017-jinbao.toml", "-o", str(tmp_path), "--to", "html")
    assert scoring(*words).returncode == 0
    again = scoring(*words)
    assert again.returncode == 2
    assert "已存在" in again.stderr or "已经存在" in again.stderr
    assert scoring(*words, "--force").returncode == 0


def test_an_unknown_format_or_form_is_one_sentence(tmp_path):
    assert "不支持的格式“odt”" in scoring("render", "evaluations", "-o", str(tmp_path), "--to", "odt").stderr
    done = scoring("render", "evaluations/yunfu-2017-jinbao.toml", "-o", str(tmp_path), "--form", "没有")
    assert "没有编号为“没有”的表样" in done.stderr
    assert done.returncode == 2


def filled(folder: Path, name: str) -> Path:
    """The workbook of an indicator set, filled by a script as a clerk would: numbers, text, percent cells."""
    book_path = folder / f"{name}.xlsx"
    assert scoring("template", f"indicator_sets/{name}.toml", "-o", str(book_path)).returncode == 0
    submission = load(ROOT / "evaluations" / f"{name}.toml")
    book = openpyxl.load_workbook(book_path)
    sheet = book["指标"]
    for at, row in enumerate(submission.rows, 7):
        facts = row.facts
        cell = sheet.cell(at, 7)
        if facts.actual and facts.actual.endswith("%"):
            cell.value, cell.number_format = float(facts.actual[:-1]) / 100, "0.0%"
        else:
            cell.value = int(facts.actual) if (facts.actual or "").isdigit() else facts.actual
        if facts.judged or row.indicator.target in ("10", "30"):
            sheet.cell(at, 8).value = float(facts.claimed)
        sheet.cell(at, 9).value = facts.band
        sheet.cell(at, 10).value = facts.remark or None
    for at, money in enumerate(submission.funds, 3):
        values = (money.funds.name, *map(float, (money.funds.initial, money.funds.budget, money.funds.spent)))
        for column, value in enumerate(values, 1):
            book["资金"].cell(at, column).value = value
    book["文字"]["B2"], book["文字"]["B3"] = submission.goal.expected, submission.goal.actual
    book.save(book_path)
    return book_path


@pytest.mark.parametrize("name", SCORED)
def test_a_filled_workbook_scores_as_the_toml_does(tmp_path, name):
    by_file, _ = assess(ROOT / "evaluations" / f"{name}.toml")
    by_book, used = assess(filled(tmp_path, name))
    assert used.id == by_file.submission.standard
    assert (by_book.total.score, by_book.grade) == (by_file.total.score, by_file.grade)
    assert by_book.submission.form == by_file.submission.form
    assert [line.counted for line in by_book.lines] == [line.counted for line in by_file.lines]


def test_the_workbook_is_locked_but_for_the_coloured_cells(tmp_path):
    sheet = openpyxl.load_workbook(filled(tmp_path, "rsb-2023-jinbao"))["指标"]
    assert sheet.protection.sheet
    assert (sheet["D7"].protection.locked, sheet["G7"].protection.locked) == (True, False)
    assert any(rule.formula1 == '"达成,部分达成,未达成"' for rule in sheet.data_validations.dataValidation)


def test_a_mistake_in_the_workbook_is_named_at_its_cell(tmp_path):
    path = filled(tmp_path, "rsb-2023-jinbao")
    book = openpyxl.load_workbook(path)
    book["指标"]["G9"] = "九成以上吧"
    book.save(path)
    row = submissions(path)[0].rows[2]
    assert row.place("actual").cell == "指标!G9"
    assert "指标!G9" in scoring("score", str(path)).stdout


def test_an_indicator_set_can_be_imported(tmp_path):
    path = filled(tmp_path, "jinhua-2020-yunwei")
    target = tmp_path / "指标.toml"
    assert started("import", str(path), "-o", str(target)).returncode == 0
    original = load_indicator_set(ROOT / "indicator_sets/jinhua-2020-yunwei.toml")
    imported = load_indicator_set(target)
    assert [(i.path, i.target, i.points) for i in imported.indicator] == [
        (i.path, i.target, i.points) for i in original.indicator
    ]
    assert (imported.standard, imported.level_points) == (original.standard, original.level_points)


@pytest.mark.parametrize("extension", ["docx", "pdf"])
def test_read_writes_an_evaluation_with_places(out, tmp_path, extension):
    target = tmp_path / "读出.toml"
    source = out / f"金保工程建设及运行维护项目_2023.{extension}"
    assert started("read", str(source), "-o", str(target)).returncode == 0
    text = target.read_text("utf-8")
    assert "  # 表" in text or "  # 第1页" in text
    result, _ = assess(target)
    assert (str(result.total.score), result.grade) == ("97.0", "优")


def test_a_file_without_a_table_says_so(tmp_path):
    (tmp_path / "空.html").write_text("<html><body><p>没有表</p></body></html>", "utf-8")
    done = scoring("score", str(tmp_path / "空.html"), "--json")
    assert done.returncode == 2
    assert "没有认出绩效自评表" in json.loads(done.stdout)["files"][0]["findings"][0]["message"]
