"""rules: what each finding means."""

from __future__ import annotations

from difflib import get_close_matches
from pathlib import Path
from typing import Annotated

import typer

from scoring.cli.base import OK, Json, app, fail, print_json
from scoring.cli.chinese import Command


@app.command(cls=Command)
def rules(
    names: Annotated[
        list[str] | None, typer.Argument(metavar="[编号]...", help="疑点编号，如 I03；不写则列出全部。")
    ] = None,
    as_json: Json = False,
    pages: Annotated[
        Path | None, typer.Option("--pages", metavar="文件夹", help="把一览和每个编号的说明写成 Markdown 文件。")
    ] = None,
) -> int:
    """说明疑点：每个编号查什么、为什么要紧、依据、怎样改，附触发它的例表。"""
    from scoring import atomic
    from scoring import rules as explained
    from scoring.checks import codes

    chosen = [codes()[_known(name)] for name in names or []]
    if pages is not None:
        pages.mkdir(parents=True, exist_ok=True)
        for name, text in explained.pages().items():
            atomic.write_bytes(pages / name, text.encode(), force=True)
    elif as_json:
        print_json([explained.to_json(code) for code in chosen or codes().values()])
    else:
        typer.echo("\n".join(map(explained.page, chosen)) if chosen else explained.index(), nl=False)
    return OK


def _known(name: str) -> str:
    from scoring.checks import codes

    code = name.strip().upper()
    if code not in codes():
        close = get_close_matches(code, codes(), 1)
        fail(f"没有编号为“{name[:20]}”的疑点", (f"是不是 {close[0]}？" if close else "") + "全部编号见 scoring rules")
    return code
