"""PDF: headers and labels on every sheet of paper, text that is never code, plain words when it cannot be."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from scoring.grid import Cell, Grid
from scoring.source import ScoringError
from scoring.writers import Page, Paragraph, pdf

from .opened import rendered, sheets_of_paper
from .samples import jinbao, long_table


@pytest.fixture
def fresh_fonts() -> Iterator[None]:
    pdf._fonts.cache_clear()
    yield
    pdf._fonts.cache_clear()


def test_the_ministry_table_fits_one_sheet_with_all_its_figures() -> None:
    [sheet] = sheets_of_paper(rendered(jinbao(), "pdf"))
    for text in (
        "项目支出绩效自评表",
        "1352.79",
        "90.0%",
        "≤72小时",
        "38.2小时",
        "作用较显著",
        "97.0",
        "第 1 页 共 1 页",
    ):
        assert text in sheet


def test_header_rows_repeat_on_each_sheet() -> None:
    sheets = sheets_of_paper(rendered(Page("长表", blocks=(long_table(),)), "pdf"))
    assert len(sheets) > 1
    assert [sheet.count("三级指标") for sheet in sheets] == [1] * len(sheets)


def test_a_label_beside_rows_on_two_sheets_stands_on_both() -> None:
    sheets = sheets_of_paper(rendered(Page("长表", blocks=(long_table(group=60),)), "pdf"))
    assert len(sheets) > 1
    assert [sheet.count("第1类") for sheet in sheets] == [1] * len(sheets)


def test_no_row_is_torn_apart() -> None:
    grid = Grid([Cell(r, 0, "甲\n" + "乙\n" * 5 + "丙") for r in range(40)])
    sheets = sheets_of_paper(rendered(Page(blocks=(grid,)), "pdf"))
    assert len(sheets) > 2
    assert [sheet.count("甲") for sheet in sheets] == [sheet.count("丙") for sheet in sheets]


def test_a_row_taller_than_a_sheet_runs_over_several_and_loses_nothing() -> None:
    sheets = sheets_of_paper(rendered(Page(blocks=(Grid([Cell(0, 0, "字" * 10_000)]),)), "pdf"))
    assert len(sheets) > 1 and sum(sheet.count("字") for sheet in sheets) == 10_000


def test_five_hundred_rows_are_all_there() -> None:
    text = "".join(sheets_of_paper(rendered(Page("长表", blocks=(long_table(500, 100),)), "pdf")))
    assert [r for r in range(1, 501) if f"指标{r}号的名称" not in text] == []


def test_a_word_too_long_for_its_cell_is_broken_not_printed_over_the_next() -> None:
    import pypdfium2

    grid = Grid([Cell(0, 0, "a" * 300), Cell(0, 1, "乙")], widths=(1, 1))
    page = pypdfium2.PdfDocument(rendered(Page(blocks=(grid,)), "pdf"))[0]
    text = page.get_textpage()
    middle = page.get_width() / 2
    right_edges = [text.get_charbox(i)[2] for i in range(text.count_chars()) if text.get_text_range(i, 1) == "a"]
    assert len(right_edges) == 300 and max(right_edges) < middle


@pytest.mark.parametrize(
    "text",
    [
        '#panic("x")',
        "*b* _i_ $x$ `c`",
        "<a> @b",
        "\\u{41}",
        "[x](y)",
        "// 注释",
        "= 标题",
        '"引号"',
        "https://a.cn",
    ],
)
def test_typed_text_is_never_typst_code(text: str) -> None:
    page = Page(text, text, (Grid([Cell(0, 0, text)]), Paragraph(text)))
    [sheet] = sheets_of_paper(rendered(page, "pdf"))
    assert sheet.count(text) == 4


def test_pages_of_both_orientations_in_one_file() -> None:
    import pypdfium2

    document = pypdfium2.PdfDocument(rendered([jinbao(), Page("附表", landscape=True)], "pdf"))  # type: ignore[arg-type]
    assert [page.get_width() > page.get_height() for page in document] == [False, True]


def test_remarks_are_listed_below() -> None:
    grid = Grid([Cell(0, 0, "9.50", note="应为 9.00")])
    [sheet] = sheets_of_paper(rendered(Page(blocks=(grid,)), "pdf"))
    assert "批注 表1 第1行第1列：应为 9.00" in sheet


def test_without_the_extra_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch, fresh_fonts: None) -> None:
    monkeypatch.setitem(sys.modules, "typst", None)
    with pytest.raises(ScoringError) as caught:
        rendered(jinbao(), "pdf")
    assert str(caught.value) == (
        "没有安装 PDF 组件。请安装：pip install 'budget-performance-scoring[pdf]'，或先存为 docx、html"
    )


def test_several_threads_print_at_once() -> None:
    pages = [Page(f"自评表{n}", blocks=(long_table(20),)) for n in range(24)]
    with ThreadPoolExecutor(4) as threads:
        for page, data in zip(pages, threads.map(lambda page: rendered(page, "pdf"), pages), strict=True):
            assert page.title in sheets_of_paper(data)[0]


def test_without_a_chinese_font_it_says_so_instead_of_printing_boxes() -> None:
    with pytest.raises(ScoringError, match="没有找到中文字体，PDF 里的字会变成方框。请安装"):
        pdf.choose_fonts(["Libertinus Serif", "DejaVu Sans Mono"])


def test_official_fonts_come_first() -> None:
    assert pdf.choose_fonts(["Noto Serif SC", "Noto Sans SC", "SimSun", "FZXiaoBiaoSong-B05S"]) == (
        "SimSun",
        "FZXiaoBiaoSong-B05S",
    )
    assert pdf.choose_fonts(["SimHei"]) == ("SimHei", "SimHei")
