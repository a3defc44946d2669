"""Batches in, whole submissions out: what is cut by the end of a batch is put together, what is far apart by a spill."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any
from zlib import crc32

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from scoring.columns.schema import INPUT

PARTS = 64  # files of a spill; each is scored whole


class Ends:
    """A batch cut where submissions end: those that begin and end in it, and what may go on before and after."""

    def __init__(self, batch: pa.RecordBatch) -> None:
        codes = batch.column("submission").indices.to_numpy()
        changes = np.flatnonzero(np.diff(codes)) + 1
        self.first = batch if not len(changes) else batch.slice(0, int(changes[0]))
        self.last = batch.slice(int(changes[-1])) if len(changes) else batch.slice(0, 0)
        inner = batch.slice(int(changes[0]), int(changes[-1] - changes[0])) if len(changes) else batch.slice(0, 0)
        self.inner = inner


def name_of(batch: pa.RecordBatch) -> str | None:
    """The submission of the first row."""
    found: str | None = batch.column("submission")[0].as_py() if batch.num_rows else None
    return found


def joined(batches: list[pa.RecordBatch]) -> pa.RecordBatch:
    """Several batches as one."""
    if len(batches) == 1:
        return batches[0]
    table = pa.Table.from_batches(batches).unify_dictionaries().combine_chunks()
    found: pa.RecordBatch = table.to_batches()[0]
    return found


def whole(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """Batches in which no submission is cut, for rows that come submission by submission."""
    open_: list[pa.RecordBatch] = []
    for batch in batches:
        if not batch.num_rows:
            continue
        ends = Ends(batch)
        if open_ and name_of(ends.first) != name_of(open_[0]):
            yield joined(open_)
            open_ = []
        open_.append(ends.first)
        if ends.last.num_rows:
            yield joined([*open_, ends.inner] if ends.inner.num_rows else open_)
            open_ = [ends.last]
    if open_:
        yield joined(open_)


class Order:
    """Whether rows come submission by submission; remembers eight bytes for each, asked for where names do not rise."""

    def __init__(self) -> None:
        self.last, self.rising, self.count, self.seen = "", True, 0, list[Any]()

    def follow(self, column: pa.DictionaryArray) -> None:
        """Looks at the submissions of the rows that come next."""
        codes = column.indices.to_numpy()
        heads = column.dictionary.take(pa.array(codes[np.flatnonzero(np.diff(codes, prepend=-1))]))
        if len(heads) and self.count and heads[0].as_py() == self.last:
            heads = heads.slice(1)  # goes on from before
        self.count += len(column)
        if not len(heads):
            return
        if self.rising:
            before = pa.concat_arrays([pa.array([self.last], heads.type), heads.slice(0, len(heads) - 1)])
            self.rising = bool(pc.all(pc.less(before, heads)).as_py())
        self.last = heads[len(heads) - 1].as_py()
        self.seen.append(np.array([hash(text) for text in heads.to_pylist()], np.int64))

    @property
    def grouped(self) -> bool:
        """Whether no submission came back after others."""
        if self.rising or not self.seen:
            return True
        every = np.concatenate(self.seen)
        return len(np.unique(every)) == len(every)


def spilled(batches: Iterable[pa.RecordBatch], folder: Path, parts: int = PARTS) -> Iterator[pa.RecordBatch]:
    """The same rows with each submission in one batch: written apart by submission, then read part by part."""
    with tempfile.TemporaryDirectory(dir=folder) as place:
        paths = [Path(place) / f"{at}.parquet" for at in range(parts)]
        writers = [pq.ParquetWriter(path, INPUT, compression="lz4") for path in paths]
        try:
            for batch in batches:
                _spill(batch, writers)
        finally:
            for writer in writers:
                writer.close()
        for path in paths:
            with pq.ParquetFile(path, read_dictionary=[f.name for f in INPUT if f.name != "row"]) as file:
                table = file.read(use_threads=False).cast(INPUT).unify_dictionaries().combine_chunks()
            path.unlink()
            yield from table.to_batches()


def _spill(batch: pa.RecordBatch, writers: list[pq.ParquetWriter]) -> None:
    column = batch.column("submission")
    part = np.array([crc32(text.encode()) % len(writers) for text in column.dictionary.to_pylist()])
    of_row = part[column.indices.to_numpy()]
    order = np.argsort(of_row, kind="stable")
    ends = np.searchsorted(of_row[order], np.arange(len(writers) + 1))
    sorted_ = batch.take(pa.array(order))
    for at, writer in enumerate(writers):
        if ends[at + 1] > ends[at]:
            writer.write_batch(sorted_.slice(int(ends[at]), int(ends[at + 1] - ends[at])))
