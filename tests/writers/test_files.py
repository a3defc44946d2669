"""Files appear whole or not at all, never over another one unasked, and always with the same bytes."""

from __future__ import annotations

import errno
import hashlib
import os
import subprocess
import sys
from pathlib import Path

import pytest

from scoring.atomic import replacing, write_bytes
from scoring.grid import Cell, Grid
from scoring.source import ScoringError, Source
from scoring.writers import FORMATS, Page, Paragraph, render, write

from .samples import jinbao

KINDS = [kind for kind in FORMATS if kind != "htm"]


@pytest.mark.parametrize("kind", KINDS)
def test_the_extension_chooses_the_format(tmp_path: Path, kind: str) -> None:
    assert write(jinbao(), tmp_path / f"自评表.{kind.upper()}") == []
    assert [file.name for file in tmp_path.iterdir()] == [f"自评表.{kind.upper()}"]


def test_an_unknown_extension_is_refused_with_the_known_ones(tmp_path: Path) -> None:
    with pytest.raises(ScoringError, match="不支持的格式“doc”。可用：docx、xlsx、pdf、html、htm、md、txt"):
        write(jinbao(), tmp_path / "自评表.doc")
    assert list(tmp_path.iterdir()) == []


def test_an_existing_file_stays_unless_forced(tmp_path: Path) -> None:
    path = tmp_path / "自评表.md"
    path.write_text("去年的表", encoding="utf-8")
    with pytest.raises(ScoringError, match="文件已存在。请换一个文件名，或加 --force 覆盖"):
        write(jinbao(), path)
    assert path.read_text(encoding="utf-8") == "去年的表"
    write(jinbao(), path, force=True)
    assert "项目支出绩效自评表" in path.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("code", "said"),
    [
        (errno.ENOSPC, "磁盘已满。请清理后重试"),
        (errno.EACCES, "没有写入权限"),
        (errno.EROFS, "所在的磁盘是只读的"),
        (errno.EIO, "无法写入："),
    ],
)
def test_a_full_or_closed_disk_leaves_no_half_file(tmp_path: Path, code: int, said: str) -> None:
    path = tmp_path / "自评表.docx"
    with pytest.raises(ScoringError, match=said), replacing(path) as file:
        file.write(b"half")
        raise OSError(code, os.strerror(code))
    assert list(tmp_path.iterdir()) == []


def test_an_interrupted_write_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "自评表.docx"
    path.write_bytes(b"old")
    with pytest.raises(KeyboardInterrupt), replacing(path, force=True) as file:
        file.write(b"half")
        raise KeyboardInterrupt
    assert [(file.name, file.read_bytes()) for file in tmp_path.iterdir()] == [(path.name, b"old")]


def test_a_real_limit_of_the_system_is_said_in_chinese(tmp_path: Path) -> None:
    program = (
        "import resource, signal, sys; from pathlib import Path; from scoring.atomic import write_bytes\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100))\n"
        "write_bytes(Path(sys.argv[1]), b'x' * 5000)"
    )
    done = subprocess.run([sys.executable, "-c", program, str(tmp_path / "甲.txt")], capture_output=True)
    assert "超过了允许的文件大小" in done.stderr.decode()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("没有这个文件夹/表.md", "文件夹不存在。请先建立文件夹"),
        ("表" * 200 + ".md", "文件名太长。请改短文件名"),
        ("表\0.md", "文件名不合法"),
        ("文件/表.md", "上一级不是文件夹"),
        ("文件夹.md", "这是一个文件夹。请给出文件名"),
    ],
)
def test_a_place_where_nothing_can_be_written_is_named(tmp_path: Path, name: str, said: str) -> None:
    (tmp_path / "文件").touch()
    (tmp_path / "文件夹.md").mkdir()
    with pytest.raises(ScoringError, match=said):
        write_bytes(tmp_path / name, b"")


def test_a_name_as_long_as_the_system_allows_is_written(tmp_path: Path) -> None:
    write_bytes(tmp_path / ("表" * 84 + ".md"), b"whole")
    assert [file.read_bytes() for file in tmp_path.iterdir()] == [b"whole"]


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_page_gives_the_same_bytes_on_another_day(kind: str) -> None:
    program = (
        "import datetime, hashlib, sys, time; time.time = lambda: 2e9\n"
        "class Later(datetime.datetime):\n"
        "    now = classmethod(lambda cls, tz=None: cls(2033, 5, 18, tzinfo=tz))\n"
        "datetime.datetime = Later\n"
        "from scoring.writers import render; from tests.writers.samples import jinbao\n"
        "print(hashlib.sha256(render(jinbao(), sys.argv[1])[0]).hexdigest())"
    )
    root = Path(__file__).parents[2]
    environment = {**os.environ, "PYTHONHASHSEED": "7", "TZ": "Asia/Shanghai", "PYTHONPATH": str(root)}
    done = subprocess.run(
        [sys.executable, "-c", program, kind], capture_output=True, text=True, env=environment, check=True
    )
    assert done.stdout.strip() == hashlib.sha256(render(jinbao(), kind)[0]).hexdigest()


def test_dropped_characters_are_noted_with_their_place() -> None:
    page = Page(
        "标\x00题",
        blocks=(
            Paragraph("第一段\x07"),
            Grid(
                [
                    Cell(0, 0, "甲\ud800\x1b"),
                    Cell(0, 1, "乙\x02", source=Source("报送.docx", cell="表1 第9行第4列")),
                ]
            ),
        ),
    )
    data, notes = render(page, "txt")
    assert {str(note) for note in notes} == {
        "标题：去掉了1个无法打印的字符",
        "第1段：去掉了1个无法打印的字符",
        "表1 第1行第1列：去掉了2个无法打印的字符",
        "报送.docx 表1 第9行第4列：去掉了1个无法打印的字符",
    }
    assert "标题" in data.decode() and "甲" in data.decode()


def test_every_kind_of_line_end_is_one_line_end_and_not_worth_a_note() -> None:
    page = Page(blocks=(Grid([Cell(0, 0, "甲\r\n乙\r丙\v丁\u2028戊")]),))
    data, notes = render(page, "md")
    assert (data.decode().splitlines()[0], notes) == ("| 甲<br>乙<br>丙<br>丁<br>戊 |", [])


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("page", [Page(), Page("只有标题"), Page("空表", blocks=(Grid([]),))], ids=["", "标题", "空表"])
def test_a_page_without_rows_is_still_a_file(page: Page, kind: str) -> None:
    data, notes = render([page], kind)
    assert (bool(data) or kind in ("md", "txt")) and notes == []
    assert render([], kind)[1] == []


def test_heavy_libraries_wait_until_they_are_needed() -> None:
    program = "import scoring.writers, sys; print({'xlsxwriter', 'typst', 'wcwidth'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "set()\n"
