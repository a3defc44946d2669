"""The records of a run, on disk: one line for each file, in the order of the files.

However many files there are, the memory stays the same; what stands here is usable when a run is cut off, and
a later run takes from it what has not changed (`--resume`).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path
from typing import Any, BinaryIO

from scoring.recheck.record import SCHEMA, Record
from scoring.source import ScoringError

NAME = "复核记录.jsonl"


@dataclass(frozen=True, slots=True)
class Kept:
    """Where the line of a file stands in an earlier run's records, and for which content it holds."""

    sha256: str
    offset: int
    length: int


def line(file: str, sha256: str, asked: str, records: list[Record]) -> bytes:
    """The line of one file. `asked` is the standard asked for all files, "" for none; no `sha256`, no resuming."""
    entry = {"schema": SCHEMA, "by": program(), "file": file, "sha256": sha256, "asked": asked, "records": records}
    return json.dumps(entry, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


@lru_cache(maxsize=1)
def program() -> str:
    """This program's version: another one may see more."""
    return version("budget-performance-scoring")


def records(path: Path) -> Iterator[Record]:
    """Every record, file by file."""
    for entry, _, _ in _entries(path):
        yield from entry["records"]


def kept(path: Path, asked: str) -> dict[str, Kept]:
    """What an earlier run knows and would say again: same program, same standards. By file."""
    found = {}
    for entry, offset, length in _entries(path):
        if entry["by"] == program() and entry["asked"] == asked and entry["sha256"] and _current(entry["records"]):
            found[entry["file"]] = Kept(entry["sha256"], offset, length)
    return found


def copy(source: BinaryIO, place: Kept, into: BinaryIO) -> None:
    """Take a line over as it stands."""
    source.seek(place.offset)
    into.write(source.read(place.length))


def _entries(path: Path) -> Iterator[tuple[Mapping[str, Any], int, int]]:
    """Each line with where it stands; a last line cut off in the middle is no line."""
    offset = 0
    with path.open("rb") as file:
        for text in file:
            if not text.endswith(b"\n"):
                return
            yield json.loads(text), offset, len(text)
            offset += len(text)


def _current(found: list[Record]) -> bool:
    """Whether the standards the records were made under still say the same."""
    return all(r["standard"] is None or _hash(r["standard"]["id"]) == r["standard"]["hash"] for r in found)


@lru_cache(maxsize=64)
def _hash(name: str) -> str:
    from scoring.standard import get

    try:
        return get(name).hash
    except ScoringError:  # a file of one's own: its id says nothing about where it is
        return ""
