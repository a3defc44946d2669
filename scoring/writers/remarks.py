"""Remarks on cells (批注) for formats without comments: a list below the tables that names each place."""

from __future__ import annotations

from scoring.grid import Grid
from scoring.writers.page import Page, Paragraph


def remarks(page: Page) -> list[Paragraph]:
    """One note per remark: `批注 表1 第9行第4列：……`."""
    grids = [block for block in page.blocks if isinstance(block, Grid)]
    return [
        Paragraph(f"批注 表{number} 第{cell.row + 1}行第{cell.column + 1}列：{cell.note}", "note")
        for number, grid in enumerate(grids, 1)
        for cell in grid.cells
        if cell.note
    ]
