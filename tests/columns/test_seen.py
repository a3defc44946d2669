"""What is remembered between batches never changes an answer."""

from __future__ import annotations

import random

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.columns import batch as columns_batch
from scoring.columns import score_batch, seen
from scoring.columns.kinds import Keys, Kinds
from scoring.columns.words import Words
from scoring.standards import get
from tests.columns.making import dense

STANDARD = get("mof-2020")


def _batches(seed: int, count: int) -> list[pa.RecordBatch]:
    chance = random.Random(seed)
    drawn = [[row for group in dense(chance, 12) for row in group] for _ in range(count)]
    return [pa.RecordBatch.from_pylist(rows) for rows in drawn]


def _forget() -> None:
    columns_batch._KNOWN.clear()


def test_a_batch_after_others_is_scored_as_if_it_were_the_first() -> None:
    batches = _batches(3, 6)
    fresh = []
    for batch in batches:
        _forget()
        fresh.append(score_batch(batch, STANDARD).to_pylist())
    _forget()
    for _ in range(2):
        assert [score_batch(batch, STANDARD).to_pylist() for batch in batches] == fresh


def test_what_is_remembered_is_begun_anew_when_it_is_large(monkeypatch: pytest.MonkeyPatch) -> None:
    batches = _batches(5, 4)
    _forget()
    right = [score_batch(batch, STANDARD).to_pylist() for batch in batches]
    _forget()
    monkeypatch.setattr(seen, "MOST", 10)
    first = columns_batch.seen(columns_batch.known(STANDARD))
    assert [score_batch(batch, STANDARD).to_pylist() for batch in batches] == right
    assert columns_batch.seen(columns_batch.known(STANDARD)) is not first


@given(st.lists(st.lists(st.tuples(*(st.integers(0, 1 << 20) for _ in range(5))), max_size=60), max_size=5))
def test_rows_that_are_alike_have_one_number_batch_after_batch(batches: list[list[tuple[int, ...]]]) -> None:
    kinds, number = None, dict[tuple[int, ...], int]()
    for rows in batches:
        columns = np.array(rows, np.int64).reshape(-1, 5)
        parts = [(columns[:, at], (1 << 20) + 1) for at in range(5)]
        kinds = kinds or Kinds(parts)
        assert kinds.hold(parts)
        before = len(number)
        found, firsts = kinds.number(parts)
        assert found.tolist() == [number.setdefault(row, len(number)) for row in rows]
        assert [number[rows[at]] for at in firsts] == list(range(before, len(number)))


def test_keys_that_want_the_same_place_are_kept_apart() -> None:
    keys = Keys()
    alike = (np.arange(3000, dtype=np.int64) * 7919) % (1 << 40)
    for part in np.split(alike, 30):
        assert (keys.find(part) == -1).all()
        keys.add(part)
    assert keys.find(alike).tolist() == list(range(3000))


def test_kinds_do_not_hold_more_than_their_keys_have_room_for() -> None:
    one = np.zeros(1, np.int64)
    kinds = Kinds([(one, 4), (one, 4)])
    assert kinds.hold([(one, 16), (one, 16)])
    assert not kinds.hold([(one, 17), (one, 4)])


def test_a_text_keeps_its_number_and_what_was_told_of_it() -> None:
    words, asked = Words(), list[str]()

    def long(text: str) -> bool:
        asked.append(text)
        return len(text) > 1

    first = words.numbers_of(pa.array(["十", "", "二十"]))
    assert words.asked(long, first).tolist() == [False, False, True]
    again = words.numbers_of(pa.array(["二十", "3.50", "十"]))
    assert (again[0], again[2]) == (first[2], first[0])
    assert words.asked(long, again).tolist() == [True, True, False]
    assert sorted(asked) == ["", "3.50", "二十", "十"]
    assert words.fine[0][again].tolist() == [0, 3_500_000, 0]
