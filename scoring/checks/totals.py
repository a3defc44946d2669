"""T01–T06: points, sums and the grade."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from itertools import groupby

from scoring.checks.catalogue import blank, clues
from scoring.checks.table import Entry, Table, core, more_or_less, number, off, out_of_range, points_in_name, short
from scoring.number import add, decimals, round_to, show
from scoring.source import Finding, Source

HUNDRED = Fraction(100)


def points_sum(table: Table) -> Iterator[Finding]:
    """T01: points with those of 执行率 add to 100, and to the printed sum."""
    if table.partial or not table.pointed:
        return
    rows, execution = table.points, table.execution_points
    sums = [rows + (execution or 0)]
    if table.execution_row:  # both places may print it, and it counts once
        sums.append(rows)
    slack = sum((Fraction(1, 200) for e in table.rows if decimals(e.indicator.points or "") >= 2), Fraction(0))
    place = table.submission.place("points")
    printed = table.submission.claimed.points
    unseen = _execution_not_seen(table, rows)
    if not unseen and not any(abs(s - HUNDRED) <= slack for s in sums):
        parts = f"指标 {show(rows)}" + (f" + 执行率 {show(execution)}" if execution else "")
        gap = more_or_less(sums[0], HUNDRED)
        message = f"分值合计 {show(sums[0])}（{parts}），应为 100（{gap}）；请核对各行分值"
        yield table.finding("T01", place, message, show(sums[0]), "100")
        return
    value, allowed = number(printed), [*sums, rows, *([HUNDRED] if unseen else [])]
    if printed and value is not None and not any(abs(s - value) <= slack for s in allowed):
        message = f"表上的分值合计 {printed}，各行相加为 {show(sums[0])}（{off(printed, show(sums[0]))}）；请改正"
        yield table.finding("T01", place, message, printed, show(sums[0]))


def _execution_not_seen(table: Table, rows: Fraction) -> bool:
    """The total is higher than all rows together: points of 执行率 exist, though none were printed where we look."""
    total = number(table.submission.claimed.total)
    claims = [e.claimed for e in table.rows]
    if table.execution_points is not None or table.execution_row or rows >= HUNDRED or not table.submission.funds:
        return False
    return total is not None and None not in claims and total > add(claims)


def scores_sum(table: Table) -> Iterator[Finding]:
    """T02: the scores add to the printed total."""
    printed = table.submission.claimed.total
    total = number(printed)
    lost = table.standard.settings.not_applicable == "lose"
    scores = [Fraction(0) if e.got is None and e.facts.not_applicable and lost else _score(e) for e in table.rows]
    if table.partial or printed is None or total is None or not scores:
        return
    if any(score is None for score in scores):
        yield from _without_score(table)
        return
    rows, execution = add(scores), table.execution_claim
    if execution is None and _execution_expected(table):
        return
    sums = [rows + (execution or 0)]
    if table.execution_row:
        sums.append(rows)
    step = Decimal(1).scaleb(-decimals(printed))
    if any(total == round_to(s, step) for plain in sums for s in (plain, _capped(plain, table))):
        return
    gap = off(printed, show(sums[0]))
    message = f"总分 {printed}，各行得分相加为 {show(sums[0])}（{gap}）；请重新相加，或核对各行得分"
    yield table.finding("T02", table.submission.place("total"), message, printed, show(sums[0]))


def _score(e: Entry) -> Fraction | None:
    return e.got if e.got is not None else number(e.facts.judged)


def _without_score(table: Table) -> Iterator[Finding]:
    """T02 as a warning: some rows have a score and others none, so the total cannot be re-added."""
    if not any(e.claimed is not None for e in table.rows):
        return
    aside = [e for e in table.rows if e.facts.not_applicable or (e.execution and table.execution_claim is not None)]
    open_ = [e for e in table.rows if _score(e) is None and e.points and e not in aside]
    if open_:
        names = "、".join(f"“{short(e.indicator.name)}”" for e in open_[:3]) + ("等" if len(open_) > 3 else "")
        message = f"{names} {len(open_)} 行没有得分，总分无法核对；请补填得分，不评的请写明原因"
        yield table.finding("T02", open_[0].row.place("claimed"), message, severity="warning")


def _execution_expected(table: Table) -> bool:
    """Whether a score of 执行率 belongs to the total but is not printed."""
    if table.execution_row or not table.submission.funds:
        return False
    return not (table.pointed and table.execution_points is None and table.points == HUNDRED)


def _capped(total: Fraction, table: Table) -> Fraction:
    """The total after the caps and rescaling of the standard, where it has any."""
    rule = table.standard.find("total", "met")
    left_out = add(e.points for e in table.rows if e.facts.not_applicable)
    full = table.points + (table.execution_points or 0)
    if left_out and table.standard.settings.not_applicable == "rescale" and full > left_out:
        total = total * full / (full - left_out)
    if rule is None or rule.formula is None or table.whole is None or table.whole.rate is None:
        return total
    return rule.formula({"总分": total, "执行率": Fraction(table.whole.rate)})


def level_sums(table: Table) -> Iterator[Finding]:
    """T03: the points printed beside a 一级 or 二级 are those of its rows."""
    for level, printed, rows in () if table.partial else _levels(table):
        value = number(printed)
        if not rows or value is None:
            continue
        if any(e.points is None for e in rows):
            yield from _two_printed(table, level, printed, rows[0])
            continue
        total = add(e.points for e in rows)
        if total != value:
            place = table.submission.places.get(f"level:{level}") or rows[0].row.place("points")
            gap = off(printed, show(total))
            message = f"“{level}”印 {printed} 分，所属各行相加为 {show(total)} 分（{gap}）；请改正其一"
            yield table.finding("T03", place, message, printed, show(total))


def _two_printed(table: Table, level: str, printed: str, first: Entry) -> Iterator[Finding]:
    """T03 where rows print no points: those in the level's name against those printed beside it."""
    inside = points_in_name(first.indicator.path[level.count("/")])
    if inside and number(inside) != number(printed):
        place = table.submission.places.get(f"level:{level}") or first.row.place("path")
        message = f"“{level}”名称里写 {inside} 分，旁边印 {printed} 分（{off(printed, inside)}）；请改正其一"
        yield table.finding("T03", place, message, printed, inside)


