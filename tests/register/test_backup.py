"""Backup while others work, restore into an empty place, import and export."""

from __future__ import annotations

import json
import threading
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from scoring.register import Register, accounts, create, drafts, lists, reviews, submissions
from scoring.register.backup import backup, copy, restore
from scoring.register.drafts import Save
from scoring.register.transfer import bring_in, export
from scoring.register.verify import verify
from scoring.source import ScoringError
from tests.register.conftest import Copied
from tests.register.samples import HERE, one, varied


def fill(register: Register) -> None:
    number = submissions.submit(register, "张三", one())
    for n in range(1, 6):
        submissions.submit(register, "张三", varied(n))
    reviews.take_up(register, "王五", number)
    accounts.add(register, "管理员", "李四", "填报", "长长的一个密码吧", "甲局")
    draft = drafts.begin(register, "李四", "甲局")
    drafts.save(register, "李四", draft, [Save("a", "一", 0)])
    reviews.attach(register, "李四", 1, "表.xlsx", bytes(range(256)), submission_id=number)


@pytest.fixture
def used(copied: Copied) -> Iterator[Register]:
    opened = Register(copied(fill))
    yield opened
    opened.close()


def same(one: Register, other: Register) -> None:
    assert verify(other, results=True).problems == []
    for register in (one, other):
        assert accounts.login(register, "李四", "长长的一个密码吧")[0].role == "填报"
    assert lists.page(one).rows == lists.page(other).rows
    assert drafts.opened(one, 1) == drafts.opened(other, 1)
    assert reviews.attached(one, 1) == reviews.attached(other, 1)
    assert submissions.opened(one, 1) == submissions.opened(other, 1)
    assert len(lists.page(other, lists.Filter(text="低保")).rows) == 1
    assert submissions.submit(other, "张三", varied(99)) == 7


def test_a_backup_is_the_same_in_an_empty_place(used: Register, empty: str, tmp_path: Path) -> None:
    backup(used, tmp_path / "备份.zip")
    other = Register(empty, must_exist=False)
    assert restore(tmp_path / "备份.zip", other).sound
    same(used, other)
    with pytest.raises(ScoringError, match="这里已经有台账，恢复只能到空的地方"):
        restore(tmp_path / "备份.zip", other)
    other.close()


def test_a_register_moves_from_one_database_to_the_other(used: Register, tmp_path: Path) -> None:
    """From PostgreSQL to SQLite; the other way round is the test above with the backup of another day."""
    backup(used, tmp_path / "备份.zip")
    other = Register(str(tmp_path / "新.db"), must_exist=False)
    assert restore(tmp_path / "备份.zip", other).sound
    same(used, other)
    other.close()


def test_a_copy_of_the_file(used: Register, tmp_path: Path) -> None:
    if not used.sqlite:
        with pytest.raises(ScoringError, match="没有单个文件可复制"):
            copy(used, tmp_path / "副本.db")
        return
    copy(used, tmp_path / "副本.db")
    other = Register(str(tmp_path / "新.db"), must_exist=False)
    assert restore(tmp_path / "副本.db", other).sound
    same(used, other)
    other.close()


def test_a_backup_taken_while_others_save_is_of_one_moment(used: Register, tmp_path: Path) -> None:
    stop = threading.Event()

    def work() -> None:
        number = 0
        while not stop.is_set():
            number += 1
            drafts.save(used, "李四", 1, [Save(f"c{number}", "值", 0)])

    worker = threading.Thread(target=work)
    worker.start()
    try:
        backup(used, tmp_path / "备份.zip")
    finally:
        stop.set()
        worker.join()
    other = Register(str(tmp_path / "新.db"), must_exist=False)
    assert restore(tmp_path / "备份.zip", other).sound
    other.close()


@pytest.mark.parametrize("harm", ["not a zip", "half", "a row less", "no table", "newer"])
def test_a_damaged_backup_leaves_the_place_empty(used: Register, empty: str, tmp_path: Path, harm: str) -> None:
    path, bad = tmp_path / "备份.zip", tmp_path / "坏.zip"
    backup(used, path)
    if harm in ("not a zip", "half"):
        bad.write_bytes(path.read_bytes()[: 5 if harm == "not a zip" else -200])
    else:
        with zipfile.ZipFile(path) as source, zipfile.ZipFile(bad, "w") as target:
            for name in source.namelist():
                data = source.read(name)
                if harm == "newer" and name == "register.json":
                    data = data.replace(b"r0002", b"r9999")
                if harm == "a row less" and name == "blob.jsonl":
                    data = data[:-300]
                if harm != "no table" or name != "finding.jsonl":
                    target.writestr(name, data)
    other = Register(empty, must_exist=False)
    with pytest.raises(ScoringError, match="较新的程序做的" if harm == "newer" else "不是台账的备份，或者已经损坏"):
        restore(bad, other)
    assert restore(path, other).sound
    other.close()


def test_results_of_check_are_imported_and_exported(register: Register, tmp_path: Path) -> None:
    records = [one(p.stem).record for p in sorted(HERE.glob("*.toml"))]
    unreadable = {"file": "坏.docx", "table": 1, "status": "unreadable", "project": None, "findings": []}
    path = tmp_path / "结果.json"
    path.write_text(
        json.dumps({"schema": "scoring/check/1", "files": [*records, unreadable, {"file": "缺.xlsx"}, 7]}), "utf-8"
    )
    done = bring_in(register, "导入", [path, tmp_path / "没有.json", HERE / "jinhua-2020-yunwei.toml"])
    assert (done.new, done.replaced) == (8, 1)
    assert [r.split("：")[-1] for r in done.refused] == ["读不了的文件，没有登记"] * 2 + ["缺少应有的项，没有登记"] + ["读不了，或不是 JSON。请给出 scoring check --json 的结果"]  # fmt: skip
    done = verify(register, results=True)
    assert (done.problems, done.rescored) == ([], 8)
    assert export(register, tmp_path / "出.json") == 8
    other = create(str(tmp_path / "新.db"))
    again = bring_in(other, "导入", [tmp_path / "出.json"])
    assert (again.new, again.refused) == (8, [])
    key = lambda row: row["project"]  # noqa: E731
    mine, theirs = (sorted(lists.page(r).rows, key=key) for r in (register, other))
    for a, b in zip(mine, theirs, strict=True):
        assert (a["project"], a["unit"], a["claimed"], a["urgency"]) == (
            b["project"],
            b["unit"],
            b["claimed"],
            b["urgency"],
        )
    other.close()


def test_parquet_has_a_row_for_each(register: Register, tmp_path: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    for n in range(1, 4):
        submissions.submit(register, "张三", varied(n, claimed="" if n > 1 else "88.50"))
    assert export(register, tmp_path / "出.parquet") == 3
    rows = parquet.read_table(tmp_path / "出.parquet").to_pylist()
    first = next(r for r in rows if r["id"] == 1)
    assert (first["claimed"], first["claimed_number"], first["unit"]) == ("88.50", 885_000, "乙局")
    with pytest.raises(ScoringError, match=r"不会写 \.doc 的文件"):
        export(register, tmp_path / "出.doc")
