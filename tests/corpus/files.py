"""Blocks → the files departments send: spreadsheets, Word documents, PDF, web pages, separated values."""

from __future__ import annotations

import csv
import html
import io
import random
import re
from pathlib import Path
from xml.sax.saxutils import escape

from scoring.form.drawing import spans
from scoring.grid import Cell, Grid
from tests.corpus.layouts import Block, Matrix
from tests.readers.making import WORD, zipped

_NUMBER = re.compile(r"-?\d{1,12}(?:\.\d{1,6})?")
_PERCENT = re.compile(r"\d{1,3}(?:\.\d{1,4})?%")
FORMATS = ("xlsx", "docx", "html", "csv", "gbk.csv", "utf16.csv", "md", "pdf")


def write(blocks: list[Block], path: Path, kind: str, seed: int = 0) -> Path:
    """One file in one format; `kind` may say more than the suffix (gbk.csv, bare.xlsx)."""
    rng = random.Random(seed)
    suffix = kind.rpartition(".")[2]
    path = path.with_name(f"{path.name}.{suffix}")
    if suffix == "xlsx":
        _xlsx(blocks, path, rng, kind.partition(".")[0])
    elif suffix == "docx":
        _docx(blocks, path)
    elif suffix == "pdf":
        from scoring.writers import Page, Paragraph
        from scoring.writers import write as write_page

        page = Page("", "", tuple(Paragraph(b) if isinstance(b, str) else grid(b) for b in blocks), landscape=True)
        write_page(page, path)
    elif suffix == "html":
        path.write_text(_html(blocks), "utf-8")
    elif suffix == "md":
        path.write_text(_md(blocks), "utf-8")
    else:
        path.write_bytes(
            _csv(blocks).encode({"gbk": "gbk", "utf16": "utf-16"}.get(kind.partition(".")[0], "utf-8-sig"))
        )
    return path


def cells(matrix: Matrix) -> list[tuple[int, int, int, int, str]]:
    """Row, column, extent and text of each cell."""
    return [(r, c, *size, matrix[r][c]) for (r, c), size in spans(matrix).items()]


def grid(matrix: Matrix) -> Grid:
    """The matrix as our writers take it, its columns as wide as what cannot be broken in them."""
    placed = cells(matrix)
    widths = [3.0] * max(map(len, matrix))
    for _, c, _, columns, text in placed:
        if columns == 1:
            widths[c] = max(widths[c], min(len(text), 10) * (0.7 if text.isascii() else 0.6))
    return Grid([Cell(r, c, text, rows, columns) for r, c, rows, columns, text in placed], widths=widths)


