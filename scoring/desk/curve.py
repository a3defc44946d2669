"""The score over the actual, as a drawing: a hundred exact questions to the engine, and lines between the answers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from html import escape

from scoring.model import Outcome
from scoring.notation import Bound, Range, parse
from scoring.number import parse_decimal, show
from scoring.quantity import Quantity
from scoring.review import explained
from scoring.standard import Standard
from scoring.understand import Target

STEPS = 80
Scale = Callable[[Fraction], str]  # a value → where it stands in the drawing
_W, _H, _LEFT, _RIGHT, _TOP, _FLOOR = 640, 250, 52, 48, 24, 200


@dataclass(frozen=True, slots=True)
class Pair:
    """What is asked: the texts of one row."""

    target: str
    points: str
    name: str = ""
    aspect: str = ""


@dataclass(frozen=True, slots=True)
class Point:
    """One answer: at this actual so many points, or any from low to high where a person judges."""

    x: Fraction
    text: str
    low: Fraction
    high: Fraction


def curve(standard: Standard, pair: Pair, understood: Target, actual: str) -> str:
    """An SVG, or "" where the target is no number and nothing can be drawn over it."""
    span, unit = _span(understood)
    full = parse_decimal(pair.points)
    if span is None or not full or full <= 0:
        return ""
    points = list(_points(standard, pair, span, unit))
    if not points:
        return ""
    mine = _mine(standard, pair, actual, unit)
    return _drawn(points, mine, full, span, _marks(understood), unit)


def _span(target: Target) -> tuple[Fraction | None, str]:
    """How far the actual is followed, in the target's unit: twice the target; to 100% and a little for shares."""
    value = target.value
    quantity = value.quantity if isinstance(value, Bound) else value.high if isinstance(value, Range) else None
    if quantity is None:
        return None, ""
    number, name = abs(quantity.number), quantity.unit.name
    return (max(number * Fraction(3, 2), Fraction(130)) if name == "%" else number * 2 or Fraction(10)), name


def _marks(target: Target) -> list[Fraction]:
    value = target.value
    if isinstance(value, Range):
        return [value.low.number, value.high.number]
    return [value.quantity.number] if isinstance(value, Bound) else []


def _points(standard: Standard, pair: Pair, span: Fraction, unit: str) -> Iterator[Point]:
    for at in range(STEPS + 1):
        x = span * at / STEPS
        text = f"{show(x, 4)}{unit}"
        if point := _answer(standard, pair, x, text):
            yield point


def _answer(standard: Standard, pair: Pair, x: Fraction, text: str) -> Point | None:
    _, outcome = explained(standard, pair.target, text, pair.points, pair.name, pair.aspect)
    ends = _ends(outcome)
    return None if ends is None else Point(x, text, *ends)


def _ends(outcome: Outcome) -> tuple[Fraction, Fraction] | None:
    if outcome.score is not None:
        return Fraction(outcome.score), Fraction(outcome.score)
    return None if outcome.admissible is None else (Fraction(outcome.admissible[0]), Fraction(outcome.admissible[1]))


def _mine(standard: Standard, pair: Pair, actual: str, unit: str) -> Point | None:
    """The actual that was asked about, in the unit of the drawing; None when it is no such number."""
    value = parse(actual)
    if not isinstance(value, Bound) or not value.measured:
        return None
    own: Quantity = value.quantity
    x = own.number if own.unit.name in (unit, "") else None
    return None if x is None else _answer(standard, pair, x, actual)


def _drawn(
    points: list[Point], mine: Point | None, full: Fraction, span: Fraction, marks: list[Fraction], unit: str
) -> str:
    def x(value: Fraction) -> str:
        return show(_LEFT + min(value / span, Fraction(1)) * (_W - _LEFT - _RIGHT), 1)

    def y(value: Fraction) -> str:
        return show(_FLOOR - value / full * (_FLOOR - _TOP), 1)

    parts = [_grid(value, x, y, full, unit) for value in (Fraction(0), *marks, span)]
    parts += [_level(value, y) for value in (Fraction(0), full / 2, full)]
    if any(p.low != p.high for p in points):
        edge = [f"{x(p.x)},{y(p.high)}" for p in points] + [f"{x(p.x)},{y(p.low)}" for p in reversed(points)]
        parts.append(f'<polygon points="{" ".join(edge)}" fill="#cfe0ee"/>')
    path = " ".join(f"{x(p.x)},{y(p.high)}" for p in points)
    parts.append(f'<polyline points="{path}" fill="none" stroke="#1f4e79" stroke-width="3"/>')
    said = "得分随实际完成值的变化"
    if mine is not None:
        score = f"{show(mine.low)}～{show(mine.high)}" if mine.low != mine.high else show(mine.high)
        said += f"；{mine.text} 得 {score} 分"
        parts.append(f'<circle cx="{x(mine.x)}" cy="{y(mine.high)}" r="7" fill="#a8480a"/>')
        parts.append(_text(x(mine.x), show(Decimal(y(mine.high)) - 12, 1), f"{mine.text} → {score}"))
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_W} {_H}" role="img" aria-label="{escape(said)}">'
    return f"{head}<title>{escape(said)}</title>{''.join(parts)}</svg>"


def _grid(value: Fraction, x: Scale, y: Scale, full: Fraction, unit: str) -> str:
    here = x(value)
    line = f'<line x1="{here}" y1="{y(full)}" x2="{here}" y2="{_FLOOR}" stroke="#8a8f98" stroke-dasharray="3 4"/>'
    return line + _text(here, str(_FLOOR + 24), f"{show(value, 2)}{unit}")


def _level(value: Fraction, y: Scale) -> str:
    line = f'<line x1="{_LEFT}" y1="{y(value)}" x2="{_W - _RIGHT}" y2="{y(value)}" stroke="#d5d8dd"/>'
    return line + _text(str(_LEFT - 8), y(value), show(value, 2), "end")


def _text(x: str, y: str, text: str, anchor: str = "middle") -> str:
    look = f'text-anchor="{anchor}" dominant-baseline="middle" font-size="16" fill="#222222"'
    return f'<text x="{x}" y="{y}" {look}>{escape(text)}</text>'
