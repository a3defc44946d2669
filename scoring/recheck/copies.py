"""The second pass over the files: annotated copies, and drawings of the tables for the report page."""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path
from typing import Any, BinaryIO

from scoring.recheck import pool
from scoring.recheck.record import Record
from scoring.recheck.run import seconds
from scoring.recheck.walk import Named
from scoring.source import ScoringError


@dataclass(frozen=True, slots=True)
class Order:
    """One file to copy and draw, with what was found in it."""

    path: Path
    file: str
    below: str
    folder: Path
    records: list[Record]


@dataclass(frozen=True, slots=True)
class Copied:
    """What came of it: the copy's name below the folder ("" for none), the drawing, what went wrong."""

    copy: str = ""
    drawing: bytes = b""
    problem: str = ""


@dataclass(slots=True)
class Copies:
    """The copies made, and where the drawing of each file stands in one file on disk."""

    drawings: BinaryIO
    made: dict[str, str] = field(default_factory=dict)  # file → its copy below the folder
    problems: list[str] = field(default_factory=list)
    places: dict[str, tuple[int, int]] = field(default_factory=dict)
    complete: bool = True

    def drawing(self, file: str) -> list[dict[str, Any]] | None:
        """The tables of a file as it was sent; None when they could not be drawn."""
        if file not in self.places:
            return None
        offset, length = self.places[file]
        self.drawings.seek(offset)
        tables: list[dict[str, Any]] = json.loads(zlib.decompress(self.drawings.read(length)))
        return tables

    def add(self, file: str, copied: Copied) -> None:
        if copied.copy:
            self.made[file] = copied.copy
        if copied.problem:
            self.problems.append(f"{file}：没有批注副本，{copied.problem}")
        if copied.drawing:
            self.places[file] = self.drawings.seek(0, 2), len(copied.drawing)
            self.drawings.write(copied.drawing)


def copy_all(
    files: Sequence[Named],
    results: Iterable[Record],
    folder: Path,
    drawings: BinaryIO,
    *,
    processes: int = 0,
    seen: Callable[[], None] = lambda: None,
) -> Copies:
    """Annotated copies of the files into `folder`, and drawings into the open file `drawings`, in worker processes.

    Interrupted (Ctrl-C), it returns what was made so far.
    """
    named = {item.file: item for item in files}
    copies = Copies(drawings)
    made = pool.each(
        copy, _orders(named, results, folder), lost, processes=processes, seconds=lambda o: seconds(o.path)
    )
    try:
        for file, copied in made:
            copies.add(file, copied)
            seen()
    except KeyboardInterrupt:
        copies.complete = False
        copies.problems.append("批注已中断，其余文件没有副本")
    return copies


def _orders(named: Mapping[str, Named], results: Iterable[Record], folder: Path) -> Iterator[Order]:
    for file, records in groupby(results, key=lambda record: str(record["file"])):
        if file in named:  # records of an earlier run may tell of files that are gone
            yield Order(named[file].path, file, named[file].below, folder, list(records))


def copy(order: Order) -> tuple[str, Copied]:
    """One file. Runs in a worker process."""
    from scoring.recheck.annotate import annotate, drawn

    tables = drawn(order.path)
    drawing = zlib.compress(json.dumps(tables, ensure_ascii=False, separators=(",", ":")).encode()) if tables else b""
    if not any(not f["waived"] for r in order.records for f in r["findings"] if r["status"] != "unreadable"):
        return order.file, Copied(drawing=drawing)
    try:
        path = annotate(order.path, order.records, order.folder, order.below)
    except ScoringError as error:
        return order.file, Copied(drawing=drawing, problem=error.problems[0].message)
    return order.file, Copied(path.relative_to(order.folder).as_posix() if path else "", drawing)


def lost(order: Order, reason: str) -> tuple[str, Copied]:
    return order.file, Copied(problem=reason)
