"""What all commands share: the app, exit codes, printing."""

from __future__ import annotations

import json
from typing import Annotated, Any, NoReturn

import typer

from scoring.cli.chinese import Group
from scoring.source import Problem, ScoringError, Source

OK, FINDINGS, UNUSABLE = 0, 1, 2

_OPTIONS: dict[str, Any] = {
    "no_args_is_help": True,
    "rich_markup_mode": None,
    "add_completion": False,
    "pretty_exceptions_enable": False,
}
app = typer.Typer(
    cls=Group,
    help="预算绩效自评：计分、说明、核对、出表。\n\n"
    "单位填报用 score、explain、whatif，或网页 serve；财政复核用 check、rules；政策管理用 standards、simulate。\n\n"
    "退出码：0 正常，1 有“错误”级疑点，2 文件不能用或用法不对。",
    **_OPTIONS,
)


def group(name: str, about: str, under: typer.Typer = app) -> typer.Typer:
    """A group of commands under one name."""
    sub = typer.Typer(cls=Group, help=about, **_OPTIONS)
    under.add_typer(sub, name=name)
    return sub


Json = Annotated[bool, typer.Option("--json", help="输出 JSON，供程序使用。")]
StandardOption = Annotated[
    str,
    typer.Option(
        "--standard", metavar="编号", help="评分办法的编号或 .toml 文件；不写则按文件里的，再不写按 mof-2020。"
    ),
]


def fail(message: str, advice: str = "") -> NoReturn:
    """Misuse: one sentence, and what to do."""
    raise ScoringError(Problem(Source(), message, advice))


def say_unsound() -> None:
    """What of the office's own folder is not used, and why; to whoever is about to rely on it."""
    from scoring import library

    if not library.folders():
        return
    from scoring import form, standards

    for problem in (*standards.unsound(), *form.unsound()):
        typer.echo(f"没有采用：{problem}", err=True)


def print_json(data: object, *, indent: int | None = 2) -> None:
    """JSON for programs, Chinese left as it is."""
    typer.echo(json.dumps(data, ensure_ascii=False, indent=indent))
