"""Numbers read from whole columns of text, with the pattern the parser uses; what does not fit it is read one by one."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from scoring.columns.schema import EXTRA
from scoring.notation.plain import FIGURE
from scoring.number import decimals, parse_decimal
from scoring.quantity import Unit
from scoring.scorer import slippery

DIGITS = 17  # as many fit a 64-bit integer with room to spare
POWERS = 10 ** np.arange(DIGITS + 1, dtype=np.int64)
MOST = 1 << 52  # sums of that many units stay far from 64 bits
_PATTERN = f"^{FIGURE}$"
_FIRST_DAY, _LAST_DAY = 19_000_000, 20_999_999  # 20251031: maybe a date


class Figures(NamedTuple):
    """Plain numbers of a column: n ÷ 10^`digits` of a unit; `unit` is -1 where the parser has to look."""

    n: Any
    digits: Any
    unit: Any


def figures(values: pa.Array, units: list[Unit], number_of: dict[str, int]) -> Figures:
    """What `plain.figure` says of each text that is a bare number with a unit, and in which no slip may be seen."""
    n, digits, names = _split(values)
    spelled = names.dictionary.to_pylist()
    numbers = np.array([number_of.get(name, -1) if name is not None else -1 for name in spelled] or [-1], np.int32)
    codes = names.indices.to_numpy(zero_copy_only=False)
    unit = np.where(codes < 0, np.int32(-1), numbers[codes]) if len(spelled) else np.full(len(values), -1, np.int32)
    unit[digits < 0] = -1
    for name in ("", "%"):
        at = number_of[name]
        own = np.flatnonzero(unit == at)
        unit[own[slippery(units[at], n[own], POWERS[digits[own]])]] = -1
    bare = number_of[""]
    unit[(unit == bare) & (digits == 0) & (n >= _FIRST_DAY) & (n <= _LAST_DAY)] = -1
    return Figures(n, digits, unit)


def _split(values: pa.Array) -> tuple[Any, Any, pa.DictionaryArray]:
    """Digits as one integer, how many of them stand after the point (-1: no such number), the unit."""
    short = pc.if_else(pc.less_equal(pc.binary_length(values), 64), values, "")
    found = pc.extract_regex(short, _PATTERN)
    whole, part = found.field("whole"), found.field("part")
    ok = pc.fill_null(pc.is_valid(found), False)
    after = pc.fill_null(pc.binary_length(part), 0)
    ok = pc.and_(ok, pc.less_equal(pc.add(pc.fill_null(pc.binary_length(whole), 0), after), DIGITS))
    joined = pc.binary_join_element_wise(whole, pc.fill_null(part, ""), "")
    n = pc.if_else(ok, joined, "0").cast(pa.int64()).to_numpy(zero_copy_only=False)
    fits = ok.to_numpy(zero_copy_only=False)
    digits = np.where(fits, after.to_numpy(zero_copy_only=False), -1).astype(np.int64)
    units = pc.if_else(ok, found.field("unit"), pa.scalar(None, pa.string())).dictionary_encode()
    units = pa.DictionaryArray.from_arrays(pc.fill_null(units.indices, -1), units.dictionary, safe=False)
    return np.where(fits, n, 0), digits, units


class Printed(NamedTuple):
    """Printed numbers of a column (分值, 得分, 金额): n ÷ 10^`digits`; what is not one says so."""

    n: Any
    digits: Any  # as `decimals` counts them: the precision it was printed with
    number: Any  # whether it is a number, as `parse_decimal` reads it
    given: Any  # whether anything is written
    odd: Any  # a number that does not fit a column


def printed(values: pa.Array) -> Printed:
    """What `parse_decimal` and `decimals` say of each text."""
    n, digits, units = _split(values)
    spelled = units.dictionary.to_pylist()
    bare = np.array([name == "" for name in spelled] or [False])
    codes = units.indices.to_numpy(zero_copy_only=False)
    number = (digits >= 0) & (codes >= 0) & bare[codes]
    given = np.asarray(pc.not_equal(values, "").to_numpy(zero_copy_only=False))
    odd = np.zeros(len(values), bool)
    for at in np.flatnonzero(given & ~number):
        text = values[int(at)].as_py()
        value = parse_decimal(text)
        digits[at] = min(decimals(text), DIGITS + 1)
        if value is None:
            digits[at] = min(digits[at], DIGITS)
            continue
        number[at] = True
        shifted = value * 10 ** int(digits[at])
        if digits[at] > DIGITS or shifted.denominator != 1 or abs(shifted.numerator) >= 10**DIGITS:
            odd[at], n[at], digits[at] = True, 0, 0
        else:
            n[at] = shifted.numerator
    return Printed(np.where(number, n, 0), np.where(given, digits, 0), number, given, odd)


def fine(value: Printed) -> tuple[Any, Any]:
    """Printed numbers in millionths, nothing for those that are none; and those that do not fit."""
    short = value.digits <= EXTRA
    more = POWERS[np.where(short, EXTRA - value.digits, 0)]
    odd = value.number & (~short | (np.abs(value.n) > MOST // more))
    return np.where(value.number & ~odd, np.where(odd, 0, value.n) * more, 0), odd
