"""Writing a form of 30 rows × 9 columns with merges, beside the plain use of the libraries.

Run: python benchmarks/paper_write.py
Each pair writes the same cells, merges, widths and borders; the two take turns and every page is distinct, so
that no cache answers for the work. Printed are the medians and their ratio.
"""

from __future__ import annotations

import gc
import sys
import tempfile
from collections.abc import Callable
from itertools import count
from pathlib import Path
from statistics import median
from time import perf_counter

sys.path.insert(0, str(Path(__file__).parents[1]))

from scoring.grid import Cell, Grid
from scoring.writers import Page, write
from scoring.writers.measure import column_widths, font_size, paper
from scoring.writers.pdf import _compiler

ROWS, GROUP, SUBGROUP = 30, 10, 5
HEADINGS = (
    "一级指标",
    "二级指标",
    "三级指标",
    "年度指标值",
    "实际完成值",
    "分值",
    "得分",
    "偏差原因分析及改进措施",
)
FONT = "宋体"
serial = count(1)


def page() -> Page:
    """A distinct page each time: the serial number stands in every row."""
    n = next(serial)
    cells = [Cell(0, c + (c > 2), text, columns=2 if c == 2 else 1) for c, text in enumerate(HEADINGS)]
    for r in range(1, ROWS):
        if (r - 1) % GROUP == 0:
            cells.append(Cell(r, 0, "产出指标", min(GROUP, ROWS - r)))
        if (r - 1) % SUBGROUP == 0:
            cells.append(Cell(r, 1, "数量指标", min(SUBGROUP, ROWS - r)))
        name = f"第{n}项业务专网稳定率{r}" if r % 3 == 0 else f"应用系统{n}运维过程中软件故障的平均响应时间{r}"
        cells += [
            Cell(r, 2, name, columns=2),
            Cell(r, 4, "≤1503.44万元" if r % 2 else "≥99%"),
            Cell(r, 5, "99.9%", number="0.999", number_format="0.0%"),
            Cell(r, 6, "4.0", number="4.0", number_format="0.0"),
            Cell(r, 7, "4.0", number="4.0", number_format="0.0"),
            Cell(r, 8, ""),
        ]
    return Page(f"项目支出绩效自评表{n}", blocks=(Grid(cells, header=1, widths=(5, 6, 7, 7, 7, 6, 4, 4, 8)),))


def grid_of(page: Page) -> Grid:
    [grid] = page.blocks
    assert isinstance(grid, Grid)
    return grid


def docx_cell_by_cell(page: Page, path: Path) -> None:
    """As the library's first example has it: a table, then `table.cell(r, c)` for each place."""
    import docx
    from docx.shared import Pt

    grid, document = grid_of(page), docx.Document()
    document.add_heading(page.title, 0)
    table = document.add_table(grid.rows, grid.columns, style="Table Grid")
    for cell in grid.cells:
        place = table.cell(cell.row, cell.column)
        if cell.rows > 1 or cell.columns > 1:
            place = place.merge(table.cell(cell.row + cell.rows - 1, cell.column + cell.columns - 1))
        place.text = cell.text
        for run in place.paragraphs[0].runs:
            run.font.size = Pt(9)
    for r in range(grid.rows):
        for c, width in enumerate(column_widths(grid, paper(page)[0])):
            table.cell(r, c).width = Pt(width)
    document.save(str(path))


def docx_rows_once(page: Page, path: Path) -> None:
    """As someone does who has read the library: each row's cells taken once, merges set in the XML."""
    import docx
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.shared import Pt

    grid, document = grid_of(page), docx.Document()
    document.add_heading(page.title, 0)
    table = document.add_table(grid.rows, grid.columns, style="Table Grid")
    widths = [Pt(width) for width in column_widths(grid, paper(page)[0])]
    for row, line in zip(table.rows, grid.lines(), strict=True):
        places = list(row._tr.tc_lst)
        for cell in line:
            place = places[cell.column]
            place.width = Pt(sum(width.pt for width in widths[cell.column : cell.column + cell.columns]))
            if cell.columns > 1:
                place.grid_span = cell.columns
                for covered in places[cell.column + 1 : cell.column + cell.columns]:
                    row._tr.remove(covered)
            if cell.rows > 1:
                merge = OxmlElement("w:vMerge")
                if cell.row == row._index:
                    merge.set(qn("w:val"), "restart")
                place.get_or_add_tcPr().append(merge)
            if cell.row == row._index and cell.text:
                run = place.p_lst[0].add_r()
                run.text = cell.text
                run.get_or_add_rPr().sz_val = Pt(9)
    document.save(str(path))


