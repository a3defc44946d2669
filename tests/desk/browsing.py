"""A real browser at a served desk, for the tests that need one."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.desk.conftest import PASSWORD, SETS

PROGRAM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")

expect.set_options(timeout=30_000)


class Served:
    """`scoring serve` in a process that can be killed and started again on the same port."""

    def __init__(self, register: Path) -> None:
        self.register, self.port = register, "0"
        self.start()

    def start(self) -> None:
        command = [
            sys.executable,
            "-c",
            "from scoring.cli import main; main()",
            "serve",
            "--register",
            str(self.register),
        ]
        command += ["--sets", str(SETS), "--port", self.port]
        self.process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
        assert self.process.stderr is not None
        line = self.process.stderr.readline()
        self.url = re.search(r"http://[\d.:]+", line)[0]  # type: ignore[index]
        self.port = self.url.rpartition(":")[2]

    def kill(self) -> None:
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()
        assert self.process.stderr is not None
        self.process.stderr.close()


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """In CI its absence is a failure, never a skip: `make programs` installs it."""
    if PROGRAM is None and not os.environ.get("CI"):
        pytest.skip("Chromium is not installed here: make programs")
    with sync_playwright() as play:
        running = play.chromium.launch(executable_path=PROGRAM, args=["--no-sandbox"])
        yield running
        running.close()


@pytest.fixture
def served(made: Path, tmp_path: Path) -> Iterator[Served]:
    register = tmp_path / "台账.db"
    register.write_bytes(made.read_bytes())
    running = Served(register)
    yield running
    running.kill()


@pytest.fixture
def window(chromium: Browser) -> Iterator[BrowserContext]:
    context = chromium.new_context(viewport={"width": 1366, "height": 768}, locale="zh-CN")
    context.set_default_timeout(15_000)
    yield context
    context.close()


def strict(page: Page, served: Served, allowed: str = "") -> list[str]:
    """What a page must not do: write errors to the console (a breach of the policy is one), ask anybody else."""
    wrong: list[str] = []
    page.on(
        "console",
        lambda m: (
            wrong.append(m.text)
            if m.type in ("error", "warning") and not (allowed and re.search(allowed, m.text))
            else None
        ),
    )
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("request", lambda request: None if request.url.startswith(served.url) else wrong.append(request.url))
    return wrong


def begin(page: Page, served: Served) -> None:
    page.goto(served.url)
    page.get_by_role("button", name="安全运维服务维护").click()
    ready(page)


def ready(page: Page) -> None:
    page.locator("#sheet[data-ready]").wait_for()


def put(page: Page, key: str, text: str) -> None:
    page.locator(f'[name="{key}"]').fill(text)


def saved(page: Page) -> None:
    expect(page.locator("#state")).to_have_text("已保存", timeout=15_000)


def login(page: Page, served: Served, name: str) -> None:
    page.goto(f"{served.url}/login")
    page.get_by_label("用户名").fill(name)
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录", exact=True).click()
    page.get_by_role("button", name="退出").wait_for()
