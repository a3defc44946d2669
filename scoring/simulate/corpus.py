"""A corpus to try rules on: rows as `scoring batch` reads them, records of `scoring check`, or the tables themselves."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from scoring.atomic import replacing
from scoring.columns import records as rows
from scoring.columns.cells import found_names
from scoring.columns.run import Inputs
from scoring.columns.sources import PARQUET, TEXT_FILES, encoding_of
from scoring.recheck import spool
from scoring.recheck.record import Record
from scoring.source import Problem, ScoringError, Source

RECORDS = "复核记录.jsonl"


@dataclass
class Corpus:
    """What is to be scored, and what of it could not be."""

    inputs: Inputs
    notes: list[str] = field(default_factory=list)


#: checks the files of a folder into a file of records; what `cli` hands in, with its progress
Check = Callable[[Path, Path], None]


def opened(path: Path, folder: Path, check: Check) -> Corpus:
    """The corpus at a path; what has to be made of it first goes into `folder`. Raises ScoringError."""
    if not path.exists():
        raise ScoringError(Problem(Source(str(path)), "找不到文件或文件夹", "请检查路径"))
    if _is_rows(path):
        return Corpus(Inputs(path))
    records = path / RECORDS if path.is_dir() and (path / RECORDS).is_file() else path
    if records.suffix.lower() != ".jsonl":
        records = folder / RECORDS
        check(path, records)
    return of_records(_records(records), folder, str(records))


def _is_rows(path: Path) -> bool:
    """Whether a file, or any file of a folder without records, has the columns of `scoring batch`."""
    if path.is_dir():
        if (path / RECORDS).is_file():
            return False
        return any(_is_rows(inside) for inside in sorted(path.rglob("*")) if inside.is_file())
    suffix = path.suffix.lower()
    if suffix in PARQUET:
        return True
    return suffix in TEXT_FILES and _has_columns(path, TEXT_FILES[suffix])


def _has_columns(path: Path, delimiter: str) -> bool:
    try:
        with path.open(encoding=encoding_of(path), newline="") as stream:
            found_names([cell.strip(' "') for cell in stream.readline(100_000).split(delimiter)], str(path))
    except ScoringError:
        return False
    return True


def of_records(records: Iterable[Record], folder: Path, where: str) -> Corpus:
    """Records as rows on disk, so that they stream like any other corpus. Raises ScoringError when there is no table
    in them; `where` is what they come from."""
    counts, made = {"read": 0, "unreadable": 0}, folder / "语料.parquet"

    def read() -> Iterator[Record]:
        for record in records:
            counts["unreadable" if record["status"] == "unreadable" else "read"] += 1
            yield record

    with replacing(made, force=True) as file:
        count = rows.write(read(), file)
    if not count:
        raise ScoringError(Problem(Source(where), "里面没有能计分的自评表", "请给出自评表的文件夹或复核结果"))
    corpus = Corpus(Inputs(made))
    if counts["unreadable"]:
        corpus.notes.append(f"有 {counts['unreadable']} 个文件不能读取，没有算进来")
    return corpus


def _records(path: Path) -> Iterator[Record]:
    try:
        yield from spool.records(path)
    except (ValueError, KeyError, TypeError, UnicodeDecodeError):
        advice = "请给出 scoring check -o 写的 复核记录.jsonl"
        raise ScoringError(Problem(Source(str(path)), "不是完好的复核记录", advice)) from None
