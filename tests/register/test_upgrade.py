"""An older register is brought up to date; the tables are those the code names."""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import select, text

from scoring.register import Register, charts, create, derived, lists, opened, schema, submissions, upgrade
from scoring.register import bulk as bulk_module
from scoring.register.backup import tables
from scoring.register.rows import insert_rows
from scoring.register.upgrade import REVISION, revision, steps
from scoring.register.verify import verify
from scoring.source import ScoringError
from tests.register.samples import varied


def test_the_last_step_is_the_one_the_code_expects() -> None:
    folder = Path(derived.__file__).parent / "migrations" / "versions"
    assert sorted(p.name for p in folder.glob("r*.py"))[-1].startswith(f"{REVISION}_")


def test_the_steps_lead_to_the_tables_the_code_names(register: Register) -> None:
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    def ours(_: object, name: str | None, *__: object) -> bool:
        return not str(name).startswith(("gram", "ix_gram"))

    with register.reading() as connection:
        context = MigrationContext.configure(connection, opts={"include_object": ours, "compare_type": True})
        assert compare_metadata(context, schema.metadata) == []


def older(register: Register, source: Register) -> None:
    """A register as the first version made it, with what is in `source`."""
    with register.writing("早先") as w:
        steps(w.connection, "r0001")
        with source.reading() as connection:
            for table in tables():
                insert_rows(w.connection, table, [tuple(row) for row in connection.execute(select(table))])


def test_an_older_register_is_refused_then_upgraded_with_its_lists_and_charts(empty: str, tmp_path: Path) -> None:
    source = create(str(tmp_path / "今.db"))
    for number in range(1, 9):
        submissions.submit(source, "张三", varied(number))
    register = Register(empty, must_exist=False)
    older(register, source)
    with pytest.raises(ScoringError, match=r"较早的程序建的（r0001）。请先备份，再运行 scoring register upgrade"):
        opened(empty)
    assert upgrade(register) == "r0001"
    assert upgrade(register) == REVISION
    assert verify(register).problems == []
    assert (
        len(lists.page(register, lists.Filter(text="低保")).rows)
        == len(lists.page(source, lists.Filter(text="低保")).rows)
        == 2
    )
    assert charts.bars(register, "code") == charts.bars(source, "code")
    assert submissions.submit(register, "张三", varied(9)) == 9
    for each in (register, source):
        each.close()


def test_a_newer_register_is_left_alone(register: Register, url: str) -> None:
    with register.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = 'r9999'"))
    for action in (lambda: opened(url), lambda: create(url)):
        with pytest.raises(ScoringError, match="较新的程序建的（r9999）。请升级程序"):
            action()


def test_an_upgrade_that_fails_leaves_the_older_register(
    empty: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = create(str(tmp_path / "今.db"))
    submissions.submit(source, "张三", varied(1))
    register = Register(empty, must_exist=False)
    older(register, source)
    with monkeypatch.context() as broken:
        broken.setattr(derived, "counts", lambda _: 1 // 0)
        with pytest.raises(ZeroDivisionError):
            upgrade(register)
    assert revision(register) == "r0001"
    upgrade(register)
    assert verify(register).problems == []
    register.close()
    source.close()


def test_a_large_import_that_was_cut_off_is_completed_when_opened(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    register = Register(url)
    monkeypatch.setattr(derived, "indexes", lambda _: (_ for _ in ()).throw(MemoryError()))  # as kill -9 would
    with pytest.raises(MemoryError):
        bulk_module.load(register, "导入", [varied(n) for n in range(1, 5)], expected=bulk_module.MANY)
    monkeypatch.undo()
    assert verify(register).problems
    register.close()
    again = opened(url)
    assert verify(again).problems == []
    assert len(lists.page(again).rows) == 4
    again.close()


def test_a_register_is_a_file_only_its_owner_reads(tmp_path: Path) -> None:
    create(str(tmp_path / "新.db")).close()
    assert (tmp_path / "新.db").stat().st_mode & 0o077 == 0
    shutil.copy(tmp_path / "新.db", tmp_path / "又.db")
    with sqlite3.connect(tmp_path / "又.db") as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
