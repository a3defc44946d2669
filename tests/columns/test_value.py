"""A formula over whole columns is the formula over each row, half up; what 64 bits cannot hold is marked."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.columns.value import Column, TooLarge, column
from scoring.formula import Formula
from scoring.number import round_units
from scoring.standards import get
from scoring.standards import names as available

OTHER = [
    "分值 × 完成率 - abs(完成值 - 目标值) ÷ 7", "若(1 ≤ 2, 分值, 1 ÷ 0)", "min(分值, 完成值, 目标值 ÷ 2)", "分值 ÷ 完成值",
    "分值 ÷ (完成值 - 目标值)", "-分值 + 2", "若(完成值 == 目标值, 1, 目标值 ÷ (完成值 - 目标值))", "max(1 ÷ 3, 2 ÷ 3) × 分值",
]  # fmt: skip
FORMULAS = sorted({r.score for name in available() for r in get(name).rule if r.score}) + OTHER
numbers = st.tuples(
    st.one_of(st.sampled_from([0, 1, 3, 5]), st.integers(0, 10**5), st.integers(0, 10**17)),
    st.sampled_from([1, 3, 8, 100]),
)


@pytest.mark.parametrize("text", FORMULAS)
@given(st.data())
def test_columns_are_rows(text: str, data: st.DataObject) -> None:
    formula = Formula(text)
    count = data.draw(st.integers(1, 6))
    drawn = {name: data.draw(st.lists(numbers, min_size=count, max_size=count)) for name in formula.names}

    def run(by_row: bool) -> tuple[np.ndarray, np.ndarray]:
        values = {
            k: Column.of(np.array([n for n, _ in v]), np.array([d for _, d in v]), by_row) for k, v in drawn.items()
        }
        units, marked = column(formula, values).rounded(100)
        return np.broadcast_to(units, count), np.broadcast_to(False if marked is None else marked, count)

    try:
        units, marked = run(False)
    except TooLarge:
        units, marked = run(True)
    for row in range(count):
        if marked[row]:
            continue
        exact = formula({name: Fraction(*v[row]) for name, v in drawn.items()})
        assert units[row] == round_units(exact.numerator, exact.denominator, 100)


def test_ties_go_up_and_only_what_is_too_large_is_marked() -> None:
    formula = Formula("分值 × min(完成值 ÷ 目标值, 1)")
    values = {"分值": ([1, 4, 10**17], 100), "完成值": ([3, 1, 10**16], 1), "目标值": ([8, 8, 10**17], 1)}
    with pytest.raises(TooLarge):
        column(formula, {k: Column.of(np.array(n), d) for k, (n, d) in values.items()}).rounded(100)
    units, marked = column(
        formula, {k: Column.of(np.array(n), np.full(3, d), True) for k, (n, d) in values.items()}
    ).rounded(100)
    assert units[:2].tolist() == [0, 1]  # 0.375 and 0.5 of a unit
    assert marked.tolist() == [False, False, True]


def test_a_divisor_of_zero_is_marked_where_its_arm_is_taken() -> None:
    formula = Formula("若(完成值 ≤ 0, 分值, 分值 × (目标值 ÷ 完成值))")
    values = {"分值": [10, 10], "完成值": [0, 5], "目标值": [4, 4]}
    units, marked = column(formula, {k: Column.of(np.array(v)) for k, v in values.items()}).rounded(100)
    assert units.tolist() == [1000, 800]
    assert marked is None or not marked.any()
    bare = Formula("分值 ÷ 完成值")
    _, marked = column(bare, {k: Column.of(np.array(values[k])) for k in bare.names}).rounded(100)
    assert marked.tolist() == [True, False]
