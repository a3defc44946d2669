"""The JSON API: the same operations for programs, each with its roles and units; and no question makes it fall over."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given, settings
from starlette.requests import Request

from scoring.desk.api import schema as described_by
from scoring.desk.api_body import EXAMPLE
from scoring.desk.app import create
from scoring.desk.settings import Settings
from scoring.register import Register, accounts, reviews, submissions
from scoring.register.verify import verify
from tests.desk.conftest import LOCAL, PEOPLE, SETS
from tests.desk.test_entry import routes
from tests.register.samples import one, varied


@dataclass
class Program:
    client: TestClient
    secret: str

    def __call__(self, method: str, path: str, **more: Any):
        headers = {"Authorization": f"Bearer {self.secret}"}
        return self.client.request(method, f"/api/v1{path}", headers=headers, **more)


@pytest.fixture
def programs(office, register) -> dict[str, Program]:
    """A program for each of the people."""
    client = TestClient(office, base_url=LOCAL, raise_server_exceptions=False)
    return {name: Program(client, accounts.issue_token(register, "测试", name, "平台")) for name in PEOPLE}


def numbers(answer) -> list[int]:
    assert answer.status_code == 200, answer.text
    return answer.json()["submissions"]


def test_an_evaluation_as_json_scores_as_it_does_as_toml(programs):
    ask = programs["赵六"]
    made = ask("POST", "/score", json=EXAMPLE).json()["files"][0]
    assert (made["total"]["recomputed"], made["grade"]["recomputed"], made["project"]["year"]) == (
        "90.00",
        "优",
        "2024",
    )
    text = """
