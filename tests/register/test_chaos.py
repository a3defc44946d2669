"""kill -9 at any moment: what was acknowledged is there, and the history is whole."""

from __future__ import annotations

import os
import random
import select
import signal
import time
from collections.abc import Callable

import pytest

from scoring.register import Register, drafts, opened
from scoring.register.verify import verify
from tests.register.server import Server

CLIENTS = 20
KILLS = 100


class Client:
    """A process of its own that saves one cell after another and says so only when the register has said so."""

    def __init__(self, url: str, number: int, draft: int) -> None:
        self.number, self.acknowledged = number, b""
        reading, writing = os.pipe()
        self.pid = os.fork()
        if not self.pid:  # the child never comes back from here
            os.close(reading)
            try:
                _save_for_ever(url, number, draft, writing)
            finally:
                os._exit(1)
        os.close(writing)
        self.pipe = reading

    def hear(self) -> None:
        while select.select([self.pipe], [], [], 0)[0]:
            if not (said := os.read(self.pipe, 1 << 16)):
                return
            self.acknowledged += said

    def kill(self) -> dict[str, str]:
        """End it; what it had acknowledged, by key."""
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)
        while said := os.read(self.pipe, 1 << 16):
            self.acknowledged += said
        os.close(self.pipe)
        lines = self.acknowledged.decode().split("\n")[:-1]
        return dict(line.split("=", 1) for line in lines)


def _save_for_ever(url: str, number: int, draft: int, pipe: int) -> None:
    register = Register(url)
    key, count, seen = f"rows/{number}/actual", 0, 0
    while True:
        count += 1
        value = f"{os.getpid()}第{count}次"
        saved = drafts.save(register, f"客户{number}", draft, [drafts.Save(key, value, seen)])
        for conflict in saved.refused:  # the one killed before us had saved, or somebody was faster
            seen = conflict.theirs.version
        for cell in saved.accepted:
            seen = cell.version
            os.write(pipe, f"{key}/{cell.version}={value}\n".encode())


def storm(url: str, draft: int, kills: int, during: Callable[[int], None] = lambda _: None) -> dict[str, str]:
    """Twenty clients save; one after another is killed at a random moment and replaced. Everything acknowledged."""
    chance = random.Random(2024)
    clients = [Client(url, number, draft) for number in range(CLIENTS)]
    acknowledged: dict[str, str] = {}
    for kill in range(kills):
        time.sleep(chance.uniform(0.002, 0.1))
        during(kill)
        at = chance.randrange(CLIENTS)
        acknowledged |= clients[at].kill()
        clients[at] = Client(url, clients[at].number, draft)
        for client in clients:
            client.hear()
    for client in clients:
        acknowledged |= client.kill()
    return acknowledged


def kept(url: str) -> dict[str, str]:
    """Every version of every cell the history knows."""
    import json

    from sqlalchemy import select as sql

    from scoring.register.schema import event

    register = opened(url)
    with register.reading() as connection:
        rows = connection.execute(sql(event.c.after).where(event.c.subject == "cell")).scalars()
        cells = [json.loads(row) for row in rows]
    register.close()
    return {f"{c['key']}/{c['version']}": c["value"] for c in cells}


def begun(url: str) -> int:
    register = Register(url)
    draft = drafts.begin(register, "张三", "甲局")
    register.close()  # no connection may be shared with the children
    return draft


def test_a_hundred_kills_lose_nothing_that_was_acknowledged(url: str) -> None:
    acknowledged = storm(url, begun(url), KILLS)
    there = kept(url)
    assert len(acknowledged) > 10  # they did save
    assert {key: value for key, value in acknowledged.items() if there.get(key) != value} == {}
    register = opened(url)
    assert verify(register).problems == []
    register.close()


@pytest.mark.parametrize("backend", ["postgresql"])
def test_the_database_server_is_killed_too(url: str, server: Server) -> None:
    """Clients end with the server they were talking to; those that come after it find everything."""
    acknowledged = storm(url, begun(url), 20, lambda kill: server.kill() if kill == 10 else None)
    there = kept(url)
    assert len(acknowledged) > 5
    assert {key: value for key, value in acknowledged.items() if there.get(key) != value} == {}
    register = opened(url)
    assert verify(register).problems == []
    register.close()
