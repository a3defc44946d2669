"""What keeps a standard from loading: asked at every load, so nothing slow is done here."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import date
from fractions import Fraction
from itertools import combinations
from typing import Any

from scoring import examples
from scoring.lint import scales
from scoring.lint.proofs import AVAILABLE
from scoring.lint.rest import Rest
from scoring.number import Interval, show
from scoring.source import Problem, ScoringError, Source
from scoring.standard import Rule, Standard, parse_share
from scoring.toml_file import TomlFile
from scoring.toml_slips import written_date
from scoring.when import SHAPES, When, case_words, kinds, places

MAX_RULES = 200
MAX_SECTIONS = 20  # named by one rule

_BARS = {
    "overshoot": Interval(Fraction(1), Fraction(10)), "execution_reason_below": Interval(Fraction(0), Fraction(1))
}  # fmt: skip
_SHARE = Interval(Fraction(0), Fraction(1))
_COMPUTED = ("execution", "formula", "deduction", "total")  # no person judges these


def refuse(standard: Standard, file: TomlFile) -> list[Problem]:
    """What keeps a standard from loading. Its parents were asked before it."""
    if len(standard.rule) > MAX_RULES:
        return [Problem(file.source(("rule", MAX_RULES)), f"条款多于 {MAX_RULES} 条", "请合并条款，或拆成几个办法")]
    own = _own(standard, file)
    faulty = {rule.id: list(_rule(rule, standard, file)) for rule in own}
    told = not isinstance(file, Rest) or file.told
    around = [*_duplicates(file), *_rounding(standard, file), *(_conflicts(standard, file) if told else ())]
    problems = [*around, *(p for found in faulty.values() for p in found)]
    problems += [*_head(standard, file), *scales.unreadable(standard, file)]
    if told and not around:  # an example is worked out among rules that can be told apart
        for rule in own:
            if not faulty[rule.id]:
                with suppress(ScoringError):  # it is another rule's, and that one is among the faulty
                    problems += _examples(rule, standard, file)
    return by_line(problems)


def by_line(problems: list[Problem]) -> list[Problem]:
    """In the order a reader meets them."""
    return sorted(problems, key=lambda p: p.source.line or 0)


# -- where --


def _own(standard: Standard, file: TomlFile) -> list[Rule]:
    stated = {rule.get("id") for rule in file.data.get("rule", ())}
    return [rule for rule in standard.rule if rule.id in stated]


def place(file: TomlFile, rule: Rule, key: str = "id") -> Source:
    """The line of a rule's key, or of `extends` where the rule is inherited."""
    rules: list[dict[str, Any]] = file.data.get("rule", [])
    at = next((i for i, r in enumerate(rules) if r.get("id") == rule.id), None)
    return file.source(("extends",) if at is None else ("rule", at, key))


# -- what keeps a standard from loading --


def _head(standard: Standard, file: TomlFile) -> Iterator[Problem]:
    for key in ("id", "title", "cite"):
        if not getattr(standard, key).strip():
            yield Problem(file.source((key,)), f"{key} 是空的", "请写明")
    for key in ("effective", "until"):
        if (text := getattr(standard, key)) is not None and not _is_date(text):
            advice = f"应当写成 {written_date(text) or '2020-02-25'}"
            yield Problem(file.source((key,)), f"{key} 不是日期：{text[:40]}", advice)
    end = standard.until
    if end is not None and _is_date(standard.effective) and _is_date(end) and end < standard.effective:
        message = f"废止日期 {end} 早于施行日期 {standard.effective}"
        yield Problem(file.source(("until",)), message, "请核对 effective 和 until")
    yield from _bars(standard, file)


def _rounding(standard: Standard, file: TomlFile) -> Iterator[Problem]:
    for key in ("score", "rate"):
        if not re.fullmatch(r"1|0\.0{0,9}1", text := getattr(standard.rounding, key)):
            advice = "应当是 1、0.1、0.01 这样的数"
            yield Problem(file.source(("rounding", key)), f"精度不能是 {text[:40]}", advice)


def _bars(standard: Standard, file: TomlFile) -> Iterator[Problem]:
    for key in ("overshoot", "execution_reason_below"):
        if (text := getattr(standard.settings, key)) is not None and _error(parse_share, text):
            yield Problem(file.source(("settings", key)), _error(parse_share, text), "请改正")
        elif text is not None and parse_share(text) not in (span := _BARS[key]):
            low, high = (f"{show(Fraction(end) * 100)}%" for end in (span.low, span.high))
            advice = f"应当在 {low} 至 {high} 之间，百分数要带 %，如 {'130%' if span.low == 1 else '80%'}"
            yield Problem(file.source(("settings", key)), f"{key} 不能是 {text[:40]}", advice)
    if standard.severity:
        from scoring.checks.catalogue import codes  # not at every load: few standards say anything of findings

        for code in standard.severity:
            if code not in codes():
                near = re.sub(r"^([A-Z])(\d)$", r"\g<1>0\2", code.upper())  # I5 is I05
                advice = (f"是不是 {near}？" if near in codes() else "") + "编号见 scoring rules"
                yield Problem(file.source(("severity", code)), f"没有编号为 {code[:20]} 的疑点", advice)


def _is_date(text: str) -> bool:
    try:
        return bool(date.fromisoformat(text)) and len(text) == 10
    except ValueError:
        return False


def _error(read: Callable[[str], object], text: str) -> str:
    try:
        read(text)
    except ValueError as error:
        return str(error)
    return ""


