"""办法 and the API: read, compared, tried out."""

from __future__ import annotations

from fractions import Fraction

import pytest

from scoring.desk.curve import Pair, curve
from scoring.register import accounts
from scoring.review import explained
from scoring.standards import get, names
from tests.desk.conftest import PASSWORD


@pytest.mark.parametrize("name", names())
def test_a_standard_reads_as_articles_with_clause_and_source(desk, name):
    page = desk.get(f"/rules/{name}").text
    assert "第一条" in page and "出处：" in page
    assert all(rule.clause in page or "&" in rule.clause for rule in get(name).rule)


@pytest.mark.parametrize("name", ["none", "..%2f..%2fetc%2fpasswd", "x.toml"])
def test_only_standards_of_the_package_are_shown(desk, name):
    assert desk.get(f"/rules/{name}").status_code == 404
    assert desk.get(f"/rules/try?target=1&standard={name}").status_code == 404


def test_two_standards_are_compared_in_words(desk):
    assert "执行率" in desk.get("/rules/diff?a=mof-2020&b=jinhua-2020").text
    assert "没有不同" in desk.get("/rules/diff?a=mof-2020&b=mof-2020").text


def test_one_pair_is_tried_out_whole_or_as_a_part(desk):
    whole = desk.get("/rules/try", params={"target": "≥99%", "actual": "98.5%"}).text
    part = desk.get("/rules/try", params={"target": "≥99%", "actual": "98.5%"}, headers={"HX-Request": "true"}).text
    for text in (whole, part):
        assert "9.95" in text and "不低于 99%" in text and "<svg" in text and "98.5% → 9.95" in text
    assert "<html" in whole and "<html" not in part


def points(svg: str) -> list[tuple[Fraction, Fraction]]:
    line = svg.partition('<polyline points="')[2].partition('"')[0]
    return [(Fraction(x), Fraction(y)) for x, y in (pair.split(",") for pair in line.split())]


def drawn(target: str, actual: str = "", standard: str = "mof-2020", **more: str) -> str:
    pair = Pair(target, "10", **more)
    understood, _ = explained(get(standard), target, actual or None, "10", pair.name, pair.aspect)
    return curve(get(standard), pair, understood, actual)


def test_the_curve_rises_to_the_target_and_stays(desk):
    line = points(drawn("≥99%", "50%"))
    heights = [y for _, y in line]
    assert len(line) == 81 and heights == sorted(heights, reverse=True)
    assert heights[0] == 200 and heights[-1] == 24


def test_the_curve_falls_where_less_is_better():
    heights = [y for _, y in points(drawn("≤48小时", "50小时", "platform-linear"))]
    assert heights == sorted(heights) and heights[0] == 24 and heights[-1] == 200


@pytest.mark.parametrize("target", ["作用显著", "2020年12月31日前", "执行率×10", ""])
def test_nothing_is_drawn_over_words(target):
    assert drawn(target, "1") == ""


def test_a_curve_quotes_nothing_that_was_typed_unescaped():
    svg = drawn("≥9<b>次", "8<b>次")
    assert "<b>" not in svg


@pytest.fixture
def program(office, register):
    from tests.desk.conftest import browser

    secret = accounts.issue_token(register, "测试", "赵六", "平台")
    client = browser(office).client
    client.headers["Authorization"] = f"Bearer {secret}"
    return client


def test_the_api_answers_as_the_command_line_does(program):
    answer = program.post("/api/v1/explain", json={"target": "≥99%", "actual": "98.5%", "points": "10"}).json()
    assert (answer["score"], answer["met"]) == ("9.95", False)
    assert {s["id"] for s in program.get("/api/v1/standards").json()} == set(names())
    assert "text" in program.get("/api/v1/standards/mof-2020").json()
    assert program.get("/api/v1/forms/jinhua-2020").json()["drawing"]
    assert len(program.get("/api/v1/forms").json()) > 5


def test_the_api_scores_a_whole_evaluation(program):
    text = """
project = "甲"
year = 2024
[indicators]
title = "甲"
[[indicators.indicator]]
path = ["产出指标", "数量指标", "培训次数"]
target = "10次"
points = "100"
[[row]]
name = "培训次数"
actual = "9次"
"""
    answer = program.post("/api/v1/score", content=text.encode(), headers={"content-type": "text/plain"})
    assert answer.json()["files"][0]["total"]["recomputed"] == "90.00"


@pytest.mark.parametrize(
    "body", ["", "x = ", 'indicator_set = "a.toml"', "[indicators]\ntitle=1\nstandard='/x.toml'\n"]
)
def test_the_api_refuses_in_words(program, body):
    answer = program.post("/api/v1/score", content=body.encode(), headers={"content-type": "text/plain"})
    assert answer.status_code in (400, 422) and any(c >= "\u4e00" for c in answer.json()["error"])


def test_the_description_lists_the_operations_and_only_them(desk):
    paths = desk.get("/openapi.json").json()["paths"]
    assert paths and all(path.startswith("/api/v1/") for path in paths)
    page = desk.get("/docs").text
    assert all(path in page for path in paths)
    assert PASSWORD not in page
