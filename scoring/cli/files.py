"""validate, schema, new: the TOML files themselves."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from scoring.cli.base import OK, UNUSABLE, Json, app, fail, print_json
from scoring.cli.chinese import Command


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
        report.append(
            {
                "file": str(path),
                "problems": [{"place": str(p.source), "message": p.message, "advice": p.advice} for p in problems],
            }
        )
        if not as_json:
            typer.echo("\n".join(str(p) for p in problems) if problems else f"{path}：没有毛病", err=bool(problems))
    if as_json:
        print_json(report)
    return UNUSABLE if any(item["problems"] for item in report) else OK


@app.command(cls=Command)
def schema(
    kind: Annotated[str, typer.Argument(metavar="种类", help="indicator-set、evaluation、standard 或 waivers。")],
) -> int:
    """打印文件格式的 JSON Schema，编辑器据此补全和检查 TOML。"""
    from scoring.schemas import schema as schema_of

    print_json(schema_of(kind))
    return OK


@app.command(cls=Command)
def new(
    kind: Annotated[
        str, typer.Argument(metavar="种类", help="indicator-set、evaluation、standard（评分办法）或 waivers（豁免）。")
    ],
) -> int:
    """打印一个带注释的起始文件，存成 .toml 后填写。"""
    from importlib.resources import files

    from scoring.schemas import TEMPLATES

    if kind not in TEMPLATES:
        fail(f"不认识的种类“{kind[:40]}”", f"可以是：{'、'.join(TEMPLATES)}")
    typer.echo(files("scoring").joinpath(f"data/templates/{kind}.toml").read_text("utf-8"), nl=False)
    return OK