def _duplicates(file: TomlFile) -> Iterator[Problem]:
    first: dict[str, int] = {}
    for at, rule in enumerate(file.data.get("rule", ())):
        name = str(rule.get("id"))
        if name in first:
            line = file.source(("rule", first[name], "id")).line
            message = f"条款 {name} 写了两次（另见第{line}行）"
            yield Problem(file.source(("rule", at, "id")), message, "请改编号或删去一条")
        first.setdefault(name, at)


def _rule(rule: Rule, standard: Standard, file: TomlFile) -> Iterator[Problem]:
    for key, text, advice in (
        ("条文（clause）", rule.clause, "请用自己的话写出这一条的规定"),
        ("出处（cite）", rule.cite or standard.cite, "请写明出处"),
        ("例子（examples）", "".join(rule.examples), '请至少写一个例子，如 examples = ["4分 ≥99% 98.0% → 3.96"]'),
    ):
        if not text.strip():
            yield Problem(place(file, rule), f"条款 {rule.id} 没有{key}", advice)
    if not any(rule.when.in_section(s) for s in places([rule.when])) or not list(kinds(rule.when)):
        message = f"条款 {rule.id} 永远用不上：没有这样的目标和完成情况"
        yield Problem(place(file, rule, "when"), message, "请改 when 或删去这一条")
    if len((*(rule.when.section or ()), *(rule.when.except_section or ()))) > MAX_SECTIONS:
        advice = "请用共同的开头文字代替"
        yield Problem(place(file, rule, "when"), f"条款 {rule.id} 列的指标多于 {MAX_SECTIONS} 个", advice)
    if (rule.score is None) == (rule.judge is None):
        both = "同时写了 score 和 judge" if rule.score is not None else "既没有 score 也没有 judge"
        advice = "计分的写 score（公式），由人评判的写 judge（区间），只写一个"
        yield Problem(place(file, rule), f"条款 {rule.id} {both}", advice)
    if rule.score is not None:
        try:
            yield from _names(rule, place(file, rule, "score"))
        except ScoringError as error:
            found, where = error.problems[0], place(file, rule, "score")
            yield replace(found, source=where, message=f"条款 {rule.id}：{found.message}")
    if rule.judge is not None:
        yield from _judge(rule, file)
    if rule.effective is not None and not _is_date(rule.effective):
        message = f"条款 {rule.id} 的 effective 不是日期"
        yield Problem(place(file, rule, "effective"), message, "应当写成 2020-02-25")


def _names(rule: Rule, where: Source) -> Iterator[Problem]:
    """Names that some row the rule is for does not have. Raises ScoringError for an unreadable formula."""
    names = rule.formula.names if rule.formula else ()
    for shape in dict.fromkeys(rule.when.target):
        if missing := [n for n in names if n not in AVAILABLE[shape]]:
            advice = f"这类行可用：{'、'.join(AVAILABLE[shape])}"
            yield Problem(where, f"条款 {rule.id}：{SHAPES[shape]}的行没有“{'、'.join(missing)}”", advice)


def _judge(rule: Rule, file: TomlFile) -> Iterator[Problem]:
    where = place(file, rule, "judge")
    try:
        span = rule.span
    except ValueError as error:
        yield Problem(where, f"条款 {rule.id}：{error}", "请改正区间的写法")
        return
    assert span is not None
    if span.empty or span != span.intersect(_SHARE):
        yield Problem(where, f"条款 {rule.id} 的区间 {rule.judge} 不在 0%～100% 之内", "请改成占分值的比例")
    if fixed := [SHAPES[s] for s in rule.when.target if s in _COMPUTED]:
        yield Problem(where, f"条款 {rule.id}：{'、'.join(fixed)}不能由人评判", "请写 score（公式）")


def _conflicts(standard: Standard, file: TomlFile) -> Iterator[Problem]:
    rules = list({rule.id: rule for rule in standard.rule}.values())
    covered = {rule.id: set(kinds(rule.when)) for rule in rules}
    for a, b in combinations(rules, 2):
        if not (common := covered[a.id] & covered[b.id]):
            continue
        shape, reach = min(common)
        both = _together(a.when, b.when)
        if both is None:
            continue
        last, first = (b, a) if _is_own(b, file) else (a, b)
        message = f"条款 {last.id} 与条款 {first.id} 都适用于：{case_words(shape, reach, both)}"
        advice = "请用 when 里的 target、actual、section、except_section 把两条分开，只留一条适用"
        yield Problem(place(file, last, "when"), message, advice)


def _together(a: When, b: When) -> tuple[str, ...] | None:
    """A placing under 一级 and 二级 that both rules are for; None when there is none."""
    return next((s for s in places((a, b)) if a.in_section(s) and b.in_section(s)), None)


def _is_own(rule: Rule, file: TomlFile) -> bool:
    return any(r.get("id") == rule.id for r in file.data.get("rule", ()))


def _examples(rule: Rule, standard: Standard, file: TomlFile) -> Iterator[Problem]:
    for text in rule.examples:
        where, says = place(file, rule, "examples"), f"条款 {rule.id} 的例子“{text[:80]}”"
        try:
            answer = examples.run(standard, rule, text)
        except ValueError as error:
            yield Problem(where, f"{says}{error}", "请照着改写")
            continue
        if answer.rule != rule.id:
            other = f"条款 {answer.rule}" if answer.rule else "任何条款之外"
            yield Problem(where, f"{says}用到的是{other}", "请换一个这一条管得到的例子，或改 when")
        elif answer.text != examples.expected(text):
            yield Problem(where, f"{says}算出来是 {answer.text}", "请改正例子或公式")
