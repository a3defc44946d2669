"""narrate, summary: results as words and as a roll-up."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from scoring.cli.base import FINDINGS, OK, Json, StandardOption, app, fail, print_json
from scoring.cli.chinese import Command
from scoring.cli.score import evaluation_files

if TYPE_CHECKING:
    from scoring.model import Result

Evaluations = Annotated[
    list[Path], typer.Argument(metavar="自评文件...", help="自评文件（.toml），或放着自评文件的文件夹。")
]
Force = Annotated[bool, typer.Option("--force", help="覆盖已有的文件。")]


def _results(paths: list[Path], standard: str) -> list[Result]:
    from scoring.review import assess

    return [assess(path, standard)[0] for path in evaluation_files(paths)]


@app.command(cls=Command)
def narrate(
    evaluations: Evaluations,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", metavar="文件", help="写成文件：.docx、.pdf、.html、.md 或 .txt。")
    ] = None,
    spending: Annotated[
        str | None, typer.Option("--spending", metavar="数", help="项目支出总额，用来写“占…的百分之几”。")
    ] = None,
    force: Force = False,
    standard: StandardOption = "",
    as_json: Json = False,
) -> int:
    """写绩效自评综述；几个自评一起给，先写部门的汇总一段。缺的内容标〔待补〕，不编造。"""
    from scoring import narrative

    results = _results(evaluations, standard)
    paragraphs = [narrative.narrate(r) for r in results if not r.submission.projects]
    if len(results) > 1:
        paragraphs.insert(0, narrative.summarise(results, spending))
    if as_json:
        print_json({"schema": "scoring/narrative/1", "paragraphs": paragraphs})
    elif output is None:
        typer.echo("\n\n".join(paragraphs))
    if output is not None:
        from scoring.writers import Page, Paragraph, write

        write(Page("绩效自评综述", blocks=tuple(Paragraph(text) for text in paragraphs)), output, force=force)
        typer.echo(f"已写入 {output}", err=True)
    return OK


@app.command(cls=Command)
def summary(
    evaluations: Evaluations,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", metavar="文件", help="汇总表.xlsx，含等级和执行率两张图。")
    ] = None,
    declared: Annotated[
        list[str] | None,
        typer.Option("--declared", metavar="列=数", help="单位自己的合计，用来核对，如 全年执行数=1,765.63；可多次。"),
    ] = None,
    force: Force = False,
    standard: StandardOption = "",
    as_json: Json = False,
) -> int:
    """汇总几个自评：金额合计与单位申报的合计核对，等级和执行率画成图。"""
    from scoring import stable_json, terminal
    from scoring.atomic import check_target, write_bytes
    from scoring.summary import summarise, workbook

    wanted = dict(_pair(text) for text in declared or [])
    if output is not None:
        if output.suffix.lower() != ".xlsx":
            fail(f"汇总表只能写成 .xlsx，写的是“{output.name}”", "例如 -o 汇总表.xlsx")
        check_target(output, force=force)
    rolled = summarise(_results(evaluations, standard), wanted)
    if as_json:
        print_json(stable_json.summary(rolled))
    else:
        typer.echo(terminal.roll_up(rolled))
    if output is not None:
        write_bytes(output, workbook(rolled), force=force)
        typer.echo(f"已写入 {output}", err=True)
    return FINDINGS if any(f.severity == "error" for f in rolled.findings) else OK


def _pair(text: str) -> tuple[str, str]:
    name, sign, value = text.partition("=")
    if not sign:
        fail(f"“{text[:40]}”应当写成 列=数", "例如 --declared 全年执行数=1765.63")
    return name, value
