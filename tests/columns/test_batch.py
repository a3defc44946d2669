"""Columns say what the engine and the checks say: row by row, to the digit, statuses and findings included."""

from __future__ import annotations

import random
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings

from scoring.columns import score_batch
from scoring.columns.codes import CODES
from scoring.standards import get
from scoring.standards import names as available
from tests.columns.making import batch_of, dense, expected, simplified, tables

STANDARDS = {name: get(name) for name in available()}


@pytest.mark.parametrize("standard", STANDARDS)
@settings(max_examples=60)
@given(tables)
def test_a_batch_is_scored_as_the_engine_scores_it(standard: str, drawn: Any) -> None:
    batch, groups = batch_of(drawn)
    records = score_batch(batch, STANDARDS[standard]).to_pylist()
    assert len(records) == len(groups)
    for record, group in zip(records, groups, strict=True):
        whole, rows = simplified(record)
        right, right_rows = expected(group, STANDARDS[standard])
        for got, want, source in zip(rows, right_rows, group, strict=True):
            assert got == want, {k: v for k, v in source.items() if v}
        assert whole == right, group


@pytest.mark.parametrize("standard", ["mof-2020", "mof-2021", "jinhua-2020", "platform-caps-2022", "wuhan-2021"])
def test_tables_as_people_hand_them_in_are_scored_as_the_engine_scores_them(standard: str) -> None:
    groups = dense(random.Random(11), 250)
    batch = pa.RecordBatch.from_pylist([row for group in groups for row in group])
    found: set[str] = set()
    for record, group in zip(score_batch(batch, STANDARDS[standard]).to_pylist(), groups, strict=True):
        whole, rows = simplified(record)
        right, right_rows = expected(group, STANDARDS[standard])
        for got, want, source in zip(rows, right_rows, group, strict=True):
            assert got == want, {k: v for k, v in source.items() if v}
            found |= set(got["codes"].split())
        assert whole == right, group
        found |= set(whole["codes"].split())
    graded = {"T05"} if STANDARDS[standard].grade else set()
    assert found == {*CODES, "T01", "T02", *graded} - {"R02", "I11"}


def test_a_batch_without_rows_has_an_answer_without_rows() -> None:
    """A filter may leave nothing of a part."""
    batch = pa.RecordBatch.from_pylist([{"submission": "1", "target": "≥1", "actual": "1", "points": "10"}])
    scored = score_batch(batch.slice(0, 0), get("mof-2020"))
    assert scored.num_rows == 0
    assert scored.schema == score_batch(batch, get("mof-2020")).schema
