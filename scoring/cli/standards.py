"""standards: a policy officer's rules, listed, read back, proved, compared."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from scoring.cli.base import FINDINGS, OK, Json, fail, group, print_json, say_unsound
from scoring.cli.chinese import Command
from scoring.source import ScoringError

if TYPE_CHECKING:
    from scoring.derive import Change
    from scoring.source import Problem
    from scoring.standard import Standard

app = group("standards", "评分办法：列出、读成条款、检查、比较。")

Settings = Annotated[
    list[str] | None,
    typer.Option(
        "--set",
        metavar="位置=值",
        help="在甲办法上试改一处，不写文件，可以写几个：grade.优=85、rule.at_least.score=公式。",
    ),
]


def changed(name: str, settings: list[str]) -> tuple[Standard, Change]:
    """A standard with settings in it (试改), not yet proved."""
    from scoring.derive import derive
    from scoring.standards import load

    return derive(load(name), settings)


def against(a: str, b: str, settings: list[str] | None) -> Standard:
    """The other standard: 乙 as it is, or 乙 (甲 where none is named) with settings in it."""
    from scoring.standards import load

    if not b and not settings:
        fail("没有写明与哪个办法比", "请写乙办法的编号或 .toml 文件，或用 --set 写明试改什么")
    return changed(b or a, settings)[0] if settings else load(b)


@app.command("list", cls=Command)
def standards_list(as_json: Json = False) -> int:
    """列出现有的评分办法。"""
    from scoring import terminal
    from scoring.standards import get, names

    say_unsound()
    every = [get(name) for name in names()]
    if as_json:
        print_json(
            [
                {
                    "id": s.id,
                    "title": s.title,
                    "cite": s.cite,
                    "effective": s.effective,
                    "until": s.until,
                    "extends": s.extends,
                    "version": s.version,
                    "hash": s.hash,
                }
                for s in every
            ]
        )
    else:
        typer.echo(terminal.standards(every))
    return OK


@app.command("show", cls=Command)
def standards_show(
    standard: Annotated[str, typer.Argument(metavar="办法", help="编号或 .toml 文件。")], as_json: Json = False
) -> int:
    """把一个评分办法读成中文条款，改动上级办法之处写在最前面，逐条注明。"""
    from dataclasses import asdict

    from scoring import articles
    from scoring.standards import load

    used = load(standard)
    if as_json:
        print_json({**asdict(used), "hash": used.hash})
    else:
        typer.echo(articles.show(used))
    return OK


@app.command("lint", cls=Command)
def standards_lint(
    standards: Annotated[
        list[str] | None,
        typer.Argument(metavar="办法...", help="编号、.toml 文件或放着它们的文件夹；不写则检查全部现有的办法。"),
    ] = None,
    settings: Settings = None,
    as_json: Json = False,
) -> int:
    """检查评分办法：等级有无空隙或重叠、条款会不会超分、除数会不会为零、两条是否同时适用……"""
    from scoring.lint import lint
    from scoring.standards import mistakes

    found = 0
    report: list[dict[str, Any]] = []
    if settings and len(standards or ()) != 1:
        fail("--set 要写明改的是哪一个办法", "例如 scoring standards lint mof-2020 --set grade.优=85")
    for name in _asked(standards or []):
        try:
            problems = lint(*changed(name, settings)) if settings else mistakes(name)
        except ScoringError as error:
            problems = list(error.problems)
        silent = [] if problems else _silent(name, settings)
        found += len(problems)
        report.append({"standard": name, "problems": _plain(problems), "notes": _plain(silent)})
        if not as_json:
            typer.echo("\n".join(str(p) for p in problems) if problems else f"{name}：没有问题")
            typer.echo("".join(f"提醒　{note}\n" for note in silent), nl=False)
    if as_json:
        print_json(report)
    return FINDINGS if found else OK


def _silent(name: str, settings: list[str] | None) -> list[Problem]:
    """What a sound standard says nothing about."""
    from scoring import lint
    from scoring.standards import read

    return lint.notes(*(changed(name, settings) if settings else read(name)))


def _plain(problems: list[Problem]) -> list[dict[str, str]]:
    return [{"place": str(p.source), "message": p.message, "advice": p.advice} for p in problems]


def _asked(given: list[str]) -> list[str]:
    """The standards named, those in the folders named; all there are, sound or not, where none is."""
    from scoring import library
    from scoring.standards import packaged

    if not given:
        return packaged() + [str(path) for path in library.own(".toml").values()]
    asked: list[str] = []
    for name in given:
        inside = sorted(str(path) for path in Path(name).glob("*.toml")) if Path(name).is_dir() else [name]
        if not inside:
            fail(f"{name}：文件夹里没有评分办法", "评分办法是 .toml 文件")
        asked += inside
    return asked


@app.command("diff", cls=Command)
def standards_diff(
    a: Annotated[str, typer.Argument(metavar="甲", help="编号或 .toml 文件。")],
    b: Annotated[str, typer.Argument(metavar="乙", help="编号或 .toml 文件；有 --set 时可以不写。")] = "",
    settings: Settings = None,
    as_json: Json = False,
) -> int:
    """用文字说明两个评分办法的不同。"""
    from scoring import articles
    from scoring.standards import load

    old, new = load(a), against(a, b, settings)
    lines = articles.diff(old, new)
    if as_json:
        print_json({"a": a, "b": b or new.id, "differences": lines})
    else:
        typer.echo("\n".join(lines) if lines else "两个办法没有不同")
    return OK
