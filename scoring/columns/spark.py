"""`--engine spark`: the same function under Spark's `mapInArrow`, partitioned by submission."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from scoring.columns import score_batch
from scoring.columns.cells import normal
from scoring.columns.run import Inputs, Progress
from scoring.columns.schema import INPUT, Scored, flat, result
from scoring.columns.stream import whole
from scoring.standard import Standard

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession


def score_frame(frame: DataFrame, standard: Standard) -> DataFrame:
    """Rows of submissions (columns as in `schema.INPUT`) → one record per submission, its rows inside."""
    from pyspark.sql.pandas.types import from_arrow_schema

    def run(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        for batch in whole(normal(batch) for batch in batches):
            yield score_batch(batch, standard)

    ordered = frame.repartition("submission").sortWithinPartitions("submission", "file", "row")
    return ordered.mapInArrow(run, from_arrow_schema(result(standard)))


def scored(inputs: Inputs, standard: Standard, folder: Path, seen: Progress = lambda n: None) -> Iterator[Scored]:
    """The results of all submissions, by way of Spark: rows are handed over as Parquet in `folder`, as results come back."""
    import pyarrow.parquet as pq

    session = _session()
    given, made = folder / "given", folder / "made"
    given.mkdir()
    plain = pa.schema([(f.name, pa.int64() if f.name == "row" else pa.string()) for f in INPUT])
    for at, piece in enumerate(inputs):
        pq.write_table(pa.Table.from_batches([piece.read()]).cast(plain), given / f"{at}.parquet")
        seen(piece.rows)
    score_frame(session.read.parquet(str(given)), standard).write.parquet(str(made))
    for path in sorted(made.glob("*.parquet")):
        with pq.ParquetFile(path) as file:
            for batch in file.iter_batches(1 << 14):
                yield typed(batch, standard)
    _forget(given, made)


def typed(batch: pa.RecordBatch, standard: Standard) -> Scored:
    """A batch as another engine gave it back, in our own types."""
    from scoring.columns.schema import rows, submissions

    found = flat(pa.RecordBatch.from_struct_array(batch.to_struct_array().cast(pa.struct(result(standard)))))
    return Scored(_as(found.rows, rows(standard)), _as(found.submissions, submissions(standard)))


def _as(batch: pa.RecordBatch, schema: pa.Schema) -> pa.RecordBatch:
    columns = [batch.column(f.name) for f in schema]
    cast = [
        c.dictionary_encode() if pa.types.is_dictionary(f.type) else c for c, f in zip(columns, schema, strict=True)
    ]
    return pa.RecordBatch.from_arrays([c.cast(f.type) for c, f in zip(cast, schema, strict=True)], schema=schema)


def _forget(*folders: Path) -> None:
    import shutil

    for folder in folders:
        shutil.rmtree(folder)


def _session() -> SparkSession:
    """The session that is there, else one on this machine."""
    import os
    import sys

    from pyspark.sql import SparkSession

    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    builder: Any = SparkSession.builder
    builder = builder.config("spark.ui.enabled", "false").config("spark.sql.execution.arrow.pyspark.enabled", "true")
    found: SparkSession = builder.appName("scoring").getOrCreate()
    return found
