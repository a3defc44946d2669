"""Taking back what one person typed into a draft, the last first. Read from the draft's history; nothing is kept for it."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import and_, select

from scoring.register import schema
from scoring.register.chain import storable
from scoring.register.schema import Columns
from scoring.register.store import Register

KIND = "撤销"  # what history says of such a save
FURTHEST = 5000  # events looked back upon


@dataclass(frozen=True, slots=True)
class Step:
    """A change that may be taken back."""

    seq: int
    key: str
    before: str
    theirs: bool  # somebody else has changed the cell since


def last(
    register: Register, number: int, who: str, first: Callable[[str], str], below: int | None = None
) -> Step | None:
    """This person's last change of a draft that is not taken back yet; None when there is none.

    `first` is what a cell held before anybody typed into it; `below`: only what came before that event.
    """
    e, c = schema.event.c, schema.cell.c
    own, prefix = storable(who)[:200], f"{number}/"
    here = and_(e.subject == "cell", e.key == prefix + c.key)
    asked = select(e.seq, e.who, e.kind, c.key, e.before, e.after).join_from(schema.cell, schema.event, here)
    asked = asked.where(c.draft_id == number).order_by(e.seq.desc()).limit(FURTHEST)
    with register.reading() as connection:
        rows = list(connection.execute(asked).mappings())
    taken_back: Counter[str] = Counter()
    theirs: set[str] = set()
    now: dict[str, str | None] = {}
    over: set[str] = set()  # what came before the rows were rearranged is of another cell
    for row in rows:
        key = row["key"]
        if key in over or row["after"] is None:
            over.add(key)
            continue
        now.setdefault(key, _value(row, "after"))
        if row["who"] != own:
            theirs.add(key)
        elif row["kind"] == KIND:
            taken_back[key] += 1
        elif taken_back[key]:
            taken_back[key] -= 1
        elif below is None or row["seq"] < below:
            before, after = _value(row, "before"), _value(row, "after")
            before = first(key) if before is None else before
            if before not in (after, now[key]):  # somebody else may have taken it back already
                return Step(row["seq"], key, before, key in theirs)
    return None


def _value(row: Columns, which: str) -> str | None:
    try:
        return str(json.loads(row[which])["value"]) if row[which] else None
    except (ValueError, KeyError, TypeError):  # somebody has made it unreadable, which `verify` names
        return None
