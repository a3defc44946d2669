"""Separated values, Markdown and web pages."""

from __future__ import annotations

from pathlib import Path

import pytest

from scoring.readers import read
from scoring.source import ScoringError

TABLE = "指标,年度指标值,得分\n数量,≥12次,9.5\n"


def written(path: Path, content: str | bytes) -> Path:
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16", "utf-16-le", "utf-16-be"])
def test_whatever_the_encoding(tmp_path: Path, encoding: str) -> None:
    text = TABLE.replace("≥", "≥" * 3)
    grid = read(written(tmp_path / "a.csv", text.encode(encoding))).tables[0]
    assert str(grid) == "指标 | 年度指标值 | 得分\n数量 | ≥≥≥12次 | 9.5"


@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|"])
def test_whatever_the_delimiter(tmp_path: Path, delimiter: str) -> None:
    grid = read(written(tmp_path / "a.csv", TABLE.replace(",", delimiter))).tables[0]
    assert str(grid) == "指标 | 年度指标值 | 得分\n数量 | ≥12次 | 9.5"


def test_quoted_values_keep_commas_and_lines_and_short_rows_are_filled(tmp_path: Path) -> None:
    grid = read(written(tmp_path / "a.csv", '\n甲,乙\n"1,503\n万元"\n\n')).tables[0]
    assert str(grid) == "甲 | 乙\n1,503\n万元 | "
    assert grid.at(1, 0).source.cell == "第3行第1列"


def test_empty_lines_stay_inside_the_table_and_go_at_its_end(tmp_path: Path) -> None:
    grid = read(written(tmp_path / "a.csv", "\n甲,乙\n\n丙,丁\n\n,\n")).tables[0]
    assert str(grid) == "甲 | 乙\n | \n丙 | 丁"
    assert grid.at(2, 1).source.cell == "第4行第2列"


def test_a_table_of_values_under_the_name_of_excel(tmp_path: Path) -> None:
    assert read(written(tmp_path / "a.xls", TABLE.encode("gbk"))).tables[0].at(1, 1).text == "≥12次"


def test_markdown_tables_and_the_text_around_them(tmp_path: Path) -> None:
    document = read(written(tmp_path / "a.md", "# 自评表\n\n| 甲 | 乙 |\n|:--|--:|\n| 1\\|2 | 3<br>4 |\n\n说明"))
    assert str(document.tables[0]) == "甲 | 乙\n1|2 | 3\n4"
    assert document.tables[0].at(1, 1).source.cell == "表1 第2行第2列"
    assert document.text == "# 自评表\n\n\n说明"


PAGE = """<!doctype html><meta charset=gb2312><title>题</title><p>前言<b>粗</b></p>
<table><tr><th rowspan=2>产出指标<td>数量指标<td>12次<tr><td>质量
指标<td>≥99%<tr><td colspan=2>总分<td>100<br>分</table>
后记<script>alert(1)</script><p style="display:none">密</p>"""


def test_a_web_page_as_it_looks(tmp_path: Path) -> None:
    document = read(written(tmp_path / "a.html", PAGE.encode("gbk")))
    assert str(document.tables[0]) == "产出指标 | 数量指标 | 12次\n^ | 质量指标 | ≥99%\n总分 | < | 100\n分"
    assert document.text == "前言粗\n后记"


def test_a_web_page_under_the_name_of_excel(tmp_path: Path) -> None:
    grid = read(written(tmp_path / "a.xls", PAGE)).tables[0]
    assert grid.at(2, 2).source.cell == "表1 第3行第2列"


def test_a_page_saved_as_one_file(tmp_path: Path) -> None:
    head = "MIME-Version: 1.0\nContent-Type: multipart/related; boundary=x\n\n"
    part = "--x\nContent-Type: text/html; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n"
    page = written(tmp_path / "a.doc", f"{head}{part}<table><tr><td>甲</table>\n--x--\n")
    assert str(read(page).tables[0]) == "甲"


def test_a_table_within_a_table_and_spans_that_run_into_each_other(tmp_path: Path) -> None:
    inner = "<table><tr><td>内</table>"
    page = f"<table><tr><td rowspan=0>甲<td>乙{inner}<td rowspan=2>丙<tr><td colspan=5>丁</table>"
    document = read(written(tmp_path / "a.html", page))
    assert [str(grid) for grid in document.tables] == ["甲 | 乙 | 丙\n^ | 丁 | ^", "内"]
    assert [grid.source.cell for grid in document.tables] == ["表1", "表1内表1"]


@pytest.mark.parametrize("encoding", ["utf-8", "gbk"])
def test_a_damaged_byte_costs_one_character_and_is_said(tmp_path: Path, encoding: str) -> None:
    data = "三级指标,实际完成值\n培训人次,≥90次\n合格率,96%\n".encode(encoding).replace(b"96%", b"96\xff%")
    (tmp_path / "a.csv").write_bytes(data)
    document = read(tmp_path / "a.csv")
    assert str(document.tables[0]).startswith("三级指标 | 实际完成值\n培训人次 | ≥90次\n合格率 | 96")
    assert document.notes[0].startswith("第 3 行有损坏的字节")


@pytest.mark.parametrize(
    "drawing",
    [
        "+----------+--------+\n| 三级指标 | 得分   |\n+==========+========+\n| 培训人次 | 9.5    |\n+----------+--------+\n",
        "┌──────────┬────────┐\n│ 三级指标 │ 得分   │\n├──────────┼────────┤\n│ 培训人次 │ 9.5    │\n└──────────┴────────┘\n",
    ],
)
def test_a_table_drawn_with_signs_is_not_guessed_at(tmp_path: Path, drawing: str) -> None:
    with pytest.raises(ScoringError, match="用横线、竖线等符号画出来的"):
        read(written(tmp_path / "a.txt", drawing))


def test_rows_and_cells_a_page_does_not_show_are_not_in_the_table(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    path.write_text(
        "<table><tr><td>甲</td><td hidden>稿</td><td>乙</td></tr><tr style='display: none'><td>样例</td></tr></table>",
        "utf-8",
    )
    assert str(read(path).tables[0]) == "甲 | 乙"
