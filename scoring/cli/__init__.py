"""The command line: shows, asks, writes; computes nothing."""

from __future__ import annotations

import sys

import typer

from scoring.cli import files, forms, paper, score, standards
from scoring.cli.base import OK, UNUSABLE, app
from scoring.cli.chinese import chinese_error
from scoring.source import ScoringError

__all__ = ["app", "files", "forms", "main", "paper", "score", "standards"]


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
    except Exception as error:
        if not hasattr(error, "format_message"):  # not one of typer's own: a defect, shown as it is
            raise
        typer.echo(f"{chinese_error(error.format_message())}用 --help 看用法。", err=True)
        code = UNUSABLE
    sys.exit(code if isinstance(code, int) else OK)
