"""What a trial leaves in a folder: the page and the workbook."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from scoring.simulate import book, page
from scoring.simulate.tally import Tally

REPORT, LIST = "试算报告.html", "试算清单.xlsx"


def write(folder: Path, tally: Tally, differences: Sequence[str]) -> None:
    """Write both; `differences` are the words of `scoring standards diff`. Raises ScoringError."""
    page.write(folder / REPORT, tally, differences, force=True)
    book.write(folder / LIST, tally, differences, force=True)
