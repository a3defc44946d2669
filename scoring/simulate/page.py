"""试算报告.html: one page that opens offline and asks nothing of a network; charts as SVG, no script at all.

What came from a file goes through `_text`; a Content-Security-Policy names our style by hash and allows nothing else.
The same corpus and standards give the same bytes.
"""

from __future__ import annotations

import base64
from collections.abc import Iterable, Sequence
from hashlib import sha256
from heapq import nlargest
from html import escape
from importlib.resources import files
from pathlib import Path
from string import Template

from scoring import charts
from scoring.atomic import write_bytes
from scoring.recheck.short import NO_UNIT, short
from scoring.simulate.compare import Change
from scoring.simulate.screen import average, example, grades, headline, main_name
from scoring.simulate.steps import counts
from scoring.simulate.tally import Tally

MOST = 20  # bars of one chart
ROWS = 300  # lines of a table


def write(path: Path, tally: Tally, differences: Sequence[str], *, force: bool = False) -> None:
    """Write the page; `differences` are the words of `scoring standards diff`.

    Raises ScoringError when the file exists (unless `force`) or the disk refuses.
    """
    write_bytes(path, page(tally, differences).encode("utf-8", "replace"), force=force)


def page(tally: Tally, differences: Sequence[str]) -> str:
    """The whole page."""
    style = _part("page.css")
    sections = [
        ("charts", "图", _charts(tally)),
        ("causes", "按条款", _causes(tally)),
        ("units", f"按单位（{len(tally.units)}）", _units(tally)),
        ("changes", f"受影响的报送件（{tally.changed:,}）", _changes(tally)),
        ("rules", "两个办法的不同", _rules(differences)),
    ]
    shown = [section for section in sections if section[2]]
    digest = base64.b64encode(sha256(style.encode()).digest()).decode()
    return Template(_part("page.html")).substitute(
        style=style,
        style_hash=f"sha256-{digest}",
        title=_text(f"试算：{tally.pair.a.id} 改为 {tally.pair.b.id}"),
        about=_text(f"{_named(tally, 'a')}　→　{_named(tally, 'b')}"),
        nav="".join(f'<a href="#{key}">{_text(name)}</a>' for key, name, _ in shown),
        lead=f"<p class=lead>{_text(headline(tally))}。</p><p class=lead>{_text(grades(tally))}。</p>",
        notes="".join(f"<p class=warn>{_text(note)}</p>" for note in tally.notes),
        figures=_figures(tally),
        sections="".join(f'<section id="{key}"><h2>{_text(name)}</h2>{body}</section>' for key, name, body in shown),
    )


def _part(name: str) -> str:
    return files("scoring").joinpath(f"data/simulate/{name}").read_text("utf-8")


def _text(text: str, most: int = 500) -> str:
    return escape("".join(c if c.isprintable() else " " for c in short(text, most)))


def _named(tally: Tally, side: str) -> str:
    used = getattr(tally.pair, side)
    return f"{used.title}（{used.id}，{used.cite}，校验码 {used.hash}）"


def _figures(tally: Tally) -> str:
    share = f"{100 * tally.regraded / tally.count:.1f}%" if tally.count else "—"
    found = [
        ("报送件", f"{tally.count:,}", ""), ("总分升", f"{tally.up:,}", ""), ("总分降", f"{tally.down:,}", ""),
        ("平均差（分）", tally.mean, ""), ("等级改变", f"{tally.regraded:,}", share),
    ]  # fmt: skip
    items = (f"<div><dt>{k}</dt><dd>{v}{f'<small>{more}</small>' if more else ''}</dd></div>" for k, v, more in found)
    return f"<dl>{''.join(items)}</dl>"


# -- charts --


def _charts(tally: Tally) -> str:
    names = tally.names()
    old, new = ([sum(n for m, n in tally.grades.items() if m[at] == g) for g in names] for at in (0, 1))
    series = {tally.pair.a.id: old, tally.pair.b.id: new}
    left = [name for name, count in zip(names, old, strict=True) if count]
    flow = {f"到{to}": [tally.grades[name, to] for name in left] for to in names}
    flow = {to: found for to, found in flow.items() if any(found)}
    steps = counts(tally)
    drawn = [
        ("等级：改前与改后（件）", charts.bars("等级：改前与改后", names, series)),
        ("等级流向：原来的各等级，改后各到哪里", charts.stacked("等级流向", left, flow) if left else ""),
        ("新总分 − 原总分（件）", charts.histogram("新总分 − 原总分", [n for n, _ in steps], [c for _, c in steps], " 件")),
        ("等级因哪一条改变（件）", _by_cause(tally)),
        ("等级改变的件数（各单位）", _by_unit(tally)),
    ]  # fmt: skip
    figures = (f"<figure><figcaption>{_text(title)}</figcaption>{svg}</figure>" for title, svg in drawn if svg)
    return f'<div class="charts">{"".join(figures)}</div>' if tally.count else ""


