"""Grades (等级) and bands (档) must cover their whole scale, each point of it once; weights add to 100."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from typing import Literal

from scoring.number import Bound, Interval, parse_decimal, show
from scoring.source import Problem
from scoring.standard import Band, Grade, Standard
from scoring.toml_file import Location, TomlFile

Kind = Literal["grade", "band"]
_NAMES: dict[Kind, str] = {"grade": "等级", "band": "档"}
_WHOLE: dict[Kind, Interval] = {
    "grade": Interval(Fraction(0), Fraction(100)),
    "band": Interval(Fraction(0), Fraction(1)),
}
_SHOW: dict[Kind, Callable[[Bound], str]] = {
    "grade": lambda end: f"{show(Fraction(end))}分" if abs(end) != float("inf") else "∞",
    "band": lambda end: f"{show(Fraction(end) * 100)}%" if abs(end) != float("inf") else "∞",
}


def unreadable(standard: Standard, file: TomlFile) -> Iterator[Problem]:
    """Intervals that cannot be read, and names given twice."""
    for kind in _NAMES:
        parts, seen = _parts(standard, kind), set[str]()
        for at, part in enumerate(parts):
            where = file.source(_where(file, kind, at))
            if part.name in seen:
                yield Problem(where, f"{_NAMES[kind]}“{part.name}”写了两次", "请改名或删去一个")
            seen.add(part.name)
            try:
                if part.span.empty:
                    message = f"{_NAMES[kind]}“{part.name}”的区间 {part.within} 里没有数"
                    yield Problem(where, message, "请把小的一端写在前面")
            except ValueError as error:
                yield Problem(where, f"{_NAMES[kind]}“{part.name}”：{error}", "请改正区间的写法")


def lint(standard: Standard, file: TomlFile) -> Iterator[Problem]:
    """Holes and overlaps in the scales, proved on the real line; weights that do not add to 100."""
    for kind in _NAMES:
        for at, message in _seams(_parts(standard, kind), kind):
            yield Problem(file.source(_where(file, kind, at)), message, "请把各区间首尾相接，相接处只归一边")
    for at, weights in enumerate(standard.weights):
        total = sum((parse_decimal(w) or Fraction(0) for w in weights.values()), Fraction(0))
        if total != 100:
            where = file.source(("weights", at) if "weights" in file.data else ("extends",))
            message = f"一级指标的第 {at + 1} 种分值搭配合计 {show(total)} 分，不是 100 分"
            yield Problem(where, message, "请改正分值")


def _parts(standard: Standard, kind: Kind) -> Sequence[Grade | Band]:
    return standard.grade if kind == "grade" else standard.band


def _where(file: TomlFile, kind: Kind, at: int) -> Location:
    return (kind, at, "within") if kind in file.data else ("extends",)


def _seams(parts: Sequence[Grade | Band], kind: Kind) -> Iterator[tuple[int, str]]:
    """Each hole or overlap, with the index of the part beside it, going up the scale once."""
    if not parts:
        return
    whole, text, name = _WHOLE[kind], _SHOW[kind], _NAMES[kind]
    order = sorted(range(len(parts)), key=lambda i: (parts[i].span.low, parts[i].span.low_open))
    top, top_open, below = whole.low, True, -1  # covered up to here, by this part
    for at in order:
        span, label = parts[at].span, f"“{parts[at].name}”"
        if span != span.intersect(whole):
            yield at, f"{name}{label}超出了 {text(whole.low)}～{text(whole.high)}"
        if span.low > top:
            between = f"{text(top)}与{text(span.low)}之间"
            yield at, f"{between}没有{name}" + _ends(top_open, span.low_open, text(top), text(span.low))
        elif span.low == top and top_open and span.low_open:
            yield at, f"正好 {text(top)} 不属于任何{name}"
        elif below >= 0 and span.low == top and not (top_open or span.low_open):
            yield at, f"正好 {text(top)} 既属于“{parts[below].name}”又属于{label}"
        elif below >= 0 and span.low < top:
            end = min(top, span.high)
            yield at, f"{text(span.low)}到{text(end)}既属于“{parts[below].name}”又属于{label}"
        if (span.high, not span.high_open) > (top, not top_open):
            top, top_open, below = span.high, span.high_open, at
    if (top, not top_open) < (whole.high, True):
        missing = f"正好 {text(top)} 不属于任何{name}" if top == whole.high else f"{text(top)}以上没有{name}"
        yield below, missing


def _ends(low_free: bool, high_free: bool, low: str, high: str) -> str:
    """Which ends of a hole belong to it."""
    ends = [end for end, free in ((low, low_free), (high, high_free)) if free]
    return f"（含 {'、'.join(ends)}）" if ends else ""
