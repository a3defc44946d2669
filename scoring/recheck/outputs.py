"""What a re-check leaves in a folder: annotated copies, the report page, the ledger, and the records."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryFile

from scoring.recheck import ledger, report
from scoring.recheck.across import Across
from scoring.recheck.copies import copy_all
from scoring.recheck.results import Results
from scoring.recheck.risk import Drawn
from scoring.recheck.statistics import Survey
from scoring.recheck.walk import Named

COPIES, REPORT, LEDGER, ROWS = "批注副本", "复核报告.html", "复核台账.xlsx", "复核结果.parquet"


@dataclass(slots=True)
class Written:
    """What was written, for a sentence; and what could not be."""

    copies: int = 0
    problems: list[str] = field(default_factory=list)


def write(
    folder: Path,
    files: Sequence[Named],
    results: Results,
    survey: Survey,
    *,
    across: Sequence[Across] = (),
    sample: Sequence[Drawn] = (),
    note: str = "",
    parquet: bool = False,
    processes: int = 0,
    seen: Callable[[], None] = lambda: None,
) -> Written:
    """Write everything into `folder`, which exists. Raises ScoringError when the disk refuses."""
    with TemporaryFile() as drawings:
        copies = copy_all(files, results(), folder / COPIES, drawings, processes=processes, seen=seen)
        report.write(
            folder / REPORT,
            results,
            survey,
            across=across,
            drawing=copies.drawing,
            copies={file: f"{COPIES}/{copy}" for file, copy in copies.made.items()},
            sample=sample,
            note=note,
            force=True,
        )
    ledger.write(folder / LEDGER, results, survey, across=across, sample=sample, force=True)
    if parquet:
        results.write_parquet(folder / ROWS)
    return Written(len(copies.made), copies.problems)
