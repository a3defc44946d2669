"""A desk over a new register: alone, or with two units, a reviewer and an administrator."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from scoring.desk.app import create
from scoring.desk.settings import Settings
from scoring.register import Register, accounts
from scoring.register import create as create_register

SETS = Path(__file__).parents[2] / "indicator_sets"
LOCAL = "http://127.0.0.1:8765"
PASSWORD = "一二三四五六七八"
PEOPLE = {"张三": ("填报", "甲局"), "李四": ("填报", "乙局"), "王五": ("复核", ""), "赵六": ("管理", "")}


@dataclass
class Browser:
    """A browser at the desk: keeps its cookie, and knows the token of the last page."""

    client: TestClient
    token: str = ""

    def get(self, path: str, **more):
        answer = self.client.get(path, **more)
        if found := re.search(r'name="csrf" content="(\w+)"', answer.text):
            self.token = found[1]
        return answer

    def post(self, path: str, **form: str):
        return self.client.post(path, data={"csrf": self.token, **form}, follow_redirects=False)

    def ask(self, path: str, body: object):
        """As the page's script asks."""
        headers = {"X-CSRF-Token": self.token, "Accept": "application/json"}
        return self.client.post(path, json=body, headers=headers)

    def login(self, name: str, password: str = PASSWORD):
        self.get("/login")
        answer = self.post("/login", name=name, password=password)
        self.get("/rules")
        return answer

    def begin(self, name: str = "jinhua-2020-yunwei.toml") -> str:
        """A new form; the path it is at."""
        self.get("/fill")
        return str(self.post("/fill/new", set=name).headers["location"])


def browser(app: FastAPI) -> Browser:
    return Browser(TestClient(app, base_url=LOCAL, raise_server_exceptions=False))


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("made") / "台账.db"
    create_register(str(path)).close()
    return path


@pytest.fixture
def register(made: Path, tmp_path: Path) -> Iterator[Register]:
    path = tmp_path / "台账.db"
    path.write_bytes(made.read_bytes())
    opened = Register(str(path))
    yield opened
    opened.close()


@pytest.fixture
def desk(register: Register) -> Iterator[Browser]:
    """One person on the own machine."""
    with TestClient(create(Settings(register, SETS)), base_url=LOCAL, raise_server_exceptions=False) as client:
        yield Browser(client)


@pytest.fixture
def office(register: Register) -> FastAPI:
    """With accounts: everybody logs in."""
    for name, (role, unit) in PEOPLE.items():
        accounts.add(register, "测试", name, role, PASSWORD, unit)
    return create(Settings(register, SETS, alone=False))
