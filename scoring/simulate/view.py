"""What a trial comes to, as a reader sees it: figures, drawings, tables of plain texts; for the report and for the desk."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from scoring import charts
from scoring.recheck.short import NO_UNIT, short
from scoring.simulate.compare import Change
from scoring.simulate.screen import average, example, grades, headline, main_name
from scoring.simulate.steps import counts
from scoring.simulate.tally import Tally

BARS = 20  # of one chart
ROWS = 300  # lines of a table


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of texts under headings; `numbers` are the columns that hold numbers, `left` counts the rows left out."""

    heads: tuple[str, ...]
    rows: Sequence[tuple[str, ...]]
    numbers: tuple[int, ...]
    left: int = 0


def view(tally: Tally, differences: Sequence[str]) -> dict[str, Any]:
    """All of it but the submissions that change, ready for JSON."""
    return {
        "a": named(tally, "a"), "b": named(tally, "b"), "headline": headline(tally), "grades": grades(tally),
        "notes": tally.notes, "differences": list(differences), "figures": figures(tally), "flow": flow(tally),
        "charts": drawings(tally), "causes": asdict(causes(tally)), "units": asdict(units(tally)),
        "count": tally.count, "changed": tally.changed, "regraded": tally.regraded,
    }  # fmt: skip


def named(tally: Tally, side: str) -> str:
    """A standard with all that tells it from others."""
    used = getattr(tally.pair, side)
    return f"{used.title}（{used.id}，{used.cite}，校验码 {used.hash}）"


def figures(tally: Tally) -> list[tuple[str, str, str]]:
    """The few numbers that matter most: what, how much, and a share beside it."""
    share = f"{100 * tally.regraded / tally.count:.1f}%" if tally.count else "—"
    return [
        ("报送件", f"{tally.count:,}", ""), ("总分升", f"{tally.up:,}", ""), ("总分降", f"{tally.down:,}", ""),
        ("平均差（分）", tally.mean, ""), ("等级改变", f"{tally.regraded:,}", share),
    ]  # fmt: skip


def flow(tally: Tally) -> dict[str, Any]:
    """How many go from each grade to each: the names, then for each old grade its name and the counts."""
    names = tally.names()
    return {"names": names, "rows": [(name, [tally.grades[name, to] for to in names]) for name in names]}


# -- drawings --


def drawings(tally: Tally) -> list[tuple[str, str]]:
    """Every chart that has something to show, with its heading."""
    if not tally.count:
        return []
    names = tally.names()
    old, new = ([sum(n for m, n in tally.grades.items() if m[at] == g) for g in names] for at in (0, 1))
    series = {tally.pair.a.id: old, tally.pair.b.id: new}
    left = [name for name, count in zip(names, old, strict=True) if count]
    moved = {f"到{to}": [tally.grades[name, to] for name in left] for to in names}
    moved = {to: found for to, found in moved.items() if any(found)}
    steps = counts(tally)
    drawn = [
        ("等级：改前与改后（件）", charts.bars("等级：改前与改后", names, series)),
        ("等级流向：原来的各等级，改后各到哪里", charts.stacked("等级流向", left, moved) if left else ""),
        ("新总分 − 原总分（件）", charts.histogram("新总分 − 原总分", [n for n, _ in steps], [c for _, c in steps], " 件")),
        ("等级因哪一条改变（件）", _by_cause(tally)),
        ("等级改变的件数（各单位）", _by_unit(tally)),
    ]  # fmt: skip
    return [(title, svg) for title, svg in drawn if svg]


def _by_cause(tally: Tally) -> str:
    found = [(cause, tally.main[cause]) for cause in tally.by_cause() if tally.main[cause]][:BARS]
    names = [cause.name for cause, _ in found]
    return charts.bars("等级因哪一条改变", names, {"": [n for _, n in found]}) if found else ""


def _by_unit(tally: Tally) -> str:
    found = [(name, u.grades) for name, u in tally.by_unit() if u.grades][:BARS]
    series = {"": [n for _, n in found]}
    return charts.bars("等级改变的件数", [name for name, _ in found], series) if found and len(tally.units) > 1 else ""


# -- tables --


def causes(tally: Tally) -> Table:
    """Each rule that moves something, the one that changes most grades first."""
    found = tally.by_cause()
    rows = [
        (c.name, tally.pair.clause(c), f"{tally.owners[c]:,}", f"{tally.rows[c]:,}", tally.gap(tally.sums[c]),
         f"{tally.main[c]:,}", example(tally.examples.get(c)))
        for c in found[:ROWS]
    ]  # fmt: skip
    heads = ("引起改变的条款", "条文", "涉及件", "涉及行", "分数合计", "等级因此改变", "例（原得分 → 新得分）")
    return Table(heads, rows, (2, 3, 4, 5), len(found) - len(rows))


def units(tally: Tally) -> Table:
    """Each unit, the one with most changed grades first."""
    found = tally.by_unit()
    rows = [
        (name, *(f"{n:,}" for n in (u.count, u.up, u.down)), average(tally, u),
         *(f"{n:,}" for n in (u.better, u.worse, u.other)), main_name(u))
        for name, u in found[:ROWS]
    ]  # fmt: skip
    heads = ("单位", "件", "总分升", "总分降", "平均差", "等级升", "等级降", "等级待定等", "主要由")
    return Table(heads, rows, tuple(range(1, 8)), len(found) - len(rows))


def change(tally: Tally, c: Change) -> dict[str, str]:
    """One submission that changes."""
    return {
        "submission": short(c.submission, 120), "unit": short(c.unit, 100) or NO_UNIT, "project": short(c.project, 100),
        "a": tally.score(c.a), "b": tally.score(c.b), "difference": tally.gap(c.difference), "from": c.grade_a,
        "to": c.grade_b, "main": c.main.name if c.main else "",
        "why": "；".join(f"{cause.name} {tally.gap(delta)}" for cause, delta, _ in c.causes),
    }  # fmt: skip
