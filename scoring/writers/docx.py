"""Word: WordprocessingML straight from the grid; every element in the order the schema asks for."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from scoring.grid import Cell, Grid
from scoring.source import Problem, ScoringError
from scoring.writers.clean import Note
from scoring.writers.docx_parts import LABEL_FILL, NOTED_FILL, package
from scoring.writers.measure import A4, MARGIN, column_widths, font_size, header_rows, paper, torn_rows
from scoring.writers.page import Block, Page, Paragraph

MOST_COLUMNS = 63  # Word calls a file with more columns damaged
_STYLES = {"title": "Title", "subtitle": "Subtitle", "body": "BodyText", "note": "Note", "sign": "Sign"}
_GAP = (
    '<w:p><w:pPr><w:spacing w:before="0" w:after="0" w:line="20" w:lineRule="exact"/>'
    '<w:rPr><w:sz w:val="2"/></w:rPr></w:pPr></w:p>'
)


def draw(pages: Sequence[Page], notes: list[Note]) -> bytes:
    """The document as bytes. Raises ScoringError for a table wider than Word can hold."""
    remarks: list[str] = []
    body: list[str] = []
    for number, page in enumerate(pages, 1):
        _flow(page, body, remarks)
        section = _section(page)
        if number < len(pages):  # a section lives in its last paragraph; the next one starts a new sheet
            body.append(f'<w:p><w:pPr><w:spacing w:line="20" w:lineRule="exact"/>{section}</w:pPr></w:p>')
        else:
            body.append(section)
    title = next((page.title for page in pages if page.title), "")
    return package("".join(body), title, "".join(remarks))


def _flow(page: Page, body: list[str], remarks: list[str]) -> None:
    previous: Block | None = None
    for block in page.flow():
        if isinstance(block, Paragraph):
            body.extend(_paragraph(line, block.style) for line in _lines(block))
        else:
            if isinstance(previous, Grid):
                body.append(_GAP)  # without it Word joins the two tables and forgets the second header
            body.append(_table(page, block, remarks))
        previous = block
    if isinstance(previous, Grid) or previous is None:
        body.append(_GAP)  # a table cannot be the last thing on a page


def _lines(paragraph: Paragraph) -> list[str]:
    return paragraph.text.split("\n") if paragraph.style != "title" else [paragraph.text]


def _paragraph(text: str, style: str) -> str:
    return f'<w:p><w:pPr><w:pStyle w:val="{_STYLES[style]}"/></w:pPr><w:r>{_text(text)}</w:r></w:p>'


def _text(text: str) -> str:
    text = escape(text, quote=False)
    if "\n" in text or "\t" in text:
        text = text.replace("\n", '</w:t><w:br/><w:t xml:space="preserve">')
        text = text.replace("\t", '</w:t><w:tab/><w:t xml:space="preserve">')
    return f'<w:t xml:space="preserve">{text}</w:t>'


def _table(page: Page, grid: Grid, remarks: list[str]) -> str:
    if grid.columns > MOST_COLUMNS:
        message = f"表格有{grid.columns}列，Word 最多{MOST_COLUMNS}列"
        raise ScoringError(Problem(grid.source, message, "请改存为 xlsx"))
    widths = [round(w * 20) for w in column_widths(grid, paper(page)[0])]
    size = round(font_size(grid) * 2)
    header, torn = header_rows(grid), torn_rows(page, grid)
    out = [
        f'<w:tbl><w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:jc w:val="center"/><w:tblBorders>',
        *(
            f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="000000"/>'
            for side in ("top", "left", "bottom", "right", "insideH", "insideV")
        ),
        '</w:tblBorders><w:tblLayout w:type="fixed"/><w:tblCellMar><w:left w:w="50" w:type="dxa"/>'
        '<w:right w:w="50" w:type="dxa"/></w:tblCellMar></w:tblPr><w:tblGrid>',
        *(f'<w:gridCol w:w="{w}"/>' for w in widths),
        "</w:tblGrid>",
    ]
    for row, line in enumerate(grid.lines()):
        marks = ("" if row in torn else "<w:cantSplit/>") + ("<w:tblHeader/>" if row < header else "")
        out.append(f"<w:tr><w:trPr>{marks}</w:trPr>" if marks else "<w:tr>")
        keep = "<w:keepNext/>" if row < header else ""
        for cell in line:
            width = sum(widths[cell.column : cell.column + cell.columns])
            out += _cell(cell, row, width, size, keep, remarks)
        out.append("</w:tr>")
    out.append("</w:tbl>")
    return "".join(out)


def _cell(cell: Cell, row: int, width: int, size: int, keep: str, remarks: list[str]) -> tuple[str, str]:
    start = cell.row == row
    span = f'<w:gridSpan w:val="{cell.columns}"/>' if cell.columns > 1 else ""
    merge = "" if cell.rows == 1 else '<w:vMerge w:val="restart"/>' if start else "<w:vMerge/>"
    fill = NOTED_FILL if cell.note else LABEL_FILL if cell.label else ""
    shade = f'<w:shd w:val="clear" w:color="auto" w:fill="{fill}"/>' if fill else ""
    align = "" if cell.align == "center" else f'<w:jc w:val="{cell.align}"/>'
    run = ""
    if start and cell.text:
        run = f'<w:r><w:rPr><w:sz w:val="{size}"/></w:rPr>{_text(cell.text)}</w:r>'
    if start and cell.note:
        run = _remark(cell.note, run, remarks)
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{span}{merge}{shade}<w:vAlign w:val="center"/>',
        f'</w:tcPr><w:p><w:pPr><w:pStyle w:val="Cell"/>{keep}{align}</w:pPr>{run}</w:p></w:tc>',
    )


def _remark(text: str, run: str, remarks: list[str]) -> str:
    """The run with a comment (批注) on it; the comment's own text goes to another part of the file."""
    number = len(remarks)
    remarks.append(
        f'<w:comment w:id="{number}" w:author="复核" w:initials="核"><w:p><w:r>{_text(text)}</w:r></w:p></w:comment>'
    )
    return (
        f'<w:commentRangeStart w:id="{number}"/>{run}<w:commentRangeEnd w:id="{number}"/>'
        f'<w:r><w:commentReference w:id="{number}"/></w:r>'
    )


def _section(page: Page) -> str:
    width, height = (round(side * 20) for side in (reversed(A4) if page.landscape else A4))
    turned = ' w:orient="landscape"' if page.landscape else ""
    sides = " ".join(f'w:{side}="{round(MARGIN * 20)}"' for side in ("top", "right", "bottom", "left"))
    return (
        f'<w:sectPr><w:footerReference w:type="default" r:id="rIdFooter"/><w:type w:val="nextPage"/>'
        f'<w:pgSz w:w="{width}" w:h="{height}"{turned}/>'
        f'<w:pgMar {sides} w:header="567" w:footer="567" w:gutter="0"/><w:cols w:space="425"/></w:sectPr>'
    )
