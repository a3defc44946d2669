"""复核 without a browser: files taken in, looked at, decided, taken home; and who may."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from html import unescape
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import openpyxl
import pytest

from scoring.desk import taken
from scoring.recheck.one import check_file
from scoring.register import lists, receiving, reviews, submissions, verify
from scoring.source import Problem, ScoringError, Source
from tests.desk.conftest import browser
from tests.desk.sending import BROKEN, TABLES, one, ten

WRONG = "乙局/运维.xlsx"


def drop(desk, *names: str, data: bytes | None = None):
    """The plain form, as a browser without scripts sends it."""
    desk.get("/review")
    sent = [("file", (name, data or ten()[name])) for name in names]
    return desk.client.post("/review/upload", data={"csrf": desk.token}, files=sent)


def numbers(register) -> dict[str, int]:
    return {row["project"]: row["id"] for row in lists.page(register).rows if row["stage"] != "reviewed"}


def post(desk, path: str, **form: str):
    """From the page of the submission, with what it has seen."""
    page = desk.get(path.rpartition("/")[0]).text
    return desk.post(path, seen=re.search(r'name="seen" value="(\d+)"', page)[1], **form)  # type: ignore[index]


def test_ten_files_are_entered_or_listed_with_their_reason(desk, register):
    page = drop(desk, *ten())
    assert page.status_code == 200
    assert set(numbers(register)) == {f"{Path(name).stem}项目" for name in TABLES}
    waiting = {row["name"]: row["reason"] for row in receiving.aside(register)}
    assert set(waiting) == {name.replace("/", "_") for name in BROKEN}
    for name in BROKEN:
        assert page.text.count(name) == 1 and waiting[name.replace("/", "_")] in page.text
    again = desk.get("/review").text
    assert all(reason in again for reason in waiting.values())
    assert verify.verify(register).problems == []


def test_what_is_entered_is_what_check_says(desk, register, tmp_path):
    for name in TABLES:
        path = tmp_path / Path(name).name
        path.write_bytes(ten()[name])
        drop(desk, name)
        opened = submissions.opened(register, numbers(register)[f"{path.stem}项目"])
        assert [opened.record] == check_file(path, name=name)
        assert opened.row["exact"] and reviews.attached(register, opened.files[0]["id"])[1] == path.read_bytes()


def test_a_file_sent_again_replaces_and_says_so(desk, register):
    first = drop(desk, WRONG).text
    assert "替换了" not in first
    assert "没有变动" in drop(desk, WRONG).text
    (number,) = numbers(register).values()
    assert len(submissions.opened(register, number).files) == 1
    assert "替换了" in drop(desk, WRONG, data=one(WRONG, right=True)).text
    assert len(submissions.opened(register, number).files) == 2
    reviews.accept(register, "王五", number)
    refused = drop(desk, WRONG).text
    assert "已通过，不能替换" in refused
    assert "已通过" in receiving.aside(register)[0]["reason"]


def test_what_a_system_left_is_not_read_but_named(desk, register):
    assert "没有读" in drop(desk, "Thumbs.db", data=b"x").text
    assert receiving.aside(register) == [] and numbers(register) == {}


def test_a_file_that_names_another_is_refused(desk, register):
    text = 'indicator_set = "/etc/passwd"\n'
    assert "引用了另一个指标文件" in drop(desk, "甲.toml", data=text.encode()).text
    assert numbers(register) == {}


def test_one_put_aside_is_fetched_and_settled(desk, register):
    drop(desk, "戊局/坏.xlsx")
    (row,) = receiving.aside(register)
    assert desk.get(f"/review/file/{row['id']}").content == BROKEN["戊局/坏.xlsx"]
    assert desk.post(f"/review/aside/{row['id']}").status_code == 303
    assert receiving.aside(register) == []
    assert desk.post(f"/review/aside/{row['id']}").status_code == 404


def test_findings_stand_at_the_cells_of_the_table_as_it_was_sent(desk, register):
    drop(desk, WRONG)
    (number,) = numbers(register).values()
    page = desk.get(f"/review/{number}").text
    record = submissions.opened(register, number).record
    assert len(page.encode()) < 150_000
    for at, finding in enumerate(record["findings"], 1):
        cell = re.search(rf'<td[^>]*>([^<]*)<span class="marks">(?:(?!</td>).)*id="at{at}"', page)
        assert (cell is not None) == bool(finding["place"]), finding
        if cell and finding["code"] == "F02":
            assert cell[1] == "12.00"
    for line in record["lines"]:
        assert all((line[key] or "") in unescape(page) for key in ("claimed", "score", "why", "target"))


def test_a_form_typed_in_is_drawn_with_its_findings(desk, register):
    draft = desk.begin()
    desk.get(draft)
    desk.ask(
        f"{draft}/save",
        {"cells": {"row.0.actual": "9", "funds.0.budget": "25", "funds.0.spent": "26"}, "versions": {}, "seen": 0},
    )
    sent = desk.post(f"{draft}/submit").headers["location"]
    page = desk.get(sent.replace("/sent/", "/review/")).text
    assert re.search(r'<td[^>]*class="\w+">26<span class="marks">', page)


def test_accepted_with_a_reviewed_score_and_on_to_the_next(desk, register):
    drop(desk, *TABLES)
    known = numbers(register)
    order = [row["id"] for row in lists.page(register, lists.Filter(status="已报送"), lists.Order("urgency")).rows]
    assert desk.get("/review/next", follow_redirects=False).headers["location"] == f"/review/{order[0]}"
    number = order[0]
    assert "良" in desk.get(f"/review/{number}/grade?score=85").text
    gone = post(desk, f"/review/{number}/accept", score="85", remarks="已核").headers["location"]
    after = desk.get(gone, follow_redirects=False).headers["location"]
    assert after == f"/review/{order[1]}?done={number}"
    assert "已通过" in desk.get(after).text
    (review,) = submissions.opened(register, number).reviews
    assert (review["decision"], review["score"], review["grade"], review["remarks"]) == ("通过", "85", "良", "已核")
    for left in order[1:]:
        gone = post(desk, f"/review/{left}/accept").headers["location"]
    assert desk.get(gone, follow_redirects=False).headers["location"] == f"/review?done={left}"
    assert len(known) == len(TABLES)


def test_refusals_keep_what_was_typed(desk, register):
    drop(desk, WRONG)
    (number,) = numbers(register).values()
    wrong = post(desk, f"/review/{number}/accept", score="一百二", remarks="看过了")
    assert (
        wrong.status_code == 409
        and "一百二" in wrong.text
        and 'value="看过了"' in wrong.text
        and "0 到 100" in wrong.text
    )
    assert post(desk, f"/review/{number}/return", remarks=" ").status_code == 409
    page = desk.get(f"/review/{number}").text
    seen = re.search(r'name="seen" value="(\d+)"', page)[1]  # type: ignore[index]
    drop(desk, WRONG, data=one(WRONG, right=True))
    late = desk.post(f"/review/{number}/accept", seen=seen)
    assert late.status_code == 409 and "已有变动" in late.text
    assert submissions.opened(register, number).row["status"] == "已报送"


def test_a_finding_is_waived_with_a_reason_and_taken_back(desk, register):
    drop(desk, WRONG)
    (number,) = numbers(register).values()
    finding = submissions.opened(register, number).findings[0]
    form = {"code": finding["code"], "place": finding["place"], "at": "f1"}
    assert post(desk, f"/review/{number}/waive", **form, reason="").status_code == 409
    done = post(desk, f"/review/{number}/waive", **form, reason="<b>已核</b>凭证", until="2099-12-31")
    assert done.headers["location"] == f"/review/{number}#f1"
    page = desk.get(f"/review/{number}").text
    assert "&lt;b&gt;已核&lt;/b&gt;凭证" in page and "2099-12-31" in page
    (waiver,) = submissions.opened(register, number).waivers
    assert post(desk, f"/review/{number}/unwaive", waiver="999").status_code == 404
    post(desk, f"/review/{number}/unwaive", waiver=str(waiver["id"]))
    assert submissions.opened(register, number).waivers == ()


def locked(_: object) -> int:
    raise ScoringError(Problem(Source("台账"), "台账正被别的程序占用"))


def test_a_waiver_that_has_run_out_is_shown_and_counts_no_more(desk, register, monkeypatch):
    drop(desk, WRONG)
    (number,) = numbers(register).values()
    before = submissions.opened(register, number)
    at, finding = next((n, f) for n, f in enumerate(before.findings, 1) if f["severity"] == "error")
    register.clock = lambda: datetime(2020, 1, 1, tzinfo=UTC)
    post(
        desk,
        f"/review/{number}/waive",
        code=finding["code"],
        place=finding["place"],
        reason="先放着",
        until="2020-06-30",
    )
    assert submissions.opened(register, number).row["errors"] == before.row["errors"] - 1
    register.clock = lambda: datetime.now(UTC)
    desk.client.app.state.settings.daily._done = None  # the next day
    with monkeypatch.context() as busy:
        busy.setattr(reviews, "expire", locked)
        assert desk.get("/review").status_code == 200  # the list is shown all the same
    assert submissions.opened(register, number).row["errors"] == before.row["errors"] - 1
    desk.get("/review")
    assert submissions.opened(register, number).row["errors"] == before.row["errors"]
    page = desk.get(f"/review/{number}").text
    assert "曾豁免" in page and "已到期，请再看" in page
    again = page.partition(f'id="f{at}"')[2].partition("</article>")[0]
    assert "收回豁免" in again and "确认豁免" in again and 'class="finding waived"' not in page


def test_a_chosen_set_is_taken_home(desk, register, tmp_path):
    drop(desk, *ten())
    known = numbers(register)
    waived = submissions.opened(register, known["运维项目"]).findings[0]
    reviews.waive(register, "王五", known["运维项目"], waived["code"], waived["place"], "已核原始凭证", "2099-01-01")
    desk.get("/review")

    def take(kind: str, *chosen: int) -> bytes:
        answer = desk.client.post(
            f"/review/take/{kind}", data={"csrf": desk.token, "status": "已报送", "id": [str(n) for n in chosen]}
        )
        assert answer.status_code == 200, answer.text
        return answer.content

    book = openpyxl.load_workbook(BytesIO(take("ledger")))
    cells = {str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row}
    assert set(known) <= cells and any("已核原始凭证" in text for text in cells)
    two = ZipFile(BytesIO(take("copies", known["运维项目"], known["平台项目"]))).namelist()
    assert [Path(name).name for name in two] == ["平台.复核.pdf", "运维.复核.xlsx"]
    names = ZipFile(BytesIO(take("all"))).namelist()
    assert {"复核报告.html", "复核台账.xlsx", "批注副本/丁局/平台.复核.pdf"} <= set(names)
    assert b"<html" in take("report")
    copy = desk.get(f"/review/{known['运维项目']}/copy")
    assert openpyxl.load_workbook(BytesIO(copy.content)) and "filename*" in copy.headers["content-disposition"]
    assert desk.client.post("/review/take/other", data={"csrf": desk.token}).status_code == 404


def test_two_files_of_one_name_stay_apart(desk, register):
    drop(desk, "乙局/运维.xlsx")
    drop(desk, "乙局/运维.xlsx", data=ten()["丙局/机房.xlsx"])
    answer = desk.client.post("/review/take/copies", data={"csrf": desk.token, "status": "已报送"})
    assert len(set(ZipFile(BytesIO(answer.content)).namelist())) == 2


def test_only_reviewers_come_in(office, register):
    clerk, reviewer = browser(office), browser(office)
    reviewer.login("王五")
    assert reviewer.get("/", follow_redirects=False).headers["location"] == "/review"
    drop(reviewer, "甲局/金保错.docx")
    (number,) = numbers(register).values()
    clerk.login("张三")
    walked = [("GET", ""), ("GET", "/next"), ("GET", f"/{number}"), ("GET", f"/{number}/copy"), ("GET", f"/{number}/grade"),
              ("GET", "/file/1"), *(("POST", path) for path in ("/upload", "/take/all", "/aside/1", f"/{number}/accept",
              f"/{number}/return", f"/{number}/waive", f"/{number}/unwaive", f"/{number}/take-up"))]  # fmt: skip
    for method, path in walked:
        answer = clerk.client.request(
            method,
            f"/review{path}",
            headers={"X-CSRF-Token": clerk.token},
            data={"remarks": "x"} if method == "POST" else None,
        )
        assert answer.status_code == 403, (method, path)
    assert "复核" not in re.findall(r"<nav.*?</nav>", clerk.get("/fill").text, re.DOTALL)[0]
    assert reviewer.get("/review/99").status_code == 404
    assert reviewer.post(f"/sent/{number}/revise").status_code == 403


@pytest.fixture
def returned(office, register):
    """The clerk of 甲局, and a file of that unit that was returned."""
    reviewer, clerk = browser(office), browser(office)
    reviewer.login("王五")
    drop(reviewer, "甲局/金保错.docx")
    (number,) = numbers(register).values()
    post(reviewer, f"/review/{number}/return", remarks="第3行得分请改正")
    clerk.login("张三")
    return clerk, number


def test_a_returned_submission_is_corrected_and_sent_again(returned, office, register):
    clerk, number = returned
    assert "第3行得分请改正" in clerk.get("/fill").text
    assert "第3行得分请改正" in clerk.get(f"/sent/{number}").text
    draft = clerk.post(f"/sent/{number}/revise").headers["location"]
    assert clerk.post(f"/sent/{number}/revise").headers["location"] == draft
    page = clerk.get(draft).text
    assert submissions.opened(register, number).submission.rows[0].facts.actual in page
    sent = clerk.post(f"{draft}/submit").headers["location"]
    assert sent == f"/sent/{number}"
    assert submissions.opened(register, number).row["status"] == "已报送"
    assert "第3行得分请改正" not in clerk.get("/fill").text
    assert clerk.post(f"/sent/{number}/revise").status_code == 400
    other = browser(office)
    other.login("李四")
    assert other.post(f"/sent/{number}/revise").status_code == 404


def test_a_file_with_two_tables_is_two_submissions_of_one_file(desk, register):
    tables = [one(name, right=True).decode() for name in ("乙局/专网.html",)]
    both = tables[0].replace("</body>", "") + tables[0].replace("专网项目", "第二个项目")
    drop(desk, "乙局/两张.html", data=both.encode())
    known = numbers(register)
    assert set(known) == {"专网项目", "第二个项目"}
    second = desk.get(f"/review/{known['第二个项目']}").text
    assert "第二个项目</td>" in second and "专网项目</td>" not in second and "另有" in second
    answer = desk.client.post("/review/take/copies", data={"csrf": desk.token, "status": "已报送"})
    assert len(ZipFile(BytesIO(answer.content)).namelist()) == 1


def test_hostile_texts_stay_texts(desk, register):
    bad = '<img src=x onerror="alert(1)">'
    data = one("乙局/专网.html", right=True).decode().replace("专网项目", bad.replace("<", "&lt;"))
    drop(desk, '../../<b>"x.html', data=data.encode())
    for page in (desk.get("/review").text, desk.get("/review/1").text):
        assert bad not in page and "<b>&#34;" not in page and "onerror" in page
    assert desk.get("/review/file/1").headers["content-disposition"].count("..") == 0


def test_a_finding_on_its_date_and_after(desk, register):
    drop(desk, WRONG)
    (number,) = numbers(register).values()
    finding = submissions.opened(register, number).findings[0]
    reviews.waive(register, "王五", number, finding["code"], finding["place"], "年末追加", "2020-01-01")
    assert "已到期" in desk.get(f"/review/{number}").text
    opened = submissions.opened(register, number)
    for day, waived in ((date(2020, 1, 1), True), (date(2020, 1, 2), False)):
        assert taken.record(opened, day)["findings"][0]["waived"] is waived
    assert submissions.opened(register, number).record["findings"][0]["waived"] is False
