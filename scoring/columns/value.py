"""A formula read as columns (整列): ten million scores from the same text.

A column holds numerators and denominators as 64-bit integers, so nothing is rounded on the way. Rows
whose integers could pass 64 bits, and rows that divide by zero, are marked; the compiled integer
function of the formula (`Formula.exact`) answers for them.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from scoring.formula import Formula, constant
from scoring.kinds import evaluate

LIMIT = float(1 << 62)  # products of bounds are floats, which err far less than the factor of two left here

Integers = Any  # a Python int where every row has the same, else an int64 array
Size = Any  # how large the integers can be: one float for all rows, or one per row
Mask = Any  # rows as a bool array; None for no row


class TooLarge(Exception):
    """Some row may pass 64 bits: it has to be told row by row which."""


class Column:
    """Rows of n ÷ d, `d` positive; `marked` are the rows that cannot be told here."""

    __slots__ = ("d", "d_size", "marked", "n", "n_size")

    def __init__(self, n: Integers, d: Integers, n_size: Size, d_size: Size, marked: Mask = None) -> None:
        self.n, self.d, self.n_size, self.d_size, self.marked = n, d, n_size, d_size, marked

    @classmethod
    def of(cls, n: Integers, d: Integers = 1, by_row: bool = False) -> Column:
        """Values as they are; with `by_row` sizes are told row by row."""
        if not by_row:
            n, d = _same(n), _same(d)
        return cls(n, d, _size(n, by_row), _size(d, by_row))

    def __mul__(self, other: Column) -> Column:
        n_size, d_size = self.n_size * other.n_size, self.d_size * other.d_size
        marked = _any(self.marked, other.marked, _past(n_size), _past(d_size))
        return Column(_times(self.n, other.n), _times(self.d, other.d), n_size, d_size, marked)

    def __truediv__(self, other: Column) -> Column:
        n, d, n_size, marked = other.d, other.n, other.d_size, other.marked
        if (d if isinstance(d, int) else int(d.min(initial=1))) <= 0:
            none = np.equal(d, 0)
            n, d = _whole(n * np.sign(d)), _whole(np.where(none, 1, np.abs(d)))
            marked = _any(marked, none)
        return self * Column(n, d, n_size, other.n_size, marked)

    def _sum(self, other: Column, do: Callable[[Any, Any], Any]) -> Column:
        if isinstance(self.d, int) and isinstance(other.d, int) and self.d == other.d:
            n_size = self.n_size + other.n_size
            marked = _any(self.marked, other.marked, _past(n_size))
            return Column(do(self.n, other.n), self.d, n_size, self.d_size, marked)
        left, right, marked = _crossed(self, other)
        n_size = self.n_size * other.d_size + other.n_size * self.d_size
        d_size = self.d_size * other.d_size
        marked = _any(marked, _past(n_size), _past(d_size))
        return Column(do(left, right), _times(self.d, other.d), n_size, d_size, marked)

    def __add__(self, other: Column) -> Column:
        return self._sum(other, lambda a, b: a + b)

    def __sub__(self, other: Column) -> Column:
        return self._sum(other, lambda a, b: a - b)

    def __neg__(self) -> Column:
        return Column(-self.n, self.d, self.n_size, self.d_size, self.marked)

    def rounded(self, scale: int) -> tuple[Any, Mask]:
        """Whole units of 1 ÷ `scale`, half up; and the rows that cannot be told. Negative rows are among them."""
        marked = _any(self.marked, _past(self.n_size * 2 * scale + self.d_size), _past(self.d_size * 2))
        if (self.n if isinstance(self.n, int) else int(self.n.min(initial=0))) < 0:
            marked = _any(marked, np.less(self.n, 0))
        return (_times(self.n, 2 * scale) + self.d) // (2 * self.d), marked


def holds(sign: str, a: Column, b: Column) -> tuple[Any, Mask]:
    """Where a comparison holds, and where that cannot be told."""
    left, right, marked = _crossed(a, b)
    return _COMPARE[sign](left, right), marked


def least(*items: Column) -> Column:
    """min: the smallest, row by row."""
    return _extreme("<=", items)


def most(*items: Column) -> Column:
    """max: the greatest, row by row."""
    return _extreme(">=", items)


def choose(condition: tuple[Any, Mask], yes: Column, no: Column) -> Column:
    """若: the arm that each row takes; the other one does not matter there."""
    where, marked = condition
    if marked is None and (where is True or (not isinstance(where, bool) and where.all())):
        return yes
    if marked is None and not np.any(where):
        return no
    arms = None
    if yes.marked is not None or no.marked is not None:
        arms = np.where(where, False if yes.marked is None else yes.marked, False if no.marked is None else no.marked)
    n, d = _whole(np.where(where, yes.n, no.n)), _whole(np.where(where, yes.d, no.d))
    return Column(n, d, np.maximum(yes.n_size, no.n_size), np.maximum(yes.d_size, no.d_size), _any(marked, arms))


def column(formula: Formula, values: Mapping[str, Column]) -> Column:
    """The formula over whole columns. Raises TooLarge unless the columns tell their sizes by row."""
    by_row = any(not isinstance(value.n_size, float) for value in values.values())

    def literal(node: ast.Constant) -> Column:
        number = constant(node)
        return Column.of(number.numerator, number.denominator, by_row)

    def absolute(item: Column) -> Column:
        return Column(abs(item.n), item.d, item.n_size, item.d_size, item.marked)

    functions: dict[str, Callable[..., Any]] = {"min": least, "max": most, "abs": absolute, "若": choose}
    names = {name: values[name] for name in formula.names}
    result: Column = evaluate(formula, names, literal, functions, holds)
    return result


# -- integers --

_COMPARE: dict[str, Callable[[Any, Any], Any]] = {
    "<": lambda a, b: a < b, "<=": lambda a, b: a <= b, ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b, "==": lambda a, b: a == b,
}  # fmt: skip


def _same(values: Integers) -> Integers:
    """One Python int where every row has the same."""
    if isinstance(values, int) or not len(values):
        return values
    first = int(values[0])
    return first if bool((values == first).all()) else values


def _size(values: Integers, by_row: bool) -> Size:
    if isinstance(values, int):
        return float(abs(values))
    if by_row:
        return np.abs(values.astype(np.float64))
    return float(max(abs(int(values.max(initial=0))), abs(int(values.min(initial=0)))))


def _times(a: Integers, b: Integers) -> Integers:
    if isinstance(a, int) and a == 1:
        return b
    return a if isinstance(b, int) and b == 1 else a * b


def _past(size: Size) -> Mask:
    """The rows that may pass 64 bits. Raises TooLarge where only the largest of all rows is known."""
    if isinstance(size, float):
        if size > LIMIT:
            raise TooLarge
        return None
    past = size > LIMIT
    return past if past.any() else None


def _any(*masks: Mask) -> Mask:
    found = None
    for mask in masks:
        if mask is not None:
            found = mask if found is None else found | mask
    return found


def _crossed(a: Column, b: Column) -> tuple[Integers, Integers, Mask]:
    """Both numerators over the common denominator."""
    marked = _any(a.marked, b.marked, _past(a.n_size * b.d_size), _past(b.n_size * a.d_size))
    return _times(a.n, b.d), _times(b.n, a.d), marked


def _extreme(sign: str, items: tuple[Column, ...]) -> Column:
    best = items[0]
    pick = np.minimum if sign == "<=" else np.maximum
    for item in items[1:]:
        left, right, marked = _crossed(best, item)
        n_size, d_size = np.maximum(best.n_size, item.n_size), np.maximum(best.d_size, item.d_size)
        if isinstance(item.d, int) and item.d == 1:  # over the first one's denominator: nothing to choose
            size = np.maximum(best.n_size, item.n_size * best.d_size)
            best = Column(_whole(pick(left, right)), best.d, size, best.d_size, marked)
            continue
        where = _COMPARE[sign](left, right)
        n, d = _whole(np.where(where, best.n, item.n)), _whole(np.where(where, best.d, item.d))
        best = Column(n, d, n_size, d_size, marked)
    return best


def _whole(values: Any) -> Integers:
    """What numpy makes of Python ints is a Python int again."""
    return int(values) if np.ndim(values) == 0 else values