def _by_cause(tally: Tally) -> str:
    found = [(cause, tally.main[cause]) for cause in tally.by_cause() if tally.main[cause]][:MOST]
    names = [cause.name for cause, _ in found]
    return charts.bars("等级因哪一条改变", names, {"": [n for _, n in found]}) if found else ""


def _by_unit(tally: Tally) -> str:
    found = [(name, u.grades) for name, u in tally.by_unit() if u.grades][:MOST]
    series = {"": [n for _, n in found]}
    return charts.bars("等级改变的件数", [name for name, _ in found], series) if found and len(tally.units) > 1 else ""


# -- tables --


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]], numbers: frozenset[int]) -> str:
    """A table whose cells are plain texts."""
    head = "".join(f'<th scope="col">{name}</th>' for name in heads)
    body = "".join(
        "<tr>" + "".join(f"<td{' class=n' if at in numbers else ''}>{_text(c)}</td>" for at, c in enumerate(row)) + "</tr>"
        for row in rows
    )  # fmt: skip
    return f'<div class="scroll"><table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>'


def _rest(count: int) -> str:
    return f"<p class=hint>其余 {count - ROWS:,} 行见“试算清单.xlsx”。</p>" if count > ROWS else ""


def _causes(tally: Tally) -> str:
    if not tally.owners:
        return ""
    heads = ("引起改变的条款", "条文", "涉及件", "涉及行", "分数合计", "等级因此改变", "例（原得分 → 新得分）")
    rows = (
        (c.name, tally.pair.clause(c), f"{tally.owners[c]:,}", f"{tally.rows[c]:,}", tally.gap(tally.sums[c]),
         f"{tally.main[c]:,}", example(tally.examples.get(c)))
        for c in tally.by_cause()[:ROWS]
    )  # fmt: skip
    hint = "等级的改变归到使总分朝那一边移动最多的一条；只因分数线不同而改变的，归到等级标准。"
    return f"<p class=hint>{hint}</p>" + _table(heads, rows, frozenset({2, 3, 4, 5}))


def _units(tally: Tally) -> str:
    heads = ("单位", "件", "总分升", "总分降", "平均差", "等级升", "等级降", "等级待定等", "主要由")
    rows = (
        (name, *(f"{n:,}" for n in (u.count, u.up, u.down)), average(tally, u),
         *(f"{n:,}" for n in (u.better, u.worse, u.other)), main_name(u))
        for name, u in tally.by_unit()[:ROWS]
    )  # fmt: skip
    return _table(heads, rows, frozenset(range(1, 8))) + _rest(len(tally.units))


def _changes(tally: Tally) -> str:
    """Those whose grade changes first, then by how far the total moves."""
    if not tally.changed:
        return ""
    heads = ("报送件", "单位", "项目", "原总分", "新总分", "差", "等级", "各条款的差")
    numbered = ((c.grade_a != c.grade_b, abs(c.difference), -at, c) for at, c in enumerate(tally.changes()))
    found = [item[-1] for item in nlargest(ROWS, numbered, key=lambda item: item[:3])]
    hint = "等级改变的在前，再按总分改变的大小。"
    table = _table(heads, (_change(tally, c) for c in found), frozenset({3, 4, 5}))
    return f"<p class=hint>{hint}</p>{table}{_rest(tally.changed)}"


def _change(tally: Tally, c: Change) -> tuple[str, ...]:
    why = "；".join(f"{cause.name} {tally.gap(delta)}" for cause, delta, _ in c.causes)
    moved = c.grade_a if c.grade_a == c.grade_b else f"{c.grade_a} → {c.grade_b}"
    totals = (tally.score(c.a), tally.score(c.b), tally.gap(c.difference))
    return short(c.submission, 120), short(c.unit, 100) or NO_UNIT, short(c.project, 100), *totals, moved, why


def _rules(differences: Sequence[str]) -> str:
    lines = "\n".join(escape("".join(c if c.isprintable() else " " for c in line[:2000])) for line in differences)
    return f'<pre class="diff">{lines or "没有不同"}</pre>'
