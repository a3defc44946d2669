"""Columns as they come → columns of text under the names we use (`schema.INPUT`)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from scoring.columns.schema import COLUMNS, FUNDS, INPUT, TEXT, aliases, titles
from scoring.source import Problem, ScoringError, Source


def normal(batch: Any, file: str = "", first: int = 1) -> pa.RecordBatch:
    """A record batch or table under our names, every cell text, absent columns empty. Raises ScoringError.

    Rows are numbered from `first` unless the batch numbers them itself.
    """
    found = found_names(batch.schema.names, file)
    columns = [_given(batch, name, file, first) if name in INPUT.names[:3] else _cells(batch, found.get(name), file) for name in INPUT.names]  # fmt: skip
    return pa.RecordBatch.from_arrays(columns, schema=INPUT)


def found_names(names: Iterable[str], file: str) -> dict[str, str]:
    """Our name → the name it has there. Raises ScoringError without 报送件, or with nothing to score."""
    known, found = aliases(), dict[str, str]()
    for name in names:
        ours = known.get(str(name).strip().lstrip("\ufeff").lower())
        if ours and ours not in found:
            found[ours] = name
    source, have = Source(file), "、".join(str(n)[:20] for n in list(names)[:12])
    if "submission" not in found:
        advice = f"请加一列“{titles()['submission']}”（submission），同一张自评表的各行写同一个编号；现有的列：{have}"
        raise ScoringError(Problem(source, "没有“报送件”这一列，不知道哪些行属于同一张自评表", advice))
    if not {"target", "actual", "l3", *FUNDS} & set(found):
        advice = f"请用 {titles()['target']}、{titles()['actual']}、{titles()['points']} 等列名；现有的列：{have}"
        raise ScoringError(Problem(source, "没有指标的列，也没有资金的列，无法计分", advice))
    return found


def _given(batch: Any, name: str, file: str, first: int) -> pa.Array:
    """`file`, `row` and `problem`: as they are, when reading has set them already."""
    at = batch.schema.get_field_index(name)
    if at >= 0 and name == "row" and pa.types.is_integer(batch.schema.field(at).type):
        return _whole(batch.column(at)).cast(pa.int64())
    if at >= 0 and name != "row":
        return _cells(batch, name, file)
    if name == "row":
        return pa.array(np.arange(first, first + batch.num_rows, dtype=np.int64))
    return _constant(file if name == "file" else "", batch.num_rows)


def _constant(text: str, count: int) -> pa.Array:
    zeros = pa.array(np.zeros(count, np.int32))
    return pa.DictionaryArray.from_arrays(zeros, pa.array([text], pa.string()), safe=False)


def _cells(batch: Any, name: str | None, file: str) -> pa.Array:
    """One column as text in a dictionary; an empty cell is an empty text."""
    if name is None:
        return _constant("", batch.num_rows)
    cells = _whole(batch.column(batch.schema.get_field_index(name)))
    kind = cells.type.value_type if pa.types.is_dictionary(cells.type) else cells.type
    if not _readable(kind):
        advice = "请改存为文字或数字"
        raise ScoringError(Problem(Source(file), f"“{name}”列的类型是 {kind}，不是文字也不是数字", advice))
    if not pa.types.is_dictionary(cells.type):
        cells = (cells if pa.types.is_string(kind) else cells.cast(pa.string())).dictionary_encode()
    if cells.type != TEXT:
        cells = cells.cast(TEXT)
    return _without_nulls(cells)


def _readable(kind: pa.DataType) -> bool:
    types = pa.types
    tests = (
        types.is_string, types.is_large_string, types.is_string_view, types.is_integer, types.is_floating,
        types.is_decimal, types.is_date, types.is_null,
    )  # fmt: skip
    return any(test(kind) for test in tests)


def _whole(column: Any) -> pa.Array:
    """One array of a chunked column, dictionaries made one."""
    if not isinstance(column, pa.ChunkedArray):
        return column
    return column.chunk(0) if column.num_chunks == 1 else column.combine_chunks()


def _without_nulls(cells: pa.DictionaryArray) -> pa.DictionaryArray:
    """Nulls, and null entries of the dictionary, as empty texts."""
    if not cells.null_count and not cells.dictionary.null_count:
        return cells
    values = cells.dictionary
    if values.null_count:
        values = pc.fill_null(values, "")
    codes = cells.indices
    if codes.null_count:
        values = pa.concat_arrays([values, pa.array([""], pa.string())])
        codes = pc.fill_null(codes, pa.scalar(len(values) - 1, pa.int32()))
    return pa.DictionaryArray.from_arrays(codes, values, safe=False)


assert set(titles()) == set(COLUMNS)  # the data file and the code name the same columns
