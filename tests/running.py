"""The command line as its users run it: in this process, or started anew where the start itself is looked at."""

from __future__ import annotations

import contextlib
import io
import os
import subprocess
import sys
from pathlib import Path
from unittest.mock import patch

from scoring.cli import main

ROOT = Path(__file__).parent.parent
PROGRAM = [sys.executable, "-c", "from scoring.cli import main; main()"]
Done = subprocess.CompletedProcess[str]


def environment(columns: int = 80) -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT), "COLUMNS": str(columns), "NO_COLOR": "1"}


def scoring(*words: object, cwd: Path = ROOT, stdin: str | bytes = "", columns: int = 80) -> Done:
    """What `scoring …` writes and its exit code. A defect comes through as the exception it is."""
    given = stdin.encode() if isinstance(stdin, str) else stdin
    streams = {name: io.TextIOWrapper(io.BytesIO(), "utf-8") for name in ("stdout", "stderr")}
    streams["stdin"] = io.TextIOWrapper(io.BytesIO(given), "utf-8")
    arguments = ["scoring", *map(str, words)]
    with (
        patch.multiple(sys, argv=arguments, **streams),
        patch.dict(os.environ, environment(columns)),
        contextlib.chdir(cwd),
    ):
        try:
            main()
        except SystemExit as ended:
            code = int(ended.code or 0)
    return Done(arguments, code, *(_written(streams[name]) for name in ("stdout", "stderr")))


def _written(stream: io.TextIOWrapper) -> str:
    stream.flush()
    stream.seek(0)
    return stream.read()


def started(*words: object, cwd: Path = ROOT, stdin: bytes = b"", columns: int = 80) -> Done:
    """The same in a Python of its own."""
    done = subprocess.run(
        [*PROGRAM, *map(str, words)], cwd=cwd, input=stdin, capture_output=True, timeout=120,
        env=environment(columns),
    )  # fmt: skip
    return Done(
        done.args, done.returncode, *(text.decode("utf-8").replace("\r\n", "\n") for text in (done.stdout, done.stderr))
    )
