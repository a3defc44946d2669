"""The sums of a run agree with the records they were made of."""

from fractions import Fraction

import pytest

from scoring.recheck import statistics
from scoring.recheck.statistics import step, steps, survey

ACROSS = [
    {"code": "C06", "severity": "warning", "message": "同一段话", "claimed": None, "expected": None, "waived": False,
     "places": [{"file": "甲局/金保.xlsx", "table": 1, "place": ""}, {"file": "乙局/运维.xlsx", "table": 1, "place": ""}]},
]  # fmt: skip


def test_sums_are_those_of_the_records(records):
    s = survey(lambda: records, ACROSS)
    found = [f for r in records for f in r["findings"]]
    assert (s.files, s.tables, s.statuses) == (6, 5, {"ok": 5, "unreadable": 1})
    assert s.severities["error"] == sum(f["severity"] == "error" for f in found) == 11
    assert s.severities.total() == len(found) + 1
    assert s.faulty_files == len({r["file"] for r in records if any(f["severity"] == "error" for f in r["findings"])})
    assert sum(c.found for c in s.codes.values()) == s.severities.total()
    assert s.codes["C06"].found == 1
    assert sum(u.errors for u in s.units.values()) == s.severities["error"]
    assert s.stake == sum(e.stake.error for e in s.entries)


def test_the_most_urgent_comes_first(records):
    s = survey(lambda: records)
    urgency = [e.stake.urgency for e in s.entries]
    assert urgency == sorted(urgency, reverse=True)
    assert s.entries[0].file == "丙局/坏.xlsx"
    assert [records[e.number]["file"] for e in s.entries] == [e.file for e in s.entries]


def test_a_unit_knows_its_full_marks(records):
    share = survey(lambda: records).units["乙局数据中心"]
    assert (share.tables, share.rows, share.full, share.share) == (2, 16, 10, Fraction(10, 16))


def test_a_finding_across_files_counts_at_both_tables(records):
    before, after = survey(lambda: records), survey(lambda: records, ACROSS)
    urgency = {e.file: e.stake.urgency for e in before.entries}
    raised = {e.file for e in after.entries if e.stake.urgency > urgency[e.file]}
    assert raised == {"甲局/金保.xlsx"}  # the whole of the other table was at stake already
    assert {e.file for e in after.entries if "C06" in e.codes} == {"甲局/金保.xlsx", "乙局/运维.xlsx"}


@pytest.mark.parametrize(
    ("difference", "label"),
    [
        ("-11", "≤−10"), ("-10", "≤−10"), ("-9.99", "−10～−5"), ("-0.01", "−0.5～0"), ("0", "0"), ("0.01", "0～0.5"),
        ("0.5", "0.5～2"), ("9.99", "5～10"), ("10", "≥10"), ("99", "≥10"),
    ],
)  # fmt: skip
def test_steps_of_differences(difference, label):
    assert dict(steps())[step(Fraction(difference))] == label


def test_grades_are_counted_as_the_standard_names_them():
    assert statistics.grade_name("优秀", "优") == "优"
    assert statistics.grade_name("良好。", "优") == "良"
    assert statistics.grade_name("优□良☑", "优") == statistics.OTHER_GRADE
    assert statistics.grade_name("长" * 1_000_000, "优") == statistics.OTHER_GRADE
    assert statistics.grade_name(None, "优") == statistics.NO_GRADE


def test_what_is_waived_counts_apart(records):
    wrong = records[5]
    waived = {**wrong, "findings": [{**f, "waived": True} for f in wrong["findings"]]}
    s = survey(lambda: [waived])
    assert (s.waived, s.severities.total(), s.faulty_files, s.stake) == (len(wrong["findings"]), 0, 0, 0)
    assert (s.entries[0].codes, s.entries[0].counts) == ((), (0, 0, 0, s.waived))
    assert (s.codes["I03"].found, s.codes["I03"].waived) == (0, 1)


def test_grades_that_move_are_counted(records):
    s = survey(lambda: records)
    assert s.moved["良", "优"] == 1  # the grade that was planted
    assert s.claimed.total() == s.recomputed.total() == s.tables == 5


def test_no_records_are_no_trouble():
    assert survey(list).files == 0
