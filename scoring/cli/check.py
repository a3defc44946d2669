"""check: thousands of submitted files at once, every contradiction at its cell."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated

import typer

from scoring.cli.base import FINDINGS, OK, Json, app, fail
from scoring.cli.chinese import Command

if TYPE_CHECKING:
    from scoring.recheck.results import Results
    from scoring.recheck.screen import Tally

INTERRUPTED = 130


@app.command(cls=Command)
def check(
    paths: Annotated[
        list[Path],
        typer.Argument(
            metavar="文件或文件夹...", help="报送的自评表：Word、Excel、PDF、网页、CSV 或 .toml；文件夹连同下级。"
        ),
    ],
    output: Annotated[
        Path | None,
        typer.Option(
            "-o", "--output", metavar="文件夹", help="写入批注副本、复核报告.html、复核台账.xlsx 和复核记录。"
        ),
    ] = None,
    standard: Annotated[
        str,
        typer.Option(
            "--standard", metavar="编号", help="一律按这个评分办法；不写则按识别出的表样，再不然按 mof-2020。"
        ),
    ] = "",
    select: Annotated[str, typer.Option("--select", metavar="代码", help="只看这些疑点，如 T,F01。")] = "",
    ignore: Annotated[str, typer.Option("--ignore", metavar="代码", help="不看这些疑点，如 R03,C04。")] = "",
    resume: Annotated[bool, typer.Option("--resume", help="接着上次：内容和办法没有变的文件不再重查。")] = False,
    processes: Annotated[int, typer.Option("--processes", metavar="数", min=0, help="进程数；不写则用全部核心。")] = 0,
    force: Annotated[bool, typer.Option("--force", help="覆盖输出文件夹里上次的结果。")] = False,
    as_json: Json = False,
) -> int:
    """复核报送的自评表：全部重算，逐格列出不符之处；一份坏文件不影响其他。"""
    from scoring.recheck.results import Choice, Results
    from scoring.recheck.run import check_all
    from scoring.recheck.walk import walk

    choice = Choice.of(select, ignore)
    found = walk(paths, without=[output] if output else [])
    with _records(output, force or resume) as records:
        with _progress(len(found.files)) as seen:
            complete = check_all(found.files, records, standard=standard, resume=resume, processes=processes, seen=seen)
        results = Results(records, choice)
        tally = _show(results, as_json, complete)
    if not as_json:
        _close(tally, found.litter, complete)
    if not complete:
        return INTERRUPTED
    return FINDINGS if tally.errors else OK


@contextmanager
def _records(output: Path | None, again: bool) -> Iterator[Path]:
    """Where the records stand: in the folder asked for, else somewhere until the end."""
    from scoring.recheck.spool import NAME

    if output is None:
        with TemporaryDirectory() as folder:
            yield Path(folder) / NAME
        return
    records = output / NAME
    if records.exists() and not again:
        fail(f"{output} 里已有上次的结果", "接着查请加 --resume，重新查请加 --force")
    try:
        output.mkdir(parents=True, exist_ok=True)
    except OSError:
        fail(f"{output}：不能建立文件夹", "请换一个位置")
    yield records


@contextmanager
def _progress(count: int) -> Iterator[Callable[[], None]]:
    """A bar with rate and remaining time when there is much to do and somebody is looking."""
    if count < 20 or not sys.stderr.isatty():
        yield lambda: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (
        TextColumn("复核"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]} 份/秒　还需"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("", total=count, rate="–")

        def seen() -> None:
            speed = progress.tasks[0].speed
            progress.update(task, advance=1, rate=f"{speed:.0f}" if speed else "–")

        yield seen


def _show(results: Results, as_json: bool, complete: bool) -> Tally:
    from scoring.recheck import screen
    from scoring.recheck.results import write_json

    tally = screen.Tally()
    for record in results:
        tally.add(record)
        if not as_json:
            typer.echo(screen.record(record) + "\n")
    if as_json:
        write_json(results, [], complete, sys.stdout)
    return tally


def _close(tally: Tally, litter: list[str], complete: bool) -> None:
    typer.echo(str(tally))
    if litter:
        typer.echo(
            f"另有 {len(litter)} 个系统或临时文件没有读：{'、'.join(map(os.path.basename, litter[:5]))}{' 等' * (len(litter) > 5)}"
        )
    if not complete:
        typer.echo("已中断：以上只是查完的部分；写明 -o 时，加 --resume 接着查", err=True)
