"""Every page, looked at: for who cannot see colours, uses no mouse, has a narrow screen."""

from __future__ import annotations

from tests.desk.audit import AUDIT, OVERLAP, UNSEEN_FOCUS
from tests.desk.browsing import begin, chromium, put, saved, served, window
from tests.desk.test_sheet import JINHUA

__all__ = ["chromium", "served", "window"]

PAGES = (
    "/fill", "/fill/2", "/fill/2/check", "/fill/2/rows", "/sent/1", "/review", "/review/1", "/register", "/register/1", "/register/charts",
    "/rules", "/rules/mof-2020", "/rules/try?target=9次&actual=8次", "/rules/diff?a=mof-2020&b=mof-2021", "/rules/simulate", "/docs", "/nothing",
)  # fmt: skip


def test_every_page_can_be_read_and_used_by_everybody(served, window):
    page = window.new_page()
    begin(page, served)
    for key, text in JINHUA.items():
        if not key.endswith(".score"):
            put(page, key, text)
    saved(page)
    page.get_by_role("button", name="核对并提交").click()
    page.wait_for_url("**/check")
    page.locator("button.main").click()
    page.wait_for_url("**/sent/1")
    begin(page, served)
    put(page, "row.5.actual", "30")
    saved(page)
    for path in PAGES:
        page.set_viewport_size({"width": 1366, "height": 768})
        page.goto(served.url + path)
        assert page.evaluate(AUDIT) == [], path
        assert page.evaluate(UNSEEN_FOCUS) == [], path
        page.set_viewport_size({"width": 390, "height": 844})
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, path
        assert page.evaluate(OVERLAP) == [], path


SPOILED = {
    "contrast": "document.querySelector('#chosen').style.color = '#aaa'",
    "no name": "document.querySelector('#file').parentElement.replaceWith(document.querySelector('#file'))",
    "lang": "document.documentElement.lang = 'en'",
    "leaps": "document.querySelector('h2').outerHTML = '<h4>x</h4>'",
    "small": "document.querySelector('#chosen').style.fontSize = '10px'",
}
WITHOUT_FOCUS = """() => {
  for (const rule of document.styleSheets[0].cssRules) if (rule.selectorText === ":focus-visible") rule.style.outline = "none";
}"""
SQUEEZED = "for (const td of document.querySelectorAll('.paper td')) td.style.height = '10px'"


def test_the_look_at_a_page_sees_what_is_wrong(served, window):
    page = window.new_page()
    for said, spoil in SPOILED.items():
        page.goto(served.url)
        page.evaluate(spoil)
        assert any(said in fault for fault in page.evaluate(AUDIT)), said
    begin(page, served)
    page.evaluate(WITHOUT_FOCUS)
    assert page.evaluate(UNSEEN_FOCUS)
    page.set_viewport_size({"width": 390, "height": 844})
    page.evaluate(SQUEEZED)
    assert page.evaluate(OVERLAP)
