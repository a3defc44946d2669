"""The notation of the two value columns: text → value and back (年度指标值, 实际完成值)."""

from scoring.notation.parse import parse
from scoring.notation.values import (
    SIGNS,
    WORDS,
    Bound,
    Compound,
    Date,
    Expression,
    Op,
    Range,
    Statement,
    Value,
    to_json,
)

__all__ = [
    "SIGNS",
    "WORDS",
    "Bound",
    "Compound",
    "Date",
    "Expression",
    "Op",
    "Range",
    "Statement",
    "Value",
    "parse",
    "to_json",
]
