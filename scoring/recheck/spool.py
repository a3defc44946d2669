"""The records of a run, on disk: one line for each file, in the order of the files.

A line is what is known of the file, then its records, all JSON, with tabs between (JSON has none of its own): so a
record can be passed on without being read. However many files there are, the memory stays the same; what stands here is usable when a run is cut off, and
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


@dataclass(frozen=True, slots=True)
class Kept:
    """Where the line of a file stands in an earlier run's records, and for which content it holds."""

    sha256: str
    offset: int
    length: int


def line(file: str, sha256: str, asked: str, records: list[Record]) -> bytes:
    """The line of one file. `asked` is the standard asked for all files, "" for none; no `sha256`, no resuming."""
    standards = sorted({(r["standard"]["id"], r["standard"]["hash"]) for r in records if r["standard"]})
    errors = sum(finding["severity"] == "error" for r in records for finding in r["findings"])
    head = {
        "schema": SCHEMA, "by": program(), "file": file, "sha256": sha256, "asked": asked, "standards": standards, "errors": errors,
    }  # fmt: skip
    return "\t".join(map(_text, [head, *records])).encode("utf-8", "replace") + b"\n"


def _text(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


@lru_cache(maxsize=1)
def program() -> str:
    """This program's version: another one may see more."""
    return version("budget-performance-scoring")


def records(path: Path) -> Iterator[Record]:
    """Every record, file by file."""
    for _, texts in entries(path):
        for text in texts:
            yield json.loads(text)


def entries(path: Path) -> Iterator[tuple[Mapping[str, Any], list[bytes]]]:
    """What is known of each file, and its records as the text of JSON."""
    for text, _ in _lines(path):
        head, *found = text.rstrip(b"\n").split(b"\t")
        yield json.loads(head), found


def kept(path: Path, asked: str) -> dict[str, Kept]:
    """What an earlier run knows and would say again: same program, same standards. By file.

    A line that is not as this program writes them tells nothing.
    """
    found = {}
    for text, offset in _lines(path):
        head = _head(text)
        if head and head["asked"] == asked and head["sha256"] and _current(head["standards"]):
            found[head["file"]] = Kept(head["sha256"], offset, len(text))
    return found


def _head(text: bytes) -> dict[str, Any] | None:
    """What a line of this program's says of its file; None for any other line."""
    try:
        head, *parts = map(json.loads, text.split(b"\t"))
    except ValueError:
        return None
    known = isinstance(head, dict) and parts and (head.get("schema"), head.get("by")) == (SCHEMA, program())
    return head if known else None


def copy(source: BinaryIO, place: Kept, into: BinaryIO) -> None:
    """Take a line over as it stands."""
    source.seek(place.offset)
    into.write(source.read(place.length))


def _lines(path: Path) -> Iterator[tuple[bytes, int]]:
    """Each line with where it stands; a last line cut off in the middle is no line."""
    offset = 0
    with path.open("rb") as file:
        for text in file:
            if not text.endswith(b"\n"):
                return
            yield text, offset
            offset += len(text)


def _current(standards: list[list[str]]) -> bool:
    """Whether the standards the records were made under still say the same."""
    return all(_hash(name) == stamp for name, stamp in standards)


@lru_cache(maxsize=64)
def _hash(name: str) -> str:
    from scoring.standards import get

    try:
        return get(name).hash
    except ScoringError:  # a file of one's own: its id says nothing about where it is
        return ""
