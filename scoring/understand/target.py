"""A 年度指标值 in its row: unit and direction from the name, slips of recognition mended, everything assumed noted."""

from __future__ import annotations

from dataclasses import field, replace
from fractions import Fraction
from functools import lru_cache

from scoring.notation import Bound, Date, Op, Range, Statement, Value, parse
from scoring.notation.dates import month
from scoring.notation.text import normal
from scoring.quantity import NONE, Quantity, Unit, unit
from scoring.source import value
from scoring.understand.degree import words
from scoring.understand.moving import Move, movement
from scoring.understand.units import needs_unit
from scoring.when import Direction, Shape

_WHOLE = Fraction(1)  # 100%
_SINCE = ("后", "之日起")  # 合同签订后30天
_OPS: dict[Direction, Op] = {"at_least": ">=", "at_most": "<=", "equal": "="}
_SHOWN: dict[Op, str] = {">=": "至少", "<=": "不超过", "=": "等于", ">": "大于", "<": "小于"}


@value(frozen=True, slots=True)
class Target:
    """A 年度指标值 in its row: its value, the shape the rules ask for, the comparator in effect."""

    value: Value
    shape: Shape
    op: Op = "="
    assumptions: tuple[str, ...] = ()
    moves: Move | None = field(default=None, compare=False)  # the change it asks for: 下降5%, 增长率


@lru_cache(maxsize=16384)
def read_target(
    text: str,
    name: str = "",
    aspect: str = "",
    unit_cell: str = "",
    direction: Direction | None = None,
    bare: Direction = "at_least",
) -> Target:
    """A target understood with the indicator's name, its 二级指标 and the unit cell beside it."""
    value = parse(text)
    notes = list(value.assumptions)
    when = as_month(value) if isinstance(value, Bound) else None
    if when and ("时效" in aspect or words()["time"]["when"].first(name)):
        value = when
        notes.extend(when.assumptions)
    if isinstance(value, Bound):
        value = repair(_with_unit(value, name, unit_cell, notes), name, notes)
        op = direction_of(value, name, aspect, direction, bare, notes)
        shape: Shape = "zero" if value.quantity.number.numerator <= 0 else op
        return Target(value, shape, op, tuple(notes), moves(value, name))
    if isinstance(value, Range) and unit_cell and value.high.unit == NONE:
        value = replace(
            value, low=replace(value.low, unit=unit(unit_cell)), high=replace(value.high, unit=unit(unit_cell))
        )
    if isinstance(value, Statement) and value.zero:
        return Target(value, "statement", "=", tuple(notes))
    shapes: dict[str, Shape] = {
        "range": "range",
        "date": "date",
        "statement": "statement",
        "compound": "compound",
        "formula": "formula",
    }
    return Target(value, shapes[value.kind], "=", tuple(notes))


def as_month(value: Bound) -> Date | None:
    """2023.11 as the month it is where a time is spoken of."""
    if value.written or value.quantity.unit != NONE or value.quantity.scale:
        return None
    return month(value.quantity.figure)


def direction_of(
    value: Bound, name: str, aspect: str, direction: Direction | None, bare: Direction, notes: list[str]
) -> Op:
    if direction and (not value.written or value.op == "="):
        return _OPS[direction]
    if value.written:
        return value.op
    if value.quantity.number == 0:
        return "="
    if (move := movement(value.before)) and move.way < 0:
        op: Op = "<=" if move.to else ">="
        what = "到的数" if move.to else "的幅度"
        notes.append(f"没有写明方向，“{move.word}”{what}按“{_SHOWN[op]}”理解")
        return op
    if value.before.endswith(_SINCE) and value.quantity.unit.dimension in ("时长", "工作日", "月份"):
        notes.append(f"没有写明方向，“{value.before[-4:]}{value.quantity}”按“不超过”理解")
        return "<="
    found = implied_direction(f"{value.before}{name}", aspect, value.quantity.unit)
    if found:
        direction, clue = found
        notes.append(f"没有写明方向，名称含“{clue}”，按“不超过”理解")
        return _OPS[direction]
    notes.append(f"没有写明方向，按“{_SHOWN[_OPS[bare]]}”理解")
    return _OPS[bare]


