"""The command line: shows, asks, writes; computes nothing."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

from scoring.chinese_help import Command, Group, chinese_error
from scoring.source import Problem, ScoringError, Source

if TYPE_CHECKING:
    from scoring.model import Result
    from scoring.standard import Standard

OK, FINDINGS, UNUSABLE = 0, 1, 2

_OPTIONS: dict[str, Any] = {"no_args_is_help": True, "rich_markup_mode": None, "add_completion": False, "pretty_exceptions_enable": False}
app = typer.Typer(
    cls=Group,
    help="预算绩效自评：计分、说明、核对。\n\n单位填报用 score、explain、whatif；财政复核看 findings；政策管理用 standards。\n\n退出码：0 正常，1 有“错误”级疑点，2 文件不能用或用法不对。",
    **_OPTIONS,
)
standards_app = typer.Typer(cls=Group, help="评分办法：列出、读成条款、检查、比较。", **_OPTIONS)
app.add_typer(standards_app, name="standards")

Json = Annotated[bool, typer.Option("--json", help="输出 JSON，供程序使用。")]
StandardOption = Annotated[str, typer.Option("--standard", metavar="编号", help="评分办法的编号或 .toml 文件；不写则按文件里的，再不写按 mof-2020。")]


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
        if not hasattr(error, "format_message"):
            raise
        typer.echo(f"{chinese_error(error.format_message())}用 --help 看用法。", err=True)
        code = UNUSABLE
    sys.exit(code if isinstance(code, int) else OK)


def _fail(message: str, advice: str = "") -> NoReturn:
    raise ScoringError(Problem(Source(), message, advice))


def _print_json(data: object, *, indent: int | None = 2) -> None:
    typer.echo(json.dumps(data, ensure_ascii=False, indent=indent))


# -- score --


@app.command(cls=Command)
def score(
    evaluations: Annotated[list[Path], typer.Argument(metavar="自评文件...", help="自评文件（.toml），或放着自评文件的文件夹。")],
    why: Annotated[bool, typer.Option("--why", help="逐行说明：公式 → 代入 → 得分 · 依据。")] = False,
    standard: StandardOption = "",
    as_json: Json = False,
) -> int:
    """给自评打分：打印自评表、总分、等级和全部疑点。"""
    from scoring import stable_json, terminal
    from scoring.review import assess

    files: list[dict[str, Any]] = []
    results: list[Result] = []
    worst = OK
    for path in _progress(_toml_files(evaluations), as_json):
        try:
            result, used = assess(path, standard)
        except ScoringError as error:
            worst = UNUSABLE
            files.append(stable_json.unreadable(str(path), error))
            if not as_json:
                typer.echo(terminal.printable(str(error)), err=True)
            continue
        results.append(result)
        if as_json:
            files.append(stable_json.scored(result, used))
        else:
            _show(result, used, why, len(results) > 1)
    if as_json:
        _print_json(stable_json.envelope(files))
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
    import shutil

    return max(100, min(shutil.get_terminal_size((120, 40)).columns, 200))


def _toml_files(paths: Iterable[Path]) -> list[Path]:
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            inside = sorted(path.glob("*.toml"))
            if not inside:
                _fail(f"{path}：文件夹里没有 .toml 自评文件")
            found += inside
        else:
            found.append(path)
    return found


def _progress(paths: list[Path], quiet: bool) -> Iterable[Path]:
    """A progress bar on the error channel when there is much to do and somebody is looking."""
    if quiet or len(paths) < 20 or not sys.stderr.isatty():
        return paths
    from rich.console import Console
    from rich.progress import track

    return track(paths, description="计分", console=Console(stderr=True), transient=True)


# -- explain --


@app.command(cls=Command)
def explain(
    target: Annotated[str, typer.Argument(metavar="年度指标值", help="照表上写，如 ≥99%。")] = "",
    actual: Annotated[str | None, typer.Argument(metavar="实际完成值", help="照表上写，如 98.5%。")] = None,
    points: Annotated[str, typer.Option("--points", metavar="分", help="分值。")] = "10",
    name: Annotated[str, typer.Option("--name", metavar="三级指标", help="指标名称；方向和单位可能要从名称看出。")] = "",
    aspect: Annotated[str, typer.Option("--aspect", metavar="二级指标", help="二级指标，如 成本指标。")] = "",
    standard: StandardOption = "",
    batch: Annotated[Path | None, typer.Option("--batch", metavar="文件", help="每行一对：目标⇥完成值⇥分值⇥名称，可缺后几列。")] = None,
    as_json: Json = False,
) -> int:
    """说明一格怎么理解：目标、完成值、是否达标、得多少分、为什么。"""
    from scoring.review import chosen

    used = chosen(standard)
    if batch is None:
        if not target:
            _fail("没有写年度指标值", "写法：scoring explain 年度指标值 [实际完成值]")
        _explain_one(used, (target, actual, points, name, aspect), as_json, None)
        return OK
    for number, line in _lines(batch):
        cells = [*line.split("\t"), "", "", ""]
        row = (cells[0], cells[1] or None, cells[2].strip() or points, cells[3] or name, aspect)
        _explain_one(used, row, as_json, number)
    return OK


def _lines(path: Path) -> Iterable[tuple[int, str]]:
    """Lines of a tab-separated file, however long the file is. Raises ScoringError."""
    if str(path) != "-" and not path.is_file():
        _fail(f"{path}：找不到文件", "请检查路径")
    stream = sys.stdin if str(path) == "-" else path.open(encoding="utf-8-sig", errors="replace", newline="\n")
    with stream as file:
        for number, line in enumerate(file, 1):
            if text := line.rstrip("\r\n"):
                yield number, text


def _explain_one(used: Standard, row: tuple[str, str | None, str, str, str], as_json: bool, number: int | None) -> None:
    from scoring import stable_json, terminal
    from scoring.review import explained

    target, actual, points, name, aspect = row
    understood, outcome = explained(used, target, actual, points, name, aspect)
    if as_json:
        data = stable_json.explained(understood, actual, outcome, used, points)
        _print_json(data if number is None else {"line": number, **data}, indent=2 if number is None else None)
    else:
        typer.echo(("" if number is None else f"\n第 {number} 行\n") + terminal.explanation(understood, target, actual, points, outcome, used))


# -- whatif --


@app.command(cls=Command)
def whatif(
    evaluation: Annotated[Path, typer.Argument(metavar="自评文件", help="自评文件（.toml）。")],
    settings: Annotated[list[str] | None, typer.Option("--set", metavar="指标=值", help="改一个实际完成值，可多次；由人评判的行写“指标=28分”。")] = None,
    standard: StandardOption = "",
    as_json: Json = False,
) -> int:
    """假如完成值是另一个数：哪些行变了、新总分、新等级；每行怎样得满分，离上一等级多远。"""
    from scoring import documents, stable_json, terminal, whatif
    from scoring.review import chosen

    submission = documents.load(evaluation)
    used = chosen(standard or submission.standard, evaluation)
    changed = whatif.change(submission, settings or [])
    before, after, changes = whatif.compare(submission, changed, used)
    if as_json:
        _print_json(stable_json.whatif(before, after, changes, used))
    else:
        typer.echo(terminal.whatif(before, after, changes, used))
    return OK


# -- standards --


@standards_app.command("list", cls=Command)
def standards_list(as_json: Json = False) -> int:
    """列出现有的评分办法。"""
    from scoring import terminal
    from scoring.standard import get, names

    every = [get(name) for name in names()]
    if as_json:
        _print_json([{"id": s.id, "title": s.title, "cite": s.cite, "effective": s.effective, "until": s.until, "extends": s.extends, "version": s.version, "hash": s.hash} for s in every])
    else:
        typer.echo(terminal.standards(every))
    return OK


@standards_app.command("show", cls=Command)
def standards_show(standard: Annotated[str, typer.Argument(metavar="办法", help="编号或 .toml 文件。")], as_json: Json = False) -> int:
    """把一个评分办法读成中文条款，改动上级办法之处列在最后。"""
    from dataclasses import asdict

    from scoring import articles
    from scoring.standard import load

    used = load(standard)
    if as_json:
        _print_json({**asdict(used), "hash": used.hash})
    else:
        typer.echo(articles.show(used))
    return OK


@standards_app.command("lint", cls=Command)
def standards_lint(
    standards: Annotated[list[str] | None, typer.Argument(metavar="办法...", help="编号或 .toml 文件；不写则检查全部自带的办法。")] = None,
    as_json: Json = False,
) -> int:
    """检查评分办法：等级有无空隙或重叠、条款会不会超分、除数会不会为零、两条是否同时适用……"""
    from scoring import lint
    from scoring.standard import names, read

    found = 0
    report: list[dict[str, Any]] = []
    for name in standards or names():
        try:
            problems = lint.lint(*read(name))
        except ScoringError as error:
            problems = list(error.problems)
        found += len(problems)
        report.append({"standard": name, "problems": [{"place": str(p.source), "message": p.message, "advice": p.advice} for p in problems]})
        if not as_json:
            typer.echo("\n".join(str(p) for p in problems) if problems else f"{name}：没有问题")
    if as_json:
        _print_json(report)
    return FINDINGS if found else OK


@standards_app.command("diff", cls=Command)
def standards_diff(
    a: Annotated[str, typer.Argument(metavar="甲", help="编号或 .toml 文件。")],
    b: Annotated[str, typer.Argument(metavar="乙", help="编号或 .toml 文件。")],
    as_json: Json = False,
) -> int:
    """用文字说明两个评分办法的不同。"""
    from scoring import articles
    from scoring.standard import load

    lines = articles.diff(load(a), load(b))
    if as_json:
        _print_json({"a": a, "b": b, "differences": lines})
    else:
        typer.echo("\n".join(lines) if lines else "两个办法没有不同")
    return OK


# -- schema, new, validate --


@app.command(cls=Command)
def validate(
    files: Annotated[list[Path], typer.Argument(metavar="文件...", help="指标文件或自评文件（.toml）。")],
    as_json: Json = False,
) -> int:
    """只检查指标文件、自评文件写得对不对，一次列出全部毛病，不计分。"""
    from scoring.review import validate as check

    report = []
    for path in files:
        problems = check(path)
        report.append({"file": str(path), "problems": [{"place": str(p.source), "message": p.message, "advice": p.advice} for p in problems]})
        if not as_json:
            typer.echo("\n".join(str(p) for p in problems) if problems else f"{path}：没有毛病", err=bool(problems))
    if as_json:
        _print_json(report)
    return UNUSABLE if any(item["problems"] for item in report) else OK


@app.command(cls=Command)
def schema(kind: Annotated[str, typer.Argument(metavar="种类", help="indicator-set、evaluation 或 standard。")]) -> int:
    """打印文件格式的 JSON Schema，编辑器据此补全和检查 TOML。"""
    from scoring.schemas import schema as schema_of

    _print_json(schema_of(kind))
    return OK


@app.command(cls=Command)
def new(kind: Annotated[str, typer.Argument(metavar="种类", help="indicator-set 或 evaluation。")]) -> int:
    """打印一个带注释的起始文件，存成 .toml 后填写。"""
    from importlib.resources import files

    from scoring.schemas import TEMPLATES

    if kind not in TEMPLATES:
        _fail(f"不认识的种类“{kind[:40]}”", f"可以是：{'、'.join(TEMPLATES)}")
    typer.echo(files("scoring").joinpath(f"data/templates/{kind}.toml").read_text("utf-8"), nl=False)
    return OK


