"""How fast tables of about 30×9 with merges are read, beside the bare library on the same files.

Run from the root of the project: `python -m benchmarks.paper_read`. Both sides of a line are timed in turns,
without collecting garbage (as timeit does: else each pays for the other's); the ratio is that of the medians.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

from scoring.readers import read

HEAD = [
    "一级指标",
    "二级指标",
    "三级指标",
    "年度指标值",
    "实际完成值",
    "分值",
    "得分",
    "完成率",
    "偏差原因分析及改进措施",
]
ROWS = 24  # of indicators; with title, information rows and header the table has 30


def rows() -> list[list[Any]]:
    """What is written in the table; None continues the cell above, Ellipsis the cell at left."""
    out: list[list[Any]] = [["某某信息系统运行维护与升级改造项目支出绩效自评表（2020年度）", *[...] * 8]]
    for label, value in (("项目名称", "实施单位"), ("主管部门", "项目负责人"), ("资金总额", "执行率")):
        out.append([label, ..., f"{label}内容某某信息系统运行维护", ..., ..., value, ..., f"{value}某某中心", ...])
    out.append(HEAD)
    for n in range(ROWS):
        out += [
            [
                f"产出指标（{n // 6 + 1}）" if n % 6 == 0 else None,
                f"数量指标（{n // 3 + 1}）" if n % 3 == 0 else None,
                f"完成第{n + 1}项某某信息系统运行维护与升级改造任务的数量",
                f"≥{n + 1},503.44次",
                f"{n + 1},600.12次",
                4 if n % 2 else 4.5,
                3.96,
                0.985,
                f"第{n + 1}季度任务因故推迟，已于次年一月补足，今后将提前安排",
            ]
        ]
    return [*out, ["总分", ..., ..., ..., ..., 100, 98.04, "", ""]]


def spans() -> list[tuple[int, int, int, int, Any]]:
    """Row, column, rows, columns, value of each cell."""
    table = rows()
    out = []
    for r, line in enumerate(table):
        for c, value in enumerate(line):
            if value is None or value is ...:
                continue
            width = height = 1
            while c + width < len(line) and line[c + width] is ...:
                width += 1
            while r + height < len(table) and table[r + height][c] is None:
                height += 1
            out.append((r, c, height, width, value))
    return out


def make_xlsx(path: Path, formats: bool) -> None:
    import xlsxwriter

    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("自评表")
        box = book.add_format({"border": 1, "text_wrap": True})
        percent = book.add_format({"border": 1, "num_format": "0.0%"}) if formats else box
        for r, c, height, width, value in spans():
            look = percent if value == 0.985 else box
            if height * width > 1:
                sheet.merge_range(r, c, r + height - 1, c + width - 1, value, look)
            else:
                sheet.write(r, c, value, look)


def make_docx(path: Path) -> None:
    from docx import Document

    document = Document()
    table = document.add_table(len(rows()), 9)
    for r, c, height, width, value in spans():
        cell = table.cell(r, c)
        if height * width > 1:
            cell = cell.merge(table.cell(r + height - 1, c + width - 1))
        cell.text = str(value)
    document.save(str(path))


def make_pdf(path: Path) -> None:
    import pylopdf_fonts_zh_cn
    import typst

    cells = ", ".join(
        f'table.cell(x: {c}, y: {r}, rowspan: {height}, colspan: {width})[#"{value}"]'
        for r, c, height, width, value in spans()
    )
    source = (
        '#set page("a3", margin: 1cm)\n#set text(font: "Noto Sans SC", size: 8pt)\n'
        f"#table(columns: (1fr, 1fr, 3fr, 1fr, 1fr, 1fr, 1fr, 1fr, 3fr), {cells})"
    )
    compiled = typst.compile(source.encode(), font_paths=[Path(pylopdf_fonts_zh_cn.__file__).parent])
    assert isinstance(compiled, bytes)
    path.write_bytes(compiled)


def bare_calamine(path: Path) -> object:
    from python_calamine import CalamineWorkbook

    book = CalamineWorkbook.from_path(str(path))
    sheets = [book.get_sheet_by_name(name) for name in book.sheet_names]
    return [(sheet.to_python(), sheet.merged_cell_ranges) for sheet in sheets]


def python_docx(path: Path) -> list[list[str]]:
    from docx import Document

    return [[cell.text for cell in row.cells] for table in Document(str(path)).tables for row in table.rows]


def plumber(path: Path) -> list[list[str]]:
    import pdfplumber

    with pdfplumber.open(path) as document:
        tables = [table for page in document.pages for table in page.extract_tables()]
    return [[text.replace("\n", "") for text in row if text is not None] for table in tables for row in table]


def drawn(path: Path) -> object:
    """Read, and look at every cell."""
    return [grid.cells for grid in read(path).tables]


def compare(label: str, wanted: float, ours: Callable[[], Any], theirs: Callable[[], Any], rounds: int) -> None:
    times: tuple[list[float], list[float]] = ([], [])
    for _ in range(rounds):
        for job, spent in zip((ours, theirs), times, strict=True):
            gc.collect(1)
            gc.disable()
            start = time.perf_counter()
            job()
            spent.append(time.perf_counter() - start)
            gc.enable()
    mine, other = median(times[0]), median(times[1])
    aim = f"aim {wanted:g}×" if wanted else ""
    print(f"{label:<48}{1 / mine:>8.0f}/s {1 / other:>8.0f}/s {other / mine:>7.2f}×  {aim}")


def main() -> None:
    with TemporaryDirectory() as folder:
        plain, formats, word, page = (Path(folder) / name for name in ("a.xlsx", "b.xlsx", "a.docx", "a.pdf"))
        make_xlsx(plain, formats=False)
        make_xlsx(formats, formats=True)
        make_docx(word)
        make_pdf(page)
        print(f"{'':<48}{'ours':>10} {'bare':>10}")
        compare("xlsx into Grid / calamine", 0.6, lambda: read(plain), lambda: bare_calamine(plain), 1000)
        compare("xlsx, every cell looked at", 0, lambda: drawn(plain), lambda: bare_calamine(plain), 500)
        compare("xlsx with percent cells", 0, lambda: read(formats), lambda: bare_calamine(formats), 500)
        compare("docx into Grid / python-docx", 8, lambda: read(word), lambda: python_docx(word), 40)
        compare("docx, every cell looked at", 0, lambda: drawn(word), lambda: python_docx(word), 40)
        compare("pdf, every cell looked at / pdfplumber", 6, lambda: drawn(page), lambda: plumber(page), 15)
        theirs = plumber(page)
        grids = read(page).tables
        ours = [[c.text for c in line if c.row == r] for grid in grids for r, line in enumerate(grid.lines())]
        same = sum(a == b for a, b in zip(ours, theirs, strict=True))
        print(f"pdf rows the same as pdfplumber's: {same}/{len(theirs)}")


if __name__ == "__main__":
    main()
