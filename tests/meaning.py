"""The meaning of a value in one line, for tests: what the corpus in tests/notation says of each text.

≥ 95 % · = 12 次 (bare) · == 100 % (written) · 3 … 5 次 · 日期 ≤ 2023-12-31 · 文字 · 没有 · 未填 · 算式 …;
words around the number in brackets, the parts of a compound joined by ＋.
"""

from __future__ import annotations

from scoring.notation import SIGNS, Bound, Compound, Date, Range, Statement, Value, to_json


def meaning(value: Value) -> str:
    """One line for one value."""
    match value:
        case Compound():
            return " ＋ ".join(meaning(part) for part in value.parts)
        case Statement():
            return "没有" if value.zero else "未填" if value.blank else "文字"
        case Bound():
            sign = SIGNS[value.op] if value.op != "=" else "==" if value.written else "="
            about = "约 " if value.approximate else ""
            said = f"{sign} {about}{value.quantity.figure} {value.quantity.unit}"
        case Range():
            low, high = ("(不含)" if is_open else "" for is_open in (value.low_open, value.high_open))
            said = f"{value.low.figure}{low} … {value.high.figure}{high} {value.high.unit}"
        case Date():
            days = to_json(value)
            span = " 至 ".join(str(days[k]) for k in ("low", "high") if days[k])
            said = f"日期 {SIGNS[value.op]} {span}{' (次年)' if value.later else ''}"
        case _:
            return f"算式 {value}"
    around = f" ({value.before}_{value.after})" if value.before or value.after else ""
    return said.rstrip() + around
