"""What is said of each row while somebody types: understood as, met or not, score, why, what is odd."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from scoring.desk import notices
from scoring.desk.assessed import Assessed
from scoring.desk.notices import Notices
from scoring.engine import admits, understood
from scoring.model import STATUSES, Execution, Line, Submission
from scoring.notation import parse
from scoring.number import decimals, parse_decimal, show
from scoring.source import SEVERITIES, Finding
from scoring.whatif import next_grade
from scoring.why import in_words, why

MET = {True: ("met", "达标"), False: ("missed", "未达标"), None: ("open", "需判断")}


@dataclass(frozen=True, slots=True)
class Judge:
    """The band a person may choose a score in, for a slider."""

    low: str
    high: str
    step: str
    value: str  # where the slider stands


@dataclass(frozen=True, slots=True)
class Told:
    """The line below a row."""

    id: str
    target: str = ""  # how the target is understood
    actual: str = ""
    met: tuple[str, str] | None = None
    score: str = ""
    status: str = ""
    why: str = ""
    notes: tuple[str, ...] = ()
    findings: tuple[tuple[str, str, str], ...] = ()  # severity, its word with the code, the sentence
    marks: tuple[tuple[str, str, str], ...] = ()  # the same, for what is said once for several rows
    judge: Judge | None = None


@dataclass(frozen=True, slots=True)
class Foot:
    """Total, grade, distance to the next grade, and how much is odd: always in view."""

    total: str
    grade: str
    next: str
    counts: tuple[tuple[str, str, int], ...]  # severity, its word, how many
    findings: tuple[tuple[str, str, str, str], ...]  # of the whole table: severity, word, sentence, where
    repeated: tuple[tuple[str, str, str, tuple[tuple[str, int], ...]], ...]  # of several rows: their names and numbers
    cap: str = ""
    unscored: str = ""  # what there is to say of a table without points

    @property
    def errors(self) -> int:
        return sum(count for severity, _, count in self.counts if severity == "error")


def told(assessed: Assessed, base: Submission | None = None, shown: Notices | None = None) -> dict[str, Told]:
    """A line for every row of money and of indicators, by its name on the page. `base` may be a table with claims."""
    shown = shown or notices.complete(assessed)
    placed, out = shown.placed, {}
    for at, execution in enumerate(assessed.result.funds):
        out[f"funds.{at}"] = _funds(f"funds.{at}", execution, assessed, placed.get(f"funds.{at}", ()))
    for at, line in enumerate(assessed.result.lines):
        typed = assessed.submission.rows[at].facts.judged or ""
        said_of = _row(f"row.{at}", line, typed, assessed, placed.get(f"row.{at}", ()))
        earlier = _earlier(line, base.rows[at].facts.claimed) if base else ()
        marks = tuple(map(said, shown.marks(f"row.{at}")))
        out[f"row.{at}"] = replace(said_of, notes=(*said_of.notes, *earlier), marks=marks)
    return out


def _row(id_: str, line: Line, typed: str, assessed: Assessed, found: Sequence[Finding]) -> Told:
    indicator, outcome, actual = line.row.indicator, line.outcome, line.row.facts.actual
    target = understood(indicator, assessed.standard)
    notes = [] if not typed or outcome.status != "judged" else _outside(line, typed)
    return Told(
        id_,
        target=in_words(target.value) if indicator.target else "",
        actual=in_words(parse(actual)) if actual and actual.strip() else "",
        met=MET[outcome.met] if actual and outcome.status != "not_applicable" else None,
        score="" if line.counted is None else format(line.counted, "f"),
        status=STATUSES[outcome.status],
        why=why(outcome, assessed.standard) if actual or outcome.status in ("scored", "not_applicable") else "",
        notes=tuple(notes),
        findings=tuple(map(said, found)),
        judge=_judge(line, typed),
    )


def _earlier(line: Line, claimed: str | None) -> tuple[str, ...]:
    """A score the uploaded table claims, where another one counts here."""
    value = parse_decimal(claimed or "")
    if value is None or line.counted is None or value == line.counted:
        return ()
    return (f"上传的表上自评得分是 {claimed}，按办法得 {line.counted}",)


def _outside(line: Line, typed: str) -> list[str]:
    """Why a judged score does not count."""
    value = parse_decimal(typed)
    if value is None:
        return [f"评判得分“{typed[:20]}”不是数字，没有计入"]
    if admits(line.outcome, value) or line.outcome.admissible is None:
        return []
    low, high = line.outcome.admissible
    return [f"评判得分 {typed} 不在 {show(low)}～{show(high)} 之间，没有计入"]


def _judge(line: Line, typed: str) -> Judge | None:
    if line.outcome.status != "judged" or line.outcome.admissible is None:
        return None
    low, high = line.outcome.admissible
    digits = max(decimals(show(low)), decimals(show(high)), decimals(typed) if parse_decimal(typed) is not None else 0)
    step = format(Decimal(1).scaleb(-digits) if digits > 1 else Decimal("0.5") if not digits else Decimal("0.1"), "f")
    value = parse_decimal(typed)
    stands = value if value is not None and admits(line.outcome, value) else Fraction(high)
    return Judge(show(low), show(high), step, show(stands))


def _funds(id_: str, execution: Execution, assessed: Assessed, found: Sequence[Finding]) -> Told:
    funds = execution.row.funds
    names = (("年初预算数", funds.initial), ("全年预算数", funds.budget), ("全年执行数", funds.spent))
    notes = [f"{name}“{text[:20]}”不是数字" for name, text in names if text and parse_decimal(text) is None]
    filled = any(text for _, text in names)
    rate = "" if execution.raw is None else f"执行率 {show(execution.raw * 100, 2)}%"
    reason = why(execution.outcome, assessed.standard) if execution.outcome and filled else ""
    score = "" if execution.counted is None else format(execution.counted, "f")
    return Told(id_, actual=rate, score=score, why=reason, notes=tuple(notes), findings=tuple(map(said, found)))


def said(finding: Finding) -> tuple[str, str, str]:
    """A finding for the page: severity, word and code, sentence with its clause."""
    clause = f"（{finding.clause}）" if finding.clause else ""
    return finding.severity, f"{SEVERITIES[finding.severity]} {finding.code}", f"{finding.message}{clause}"


def foot(assessed: Assessed, shown: Notices | None = None) -> Foot:
    """The bar at the bottom, and what is said of the whole table."""
    result, shown = assessed.result, shown or notices.complete(assessed)
    every = shown.every
    whole = tuple((*said(f), str(f.source)) for f in shown.placed.get("", ()))
    repeated = tuple((*said(r.finding), tuple((row, _number(row)) for row in r.rows)) for r in shown.repeated)
    counts = tuple((s, word, sum(f.severity == s for f in every)) for s, word in SEVERITIES.items())
    total = "" if result.total.score is None or not result.total.counted else format(result.total.score, "f")
    further, unscored = next_grade(result, assessed.standard), _unscored(assessed)
    return Foot(total, result.grade or "", further, counts, whole, repeated, result.total.cap, unscored)


def _number(row: str) -> int:
    return int(row.partition(".")[2]) + 1


def _unscored(assessed: Assessed) -> str:
    if assessed.result.total.points is not None:
        return ""
    met = [line.outcome.met for line in assessed.result.lines]
    counted = "，".join(f"{word} {met.count(value)} 行" for value, (_, word) in MET.items())
    return f"本表不计分：{counted}"