def _levels(table: Table) -> Iterator[tuple[str, str, list[Entry]]]:
    """Levels with printed points and their rows: in a place of their own, or inside the names of adjoining rows."""
    given = table.submission.level_points
    beside = {"/".join(core(part) for part in level.split("/")): number(printed) for level, printed in given.items()}
    for level, printed in given.items():
        names = [core(part) for part in level.split("/")]
        yield level, printed, [e for e in table.rows if [core(n) for n in e.indicator.path[: len(names)]] == names]
    if not any(points_in_name(name) for name in {name for e in table.rows for name in e.indicator.path[:2]}):
        return
    for depth in (1, 2):
        for path, group in groupby(table.rows, key=lambda e: tuple(core(part) for part in e.indicator.path[:depth])):
            level, rows = "/".join(path), list(group)
            inside = next((p for e in rows if (p := points_in_name(e.indicator.path[depth - 1]))), None)
            if inside and number(inside) != beside.get(level):
                yield level, inside, rows


def ranges(table: Table) -> Iterator[Finding]:
    """T04: no score below zero or above its points, no points of zero or less, no total above 100."""
    for e in table.rows:
        if e.points is not None and not e.counts and not e.facts.not_applicable:
            message = f"分值 {e.indicator.points} 不大于 0；请填写这一行的分值，或删去这一行"
            yield table.finding("T04", e.row.place("points"), message, e.indicator.points)
        elif e.beyond:
            yield _beyond(table, e.row.place("claimed"), "得分", e.facts.claimed or "", e.indicator.points or "")
        judged = number(e.facts.judged)
        if judged is not None and out_of_range(judged, e.points):
            yield _beyond(table, e.row.place("judged"), "评判的分", e.facts.judged or "", e.indicator.points or "")
    for f in table.result.funds:
        funds = f.row.funds
        claimed = number(funds.claimed)
        if claimed is not None and out_of_range(claimed, number(funds.points)):
            yield _beyond(table, f.row.place("claimed"), "执行率得分", funds.claimed or "", funds.points or "")
    total = number(table.submission.claimed.total)
    if total is not None and not 0 <= total <= HUNDRED:
        printed = table.submission.claimed.total
        message = f"总分 {printed} 不在 0 至 100 之间；请重新相加"
        yield table.finding("T04", table.submission.place("total"), message, printed)


def _beyond(table: Table, place: Source, what: str, claimed: str, points: str) -> Finding:
    if (number(claimed) or 0) < 0:
        return table.finding("T04", place, f"{what} {claimed} 小于 0；请改正得分", claimed, "0")
    message = f"{what} {claimed} 大于分值 {points}（{off(claimed, points)}）；请改正得分或分值"
    return table.finding("T04", place, message, claimed, points)


