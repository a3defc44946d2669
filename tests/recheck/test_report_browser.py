"""The report in a real browser: opened from disk, by pointer and by keyboard alone, with nothing asked of a network."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect, sync_playwright

from scoring.recheck import risk
from tests.recheck.making import HOSTILE, page
from tests.recheck.test_statistics import ACROSS


@pytest.fixture(scope="module")
def browser():
    program = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if program is None:
        assert not os.environ.get("CI"), "Chromium is missing: run make programs"
        pytest.skip("没有 Chromium")
    with sync_playwright() as p:
        opened = p.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.fixture(scope="module")
def window(browser) -> Iterator[Page]:
    """One page for all tests: for each new one Chromium loads fonts and script anew."""
    opened = browser.new_page()
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def url(records, sent, tmp_path_factory):
    path = tmp_path_factory.mktemp("报告") / "复核报告.html"
    sample = risk.sample(lambda: records, 3, 7, ACROSS)
    copies = {"甲局/金保错.docx": "批注/甲局 #1/金保错.复核.docx"}
    return page(path, records, sent, across=ACROSS, sample=sample, copies=copies).as_uri()


@pytest.fixture
def tab(window, url) -> Iterator[Page]:
    """The report, opened; at the end it must have been quiet: no message, no error, no request but for itself."""
    said: list[str] = []
    listeners = {
        "console": lambda m: said.append(m.text),
        "pageerror": lambda e: said.append(str(e)),
        "dialog": lambda d: said.append(d.message),
        "request": lambda r: said.append(r.url) if r.url.partition("#")[0] != url else None,
    }
    window.goto("about:blank")
    window.set_viewport_size({"width": 1366, "height": 768})
    window.emulate_media(media="screen")
    for event, heard in listeners.items():
        window.on(event, heard)
    window.goto(url)
    window.wait_for_selector("#tables tbody tr")
    yield window
    for event, heard in listeners.items():
        window.remove_listener(event, heard)
    assert said == []


def files(tab: Page) -> list[str]:
    return tab.locator("#tables tbody button").all_inner_texts()


def test_the_list_is_in_the_order_of_work(tab):
    assert files(tab)[0] == "丙局/坏.xlsx"
    assert len(files(tab)) == 6
    expect(tab.locator("#count")).to_have_text("共 6 份自评表")
    assert tab.evaluate("document.documentElement.scrollWidth") <= 1366


@pytest.mark.parametrize(
    ("field", "label", "left"),
    [
        ("#unit", "甲局信息中心", {"甲局/金保错.docx", "甲局/金保.xlsx"}),
        ("#code", "I03 没有达到目标却给满分（1）", {"甲局/金保错.docx"}),
        (
            "#severity",
            "有错误",
            {"丙局/坏.xlsx", "乙局/运维.xlsx", "乙局/专网.html", "丙局/恶意.xlsx", "甲局/金保错.docx"},
        ),
        ("#severity", "没有疑点", set()),
        ("#status", "不能读取", {"丙局/坏.xlsx"}),
    ],
)
def test_a_filter(tab, field, label, left):
    tab.select_option(field, label=label)
    assert set(files(tab)) == left
    tab.click("text=清除")
    expect(tab.locator("#tables tbody tr")).to_have_count(6)


def test_free_text_and_order(tab):
    tab.fill("#text", "乙局 专网")
    assert files(tab) == ["乙局/专网.html"]
    tab.fill("#text", "")
    tab.select_option("#order", "file")
    assert files(tab)[0] == "丙局/坏.xlsx"
    tab.select_option("#order", "difference")
    assert files(tab)[0] == "甲局/金保错.docx"


def test_a_finding_stands_at_its_cell(tab):
    tab.click("text=甲局/金保错.docx")
    expect(tab.locator("h2#file")).to_have_text("甲局/金保错.docx")
    expect(tab.locator("#overview")).to_be_hidden()
    row = tab.locator("#findings tbody tr", has_text="I03")
    place = row.locator("button").inner_text()
    cell = tab.locator(f'td:has(button.mark[data-place="{place}"])')
    assert cell.inner_text().split() == ["4.0", row.locator("td").first.inner_text()]
    assert cell.get_attribute("class") == "error"
    assert cell.locator("xpath=..").locator("td", has_text="90%").count() == 1  # on the row of that actual
    cell.hover()
    expect(tab.locator("#note")).to_contain_text("没有达到目标却得满分 4.0，应为 3.6")
    row.locator("button").click()
    expect(cell.locator("button")).to_be_focused()
    numbers = tab.locator("#numbers tr", has_text="稳定率").locator("td").all_inner_texts()
    assert numbers[3:6] == ["4.0", "4.0", "3.6"]
    assert tab.locator("text=打开批注副本").get_attribute("href") == "./" + "/".join(
        ["%E6%89%B9%E6%B3%A8", "%E7%94%B2%E5%B1%80%20%231", "%E9%87%91%E4%BF%9D%E9%94%99.%E5%A4%8D%E6%A0%B8.docx"]
    )


def test_every_finding_with_a_cell_is_marked_at_it(tab, records):
    for record in records:
        tab.evaluate(
            "name => [...document.querySelectorAll('#tables button')].find(b => b.textContent === name).click()",
            record["file"],
        )
        expect(tab.locator("h2#file")).to_have_text(record["file"])
        marked = {b.get_attribute("data-place") for b in tab.locator("button.mark").all()}
        if record["status"] != "unreadable":
            assert {f["place"] for f in record["findings"]} <= marked, record["file"]
        tab.click("#back")
        expect(tab.locator("#overview")).to_be_visible()


def test_the_keyboard_alone(tab):
    tab.locator("#unit").focus()
    for _ in range(7):  # past the filters
        tab.keyboard.press("Tab")
    assert tab.evaluate("document.activeElement.textContent") == "丙局/坏.xlsx"
    tab.keyboard.press("Tab")
    tab.keyboard.press("Enter")
    expect(tab.locator("h2#file")).to_be_focused()
    expect(tab.locator("h2#file")).to_have_text("乙局/运维.xlsx")
    for _ in range(200):
        tab.keyboard.press("Tab")
        if tab.evaluate("document.activeElement.className.startsWith('mark')"):
            break
    expect(tab.locator("#note")).to_be_visible()
    tab.keyboard.press("Escape")
    expect(tab.locator("#note")).to_be_hidden()
    tab.keyboard.press("Escape")
    expect(tab.locator("#overview")).to_be_visible()
    assert tab.evaluate("document.activeElement.textContent") == "乙局/运维.xlsx"


def test_back_and_neighbours_and_the_draw(tab):
    drawn = tab.locator("section:has(#h-sample) tbody tr:first-child button")
    name = drawn.inner_text()
    drawn.click()
    expect(tab.locator("h2#file")).to_have_text(name)
    tab.go_back()
    expect(tab.locator("#overview")).to_be_visible()
    tab.click(f'#tables button:text-is("{files(tab)[0]}")')
    expect(tab.locator("h2#file")).to_have_text("丙局/坏.xlsx")
    expect(tab.locator("#before")).to_be_disabled()
    tab.click("#after")
    expect(tab.locator("h2#file")).to_have_text("乙局/运维.xlsx")


def test_hostile_texts_are_shown_as_they_are(tab):
    tab.click("text=丙局/恶意.xlsx")
    expect(tab.locator("#body p").first).to_contain_text(HOSTILE[0])
    expect(tab.locator("#body p").first).to_contain_text(HOSTILE[2])
    expect(tab.locator("table.drawn").last).to_contain_text("=cmd|' /C calc'!A0")
    assert tab.locator("#body img, #body script").count() == 0


def test_a_browser_too_old_is_told_so(browser, url):
    tab = browser.new_page()
    tab.add_init_script("delete window.DecompressionStream")
    tab.goto(url)
    expect(tab.locator("#old")).to_be_visible()
    expect(tab.locator("#list")).to_be_hidden()
    tab.close()


def test_on_paper_reasons_are_unfolded_and_controls_are_gone(tab):
    tab.click("text=甲局/金保错.docx")
    expect(tab.locator("h2#file")).to_be_focused()
    tab.emulate_media(media="print")
    tab.evaluate("dispatchEvent(new Event('beforeprint'))")
    expect(tab.locator("#numbers tr.found details[open]").first).to_be_visible()
    expect(tab.locator("#back")).to_be_hidden()
    expect(tab.locator("button.mark").first).to_be_visible()


def test_pages_of_the_list(browser, records, tmp_path):
    many = [{**records[5], "file": f"{at:03}.docx"} for at in range(75)]
    tab = browser.new_page()
    tab.goto(page(tmp_path / "r.html", many, Path("/nowhere")).as_uri())
    expect(tab.locator("#page")).to_have_text("第 1 页，共 3 页")
    tab.click("#next")
    tab.click("#next")
    expect(tab.locator("#tables tbody tr")).to_have_count(15)
    expect(tab.locator("#next")).to_be_disabled()
    tab.click("#tables tbody tr:last-child button")
    expect(tab.locator("h2#file")).to_have_text("074.docx")
    expect(tab.locator("#body")).to_contain_text("原表没有画出")
    tab.close()


def test_a_waived_finding_is_shown_as_waived(browser, records, sent, tmp_path):
    wrong = records[5]
    waiver = {"reason": "年初已核", "author": "张三", "until": "2030-01-01", "expired": False}
    marked = {"waived": True, "waiver": waiver}
    waived = {**wrong, "findings": [f | marked if f["code"] == "I03" else f for f in wrong["findings"]]}
    tab = browser.new_page()
    tab.goto(page(tmp_path / "r.html", [waived], sent).as_uri())
    tab.click("#tables tbody button")
    row = tab.locator("#findings tbody tr", has_text="I03")
    expect(row.locator("b")).to_have_text("错误（已豁免）")
    expect(row).to_contain_text("已豁免：年初已核（张三，至 2030-01-01）")
    place = row.locator("button").inner_text()
    assert tab.locator(f'td:has(button.mark[data-place="{place}"])').get_attribute("class") == "off"
    tab.close()
