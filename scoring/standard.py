"""Standards (评分办法): tables of formulas in the finance bureau's own words, read from TOML.

A province `extends` another standard and states only what differs; an override is by rule id. Two
rules that both match are a conflict at load, never first-wins; a rule without clause, cite and
examples does not load.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from importlib.resources import files
from itertools import product
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field

from scoring.formula import Formula
from scoring.number import INFINITY, Interval, Rounding, parse_decimal
from scoring.source import Problem, ScoringError, Severity, Source
from scoring.toml_file import DateText, Number, Text, TomlFile, shape

_STRICT = ConfigDict(extra="forbid")

Shape = Literal[
    ">=", ">", "<=", "<", "=", "zero", "range", "date", "statement", "compound", "formula", "execution", "deduction", "total"
]  # fmt: skip
SHAPES: dict[Shape, str] = {
    ">=": "不低于某数", ">": "大于某数", "<=": "不超过某数", "<": "小于某数", "=": "写明等于某数", "zero": "目标为零",
    "range": "区间", "date": "日期期限", "statement": "文字（定性）", "compound": "一格多项", "formula": "格内写了公式",
    "execution": "预算执行率", "deduction": "扣分栏", "total": "总分",
}  # fmt: skip

Reach = Literal["met", "below", "above", "late", "mostly", "weaker", "partly", "failed", "unclear"]
REACHES: dict[Reach, str] = {
    "met": "达到", "below": "低于目标", "above": "高于目标", "late": "晚于期限", "mostly": "基本完成", "weaker": "程度较轻（如较显著）",
    "partly": "部分完成", "failed": "未完成", "unclear": "看不出是否达到",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class When:
    """Which rows a rule is for; a key that is left out does not restrict."""

    __pydantic_config__ = _STRICT
    target: Annotated[list[Shape], Field(description="目标的样子")]
    actual: Annotated[list[Reach] | None, Field(description="完成情况")] = None
    section: Annotated[list[Text] | None, Field(description="只用于这些一级或二级指标（按开头文字）")] = None
    except_section: Annotated[list[Text] | None, Field(description="不用于这些一级或二级指标")] = None

    def matches(self, target: Shape, actual: Reach, sections: tuple[str, ...]) -> bool:
        if target not in self.target or (self.actual is not None and actual not in self.actual):
            return False
        if self.section is not None and not _within(sections, self.section):
            return False
        return not (self.except_section and _within(sections, self.except_section))


def _within(sections: tuple[str, ...], prefixes: list[str]) -> bool:
    return any(s.startswith(p) for s in sections for p in prefixes)


@dataclass(frozen=True, slots=True)
class Rule:
    """One clause: what it is for, its wording, its source, its formula, its examples."""

    __pydantic_config__ = _STRICT
    id: Text
    when: When
    clause: Annotated[Text, Field(description="条款，用自己的话写")] = ""
    cite: Annotated[Text, Field(description="出处；不写则用办法的文号")] = ""
    evidence: Annotated[Literal["seen", "reported"], Field(description="seen 见于原表或原文；reported 转述，未核对原文")] = "reported"
    score: Annotated[Text | None, Field(description="计分公式")] = None
    judge: Annotated[Text | None, Field(description='由人评判时分值的允许区间，如 "[80%, 100%]"')] = None
    examples: Annotated[list[Text], Field(description="例：4分 ≥99% 98.0% → 3.96")] = field(default_factory=list)
    effective: DateText | None = None

    @property
    def formula(self) -> Formula | None:
        return None if self.score is None else _formula(self.score)

    @property
    def span(self) -> Interval | None:
        """The share of the points a judged row may get."""
        return None if self.judge is None else parse_interval(self.judge)


@dataclass(frozen=True, slots=True)
class Band:
    """One step of judgement (档) and the share of the points it stands for."""

    __pydantic_config__ = _STRICT
    name: Text
    within: Annotated[Text, Field(description='占分值的比例，如 "[80%, 100%]"')]

    @property
    def span(self) -> Interval:
        return parse_interval(self.within)


@dataclass(frozen=True, slots=True)
class Grade:
    """One grade (等级) and the totals it stands for."""

    __pydantic_config__ = _STRICT
    name: Text
    within: Annotated[Text, Field(description='总分区间，如 "[80, 90)"')]

    @property
    def span(self) -> Interval:
        return parse_interval(self.within)


@dataclass(frozen=True, slots=True)
class Precision:
    """Printed precision (四舍五入到哪一位)."""

    __pydantic_config__ = _STRICT
    score: Number = "0.01"
    rate: Annotated[Number, Field(description="执行率，0.001 即 0.1%")] = "0.0001"
    rate_mode: Annotated[Rounding, Field(description="half-up 四舍五入，down 舍尾")] = "half-up"

    @property
    def score_step(self) -> Decimal:
        return Decimal(self.score)

    @property
    def rate_step(self) -> Decimal:
        return Decimal(self.rate)


@dataclass(frozen=True, slots=True)
class Settings:
    """Bars that the checks ask for."""

    __pydantic_config__ = _STRICT
    overshoot: Annotated[Text, Field(description="完成率达到多少须说明原因")] = "130%"
    execution_reason_below: Annotated[Text | None, Field(description="执行率低于多少须说明原因")] = None
    adjustment_reason: Annotated[bool, Field(description="预算调整是否须说明")] = False
    bare: Annotated[Literal["at_least", "equal"], Field(description="裸数字（12次）按至少还是等于")] = "at_least"
    not_applicable: Annotated[Literal["lose", "rescale"], Field(description="不适用的行：失去分值，或其余折算到满分")] = "lose"

    def share(self, name: Literal["overshoot", "execution_reason_below"]) -> Fraction | None:
        text = getattr(self, name)
        return None if text is None else parse_share(text)


@dataclass(frozen=True, slots=True)
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
    weights: Annotated[list[dict[str, Number]], Field(description="一级指标分值的几种允许搭配")] = field(default_factory=list)
    severity: Annotated[dict[str, Severity], Field(description="疑点的轻重，覆盖默认")] = field(default_factory=dict)
    overrides: Annotated[tuple[str, ...], Field(description="由程序填写：改动了上级办法的哪些条款")] = ()

    @property
    def hash(self) -> str:
        """Twelve digits that change when anything in the rules changes."""
        data = {k: v for k, v in asdict(self).items() if k not in ("overrides", "extends")}
        text = json.dumps(data, ensure_ascii=False, sort_keys=True, default=str)
        return hashlib.sha256(text.encode()).hexdigest()[:12]

    def find(self, target: Shape, actual: Reach, path: tuple[str, ...] = ()) -> Rule | None:
        """The one rule for such a row; None where the standard is silent."""
        sections = tuple(p for p in path[:2] if p)
        return next((rule for rule in self.rule if rule.when.matches(target, actual, sections)), None)

    def grade_of(self, total: Decimal) -> str | None:
        """The grade of a printed total; None outside the scale or without one."""
        return next((g.name for g in self.grade if Fraction(total) in g.span), None)


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


# -- loading --


def names() -> list[str]:
    """The ids of the standards that come with the package."""
    return sorted(p.name.removesuffix(".toml") for p in files("scoring").joinpath("data/standards").iterdir() if p.name.endswith(".toml"))


def load(name: str | Path) -> Standard:
    """A standard by id, or from a file of one's own. Raises ScoringError with everything that is wrong in it."""
    from scoring.lint import refuse

    standard, file = read(name)
    if problems := refuse(standard, file):
        raise ScoringError(problems)
    return standard


