"""render, forms, template, import, read: the official table on paper and back."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from scoring.cli.base import OK, UNUSABLE, Json, StandardOption, app, fail, group, print_json, say_unsound
from scoring.cli.chinese import Command
from scoring.cli.paper import Evaluations, Force
from scoring.cli.score import evaluation_files, progress
from scoring.source import ScoringError

if TYPE_CHECKING:
    from scoring.model import Result, Submission
    from scoring.standard import Standard

forms_app = group("forms", "表样：列出，或把一个表样的画法打印出来。")


@app.command(cls=Command)
def render(
    evaluations: Evaluations,
    folder: Annotated[Path, typer.Option("-o", "--output", metavar="文件夹", help="写到哪个文件夹。")] = Path("out"),
    to: Annotated[
        str, typer.Option("--to", metavar="格式", help="逗号隔开：docx、xlsx、pdf、html、md、txt。")
    ] = "docx,xlsx,pdf",
    form: Annotated[
        str, typer.Option("--form", metavar="表样", help="表样编号或 .txt 文件；不写则按自评文件里的。")
    ] = "",
    why: Annotated[bool, typer.Option("--why", help="附一页：每行的 公式 → 代入 → 得分 · 依据。")] = False,
    force: Force = False,
    standard: StandardOption = "",
) -> int:
    """印出正式的自评表：Word、Excel、PDF、网页，可以直接盖章、公开。"""
    from scoring.review import assess_submission, submissions, unfold
    from scoring.writers import FORMATS

    formats = [part.strip().lower() for part in to.split(",") if part.strip()]
    if unknown := [f for f in formats if f not in FORMATS]:
        fail(f"不支持的格式“{'、'.join(unknown)[:60]}”", f"可用：{'、'.join(FORMATS)}")
    worst = OK
    taken: set[str] = set()
    for path in progress(evaluation_files(evaluations), False, "出表"):
        try:
            for one in [one for submission in submissions(path) for one in unfold(submission)]:
                result, used = assess_submission(one, standard, path)
                _write(result, used, form, why, folder, _name(one, taken), formats, force)
        except ScoringError as error:
            worst = UNUSABLE
            typer.echo(str(error), err=True)
    return worst


def _write(
    result: Result, used: Standard, form: str, why: bool, folder: Path, name: str, formats: Sequence[str], force: bool
) -> None:
    from scoring import forms_on_paper
    from scoring.writers import write

    folder.mkdir(parents=True, exist_ok=True)
    pages = forms_on_paper.pages(result, used, form, why)
    for extension in formats:
        target = folder / f"{name}.{extension}"
        for note in write(pages, target, force=force):
            typer.echo(f"{target}：{note}", err=True)
        typer.echo(str(target))


def _name(submission: Submission, taken: set[str]) -> str:
    """A safe file name from project and year; a second one of the same name is numbered."""
    plain = re.sub(r"[^\w（）()—-]+", "", submission.project)[:60] or "自评表"
    base = f"{plain}_{submission.year}" if submission.year else plain
    name, number = base, 2
    while name in taken:
        name, number = f"{base}_{number}", number + 1
    taken.add(name)
    return name


@forms_app.command("list", cls=Command)
def forms_list(as_json: Json = False) -> int:
    """列出现有的表样。"""
    from scoring import form, terminal

    say_unsound()
    every = [form.get(name) for name in form.names()]
    if as_json:
        print_json([{"id": f.id, "name": f.name, "cite": f.cite, "standard": f.standard} for f in every])
    else:
        typer.echo(terminal.forms([(f.id, f.name, f.cite) for f in every]))
    return OK


@forms_app.command("show", cls=Command)
def forms_show(form: Annotated[str, typer.Argument(metavar="表样", help="编号，或自己的 .txt 文件。")]) -> int:
    """打印一个表样的画法，可以另存为 .txt 照着改：< 接左格，^ 接上格，* 起重复的行，{…} 填值。"""
    from scoring import form as forms
    from scoring.toml_file import read_text

    typer.echo(read_text(forms.get(form).drawing.path), nl=False)
    return OK


@app.command(cls=Command)
def template(
    indicator_set: Annotated[Path, typer.Argument(metavar="指标文件", help="指标文件（.toml）。")],
    output: Annotated[Path, typer.Option("-o", "--output", metavar="文件", help="填报表的文件名。")] = Path(
        "填报表.xlsx"
    ),
    force: Force = False,
) -> int:
    """做一个可以在 Excel 里填的填报表；填好后 score、render 都直接认它。"""
    from scoring.atomic import write_bytes
    from scoring.documents import load_indicator_set
    from scoring.review import chosen
    from scoring.workbook import fill_in

    if output.suffix.lower() != ".xlsx":
        fail(f"填报表只能写成 .xlsx，写的是“{output.name}”", "例如 -o 填报表.xlsx")
    indicators = load_indicator_set(indicator_set)
    write_bytes(output, fill_in(indicators, chosen(indicators.standard, indicator_set)), force=force)
    typer.echo(f"已写入 {output}", err=True)
    return OK


Output = Annotated[
    Path | None, typer.Option("-o", "--output", metavar="文件", help="写成 .toml 文件；不写则打印出来。")
]


@app.command("import", cls=Command)
def import_(
    file: Annotated[Path, typer.Argument(metavar="文件", help="填报表.xlsx，或任何一张带指标的表。")],
    output: Output = None,
    force: Force = False,
) -> int:
    """从表格取出指标文件，不必手写 TOML。"""
    from scoring.review import submissions
    from scoring.to_toml import indicator_set

    _put(indicator_set(submissions(file)[0]), output, force)
    return OK


@app.command(cls=Command)
def read(
    files: Annotated[list[Path], typer.Argument(metavar="文件...", help="docx、xlsx、xls、pdf、html、csv、md。")],
    output: Output = None,
    force: Force = False,
) -> int:
    """把一张自评表读成自评文件，每个值注明原来的位置。"""
    from scoring import terminal
    from scoring.review import submissions
    from scoring.to_toml import evaluation

    found = [submission for path in evaluation_files(files) for submission in submissions(path)]
    if output is None:
        typer.echo("\n".join(evaluation(s) for s in found), nl=False)
    for number, submission in enumerate(found, 1):
        if output is not None:
            target = output if len(found) == 1 else output.with_stem(f"{output.stem}-{number}")
            _put(evaluation(submission), target, force)
        for item in submission.findings:
            typer.echo(terminal.finding(item), err=True)
    return OK


def _put(text: str, output: Path | None, force: bool) -> None:
    from scoring.atomic import write_bytes

    if output is None:
        typer.echo(text, nl=False)
        return
    write_bytes(output, text.encode(), force=force)
    typer.echo(f"已写入 {output}", err=True)
