"""What other programs find in our files: each function opens bytes and returns plain texts or a drawing."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from scoring.grid import Cell, Grid
from scoring.writers import Page, render


def rendered(page: Page, kind: str) -> bytes:
    return render(page, kind)[0]


def word(data: bytes) -> Any:
    import docx

    return docx.Document(BytesIO(data))


def word_grid(table: Any) -> Grid:
    """The table as python-docx sees it: places that share one `tc` are one cell."""
    rows, columns = len(table.rows), len(table.columns)
    return _grouped([[table.cell(r, c) for c in range(columns)] for r in range(rows)], lambda c: c._tc)


def excel(data: bytes) -> Any:
    import openpyxl

    return openpyxl.load_workbook(BytesIO(data))


def excel_grid(sheet: Any, top: int = 0) -> Grid:
    """The sheet below its first `top` rows, with its merged ranges; values as openpyxl reads them."""
    merged = {(m.min_row, m.min_col): m for m in sheet.merged_cells.ranges}
    cells = []
    covered: set[tuple[int, int]] = set()
    for r in range(top + 1, sheet.max_row + 1):
        for c in range(1, sheet.max_column + 1):
            if (r, c) in covered:
                continue
            rows, columns = 1, 1
            if (r, c) in merged:
                rows, columns = (lambda m: (m.size["rows"], m.size["columns"]))(merged[r, c])
            covered |= {(r + i, c + j) for i in range(rows) for j in range(columns)}
            value = sheet.cell(r, c).value
            cells.append(Cell(r - 1 - top, c - 1, "" if value is None else str(value), rows, columns))
    return Grid(cells)


def web_grid(data: bytes) -> Grid:
    """The first table of a page as an HTML parser sees it."""
    import lxml.html

    tree = lxml.html.fromstring(data)
    for line_end in tree.iter("br"):
        line_end.tail = "\n" + (line_end.tail or "")
    cells: list[Cell] = []
    covered: set[tuple[int, int]] = set()
    for r, row in enumerate(tree.find(".//table").iter("tr")):
        c = 0
        for cell in row.iter("td"):
            while (r, c) in covered:
                c += 1
            rows, columns = int(cell.get("rowspan", 1)), int(cell.get("colspan", 1))
            covered |= {(r + i, c + j) for i in range(rows) for j in range(columns)}
            cells.append(Cell(r, c, cell.text_content(), rows, columns))
    return Grid(cells)


def markdown_rows(data: bytes) -> list[list[str]]:
    """The first table as a CommonMark parser with tables sees it."""
    from markdown_it import MarkdownIt

    rows: list[list[str]] = []
    for token in MarkdownIt("commonmark", {"html": True}).enable("table").parse(data.decode()):
        if token.type == "tr_open":
            rows.append([])
        elif token.type == "inline" and rows and token.children is not None:
            said = ("\n" if t.type == "html_inline" and t.content == "<br>" else t.content for t in token.children)
            rows[-1].append("".join(said))
    return rows


def sheets_of_paper(data: bytes) -> list[str]:
    """The text on each sheet of a PDF."""
    import pypdfium2

    return [page.get_textpage().get_text_bounded() for page in pypdfium2.PdfDocument(data)]


def _grouped(places: list[list[Any]], key: Any) -> Grid:
    found: dict[Any, list[tuple[int, int]]] = {}
    texts = {}
    for r, row in enumerate(places):
        for c, place in enumerate(row):
            found.setdefault(key(place), []).append((r, c))
            texts[key(place)] = place.text
    return Grid(
        Cell(
            at[0][0],
            at[0][1],
            texts[k],
            at[-1][0] - at[0][0] + 1,
            at[-1][1] - at[0][1] + 1,
        )
        for k, at in found.items()
    )
