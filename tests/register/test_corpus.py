"""Submissions one after another with their records; which standards they were scored under."""

from __future__ import annotations

from scoring.register import corpus, lists, submissions
from scoring.register.lists import Filter
from tests.register.samples import one, varied


def test_every_submission_of_a_filter_comes_once_with_its_record(register, monkeypatch):
    monkeypatch.setattr(corpus, "_PAGE", 4)
    for number in range(1, 14):
        submissions.submit(register, "导入", varied(number, year=2022 + number % 2))
    for wanted in (Filter(), Filter(year=2023), Filter(unit=2), Filter(text="低保"), Filter(year=1999)):
        found = list(corpus.each(register, wanted))
        numbers = sorted(row["id"] for row in lists.page(register, wanted).rows)
        assert [row["id"] for row, _ in found] == numbers and corpus.count(register, wanted) == len(numbers)
        for row, record in found:
            assert (row["project"], row["unit"]) == (record["project"]["name"], record["project"]["unit"])
            assert "data" not in row


def test_the_standard_most_submissions_were_scored_under_comes_first(register):
    assert corpus.standards(register, "self-scored") == {}
    for number, name in enumerate(("rsb-2023-jinbao", "jinhua-2020-yunwei", "jinhua-2020-zhuanwang")):
        submissions.submit(register, "导入", one(name))
        assert sum(corpus.standards(register, "self-scored").values()) == number + 1
    assert list(corpus.standards(register, "self-scored").items()) == [("jinhua-2020", 2), ("central-2023", 1)]
    assert corpus.standards(register, "declared") == {} == corpus.standards(register, "self-scored", within=-1)
