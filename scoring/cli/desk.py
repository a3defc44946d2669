"""serve: the page in the browser."""

from __future__ import annotations

import socket
import webbrowser
from importlib.util import find_spec
from ipaddress import ip_address
from pathlib import Path
from threading import Timer
from typing import TYPE_CHECKING, Annotated

import typer

from scoring.cli.base import OK, app, fail, say_unsound
from scoring.cli.chinese import Command

if TYPE_CHECKING:
    import uvicorn

    from scoring.register import Register

PORT = 8765
_NEEDED = ("fastapi", "uvicorn", "jinja2", "multipart", "sqlalchemy", "alembic", "argon2")


@app.command(cls=Command)
def serve(
    register: Annotated[
        str,
        typer.Option(
            "--register",
            metavar="地址",
            envvar="SCORING_REGISTER",
            show_envvar=False,
            help="台账的文件（没有时新建），或 postgresql://…；也可写在环境变量 SCORING_REGISTER 里。",
        ),
    ] = "台账.db",
    sets: Annotated[
        Path, typer.Option("--sets", metavar="文件夹", help="放指标文件（.toml）的文件夹，填报时从中选。")
    ] = Path("indicator_sets"),
    host: Annotated[
        str, typer.Option("--host", metavar="地址", help="在哪个地址上服务；本机以外的地址要先有用户。")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", metavar="端口", min=0, max=65535, help="端口，0 为任选一个。")] = PORT,
    open_: Annotated[bool, typer.Option("--open", help="启动后打开浏览器。")] = False,
) -> int:
    """在浏览器里填报、核对、查看：启动网页服务，不需要外网。"""
    if missing := [name for name in _NEEDED if find_spec(name) is None]:
        fail(f"没有安装网页部分（缺 {'、'.join(missing)}）", "请安装：pip install 'budget-performance-scoring[desk]'")
    if sets != Path("indicator_sets") and not sets.is_dir():
        fail(f"{sets}：没有这个文件夹", "请核对 --sets 后面的文件夹")
    say_unsound()
    kept = _register(register)
    alone = _alone(kept, host)
    listening = _socket(host, port)
    server = _server(kept, sets, alone)
    shown = f"[{host}]" if ":" in host else host
    address = f"http://{shown}:{listening.getsockname()[1]}/"
    who = "本机一人使用，不用登录" if alone else "需要登录"
    typer.echo(f"已启动：{address}（{who}；台账 {kept.place}）。按 Ctrl+C 结束。", err=True)
    if open_:
        Timer(1, webbrowser.open, (address,)).start()
    server.run(sockets=[listening])
    kept.close()
    return OK


def _register(where: str) -> Register:
    from scoring.register import create, opened
    from scoring.register.store import location

    url = location(where)
    new = url.startswith("sqlite:///") and not Path(url.removeprefix("sqlite:///")).exists()
    return create(where) if new else opened(where)


def _alone(register: Register, host: str) -> bool:
    """Whether one person works here without a login: only on this machine, and only as long as there are no accounts."""
    from scoring.register.accounts import anybody

    if anybody(register):
        return False
    if not _local(host):
        fail(
            f"还没有用户，不能在 {host} 上服务：别人不登录就能进来",
            "请先用 scoring register user add 建立用户，或只在本机使用（去掉 --host）",
        )
    return True


def _local(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _socket(host: str, port: int) -> socket.socket:
    try:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        listening = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)  # asyncio asks before TCP_NODELAY
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((host, port))
        listening.listen(128)
    except OSError as error:
        fail(f"不能在 {host} 的 {port} 端口上服务：{error.strerror}", "可能已经启动了一个；换端口请加 --port")
    return listening


def _server(register: Register, sets: Path, alone: bool) -> uvicorn.Server:
    import uvicorn

    from scoring.desk.app import create
    from scoring.desk.settings import Settings

    made = create(Settings(register, sets if sets.is_dir() else None, alone))
    return uvicorn.Server(uvicorn.Config(made, log_level="warning", server_header=False, access_log=False, ws="none"))
