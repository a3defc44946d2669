"""simulate: whose score and grade would change under another standard, before it is issued."""

from __future__ import annotations

import sys
from pathlib import Path
from tempfile import TemporaryDirectory, TemporaryFile
from typing import TYPE_CHECKING, Annotated

import typer

from scoring.cli.base import OK, Json, app, fail
from scoring.cli.chinese import Command
from scoring.cli.paper import Force
from scoring.cli.progress import counted, rows
from scoring.cli.standards import Settings, against

if TYPE_CHECKING:
    from scoring.simulate.tally import Tally


@app.command(cls=Command)
def simulate(
    corpus: Annotated[
        Path,
        typer.Argument(
            metavar="语料",
            help="成批数据（Parquet、CSV 或文件夹）、check 的结果（文件夹、复核记录.jsonl），或自评表的文件夹。",
        ),
    ],
    standard: Annotated[
        str, typer.Option("--standard", metavar="甲", help="现在的办法：编号或 .toml 文件。")
    ] = "mof-2020",
    other: Annotated[
        str, typer.Option("--against", metavar="乙", help="要改成的办法：编号或 .toml 文件；有 --set 时可以不写。")
    ] = "",
    settings: Settings = None,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", metavar="文件夹", help="写入 试算报告.html 和 试算清单.xlsx。")
    ] = None,
    workers: Annotated[int, typer.Option("--workers", metavar="个", help="同时算的线程数。", min=1, max=64)] = 2,
    force: Force = False,
    as_json: Json = False,
) -> int:
    """试算：办法由甲改为乙，谁的得分和等级会变，由哪一条引起；办法还没写成文件的，用 --set 试改。"""
    from scoring import articles
    from scoring.columns import need
    from scoring.derive import proved
    from scoring.standards import load

    need("numpy", "columns")
    need("pyarrow", "columns")
    old, new = load(standard), against(standard, other, settings)
    differences = articles.diff(old, new)
    if settings:
        proved(load(other or standard), settings)
        if not as_json:
            typer.echo("\n".join(differences) + "\n" if differences else "试改与原办法没有不同\n")
    if output is not None:
        _possible(output, force)
    with TemporaryDirectory() as place, TemporaryFile() as spool:
        from scoring.simulate import files
        from scoring.simulate.causes import Pair
        from scoring.simulate.corpus import opened
        from scoring.simulate.run import simulate as run

        found = opened(corpus, Path(place), _check)
        with rows("试算", found.inputs.total) as (seen, again):
            tally = run(found.inputs, Pair(old, new), Path(place), spool, workers=workers, seen=seen, again=again)
        tally.notes[:0] = found.notes
        _shown(tally, differences, as_json)
        if output is not None:
            files.write(output, tally, differences)
            typer.echo(f"已写入 {output}：{files.REPORT}、{files.LIST}", err=True)
    return OK


def _possible(output: Path, force: bool) -> None:
    """Asked before anything is scored."""
    from scoring.simulate.files import LIST, REPORT

    if not force and any((output / name).exists() for name in (REPORT, LIST)):
        fail(f"{output} 里已有上次的结果", "请换一个文件夹，或加 --force 覆盖")
    try:
        output.mkdir(parents=True, exist_ok=True)
    except OSError:
        fail(f"{output}：不能建立文件夹", "请换一个位置")


def _check(path: Path, records: Path) -> None:
    """The tables of a folder, read and put down as records."""
    from scoring.recheck.run import check_all
    from scoring.recheck.walk import walk

    files = walk([path]).files
    with counted("读表", len(files)) as seen:
        if not check_all(files, records, seen=seen):
            raise KeyboardInterrupt


def _shown(tally: Tally, differences: list[str], as_json: bool) -> None:
    if as_json:
        from scoring.simulate import stable

        stable.write(tally, differences, sys.stdout)
        return
    from scoring.simulate import screen
    from scoring.terminal import printable

    typer.echo(screen.report(tally))
    for note in tally.notes:
        typer.echo(printable(note), err=True)
