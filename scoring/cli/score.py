"""score, explain, whatif: a clerk's three questions."""

from __future__ import annotations

import re
import shutil
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from scoring.cli.base import FINDINGS, OK, UNUSABLE, Json, StandardOption, app, fail, print_json
from scoring.cli.batch import lines
from scoring.cli.chinese import Command
from scoring.source import ScoringError

if TYPE_CHECKING:
    from scoring.model import Result
    from scoring.standard import Standard

#: what a folder is searched for
TABLES = {".toml", ".xlsx", ".xlsm", ".xls", ".docx", ".doc", ".wps", ".pdf", ".html", ".htm", ".csv", ".md"}


@app.command(cls=Command)
def score(
    evaluations: Annotated[
        list[Path],
        typer.Argument(
            metavar="自评文件...", help="自评文件（.toml、填报表.xlsx，或 Word、PDF 等表格），或放着它们的文件夹。"
        ),
    ],
    why: Annotated[bool, typer.Option("--why", help="逐行说明：公式 → 代入 → 得分 · 依据。")] = False,
    standard: StandardOption = "",
    as_json: Json = False,
) -> int:
    """给自评打分：打印自评表、总分、等级和全部疑点。"""
    from scoring import stable_json, terminal
    from scoring.review import assess_all

    files: list[dict[str, Any]] = []
    results: list[Result] = []
    worst = OK
    for path in progress(evaluation_files(evaluations), as_json):
        try:
            found = assess_all(path, standard)
        except ScoringError as error:
            worst = UNUSABLE
            files.append(stable_json.unreadable(str(path), error))
            if not as_json:
                typer.echo(terminal.printable(str(error)), err=True)
            continue
        for result, used in found:
            results.append(result)
            if as_json:
                files.append(stable_json.scored(result, used))
            else:
                _show(result, used, why, len(results) > 1)
    if as_json:
        print_json(stable_json.envelope(files))
    elif len(results) > 1:
        typer.echo("\n" + terminal.summary(results))
    if worst == OK and any(f.severity == "error" for r in results for f in r.findings):
        return FINDINGS
    return worst


def _show(result: Result, standard: Standard, why: bool, further: bool) -> None:
    from scoring import terminal

    if further:
        typer.echo("\n" + "─" * 60)
    typer.echo(terminal.table(result, standard, _width()))
    if why:
        typer.echo("\n" + terminal.reasons(result, standard))
    typer.echo("\n" + terminal.findings(result.findings))


def _width() -> int:
    return max(100, min(shutil.get_terminal_size((120, 40)).columns, 200))


def evaluation_files(paths: Iterable[Path]) -> list[Path]:
    """The files named, and the evaluations inside the folders named. Raises ScoringError for an empty folder."""
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            inside = sorted(
                p for p in path.iterdir() if p.suffix.lower() in TABLES and not p.name.startswith(("~$", "."))
            )
            if not inside:
                fail(f"{path}：文件夹里没有自评文件", "自评文件是 .toml，或 Word、Excel、PDF 等表格")
            found += inside
        else:
            found.append(path)
    return found


def progress(paths: list[Path], quiet: bool, about: str = "计分") -> Iterable[Path]:
    """A progress bar on the error channel when there is much to do and somebody is looking."""
    if quiet or len(paths) < 20 or not sys.stderr.isatty():
        return paths
    from rich.console import Console
    from rich.progress import track

    return track(paths, description=about, console=Console(stderr=True), transient=True)


# -- explain --


