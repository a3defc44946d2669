"""台账 and 办法 in a real browser: looked through and tried, over one server for all."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from scoring.register import Register, reviews, submissions
from scoring.register import create as create_register
from tests.desk.audit import AUDIT, OVERLAP
from tests.desk.browsing import Served, chromium, strict, window
from tests.desk.test_simulate import sent
from tests.register.samples import one

__all__ = ["chromium", "window"]  # the browser of the other tests


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A server over forty self-assessments of four units in three years, and one that was given back."""
    path = tmp_path_factory.mktemp("台账") / "台账.db"
    register: Register = create_register(str(path))
    for number in range(40):
        submissions.submit(register, "导入", sent(number))
    reviews.give_back(register, "王五", submissions.submit(register, "张三", one()), "第3行请核实")
    register.close()
    running = Served(path)
    yield running
    running.kill()


def fits(page: Page) -> None:
    """It can be read by everybody, and nothing runs off the side of a small screen."""
    assert page.evaluate(AUDIT) == []
    page.set_viewport_size({"width": 390, "height": 844})
    assert page.evaluate(OVERLAP) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.set_viewport_size({"width": 1366, "height": 768})


def test_the_register_is_looked_through(full, window):
    page = window.new_page()
    wrong = strict(page, full)
    page.goto(f"{full.url}/register")
    rows = page.locator("td.name a")
    expect(rows).to_have_count(41)
    page.get_by_label("年度").select_option("2023")
    page.get_by_label("单位").fill("甲")
    page.get_by_role("button", name="查", exact=True).click()
    expect(page.get_by_role("status")).to_contain_text("共 3 件")
    by_score = page.get_by_role("columnheader", name="重算")
    for order in ("descending", "ascending"):
        by_score.get_by_role("link").click()
        expect(by_score).to_have_attribute("aria-sort", order)
        scores = [float(text) for text in page.locator("tbody td:nth-child(6)").all_inner_texts()]
        assert scores == sorted(scores, reverse=order == "descending") and len(set(scores)) == 3
    rows.first.click()
    expect(page.locator("main")).to_contain_text("用收存的办法")
    page.get_by_role("link", name="看表").first.click()
    expect(page.locator("article.paper")).to_contain_text("培训人数")
    page.goto(f"{full.url}/register?text=安全运维")
    rows.click()
    history = page.locator("ol.past li")
    expect(history.first).to_contain_text("张三 报送")
    expect(history.filter(has_text="已报送 → 已退回")).to_contain_text("王五")
    page.locator("p.noprint a").last.click()
    expect(page.locator("h2").first).to_have_text("最近的报送件")
    assert page.locator(".figure svg").count() > 1
    page.goto(f"{full.url}/register/charts?year=2023")
    expect(page.get_by_role("heading", name="疑点按单位")).to_be_visible()
    assert page.locator(".figure svg").count() > 3
    fits(page)
    assert wrong == []


def test_a_change_is_tried_and_its_result_looked_at(full, window):
    page = window.new_page()
    wrong = strict(page, full, allowed="400")
    page.goto(f"{full.url}/rules")
    page.get_by_role("link", name="试算一项改动").click()
    page.wait_for_url("**/rules/simulate")  # and all of its script is there
    expect(page.locator("#about")).to_contain_text("项目支出绩效评价管理办法")
    page.get_by_label("二、改成").select_option("jinhua-2020")
    expect(page.locator("#about")).to_contain_text("金华市本级")
    page.get_by_label("二、改成").select_option("")
    page.get_by_role("button", name="“优”从 90 分起改为 85 分起").click()
    written = page.get_by_label("改动，一行一处")
    expect(written).to_have_value("grade.优=85")
    written.fill("grade.优=很高")
    page.get_by_role("button", name="试算", exact=True).click()
    expect(page.locator(".trouble")).to_contain_text("应当写成区间")
    written.fill("grade.优=85")
    page.get_by_role("button", name="试算", exact=True).click()
    expect(page.get_by_role("heading", name="试算结果")).to_be_visible()  # the page asks until it is there
    expect(page.locator(".lead").nth(1)).to_contain_text("良→优 6")
    assert page.locator(".figure svg").count() == 5
    fits(page)
    page.locator("td.moved a").click()
    expect(page.locator("#changes h2")).to_contain_text("良 → 优（6 件）")
    with page.expect_download() as download:
        page.get_by_role("link", name="清单").click()
    assert download.value.suggested_filename == "试算清单.xlsx"
    page.locator("#changes td.name a").first.click()
    expect(page.locator("article.paper")).to_contain_text("培训人数")
    assert wrong == []
