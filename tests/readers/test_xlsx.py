"""Spreadsheets as a person sees them."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

from scoring.grid import Grid
from scoring.readers import read
from tests.readers.making import repacked, xlsx


def sheet(tmp_path: Path, fill: Any) -> Grid:
    return read(xlsx(tmp_path / "自评表.xlsx", fill)).tables[0]


def test_merged_cells_are_drawn_as_on_the_sheet(tmp_path: Path) -> None:
    def fill(book: Any, ws: Any) -> None:
        ws.merge_range("A1:A2", "产出指标")
        ws.write_row("B1", ["数量指标", "12次"])
        ws.write_row("B2", ["质量指标", "≥99%"])
        ws.merge_range("A3:B3", "总分")
        ws.write("C3", "100")

    assert str(sheet(tmp_path, fill)) == "产出指标 | 数量指标 | 12次\n^ | 质量指标 | ≥99%\n总分 | < | 100"


def test_a_number_is_shown_as_its_format_says_and_kept_exactly(tmp_path: Path) -> None:
    def fill(book: Any, ws: Any) -> None:
        for column, (value, code) in enumerate(
            [
                (0.9, "0.0%"),
                (12, '0"次"'),
                (3.9583, "0.00"),
                (1503.44, "#,##0.00"),
                (9.2, ""),
                (0.1 + 0.2, ""),
            ]
        ):
            ws.write_number(0, column, value, book.add_format({"num_format": code} if code else {}))

    grid = sheet(tmp_path, fill)
    assert str(grid) == "90.0% | 12次 | 3.96 | 1,503.44 | 9.2 | 0.3"
    assert [cell.number for cell in grid.cells] == ["0.9", "12", "3.9583", "1503.44", "9.2", "0.3"]
    assert [cell.number_format for cell in grid.cells] == ["0.0%", '0"次"', "0.00", "#,##0.00", "", ""]


def test_each_of_many_formats_is_known(tmp_path: Path) -> None:
    def fill(book: Any, ws: Any) -> None:
        for row in range(100):
            ws.write_number(row, 0, row, book.add_format({"num_format": f'0"次{row}"'}))

    assert [cell.text for cell in sheet(tmp_path, fill).cells] == [f"{row}次{row}" for row in range(100)]


def test_a_raw_number_with_seventeen_digits_is_the_one_that_was_typed(tmp_path: Path) -> None:
    good = xlsx(tmp_path / "good.xlsx", lambda book, ws: ws.write("A1", 9.2))
    raw = repacked(
        good,
        tmp_path / "raw.xlsx",
        {"xl/worksheets/sheet1.xml": lambda xml: xml.replace(b"<v>9.2</v>", b"<v>9.1999999999999993</v>")},
    )
    assert read(raw).tables[0].cells[0].number == "9.2"


def test_dates_and_truth_values_are_texts(tmp_path: Path) -> None:
    def fill(book: Any, ws: Any) -> None:
        day = datetime.date(2020, 12, 31)
        ws.write_datetime("A1", day, book.add_format({"num_format": 'yyyy"年"m"月"d"日"'}))
        ws.write_datetime("B1", day, book.add_format({"num_format": "yyyy/m/d"}))
        ws.write_boolean("C1", True)

    assert str(sheet(tmp_path, fill)) == "2020年12月31日 | 2020/12/31 | TRUE"


def test_a_cell_knows_its_address_though_the_borders_are_trimmed(tmp_path: Path) -> None:
    def fill(book: Any, ws: Any) -> None:
        ws.write("C5", "得分")
        ws.write("D12", "9.50")
        ws.write("AB12", "备注")
        ws.write("A1", "  ")

    grid = sheet(tmp_path, fill)
    assert (grid.rows, grid.columns) == (8, 26)
    assert grid.at(7, 1).source.cell == "Sheet1!D12"
    assert grid.at(7, 25).source.cell == "Sheet1!AB12"


def test_an_empty_merged_remark_keeps_its_width(tmp_path: Path) -> None:
    def fill(book: Any, ws: Any) -> None:
        ws.write("A1", "得分")
        ws.merge_range("B1:C1", "偏差原因")
        ws.write("A2", "9.5")

    assert str(sheet(tmp_path, fill)) == "得分 | 偏差原因 | <\n9.5 |  | "


def test_every_sheet_is_read_hidden_ones_with_a_note(tmp_path: Path) -> None:
    def fill(book: Any, ws: Any) -> None:
        ws.write("A1", "甲")
        hidden = book.add_worksheet("底稿")
        hidden.write("A1", "乙")
        hidden.hide()
        book.add_worksheet("空表")

    document = read(xlsx(tmp_path / "a.xlsx", fill))
    assert [str(grid) for grid in document.tables] == ["甲", "乙"]
    assert document.notes == ("工作表 底稿 是隐藏的，也读取了",)


def test_a_formula_never_calculated_is_named_and_not_read_as_zero(tmp_path: Path) -> None:
    from openpyxl import Workbook

    book = Workbook()
    book.active["A1"], book.active["B2"] = "得分", "=1+1"
    book.save(tmp_path / "a.xlsx")
    document = read(tmp_path / "a.xlsx")
    assert str(document.tables[0]) == "得分 | \n | "
    assert document.notes == ("Sheet!B2是公式，文件里没有保存计算结果，请用 Excel 或 WPS 打开并保存后重新报送",)


def test_a_calculated_formula_reads_as_its_result(tmp_path: Path) -> None:
    def fill(book: Any, ws: Any) -> None:
        ws.write_formula("A1", "=1+1", None, 2)

    document = read(xlsx(tmp_path / "a.xlsx", fill))
    assert (str(document.tables[0]), document.notes) == ("2", ())


def test_an_error_value_is_seen(tmp_path: Path) -> None:
    def fill(book: Any, ws: Any) -> None:
        ws.write_row("A1", ["执行率", ""])
        ws.write_formula("B1", "=1/0", None, "#DIV/0!")

    assert str(sheet(tmp_path, fill)) == "执行率 | #DIV/0!"


def test_text_that_looks_like_a_formula_stays_text(tmp_path: Path) -> None:
    def fill(book: Any, ws: Any) -> None:
        ws.write_string("A1", "=4次")

    assert str(sheet(tmp_path, fill)) == "=4次"


def test_macros_and_links_are_left_alone_and_said(tmp_path: Path) -> None:
    good = xlsx(tmp_path / "good.xlsx", lambda book, ws: ws.write("A1", "甲"))
    import zipfile

    with zipfile.ZipFile(good, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"macro")
        archive.writestr("xl/externalLinks/externalLink1.xml", "<x/>")
    assert read(good).notes == (
        "文件带有宏，宏没有运行，只读取了单元格",
        "文件引用了其他工作簿，引用没有更新，按保存时的数值读取",
    )


def test_the_same_bytes_under_another_name_read_the_same(tmp_path: Path) -> None:
    good = xlsx(tmp_path / "a.xlsx", lambda book, ws: ws.write("A1", "甲"))
    other = good.rename(tmp_path / "a.xls")
    assert str(read(other).tables[0]) == "甲"


def test_formats_are_found_however_the_cells_are_written(tmp_path: Path) -> None:
    def fill(book: Any, ws: Any) -> None:
        ws.write_number("B2", 0.9, book.add_format({"num_format": "0.0%"}))

    good = xlsx(tmp_path / "good.xlsx", fill)
    for number, written in enumerate([b'<c s="1" r="B2">', b'<c r="B2" t="n" s="1">', b'<c s="1">']):
        change = {"xl/worksheets/sheet1.xml": lambda xml, w=written: xml.replace(b'<c r="B2" s="1">', w)}
        grid = read(repacked(good, tmp_path / f"{number}.xlsx", change)).tables[0]
        assert grid.cells[0].text == "90.0%"
        assert grid.cells[0].source.cell == ("Sheet1!B2" if number < 2 else "Sheet1!A2")
