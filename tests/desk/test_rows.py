"""改指标: rows renamed, added, taken out; what was typed stays with its row, and nobody types into the wrong one."""

from __future__ import annotations

import re
from html import unescape

from scoring.desk import live
from scoring.register.verify import verify
from tests.desk.conftest import browser
from tests.desk.test_fill import save, upload
from tests.desk.test_undo import undo, values


def lines(page: str) -> dict[str, str]:
    """The fields of the page as a browser would send them."""
    form = page.partition('/rows"')[2]
    found = dict(re.findall(r'<textarea name="(line[^"]+)"[^>]*>\n(.*?)</textarea>', form, re.DOTALL))
    found |= dict(re.findall(r'name="(line[^"]+|seen|rows|execution)" value="([^"]*)"', form))
    return {key: unescape(text) for key, text in found.items() if not key.endswith(".gone")}


def rows(register, draft: str):
    return live.look(register, int(draft.rpartition("/")[2]), None).assessed.submission.rows


def test_what_was_typed_goes_along_with_its_row(desk, register):
    draft = desk.begin()
    desk.get(draft)
    save(desk, draft, {"row.0.actual": "甲", "row.1.actual": "乙", "row.6.remark": "丙", "goal.actual": "完成"})
    form = lines(desk.get(f"{draft}/rows").text)
    new = {"dimension": "产出指标", "aspect": "质量指标", "name": "故障修复率", "target": "≥95%", "points": "5"}
    form |= {"line.0.gone": "1", "line.1.target": "12次", **{f"line.8.{part}": text for part, text in new.items()}}
    assert desk.post(f"{draft}/rows", **form).headers["location"] == draft
    now = rows(register, draft)
    assert [row.facts.actual for row in now[:2]] == ["乙", None] and now[6].facts.remark == "丙"
    assert now[0].indicator.target == "12次" and len(now) == 8
    assert (now[2].indicator.name, now[2].indicator.target) == ("故障修复率", "≥95%")  # below the other 质量指标
    assert now[1].indicator.aspect == "质量指标"
    page = desk.get(draft).text
    assert "产出指标（45分）" in page and "故障修复率" in page and "乙</textarea>" in page
    assert values(register, draft) == {"goal.actual": "完成"}
    assert undo(desk, draft)["step"]["key"] == "goal.actual" and not undo(desk, draft)["more"]
    assert verify(register).problems == []


def test_a_page_with_the_old_rows_saves_nothing_into_the_new(desk, register):
    draft = desk.begin()
    old = re.search(r'data-rows="(\w+)"', desk.get(draft).text)[1]  # type: ignore[index]
    form = lines(desk.get(f"{draft}/rows").text)
    desk.post(f"{draft}/rows", **form | {"line.0.gone": "1"})
    body = {"cells": {"row.0.actual": "9"}, "versions": {}, "seen": 0}
    late = desk.ask(f"{draft}/save", body | {"rows": old})
    assert late.status_code == 400 and "刷新页面" in late.json()["error"]
    assert desk.post(draft, rows=old, seen="99999", **{"row.0.actual": "9"}).status_code == 400
    assert values(register, draft) == {}
    assert desk.get(f"{draft}/since?seen=0").json()["rows"] != old
    assert save(desk, draft, {"row.0.actual": "9"}).json()["saved"] == {"row.0.actual": 1}


def test_rows_changed_while_somebody_types_are_looked_at_again(office, register):
    clerk, other = browser(office), browser(office)
    clerk.login("张三")
    other.login("赵六")
    draft = clerk.begin()
    form = lines(clerk.get(f"{draft}/rows").text)
    other.get(draft)
    save(other, draft, {"row.0.actual": "9"})
    late = clerk.post(f"{draft}/rows", **form | {"line.0.gone": "1", "line.1.name": "改过的名称"})
    assert late.status_code == 409 and "有人改过这份表" in late.text and "改过的名称" in late.text
    assert len(rows(register, draft)) == 8
    again = lines(late.text) | {"line.0.gone": "1"}
    assert clerk.post(f"{draft}/rows", **again).status_code == 303
    assert rows(register, draft)[0].indicator.name == "改过的名称"


def test_what_cannot_be_is_said_and_stays_typed(desk, register):
    draft = desk.begin()
    form = lines(desk.get(f"{draft}/rows").text)
    answer = desk.post(f"{draft}/rows", **form | {"line.0.points": "十分", "line.1.name": "", "line.8.target": "≥<3>"})
    assert answer.status_code == 409 and "应当是不小于 0 的数" in answer.text and "十分" in answer.text
    assert answer.text.count("没有写三级指标") == 2 and "≥&lt;3&gt;" in answer.text
    gone = {f"line.{at}.gone": "1" for at in range(8)}
    assert "至少要有一行" in desk.post(f"{draft}/rows", **form | gone).text
    assert (
        desk.post(f"{draft}/rows", seen=form["seen"]).status_code == 422
    )  # lines that never arrived are not taken out
    assert desk.post(f"{draft}/rows", **form | {"line.0.at": "99"}).status_code == 422
    more = desk.post(f"{draft}/rows", **form | {"more": "1"}).text
    assert more.count("<textarea") > desk.get(f"{draft}/rows").text.count("<textarea")
    assert len(rows(register, draft)) == 8


