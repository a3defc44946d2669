"""LibreOffice opens our Word and Excel files and prints what we meant."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from scoring.grid import Grid
from scoring.writers import Page, write

from .opened import sheets_of_paper
from .samples import jinbao, long_table

Printed = dict[tuple[str, str], list[str]]
PAGES = {"部里的表": jinbao(), "长表": Page("长表", blocks=(long_table(120),))}


@pytest.fixture(scope="module")
def printed(office: Callable[[Sequence[Path]], list[Path]], tmp_path_factory: pytest.TempPathFactory) -> Printed:
    """Each page as Word and as Excel, on sheets of paper."""
    folder = tmp_path_factory.mktemp("printed")
    paths = {(name, kind): folder / f"{name}{kind}.{kind}" for name in PAGES for kind in ("docx", "xlsx")}
    for (name, _), path in paths.items():
        write(PAGES[name], path)
    sheets = [sheets_of_paper(path.read_bytes()) for path in office(list(paths.values()))]
    return dict(zip(paths, sheets, strict=True))


def packed(text: str) -> str:
    return "".join(text.split())


@pytest.mark.parametrize("kind", ["docx", "xlsx"])
def test_the_ministry_table_prints_complete(kind: str, printed: Printed) -> None:
    shown = packed("".join(printed["部里的表", kind]))
    for block in jinbao().flow():
        texts = [cell.text for cell in block.cells] if isinstance(block, Grid) else [block.text]
        assert [text for text in texts if not found(packed(text), shown)] == []


def found(text: str, shown: str) -> bool:
    """A long text may be interleaved with its neighbour's lines: then its characters must all be there."""
    return text in shown or (len(text) > 6 and set(text) <= set(shown))


@pytest.mark.parametrize("kind", ["docx", "xlsx"])
def test_header_rows_print_on_each_sheet(kind: str, printed: Printed) -> None:
    sheets = printed["长表", kind]
    assert len(sheets) > 1
    assert [packed(sheet).count("三级指标") for sheet in sheets] == [1] * len(sheets)


def test_the_excel_sheet_fits_the_width_of_one_page(printed: Printed) -> None:
    assert len(printed["部里的表", "xlsx"]) == 1
