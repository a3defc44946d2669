"""One scored table as the checks see it: rows with what they claim, funds, and a way to write findings."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from scoring.checks.catalogue import blank, clues, codes, mentions
from scoring.engine import pasted, understood
from scoring.model import Execution, Line, Result, Submission
from scoring.notation import Expression
from scoring.number import add, decimals, parse_decimal, round_to, show
from scoring.source import Finding, Severity, Source
from scoring.standard import Rule, Standard
from scoring.understand import Comparison, Target, compare

if TYPE_CHECKING:
    from functools import cached_property as once
else:

    class once:
        """A property computed once; without the lock that functools has until Python 3.12."""

        def __init__(self, compute: Any) -> None:
            self.compute, self.name = compute, compute.__name__

        def __get__(self, owner: Any, _: Any) -> Any:
            made = owner.__dict__[self.name] = self.compute(owner)
            return made


_MIDYEAR = re.compile("绩效.{0,8}监控")
_POINTS_IN_NAME = re.compile(r"[（(]\s*(\d+(?:\.\d+)?)\s*分?\s*[)）]\s*$")


class Entry:
    """A row of the indicator table (三级指标) with its outcome; it knows nothing of its table, so that both go
    with their file and Python need not search for them."""

    def __init__(self, line: Line, submission: Submission, standard: Standard) -> None:
        self.line, self.standard, self.year = line, standard, submission.year
        self.row, self.outcome = line.row, line.outcome
        self.indicator, self.facts = line.row.indicator, line.row.facts
        self.points = number(self.indicator.points)
        self.claimed = number(self.facts.claimed)
        self.counts = self.points is not None and self.points.numerator > 0
        self.beyond = self.claimed is not None and out_of_range(self.claimed, self.points)
        self.actual = (self.facts.actual or "").strip()
        remark = self.facts.remark.strip()
        self.reason = submission.reason.strip() if blank(remark) else remark

    @once
    def empty(self) -> bool:
        """A row of the form that nobody filled in."""
        i = self.indicator
        return blank(i.name) and blank(i.target) and blank(self.actual) and not self.claimed

    @once
    def target(self) -> Target:
        return self.outcome.target or understood(self.indicator, self.standard)

    @once
    def pasted(self) -> bool:
        """Weights pasted into the value columns."""
        target = number(self.indicator.target)
        if target is None or self.points is None or number(self.actual) is None:
            return False
        return target == self.points == number(self.actual) and pasted(self.indicator, self.facts.actual)

    @once
    def execution(self) -> bool:
        """Whether this row is 预算执行率 as an indicator."""
        if isinstance(self.target.value, Expression) and "执行率" in self.target.value.text:
            return True
        names = clues()["funds"]["execution_names"]
        return self.indicator.name.strip() in names or core(self.indicator.dimension).removesuffix("指标") in names

    @once
    def comparison(self) -> Comparison:
        """How the actual stands to the target, read again for what the outcome does not keep."""
        if self.pasted or isinstance(self.target.value, Expression):
            return Comparison("statement")
        if self.outcome.comparison is not None:
            return self.outcome.comparison
        i = self.indicator
        return compare(self.target, self.facts.actual, i.name, i.unit, self.year)

    @property
    def got(self) -> Fraction | None:
        """The score this row claims, by itself or through the 扣分 column."""
        minus = number(self.facts.deduction)
        if self.claimed is not None or minus is None or self.points is None:
            return self.claimed
        return self.points - minus

    @property
    def shown(self) -> str:
        """目标 ≥99%、完成 98%: what the row is about, for a sentence."""
        return f"目标 {short(self.indicator.target)}、完成 {short(self.actual)}"


class Table:
    """What the checks read; everything is computed at most once."""

    def __init__(self, result: Result, standard: Standard) -> None:
        self.result, self.standard, self.submission = result, standard, result.submission
        self.memory: dict[str, list[tuple[Execution, Fraction, Fraction]]] = {}  # funds columns (sources.py)

    @once
    def entries(self) -> tuple[Entry, ...]:
        return tuple(Entry(line, self.submission, self.standard) for line in self.result.lines)

    @once
    def rows(self) -> tuple[Entry, ...]:
        """The rows that were filled in."""
        return tuple(e for e in self.entries if not e.empty)

    @once
    def partial(self) -> bool:
        """Whether rows with numbers were not recognised (R02) and points are missing: then no sum is judged."""
        lost = any(f.code == "R02" and re.search(r"\d", f.message) for f in self.submission.findings)
        return lost and not (self.pointed and self.points + (self.execution_points or 0) >= 100)

    @once
    def points(self) -> Fraction:
        """The points of all rows."""
        return add(e.points for e in self.rows)

    @once
    def pointed(self) -> bool:
        """Whether every row carries points."""
        return bool(self.rows) and all(e.points is not None for e in self.rows)

    @once
    def midyear(self) -> bool:
        """Whether it tells of a part of the year only (绩效运行监控表): then no target is missed yet."""
        return "监控月份" in self.submission.details or bool(_MIDYEAR.search(self.submission.title))

    @once
    def filled(self) -> bool:
        """Whether any row says what happened; a table of targets only does not."""
        return any(e.actual or e.claimed is not None for e in self.rows if not e.execution)

    # -- funds --

    @once
    def whole(self) -> Execution | None:
        """The total row of the money table."""
        flagged = next((f for f in self.result.funds if f.row.funds.total), None)
        return flagged or next(iter(self.result.funds), None)

    @once
    def sources(self) -> tuple[Execution, ...]:
        """The rows below the total, when there clearly is a total."""
        rows = [f for f in self.result.funds if f is not self.whole]
        if self.whole is None or not rows:
            return ()
        funds = self.whole.row.funds
        named = mentions(funds.name, clues()["funds"]["total"]) or rows[0].row.funds.name.strip().startswith("其中")
        return tuple(rows) if funds.total or named else ()

    @property
    def execution_points(self) -> Fraction | None:
        return number(self.whole.row.funds.points) if self.whole else None

    @property
    def execution_claim(self) -> Fraction | None:
        return number(self.whole.row.funds.claimed) if self.whole else None

    @once
    def execution_row(self) -> Entry | None:
        """The indicator row that is 预算执行率, in forms that have it there."""
        return next((e for e in self.rows if e.execution), None)

    @once
    def budget_explained(self) -> bool:
        """Whether a sentence anywhere speaks of carry-over, additions and the like, boilerplate of the form aside."""
        s, funds = self.submission, clues()["funds"]
        texts = (s.reason, s.notes, s.narrative, *s.problems, *(e.facts.remark for e in self.rows))
        sentences = (sentence for text in texts for sentence in re.split("[。；;\n]", text))
        return any(mentions(t, funds["budget_words"]) and not mentions(t, funds["boilerplate"]) for t in sentences)

    @property
    def reason_cell(self) -> bool:
        """Whether the form has a place for reasons: a column, or one cell for the table."""
        places = [e.row.places for e in self.rows if e.row.places]
        return not places or "reason" in self.submission.places or any("remark" in p for p in places)

    # -- precision --

    @once
    def step(self) -> Decimal:
        """The precision scores are printed with here: the standard's, or coarser when the table prints fewer digits."""
        texts = [e.facts.claimed for e in self.rows] + [f.row.funds.claimed for f in self.result.funds]
        digits = max((decimals(t) for t in texts if t), default=0)
        own = self.standard.rounding.score_step
        return max(own, Decimal(1).scaleb(-digits)) if digits else own

    # -- sentences --

    def finding(
        self, code: str, place: Source, message: str, claimed: str | None = None, expected: str | None = None,
        clause: str = "", severity: Severity | None = None, rule: str | None = None,
    ) -> Finding:  # fmt: skip
        """A finding with the severity the standard gives its code, else the one given, else the default."""
        level = self.standard.severity.get(code) or severity or codes()[code].severity
        return Finding(code, level, place, message, claimed, expected, clause if rule is None else self.clause(rule))

    @property
    def rules(self) -> dict[str, Rule]:
        return self.standard.by_id

    def clause(self, name: str) -> str:
        """Where a rule comes from and what it says, and whether its wording was checked."""
        rule = self.rules.get(name)
        if rule is None:
            return self.standard.cite
        unchecked = "（转述，尚未核对原文）" if rule.evidence == "reported" else ""
        return f"{rule.cite or self.standard.cite}：{rule.clause}{unchecked}"


