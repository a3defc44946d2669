"""What goes wrong around the register ends as a sentence; nothing is lost, and it works again after."""

from __future__ import annotations

import sqlite3
import time
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import event, text

from scoring.register import Register, create, drafts, opened, submissions
from scoring.register.drafts import Save
from scoring.register.verify import verify
from scoring.source import ScoringError
from tests.register.samples import varied
from tests.register.server import Server


def test_a_locked_database_says_so_and_works_again(url: str) -> None:
    register = Register(url, busy=0.3)
    draft = drafts.begin(register, "张三", "甲局")
    other = sqlite3.connect(url, isolation_level=None) if register.sqlite else psycopg.connect(url)
    other.execute("BEGIN IMMEDIATE" if register.sqlite else "SELECT pg_advisory_xact_lock(602517131)")
    start = time.monotonic()
    with pytest.raises(ScoringError, match="正被别的程序占用，等了一会儿没有轮到，这一次没有保存。请再保存一次"):
        drafts.save(register, "张三", draft, [Save("a", "一", 0)])
    assert time.monotonic() - start >= 0.3
    assert drafts.opened(register, draft).cells == {}  # reading goes on
    other.rollback()
    other.close()
    assert drafts.save(register, "张三", draft, [Save("a", "一", 0)]).accepted
    assert verify(register).problems == []
    register.close()


def test_a_full_disk_says_so_and_works_again(register: Register) -> None:
    draft = drafts.begin(register, "张三", "甲局")
    before = drafts.save(register, "张三", draft, [Save("a", "一", 0)]).accepted
    limit = [True]
    if register.sqlite:
        register.close()

        @event.listens_for(register.engine, "connect")
        def small(connection: sqlite3.Connection, _: object) -> None:
            connection.execute(f"PRAGMA max_page_count={1 if limit else 1 << 30}")

    else:
        _full(register, "CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION"
              " 'could not extend file \"base/1\": No space left on device' USING ERRCODE = '53100'; END $$",
              "CREATE TRIGGER full_disk BEFORE INSERT ON cell EXECUTE FUNCTION full_disk()")  # fmt: skip
    with pytest.raises(ScoringError, match="磁盘已满或写不进去，这一次没有保存。请清理磁盘后再保存一次"):
        for turn in range(50):  # the last pages that are there already may be filled
            drafts.save(register, "张三", draft, [Save(f"b{turn}", "字" * 15_000, 0)])
    limit.clear()
    if register.sqlite:
        register.close()
    else:
        _full(register, "DROP TRIGGER full_disk ON cell")
    assert drafts.opened(register, draft).cells["a"].value == before[0].value
    assert drafts.save(register, "张三", draft, [Save("c", "字" * 15_000, 0)]).accepted
    assert verify(register).problems == []


def _full(register: Register, *statements: str) -> None:
    with register.engine.begin() as connection:
        for statement in statements:
            connection.execute(text(statement))


@pytest.mark.parametrize("backend", ["postgresql"])
def test_a_server_gone_for_a_while_says_so_and_comes_back(register: Register, server: Server) -> None:
    draft = drafts.begin(register, "张三", "甲局")
    saved = drafts.save(register, "张三", draft, [Save("a", "一", 0)]).accepted
    server.stop()
    try:
        for _ in range(2):
            with pytest.raises(
                ScoringError, match="连接不上台账的数据库，不能确定这一次是否已经保存。请稍等片刻再保存一次"
            ):
                drafts.save(register, "张三", draft, [Save("a", "二", saved[0].version)])
    finally:
        server.start()
    assert drafts.opened(register, draft).cells["a"].value == "一"
    assert drafts.save(register, "张三", draft, [Save("a", "二", saved[0].version)]).accepted
    assert verify(register).problems == []


def test_a_change_that_fails_half_way_leaves_nothing(register: Register) -> None:
    with pytest.raises(RuntimeError), register.writing("张三") as w:
        w.put("unit", {"id": 1}, {"name": "甲局", "disabled": False}, "登记单位")
        raise RuntimeError("power cut")
    done = verify(register)
    assert (done.problems, done.rows) == ([], 0)


@pytest.mark.parametrize(
    ("content", "said"),
    [(None, "这里还没有台账。请先运行 scoring register init"), (b"not a database" * 1000, "不是台账，或者已经损坏"), (b"", "这里还没有台账")],
)  # fmt: skip
def test_what_is_no_register_is_not_opened(tmp_path: Path, content: bytes | None, said: str) -> None:
    path = tmp_path / "台账.db"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(ScoringError, match=said):
        opened(str(path))
    assert path.exists() == (content is not None)


@pytest.mark.parametrize(
    ("where", "said"),
    [
        ("mysql://root@localhost/x", "台账不能放在 mysql 里"),
        ("postgresql://nobody@127.0.0.1:1/x", "连接不上台账的数据库"),
        ("://", "看不懂台账的地址"),
    ],
)
def test_an_address_that_leads_nowhere(where: str, said: str) -> None:
    with pytest.raises(ScoringError, match=said):
        create(where)


def test_a_password_in_the_address_is_not_printed() -> None:
    with pytest.raises(ScoringError) as error:
        create("postgresql://nobody:geheim@127.0.0.1:1/x")
    assert "geheim" not in str(error.value)


def test_threads_share_a_register(register: Register) -> None:
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(16) as pool:
        numbers = list(pool.map(lambda n: submissions.submit(register, f"客户{n}", varied(n)), range(1, 33)))
    assert sorted(numbers) == list(range(1, 33))
    assert verify(register).problems == []
