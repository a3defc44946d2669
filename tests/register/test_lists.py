"""Lists, charts and search say what a slow and simple look at every row says."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest

from scoring.register import Register, charts, create, lists, reviews, submissions, tally
from scoring.register.bulk import load
from scoring.register.lists import Filter, Order
from scoring.register.schema import NOTHING
from scoring.register.search import normal, pairs
from scoring.register.verify import verify
from scoring.source import ScoringError
from tests.register.conftest import Copied
from tests.register.samples import varied

COUNT = 120


def fill(register: Register) -> None:
    done = load(register, "导入", (varied(n, year=2022 + n % 3) for n in range(1, COUNT + 1)))
    assert (done.new, done.replaced, done.refused) == (COUNT, 0, [])
    reviews.take_up(register, "王五", 7)
    reviews.give_back(register, "王五", 8, "重填")


@pytest.fixture
def full(copied: Copied) -> Iterator[Register]:
    opened = Register(copied(fill))
    yield opened
    opened.close()


def everything(register: Register) -> list[dict[str, Any]]:
    page = lists.page(register, size=1000)
    return [dict(row) | {"found": set(page.codes[row["id"]])} for row in page.rows]


FILTERS: list[tuple[Filter, Any]] = [
    (Filter(), lambda r: True),
    (Filter(unit=2), lambda r: r["unit_id"] == 2),
    (Filter(within=1, unit=2), lambda r: False),
    (Filter(department=2), lambda r: r["department_id"] == 2),
    (Filter(year=2023, grade="差"), lambda r: r["year"] == 2023 and r["grade"] == "差"),
    (Filter(status="已退回"), lambda r: r["status"] == "已退回"),
    (Filter(codes=("I01",)), lambda r: "I01" in r["found"]),
    (Filter(codes=("I01", "T02")), lambda r: {"I01", "T02"} <= r["found"]),
    (Filter(codes=("Z99",)), lambda r: False),
    (Filter(least="0.01", most="2"), lambda r: 100 <= r["difference_units"] <= 20_000),
    (Filter(most="-5"), lambda r: NOTHING < r["difference_units"] <= -50_000),
    (Filter(errors=True, standard="jinhua-2020"), lambda r: r["errors"] > 0 and r["standard"] == "jinhua-2020"),
    (Filter(text="低保 项目"), lambda r: "低保" in r["project"]),
    (Filter(text="号养", year=2022), lambda r: "号养" in r["project"] and r["year"] == 2022),
]


def test_every_filter_in_every_order_page_by_page(full: Register) -> None:
    rows = everything(full)
    assert len(rows) == COUNT
    columns = {"difference": "difference_units", "claimed": "claimed_units", "recomputed": "recomputed_units", "rate": "rate_units", "unit": "unit_id"}  # fmt: skip
    for at, (wanted, holds) in enumerate(FILTERS):
        for by in ("event", "urgency", "difference", "claimed", "recomputed", "rate", "year", "unit"):
            order = Order(by, at % 2 == 0)  # type: ignore[arg-type]
            expected = sorted(
                (r for r in rows if holds(r)), key=lambda r: (r[columns.get(by, by)], r["id"]), reverse=order.descending
            )
            seen, pages, page = [], [], lists.page(full, wanted, order, size=13, count=True)
            while True:
                pages.append(page)
                seen += [r["id"] for r in page.rows]
                if not page.next:
                    break
                page = lists.page(full, wanted, order, after=page.next, size=13)
            assert seen == [r["id"] for r in expected], (wanted, by)
            assert pages[0].count == len(expected)
            if len(pages) > 1:
                back = lists.page(full, wanted, order, after=pages[1].previous, size=13)
                assert [r["id"] for r in back.rows] == seen[:13]
                assert not back.previous


def test_orders_by_text(full: Register) -> None:
    for by in ("grade", "status", "project"):
        page = lists.page(full, order=Order(by, False), size=COUNT)  # type: ignore[arg-type]
        values = [r[by] for r in page.rows]
        assert values == sorted(values)  # both databases compare by code point


@pytest.mark.parametrize("mark", ["x", "eyJ9", "W10", "\x00" * 10, "WyJuIiwgW10sIDFd"])
def test_a_broken_page_address_is_refused(register: Register, mark: str) -> None:
    with pytest.raises(ScoringError, match="这一页的地址不完整"):
        lists.page(register, after=mark)


def test_charts_count_what_is_there(full: Register) -> None:
    for turn in range(3):
        rows = [r for r in everything(full) if r["stage"] == "self-scored"]
        for scope, holds in (
            (charts.Scope(), lambda r: True),
            (charts.Scope(year=2023), lambda r: r["year"] == 2023),
            (charts.Scope(unit=2), lambda r: r["unit_id"] == 2),
            (charts.Scope(department=2, year=2022), lambda r: r["department_id"] == 2 and r["year"] == 2022),
            (charts.Scope(stage="", within=3), lambda r: r["unit_id"] == 3),
        ):
            chosen = [r for r in rows if holds(r)]
            assert {b.bucket: b.count for b in charts.bars(full, "grade", scope)} == Counter(r["grade"] for r in chosen)
            assert {b.bucket: b.count for b in charts.bars(full, "status", scope)} == Counter(
                r["status"] for r in chosen
            )
            assert sum(b.amount for b in charts.bars(full, "claimed", scope)) == sum(r["claimed_units"] for r in chosen)
        by_year = charts.grouped(full, "grade", "year")
        assert {(b.group, b.bucket): b.count for b in by_year} == Counter((str(r["year"]), r["grade"]) for r in rows)
        by_unit = charts.grouped(full, "difference", "unit", charts.Scope(year=2022))
        buckets = Counter(
            (r["unit"], tally.difference_bucket(r["difference_units"])) for r in rows if r["year"] == 2022
        )
        assert {(b.group, b.bucket): b.count for b in by_unit} == buckets
        assert sum(b.count for b in charts.grouped(full, "code", "department")) == sum(
            b.count for b in charts.bars(full, "code")
        )
        submissions.submit(full, "张三", varied(20 + turn, year=2022 + (20 + turn) % 3, claimed="70"))
    assert charts.years(full) == [2024, 2023, 2022]
    assert charts.years(full, within=999) == []
    assert len({b.group for b in charts.grouped(full, "grade", "unit", most=3)}) == 3
    assert verify(full).problems == []


@pytest.mark.parametrize(
    ("points", "words"), [("-10.01", "少报超过10分"), ("-10", "少报5–10分"), ("-0.01", "少报不到1分"), ("0", "一致"), ("0.01", "多报不到1分"), ("10", "多报10分以上")]
)  # fmt: skip
def test_steps_of_the_difference(points: str, words: str) -> None:
    from scoring.register.flat import units

    assert tally.STEPS[int(tally.difference_bucket(units(points)))] == words


@pytest.mark.parametrize(
    ("question", "projects"),
    [
        ("低保", {6, 1, 11}), ("第7号道", {7}), ("7号道路", {7}), ("第１２号", {12}), ("道路 第2号", {2}), ("号低", {1, 6, 11}),
        ("%", None), ("低", None), ("保低", set()), ("第1号养", set()), ("%%__", None), ("低保'\"; DROP", set()), ("低保*", {1, 6, 11}),
    ],
)  # fmt: skip
def test_search(register: Register, question: str, projects: set[int] | None) -> None:
    load(register, "导入", [varied(n) for n in range(1, 13)])
    if projects is None:
        with pytest.raises(ScoringError, match="至少写两个相连的字"):
            lists.page(register, Filter(text=question))
        return
    assert {r["id"] for r in lists.page(register, Filter(text=question)).rows} == projects


def test_search_finds_units_and_texts_and_forgets_what_was_replaced(register: Register) -> None:
    number = submissions.submit(register, "张三", varied(3, project="同一个项目", unit="环境监测总站"))
    assert [r["id"] for r in lists.page(register, Filter(text="监测")).rows] == [number]
    changed = varied(3, project="同一个项目", unit="环境监测总站")
    changed.record["texts"]["reason"] = "汛期提前"
    submissions.submit(register, "张三", changed)
    assert [r["id"] for r in lists.page(register, Filter(text="汛期")).rows] == [number]
    submissions.submit(register, "张三", varied(3, project="同一个项目", unit="环境监测总站"))
    assert lists.page(register, Filter(text="汛期")).rows == ()
    assert len(lists.page(register, Filter(text="监测")).rows) == 1


def test_pairs_from_different_places_are_no_hit(register: Register) -> None:
    """甲乙丙 has the pairs 甲乙 and 乙丙; so has a text that says 甲乙 here and 乙丙 there."""
    apart = submissions.submit(register, "张三", varied(1, project="甲乙路与乙丙路"))
    whole = submissions.submit(register, "张三", varied(2, project="甲乙丙路"))
    assert [r["id"] for r in lists.page(register, Filter(text="甲乙丙")).rows] == [whole]
    assert [r["id"] for r in lists.page(register, Filter(text="乙丙路 甲乙")).rows] == [whole, apart]


def test_pairs_do_not_reach_over_punctuation() -> None:
    assert normal("ＡＢ，低保（2024）") == ["ab", "低保", "2024"]
    assert len(pairs("低保金 低保")) == 2


def test_loading_is_the_same_as_entering_one_by_one(
    backend: str, full: Register, tmp_path_factory: pytest.TempPathFactory
) -> None:
    one_by_one = create(str(tmp_path_factory.mktemp("other") / "台账.db"))
    numbers = list(range(1, COUNT + 1))
    for n in numbers:
        submissions.submit(one_by_one, "导入", varied(n, year=2022 + n % 3))
    hidden = {"event", "unit_id", "department_id", "codes", "status", "id", "found"}

    def kept(register: Register) -> list[dict[str, Any]]:
        rows = [{k: v for k, v in row.items() if k not in hidden} for row in everything(register)]
        return sorted(rows, key=lambda r: r["project"])

    assert kept(full) == kept(one_by_one)
    assert verify(full).problems == []
    random.Random(1).shuffle(numbers)
    again = load(full, "导入", [varied(n, year=2022 + n % 3, claimed="60") for n in numbers])
    assert (again.new, again.replaced, len(again.refused)) == (0, COUNT - 1, 1)  # one is being reviewed
    assert "复核中，不能替换" in again.refused[0]
    assert verify(full).problems == []
    one_by_one.close()
