"""填报 without a browser: begun, looked at, saved, refused, sent, taken home."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from html import unescape
from io import BytesIO
from urllib.parse import unquote

import pytest
from docx import Document

from scoring.desk import sheet
from scoring.documents import load_indicator_set
from scoring.review import chosen, unfold
from scoring.workbook import fill_in
from tests.desk.conftest import SETS
from tests.desk.test_sheet import JINHUA


def save(desk, draft: str, cells: dict[str, str], seen: int = 0, **versions: int):
    named = {key.replace("__", "."): version for key, version in versions.items()}
    return desk.ask(f"{draft}/save", {"cells": cells, "versions": named, "seen": seen})


def upload(desk, name: str, data: bytes, **fields: str):
    desk.get("/fill")
    form = {"csrf": desk.token, **fields}
    return desk.client.post("/fill/upload", data=form, files={"file": (name, data)}, follow_redirects=False)


def test_what_is_only_looked_at_is_not_saved(desk):
    draft = desk.begin()
    desk.get(draft)
    said = desk.ask(f"{draft}/look", {"cells": JINHUA}).json()
    assert "96.94" in said["foot"] and "优" in said["foot"]
    assert "96.94" not in desk.get(draft).text


def test_saved_cells_are_there_again_and_the_row_says_why(desk):
    draft = desk.begin("rsb-2023-jinbao.toml")
    desk.get(draft)
    answer = save(desk, draft, {"row.0.actual": "１４００万元"}).json()
    assert answer["saved"] == {"row.0.actual": 1}
    assert "理解为" in answer["told"]["row.0"] and "→" in answer["told"]["row.0"]
    assert "１４００万元</textarea>" in desk.get(draft).text


def test_the_later_of_two_sees_what_the_first_saved_and_nothing_is_overwritten(desk):
    draft = desk.begin()
    desk.get(draft)
    save(desk, draft, {"row.0.actual": "9"})
    late = save(desk, draft, {"row.0.actual": "8", "row.1.actual": "7"}).json()
    assert late["saved"] == {"row.1.actual": 1}
    (refused,) = late["refused"]
    assert (refused["value"], refused["version"], refused["label"]) == ("9", 1, "第1行 实际完成值")
    assert save(desk, draft, {"row.0.actual": "8"}, row__0__actual=1).json()["saved"] == {"row.0.actual": 2}


def test_another_window_is_told_what_is_new(desk):
    draft = desk.begin()
    desk.get(draft)
    seen = save(desk, draft, {"row.0.actual": "9"}).json()["seen"]
    assert desk.get(f"{draft}/since?seen={seen}").json()["others"] == []
    save(desk, draft, {"goal.actual": "完成"})
    news = desk.get(f"{draft}/since?seen={seen}").json()
    assert [cell["key"] for cell in news["others"]] == ["goal.actual"] and "told" in news


def test_a_database_that_does_not_answer_is_said_and_may_be_tried_again(desk, register):
    draft = desk.begin()
    desk.get(draft)
    with closing(sqlite3.connect(register.place)) as other:
        other.execute("ALTER TABLE cell RENAME TO gone")
        answer = save(desk, draft, {"row.0.actual": "9"})
        assert answer.status_code == 503 and "台账" in answer.json()["error"]
        assert desk.get(draft).status_code == 503
        other.execute("ALTER TABLE gone RENAME TO cell")
    assert save(desk, draft, {"row.0.actual": "9"}).json()["saved"] == {"row.0.actual": 1}


@pytest.mark.parametrize(
    "cells", [{"row.99.actual": "1"}, {"secret": "1"}, {"row.0.points": "1"}, {"goal.actual": "长" * 20_001}]
)
def test_only_cells_of_the_form_are_taken(desk, cells):
    draft = desk.begin()
    desk.get(draft)
    answer = save(desk, draft, cells)
    assert answer.status_code == 422 and any(c >= "\u4e00" for c in answer.json()["error"])


def test_without_scripts_the_whole_form_is_posted(desk):
    draft = desk.begin()
    desk.get(draft)
    assert "96.94" in desk.post(draft, seen="99999", **JINHUA).text
    assert desk.post(draft, seen="99999", next="check", **JINHUA).headers["location"] == f"{draft}/check"
    late = desk.post(draft, seen="1", **{**JINHUA, "row.0.actual": "11"})
    assert late.status_code == 409 and "没有保存" in late.text and "11" in late.text
    assert desk.get(draft).text.count("11</textarea>") == 0


def test_sent_it_is_stamped_scored_again_and_closed(desk):
    draft = desk.begin()
    desk.get(draft)
    save(desk, draft, JINHUA)
    assert "仍有 3 处错误" in desk.get(f"{draft}/check").text
    sent = desk.post(f"{draft}/submit").headers["location"]
    page = desk.get(sent).text
    assert "96.94" in page and "jinhua" not in page.split("<h1>")[0] and "校验码" in page
    assert desk.get(draft, follow_redirects=False).headers["location"] == sent
    assert save(desk, draft, {"row.0.actual": "1"}).status_code == 400
    assert desk.post(f"{draft}/submit").status_code == 400


def test_a_form_without_project_or_year_is_not_sent(desk):
    draft = desk.begin()
    desk.get(draft)
    save(desk, draft, {"project": " ", "year": "今年"})
    answer = desk.post(f"{draft}/submit")
    assert answer.status_code == 400 and "项目名称" in answer.text and "年度" in answer.text


@pytest.mark.parametrize(
    ("kind", "begins"), [("docx", b"PK"), ("xlsx", b"PK"), ("html", b"<!DOCTYPE"), ("narrative", b"PK")]
)
def test_the_form_is_taken_home_under_a_safe_name(desk, kind, begins):
    draft = desk.begin()
    desk.get(draft)
    save(desk, draft, {**JINHUA, "project": '../../安全"\r\nX: y;运维'})
    answer = desk.get(f"{draft}/file/{kind}")
    assert answer.content.startswith(begins)
    disposition = answer.headers["content-disposition"]
    assert "\n" not in disposition and "/" not in unquote(disposition) and ".." not in unquote(disposition)
    assert "安全Xy运维_2020_" in unquote(disposition)
    assert desk.get(f"{draft}/file/exe").status_code == 404


def test_the_word_file_holds_what_was_typed(desk):
    draft = desk.begin()
    desk.get(draft)
    save(desk, draft, JINHUA)
    document = Document(BytesIO(desk.get(f"{draft}/file/docx").content))
    texts = {cell.text for table in document.tables for row in table.rows for cell in row.cells}
    assert {"96.94", "28.00", "24.86", "优"} <= texts


def test_a_filled_workbook_is_taken_up_with_all_that_is_in_it(desk):
    indicators = load_indicator_set(SETS / "rsb-2023-jinbao.toml")
    data = fill_in(indicators, chosen(indicators.standard))
    draft = upload(desk, "填报表.xlsx", data).headers["location"]
    page = desk.get(draft).text
    assert indicators.indicator[0].name in page and indicators.title in page


def test_last_years_table_comes_in_empty(desk):
    desk_set = (SETS.parent / "evaluations" / "guangzhou-2023-declarations.toml").read_bytes()
    assert upload(desk, "去年.toml", desk_set, last="1").status_code == 303
    first = upload(desk, "安全.toml", (SETS / "jinhua-2020-yunwei.toml").read_bytes(), last="1").headers["location"]
    page = desk.get(first).text
    assert 'value="2021"' in page and "漏洞扫描" in page


@pytest.mark.parametrize(
    ("name", "data", "told"),
    [
        ("坏.xlsx", b"PK\x03\x04broken", "坏.xlsx"),
        ("程序.exe", b"MZ", "不认识这种文件"),
        ("空.docx", b"", "空.docx"),
        ("引用.toml", b'indicator_set = "../../../../etc/passwd.toml"\n', "引用了另一个指标文件"),
        ("办法.toml", '[indicators]\ntitle = "甲"\nstandard = "/etc/x.toml"\n'.encode(), "只能写编号"),
        ("表样.toml", 'title = "甲"\nform = "/etc/x.txt"\n[[indicator]]\npath=["a","b","c"]\n'.encode(), "只能写编号"),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_used_is_a_sentence(desk, name, data, told):
    answer = upload(desk, name, data)
    assert answer.status_code == 400 and told in answer.text
    assert "/tmp" not in answer.text and "Traceback" not in answer.text


def test_uploads_are_read_in_another_process(desk, monkeypatch):
    def here(*_: object) -> None:
        raise AssertionError("read in the server itself")

    monkeypatch.setattr("scoring.review.submissions", here)
    monkeypatch.setattr("scoring.documents.load_indicator_set", here)
    assert upload(desk, "指标.toml", (SETS / "jinhua-2020-yunwei.toml").read_bytes()).status_code == 303


def test_a_form_names_only_standards_and_forms_that_come_with_the_package(tmp_path):
    from scoring.desk.uploads import _harmless
    from scoring.model import Submission

    clean = _harmless(Submission(form="/etc/x.txt", standard="/etc/x.toml"))
    assert (clean.form, clean.standard) == ("generic", "mof-2020")


def test_a_draft_put_aside_is_gone_from_the_list(desk):
    draft = desk.begin()
    desk.get(draft)
    assert draft in desk.get("/fill").text
    desk.post(f"{draft}/discard")
    assert draft not in desk.get("/fill").text


def test_the_page_and_its_assets_are_light(desk):
    from scoring.desk.pages import HERE

    draft = desk.begin("huangpi-2021-zhengti.toml")
    weight = len(desk.get(draft).content) + sum(
        len((HERE / "static" / n).read_bytes()) for n in ("desk.css", "fill.js", "saving.js")
    )
    assert weight < 150_000
    trial = len(desk.get("/rules/try?target=9次&actual=8次").content)
    assert trial + sum(len((HERE / "static" / n).read_bytes()) for n in ("desk.css", "htmx-2.min.js")) < 150_000


def test_keys_of_the_base_are_all_that_a_page_may_name(desk):
    base = sheet.blank(load_indicator_set(SETS / "jinhua-2020-yunwei.toml"))
    assert len(set(sheet.keys(base))) == len(list(sheet.keys(base)))


def test_a_file_of_several_tables_says_how_many_drafts_were_made(desk):
    data = (SETS.parent / "evaluations" / "guangzhou-2023-declarations.toml").read_bytes()
    assert upload(desk, "一年的.toml", data).headers["location"] == "/fill"
    page = desk.get("/fill").text
    count = page.count('<em class="new">新</em>')
    assert count > 1 and f"“一年的.toml”里有 {count} 张自评表，建了 {count} 份草稿" in page and "没有建" not in page
    assert "份草稿，就是" not in desk.get("/fill").text  # said once


def test_what_is_left_of_a_file_with_too_many_tables_is_named(desk, monkeypatch):
    monkeypatch.setattr("scoring.desk.start.MOST", 2)
    data = (SETS.parent / "evaluations" / "guangzhou-2023-declarations.toml").read_bytes()
    every = [
        one.project for s in desk.client.app.state.settings.reading.submissions("甲.toml", data) for one in unfold(s)
    ]
    upload(desk, "一年的.toml", data)
    page = unescape(desk.get("/fill").text)
    assert f"里有 {len(every)} 张自评表，建了 2 份草稿" in page
    assert f"还有 {len(every) - 2} 张没有建</b>（一次最多 2 份）：{'、'.join(every[2:])}。" in page
    assert page.count("号草稿") == 2
