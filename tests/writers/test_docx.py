"""Word: merges, repeated headers, rows in one piece, fonts, and elements in the order of the schema."""

from __future__ import annotations

from io import BytesIO
from xml.etree import ElementTree
from zipfile import ZipFile

import pytest

from scoring.grid import Cell, Grid
from scoring.source import ScoringError
from scoring.writers import Page, Paragraph

from .opened import rendered, word, word_grid
from .samples import INDICATORS, INFO, drawn, jinbao

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
# the order of children in ECMA-376, for the elements we write
ORDER = {
    "tblPr": "tblStyle tblW jc tblInd tblBorders shd tblLayout tblCellMar tblLook",
    "tblBorders": "top left bottom right insideH insideV",
    "tcPr": "tcW gridSpan vMerge tcBorders shd noWrap tcMar vAlign",
    "tc": "tcPr p",
    "tr": "trPr tc",
    "tbl": "tblPr tblGrid tr",
    "pPr": "pStyle keepNext keepLines autoSpaceDE autoSpaceDN snapToGrid spacing ind jc rPr sectPr",
    "rPr": "rFonts b color sz szCs lang",
    "sectPr": "headerReference footerReference type pgSz pgMar cols docGrid",
    "style": "name basedOn qFormat pPr rPr",
    "font": "altName panose1 charset family pitch sig",
    "settings": "characterSpacingControl compat themeFontLang",
}


def document(page: Page | list[Page]) -> ElementTree.Element:
    return part(page, "word/document.xml")


def part(page: Page | list[Page], name: str) -> ElementTree.Element:
    return ElementTree.fromstring(ZipFile(BytesIO(rendered(page, "docx"))).read(name))  # type: ignore[arg-type]


def test_the_ministry_table_keeps_its_merges() -> None:
    info, indicators = word(rendered(jinbao(), "docx")).tables
    assert str(word_grid(info)) == str(drawn(INFO))
    assert str(word_grid(indicators)) == str(drawn(INDICATORS))


def test_title_subtitle_notes_and_signature_have_their_own_styles() -> None:
    styled = [(p.style.name, p.text) for p in word(rendered(jinbao(), "docx")).paragraphs if p.text]
    assert styled == [
        ("Title", "项目支出绩效自评表"),
        ("Subtitle", "（2023年度）"),
        ("Note", "说明：得分一档最高不能超过该指标分值上限。"),
        ("Sign", styled[-1][1]),
    ]
    assert "（盖章）" in styled[-1][1]


def test_fonts_are_the_official_ones_with_a_class_to_fall_back_on() -> None:
    fonts = {f.get(f"{W}name"): f.find(f"{W}altName") for f in part(jinbao(), "word/fontTable.xml")}
    other = {name: alt.get(f"{W}val") for name, alt in fonts.items() if alt is not None}
    assert (other["方正小标宋简体"], other["仿宋_GB2312"]) == ("黑体", "仿宋")
    title = part(jinbao(), "word/styles.xml").find(f"{W}style[@{W}styleId='Title']/{W}rPr/{W}rFonts")
    assert title is not None and title.get(f"{W}eastAsia") == "方正小标宋简体"


def test_header_rows_repeat_and_no_row_is_torn_apart() -> None:
    info, indicators = document(jinbao()).iter(f"{W}tbl")
    rows = list(indicators.iter(f"{W}tr"))
    assert [row.find(f".//{W}tblHeader") is not None for row in rows] == [True] + [False] * (len(rows) - 1)
    assert all(row.find(f".//{W}cantSplit") is not None for row in [*rows, *info.iter(f"{W}tr")])


def test_a_header_grows_to_hold_the_cells_that_reach_out_of_it() -> None:
    grid = drawn("项目 | 资金 | <\n^ | 预算 | 执行\n甲 | 1 | 2\n乙 | 3 | 4", header=1)
    assert len(list(document(Page(blocks=(grid,))).iter(f"{W}tblHeader"))) == 2


def test_a_row_taller_than_half_a_sheet_may_break() -> None:
    grid = Grid([Cell(0, 0, "很长的说明，" * 1700), Cell(1, 0, "短")])
    first, second = document(Page(blocks=(grid,))).iter(f"{W}tr")
    assert (first.find(f".//{W}cantSplit") is None, second.find(f".//{W}cantSplit") is None) == (True, False)


def test_touching_tables_stay_two_tables() -> None:
    body = document(jinbao())[0]
    kinds = [child.tag.removeprefix(W) for child in body]
    assert kinds == ["p", "p", "tbl", "p", "tbl", "p", "p", "sectPr"]


def test_each_page_has_its_own_paper() -> None:
    document = word(rendered([jinbao(), jinbao(landscape=True)], "docx"))  # type: ignore[arg-type]
    portrait, landscape = document.sections
    assert portrait.page_width == landscape.page_height < portrait.page_height == landscape.page_width
    tables = document.tables
    assert sum(c.width for c in tables[0].columns) < sum(c.width for c in tables[2].columns)


def test_a_remark_becomes_a_comment_on_its_cell() -> None:
    grid = Grid([Cell(0, 0, "9.50", note="按执行率 90.0% 应为 9.00（多 0.50）")])
    [comment] = word(rendered(Page(blocks=(grid,)), "docx")).comments
    assert comment.text == "按执行率 90.0% 应为 9.00（多 0.50）"


def test_markup_in_a_cell_stays_text() -> None:
    grid = Grid([Cell(0, 0, "<w:br/>&amp;]]>\t甲\n 乙 ")])
    [table] = word(rendered(Page("<b>&", blocks=(grid,)), "docx")).tables
    assert table.cell(0, 0).text == "<w:br/>&amp;]]>\t甲\n 乙 "


def test_a_table_wider_than_word_can_hold_is_refused() -> None:
    grid = Grid([Cell(0, c, "1") for c in range(64)])
    with pytest.raises(ScoringError, match="表格有64列，Word 最多63列。请改存为 xlsx"):
        rendered(Page(blocks=(grid,)), "docx")


def test_elements_stand_in_the_order_of_the_schema() -> None:
    noted = Grid(
        [Cell(0, 0, "甲", columns=2, label=True, note="疑"), Cell(1, 0, "乙", align="left"), Cell(1, 1)],
        header=1,
    )
    pages = [
        jinbao(),
        Page("附表", "（续）", (Paragraph("正文\n两段"), noted, Paragraph("章", "sign")), landscape=True),
    ]
    archive = ZipFile(BytesIO(rendered(pages, "docx")))  # type: ignore[arg-type]
    seen = set()
    for name in archive.namelist():
        for element in ElementTree.fromstring(archive.read(name)).iter():
            kind = element.tag.removeprefix(W)
            if kind in ORDER:
                order = ORDER[kind].split()
                positions = [order.index(child.tag.removeprefix(W)) for child in element]
                assert positions == sorted(positions), (name, kind)
                seen.add(kind)
    assert seen == set(ORDER)


def test_every_part_is_declared_and_every_link_leads_somewhere() -> None:
    noted = Page(blocks=(Grid([Cell(0, 0, note="疑")]),))
    archive = ZipFile(BytesIO(rendered(noted, "docx")))
    declared = {e.get("PartName", "").lstrip("/") for e in ElementTree.fromstring(archive.read("[Content_Types].xml"))}
    links = ElementTree.fromstring(archive.read("word/_rels/document.xml.rels"))
    targets = {f"word/{link.get('Target')}" for link in links}
    assert targets <= declared & set(archive.namelist())
    assert "word/comments.xml" in targets
