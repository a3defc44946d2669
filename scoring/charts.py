"""Quiet charts as inline SVG: bars, a histogram, a line over years, stacked shares.

No scripts, no styles, no fonts of their own; every mark has a `<title>` and an aria-label; every text is escaped.
Numbers may be int, Fraction or Decimal; what is printed beside a mark is the number itself unless `labels` are given.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from html import escape
from unicodedata import east_asian_width

from scoring.number import show

Number = int | Fraction | Decimal
Series = Mapping[str, Sequence[Number | None]]

#: fills, each at least 4.5:1 against white, so that white text stands on them as well (WCAG AA)
COLOURS = ("#1f4e79", "#a8480a", "#2a7250", "#7a3b69", "#5b6470", "#8a6100")
INK, RULE = "#222222", "#8a8f98"  # text; axes (3:1)
SIZE = 14  # px, of all text
_WIDTH = 640
_BAR, _GAP = 18, 8


def bars(title: str, names: Sequence[str], series: Series, *, labels: Sequence[str] = ()) -> str:
    """Horizontal bars, one group for each name; negative numbers count as zero. `labels` only with one series."""
    left = _left(names)
    most = max((_size(v) for values in series.values() for v in values), default=0) or 1
    group = _BAR * len(series) + _GAP
    top = _legend_height(series)
    room = _WIDTH - left - 130
    marks = _legend(series)
    for row, name in enumerate(names):
        y = top + row * group
        marks.append(_text(left - 8, y + _BAR * len(series) / 2, _cut(name, left - 8), "end", name))
        for at, (label, values) in enumerate(series.items()):
            value = values[row]
            if value is None:
                continue
            shown = labels[row] if labels else show(value)
            said = "，".join(x for x in (name, label) if x) + f"：{shown}"
            width, here = room * _size(value) / most, y + at * _BAR
            drawn = _rect(left, here + 1, max(width, 1), _BAR - 3, COLOURS[at]) + _text(
                left + max(width, 1) + 6, here + _BAR / 2, shown
            )
            marks.append(_mark(said, drawn))
    height = top + group * len(names)
    marks.append(_line(left, top, left, height - _GAP + 2))
    return _svg(title, height, marks)


def histogram(title: str, names: Sequence[str], counts: Sequence[int], unit: str = "") -> str:
    """Columns side by side, one for each step; the count stands above, the step below."""
    most = max(counts, default=0) or 1
    width = (_WIDTH - 20) / max(len(names), 1)
    floor = 190
    marks = []
    for at, (name, count) in enumerate(zip(names, counts, strict=True)):
        x, high = 10 + at * width, 150 * count / most
        drawn = _rect(x + 1, floor - high, width - 2, high, COLOURS[0]) if count else ""
        drawn += _text(x + width / 2, floor - high - 10, str(count), "middle")
        marks.append(_mark(f"{name}：{count}{unit}", drawn))
        marks.append(_text(x + width / 2, floor + 16, name, "middle", size=min(13, 1.7 * width / max(_wide(name), 1))))
    marks.append(_line(10, floor, _WIDTH - 10, floor))
    return _svg(title, floor + 34, marks)


def lines(title: str, years: Sequence[str], series: Series) -> str:
    """A line for each series over the years; None leaves a gap. The scale begins at zero."""
    most = max((_size(v) for values in series.values() for v in values), default=0) or 1
    top, floor = _legend_height(series) + 20, _legend_height(series) + 190
    pace = (_WIDTH - 100) / max(len(years) - 1, 1)
    marks = [*_legend(series), _line(40, floor, _WIDTH - 40, floor)]
    marks += [_text(50 + at * pace, floor + 18, year, "middle") for at, year in enumerate(years)]
    for number, (name, values) in enumerate(series.items()):
        colour, before = COLOURS[number % len(COLOURS)], None
        for at, value in enumerate(values):
            if value is None:
                before = None
                continue
            point = (50 + at * pace, floor - (floor - top) * _size(value) / most)
            joined = _line(*before, *point, colour, 2) if before else ""
            dot = f'<circle cx="{point[0]:.1f}" cy="{point[1]:.1f}" r="4" fill="{colour}"/>'
            under = any(
                _size(other[at]) > _size(value) for other in series.values()
            )  # out of the way of the upper line
            drawn = joined + dot + _text(point[0], point[1] + (17 if under else -13), show(value), "middle")
            said = "，".join(x for x in (years[at], name) if x)
            marks.append(_mark(f"{said}：{show(value)}", drawn))
            before = point
    return _svg(title, floor + 34, marks)


def stacked(title: str, names: Sequence[str], series: Series) -> str:
    """Shares of a whole: one full bar for each name, divided among the series; counts stand inside where they fit."""
    left, top = _left(names), _legend_height(series)
    room, pace = _WIDTH - left - 20, _BAR + 4 + _GAP
    marks = _legend(series)
    for row, name in enumerate(names):
        y, x = top + row * pace, float(left)
        marks.append(_text(left - 8, y + (_BAR + 4) / 2, _cut(name, left - 8), "end", name))
        total = sum(_size(values[row]) for values in series.values())
        for at, (label, values) in enumerate(series.items()):
            value = values[row]
            if value is None or not _size(value):
                continue
            part = _size(value) / total
            wide, shown = room * part, show(value)
            drawn = _rect(x, y, max(wide - 1.5, 0.5), _BAR + 4, COLOURS[at % len(COLOURS)])
            if wide > _wide(shown) * SIZE * 0.55 + 8:
                drawn += _text(x + wide / 2, y + (_BAR + 4) / 2, shown, "middle", fill="#ffffff")
            marks.append(_mark(f"{name}，{label}：{shown}（{100 * part:.1f}%）", drawn))
            x += wide
    return _svg(title, top + pace * len(names), marks)


# -- parts --


def _svg(title: str, height: float, marks: Sequence[str]) -> str:
    said = _clean(title)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height:.0f}" width="{_WIDTH}" '
        f'height="{height:.0f}" role="list" aria-label="{said}" font-size="{SIZE}" '
        f'font-family="sans-serif"><title>{said}</title>{"".join(marks)}</svg>'
    )


def _mark(said: str, drawn: str) -> str:
    text = _clean(said)
    return f'<g role="listitem" aria-label="{text}"><title>{text}</title>{drawn}</g>'


def _rect(x: float, y: float, width: float, height: float, fill: str) -> str:
    return f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" fill="{fill}"/>'


def _line(x1: float, y1: float, x2: float, y2: float, colour: str = RULE, width: int = 1) -> str:
    return f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="{colour}" stroke-width="{width}"/>'


def _text(
    x: float, y: float, text: str, anchor: str = "start", full: str = "", *, fill: str = INK, size: float = SIZE
) -> str:
    """A text whose middle is at `y`; `full` is said when a pointer rests on one that was cut."""
    hint = f"<title>{_clean(full)}</title>" if full and full != text else ""
    return (
        f'<text x="{x:.1f}" y="{y + size * 0.36:.1f}" text-anchor="{anchor}" font-size="{size:.1f}" fill="{fill}">'
        f"{_clean(text)}{hint}</text>"
    )


def _legend(series: Series) -> list[str]:
    """What the colours mean, where there are several."""
    if len(series) < 2:
        return []
    marks, x = [], 10.0
    for at, name in enumerate(series):
        marks += [_rect(x, 4, 14, 14, COLOURS[at % len(COLOURS)]), _text(x + 20, 11, name)]
        x += 40 + _wide(name) * SIZE * 0.55
    return marks


def _legend_height(series: Series) -> int:
    return 30 if len(series) > 1 else 4


def _left(names: Sequence[str]) -> int:
    """Room for the names beside the bars: what the longest needs, a third of the width at most."""
    return min(int(max(map(_wide, names), default=0) * SIZE * 0.52) + 16, _WIDTH * 2 // 5)


def _cut(text: str, room: float) -> str:
    """As much of a text as fits, with … for the rest."""
    most = room / (SIZE * 0.52)
    if _wide(text) <= most:
        return text
    end, used = 0, 2.0
    while used + _wide(text[end]) <= most:
        used += _wide(text[end])
        end += 1
    return text[:end] + "…"


def _wide(text: str) -> int:
    """Columns of a text: a Chinese character takes two."""
    return sum(2 if east_asian_width(c) in "WFA" else 1 for c in text[:2000])


def _size(value: Number | None) -> float:
    return max(float(value or 0), 0.0)


def _clean(text: str) -> str:
    """Escaped, cut, and without what cannot be printed."""
    return escape("".join(c if c.isprintable() else " " for c in text[:2000]))
