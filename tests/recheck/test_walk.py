"""Which files are meant: each once, in order, nothing left out in silence."""

import pytest

from scoring.recheck.walk import walk
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
