"""Full-text search: every pair of neighbouring characters is indexed, so that 低保 is found as well as 金保工程.

The same pairs on both databases: SQLite keeps them in an FTS5 table, PostgreSQL in an array with a GIN index. What
they find is then held against the text itself, so that pairs from different places do not count as a hit.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2s
from itertools import pairwise

from sqlalchemy import Connection, Integer, TextClause, bindparam, delete, select, text
from sqlalchemy.dialects import postgresql

from scoring.register import schema
from scoring.register.chain import storable
from scoring.register.rows import insert_rows, insert_values
from scoring.register.schema import Columns
from scoring.register.trouble import refuse

LONGEST = 4000  # characters of one submission that are searched
_LATEST = 20_000  # submissions that are looked through before the index is asked
WORDS = 8  # words of one question
NEWEST = 1000  # a word found more often is looked at in the newest ones only


_RUN = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Searched:
    """The text of one submission and what narrows a search beforehand: its unit and its year."""

    submission_id: int
    text: str
    marks: str

    @property
    def grams(self) -> list[str]:
        return [*pairs(self.text), *self.marks.split()]

    @property
    def numbers(self) -> list[int]:
        """The same as numbers, four bytes each; what two pairs share by chance, the text itself tells apart."""
        return list(map(numbered, self.grams))


def normal(written: str) -> list[str]:
    """Runs of letters and digits: full-width as half-width, small letters, all else parts them."""
    same = unicodedata.normalize("NFKC", written).lower()
    return _RUN.findall(same)


def pairs(normalised: str) -> list[str]:
    """The distinct pairs of neighbouring characters of each run, as names both databases index alike."""
    found = dict.fromkeys(pair for run in normalised.split() for pair in pairwise(run))
    return list(map(_named, found))


@lru_cache(maxsize=1 << 17)
def _named(pair: tuple[str, str]) -> str:
    return f"{ord(pair[0]):x}x{ord(pair[1]):x}"


def marks(unit: int, year: int) -> str:
    return f"unit{unit} year{year}"


def searched(row: Columns, unit: str, department: str, record: Columns) -> Searched:
    """Project, unit, department, indicators, goals, reasons, narrative of a submission."""
    lines = record.get("lines") or []
    parts = [
        row["project"], unit, department, *((record.get("texts") or {}).values()),
        *(text for line in lines for text in (line["path"][-1], line.get("remark") or "")),
    ]  # fmt: skip
    runs = " ".join(normal("\n".join(str(part)[:LONGEST] for part in parts if part)))
    return Searched(row["id"], str(storable(runs[:LONGEST])), marks(row["unit_id"], row["year"]))


@lru_cache(maxsize=1 << 17)
def numbered(gram: str) -> int:
    """A gram as a number of four bytes."""
    return int.from_bytes(blake2s(gram.encode(), digest_size=4).digest(), signed=True)


# -- writing --


def add(connection: Connection, entries: Sequence[Searched]) -> None:
    """Index new submissions."""
    if not entries:
        return
    insert_rows(connection, schema.fulltext, [(e.submission_id, e.text, e.marks) for e in entries])
    if connection.dialect.name == "sqlite":
        insert_values(connection, "gram", ("rowid", "grams"), [(e.submission_id, " ".join(e.grams)) for e in entries])
    else:
        insert_values(connection, "gram", ("submission_id", "grams"), [(e.submission_id, e.numbers) for e in entries])


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
    f = schema.fulltext.c
    narrowing = [f"unit{unit}"] * (unit is not None) + [f"year{year}"] * (year is not None)
    newest = select(f.submission_id).where(*(f.text.contains(run, autoescape=True) for run in runs))
    newest = newest.order_by(f.submission_id.desc()).limit(NEWEST)
    if connection.dialect.name != "sqlite" and not narrowing:
        last = connection.execute(select(f.submission_id).order_by(f.submission_id.desc()).limit(1)).scalar() or 0
        hits = list(connection.execute(newest.where(f.submission_id > last - _LATEST)).scalars())
        if len(hits) == NEWEST:  # a frequent word: its pairs would find more than anybody can read
            return hits
    wanted = [*pairs(" ".join(words)), *narrowing]
    return list(connection.execute(newest.where(f.submission_id.in_(_candidates(connection, wanted)))).scalars())


def _candidates(connection: Connection, wanted: Sequence[str]) -> TextClause:
    if connection.dialect.name == "sqlite":
        asked = " AND ".join(f'"{gram}"' for gram in wanted)
        found = f"SELECT rowid FROM gram WHERE gram MATCH :asked ORDER BY rowid DESC LIMIT {2 * NEWEST}"
        return text(found).bindparams(asked=asked)
    one = text(f"SELECT submission_id FROM gram WHERE grams @> :asked ORDER BY submission_id DESC LIMIT {2 * NEWEST}")
    return one.bindparams(bindparam("asked", list(map(numbered, wanted)), postgresql.ARRAY(Integer)))
