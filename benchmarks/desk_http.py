"""The desk over HTTP, on a started `scoring serve`: fifty people typing at once; lists, charts, opening one; a change
tried; start, memory.

python -m benchmarks.desk http [COUNT] [sqlite|postgresql|URL or file of a register filled before]
"""

from __future__ import annotations

import json
import os
import random
import re
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from http.client import HTTPConnection
from pathlib import Path
from statistics import median
from threading import Thread
from time import perf_counter, sleep
from typing import Any
from urllib.parse import quote, urlencode

from scoring import documents
from scoring.engine import score
from scoring.register import Register, accounts, drafts, flat, submissions
from scoring.register.accounts import Account
from scoring.register.verify import verify
from scoring.standards import get

PEOPLE, CELLS = 50, 12  # cells each of them fills in
LOOKS, KEY, PAUSE, MOVE = 4, 0.4, 0.7, 1.0  # looks while a cell is typed, seconds between keys, before a save, after it
PASSWORD = "benchmark 12345"
SETS = Path(__file__).parent.parent / "indicator_sets"
SET = "jinhua-2020-yunwei.toml"
EXAMPLE = Path(__file__).parent.parent / "evaluations" / SET


class Served:
    """`scoring serve` on a register; how long it took to answer."""

    def __init__(self, register: str) -> None:
        begun = perf_counter()
        command = [sys.executable, "-c", "from scoring.cli import main; main()", "serve", "--register", register]
        command += ["--sets", str(SETS), "--port", "0"]
        self.process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
        assert self.process.stderr is not None
        found = re.search(r"http://([\d.]+):(\d+)", self.process.stderr.readline())
        assert found is not None
        self.address = (found[1], int(found[2]))
        Person(self.address).ask("GET", "/login")
        self.seconds = perf_counter() - begun

    def memory(self) -> float:
        """Resident memory in MB."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(re.search(r"VmRSS:\s+(\d+)", status)[1]) / 1000  # type: ignore[index]

    def cpu(self) -> float:
        """Seconds of processor the server has used: what stays the same on a busy machine."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def close(self) -> None:
        self.process.terminate()
        self.process.wait()


class Person:
    """A browser: one connection, its cookie, the token of the last page."""

    def __init__(self, address: tuple[str, int]) -> None:
        self.connection, self.cookie, self.token, self.last = HTTPConnection(*address), "", "", 0.0

    def ask(self, method: str, path: str, body: bytes | None = None, kind: str = "") -> tuple[int, str, str]:
        """Status, text, where it leads."""
        if perf_counter() - self.last > 4:  # the server lets go of a quiet connection after five
            self.connection.close()
        headers = {"Cookie": self.cookie} | ({"Content-Type": kind, "X-CSRF-Token": self.token} if kind else {})
        self.connection.request(method, path, body, headers)
        answer = self.connection.getresponse()
        text, self.last = answer.read().decode(), perf_counter()
        if given := answer.headers.get("Set-Cookie"):
            self.cookie = given.partition(";")[0]
        if found := re.search(r'name="csrf" content="(\w+)"', text):
            self.token = found[1]
        return answer.status, text, answer.headers.get("Location", "")

    def post(self, path: str, **fields: str) -> str:
        _, _, where = self.ask("POST", path, urlencode(fields).encode(), "application/x-www-form-urlencoded")
        return where

    def json(self, path: str, value: object) -> tuple[int, Any]:
        status, text, _ = self.ask("POST", path, json.dumps(value).encode(), "application/json")
        return status, json.loads(text)

    def login(self, name: str) -> None:
        self.ask("GET", "/login")
        assert self.post("/login", name=name, password=PASSWORD) == "/"
        self.ask("GET", "/rules")


