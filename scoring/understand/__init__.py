"""A target and an actual understood in their row, and how the two compare.

`notation` reads a text by itself; here its neighbours speak too. Every assumption is recorded.
"""

from scoring.understand.comparing import Comparison, compare
from scoring.understand.degree import degree, words
from scoring.understand.target import Target, implied_direction, is_rate, read_target, unit_in_name

__all__ = [
    "Comparison",
    "Target",
    "compare",
    "degree",
    "implied_direction",
    "is_rate",
    "read_target",
    "unit_in_name",
    "words",
]
