"""Numbers and units: what one amount is in another unit, and what numerals say."""

from __future__ import annotations

import tomllib
from fractions import Fraction
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.number import parse_chinese, parse_decimal
from scoring.quantity import Quantity, known_units, unit


@pytest.mark.parametrize(
    ("number", "name", "other", "converted"),
    [
        (1, "万元", "元", 10000),
        (1, "亿元", "万元", 10000),
        (5, "元", "角", 50),
        (2, "小时", "分钟", 120),
        (3, "天", "小时", 72),
        (1, "周", "天", 7),
        (2, "年", "季度", 8),
        (1, "万人次", "人次", 10000),
        (5, "‰", "%", Fraction(1, 2)),
        (9, "成", "%", 90),
        (15, "亩", "公顷", 1),
        (1, "平方公里", "亩", 1500),
        (1, "公里", "米", 1000),
        (1, "吨", "公斤", 1000),
        (1, "TB", "GB", 1024),
        (3, "次/季度", "次/年", 12),
        (1, "万元/公里", "元/米", 10),
        (120, "元/人·年", "元/月·人", 10),
        (2, "千瓦", "W", 2000),
        (1, "名", "人", 1),
    ],
)
def test_converts(number: int, name: str, other: str, converted: Fraction) -> None:
    assert Quantity(Fraction(number), unit(name)).to(unit(other)).number == converted


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("人", "人次"),
        ("次", "个"),
        ("天", "工作日"),
        ("%", "个百分点"),
        ("次", "次/年"),
        ("元", "美元"),
        ("榫", "件"),
    ],
)
def test_does_not_compare_unlike_kinds(name: str, other: str) -> None:
    with pytest.raises(ValueError, match="单位不同"):
        Quantity(Fraction(1), unit(name)).to(unit(other))


def test_every_unit_stands_in_one_dimension_only() -> None:
    data = tomllib.loads(files("scoring").joinpath("data/units.toml").read_text("utf-8"))
    listed = [name for names in data.values() for name in names]
    assert len(listed) == len(set(listed)) == len(known_units())
    assert all(Fraction(factor) > 0 for names in data.values() for factor in names.values())


def test_an_unknown_unit_is_its_own_kind() -> None:
    assert not unit("榫").known
    assert unit("榫").dimension == "榫"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("十", 10),
        ("十五", 15),
        ("二十", 20),
        ("一百零五", 105),
        ("一百二十", 120),
        ("一百二", 120),
        ("两千", 2000),
        ("三万五千", 35000),
        ("三万五", 35000),
        ("三万零五", 30005),
        ("一亿五千万", 150_000_000),
        ("三万亿", 3 * 10**12),
        ("二〇二三", 2023),
        ("一点五", Fraction(3, 2)),
        ("三分之二", Fraction(2, 3)),
        ("百分之九十", Fraction(9, 10)),
        ("九成五", Fraction(95, 100)),
        ("半", Fraction(1, 2)),
        ("零", 0),
        ("三五", None),
        ("好", None),
        ("", None),
    ],
)
def test_chinese_numerals(text: str, value: Fraction | None) -> None:
    assert parse_chinese(text) == value


@given(st.integers(-(10**15), 10**15), st.integers(0, 6))
def test_a_decimal_is_read_exactly(units: int, digits: int) -> None:
    whole, part = divmod(abs(units), 10**digits)
    text = f"{'-' if units < 0 else ''}{whole:,}" + (f".{part:0{digits}d}" if digits else "")
    assert parse_decimal(text) == Fraction(units, 10**digits)
