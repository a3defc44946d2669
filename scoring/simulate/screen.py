"""What a trial comes to, in words for the terminal; its sentences stand in the page too."""

from __future__ import annotations

from collections import Counter

from tabulate import tabulate

from scoring.simulate.causes import Cause
from scoring.simulate.compare import OPEN, Example
from scoring.simulate.tally import Tally, Unit, mean
from scoring.terminal import printable

_UNITS = 10  # that are listed
_MOVES = 6
_CAUSES = 12


def report(tally: Tally) -> str:
    """The whole of it."""
    parts = [headline(tally), grades(tally)]
    if tally.owners:
        parts.append(_causes(tally))
    if len(tally.units) > 1 and tally.changed:
        parts.append(_units(tally))
    return printable("\n\n".join(part for part in parts if part))


def headline(tally: Tally) -> str:
    """How many, how many change, by how much."""
    unchanged = tally.count - tally.changed
    lost = f"；另有 {tally.lost:,} 行没有报送件编号或没有读懂，没有算" if tally.lost else ""
    pending = sum(n for grades, n in tally.grades.items() if OPEN in grades)
    lost += f"；等级待定 {pending:,} 件（有行没有评判得分，或无法计算）" if pending else ""
    return (
        f"{tally.pair.a.id} 改为 {tally.pair.b.id}：{tally.count:,} 件，总分升 {tally.up:,} 件、降 {tally.down:,} 件，"
        f"平均 {tally.mean} 分；等级改变 {tally.regraded:,} 件，总分和等级都不变 {unchanged:,} 件{lost}"
    )


def grades(tally: Tally) -> str:
    """优→良 412，良→中 37；主要由 at_least（…）引起 380 件"""
    moves = tally.moves()
    if not moves:
        return (
            "没有一件的等级改变"
            if tally.changed
            else "没有一件的总分或等级改变；改动的若是说明原因的界限等，只影响疑点"
        )
    shown = [f"{a}→{b} {n:,}" for (a, b), n in moves[:_MOVES]]
    rest = sum(n for _, n in moves[_MOVES:])
    text = "，".join(shown) + (f"，其余 {rest:,}" if rest else "")
    return f"{text}；主要{mainly(tally, tally.main)}" if tally.main else text


def mainly(tally: Tally, causes: Counter[Cause], most: int = 2) -> str:
    """由 at_least（…）引起 380 件、由 execution（…）引起 20 件: the most frequent causes."""
    found = sorted(causes.items(), key=lambda item: (-item[1], item[0]))[:most]
    return "、".join(f"由 {tally.pair.words(cause)}引起 {n:,} 件" for cause, n in found)


def example(e: Example | None) -> str:
    """培训人数 ≥100人，95人，50分：50.00 → 47.50"""
    if e is None:
        return ""
    cells = [f"{what[:24]}…" if len(what) > 25 else what for what in (e.name, e.target, e.actual)]
    points = f"（{e.points[:8]}分）" if e.points else ""
    return f"{cells[0]}{points} {cells[1] or '—'} {cells[2] or '—'}：{e.a} → {e.b}"


def _causes(tally: Tally) -> str:
    heads = ["引起改变的条款", "涉及件", "涉及行", "分数合计", "等级因此改变", "例"]
    rows = [
        [_folded(tally.pair.words(c), 26), f"{tally.owners[c]:,}", f"{tally.rows[c]:,}", tally.gap(tally.sums[c]),
         f"{tally.main[c]:,}", _folded(example(tally.examples.get(c)), 34)]
        for c in tally.by_cause()[:_CAUSES]
    ]  # fmt: skip
    return _table(heads, rows, (1, 2, 3, 4))


def _units(tally: Tally) -> str:
    found = tally.by_unit()
    title = "" if len(found) <= _UNITS else f"等级改变最多的 {_UNITS} 个单位（共 {len(found)} 个）：\n"
    heads = ["单位", "件", "升", "降", "平均", "等级升", "等级降", "等级待定等", "主要由"]
    rows = [
        [_folded(name, 20), f"{u.count:,}", f"{u.up:,}", f"{u.down:,}", average(tally, u), f"{u.better:,}", f"{u.worse:,}",
         f"{u.other:,}", main_name(u)]
        for name, u in found[:_UNITS]
    ]  # fmt: skip
    return title + _table(heads, rows, (1, 2, 3, 4, 5, 6, 7))


def average(tally: Tally, unit: Unit) -> str:
    """The mean difference of a unit's totals."""
    return mean(unit.sum, tally.scale * unit.count)


def main_name(unit: Unit) -> str:
    """What most of a unit's changes are put down to."""
    found = sorted(unit.causes.items(), key=lambda item: (-item[1], item[0]))
    return found[0][0].name if found else ""


def _folded(text: str, width: int) -> str:
    """A long text over several lines."""
    return "\n".join(text[at : at + width] for at in range(0, len(text), width)) or text


def _table(heads: list[str], rows: list[list[str]], numbers: tuple[int, ...]) -> str:
    align = ["right" if at in numbers else "left" for at in range(len(heads))]
    return tabulate(rows, heads, tablefmt="simple", disable_numparse=True, colalign=align)
