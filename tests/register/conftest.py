"""Every test of the register runs on SQLite and on a PostgreSQL started for this run."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest

from scoring.register import Register, create
from tests.register.server import Server, programs

_names = count(1)


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """In CI its absence is a failure, never a skip: `make programs` installs it."""
    if programs() is None and not os.environ.get("CI"):
        pytest.skip("PostgreSQL is not installed here: make programs")
    running = Server()
    running.execute("CREATE DATABASE made")
    create(running.url("made")).close()
    yield running
    running.close()


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("made") / "台账.db"
    create(str(path)).close()
    return path


@pytest.fixture(params=["sqlite", "postgresql"])
def backend(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def empty(backend: str, request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where a register may be made: a file that is not there, a database without tables."""
    if backend == "sqlite":
        return str(tmp_path / "空.db")
    running: Server = request.getfixturevalue("server")
    name = f"empty{next(_names)}"
    running.execute(f"CREATE DATABASE {name}")
    return running.url(name)


@pytest.fixture
def url(backend: str, request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A register of this version, empty."""
    if backend == "sqlite":
        shutil.copy(request.getfixturevalue("made"), tmp_path / "台账.db")
        return str(tmp_path / "台账.db")
    running: Server = request.getfixturevalue("server")
    name = f"register{next(_names)}"
    running.execute(f"CREATE DATABASE {name} TEMPLATE made")
    return running.url(name)


@pytest.fixture
def register(url: str) -> Iterator[Register]:
    opened = Register(url)
    yield opened
    opened.close()
