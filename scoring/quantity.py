"""Quantities and their units (计量单位); the units come from `data/units.toml`."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from importlib.resources import files

from scoring.number import round_to

SCALES = {
    "十": 10, "百": 100, "千": 1000, "万": 10**4, "十万": 10**5, "百万": 10**6, "千万": 10**7, "亿": 10**8,
    "十亿": 10**9, "百亿": 10**10, "千亿": 10**11, "万亿": 10**12,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit as written (`万元`, `次/季度`); two units compare only within one dimension.

    `factor` turns a number of this unit into the base unit of its dimension.
    """

    name: str
    dimension: str = field(compare=False)
    factor: Fraction = field(compare=False)
    known: bool = field(default=True, compare=False)  # whether it stands in units.toml

    def __str__(self) -> str:
        return self.name

    @property
    def numerator(self) -> str:
        """The dimension of what is counted: 次 for 次/季度."""
        return self.dimension.partition("/")[0]

    @property
    def per(self) -> str:
        """The dimension of what it is counted by: 月份 for 次/季度; empty for a plain unit."""
        return self.dimension.partition("/")[2]


NONE = Unit("", "", Fraction(1))


@lru_cache(maxsize=1)
def _table() -> dict[str, tuple[str, Fraction]]:
    data = tomllib.loads(files("scoring").joinpath("data/units.toml").read_text("utf-8"))
    return {unit: (dimension, Fraction(f)) for dimension, units in data.items() for unit, f in units.items()}


@lru_cache(maxsize=1)
def unit_pattern() -> str:
    """A regular expression for one plain unit with an optional 个 or scale before it, longest first."""
    names = "|".join(re.escape(n) for n in sorted(_table(), key=len, reverse=True))
    scales = "|".join(sorted(SCALES, key=len, reverse=True))
    latin = r"(?<![A-Za-z])" if any(n[0].isascii() for n in _table()) else ""
    return rf"(?:(?:{scales})?个?(?:{names}){latin}(?![A-Za-z0-9])|(?:{scales}))"


def unit_pattern_full() -> str:
    """A regular expression for a unit with what it is counted by: 元/人, 次/每月, 元/人·年."""
    return rf"(?:{unit_pattern()}(?:/每?{unit_pattern()}(?:[·./]{unit_pattern()})?)?|/每?{unit_pattern()})"


@lru_cache(maxsize=4096)
def unit(name: str) -> Unit:
    """The unit of that name; one that is not in the table is its own dimension."""
    if not name:
        return NONE
    plain = _plain(name)
    if plain:
        return Unit(name, *plain)
    over, slash, under = name.partition("/")
    if slash:
        top = _plain(over) if over else ("", Fraction(1))
        bottoms = [_plain(part.removeprefix("每")) for part in re.split(r"[·./]", under)]
        if top and all(bottoms):
            dimension, factor = top
            for bottom in bottoms:
                if bottom:
                    dimension, factor = f"{dimension}/{bottom[0]}", factor / bottom[1]
            return Unit(name, dimension, factor)
    return Unit(name, name, Fraction(1), known=False)


def _plain(name: str) -> tuple[str, Fraction] | None:
    table = _table()
    if name in table:
        return table[name]
    for length in (2, 1):
        scale = SCALES.get(name[:length]) if len(name) >= length else None
        if scale is None:
            continue
        rest = name[length:].removeprefix("个") or name[length:]
        if not rest:
            return "", Fraction(scale)
        if rest in table:
            dimension, factor = table[rest]
            return dimension, factor * scale
    return table.get(name.removeprefix("个"))


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with its unit as written; `digits` is how many stood after the point."""

    number: Fraction
    unit: Unit = NONE
    digits: int = 0

    @property
    def base(self) -> Fraction:
        """In the base unit of its dimension: 240分钟 → 4 (小时)."""
        return self.number * self.unit.factor

    @property
    def half(self) -> Fraction:
        """Half of the last printed digit, in the base unit: 99.9% may stand for ±0.05%."""
        return Fraction(1, 2 * 10**self.digits) * self.unit.factor

    def same(self, other: Quantity) -> bool:
        """The same amount, however written: 4小时 and 240分钟."""
        return self.unit.dimension == other.unit.dimension and self.base == other.base

    def to(self, target: Unit) -> Quantity:
        """Converted into another unit of the same dimension. Raises ValueError for another kind."""
        if target.dimension != self.unit.dimension:
            raise ValueError(f"单位不同：{self.unit or '无单位'} 与 {target or '无单位'}")
        number = self.base / target.factor
        return Quantity(number, target, self.digits if number == self.number else _finite_digits(number))

    @property
    def figure(self) -> str:
        """The number alone, as it would be written: 99, 1352.7, 3分之2."""
        digits = max(self.digits, _finite_digits(self.number))
        if digits > 12:  # endless: only 三分之二 and the like come here
            return f"{self.number.denominator}分之{self.number.numerator}"
        return format(round_to(self.number, Decimal(1).scaleb(-digits)), "f")

    def __str__(self) -> str:
        return f"{self.figure}{self.unit}"


def _finite_digits(number: Fraction) -> int:
    """Digits after the point of a finite decimal; 13 when it has none such or too many."""
    denominator, digits = number.denominator, 0
    while denominator % 10 == 0:
        denominator, digits = denominator // 10, digits + 1
    for prime in (2, 5):
        while denominator % prime == 0:
            denominator, digits = denominator // prime, digits + 1
    return digits if denominator == 1 and digits <= 12 else 13
