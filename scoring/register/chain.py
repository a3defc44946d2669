"""The one function that changes anything, and the chain of events it leaves behind.

An event says who changed what when, from what to what, under which standard; its hash covers all of that and
the hash of the event before it. Order is `seq`. `at` is what the clock said; `shown` never goes back: it is
the later of `at` and the `shown` before it, so that a clock set back changes no order on a page.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, Table, and_, delete, func, insert, select, update

from scoring.register import schema
from scoring.register.schema import Columns

Clock = Callable[[], datetime]
Values = Columns

#: what the hash covers, in this order
FIELDS = (
    "seq", "at", "shown", "who", "kind", "subject", "key", "before", "after",
    "standard", "standard_version", "standard_hash", "previous",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Stamped:
    """Under which standard a change was made; empty where none is involved."""

    id: str = ""
    version: str = ""
    hash: str = ""


def digest(event: Columns) -> str:
    """The hash of an event, over all its fields."""
    text = json.dumps([event[name] for name in FIELDS], ensure_ascii=True, separators=(",", ":"))
    return sha256(text.encode()).hexdigest()


def row_text(values: Columns) -> str:
    """A row as it stands in an event: all columns but the number of the event itself."""
    kept = {name: value for name, value in values.items() if name != "event"}
    return json.dumps(kept, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def key_text(parts: Sequence[Any]) -> str:
    return "/".join(map(str, parts))


def storable(value: Any) -> Any:
    """Texts without the two things PostgreSQL cannot hold: a zero character, half of a surrogate pair."""
    if not isinstance(value, str) or (value.isascii() and "\x00" not in value):
        return value
    return value.replace("\x00", "\ufffd").encode("utf-8", "surrogatepass").decode("utf-8", "replace")


def instant(moment: datetime) -> str:
    """A time as it is written down: UTC, to the microsecond, always of the same length."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def day(moment: datetime) -> str:
    """The day on the wall; a waiver holds to the end of its last day."""
    return moment.astimezone().date().isoformat()


class Writer:
    """A transaction in which things may change; made by `Register.writing`."""

    def __init__(self, connection: Connection, who: str, clock: Clock) -> None:
        self.connection, self.who, self._clock = connection, storable(who)[:200], clock
        self._head: tuple[int, str, str] | None = None

    @property
    def now(self) -> datetime:
        return self._clock()

    @property
    def head(self) -> tuple[int, str, str]:
        """Number, hash and shown time of the last event."""
        if self._head is None:
            e = schema.event.c
            last = self.connection.execute(select(e.seq, e.hash, e.shown).order_by(e.seq.desc()).limit(1)).first()
            self._head = (last.seq, last.hash, last.shown) if last else (0, "", "")
        return self._head

    def put(
        self, table: str, key: Values, values: Values | None, kind: str, stamp: Stamped = Stamped()
    ) -> dict[str, Any]:
        """Insert, change or (values None) delete the row of that key, and write the event. Returns the row.

        `values` are all columns of a new row, or those that change; nothing happens when nothing changes.
        """
        where, columns = schema.CHRONICLED[table]
        at_key = and_(*(where.c[name] == key[name] for name in columns))
        found = self.connection.execute(select(where).where(at_key)).mappings().first()
        before = None if found is None else dict(found)
        after = None if values is None else {**(before or {}), **key, **{k: storable(v) for k, v in values.items()}}
        if before == after:
            return before or {}
        if after is not None:
            after = _whole(where, after)
        number = self.note(kind, table, key_text([key[name] for name in columns]), before, after, stamp)
        if after is None:
            self.connection.execute(delete(where).where(at_key))
            return {}
        after["event"] = number
        if before is None:
            self.connection.execute(insert(where), after)
        else:
            self.connection.execute(update(where).where(at_key).values(after))
        return after

    def note(
        self, kind: str, subject: str, key: str, before: Values | None = None, after: Values | None = None,
        stamp: Stamped = Stamped(),
    ) -> int:  # fmt: skip
        """Write one event; returns its number. On its own only for what changes no row (a login, a download)."""
        made = self.event(kind, subject, key, before, after, stamp)
        self.connection.execute(insert(schema.event), made)
        return int(made["seq"])

    def event(
        self, kind: str, subject: str, key: str, before: Values | None, after: Values | None, stamp: Stamped
    ) -> dict[str, Any]:
        """The next event of the chain, to be inserted by whoever asked for it."""
        seq, previous, shown = self.head
        at = instant(self.now)
        made: dict[str, Any] = {
            "seq": seq + 1, "at": at, "shown": max(at, shown), "who": self.who, "kind": kind, "subject": subject,
            "key": storable(key), "before": None if before is None else row_text(before),
            "after": None if after is None else row_text(after), "standard": stamp.id, "standard_version": stamp.version,
            "standard_hash": stamp.hash, "previous": previous,
        }  # fmt: skip
        made["hash"] = digest(made)
        self._head = (seq + 1, made["hash"], made["shown"])
        return made

    def next_id(self, table: Table) -> int:
        """The next free number; writers take turns, so nobody else takes it."""
        return int(self.connection.execute(select(func.coalesce(func.max(table.c.id), 0))).scalar_one()) + 1


def _whole(table: Table, row: dict[str, Any]) -> dict[str, Any]:
    """A row with every column, so that what an event says is what the table holds."""
    row["event"] = 0
    for column in table.columns:
        if column.name not in row:
            row[column.name] = column.default.arg if column.default is not None else None  # type: ignore[attr-defined]
    return row
