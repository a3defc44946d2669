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
from scoring.recheck.walk import COPIES, LEDGER, REPORT, ROWS, Named

__all__ = ["COPIES", "LEDGER", "REPORT", "ROWS", "Written", "write"]


@dataclass(slots=True)
class Written:
    """What was written, for a sentence; and what could not be."""

    copies: int = 0
    problems: list[str] = field(default_factory=list)
    complete: bool = True


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
    copies.problems += _left(folder / COPIES, set(copies.made.values())) if copies.complete and files else []
    ledger.write(folder / LEDGER, results, survey, across=across, sample=sample, force=True)
    if parquet:
        results.write_parquet(folder / ROWS)
    return Written(len(copies.made), copies.problems, copies.complete)


def _left(folder: Path, made: set[str]) -> list[str]:
    """Copies of an earlier run that this one did not make: their file is gone, or nothing is found in it any more."""
    old = sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file())
    old = [name for name in old if name not in made and ".复核" in name]
    if not old:
        return []
    names = "、".join(old[:5]) + (" 等" if len(old) > 5 else "")
    return [f"{folder.name} 里有 {len(old)} 份是以前复核留下的，不是这次的：{names}；不用的请删去"]
