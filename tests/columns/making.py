"""Submissions drawn at random, and what the engine and the checks say of them, in the shape that columns give."""

from __future__ import annotations

import random
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pyarrow as pa
from hypothesis import strategies as st

from scoring.columns import one, schema
from scoring.columns.codes import spelled
from scoring.number import round_to
from scoring.standard import Standard

UNITS = ["", "%", "‰", "次", "个", "小时", "分钟", "天", "元", "万元", "人次", "次/月", "万", "榀"]
FIGURES = ["0", "1", "3", "6", "7", "9", "12", "30", "98", "99", "100", "210", "290", "0.5", "0.98", "99.995"]
HUGE = ["99999999999999", "123456789012345.123456789", "1234567890123456789012", "0.000000001", "20251031", "1,503.44"]
SIGNS = ["", "≥", "≤", ">", "<", "=", "-", "不超过", "至少"]
WORDS = ["作用显著", "作用较显著", "完成", "部分完成", "未完成", "零投诉", "无", "—", "XX", "", " ", "逐步提升服务质量"]
ODD = ["90%~95%", "3-5次", "1:30", "三分之二", "约12次", "95%以上", "2020年11月底前", "6月30日前", "2021年3月5日"]
LONG = ["执行率×10", "0.994*10", "执行率×10÷0", "7*24小时不间断运行,出现故障在4小时内处理", "培训3期，参训150人次"]
NAMES = [
    "",
    "培训人数（人次）",
    "验收合格率",
    "投诉次数",
    "故障修复时间",
    "资金成本",
    "旅游收入增长率",
    "预算执行率",
    "培训 人数（人次）",
]
POINTS = [
    "10",
    "10",
    "20",
    "50",
    "9",
    "7",
    "4.5",
    "0",
    "-3",
    "１０",
    "十",
    "0.015",
    "1e308",
    "—",
    "33.33",
    "99999999999999999999",
]
CLAIMS = ["", "", "10", "9", "9.8", "8.00", "0", "-1", "11", "3.33", "3.3", "50", "20", "18", "16.0", "x", "5.0000001"]
REMARKS = ["", "", "", "无", "总结经验，争取做得更好", "受疫情影响，部分场次推迟"]
FUNDS = ["", "0", "100", "205", "1503.44", "1352.79", "97.5", "—", "99999999999999999999"]

figures = st.one_of(
    st.sampled_from(FIGURES), st.sampled_from(FIGURES), st.sampled_from(HUGE), st.integers(0, 10**6).map(str),
    st.decimals(0, 10**4, places=2).map(str), st.decimals(0, 1, places=4).map(str),
)  # fmt: skip
numbers = st.tuples(figures, st.sampled_from(UNITS)).map("".join)
bounds = st.tuples(st.sampled_from(SIGNS), numbers).map("".join)
texts = st.one_of(bounds, bounds, numbers, st.sampled_from([*WORDS, *ODD, *LONG]))
amounts = st.one_of(st.sampled_from(FUNDS), st.decimals(0, 2000, places=2).map(str))


def _row(**cells: Any) -> st.SearchStrategy[dict[str, str]]:
    blank = dict.fromkeys(schema.COLUMNS, "")
    return st.fixed_dictionaries(cells).map(lambda drawn: {**blank, **drawn})


points = st.one_of(st.sampled_from(POINTS), st.sampled_from(POINTS[:6]))
_plain = {
    "l1": st.sampled_from(["", "产出指标", "效益指标", "满意度指标"]),
    "l2": st.sampled_from(["", "成本指标", "服务对象满意度指标", "数量指标"]),
    "l3": st.sampled_from(NAMES), "unit": st.sampled_from(["", "", "", "%", "次"]), "target": texts,
    "actual": st.one_of(numbers, texts), "points": points, "claimed": st.sampled_from(CLAIMS),
    "remark": st.sampled_from(REMARKS),
}  # fmt: skip
rows = st.one_of(
    _row(**_plain), _row(**_plain), _row(**_plain),
    _row(**{**_plain, "judged": st.sampled_from(CLAIMS)}),
    _row(**{**_plain, "target": st.just("≥60人"), "actual": st.sampled_from(["45人", "60人", "70人"]), "claimed": st.sampled_from(["10", "20", "7.5", "15"])}),
    _row(**{**_plain, "deduction": st.sampled_from(["", "2", "12"]), "band": st.sampled_from(["", "达成", "某档"])}),
    _row(**{**_plain, "not_applicable": st.sampled_from(["", "本年未开展"]), "year": st.sampled_from(["", "2020", "2021年"])}),
    _row(**{**_plain, "budget": amounts, "spent": amounts, "source": st.sampled_from(["", "财政拨款"])}),
    _row(source=st.just("年度资金总额"), budget=amounts, spent=amounts, initial=amounts, points=points, claimed=st.sampled_from(CLAIMS)),
)  # fmt: skip
heads = st.fixed_dictionaries(
    {
        "total": st.sampled_from(["", "", "100", "90", "96.5", "59.99", "101", "x"]),
        "grade": st.sampled_from(["", "", "优", "良", "优秀", "□优 ☑良", "—"]),
    }
)
tables = st.lists(st.tuples(st.lists(rows, min_size=1, max_size=6), heads), min_size=1, max_size=5)


def batch_of(
    drawn: list[tuple[list[dict[str, str]], dict[str, str]]],
) -> tuple[pa.RecordBatch, list[list[dict[str, str]]]]:
    """Drawn submissions as a record batch, and their rows."""
    groups = [
        [{**row, "submission": f"件{at}", **(head if not index else {})} for index, row in enumerate(table)]
        for at, (table, head) in enumerate(drawn)
    ]
    return pa.RecordBatch.from_pylist([row for group in groups for row in group]), groups


