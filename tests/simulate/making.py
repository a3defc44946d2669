"""Small corpora and their trials."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryFile

import pyarrow as pa
import pyarrow.parquet as pq

from scoring.columns import run as batches
from scoring.columns.schema import COLUMNS
from scoring.simulate.causes import Pair
from scoring.simulate.run import simulate
from scoring.simulate.tally import Tally
from scoring.standard import Standard


def corpus(path: Path, rows: Iterable[dict[str, str]]) -> Path:
    """Rows as Parquet; columns that are not named are empty."""
    whole = [{**dict.fromkeys(COLUMNS, ""), **row} for row in rows]
    pq.write_table(pa.Table.from_pylist(whole, pa.schema([(name, pa.string()) for name in COLUMNS])), path)
    return path


def row(submission: str, target: str, actual: str, points: str = "100", **more: str) -> dict[str, str]:
    base = {"submission": submission, "l1": "产出指标", "l3": "培训人数", "target": target, "actual": actual}
    return {**base, "points": points, **more}


def tried(path: Path, a: Standard, b: Standard, folder: Path) -> Tally:
    """The trial of a corpus; its changes stay readable as long as the result lives."""
    return simulate(batches.Inputs(path), Pair(a, b), folder, TemporaryFile())