def xlsx_bare(page: Page, path: Path) -> None:
    import xlsxwriter

    grid = grid_of(page)
    book = xlsxwriter.Workbook(str(path), {"in_memory": True})  # its faster way
    sheet = book.add_worksheet()
    looks = {
        kind: book.add_format(
            {
                "font_name": FONT, "font_size": 9, "align": "center", "valign": "vcenter", "text_wrap": True,
                "border": 1, "num_format": kind,
            }
        )
        for kind in {"@", *(cell.number_format for cell in grid.cells if cell.number_format)}
    }  # fmt: skip
    title = book.add_format({"font_name": "黑体", "font_size": 18, "align": "center"})
    for c, width in enumerate(grid.widths):
        sheet.set_column(c, c, width * 2)
    sheet.merge_range(0, 0, 0, grid.columns - 1, page.title, title)
    for r in range(grid.rows):
        sheet.set_row(r + 1, 30)
    for cell in grid.cells:
        top, left, look = cell.row + 1, cell.column, looks[cell.number_format or "@"]
        if cell.rows > 1 or cell.columns > 1:
            sheet.merge_range(top, left, top + cell.rows - 1, left + cell.columns - 1, cell.text, look)
        elif cell.number is not None:
            sheet.write_number(top, left, float(cell.number), look)
        else:
            sheet.write(top, left, cell.text, look)
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(1)
    book.close()


def pdf_bare(page: Page, path: Path) -> None:
    """The same table as Typst markup written by hand, compiled by the same kind of compiler."""
    compiler, (serif, sans) = _compiler()
    grid = grid_of(page)
    head = ",".join(_typst(cell) for cell in grid.cells if cell.row < grid.header)
    rest = ",".join(_typst(cell) for cell in grid.cells if cell.row >= grid.header)
    columns = ",".join(f"{width}pt" for width in column_widths(grid, paper(page)[0]))
    source = (
        f'#set page(paper: "a4", margin: 51pt, numbering: "1")\n'
        f'#set text(font: "{serif}", size: {font_size(grid)}pt, lang: "zh")\n'
        f'#align(center, text(font: "{sans}", size: 18pt)[{page.title}])\n'
        f"#table(columns: ({columns}), stroke: .5pt, inset: (x: 2.5pt, y: 3.5pt), align: center + horizon,\n"
        f"table.header({head}),{rest})"
    )
    pdf = compiler.compile(source.encode(), format="pdf")
    assert isinstance(pdf, bytes)
    path.write_bytes(pdf)


def _typst(cell: Cell) -> str:
    return f"table.cell(colspan: {cell.columns}, rowspan: {cell.rows})[{cell.text}]"


Job = Callable[[Page, Path], object]


def ours(page: Page, path: Path) -> None:
    write(page, path)


def seconds(job: Job, folder: Path, kind: str) -> float:
    drawn = page()
    path = folder / f"{next(serial)}.{kind}"
    gc.collect()
    gc.disable()  # as timeit does: one job must not clean up after the other
    start = perf_counter()
    job(drawn, path)
    spent = perf_counter() - start
    gc.enable()
    return spent


def compare(name: str, kind: str, other: Job, floor: float, rounds: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        pairs = [tuple(seconds(job, Path(folder), kind) for job in (ours, other)) for _ in range(rounds + 1)]
    mine, theirs = zip(*pairs[1:], strict=True)
    ratio = median(theirs) / median(mine)
    speeds = f"{1 / median(mine):8.1f}/s  against {1 / median(theirs):8.1f}/s"
    print(f"{name:36} {speeds}  = {ratio:7.2f}×  (asked: {floor}×)")


def main() -> None:
    compare("docx: python-docx cell by cell", "docx", docx_cell_by_cell, 100, 5)
    compare("docx: python-docx, rows built once", "docx", docx_rows_once, 5, 25)
    compare("xlsx: bare XlsxWriter", "xlsx", xlsx_bare, 0.8, 120)
    compare("pdf: bare typst", "pdf", pdf_bare, 0.6, 60)


if __name__ == "__main__":
    main()
