"""`--engine ray`: the same function as Ray tasks, each with whole submissions."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa

from scoring.columns import score_batch
from scoring.columns.run import SPILLED, Inputs, Progress
from scoring.columns.schema import Scored
from scoring.columns.spark import typed
from scoring.columns.stream import spilled
from scoring.standard import Standard

AHEAD = 4  # tasks given out before the first result is asked for


def scored(inputs: Inputs, standard: Standard, folder: Path, seen: Progress = lambda n: None) -> Iterator[Scored]:
    """The results of all submissions, by way of Ray; rows are put together by submission first."""
    import ray

    if not ray.is_initialized():
        ray.init(include_dashboard=False, log_to_driver=False)
    task: Any = ray.remote(score_batch)
    used = ray.put(standard)

    def batches() -> Iterator[pa.RecordBatch]:
        for piece in inputs:
            seen(piece.rows)
            yield piece.read()

    count = inputs.total or sum(piece.rows for piece in inputs)
    waiting: deque[Any] = deque()
    for batch in spilled(batches(), folder, min(max(count // SPILLED, 2), 1024)):
        waiting.append(task.remote(batch, used))
        if len(waiting) > AHEAD:
            yield typed(ray.get(waiting.popleft()), standard)
    while waiting:
        yield typed(ray.get(waiting.popleft()), standard)
