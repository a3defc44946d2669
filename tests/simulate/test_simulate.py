"""Whose score and grade changes, and why: every cause by itself, the sums against scoring itself, the page's bytes."""

from __future__ import annotations

import json
import random
import re

import pyarrow.parquet as pq
import pytest

from scoring.columns import run, score_batch
from scoring.derive import derive
from scoring.recheck.spool import line
from scoring.simulate import page, stable
from scoring.simulate.causes import Cause
from scoring.simulate.corpus import RECORDS, opened
from scoring.source import ScoringError
from scoring.standards import get, load
from tests.columns.making import dense
from tests.simulate.making import corpus, row, tried

MOF = get("mof-2020")
CAPPED = """
id = "封顶"
title = "封顶"
cite = "试"
effective = 2024-01-01
extends = "mof-2020"
[[rule]]
id = "cap"
when = { target = ["total"] }
clause = "执行率不足80%的，总分不超过89分。"
score = "若(执行率 < 80%, min(总分, 89), 总分)"
examples = ["总分 95 执行率 75% → 89.00"]
"""
MONEY = {"submission": "甲", "source": "合计", "budget": "100", "spent": "77.777", "points": "10"}

#: what is changed, the rows of one submission, the cause, the totals and grades before and after
CAUSES = [
    ("rule.at_least.score=若(完成率 < 60%, 0, 分值 × min(完成率, 1))", [row("甲", "≥100人", "50人")],
     Cause("rule", "at_least", "at_least"), ("50.00", "差", "0.00", "差")),
    ("rule.at_least.judge=[0%, 100%]", [row("甲", "≥100人", "50人")],
     Cause("rule", "at_least", "at_least"), ("50.00", "差", "0.00", "待定")),
    ("rule.execution.score=分值 × 若(执行率 ≥ 80%, 1, 0)", [row("甲", "≥100人", "100人", "90"), MONEY],
     Cause("execution", "execution", "execution"), ("97.78", "优", "90.00", "优")),
    ("rounding.score=0.1", [row("甲", "≥3人", "1人")], Cause("precision"), ("33.33", "差", "33.30", "差")),
    ("rounding.rate=0.01", [row("甲", "≥100人", "100人", "90"), MONEY], Cause("rate"), ("97.78", "优", "97.80", "优")),
    ("settings.bare=equal", [row("甲", "12次", "14次", l3="次数")], Cause("bare"), ("100.00", "优", "0.00", "待定")),
    ("settings.not_applicable=rescale", [row("甲", "≥100人", "95人", "80"), row("甲", "≥1次", "", "20", l3="次数", not_applicable="未开展")],
     Cause("rescale"), ("76.00", "中", "95.00", "优")),
    ("grade.优=85", [row("甲", "≥100人", "86人")], Cause("grade"), ("86.00", "良", "86.00", "优")),
]  # fmt: skip


@pytest.mark.parametrize(("setting", "rows", "cause", "ends"), CAUSES, ids=[c[0].partition("=")[0] for c in CAUSES])
def test_each_cause_by_itself(setting, rows, cause, ends, tmp_path):
    other, _ = derive(MOF, [setting])
    tally = tried(corpus(tmp_path / "一.parquet", rows), MOF, other, tmp_path)
    (change,) = tally.changes()
    assert (tally.score(change.a), change.grade_a, tally.score(change.b), change.grade_b) == ends
    assert change.main == cause
    assert list(tally.owners) == [cause]
    assert tally.regraded == (ends[1] != ends[3])
    assert tally.main[cause] == tally.regraded


def test_a_cap_on_the_total_is_a_cause(tmp_path):
    (tmp_path / "封顶.toml").write_text(CAPPED, "utf-8")
    rows = [row("甲", "≥100人", "100人", "90"), MONEY]
    tally = tried(corpus(tmp_path / "一.parquet", rows), MOF, load(tmp_path / "封顶.toml"), tmp_path)
    (change,) = tally.changes()
    assert [(c.kind, delta) for c, delta, _ in change.causes] == [("cap", -878)]
    assert (change.grade_a, change.grade_b, tally.flows) == ("优", "良", {("优", "良"): {Cause("cap"): 1}})
    assert tally.pair.words(Cause("cap")) == "总分封顶（执行率不足80%的，总分不超过89分。）"


def test_a_narrower_band_is_a_cause(tmp_path):
    other, _ = derive(MOF, ["band.达成=[90%, 100%]", "band.部分达成=[60%, 90%)"])
    rows = [row("甲", "作用显著", "作用显著", judged="85", band="达成")]
    (change,) = tried(corpus(tmp_path / "一.parquet", rows), MOF, other, tmp_path).changes()
    assert (change.main, change.grade_a, change.grade_b) == (Cause("band"), "良", "待定")


def test_score_and_scale_together_blame_what_alone_would_not_do(tmp_path):
    other, _ = derive(MOF, ["grade.优=98", "rule.at_least.score=max(分值 × min(完成率, 1) - 1, 0)"])
    rows = [row("甲", "≥100人", "97人"), row("乙", "≥100人", "90.5人"), row("丙", "≥100人", "100人")]
    tally = tried(corpus(tmp_path / "一.parquet", rows), MOF, other, tmp_path)
    assert [(c.submission, c.grade_b, c.main.kind) for c in tally.changes()] == [
        ("甲", "良", "grade"), ("乙", "良", "rule"), ("丙", "优", "rule"),
    ]  # fmt: skip


# -- against scoring itself --


