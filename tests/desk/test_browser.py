"""The desk in a real browser: typed into, disturbed, and nothing lost."""

from __future__ import annotations

import base64

from docx import Document
from playwright.sync_api import Page, expect

from scoring.register import Register, accounts, lists, submissions
from tests.desk.browsing import begin, chromium, login, put, ready, saved, served, strict, window
from tests.desk.conftest import PASSWORD, SETS
from tests.desk.sending import ten
from tests.desk.test_sheet import JINHUA

__all__ = ["chromium", "served", "window"]

READ = 60_000  # milliseconds to wait for ten files on a busy machine


def test_a_clerk_fills_in_the_jinhua_form_and_takes_it_home(served, window, tmp_path):
    page = window.new_page()
    wrong = strict(page, served)
    begin(page, served)
    put(page, "implementer", "数据安全管理中心")
    for key, text in JINHUA.items():
        if key.endswith(".score"):
            page.locator(f"#judge-{key[:-6]}:not([hidden])".replace("row.", "row\\.")).wait_for()
        put(page, key, text)
    expect(page.locator("#foot .total b")).to_have_text("96.94")
    expect(page.locator("#foot .grade b")).to_have_text("优")
    expect(page.locator("#told-row\\.5")).to_contain_text("没有写偏差原因")
    slider = page.locator('[data-for="row.5.score"]')
    slider.focus()
    slider.press("ArrowRight")
    expect(page.locator('[name="row.5.score"]')).to_have_value("28.5")
    expect(page.locator("#foot .total b")).to_have_text("97.44")
    page.get_by_role("button", name="撤销").click()
    expect(page.locator("#state")).to_have_text("已撤销：第6行 评判得分")
    expect(page.locator("#foot .total b")).to_have_text("96.94")
    page.get_by_role("button", name="核对并提交").click()
    page.get_by_role("button", name="照样提交").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="Word").click()
    assert download.value.suggested_filename == "安全运维服务维护_2020_自评表.docx"
    download.value.save_as(tmp_path / "form.docx")
    document = Document(str(tmp_path / "form.docx"))
    texts = {cell.text for table in document.tables for row in table.rows for cell in row.cells}
    assert {"96.94", "28.00", "优", "数据安全管理中心"} <= texts
    assert wrong == []


def test_a_file_is_chosen_in_chinese_and_by_keyboard_on_a_fresh_page_without_reproach(served, window, tmp_path):
    page = window.new_page()
    wrong = strict(page, served)
    page.goto(served.url)
    chooser = page.get_by_label("选文件，或把文件拖到这里")
    chooser.focus()
    assert page.evaluate("getComputedStyle(document.querySelector('.pick label')).outlineStyle") == "solid"
    with page.expect_file_chooser(timeout=READ) as chosen:
        page.keyboard.press("Space")
    chosen.value.set_files(SETS / "rsb-2023-jinbao.toml")
    expect(page.locator("#chosen")).to_have_text("已选：rsb-2023-jinbao.toml")
    page.get_by_role("button", name="打开").click()
    ready(page)
    expect(page.locator(".finding")).to_have_count(0)
    expect(page.locator("#foot .count")).to_have_count(0)
    put(page, "row.0.actual", "1400万元")
    expect(page.locator("#told-row\\.0")).to_contain_text("得")
    expect(page.locator("#told-row\\.1 .finding")).to_have_count(0)
    saved(page)
    page.get_by_role("button", name="核对并提交").click()
    expect(page.locator("main")).to_contain_text("没有填写实际完成值")
    assert wrong == []


