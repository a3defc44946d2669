"""Copies stay in their folder, each under a name of its own."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.recheck.annotate.names import target
from tests.recheck.annotating import checked, planted

OUT = Path("/out")


@pytest.mark.parametrize(
    ("name", "suffix", "expected"),
    [
        ("自评表.xlsx", ".xlsx", "自评表.复核.xlsx"),
        ("甲局/2023.12 自评表.XLSX", ".xlsx", "甲局/2023.12 自评表.复核.XLSX"),
        ("甲局/自评表.xls", ".xlsx", "甲局/自评表.xls.复核副本.xlsx"),
        ("甲局/自评表", ".xlsx", "甲局/自评表.复核副本.xlsx"),
    ],
)
def test_a_copy_is_named_after_its_original(name, suffix, expected):
    assert target(OUT, name, suffix) == OUT / expected


@pytest.mark.parametrize(
    "name",
    ["../../x.xlsx", "/etc/x.xlsx", "..\\..\\x.xlsx", "a/../../x.xlsx", "C:\\x.xlsx", "..", "", "a/./b\0.xlsx", "CON.xlsx",
     "长" * 200 + ".xlsx", "a\ud800.xlsx", "x\u202exslx.xlsx", " .xlsx", "点./x.xlsx"],
)  # fmt: skip
def test_names_that_lead_elsewhere_stay_inside(name):
    path = target(OUT, name, ".xlsx")
    assert path.is_relative_to(OUT) and ".." not in path.parts and path != OUT
    assert all(len(part.encode()) < 256 and part.isprintable() and part.rstrip(". ") == part for part in path.parts[1:])
    assert not set('<>:"|?*\\') & set(str(path.relative_to(OUT)))


@given(st.lists(st.text("甲a.x/\\ ：:", max_size=9).map(lambda s: s + ".xlsx"), unique=True, max_size=8))
def test_no_two_files_share_a_copy(names):
    paths = {target(OUT, name, ".xlsx") for name in names}
    assert len(paths) == len(names)


def test_steps_up_are_forgotten():
    assert target(OUT, "../../甲局/x.xlsx", ".xlsx").parent == OUT / "甲局"


def test_originals_and_converted_files_of_one_name_do_not_meet():
    names = [("a.xls", ".xlsx"), ("a.xlsx", ".xlsx"), ("a.xls.xlsx", ".xlsx"), ("a.xls.复核副本.xlsx", ".xlsx"), ("a", ".xlsx"),
             ("a.doc", ".xlsx"), ("a.docx", ".docx"), ("a.docx", ".xlsx")]  # fmt: skip
    assert len({target(OUT, *each) for each in names}) == len(names)


def test_the_copy_of_a_climbing_name_is_written_inside(tmp_path):
    from scoring.recheck.annotate import annotate

    path = planted(tmp_path / "in", "md")
    copy = annotate(path, checked(path), tmp_path / "a/b", "../../x.xlsx")
    assert copy.is_relative_to(tmp_path / "a/b") and copy.is_file()
    assert not list(tmp_path.glob("*.xlsx"))
