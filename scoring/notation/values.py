"""What a cell of the two value columns can mean; each value writes itself back as text.

`parse(str(value)) == value` for every value that `parse` returns. Assumptions made while reading
are carried along for people to see, and take no part in equality.
"""

from __future__ import annotations

from dataclasses import field
from typing import ClassVar, Literal

from scoring.number import Interval, show
from scoring.quantity import Quantity
from scoring.source import value

Op = Literal[">=", "<=", ">", "<", "="]

SIGNS: dict[Op, str] = {">=": "≥", "<=": "≤", ">": ">", "<": "<", "=": "="}
WORDS: dict[Op, str] = {">=": "不低于", "<=": "不超过", ">": "大于", "<": "小于", "=": "等于"}

INFINITY = float("inf")
OPEN = "(不含)"  # after the end of a range that does not belong to it


@value(frozen=True, slots=True)
class Bound:
    """A number, with a comparator when `written` (≥99%, 12次, 预算完成率>95%, 95%以上)."""

    kind: ClassVar[str] = "bound"
    op: Op
    quantity: Quantity
    written: bool = True
    approximate: bool = False  # 约, 左右
    before: str = ""  # the words around the number
    after: str = ""
    assumptions: tuple[str, ...] = field(default=(), compare=False)

    @property
    def measured(self) -> bool:
        """Whether it is one number, as against a bound of one."""
        return not self.written or self.op == "="

    @property
    def interval(self) -> Interval:
        """The values it leaves open, in the base unit of its dimension."""
        base = self.quantity.base
        match self.op:
            case ">=" | ">":
                return Interval(base, INFINITY, low_open=self.op == ">")
            case "<=" | "<":
                return Interval(-INFINITY, base, high_open=self.op == "<")
            case _:
                return Interval(base, base)

    def __str__(self) -> str:
        sign = SIGNS[self.op] if self.written else ""
        return f"{self.before}{sign}{'约' if self.approximate else ''}{self.quantity}{self.after}"


@value(frozen=True, slots=True)
class Range:
    """From one number to another, both ends included unless said to be open (3-5次, ±10%, 80%~90%(不含))."""

    kind: ClassVar[str] = "range"
    low: Quantity
    high: Quantity
    before: str = ""
    after: str = ""
    low_open: bool = False
    high_open: bool = False
    assumptions: tuple[str, ...] = field(default=(), compare=False)

    @property
    def interval(self) -> Interval:
        return Interval(self.low.base, self.high.base, self.low_open, self.high_open)

    def __str__(self) -> str:
        closed = not self.low_open and not self.high_open
        if closed and self.low.number == -self.high.number and self.low.unit == self.high.unit and self.high.number > 0:
            return f"{self.before}±{self.high}{self.after}"
        alike = (self.low.unit, self.low.scale) == (self.high.unit, self.high.scale)
        low = self.low.short if alike else str(self.low)
        without = (OPEN if self.low_open else ""), (OPEN if self.high_open else "")
        return f"{self.before}{low}{without[0]}~{self.high}{without[1]}{self.after}"


Day = tuple[int | None, int, int]  # year (None when the text has none), month, day


@value(frozen=True, slots=True)
class Date:
    """A day, a deadline (`op` is "<=") or a period; it ends `later` years after the year spoken of (次年3月底前: 1)."""

    kind: ClassVar[str] = "date"
    op: Op
    start: Day | None
    end: Day
    before: str = ""
    after: str = ""
    assumptions: tuple[str, ...] = field(default=(), compare=False)
    later: int = 0

    def __str__(self) -> str:
        end = ("次年" if self.later else "") + _day(self.end)
        if self.op == "<=":
            middle = f"{end}前"
        elif self.op == ">=":
            middle = f"{end}后"
        elif self.start is None or self.start == self.end:
            middle = end
        else:
            middle = f"{_day(self.start)}-{end}"
        return f"{self.before}{middle}{self.after}"


def _day(day: Day) -> str:
    year, month, date = day
    return f"{year}年{month}月{date}日" if year else f"{month}月{date}日"


@value(frozen=True, slots=True)
class Statement:
    """Words (作用显著, 已完成); `zero` when they say that there was none (零投诉, 无上访)."""

    kind: ClassVar[str] = "statement"
    text: str
    zero: bool = False
    assumptions: tuple[str, ...] = field(default=(), compare=False)

    @property
    def blank(self) -> bool:
        return not self.text

    def __str__(self) -> str:
        return self.text


@value(frozen=True, slots=True)
class Expression:
    """A formula in the cell (执行率×10, 0.994*10), in the vocabulary of the rules."""

    kind: ClassVar[str] = "formula"
    text: str
    assumptions: tuple[str, ...] = field(default=(), compare=False)

    def __str__(self) -> str:
        return self.text


@value(frozen=True, slots=True)
class Compound:
    """Several in one cell (7*24小时不间断运行,出现故障在4小时内处理); `seps[i]` stands before `parts[i]`."""

    kind: ClassVar[str] = "compound"
    parts: tuple[Bound | Range | Date | Statement, ...]
    seps: tuple[str, ...]
    assumptions: tuple[str, ...] = field(default=(), compare=False)

    def __str__(self) -> str:
        return "".join(f"{sep}{part}" for sep, part in zip(self.seps, self.parts, strict=True))


Value = Bound | Range | Date | Statement | Expression | Compound


def to_json(value: Value) -> dict[str, object]:
    """The stable JSON of a value: numbers as strings, in the unit written."""
    data: dict[str, object] = {"kind": value.kind, "text": str(value)}
    match value:
        case Bound():
            data |= {"op": value.op, "value": _decimal(value.quantity), "unit": value.quantity.unit.name}
            data |= {"written": value.written, "approximate": value.approximate}
        case Range():
            data |= {"low": _decimal(value.low), "high": _decimal(value.high), "unit": value.high.unit.name}
            data |= {"low_open": value.low_open, "high_open": value.high_open}
        case Date():
            data |= {"op": value.op, "date": _iso(value.end)}
            data |= {"low": _iso(value.start), "high": _iso(value.end), "years_later": value.later}
        case Statement():
            data |= {"value": "0", "op": "="} if value.zero else {}
        case Compound():
            data |= {"parts": [to_json(part) for part in value.parts]}
        case Expression():
            pass
    return data | {"assumptions": list(value.assumptions)}


def _decimal(quantity: Quantity) -> str:
    """The number as digits; an endless one (三分之二) to six places."""
    return show(quantity.number) if "分之" in quantity.figure else quantity.figure


def _iso(day: Day | None) -> str | None:
    if day is None:
        return None
    year, month, date = day
    return f"{year:04}-{month:02}-{date:02}" if year else f"{month:02}-{date:02}"
