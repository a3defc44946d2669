"""check: thousands of submitted files at once, every contradiction at its cell."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated

import typer

from scoring.cli.base import FINDINGS, OK, Json, app, fail, say_unsound
from scoring.cli.chinese import Command
from scoring.cli.progress import counted

if TYPE_CHECKING:
    from scoring.recheck.across import Across
    from scoring.recheck.results import Results
    from scoring.recheck.risk import Drawn
    from scoring.recheck.statistics import Survey
    from scoring.recheck.walk import Walk

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
    against: Annotated[
        Path | None,
        typer.Option(
            "--against", metavar="文件夹", help="上年的自评表或年初申报的绩效目标，用来核对目标有没有改低、改名。"
        ),
    ] = None,
    waivers: Annotated[
        Path | None, typer.Option("--waivers", metavar="文件", help="豁免清单 waivers.toml：哪些疑点已核定不算。")
    ] = None,
    select: Annotated[str, typer.Option("--select", metavar="代码", help="只看这些疑点，如 T,F01。")] = "",
    ignore: Annotated[str, typer.Option("--ignore", metavar="代码", help="不看这些疑点，如 R03,C04。")] = "",
    sample: Annotated[int, typer.Option("--sample", metavar="份数", min=0, help="按风险抽出这么多份供抽评。")] = 0,
    seed: Annotated[int, typer.Option("--seed", metavar="数", help="抽评的种子；同一种子抽出同一份名单。")] = 1,
    resume: Annotated[bool, typer.Option("--resume", help="接着上次：内容和办法没有变的文件不再重查。")] = False,
    processes: Annotated[int, typer.Option("--processes", metavar="数", min=0, help="进程数；不写则用全部核心。")] = 0,
    force: Annotated[bool, typer.Option("--force", help="覆盖输出文件夹里上次的结果。")] = False,
    parquet: Annotated[
        bool,
        typer.Option("--parquet", help="另写 复核结果.parquet，一行一个指标，供 batch、simulate 使用；要写明 -o。"),
    ] = False,
    sarif: Annotated[bool, typer.Option("--sarif", help="输出 SARIF 2.1.0，供代码检查类工具查看。")] = False,
    as_json: Json = False,
) -> int:
    """复核报送的自评表：全部重算，逐格列出不符之处；一份坏文件不影响其他。"""
    from scoring.checks import codes
    from scoring.recheck import risk, statistics
    from scoring.recheck import waivers as waiving
    from scoring.recheck.results import Choice, Results
    from scoring.recheck.walk import EARLIER, RECORDS, beside, walk

    if parquet:
        _parquet_possible(output)
    say_unsound()
    choice = Choice.of(select, ignore)
    waived = waiving.load(waivers) if waivers else waiving.Waivers()
    found = walk(paths, without=[path for path in (against, waivers) if path])
    before = beside(walk([against]), found) if against else None
    with _folder(output, resume or force) as folder:
        records, earlier = folder / RECORDS, folder / EARLIER
        complete = _checked("复核", found, records, standard, resume, processes)
        if before is not None:
            complete = complete and _checked("对照", before, earlier, "", resume, processes)
        results = Results(records, choice, waived, against=earlier if before is not None and complete else None)
        across = results.across()
        survey = statistics.survey(results, across)
        drawn = risk.sample(results, sample, seed, across) if sample else []
        if output is not None:  # first, as what is printed may be for a reader who leaves early (| head)
            complete = _write(output, found, results, survey, across, drawn, complete, parquet, processes) and complete
        if sarif or as_json:
            _data(results, across, complete, sarif)
        else:
            _report(results, across, survey, drawn)
    _passed_over(found)
    if not complete:
        typer.echo("已中断：以上只是查完的部分；写明 -o 时，加 --resume 接着查", err=True)
        return INTERRUPTED
    for sentence in waiving.report(waived, results.today, [code for code in codes() if code in choice]):
        typer.echo(sentence, err=True)
    return FINDINGS if survey.severities["error"] else OK


def _parquet_possible(output: Path | None) -> None:
    """Asked before anything is checked."""
    from scoring.columns import need

    if output is None:
        fail("--parquet 要写明 -o 文件夹", "结果写在那个文件夹的 复核结果.parquet 里")
    need("pyarrow", "columns")


@contextmanager
def _folder(output: Path | None, again: bool) -> Iterator[Path]:
    """Where the records stand: the folder asked for, else one that is gone at the end."""
    if output is None:
        with TemporaryDirectory() as folder:
            yield Path(folder)
        return
    from scoring.recheck.walk import RECORDS

    if (output / RECORDS).exists() and not again:
        fail(f"{output} 里已有上次的结果", "接着查请加 --resume，重新查请加 --force")
    try:
        output.mkdir(parents=True, exist_ok=True)
    except OSError:
        fail(f"{output}：不能建立文件夹", "请换一个位置")
    yield output


def _checked(about: str, found: Walk, records: Path, standard: str, resume: bool, processes: int) -> bool:
    from scoring.recheck.run import check_all

    with counted(about, len(found.files)) as seen:
        return check_all(found.files, records, standard=standard, resume=resume, processes=processes, seen=seen)


def _data(results: Results, across: list[Across], complete: bool, sarif: bool) -> None:
    """For programs."""
    if sarif:
        from scoring.recheck.sarif import pieces

        sys.stdout.writelines(pieces(results(), across))
    else:
        results.write_json(across, complete, sys.stdout)


def _report(results: Results, across: list[Across], survey: Survey, drawn: list[Drawn]) -> None:
    """For people."""
    from scoring.recheck import screen

    for record in results():
        typer.echo(screen.record(record) + "\n")
    if across:
        typer.echo(screen.across(across) + "\n")
    typer.echo(screen.survey(survey))
    if drawn:
        typer.echo("\n" + screen.sample(drawn))


def _passed_over(found: Walk) -> None:
    """What was not read, whatever is printed."""
    if found.litter:
        names = "、".join(Path(path).name for path in found.litter[:5])
        more = " 等" if len(found.litter) > 5 else ""
        typer.echo(f"另有 {len(found.litter)} 个系统文件、临时文件或以前的复核结果没有读：{names}{more}", err=True)


def _write(
    output: Path, found: Walk, results: Results, survey: Survey, across: list[Across], drawn: list[Drawn],
    complete: bool, parquet: bool, processes: int,
) -> bool:  # fmt: skip
    """Into the folder; whether all of it was written. Interrupted, without the second pass over the files."""
    from scoring.recheck import outputs

    note = "" if complete else "复核被中断，以下只是查完的部分。"
    files = found.files if complete else []
    with counted("批注", len(files)) as seen:
        written = outputs.write(
            output, files, results, survey, across=across, sample=drawn, note=note, parquet=parquet,
            processes=processes, seen=seen,
        )  # fmt: skip
    for problem in written.problems:
        typer.echo(problem, err=True)
    copies = f"{outputs.COPIES}（{written.copies} 份）、" if written.copies else ""
    more = f"、{outputs.ROWS}" if parquet else ""
    typer.echo(f"已写入 {output}：{copies}{outputs.REPORT}、{outputs.LEDGER}{more}", err=True)
    return written.complete
