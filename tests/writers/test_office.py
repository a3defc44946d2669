"""LibreOffice opens our Word and Excel files and prints what we meant."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from scoring.grid import Grid
from scoring.writers import Page, write

from .opened import sheets_of_paper
from .samples import jinbao, long_table

Office = Callable[[Path], Path]


def printed(page: Page, kind: str, office: Office, folder: Path) -> list[str]:
    path = folder / f"表.{kind}"
    write(page, path)
    return sheets_of_paper(office(path).read_bytes())


def packed(text: str) -> str:
    return "".join(text.split())


@pytest.mark.parametrize("kind", ["docx", "xlsx"])
def test_the_ministry_table_prints_complete(kind: str, office: Office, tmp_path: Path) -> None:
    shown = packed("".join(printed(jinbao(), kind, office, tmp_path)))
    for block in jinbao().flow():
        texts = [cell.text for cell in block.cells] if isinstance(block, Grid) else [block.text]
        assert [text for text in texts if not found(packed(text), shown)] == []


def found(text: str, shown: str) -> bool:
    """A long text may be interleaved with its neighbour's lines: then its characters must all be there."""
    return text in shown or (len(text) > 6 and set(text) <= set(shown))


@pytest.mark.parametrize("kind", ["docx", "xlsx"])
def test_header_rows_print_on_each_sheet(kind: str, office: Office, tmp_path: Path) -> None:
    sheets = printed(Page("长表", blocks=(long_table(120),)), kind, office, tmp_path)
    assert len(sheets) > 1
    assert [packed(sheet).count("三级指标") for sheet in sheets] == [1] * len(sheets)


def test_the_excel_sheet_fits_the_width_of_one_page(office: Office, tmp_path: Path) -> None:
    assert len(printed(jinbao(), "xlsx", office, tmp_path)) == 1