def grade(table: Table) -> Iterator[Finding]:
    """T05: the printed grade is the one of the printed total."""
    printed, total = table.submission.claimed.grade, number(table.submission.claimed.total)
    if not printed or total is None or not table.standard.grade:
        return
    said = same_grade(printed, [g.name for g in table.standard.grade])
    right = table.standard.grade_of(Decimal(total.numerator) / Decimal(total.denominator))
    if right is None or said == right or (said is None and not _one_word(printed)):
        return
    within = next(g.within for g in table.standard.grade if g.name == right)
    score = table.submission.claimed.total
    message = f"总分 {score}，等级应为“{right}”（{within}），表上为“{printed}”；请改正等级，或核对总分"
    clause = f"{table.standard.cite}：" + "，".join(f"{g.within} {g.name}" for g in table.standard.grade)
    yield table.finding("T05", table.submission.place("grade"), message, printed, right, clause)


def _one_word(printed: str) -> bool:
    """Whether a grade cell says one thing, as against a choice of boxes (优□ 良☑) or a dash."""
    return not blank(printed) and len(printed.strip()) <= 6 and not re.search(r"[□☑☐■√✓✔]|\s", printed.strip())


def same_grade(printed: str, names: list[str]) -> str | None:
    """The name a standard has for a printed grade; None when it cannot be told."""
    plain = re.sub(r"[（(].*|[“”\"'。：:\s]|等级", "", printed)
    if plain in names:
        return plain
    group: list[str] = next((g for g in clues()["grades"]["groups"] if plain in g), [])
    return next((name for name in names if name in group), None)


def weights(table: Table) -> Iterator[Finding]:
    """T06: points of each 一级 are those of one of the standard's arrangements."""
    if table.partial or not table.pointed:
        return
    sections = _sections(table) if table.standard.weights else []
    known = [(w, found) for w in table.standard.weights if "" not in (found := _by_level(table, sections, w))]
    if not known:
        return
    wanted, found = min(known, key=lambda pair: len(_differing(*pair)))
    arrangement = "、".join(f"{level} {points}" for level, points in wanted.items())
    for level, total, first in _differing(wanted, found):
        place = first.row.place("points") if first else table.submission.place("points")
        gap = off(show(total), wanted[level])
        message = f"“{level}”分值合计 {show(total)}，办法为 {wanted[level]}（{gap}）；请按办法调整分值，或说明依据"
        yield table.finding("T06", place, message, show(total), wanted[level], f"{table.standard.cite}：{arrangement}")


Levels = dict[str, tuple[Fraction, Entry | None]]


def _differing(wanted: dict[str, str], found: Levels) -> list[tuple[str, Fraction, Entry | None]]:
    levels = ((level, *found.get(level, (Fraction(0), None))) for level in wanted)
    return [(level, total, first) for level, total, first in levels if total != number(wanted[level])]


def _sections(table: Table) -> list[tuple[Entry, Fraction]]:
    """The first row under each 二级指标, and the points of all rows there."""
    groups: dict[tuple[str, str, bool], list[Entry]] = {}
    for e in table.rows:
        groups.setdefault((e.indicator.path[0], e.indicator.path[1], e.execution), []).append(e)
    return [(rows[0], add(e.points for e in rows)) for rows in groups.values()]


def _by_level(table: Table, sections: list[tuple[Entry, Fraction]], wanted: dict[str, str]) -> Levels:
    """Points by the names of one arrangement; rows of no such name stand under the empty name."""
    found: Levels = {}
    dimensions = {core(e.indicator.dimension) for e, _ in sections}
    if (points := table.execution_points) and not table.execution_row:
        level = next((k for k in wanted if "执行率" in k), "")
        found[level] = (points, None)
    for e, points in sections:
        level = _level_of(e, wanted, dimensions)
        before, first = found.get(level, (Fraction(0), None))
        found[level] = (before + points, first or e)
    return found


def _level_of(e: Entry, wanted: dict[str, str], dimensions: set[str]) -> str:
    if e.execution:
        return next((k for k in wanted if "执行率" in k), "")
    if "满意" in e.indicator.aspect and not any("满意" in d for d in dimensions):
        satisfied = next((k for k in wanted if "满意" in k), None)  # 满意度 printed as a 二级 under 效益
        if satisfied:
            return satisfied
    dimension = core(e.indicator.dimension).removesuffix("指标")
    if not dimension:
        return ""
    return next((k for k in wanted if k.startswith(dimension) or dimension.startswith(k.removesuffix("指标"))), "")
