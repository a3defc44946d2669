"""办法, a change tried on the register: the same as on the command line, for those who may, without stopping the server."""

from __future__ import annotations

import gc
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from io import BytesIO
from tempfile import TemporaryDirectory

import openpyxl
import pytest
from fastapi.testclient import TestClient
from pebble import ProcessFuture

from scoring.articles import diff
from scoring.derive import proved
from scoring.desk import simulate, trials
from scoring.desk.app import create
from scoring.desk.settings import Settings
from scoring.model import Facts, Funds, FundsRow, Indicator, Row, Submission
from scoring.recheck.spool import line
from scoring.register import Register, accounts, lists, submissions
from scoring.register import create as create_register
from scoring.register.flat import Prepared, of_result
from scoring.register.lists import Filter
from scoring.review import assess_submission
from scoring.simulate.corpus import opened
from scoring.simulate.of_register import PROGRESS
from scoring.standards import get, names
from tests.desk.conftest import LOCAL, PASSWORD, PEOPLE, Browser, browser
from tests.simulate.making import tried

CHANGES = ["grade.优=85", "rule.at_least.score=若(完成率 < 80%, 0, 分值 × min(完成率, 1))"]


def sent(number: int, standard: str = "mof-2020") -> Prepared:
    """A self-assessment of one row and its money; what was done rises with the number, 60 to 99 of 100."""
    row = Row(Indicator(("产出指标", "数量指标", "培训人数"), "≥100人", "90"), Facts(actual=f"{60 + number}人"))
    money = FundsRow(Funds("年度资金总额", "100", "100", "95", points="10"))
    made = Submission(
        project=f"第{number}号<b>培训", implementer=f"{'甲乙丙丁'[number % 4]}局", year=2022 + number % 3, rows=(row,), funds=(money,)
    )  # fmt: skip
    return of_result(*assess_submission(made, standard), f"{number}.xlsx")


@dataclass
class Office:
    register: Register
    settings: Settings
    reviewer: Browser
    officer: Browser
    clerk: Browser
    result: str  # the address of the reviewer's run, which is done


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """Forty self-assessments under one standard and two under another; a reviewer has tried a change."""
    register = create_register(str(tmp_path_factory.mktemp("台账") / "台账.db"))
    for number in range(40):
        submissions.submit(register, "导入", sent(number))
    for number in (40, 41):
        submissions.submit(register, "导入", sent(number, "mof-2021"))
    for name, (role, unit) in PEOPLE.items():
        accounts.add(register, "测试", name, role, PASSWORD, unit)
    settings = Settings(register, alone=False)
    app = create(settings)
    with TestClient(app, base_url=LOCAL, raise_server_exceptions=False):
        people = [browser(app) for _ in range(3)]
        for person, name in zip(people, ("王五", "赵六", "张三"), strict=True):
            person.login(name)
        reviewer = people[0]
        reviewer.get("/rules/simulate")
        answer = reviewer.post("/rules/simulate", changes="\n".join(CHANGES), same="1")
        assert answer.status_code == 303
        (trial,) = settings.trials._runs.values()
        assert trial.future.result(60) == []
        yield Office(register, settings, *people, answer.headers["location"])
    register.close()


@pytest.fixture
def line_of_runs(full, monkeypatch) -> Iterator[list[ProcessFuture[list[str]]]]:
    """Runs of which the test decides how they go."""

    class Pool:
        def __init__(self) -> None:
            self.begun: list[ProcessFuture[list[str]]] = []

        def begin(self, *_: object) -> ProcessFuture[list[str]]:
            self.begun.append(ProcessFuture())
            return self.begun[-1]

        def close(self) -> None:
            pass

    made, pool = trials.Trials(), Pool()
    made._pool, made._place = pool, TemporaryDirectory()
    for name in ("_pool", "_place", "_runs", "_numbers"):
        monkeypatch.setattr(full.settings.trials, name, getattr(made, name))
    yield pool.begun
    made.close()


def begin(person: Browser, **fields: str) -> str:
    person.get("/rules/simulate")
    answer = person.post("/rules/simulate", **{"changes": CHANGES[0], "same": "1"} | fields)
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"])


def told(text: str) -> str:
    return unescape(re.sub(r"<svg.*?</svg>|<[^>]+>", "", text, flags=re.S))


# -- the result --


