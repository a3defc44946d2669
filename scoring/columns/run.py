"""`scoring batch`: files in, a folder of results out, through a few threads; memory does not grow with the input."""

from __future__ import annotations

import csv
import secrets
import shutil
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from scoring.columns import schema
from scoring.columns.batch import known
from scoring.columns.results import score
from scoring.columns.sources import Piece, files, pieces, rows_in
from scoring.columns.statistics import Statistics
from scoring.columns.stream import Ends, Order, joined, name_of, spilled
from scoring.source import Problem, ScoringError, Source
from scoring.standard import Standard

WORKERS = 2
SLICE = 1 << 17  # rows scored at a time: enough that two threads seldom wait for one another
SPILLED = 400_000  # rows that a part of a spill should have

Progress = Callable[[int], None]


class Scattered(Exception):
    """Rows of one submission stand far apart."""


class _Done(NamedTuple):
    """One piece scored but for its ends."""

    column: pa.Array  # the submissions, for their order
    first: pa.RecordBatch
    scored: deque[schema.Scored]
    last: pa.RecordBatch


class Inputs:
    """The files to read, one after the other; a file that cannot be used is noted and left out."""

    def __init__(self, path: Path) -> None:
        self.paths, self.base = files(path), path if path.is_dir() else path.parent
        self.problems: list[str] = []
        self.total = self._total()

    def _total(self) -> int | None:
        try:
            return rows_in(self.paths)
        except ScoringError:
            return None

    def __iter__(self) -> Iterator[Piece]:
        self.problems.clear()
        for path in self.paths:
            try:
                yield from pieces(path, path.relative_to(self.base).as_posix())
            except ScoringError as error:
                if len(self.paths) == 1:
                    raise
                self.problems.append(str(error))
        if len(self.problems) == len(self.paths):
            raise ScoringError([Problem(Source(), text) for text in self.problems])


def scored(
    inputs: Inputs, standard: Standard, folder: Path, workers: int = WORKERS, seen: Progress = lambda n: None
) -> Iterator[schema.Scored]:
    """The results of all submissions, in the order of the input.

    Raises Scattered at the end when a submission came back after others; `together` reads such input.
    """
    order, open_ = Order(), list[pa.RecordBatch]()
    for done, count in _ahead(inputs, standard, workers):
        order.follow(done.column)
        if open_ and name_of(done.first) != name_of(open_[0]):
            yield score(known(standard), joined(open_))
            open_ = []
        open_.append(done.first)
        if done.last.num_rows:
            yield score(known(standard), joined(open_))
            while done.scored:
                yield done.scored.popleft()  # given away, not kept: these are the largest things here
            open_ = [done.last]
        seen(count)
    if open_:
        yield score(known(standard), joined(open_))
    if not order.grouped:
        raise Scattered


