"""One result as the page to print: its form filled, and the annex that says why."""

from __future__ import annotations

from dataclasses import replace

from scoring import form as forms
from scoring.grid import Cell, Grid
from scoring.model import Result
from scoring.standard import Standard
from scoring.why import why as why_of
from scoring.writers import Page, Paragraph


def page(result: Result, standard: Standard, form: str = "", why: bool = False) -> Page:
    """The filled form; with `why`, an annex of 公式 → 代入 → 得分 · 依据. Raises ScoringError for an unknown form."""
    filled = forms.get(form or result.submission.form).fill(result)
    if not why:
        return filled
    annex = (Paragraph("附：各行得分的计算", "subtitle"), _reasons(result, standard))
    return replace(filled, blocks=(*filled.blocks, *annex))


def _reasons(result: Result, standard: Standard) -> Grid:
    rows = [(f.row.funds.name, f.counted, why_of(f.outcome, standard)) for f in result.funds if f.outcome is not None]
    rows += [(line.row.indicator.name, line.counted, why_of(line.outcome, standard)) for line in result.lines]
    cells = [
        Cell(0, column, text, label=True) for column, text in enumerate(("指标", "得分", "公式 → 代入 → 得分 · 依据"))
    ]
    for at, (name, score, text) in enumerate(rows, 1):
        number = None if score is None else str(score)
        cells += [
            Cell(at, 0, name, align="left"),
            Cell(at, 1, number or "—", number=number),
            Cell(at, 2, text, align="left"),
        ]
    return Grid(cells, header=1, widths=(12, 4, 34))
