"""Which rows a rule is for: the look of a target (目标的样子), how far it was reached, and the section."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field

from scoring.toml_file import Text

Direction = Literal["at_least", "at_most", "equal"]  # of a target that is a bare number
Shape = Literal[
    ">=", ">", "<=", "<", "=", "zero", "range", "date", "statement", "compound", "formula",
    "execution", "deduction", "total",
]  # fmt: skip
SHAPES: dict[Shape, str] = {
    ">=": "不低于某数", ">": "大于某数", "<=": "不超过某数", "<": "小于某数", "=": "写明等于某数",
    "zero": "目标为零", "range": "区间", "date": "日期期限", "statement": "文字（定性）",
    "compound": "一格多项", "formula": "格内写了公式", "execution": "预算执行率", "deduction": "扣分栏",
    "total": "总分",
}  # fmt: skip

_SUBJECTS: dict[Shape, str] = {
    "zero": "目标为零", "range": "目标是区间", "date": "目标是日期期限", "statement": "目标是文字（定性）",
    "compound": "目标一格多项", "formula": "格内写了公式", "execution": "预算执行率", "deduction": "扣分栏",
    "total": "总分",
}  # fmt: skip

Reach = Literal["met", "below", "above", "late", "mostly", "weaker", "partly", "failed", "unclear"]
LESS: tuple[Reach, ...] = ("weaker", "mostly")  # done, yet by its own words a grade less than was promised
REACHES: dict[Reach, str] = {
    "met": "达到", "below": "低于目标", "above": "高于目标", "late": "晚于期限", "mostly": "基本完成",
    "weaker": "程度较轻（如较显著）", "partly": "部分完成", "failed": "未完成", "unclear": "看不出是否达到",
}  # fmt: skip

#: what a comparison with a target of each shape can come to; nothing else ever reaches the rules
REACHABLE: dict[Shape, tuple[Reach, ...]] = {
    ">=": ("met", "below", "unclear"), ">": ("met", "below", "unclear"),
    "<=": ("met", "above", "unclear"), "<": ("met", "above", "unclear"),
    "=": ("met", "below", "above", "unclear"), "zero": ("met", "below", "above", "unclear"),
    "range": ("met", "below", "above", "unclear"), "date": ("met", "late"),
    "statement": ("met", "weaker", "mostly", "partly", "failed", "unclear"),
    "compound": ("met", "below", "above", "unclear"), "formula": ("met",), "execution": ("met",),
    "deduction": ("met",), "total": ("met",),
}  # fmt: skip


def _listed(words: Mapping[Any, str]) -> str:
    return "、".join(f"{word} {meaning}" for word, meaning in words.items())


@dataclass(frozen=True, slots=True)
class When:
    """Which rows a rule is for; a key that is left out does not restrict."""

    __pydantic_config__ = ConfigDict(extra="forbid")
    target: Annotated[list[Shape], Field(description=f"目标的样子：{_listed(SHAPES)}")]
    actual: Annotated[list[Reach] | None, Field(description=f"完成情况，不写则不论：{_listed(REACHES)}")] = None
    section: Annotated[list[Text] | None, Field(description="只用于这些一级或二级指标（按开头文字）")] = None
    except_section: Annotated[list[Text] | None, Field(description="不用于这些一级或二级指标")] = None

    def matches(self, target: Shape, actual: Reach, sections: tuple[str, ...]) -> bool:
        return self.of_kind(target, actual) and self.in_section(sections)

    def of_kind(self, target: Shape, actual: Reach) -> bool:
        """Whether the rule is for targets of that look, reached so far."""
        return target in self.target and (self.actual is None or actual in self.actual)

    def in_section(self, sections: tuple[str, ...]) -> bool:
        """Whether the rule is for rows under these 一级 and 二级."""
        if self.section is not None and not _within(sections, self.section):
            return False
        return not (self.except_section and _within(sections, self.except_section))

    def __str__(self) -> str:
        """The condition in words: 目标大于某数；完成情况为达到；限“满意度”."""
        parts = ["或".join(_SUBJECTS.get(s, f"目标{SHAPES[s]}") for s in self.target)]
        if self.actual is not None:
            parts.append("完成情况为" + "、".join(REACHES[r] for r in self.actual))
        if self.section is not None:
            parts.append("限" + "、".join(f"“{s}”" for s in self.section))
        if self.except_section:
            parts.append("不含" + "、".join(f"“{s}”" for s in self.except_section))
        return "；".join(parts)


def _within(sections: tuple[str, ...], prefixes: list[str]) -> bool:
    return any(s.startswith(p) for s in sections for p in prefixes)


def kinds(when: When) -> Iterator[tuple[Shape, Reach]]:
    """The looks of a target and how far it was reached, that a rule is for."""
    for shape in dict.fromkeys(when.target):
        yield from ((shape, r) for r in REACHABLE[shape] if when.actual is None or r in when.actual)


def places(whens: Iterable[When]) -> Iterator[tuple[str, ...]]:
    """Every placing under 一级 and 二级 that a set of conditions can tell apart, each once.

    A name matters only by the prefixes it starts with, so each prefix that is named stands for all
    names it begins, and the empty placing for all others.
    """
    prefixes = sorted({p for w in whens for p in (*(w.section or ()), *(w.except_section or ()))})
    yield ()
    yield from ((p,) for p in prefixes)
    yield from combinations(prefixes, 2)


def case_words(shape: Shape, reach: Reach, sections: tuple[str, ...]) -> str:
    """A kind of row in words: 目标不低于某数、低于目标、属于“满意度”."""
    where = "".join(f"、属于“{s}”" for s in sections)
    subject = _SUBJECTS.get(shape, f"目标{SHAPES[shape]}")
    return subject + ("" if len(REACHABLE[shape]) == 1 else f"、{REACHES[reach]}") + where
