"""The results of a re-check as they are shown: records from disk, findings chosen by code."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TextIO

from scoring.checks import codes
from scoring.recheck import spool
from scoring.recheck.record import SCHEMA, Record
from scoring.source import Problem, ScoringError, Source


@dataclass(frozen=True, slots=True)
class Choice:
    """Which codes are shown: those of `select` (all when empty) without those of `ignore`; T stands for T01–T06."""

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()

    @classmethod
    def of(cls, select: str, ignore: str) -> Choice:
        """From texts like "T,F01". Raises ScoringError for what is no code."""
        return cls(_codes(select), _codes(ignore))

    def __contains__(self, code: str) -> bool:
        return (not self.select or code.startswith(self.select)) and not code.startswith(self.ignore or "-")


def _codes(text: str) -> tuple[str, ...]:
    found = tuple(part.upper() for part in re.split(r"[,，、\s]+", text.strip()) if part)
    for part in found:
        if not any(code.startswith(part) for code in codes()):
            raise ScoringError(Problem(Source(), f"没有疑点代码“{part[:20]}”", f"现有：{'、'.join(codes())}"))
    return found


@dataclass(frozen=True, slots=True)
class Results:
    """The records of a run, in the order of their files; read from disk each time they are gone through."""

    path: Path
    choice: Choice = Choice()

    def __iter__(self) -> Iterator[Record]:
        for record in spool.records(self.path):
            record["findings"] = [f for f in record["findings"] if f["code"] in self.choice]
            yield record

    def __call__(self) -> Iterator[Record]:
        return iter(self)


def write_json(results: Iterable[Record], across: Sequence[dict[str, Any]], complete: bool, out: TextIO) -> None:
    """The stable JSON of a run, record by record."""
    out.write(f'{{"schema": "{SCHEMA}", "complete": {json.dumps(complete)}, "files": [')
    for at, record in enumerate(results):
        out.write(("," if at else "") + "\n" + json.dumps(record, ensure_ascii=False))
    out.write('\n], "across": [')
    for at, finding in enumerate(across):
        out.write(("," if at else "") + "\n" + json.dumps(finding, ensure_ascii=False))
    out.write("\n]}\n")
