"""Word documents as they look on the page."""

from __future__ import annotations

from pathlib import Path

import pytest

from scoring.readers import read
from tests.readers.making import docx, p, tbl, tc

SPAN2 = '<w:gridSpan w:val="2"/>'
DOWN, ON = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"


def test_merged_cells_are_drawn_as_on_the_page(tmp_path: Path) -> None:
    table = tbl(
        [tc("产出指标", DOWN), tc("数量指标"), tc("12次")],
        [tc("", ON), tc("质量指标"), tc("≥99%")],
        [tc("总分", SPAN2), tc("100")],
    )
    document = read(docx(tmp_path / "自评表.docx", p("标题") + table + p("说明")))
    assert str(document.tables[0]) == "产出指标 | 数量指标 | 12次\n^ | 质量指标 | ≥99%\n总分 | < | 100"
    assert document.text == "标题\n说明"


def test_a_place_is_counted_as_a_person_counts(tmp_path: Path) -> None:
    table = tbl(
        [tc("主管部门", SPAN2), tc("某局")],
        [tc("一级", DOWN), tc("二级"), tc("分值")],
        [tc("", ON), tc("数量"), tc("5")],
    )
    grid = read(docx(tmp_path / "a.docx", p("前") + table + table)).tables[1]
    assert grid.at(0, 2).source.cell == "表2 第1行第2列"
    assert grid.at(2, 2).source.cell == "表2 第3行第3列"


def test_line_breaks_and_paragraphs_in_a_cell_are_lines(tmp_path: Path) -> None:
    cell = tc(p("第一段") + "<w:p><w:r><w:t>甲</w:t><w:br/><w:t>乙</w:t><w:tab/><w:t>丙</w:t></w:r></w:p>")
    assert read(docx(tmp_path / "a.docx", tbl([cell]))).tables[0].cells[0].text == "第一段\n甲\n乙 丙"


def test_deleted_text_is_gone_inserted_text_is_read_hidden_text_is_not_seen(tmp_path: Path) -> None:
    cell = tc(
        "<w:p><w:del><w:r><w:delText>9.5</w:delText></w:r></w:del><w:ins><w:r><w:t>9.0</w:t></w:r></w:ins>"
        "<w:r><w:rPr><w:vanish/></w:rPr><w:t>密</w:t></w:r><w:hyperlink><w:r><w:t>分</w:t></w:r></w:hyperlink></w:p>"
    )
    gone = "<w:tr><w:trPr><w:del/></w:trPr>" + tc("删去的行") + "</w:tr>"
    table = tbl([cell]).replace("</w:tbl>", gone + "</w:tbl>")
    assert str(read(docx(tmp_path / "a.docx", table)).tables[0]) == "9.0分"


def test_a_table_in_a_cell_is_a_table_of_its_own(tmp_path: Path) -> None:
    inner = tbl([tc("内")])
    document = read(docx(tmp_path / "a.docx", tbl([tc(p("外") + inner + p("")), tc(inner)]) + tbl([tc("后")])))
    assert [str(grid) for grid in document.tables] == ["外 | ", "内", "内", "后"]
    assert [grid.source.cell for grid in document.tables] == ["表1", "表1内表1", "表1内表2", "表2"]


def test_content_controls_hide_neither_rows_nor_cells_nor_text(tmp_path: Path) -> None:
    def control(content: str) -> str:
        return f"<w:sdt><w:sdtPr/><w:sdtContent>{content}</w:sdtContent></w:sdt>"

    row = "<w:tr>" + control(tc(control(p("甲")))) + tc("乙") + "</w:tr>"
    table = control("<w:tbl>" + control(row) + "</w:tbl>")
    assert str(read(docx(tmp_path / "a.docx", table)).tables[0]) == "甲 | 乙"


def test_short_rows_and_indented_rows_are_filled_up(tmp_path: Path) -> None:
    indented = '<w:tr><w:trPr><w:gridBefore w:val="1"/></w:trPr>' + tc("乙") + "</w:tr>"
    table = tbl([tc("一"), tc("二"), tc("三")], [tc("甲")]).replace("</w:tbl>", indented + "</w:tbl>")
    assert str(read(docx(tmp_path / "a.docx", table)).tables[0]) == "一 | 二 | 三\n甲 |  | \n | 乙 | "


def test_a_merge_that_begins_nowhere_is_a_cell_of_its_own(tmp_path: Path) -> None:
    table = tbl([tc("甲", ON), tc("乙")], [tc("丙", SPAN2 + ON)])
    assert str(read(docx(tmp_path / "a.docx", table)).tables[0]) == "甲 | 乙\n丙 | <"


def test_text_in_a_text_box_is_read_once(tmp_path: Path) -> None:
    box = f"<w:txbxContent>{p('框内')}</w:txbxContent>"
    choice = (
        '<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
        f"<mc:Choice><w:drawing>{box}</w:drawing></mc:Choice>"
        f"<mc:Fallback><w:pict>{box}</w:pict></mc:Fallback></mc:AlternateContent>"
    )
    assert read(docx(tmp_path / "a.docx", f"<w:p><w:r>{choice}</w:r></w:p>")).text == "框内"


@pytest.mark.parametrize("space", ["http://purl.oclc.org/ooxml/wordprocessingml/main", "urn:other"])
def test_the_namespace_does_not_matter(tmp_path: Path, space: str) -> None:
    path = docx(tmp_path / "a.docx", tbl([tc("甲", SPAN2)], [tc("乙"), tc("丙")]), space)
    assert str(read(path).tables[0]) == "甲 | <\n乙 | 丙"


def test_a_document_without_tables_says_so(tmp_path: Path) -> None:
    document = read(docx(tmp_path / "a.docx", p("绩效自评综述")))
    assert (document.text, document.notes) == ("绩效自评综述", ("文件里没有表格",))


def test_python_docx_sees_the_same_cells(tmp_path: Path) -> None:
    from docx import Document

    path = tmp_path / "a.docx"
    made = Document()
    table = made.add_table(5, 4)
    for r in range(5):
        for c in range(4):
            table.cell(r, c).text = f"{r}-{c}"
    table.cell(0, 0).merge(table.cell(0, 3)).text = "题"
    table.cell(1, 0).merge(table.cell(3, 0)).text = "产出"
    table.cell(2, 2).merge(table.cell(3, 3)).text = "块"
    made.save(str(path))

    grid = read(path).tables[0]
    other = Document(str(path)).tables[0]
    assert [[grid.at(r, c).text for c in range(4)] for r in range(5)] == [
        [cell.text for cell in row.cells] for row in other.rows
    ]