def together(
    inputs: Inputs, standard: Standard, folder: Path, workers: int = WORKERS, seen: Progress = lambda n: None
) -> Iterator[schema.Scored]:
    """The same for rows in any order: put together by submission on disk first."""
    count = sum(piece.rows for piece in inputs) if inputs.total is None else inputs.total
    parts = min(max(count // SPILLED, 1), 1024)

    def batches() -> Iterator[pa.RecordBatch]:
        for piece in inputs:
            seen(piece.rows)
            yield piece.read()

    for batch in spilled(batches(), folder, parts):
        for part in cut(ordered(batch)):
            yield score(known(standard), part)


def ordered(batch: pa.RecordBatch) -> pa.RecordBatch:
    codes = batch.column("submission").indices.to_numpy()
    return batch.take(pa.array(np.argsort(codes, kind="stable")))


def _ahead(inputs: Inputs, standard: Standard, workers: int) -> Iterator[tuple[_Done, int]]:
    """Pieces read and scored by several threads, a few ahead, given back in order."""
    with ThreadPoolExecutor(workers, "scoring") as pool:
        waiting: deque[tuple[Future[_Done], int]] = deque()
        try:
            for piece in inputs:
                waiting.append((pool.submit(_piece, piece, standard), piece.rows))
                if len(waiting) > workers:
                    future, count = waiting.popleft()
                    yield future.result(), count
            while waiting:
                future, count = waiting.popleft()
                yield future.result(), count
        finally:
            for future, _ in waiting:
                future.cancel()


def _piece(piece: Piece, standard: Standard) -> _Done:
    batch = piece.read()
    ends = Ends(batch)
    found = deque(score(known(standard), part) for part in cut(ends.inner))
    return _Done(batch.column("submission"), ends.first, found, ends.last)


def cut(batch: pa.RecordBatch) -> Iterator[pa.RecordBatch]:
    """A batch of whole submissions in parts of a handy size."""
    if not batch.num_rows:
        return
    codes = batch.column("submission").indices.to_numpy()
    heads = np.append(np.flatnonzero(np.diff(codes, prepend=-1)), len(codes))
    start = 0
    while start < len(codes):
        end = int(heads[min(int(np.searchsorted(heads, start + SLICE)), len(heads) - 1)])
        yield batch.slice(start, end - start)
        start = end


# -- files out --

ROWS, SUBMISSIONS, STATISTICS = "rows.parquet", "submissions.parquet", "statistics.csv"

Engine = Callable[..., Iterator[schema.Scored]]


def write(path: Path, standard: Standard, folder: Path, *, force: bool = False, engine: Engine = scored, seen: Progress = lambda n: None, again: Callable[[], None] = lambda: None) -> Statistics:  # fmt: skip
    """Scores files into a folder, which appears whole or not at all. Raises ScoringError."""
    if folder.exists() and not force:
        raise ScoringError(Problem(Source(str(folder)), "结果文件夹已存在", "请换一个名字，或加 --force 覆盖"))
    if folder.exists() and not (folder / SUBMISSIONS).is_file() and (folder.is_file() or any(folder.iterdir())):
        advice = "为免误删别的文件，请换一个名字"
        raise ScoringError(Problem(Source(str(folder)), "这里不是以前的结果文件夹，不能覆盖", advice))
    inputs = Inputs(path)
    beside = folder.parent / f".{secrets.token_hex(8)}.tmp"
    try:
        beside.mkdir(parents=True)
        try:
            found = _fill(engine(inputs, standard, beside, seen=seen), standard, beside)
        except Scattered:
            again()
            found = _fill(together(inputs, standard, beside, seen=seen), standard, beside)
        found.problems = inputs.problems
        _statistics(found, beside / STATISTICS)
        if folder.exists():
            folder.rename(beside.with_suffix(".old"))
        beside.rename(folder)
    except OSError as error:
        advice = "请检查权限和磁盘空间"
        raise ScoringError(Problem(Source(str(folder)), f"无法写入：{error.strerror}", advice)) from error
    finally:
        shutil.rmtree(beside, ignore_errors=True)
        shutil.rmtree(beside.with_suffix(".old"), ignore_errors=True)
    return found


def _fill(results: Iterator[schema.Scored], standard: Standard, folder: Path) -> Statistics:
    statistics = Statistics()
    options: dict[str, Any] = {
        "compression": "zstd",
        "use_dictionary": [name for name in schema.rows(standard).names if name != "row"],
        "column_encoding": {"row": "DELTA_BINARY_PACKED"},
        "write_statistics": ["submission", "row"],
    }
    with (
        pq.ParquetWriter(folder / ROWS, schema.rows(standard), **options) as rows,
        pq.ParquetWriter(folder / SUBMISSIONS, schema.submissions(standard), compression="zstd") as records,
    ):
        for one in results:
            named = one.submissions
            if named.num_rows and not named.column("submission")[named.num_rows - 1].as_py():
                named = named.slice(0, named.num_rows - 1)  # rows that belong to none
            statistics.add(schema.Scored(one.rows, named))
            rows.write_batch(one.rows)
            records.write_batch(named)
    return statistics


def _statistics(found: Statistics, path: Path) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(["类别", "项目", "数量"])
        writer.writerows(
            [kind, what if what[:1] not in "=+-@" else f"'{what}", count] for kind, what, count in found.table()
        )
