"""How many there were of what there shall be none: 零投诉 beside 收到投诉2起."""

from __future__ import annotations

from fractions import Fraction

from scoring.notation import Bound, Compound, Statement, Value
from scoring.notation.words import EVENT, HAPPENED
from scoring.quantity import Quantity
from scoring.understand.degree import words


def counted(value: Value) -> Fraction | None:
    """The number of cases an actual tells of; None when it does not say."""
    if isinstance(value, Compound):
        counts = [c for part in value.parts if (c := counted(part)) is not None]
        return max(counts, default=None)
    if isinstance(value, Bound) and (value.measured or value.op in (">", ">=")):
        return value.quantity.base if _cases(value.quantity, value.before + value.after) else None
    if isinstance(value, Statement):
        if value.zero or value.text in ("无", "没有", "零", "未发生", "未出现", "没有发生"):
            return Fraction(0)
        if value.text == "有" or HAPPENED.match(value.text):
            return Fraction(1)
    return None


def _cases(quantity: Quantity, said: str) -> bool:
    """Whether a number counts cases: 2起, 事故2起, 投诉率0.5%; as against 满意度98%, 完成2个村."""
    if EVENT.search(said) or not quantity.number:
        return True
    if quantity.unit.name and quantity.unit.name not in words()["counting"]["cases_in"]:
        return False
    return not said or bool(words()["counting"]["cases"].first(said))
