"""Reading what arrives: tables in any layout → submissions, by the meaning of their labels.

    recognise.read(document.tables, document.text)

A registered form only says which labels belong together and what they mean in it; an unknown table is read
with the general meanings of `data/labels.toml`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from operator import itemgetter

from scoring.grid import Grid
from scoring.model import Submission
from scoring.recognise import reader
from scoring.recognise.apart import by_project, side_by_side
from scoring.recognise.labels import Labels, common
from scoring.recognise.projects import listed
from scoring.recognise.strips import Strip, heading, strips
from scoring.source import Finding

__all__ = ["read", "read_as"]

MOST = 500  # self-assessments of one file
_MONEY = 12  # rows of a money table in front of the indicators
ALIKE = 0.6  # of the labels: below that a table is of no registered form


def read(tables: Sequence[Grid], text: str = "") -> list[Submission]:
    """Every self-assessment in a document, then what its lists of projects say; none when no table is either."""
    from scoring.form import registered

    found = []
    rows = [walk for grid in tables for walk in side_by_side(strips(grid)) if walk]
    lists = {id(walk): summary for walk in rows if (summary := listed(walk, common())) is not None}
    whole = segments([walk for walk in rows if id(walk) not in lists])
    walks = [part for walk in whole for part in by_project(walk, common())]
    for walk in walks[:MOST]:
        seen = {key for strip in walk for key in strip.keys if key}
        likeness, form = max(((form.likeness(seen), form) for form in registered()), key=itemgetter(0))
        if likeness >= ALIKE:
            found.append(reader.read(walk, form.labels, form.id, form.standard))
        else:
            found.append(reader.read(walk, common(), "generic", "mof-2020"))
    used = {id(strip.grid) for walk in walks for strip in walk}
    told = [text, *(_paragraphs(walk) for walk in rows if id(walk[0].grid) not in used)]
    found = reader.with_text(found, "\n".join(filter(None, told)))
    if len(walks) > MOST:
        message = f"文件里有 {len(walks)} 张自评表，只读取前 {MOST} 张；请拆分后重新报送"
        left = Finding("R02", "warning", walks[MOST][0].cells[0].source, message)
        found[-1] = replace(found[-1], findings=(*found[-1].findings, left))
    return [*found, *lists.values()]


def _paragraphs(walk: list[Strip]) -> str:
    """The lines of a table that is none: a sheet of paragraphs, one to a row."""
    rows = (strip for strip in walk if len(strip.fresh) == 1)
    return "\n".join(strip.cells[strip.fresh[0]].text for strip in rows)


def read_as(tables: Sequence[Grid], text: str, labels: Labels, form: str, standard: str) -> Submission:
    """The tables as one submission in a known form."""
    walk = [strip for grid in tables for strip in strips(grid)]
    return reader.with_text([reader.read(walk, labels, form, standard)], text)[0]


def segments(tables: Sequence[list[Strip]]) -> list[list[Strip]]:
    """The rows of each self-assessment: one begins where a project is named again.

    Tables that are no self-assessment, and do not continue one, are left out.
    """
    labels = common()
    done: list[list[Strip]] = []
    open_: list[Strip] = []
    held: list[Strip] = []  # a table of money only, until it is seen what follows
    named = headed = closed = False
    for walk in tables:
        kinds = [_kind(strip, labels) for strip in walk]
        if held and "row" in kinds and "project" not in kinds and "funds" not in kinds:
            walk, kinds = held + walk, [""] * len(held) + kinds
        money = "funds" in kinds and not {"row", "project", "field"} & {*kinds} and len(walk) <= _MONEY
        held = walk if money and (closed or not open_) else []
        if held and not (open_ and not _has_money(open_, labels)):
            continue
        if not _belongs(kinds, walk, open_, headed):
            continue
        if closed and "row" in kinds and "project" not in kinds:  # a form without a name for its project
            done.append(open_)
            open_, named, headed = [], False, False
        closed = _closed(walk, kinds, labels)
        for strip, kind in zip(walk, kinds, strict=True):
            if kind == "project":
                if named or headed:
                    done.append(open_)
                    open_, headed = _pulled(open_, done, strip.grid), False
                named = True
            headed = headed or kind == "row"
            open_.append(strip)
    return [*done, open_] if named or headed else done


def _belongs(kinds: list[str], walk: list[Strip], open_: list[Strip], headed: bool) -> bool:
    """Whether a table is part of a self-assessment: it has its headings or its fields, or goes on with its rows."""
    if "project" in kinds or "row" in kinds:
        return True
    told = [kind for kind in kinds if kind == "field"]
    if open_:
        return bool(told) or "funds" in kinds or (headed and walk[0].grid.columns == open_[-1].grid.columns)
    return len(told) + ("funds" in kinds) > 1


def _has_money(walk: list[Strip], labels: Labels) -> bool:
    return any(_kind(strip, labels) == "funds" for strip in walk)


def _closed(walk: list[Strip], kinds: list[str], labels: Labels) -> bool:
    """Whether a table has its 总分 below its indicators, so that further indicators belong to another form."""
    if "row" not in kinds:
        return False
    below = walk[kinds.index("row") + 1 :]
    return any(labels.field.get(s.keys[s.fresh[0]]) == "total" for s in below if s.fresh)


def _kind(strip: Strip, labels: Labels) -> str:
    """What a row tells of its table: "project" named, a heading ("row", "funds"), a "field" of the form."""
    told = ""
    for i in () if labels.fields.isdisjoint(strip.keys) else strip.fresh:
        key = strip.keys[i]
        meaning = labels.meaning(key) if key else ""
        if not meaning:
            continue
        if meaning == "project":
            rest = next((j for j in range(i + 1, len(strip.cells)) if strip.cells[j].text), None)
            if rest is not None and not labels.known(strip.keys[rest]):
                return "project"
        if meaning.startswith(("details.", "goal", "reason", "narrative", "measures")):
            told = "field"
    found = heading(strip, labels)
    return found.kind if found is not None else told


def _texts(strip: Strip) -> list[str]:
    return [strip.cells[i].text for i in strip.fresh]


def _pulled(before: list[Strip], done: list[list[Strip]], grid: Grid) -> list[Strip]:
    """Title lines that stand right above the new table, or begin its grid, taken from the end of the one before."""
    from scoring.recognise.around import is_title, year_in

    for back in range(1, min(6, len(before)) + 1):
        texts = _texts(before[-back])
        if len(texts) > 1 and not all(
            "：" in text or ":" in text or year_in(text) for text in texts
        ):  # 填报单位：… | 填报日期：…
            break
        if texts and is_title(texts[0]):
            above = _texts(before[-back - 1]) if back < len(before) else []
            back += len(above) == 1 and above[0].startswith("附")  # 附件2
            done[-1] = before[:-back]
            return before[-back:]
        if before[-back].row == 0 and before[-back].grid is grid:
            done[-1] = before[:-back]
            return before[-back:]
    return []
