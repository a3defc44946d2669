"""试算报告.html: one page that opens offline and asks nothing of a network; charts as SVG, no script at all.

What came from a file goes through `_text`; a Content-Security-Policy names our style by hash and allows nothing else.
The same corpus and standards give the same bytes.
"""

from __future__ import annotations

import base64
from collections.abc import Sequence
from hashlib import sha256
from html import escape
from importlib.resources import files
from itertools import islice
from pathlib import Path
from string import Template

from scoring.atomic import write_bytes
from scoring.recheck.short import short
from scoring.simulate import view
from scoring.simulate.compare import Change
from scoring.simulate.screen import grades, headline
from scoring.simulate.tally import Tally


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
        ("units", f"按单位（{len(tally.units)}）", _table(view.units(tally))),
        ("changes", f"受影响的报送件（{tally.changed:,}）", _changes(tally)),
        ("rules", "两个办法的不同", _rules(differences)),
    ]
    shown = [section for section in sections if section[2]]
    digest = base64.b64encode(sha256(style.encode()).digest()).decode()
    return Template(_part("page.html")).substitute(
        style=style,
        style_hash=f"sha256-{digest}",
        title=_text(f"试算：{tally.pair.a.id} 改为 {tally.pair.b.id}"),
        about=_text(f"{view.named(tally, 'a')}　→　{view.named(tally, 'b')}"),
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


def _figures(tally: Tally) -> str:
    items = (
        f"<div><dt>{k}</dt><dd>{v}{f'<small>{more}</small>' if more else ''}</dd></div>"
        for k, v, more in view.figures(tally)
    )
    return f"<dl>{''.join(items)}</dl>"


def _charts(tally: Tally) -> str:
    drawn = (f"<figure><figcaption>{_text(title)}</figcaption>{svg}</figure>" for title, svg in view.drawings(tally))
    return f'<div class="charts">{"".join(drawn)}</div>' if tally.count else ""


# -- tables --


def _table(table: view.Table) -> str:
    """A table whose cells are plain texts."""
    head = "".join(f'<th scope="col">{name}</th>' for name in table.heads)
    body = "".join(
        "<tr>" + "".join(f"<td{' class=n' if at in table.numbers else ''}>{_text(c)}</td>" for at, c in enumerate(row)) + "</tr>"
        for row in table.rows
    )  # fmt: skip
    rest = f"<p class=hint>其余 {table.left:,} 行见“试算清单.xlsx”。</p>" if table.left else ""
    return f'<div class="scroll"><table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>{rest}'


def _causes(tally: Tally) -> str:
    if not tally.owners:
        return ""
    hint = "等级的改变归到使总分朝那一边移动最多的一条；只因分数线不同而改变的，归到等级标准。"
    return f"<p class=hint>{hint}</p>" + _table(view.causes(tally))


def _changes(tally: Tally) -> str:
    """Those whose grade changes first, then by how far the total moves."""
    if not tally.changed:
        return ""
    heads = ("报送件", "单位", "项目", "原总分", "新总分", "差", "等级", "各条款的差")
    rows = [_change(tally, c) for c in islice(tally.foremost(), view.ROWS)]
    hint = "等级改变的在前，再按总分改变的大小。"
    return f"<p class=hint>{hint}</p>{_table(view.Table(heads, rows, (3, 4, 5), tally.changed - len(rows)))}"


def _change(tally: Tally, c: Change) -> tuple[str, ...]:
    said = view.change(tally, c)
    moved = said["to"] if c.grade_a == c.grade_b else f"{said['from']} → {said['to']}"
    return *(said[name] for name in ("submission", "unit", "project", "a", "b", "difference")), moved, said["why"]


def _rules(differences: Sequence[str]) -> str:
    lines = "\n".join(escape("".join(c if c.isprintable() else " " for c in line[:2000])) for line in differences)
    return f'<pre class="diff">{lines or "没有不同"}</pre>'