@lru_cache(maxsize=65536)
def number(text: str | None) -> Fraction | None:
    """A printed number; None for dashes and blanks."""
    return None if text is None else parse_decimal(text)


def short(text: str, most: int = 20) -> str:
    """A cell quoted in a sentence."""
    plain = " ".join(text.split())
    return plain if len(plain) <= most else f"{plain[:most]}…"


def out_of_range(claimed: Fraction, points: Fraction | None) -> bool:
    """Whether a score is below zero or above its points."""
    n, d = claimed.as_integer_ratio()
    if n < 0 or points is None:
        return n < 0
    p, q = points.as_integer_ratio()
    return p > 0 and n * q > p * d


def lenient(claimed: str, scores: Iterable[Fraction]) -> Severity | None:
    """A warning only, where a score rounded at the claim's own digits is what was claimed (9.97 → 10)."""
    step = Decimal(1).scaleb(-decimals(claimed))
    return "warning" if any(round_to(s, step) == number(claimed) for s in scores) else None


def printed_as(claimed: str) -> str:
    """印成整数, 印成一位小数: how a claimed score was printed."""
    return ("印成整数", "印成一位小数", "印成两位小数")[min(decimals(claimed), 2)]


@lru_cache(maxsize=4096)
def core(name: str) -> str:
    """产出指标（50分） → 产出指标."""
    return _POINTS_IN_NAME.sub("", name).strip() if points_in_name(name) else name.strip()


@lru_cache(maxsize=4096)
def points_in_name(name: str) -> str | None:
    """产出指标（50分） → 50."""
    found = _POINTS_IN_NAME.search(name)
    return found[1] if found and Fraction(found[1]) <= 100 else None


def more_or_less(claimed: Fraction, expected: Fraction, digits: int = 0) -> str:
    """多 0.50, 少 1: by how much a claimed number is off."""
    gap = abs(claimed - expected)
    return f"{'多' if claimed > expected else '少'} {padded(show(gap, 6), digits)}"


def padded(text: str, digits: int) -> str:
    """A number with at least so many digits behind the point: 96.9 beside 97.94 is 96.90."""
    if decimals(text) >= digits:
        return text
    return text + ("" if "." in text else ".") + "0" * (digits - decimals(text))


def off(claimed: str, expected: str) -> str:
    """By how much two printed numbers differ, with their digits."""
    a, b = parse_decimal(claimed), parse_decimal(expected)
    assert a is not None and b is not None
    return more_or_less(a, b, max(decimals(claimed), decimals(expected)))