def test_it_is_what_the_command_line_finds_of_the_same_submissions(full, tmp_path):
    kept = [submissions.opened(full.register, number) for number in range(1, 41)]
    records = tmp_path / "复核记录.jsonl"
    records.write_bytes(b"".join(line(one.record["file"], "", "", [one.record]) for one in kept))
    corpus = opened(records, tmp_path, lambda a, b: pytest.fail("nothing to check"))
    tally = tried(corpus.inputs.paths[0], get("mof-2020"), proved(get("mof-2020"), CHANGES), tmp_path)
    (trial,) = full.settings.trials._runs.values()
    view = simulate.of_register.told(trial.folder, "view.json")
    found, count = simulate.of_register.changes(trial.folder, 0, 1000)
    assert (view["count"], view["changed"], view["regraded"]) == (40, tally.changed, tally.regraded)
    assert view["flow"]["names"] == tally.names() and view["units"]["rows"]
    assert {(a, to): n for a, counts in view["flow"]["rows"] for to, n in zip(view["flow"]["names"], counts, strict=True) if n} == tally.grades  # fmt: skip
    same = {(c.project, tally.score(c.a), tally.score(c.b), c.grade_a, c.grade_b) for c in tally.changes()}
    assert {(c["project"], c["a"], c["b"], c["from"], c["to"]) for c in found} == same
    assert count == len(same) > 20 and tally.regraded > 10
    of_number = {one.row["id"]: one.row for one in kept}
    for change in found:  # before the change, it is what the register says
        row = of_number[simulate.of_register.number(change["submission"])]
        assert (row["recomputed"], row["grade"], row["project"]) == (change["a"], change["from"], change["project"])


def test_the_page_tells_it(full):
    answer = full.reviewer.get(full.result)
    page = told(answer.text)
    assert "40 件，总分升 0 件、降 20 件" in page and "良→优 6" in page and "由 at_least" in page
    assert "优：90分" in page and "优：85分" in page and "当时按现行办法评的自评" in page
    assert answer.text.count("<svg") >= 5 and "<b>培训" not in answer.text
    links = re.findall(r'href="(/sent/\d+)"', answer.text)
    assert len(links) == 26 and all(full.reviewer.get(link).status_code == 200 for link in links[:2])


def test_the_list_is_narrowed_by_the_cells_of_the_tables(full):
    text = full.reviewer.get(full.result).text
    cell = unescape(re.search(r'class="number moved"><a href="([^"]+)">(\d+)', text)[1])
    shown = full.reviewer.get(cell.partition("#")[0]).text
    count = int(re.search(r'class="number moved"><a href="[^"]+">(\d+)', text)[1])
    assert len(re.findall(r'href="/sent/', shown)) == count and f"（{count} 件）" in shown
    of_unit = full.reviewer.get(f"{full.result}?unit=甲局").text
    assert set(re.findall(r'class="unit">([^<]+)', of_unit)) == {"甲局"}


def test_a_long_list_is_bounded_and_says_what_is_left_out(full, monkeypatch):
    monkeypatch.setattr(simulate, "SIZE", 10)
    page = full.reviewer.get(f"{full.result}?page=3").text
    assert len(re.findall(r'href="/sent/', page)) == 6 and "第 21～26 件，其余 20 件" in page
    assert 'rel="prev"' in page and 'rel="next"' not in page
    assert full.reviewer.get(f"{full.result}?page=99").status_code == 200
    assert full.reviewer.get(f"{full.result}?page=0").status_code == 422


def test_the_files_are_those_of_the_command_line(full):
    report = full.reviewer.get(f"{full.result}/file/试算报告.html")
    assert "试算：mof-2020 改为" in report.text and "attachment" in report.headers["content-disposition"]
    book = openpyxl.load_workbook(BytesIO(full.reviewer.get(f"{full.result}/file/试算清单.xlsx").content))
    assert len(list(book["受影响的报送件"].iter_rows(min_row=2))) == 26
    for name in ("view.json", "progress", "..%2f1%2fview.json"):
        assert full.reviewer.get(f"{full.result}/file/{name}").status_code == 404


# -- asking --


def test_the_form_begins_with_the_standard_most_used_and_offers_changes(full):
    text = full.reviewer.get("/rules/simulate").text
    assert 'value="mof-2020" selected' in text and "mof-2020，40 件" in text and "mof-2021，2 件" in text
    assert "rule.at_least.score=分值 × min(完成值 ÷ 目标值, 1)" in text and "grade.优=90" in text
    shown = full.reviewer.post("/rules/simulate", changes="grade.良=70", example="grade.优=85", unit="甲局").text
    assert ">grade.良=70\ngrade.优=85</textarea>" in shown and 'value="甲局"' in shown
    other = full.reviewer.get("/rules/simulate?standard=jinhua-2020").text
    assert 'value="jinhua-2020" selected' in other


