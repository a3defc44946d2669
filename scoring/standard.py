"""Standards (评分办法): tables of formulas in the finance bureau's own words, read from TOML.

A province `extends` another standard and states only what differs; an override is by rule id. Two
rules that both match are a conflict at load, never first-wins; a rule without clause, cite and
examples does not load.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, field
from decimal import Decimal
from fractions import Fraction
from functools import cached_property, lru_cache
from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field

from scoring.formula import Formula
from scoring.number import INFINITY, Interval, Rounding, parse_decimal, show, step_scale
from scoring.source import Severity
from scoring.toml_file import DateText, Number, Text
from scoring.when import REACHABLE, REACHES, SHAPES, Reach, Shape, When

__all__ = [
    "REACHABLE", "REACHES", "SHAPES", "Band", "Grade", "Precision", "Reach", "Rule", "Settings", "Shape", "Standard", "When",
    "parse_interval", "parse_share",
]  # fmt: skip

_STRICT = ConfigDict(extra="forbid")

Evidence = Annotated[Literal["seen", "reported"], Field(description="seen 见于原表或原文；reported 转述，未核对原文")]


@dataclass(frozen=True)
class Rule:
    """One clause: what it is for, its wording, its source, its formula, its examples."""

    __pydantic_config__ = _STRICT
    id: Text
    when: When
    clause: Annotated[Text, Field(description="条款，用自己的话写")] = ""
    cite: Annotated[Text, Field(description="出处；不写则用办法的文号")] = ""
    evidence: Evidence = "reported"
    score: Annotated[Text | None, Field(description="计分公式")] = None
    judge: Annotated[Text | None, Field(description='由人评判时分值的允许区间，如 "[80%, 100%]"')] = None
    examples: Annotated[list[Text], Field(description="4分 ≥99% 98.0% → 3.96")] = field(default_factory=list)
    effective: DateText | None = None

    @cached_property
    def formula(self) -> Formula | None:
        return None if self.score is None else _formula(self.score)

    @cached_property
    def span(self) -> Interval | None:
        """The share of the points a judged row may get."""
        return None if self.judge is None else parse_interval(self.judge)


@dataclass(frozen=True, slots=True)
class Band:
    """One step of judgement (档) and the share of the points it stands for."""

    __pydantic_config__ = _STRICT
    name: Text
    within: Annotated[Text, Field(description='占分值的比例，如 "[80%, 100%]"')]
    evidence: Evidence = "reported"

    @property
    def span(self) -> Interval:
        return parse_interval(self.within)


@dataclass(frozen=True, slots=True)
class Grade:
    """One grade (等级) and the totals it stands for."""

    __pydantic_config__ = _STRICT
    name: Text
    within: Annotated[Text, Field(description='总分区间，如 "[80, 90)"')]
    evidence: Evidence = "reported"

    @property
    def span(self) -> Interval:
        return parse_interval(self.within)

    def __str__(self) -> str:
        """As forms print it: 良：80分≤得分<90分."""
        low, high = (show(Fraction(end)) for end in (self.span.low, self.span.high))
        left = "" if self.span.low == 0 else f"{low}分{'<' if self.span.low_open else '≤'}"
        return f"{self.name}：{left}得分{'<' if self.span.high_open else '≤'}{high}分"


@dataclass(frozen=True)
class Precision:
    """Printed precision (四舍五入到哪一位)."""

    __pydantic_config__ = _STRICT
    score: Number = "0.01"
    rate: Annotated[Number, Field(description="执行率，0.001 即 0.1%")] = "0.0001"
    rate_mode: Annotated[Rounding, Field(description="half-up 四舍五入，down 舍尾")] = "half-up"

    @cached_property
    def score_step(self) -> Decimal:
        return Decimal(self.score)

    @cached_property
    def score_scale(self) -> int:
        """How many steps make one point."""
        return step_scale(self.score_step)

    @cached_property
    def rate_step(self) -> Decimal:
        return Decimal(self.rate)


@dataclass(frozen=True, slots=True)
class Settings:
    """Bars that the checks ask for."""

    __pydantic_config__ = _STRICT
    overshoot: Annotated[Text, Field(description="完成率达到多少须说明原因")] = "130%"
    execution_reason_below: Annotated[Text | None, Field(description="执行率低于多少须说明原因")] = None
    adjustment_reason: Annotated[bool, Field(description="预算调整是否须说明")] = False
    reason_required: Annotated[bool, Field(description="原因栏是否行行必填（没有偏差填“无”）")] = False
    bare: Annotated[Literal["at_least", "equal"], Field(description="裸数字按至少还是等于")] = "at_least"
    not_applicable: Annotated[
        Literal["lose", "rescale"], Field(description="不适用的行：失去分值，或其余折算到满分")
    ] = "lose"

    def share(self, name: Literal["overshoot", "execution_reason_below"]) -> Fraction | None:
        text = getattr(self, name)
        return None if text is None else parse_share(text)


@dataclass(frozen=True)
class Standard:
    """A whole standard, overrides already applied."""

    __pydantic_config__ = _STRICT
    id: Text
    title: Annotated[Text, Field(description="办法名称")]
    cite: Annotated[Text, Field(description="文号或出处")]
    effective: Annotated[DateText, Field(description="施行日期")]
    until: Annotated[DateText | None, Field(description="废止日期")] = None
    version: Text = "1"
    extends: Annotated[Text | None, Field(description="在哪个办法的基础上修改")] = None
    note: Text = ""
    rounding: Precision = Precision()
    settings: Settings = Settings()
    rule: list[Rule] = field(default_factory=list)
    band: Annotated[list[Band], Field(description="定性指标的档")] = field(default_factory=list)
    grade: Annotated[list[Grade], Field(description="等级")] = field(default_factory=list)
    weights: Annotated[list[dict[str, Number]], Field(description="一级指标分值的几种搭配")] = field(
        default_factory=list
    )
    severity: Annotated[dict[str, Severity], Field(description="疑点的轻重")] = field(default_factory=dict)
    overrides: Annotated[tuple[str, ...], Field(description="由程序填写：改动了上级办法的哪些条款")] = field(
        default=(), metadata={"made": True}
    )

    @cached_property
    def hash(self) -> str:
        """Twelve digits that change when anything in the rules changes."""
        data = {k: v for k, v in asdict(self).items() if k not in ("overrides", "extends")}
        text = json.dumps(data, ensure_ascii=False, sort_keys=True, default=str)
        return hashlib.sha256(text.encode()).hexdigest()[:12]

    def find(self, target: Shape, actual: Reach, path: tuple[str, ...] = ()) -> Rule | None:
        """The one rule for such a row; None where the standard is silent."""
        rules = self._kinds.get((target, actual))
        if rules is None:
            rules = self._kinds[target, actual] = [rule for rule in self.rule if rule.when.of_kind(target, actual)]
        sections = tuple(p for p in path[:2] if p) or path[2:3]  # without 一级 and 二级 the name speaks for them
        return next((rule for rule in rules if rule.when.in_section(sections)), None)

    @cached_property
    def _kinds(self) -> dict[tuple[Shape, Reach], list[Rule]]:
        """The rules by what they are for, as far as anybody asked."""
        return {}

    @cached_property
    def answers(self) -> dict[Any, Any]:
        """What the engine remembers of rows it has scored under this standard."""
        return {}

    @cached_property
    def by_id(self) -> dict[str, Rule]:
        """The rules by their names."""
        return {rule.id: rule for rule in self.rule}

    @property
    def grade_text(self) -> str:
        """The grade scale as forms print it: 优：90分≤得分≤100分；良：80分≤得分<90分；…"""
        return "；".join(str(grade) for grade in self.grade)

    def grade_of(self, total: Decimal) -> str | None:
        """The grade of a printed total; None outside the scale or without one."""
        return next((g.name for g in self.grade if Fraction(total) in g.span), None)


@lru_cache(maxsize=512)
def parse_share(text: str) -> Fraction:
    """80% or 0.8. Raises ValueError."""
    value = parse_decimal(text.strip().rstrip("%％"))
    if value is None:
        raise ValueError(f"“{text}”应当是百分数，如 80%")
    return value / 100 if text.strip().endswith(("%", "％")) else value


@lru_cache(maxsize=512)
def parse_interval(text: str) -> Interval:
    """[80, 90) or [80%, 100%], with 得分<60 left to be written [0, 60). Raises ValueError."""
    plain = text.strip().translate(str.maketrans("［］（），", "[](),"))
    low, comma, high = plain[1:-1].partition(",")
    if plain[:1] not in "[(" or plain[-1:] not in ("]", ")") or not comma:
        raise ValueError(f"“{text}”应当写成区间，如 [80, 90) 或 [80%, 100%]")
    top = INFINITY if high.strip() == "∞" else parse_share(high)
    return Interval(parse_share(low), top, plain[0] == "(", plain[-1] == ")")


@lru_cache(maxsize=1024)
def _formula(text: str) -> Formula:
    return Formula(text)
