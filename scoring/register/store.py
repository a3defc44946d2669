"""The register (台账): what was submitted, by whom, when, under which standard, and how that came about.

register = Register("sqlite:///台账.db")        # or postgresql://…; `create` makes it, `upgrade` brings it up to date
with register.writing("张三") as w:              # one transaction; every change goes through `w.put`
    w.put("unit", {"id": 1}, {"name": "甲局"}, "登记单位")
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from scoring.register.chain import Clock, Writer
from scoring.register.trouble import LOCKED, refuse, told

BUSY = 15.0  # seconds to wait for a turn to write
_TURN = 6_0251_7131  # the advisory lock that writers of one PostgreSQL register share


def location(where: str) -> str:
    """A URL from what a user names: a file is SQLite, postgresql://… stays. Raises ScoringError."""
    if "://" not in where:
        return f"sqlite:///{where}"
    try:
        url = make_url(where)
    except ArgumentError:
        raise refuse(
            "看不懂台账的地址", "写文件名（如 台账.db），或 postgresql://用户:密码@主机/库名", where[:100]
        ) from None
    if url.drivername in ("postgresql", "postgres", "postgresql+psycopg"):
        return url.set(drivername="postgresql+psycopg").render_as_string(hide_password=False)
    if url.drivername != "sqlite":
        raise refuse(f"台账不能放在 {url.drivername[:30]} 里", "可以是文件（SQLite）或 postgresql://…", where[:100])
    return where


class Register:
    """One register, open. Safe to share between threads; each process opens its own."""

    def __init__(self, where: str, *, clock: Clock | None = None, busy: float = BUSY, must_exist: bool = True) -> None:
        self.url = location(where)
        self.clock: Clock = clock or (lambda: datetime.now(UTC))
        self.busy = busy
        self._turn = Lock()  # writers of one process queue here, so that only one of them waits for the database
        url = make_url(self.url)
        self.sqlite = url.get_backend_name() == "sqlite"
        self.place = str(url.database) if self.sqlite else url.render_as_string(hide_password=True)
        if self.sqlite and must_exist and not Path(self.place).is_file():
            raise refuse("这里还没有台账", "请先运行 scoring register init", self.place)
        with told(self.place):
            self.engine = _sqlite(self.url, busy) if self.sqlite else _postgresql(self.url, busy)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """One consistent view for several questions. Raises ScoringError when the database does not answer."""
        with told(self.place), self.engine.connect() as connection:
            options = {} if self.sqlite else {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
            yield connection.execution_options(**options)

    @contextmanager
    def writing(self, who: str) -> Iterator[Writer]:
        """One transaction that is done whole or not at all; writers take turns, so that history is one line.

        Raises ScoringError when the turn does not come, the disk is full, the database is gone.
        """
        if not self._turn.acquire(timeout=self.busy):
            raise refuse(*LOCKED, self.place)
        try:
            with told(self.place), self._begun() as connection:
                yield Writer(connection, who, self.clock)
        finally:
            self._turn.release()

    @contextmanager
    def _begun(self) -> Iterator[Connection]:
        with self.engine.connect().execution_options(register_writes=True) as connection, connection.begin():
            if not self.sqlite:
                connection.execute(text("SELECT pg_advisory_xact_lock(:turn)"), {"turn": _TURN})
            yield connection

    def close(self) -> None:
        self.engine.dispose()


def _sqlite(url: str, busy: float) -> Engine:
    """WAL, every commit on the disk before it is acknowledged, BEGIN IMMEDIATE for writes."""
    engine = create_engine(url, connect_args={"timeout": busy}, pool_size=8, max_overflow=42)

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _: Any) -> None:
        connection.isolation_level = None  # transactions are begun here, not by the driver
        for pragma in (
            f"busy_timeout={int(busy * 1000)}", "journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON",
            "recursive_triggers=ON", "cache_size=-8192", "mmap_size=268435456", "temp_store=MEMORY",
        ):  # fmt: skip
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get("register_writes")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def _postgresql(url: str, busy: float) -> Engine:
    settings = f"-c lock_timeout={int(busy * 1000)} -c timezone=UTC"
    connect = {"connect_timeout": 5, "options": settings, "prepare_threshold": 3}
    return create_engine(url, connect_args=connect, pool_pre_ping=True, pool_size=8, max_overflow=42)
