"""A run as SARIF: of the published shape, every finding in it, waived ones suppressed."""

import json
from datetime import date
from pathlib import Path

import jsonschema

from scoring.checks import codes
from scoring.recheck import sarif, waivers
from scoring.recheck.across import compare
from scoring.source import Source
from tests.recheck.drawn import broken, drawn

MISSED = """
一级 | 二级 | 三级 | 目标 | 完成 | 分值 | 得分
产出指标 | 质量指标 | 合格率 | ≥95% | 90% | 10 | 10
"""


def log(*records: dict, across: list[dict] = ()) -> dict:
    """The log of a run, valid against the schema."""
    data = json.loads("".join(sarif.pieces(records, across)))
    schema = json.loads((Path(__file__).parent / "sarif-2.1.0.json").read_text("utf-8"))
    jsonschema.Draft7Validator(schema).validate(data)
    return data["runs"][0]


def test_every_finding_is_a_result_that_names_its_rule_file_and_cell():
    record = drawn(MISSED, "甲局/自评表 1.xlsx", 2, project="金保工程")
    run = log(record, broken("甲局/扫描.pdf"))
    rules = run["tool"]["driver"]["rules"]
    assert [r["id"] for r in rules] == list(codes())
    assert [r["ruleId"] for r in run["results"]] == [f["code"] for f in record["findings"]] + ["R01"]
    assert all(rules[r["ruleIndex"]]["id"] == r["ruleId"] for r in run["results"])
    missed = next(r for r in run["results"] if r["ruleId"] == "I03")
    assert missed["level"] == "error"
    found = next(f for f in record["findings"] if f["code"] == "I03")
    assert missed["message"]["text"] == f"{found['message']}（{found['clause']}）"
    assert missed["locations"] == [
        {
            "physicalLocation": {
                "artifactLocation": {"uri": "%E7%94%B2%E5%B1%80/%E8%87%AA%E8%AF%84%E8%A1%A8%201.xlsx"}
            },
            "logicalLocations": [{"fullyQualifiedName": "表2 第2行得分", "kind": "element"}],
        }
    ]


def test_a_line_of_the_file_itself_is_a_region_and_one_of_another_file_is_not():
    record = drawn(MISSED, "甲局/自评.toml")
    record["findings"] = [
        record["findings"][0] | {"place": place} for place in ("甲局/自评.toml 第7行", "指标/自评.toml 第7行", "")
    ]
    places = [r["locations"][0] for r in log(record)["results"]]
    assert [p["physicalLocation"].get("region") for p in places] == [{"startLine": 7}, None, None]
    assert [("logicalLocations" in p) for p in places] == [True, True, False]


def test_a_waived_finding_is_suppressed_with_its_reason_and_the_others_are_said_not_to_be():
    allowed = waivers.Waivers([waivers.Waiver("I03", "已核", "张三", "2099-12-31", unit="甲局")], [Source("w", 1)])
    record = waivers.apply(drawn(MISSED, implementer="甲局"), allowed, date(2024, 1, 1))
    told = {r["ruleId"]: r["suppressions"] for r in log(record)["results"]}
    assert told.pop("I03") == [
        {"kind": "external", "status": "accepted", "justification": "已核（张三，有效到 2099-12-31）"}
    ]
    assert told
    assert all(suppressions == [] for suppressions in told.values())


def test_a_finding_across_files_has_its_first_place_and_the_others_beside_it():
    ours = [drawn(MISSED, f"甲局/{n}.xlsx", project="金保工程", implementer="甲局") for n in (1, 2, 3)]
    (result,) = log(across=compare(lambda: ours))["results"]
    assert (result["ruleId"], result["level"]) == ("C05", "note")
    assert [p["id"] for p in result["relatedLocations"]] == [1, 2]


def test_the_same_finding_has_the_same_fingerprint_and_another_place_has_another():
    def prints(file: str) -> list[str]:
        return [r["partialFingerprints"]["scoring/1"] for r in log(drawn(MISSED, file))["results"]]

    assert prints("1.xlsx") == prints("1.xlsx")
    assert not set(prints("1.xlsx")) & set(prints("2.xlsx"))


def test_a_run_without_findings_and_a_broken_file_name_are_valid_too():
    assert log()["results"] == []
    name = b"\xb1\xed.xlsx".decode("utf-8", "surrogateescape")
    assert (
        log(broken(name))["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "%B1%ED.xlsx"
    )
