"""What is made from the rest: list indexes, counts for charts, the search index. Made anew at every upgrade."""

from __future__ import annotations

from sqlalchemy import Connection, delete, select, text

from scoring.register import schema, search, tally
from scoring.register.content import unpacked


def rebuild(connection: Connection) -> None:
    """All of it from the submissions, as they stand."""
    drop_indexes(connection)
    connection.execute(delete(schema.tally))
    search.clear(connection)
    entries: list[search.Searched] = []
    changes = tally.Changes()
    for row in _submissions(connection):
        record = unpacked(row["data"])["record"]
        changes.count(row, +1)
        entries.append(search.searched(row, row["unit"], row["department"] or "", record))
        if len(entries) >= 2000:
            search.add(connection, entries)
            entries.clear()
    search.add(connection, entries)
    s, f = schema.submission.c, schema.finding.c
    codes = select(f.code, s.year, s.stage, s.unit_id, s.department_id).join_from(schema.finding, schema.submission)
    for found in connection.execute(codes.execution_options(yield_per=5000)).mappings():
        changes.count_code(found, found["code"], +1)
    changes.write(connection)
    indexes(connection)


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
