"""What holds for every text and every value of the notation."""

from __future__ import annotations

import re
from datetime import date as calendar_date
from fractions import Fraction

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from scoring.notation import Bound, Date, Range, Statement, parse, to_json
from scoring.notation.parse import MAX_TEXT, _faithful
from scoring.notation.plain import plain
from scoring.notation.text import normal
from scoring.quantity import Quantity, known_units, unit

PIECES = (
    "≥ ≤ > < = ≧ 》 >= ＝ 不低于 不超过 控制在 达到 至少 大于 未达到 约 近 第 每 每季度 每人 每年 由 提高到 前 ± - ~ 至 "
    "0 1 2 5 10 12 50 90 95 100 2023 110 12345 1.5 99.9 0.5 1,200 ９９ 三 十 两 百 五千 百分之九十 三分之二 九成 一百二十 半 "
    "% ％ ‰ 个百分点 次 人次 万人次 人 户 个 项 件 元 万元 万 亿 天 工作日 个月 小时 分钟 年 月 日 季度 公里 亩 万亩 元/人 /月 "
    "/ · × * ÷ : 1:30 7×24 7*24小时 以上 以下 以内 内 左右 多 余 (含) ( ) （ ） , ， ; 。 、 和 及 \n \t 　 "
    "2023年12月底前 10月31日 第三季度 上半年 全年 年底前 2020-12-31 1-6月 完成 满意度 完成率 培训 建设 道路 零投诉 无 执行率 "
    "A 5G GB/T 一卡通 十四五 岁 热线 号 级 〔2020〕10号 ** XX x 《 》 ① 1、 (2) 榀 没有 事故 \x00 \x01 \ud800 \u200b ٣ ² ½ e E999999"
).split(" ")

spoken = st.lists(st.sampled_from([p for p in PIECES if p]), max_size=9).map("".join)
anything = st.one_of(spoken, st.text(max_size=40), st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=3)), max_size=6).map("".join))


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
    for figure in figures(normal(text)):
        assert figure in kept
        kept.remove(figure)


@pytest.mark.parametrize(
    "text",
    ["9" * 100_000, "1e999999", "≥" + "1" * 31 + "%", "(" * 500 + "5" + ")" * 499, "\x00\x01\ud800", " " * 999, "1,000" * 150, "一" * 999, "百分之" * 300, "5、" * 400],
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


names = st.sampled_from([u for u in known_units() if u not in ("年", "年度", "月", "日", "百分比", "百分号")] + ["万元", "万人次", "亿元", "次/季度", "元/人·年", "元/月", ""])
numbers = st.builds(lambda n, d: (Fraction(n, 10**d), d), st.integers(0, 10**9), st.integers(0, 4))
quantities = st.builds(lambda nd, name: Quantity(nd[0], unit(name), nd[1]), numbers, names)
written = st.booleans()
days = st.dates(calendar_date(1950, 1, 1), calendar_date(2080, 12, 31)).map(lambda d: (d.year, d.month, d.day))
bounds = st.one_of(
    st.builds(Bound, st.sampled_from([">=", "<=", ">", "<", "="]), quantities),
    st.builds(lambda q, a: Bound("=", q, written=False, approximate=a), quantities, written),
    st.builds(lambda q, op: Bound(op, q, before="满意度"), quantities, st.sampled_from([">=", "<"])),
)
ranges = st.builds(
    lambda a, b, name: Range(*sorted((Quantity(a[0], unit(name), a[1]), Quantity(b[0], unit(name), b[1])), key=lambda q: q.base)),
    numbers, numbers, names.filter(lambda n: n not in SCALES_ONLY),
)  # fmt: skip
SCALES_ONLY = ("",)
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


@settings(max_examples=1500, deadline=None)
@given(st.one_of(spoken, st.builds("{}{}{}".format, st.sampled_from(["", "≥", "≤", ">", "<", "=", "满意度≥", "前>", "控制在<", "不低于≥", "满意度", "前", "完成", "第", "约", "不低于总数的"]), quantities, st.sampled_from(["", "", "以上", "以下", "以内"]))))
def test_the_short_way_reads_what_the_long_way_reads(text: str) -> None:
    quick = plain(text)
    if quick is not None:
        assert quick == _faithful(normal(text))
        assert quick.quantity.unit.dimension == _faithful(normal(text)).quantity.unit.dimension  # type: ignore[union-attr]
