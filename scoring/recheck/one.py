"""One file: read, score, check. The same answer in whatever process it is asked."""

from __future__ import annotations

from pathlib import Path

from scoring.recheck.record import Record, record, unreadable
from scoring.review import assess_all
from scoring.source import ScoringError


def check_file(path: Path, standard: str = "", name: str = "") -> list[Record]:
    """A record for each self-assessment in a file, one of status "unreadable" when it holds none.

    `standard` is the id or file of the one to use for all; "" for the one the file or its form names.
    `name` is what the file is called in the record.
    """
    file = name or path.as_posix()
    try:
        assessed = assess_all(path, standard)
    except ScoringError as error:
        return [unreadable(file, error.problems)]
    return [record(result, used, file, table) for table, (result, used) in enumerate(assessed, 1)]
