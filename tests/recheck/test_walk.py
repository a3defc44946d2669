"""Which files are meant: each once, in order, nothing left out in silence."""

import os

import pytest

from scoring.recheck.walk import beside, walk
from scoring.source import ScoringError


def put(folder, *names):
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x", "utf-8")


def names(found, folder):
    return [named.file.removeprefix(f"{folder.as_posix()}/") for named in found.files]


def test_a_folder_means_everything_below_it_by_name(tmp_path):
    put(tmp_path, "乙局/2.docx", "甲局/1.xlsx", "甲局/说明.jpg", "b.pdf")
    assert names(walk([tmp_path]), tmp_path) == ["b.pdf", "乙局/2.docx", "甲局/1.xlsx", "甲局/说明.jpg"]


def test_a_file_named_twice_is_checked_once(tmp_path):
    put(tmp_path, "a.xlsx")
    assert len(walk([tmp_path, tmp_path / "a.xlsx", tmp_path / "." / "a.xlsx"]).files) == 1


def test_what_programs_leave_behind_is_counted_and_not_read(tmp_path):
    put(tmp_path, "a.xlsx", "~$a.xlsx", ".DS_Store", "Thumbs.db", "__MACOSX/a.xlsx")
    found = walk([tmp_path])
    assert names(found, tmp_path) == ["a.xlsx"]
    assert len(found.litter) == 4


def test_links_and_folders_called_like_files_are_listed(tmp_path):
    put(tmp_path, "表.xlsx/内.docx")
    (tmp_path / "连.xlsx").symlink_to("/etc/passwd")
    (tmp_path / "夹").symlink_to(tmp_path, target_is_directory=True)
    assert names(walk([tmp_path]), tmp_path) == ["夹", "表.xlsx", "表.xlsx/内.docx", "连.xlsx"]


def test_our_own_results_are_passed_over(tmp_path):
    put(tmp_path, "a.xlsx", "out/复核台账.xlsx")
    assert names(walk([tmp_path], without=[tmp_path / "out"]), tmp_path) == ["a.xlsx"]


def test_the_place_below_the_folder_is_kept_for_the_copies(tmp_path):
    put(tmp_path, "甲局/1.xlsx")
    assert [named.below for named in walk([tmp_path]).files] == ["甲局/1.xlsx"]


def test_files_of_the_same_name_get_copies_of_their_own(tmp_path):
    put(tmp_path, "一/甲局/1.xlsx", "二/甲局/1.xlsx", "三/甲局/1.XLSX")
    found = walk([tmp_path / "一", tmp_path / "二", tmp_path / "三"])
    assert sorted(named.below for named in found.files) == ["同名2/甲局/1.XLSX", "同名3/甲局/1.xlsx", "甲局/1.xlsx"]


def test_nothing_there_is_said_for_all_names_at_once(tmp_path):
    with pytest.raises(ScoringError) as error:
        walk([tmp_path / "一", tmp_path / "二"])
    assert [p.message for p in error.value.problems] == ["找不到文件或文件夹"] * 2
    with pytest.raises(ScoringError, match="文件夹里没有文件"):
        walk([tmp_path])


def test_results_of_before_are_no_submissions_wherever_they_lie(tmp_path):
    ours = ["复核记录.jsonl", "复核台账.xlsx", "批注副本/a.复核.xlsx"]
    put(tmp_path, "a.xlsx", "甲局/复核台账.xlsx", *ours, *(f"上次/{name}" for name in ours))
    found = walk([tmp_path])
    assert names(found, tmp_path) == ["a.xlsx", "甲局/复核台账.xlsx"]
    assert len(found.litter) == 6


def test_one_place_written_in_two_ways_is_one_place(tmp_path):
    put(tmp_path, "in/a.xlsx", "in/out/b.xlsx")
    found = walk([tmp_path / "in", tmp_path / "in" / ".." / "in"], without=[tmp_path / "in" / ".." / "in" / "out"])
    assert names(found, tmp_path) == ["in/a.xlsx"]


def test_a_name_that_is_no_utf8_is_told_as_it_was_meant(tmp_path):
    for raw in ("甲局.csv".encode("gbk"), b"\xff.csv"):
        (tmp_path / os.fsdecode(raw)).write_text("x", "utf-8")
    assert names(walk([tmp_path]), tmp_path) == ["%ff.csv", "甲局.csv"]


def test_what_is_compared_with_is_never_called_like_what_is_checked(tmp_path):
    put(tmp_path, "今年/1.xlsx", "去年/1.xlsx")
    found, before = walk([tmp_path]), walk([tmp_path / "去年"])
    told = [named.file for named in beside(before, found).files]
    assert told == [f"对照/{(tmp_path / '去年/1.xlsx').as_posix()}"]


def test_a_copy_never_takes_the_place_of_another(tmp_path):
    put(tmp_path, "一/1.xlsx", "二/1.xlsx", "二/同名2/1.xlsx")
    found = walk([tmp_path / "一", tmp_path / "二"])
    assert len({named.below for named in found.files}) == 3


def test_a_folder_that_cannot_be_looked_into_is_listed(tmp_path, monkeypatch):
    put(tmp_path, "a.xlsx", "闭/b.xlsx")
    opened = os.scandir

    def refused(path):
        if os.fspath(path).endswith("闭"):
            raise PermissionError(13, "Permission denied", os.fspath(path))
        return opened(path)

    monkeypatch.setattr(os, "scandir", refused)
    assert names(walk([tmp_path]), tmp_path) == ["a.xlsx", "闭"]
