"""Rows scored per second of processor time, side by side: this package, the straightforward way, ZEN's compiled expression.

    python benchmarks/scalar.py [ROWS]

The straightforward way reads the numbers by regular expression, gives the rule to simpleeval and rounds
a Decimal, row by row. ZEN gets numbers already parsed by us and only the rows that have two. Ours starts
with empty caches each time, so the parsing of every distinct text is in its time.
"""

from __future__ import annotations

import gc
import re
import sys
from collections.abc import Callable, Sequence
from decimal import ROUND_HALF_UP, Decimal
from statistics import median
from time import process_time
from typing import Any

from benchmarks.corpus import Text, rows
from scoring.engine import understood
from scoring.model import Indicator
from scoring.scorer import Scored, Scorer
from scoring.standard import Standard
from scoring.standards import read
from scoring.understand import compare

ROUNDS = 5


# -- the straightforward way --

_VALUE = re.compile(r"(≥|≧|≤|>|<|=|═)?\s*(\d+(?:\.\d+)?)\s*(万?)")
_RULES = {
    "at_least": "points * min(actual / target, 1)",
    "at_most": "points if actual <= target else points * target / actual",
}


def straightforward(row: Text) -> Decimal | None:
    """What one would write in an afternoon; None where target or actual has no number."""
    from simpleeval import simple_eval

    target, actual = _VALUE.search(row[0]), _VALUE.search(row[1])
    if target is None or actual is None:
        return None
    goal, value = (Decimal(m[2]) * (10000 if m[3] else 1) for m in (target, actual))
    if target[3] and not actual[3]:
        value *= 10000
    names = {"points": Decimal(row[2]), "actual": value, "target": goal}
    if goal == 0:
        return names["points"] if value == 0 else Decimal(0)
    rule = _RULES["at_most" if target[1] in ("≤", "<") else "at_least"]
    score = simple_eval(rule, names=names, functions={"min": min})
    return Decimal(score).quantize(Decimal("0.01"), ROUND_HALF_UP)


# -- ZEN --

_ZEN = {  # the formulas of the standard, word for word
    "at_least": "round(points * min([actual / target, 1]), 2)",
    "at_most": "round(actual <= target ? points : points * min([target / actual, 1]), 2)",
}


def zen_rows(texts: Sequence[Text], standard: Standard) -> tuple[list[int], list[tuple[Any, dict[str, float]]]]:
    """The rows that are a ratio of two numbers: which they are, and what ZEN is asked."""
    import zen

    compiled = {rule: zen.compile_expression(text) for rule, text in _ZEN.items()}
    which, jobs, known = [], [], {}
    for at, (target, actual, points) in enumerate(texts):
        if (target, actual) not in known:
            c = compare(understood(Indicator(("", "", ""), target), standard), actual)
            two = c.target and c.actual is not None and c.actual.exact and c.shape in (">=", ">", "<=", "<")
            known[target, actual] = (c, two)
        c, two = known[target, actual]
        if two:
            which.append(at)
            values = {"points": float(points), "actual": float(c.actual.low), "target": float(c.target)}
            jobs.append((compiled["at_most" if c.shape in ("<=", "<") else "at_least"], values))
    return which, jobs


# -- the run --


def forget() -> None:
    """Empty every cache of the package but its tables (units, words), which are loaded once at the start."""
    for name, module in list(sys.modules.items()):
        for item in vars(module).values() if name.startswith("scoring") else ():
            if hasattr(item, "cache_clear") and item.cache_parameters()["maxsize"] != 1:
                item.cache_clear()


def timed(job: Callable[[], list[Any]], prepare: Callable[[], None] = lambda: None) -> tuple[float, list[Any]]:
    prepare()
    gc.collect()
    gc.freeze()  # the rows themselves are no business of the collector, which stays on
    start = process_time()
    result = job()
    return process_time() - start, result


def main(count: int = 120_000) -> None:
    standard = read("mof-2020")[0]
    texts = rows(count)
    which, jobs = zen_rows(texts, standard)
    numeric = [texts[at] for at in which]
    contestants: dict[str, tuple[int, Callable[[], list[Any]]]] = {
        "ours, all rows": (count, lambda: Scorer(standard).score_all(texts)),
        "straightforward, all rows": (count, lambda: [straightforward(row) for row in texts]),
        "ours, rows of two numbers": (len(which), lambda: Scorer(standard).score_all(numeric)),
        "straightforward, rows of two numbers": (len(which), lambda: [straightforward(row) for row in numeric]),
        "ZEN compiled, pre-parsed numbers": (len(which), lambda: [e.evaluate(v) for e, v in jobs]),
    }
    times: dict[str, list[float]] = {name: [] for name in contestants}
    results: dict[str, list[Any]] = {}
    for _ in range(ROUNDS):
        for name, (_, job) in contestants.items():
            seconds, results[name] = timed(job, forget)
            times[name].append(seconds)
    pace = {name: contestants[name][0] / median(taken) for name, taken in times.items()}
    print(f"{count:,} rows, {len(which):,} of them with two numbers; medians of {ROUNDS} interleaved rounds")
    print(f"distinct: {len({t for t, _, _ in texts}):,} targets, {len({a for _, a, _ in texts}):,} actuals, ", end="")
    print(f"{len({row[:2] for row in texts}):,} pairs, {len(set(texts)):,} rows\n")
    for name, rate in pace.items():
        spread = f"{min(times[name]):.3f}–{max(times[name]):.3f} s"
        print(f"{name:40}{rate:>12,.0f} rows/s   {spread}")
    ours, plain, ours2, plain2, zen = pace.values()
    print(f"\nours ÷ straightforward: {ours / plain:.1f} (rows of two numbers: {ours2 / plain2:.1f}); aim 15")
    print(f"ours ÷ ZEN:             {ours2 / zen:.2f}; aim 0.70\n")
    mine, afternoon, mine2, afternoon2, theirs = results.values()
    differences("straightforward, all rows", mine, afternoon)
    differences("straightforward, two numbers", mine2, afternoon2)
    differences("ZEN, two numbers", mine2, theirs)
    curve(standard)


def differences(name: str, ours: list[Scored], theirs: list[Any]) -> None:
    """How many printed scores are not the same, and how many rows only one of the two scores."""
    given = [(o.score, None if t is None else Decimal(str(t))) for o, t in zip(ours, theirs, strict=True)]
    both = [(o, t) for o, t in given if o is not None and t is not None]
    off = [abs(o - t) for o, t in both if o != t]
    near = sum(gap <= Decimal("0.01") for gap in off)
    alone = sum((o is None) != (t is None) for o, t in given)
    print(f"{name}: {len(off):,} of {len(both):,} scores differ ({near:,} by 0.01), {alone:,} rows scored by one only")


def curve(standard: Standard) -> None:
    print("\n   rows      distinct         seconds      rows/s   (ours)")
    for count in (10_000, 30_000, 120_000, 480_000):
        texts = rows(count)
        taken = median(timed(lambda t=texts: Scorer(standard).score_all(t), forget)[0] for _ in range(ROUNDS))
        print(f"{count:>7,}{len(set(texts)):>14,}{taken:>16.3f}{count / taken:>12,.0f}")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
