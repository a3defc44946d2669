"""What is wrong with a standard: what keeps it from loading, and what can be proved against it.

`refuse` is asked at every load; `lint` also proves, by interval reasoning, what no example can show.
Problems of an inherited rule point at the line that says `extends`.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from contextlib import suppress

from scoring import library
from scoring.formula import constant
from scoring.kinds import dimension
from scoring.lint import scales
from scoring.lint.proofs import Claim, examine
from scoring.lint.refusals import by_line, place, refuse
from scoring.lint.rest import Rest
from scoring.source import Problem, ScoringError
from scoring.standard import Rule, Standard
from scoring.toml_file import TomlFile
from scoring.when import REACHABLE, case_words, kinds, places

__all__ = ["Rest", "by_line", "lint", "notes", "refuse"]


def lint(standard: Standard, file: TomlFile) -> list[Problem]:
    """All that is wrong: `refuse`, and what interval reasoning proves or cannot exclude."""
    problems = [*refuse(standard, file), *_taken(standard, file)]
    if not any(scales.unreadable(standard, file)):
        problems += scales.lint(standard, file)
    for rule in standard.rule:
        with suppress(ScoringError):  # an unreadable formula is among the refusals
            problems += _proofs(rule, file)
    return by_line(problems)


def _taken(standard: Standard, file: TomlFile) -> Iterator[Problem]:
    """An id of the package's, on a file that is not the package's: by that id nobody finds it."""
    own = library.packaged("standards", ".toml").get(standard.id)
    if own and file.path.resolve() != own.resolve():
        yield Problem(file.source(("id",)), f"编号 {standard.id} 是自带办法的编号", "请换一个编号，如 本省-2024")


def notes(standard: Standard, file: TomlFile) -> list[Problem]:
    """What the standard says nothing about: not wrong, and worth knowing."""
    silent: dict[str, list[str]] = {}
    for shape, reaches in REACHABLE.items():
        for reach in reaches:
            # an unclear comparison of numbers is judged, and a standard need not cap totals
            if shape == "total" or (reach == "unclear" and shape not in ("statement", "compound")):
                continue
            whens = [r.when for r in standard.rule if (shape, reach) in kinds(r.when)]
            for sections in places(whens):
                if not any(w.matches(shape, reach, sections) for w in whens):
                    silent.setdefault(case_words(shape, reach, ()), []).append("、".join(sections))
    advice = "遇到这样的行，程序不计分，只说明原因"
    return [
        Problem(file.source(()), f"办法没有规定：{case}{_among(sections)}", advice) for case, sections in silent.items()
    ]


def _among(sections: list[str]) -> str:
    return "" if "" in sections else f"（{'；'.join(sections)}）"


# -- what can be proved --

_BROKEN: dict[Claim, tuple[str, str]] = {
    "high": ("得分可能超过{}", "请写成 min(…, {})"),
    "low": ("得分可能小于 0", "请写成 max(…, 0)"),
}


def _without_percent(node: ast.expr) -> Iterator[ast.Compare]:
    """完成率 ≥ 60, where 60% is meant: a rate compared with a number that no rate comes near."""
    for part in ast.walk(node):
        if isinstance(part, ast.Compare) and isinstance(part.left, ast.Name) and part.left.id in ("完成率", "执行率"):
            end = part.comparators[0]
            if isinstance(end, ast.Constant) and constant(end) > 10:
                yield part


def _proofs(rule: Rule, file: TomlFile) -> Iterator[Problem]:
    formula = rule.formula
    if formula is None:
        return
    where, says = place(file, rule, "score"), f"条款 {rule.id}："
    try:
        unit = dimension(formula)
    except ValueError as error:
        yield Problem(where, f"{says}{error}", "请检查公式两边是不是同一类数")
        return
    if not unit.free and str(unit) != "分":
        yield Problem(where, f"{says}公式算出来的是“{unit}”，不是分", "得分应当由分值乘以比例得出")
        return
    for compared in _without_percent(formula.node):
        percent = f"{ast.unparse(compared.comparators[0])}%"
        advice = f"是不是 {percent}？百分数要带 %"
        yield Problem(
            where, f"{says}“{ast.unparse(compared.left)}”与 {percent[:-1]}（即 {percent[:-1]}00%）比较", advice
        )
    verdict = examine(formula, rule.when)
    for divisor in sorted(verdict.divisors):
        yield Problem(where, f"{says}除数“{divisor}”可能为零", "请先用 若(条件, 甲, 乙) 排除为零的情形")
    base = "总分" if rule.when.target == ["total"] else "分值"
    for claim, witness in verdict.broken.items():
        if claim in _BROKEN:
            message, advice = (text.format(base) for text in _BROKEN[claim])
            shown = f"，例如{witness}" if witness else "（没有证明它不会）"
            yield Problem(where, f"{says}{message}{shown}", advice)
    for arm in dict.fromkeys(verdict.dead):
        yield Problem(where, f"{says}“{arm}”这一档永远到不了", "请检查各档的先后和界限")
