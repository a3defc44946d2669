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
        self.inner = batch.slice(int(changes[0]), int(changes[-1] - changes[0])) if len(changes) else batch.slice(0, 0)
        if self.inner.num_rows:
            self.first, self.last = _light(self.first), _light(self.last)


def _light(batch: pa.RecordBatch) -> pa.RecordBatch:
    """The same rows, with no text in a dictionary that they do not use: a few rows must not carry a whole batch's."""
    columns = [
        c.cast(c.type.value_type).dictionary_encode() if pa.types.is_dictionary(c.type) else c for c in batch.columns
    ]
    return pa.RecordBatch.from_arrays(columns, schema=batch.schema)


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
        self.last, self.rising, self.seen = None, True, list[Any]()

    def follow(self, column: pa.DictionaryArray) -> None:
        """Looks at the submissions of the rows that come next."""
        codes = column.indices.to_numpy()
        heads = column.dictionary.take(pa.array(codes[np.flatnonzero(np.diff(codes, prepend=-1))]))
        if len(heads) and heads[0] == self.last:
            heads = heads.slice(1)  # goes on from before
        if not len(heads):
            return
        if self.rising:
            before = (
                heads if self.last is None else pa.concat_arrays([pa.array([self.last.as_py()], heads.type), heads])
            )
            self.rising = bool(pc.all(pc.less(before.slice(0, len(before) - 1), before.slice(1))).as_py())
        self.last = heads[len(heads) - 1]
        self.seen.append(_marks(heads))

    @property
    def grouped(self) -> bool:
        """Whether no submission came back after others."""
        if self.rising or not self.seen:
            return True
        every = np.concatenate(self.seen)
        return len(np.unique(every)) == len(every)


_SPREAD = np.uint64(0x9E3779B97F4A7C15)  # 2⁶⁴ ÷ golden ratio, odd


def _marks(texts: pa.StringArray) -> Any:
    """Eight bytes for each text, the same for the same text. Two texts that share them only cost a second reading."""
    starts, data = (np.frombuffer(texts.buffers()[at] or b"", kind) for at, kind in ((1, np.int32), (2, np.uint8)))
    ends = starts[texts.offset : texts.offset + len(texts) + 1]
    sizes = np.diff(ends)
    place = np.arange(int(ends[0]), int(ends[-1])) - np.repeat(ends[:-1], sizes)
    weights = np.cumprod(np.full(int(sizes.max(initial=0)) + 1, _SPREAD))
    parts = (data[ends[0] : ends[-1]].astype(np.uint64) + np.uint64(1)) * weights.take(place)
    return np.diff(np.concatenate([np.zeros(1, np.uint64), np.cumsum(parts)])[ends - ends[0]])


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
