"""A real PostgreSQL of our own: Debian's programs, a data folder and a port of its own, not as root."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from typing import Any


def programs() -> Path | None:
    """The folder of the newest PostgreSQL that is installed."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"), key=lambda p: int(p.parts[-3]))
    return found[-1].parent if found else None


def _memory() -> str | None:
    """A folder in memory, where there is one with room: what a test wrote need not outlive it."""
    shared = Path("/dev/shm")
    return str(shared) if shared.is_dir() and shutil.disk_usage(shared).free > 1 << 30 else None


class Server:
    """initdb, start, stop, kill; `url(name)` of a database."""

    def __init__(self, durable: bool = False) -> None:
        bin_ = programs()
        assert bin_ is not None, "PostgreSQL is missing: make programs"
        self.bin = bin_
        self.folder = Path(tempfile.mkdtemp(prefix="scoring-pg-", dir=None if durable else _memory()))
        self.data = self.folder / "data"
        self.user: dict[str, Any] = {}
        if os.geteuid() == 0:  # the server refuses to run as root
            self.user = {"user": "postgres", "group": "postgres", "extra_groups": []}
            shutil.chown(self.folder, "postgres", "postgres")
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self._run(
            "initdb", "-D", str(self.data), "-U", "scoring", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "-N"
        )
        settings = {
            "port": self.port, "listen_addresses": "'127.0.0.1'", "unix_socket_directories": f"'{self.folder}'",
            "fsync": "on" if durable else "off", "max_connections": 200, "shared_buffers": "'256MB'" if durable else "'64MB'",
            "max_wal_size": "'4GB'" if durable else "'256MB'", "random_page_cost": 1.1, "log_min_messages": "fatal",
            "wal_level": "minimal", "max_wal_senders": 0, "autovacuum": "on" if durable else "off",
        }  # fmt: skip
        with (self.data / "postgresql.conf").open("a") as conf:
            conf.writelines(f"{name} = {value}\n" for name, value in settings.items())
        self.start()

    def _run(self, program: str, *arguments: str) -> None:
        subprocess.run(
            [self.bin / program, *arguments], check=True, cwd=self.folder, capture_output=True, timeout=120, **self.user
        )

    def start(self) -> None:
        self._run("pg_ctl", "start", "-w", "-D", str(self.data), "-l", str(self.folder / "log"))

    def stop(self) -> None:
        self._run("pg_ctl", "stop", "-w", "-m", "fast", "-D", str(self.data))

    def kill(self) -> None:
        """kill -9 the server itself; its children notice and go."""
        number = int((self.data / "postmaster.pid").read_text().split()[0])
        os.kill(number, signal.SIGKILL)
        for _ in range(200):  # a new one starts only when all have let go of the memory they shared
            with suppress(subprocess.CalledProcessError):
                self._run("pg_ctl", "start", "-w", "-D", str(self.data), "-l", str(self.folder / "log"))
                return
            time.sleep(0.05)
        raise AssertionError("the server does not come back")

    def url(self, name: str = "postgres") -> str:
        return f"postgresql://scoring@127.0.0.1:{self.port}/{name}"

    def execute(self, statement: str) -> None:
        import psycopg

        with psycopg.connect(self.url(), autocommit=True) as connection:
            connection.execute(statement.encode())

    def make(self, name: str, like: str = "") -> None:
        """A new database, empty or the copy of another."""
        self.execute(f"CREATE DATABASE {name} TEMPLATE {like or 'template1'} STRATEGY FILE_COPY")

    def drop(self, name: str) -> None:
        """Whoever is still in it goes."""
        self.execute(f"DROP DATABASE {name} WITH (FORCE)")

    def close(self) -> None:
        with suppress(subprocess.CalledProcessError):
            self._run("pg_ctl", "stop", "-w", "-m", "immediate", "-D", str(self.data))
        shutil.rmtree(self.folder, ignore_errors=True)