def moves(value: Bound, name: str) -> Move | None:
    """The change that a target asks for, by its own words or by the name (收入增长率)."""
    move = movement(value.before) or movement(name)
    if move is None and value.quantity.number < 0:
        return Move("增长", 0, 1)  # ≤-5%: a fall of 5% at least
    return None if move is None or move.to else Move(move.word, move.pair, move.way)


@lru_cache(maxsize=16384)
def implied_direction(name: str, aspect: str, of: Unit = NONE) -> tuple[Direction, str] | None:
    """at_most with the word that tells so, when lower is better for such a name; None otherwise."""
    clues = words()["direction"]
    if worse := clues["worse"].first(name):
        return "at_most", worse
    if clues["higher"].first(name):
        return None
    clue: str | None = clues["lower"].first(name)
    if clue is None and "成本" in aspect and of.numerator == "金额":
        clue = "成本"
    return ("at_most", clue) if clue else None


def is_rate(name: str) -> bool:
    """Whether a bare number under this name is a percentage (验收合格率)."""
    return bool(name) and name.rstrip("）)").endswith(_rates())


@lru_cache(maxsize=1)
def _rates() -> tuple[str, ...]:
    return tuple(words()["direction"]["rate"])


def unit_in_name(name: str) -> Unit | None:
    """The unit in brackets at the end of a name: 培训人数（人次）; None without one."""
    if "(" not in name and "（" not in name and "﹙" not in name:
        return None
    plain = normal(name)
    if not plain.endswith(")") or "(" not in plain:
        return None
    found = unit(plain[plain.rindex("(") + 1 : -1].removeprefix("单位:"))
    return found if found.known and found.name else None


def _with_unit(value: Bound, name: str, unit_cell: str, notes: list[str]) -> Bound:
    if not needs_unit(value.quantity):
        return value
    cell = normal(unit_cell)
    if cell and cell not in ("无", "/", "-"):
        of = unit("%" if cell == "百分比" else cell)
        notes.append(f"单位取自度量单位栏：{of}")
        return _rescaled(value, of, notes)
    if (named := unit_in_name(name)) is not None:
        notes.append(f"单位取自指标名称：{named}")
        return _rescaled(value, named, notes)
    if is_rate(name) and value.quantity.number > 0:
        notes.append("名称是比率，按百分数理解")
        return _rescaled(value, unit("%"), notes)
    return value


def _rescaled(value: Bound, of: Unit, notes: list[str]) -> Bound:
    quantity = value.quantity
    if of.name == "%" and 0 < quantity.number <= 1 and (quantity.digits or quantity.number == 1):
        notes.append(f"{quantity.figure} 疑为按小数存储的百分数，按 {Quantity(quantity.number * 100)}% 理解")
        return replace(value, quantity=Quantity(quantity.number * 100, of, max(0, quantity.digits - 2)))
    return replace(value, quantity=replace(quantity, unit=of))


def repair(value: Bound, name: str, notes: list[str], goal: Fraction = _WHOLE) -> Bound:
    """290% under a name that cannot pass 100%: a recognition slip for ≥90%."""
    quantity = value.quantity
    if (
        goal > _WHOLE
        or value.written
        or quantity.unit.name != "%"
        or words()["direction"]["beyond"].first(name + value.before)
    ):
        return value
    figure = quantity.figure
    rest = figure[1:]
    if figure[0] != "2" or len(rest.split(".")[0]) not in (2, 3) or not 10 <= Fraction(rest) <= 100:
        return value
    notes.append(f"“{figure}%”疑为“≥{rest}%”的识别错误，按 ≥{rest}% 理解")
    return replace(value, op=">=", written=True, quantity=replace(quantity, number=Fraction(rest)))