def _xlsx(blocks: list[Block], path: Path, rng: random.Random, kind: str) -> None:
    """As typed by hand: figures as numbers or as text, percentages as 95% or as 0.95, paragraphs in merged rows;
    `sheets` puts each table on a sheet of its own, `bare` leaves percent cells without their format."""
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Border, Side

    side = Side(style="thin")
    ruled, wrapped = Border(side, side, side, side), Alignment(wrap_text=True, vertical="center")
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "自评表"
    numbers, at = rng.random() < 0.7, 1
    for n, block in enumerate(blocks):
        if kind == "sheets" and n and not isinstance(block, str):
            sheet, at = book.create_sheet(f"表{n}"), 1
        if isinstance(block, str):
            sheet.cell(at, 1, block)
            sheet.merge_cells(start_row=at, end_row=at, start_column=1, end_column=8)
            at += 1
            continue
        for r, c, rows, columns, text in cells(block):
            cell = sheet.cell(at + r, c + 1)
            if numbers and _NUMBER.fullmatch(text):
                cell.value = float(text) if "." in text else int(text)
                digits = len(text.partition(".")[2])
                cell.number_format = "0." + "0" * digits if digits else "General"
            elif numbers and _PERCENT.fullmatch(text) and r:
                digits = len(text.partition(".")[2]) - 1
                cell.value = round(float(text[:-1]) / 100, 8)
                cell.number_format = "General" if kind == "bare" else "0." + "0" * digits + "%" if digits > 0 else "0%"
            else:
                cell.value = text or None
                if text.startswith("="):
                    cell.data_type = "s"
            for row in range(rows):
                for column in range(columns):
                    sheet.cell(at + r + row, c + 1 + column).border = ruled
            cell.alignment = wrapped
            if rows > 1 or columns > 1:
                sheet.merge_cells(
                    start_row=at + r, end_row=at + r + rows - 1, start_column=c + 1, end_column=c + columns
                )
        for r in range(len(block)):
            lines = [-(-len(text) * 2 // (12 * columns)) for row, _, _, columns, text in cells(block) if row == r]
            sheet.row_dimensions[at + r].height = 15 * max([1, *lines])
        at += len(block) + rng.choice((0, 1))
    for each in book.worksheets:
        each.page_setup.orientation, each.page_setup.fitToHeight = "landscape", 0
        each.sheet_properties.pageSetUpPr.fitToPage = True
        for column in "ABCDEFGHIJK":
            each.column_dimensions[column].width = 14
    if kind == "hidden":
        book.create_sheet("参数").sheet_state = "hidden"
    book.save(path)


_BORDERS = "".join(
    f'<w:{side} w:val="single" w:sz="4"/>' for side in ("top", "left", "bottom", "right", "insideH", "insideV")
)


def _docx(blocks: list[Block], path: Path) -> None:
    body = "".join(_paragraph(b) if isinstance(b, str) else _table(b) + _paragraph("") for b in blocks)
    page = '<w:sectPr><w:pgSz w:w="16838" w:h="11906" w:orient="landscape"/><w:pgMar w:top="900" w:right="900" w:bottom="900" w:left="900"/></w:sectPr>'
    document = f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:document xmlns:w="{WORD}"><w:body>{body}{page}</w:body></w:document>'
    types = (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
    )
    links = (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>'
    )
    zipped(path, {"[Content_Types].xml": types, "_rels/.rels": links, "word/document.xml": document})


def _paragraph(text: str) -> str:
    lines = "<w:br/>".join(f'<w:t xml:space="preserve">{escape(line)}</w:t>' for line in text.split("\n"))
    return f'<w:p><w:r><w:rPr><w:sz w:val="18"/></w:rPr>{lines}</w:r></w:p>'


def _table(matrix: Matrix) -> str:
    width = max(map(len, matrix))
    step = 14600 // width
    starts = {(r, c): (rows, columns, text) for r, c, rows, columns, text in cells(matrix)}
    under = {(r + n, c): columns for (r, c), (rows, columns, _) in starts.items() for n in range(1, rows)}
    out = (
        f"<w:tbl><w:tblPr><w:tblBorders>{_BORDERS}</w:tblBorders></w:tblPr><w:tblGrid>"
        + f'<w:gridCol w:w="{step}"/>' * width
    )
    out += "</w:tblGrid>"
    for r in range(len(matrix)):
        out += "<w:tr>"
        for c in range(width):
            if (r, c) in starts:
                rows, columns, text = starts[r, c]
                merge = '<w:vMerge w:val="restart"/>' if rows > 1 else ""
            elif (r, c) in under:
                columns, text, merge = under[r, c], "", "<w:vMerge/>"
            else:
                continue
            span = f'<w:gridSpan w:val="{columns}"/>' if columns > 1 else ""
            out += f'<w:tc><w:tcPr><w:tcW w:w="{step * columns}" w:type="dxa"/>{span}{merge}</w:tcPr>{_paragraph(text)}</w:tc>'
        out += "</w:tr>"
    return out + "</w:tbl>"


def _html(blocks: list[Block]) -> str:
    out = "<!DOCTYPE html><html><head><meta charset='utf-8'></head><body>"
    for block in blocks:
        if isinstance(block, str):
            out += f"<p>{html.escape(block)}</p>"
            continue
        rows = [""] * len(block)
        for r, c, height, width, text in sorted(cells(block)):
            del c
            rows[r] += f"<td rowspan={height} colspan={width}>{html.escape(text).replace(chr(10), '<br>')}</td>"
        out += "<table border=1>" + "".join(f"<tr>{row}</tr>" for row in rows) + "</table>"
    return out + "</body></html>"


def _flat(block: Matrix) -> Matrix:
    return [["" if mark in ("<", "^") else mark for mark in row] for row in block]


def _csv(blocks: list[Block]) -> str:
    buffer = io.StringIO()
    out = csv.writer(buffer)
    for block in blocks:
        out.writerows([[block]] if isinstance(block, str) else _flat(block))
    return buffer.getvalue()


def _md(blocks: list[Block]) -> str:
    out = ""
    for block in blocks:
        if isinstance(block, str):
            out += f"\n{block}\n\n"
            continue
        out += "\n"
        for n, row in enumerate(_flat(block)):
            out += "| " + " | ".join(text.replace("\n", "<br>").replace("|", "\\|") for text in row) + " |\n"
            out += "|" + "---|" * len(row) + "\n" if not n else ""
    return out
