"""What `scoring rules` says is complete, true and fresh."""

import json
import tomllib

import pytest

from scoring import rules
from scoring.checks import codes
from scoring.recheck.one import check_file
from tests import rule_examples
from tests.running import ROOT, scoring, started

READING = tomllib.loads((ROOT / "tests/recheck/reading.toml").read_text("utf-8"))["case"]


@pytest.mark.parametrize("case", READING, ids=[f"{c['code']} {c['name']}" for c in READING])
def test_a_file_and_what_reading_it_says(case, tmp_path):
    (tmp_path / case["file"]).write_text(case["content"], "utf-8")
    found = [f for r in check_file(tmp_path / case["file"], "", case["file"]) for f in r["findings"]]
    assert [f["message"] for f in found if f["code"] in ("R01", "R02")] == case["says"]
    assert {f["severity"] for f in found if f["code"] == case["code"]} <= {codes()[case["code"]].severity}


def test_the_examples_are_those_the_tests_execute():
    written = rule_examples.WRITTEN.read_text("utf-8")
    assert written == rule_examples.text(), "运行 make docs 更新"


def test_every_code_has_an_example_with_a_sentence():
    assert {code for code, shown in rules.examples().items() if all(e["says"] for e in shown)} == set(codes())


def test_the_committed_pages_are_fresh_and_there_is_one_for_each_code():
    folder = ROOT / "docs" / "rules"
    committed = {path.name: path.read_text("utf-8") for path in folder.iterdir()}
    assert committed == rules.pages(), "运行 make docs 更新"


def test_a_page_answers_every_question():
    page = rules.page(codes()["I03"])
    assert page.startswith("# I03 没有达到目标却给满分\n\n轻重：错误")
    for part in (
        "**查什么**　",
        "**为什么要紧**　",
        "**依据**　",
        "**怎样改**　",
        "**例如**　",
        "## 例：",
        "印出：\n\n- 目标 ≥95%",
    ):
        assert part in page, part


def test_the_command_prints_one_code_all_codes_or_json():
    assert "\n".join(rules.page(codes()[c]) for c in ("I03", "C06")) == scoring("rules", "i03", "C06").stdout
    assert started("rules").stdout == rules.index()
    (one,) = json.loads(scoring("rules", "R01", "--json").stdout)
    assert (one["code"], one["severity"], len(one["examples"])) == ("R01", "error", 1)


def test_an_unknown_code_names_the_nearest():
    done = scoring("rules", "I33")
    assert done.returncode == 2
    assert "没有编号为“I33”的疑点。是不是 I" in done.stderr