@pytest.fixture(scope="module")
def many(tmp_path_factory):
    groups = dense(random.Random(5), 400)
    rows = [{**r, "implementer": f"{at % 7}局"} for at, group in enumerate(groups) for r in group]
    return corpus(tmp_path_factory.mktemp("语料") / "多.parquet", rows)


def test_the_sums_are_those_of_scoring_twice(many, tmp_path):
    a, b = get("mof-2020"), get("mof-2021")
    tally = tried(many, a, b, tmp_path)
    table = pq.read_table(many).combine_chunks().to_batches()[0]
    old, new = (score_batch(table, s).to_pylist() for s in (a, b))
    moved = {
        x["submission"]: (x["total"], y["total"])
        for x, y in zip(old, new, strict=True)
        if (x["total"], x["grade"], x["complete"]) != (y["total"], y["grade"], y["complete"])
    }
    changes = list(tally.changes())
    assert {c.submission: (tally.score(c.a), tally.score(c.b)) for c in changes} == {
        name: tuple("" if t is None else str(t) for t in totals) for name, totals in moved.items()
    }
    assert len(moved) > 50
    assert all(c.difference == sum(delta for _, delta, _ in c.causes) for c in changes)
    assert sum(u.count for u in tally.units.values()) == tally.count == 400
    assert sum(u.grades for u in tally.units.values()) == tally.regraded
    assert {cause.kind for cause in tally.owners} >= {"rule", "execution"}


def test_the_foremost_are_those_whose_grade_changes_then_the_largest(many, tmp_path):
    tally = tried(many, MOF, get("mof-2021"), tmp_path)
    places = [(c.grade_a == c.grade_b, -abs(c.difference)) for c in tally.foremost()]
    assert places == sorted(places) and len(set(places)) > 20
    assert sorted(c.submission for c in tally.foremost()) == sorted(c.submission for c in tally.changes())


def test_the_same_bytes_however_the_rows_are_cut(many, tmp_path, monkeypatch):
    pages = [page.page(tried(many, MOF, get("mof-2021"), tmp_path), ["一"])]
    monkeypatch.setattr(run, "SLICE", 50)
    pages.append(page.page(tried(many, MOF, get("mof-2021"), tmp_path), ["一"]))
    assert pages[0] == pages[1]
    table = pq.read_table(many)
    pq.write_table(table.take(list(range(0, len(table), 2)) + list(range(1, len(table), 2))), tmp_path / "散.parquet")
    apart = tried(tmp_path / "散.parquet", MOF, get("mof-2021"), tmp_path)
    assert (apart.grades, apart.differences) == (
        (whole := tried(many, MOF, get("mof-2021"), tmp_path)).grades,
        whole.differences,
    )


def test_nothing_of_a_submission_becomes_markup(tmp_path):
    evil = '<img src=x onerror="alert(1)">=1+1'
    rows = [row(evil, "≥100人", "86人", implementer=evil, project=evil, l3=evil)]
    other, _ = derive(MOF, ["rule.at_least.score=分值 × 若(完成率 ≥ 90%, 1, 0)"])
    tally = tried(corpus(tmp_path / "一.parquet", rows), MOF, other, tmp_path)
    text = page.page(tally, [evil])
    assert "<img" not in text and text.count("&lt;img") > 4
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', text)[1]
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert "<script" not in text


def test_the_json_is_whole(many, tmp_path):
    with (tmp_path / "出.json").open("w+", encoding="utf-8") as out:
        stable.write(tally := tried(many, MOF, get("mof-2021"), tmp_path), ["一"], out)
        out.seek(0)
        data = json.load(out)
    assert (data["schema"], data["count"], len(data["changes"])) == ("scoring/simulate/1", 400, tally.changed)
    assert sum(g["count"] for g in data["grades"]) == 400


# -- corpora --


def test_rows_without_a_submission_are_counted_and_left_out(tmp_path):
    rows = [row("甲", "≥100人", "86人"), row(" ", "≥100人", "86人")]
    tally = tried(corpus(tmp_path / "一.parquet", rows), MOF, get("mof-2021"), tmp_path)
    assert (tally.count, tally.lost) == (1, 1)


def test_records_of_check_are_a_corpus(tmp_path):
    from scoring.recheck.one import check_file
    from tests.recheck.test_check_cli import CLEAN

    kept = tmp_path / "结果"
    kept.mkdir()
    (kept / RECORDS).write_bytes(line("甲.toml", "", "", check_file(CLEAN, "", "甲.toml")))
    found = [opened(path, tmp_path, lambda a, b: pytest.fail("nothing to check")) for path in (kept, kept / RECORDS)]
    assert [corpus.inputs.total for corpus in found] == [found[0].inputs.total] * 2
    tally = tried(found[0].inputs.paths[0], MOF, get("mof-2021"), tmp_path)
    assert list(tally.units) == ["人力资源和社会保障部信息中心"]


def test_what_is_no_corpus_is_told(tmp_path):
    with pytest.raises(ScoringError, match="没有：找不到文件或文件夹"):
        opened(tmp_path / "没有", tmp_path, lambda a, b: None)
    (tmp_path / "坏.jsonl").write_text("{}\n", "utf-8")
    with pytest.raises(ScoringError, match="没有能计分的自评表"):
        opened(tmp_path / "坏.jsonl", tmp_path, lambda a, b: None)
    (tmp_path / "乱.jsonl").write_text("{\t{\n", "utf-8")
    with pytest.raises(ScoringError, match="不是完好的复核记录"):
        opened(tmp_path / "乱.jsonl", tmp_path, lambda a, b: None)
