"""Excel: numbers are numbers with the printed precision, everything else is text, the sheet prints on A4."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from scoring.grid import Cell, Grid
from scoring.writers import Page, Paragraph, render
from scoring.writers.columns import shared_columns
from scoring.writers.xlsx import sheet_name

from .opened import excel, excel_grid, rendered
from .samples import INDICATORS, drawn, jinbao


def cell_of(cell: Cell) -> Any:
    return excel(rendered(Page(blocks=(Grid([cell]),)), "xlsx")).active["A1"]


@pytest.mark.parametrize(
    ("cell", "value", "number_format"),
    [
        (Cell(0, 0, "90.0%", number="0.900", number_format="0.0%"), 0.9, "0.0%"),
        (Cell(0, 0, "1503.44", number="1503.44", number_format="0.00"), 1503.44, "0.00"),
        (Cell(0, 0, "1,503.44", number="1503.44", number_format="#,##0.00"), 1503.44, "#,##0.00"),
        (Cell(0, 0, "12次", number="12", number_format='0"次"'), 12, '0"次"'),
        (Cell(0, 0, "-0.50", number="-0.50", number_format="0.00"), -0.5, "0.00"),
        (Cell(0, 0, "9.2", number="9.2"), 9.2, "General"),
    ],
)
def test_a_number_is_stored_as_printed(cell: Cell, value: float, number_format: str) -> None:
    found = cell_of(cell)
    assert (found.value, found.data_type, found.number_format) == (value, "n", number_format)


@pytest.mark.parametrize("number", ["1234567890123456", "nan", "1e5", "=1", "１２", "", "9.", "0x10"])
def test_what_excel_would_change_stays_text(number: str) -> None:
    found = cell_of(Cell(0, 0, "原文", number=number, number_format="0"))
    assert (found.value, found.data_type) == ("原文", "s")


def test_a_number_format_nobody_checked_is_not_passed_on() -> None:
    assert cell_of(Cell(0, 0, "1", number="1", number_format='[Red]"x";;;@')).number_format == "General"


@pytest.mark.parametrize(
    "text", ["=cmd|'/c calc'!A0", "=4次", "{=1+1}", "+86", "-1", "--", "@SUM(1)", "\t=1", "12", "http://a.cn"]
)
def test_text_never_becomes_a_formula_a_link_or_a_number(text: str) -> None:
    found = cell_of(Cell(0, 0, text))
    assert (found.value, found.data_type, found.hyperlink) == (text, "s", None)
    assert found.number_format == "@"
    assert found.quotePrefix == text.startswith(("=", "+", "-", "@", "\t"))


def test_the_ministry_table_keeps_merges_and_figures() -> None:
    data = rendered(jinbao(), "xlsx")
    sheet = excel(data)["项目支出绩效自评表"]
    assert (sheet["A1"].value, sheet["A2"].value) == ("项目支出绩效自评表", "（2023年度）")
    assert (sheet["C6"].value, sheet["G6"].value, sheet["G6"].number_format) == (1503.44, 0.9, "0.0%")
    indicators = drawn(INDICATORS)
    found = excel_grid(sheet, top=11)
    assert [found.at(r, 2).text for r in range(indicators.rows)] == [
        indicators.at(r, 2).text for r in range(indicators.rows)
    ]
    assert found.at(2, 0).rows == 10
    assert CalamineWorkbook.from_filelike(BytesIO(data)).sheet_names == ["项目支出绩效自评表"]


def test_the_sheet_prints_on_a4_with_its_header_rows_repeated() -> None:
    book = excel(rendered([jinbao(), jinbao(landscape=True)], "xlsx"))  # type: ignore[arg-type]
    first, second = book.worksheets
    assert (first.page_setup.paperSize, first.page_setup.orientation) == (9, "portrait")
    assert (second.page_setup.orientation, second.title) == ("landscape", "项目支出绩效自评表（2）")
    assert (first.page_setup.fitToWidth or 1, first.page_setup.fitToHeight) == (1, 0)
    assert first.sheet_properties.pageSetUpPr.fitToPage
    assert first.print_title_rows == "$12:$12"


def test_rows_are_as_tall_as_their_text() -> None:
    short, long = Cell(0, 0, "短"), Cell(1, 0, "很长的偏差原因分析" * 20)
    sheet = excel(rendered(Page(blocks=(Grid([short, long, Cell(0, 1), Cell(1, 1)], widths=(8, 30)),)), "xlsx")).active
    assert sheet.row_dimensions[2].height > 10 * sheet.row_dimensions[1].height


def test_more_than_excel_can_hold_is_noted() -> None:
    page = Page(blocks=(Grid([Cell(0, 0, "字" * 40_000)]),))
    data, notes = render(page, "xlsx")
    assert excel(data).active["A1"].value == "字" * 32_767
    assert [str(note) for note in notes] == [
        "表1 第1行：内容太长，超过 Excel 的最大行高，打印时会显示不全（单元格内容是全的）",
        "表1 第1行第1列：超过 Excel 单元格的32767个字，后面的内容没有写入",
    ]


def test_a_remark_becomes_a_comment() -> None:
    assert cell_of(Cell(0, 0, "9.50", note="应为 9.00")).comment.text == "应为 9.00"


def test_tables_of_different_columns_share_the_sheet() -> None:
    two, three = drawn("甲 | 乙"), drawn("一 | 二 | 三")
    page = Page("两张表", blocks=(Grid(two.cells, widths=(1, 2)), Grid(three.cells, widths=(1, 1, 1))))
    sheet = excel(rendered(page, "xlsx")).active
    assert [[cell.value for cell in row] for row in sheet["A2:C3"]] == [
        ["甲", "乙", None],
        ["一", "二", "三"],
    ]
    assert "B2:C2" in {str(m) for m in sheet.merged_cells.ranges}


def test_shared_columns_begin_where_any_table_has_an_edge() -> None:
    assert shared_columns([[2.0, 1.0]], 3.0) == ([2.0, 1.0], [[0, 1, 2]])
    assert shared_columns([[2.0, 2.0], [1.0, 3.0]], 4.0) == ([1.0, 1.0, 2.0], [[0, 2, 3], [0, 1, 3]])
    assert shared_columns([[50.0, 50.0], [50.5, 49.5]], 100.0)[1] == [[0, 1, 2], [0, 1, 2]]
    assert shared_columns([], 5.0) == ([5.0], [])


def test_sheet_names_are_what_excel_accepts() -> None:
    taken: set[str] = set()
    names = [sheet_name(t, taken) for t in ("a/b:[c]?*\\", "A/B:C", "", "'", "History", "表" * 40, "表" * 40)]
    assert names[:5] == ["abc", "ABC（2）", "自评表", "自评表（2）", "History（2）"]
    assert [len(name) for name in names[5:]] == [31, 30]


def test_paragraphs_span_the_table() -> None:
    page = Page(blocks=(Paragraph("说明：甲"), drawn("甲 | 乙"), Paragraph("（盖章）", "sign")))
    sheet = excel(rendered(page, "xlsx")).active
    assert {str(m) for m in sheet.merged_cells.ranges} == {"A1:B1", "A3:B3"}
