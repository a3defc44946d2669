"""Records of `scoring check` as Parquet rows, and back through `scoring batch`."""

from __future__ import annotations

from decimal import Decimal

import pyarrow as pa
import pytest

from scoring.columns import score_batch
from scoring.columns.records import CHECKED, from_records
from scoring.model import Facts, Indicator, Row, Submission
from scoring.recheck.record import record
from scoring.review import assess_submission
from scoring.standards import get

RECORD = {
    "file": "甲局/自评表.xlsx", "table": 1, "status": "ok", "money_unit": "万元",
    "standard": {"id": "mof-2020"}, "project": {"name": "培训", "department": "甲局", "unit": "甲所", "year": "2023"},
    "funds": [{"name": "年度资金总额", "initial": None, "budget": "100", "spent": "90", "points": "10", "claimed": "9", "score": "9.00", "status": "scored", "place": "S!D5"}],
    "lines": [
        {"path": ["产出指标", "数量指标", "培训人数"], "place": "S!A9", "target": "≥100人", "actual": "95人", "points": "50", "claimed": "50",
         "judged": None, "deduction": None, "score": "47.50", "admissible": None, "status": "scored", "rule": "at_least", "why": "", "remark": "",
         "places": {"claimed": "S!G9"}},
        {"path": ["效益指标", "", "作用"], "place": "S!A10", "target": "作用显著", "actual": "作用较显著", "points": "40", "claimed": "36",
         "judged": None, "deduction": None, "score": None, "admissible": ["32.00", "40.00"], "status": "judged", "rule": "judged_achieved", "why": "", "remark": "", "places": {}},
    ],
    "total": {"claimed": "95", "recomputed": "92.50"}, "grade": {"claimed": "优", "recomputed": "优"},
    "findings": [{"code": "I03", "place": "S!G9", "waived": False}, {"code": "I10", "place": "S!A9", "waived": True}],
}  # fmt: skip


def test_a_record_becomes_rows_and_is_scored_again_as_it_was() -> None:
    batch = from_records([RECORD, {"file": "坏.doc", "table": 1, "status": "unreadable", "lines": None, "funds": None}])
    assert batch.schema == CHECKED
    assert batch.num_rows == 3
    assert batch.column("codes").to_pylist() == ["", "I03", ""]
    found = score_batch(batch, get("mof-2020")).to_pylist()
    assert [(r["submission"], r["total"], r["claimed_total"], r["codes"]) for r in found] == [
        ("甲局/自评表.xlsx#1", Decimal("92.50"), Decimal(95), "")
    ]
    assert [str(r["score"]) for r in found[0]["rows"]] == ["9.00", "47.50", "None"]
    assert found[0]["rows"][1]["codes"] == "I03"


def test_no_records_are_no_rows() -> None:
    assert from_records([]).num_rows == 0
    assert score_batch(from_records([]), get("mof-2020")).num_rows == 0
    assert isinstance(from_records([]), pa.RecordBatch)


@pytest.mark.parametrize(("target", "direction"), [("4小时", "at_most"), ("=4小时", "at_most"), ("≤4小时", "at_least"), ("4小时", "equal"), ("4小时", None), ("效果显著", "at_most")])  # fmt: skip
def test_a_sign_in_a_column_of_its_own_is_scored_as_it_was(target, direction) -> None:
    row = Row(Indicator(("产出指标", "时效指标", "响应"), target, "100", direction=direction), Facts(actual="5小时"))
    result, used = assess_submission(Submission(project="甲", rows=(row,)), "mof-2020")
    made = record(result, used, "甲.xlsx", 1)
    (found,) = score_batch(from_records([made]), used).to_pylist()
    assert (found["total"], found["grade"]) == (
        Decimal(made["total"]["recomputed"]),
        made["grade"]["recomputed"] or "",
    )
    assert found["rows"][0]["rule"] == made["lines"][0]["rule"]
