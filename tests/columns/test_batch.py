"""Columns say what the engine and the checks say: row by row, to the digit, statuses and findings included."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings

from scoring.columns import score_batch
from scoring.standard import get
from scoring.standard import names as available
from tests.columns.making import batch_of, expected, simplified, tables

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
