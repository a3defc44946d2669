"""What a label means, in whatever words it is printed: `data/labels.toml` and the words of one form."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from importlib.resources import files
from typing import Any, Literal

from scoring.number import half_width

Section = Literal["row", "funds", "field"]

LONGEST = 60  # characters of a label; a longer text is a value
_HEADER = 20  # characters of a column header in words nobody listed

_FIGURES = re.compile(r"[\d.,%≥≤<>=\s-]+")  # most values are; no label is
_WORDS = re.compile(r"[\u4e00-\u9fff]+")  # most labels are: nothing to take off
_BLANK = re.compile(r"\s+")
_BRACKETS = re.compile(r"[(（\[【〔][^()（）\[\]【】〔〕]*[)）\]】〕]")
_MONTHS = re.compile(r"^(?:\d{1,2}[-–—－~～至到])?[\dNnxX]{1,2}月(?:份|底|末)?(?=\D)")
_YEAR = re.compile(r"^(?:19|20)\d\d年度?(?=\D)")
_FIELD = re.compile(
    "目标|情况|单位|部门|说明|进度|等级|等次|结果|档次|级别|得分|评分"
)  # what a label of a field in other words has in it
_LETTER = re.compile(r"(?<=[\u4e00-\u9fff])[A-D](?:[/÷][A-D])?(?:[*×]100%?)?$")  # 预算数A, 执行率B/A
_NUMBERING = re.compile(r"^(?:[一二三四五六七八九十]{1,2}、|[(][一二三四五六七八九十\d][)]|\d{1,2}[、.](?!\d))")


@lru_cache(maxsize=1 << 14)
def key_of(text: str) -> str:
    """A label with everything taken off that differs from table to table; "" for what is no label.

    `key_of("偏差原因分析及\\n改进措施（必填项）") == "偏差原因分析及改进措施"`
    """
    if len(text) > LONGEST + 40:
        text = _explained(text)
    if not text or _FIGURES.fullmatch(text):
        return ""
    if _WORDS.fullmatch(text):
        return text if len(text) <= LONGEST else ""
    tight = _BLANK.sub("", half_width(text))
    bare = tight
    while "(" in bare or "[" in bare or "【" in bare or "〔" in bare:
        shorter = _BRACKETS.sub("", bare)
        if shorter == bare:
            break
        bare = shorter
    bare = (bare or tight.strip("()[]【】〔〕")).strip(":：*#、。.;；")
    bare = _LETTER.sub("", _MONTHS.sub("", _YEAR.sub("", _NUMBERING.sub("", bare))))
    return bare if len(bare) <= LONGEST else ""


def _explained(text: str) -> str:
    """The label before a long explanation in brackets that ends the cell; "" for any other long text."""
    head, bracket, rest = half_width(text[: _HEADER * 2]).partition("(")
    return head if bracket and rest and len(head) <= _HEADER and text.rstrip()[-1] in ")）" else ""


@lru_cache(maxsize=1 << 14)
def sounds(key: str, section: Literal["row", "funds"]) -> str:
    """What a header in words nobody listed most likely means (计划完成值 → target); "" when it sounds like nothing."""
    if any(char.isdigit() for char in key):
        return ""
    return next((meaning for meaning, pattern in _like()[section] if pattern.search(key)), "")


@lru_cache(maxsize=1 << 14)
def names(key: str) -> str:
    """The field that a label in words nobody listed names (全年绩效目标 → goal.expected); "" for any other text."""
    if not _FIELD.search(key) or len(key) > _HEADER:
        return ""
    return next((meaning for meaning, pattern in _field_like() if pattern.fullmatch(key)), "")


@lru_cache(maxsize=1)
def _field_like() -> list[tuple[str, re.Pattern[str]]]:
    return [(meaning, re.compile(pattern)) for meaning, pattern in _data()["field_like"].items()]


@lru_cache(maxsize=1)
def _like() -> dict[str, list[tuple[str, re.Pattern[str]]]]:
    return {
        section: [(meaning, re.compile(pattern)) for meaning, pattern in _data()[f"{section}_like"].items()]
        for section in ("row", "funds")
    }


@lru_cache(maxsize=1)
def _data() -> dict[str, Any]:
    return tomllib.loads(files("scoring").joinpath("data/labels.toml").read_text("utf-8"))


@dataclass(frozen=True)
class Labels:
    """Meaning by label, section by section: headers of indicator rows, of the money table, and fields."""

    row: Mapping[str, str]
    funds: Mapping[str, str]
    field: Mapping[str, str]
    details: Mapping[str, str]
    grades: frozenset[str]
    money: tuple[str, ...]
    lines: frozenset[str] = frozenset()  # what the form itself prints around its tables

    def heads(self, key: str, section: Literal["row", "funds"]) -> str:
        """What a column is headed by that label: as listed, else as it sounds; "" for neither.

        Only for rows that are a heading by other labels: elsewhere a word may sound like one by chance.
        """
        if found := (self.row if section == "row" else self.funds).get(key):
            return found
        if section == "funds" and self.row.get(key) in ("points", "score"):
            return self.row[key]
        return "" if self.known(key) or len(key) > _HEADER else sounds(key, section)

    @cached_property
    def headers(self) -> frozenset[str]:
        """What may head a column of indicators or of money."""
        return frozenset(self.row.keys() | self.funds.keys()) - {""}

    @cached_property
    def fields(self) -> frozenset[str]:
        """What names a field of the form."""
        return frozenset(self.field.keys() | self.details.keys()) - {""}

    def known(self, key: str) -> bool:
        """Whether the label stands for something in any section."""
        return key in self.field or key in self.row or key in self.funds or key in self.details

    def meaning(self, key: str) -> str:
        """The field a label names: "project", "details.起止时间"; "" when it names none."""
        if found := self.field.get(key):
            return found
        if key in self.details:
            return f"details.{self.details[key]}"
        return "" if key in self.headers else names(key)

    def also(
        self, extra: Mapping[Section, Mapping[str, str]], details: Iterable[str] = (), lines: Iterable[str] = ()
    ) -> Labels:
        """With the labels of one form, which win over the general ones."""
        own = {name: name for name in details}
        field = {k: v for k, v in self.field.items() if k not in own} | dict(extra.get("field", {}))
        return replace(
            self,
            row={**self.row, **extra.get("row", {})},
            funds={**self.funds, **extra.get("funds", {})},
            field=field,
            details={**self.details, **own},
            lines=frozenset(lines),
        )


@lru_cache(maxsize=1)
def common() -> Labels:
    """The spellings of `data/labels.toml`."""
    data = _data()

    def section(name: str) -> dict[str, str]:
        return {key_of(text): meaning for meaning, texts in reversed(data[name].items()) for text in texts}

    return Labels(
        section("row"),
        section("funds"),
        section("field"),
        {key_of(text): text for text in data["detail"]["names"]},
        frozenset(data["grade"]["words"]),
        tuple(data["money"]["names"]),
    )
