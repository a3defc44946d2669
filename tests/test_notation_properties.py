"""What holds for every text and every value of the notation."""

from __future__ import annotations

import re
from datetime import date as calendar_date
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from scoring.notation import Bound, Date, Range, Statement, parse, to_json
from scoring.notation.parse import MAX_TEXT, _faithful
from scoring.notation.plain import figure, plain
from scoring.notation.text import normal
from scoring.quantity import Quantity, known_units, unit

#: what the notation is made of, to be thrown together
WORDS = Path(__file__).with_name("notation").joinpath("pieces.txt").read_text("utf-8").split()
PIECES = [*WORDS, "\n", "\t", "\u3000", "\x00", "\x01", "\ud800", "\u200b", " "]

spoken = st.lists(st.sampled_from(PIECES), max_size=9).map("".join)
patched = st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=3)), max_size=6).map("".join)
anything = st.one_of(spoken, st.text(max_size=40), patched)


@settings(max_examples=1500, deadline=None)
@given(anything)
@example("5±1天")
@example("不低于上年水平的95%")
@example("1.2万农户")
@example("(" * 900)
@example("大于=5")
def test_what_is_read_can_be_written_and_read_again(text: str) -> None:
    value = parse(text)
    assert parse(str(value)) == value
    assert to_json(value)["kind"] == value.kind


@settings(max_examples=1500, deadline=None)
@given(anything)
def test_one_spelling_is_reached_in_one_step(text: str) -> None:
    assert normal(normal(text)) == normal(text)


def figures(text: str) -> list[str]:
    return [run.lstrip("0") for run in re.findall(r"[0-9]+", text.replace(",", ""))]


@settings(max_examples=1500, deadline=None)
@given(anything)
@example("5±1天")
@example("2小时30分钟")
def test_no_figure_is_dropped(text: str) -> None:
    value = parse(text)
    kept = figures(str(value)) + figures("".join(value.assumptions))
    if value == Statement(""):
        return  # a placeholder
    for digits in figures(normal(text)):
        assert digits in kept
        kept.remove(digits)


@pytest.mark.parametrize(
    "text",
    [
        "9" * 100_000, "1e999999", "≥" + "1" * 31 + "%", "(" * 500 + "5" + ")" * 499, "\x00\x01\ud800",
        " " * 999, "1,000" * 150, "一" * 999, "百分之" * 300, "5、" * 400,
    ],
    ids=lambda text: f"{text[:6]!r}×{len(text)}",
)  # fmt: skip
def test_hostile_text_is_read_as_something(text: str) -> None:
    value = parse(text)
    assert parse(str(value)) == value


@pytest.mark.parametrize("piece", ["(", " ", "\n ", "5", "≥90%,", "x ", "年", "<=", "a "])
def test_a_megabyte_is_kept_as_words(piece: str) -> None:
    value = parse(piece * (1_000_000 // len(piece)))
    assert isinstance(value, Statement)
    assert value.blank or len(value.text) > MAX_TEXT or piece == "<="


#: read as something else when they stand right after a number
LONG_WAY = ("年", "年度", "半年", "季度", "月", "日", "G", "百分比", "百分号")
names = st.sampled_from(
    [name for name in known_units() if name not in LONG_WAY]
    + ["万元", "万人次", "亿元", "次/季度", "元/人·年", "元/月", "个季度", "个月", ""]
)
numbers = st.builds(lambda n, d: (Fraction(n, 10**d), d), st.integers(0, 10**9), st.integers(0, 4))
quantities = st.builds(lambda nd, name: Quantity(nd[0], unit(name), nd[1]), numbers, names)
written = st.booleans()
calendar = st.dates(calendar_date(1950, 1, 1), calendar_date(2080, 12, 31))
days = calendar.map(lambda d: (d.year, d.month, d.day))
bounds = st.one_of(
    st.builds(Bound, st.sampled_from([">=", "<=", ">", "<", "="]), quantities),
    st.builds(lambda q, a: Bound("=", q, written=False, approximate=a), quantities, written),
    st.builds(lambda q, op: Bound(op, q, before="满意度"), quantities, st.sampled_from([">=", "<"])),
)


def ordered(a: tuple[Fraction, int], b: tuple[Fraction, int], name: str) -> Range:
    low, high = sorted((a, b))
    return Range(Quantity(low[0], unit(name), low[1]), Quantity(high[0], unit(name), high[1]))


ranges = st.builds(ordered, numbers, numbers, names.filter(bool))
dates = st.one_of(
    st.builds(lambda d: Date("<=", None, d), days),
    st.builds(lambda d: Date(">=", None, d), days),
    st.builds(lambda d: Date("=", d, d), days),
    st.tuples(days, days).map(lambda p: Date("=", min(p), max(p))),
)


@settings(max_examples=1000, deadline=None)
@given(st.one_of(bounds, ranges, dates))
def test_what_is_written_is_read_as_the_same_value(value: Bound | Range | Date) -> None:
    assert parse(str(value)) == value


BEFORE = ["", "≥", "≤", ">", "=", "满意度≥", "前>", "控制在<", "满意度", "前", "完成", "约", "不低于总数的"]
shapes = st.builds(
    "{}{}{}".format, st.sampled_from(BEFORE), quantities, st.sampled_from(["", "", "以上", "以下", "以内"])
)


@settings(max_examples=1500, deadline=None)
@given(st.one_of(spoken, shapes))
@example("2季度")
@example("5G以上")
@example("60岁以上")
def test_the_short_way_reads_what_the_long_way_reads(text: str) -> None:
    quick = plain(text)
    if quick is not None:
        slow = _faithful(normal(text))
        assert isinstance(slow, Bound)
        assert (quick, quick.quantity.unit.dimension) == (slow, slow.quantity.unit.dimension)


@settings(max_examples=1500, deadline=None)
@given(st.one_of(spoken, shapes, quantities.map(str)))
@example("满意度95.50%")
@example("=12次")
@example("≥12次")
@example("12次以上")
def test_a_figure_is_the_plain_number_taken_apart(text: str) -> None:
    value = plain(text)
    if value is None or not value.measured:
        assert figure(text) is None
    else:
        quantity = value.quantity
        assert figure(text) == (quantity.number * 10**quantity.digits, quantity.digits, quantity.unit)
