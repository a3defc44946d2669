"""Contradictions planted into single rows; see `plants`."""

from __future__ import annotations

import random
from dataclasses import replace
from fractions import Fraction

from tests.corpus.content import REASONS, Table, half_up
from tests.corpus.plants import DULL, add, number, pick


def score_wrong(table: Table, rng: random.Random) -> str | None:
    item = pick(table, rng, "least", "most", met=False)
    if item is None:
        return None
    low, full = Fraction(item.claimed), Fraction(item.points)
    item.claimed = half_up(low + (full - low) / 2 if full - low > 1 and rng.random() < 0.5 else low / 2, 2)
    table.settle()
    return item.path[2]


def lost_without_reason(table: Table, rng: random.Random) -> str | None:
    item = pick(table, rng, "least", "most", "zero", met=True)
    if item is None:
        return None
    item.claimed, item.remark = add(item.claimed, -1), rng.choice(("", "无"))
    table.settle()
    return item.path[2]


def missed_in_full(table: Table, rng: random.Random) -> str | None:
    item = pick(table, rng, "least", "most", met=True)
    if item is None or item.goal < 20:
        return None
    actual = item.goal * 8 // 10 if item.kind == "least" else item.goal * 13 // 10
    item.actual = f"{actual}{item.unit}"
    return item.path[2]


def no_reason(table: Table, rng: random.Random) -> str | None:
    item = pick(table, rng, "least", "most", met=False)
    if item is None:
        return None
    item.remark = ""
    return item.path[2]


def dull_reason(table: Table, rng: random.Random) -> str | None:
    item = pick(table, rng, "least", "most", met=False)
    if item is None:
        return None
    item.remark = rng.choice(DULL)
    return item.path[2]


def far_above(table: Table, rng: random.Random) -> str | None:
    item = pick(table, rng, "least", met=True)
    if item is None or item.unit in ("%",) or item.remark:
        return None
    item.actual = f"{item.goal * rng.choice((14, 18, 30)) // 10}{item.unit}"
    return item.path[2]


def judged_outside(table: Table, rng: random.Random) -> str | None:
    item = pick(table, rng, "told")
    if item is None:
        return None
    item.claimed, item.remark = half_up(Fraction(item.points) * 6 / 10, 2), rng.choice(REASONS)
    table.settle()
    return item.path[2]


def weaker_in_full(table: Table, rng: random.Random) -> str | None:
    item = pick(table, rng, "told", met=True)
    if item is None:
        return None
    item.target, item.actual = rng.choice((("作用显著", "作用较显著"), ("效果明显", "效果较明显")))
    return item.path[2]


def copied_target(table: Table, rng: random.Random) -> str | None:
    item = pick(table, rng, "least", "most", met=True)
    if item is None:
        return None
    item.actual = item.target
    return item.path[2]


def bound_as_actual(table: Table, rng: random.Random) -> str | None:
    item = pick(table, rng, "least", met=True)
    if item is None:
        return None
    item.actual = f"{item.actual}以上"
    return item.path[2]


def nothing_filled_in(table: Table, rng: random.Random) -> str | None:
    item = pick(table, rng, "least", met=True)
    if item is None:
        return None
    item.actual = ""
    return item.path[2]


def weights_pasted(table: Table, rng: random.Random) -> str | None:
    item = pick(table, rng, "least", "bare", met=True)
    if item is None:
        return None
    item.target = item.actual = item.points
    item.sign = item.unit = ""
    return item.path[2]


def another_unit(table: Table, rng: random.Random) -> str | None:
    item = next((i for i in table.items if i.unit in ("公里", "亩", "份", "户") and i.kind == "least"), None)
    if item is None or (item.claimed != item.points and Fraction(item.claimed) != Fraction(item.points)):
        return None
    item.actual = f"{number(item)}{rng.choice(('次', '小时', '%'))}"
    return item.path[2]


def sign_reversed(table: Table, rng: random.Random) -> str | None:
    item = next(
        (i for i in table.items if i.path[2] in ("工程竣工验收合格率", "受益群众满意度", "补助资金发放及时率")), None
    )
    if item is None:
        return None
    item.sign = "≤"
    item.target = f"≤{item.goal}{item.unit}"
    return item.path[2]


def name_says_otherwise(table: Table, rng: random.Random) -> str | None:
    item = next((i for i in table.items if i.unit in ("人次", "份", "户", "公里") and i.kind == "least"), None)
    if item is None:
        return None
    item.path = (*item.path[:2], f"{item.path[2]}{item.goal * 2}{item.unit}")
    return item.path[2]


def half_the_points(table: Table, rng: random.Random) -> str | None:
    first = table.items[0]
    others = table.items[1:]
    free = Fraction(90) - 55
    first.points = first.claimed = "55"
    first.actual = first.target.removeprefix(first.sign) if first.kind in ("least", "most", "bare") else first.actual
    share = free // len(others)
    for n, item in enumerate(others):
        ratio = Fraction(item.claimed) / Fraction(item.points)
        item.points = str(int(share if n else free - share * (len(others) - 1)))
        if item.kind in ("least", "bare") and number(item) < item.goal:
            ratio = Fraction(number(item), item.goal)
        elif item.kind == "most" and number(item) > item.goal:
            ratio = Fraction(item.goal, number(item))
        item.claimed = half_up(Fraction(item.points) * ratio, 2)
        if ratio != 1 and Fraction(item.claimed) == Fraction(item.points):
            return None
    table.settle()
    return first.path[2]


def all_full_marks(table: Table, rng: random.Random) -> str | None:
    for item in table.items:
        if item.kind in ("least", "bare"):
            item.actual = f"{item.goal}{item.unit}"
        elif item.kind == "most":
            item.actual = f"{max(item.goal - 1, 1)}{item.unit}"
        item.claimed = item.points
    table.settle()
    return ""


def vague_target(table: Table, rng: random.Random) -> str | None:
    item = pick(table, rng, "told")
    if item is None:
        return None
    item.target = rng.choice(("逐步提高", "不断完善", "进一步加强", "有效提升"))
    item.actual = item.target.replace("逐步", "已").replace("不断", "已").replace("进一步", "已").replace("有效", "已")
    return item.path[2]


def target_missing(table: Table, rng: random.Random) -> str | None:
    item = pick(table, rng, "least", met=True)
    if item is None:
        return None
    item.target, item.sign, item.unit = rng.choice(("XX", "**", "—")), "", ""
    return item.path[2]


def under_the_wrong_level(table: Table, rng: random.Random) -> str | None:
    item = next((i for i in table.items if i.path[2] in ("工程竣工验收合格率", "补助资金发放及时率")), None)
    if item is None or not any(i.path[1] == "数量指标" for i in table.items):
        return None
    table.items.remove(item)
    item.path = (item.path[0], "数量指标", item.path[2])
    table.items.insert(0, item)
    table.items.sort(key=lambda i: i.path[:2] != ("产出指标", "数量指标"))
    return item.path[2]


def same_row_twice(table: Table, rng: random.Random) -> str | None:
    item = next(
        (
            i
            for i in table.items
            if Fraction(i.points) >= 6
            and Fraction(i.points) % 2 == 0
            and i.claimed
            and Fraction(i.claimed) == Fraction(i.points)
        ),
        None,
    )
    if item is None:
        return None
    item.points = item.claimed = str(int(Fraction(item.points) / 2))
    table.items.insert(table.items.index(item), replace(item))
    return item.path[2]
