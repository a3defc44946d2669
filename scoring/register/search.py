"""Full-text search: every pair of neighbouring characters is indexed, so that 低保 is found as well as 金保工程.

The same pairs on both databases: SQLite keeps them in an FTS5 table, PostgreSQL in an array with a GIN index. What
they find is then held against the text itself, so that pairs from different places do not count as a hit.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from sqlalchemy import ColumnElement, Connection, TextClause, bindparam, delete, insert, select, text

from scoring.register import schema
from scoring.register.chain import storable
from scoring.register.schema import Columns
from scoring.register.trouble import refuse

LONGEST = 4000  # characters of one submission that are searched
WORDS = 8  # words of one question
NEWEST = 2000  # a word found more often is looked at in the newest ones only


@dataclass(frozen=True, slots=True)
class Searched:
    """The text of one submission and what narrows a search beforehand: its unit and its year."""

    submission_id: int
    text: str
    marks: str

    @property
    def grams(self) -> list[str]:
        return [*pairs(self.text), *self.marks.split()]


def normal(written: str) -> list[str]:
    """Runs of letters and digits: full-width as half-width, small letters, all else parts them."""
    same = unicodedata.normalize("NFKC", written).lower()
    return "".join(c if c.isalnum() else " " for c in same).split()


def pairs(normalised: str) -> list[str]:
    """The distinct pairs of neighbouring characters of each run, as names both databases index alike."""
    found = {pair for run in normalised.split() for pair in pairwise(run)}
    return sorted(f"{ord(a):x}x{ord(b):x}" for a, b in found)


def marks(unit: int, year: int) -> str:
    return f"unit{unit} year{year}"


def searched(row: Columns, unit: str, department: str, record: Columns) -> Searched:
    """Project, unit, department, indicators, goals, reasons, narrative of a submission."""
    lines = record.get("lines") or []
    parts = [
        row["project"], unit, department, *((record.get("texts") or {}).values()),
        *(text for line in lines for text in (line["path"][-1], line.get("remark") or "")),
    ]  # fmt: skip
    runs = " ".join(run for part in parts if part for run in normal(str(part)[:LONGEST]))
    return Searched(row["id"], str(storable(runs[:LONGEST])), marks(row["unit_id"], row["year"]))


# -- writing --


def add(connection: Connection, entries: Sequence[Searched]) -> None:
    """Index new submissions."""
    if not entries:
        return
    rows = [{"submission_id": e.submission_id, "text": e.text, "marks": e.marks} for e in entries]
    connection.execute(insert(schema.fulltext), rows)
    sqlite = connection.dialect.name == "sqlite"
    made = [{"id": e.submission_id, "grams": " ".join(e.grams) if sqlite else e.grams} for e in entries]
    connection.execute(text(_ADD[sqlite]), made)


def change(connection: Connection, entry: Searched) -> None:
    """Index a submission anew."""
    f = schema.fulltext
    old = connection.execute(select(f).where(f.c.submission_id == entry.submission_id)).first()
    if old is not None:
        before = Searched(old.submission_id, old.text, old.marks)
        if before == entry:
            return
        if connection.dialect.name == "sqlite":
            values = {"id": before.submission_id, "grams": " ".join(before.grams)}
            connection.execute(text("INSERT INTO gram(gram, rowid, grams) VALUES ('delete', :id, :grams)"), values)
        else:
            connection.execute(text("DELETE FROM gram WHERE submission_id = :id"), {"id": before.submission_id})
        connection.execute(delete(f).where(f.c.submission_id == entry.submission_id))
    add(connection, [entry])


_ADD = {
    True: "INSERT INTO gram(rowid, grams) VALUES (:id, :grams)",
    False: "INSERT INTO gram(submission_id, grams) VALUES (:id, :grams)",
}


def clear(connection: Connection) -> None:
    sqlite = connection.dialect.name == "sqlite"
    connection.execute(text("INSERT INTO gram(gram) VALUES ('delete-all')" if sqlite else "TRUNCATE gram"))
    connection.execute(delete(schema.fulltext))


def index(connection: Connection) -> None:
    if connection.dialect.name != "sqlite":
        connection.execute(text("CREATE INDEX IF NOT EXISTS ix_gram ON gram USING gin (grams)"))


def drop_index(connection: Connection) -> None:
    if connection.dialect.name != "sqlite":
        connection.execute(text("DROP INDEX IF EXISTS ix_gram"))


# -- asking --


def found(connection: Connection, question: str, unit: int | None = None, year: int | None = None) -> list[int]:
    """Submissions holding every word of the question, newest first, at most NEWEST. Raises ScoringError."""
    runs = [run[:50] for run in normal(question[:200])][:WORDS]
    words = [run for run in runs if len(run) > 1]
    if not words:
        raise refuse("要找的字太少", "请至少写两个相连的字，如“低保”", "查找")
    narrowing = [f"unit{unit}"] * (unit is not None) + [f"year{year}"] * (year is not None)
    wanted = [*pairs(" ".join(words)), *narrowing]
    f = schema.fulltext.c
    holds: Iterable[ColumnElement[bool]] = (f.text.contains(word, autoescape=True) for word in runs)
    ids = (
        select(f.submission_id)
        .where(f.submission_id.in_(_candidates(connection, wanted)), *holds)
        .order_by(f.submission_id.desc())
        .limit(NEWEST)
    )
    return list(connection.execute(ids).scalars())


def _candidates(connection: Connection, wanted: Sequence[str]) -> TextClause:
    if connection.dialect.name == "sqlite":
        asked = " AND ".join(f'"{gram}"' for gram in wanted)
        return text(
            f"SELECT rowid FROM gram WHERE gram MATCH :asked ORDER BY rowid DESC LIMIT {2 * NEWEST}"
        ).bindparams(asked=asked)
    one = text(f"SELECT submission_id FROM gram WHERE grams @> :asked ORDER BY submission_id DESC LIMIT {2 * NEWEST}")
    return one.bindparams(bindparam("asked", list(wanted)))
