"""What pdfium tells of a page: its straight lines and its letters, in points from the top left corner."""

from __future__ import annotations

import ctypes
import math
from collections.abc import Iterator
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from scoring.readers.lattice import Letter, Rule

if TYPE_CHECKING:
    from pypdfium2 import PdfPage

_THIN = 3.5  # a filled box no thicker is a rule
_STRAIGHT = 1.0  # how far a line may lean
_QUARTER, _SLANT = math.pi / 2, 0.03  # a quarter turn, and how much of one a letter may lean
_DEPTH = 8  # forms within forms
Matrix = tuple[float, float, float, float, float, float]
Point = tuple[float, float]


class Budget:
    """How much of one document is looked at before it is given up."""

    def __init__(self) -> None:
        self.letters, self.points = 1_000_000, 400_000

    def spent(self) -> bool:
        return self.letters <= 0 or self.points <= 0


def rules_of(page: PdfPage, budget: Budget, turn: int) -> tuple[list[Rule], list[Rule]]:
    """Horizontal and vertical lines: stroked segments and thin filled boxes."""
    from pypdfium2 import raw

    across: list[Rule] = []
    down: list[Rule] = []
    upright = _upright(page, turn)
    for path, matrix in _paths(raw, page.raw, raw.FPDFPage_CountObjects, raw.FPDFPage_GetObject, upright, 0):
        fill, stroke = ctypes.c_int(), ctypes.c_int()
        raw.FPDFPath_GetDrawMode(path, fill, stroke)
        for points in _outlines(raw, path, matrix, budget):
            if stroke.value:
                for (x0, y0), (x1, y1) in pairwise(points):
                    if abs(y1 - y0) <= _STRAIGHT < abs(x1 - x0):
                        across.append(Rule((y0 + y1) / 2, min(x0, x1), max(x0, x1)))
                    elif abs(x1 - x0) <= _STRAIGHT < abs(y1 - y0):
                        down.append(Rule((x0 + x1) / 2, min(y0, y1), max(y0, y1)))
            elif fill.value:
                left, right = min(x for x, _ in points), max(x for x, _ in points)
                top, bottom = min(y for _, y in points), max(y for _, y in points)
                if bottom - top <= _THIN and bottom - top < right - left:
                    across.append(Rule((top + bottom) / 2, left, right))
                elif right - left <= _THIN:
                    down.append(Rule((left + right) / 2, top, bottom))
    return across, down


def letters_of(page: PdfPage, budget: Budget) -> tuple[list[Letter], int]:
    """The characters that stand upright or lie along the page, slanted ones are watermarks; and the turn of the
    page, in degrees clockwise, by which most of them stand upright, whatever turn the page states."""
    from pypdfium2 import raw

    text = page.get_textpage()
    try:
        handle = text.raw
        count = min(raw.FPDFText_CountChars(handle), max(budget.letters, 0))
        budget.letters -= count
        boxes: list[tuple[float, float, float, float, str]] = []
        turns = [0, 0, 0, 0]
        box = raw.FS_RECTF()
        for n in range(count):
            code = raw.FPDFText_GetUnicode(handle, n)
            if code <= 32 and (code != 32 or raw.FPDFText_IsGenerated(handle, n)):
                continue
            quarters = raw.FPDFText_GetCharAngle(handle, n) / _QUARTER
            if abs(quarters - round(quarters)) > _SLANT:
                continue
            if not raw.FPDFText_GetLooseCharBox(handle, n, box):
                continue
            turns[-round(quarters) % 4] += 1
            boxes.append((box.left, box.bottom, box.right, box.top, chr(code)))
    finally:
        text.close()
    own = page.get_rotation()
    turn = max((own, 0, 90, 180, 270), key=lambda degrees: turns[degrees // 90])
    a, b, c, d, e, f = _upright(page, turn)
    letters: list[Letter] = []
    for left, bottom, right, top, char in boxes:
        x0, y0 = a * left + c * bottom + e, b * left + d * bottom + f
        x1, y1 = a * right + c * top + e, b * right + d * top + f
        letters.append(Letter(min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1), char))
    return letters, turn


def shown(page: PdfPage, turn: int) -> Matrix:
    """From a page turned so that its letters stand upright to the page as it is shown."""
    a, b, c, d, e, f = _upright(page, turn)
    back = (a, c, b, d, -(a * e + b * f), -(c * e + d * f))
    return _product(back, _upright(page, page.get_rotation()))


def _upright(page: PdfPage, turn: int) -> Matrix:
    """From the space of the page to points from its top left corner, after a turn."""
    left, bottom, right, top = page.get_bbox()
    return {
        90: (0.0, 1.0, 1.0, 0.0, -bottom, -left),
        180: (-1.0, 0.0, 0.0, 1.0, right, -bottom),
        270: (0.0, -1.0, -1.0, 0.0, top, right),
    }.get(turn, (1.0, 0.0, 0.0, -1.0, -left, top))


def is_blank(page: PdfPage) -> bool:
    """Whether a page shows nothing at all, not even a picture."""
    from pypdfium2 import raw

    return not raw.FPDFPage_CountObjects(page.raw)


def _paths(raw: Any, holder: Any, count: Any, get: Any, outer: Matrix, depth: int) -> Iterator[tuple[Any, Matrix]]:
    """Every path of a page or of a form in it, with the way from its own space to ours."""
    for n in range(count(holder)):
        part = get(holder, n)
        kind = raw.FPDFPageObj_GetType(part)
        if kind not in (raw.FPDF_PAGEOBJ_PATH, raw.FPDF_PAGEOBJ_FORM):
            continue
        own = raw.FS_MATRIX()
        raw.FPDFPageObj_GetMatrix(part, own)
        matrix = _product((own.a, own.b, own.c, own.d, own.e, own.f), outer)
        if kind == raw.FPDF_PAGEOBJ_PATH:
            yield part, matrix
        elif depth < _DEPTH:
            yield from _paths(raw, part, raw.FPDFFormObj_CountObjects, raw.FPDFFormObj_GetObject, matrix, depth + 1)


def _product(m: Matrix, n: Matrix) -> Matrix:
    """First m, then n."""
    return (
        m[0] * n[0] + m[1] * n[2],
        m[0] * n[1] + m[1] * n[3],
        m[2] * n[0] + m[3] * n[2],
        m[2] * n[1] + m[3] * n[3],
        m[4] * n[0] + m[5] * n[2] + n[4],
        m[4] * n[1] + m[5] * n[3] + n[5],
    )


def _outlines(raw: Any, path: Any, matrix: Matrix, budget: Budget) -> Iterator[list[Point]]:
    """The points of each piece of a path."""
    a, b, c, d, e, f = matrix
    points: list[Point] = []
    x, y = ctypes.c_float(), ctypes.c_float()
    count = min(raw.FPDFPath_CountSegments(path), max(budget.points, 0))
    budget.points -= count
    for n in range(count):
        segment = raw.FPDFPath_GetPathSegment(path, n)
        if not raw.FPDFPathSegment_GetPoint(segment, x, y):
            continue
        if raw.FPDFPathSegment_GetType(segment) == raw.FPDF_SEGMENT_MOVETO:
            if len(points) > 1:
                yield points
            points = []
        points.append((a * x.value + c * y.value + e, b * x.value + d * y.value + f))
        if points and raw.FPDFPathSegment_GetClose(segment):
            points.append(points[0])
    if len(points) > 1:
        yield points
