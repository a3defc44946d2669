"""The ends of grades in whole units say what the standard says of each total."""

from dataclasses import replace

import pytest

from scoring.columns.known import Known
from scoring.columns.totals import _grades
from scoring.number import scaled
from scoring.standard import Grade
from scoring.standards import get, names

#: from the lowest, so that nothing before them hides an open end; 80 has none, the first begins below zero
RISING = [Grade("差", "[-10, 60)"), Grade("中", "[60, 80)"), Grade("良", "(80, 90)"), Grade("优", "[90, 100]")]


@pytest.mark.parametrize("standard", [*map(get, names()), replace(get("mof-2020"), grade=RISING)], ids=lambda s: s.id)
@pytest.mark.parametrize("scale", [1, 100, 10**6])
def test_each_total_at_an_end_has_the_grade_of_the_standard(standard, scale):
    known = Known(standard)
    ends = {int(end * scale) for g in standard.grade for end in (g.span.low, g.span.high) if abs(end) != float("inf")}
    for units in sorted({end + step for end in {*ends, 0} for step in (-1, 0, 1) if end + step >= 0}):
        told = next(
            (known.words.all[name] for name, first, last in _grades(known, scale) if first <= units <= last), None
        )
        assert told == standard.grade_of(scaled(units, scale)), units