def expected(group: list[dict[str, str]], standard: Standard) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """What the engine and the checks themselves say of one submission: its record, and its rows."""
    answer = one.answer(group, standard)
    total = answer.result.total
    rows = [
        {
            "status": r.status, "score": r.score, "low": r.low, "high": r.high, "counted": r.counted, "rule": r.rule,
            "codes": spelled(r.codes), "reason": r.reason,
        }
        for r in answer.rows
    ]  # fmt: skip
    claimed = one.claimed_total(group)
    record = {
        "submission": group[0]["submission"], "count": len(group), "total": total.score,
        "grade": answer.result.grade or "", "complete": total.complete, "judged": total.judged, "open": total.open,
        "not_calculable": total.not_calculable, "not_applicable": total.not_applicable, "capped": bool(total.cap),
        "codes": " ".join(answer.codes), "points": _millionths(total.points),
        "claimed_total": _millionths(claimed),
        "rate": answer.result.funds[0].rate if answer.result.funds else None,
    }  # fmt: skip
    return record, rows


def _millionths(value: Fraction | None) -> Fraction | None:
    return None if value is None else Fraction(round_to(value, Decimal("0.000001")))


def simplified(record: dict[str, Any]) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """A record of `score_batch` without what only columns say: places, R02 and its reasons."""
    rows = []
    for row in record["rows"]:
        own = "R02" in row["codes"]
        codes = " ".join(c for c in row["codes"].split() if c != "R02")
        reason = "" if own and row["reason"].endswith("不是数") else row["reason"]
        rows.append({**{k: v for k, v in row.items() if k not in ("file", "row")}, "codes": codes, "reason": reason})
    kept = {k: v for k, v in record.items() if k not in ("rows", "execution", "claimed_grade", "difference")}
    for name in ("points", "claimed_total"):
        kept[name] = None if kept[name] is None else Fraction(kept[name])
    return kept, rows


# -- a denser draw: rows as people hand them in, each kind of slip often --

PAIRS = [
    ("≥100人", "95人"), ("≥100人", "100人"), ("≥100人", "140人"), ("≥3个", "1个"), ("≥99%", "98.995%"), (">95%", "95%"),
    ("≤4小时", "5小时"), ("≤4小时", "3小时"), ("≤2次", "0次"), ("0次", "0次"), ("0次", "1次"), ("12次", "9次"), ("=12次", "14次"),
    ("10", "10"), ("9", "9"), ("90%~95%", "96%"), ("90%~95%", "92%"), ("≥90%", "≥90%"), ("≥90%", "95%以上"), ("≥9次", "完成"),
    ("作用显著", "作用显著"), ("作用显著", "作用较显著"), ("完成验收", "部分完成"), ("完成验收", "未完成"), ("2020年11月底前", "2020年12月5日"),
    ("培训3期，参训150人次", "培训2期，参训160人次"), ("执行率×10", "90%"), ("逐步提升服务质量", "95%"), ("100%", "无"), ("", "12次"), ("≥5次", ""),
    ("7*24小时不间断运行,出现故障在4小时内处理", "基本完成"), ("全年办理量>5000件", "全年完成5726件"), ("≤98%", "97%"), ("≥8次", "3次"),
    ("下降5%", "上升2%"), ("≥8小时/天", "8小时"), ("≥5个", "5项"), ("≥3项", "3件"), ("[80,90)", "90"), ("≥95%", "38/40"), ("100%", "1.1"), ("每月1次", "1次"),
]  # fmt: skip
_USUAL = ["培训人数", "验收合格率", "投诉次数", "修复时间", "培训 人数", "预算执行率", "数量", "系统稳定运行率"]


def dense(chance: random.Random, count: int) -> list[list[dict[str, str]]]:
    """Submissions of four to seven rows, points that often add to 100, claims near what is right."""
    groups = []
    for at in range(count):
        group = []
        for points in chance.choice([("50", "40", "10"), ("30", "30", "20", "20"), ("20",) * 5, ("45", "45")]):
            target, actual = chance.choice(PAIRS)
            claimed = chance.choice(
                [
                    points,
                    points,
                    points,
                    str(round(int(points) * chance.choice([0.95, 0.9, 0.8, 0.5, 1.1]), 1)),
                    "",
                    str(int(points) - 1),
                ]
            )
            row = dict.fromkeys(schema.COLUMNS, "")
            row |= {
                "l1": chance.choice(["产出指标", "满意度指标"]),
                "l3": chance.choice(_USUAL),
                "target": target,
                "actual": actual,
                "points": points,
                "claimed": claimed,
            }
            row["points"] = chance.choice([points, points, points, points, "10", "9", "0", ""])
            if row["points"] == "9" and chance.random() < 0.5:
                row["claimed"] = "7"  # 80% of 9 is 7.2, which prints as 7
            row["remark"], row["judged"] = chance.choice(REMARKS), chance.choice(["", "", "", claimed, "8"])
            group.append(row)
        if chance.random() < 0.3:
            group.append(dict(chance.choice(group)))
        if chance.random() < 0.7:
            row = dict.fromkeys(schema.COLUMNS, "")
            row |= {
                "source": "合计",
                "budget": chance.choice(["100", "0", "205"]),
                "spent": chance.choice(["90", "100", "65.5", ""]),
            }
            group.append(row | {"points": chance.choice(["10", "10", ""]), "claimed": chance.choice(["9", "10", ""])})
        claims = sum((Decimal(row["claimed"] or 0) for row in group), Decimal(0))
        group[0]["total"] = chance.choice(["", str(claims), str(claims), "95", "88.5"])
        group[0]["grade"] = chance.choice(["", "优", "良"])
        groups.append([{**row, "submission": f"件{at}"} for row in group])
    return groups