project = "职工培训"
year = 2024
[indicators]
title = "职工培训"
indicator = [{path = ["产出指标", "数量指标", "培训次数"], target = "10次", points = "100"}]
[[row]]
name = "培训次数"
actual = "9次"
claimed = "100"
"""
    headers = {"Authorization": f"Bearer {ask.secret}", "content-type": "text/plain"}
    same = ask.client.post("/api/v1/score", content=text.encode(), headers=headers).json()["files"][0]
    assert same["lines"][0]["score"] == made["lines"][0]["score"] and same["total"] == made["total"]


@pytest.mark.parametrize(
    ("body", "told"),
    [("[]", "不是一个 JSON 对象"), ("{", "不是一个 JSON 对象"), ("[" * 5000, "不是一个 JSON 对象"), ("{}", "没有内容"), ('{"row":[{"name":"a\\ud800"}]}', "指标"),
     ('{"project":"\\u007f\\u0000\\n\\"","year":1e999999}', ""), ('{"indicator_set":"/etc/passwd"}', "打不开")],
)  # fmt: skip
def test_a_body_that_is_no_evaluation_is_refused_in_words(programs, body, told):
    ask = programs["赵六"]
    headers = {"Authorization": f"Bearer {ask.secret}", "content-type": "application/json"}
    answer = ask.client.post("/api/v1/score", content=body.encode(), headers=headers)
    assert answer.status_code == 400 and told in answer.json()["error"]


def test_a_file_is_checked_and_nothing_of_it_kept(programs, register):
    from scoring.forms_on_paper import pages
    from scoring.writers import render
    from tests.register.samples import assessed

    result, standard = assessed()
    data, _ = render(pages(result, standard, "jinhua-2020", False), "xlsx")
    ask = programs["张三"]
    made = ask("POST", "/check", files={"file": ("自评表.xlsx", data)}).json()
    assert made["schema"] == "scoring/check/1"
    assert (made["files"][0]["file"], made["files"][0]["total"]["recomputed"]) == ("自评表.xlsx", "96.94")
    bad = ask("POST", "/check", files={"file": ("坏.xlsx", b"PK not")}).json()["files"][0]
    assert bad["status"] == "unreadable" and bad["findings"][0]["code"] == "R01"
    assert ask("GET", "/submissions").json()["submissions"] == []
    sent = numbers(ask("POST", "/submissions/upload", files={"file": ("自评表.xlsx", data)}))
    whole = ask("GET", f"/submissions/{sent[0]}").json()
    assert whole["unit"] == "甲局" and [f["name"] for f in whole["files"]] == ["自评表.xlsx"]
    assert whole["again"] == {"possible": True, "agrees": True, "differences": []}
    assert verify(register).problems == []


def test_sent_listed_reviewed_and_told(programs, register):
    clerk, reviewer = programs["张三"], programs["王五"]
    number = numbers(clerk("POST", "/submissions", json=EXAMPLE))[0]
    listed = reviewer("GET", "/submissions", params={"year": "2024", "count": "true"}).json()
    assert listed["count"] == 1 and listed["submissions"][0] | {"codes": []} == {
        "id": number, "project": "职工培训", "unit": "甲局", "department": "市人力资源局", "stage": "self-scored", "form": "generic",
        "standard": "mof-2020", "standard_hash": listed["submissions"][0]["standard_hash"], "money_unit": "万元", "budget": "",
        "spent": "", "claimed": "", "recomputed": "90.00", "status": "已报送", "errors": listed["submissions"][0]["errors"],
        "warnings": listed["submissions"][0]["warnings"], "infos": listed["submissions"][0]["infos"], "year": "2024", "rate": "",
        "difference": "", "grade": {"claimed": "", "recomputed": "优"}, "codes": [],
    }  # fmt: skip
    finding = reviewer("GET", f"/submissions/{number}").json()["findings"][0]
    assert reviewer("POST", f"/submissions/{number}/reviews", json={"decision": "复核中"}).json()["status"] == "复核中"
    assert clerk("POST", "/submissions", json=EXAMPLE).status_code == 400
    waiver = {"code": finding["code"], "place": finding["place"], "reason": "已核对"}
    made = reviewer("POST", f"/submissions/{number}/waivers", json=waiver).json()["waiver"]
    assert reviewer("GET", f"/submissions/{number}").json()["waivers"][0]["reason"] == "已核对"
    assert reviewer("DELETE", f"/submissions/{number}/waivers/{made}").status_code == 200
    assert reviewer("DELETE", f"/submissions/{number}/waivers/{made}").status_code == 404
    assert (
        reviewer("POST", f"/submissions/{number}/reviews", json={"decision": "通过", "score": "88"}).json()["status"]
        == "已通过"
    )
    stages = [row["stage"] for row in clerk("GET", f"/submissions/{number}/project").json()]
    assert stages == ["self-scored", "reviewed"]
    kinds = [entry["kind"] for entry in clerk("GET", f"/submissions/{number}/history").json()]
    assert kinds == ["报送", "复核中", "豁免", "重数疑点", "收回豁免", "重数疑点", "已通过", "通过"]
    bars = reviewer("GET", "/charts/grade", params={"by": "year"}).json()
    assert bars == [{"group": "2024", "bucket": "优", "count": 1, "sum": "90"}]
    assert reviewer("GET", f"/submissions/{number}/file/docx").content[:2] == b"PK"
    assert verify(register).problems == []


def test_several_tables_are_sent_together_or_not_at_all(programs):
    ask = programs["赵六"]
    nameless = {**EXAMPLE, "project": " ", "indicators": {**EXAMPLE["indicators"], "title": " "}}
    answer = ask("POST", "/submissions", json=nameless)
    assert answer.status_code == 400 and "项目名称" in answer.json()["error"]
    assert ask("GET", "/submissions").json()["submissions"] == []


def test_a_waiver_that_has_run_out_counts_no_more(programs, register):
    ask = programs["赵六"]
    (number,) = numbers(ask("POST", "/submissions", json=EXAMPLE))
    found = ask("GET", f"/submissions/{number}").json()["findings"][0]
    listed = ask("GET", "/submissions").json()["submissions"]
    register.clock = lambda: datetime(2020, 1, 1, tzinfo=UTC)
    reviews.waive(register, "王五", number, found["code"], found["place"], "先放着", "2020-06-30")
    register.clock = lambda: datetime.now(UTC)
    ask.client.app.state.settings.daily._done = None  # the next day
    assert ask("GET", "/submissions").json()["submissions"] == listed


def test_a_draft_is_begun_saved_and_sent(programs):
    ask, other = programs["张三"], programs["李四"]
    number = ask("POST", "/drafts", json=EXAMPLE).json()["drafts"][0]
    saved = ask("POST", f"/drafts/{number}/cells", json={"cells": {"row.0.actual": "10次"}}).json()
    assert saved["saved"] == {"row.0.actual": 1} and saved["result"]["total"]["recomputed"] == "100.00"
    late = ask("POST", f"/drafts/{number}/cells", json={"cells": {"row.0.actual": "8次"}}).json()
    assert late["refused"] == [{"key": "row.0.actual", "value": "10次", "version": 1}]
    assert ask("POST", f"/drafts/{number}/cells", json={"cells": {"row.9.actual": "8次"}}).status_code == 422
    other_rows = {"cells": {"row.0.remark": "无"}, "rows": "0" * 64}
    assert ask("POST", f"/drafts/{number}/cells", json=other_rows).status_code == 400
    assert ask("POST", f"/drafts/{number}/cells", json=other_rows | {"rows": saved["rows"]}).status_code == 200
    assert [d["id"] for d in ask("GET", "/drafts").json()] == [number] and other("GET", "/drafts").json() == []
    entered = ask("POST", f"/drafts/{number}/submit").json()["submission"]
    assert ask("GET", f"/submissions/{entered}").json()["recomputed"] == "100.00"
    assert ask("POST", f"/drafts/{number}/submit").status_code == 400
    second = ask("POST", "/drafts", json=EXAMPLE).json()["drafts"][0]
    assert ask("DELETE", f"/drafts/{second}").json() == {"state": "已作废"}


def test_roles_and_units_hold_for_programs_too(programs, office):
    number = numbers(programs["张三"]("POST", "/submissions", json=EXAMPLE))[0]
    draft = programs["张三"]("POST", "/drafts", json=EXAMPLE).json()["drafts"][0]
    review = {"decision": "通过"}
    waiver = {"code": "I04", "place": "", "reason": "无"}
    assert programs["张三"]("POST", f"/submissions/{number}/reviews", json=review).status_code == 403
    assert programs["张三"]("POST", f"/submissions/{number}/waivers", json=waiver).status_code == 403
    assert programs["王五"]("POST", "/submissions", json=EXAMPLE).status_code == 403
    assert programs["王五"]("GET", f"/drafts/{draft}").status_code == 403
    other = programs["李四"]
    assert other("GET", "/submissions").json()["submissions"] == []
    assert other("GET", "/charts/grade").json() == []
    walked = [(m, p) for m, p in routes(office) if p.startswith(("/api/v1/submissions/1", "/api/v1/drafts/1"))]
    assert len(walked) > 10
    bodies = {"reviews": review, "waivers": waiver, "cells": {"cells": {}}}
    for method, path in walked:
        here = path[7:].replace("/submissions/1", f"/submissions/{number}").replace("/drafts/1", f"/drafts/{draft}")
        answer = other(method, here, json=bodies.get(path.rpartition("/")[2]))
        assert answer.status_code in (403, 404), (method, here, answer.status_code)
        assert "职工培训" not in answer.text
    mine = programs["张三"]("GET", f"/submissions/{number}").json()
    assert mine["status"] == "已报送"


def test_numbers_no_database_holds_are_not_found(programs):
    ask = programs["赵六"]
    for path in ("/submissions/", "/drafts/", "/submissions/1/waivers/"):
        assert ask("DELETE" if "waivers" in path else "GET", f"{path}{'9' * 40}").status_code == 404


@pytest.fixture(scope="module")
def described(tmp_path_factory: pytest.TempPathFactory):
    """The description of a desk that holds something, read as schemathesis reads it; asked as an administrator."""
    import schemathesis

    from scoring.register import create as create_register

    register: Register = create_register(str(tmp_path_factory.mktemp("described") / "台账.db"))
    accounts.add(register, "测试", "赵六", "管理", "一二三四五六七八")
    secret = accounts.issue_token(register, "测试", "赵六", "平台")
    submissions.submit(register, "导入", one())
    for number in range(1, 4):
        submissions.submit(register, "导入", varied(number))
    app = create(Settings(register, SETS, alone=False))
    document = described_by(Request({"type": "http", "app": app}))
    found = schemathesis.openapi.from_dict(document)
    found.app = app
    yield found, {"Authorization": f"Bearer {secret}"}
    assert verify(register).problems == []
    register.close()


def test_nothing_a_program_sends_makes_it_fall_over(described):
    found, headers = described
    operations = [result.ok() for result in found.get_all_operations()]
    assert len(operations) > 20
    answers: Counter[int] = Counter()
    for operation in operations:

        @given(case=operation.as_strategy())
        @settings(
            max_examples=12, derandomize=True, deadline=None, database=None, suppress_health_check=list(HealthCheck)
        )
        def ask(case):
            answer = case.call(headers=headers)
            answers[answer.status_code] += 1
            assert answer.status_code < 500 and answer.status_code != 401, case.as_curl_command()

        ask()
    assert answers[200] > 30 and answers[422] + answers[400] > 30
