"""Who may come in, and what a stranger, a neighbour or another website gets."""

from __future__ import annotations

import re

import pytest
from fastapi.routing import iter_route_contexts
from fastapi.testclient import TestClient

from scoring.desk import entry, guard
from scoring.desk.app import create
from scoring.desk.settings import Settings
from scoring.register import accounts
from tests.desk.conftest import LOCAL, SETS, browser


def routes(app) -> list[tuple[str, str]]:
    """Every method and path there is, numbers and names filled in."""
    found = []
    for route in iter_route_contexts(app.routes):
        for method in route.methods or ():
            path = re.sub(r"\{(\w+):int\}", "1", route.path or "")
            found.append((method, re.sub(r"\{\w+\}", "docx", path)))
    return sorted(found)


def test_every_route_refuses_a_stranger(office):
    stranger = browser(office).client
    walked = routes(office)
    assert len(walked) > 40
    for method, path in walked:
        if path == "/login":
            continue
        for headers in ({}, {"accept": "application/json"}, {"authorization": "Bearer wrong"}):
            answer = stranger.request(method, path, headers=headers, follow_redirects=False)
            refused = answer.status_code == 401 or (answer.status_code, answer.headers.get("location")) == (
                303,
                "/login",
            )
            assert refused, (method, path, answer.status_code)


def test_a_neighbour_finds_nothing_of_another_unit(office):
    mine, other = browser(office), browser(office)
    mine.login("张三")
    draft = mine.begin()
    mine.get(draft)
    mine.ask(f"{draft}/save", {"cells": {"project": "甲局的项目"}, "versions": {}, "seen": 0})
    second = mine.begin()
    mine.get(second)
    sent = mine.post(f"{second}/submit").headers["location"]
    assert mine.get(sent).status_code == 200
    other.login("李四")
    seen = other.get("/fill").text
    assert "甲局的项目" not in seen and "接着填" not in seen and "已报送" not in seen
    number, entered = draft.rpartition("/")[2], sent.rpartition("/")[2]
    walked = [r for r in routes(office) if "/1" in r[1] and r[1].startswith(("/fill/", "/sent/"))]
    assert len(walked) > 8
    bodies = {"cells": {}, "versions": {}, "seen": 0}
    for method, path in walked:
        path = path.replace("/fill/1", f"/fill/{number}").replace("/sent/1", f"/sent/{entered}")
        headers = {"X-CSRF-Token": other.token, "accept": "application/json"}
        json = bodies if path.endswith(("/look", "/save", "/undo")) else None
        answer = other.client.request(method, f"{path}?seen=0", headers=headers, json=json)
        assert answer.status_code == 404, (method, path, answer.status_code)
        assert "甲局的项目" not in answer.text
    assert mine.get(draft).status_code == 200


def test_a_reviewer_sees_what_was_sent_and_does_not_fill_in(office):
    clerk, reviewer = browser(office), browser(office)
    clerk.login("张三")
    draft = clerk.begin()
    clerk.get(draft)
    sent = clerk.post(f"{draft}/submit").headers["location"]
    reviewer.login("王五")
    assert reviewer.get(sent).status_code == 200
    assert reviewer.get("/fill").status_code == 403 and reviewer.get(draft).status_code == 403


def test_a_submission_belongs_to_the_clerks_unit_whatever_the_form_says(office, register):
    clerk, other = browser(office), browser(office)
    clerk.login("张三")
    draft = clerk.begin()
    clerk.get(draft)
    clerk.ask(f"{draft}/save", {"cells": {"implementer": "乙局"}, "versions": {}, "seen": 0})
    sent = clerk.post(f"{draft}/submit").headers["location"]
    other.login("李四")
    assert other.get(sent).status_code == 404 and clerk.get(sent).status_code == 200


def test_changes_need_the_token_of_the_page(desk):
    desk.get("/fill")
    right, desk.token = desk.token, "0" * 64
    assert desk.post("/fill/new", set="jinhua-2020-yunwei.toml").status_code == 403
    desk.token = right
    assert desk.post("/fill/new", set="jinhua-2020-yunwei.toml").status_code == 303
    elsewhere = {"origin": "http://evil.example", "x-csrf-token": right}
    assert desk.client.post("/fill/new", data={"set": "x"}, headers=elsewhere).status_code == 403
    fresh = TestClient(desk.client.app, base_url=LOCAL)
    assert fresh.post("/fill/new", data={"csrf": right, "set": "x"}).status_code == 403


def test_login_gives_a_new_secret_and_logout_ends_it(office):
    person = browser(office)
    person.get("/login")
    before = person.client.cookies[entry.COOKIE]
    person.login("张三")
    held = person.client.cookies[entry.COOKIE]
    assert held != before
    assert person.get("/fill").status_code == 200
    person.post("/logout")
    person.client.cookies.set(entry.COOKIE, held)
    assert person.client.get("/fill", follow_redirects=False).status_code == 303


