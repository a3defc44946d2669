"""Ruled tables in PDF."""

from __future__ import annotations

from pathlib import Path

import pytest

from scoring.readers import read
from scoring.source import ScoringError
from tests.readers.making import pdf

MERGED = """
#table(columns: 3,
  table.cell(rowspan: 2)[产出指标], [数量指标], [12次],
  [质量指标], [≥99.5%],
  table.cell(colspan: 2)[总分], [1,503.44])
"""


def test_merged_cells_are_drawn_as_on_the_page(tmp_path: Path) -> None:
    document = read(pdf(tmp_path / "a.pdf", "自评表\n" + MERGED + "说明"))
    assert str(document.tables[0]) == "产出指标 | 数量指标 | 12次\n^ | 质量指标 | ≥99.5%\n总分 | < | 1,503.44"
    assert document.tables[0].at(2, 2).source.cell == "第1页 表1 第3行第2列"
    assert document.text == "自评表\n说明"


def test_a_full_line_goes_on_and_a_short_line_ends(tmp_path: Path) -> None:
    cells = "[完成某某信息系统运行维护与升级改造的数量], [1.甲 \\ 2.乙]"
    grid = read(pdf(tmp_path / "a.pdf", f"#table(columns: (60pt, 60pt), {cells})")).tables[0]
    assert [cell.text for cell in grid.cells] == ["完成某某信息系统运行维护与升级改造的数量", "1.甲\n2.乙"]


@pytest.mark.parametrize("style", ["stroke: 0.5pt", "stroke: (dash: (2pt, 2pt))", "stroke: 1pt, fill: luma(230)"])
def test_rules_of_any_kind(tmp_path: Path, style: str) -> None:
    source = MERGED.replace("columns: 3", f"columns: 3, {style}")
    assert str(read(pdf(tmp_path / "a.pdf", source)).tables[0]).startswith("产出指标 | 数量指标 | 12次\n^ | ")


def test_a_table_without_outer_sides_still_has_all_columns(tmp_path: Path) -> None:
    stroke = "(x, y) => (left: if x > 0 {1pt}, bottom: 1pt, top: 1pt)"
    source = f"#table(columns: (1fr, 1fr, 1fr), stroke: {stroke}, [甲], [乙], [丙], [丁], [戊], [己])"
    assert str(read(pdf(tmp_path / "a.pdf", source)).tables[0]) == "甲 | 乙 | 丙\n丁 | 戊 | 己"


def test_two_tables_on_a_page_are_two(tmp_path: Path) -> None:
    tables = read(pdf(tmp_path / "a.pdf", "#table(columns: 2,[甲],[乙])\n间\n#table(columns: 2,[丙],[丁])")).tables
    assert [str(grid) for grid in tables] == ["甲 | 乙", "丙 | 丁"]
    assert tables[1].at(0, 0).source.cell == "第1页 表2 第1行第1列"


def test_a_page_stored_lying_and_shown_upright(tmp_path: Path) -> None:
    import pypdfium2

    for turn in (90, 180, 270):
        source = f"#rotate(-{turn}deg, reflow: true)[{MERGED}]"
        document = pypdfium2.PdfDocument(pdf(tmp_path / "a.pdf", source))
        document[0].set_rotation(turn)
        document.save(tmp_path / "turned.pdf")
        grid = read(tmp_path / "turned.pdf").tables[0]
        assert str(grid) == "产出指标 | 数量指标 | 12次\n^ | 质量指标 | ≥99.5%\n总分 | < | 1,503.44"


def test_a_page_shown_lying_is_read_upright(tmp_path: Path) -> None:
    """A scanner's or printer's turn that nobody took back: the table lies on its side on the screen, too."""
    import pypdfium2

    for drawn, stated in ((90, 0), (0, 90), (270, 90), (180, 0)):
        document = pypdfium2.PdfDocument(pdf(tmp_path / "a.pdf", f"#rotate({-drawn}deg, reflow: true)[{MERGED}]"))
        document[0].set_rotation(stated)
        document.save(tmp_path / "lying.pdf")
        grid = read(tmp_path / "lying.pdf").tables[0]
        assert str(grid) == "产出指标 | 数量指标 | 12次\n^ | 质量指标 | ≥99.5%\n总分 | < | 1,503.44"


LONG = """
#table(columns: (1fr, 1fr, 2fr, 1fr),
  table.header([一级指标], [二级指标], [三级指标], [得分]),
  table.cell(rowspan: 100)[产出指标],
  ..range(100).map(n => ([数量指标], [指标#n], [#n 分])).flatten(),
  table.cell(colspan: 3)[总分], [100])
"""


