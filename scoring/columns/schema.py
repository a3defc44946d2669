"""The shape of what goes in and what comes out, as Arrow schemas."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from importlib.resources import files
from typing import NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from scoring.standard import Standard

TEXT = pa.dictionary(pa.int32(), pa.string())

#: what a row of submissions may say; everything is text, as it was printed
COLUMNS = (
    "submission", "l1", "l2", "l3", "unit", "target", "actual", "points", "claimed", "judged", "remark", "deduction",
    "band", "not_applicable", "year", "source", "initial", "budget", "spent", "total", "grade",
    "project", "department", "implementer",
)  # fmt: skip
#: what a row is when it is read: where it stood, what could not be read of it, and its texts
INPUT = pa.schema(
    [pa.field("file", TEXT), pa.field("row", pa.int64()), pa.field("problem", TEXT)]
    + [pa.field(name, TEXT) for name in COLUMNS]
)
#: a row that has only these is a fund source
FUNDS = ("source", "initial", "budget", "spent")
NUMBERS = ("points", "claimed", "judged", "deduction", "initial", "budget", "spent", "total")

EXTRA = 6  # digits after the point of sums that were printed, not computed


def score_type(standard: Standard) -> pa.DataType:
    """Scores at the standard's printed precision."""
    return pa.decimal128(38, -int(standard.rounding.score_step.as_tuple().exponent))


def rate_type(standard: Standard) -> pa.DataType:
    """执行率 at the standard's printed precision."""
    return pa.decimal128(38, -int(standard.rounding.rate_step.as_tuple().exponent))


def rows(standard: Standard) -> pa.Schema:
    """One record per row: its status, 得分 or the lowest and highest a judged row may get, what counts, findings."""
    score = score_type(standard)
    return pa.schema(
        {
            "submission": TEXT, "file": TEXT, "row": pa.int64(), "status": TEXT, "score": score, "low": score,
            "high": score, "counted": score, "rule": TEXT, "codes": TEXT, "reason": TEXT,
        }
    )  # fmt: skip


def submissions(standard: Standard) -> pa.Schema:
    """One record per submission: total, grade, what it claims itself, what does not hold."""
    score, printed = score_type(standard), pa.decimal128(38, EXTRA)
    return pa.schema(
        {
            "submission": pa.string(), "count": pa.int32(), "points": printed, "rate": rate_type(standard),
            "execution": score, "total": score, "grade": TEXT, "complete": pa.bool_(), "judged": pa.int32(),
            "open": pa.int32(), "not_calculable": pa.int32(), "not_applicable": pa.int32(), "capped": pa.bool_(),
            "claimed_total": printed, "claimed_grade": TEXT, "difference": printed, "codes": TEXT,
        }
    )  # fmt: skip


class Scored(NamedTuple):
    """Results of whole submissions: their rows, submission by submission, and one record for each."""

    rows: pa.RecordBatch
    submissions: pa.RecordBatch


def nested(scored: Scored) -> pa.RecordBatch:
    """One record per submission with its rows as a list: the shape in which results travel between engines."""
    sizes = scored.submissions.column("count").cast(pa.int64())
    ends = pc.cumulative_sum(sizes).to_numpy(zero_copy_only=False) if len(sizes) else []
    offsets = pa.array([0, *ends], pa.int32())
    plain = [_plain(column) for name, column in _columns(scored.rows) if name != "submission"]
    names = [name for name in scored.rows.schema.names if name != "submission"]
    inside = pa.ListArray.from_arrays(offsets, pa.StructArray.from_arrays(plain, names))
    records = {name: _plain(column) for name, column in _columns(scored.submissions)}
    return pa.RecordBatch.from_pydict({**records, "rows": inside})


def result(standard: Standard) -> pa.Schema:
    """The schema of what `score_batch` gives: `submissions`, and `rows` inside as a list."""
    inside = [pa.field(f.name, _value(f.type)) for f in rows(standard) if f.name != "submission"]
    fields = [pa.field(f.name, _value(f.type)) for f in submissions(standard)]
    return pa.schema([*fields, pa.field("rows", pa.list_(pa.struct(inside)))])


def flat(batch: pa.RecordBatch) -> Scored:
    """`nested` undone."""
    inside = batch.column("rows")
    owners = batch.column("submission").take(pc.list_parent_indices(inside))
    struct = inside.flatten()
    parts = {field.name: struct.field(at) for at, field in enumerate(struct.type)}
    return Scored(pa.RecordBatch.from_pydict({"submission": owners, **parts}), batch.drop_columns(["rows"]))


def _columns(batch: pa.RecordBatch) -> list[tuple[str, pa.Array]]:
    return list(zip(batch.schema.names, batch.columns, strict=True))


def _value(kind: pa.DataType) -> pa.DataType:
    return kind.value_type if pa.types.is_dictionary(kind) else kind


def _plain(column: pa.Array) -> pa.Array:
    return column.cast(_value(column.type)) if pa.types.is_dictionary(column.type) else column


@lru_cache(maxsize=1)
def titles() -> dict[str, str]:
    """The Chinese name of each column."""
    return {name: entry["title"] for name, entry in _data().items()}


@lru_cache(maxsize=1)
def aliases() -> dict[str, str]:
    """Every way to write a column's name → the column."""
    return {
        spelling.lower(): name for name, entry in _data().items() for spelling in (name, entry["title"], *entry["also"])
    }


def _data() -> dict[str, dict[str, str]]:
    return tomllib.loads(files("scoring").joinpath("data/columns.toml").read_text("utf-8"))
