"""A record batch laid out for scoring: rows submission by submission, each column as numbers that stand for texts."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import Any

import numpy as np
import pyarrow as pa

from scoring.columns.schema import FUNDS
from scoring.columns.words import Words


class Cells:
    """One column: a number per row, and the text that each number stands for."""

    def __init__(self, codes: Any, words: Words, empty: bool) -> None:
        self.codes, self.words, self.empty = codes, words, empty  # empty: nothing is written in the whole column

    @property
    def texts(self) -> list[str]:
        return self.words.texts

    @cached_property
    def filled(self) -> Any:
        """Rows in which anything is written."""
        return np.zeros(len(self.codes), bool) if self.empty else self.codes != 0

    @cached_property
    def numbers(self) -> Numbers:
        """Each row as a printed number."""
        return Numbers(self.codes, self.words, self.empty)

    def told(self, rows: Any, tell: Callable[[str], bool]) -> Any:
        """Something told of the texts of some rows, each distinct text asked once."""
        return self.words.asked(tell, self.codes[rows])

    def take(self, rows: Any) -> Cells:
        return Cells(self.codes[rows], self.words, self.empty)


class Numbers:
    """The cells of a column as printed numbers: the fields of `Printed`, by row, told when they are asked for."""

    def __init__(self, codes: Any, words: Words, empty: bool) -> None:
        self._codes, self._words, self._empty = codes, words, empty  # no cell, which would keep itself alive

    def _of(self, values: Any) -> Any:
        return np.zeros(len(self._codes), values.dtype) if self._empty else values.take(self._codes)

    @cached_property
    def n(self) -> Any:
        return self._of(self._words.numbers.n)

    @cached_property
    def digits(self) -> Any:
        return self._of(self._words.numbers.digits)

    @cached_property
    def number(self) -> Any:
        return self._of(self._words.numbers.number)

    @cached_property
    def given(self) -> Any:
        return self._codes != 0

    @cached_property
    def odd(self) -> Any:
        return self._of(self._words.numbers.odd)

    @cached_property
    def fine(self) -> Any:
        """In millionths; numbers that are none, or do not fit, count as nothing."""
        return self._of(self._words.fine[0])

    def unfit(self, into: Any) -> Any:
        """The numbers in millionths, and the rows marked whose numbers do not fit."""
        odd = self._words.fine[1]
        if odd.any():
            into |= self._of(odd)
        return self.fine


class Frame:
    """Rows of whole submissions, grouped; `owner` is the submission of each row, `starts` where each begins."""

    def __init__(self, batch: pa.RecordBatch, words: Mapping[str, Words]) -> None:
        self._words = words
        order, heads = _grouped(batch.column("submission").indices.to_numpy())
        self.batch = batch if order is None else batch.take(pa.array(order))
        self.count, self.starts = batch.num_rows, heads
        self.sizes = np.diff(np.append(heads, batch.num_rows))
        self.owner = np.repeat(np.arange(len(heads)), self.sizes)
        self.names = self.batch.column("submission").take(pa.array(heads))
        self._cells: dict[str, Cells] = {}

    def __getitem__(self, name: str) -> Cells:
        if name not in self._cells:
            column, words = self.batch.column(name), self._words[name]
            numbers = words.numbers_of(column.dictionary)
            empty = not numbers.any()
            codes = np.zeros(self.count, np.intp) if empty else numbers.take(column.indices.to_numpy())
            self._cells[name] = Cells(codes, words, empty)
        return self._cells[name]

    def part(self, rows: Any) -> Frame:
        """Some of the rows, as they stand, for what is asked of cells only."""
        part = object.__new__(Frame)
        part.count = len(rows)
        part._cells = _Taken(self, rows)
        return part

    @cached_property
    def fund_rows(self) -> Any:
        """Rows that are a fund source and not an indicator."""
        if all(self[name].empty for name in FUNDS):
            return np.zeros(self.count, bool)
        money = np.logical_or.reduce([self[name].filled for name in FUNDS])
        return money & ~(self["l3"].filled | self["target"].filled | self["actual"].filled)

    @cached_property
    def money(self) -> Any:
        """The rows that tell of funds: those of their own, and indicator rows that say something new beside."""
        if all(self[name].empty for name in FUNDS):
            return np.zeros(0, np.int64)
        filled = np.logical_or.reduce([self[name].filled for name in FUNDS])
        own = np.flatnonzero(self.fund_rows)
        beside = np.flatnonzero(filled & ~self.fund_rows)
        if len(beside):
            keys = [self.owner[beside], *(self[name].codes[beside] for name in FUNDS)]
            beside = beside[distinct(keys)[1]]
        return np.sort(np.concatenate([own, beside]))


class _Taken(dict[str, Cells]):
    """Columns of some rows, taken when they are asked for."""

    def __init__(self, frame: Frame, rows: Any) -> None:
        self.frame, self.rows = frame, rows

    def __contains__(self, name: object) -> bool:
        return True

    def __missing__(self, name: str) -> Cells:
        self[name] = self.frame[name].take(self.rows)
        return self[name]


def distinct(keys: Sequence[Any]) -> tuple[Any, Any]:
    """Rows that are alike in several columns of numbers: the number of its kind for each row, the first row of each kind."""
    whole, size = keys[0].astype(np.int64), int(keys[0].max(initial=0)) + 1
    for key in keys[1:]:
        most = int(key.max(initial=0)) + 1
        if most == 1:
            continue
        if size * most >= 1 << 62:
            whole = pa.array(whole).dictionary_encode().indices.to_numpy().astype(np.int64)
            size = int(whole.max(initial=0)) + 1
        whole, size = whole * most + key, size * most
    codes = pa.array(whole).dictionary_encode().indices.to_numpy()
    firsts = np.zeros(int(codes.max(initial=-1)) + 1, np.int64)
    firsts[codes[::-1]] = np.arange(len(codes) - 1, -1, -1)
    return codes, firsts


def _grouped(codes: Any) -> tuple[Any, Any]:
    """How to put the rows so that each submission stands together (None: they do), and where each then begins."""
    heads = np.flatnonzero(np.diff(codes, prepend=-1)) if len(codes) else np.zeros(0, np.int64)
    if not len(heads) or int(np.bincount(codes[heads]).max()) == 1:
        return None, heads
    kinds = distinct([codes])[0]
    order = np.argsort(kinds, kind="stable")  # kinds are numbered as they come
    sorted_kinds = kinds[order]
    return order, np.flatnonzero(np.diff(sorted_kinds, prepend=-1))
