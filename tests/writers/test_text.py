"""The formats one can read as they are: plain text, Markdown, HTML."""

from __future__ import annotations

import re

import pytest

from scoring.grid import Cell, Grid
from scoring.writers import Page, Paragraph

from .opened import rendered, web_grid
from .samples import INFO, drawn, jinbao


def plain(drawing: str, widths: tuple[float, ...]) -> str:
    return rendered(Page(blocks=(drawn(drawing, widths=widths),)), "txt").decode()


def test_plain_text_draws_merges_for_chinese() -> None:
    assert plain("产出指标 | 数量指标 | 12次\n^ | 质量指标 | ≥99%\n总分 | < | 97.0", (1, 1, 1)) == (
        "+--------------------------------+--------------------------------+--------------------------------+\n"
        "|                                |            数量指标            |              12次              |\n"
        "|            产出指标            +--------------------------------+--------------------------------+\n"
        "|                                |            质量指标            |              ≥99%              |\n"
        "+--------------------------------+--------------------------------+--------------------------------+\n"
        "|                              总分                               |              97.0              |\n"
        "+-----------------------------------------------------------------+--------------------------------+\n"
    )


def test_plain_text_wraps_where_a_column_ends() -> None:
    lines = plain("偏差原因分析及改进措施 | 无", (1, 9)).splitlines()
    assert [line.split("|")[1].strip() for line in lines[1:-1]] == ["偏差原因", "分析及改", "进措施"]


def test_plain_text_centres_the_title_and_sets_the_signature_right() -> None:
    page = Page("自评表", "（2023年度）", (Paragraph("正文"), Paragraph("（盖章）", "sign")))
    assert rendered(page, "txt").decode().splitlines() == [
        " " * 47 + "自评表", "", " " * 44 + "（2023年度）", "", "正文", "", " " * 92 + "（盖章）",
    ]  # fmt: skip


def test_markdown_leaves_covered_places_blank() -> None:
    page = Page("自评表", "（2023年度）", (drawn("产出 | 数量 | <\n^ | 质量 | 1"), Paragraph("说明：无", "note")))
    assert rendered(page, "md").decode() == (
        "# 自评表\n\n（2023年度）\n\n| 产出 | 数量 |  |\n| --- | --- | --- |\n|  | 质量 | 1 |\n\n说明：无\n"
    )


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("a|b", "a\\|b"),
        ("*强*", "\\*强\\*"),
        ("<script>", "\\<script\\>"),
        ("[x](y)", "\\[x\\](y)"),
        ("# 标题", "\\# 标题"),
        ("1. 项", "1\\. 项"),
        ("- 项", "\\- 项"),
        ("    四格\n\n下段", "四格  \n下段"),
    ],
)
def test_markdown_keeps_marks_as_text(text: str, written: str) -> None:
    assert rendered(Page(blocks=(Paragraph(text),)), "md").decode() == written + "\n"


def test_the_web_page_keeps_the_merges() -> None:
    assert str(web_grid(rendered(jinbao(), "html"))) == str(drawn(INFO))


def test_the_web_page_is_in_chinese_and_fetches_and_runs_nothing() -> None:
    html = rendered(jinbao(), "html").decode()
    assert html.startswith('<!DOCTYPE html>\n<html lang="zh-CN">\n<head>\n<meta charset="utf-8">')
    assert "default-src 'none'" in html
    assert re.findall(r"(?i)<script|<link|<img|https?:|url\(|@import|\son\w+=", html) == []


def test_what_is_typed_is_never_markup() -> None:
    evil = "<script>alert(1)</script>\"'&"
    grid = Grid([Cell(0, 0, evil, note=evil)], title=evil)
    html = rendered(Page(evil, evil, (grid, Paragraph(evil))), "html").decode()
    assert "<script" not in html
    assert 'title="&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#x27;&amp;"' in html


def test_header_rows_are_a_head_that_prints_on_each_sheet() -> None:
    grid = drawn("项目 | 资金 | <\n^ | 预算 | 执行\n甲 | 1 | 2\n乙 | 3 | 4", header=1)
    html = rendered(Page(blocks=(grid,)), "html").decode()
    head, body = re.findall(r"<(?:thead|tbody)>(.*?)</(?:thead|tbody)>", html, re.DOTALL)
    assert (head.count("<tr>"), body.count("<tr>")) == (2, 2)


@pytest.mark.parametrize("kind", ["md", "txt", "html"])
def test_remarks_are_listed_with_their_place(kind: str) -> None:
    grid = Grid([Cell(0, 0, "得分"), Cell(1, 0, "9.50", note="应为 9.00")])
    assert "批注 表1 第2行第1列：应为 9.00" in rendered(Page(blocks=(grid,)), kind).decode()


def test_a_table_says_its_own_title_once() -> None:
    grid = drawn("甲 | 乙", title="自评表")
    assert rendered(Page("自评表", blocks=(grid,)), "md").decode().count("自评表") == 1
    assert rendered(Page("附件", blocks=(grid,)), "md").decode().count("自评表") == 1