def test_rows_are_changed_and_the_other_window_is_told(served, window):
    page, other = window.new_page(), window.new_page()
    wrong = strict(page, served)
    page.goto(served.url)
    page.get_by_label("表样").select_option("central-2021")
    page.get_by_role("button", name="写指标").click()
    for part, text in (
        ("一级指标", "产出指标"),
        ("二级指标", "数量指标"),
        ("三级指标", "培训次数"),
        ("年度指标值", "10次"),
    ):
        page.get_by_label(f"第1行 {part}").fill(text)
    page.get_by_label("第1行 分值").fill("90")
    page.get_by_role("button", name="保存").click()
    ready(page)
    put(page, "row.0.actual", "9次")
    page.get_by_role("link", name="改指标").click()  # saves first
    page.get_by_label("第1行 年度指标值").wait_for()
    other.goto(page.url.removesuffix("/rows"))
    ready(other)
    page.get_by_label("第1行 年度指标值").fill("9次")
    page.get_by_role("button", name="保存").click()
    expect(page.locator("#told-row\\.0")).to_contain_text("达标")
    expect(page.locator('[name="row.0.actual"]')).to_have_value("9次")
    put(other, "row.0.remark", "写在旧的行里")
    expect(other.locator("#state")).to_contain_text("这份表的指标刚改过")
    assert wrong == []


def test_of_two_windows_the_later_sees_what_changed_and_chooses(served, window):
    first, second = window.new_page(), window.new_page()
    begin(first, served)
    second.goto(first.url)
    ready(second)
    put(first, "row.0.actual", "9")
    saved(first)
    put(second, "row.0.actual", "8")
    late = second.locator("#late p")
    expect(late).to_contain_text("您填的是“8”")
    expect(late).to_contain_text("已存为“9”")
    assert second.locator('[name="row.0.actual"]').input_value() == "8"
    late.get_by_role("button", name="用我的").click()
    saved(second)
    first.reload()
    ready(first)
    expect(first.locator('[name="row.0.actual"]')).to_have_value("8")


def test_undo_goes_back_in_the_order_of_typing_and_after_a_reload(served, window):
    page, other = window.new_page(), window.new_page()
    wrong = strict(page, served)
    begin(page, served)
    undo = page.get_by_role("button", name="撤销")
    expect(undo).to_be_disabled()
    put(page, "row.3.actual", "4")
    put(page, "row.1.actual", "2")  # both in one save
    saved(page)
    undo.click()
    expect(page.locator("#state")).to_have_text("已撤销：第2行 实际完成值")
    expect(page.locator('[name="row.1.actual"]')).to_be_focused()
    page.reload()
    ready(page)
    expect(page.locator('[name="row.1.actual"]')).to_have_value("")
    undo.click()
    expect(page.locator('[name="row.3.actual"]')).to_have_value("")
    expect(undo).to_be_disabled()
    other.goto(page.url)
    ready(other)
    expect(other.locator('[name="row.3.actual"]')).to_have_value("")
    assert wrong == []


def test_undo_of_a_cell_somebody_else_has_changed_asks_first(served, window, chromium):
    served.kill()
    register = Register(str(served.register))
    for name in ("张三", "李四"):
        accounts.add(register, "测试", name, "填报", PASSWORD, "甲局")
    register.close()
    served.start()
    page, neighbour = window.new_page(), chromium.new_context(locale="zh-CN")
    login(page, served, "张三")
    begin(page, served)
    put(page, "row.0.actual", "9")
    saved(page)
    other = neighbour.new_page()
    login(other, served, "李四")
    other.goto(page.url)
    ready(other)
    put(other, "row.0.actual", "8")
    saved(other)
    undo, cell = page.get_by_role("button", name="撤销"), page.locator('[name="row.0.actual"]')
    undo.click()
    late = page.locator("#late p")
    expect(late).to_contain_text("撤销要改回“”，李四")
    expect(late).to_contain_text("已存为“8”")
    late.get_by_role("button", name="用对方的").click()
    expect(cell).to_have_value("8")
    undo.click()
    expect(undo).to_be_disabled()
    page.reload()
    ready(page)
    undo.click()
    late.get_by_role("button", name="改回").click()
    saved(page)
    other.reload()
    ready(other)
    expect(other.locator('[name="row.0.actual"]')).to_have_value("")
    neighbour.close()


