"""Quantities and their units (计量单位); the units come from `data/units.toml`."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from dataclasses import field
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from importlib.resources import files
from math import prod

from scoring.number import parse_chinese, round_to
from scoring.source import value

SCALES = {
    "十": 10, "百": 100, "千": 1000, "万": 10**4, "十万": 10**5, "百万": 10**6, "千万": 10**7, "亿": 10**8,
    "十亿": 10**9, "百亿": 10**10, "千亿": 10**11, "万亿": 10**12,
}  # fmt: skip


@value(frozen=True, slots=True)
class Unit:
    """A unit as written (`万元`, `次/季度`); two quantities compare only within one dimension.

    `factor` turns a number of this unit into the base unit of its dimension.
    """

    name: str
    dimension: str
    factor: Fraction = field(compare=False)
    known: bool = field(default=True, compare=False)  # whether it stands in units.toml

    def __str__(self) -> str:
        return self.name

    @property
    def is_share(self) -> bool:
        """Whether it is the unit of 三分之二 and 一半: a ratio without a sign of its own."""
        return not self.name and self.dimension == SHARE.dimension

    @property
    def numerator(self) -> str:
        """The dimension of what is counted: 次 for 次/季度."""
        return self.dimension.partition("/")[0]

    @property
    def per(self) -> str:
        """The dimension of what it is counted by: 月份 for 次/季度; empty for a plain unit."""
        return self.dimension.partition("/")[2]


NONE = Unit("", "", Fraction(1))
SHARE = Unit("", "比率", Fraction(1))


@lru_cache(maxsize=1)
def _table() -> dict[str, tuple[str, Fraction]]:
    data = tomllib.loads(files("scoring").joinpath("data/units.toml").read_text("utf-8"))
    return {unit: (dimension, Fraction(f)) for dimension, units in data.items() for unit, f in units.items()}


def known_units() -> tuple[str, ...]:
    """The names of the table, without scales and 个."""
    return tuple(_table())


@lru_cache(maxsize=1)
def unit_pattern() -> str:
    """A regular expression for one plain unit with an optional 个 or scale before it, longest first."""
    scales = "|".join(sorted(SCALES, key=len, reverse=True))
    latin = [name for name in _table() if name[-1].isascii() and name[-1].isalnum()]
    other = _trie(name for name in _table() if name not in latin)
    own = _trie(name for name in _table() if name[0] in SCALES)  # 百分点 is not a hundred 分
    return rf"(?:{own}|(?:{scales})?个?(?:{other}|{_trie(latin)}(?![A-Za-z0-9]))|(?:{scales}))"


COUNT = "(?:[1-9][0-9]?|[两二三四五六七八九十])"  # how many of a period: 次/2个月, 每两周
_PERIODS = "小时|天|日|周|星期|月|季度|半年|年度|年|学期|学年"
_UNDER = {"季": "季度", "人天": "人·天", "人日": "人·日"}  # said so only after the stroke


@lru_cache(maxsize=1)
def unit_pattern_full() -> str:
    """A regular expression for a unit with what it is counted by: 元/人, 次/每月, 次每年, 元/人·年, 次/2个月."""
    plain = unit_pattern()
    under = rf"(?:/每?|每)个?(?:{plain}|季(?![节度]))(?:[·./]{plain})*"
    periods = rf"(?:/每?|每){COUNT}个?(?:{_PERIODS})"
    return rf"(?:{plain}(?:{under}|{periods})?|{under})"


def _trie(names: Iterable[str]) -> str:
    """A regular expression for the longest of the names that fits, branching on one character at a time."""
    heads: dict[str, list[str]] = {}
    for name in names:
        heads.setdefault(name[:1], []).append(name[1:])
    ends = heads.pop("", None) is not None
    branches = "|".join(re.escape(head) + _trie(tails) for head, tails in heads.items())
    if not branches:
        return ""
    return f"(?:{branches}){'?' if ends else ''}"


@lru_cache(maxsize=4096)
def unit(name: str) -> Unit:
    """The unit of that name (次每季度 is 次/季度); one that is not in the table is its own dimension."""
    if not name:
        return NONE
    plain = _plain(name)
    if plain:
        return Unit(name, *plain)
    name = re.sub("/?每个?", "/", name)
    over, slash, under = name.partition("/")
    if slash:
        under = re.sub("人[·/]次", "人次", _UNDER.get(under, under).replace(".", "·"))
        counted = re.match(COUNT, under)
        count = counted[0] if counted and over and not _plain(f"/{under}") else ""
        many = Fraction(count) if count.isdigit() else parse_chinese(count) or 1
        under = f"{many}{under[len(count) :]}" if count else under
        name = f"{over}/{under}"
        top = _plain(over) if over else ("", Fraction(1))
        bottoms = [_plain(part) for part in re.split("[·/]", under[len(str(many)) :] if count else under)]
        known = [bottom for bottom in bottoms if bottom]
        if top and len(known) == len(bottoms):
            dimension = "/".join([top[0], *sorted(bottom[0] for bottom in known)])
            return Unit(name, dimension, top[1] / many / prod(bottom[1] for bottom in known))
    return Unit(name, name, Fraction(1), known=False)


def _plain(name: str) -> tuple[str, Fraction] | None:
    """Dimension and factor of a unit counted by nothing: 小时, 个月, 万人次, 百万; None if unknown."""
    table = _table()
    for length in (0, 2, 1):
        scale = SCALES.get(name[:length], 0) if length else 1
        rest = name[length:]
        if not scale:
            continue
        if not rest:
            return "", Fraction(scale)
        found = table.get(rest) or table.get(rest.removeprefix("个"))
        if found:
            return found[0], found[1] * scale
    return None


@value(frozen=True, slots=True)
class Quantity:
    """A number with its unit as written; `digits` is how many stood after the point.

    `scale` is the 万 or 亿 it was written with when that belongs to no unit in the table: 48万 is 480000
    with the scale 万. It says how to write the number and takes no part in equality.
    """

    number: Fraction
    unit: Unit = NONE
    digits: int = 0
    scale: str = field(default="", compare=False)

    @property
    def base(self) -> Fraction:
        """In the base unit of its dimension: 240分钟 → 4 (小时)."""
        factor = self.unit.factor
        return self.number if factor == 1 else self.number * factor

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
        if number == self.number:
            return Quantity(number, target, self.digits)
        return Quantity(number, target, finite_digits(number) or 0)

    @property
    def figure(self) -> str:
        """The number alone, as it would be written in full: 99, 1352.7, 480000, 3分之2."""
        if not self.digits and self.number.denominator == 1 and not self.unit.is_share:
            return str(self.number.numerator)
        digits = finite_digits(self.number)
        if digits is None or self.unit.is_share:  # endless: 三分之二 and the like
            sign = "-" if self.number < 0 else ""
            return f"{sign}{self.number.denominator}分之{abs(self.number.numerator)}"
        return format(round_to(self.number, Decimal(1).scaleb(-max(digits, self.digits))), "f")

    @property
    def short(self) -> str:
        """The number in its scale: 48 for 48万."""
        if not self.scale:
            return self.figure
        ratio = SCALES[self.scale]
        digits = self.digits + len(str(ratio)) - 1 if self.digits else 0
        return Quantity(self.number / ratio, digits=digits).figure

    def __str__(self) -> str:
        return f"{self.short}{self.scale}{self.unit}"


def finite_digits(number: Fraction) -> int | None:
    """Digits after the point of a finite decimal; None when it is endless."""
    rest, twos, fives = number.denominator, 0, 0
    while rest % 2 == 0:
        rest, twos = rest // 2, twos + 1
    while rest % 5 == 0:
        rest, fives = rest // 5, fives + 1
    return max(twos, fives) if rest == 1 else None
