"""Indicator sets and evaluations on disk → submissions, every mistake of a file at once."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from difflib import get_close_matches
from fractions import Fraction
from pathlib import Path

from scoring.formula import Formula
from scoring.model import Evaluation, Facts, Funds, FundsRow, Indicator, IndicatorSet, Row, Submission
from scoring.notation import Expression, parse
from scoring.notation.text import normal
from scoring.number import parse_decimal, show
from scoring.source import Problem, ScoringError, Source
from scoring.standards import names as standard_names
from scoring.standards import nearest
from scoring.toml_file import Location, TomlFile, shape

_FORMULA = re.compile(r"执行率.*[×*÷/]|[×*÷/].*执行率")


def load_indicator_set(path: Path) -> IndicatorSet:
    """An indicator set (绩效目标). Raises ScoringError with every mistake: shape, sums, duplicates, formulas."""
    return _indicator_set(path, strict=True)[0]


def _indicator_set(path: Path, strict: bool) -> tuple[IndicatorSet, TomlFile]:
    file = TomlFile(path)
    indicators = shape(IndicatorSet, file)
    problems = [*_unusable(indicators, file, ())]
    if strict:  # what an evaluation of such a set is told as findings: T01, T03, T04, I16
        problems += [*_duplicates(indicators, file), *_sum_problems(indicators, file)]
    if problems:
        raise ScoringError(problems)
    return indicators, file


def load(path: Path, *, strict: bool = False) -> Submission:
    """One evaluation file with its indicator set. Raises ScoringError with every mistake found in it.

    Sums and duplicates of the indicator set are refused only when `strict`; else they are left to the checks.
    """
    file = TomlFile(path)
    if "indicator" in file.data and "row" not in file.data and "funds" not in file.data:
        problem = Problem(
            Source(str(path)),
            "这是指标文件，不是自评文件",
            "自评文件用 indicator_set 引用它；只检查指标文件请用 scoring validate",
        )
        raise ScoringError(problem)
    evaluation = shape(Evaluation, file)
    indicators, declared, prefix = _promised(evaluation, file, strict)
    problems: list[Problem] = []
    if evaluation.standard:
        problems += _unknown_standard(evaluation.standard, file, ("standard",))
    if evaluation.indicators is not None:
        problems += _unusable(indicators, file, prefix)
    rows: tuple[Row, ...] = ()
    if evaluation.row and evaluation.indicators is None and not evaluation.indicator_set:
        advice = '请在文件开头写 indicator_set = "指标文件.toml"，或在本文件里写 [indicators]'
        problems.append(Problem(file.source(("row",)), "没有写 indicator_set，不知道这些行对照哪张指标表", advice))
    else:
        rows = _join(evaluation, indicators, file, declared, prefix, problems)
    inside = evaluation.indicators.indicator if evaluation.indicators else ()
    if not (evaluation.funds or evaluation.row or evaluation.declaration or inside):
        message = "没有内容：没有资金 [[funds]]，没有指标行 [[row]]，也没有申报项目 [[declaration]]"
        problems.append(Problem(Source(str(path)), message, "请填写；用 scoring new evaluation 打印一个样子"))
    if problems:
        raise ScoringError(problems)
    return Submission(
        project=evaluation.project or indicators.title,
        department=evaluation.department or indicators.department,
        implementer=evaluation.implementer,
        year=evaluation.year or indicators.year,
        title=evaluation.title,
        standard=evaluation.standard or indicators.standard,
        form=evaluation.form or indicators.form,
        money_unit=evaluation.money_unit,
        details=evaluation.details,
        funds=_funds(evaluation, indicators, file),
        rows=rows,
        level_points=indicators.level_points,
        goal=evaluation.goal,
        problems=tuple(evaluation.problems),
        measures=tuple(evaluation.measures),
        reason=evaluation.reason,
        narrative=evaluation.narrative,
        notes=evaluation.notes,
        claimed=evaluation.claimed,
        spending=tuple(evaluation.spending),
        declared=evaluation.declared,
        projects=tuple(evaluation.declaration),
        places=_places(file, evaluation) | {"form": _form_place(evaluation, file, declared, prefix)},
    )


def _form_place(evaluation: Evaluation, file: TomlFile, declared: TomlFile, prefix: Location) -> Source:
    return file.source(("form",)) if evaluation.form else declared.source((*prefix, "form"))


def _promised(evaluation: Evaluation, file: TomlFile, strict: bool) -> tuple[IndicatorSet, TomlFile, Location]:
    """The indicator set: written in the same file, or in one of its own."""
    if evaluation.indicators is not None:
        return evaluation.indicators, file, ("indicators",)
    if not evaluation.indicator_set:
        return IndicatorSet(title=evaluation.project), file, ()
    name = evaluation.indicator_set
    if not name.endswith(".toml") or Path(name).is_absolute():
        problem = Problem(
            file.source(("indicator_set",)),
            f"indicator_set 应当是 .toml 文件的相对路径，写的是“{name[:60]}”",
            "例如 ../indicator_sets/某项目.toml",
        )
        raise ScoringError(problem)
    path = Path(*_tidy(file.path.parent / name))
    if not path.is_file():
        raise ScoringError(
            Problem(file.source(("indicator_set",)), f"找不到指标文件 {name}", "路径从本文件所在的文件夹算起")
        )
    indicators, declared = _indicator_set(path, strict)
    return indicators, declared, ()


def _tidy(path: Path) -> list[str]:
    parts: list[str] = []
    for part in path.parts:
        if part == ".." and parts and parts[-1] not in ("..", "/"):
            parts.pop()
        else:
            parts.append(part)
    return parts


# -- one indicator set --


def _unusable(indicators: IndicatorSet, file: TomlFile, prefix: Location) -> Iterable[Problem]:
    """What leaves nothing to score by: an unknown standard, a formula nobody can read."""
    yield from _unknown_standard(indicators.standard, file, (*prefix, "standard"))
    for at, indicator in enumerate(indicators.indicator):
        if _FORMULA.search(normal(indicator.target)) and not isinstance(parse(indicator.target), Expression):
            try:
                Formula(indicator.target, file.source((*prefix, "indicator", at, "target")))
            except ScoringError as error:
                yield from error.problems


def _duplicates(indicators: IndicatorSet, file: TomlFile) -> Iterable[Problem]:
    seen: dict[tuple[str, ...], int] = {}
    for at, indicator in enumerate(indicators.indicator):
        if indicator.path in seen:
            first = file.source(("indicator", seen[indicator.path])).line
            label = " / ".join(indicator.path)
            yield Problem(file.source(("indicator", at)), f"指标“{label}”与第 {first} 行重复", "请删去一行，或改名")
        seen.setdefault(indicator.path, at)


def _unknown_standard(name: str, file: TomlFile, place: Location) -> Iterable[Problem]:
    if name.endswith(".toml"):
        if not (file.path.parent / name).is_file():
            yield Problem(file.source(place), f"找不到评分办法 {name}", "路径从本文件所在的文件夹算起")
    elif name not in standard_names():
        yield Problem(file.source(place), f"没有编号为“{name[:60]}”的评分办法", nearest(name))


def _sum_problems(indicators: IndicatorSet, file: TomlFile) -> Iterable[Problem]:
    """Sums that a declared set must satisfy; in a table as submitted they are findings instead (T01, T03)."""
    points = [parse_decimal(i.points) if i.points is not None else None for i in indicators.indicator]
    if not any(p is not None for p in points):
        return
    for at, value in enumerate(points):
        if value is None or value <= 0:
            yield Problem(
                file.source(("indicator", at)), "这一行没有分值，或分值不大于零", "有分值的表每行都要写大于零的 points"
            )
    execution = parse_decimal(indicators.execution_points or "0") or Fraction(0)
    total = sum((p for p in points if p is not None), execution)
    if total != 100:
        parts = f"指标 {show(total - execution)}" + (f" + 预算执行率 {show(execution)}" if execution else "")
        more = f"多 {show(total - 100)}" if total > 100 else f"少 {show(100 - total)}"
        yield Problem(
            file.source(("indicator", 0)),
            f"分值合计 {show(total)}（{parts}），应为 100（{more}）",
            "请核对各行 points 和 execution_points",
        )
    for level, printed in indicators.level_points.items():
        below = sum(
            (p for i, p in zip(indicators.indicator, points, strict=True) if p is not None and _belongs(i, level)),
            Fraction(0),
        )
        place = file.source(("level_points", level))
        if not any(_belongs(i, level) for i in indicators.indicator):
            there = dict.fromkeys(
                name for i in indicators.indicator for name in (i.dimension, f"{i.dimension}/{i.aspect}")
            )
            close = [n for n in there if n and (n in level or level in n)] or get_close_matches(level, there, 1, 0.7)
            hint = f"表里有“{close[0]}”，是不是同一个？请改成一致" if close else "请核对名称，二级写成“一级/二级”"
            yield Problem(place, f"没有属于“{level}”的指标", hint)
        elif below != parse_decimal(printed):
            yield Problem(place, f"“{level}”写明 {printed} 分，所属指标合计 {show(below)} 分", "请改正其一")


def _belongs(indicator: Indicator, level: str) -> bool:
    return level in (indicator.dimension, f"{indicator.dimension}/{indicator.aspect}")


# -- promise and facts, joined --


def _join(
    evaluation: Evaluation,
    indicators: IndicatorSet,
    file: TomlFile,
    declared: TomlFile,
    prefix: Location,
    problems: list[Problem],
) -> tuple[Row, ...]:
    places: dict[object, list[int]] = {}
    for at, indicator in enumerate(indicators.indicator):
        for key in (indicator.path, normal(indicator.name)):
            places.setdefault(key, []).append(at)
    found: dict[int, int] = {}
    for at, facts in enumerate(evaluation.row):
        place = file.source(("row", at))
        label = " / ".join(facts.path) if facts.path else facts.name or ""
        possible = places.get(facts.path or normal(facts.name or ""), [])
        free = [which for which in possible if which not in found]
        if not label:
            problems.append(Problem(place, "这一行没有写是哪个指标", "请写 name（三级指标）或 path"))
        elif not possible:
            close = get_close_matches(label, [i.name for i in indicators.indicator], 1, 0.5)
            hint = f"是不是“{close[0]}”？" if close else "请核对指标文件"
            problems.append(Problem(place, f"指标文件里没有“{label[:80]}”", hint))
        elif len({indicators.indicator[which].path for which in possible}) > 1:
            problems.append(
                Problem(place, f"有 {len(possible)} 个指标都叫“{label[:80]}”", "请改写 path = [一级, 二级, 三级]")
            )
        elif not free:
            first = file.source(("row", found[possible[-1]])).line
            problems.append(Problem(place, f"“{label[:80]}”已在第 {first} 行填过", "请删去一行"))
        else:
            found[free[0]] = at
    return tuple(
        _row(indicator, at, found.get(at), evaluation, file, declared, prefix)
        for at, indicator in enumerate(indicators.indicator)
    )


def _row(
    indicator: Indicator,
    at: int,
    facts_at: int | None,
    evaluation: Evaluation,
    file: TomlFile,
    declared: TomlFile,
    prefix: Location,
) -> Row:
    promised = (*prefix, "indicator", at)
    places = {key: declared.source((*promised, key)) for key in ("target", "points", "path", "unit")}
    if facts_at is None:
        return Row(indicator, Facts(name=indicator.name), {"": declared.source(promised), **places})
    done = ("row", facts_at)
    for key in ("actual", "claimed", "judged", "band", "remark", "deduction", "not_applicable"):
        places[key] = file.source((*done, key))
    facts = replace(evaluation.row[facts_at], name=indicator.name, path=None)
    return Row(indicator, facts, {"": file.source(done), **places})


def _funds(evaluation: Evaluation, indicators: IndicatorSet, file: TomlFile) -> tuple[FundsRow, ...]:
    rows = []
    flagged = any(f.total for f in evaluation.funds)
    for at, funds in enumerate(evaluation.funds):
        whole = bool(funds.total) if flagged else at == 0
        if whole and funds.points is None and indicators.execution_points is not None:
            funds = replace(funds, points=indicators.execution_points)
        keys = (f for f in Funds.__dataclass_fields__ if f != "total")
        rows.append(
            FundsRow(funds, {"": file.source(("funds", at)), **{k: file.source(("funds", at, k)) for k in keys}})
        )
    return tuple(rows)


def _places(file: TomlFile, evaluation: Evaluation) -> dict[str, Source]:
    keys: dict[str, Location] = {
        "": (), "total": ("claimed", "total"), "points": ("claimed", "points"), "grade": ("claimed", "grade"),
        "narrative": ("narrative",), "goal": ("goal",), "declared": ("declared",), "spending": ("spending",), "reason": ("reason",),
    }  # fmt: skip
    places = {key: file.source(location) for key, location in keys.items()}
    places |= {
        f"level:{level}": file.source(("indicators", "level_points", level))
        for level in (evaluation.indicators.level_points if evaluation.indicators else ())
    }
    return places
