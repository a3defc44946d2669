"""How far totals move, in the steps of a histogram."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction

from scoring.recheck.statistics import step, steps
from scoring.simulate.tally import Tally


def counts(tally: Tally) -> list[tuple[str, int]]:
    """Each step with how many totals moved that far; new minus old."""
    found: Counter[int] = Counter()
    for value, number in tally.differences.items():
        found[step(Fraction(value, tally.scale))] += number
    return [(name, found[at]) for at, name in steps()]
