"""Every test of the register runs on SQLite and on a PostgreSQL started for this run."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest

from scoring.register import Register, create
from tests.register.server import Server, programs

Filling = Callable[[Register], object]
Copied = Callable[[Filling], str]

_names = count(1)


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """In CI its absence is a failure, never a skip: `make programs` installs it."""
    if programs() is None and not os.environ.get("CI"):
        pytest.skip("PostgreSQL is not installed here: make programs")
    running = Server()
    running.make("made")
    create(running.url("made")).close()
    yield running
    running.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def backend(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="session")
def filled() -> dict[tuple[str, Filling], str]:
    """The registers that tests copy: where they are, by backend and by what filled them."""
    return {}


@pytest.fixture
def place(backend: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Callable[..., str]]:
    """Where a register may be made, a new one at each call; `like` says which one to copy there."""
    if backend == "sqlite":

        def file(like: str = "") -> str:
            path = tmp_path / f"台账{next(_names)}.db"
            if like:
                shutil.copy(like, path)
            return str(path)

        yield file
        return
    running: Server = request.getfixturevalue("server")
    names: list[str] = []

    def database(like: str = "") -> str:
        names.append(f"register{next(_names)}")
        running.make(names[-1], like.rpartition("/")[2])
        return running.url(names[-1])

    yield database
    for name in names:
        running.drop(name)


@pytest.fixture
def copied(
    backend: str,
    place: Callable[..., str],
    filled: dict[tuple[str, Filling], str],
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
) -> Copied:
    """A register filled so: filled once in this run, copied for each test that asks."""

    def make(filling: Filling) -> str:
        if (where := filled.get((backend, filling))) is None:
            if backend == "sqlite":
                where = str(tmp_path_factory.mktemp("filled") / "台账.db")
            else:
                running: Server = request.getfixturevalue("server")
                name = f"filled{next(_names)}"
                running.make(name, "made")
                where = running.url(name)
            register = create(where)
            filling(register)
            register.close()
            filled[backend, filling] = where
        return place(where)

    return make


@pytest.fixture
def empty(place: Callable[..., str]) -> str:
    """Where a register may be made: a file that is not there, a database without tables."""
    return place()


def nothing(register: Register) -> None:
    """What a new register holds."""


@pytest.fixture
def url(copied: Copied) -> str:
    """A register of this version, empty."""
    return copied(nothing)


@pytest.fixture
def register(url: str) -> Iterator[Register]:
    opened = Register(url)
    yield opened
    opened.close()