def test_a_server_killed_in_mid_typing_loses_nothing(served, window):
    page = window.new_page()
    begin(page, served)
    put(page, "row.0.actual", "9")
    saved(page)
    served.kill()
    put(page, "row.1.actual", "７次")
    expect(page.locator("#state")).to_contain_text("您填的内容都还在这一页上")
    put(page, "goal.actual", "全部完成")
    other = window.new_page()
    served.start()
    saved(page)
    other.goto(page.url)
    ready(other)
    for key, text in {"row.0.actual": "9", "row.1.actual": "７次", "goal.actual": "全部完成"}.items():
        expect(other.locator(f'[name="{key}"]')).to_have_value(text)


def test_a_server_away_while_nobody_types_is_told_and_forgotten(served, window):
    page = window.new_page()
    begin(page, served)
    served.kill()
    page.evaluate(LOOKED_AT)
    expect(page.locator("#state")).to_contain_text("连不上服务程序")
    served.start()
    page.evaluate(LOOKED_AT)
    expect(page.locator("#state")).to_have_text("又连上了，填的都已保存")


def test_a_page_closed_before_it_could_save_finds_its_values_again(served, window):
    page = window.new_page()
    begin(page, served)
    url = page.url
    served.kill()
    put(page, "row.1.remark", "写了一半的原因")
    expect(page.locator("#state")).to_contain_text("连不上服务程序")
    page.close()
    served.start()
    again = window.new_page()
    again.goto(url)
    ready(again)
    expect(again.locator('[name="row.1.remark"]')).to_have_value("写了一半的原因")
    saved(again)


def test_a_session_that_ends_in_mid_typing_and_a_neighbour(served, window, chromium):
    served.kill()
    register = Register(str(served.register))
    for name, unit in (("张三", "甲局"), ("李四", "乙局")):
        accounts.add(register, "测试", name, "填报", PASSWORD, unit)
    served.start()
    page = window.new_page()
    login(page, served, "张三")
    begin(page, served)
    with register.writing("测试") as w:
        w.connection.exec_driver_sql("DELETE FROM session")
    put(page, "row.0.actual", "9")
    expect(page.locator("#state")).to_contain_text("登录已过期")
    with window.expect_page() as popup:
        page.get_by_role("link", name="请在新窗口重新登录").click()
    login(popup.value, served, "张三")
    saved(page)
    page.reload()
    ready(page)
    expect(page.locator('[name="row.0.actual"]')).to_have_value("9")
    neighbour = chromium.new_context(locale="zh-CN")
    other = neighbour.new_page()
    login(other, served, "李四")
    assert other.goto(page.url).status == 404  # type: ignore[union-attr]
    expect(other.locator("main")).to_contain_text("没有第 1 号草稿")
    other.goto(f"{served.url}/fill")
    expect(other.locator("main")).not_to_contain_text("接着填")
    neighbour.close()
    register.close()


def test_a_pair_tried_out_is_answered_as_it_is_typed(served, window):
    page = window.new_page()
    wrong = strict(page, served, allowed="^htmx:(afterRequest|sendAbort)")  # an answer that newer typing has replaced
    page.goto(f"{served.url}/rules/try")
    page.get_by_label("年度指标值").fill("≥99%")
    page.get_by_label("实际完成值").fill("98.5%")
    expect(page.locator("#answer")).to_contain_text("9.95")
    assert page.locator("#answer svg circle").count() == 1
    page.set_viewport_size({"width": 390, "height": 844})
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert wrong == []


