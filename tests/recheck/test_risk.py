"""The order of work and the draw: what is at stake follows the file that defines it; the draw can be repeated."""

from collections import Counter
from fractions import Fraction

import pytest

from scoring.recheck import risk
from scoring.recheck.record import unreadable
from scoring.source import Problem, Source


def finding(code, severity="error", place="A1", difference=None, waived=False):
    return {"code": code, "severity": severity, "place": place, "difference": difference, "waived": waived}


def table(*findings, file="甲.xlsx", number=1):
    lines = [
        {"points": "10", "places": {"": "A1", "claimed": "B1"}},
        {"points": "30", "places": {"": "A2", "claimed": "B2"}},
    ]
    project = {"name": "项目", "unit": "单位", "department": ""}
    return {
        "file": file, "table": number, "status": "ok", "project": project, "lines": lines, "funds": [], "findings": list(findings),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("findings", "error", "warning"),
    [
        ([], "0", "0"),
        ([finding("I01", difference="-0.4")], "0.4", "0"),
        ([finding("I03")], "10", "0"),  # not known by how much: the points of the row
        ([finding("F01", place="", difference="25")], "10", "0"),  # a difference of rates, not of points
        ([finding("I01", difference="2"), finding("I04", place="B1")], "10", "0"),  # one row counts once
        ([finding("I01", difference="2"), finding("I14", "warning", "B1")], "2", "0"),  # in its worst severity
        ([finding("I01", difference="2"), finding("I14", "warning", "B2")], "2", "30"),
        ([finding("T05", place="Z9")], "10", "0"),  # about the table
        ([finding("I01", difference="2", waived=True)], "0", "0"),
        ([finding("T02", place="Z9", difference="1000")], "100", "0"),  # never more than a whole table
        ([finding("R03", "info")], "0", "0"),
    ],
)
def test_what_is_at_stake(findings, error, warning):
    at_stake = risk.stake(table(*findings))
    assert (at_stake.error, at_stake.warning) == (Fraction(error), Fraction(warning))
    assert at_stake.urgency == 10 * Fraction(error) + Fraction(warning)


def test_a_file_that_cannot_be_read_puts_the_whole_table_at_stake():
    assert risk.stake(unreadable("坏.xlsx", [Problem(Source("坏.xlsx"), "打不开")])).error == 100


def test_findings_across_files_count_at_each_table_they_name():
    places = [{"file": "甲.xlsx", "table": 1, "place": place} for place in ("A2", "A1")]
    across = [{"code": "C01", "severity": "error", "waived": False, "places": places}]
    named = risk.by_table(across)
    assert [f["place"] for f in named["甲.xlsx", 1]] == ["A2"]  # once, however many of its cells it names
    assert risk.stake(table(), named["甲.xlsx", 1]).error == 30
    assert ("乙.xlsx", 1) not in named


def many(count):
    """Tables, one in ten with ten points at stake."""
    return [table(*[finding("I03")] * (at % 10 == 0), file=f"{at}.xlsx") for at in range(count)]


def test_the_draw_does_not_depend_on_the_order_and_a_longer_one_only_adds():
    tables = many(200)
    drawn = risk.sample(lambda: tables, 20, 7)
    assert drawn == risk.sample(lambda: tables[::-1], 20, 7)
    assert drawn[:5] == risk.sample(lambda: tables, 5, 7)
    assert [d.file for d in drawn] != [d.file for d in risk.sample(lambda: tables, 20, 8)]
    assert len({(d.file, d.table) for d in drawn}) == 20


def test_the_draw_is_the_same_next_year():
    tables = many(50)
    assert [d.file for d in risk.sample(lambda: tables, 4, 2024)] == ["0.xlsx", "40.xlsx", "10.xlsx", "20.xlsx"]


def test_chances_follow_tickets_and_nobody_is_left_out():
    tables = many(40)  # 4 with 11 tickets, 36 with 1
    first = Counter(risk.sample(lambda: tables, 1, seed)[0].file for seed in range(2000))
    heavy = sum(first[f"{at}.xlsx"] for at in (0, 10, 20, 30))
    assert abs(heavy / 2000 - 44 / 80) < 0.04
    assert len(first) == 40


def test_all_are_drawn_when_more_are_asked_for():
    tables = many(7)
    assert sorted(d.file for d in risk.sample(lambda: tables, 99, 1)) == sorted(t["file"] for t in tables)


def test_every_code_that_counts_in_points_exists():
    from scoring.checks import codes

    assert risk.weights().points <= set(codes())
