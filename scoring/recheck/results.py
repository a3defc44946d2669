"""The results of a re-check as they are shown: records from disk, findings chosen by code, waivers applied."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TextIO

from scoring.atomic import replacing
from scoring.checks import codes
from scoring.recheck import spool, waivers
from scoring.recheck.across import Across, compare
from scoring.recheck.record import SCHEMA, Record
from scoring.recheck.waivers import Waivers
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
    """The records of a run, in the order of their files; read from disk each time they are gone through.

    `against` are the records of last year's tables or of the declared targets.
    """

    path: Path
    choice: Choice = Choice()
    waived: Waivers = field(default_factory=Waivers)
    today: date = field(default_factory=date.today)
    against: Path | None = None

    def __call__(self) -> Iterator[Record]:
        for record in spool.records(self.path):
            yield self._shown(record)

    def _shown(self, record: Record) -> Record:
        record["findings"] = [f for f in record["findings"] if f["code"] in self.choice]
        return waivers.apply(record, self.waived, self.today) if self.waived.entries else record

    def across(self) -> list[Across]:
        """What shows only when the files are compared with one another."""
        against = self.against
        found = compare(self, None if against is None else lambda: spool.records(against))
        chosen = [f for f in found if f["code"] in self.choice]
        return [waivers.apply_across(f, self.waived, self.today) for f in chosen]

    def write_json(self, across: Sequence[Across], complete: bool, out: TextIO) -> None:
        """The stable JSON of the run, record by record."""
        out.write(f'{{"schema": "{SCHEMA}", "complete": {json.dumps(complete)}, "files": [')
        for at, record in enumerate(self._texts()):
            out.write(("," if at else "") + "\n" + record)
        out.write('\n], "across": [')
        for at, finding in enumerate(across):
            out.write(("," if at else "") + "\n" + json.dumps(finding, ensure_ascii=False))
        out.write("\n]}\n")

    def write_parquet(self, path: Path) -> None:
        """The rows of all records as Parquet, as `scoring batch` reads them; an earlier one is replaced."""
        from scoring.columns.records import write

        with replacing(path, force=True) as file:
            write(self(), file)

    def _texts(self) -> Iterator[str]:
        """Each record as JSON: as it stands on disk where nothing is chosen or waived."""
        if self.choice == Choice() and not self.waived.entries:
            for _, texts in spool.entries(self.path):
                yield from (text.decode() for text in texts)
        else:
            for record in self():
                yield json.dumps(record, ensure_ascii=False, separators=(",", ":"))