def test_the_secret_is_out_of_reach_of_scripts_and_other_sites(office):
    person = browser(office)
    person.get("/login")
    cookie = person.post("/login", name="张三", password="一二三四五六七八").headers["set-cookie"].lower()
    assert "httponly" in cookie and "samesite=strict" in cookie


def test_wrong_passwords_are_throttled(office):
    person = browser(office)
    for _ in range(accounts.TRIES):
        assert person.login("张三", "不对不对不对不对").status_code == 403
    told = person.login("张三")
    assert told.status_code == 403 and "分钟后再试" in told.text


def test_alone_only_this_machine_is_answered(desk):
    for host in ("evil.example", "127.0.0.1.evil.example:8765", "", "127.0.0.1@evil.example"):
        assert desk.client.get("/fill", headers={"host": host}).status_code == 421
    for host in ("localhost:1", "127.0.0.1", "[::1]:8765"):
        assert desk.client.get("/fill", headers={"host": host}).status_code == 200


@pytest.mark.parametrize("path", ["/fill", "/rules", "/none", "/static/desk.css", "/docs"])
def test_every_answer_keeps_browsers_strict(desk, path):
    headers = desk.get(path).headers
    policy = headers["content-security-policy"]
    assert policy.startswith("default-src 'none'") and "frame-ancestors 'none'" in policy and "unsafe" not in policy
    assert headers["x-content-type-options"] == "nosniff" and headers["referrer-policy"] == "no-referrer"


@pytest.mark.parametrize("path", ["/fill", "/rules", "/rules/jinhua-2020", "/rules/diff?a=mof-2020&b=mof-2021", "/rules/try?target=9次", "/docs", "/none"])  # fmt: skip
def test_no_page_carries_a_script_or_style_of_its_own_or_calls_outside(desk, path):
    text = desk.get(path).text
    assert not re.search(r"<script(?![^>]*src=)|<style|\sstyle=|\son\w+=|javascript:", text)
    assert all(link.startswith("/") for link in re.findall(r'(?:src|href)="([^"]*)"', text) if not link.startswith("#"))


def test_too_much_is_not_read(desk):
    desk.get("/fill")
    assert desk.post("/fill/new", set="x" * (guard.BODY + 1)).status_code == 413
    parts = (b"x" * 100_000 for _ in range(guard.BODY // 100_000 + 2))  # without saying how long it will be
    headers = {"content-type": "application/x-www-form-urlencoded", "x-csrf-token": desk.token}
    assert desk.client.post("/fill/new", content=parts, headers=headers).status_code == 413


def test_a_defect_is_a_sentence_without_its_trace(desk, monkeypatch):
    def broken(*_: object) -> None:
        raise RuntimeError("/secret/place")

    monkeypatch.setattr("scoring.desk.rules.names", broken)
    answer = desk.get("/rules")
    assert answer.status_code == 500 and "程序出了错" in answer.text
    assert "secret" not in answer.text and "Traceback" not in answer.text


def test_what_somebody_typed_is_only_ever_text(desk):
    draft = desk.begin()
    desk.get(draft)
    bad = '"><script>alert(1)</script>&'
    cells = {"project": bad, "row.0.actual": bad, "row.0.remark": "</textarea>" + bad, "funds.0.name": bad}
    answer = desk.ask(f"{draft}/save", {"cells": cells, "versions": {}, "seen": 0}).json()
    assert "<script" not in str(answer["told"]) + answer["foot"] + answer["odd"]
    for path in (draft, f"{draft}/check", "/fill", desk.post(f"{draft}/submit").headers["location"]):
        assert "<script>alert" not in desk.get(path).text, path


def test_with_accounts_nobody_works_alone(register):
    from scoring.cli.desk import _alone
    from scoring.source import ScoringError

    assert _alone(register, "127.0.0.1") and _alone(register, "localhost")
    for host in ("0.0.0.0", "192.168.1.5", "财政局", "::"):
        with pytest.raises(ScoringError, match="还没有用户"):
            _alone(register, host)
    accounts.add(register, "测试", "张三", "填报", "一二三四五六七八", "甲局")
    assert not _alone(register, "127.0.0.1") and not _alone(register, "0.0.0.0")


def test_programs_need_a_token_and_browsers_cookies_do_not_count(office, register):
    person = browser(office)
    person.login("赵六")
    assert person.client.get("/api/v1/standards").status_code == 401
    secret = accounts.issue_token(register, "测试", "赵六", "平台")
    headers = {"Authorization": f"Bearer {secret}"}
    assert person.client.get("/api/v1/standards", headers=headers).status_code == 200
    accounts.withdraw_token(register, "测试", 1)
    assert person.client.get("/api/v1/standards", headers=headers).status_code == 401


def test_one_person_needs_no_login_and_programs_still_a_token(register):
    client = TestClient(create(Settings(register, SETS)), base_url=LOCAL)
    assert client.get("/fill").status_code == 200
    assert client.get("/api/v1/standards").status_code == 401
