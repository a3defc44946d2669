"""Rows made from real expressions: every target as printed, the numbers of the actuals varied.

A row is (target, actual, points). Seeded: the same count gives the same rows.
"""

from __future__ import annotations

import random
import re
from pathlib import Path

POINTS = ["2", "3", "4", "4.5", "5", "6", "8", "9", "10", "12", "12.5", "15", "20", "30"]

_FIGURE = re.compile(r"\d+(?:\.\d+)?")

Text = tuple[str, str, str]


def pairs() -> list[tuple[str, str]]:
    """Target and actual of `expressions.tsv`, as often as they occur there."""
    lines = Path(__file__).with_name("expressions.tsv").read_text("utf-8").splitlines()
    cells = [line.split("\t") for line in lines if not line.startswith("#")][1:]
    return [(target, actual) for target, actual, *_ in cells]


def rows(count: int, seed: int = 2023) -> list[Text]:
    """Four actuals in ten as printed, the others 70% to 115% of that at the printed precision.

    An actual that is a bound (≥266米) was copied from the target and stays a copy.
    """
    chance, known = random.Random(seed), pairs()

    def varied(match: re.Match[str]) -> str:
        digits = len(match[0].partition(".")[2])
        return f"{float(match[0]) * chance.uniform(0.7, 1.15):.{digits}f}"

    made = []
    for _ in range(count):
        target, actual = chance.choice(known)
        if chance.random() > 0.4 and actual[:1] != "≥":
            actual = _FIGURE.sub(varied, actual)
        made.append((target, actual, chance.choice(POINTS)))
    return made
