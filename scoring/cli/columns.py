"""batch: millions of rows at once, from Parquet or CSV to a folder of results."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from scoring.cli.base import OK, UNUSABLE, StandardOption, app, fail
from scoring.cli.chinese import Command
from scoring.cli.paper import Force
from scoring.cli.progress import rows

ENGINES = {"threads": "本机线程", "spark": "Spark", "ray": "Ray"}


@app.command(cls=Command)
def batch(
    submissions: Annotated[
        Path,
        typer.Argument(metavar="成批数据", help="Parquet、CSV、TSV 文件，或放着它们的文件夹；一行一个指标或一笔资金。"),
    ],
    folder: Annotated[Path, typer.Option("-o", "--output", metavar="文件夹", help="结果写到哪个文件夹。")],
    engine: Annotated[
        str, typer.Option("--engine", metavar="引擎", help="threads 本机；spark、ray 在现成的集群上算，结果相同。")
    ] = "threads",
    workers: Annotated[int, typer.Option("--workers", metavar="个", help="本机同时算的线程数。", min=1, max=64)] = 2,
    force: Force = False,
    standard: StandardOption = "",
) -> int:
    """成批计分：几千万行一次算完，逐行得分、允许的区间、条款、疑点，逐件总分、等级、与自评之差，另有统计。"""
    from scoring.columns import need
    from scoring.review import chosen

    if engine not in ENGINES:
        fail(f"没有这个引擎“{engine[:20]}”", f"可用：{'、'.join(ENGINES)}")
    need("numpy", "columns")
    need("pyarrow", "columns")
    if engine != "threads":
        need("pyspark" if engine == "spark" else "ray", engine)
    from functools import partial

    from scoring.columns import run
    from scoring.columns.sources import files, rows_in

    total = rows_in(files(submissions)) if sys.stderr.isatty() else None
    chosen_engine: run.Engine = partial(run.scored, workers=workers)
    if engine == "spark":
        from scoring.columns.spark import scored as chosen_engine
    elif engine == "ray":
        from scoring.columns.ray import scored as chosen_engine
    with rows("计分", total) as (seen, again):
        found = run.write(
            submissions, chosen(standard), folder, force=force, engine=chosen_engine, seen=seen, again=again
        )
    from scoring import terminal

    typer.echo(terminal.printable(_table(found.table())))
    for problem in found.problems:
        typer.echo(terminal.printable(problem), err=True)
    typer.echo(f"已写入 {folder}：{run.ROWS}、{run.SUBMISSIONS}、{run.STATISTICS}", err=True)
    return UNUSABLE if found.problems else OK


def _table(rows: list[tuple[str, str, int]]) -> str:
    from tabulate import tabulate

    return tabulate([(kind, what, f"{count:,}") for kind, what, count in rows], ["类别", "项目", "数量"], disable_numparse=True, colalign=("left", "left", "right"))  # fmt: skip