def test_a_form_begun_empty_is_written_filled_and_sent(desk, register):
    desk.get("/fill")
    assert desk.post("/fill/blank", form="../x").status_code == 404
    path = desk.post("/fill/blank", form="central-2021").headers["location"]
    draft = path.removesuffix("/rows")
    assert desk.get(draft, follow_redirects=False).headers["location"] == path
    assert desk.get(f"{draft}/check").status_code == 200
    save(desk, draft, {"project": "培训", "year": "2024"})
    nothing = desk.post(f"{draft}/submit")
    assert nothing.status_code == 400 and "还没有填指标" in nothing.text
    form = lines(desk.get(path).text)
    assert form["execution"] == "10"
    texts = {"dimension": "产出指标", "aspect": "数量指标", "name": "培训次数", "target": "10次", "points": "80"}
    form |= {f"line.0.{part}": text for part, text in texts.items()} | {"execution": "20", "line.2.name": "培训人数"}
    assert desk.post(path, **form).headers["location"] == draft
    assert rows(register, draft)[1].indicator.path == ("产出指标", "数量指标", "培训人数")  # as in the line above
    cells = {
        "row.0.actual": "9次",
        "row.1.na": "本年没有",
        "funds.0.budget": "10",
        "funds.0.spent": "10",
    }
    desk.get(draft)
    said = save(desk, draft, cells).json()
    assert "92.0" in said["foot"]
    sent = desk.post(f"{draft}/submit").headers["location"]
    assert "培训次数" in desk.get(sent).text


def test_an_uploaded_table_keeps_what_it_says_when_its_rows_are_changed(desk, register):
    from tests.desk.sending import one

    draft = upload(desk, "金保.xlsx", one("甲局/金保.xlsx", right=True)).headers["location"]
    before = rows(register, draft)
    form = lines(desk.get(f"{draft}/rows").text)
    desk.post(f"{draft}/rows", **form | {"line.3.gone": "1"})
    after = rows(register, draft)
    assert [r.facts.actual for r in after] == [r.facts.actual for at, r in enumerate(before) if at != 3]
    assert [r.indicator for r in after] == [r.indicator for at, r in enumerate(before) if at != 3]


def test_rows_somebody_else_has_rearranged_are_not_taken_for_the_old_ones(office, register):
    clerk, other = browser(office), browser(office)
    clerk.login("张三")
    other.login("赵六")
    draft = clerk.begin()
    clerk.get(draft)
    save(clerk, draft, {"row.1.actual": "乙"})
    mine, theirs = (lines(one.get(f"{draft}/rows").text) for one in (clerk, other))
    other.post(f"{draft}/rows", **theirs | {"line.0.gone": "1", "line.8.name": "新的", "line.8.points": "5"})
    now = rows(register, draft)
    assert len(now) == 8 and now[0].facts.actual == "乙"  # as many as before, others
    for more in ({}, {"more": "1"}):
        late = clerk.post(f"{draft}/rows", **mine | more)
        assert late.status_code == 422 and "没有保存" in late.text
    assert rows(register, draft) == now


def test_more_lines_do_not_hide_what_somebody_typed_meanwhile(office, register):
    clerk, other = browser(office), browser(office)
    clerk.login("张三")
    other.login("赵六")
    draft = clerk.begin()
    form = lines(clerk.get(f"{draft}/rows").text)
    other.get(draft)
    save(other, draft, {"row.0.actual": "9"})
    more = lines(clerk.post(f"{draft}/rows", **form | {"more": "1"}).text)
    late = clerk.post(f"{draft}/rows", **more | {"line.0.gone": "1"})
    assert late.status_code == 409 and "有人改过这份表" in late.text


def test_what_nobody_touched_stays_to_the_letter(desk, register):
    """A browser sends every line end as two signs, and a long text whole."""
    long = "目" * 3000
    text = f"""title = "培训"
form = "generic"
[[indicator]]
path = ["产出指标", "数量指标", "培训\\n人数"]
target = "≥95\\n（年）"
unit = "人"
points = "50"
[[indicator]]
path = ["产出指标", "质量指标", "合格"]
target = "{long}"
points = "50"
"""
    draft = upload(desk, "培训.toml", text.encode()).headers["location"]
    before = rows(register, draft)
    form = {key: text.replace("\n", "\r\n") for key, text in lines(desk.get(f"{draft}/rows").text).items()}
    assert desk.post(f"{draft}/rows", **form).status_code == 303
    assert [row.indicator for row in rows(register, draft)] == [row.indicator for row in before]
    assert before[0].indicator.unit == "人" and len(before[1].indicator.target) == 3000
    over = desk.post(f"{draft}/rows", **form | {"line.1.target": "目" * 20_001})
    assert "超过 20000 个字" in over.text
    many = {f"line.{at}.{part}": "某" for at in range(2, 2003) for part in ("name", "dimension")}
    now = lines(desk.get(f"{draft}/rows").text)
    now = {key: text for key, text in now.items() if not key.startswith(("line.2", "line.3", "line.4"))}
    assert "最多 2000 行指标，这里有 2003 行" in desk.post(f"{draft}/rows", **now | many).text


def test_a_text_is_never_taken_for_a_mark_of_the_drawing(desk, register):
    draft = desk.begin()
    form = lines(desk.get(f"{draft}/rows").text)
    form |= {
        "line.0.name": "\ue000project\ue001",
        "line.1.target": "\ue000foo\ue001",
        "line.2.aspect": "\ue000=x\ue001",
    }
    assert desk.post(f"{draft}/rows", **form).status_code == 303
    assert desk.get(draft).text.count('name="project"') == 1
    save(desk, draft, {"project": "某", "year": "2024"})
    sent = desk.post(f"{draft}/submit").headers["location"]
    for path in (sent, sent.replace("/sent/", "/review/")):
        page = desk.get(path)
        assert page.status_code == 200 and "\ue000foo\ue001" in page.text
