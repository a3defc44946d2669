"""What is made from the rest: list indexes, counts for charts, the search index. Made anew at every upgrade."""

from __future__ import annotations

from sqlalchemy import Connection, delete, func, inspect, select, text

from scoring.register import schema, search, tally
from scoring.register.content import unpacked
from scoring.register.rows import insert_rows


def rebuild(connection: Connection) -> None:
    """All of it from the submissions, as they stand."""
    drop_indexes(connection)
    search.clear(connection)
    entries: list[search.Searched] = []
    for row in _submissions(connection):
        record = unpacked(row["data"])["record"]
        entries.append(search.searched(row, row["unit"], row["department"] or "", record))
        if len(entries) >= 2000:
            search.add(connection, entries)
            entries.clear()
    search.add(connection, entries)
    counts(connection)
    indexes(connection)


def counts(connection: Connection) -> None:
    """The counts for charts, from nothing."""
    connection.execute(delete(schema.tally))
    changes = counted(connection)
    insert_rows(connection, schema.tally, [(*key, *sums) for key, sums in sorted(changes.sums.items())])


def counted(connection: Connection) -> tally.Changes:
    """What the counts have to be."""
    changes, s, f = tally.Changes(), schema.submission, schema.finding
    names: tuple[str, ...] = ("id", "year", "stage", "unit_id", "department_id", "grade", "grade_claimed", "status")
    names += ("recomputed_units", "claimed_units", "rate_units", "difference_units")
    asked = select(*(s.c[name] for name in names)).order_by(s.c.id).limit(20_000)
    last = 0
    while page := connection.execute(asked.where(s.c.id > last)).mappings().all():
        for row in page:
            changes.count(row, +1)
        last = page[-1]["id"]
    codes = select(f.c.code, s.c.year, s.c.stage, s.c.unit_id, s.c.department_id, func.count().label("n")).join_from(
        f, s
    )
    for row in connection.execute(codes.group_by(*list(codes.selected_columns)[:5])).mappings():
        changes.count_code(row, row["code"], row["n"])
    return changes


def complete(connection: Connection) -> bool:
    """Whether the list indexes are there; a large import that was cut off leaves none, and its counts undone."""
    return any(index["name"] == "ix_list_event" for index in inspect(connection).get_indexes("submission"))


def _submissions(connection: Connection):  # type: ignore[no-untyped-def]
    s, d = schema.submission, schema.unit.alias("department")
    rows = (
        select(s, schema.blob.c.data, schema.unit.c.name.label("unit"), d.c.name.label("department"))
        .join(schema.blob, schema.blob.c.hash == s.c.content)
        .join(schema.unit, schema.unit.c.id == s.c.unit_id)
        .outerjoin(d, d.c.id == s.c.department_id)
        .order_by(s.c.id)
    )
    last = 0
    while page := connection.execute(rows.where(s.c.id > last).limit(500)).mappings().all():
        yield from page
        last = page[-1]["id"]


def indexes(connection: Connection) -> None:
    """Every index a list needs, where it is missing; statistics for the planner."""
    for index in schema.LISTS:
        index.create(connection, checkfirst=True)
    search.index(connection)
    analyse(connection)


def drop_indexes(connection: Connection) -> None:
    for index in schema.LISTS:
        index.drop(connection, checkfirst=True)
    search.drop_index(connection)


def analyse(connection: Connection) -> None:
    """Tell the planner how many rows there are; all tables of SQLite, the big ones of PostgreSQL."""
    if connection.dialect.name == "sqlite":
        connection.execute(text("PRAGMA analysis_limit=1000"))
        connection.execute(text("ANALYZE"))
    else:
        for name in ("submission", "finding", "fulltext", "gram", "tally", "event", "draft", "cell"):
            connection.execute(text(f"ANALYZE {name}"))
