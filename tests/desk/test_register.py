"""台账 in the browser: lists, charts, units, projects; each shows what the register says, and to a unit only its own."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from scoring.desk import pages
from scoring.register import Register, lists, reviews, schema, submissions
from scoring.register.lists import Filter
from tests.desk.conftest import browser
from tests.register.samples import one, varied


@pytest.fixture(scope="session")
def filled(made, tmp_path_factory):
    """Thirty projects of eight units in three years, and one with everything that can happen to it."""
    path = tmp_path_factory.mktemp("filled") / "台账.db"
    path.write_bytes(made.read_bytes())
    register = Register(str(path))
    for number in range(1, 31):
        submissions.submit(register, "导入", varied(number, year=2022 + number % 3))
    number = submissions.submit(register, "张三", one())
    reviews.take_up(register, "王五", number)
    reviews.give_back(register, "王五", number, "第3行<b>请核实</b>")
    submissions.submit(register, "张三", one())
    reviews.take_up(register, "王五", number)
    reviews.accept(register, "王五", number, "95.5", "同意")
    register.close()
    return path


@pytest.fixture
def full(register, filled):
    """The register of the desk, filled."""
    register.close()
    Path(register.place).write_bytes(filled.read_bytes())
    return register


def shown(text: str) -> list[int]:
    """The submissions a list page shows, in order."""
    return [int(n) for n in re.findall(r'<td class="name"><a href="/register/(\d+)"', text)]


@pytest.mark.parametrize(
    ("asked", "wanted", "by"),
    [
        ("", {}, "event"),
        ("year=2023&grade=良", {"year": 2023, "grade": "良"}, "event"),
        ("status=已通过&stage=reviewed", {"status": "已通过", "stage": "reviewed"}, "event"),
        ("code=I01", {"codes": ("I01",)}, "event"),
        ("least=0.01&by=difference", {"least": "0.01"}, "difference"),
        ("errors=1&by=claimed", {"errors": True}, "claimed"),
        ("text=低保&unit=&year=&least=", {"text": "低保"}, "event"),
    ],
)
def test_a_list_shows_what_the_register_finds(desk, full, asked, wanted, by):
    text = desk.get(f"/register?{asked}").text
    found = lists.page(full, Filter(**wanted), lists.Order(by), count=True)
    assert found.rows and shown(text) == [row["id"] for row in found.rows]
    assert f"共 {found.count} 件" in text


def test_what_a_code_stands_for_is_told_beside_it(desk, full):
    assert '<abbr title="得分与按规则计算的不符">I01</abbr>' in desk.get("/register?code=I01").text
    assert "I01 得分与按规则计算的不符" in desk.get("/register/charts").text


@pytest.mark.parametrize(
    ("claimed", "again", "said"),
    [("优", "优", "优"), ("优", "良", "优→良"), ("优", "", "优→待定"), ("", "良", "良"), ("", "", "—")],
)
def test_a_grade_that_moves_is_told(claimed, again, said):
    told = pages.templates().get_template("row.html").module.grades({"grade_claimed": claimed, "grade": again})
    assert re.sub("<[^>]*>", "", str(told)).strip() == said


def test_a_unit_may_be_named_in_part_when_it_is_the_only_one(desk, full):
    first = desk.get("/register?unit=甲").text
    assert shown(first) and all(full_name == "甲局" for full_name in re.findall(r'units/\d+">([^<]+)', first))
    several = desk.get("/register?unit=局")
    assert several.status_code == 400 and "不止一个" in several.text and not shown(several.text)
    assert "没有名称里有“丑局”的单位" in desk.get("/register?unit=丑局").text


def test_pages_follow_one_another_and_go_back(desk, register):
    for number in range(1, 121):
        submissions.submit(register, "导入", varied(number))
    path, seen, pages = "/register?by=claimed&descending=0", [], []
    while path:
        text = desk.get(path).text
        seen += shown(text)
        pages.append(shown(text))
        link = re.search(r'rel="next" href="([^"]+)"', text)
        path = link[1].replace("&amp;", "&") if link else ""
    assert len(pages) == 3 and sorted(seen) == list(range(1, 121))
    back = re.search(r'rel="prev" href="([^"]+)"', text)[1].replace("&amp;", "&")
    assert shown(desk.get(back).text) == pages[1]


@pytest.mark.parametrize(
    "asked", ["after=x", "after=WzEsMl0", "after=NQ", "text=低", "least=许多", "year=x", "by=password", "code=坏", "year=99999", "text=%00%00", "after=WyJuIiwiYSIsMV0"]
)  # fmt: skip
def test_a_question_that_makes_no_sense_is_a_sentence(desk, full, asked):
    answer = desk.get(f"/register?{asked}")
    assert answer.status_code in (200, 400, 422) and any(c >= "\u4e00" for c in answer.text)
    assert ('class="trouble"' in answer.text) == (answer.status_code != 200)


def test_charts_draw_the_counts_of_what_is_asked(desk, full):
    text = desk.get("/register/charts").text
    for title in ("等级", "自评与重算的差额", "预算执行率", "疑点", "疑点按单位", "历年平均分", "历年等级"):
        assert f"<h2>{title}</h2>" in text
    graded = lists.page(full, Filter(grade="良", year=2023), count=True).count
    assert graded and f"良，重算等级：{graded}" in desk.get("/register/charts?year=2023").text
    unit = desk.get("/register/charts?unit=甲局").text
    assert "疑点按单位" not in unit and "<svg" in unit
    assert "还没有可画的" in desk.get("/register/charts?stage=monitored").text


def test_a_project_tells_its_stages_and_who_changed_what(desk, full):
    number = lists.page(full, Filter(status="已通过", stage="self-scored")).rows[0]["id"]
    text = desk.get(f"/register/{number}").text
    told = re.sub(r"<[^>]+>|\s+", " ", text)
    told = re.sub(r" +", " ", told)
    for words in (
        "张三 报送",
        "王五 已退回",
        "意见 第3行&lt;b&gt;请核实",
        "张三 重新报送",
        "复核定分",
        "状态 已报送 → 复核中",
        "自评得分 95.5",
    ):
        assert words in told, words
    assert told.index("张三 报送") < told.index("王五 已退回") < told.index("张三 重新报送") < told.index("复核定分")
    assert ">复核</a>" in text and ">自评</a>" in text


def test_a_result_is_computed_anew_and_says_so_when_it_differs(desk, register):
    number = submissions.submit(register, "张三", one())
    assert "一致</b> 用收存的办法" in desk.get(f"/register/{number}").text
    opened = submissions.opened(register, number)
    other = varied(1)
    imported = submissions.submit(register, "导入", other)
    assert "不能重算" in desk.get(f"/register/{imported}").text
    from dataclasses import replace

    from scoring.register import content
    from scoring.register.flat import prepared

    record = {**opened.record, "total": {**opened.record["total"], "recomputed": "99.99"}}
    used = submissions.standard_of(register, opened.row["standard_hash"])
    wrong = prepared(record, content.plain(opened.submission), content.plain(used), exact=True)
    submissions.submit(register, "张三", replace(wrong, values=wrong.values))
    told = desk.get(f"/register/{number}").text
    assert "不一致" in told and "总分当时 99.99，重算 96.94" in told


def test_a_unit_sees_its_own_register_only(office, register):
    mine, other = browser(office), browser(office)
    mine.login("张三")
    draft = mine.begin()
    mine.get(draft)
    sent = mine.post(f"{draft}/submit").headers["location"].rpartition("/")[2]
    with register.reading() as connection:
        units = dict(
            connection.execute(schema.unit.select().with_only_columns(schema.unit.c.name, schema.unit.c.id)).all()
        )
    other.login("李四")
    pages = [f"/register/{sent}", f"/register/units/{units['甲局']}"]
    assert all(mine.get(path).status_code == 200 for path in pages)
    assert [other.get(path).status_code for path in pages] == [404, 404]
    assert shown(mine.get("/register").text) == [int(sent)] and shown(other.get("/register").text) == []
    for path in (
        "/register?unit=甲局",
        "/register/charts?unit=甲局",
        "/register/charts",
        f"/register/units/{units['乙局']}",
    ):
        answer = other.get(path)
        assert not shown(answer.text) and "<svg" not in answer.text, path
    assert "张三" not in other.get(f"/register/units/{units['乙局']}").text


def test_numbers_beyond_any_row_are_not_found(desk):
    for path in ("/register/", "/register/units/", "/sent/", "/fill/"):
        assert desk.get(f"{path}{'9' * 30}").status_code == 404


def test_names_are_only_ever_text(desk, register):
    bad = '"><script>alert(1)</script>'
    number = submissions.submit(register, bad, varied(1, unit=bad, project=bad))
    for path in (
        "/register",
        f"/register/{number}",
        "/register/charts",
        "/register/units/1",
        f"/register?unit={bad}&text={bad}",
    ):
        text = desk.get(path).text
        assert "<script>alert" not in text and not re.search(r"<style|\sstyle=|\son\w+=", text), path
        assert len(text) < 150_000
