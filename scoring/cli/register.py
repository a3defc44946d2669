"""register: what was submitted and by whom; made, filled, backed up, verified."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from scoring.cli.base import FINDINGS, OK, Json, fail, group, print_json
from scoring.cli.chinese import Command

if TYPE_CHECKING:
    from scoring.register import Register

app = group("register", "台账：谁在什么时候报送了什么、按哪个办法；建立、导入、导出、备份、核对。")
users = group("user", "用户：开户、列出、停用、改密码。", app)

Where = Annotated[
    str,
    typer.Option(
        "--register", metavar="地址", envvar="SCORING_REGISTER", show_envvar=False,
        help="台账的文件（SQLite），或 postgresql://用户:密码@主机/库名；也可写在环境变量 SCORING_REGISTER 里。",
    ),
]  # fmt: skip
DEFAULT = "台账.db"
_ME = "命令行"
Force = Annotated[bool, typer.Option("--force", help="覆盖已有的文件。")]


def _open(where: str) -> Register:
    _installed()
    from scoring.register import opened

    return opened(where)


def _installed() -> None:
    if not all(map(find_spec, ("sqlalchemy", "alembic", "argon2", "psycopg"))):
        fail("台账要用的程序包没有装", "请运行 pip install 'budget-performance-scoring[desk]'")


@app.command("init", cls=Command)
def init(where: Where = DEFAULT) -> int:
    """建立台账；已经有的不动，较早程序建的升级。"""
    _installed()
    from scoring.register import Register, upgrade
    from scoring.register.upgrade import REVISION

    register = Register(where, must_exist=False)
    before = upgrade(register)
    if before == REVISION:
        typer.echo(f"{register.place}：已经有台账，没有改动")
    else:
        typer.echo(f"{register.place}：台账已" + ("升级" if before else "建立"))
    return OK


@app.command("upgrade", cls=Command)
def upgrade_(where: Where = DEFAULT) -> int:
    """把较早程序建的台账升级到现在的样子；请先备份。"""
    _installed()
    from scoring.register import Register, upgrade
    from scoring.register.upgrade import REVISION, revision

    register = Register(where)
    if revision(register) is None:
        fail(f"{register.place}：这里还没有台账", "请先运行 scoring register init")
    before = upgrade(register)
    typer.echo(
        f"{register.place}：" + ("已经是最新，没有改动" if before == REVISION else f"已从 {before} 升级到 {REVISION}")
    )
    return OK


@app.command("import", cls=Command)
def import_(
    files: Annotated[
        list[Path], typer.Argument(metavar="文件...", help="scoring check --json 的结果，或自评文件、自评表。")
    ],
    where: Where = DEFAULT,
    as_json: Json = False,
) -> int:
    """登记核对过的报送件；同一单位、项目、年度的以后来的为准，旧的留在历史里。"""
    register = _open(where)
    from scoring.register.transfer import bring_in

    done = bring_in(register, _ME, files)
    if as_json:
        print_json({"new": done.new, "replaced": done.replaced, "refused": done.refused})
    else:
        typer.echo(
            f"新登记 {done.new} 件，替换 {done.replaced} 件"
            + (f"，没有登记 {len(done.refused)} 件：" if done.refused else "")
        )
        for sentence in done.refused[:50]:
            typer.echo(f"  {sentence}", err=True)
    return FINDINGS if done.refused else OK


@app.command("export", cls=Command)
def export_(
    path: Annotated[Path, typer.Argument(metavar="文件", help="写到哪里：.json 或 .parquet。")],
    where: Where = DEFAULT,
    force: Force = False,
) -> int:
    """把全部报送件写成 JSON（带完整的核对结果）或 Parquet（一件一行）。"""
    register = _open(where)
    from scoring.register.transfer import export

    typer.echo(f"{path}：{export(register, path, force=force)} 件")
    return OK


@app.command("backup", cls=Command)
def backup_(
    path: Annotated[Path, typer.Argument(metavar="文件", help=".zip（两种数据库通用），或 .db（只限 SQLite，最快）。")],
    where: Where = DEFAULT,
    force: Force = False,
) -> int:
    """备份；别人可以照常填报。"""
    register = _open(where)
    from scoring.register.backup import backup, copy

    if path.suffix.lower() == ".db":
        copy(register, path, force=force)
        typer.echo(f"{path}：已备份")
    else:
        typer.echo(f"{path}：已备份，{backup(register, path, force=force)} 行")
    return OK


@app.command("restore", cls=Command)
def restore_(
    path: Annotated[Path, typer.Argument(metavar="备份", help="scoring register backup 写的文件。")],
    where: Where = DEFAULT,
) -> int:
    """把备份恢复到一个空的地方，并核对一遍。"""
    _installed()
    from scoring.register import Register
    from scoring.register.backup import restore

    register = Register(where, must_exist=False)
    done = restore(path, register)
    typer.echo(f"{register.place}：已恢复，历史 {done.events} 条，{'核对无误' if done.sound else '核对有误：'}")
    for sentence in done.problems:
        typer.echo(f"  {sentence}", err=True)
    return OK if done.sound else FINDINGS


@app.command("verify", cls=Command)
def verify_(
    where: Where = DEFAULT,
    results: Annotated[bool, typer.Option("--results", help="把每一件按当时的办法重算一遍，看是否一致。")] = False,
    since: Annotated[
        str, typer.Option("--since", metavar="末环", help="上次核对时打印的末环，看历史有没有被截断。")
    ] = "",
    as_json: Json = False,
) -> int:
    """核对历史：从第一条起逐环相接，现在的每一行都是历史留下的样子。"""
    register = _open(where)
    from dataclasses import asdict

    from scoring.register.verify import verify

    done = verify(register, results=results, anchor=since)
    if as_json:
        print_json(asdict(done) | {"sound": done.sound})
        return OK if done.sound else FINDINGS
    for sentence in done.problems:
        typer.echo(sentence)
    if done.more:
        typer.echo(f"另有 {done.more} 处")
    typer.echo(f"历史 {done.events} 条，现有 {done.rows} 行，{'全部相符' if done.sound else '有不符'}")
    if results:
        typer.echo(
            f"重算 {done.rescored} 件"
            + (f"，{done.unknown} 件没有收存当时的办法或原表，不能重算" if done.unknown else "")
        )
    typer.echo(f"末环 {done.head}（请抄在台账之外，下次用 --since 核对）")
    return OK if done.sound else FINDINGS


@users.command("add", cls=Command)
def user_add(
    name: Annotated[str, typer.Argument(metavar="用户名")],
    role: Annotated[str, typer.Option("--role", metavar="角色", help="填报、复核或管理。")] = "填报",
    unit: Annotated[str, typer.Option("--unit", metavar="单位", help="填报用户的单位，只看得到本单位的。")] = "",
    password: Annotated[
        str, typer.Option("--password", metavar="密码", prompt="密码", hide_input=True, confirmation_prompt="再输一次", help="不写则询问。")
    ] = "",
    where: Where = DEFAULT,
) -> int:  # fmt: skip
    """开户。"""
    register = _open(where)
    from scoring.register import accounts

    made = accounts.add(register, _ME, name, role, password, unit)
    typer.echo(f"已开户：{made.name}（{made.role}{'，' + made.unit if made.unit else ''}）")
    return OK


@users.command("list", cls=Command)
def user_list(where: Where = DEFAULT, as_json: Json = False) -> int:
    """列出用户。"""
    register = _open(where)
    from dataclasses import asdict

    from scoring.register import accounts

    found = accounts.listed(register)
    if as_json:
        print_json([asdict(a) for a in found])
    else:
        for a in found:
            typer.echo("  ".join(part for part in (a.name, a.role, a.unit, "已停用" if a.disabled else "") if part))
    return OK


@users.command("disable", cls=Command)
def user_disable(name: Annotated[str, typer.Argument(metavar="用户名")], where: Where = DEFAULT) -> int:
    """停用一个用户，登录着的也退出。"""
    return _change(where, name, "已停用", disabled=True)


@users.command("enable", cls=Command)
def user_enable(name: Annotated[str, typer.Argument(metavar="用户名")], where: Where = DEFAULT) -> int:
    """重新启用一个用户。"""
    return _change(where, name, "已启用", disabled=False)


@users.command("password", cls=Command)
def user_password(
    name: Annotated[str, typer.Argument(metavar="用户名")],
    password: Annotated[
        str, typer.Option("--password", metavar="密码", prompt="新密码", hide_input=True, confirmation_prompt="再输一次", help="不写则询问。")
    ] = "",
    where: Where = DEFAULT,
) -> int:  # fmt: skip
    """改密码。"""
    return _change(where, name, "密码已改", password=password)


def _change(where: str, name: str, said: str, *, disabled: bool | None = None, password: str | None = None) -> int:
    register = _open(where)
    from scoring.register import accounts

    accounts.change(register, _ME, name, disabled=disabled, password=password)
    typer.echo(f"{name}：{said}")
    return OK


@users.command("token", cls=Command)
def user_token(
    name: Annotated[str, typer.Argument(metavar="用户名", help="程序以谁的身份来；角色和单位都照他的。")],
    purpose: Annotated[str, typer.Option("--for", metavar="用途", help="给哪个程序用，如 省平台。")] = "",
    where: Where = DEFAULT,
) -> int:
    """给程序发一个令牌，只显示这一次。"""
    register = _open(where)
    from scoring.register import accounts

    typer.echo(accounts.issue_token(register, _ME, name, purpose))
    return OK


@users.command("tokens", cls=Command)
def user_tokens(where: Where = DEFAULT) -> int:
    """列出令牌（不含令牌本身）。"""
    register = _open(where)
    from scoring.register import accounts

    for t in accounts.tokens(register):
        said = (f"第 {t['id']} 号", t["account"], t["name"], "已收回" if t["disabled"] else "")
        typer.echo("  ".join(part for part in said if part))
    return OK


@users.command("withdraw", cls=Command)
def user_withdraw(
    number: Annotated[int, typer.Argument(metavar="编号", help="第几号令牌，见 tokens。")], where: Where = DEFAULT
) -> int:
    """收回一个令牌。"""
    register = _open(where)
    from scoring.register import accounts

    accounts.withdraw_token(register, _ME, number)
    typer.echo(f"第 {number} 号令牌已收回")
    return OK
