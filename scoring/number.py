"""Exact numbers: reading them from text, rounding them, and intervals of them.

The only file that names a rounding mode. Nothing here passes through binary floating point.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Literal

from scoring.source import value

Rounding = Literal["half-up", "down"]  # 四舍五入, 舍尾

MAX_DIGITS = 30  # longer runs of digits are identifiers or mistakes, never quantities

INFINITY = float("inf")  # only ever an end of an Interval; never takes part in a score

Bound = Fraction | float

# -- text -------------------------------------------------------------------------------------------

_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_FULL_WIDTH |= {0x3000: 0x20, 0xFFE5: ord("¥")}

_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2, "○": 0}
_TENS = {"十": 10, "百": 100, "千": 1000}
MYRIADS = {"万": 10**4, "亿": 10**8}

ARABIC = r"(?:\d{1,3}(?:,\d{3})+(?![\d])|\d+)(?:\.\d+)?|(?<![\d.])\.\d+"
_CHINESE_DIGIT = "零〇○一二两三四五六七八九十百千"
CHINESE = (
    rf"百分之[{_CHINESE_DIGIT}万]+(?:点[零〇一二三四五六七八九]+)?"
    rf"|[{_CHINESE_DIGIT}万亿]+分之[{_CHINESE_DIGIT}万亿]+"
    rf"|[一二两三四五六七八九]成[一二三四五六七八九半]?(?![立功本员果为就效交套年品人])"
    r"|(?<![上下前后每年个月天时])半(?=个?(?:小时|钟头|天|日|月|年))"
    rf"|[{_CHINESE_DIGIT}][{_CHINESE_DIGIT}万亿]*(?:点[零〇一二三四五六七八九]+)?"
)
_ARABIC = re.compile(ARABIC)


def half_width(text: str) -> str:
    """Full-width letters, digits and punctuation as their half-width forms (９９％ → 99%)."""
    return text.translate(_FULL_WIDTH)


def parse_decimal(text: str) -> Fraction | None:
    """An Arabic numeral, thousands separators allowed (1,503.44); None when it is not one or is too long."""
    if not text[-1:].isdigit() and not text[-1:].isspace():  # words, which nobody need remember
        return None
    return _decimal(text) if len(text) <= 2 * MAX_DIGITS else _decimal.__wrapped__(text)


@lru_cache(maxsize=1 << 15)
def _decimal(text: str) -> Fraction | None:
    if not text.isascii():
        text = half_width(text)
    text = text.strip()
    sign = -1 if text[:1] in ("-", "−") else 1
    body = text.lstrip("+-−")
    if len(text) - len(body) > 1 or len(body) > MAX_DIGITS or not _ARABIC.fullmatch(body):
        return None
    whole, _, part = body.replace(",", "").partition(".")
    units = sign * int(whole + part)
    return Fraction(units, 10 ** len(part)) if part else Fraction(units)


def parse_chinese(text: str) -> Fraction | None:
    """A Chinese numeral: 五千, 三分之二, 百分之九十, 九成五, 一点五; None when the text is not one."""
    if text == "半":
        return Fraction(1, 2)
    if text.startswith("百分之"):
        share = parse_chinese(text[3:])
        return None if share is None else share / 100
    if "分之" in text:
        below, _, above = text.partition("分之")
        divisor, count = _integer(below), _integer(above)
        return None if not divisor or count is None else Fraction(count, divisor)
    if "成" in text:
        tenths, _, rest = text.partition("成")
        hundredths = 5 if rest == "半" else _DIGITS.get(rest, 0)
        return Fraction(_DIGITS[tenths] * 10 + hundredths, 100) if tenths in _DIGITS else None
    whole, _, tail = text.partition("点")
    integer = _integer(whole)
    if integer is None or any(c not in _DIGITS for c in tail):
        return None
    decimals = "".join(str(_DIGITS[c]) for c in tail)
    return integer + (Fraction(int(decimals), 10 ** len(decimals)) if decimals else Fraction(0))


def _integer(text: str) -> int | None:
    """十二, 二百零五, 一千二百, 三万五千, 二〇二三; None when the characters do not make a number."""
    if not text or len(text) > MAX_DIGITS:
        return None
    if len(text) > 1 and all(c in _DIGITS for c in text):
        if len(text) == 2 and not set(text) & set("零〇○"):
            return None  # 三五天, 两三次: an estimate
        return int("".join(str(_DIGITS[c]) for c in text))  # digits read out one by one: 二〇二三
    total = section = digit = 0
    last = 1  # what a digit at the very end counts: 三万五 is 35000, 三万零五 is 30005
    for char in text:
        if char in _DIGITS:
            digit = _DIGITS[char]
            last = last if digit else 1
        elif char in _TENS:
            section += (digit or 1) * _TENS[char]
            digit, last = 0, max(_TENS[char] // 10, 1)
        elif char == "万":
            total += (section + digit or 1) * MYRIADS[char]
            section, digit, last = 0, 0, 1000
        elif char == "亿":
            total = (total + section + digit or 1) * MYRIADS[char]
            section, digit, last = 0, 0, 10**7
        else:
            return None
    return total + section + digit * last


def decimals(text: str) -> int:
    """How many digits stand after the point: the precision a number was printed with ("9.60" → 2)."""
    return len(text.partition(".")[2])


# -- rounding ---------------------------------------------------------------------------------------


def round_to(value: Fraction, step: Decimal, mode: Rounding = "half-up") -> Decimal:
    """`value` at the precision of `step` (0.01: two digits): once, exactly, half up or cut off."""
    scale = step_scale(step)
    return scaled(round_units(value.numerator, value.denominator, scale, mode), scale)


def step_scale(step: Decimal) -> int:
    """How many steps make one: 100 for 0.01."""
    scale: int = 10 ** -int(step.as_tuple().exponent)
    return scale


def round_units(n: int, d: int, scale: int, mode: Rounding = "half-up") -> int:
    """`n` ÷ `d` (`d` positive) in whole units of 1 ÷ `scale`: 10 ÷ 3 at scale 100 → 333."""
    size = abs(n) * scale
    units = size // d if mode == "down" else (2 * size + d) // (2 * d)
    return units if n >= 0 else -units


def scaled(units: int, scale: int) -> Decimal:
    """`units` ÷ `scale`, a power of ten, with exactly that many digits printed."""
    return Decimal(f"{units}E-{len(str(scale)) - 1}")


def show(value: Fraction | Decimal | int, most: int = 6) -> str:
    """A number as a person writes it: 99, 0.1, 1352.7; cut to `most` digits after the point when endless."""
    n, d = value.as_integer_ratio()
    if d == 1:
        return str(n)
    text = format(scaled(round_units(n, d, 10**most), 10**most), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def fraction(end: Bound) -> Fraction:
    """The finite end of an interval as the number it is."""
    return end if isinstance(end, Fraction) else Fraction(end)


def add(values: Iterable[Fraction | None]) -> Fraction:
    """The sum of what is there; added in integers, as printed numbers share their denominators."""
    n, d = 0, 1
    for item in values:
        if item is not None:
            p, q = item.as_integer_ratio()
            if d % q == 0:
                n += p * (d // q)
            else:
                n, d = n * q + p * d, d * q
    return Fraction(n, d)


def same(a: Fraction | None, b: Fraction | None) -> bool:
    """Whether two numbers are equal: a third of the time of ==, and less where both were read from one text."""
    return a is b or (a is not None and b is not None and a.as_integer_ratio() == b.as_integer_ratio())


def compared(a: Fraction, b: Fraction) -> int:
    """-1, 0 or 1 as `a` is less than, equal to or greater than `b`: four times as fast as asking twice."""
    p, q = a.as_integer_ratio()
    n, d = b.as_integer_ratio()
    gap = p * d - n * q
    return (gap > 0) - (gap < 0)


def spread(text: str) -> Interval:
    """What a printed number may stand for: 9.6 → [9.55, 9.65]. Raises ValueError when it is not a number."""
    value = parse_decimal(text)
    if value is None:
        raise ValueError(f"not a number: {text}")
    half = Fraction(1, 2 * 10 ** decimals(text))
    return Interval(value - half, value + half)


# -- intervals --------------------------------------------------------------------------------------


@value(frozen=True, slots=True)
class Interval:
    """All numbers between two ends; an end may be infinite and may be left out (open)."""

    low: Bound
    high: Bound
    low_open: bool = False
    high_open: bool = False

    @classmethod
    def of(cls, value: Interval | Fraction | int) -> Interval:
        if isinstance(value, Interval):
            return value
        exact = value if isinstance(value, Fraction) else Fraction(value)
        return cls(exact, exact)

    @property
    def empty(self) -> bool:
        return self.low > self.high or (self.low == self.high and (self.low_open or self.high_open))

    @property
    def exact(self) -> bool:
        """Whether it holds one number only."""
        return self.low is self.high or self.low == self.high

    def __contains__(self, value: object) -> bool:
        if not isinstance(value, Fraction | int):
            return False
        above = value > self.low or (value == self.low and not self.low_open)
        return above and (value < self.high or (value == self.high and not self.high_open))

    def __add__(self, other: Interval) -> Interval:
        return Interval(self.low + other.low, self.high + other.high)

    def __neg__(self) -> Interval:
        return Interval(-self.high, -self.low, self.high_open, self.low_open)

    def __sub__(self, other: Interval) -> Interval:
        return self + -other

    def __mul__(self, other: Interval) -> Interval:
        if self.low >= 0 and other.low >= 0:  # the usual case, and the ends follow at once
            return Interval(_times(self.low, other.low), _times(self.high, other.high))
        ends = [_times(a, b) for a in (self.low, self.high) for b in (other.low, other.high)]
        return Interval(min(ends), max(ends))

    def __truediv__(self, other: Interval) -> Interval:
        """Raises ZeroDivisionError when the divisor is zero itself; unbounded when it may be zero."""
        if other.low == 0 == other.high:
            raise ZeroDivisionError("0")
        if other.low < 0 < other.high:
            return Interval(-INFINITY, INFINITY)
        low = -INFINITY if other.high == 0 else _over(other.high)
        high = INFINITY if other.low == 0 else _over(other.low)
        return self * Interval(low, high)

    def intersect(self, other: Interval) -> Interval:
        low, low_open = max((self.low, self.low_open), (other.low, other.low_open))
        high, closed = min((self.high, not self.high_open), (other.high, not other.high_open))
        return Interval(low, high, low_open, not closed)

    def join(self, other: Interval) -> Interval:
        low, low_open = min((self.low, self.low_open), (other.low, other.low_open))
        high, closed = max((self.high, not self.high_open), (other.high, not other.high_open))
        return Interval(low, high, low_open, not closed)

    def __str__(self) -> str:
        left, right = "(" if self.low_open else "[", ")" if self.high_open else "]"
        low = "-∞" if self.low == -INFINITY else show(Fraction(self.low))
        high = "∞" if self.high == INFINITY else show(Fraction(self.high))
        return f"{left}{low}, {high}{right}"


def _times(a: Bound, b: Bound) -> Bound:
    return Fraction(0) if a == 0 or b == 0 else a * b  # 0 × ∞ is 0: the ends are limits, never reached


def _over(a: Bound) -> Bound:
    return Fraction(0) if abs(a) == INFINITY else 1 / a


def minimum(values: Iterable[Interval]) -> Interval:
    """The interval of the smallest of several unknowns."""
    items = list(values)
    return Interval(min(i.low for i in items), min(i.high for i in items))


def maximum(values: Iterable[Interval]) -> Interval:
    """The interval of the greatest of several unknowns."""
    items = list(values)
    return Interval(max(i.low for i in items), max(i.high for i in items))
