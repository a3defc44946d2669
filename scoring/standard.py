"""Standards (评分办法): tables of formulas in the finance bureau's own words, read from TOML.

A province `extends` another standard and states only what differs; an override is by rule id. Two
rules that both match are a conflict at load, never first-wins; a rule without clause, cite and
examples does not load.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from decimal import Decimal
from difflib import get_close_matches
from fractions import Fraction
from functools import cached_property, lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field

from scoring import library
from scoring.formula import Formula
from scoring.number import INFINITY, Interval, Rounding, parse_decimal, show, step_scale
from scoring.source import Problem, ScoringError, Severity, Source
from scoring.toml_file import DateText, Number, Text, TomlFile, shape
from scoring.when import REACHABLE, REACHES, SHAPES, Reach, Shape, When

__all__ = [
    "REACHABLE", "REACHES", "SHAPES", "Band", "Grade", "Precision", "Reach", "Rule", "Settings", "Shape",
    "Standard", "When", "get", "load", "locate", "made", "names", "nearest", "over", "packaged", "parse_interval", "parse_share", "read",
    "unsound",
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


# -- loading --


@lru_cache(maxsize=1)
def packaged() -> list[str]:
    """The ids of the standards that come with the package."""
    folder = files("scoring").joinpath("data/standards")
    return sorted(p.name.removesuffix(".toml") for p in folder.iterdir() if p.name.endswith(".toml"))


def names() -> list[str]:
    """The ids of the standards that can be used: those of the package, then the office's own."""
    return packaged() + [name for name, path in _own().items() if not _refused(path)]


def unsound() -> list[Problem]:
    """What keeps files of the office's own folder from being used."""
    return [*library.missing(), *(problem for path in _own(every=True).values() for problem in _refused(path))]


def _own(*, every: bool = False) -> dict[str, Path]:
    return {name: path for name, path in library.own(".toml").items() if every or name not in packaged()}


@lru_cache(maxsize=512)
def _refused(path: Path) -> list[Problem]:
    try:
        standard = _loaded(str(path))
    except ScoringError as error:
        return list(error.problems)
    return library.misnamed(path, standard.id, packaged(), Source(str(path)), "办法")


def load(name: str | Path, seen: tuple[str, ...] = ()) -> Standard:
    """A standard by id, or from a file of one's own. Raises ScoringError with all that is wrong in it."""
    from scoring.lint import refuse

    standard, file = read(name, seen)
    if problems := refuse(standard, file):
        raise ScoringError(problems)
    return standard


def read(name: str | Path, seen: tuple[str, ...] = ()) -> tuple[Standard, TomlFile]:
    """A standard with its parents applied, itself not yet linted; `seen` are the files that led here.

    Raises ScoringError when the file or a parent cannot be used.
    """
    file = TomlFile(locate(name))
    return made(file, seen), file


def made(file: TomlFile, seen: tuple[str, ...] = ()) -> Standard:
    """The standard a file states, its parents applied. Raises ScoringError as `read` does."""
    own = replace(shape(Standard, file), overrides=())
    if own.extends is None:
        return own
    place, seen = file.source(("extends",)), (*seen, str(file.path.resolve()))
    parent = _parent(own.extends, file.path, place)
    if str(parent.resolve()) in seen:
        raise ScoringError(Problem(place, "extends 绕成了圈", "请检查这几个办法的 extends"))
    return _override(load(parent, seen), own, file.data)


def over(parent: Standard, file: TomlFile) -> Standard:
    """A standard with what a file states put in its place. Raises ScoringError for what is not of its shape."""
    return _override(parent, replace(shape(Standard, file), overrides=()), file.data)


def locate(name: str | Path) -> Path:
    """The file of a standard: a path, or the id of a known one. Raises ScoringError for an unknown id."""
    text = str(name)
    if text.endswith(".toml") or "/" in text:
        return Path(text)
    if path := _known(text):
        return path
    message = f"没有编号为“{text[:60]}”的评分办法"
    raise ScoringError(Problem(Source(), message, f"{nearest(text)}；自己的办法请给出 .toml 文件"))


def nearest(name: str) -> str:
    """What an unknown id may have meant, and all that there are."""
    known = names()
    close = get_close_matches(name, known, 1)
    return (f"是不是 {close[0]}？" if close else "") + f"现有：{'、'.join(known)}"


def get(name: str) -> Standard:
    """A standard by id, loaded once."""
    return _loaded(str(locate(name)))


@lru_cache(maxsize=64)
def _loaded(path: str) -> Standard:
    return load(path)


def _known(name: str) -> Path | None:
    return _ours(name) if name in packaged() else _own().get(name)


def _ours(name: str) -> Path:
    return Path(str(files("scoring").joinpath(f"data/standards/{name}.toml")))


def _parent(name: str, child: Path, place: Source) -> Path:
    """The file of a parent: beside the child, or one of ours; an id only, so that no path is followed."""
    beside = child.parent / f"{name}.toml"
    if not re.fullmatch(r"[\w-]{1,60}", name):
        raise ScoringError(Problem(place, "extends 只能写办法的编号", '例如 extends = "mof-2020"'))
    if beside.is_file() and not (name in packaged() and beside.resolve() == child.resolve()):
        return beside
    if path := _known(name):
        return path
    raise ScoringError(
        Problem(place, f"上级办法“{name}”不存在", f"{nearest(name)}；自己的办法请与本文件放在同一文件夹")
    )


_PARTS = {"band": "档", "grade": "等级", "weights": "一级指标分值", "severity": "疑点轻重"}


def _override(parent: Standard, own: Standard, given: Mapping[str, Any]) -> Standard:
    """The parent with what the child states put in its place; inherited rules keep their own source."""
    inherited = {
        r.id: r if r.cite else replace(r, cite=parent.cite, effective=r.effective or parent.effective)
        for r in parent.rule
    }
    changed = [f"条款 {r.id}" + ("" if r.id in inherited else "（新增）") for r in own.rule if r != inherited.get(r.id)]
    values: dict[str, Any] = {"rule": list((inherited | {r.id: r for r in own.rule}).values())}
    for name in (part.name for part in fields(Standard)):
        if name in ("rounding", "settings") and name in given:
            stated = {key: getattr(getattr(own, name), key) for key in given[name]}
            values[name] = replace(getattr(parent, name), **stated)
            changed += [f"{name}.{key}" for key in stated if stated[key] != getattr(getattr(parent, name), key)]
        elif name == "severity":
            values[name] = parent.severity | own.severity
        elif name not in ("rule", "overrides"):
            kept = name in given or name in ("id", "extends", "note", "until")
            values[name] = getattr(own if kept else parent, name)
        if name in _PARTS and name in given and values[name] != getattr(parent, name):
            changed.append(_PARTS[name])
    return Standard(**values, overrides=tuple(changed))
