"""scoring register, as somebody types it."""

import json
from pathlib import Path

from typer.testing import CliRunner

from scoring.cli import app
from scoring.register import Register, accounts, opened, submissions
from scoring.source import ScoringError
from tests.register.samples import HERE, one, varied


def run(*words: object, code: int = 0) -> str:
    done = CliRunner().invoke(app, ["register", *map(str, words)], standalone_mode=False)
    if isinstance(done.exception, ScoringError):
        assert code == 2
        return str(done.exception)
    assert done.exception is None, done.exception
    assert done.return_value == code, done.output
    return done.output


def test_init_makes_it_once(empty: str) -> None:
    assert run("init", "--register", empty).endswith("：台账已建立\n")
    assert run("init", "--register", empty).endswith("：已经有台账，没有改动\n")
    assert run("upgrade", "--register", empty).endswith("：已经是最新，没有改动\n")


def test_without_a_register_it_says_what_to_do(tmp_path: Path) -> None:
    for words in (
        ["verify"],
        ["export", tmp_path / "a.json"],
        ["backup", tmp_path / "a.zip"],
        ["user", "list"],
        ["upgrade"],
    ):
        assert "还没有台账。请先运行 scoring register init" in run(*words, "--register", tmp_path / "没有.db", code=2)


def test_import_names_what_it_could_not_take(url: str, tmp_path: Path) -> None:
    (tmp_path / "坏.json").write_text("{", "utf-8")
    said = run("import", HERE / "rsb-2023-jinbao.toml", tmp_path / "坏.json", "--register", url, code=1)
    assert "新登记 1 件，替换 0 件，没有登记 1 件：" in said
    assert "坏.json：读不了，或不是 JSON" in said
    found = json.loads(run("import", HERE / "rsb-2023-jinbao.toml", "--json", "--register", url))
    assert found == {"new": 0, "replaced": 1, "refused": []}


def test_verify_speaks_json_and_takes_an_anchor(url: str, register: Register) -> None:
    submissions.submit(register, "张三", one())
    found = json.loads(run("verify", "--json", "--results", "--register", url))
    assert (found["sound"], found["rescored"]) == (True, 1)
    submissions.submit(register, "张三", varied(1))
    assert "全部相符" in run("verify", "--since", found["head"], "--register", url)
    assert "被截断或重写过" in run("verify", "--since", found["head"][:-3] + "xxx", "--register", url, code=1)


def test_users_come_and_go(url: str) -> None:
    where = ("--register", url)
    assert run("user", "add", "张三", "--unit", "甲局", "--password", "一个长长的密码", *where, code=2).startswith(
        "台账：密码应当"
    )
    run("user", "add", "张三", "--unit", "甲局", "--password", "一个更长的密码吧", *where)
    run("user", "disable", "张三", *where)
    assert run("user", "list", *where) == "张三  填报  甲局  已停用\n"
    run("user", "enable", "张三", *where)
    run("user", "password", "张三", "--password", "又一个长长的密码", *where)
    assert json.loads(run("user", "list", "--json", *where))[0]["disabled"] is False
    assert "没有用户“李四”" in run("user", "disable", "李四", *where, code=2)


def test_backup_and_restore(url: str, register: Register, tmp_path: Path) -> None:
    submissions.submit(register, "张三", one())
    run("backup", tmp_path / "备份.zip", "--register", url)
    assert "文件已存在" in run("backup", tmp_path / "备份.zip", "--register", url, code=2)
    run("backup", tmp_path / "备份.zip", "--force", "--register", url)
    assert "核对无误" in run("restore", tmp_path / "备份.zip", "--register", tmp_path / "新.db")
    again = opened(str(tmp_path / "新.db"))
    assert submissions.opened(again, 1).row["claimed"] == "96.94"
    again.close()


def test_a_program_is_given_a_token_and_it_is_taken_back(url: str, register: Register) -> None:
    where = ("--register", url)
    run("user", "add", "张三", "--unit", "甲局", "--password", "一二三四五六七八", *where)
    secret = run("user", "token", "张三", "--for", "省平台", *where).strip()
    holder = accounts.token(register, secret)
    assert holder is not None and holder.unit == "甲局"
    assert run("user", "tokens", *where) == "第 1 号  张三  省平台\n"
    run("user", "withdraw", 1, *where)
    assert accounts.token(register, secret) is None
    assert run("user", "tokens", *where).endswith("已收回\n")
    assert "没有用户“李四”" in run("user", "token", "李四", *where, code=2)
