"""The Parquet of `scoring check` back into submissions: scored and checked again, submission by submission."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import groupby
from pathlib import Path

from scoring.columns import need
from scoring.model import Submission
from scoring.register.flat import Prepared, of_result
from scoring.register.trouble import refuse
from scoring.review import assess_submission
from scoring.source import ScoringError, Source

Texts = dict[str, str]
_ROWS = 20_000  # read at a time


def prepared(path: Path, refused: list[str]) -> Iterator[Prepared]:
    """Each submission of a file; one that cannot be scored is named in `refused`. Raises ScoringError for a file
    that is not what `scoring check --parquet` wrote."""
    for name, rows in groupby(_rows(path), key=lambda row: row["submission"]):
        texts = list(rows)
        try:
            result, used = assess_submission(_submission(texts), texts[0]["standard"])
        except ScoringError as error:
            refused.append(f"{name}：{error}")
            continue
        table = texts[0]["table"]
        yield of_result(result, used, texts[0]["path"], int(table) if table.isdecimal() else 1)


def _rows(path: Path) -> Iterator[Texts]:
    need("pyarrow", "columns")
    import pyarrow as pa
    from pyarrow import parquet

    from scoring.columns.records import CHECKED

    try:
        with parquet.ParquetFile(path) as file:
            if not file.schema_arrow.equals(CHECKED):
                raise refuse("不是 scoring check 的结果", "请给出 scoring check --parquet 写的文件", str(path))
            for batch in file.iter_batches(_ROWS):
                yield from ({name: text or "" for name, text in row.items()} for row in batch.to_pylist())
    except (pa.ArrowException, OSError):
        raise refuse("读不了，或不是完好的 Parquet", "请重新写一次 scoring check --parquet", str(path)) from None


def _submission(texts: list[Texts]) -> Submission:
    """What the rows tell of one self-assessment; every value stands at the place its row had."""
    from scoring.columns.one import submission_of

    made, first = submission_of(texts), texts[0]

    def places(at: int | None) -> dict[str, Source]:
        return {"": Source(first["path"], cell=texts[at or 0]["place"])}

    return replace(
        made, project=first["project"], department=first["department"], implementer=first["implementer"],
        standard=first["standard"], form=first["form"], money_unit=first["money_unit"] or "万元",
        funds=tuple(replace(f, places=places(f.place().line)) for f in made.funds),
        rows=tuple(replace(r, places=places(r.place().line)) for r in made.rows),
        places={"": Source(first["path"])},
    )  # fmt: skip
