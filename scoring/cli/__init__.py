"""The command line: shows, asks, writes; computes nothing."""

from __future__ import annotations

import sys
from typing import Any

import typer

from scoring.cli import check, columns, desk, files, forms, paper, register, rules, score, simulate, standards
from scoring.cli.base import OK, UNUSABLE, app
from scoring.cli.chinese import chinese_error
from scoring.source import ScoringError

__all__ = [
    "app", "check", "columns", "desk", "files", "forms", "main", "paper", "register", "rules", "score", "simulate", "standards",
]  # fmt: skip

#: what typer raises for a wrong command line; it exports only this class's descendants
_MISUSE: type[Any] = next(kind for kind in typer.BadParameter.__mro__ if kind.__name__ == "ClickException")


def main() -> None:
    """The entry point: every error ends as a Chinese sentence and an exit code."""
    try:
        code = app(standalone_mode=False)
    except ScoringError as error:
        typer.echo(str(error), err=True)
        code = UNUSABLE
    except (KeyboardInterrupt, typer.Abort):
        typer.echo("已中断。", err=True)
        code = 130
    except BrokenPipeError:
        sys.stderr.close()
        code = OK
    except _MISUSE as error:  # anything else is a defect, shown as it is
        typer.echo(f"{chinese_error(error.format_message())}用 --help 看用法。", err=True)
        code = UNUSABLE
    sys.exit(code if isinstance(code, int) else OK)
