"""Reading what arrives: tables in any layout → submissions, by the meaning of their labels.

    recognise.read(document.tables, document.text)

A registered form only says which labels belong together and what they mean in it; an unknown table is read
with the general meanings of `data/labels.toml`.
"""

from __future__ import annotations

from collections.abc import Sequence

from scoring.grid import Grid
from scoring.model import Submission
from scoring.recognise import reader
from scoring.recognise.labels import Labels, common
from scoring.recognise.strips import Strip, heading, strips

__all__ = ["read", "read_as"]

ALIKE = 0.6  # of the labels: below that a table is of no registered form


def read(tables: Sequence[Grid], text: str = "") -> list[Submission]:
    """Every self-assessment in a document; none when no table in it is one."""
    from scoring.form import registered

    found = []
    for walk in segments(tables):
        seen = {key for strip in walk for key in strip.keys if key}
        form = max(registered(), key=lambda f: f.likeness(seen))
        if form.likeness(seen) >= ALIKE:
            found.append(reader.read(walk, form.labels, form.id, form.standard))
        else:
            found.append(reader.read(walk, common(), "generic", "mof-2020"))
    return reader.with_text(found, text)


def read_as(tables: Sequence[Grid], text: str, labels: Labels, form: str, standard: str) -> Submission:
    """The tables as one submission in a known form."""
    walk = [strip for grid in tables for strip in strips(grid)]
    return reader.with_text([reader.read(walk, labels, form, standard)], text)[0]


def segments(tables: Sequence[Grid]) -> list[list[Strip]]:
    """The rows of each self-assessment: one begins where a project is named again, or a title stands again.

    Tables that are no self-assessment, and do not continue one, are left out.
    """
    labels = common()
    done: list[list[Strip]] = []
    open_: list[Strip] = []
    named = headed = False
    for grid in tables:
        walk = list(strips(grid))
        kinds = [_kind(strip, labels) for strip in walk]
        if not any(kinds) and not (headed and open_ and grid.columns == open_[-1].grid.columns):
            continue
        for strip, kind in zip(walk, kinds, strict=True):
            if kind == "project":
                if named or headed:
                    done.append(open_)
                    open_, headed = _pulled(open_, done), False
                named = True
            headed = headed or kind == "row"
            open_.append(strip)
    if open_:
        done.append(open_)
    return [walk for walk in done if any(_kind(strip, labels) for strip in walk)]


def _kind(strip: Strip, labels: Labels) -> str:
    """ "project" where a project or a department's own table begins, "row" for a heading of indicators."""
    for i, key in enumerate(strip.keys):
        if key and labels.field.get(key) == "project" and strip.cells[i].row == strip.row:
            rest = [j for j in range(i + 1, len(strip.cells)) if strip.cells[j].text]
            if rest and not labels.known(strip.keys[rest[0]]):
                return "project"
    found = heading(strip, labels)
    return "row" if found is not None and found.kind == "row" else ""


def _pulled(before: list[Strip], done: list[list[Strip]]) -> list[Strip]:
    """Title lines that stand right above the new table, taken from the end of the one before."""
    from scoring.recognise.around import is_title

    for back in range(1, min(6, len(before)) + 1):
        cells = before[-back].fresh()
        if len(cells) > 1:
            break
        if cells and is_title(before[-back].cells[cells[0]].text):
            done[-1] = before[:-back]
            return before[-back:]
    return []
