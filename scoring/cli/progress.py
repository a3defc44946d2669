"""Progress on the error channel, when there is much to do and somebody is looking."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import typer


@contextmanager
def counted(about: str, count: int) -> Iterator[Callable[[], None]]:
    """A bar over files with rate and remaining time; to be called once for each."""
    if count < 20 or not sys.stderr.isatty():
        yield lambda: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (
        TextColumn(about),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]} 个/秒　还需"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("", total=count, rate="–")

        def seen() -> None:
            speed = progress.tasks[0].speed
            progress.update(task, advance=1, rate=f"{speed:.0f}" if speed else "–")

        yield seen


@contextmanager
def rows(about: str, total: int | None) -> Iterator[tuple[Callable[[int], None], Callable[[], None]]]:
    """A bar over rows: what to call with how many were done, and what when all has to be put together first."""
    if not sys.stderr.isatty():
        yield (lambda n: None), (lambda: typer.echo(f"同一报送件的行不在一处，先按报送件归拢，再{about}。", err=True))
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    bars = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*bars, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task(about, total=total)
        yield (
            lambda n: progress.advance(task, n),
            lambda: progress.reset(task, description=f"归拢后{about}", total=total),
        )