@pytest.mark.parametrize("name", names())
def test_every_example_can_be_tried(name):
    made = simulate.examples(get(name))
    assert len(made) >= 2
    for _, text in made:
        assert diff(get(name), proved(get(name), [text]))


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"changes": "grade.优=很高"}, "“很高”应当写成区间"),
        ({"changes": "grade.优＝85\nrule.at_least.score=分值 × 完成率"}, "得分可能超过分值，例如"),
        ({"changes": "rule.at_least.score=分值 ×× <b>"}, "分值 × × <b>"),
        ({"changes": ""}, "改动以后与现行办法没有不同"),
        ({"changes": "grade.优=90"}, "改动以后与现行办法没有不同"),
        ({"changes": "grade.优=85", "year": "2019"}, "这个范围里没有自评"),
        ({"changes": "grade.优=85", "unit": "丑局"}, "没有名称里有“丑局”的单位"),
        ({"changes": "grade.优=很高", "unit": "局"}, "不止一个"),
    ],
)
def test_what_is_wrong_is_said_beside_the_field_and_nothing_is_begun(full, line_of_runs, fields, said):
    full.reviewer.get("/rules/simulate")
    answer = full.reviewer.post("/rules/simulate", same="1", **fields)
    boxes = "".join(re.findall(r'<div class="trouble".*?</div>', answer.text, re.S))
    assert answer.status_code == 400 and re.sub(r"\s", "", said) in re.sub(r"\s", "", told(boxes))
    assert "<b>" not in answer.text.partition("<textarea")[2].partition("</textarea>")[0]
    assert fields["changes"].partition("\n")[0] in unescape(answer.text) and line_of_runs == []


@pytest.mark.parametrize(
    "fields", [{"changes": "\n".join(["grade.优=85"] * 51)}, {"changes": "x" * 1001}, {"year": "x"}]
)
def test_too_much_is_refused_in_words(full, line_of_runs, fields):
    full.reviewer.get("/rules/simulate")
    answer = full.reviewer.post("/rules/simulate", **{"changes": "grade.优=85"} | fields)
    assert answer.status_code == 422 and "改动最多 50 处" in answer.text and line_of_runs == []


def test_year_unit_and_standard_say_what_is_tried(full, line_of_runs):
    def order(**fields: str):
        full.reviewer.get("/rules/simulate")
        path = full.reviewer.post("/rules/simulate", changes=CHANGES[0], **fields).headers["location"]
        line_of_runs[-1].cancel()
        return full.settings.trials._runs[int(path.rpartition("/")[2])].order

    units = {row["unit"]: row["unit_id"] for row in lists.page(full.register, Filter()).rows}
    stage = {"stage": "self-scored"}
    assert order(same="1").wanted == Filter(standard="mof-2020", **stage)
    assert order(same="1", year="2023", unit="甲").wanted == Filter(
        standard="mof-2020", year=2023, unit=units["甲局"], **stage
    )
    made = order(against="mof-2021")  # the box is not ticked
    assert made.wanted == Filter(**stage)
    assert (made.standard, made.other, made.settings) == ("mof-2020", "mof-2021", ("grade.优=85",))


# -- who, and how many --


def test_only_reviewers_and_officers_try_and_each_sees_the_own_runs(full):
    clerk, officer = full.clerk, full.officer
    clerk.get("/rules")
    for path in ("/rules/simulate", full.result, f"{full.result}/file/试算清单.xlsx"):
        assert clerk.get(path).status_code == 403
    assert clerk.post("/rules/simulate", changes=CHANGES[0]).status_code == 403
    assert "/rules/simulate" not in clerk.get("/rules").text + clerk.get("/rules/mof-2020").text
    assert officer.get("/rules/simulate").status_code == 200 and "最近的试算" not in officer.get("/rules/simulate").text
    for path in (full.result, f"{full.result}/file/试算清单.xlsx", "/rules/simulate/99"):
        assert officer.get(path).status_code == 404
    assert full.result in full.reviewer.get("/rules/simulate").text
    assert "/rules/simulate?standard=mof-2021" in full.reviewer.get("/rules/mof-2021").text
    full.reviewer.token = "0" * 64
    assert full.reviewer.post("/rules/simulate", changes=CHANGES[0]).status_code == 403


