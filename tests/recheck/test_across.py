"""What shows only when tables are laid side by side: the tables of `cases.toml`, and the same in any order."""

import json
import random
import tomllib
from pathlib import Path

import pytest

from scoring.checks import codes
from scoring.recheck.across import compare, statistics
from scoring.recheck.across.keys import figure
from scoring.recheck.record import Record
from tests.recheck.drawn import broken, drawn

CASES = tomllib.loads((Path(__file__).parent / "cases.toml").read_text("utf-8"))["case"]


def tables(case: dict, key: str) -> list[Record]:
    """The records of a case; with `repeat` each table stands several times, {} being its number."""
    times = case.get("repeat", 0)
    told = case.get(key, [])
    if times:
        told = [
            {k: v.format(n) if k in ("file", "project") else v for k, v in t.items()}
            for t in told
            for n in range(times)
        ]
    return [drawn(**table) for table in told] + [broken(file) for file in case.get("broken", []) if key == "tables"]


def found(case: dict) -> list[dict]:
    ours, theirs = tables(case, "tables"), tables(case, "against")
    return compare(lambda: ours, (lambda: theirs) if theirs else None)


@pytest.mark.parametrize("case", CASES, ids=[f"{c['code']} {c['name']}" for c in CASES])
def test_tables_side_by_side_and_what_is_found(case):
    ours = found(case)
    assert sorted(f["message"] for f in ours if f["code"] == case["code"]) == sorted(case["says"])
    assert {f["code"] for f in ours} <= {case["code"]}
    wanted = case.get("severity") or codes()[case["code"]].severity
    assert {f["severity"] for f in ours} <= {wanted}
    if "places" in case:
        told = {f["message"]: [f"{p['file']} {p['place']}" for p in f["places"]] for f in ours}
        assert [told[message] for message in case["says"]] == case["places"]


def all_cases(key: str) -> list[Record]:
    """The tables of all cases, each case in a folder of its own."""
    return [r | {"file": f"{n}/{r['file']}"} for n, case in enumerate(CASES) for r in tables(case, key)]


def test_the_answer_does_not_depend_on_the_order_of_the_files():
    ours, theirs = all_cases("tables"), all_cases("against")
    first = json.dumps(compare(lambda: ours, lambda: theirs), ensure_ascii=False)
    rng = random.Random(4)
    for _ in range(5):
        mixed, others = rng.sample(ours, len(ours)), rng.sample(theirs, len(theirs))
        assert json.dumps(compare(lambda m=mixed: m, lambda o=others: o), ensure_ascii=False) == first
    assert first.count('"code"') > 10


# -- texts that are nearly the same --

WORDS = "培训人员系统运行维护窗口群众办事等候时间投诉招标合同签订尾款支付项目验收设备采购雨季停工材料上涨工期推迟"


def sentence(rng: random.Random, letters: int) -> str:
    return "".join(rng.choice(WORDS) for _ in range(letters))


def edited(rng: random.Random, text: str, changes: int) -> str:
    at = set(rng.sample(range(len(text)), changes))
    return "".join(rng.choice(WORDS) if i in at else c for i, c in enumerate(text))


@pytest.mark.parametrize(("letters", "changes"), [(30, 1), (60, 3), (200, 12), (1500, 60)])
def test_a_copy_with_some_letters_changed_is_found_and_unlike_texts_are_not(letters, changes):
    rng = random.Random(letters)
    ours = []
    for n in range(60):
        text = sentence(rng, letters)
        ours += [drawn(file=f"{n}/1.xlsx", project=f"项目{n}", implementer=f"{n}号单位", reason=text)]
        ours += [
            drawn(file=f"{n}/2.xlsx", project=f"工程{n}", implementer=f"{n}号学校", reason=edited(rng, text, changes))
        ]
    pairs = [{p["file"].split("/")[0] for p in f["places"]} for f in compare(lambda: ours)]
    assert all(len(numbers) == 1 for numbers in pairs)
    assert len(pairs) >= 57


def test_what_nearly_all_units_write_is_a_phrase_of_the_trade_and_what_some_copy_is_one_finding():
    def units(share: int) -> list[Record]:
        rng = random.Random(1)
        same = sentence(rng, 40)
        return [
            drawn(
                file=f"{n}.xlsx",
                project=f"项目{n}",
                implementer=f"{n}号单位",
                reason=same if n < share else sentence(rng, 40),
            )
            for n in range(60)
        ]

    assert compare(lambda: units(40)) == []
    (one,) = compare(lambda: units(12))
    assert len(one["places"]) == len(one["units"]) == 12
    assert "等 12 个单位的偏差原因一字不差" in one["message"]


def test_the_share_of_full_marks_is_counted_for_each_unit():
    table = """
一级 | 二级 | 三级 | 目标 | 完成 | 分值 | 得分
产出指标 | 数量指标 | 一 | ≥5人 | 5人 | 10 | 10
产出指标 | 数量指标 | 二 | ≥5人 | 5人 | 10 | 8
产出指标 | 数量指标 | 三 | ≥5人 | 5人 | 10 | 10.00
产出指标 | 数量指标 | 四 | ≥5人 | 5人 | 10 |
"""
    ours = [drawn(table, f"{n}.xlsx", implementer=unit) for n, unit in enumerate(("乙局", "甲局", "甲 局"))]
    assert statistics(ours) == [
        {"unit": "乙局", "tables": 1, "rows": 3, "full": 2, "share": "66.7%", "all_full": 0},
        {"unit": "甲 局", "tables": 2, "rows": 6, "full": 4, "share": "66.7%", "all_full": 0},
    ]


def test_figures_are_compared_by_value_and_by_their_signs():
    for a, b in (("100.00%", "100%"), ("≥95.0%", "≥ 95%"), ("1,500.0元", "1500元"), ("—", ""), ("２０次", "20次")):
        assert figure(a) == figure(b)
    for a, b in (("1.5%", "15%"), ("≥95%", "≤95%"), ("-5%", "5%"), ("5次", "5人")):
        assert figure(a) != figure(b)
