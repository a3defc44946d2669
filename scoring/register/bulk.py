"""Many submissions at once: the same rows, events and counts as one by one, written a batch at a time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import islice
from typing import Any

from sqlalchemy import Connection, Table, func, select, tuple_

from scoring.register import derived, schema, search
from scoring.register.chain import Stamped, Writer, storable
from scoring.register.flat import Prepared
from scoring.register.rows import insert_rows
from scoring.register.store import Register
from scoring.register.submissions import codes, enter, known_codes, organisation, stamped
from scoring.register.tally import Changes
from scoring.source import ScoringError

BATCH = 5000  # submissions in one transaction
MANY = 20_000  # above this an empty register gets its indexes after the rows


@dataclass(slots=True)
class Loaded:
    """How many came in new, how many replaced an earlier one, and what could not be taken."""

    new: int = 0
    replaced: int = 0
    refused: list[str] = None  # type: ignore[assignment]

    def __post_init__(self) -> None:
        self.refused = []


def load(
    register: Register, who: str, submissions: Iterable[Prepared], status: str = "已报送", expected: int = 0
) -> Loaded:
    """Enter submissions; one that is being reviewed or accepted stays as it is and is named in `refused`.

    A batch is entered whole or not at all; what was entered before a failure stays, and the whole may be repeated.
    `expected` is about how many there are: many into an empty register get their list indexes at the end.
    """
    done = Loaded()
    later = expected >= MANY and _empty(register)
    if later:
        with register.writing(who) as w:
            derived.drop_indexes(w.connection)
    try:
        rest = iter(submissions)
        while batch := list(islice(rest, BATCH)):
            with register.writing(who) as w:
                _batch(w, batch, status, done, count=not later)
    finally:
        if later:
            with register.writing(who) as w:
                derived.counts(w.connection)
                derived.indexes(w.connection)
    if done.new and not later:
        with register.writing(who) as w:
            derived.analyse(w.connection)
    return done


def _empty(register: Register) -> bool:
    with register.reading() as connection:
        return connection.execute(select(schema.submission.c.id).limit(1)).first() is None


def _batch(w: Writer, batch: Sequence[Prepared], status: str, done: Loaded, count: bool) -> None:
    units = {
        name: organisation(w, name) for name in sorted({p.unit for p in batch} | {p.department for p in batch} - {""})
    }
    there = _there(w.connection, batch, units)
    new: dict[tuple[Any, ...], Prepared] = {}
    again: list[Prepared] = []
    for one in batch:
        key = _key(one, units)
        if key in there or key in new:
            again.append(one)
        else:
            new[key] = one
    _insert(w, list(new.values()), units, status, count)
    done.new += len(new)
    for one in again:
        try:
            enter(w, one, status)
            done.replaced += 1
        except ScoringError as error:
            done.refused.append(error.problems[0].message)


def _key(one: Prepared, units: dict[str, int]) -> tuple[Any, ...]:
    return (units[one.unit], one.values["year"], storable(one.values["project"]), one.values["stage"])


def _there(connection: Connection, batch: Sequence[Prepared], units: dict[str, int]) -> set[tuple[Any, ...]]:
    s = schema.submission.c
    columns = (s.unit_id, s.year, s.project, s.stage)
    found: set[tuple[Any, ...]] = set()
    for part in _parts([_key(one, units) for one in batch], 500):
        found |= {tuple(row) for row in connection.execute(select(*columns).where(tuple_(*columns).in_(part)))}
    return found


def _parts(items: Sequence[Any], size: int) -> Iterator[Sequence[Any]]:
    return (items[at : at + size] for at in range(0, len(items), size))


def _insert(w: Writer, batch: Sequence[Prepared], units: dict[str, int], status: str, count: bool) -> None:
    first = int(w.connection.execute(select(func.coalesce(func.max(schema.submission.c.id), 0))).scalar_one()) + 1
    stamps: dict[str, Stamped] = {}
    masks: dict[tuple[str, ...], int] = {}
    bits = known_codes(w.connection)
    rows: dict[Table, list[tuple[Any, ...]]] = {
        t: [] for t in (schema.blob, schema.event, schema.submission, schema.finding)
    }
    blobs = {sha256(one.packed).hexdigest(): one for one in batch}
    hashes = list(blobs)
    for part in _parts(hashes, 500):
        for name in w.connection.execute(select(schema.blob.c.hash).where(schema.blob.c.hash.in_(part))).scalars():
            del blobs[name]
    rows[schema.blob] = [(name, one.size, one.packed) for name, one in blobs.items()]
    changes, entries = Changes(), []
    for number, one in enumerate(batch, first):
        fingerprint = one.values["standard_hash"]
        if fingerprint not in stamps:
            stamps[fingerprint] = stamped(w, one)
        found = tuple(sorted({f["code"] for f in one.findings}))
        if found not in masks:
            masks[found] = codes(w.connection, found, bits)
        row = {
            "id": number, "unit_id": units[one.unit], "department_id": units.get(one.department), "status": status,
            "codes": masks[found], "content": sha256(one.packed).hexdigest(),
            **{name: storable(value) for name, value in one.values.items()}, "event": 0,
        }  # fmt: skip
        event = w.event("报送", "submission", str(number), None, row, stamps[fingerprint])
        row["event"] = event["seq"]
        rows[schema.event].append(tuple(event[c.name] for c in schema.event.columns))
        rows[schema.submission].append(tuple(row[c.name] for c in schema.submission.columns))
        for at, f in enumerate(one.findings):
            rows[schema.finding].append(
                (number, at, *(storable(f[k]) for k in ("code", "severity", "place", "row", "message")))
            )
        if count:
            changes.count(row, +1)
            for f in one.findings:
                changes.count_code(row, f["code"], +1)
        entries.append(search.searched(row, one.unit, one.department, one.record))
    for table, values in rows.items():
        insert_rows(w.connection, table, values)
    changes.write(w.connection)
    search.add(w.connection, entries)
