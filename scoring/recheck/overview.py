"""The first screen of 复核报告.html: headline figures, charts, units, the draw, findings across files, as markup.

Everything that came from a file goes through `_text`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from html import escape

from scoring import charts
from scoring.number import show
from scoring.recheck.risk import Drawn, weights
from scoring.recheck.short import Found, short
from scoring.recheck.statistics import STATUSES, Survey, steps
from scoring.source import SEVERITIES

TITLE = "绩效自评复核报告"
MOST = 20  # bars of one chart
ROWS = 300  # lines of a table on the first screen
_ENOUGH = 5  # rows a unit must have before its share of full marks says something


def parts(s: Survey, across: Sequence[Found], sample: Sequence[Drawn], note: str) -> dict[str, str]:
    """The places of the template that hold what this run came to."""
    sections = [
        ("h-charts", "图", _charts(s)),
        ("h-units", "按单位", _units(s)),
        ("h-across", f"跨文件的疑点（{len(across)}）", _across(across)),
        ("h-sample", f"抽评名单（{len(sample)}）", _sample(sample, s)),
    ]
    shown = [section for section in sections if section[2]]
    links = [("h-figures", "总数"), ("h-list", "清单"), *((key, name) for key, name, _ in shown)]
    markup = (f'<section aria-labelledby="{k}"><h2 id="{k}">{_text(n)}</h2>{body}</section>' for k, n, body in shown)
    return {
        "title": TITLE,
        "about": _text(note) or "复核结果供人核对，不代替评判。",
        "nav": "".join(f'<a href="#{key}">{_text(name)}</a>' for key, name in links),
        "figures": _figures(s),
        "urgency": _urgency(),
        "sections": "".join(markup),
    }


def _text(text: str | None, most: int = 500) -> str:
    return escape("".join(c if c.isprintable() else " " for c in short(text, most)))


def _urgency() -> str:
    weight = weights().weight
    return (
        f"紧急度 = 错误涉及的分数 × {show(weight['error'])} + 提醒涉及的分数 × {show(weight['warning'])}。"
        "涉及的分数：差多少分已知的按差数，不知道的按这一行的分值，读不了的文件按整张表。"
    )


def percent(share: Fraction | None) -> str:
    """A share as it is printed: 92.3%."""
    return "—" if share is None else f"{float(share * 100):.1f}%"


# -- figures and charts --


def _figures(s: Survey) -> str:
    read = "，".join(f"{name} {s.statuses[key]}" for key, name in STATUSES.items())
    figures = [
        ("文件", s.files, read, ""),
        ("自评表", s.tables, f"{len(s.units)} 个单位", ""),
        ("错误", s.severities["error"], f"另已豁免 {s.waived} 条" if s.waived else "", "error"),
        ("有错误的文件", s.faulty_files, f"占 {percent(Fraction(s.faulty_files, s.files or 1))}", "error"),
        ("错误涉及分数", show(s.stake, 2), "各行之和，每张表最多 100", "error"),
        ("提醒", s.severities["warning"], f"提示 {s.severities['info']} 条", ""),
    ]
    items = (
        f"<div{f' class={look}' if look else ''}><dt>{name}</dt><dd>{value}<small>{_text(hint)}</small></dd></div>"
        for name, value, hint, look in figures
    )
    return f"<dl>{''.join(items)}</dl>"


def _charts(s: Survey) -> str:
    drawn = [_grades(s), _differences(s), _codes(s), _full(s)]
    figures = (
        f"<figure><figcaption>{title}</figcaption>{chart}<p class=hint>{hint}</p></figure>"
        for title, chart, hint in drawn
        if chart
    )
    return f'<div class="charts">{"".join(figures)}</div>' if s.tables else ""


Chart = tuple[str, str, str]  # title, markup, hint


def _grades(s: Survey) -> Chart:
    title, names = "等级：自评与重算", s.grades
    series = {"自评": [s.claimed[g] for g in names], "重算": [s.recomputed[g] for g in names]}
    changed = sum(n for (a, b), n in s.moved.items() if a != b and "（" not in a + b)
    hint = f"重算后等级改变的 {changed} 份"
    return title, charts.bars(title, names, series) if names else "", hint


def _differences(s: Survey) -> Chart:
    title = "自评总分 − 重算总分（份数）"
    all_ = steps()
    counts = [s.differences[number] for number, _ in all_]
    hint = f"两个总分都有的 {s.differences.total()} 份；右边是自评偏高的"
    return title, charts.histogram(title, [name for _, name in all_], counts, " 份") if any(counts) else "", hint


def _codes(s: Survey) -> Chart:
    from scoring.checks import codes

    title, known = "各类疑点（条数）", codes()
    found = sorted((c for c in s.by_code() if c[1].found), key=lambda item: -item[1].found)
    names = [f"{code} {known[code].title if code in known else ''}" for code, _ in found[:MOST]]
    chart = charts.bars(title, names, {"": [c.found for _, c in found[:MOST]]}) if found else ""
    return title, chart, f"其余 {len(found) - MOST} 类见台账" if len(found) > MOST else ""


def _full(s: Survey) -> Chart:
    title = "满分行的比例（各单位）"
    units = [(name, u) for name, u in s.units.items() if u.rows >= _ENOUGH]
    units.sort(key=lambda item: (-(item[1].share or 0), -item[1].rows, item[0]))
    rows, full = sum(u.rows for u in s.units.values()), sum(u.full for u in s.units.values())
    top = units[:MOST]
    labels = [f"{percent(u.share)}（{u.full}/{u.rows}）" for _, u in top]
    chart = charts.bars(title, [name for name, _ in top], {"": [u.share or 0 for _, u in top]}, labels=labels)
    rest = f"，最高的 {MOST} 个（共 {len(units)} 个）" if len(units) > MOST else ""
    hint = f"全部 {rows} 行中满分 {full} 行，{percent(Fraction(full, rows) if rows else None)}{rest}"
    return title, chart if top else "", hint


# -- tables --


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]], numbers: frozenset[int]) -> str:
    """A table whose cells are markup already."""
    head = "".join(f'<th scope="col">{name}</th>' for name in heads)
    body = "".join(
        "<tr>" + "".join(f"<td{' class=n' if at in numbers else ''}>{c}</td>" for at, c in enumerate(row)) + "</tr>"
        for row in rows
    )
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _rest(count: int) -> str:
    return f"<p class=hint>其余 {count - ROWS} 行见“复核台账.xlsx”。</p>" if count > ROWS else ""


def _units(s: Survey) -> str:
    if not s.units:
        return ""
    heads = ("单位", "自评表", "不能读取", "有错误的", "错误", "提醒", "错误涉及分数", "满分行比例")
    rows = (
        (_text(name), *map(str, (u.tables, u.unreadable, u.faulty, u.errors, u.warnings)), show(u.stake, 2), percent(u.share))
        for name, u in s.by_urgency()[:ROWS]
    )  # fmt: skip
    return _folded(len(s.units), _table(heads, rows, frozenset(range(1, 8))) + _rest(len(s.units)), "个单位")


def _folded(count: int, body: str, what: str) -> str:
    """Open when it is short."""
    return f"<details{' open' if count <= MOST else ''}><summary>{count} {what}</summary>{body}</details>"


def _across(across: Sequence[Found]) -> str:
    if not across:
        return ""
    rows = (
        (
            _badge(f),
            _text(f["code"]),
            _text(f["message"]),
            "<br>".join(dict.fromkeys(map(_where, (f.get("places") or ())[:20]))),
        )
        for f in across[:ROWS]
    )
    table = _table(("轻重", "代码", "说明", "在哪里"), rows, frozenset())
    return _folded(len(across), table + _rest(len(across)), "条")


def _badge(finding: Found) -> str:
    name = SEVERITIES.get(finding["severity"], "") + ("（已豁免）" if finding.get("waived") else "")
    look = "off" if finding.get("waived") else finding["severity"] if finding["severity"] in SEVERITIES else ""
    return f'<b class="{look}">{name}</b>'


def _where(place: Found) -> str:
    number = place.get("table") or 1
    return _text(f"{place['file']}{f'（第 {number} 份）' if number > 1 else ''} {place.get('place') or ''}")


def _sample(sample: Sequence[Drawn], s: Survey) -> str:
    if not sample:
        return ""
    numbers = {(e.file, e.table): e.number for e in s.entries}
    rows = (
        (
            str(at), _opener(drawn, numbers), _text(drawn.unit), _text(drawn.project),
            show(drawn.stake.urgency, 1), str(drawn.stake.tickets), drawn.ticket[:12],
        )
        for at, drawn in enumerate(sample[:ROWS], 1)
    )  # fmt: skip
    table = _table(("序", "文件", "单位", "项目", "紧急度", "签数", "签号"), rows, frozenset({0, 4, 5}))
    hint = (
        f"每张表 1 签，紧急度每满 {show(weights().ticket)} 加 1 签；按种子、文件和签的次序摇号，号小的先中，可以重现。"
    )
    return f"<p class=hint>{hint}</p>{table}{_rest(len(sample))}"


def _opener(drawn: Drawn, numbers: dict[tuple[str, int], int]) -> str:
    name = _text(drawn.file) + (f"（第 {drawn.table} 份）" if drawn.table > 1 else "")
    number = numbers.get((drawn.file, drawn.table))
    return name if number is None else f'<button type="button" class="link" data-opens="{number}">{name}</button>'
