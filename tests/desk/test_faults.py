"""What goes wrong around the desk ends as a sentence on the page and in the JSON; what was saved stays, and it goes on."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import event

from scoring.desk.api_body import EXAMPLE
from scoring.desk.app import create
from scoring.desk.settings import Settings
from scoring.register import Register, accounts, drafts
from scoring.register.verify import verify
from tests.desk.conftest import LOCAL, PASSWORD, SETS, Browser, browser
from tests.register.conftest import server
from tests.register.server import Server

__all__ = ["server"]  # the PostgreSQL of the register's tests

CELL = "row.0.actual"


def save(desk: Browser, path: str, text: str, version: int):
    return desk.ask(f"{path}/save", {"cells": {CELL: text}, "versions": {CELL: version}, "seen": 0})


def begun(desk: Browser) -> str:
    """A draft with one cell saved."""
    path = desk.begin()
    desk.get(path)
    assert save(desk, path, "一", 0).json()["saved"] == {CELL: 1}
    return path


def kept(register: Register, path: str) -> str:
    return drafts.opened(register, int(path.rpartition("/")[2])).cells[CELL].value


def refused(desk: Browser, path: str, program: str, said: str) -> None:
    """The page's script, the form without scripts, a new form and a program: each is told the sentence, as 503."""
    asked = save(desk, path, "二", 1)
    assert asked.status_code == 503 and said in asked.json()["error"]
    posted = desk.post(path, seen="999999", **{CELL: "二"})
    assert posted.status_code == 503 and said in posted.text and "没有完成" in posted.text
    assert desk.post("/fill/new", set="jinhua-2020-yunwei.toml").status_code == 503
    headers = {"Authorization": f"Bearer {program}"}
    sent = desk.client.post("/api/v1/submissions", json=EXAMPLE, headers=headers)
    assert sent.status_code == 503 and said in sent.json()["error"]
    for answer in (asked, posted, sent):
        assert "Traceback" not in answer.text and "sqlalchemy" not in answer.text.lower()


def goes_on(desk: Browser, register: Register, path: str) -> None:
    """After the trouble: what was saved is there, the same save succeeds, and history holds."""
    assert kept(register, path) == "一" and "一" in desk.get(path).text
    assert save(desk, path, "二", 1).json()["saved"] == {CELL: 2}
    assert kept(register, path) == "二"
    assert verify(register).problems == []


@pytest.fixture
def hurried(made: Path, tmp_path: Path) -> Iterator[Register]:
    """A register that does not wait long for its turn."""
    path = tmp_path / "台账.db"
    path.write_bytes(made.read_bytes())
    opened = Register(str(path), busy=0.2)
    yield opened
    opened.close()


def at_desk(register: Register) -> tuple[Browser, str]:
    """Somebody alone at a desk, and the token of a program."""
    accounts.add(register, "测试", "赵六", "管理", PASSWORD)
    secret = accounts.issue_token(register, "测试", "赵六", "平台")
    client = TestClient(create(Settings(register, SETS)), base_url=LOCAL, raise_server_exceptions=False)
    return Browser(client), secret


def test_a_locked_database(hurried):
    desk, program = at_desk(hurried)
    path = begun(desk)
    other = sqlite3.connect(hurried.place, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    refused(desk, path, program, "台账正被别的程序占用")
    assert desk.get(path).status_code == 200 and desk.get("/register").status_code == 200  # reading goes on
    other.rollback()
    other.close()
    goes_on(desk, hurried, path)


def test_a_full_disk(hurried):
    desk, program = at_desk(hurried)
    path = begun(desk)
    limit = [True]

    @event.listens_for(hurried.engine, "connect")
    def small(connection: sqlite3.Connection, _: object) -> None:
        connection.execute(f"PRAGMA max_page_count={1 if limit else 1 << 30}")

    hurried.close()
    version = 0
    for size in (15_000, 1000, 10):  # the last pages that are there already are filled, to the last line
        for turn in range(200):
            cells = {"row.1.remark": "字" * size + str(turn)}
            if (
                desk.ask(f"{path}/save", {"cells": cells, "versions": {"row.1.remark": version}, "seen": 0}).status_code
                == 503
            ):
                break
            version += 1
    assert version
    refused(desk, path, program, "磁盘已满或写不进去")
    limit.clear()
    hurried.close()
    goes_on(desk, hurried, path)


def test_a_postgresql_that_is_gone_for_a_while(server: Server):
    server.make("desk", "made")
    register = Register(server.url("desk"))
    desk, program = at_desk(register)
    path = begun(desk)
    server.stop()
    try:
        refused(desk, path, program, "连接不上台账的数据库")
        for place in (path, "/fill", "/register", "/register/charts", "/register/1", "/sent/1"):
            answer = desk.get(place)
            assert answer.status_code == 503 and "连接不上台账的数据库" in answer.text, place
        assert desk.get("/rules").status_code == 200  # needs no register
    finally:
        server.start()
    goes_on(desk, register, path)
    register.close()


def test_a_clock_set_back(register):
    hours = [0]
    register.clock = lambda: datetime.now(UTC) + timedelta(hours=hours[0])
    desk, _ = at_desk(register)
    path = begun(desk)
    hours[0] = -48
    goes_on(desk, register, path)
    sent = desk.post(f"{path}/submit").headers["location"]
    assert "谁在什么时候改了什么" in desk.get(sent.replace("/sent/", "/register/")).text
    with register.reading() as connection:
        shown = list(connection.exec_driver_sql("SELECT shown FROM event ORDER BY seq").scalars())
    assert shown == sorted(shown)


def test_a_clock_set_back_does_not_send_anybody_out(register, office):
    person = browser(office)
    person.login("张三")
    register.clock = lambda: datetime.now(UTC) - timedelta(days=2)
    path = begun(person)
    assert kept(register, path) == "一"
    register.clock = lambda: datetime.now(UTC) + timedelta(days=2)
    late = save(person, path, "二", 1)
    assert late.status_code == 401 and "这一页上填的内容不会丢" in late.json()["error"]
    person.login("张三")
    assert save(person, path, "二", 1).json()["saved"] == {CELL: 2}
