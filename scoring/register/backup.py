"""Backup while others work, and restore into an empty place.

A backup is one file, the same for both databases: a zip of JSON lines, a file for each table, of one consistent view.
So a register may move from SQLite to PostgreSQL and back. On SQLite a copy of the database file may be had instead.
"""

from __future__ import annotations

import base64
import io
import json
import sqlite3
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import closing, suppress
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy import LargeBinary, Table

from scoring.atomic import check_target, replacing
from scoring.register import derived, schema
from scoring.register.rows import insert_rows
from scoring.register.store import Register
from scoring.register.trouble import refuse, told
from scoring.register.upgrade import REVISION, revision, steps, upgrade
from scoring.register.verify import Verified, pages, verify

FORMAT = "scoring/register-backup/1"
_DERIVED = ("tally", "fulltext")
_PASSING = ("session", "throttle")  # nobody stays logged in through a restore
_LINE = 100_000_000  # bytes of one row in a backup
_BATCH = 1000


def tables() -> list[Table]:
    """What is backed up, each after what it refers to."""
    return [t for t in schema.metadata.sorted_tables if t.name not in (*_DERIVED, *_PASSING)]


def backup(register: Register, path: Path, *, force: bool = False) -> int:
    """Write a backup; returns how many rows. Others go on reading and writing. Raises ScoringError."""
    count = 0
    with (
        replacing(path, force=force) as file,
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=3) as archive,
        register.reading() as connection,
    ):
        head = {"format": FORMAT, "revision": REVISION, "tables": [t.name for t in tables()]}
        archive.writestr("register.json", json.dumps(head))
        for table in tables():
            binary = [c.name for c in table.columns if isinstance(c.type, LargeBinary)]
            with archive.open(f"{table.name}.jsonl", "w", force_zip64=True) as entry:
                for row in pages(connection, [*table.primary_key.columns]):
                    data = dict(row) | {name: base64.b64encode(row[name]).decode() for name in binary}
                    entry.write(json.dumps([data[c.name] for c in table.columns], ensure_ascii=False).encode() + b"\n")
                    count += 1
    return count


def copy(register: Register, path: Path, *, force: bool = False) -> None:
    """A copy of the SQLite file as it stands, through SQLite's own online backup. Raises ScoringError on PostgreSQL."""
    if not register.sqlite:
        raise refuse("PostgreSQL 的台账没有单个文件可复制", "请备份为 .zip", register.place)
    check_target(path, force=force)
    beside = path.with_name(f".{path.name[:60]}.part")
    try:
        with (
            told(str(path)),
            closing(sqlite3.connect(register.place)) as source,
            closing(sqlite3.connect(beside)) as target,
        ):
            source.backup(target, pages=4096, sleep=0.001)
            target.execute("PRAGMA journal_mode=DELETE")
        beside.replace(path)
    except (sqlite3.Error, OSError) as error:
        raise refuse(f"备份写不下去：{error}", "请换一个位置或清理磁盘", str(path)) from error
    finally:
        with suppress(OSError):
            beside.unlink(missing_ok=True)


def restore(path: Path, register: Register) -> Verified:
    """Fill an empty place from a backup, upgrade it where the backup is older, and verify it. In one transaction:
    a backup that is damaged leaves the place as empty as it was. Raises ScoringError when it is not empty."""
    if _has_tables(register):
        raise refuse("这里已经有台账，恢复只能到空的地方", "请换一个文件名或一个空的数据库", register.place)
    try:
        with path.open("rb") as file:
            magic = file.read(16)
        if magic == b"SQLite format 3\x00":
            _restore_copy(path, register)
        else:
            _restore_archive(path, register)
    except (OSError, zipfile.BadZipFile, KeyError, ValueError, TypeError, zlib.error, sqlite3.Error) as error:
        raise refuse("这不是台账的备份，或者已经损坏", "请换一个备份文件", str(path)) from error
    upgrade(register)
    return verify(register)


def _has_tables(register: Register) -> bool:
    return revision(register) is not None


def _restore_copy(path: Path, register: Register) -> None:
    if not register.sqlite:
        raise refuse("SQLite 的文件不能直接恢复到 PostgreSQL", "请用 .zip 备份", str(path))
    with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(register.place)) as target:
        source.backup(target)
    register.engine.dispose()


def _restore_archive(path: Path, register: Register) -> None:
    with zipfile.ZipFile(path) as archive, register.writing("恢复") as w:
        head = json.loads(archive.read("register.json"))
        if head.get("format") != FORMAT or not str(head.get("revision")) <= REVISION:
            raise refuse("这个备份是较新的程序做的", "请升级程序", str(path))
        steps(w.connection, head["revision"])
        for table in tables():
            rows = _rows(archive, table)
            while batch := list(islice(rows, _BATCH)):
                insert_rows(w.connection, table, batch)
        if head["revision"] == REVISION:
            derived.rebuild(w.connection)


def _rows(archive: zipfile.ZipFile, table: Table) -> Iterator[tuple[Any, ...]]:
    binary = [at for at, c in enumerate(table.columns) if isinstance(c.type, LargeBinary)]
    with archive.open(f"{table.name}.jsonl") as entry:
        stream = io.BufferedReader(entry)  # type: ignore[type-var]
        while line := stream.readline(_LINE):
            row = json.loads(line)
            for at in binary:
                row[at] = base64.b64decode(row[at])
            yield tuple(row)
