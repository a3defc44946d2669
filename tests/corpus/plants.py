"""Contradictions planted into sums, money and texts, and what planting needs.

A plant changes one thing and mends what would otherwise speak of it under a second code (totals are added up
again). It returns the name of the row it stands in ("" for none), or None where the table gives no occasion.
"""

from __future__ import annotations

import random
from fractions import Fraction

from tests.corpus.content import REASONS, Item, Table, half_up

DULL = ["总结经验，争取做得更好", "今后进一步加强管理", "继续努力，不断提高", "加强学习，提高工作水平"]


def add(text: str, step: Fraction | int) -> str:
    digits = len(text.partition(".")[2])
    more = 1 if Fraction(step).denominator != 1 else 0
    return half_up(Fraction(text) + step, max(digits, more))


def pick(table: Table, rng: random.Random, *kinds: str, met: bool | None = None) -> Item | None:
    """A row of these kinds, whole (met) or not."""
    found = [
        i for i in table.items
        if (not kinds or i.kind in kinds) and (met is None or met == (Fraction(i.claimed) == Fraction(i.points)))
    ]  # fmt: skip
    return rng.choice(found) if found else None


def number(item: Item) -> int:
    return int(item.actual.removesuffix(item.unit))


# -- totals --


def points_do_not_add(table: Table, rng: random.Random) -> str | None:
    item = pick(table, rng, met=True)
    if item is None:
        return None
    item.points = item.claimed = add(item.points, -rng.choice((1, 2)))
    table.settle()
    return "" if Fraction(item.points) > 0 else None


def printed_points_wrong(table: Table, rng: random.Random) -> str | None:
    table.points = rng.choice(("95", "110", "98"))
    return ""


def level_points_wrong(table: Table, rng: random.Random) -> str | None:
    table.levels = rng.choice(({"产出指标": "55"}, {"效益指标": "35"}, {"满意度指标": "15"}, {"产出指标": "40"}))
    return ""


def weights_moved(table: Table, rng: random.Random) -> str | None:
    """The sum stays 100, the 一级 no longer have the weights of the standard."""
    first = next(
        (i for i in table.items if i.path[0] == "产出指标" and Fraction(i.claimed) == Fraction(i.points)), None
    )
    last = next((i for i in table.items if i.path[0] == "效益指标" and Fraction(i.claimed) == Fraction(i.points)), None)
    if first is None or last is None or Fraction(last.points) < 8:
        return None
    first.points = first.claimed = add(first.points, 5)
    last.points = last.claimed = add(last.points, -5)
    table.settle()
    return ""


def total_off(table: Table, rng: random.Random) -> str | None:
    step = rng.choice((Fraction(1), Fraction(-1), Fraction(1, 2), Fraction(-3)))
    if not 0 <= Fraction(table.total) + step <= 100:
        step = -abs(step)
    grade, table.total = table.grade, add(table.total, step)
    value = Fraction(table.total)
    table.grade = "优" if value >= 90 else "良" if value >= 80 else "中" if value >= 60 else "差"
    return None if grade != table.grade and rng.random() < 0.5 else ""


def score_above_points(table: Table, rng: random.Random) -> str | None:
    item = pick(table, rng, met=True)
    if item is None or table.items.index(item) % 3 == 2:
        return None
    item.claimed = add(item.points, rng.choice((1, 2)))
    table.settle()
    return item.path[2] if Fraction(table.total) <= 100 else ""


def score_below_zero(table: Table, rng: random.Random) -> str | None:
    item = rng.choice(table.items)
    item.claimed, item.remark = "-" + item.claimed, rng.choice(REASONS)
    if item.claimed == "-0":
        return None
    table.settle()
    return item.path[2]


def grade_wrong(table: Table, rng: random.Random) -> str | None:
    table.grade = rng.choice([g for g in ("优", "良", "中", "差") if g != table.grade])
    return ""


# -- money --


def rate_wrong(table: Table, rng: random.Random) -> str | None:
    money = table.money[0]
    value = Fraction(money.rate.rstrip("%")) + rng.choice((2, -2, -5, 10))
    money.rate = half_up(value, len(money.rate.rstrip("%").partition(".")[2])) + "%"
    if money is table.money[0]:
        table.execution_claim = half_up(Fraction(money.spent) / Fraction(money.budget) * 10, 2)
        table.settle()
    return ""


def rate_of_a_source_wrong(table: Table, rng: random.Random) -> str | None:
    money = table.money[-1]
    value = Fraction(money.rate.rstrip("%")) - rng.choice((2, 5, 11))
    money.rate = half_up(value, len(money.rate.rstrip("%").partition(".")[2])) + "%"
    return ""


def execution_score_wrong(table: Table, rng: random.Random) -> str | None:
    value = Fraction(table.execution_claim)
    step = (
        Fraction(-1)
        if value == 10
        else rng.choice((Fraction(-1, 2), 10 - value if 10 - value > Fraction(1, 10) else Fraction(-1)))
    )
    table.execution_claim = half_up(value + step, 2)
    table.settle()
    return ""


def sources_do_not_add(table: Table, rng: random.Random) -> str | None:
    if len(table.money) < 3:
        return None
    part = rng.choice(table.money[1:])
    step = Fraction(rng.choice((1, 10, 5)))
    part.budget = part.initial = half_up(Fraction(part.budget) + step, 2)
    part.rate = half_up(Fraction(part.spent) / Fraction(part.budget) * 100, 2) + "%"
    return ""


def spent_beyond_budget(table: Table, rng: random.Random) -> str | None:
    for money in table.money:
        money.spent = half_up(Fraction(money.budget) * Fraction(11, 10), 2)
        money.rate = half_up(Fraction(money.spent) / Fraction(money.budget) * 100, 2) + "%"
    if sum(Fraction(m.spent) for m in table.money[1:]) != Fraction(table.money[0].spent):
        return None
    table.execution_claim = table.execution_points
    table.settle()
    return ""


# -- texts --


def narrative_score_wrong(table: Table, rng: random.Random) -> str | None:
    m = table.money[0]
    other = add(table.total, -2)
    table.narrative = (
        f"“{table.project}”绩效自评综述：根据年初设定的绩效目标，项目自评得分{other}分。全年预算数为{m.budget}{table.money_unit}，"
        f"执行数为{m.spent}{table.money_unit}，完成预算的{m.rate}。"
    )
    return ""


def narrative_amount_wrong(table: Table, rng: random.Random) -> str | None:
    m = table.money[0]
    other = half_up(Fraction(m.spent) * Fraction(9, 10), 2)
    table.narrative = (
        f"“{table.project}”绩效自评综述：根据年初设定的绩效目标，项目自评得分{table.total}分。全年预算数为{m.budget}{table.money_unit}，"
        f"执行数为{other}{table.money_unit}。"
    )
    return ""


def goal_copied(table: Table, rng: random.Random) -> str | None:
    table.goal_actual = table.goal
    return ""
