"""Whatever the table: every format opens elsewhere with the same cells, the same merges, the same text."""

from __future__ import annotations

from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.grid import Cell, Grid
from scoring.writers import Page, render

from .opened import (
    excel,
    excel_grid,
    markdown_rows,
    rendered,
    sheets_of_paper,
    web_grid,
    word,
    word_grid,
)

PRINTABLE = st.text(
    st.sampled_from("产出指标数量质量≥≤％（）。，、“”abcXYZ0159 .-+=@#$%&*_`~<>[]{}|\\/'\"\n\t!:;^?"),
    max_size=14,
)
STARTS = st.sampled_from(["", "=cmd|'/c calc'!A0", "{=1+1}", "+1", "-1", "@SUM(A1)", "\t=1", "90.0%", "12次", "&lt;"])
ANYTHING = st.text(st.characters(exclude_categories=()), max_size=20)  # control characters, surrogates, all


@st.composite
def grids(draw: st.DrawFn, texts: st.SearchStrategy[str] = PRINTABLE | STARTS) -> Grid:
    rows, columns = draw(st.integers(1, 6)), draw(st.integers(1, 6))
    free = {(r, c) for r in range(rows) for c in range(columns)}
    cells = []
    while free:
        r, c = min(free)
        wide = draw(st.integers(1, 3))
        while wide > 1 and any((r, c + i) not in free for i in range(wide)):
            wide -= 1
        high = draw(st.integers(1, 3))
        while high > 1 and any((r + i, c + j) not in free for i in range(high) for j in range(wide)):
            high -= 1
        free -= {(r + i, c + j) for i in range(high) for j in range(wide)}
        cells.append(Cell(r, c, draw(texts), high, wide, label=draw(st.booleans())))
    return Grid(cells, header=draw(st.integers(0, 2)))


def places(grid: Grid) -> list[list[str]]:
    return [[grid.at(r, c).text for c in range(grid.columns)] for r in range(grid.rows)]


def solid(text: str) -> Counter[str]:
    """The characters of a text; blanks and hyphens aside, which PDF readers take for word breaks."""
    return Counter(c for c in text if not c.isspace() and c not in "-\u200b\ufffe\x02")


@given(grids())
@settings(max_examples=60, deadline=None)
def test_word_shows_the_same_table(grid: Grid) -> None:
    [table] = word(rendered(Page(blocks=(grid,)), "docx")).tables
    assert word_grid(table) == grid


@given(grids())
@settings(max_examples=60, deadline=None)
def test_excel_shows_the_same_table_and_no_formula(grid: Grid) -> None:
    sheet = excel(rendered(Page(blocks=(grid,)), "xlsx")).active
    assert excel_grid(sheet) == grid
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n"}
    assert all(isinstance(cell.value, str | None) for row in sheet.iter_rows() for cell in row)


@given(grids())
@settings(max_examples=60, deadline=None)
def test_a_browser_shows_the_same_table(grid: Grid) -> None:
    assert web_grid(rendered(Page(blocks=(grid,)), "html")) == grid


@given(grids())
@settings(max_examples=60, deadline=None)
def test_markdown_shows_the_same_texts_in_the_same_places(grid: Grid) -> None:
    shown = markdown_rows(rendered(Page(blocks=(grid,)), "md"))
    begins = {(cell.row, cell.column): " ".join(cell.text.split()) for cell in grid.cells}
    assert [[" ".join(text.split()) for text in row] for row in shown] == [
        [begins.get((r, c), "") for c in range(grid.columns)] for r in range(grid.rows)
    ]


@given(grids())
@settings(max_examples=25, deadline=None)
def test_pdf_shows_every_character(grid: Grid) -> None:
    [sheet] = sheets_of_paper(rendered(Page(blocks=(grid,)), "pdf"))
    assert solid(sheet) == solid("".join(c.text for c in grid.cells)) + solid("第1页共1页")


@given(grids())
@settings(max_examples=40, deadline=None)
def test_plain_text_shows_every_character_in_lines_of_one_width(grid: Grid) -> None:
    from wcwidth import wcswidth

    lines = rendered(Page(blocks=(grid,)), "txt").decode().splitlines()
    shown, wanted = solid("".join(lines)), solid("".join(c.text for c in grid.cells))
    assert {c: n for c, n in shown.items() if c not in "+-|"} == {c: n for c, n in wanted.items() if c not in "+-|"}
    assert len({wcswidth(line) for line in lines}) == 1


@given(grids(ANYTHING), ANYTHING, st.sampled_from(["docx", "xlsx", "pdf", "html", "md", "txt"]))
@settings(max_examples=60, deadline=None)
def test_no_text_whatsoever_breaks_a_file(grid: Grid, title: str, kind: str) -> None:
    data, _ = render(Page(title, blocks=(grid,)), kind)
    if kind == "docx":
        [table] = word(data).tables
        assert [len(row) for row in places(word_grid(table))] == [grid.columns] * grid.rows
    elif kind == "xlsx":
        assert excel(data).active.max_column == max(grid.columns, 1)
    elif kind == "pdf":
        assert sheets_of_paper(data)
    else:
        assert data.decode()