def test_a_table_over_pages_is_one_without_the_repeated_headers(tmp_path: Path) -> None:
    document = read(pdf(tmp_path / "a.pdf", "自评表" + LONG))
    (grid,) = document.tables
    assert (grid.rows, grid.columns) == (102, 4)
    assert [grid.at(r, 2).text for r in range(1, 101)] == [f"指标{n}" for n in range(100)]
    assert grid.at(100, 0) == grid.at(1, 0)
    assert str(grid).count("一级指标") == 1
    assert grid.at(101, 3).source.cell.startswith("第3页 表1 第")


def test_the_next_form_on_the_next_page_is_not_joined(tmp_path: Path) -> None:
    tables = read(pdf(tmp_path / "a.pdf", f"自评表一{MERGED}#pagebreak()\n自评表二{MERGED}")).tables
    assert [grid.rows for grid in tables] == [3, 3]


def test_a_row_torn_by_the_end_of_the_page_is_one_row(tmp_path: Path) -> None:
    text = "很长的说明" * 30
    rows = "".join(f"[{n}], [短], [9.5]," for n in range(30))
    source = f"#table(columns: (1fr, 3cm, 1fr), {rows} [30], [{text}], [9.5], [31], [短], [9.5])"
    (grid,) = read(pdf(tmp_path / "a.pdf", source)).tables
    assert grid.rows == 32
    assert grid.at(30, 1).text == text
    assert grid.at(31, 0).text == "31"


def test_pdfplumber_sees_the_same_rows(tmp_path: Path) -> None:
    import pdfplumber

    path = pdf(tmp_path / "a.pdf", MERGED + LONG.replace("100", "30"))
    ours = [
        [cell.text for cell in line if cell.row == r]
        for grid in read(path).tables
        for r, line in enumerate(grid.lines())
    ]
    with pdfplumber.open(path) as document:
        theirs = [
            [text.replace("\n", "") for text in row if text is not None]
            for page in document.pages
            for table in page.extract_tables()
            for row in table
        ]
    assert ours == theirs


def test_a_scan_is_told_to_be_one(tmp_path: Path) -> None:
    with pytest.raises(ScoringError, match="PDF 里没有文字，是扫描件或图片"):
        read(pdf(tmp_path / "a.pdf", "#rect(width: 5cm, height: 5cm)"))


def test_a_page_without_text_is_noted(tmp_path: Path) -> None:
    document = read(pdf(tmp_path / "a.pdf", MERGED + "#pagebreak()\n#rect()"))
    assert document.notes == ("第 2 页没有文字，可能是扫描件，没有读到内容",)


def test_a_pdf_without_rules_keeps_its_text(tmp_path: Path) -> None:
    document = read(pdf(tmp_path / "a.pdf", "绩效自评综述：得分 #text[98.5]分。"))
    assert "98.5" in document.text
    assert document.notes[0].startswith("PDF 里有文字，但没有找到带框线的表格")


def test_a_blank_page_is_no_scan(tmp_path: Path) -> None:
    assert read(pdf(tmp_path / "a.pdf", MERGED + "#pagebreak()\n")).notes == ()


def test_columns_of_two_tables_drawn_touching_do_not_cut_each_other(tmp_path: Path) -> None:
    upper = "#table(columns: (30mm, 60mm), [项目名称], [甲])"
    lower = "#table(columns: (32mm, 58mm), table.cell(rowspan: 2)[产出指标], [乙], [丙])"
    [grid] = read(pdf(tmp_path / "a.pdf", f"#set block(spacing: 0pt)\n{upper}\n{lower}")).tables
    assert [cell.text for cell in grid.cells if cell.rows == 2] == ["产出指标"]


def test_a_label_that_a_spreadsheet_prints_beyond_the_end_of_the_page_belongs_to_its_rows() -> None:
    from scoring.readers.lattice import Letter, Table
    from scoring.readers.pages import Page, continued

    def page(number: int, texts: dict[tuple[int, int], str], top: float, outside: str) -> Page:
        rows = max(r for r, _ in texts) + 1
        spans = [(r, c, 1, 1) for r in range(rows) for c in range(2)]
        table = Table([50, 150, 300], [top + 40 * n for n in range(rows + 1)], spans, texts)
        letters = [Letter(60 + 10 * n, 780, 70 + 10 * n, 790, char) for n, char in enumerate(outside)]
        return Page(number, 400, 800, [table], letters, True)

    first = {(r, 0): f"标{r}" for r in range(15)} | {(r, 1): f"行{r}" for r in range(16)}
    head = page(1, first, 100, "效益指标")
    head.tables[0].spans.remove((2, 0, 1, 1))
    head.tables[0].spans.remove((1, 0, 1, 1))
    head.tables[0].spans.append((1, 0, 2, 1))
    rest = page(2, {(0, 0): "效益指标", (0, 1): "行16"}, 50, "")
    [piece] = continued([head, rest])
    assert (15, 0, 2, 1) in piece.table.spans
    assert piece.table.texts[15, 0] == "效益指标"
