"""The corpus is the specification: every text of tests/notation is a test named by itself."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from scoring.notation import Bound, Compound, Date, Value, parse, to_json
from scoring.notation.parse import read
from scoring.notation.text import normal
from scoring.quantity import NONE
from tests.meaning import meaning

CORPUS = Path(__file__).with_name("notation")
SAME = tomllib.loads((CORPUS / "spellings.same.toml").read_text("utf-8"))
TEXTS = {
    text: said
    for file in sorted(CORPUS.glob("*.toml"))
    if file.name != "spellings.same.toml"
    for text, said in tomllib.loads(file.read_text("utf-8")).items()
}


@pytest.mark.parametrize(("text", "said"), TEXTS.items(), ids=TEXTS)
def test_a_text_of_the_corpus(text: str, said: str) -> None:
    assert meaning(parse(text)) == said


@pytest.mark.parametrize(
    ("text", "said"),
    [(text, value["is"]) for value in SAME["value"] for text in value["written"]],
    ids=lambda x: repr(x),
)
def test_one_value_and_its_spellings(text: str, said: str) -> None:
    assert meaning(parse(text)).partition(" (")[0] == said


@pytest.mark.parametrize("amount", SAME["amount"], ids=lambda a: " ".join(a["written"]))
def test_one_amount_in_several_units(amount: dict[str, list[str]]) -> None:
    first, *others = (parse(text) for text in amount["written"])
    assert isinstance(first, Bound)
    for other in others:
        assert isinstance(other, Bound)
        assert other.quantity.same(first.quantity)


@pytest.mark.parametrize("text", TEXTS, ids=TEXTS)
def test_no_text_of_the_corpus_is_given_up_for_want_of_writing_it_back(text: str) -> None:
    value = parse(text)
    assert value == read(normal(text))
    assert parse(str(value)) == value


def test_what_was_assumed_is_said() -> None:
    assert parse("50匾").assumptions == ("单位“匾”不在单位表中，按原字比较",)
    assert "约数" in parse("约300人").assumptions[0]
    assert "超过该数" in parse("300余人").assumptions[0]
    assert "不低于" in parse("达到90%").assumptions[0]
    assert parse("**").assumptions == ("占位符，按未填写处理",)
    assert parse("5±1天").assumptions == ("原文：5±1天",)
    assert "比例" in parse("1:30").assumptions[0]
    assert "颠倒" in parse("5-3次").assumptions[0]
    assert "O、I、l" in parse("9O%").assumptions[0]
    assert "两端" in parse("（80%，90%）").assumptions[0]
    assert "八位" in parse("20251031").assumptions[0]
    assert "20××" in parse("25年12月31日前").assumptions[0]
    assert "分钟" in parse("1小时30分").assumptions[0]
    assert "次/旬" in parse("3次/旬").assumptions[0]


@pytest.mark.parametrize(("text", "scale"), [("48万", "万"), ("≥1.2亿", "亿"), ("48万元", ""), ("480000", "")])
def test_how_a_number_without_a_unit_was_written_is_kept(text: str, scale: str) -> None:
    value = parse(text)
    assert isinstance(value, Bound)
    assert value.quantity.scale == scale
    assert str(value) == text


def test_two_thirds_and_a_bare_number_are_of_different_units() -> None:
    share, bare = parse("三分之二"), parse("0.5")
    assert isinstance(share, Bound)
    assert isinstance(bare, Bound)
    assert share.quantity.unit.is_share
    assert share.quantity.unit != bare.quantity.unit == NONE


def test_the_stable_json_of_a_bound() -> None:
    assert to_json(parse("≥99.0%")) == {
        "kind": "bound", "text": "≥99.0%", "op": ">=", "value": "99.0", "unit": "%",
        "written": True, "approximate": False, "assumptions": [],
    }  # fmt: skip


def test_the_stable_json_of_the_other_kinds() -> None:
    deadline = to_json(parse("2023年12月底前"))
    assert [deadline[key] for key in ("kind", "op", "date", "low")] == ["date", "<=", "2023-12-31", None]
    span = to_json(parse("3-5次"))
    assert (span["kind"], span["low"], span["high"], span["unit"]) == ("range", "3", "5", "次")
    assert (span["low_open"], span["high_open"]) == (False, False)
    assert to_json(parse("[80,90)"))["high_open"] is True
    assert to_json(parse("零投诉"))["value"] == "0"
    assert to_json(parse("执行率×10"))["kind"] == "formula"
    parts = to_json(parse("完成12次,无投诉"))["parts"]
    assert isinstance(parts, list)
    assert [part["kind"] for part in parts] == ["bound", "statement"]


def test_a_unit_that_ends_in_times_begins_no_next_year() -> None:
    """10场次 by the end of the year, not 10场 by the end of the next: that would forgive a year's delay."""
    assert not any(isinstance(part, Date) and part.later for part in parts_of("10场次年底前完成"))
    assert any(isinstance(part, Date) and part.later for part in parts_of("10场，次年底前完成"))


def parts_of(text: str) -> tuple[Value, ...]:
    value = parse(text)
    return tuple(value.parts) if isinstance(value, Compound) else (value,)