def test_a_run_shows_how_far_it_is_and_then_its_result(full, line_of_runs):
    path, script = begin(full.officer), {"HX-Request": "true"}
    (run,) = line_of_runs
    (trial,) = full.settings.trials._runs.values()
    assert "正在排队" in full.officer.get(path).text
    run.set_running_or_notify_cancel()
    assert "正在准备" in full.officer.get(path).text
    (trial.folder / PROGRESS).write_text("取数 200 4000", "utf-8")
    part = full.officer.get(path, headers=script)
    assert "200 / 4000 件" in part.text and "<html" not in part.text and "hx-refresh" not in part.headers
    assert full.officer.get(f"{path}/file/试算清单.xlsx").status_code == 404
    run.set_result(["台账：没有了"])
    assert full.officer.get(path, headers=script).headers["hx-refresh"] == "true"
    page = full.officer.get(path).text
    assert "没有算完" in page and "台账：没有了" in page and "changes=grade" in page


def test_a_line_that_is_full_says_so_and_old_results_go(full, line_of_runs, monkeypatch):
    monkeypatch.setattr(trials, "KEPT", 2)
    paths = [begin(full.officer) for _ in range(trials.WAITING)]
    refused = full.officer.post("/rules/simulate", changes=CHANGES[0], same="1")
    assert refused.status_code == 503 and "已有几次试算" in refused.text and CHANGES[0] in refused.text
    for run in line_of_runs:
        run.set_result(["停"])
    folders = [trial.folder for trial in full.settings.trials._runs.values()]
    last = begin(full.officer)
    assert [full.officer.get(path).status_code for path in paths] == [404, 404, 404, 200]
    assert full.officer.get(last).status_code == 200
    assert [folder.exists() for folder in folders] == [False, False, False, True]


def test_a_server_that_ends_ends_its_runs(full, line_of_runs):
    path = begin(full.officer)
    line_of_runs[0].set_running_or_notify_cancel()
    full.settings.trials.close()
    assert line_of_runs[0].cancelled() and "服务正在关闭" in full.officer.get(path).text


def die(_: object) -> list[str]:
    os._exit(1)


def test_a_process_that_dies_costs_its_run_only(full, monkeypatch, caplog):
    monkeypatch.setattr(trials, "run", die)
    path = begin(full.officer)
    number = path.rpartition("/")[2]
    with pytest.raises(Exception, match=r"."):
        full.settings.trials._runs[int(number)].future.result(60)
    assert "中途停止" in full.officer.get(path).text and full.officer.get("/rules/simulate").status_code == 200
    headers = {"Authorization": f"Bearer {accounts.issue_token(full.register, '测试', '赵六', '平台')}"}
    told = full.officer.client.get(f"/api/v1/simulations/{number}?wait=1", headers=headers).json()
    gc.collect()
    assert "中途停止" in told["troubles"][0] and "never retrieved" not in caplog.text


def test_a_program_asks_and_fetches(full):
    tokens = {name: accounts.issue_token(full.register, "测试", name, "平台") for name in ("王五", "赵六", "张三")}
    client = browser(create(full.settings)).client

    def ask(name: str, method: str, path: str, **more: object):
        headers = {"Authorization": f"Bearer {tokens[name]}"}
        return client.request(method, f"/api/v1/simulations{path}", headers=headers, **more)

    number = full.result.rpartition("/")[2]
    done = ask("王五", "GET", f"/{number}").json()
    assert (done["state"], done["result"]["count"], done["result"]["a"]["id"]) == ("完成", 40, "mof-2020")
    listed = ask("王五", "GET", f"/{number}/changes?after=优").json()
    assert listed["count"] == 6 and all(isinstance(c["submission"], int) and c["to"] == "优" for c in listed["changes"])
    assert ask("王五", "GET", f"/{number}/file/试算清单.xlsx").status_code == 200
    assert [ask(name, "GET", f"/{number}").status_code for name in ("赵六", "张三")] == [404, 403]
    bad = ask("赵六", "POST", "", json={"changes": ["rule.at_least.score=分值 × 完成率"]})
    assert bad.status_code == 400 and "得分可能超过分值" in bad.json()["error"]
    assert ask("赵六", "POST", "", json={"standard": "没有"}).status_code == 404
