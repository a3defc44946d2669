"""A change that is not yet a file: what may be set, what comes of it, and how a mistake is told."""

import pytest

from scoring import articles, lint
from scoring.derive import derive
from scoring.source import ScoringError
from scoring.standards import get, names

MOF = get("mof-2020")


def refusal(*settings):
    with pytest.raises(ScoringError) as raised:
        derive(MOF, settings)
    return str(raised.value)


def test_a_grade_takes_its_neighbour_along():
    made, file = derive(MOF, ["grade.优=85", "grade.良＝75分"])
    assert [g.within for g in made.grade] == ["[85, 100]", "[75, 85)", "[60, 75)", "[0, 60)"]
    assert lint.lint(made, file) == []
    assert articles.diff(MOF, made)[0] == "等级不同："


@pytest.mark.parametrize("name", names())
def test_nothing_changed_is_nothing_different(name):
    parent = get(name)
    score = next(rule for rule in parent.rule if rule.score)
    made, file = derive(parent, [f"rule.{score.id}.score={score.score}"])
    assert articles.diff(parent, made) == []
    assert lint.lint(made, file) == []


def test_examples_keep_their_rows_and_get_new_scores():
    made, _ = derive(MOF, ["rule.at_least.score=“若(完成率 < 60%, 0, 分值 × min(完成率, 1))”"])
    assert made.by_id["at_least"].examples[2:3] == ["10分 ≥3个 1个 → 0.00"]
    assert MOF.by_id["at_least"].examples[2:3] == ["10分 ≥3个 1个 → 3.33"]


def test_judged_in_place_of_scored_and_back():
    made, file = derive(MOF, ["rule.date_met.judge=[80%, 100%]", "rule.range_missed.score=0"])
    assert (made.by_id["date_met"].score, made.by_id["range_missed"].judge) == (None, None)
    assert lint.lint(made, file) == []


def test_a_formula_is_refused_with_a_caret():
    said = refusal("rule.at_least.score=分值 × min(完成值 ÷ 目标, 1)").split("\n")
    assert said[0].startswith("--set rule.at_least.score：条款 at_least：不认识“目标”。可用的词：")
    assert said[1:] == ["    分值 × min(完成值 ÷ 目标, 1)", " " * 24 + "^"]


def test_the_proofs_are_asked_too():
    (problem,) = lint.lint(*derive(MOF, ["rule.at_least.score=分值 × 完成率"]))
    assert str(problem).startswith("--set rule.at_least.score：条款 at_least：得分可能超过分值，例如")
    (problem,) = lint.lint(*derive(MOF, ["grade.优=[95, 100]"]))
    assert str(problem).startswith("--set grade.优：90分与95分之间没有等级（含 90分）")


WRONG = {
    "grade": "读不懂“grade”，应当写成 位置=值",
    "grade.优=": "应当写成 位置=值",
    "grade.好=85": "没有“好”这个等级。现有：优、良、中、差",
    "grade.优=105": "--set grade.优：等级“优”的区间 [105, 100] 里没有数",
    "grade.优=很高": "--set grade.优：等级“优”：“很高”应当写成区间",
    "rule.none.score=1": "mof-2020 没有条款 none。现有：at_least、",
    "rule.at_least.when=1": "条款的“when”不能试改。可以改：score、judge、clause、cite",
    "rule.at_least=1": "不能改“rule.at_least”。可以写：grade.优=85",
    "title=新": "不能改“title”",
    "rounding.score=0.3": "--set rounding.score：精度不能是 0.3",
    "rounding.x=1": "没有“rounding.x”这一项。现有：score、rate、rate_mode",
    "settings.bare=大概": "--set settings.bare：settings.bare 不能是 “大概”",
    "settings.reason_required=也许": "--set settings.reason_required：settings.reason_required 应当是true 或 false",
}


@pytest.mark.parametrize("setting", WRONG)
def test_what_cannot_be_set_is_told(setting):
    assert WRONG[setting] in refusal(setting)


def test_all_mistakes_at_once():
    assert len(refusal("grade.好=1", "rule.none.score=1").split("\n")) == 2