class Typist(Thread):
    """Fills in a form as a person does: looks while typing, then a save. Keeps what was acknowledged."""

    def __init__(self, number: int, address: tuple[str, int], begin: float) -> None:
        super().__init__()
        self.number, self.begin, self.chance = number, begin, random.Random(number)
        self.person, self.looks, self.saves = Person(address), [], []
        self.typed: dict[str, str] = {}
        self.person.login(f"第{number}人")
        self.person.ask("GET", "/fill")
        self.path = self.person.post("/fill/new", set=SET)
        _, page, _ = self.person.ask("GET", self.path)
        rows = sorted({int(n) for n in re.findall(r'name="row\.(\d+)\.actual"', page)})
        self.cells = [f"row.{n}.{part}" for n in rows for part in ("actual", "remark")][:CELLS]

    def run(self) -> None:
        sleep(max(self.begin - perf_counter(), 0) + self.chance.random() * 3)
        for key in self.cells:
            value = f"第{self.number}人写的{key}：{self.chance.randrange(10_000)}次"
            for at in range(LOOKS):
                self.looks.append(self._timed("/look", {"cells": {key: value[: (at + 1) * len(value) // LOOKS]}}))
                sleep(KEY * (0.5 + self.chance.random()))
            sleep(PAUSE)
            self.saves.append(self._timed("/save", {"cells": {key: value}, "versions": {}, "seen": 0}))
            self.typed[key] = value
            sleep(MOVE * (0.5 + self.chance.random()))

    def _timed(self, what: str, body: dict[str, object]) -> float:
        start = perf_counter()
        status, answer = self.person.json(self.path + what, body)
        assert status == 200 and not answer.get("refused"), (status, answer)
        return perf_counter() - start


def typing(register: Register, served: Served) -> None:
    """Fifty at once, each on a form of the own unit."""
    typists = [Typist(n, served.address, perf_counter()) for n in range(PEOPLE)]
    begin, used = perf_counter(), served.cpu()
    for typist in typists:
        typist.begin = begin
        typist.start()
    for typist in typists:
        typist.join()
    seconds, used = perf_counter() - begin, served.cpu() - used
    count = sum(len(x.looks) + len(x.saves) for x in typists)
    print(
        f"  {PEOPLE} typing: processor for one request {used / count * 1000:.1f} ms, {used / seconds:.0%} of one core"
    )
    for name, taken in (
        ("look, after a key", [t for x in typists for t in x.looks]),
        ("save", [t for x in typists for t in x.saves]),
    ):
        ordered = sorted(taken)
        print(
            f"  {PEOPLE} typing: {name:33} {median(taken) * 1000:8.1f} ms   95% {ordered[len(ordered) * 95 // 100] * 1000:.1f} ms, {len(taken) / seconds:.0f} a second"
        )
    lost = mixed = 0
    for typist in typists:
        cells = drafts.opened(register, int(typist.path.rpartition("/")[2])).cells
        lost += sum(key not in cells for key in typist.typed)
        mixed += sum(cells[key].value != value for key, value in typist.typed.items() if key in cells)
        mixed += len(set(cells) - set(typist.typed))
    print(f"  {sum(len(t.typed) for t in typists)} cells acknowledged, {lost} lost, {mixed} mixed up")


def looking(served: Served, count: int, sent: int, times: int = 15) -> None:
    """Pages a reviewer opens, one after another; `sent` is a submission whose rows score."""
    person = Person(served.address)
    person.login("复核人")
    low = quote("低保")
    pages: dict[str, Callable[[int], str]] = {
        "list": lambda n: "/register",
        "list, sorted by difference, a year": lambda n: f"/register?by=difference&year={2020 + n % 6}",
        "list, a unit by name": lambda n: f"/register?unit={quote(f'第{n * 37 % 1000}实施单位')}",
        "list, code, grade 差, errors": lambda n: f"/register?code=T01&errors=1&grade={quote('差')}&by=claimed&year={2020 + n % 6}",
        "list, search 低保": lambda n: f"/register?text={low}&year={2020 + n % 6}",
        "charts, all": lambda n: "/register/charts",
        "charts, a year": lambda n: f"/register/charts?year={2020 + n % 6}",
        "one submission, scored anew": lambda n: f"/sent/{sent}",
        "one submission, being reviewed": lambda n: f"/review/{sent}",
        "one unit": lambda n: f"/register/units/{n * 37 % 900 + 1}",
        "one project with its history": lambda n: f"/register/{(n * 7919) % count + 1}",
    }  # fmt: skip
    for name, path in pages.items():
        taken, size = [], 0
        for turn in range(times + 1):
            start = perf_counter()
            status, text, _ = person.ask("GET", path(turn))
            taken.append(perf_counter() - start)
            assert status == 200, (status, path(turn))
            size = max(size, len(text.encode()))
        print(
            f"  {name:44} {median(taken[1:]) * 1000:8.1f} ms   worst {max(taken[1:]) * 1000:8.1f} ms   {size / 1000:.0f} KB"
        )


def trying(served: Served) -> None:
    """A changed rule over every self-assessment: until its result is there, and what others wait for meanwhile."""
    person, other, waits, peak, last = Person(served.address), Person(served.address), [], 0.0, ""
    for one in (person, other):
        one.login("复核人")
    start = perf_counter()
    where = person.post("/rules/simulate", changes="rule.at_least.score=若(完成率 ≥ 100%, 分值, 0)")
    while "试算结果" not in last:
        asked = perf_counter()
        other.ask("GET", "/register")
        waits.append(perf_counter() - asked)
        peak = max([peak, *(_peak(child) for child in _below(served.process.pid))])
        last = person.ask("GET", where)[1]
        sleep(0.2)
    said = re.findall(r'class="lead">(.*?)：(.*? 件)', last)
    print(f"  a change tried on {said[0][1]}: {perf_counter() - start:.1f} s, its process up to {peak:.0f} MB")
    print(f"  meanwhile the list {median(waits) * 1000:.1f} ms, worst {max(waits) * 1000:.1f} ms")


def _below(process: int) -> list[int]:
    """The processes a process started, and those they started."""
    children = []
    with suppress(OSError):  # one that ends meanwhile
        for found in Path(f"/proc/{process}/task").glob("*/children"):
            children += [int(n) for n in found.read_text().split()]
    return [one for child in children for one in (child, *_below(child))]


def _peak(process: int) -> float:
    """The most memory it ever held, in MB."""
    try:
        return int(re.search(r"VmHWM:\s+(\d+)", Path(f"/proc/{process}/status").read_text())[1]) / 1000  # type: ignore[index]
    except (OSError, TypeError):  # it has ended
        return 0.0


def people(register: Register) -> None:
    """Fifty clerks of fifty units, and a reviewer."""
    there = {account.name for account in accounts.listed(register)}
    names = [(f"第{n}人", "填报", f"第{n}填报单位") for n in range(PEOPLE)] + [("复核人", "复核", "")]
    for name, role, unit in names:
        if name not in there:
            _added(register, name, role, unit)


def _added(register: Register, name: str, role: str, unit: str) -> Account:
    return accounts.add(register, "基准", name, role, PASSWORD, unit)


def _sent(register: Register) -> int:
    """One of the example evaluations, submitted."""
    submission = documents.load(EXAMPLE)
    standard = get(submission.standard)
    return submissions.submit(register, "第0人", flat.of_result(score(submission, standard), standard, EXAMPLE.name))


def run(register: Register, where: str, count: int) -> None:
    people(register)
    sent = _sent(register)
    served = Served(where)
    try:
        begun = served.cpu()
        sleep(2)
        print(
            f"  start to first answer {served.seconds:.2f} s (processor {begun:.2f} s), idle {served.memory():.0f} MB"
        )
        looking(served, count, sent)
        trying(served)
        typing(register, served)
        print(f"  afterwards {served.memory():.0f} MB")
    finally:
        served.close()
    if count <= 20_000:
        print(f"  verify: {verify(register).problems or 'whole'}")
    register.close()
