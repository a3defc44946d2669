"""A re-check: the same records whatever the order and the number of processes; interrupted, it goes on later."""

import json
import os
import shutil
from pathlib import Path

import pytest

from scoring.recheck import run, spool
from scoring.recheck.run import check_all
from scoring.recheck.walk import walk
from scoring.source import ScoringError

EVALUATIONS = Path(__file__).parents[2] / "evaluations"


@pytest.fixture(scope="module")
def sent(tmp_path_factory):
    """A folder as units send it: tables in several formats, a letter, a picture, an empty file, a link."""
    from scoring.form import get
    from scoring.review import assess
    from scoring.writers import write

    folder = tmp_path_factory.mktemp("sent")
    for name in ("jinhua-2020-yunwei", "rsb-2023-jinbao"):
        result, _ = assess(EVALUATIONS / f"{name}.toml")
        page = get(result.submission.form).fill(result)
        for suffix in ("xlsx", "docx", "html"):
            write(page, folder / f"{name}.{suffix}")
    (folder / "信.html").write_text("<p>您好</p>", "utf-8")
    (folder / "图.pdf").write_bytes(b"\x89PNG\r\n\x1a\n")
    (folder / "空.docx").write_bytes(b"")
    (folder / "连.xlsx").symlink_to(folder / "jinhua-2020-yunwei.xlsx")
    return folder


def lines(path):
    return path.read_text("utf-8").splitlines()


def test_every_file_has_a_line_in_order(sent, tmp_path):
    files = walk([sent]).files
    assert check_all(files, tmp_path / "r", processes=2)
    records = list(spool.records(tmp_path / "r"))
    assert [r["file"] for r in records] == [named.file for named in files]
    unread = [Path(r["file"]).name for r in records if r["status"] == "unreadable"]
    assert unread == ["信.html", "图.pdf", "空.docx", "连.xlsx"]
    assert all(r["findings"][0]["code"] == "R01" for r in records if r["status"] == "unreadable")


def test_order_and_number_of_processes_make_no_difference(sent, tmp_path):
    files = walk([sent]).files
    check_all(files, tmp_path / "one", processes=1)
    check_all(files, tmp_path / "three", processes=3)
    assert (tmp_path / "one").read_bytes() == (tmp_path / "three").read_bytes()


def test_resuming_reads_only_what_changed(sent, tmp_path, monkeypatch):
    folder = tmp_path / "in"
    shutil.copytree(sent, folder, symlinks=True)
    records = tmp_path / "r"
    check_all(walk([folder]).files, records, processes=1)
    before = records.read_bytes()
    # a mark in the kept line shows that it was taken over; the changed file's mark is gone
    records.write_bytes(before.replace(b'"table":1', b'"table":7'))
    changed = folder / "rsb-2023-jinbao.html"
    changed.write_text(changed.read_text("utf-8").replace("97.0", "96.0"), "utf-8")
    check_all(walk([folder]).files, records, resume=True, processes=1)
    tables = {Path(r["file"]).name: r["table"] for r in spool.records(records) if r["status"] == "ok"}
    assert tables.pop("rsb-2023-jinbao.html") == 1
    assert set(tables.values()) == {7}


def test_another_standard_is_checked_anew(sent, tmp_path):
    records = tmp_path / "r"
    check_all(walk([sent]).files, records, processes=1)
    check_all(walk([sent]).files, records, standard="hubei-2019", resume=True, processes=1)
    assert {r["standard"]["id"] for r in spool.records(records) if r["standard"]} == {"hubei-2019"}


def test_interrupted_the_records_hold_what_was_done_and_what_was_known(sent, tmp_path):
    records = tmp_path / "r"
    files = walk([sent]).files
    check_all(files, records, processes=1)
    whole = lines(records)
    done = []

    def seen():
        done.append(1)
        if len(done) == 3:
            raise KeyboardInterrupt

    assert not check_all(files, tmp_path / "new", processes=1, seen=seen)
    assert lines(tmp_path / "new") == whole[:3]
    done.clear()
    assert not check_all(files, records, resume=True, processes=1, seen=seen)
    kept = [text for text in whole[3:] if json.loads(text.split("\t")[0])["sha256"]]
    assert lines(records) == whole[:3] + kept


def test_a_line_cut_off_by_a_power_failure_is_checked_again(sent, tmp_path):
    records = tmp_path / "r"
    files = walk([sent]).files
    check_all(files, records, processes=1)
    whole = records.read_bytes()
    records.write_bytes(whole[:-100])
    check_all(files, records, resume=True, processes=1)
    assert records.read_bytes() == whole


def test_a_standard_that_does_not_exist_is_said_before_anything_is_read(sent, tmp_path):
    with pytest.raises(ScoringError, match="不存在"):
        check_all(walk([sent]).files, tmp_path / "r", standard="不存在")


def test_a_file_that_may_not_be_read_is_one_finding(tmp_path):
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"PK")
    path.chmod(0)
    if os.access(path, os.R_OK):  # for root nothing is forbidden
        path.unlink()
        path.mkdir()
    assert b"R01" in run.check(run.Order(path, "a.xlsx", "", ""))


def test_a_table_cannot_name_a_file_of_this_machine(tmp_path):
    """评分办法编号 in a submitted table is an id; a path would be opened, and what stands there would be told."""
    secret = tmp_path / "secret.toml"
    secret.write_text('password = "sesame"', "utf-8")
    path = tmp_path / "a.csv"
    rows = [
        f"评分办法编号,{secret},,,,",
        "项目名称,甲项目,,,,",
        "二级指标,三级指标,年度指标值,实际完成值,分值,得分",
        "数量指标,培训次数,≥12次,12次,100,100",
    ]
    path.write_text("\n".join(rows), "utf-8")
    [record] = [json.loads(part) for part in run.check(run.Order(path, "a.md", "", "")).split(b"\t")[1:]]
    assert record["standard"]["id"] == "mof-2020"
    said = [f["message"] for f in record["findings"] if "评分办法" in f["message"]]
    assert said == [f"没有编号为“{str(secret)[:60]}”的评分办法，按 mof-2020 处理"]
