"""Documents run: every `$ scoring …` in README and docs prints what the page says it prints.

After a change that is meant: UPDATE_DOCS=1 pytest tests/test_docs.py, then read the diff.
"""

import os
import re
import shlex
import shutil
from pathlib import Path

import pytest

from tests.running import ROOT, scoring, started

PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
BLOCK = re.compile(r"```console\n(.*?)```", re.S)


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    """A folder with the example files, as somebody who cloned the project has it."""
    folder = tmp_path_factory.mktemp("desk")
    for name in ("indicator_sets", "evaluations"):
        shutil.copytree(ROOT / name, folder / name)
    return folder


def run(command: str, folder: Path) -> str:
    words = shlex.split(command)
    assert words[0] in ("scoring", "cat"), command
    if words[0] == "cat":
        return "".join((folder / name).read_text("utf-8") for name in words[1:])
    start = started if command in FRESH else scoring
    done = start(*words[1:], cwd=folder, columns=100)
    return done.stdout + done.stderr


def said(block: str) -> list[tuple[str, str]]:
    parts = re.split(r"^\$ (.*)\n", block, flags=re.M)
    return list(zip(parts[1::2], parts[2::2], strict=True))


def agrees(expected: str, actual: str) -> bool:
    """Word for word; a line `…` stands for any lines."""
    pattern = "(?s)" + "".join(
        ".*?" if line.strip() == "…" else re.escape(line.rstrip()) + r"[ ]*\n"
        for line in expected.strip("\n").split("\n")
    )
    text = "".join(f"{line.rstrip()}\n" for line in actual.strip("\n").split("\n"))
    return re.fullmatch(pattern, text) is not None


def first_of_each() -> set[str]:
    """The first `scoring check …`, the first `scoring score …`: these start Python anew, as their reader does."""
    found: dict[str, str] = {}
    for page in PAGES:
        for block in BLOCK.findall(page.read_text("utf-8")):
            for command, _ in said(block):
                found.setdefault(command.split()[1], command)
    return set(found.values())


FRESH = first_of_each()


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.name)
def test_the_page_tells_the_truth(page, desk):
    text = page.read_text("utf-8")
    for block in BLOCK.findall(text):
        for command, expected in said(block):
            actual = run(command, desk)
            if os.environ.get("UPDATE_DOCS") and not agrees(expected, actual):
                if "…" not in expected:
                    text = text.replace(f"$ {command}\n{expected}", f"$ {command}\n{actual.rstrip()}\n", 1)
                continue
            assert agrees(expected, actual), f"{page.name}: $ {command}\n{actual}"
    if os.environ.get("UPDATE_DOCS"):
        page.write_text(text, "utf-8")


def test_every_command_is_explained_in_the_manual():
    manual = "".join(p.read_text("utf-8") for p in PAGES)
    run_help = run("scoring --help", ROOT)
    commands = re.findall(r"^  ([a-z]+)  ", run_help, re.M)
    assert commands
    assert [c for c in commands if f"scoring {c}" not in manual] == []
