"""Rates as tables print them: 90.0%, 0.9, 1, 100, 79.27; and the rate that amounts allow."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

from scoring.checks.table import number
from scoring.model import Execution, Funds
from scoring.number import Interval, decimals, half_width, round_to

_RATE = re.compile(r"(\d[\d,]*(?:\.\d+)?)(%?)")

Reading = tuple[Fraction, Fraction]  # what it says, and half of its last printed digit


@lru_cache(maxsize=65536)
def readings(text: str | None) -> tuple[Reading, ...]:
    """What a printed rate may mean; several where the sign was left off (1 is 100% or 1%), none for dashes."""
    found = _RATE.fullmatch(half_width(text or "").replace("﹪", "%").replace(" ", ""))
    if found is None:
        return ()
    value, digits = number(found[1]), decimals(found[1])
    if value is None:
        return ()
    percent = (value / 100, Fraction(1, 200 * 10**digits))
    if found[2]:
        return (percent,)
    share = (value, Fraction(1, 2 * 10 ** max(digits, 2)))  # 0.9 in a cell shown as a percentage
    return (*((share,) if value <= 2 else ()), *((percent,) if value >= 1 else ()))


def base(funds: Funds) -> str | None:
    """The amount 执行率 is measured against, as printed: the adjusted budget, else the initial one."""
    return funds.budget if number(funds.budget) is not None else funds.initial


def possible(execution: Execution) -> Interval | None:
    """The rates the two amounts allow, as they were rounded for printing; whole numbers count as exact."""
    if execution.raw is None:
        return None
    spent, budget = _amount(execution.row.funds.spent or ""), _amount(base(execution.row.funds) or "")
    return spent / budget if budget.low > 0 else Interval.of(execution.raw)


def _amount(text: str) -> Interval:
    value, digits = number(text) or Fraction(0), decimals(text)
    half = Fraction(1, 2 * 10**digits) if digits else Fraction(0)
    return Interval(max(value - half, Fraction(0)), value + half)


def follows(text: str, execution: Execution, cut: bool) -> bool:
    """Whether a printed rate can come from the amounts: rounded, cut when `cut`, capped at 100%, never up to 100%."""
    raw = execution.raw
    if raw is None or any(abs(raw - value) <= half for value, half in readings(text)):
        return True
    allowed = possible(execution) or Interval.of(raw)
    for value, half in readings(text):
        if not Interval(value - half, value + half).intersect(allowed).empty:
            return True
        if raw > 1 and value == 1:
            return True
        if value <= raw < value + 2 * half and (cut or (raw < 1 <= raw + half)):
            return True
    return False


def percent(rate: Fraction | int, digits: int = 2) -> str:
    """0.89979 → 89.98%."""
    return f"{round_to(Fraction(rate) * 100, Decimal(1).scaleb(-digits))}%"


def same_rate(a: str | None, b: str | None) -> bool:
    """Whether two printed rates may be the same one, at the digits of the shorter: 90.0%, 90.00%, 0.9."""
    return any(abs(x - y) <= max(p, q) for x, p in readings(a) for y, q in readings(b))


def said(text: str | None) -> Iterator[Fraction]:
    """The values a printed rate may mean."""
    for value, _ in readings(text):
        yield value
