"""F03: the total of the money table against its sources, and 元 mixed with 万元."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from scoring.checks.catalogue import clues, mentions
from scoring.checks.rates import base, readings
from scoring.checks.table import Table, more_or_less, number
from scoring.model import Execution
from scoring.number import add, decimals, same, show
from scoring.source import Finding, Severity

COLUMNS = {"initial": "年初预算数", "budget": "全年预算数", "spent": "全年执行数"}
MYRIAD = 10**4
_MIXED = "相差约一万倍，疑为元与万元混用；请统一单位"


def funds_sums(table: Table) -> Iterator[Finding]:
    """F03: total and sources in each of the three columns; units mixed within a row."""
    for column, title in COLUMNS.items():
        for place_row, total, found in _remembered(table, column):
            printed = getattr(place_row.row.funds, column)
            gap = more_or_less(total, found)
            message = f"{title}合计 {printed}，各来源相加为 {show(found)}（{gap}）；请核对合计和各来源"
            mixed = bool(total and found and _myriad(total / found))
            if mixed:
                message = f"{title}合计 {printed}，各来源相加为 {show(found)}，{_MIXED}"
            part = len(table.sources) == 1 and found < total and not mixed  # 其中 need not name everything
            severity: Severity | None = "warning" if part else None
            yield table.finding("F03", place_row.row.place(column), message, printed, show(found), severity=severity)
    reported = sources_differ(table, "spent") + sources_differ(table, base_column(table))
    for f in table.result.funds:
        if mixed_units(f) and f not in reported:
            funds = f.row.funds
            message = f"全年执行数 {funds.spent} 与预算数 {base(funds)} {_MIXED}"
            yield table.finding("F03", f.row.place("spent"), message, funds.spent, base(funds))


def sources_differ(table: Table, column: str) -> list[Execution]:
    """The total row when it is not the sum of its sources in that column."""
    return [row for row, _, _ in _remembered(table, column)]


def _remembered(table: Table, column: str) -> list[tuple[Execution, Fraction, Fraction]]:
    if column not in table.memory:
        table.memory[column] = list(_differences(table, column))
    return table.memory[column]


def base_column(table: Table) -> str:
    """Which column 执行率 is measured against."""
    return "budget" if table.whole and number(table.whole.row.funds.budget) is not None else "initial"


def mixed_units(f: Execution) -> bool:
    """Whether one amount of a row is in 元 and the other in 万元: the printed rate holds when one is shifted."""
    if f.raw is None:
        return False
    if 2000 < f.raw <= 12 * MYRIAD // 10:
        return True
    n, d = f.raw.as_integer_ratio()
    if n <= 0 or n * MYRIAD > 2 * d:
        return False
    shifted = f.raw * MYRIAD
    return any(abs(value - shifted) <= half for value, half in readings(f.row.funds.rate))


def _myriad(ratio: Fraction) -> bool:
    return any(Fraction(95, 100) <= r / MYRIAD <= Fraction(105, 100) for r in (ratio, 1 / ratio))


def _differences(table: Table, column: str) -> Iterator[tuple[Execution, Fraction, Fraction]]:
    whole = table.whole
    total = number(getattr(whole.row.funds, column)) if whole else None
    texts = [(s.row.funds.name.strip(), getattr(s.row.funds, column)) for s in table.sources]
    printed = [text for _, text in texts if number(text) is not None]
    if whole is None or total is None or not printed:
        return
    values = [number(text) or Fraction(0) for _, text in texts]
    if same(add(values), total):
        return
    slack = _slack([getattr(whole.row.funds, column), *printed])
    nested = clues()["funds"]["nested"]
    inner = [at > 0 and (name.startswith("其中") or bool(mentions(name, nested))) for at, (name, _) in enumerate(texts)]
    if not any(abs(found - total) <= slack for found in _possible_sums(values, inner, slack)):
        yield whole, total, add(values)


def _slack(texts: list[str]) -> Fraction:
    """One printed unit per source; whole numbers only what rounding can do, and nothing for a single source."""
    digits = max(decimals(text) for text in texts)
    addends = sum(bool(number(text)) for text in texts[1:])
    if addends <= 1:
        coarsest = min(decimals(text) for text in texts if number(text)) if any(number(t) for t in texts) else digits
        return Fraction(1, 2 * 10**coarsest) if digits > coarsest > 0 else Fraction(0)
    return Fraction(addends, 10**digits) if digits else Fraction((addends + 1) // 2)


def _possible_sums(values: list[Fraction], inner: list[bool], slack: Fraction) -> Iterator[Fraction]:
    """The plain sum; and sums without a run that only splits up the row above it (其中的其中)."""
    yield add(values)
    for start in range(1, len(values)):
        if not inner[start]:
            continue
        run = Fraction(0)
        for end in range(start, len(values)):
            run += values[end]
            if values[start - 1] and abs(run - values[start - 1]) <= slack:
                yield add(values) - run
