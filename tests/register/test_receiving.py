"""Files taken in: entered, replaced, put aside; and the list gone through one by one. On both databases."""

import pytest

from scoring.register import Register, lists, receiving, reviews, submissions
from scoring.register.bulk import load
from scoring.register.lists import Filter, Order
from scoring.register.verify import verify
from scoring.source import ScoringError
from tests.register.samples import one, varied


def test_a_table_is_entered_once_with_its_file(register: Register):
    first = receiving.receive(register, "王五", one(), "甲局/表.xlsx", b"1")
    assert (first.number, first.what) == (1, "new")
    assert receiving.receive(register, "王五", one(), "甲局/表.xlsx", b"1").what == "same"
    assert receiving.receive(register, "王五", one(), "甲局/表.xlsx", b"2").what == "same"
    files = submissions.opened(register, 1).files
    assert [(f["name"], reviews.attached(register, f["id"])[1]) for f in files] == [
        ("甲局_表.xlsx", b"1"),
        ("甲局_表.xlsx", b"2"),
    ]
    changed = varied(1, unit=one().unit, year=one().values["year"], project=one().values["project"])
    assert receiving.receive(register, "王五", changed, "表.xlsx", b"3").what == "replaced"
    assert verify(register).problems == []


def test_what_is_refused_leaves_nothing(register: Register):
    receiving.receive(register, "王五", one(), "表.xlsx", b"1")
    reviews.accept(register, "王五", 1)
    with pytest.raises(ScoringError, match="已通过"):
        receiving.receive(register, "王五", one(), "表.xlsx", b"2")
    with pytest.raises(ScoringError, match="30 MB"):
        receiving.receive(register, "王五", varied(3), "大.xlsx", b"0" * (reviews.LARGEST + 1))
    assert len(submissions.opened(register, 1).files) == 1
    assert all(row["project"] != varied(3).values["project"] for row in lists.page(register).rows)


def test_a_file_put_aside_is_listed_until_it_is_settled(register: Register):
    number = receiving.put_aside(register, "王五", "坏.xlsx", b"x", "文件已损坏")
    receiving.put_aside(register, "王五", "图.png", b"y", "是图片")
    receiving.receive(register, "王五", one(), "表.xlsx", b"1")
    listed = receiving.aside(register)
    assert [(r["name"], r["reason"], r["who"]) for r in listed] == [
        ("图.png", "是图片", "王五"),
        ("坏.xlsx", "文件已损坏", "王五"),
    ]
    receiving.settle(register, "王五", number)
    assert [r["name"] for r in receiving.aside(register)] == ["图.png"]
    assert reviews.attached(register, number)[1] == b"x"
    assert verify(register).problems == []


def test_one_after_another_in_the_order_of_the_list(register: Register):
    load(register, "导入", (varied(n) for n in range(1, 30)))
    wanted, order = Filter(status="已报送"), Order("urgency")
    rows = [row["id"] for row in lists.page(register, wanted, order).rows]
    walked = [lists.following(register, wanted, order, 0)]
    while len(walked) < len(rows):
        walked.append(lists.following(register, wanted, order, walked[-1] or 0))
    assert walked == rows
    assert lists.following(register, wanted, order, rows[-1]) == rows[0]
    reviews.take_up(register, "王五", rows[1])
    assert lists.following(register, wanted, order, rows[0]) == rows[2]
    assert lists.following(register, wanted, order, rows[1]) == rows[2]
    assert lists.following(register, Filter(status="复核中"), order, rows[1]) is None


def test_the_last_remarks_of_what_was_returned(register: Register):
    load(register, "导入", (varied(n) for n in range(1, 4)))
    reviews.give_back(register, "王五", 1, "重填")
    reviews.accept(register, "王五", 2, "90", "好")
    assert reviews.remarks(register, [1, 2, 3]) == {1: "重填"}