@app.command(cls=Command)
def explain(
    target: Annotated[str, typer.Argument(metavar="年度指标值", help="照表上写，如 ≥99%。")] = "",
    actual: Annotated[str | None, typer.Argument(metavar="实际完成值", help="照表上写，如 98.5%。")] = None,
    points: Annotated[str, typer.Option("--points", metavar="分", help="分值。")] = "10",
    name: Annotated[
        str, typer.Option("--name", metavar="三级指标", help="指标名称；方向和单位可能要从名称看出。")
    ] = "",
    aspect: Annotated[str, typer.Option("--aspect", metavar="二级指标", help="二级指标，如 成本指标。")] = "",
    dimension: Annotated[
        str, typer.Option("--dimension", metavar="一级指标", help="一级指标，如 满意度指标；有的条款只用于它。")
    ] = "",
    standard: StandardOption = "",
    batch: Annotated[
        Path | None,
        typer.Option("--batch", metavar="文件", help="每行一对：目标⇥完成值⇥分值⇥名称⇥二级指标⇥一级指标，可缺后几列。"),
    ] = None,
    as_json: Json = False,
) -> int:
    """说明一格怎么理解：目标、完成值、是否达标、得多少分、为什么。"""
    from scoring.review import chosen

    used = chosen(standard)
    if batch is None:
        if not target:
            fail("没有写年度指标值", "写法：scoring explain 年度指标值 [实际完成值]")
        _explain_one(used, (target, actual, points, name, aspect, dimension), as_json, None)
        return OK
    for number, line in lines(batch):
        cells = [*line.split("\t"), "", "", "", "", ""]
        if "\t" not in line and re.search(r"\S[ \u3000]+\S", line) and not as_json:
            typer.echo(f"\n第 {number} 行没有制表符，整行当作年度指标值；各列之间请用制表符（Tab）隔开", nl=False)
        places = (cells[3] or name, cells[4].strip() or aspect, cells[5].strip() or dimension)
        row = (cells[0], cells[1] or None, cells[2].strip() or points, *places)
        _explain_one(used, row, as_json, number)
    return OK


def _explain_one(
    used: Standard, row: tuple[str, str | None, str, str, str, str], as_json: bool, number: int | None
) -> None:
    from scoring import stable_json, terminal
    from scoring.review import explained

    target, actual, points, *places = row
    understood, outcome = explained(used, target, actual, points, *places)
    if as_json:
        data = stable_json.explained(understood, actual, outcome, used, points)
        print_json(data if number is None else {"line": number, **data}, indent=2 if number is None else None)
    else:
        typer.echo(
            ("" if number is None else f"\n第 {number} 行\n")
            + terminal.explanation(understood, target, actual, points, outcome, used)
        )
        if outcome.rule and not any(places):
            typer.echo("".join(f"提示　{text}\n" for text in _elsewhere(used, outcome.rule)), nl=False)


def _elsewhere(used: Standard, rule: str) -> Iterable[str]:
    """The rules that would score such a row under another 一级 or 二级 than none."""
    shapes = set(used.by_id[rule].when.target)
    for other in used.rule:
        if other.when.section and shapes & set(other.when.target):
            where = "、".join(f"“{section}”" for section in other.when.section)
            yield f"属于{where}的行另按条款 {other.id} 计分；请用 --dimension 写一级指标，或 --aspect 写二级指标"


# -- whatif --


@app.command(cls=Command)
def whatif(
    evaluation: Annotated[Path, typer.Argument(metavar="自评文件", help="自评文件（.toml）。")],
    settings: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="指标=值", help="改一个实际完成值，可多次；由人评判的行写“指标=28分”。"),
    ] = None,
    standard: StandardOption = "",
    as_json: Json = False,
) -> int:
    """假如完成值是另一个数：哪些行变了、新总分、新等级；每行怎样得满分，离上一等级多远。"""
    from scoring import stable_json, terminal, whatif
    from scoring.review import chosen, submissions

    submission = submissions(evaluation)[0]
    used = chosen(standard or submission.standard, evaluation)
    changed = whatif.change(submission, settings or [])
    before, after, changes = whatif.compare(submission, changed, used)
    if as_json:
        print_json(stable_json.whatif(before, after, changes, used))
    else:
        typer.echo(terminal.whatif(before, after, changes, used))
    return OK