def test_ten_files_are_dropped_and_reviewed_by_keyboard(served, window):
    page = window.new_page()
    wrong = strict(page, served)
    page.goto(f"{served.url}/review")
    files = [{"name": name, "data": base64.b64encode(data).decode()} for name, data in ten().items()]
    page.evaluate(DROP, files)
    expect(page.locator("#progress span")).to_contain_text("读完了，共 10 个文件，其中 2 个没有登记", timeout=READ)
    expect(page.locator("#took li.good")).to_have_count(8)
    expect(page.locator("#waiting li.bad")).to_have_count(2)
    expect(page.locator("#waiting a.row")).to_have_count(8)
    page.keyboard.press("n")
    first = page.locator("article.finding").first
    expect(first).to_be_focused()
    expect(page.locator("td.here")).to_have_count(1)
    page.keyboard.press("j")
    expect(page.locator("#f2")).to_be_focused()
    page.keyboard.press("h")
    page.keyboard.type("已核对原始凭证 janr")
    page.keyboard.press("Enter")
    expect(page.locator("#f2 p.waived")).to_contain_text("已核对原始凭证 janr")
    page.locator("body[data-ready]").wait_for()
    expect(page.locator("#f2")).to_be_focused()
    page.keyboard.press("a")
    page.keyboard.type("85.5")
    expect(page.locator("#grade")).to_contain_text("良")
    decide(page, "Enter", "已通过")
    page.keyboard.press("r")
    page.keyboard.type("第3行得分请按办法重算")
    decide(page, "Control+Enter", "已退回")
    for _ in range(6):
        page.keyboard.press("a")
        decide(page, "Enter", "已通过")
    expect(page.locator("#waiting")).to_contain_text("没有等着复核的报送件")
    assert wrong == []
    register = Register(str(served.register))
    rows = [row for row in lists.page(register).rows if row["stage"] != "reviewed"]
    assert sorted(row["status"] for row in rows) == ["已退回"] + ["已通过"] * 7
    (row,) = [row for row in rows if row["status"] == "已退回"]
    assert submissions.opened(register, row["id"]).reviews[0]["remarks"] == "第3行得分请按办法重算"
    scores = [r["score"] for row in rows for r in submissions.opened(register, row["id"]).reviews]
    assert "85.5" in scores
    register.close()


def test_a_folder_and_a_lost_server_while_dropping(served, window, tmp_path):
    for name, data in ten().items():
        (tmp_path / "报送" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "报送" / name).write_bytes(data)
    page = window.new_page()
    page.goto(f"{served.url}/review")
    page.locator("input[webkitdirectory]").set_input_files(tmp_path / "报送")
    expect(page.locator("#progress span")).to_contain_text("读完了，共 10 个文件", timeout=READ)
    expect(page.locator("#took")).to_contain_text("报送/乙局/运维.xlsx")
    expect(page.locator("#waiting a.row").first).to_be_focused()
    for key in "jxkx":
        page.keyboard.press(key)
    expect(page.locator("#waiting tr:has(:checked)")).to_have_count(2)
    page.locator("#keys").uncheck()
    page.keyboard.press("n")
    page.locator("#keys").check()
    assert page.url.endswith("/review")
    with page.expect_file_chooser(timeout=READ):
        page.keyboard.press("u")
    with page.expect_download(timeout=READ) as download:
        page.get_by_role("button", name="复核台账.xlsx").click()
    assert download.value.suggested_filename == "复核台账.xlsx"
    served.kill()
    page.locator("input[type=file]:not([webkitdirectory])").set_input_files(tmp_path / "报送/乙局/运维.xlsx")
    expect(page.locator("#took li").last).to_contain_text("没有送到")


def decide(page: Page, key: str, said: str) -> None:
    """Press the key that decides, and wait until the next page says so and listens."""
    before = page.url
    page.keyboard.press(key)
    page.wait_for_url(lambda url: url != before)
    expect(page.locator(".flash")).to_contain_text(said)
    page.locator("body[data-ready]").wait_for()


#: somebody comes back to the page
LOOKED_AT = "document.dispatchEvent(new Event('visibilitychange'))"
#: files dropped on the page, as a person drops them
DROP = """(files) => {
  const carried = new DataTransfer();
  for (const { name, data } of files) carried.items.add(new File([Uint8Array.from(atob(data), (c) => c.charCodeAt(0))], name));
  const about = { dataTransfer: carried, bubbles: true, cancelable: true };
  document.getElementById("drop").dispatchEvent(new DragEvent("drop", about));
}"""
