"""A corpus scored under two standards by a few threads; memory does not grow with the corpus."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import BinaryIO

import pyarrow as pa

from scoring.columns.run import SPILLED, Inputs, Progress, cut, ordered
from scoring.columns.stream import Order, spilled, whole
from scoring.simulate.causes import Pair
from scoring.simulate.compare import Part, compare
from scoring.simulate.tally import Tally

WORKERS = 2


def simulate(
    inputs: Inputs, pair: Pair, folder: Path, spool: BinaryIO, *, workers: int = WORKERS, seen: Progress = lambda n: None,
    again: Callable[[], None] = lambda: None,
) -> Tally:  # fmt: skip
    """What the corpus comes to under both; the submissions that change go into `spool`, which the result reads. `again` is called when rows of a submission stand far apart: then they
    are put together on disk first, in `folder`. Raises ScoringError for input that cannot be used."""
    order = Order()
    found = _added(whole(_read(inputs, order, seen)), Tally(pair, spool), workers)
    if not order.grouped:
        again()
        spool.seek(0)
        spool.truncate()
        found = _added(_together(inputs, folder, seen), Tally(pair, spool), workers)
    found.notes += inputs.problems
    if pair.a.weights != pair.b.weights:
        found.notes.append("两个办法的一级指标分值搭配不同：不改变得分，只改变疑点 T06，请用 scoring check 看")
    return found


def _read(inputs: Inputs, order: Order, seen: Progress) -> Iterator[pa.RecordBatch]:
    for piece in inputs:
        batch = piece.read()
        order.follow(batch.column("submission"))
        yield batch
        seen(piece.rows)


def _together(inputs: Inputs, folder: Path, seen: Progress) -> Iterator[pa.RecordBatch]:
    count = sum(piece.rows for piece in inputs) if inputs.total is None else inputs.total

    def batches() -> Iterator[pa.RecordBatch]:
        for piece in inputs:
            yield piece.read()
            seen(piece.rows)

    for batch in spilled(batches(), folder, min(max(count // SPILLED, 1), 1024)):
        yield ordered(batch)


def _added(batches: Iterable[pa.RecordBatch], tally: Tally, workers: int) -> Tally:
    """Compared a few ahead, added in order."""
    with ThreadPoolExecutor(workers, "scoring") as pool:
        waiting: deque[Future[Part]] = deque()
        try:
            for batch in batches:
                for part in cut(batch):
                    waiting.append(pool.submit(compare, tally.pair, part))
                    if len(waiting) > workers:
                        tally.add(waiting.popleft().result())
            while waiting:
                tally.add(waiting.popleft().result())
        finally:
            for future in waiting:
                future.cancel()
    return tally