def read(name: str | Path, seen: tuple[str, ...] = ()) -> tuple[Standard, TomlFile]:
    """A standard with its parents applied, not yet linted. Raises ScoringError when the file cannot be used."""
    path = locate(name)
    if str(path) in seen:
        raise ScoringError(Problem(Source(str(path)), "extends 绕成了圈", "请检查这几个办法的 extends"))
    file = TomlFile(path)
    own = shape(Standard, file)
    if own.extends is None:
        return own, file
    beside = path.parent / f"{own.extends}.toml"
    parent, _ = read(beside if beside.is_file() else own.extends, (*seen, str(path)))
    return _override(parent, own, file), file


def locate(name: str | Path) -> Path:
    """The file of a standard: a path, or the id of one of ours. Raises ScoringError for an unknown id."""
    text = str(name)
    if text.endswith(".toml") or "/" in text:
        return Path(text)
    if text in names():
        return Path(str(files("scoring").joinpath(f"data/standards/{text}.toml")))
    raise ScoringError(Problem(Source(), f"没有编号为“{text[:60]}”的评分办法", f"现有：{'、'.join(names())}；自己的办法请给出 .toml 文件"))


@lru_cache(maxsize=64)
def get(name: str) -> Standard:
    """A standard by id, loaded once."""
    return load(name)


def _override(parent: Standard, own: Standard, file: TomlFile) -> Standard:
    given: Mapping[str, Any] = file.data
    rules = {rule.id: rule for rule in parent.rule}
    changed = [f"条款 {r.id}" + ("" if r.id in rules else "（新增）") for r in own.rule]
    rules |= {rule.id: rule for rule in own.rule}
    values: dict[str, Any] = {"rule": list(rules.values())}
    for part in fields(Standard):
        name = part.name
        if name in values or name == "overrides":
            continue
        if name in ("rounding", "settings") and name in given:
            values[name] = replace(getattr(parent, name), **{k: getattr(getattr(own, name), k) for k in given[name]})
            changed += [f"{name}.{k}" for k in given[name]]
        elif name == "severity":
            values[name] = parent.severity | own.severity
        elif name in given or name in ("id", "extends", "note", "until"):
            values[name] = getattr(own, name)
        else:
            values[name] = getattr(parent, name)
        if name in ("band", "grade", "weights", "severity") and name in given:
            changed.append({"band": "档", "grade": "等级", "weights": "一级分值搭配", "severity": "疑点轻重"}[name])
    return Standard(**values, overrides=tuple(changed))


def cells(when: When, sections: tuple[str, ...]) -> Iterator[tuple[Shape, Reach, str]]:
    """Every combination a rule answers for, over the sections that any rule of the standard names."""
    reaches: tuple[Reach, ...] = tuple(REACHES)
    for target, reach, section in product(when.target, reaches, sections):
        if when.matches(target, reach, (section,) if section else ()):
            yield target, reach, section
