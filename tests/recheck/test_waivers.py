"""Findings somebody answers for: matched, shown, expired, refused with their line."""

from datetime import date
from pathlib import Path

import pytest

from scoring.recheck import waivers
from scoring.recheck.across import compare
from scoring.source import ScoringError
from tests.recheck.drawn import drawn

TODAY = date(2024, 6, 30)
MISSED = """
一级 | 二级 | 三级 | 目标 | 完成 | 分值 | 得分
产出指标 | 质量指标 | 合格率 | ≥95% | 90% | 10 | 10
产出指标 | 质量指标 | 优良率 | ≥95% | 90% | 10 | 10
"""


def written(folder: Path, *entries: str) -> waivers.Waivers:
    path = folder / "waivers.toml"
    path.write_text("\n".join(f"[[waiver]]\n{entry}" for entry in entries), "utf-8")
    return waivers.load(path)


def entry(**said: str) -> str:
    usual = {"code": "I03", "reason": "已核佐证材料", "author": "张三", "until": "2024-12-31"} | said
    return "\n".join(f'{key} = "{value}"' for key, value in usual.items() if value)


def waived(found: waivers.Waivers, file: str = "甲局/1.xlsx", **around: object) -> list[bool]:
    record = waivers.apply(drawn(MISSED, file, implementer="甲局", department="丁市", **around), found, TODAY)
    return [f["waived"] for f in record["findings"] if f["code"] == "I03"]


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ({"unit": "甲局"}, [True, True]),
        ({"unit": "甲 局"}, [True, True]),
        ({"unit": "丁市"}, [True, True]),
        ({"unit": "乙局"}, [False, False]),
        ({"unit": "甲局", "row": "合格率"}, [True, False]),
        ({"unit": "甲局", "code": "I04"}, [False, False]),
        ({"file": "甲局/*.xlsx"}, [True, True]),
        ({"file": "1.xlsx"}, [True, True]),
        ({"file": "/甲局/1.xlsx"}, [False, False]),
        ({"file": "乙局/*"}, [False, False]),
        ({"file": "甲局/*", "unit": "乙局"}, [False, False]),
        ({"unit": "甲局", "until": "2024-06-30"}, [True, True]),
        ({"unit": "甲局", "until": "2024-06-29"}, [False, False]),
    ],
    ids=str,
)
def test_which_findings_an_entry_waives(tmp_path, said, expected):
    assert waived(written(tmp_path, entry(**said))) == expected


def test_a_pattern_is_the_end_of_a_path_too(tmp_path):
    assert waived(written(tmp_path, entry(file="甲局/*.xlsx")), "/报送/2023/甲局/1.xlsx") == [True, True]
    assert waived(written(tmp_path, entry(file="甲局/*.xlsx")), "/报送/2023/大甲局/1.xlsx") == [False, False]


def test_a_waived_finding_says_why_who_and_until_when_and_the_record_given_is_left_alone(tmp_path):
    found = written(tmp_path, entry(unit="甲局", row="合格率"))
    record = drawn(MISSED, implementer="甲局")
    ours = next(f for f in waivers.apply(record, found, TODAY)["findings"] if f["waived"])
    told = {"reason": "已核佐证材料", "author": "张三", "until": "2024-12-31", "expired": False}
    assert (ours["row"], ours["waiver"]) == ("合格率", told)
    assert not any(f["waived"] for f in record["findings"])


def test_an_expired_entry_gives_way_to_one_that_holds(tmp_path):
    found = written(tmp_path, entry(unit="甲局", until="2023-12-31"), entry(file="甲局/*"))
    assert waived(found) == [True, True]


def test_after_a_run_what_expired_and_what_met_nothing_is_named_with_its_line(tmp_path):
    found = written(
        tmp_path, entry(unit="甲局", until="2023-12-31"), entry(unit="乙局", row="合格率"), entry(unit="丁市")
    )
    waived(found)
    assert [s.replace(f"{tmp_path}/", "") for s in waivers.report(found, TODAY)] == [
        "waivers.toml:1：这条豁免 2023-12-31 已到期，I03（甲局）的疑点重新列出；仍然有效的请改 until",
        "waivers.toml:7：这条豁免没有对上任何疑点：I03（乙局 “合格率”）；请核对编号、文件、单位和行，不用的请删去",
    ]


def test_a_finding_across_files_is_waived_by_its_unit_or_by_all_of_its_files(tmp_path):
    ours = [drawn(MISSED, f"甲局/{n}.xlsx", project="金保工程", implementer="甲局") for n in (1, 2)]
    (twice,) = compare(lambda: ours)
    for said, expected in (({"unit": "甲局"}, True), ({"file": "甲局/*"}, True), ({"file": "1.xlsx"}, False)):
        found = written(tmp_path, entry(code="C05", **said))
        assert waivers.apply_across(twice, found, TODAY)["waived"] is expected


def test_every_mistake_is_said_with_its_line(tmp_path):
    with pytest.raises(ScoringError) as caught:
        written(
            tmp_path,
            entry(unit="甲局", code="i03"),
            entry(unit="甲局", until="2024-13-01"),
            entry(),
            entry(unit="甲", reason=" "),
        )
    assert [str(p).replace(f"{tmp_path}/", "") for p in caught.value.problems] == [
        "waivers.toml:2：没有编号为“i03”的疑点。是不是 I03？全部编号见 scoring rules",
        "waivers.toml:11：until 不是日期：“2024-13-01”。写成 2024-12-31",
        'waivers.toml:13：没有写是哪个文件或哪个单位。写 file = "甲局/*.xlsx" 或 unit = "甲局"',
        "waivers.toml:20：reason 是空的。请写明为什么不算",
    ]


@pytest.mark.parametrize("missing", ["reason", "author", "until"])
def test_reason_author_and_date_are_needed(tmp_path, missing):
    with pytest.raises(ScoringError) as caught:
        written(tmp_path, entry(unit="甲局", **{missing: ""}))
    (problem,) = caught.value.problems
    assert f"缺少 waiver第1项.{missing}" in problem.message
    assert problem.source.line == 1


def test_the_printed_template_is_a_file_of_waivers(tmp_path):
    from importlib.resources import files

    text = files("scoring").joinpath("data/templates/waivers.toml").read_text("utf-8")
    (tmp_path / "waivers.toml").write_text(text, "utf-8")
    (one,) = waivers.load(tmp_path / "waivers.toml").entries
    assert (one.code, one.until, one.row) == ("F05", "2026-12-31", "")


def test_a_file_is_named_as_it_is_called_whatever_signs_are_in_it(tmp_path):
    assert waived(written(tmp_path, entry(file="[2023]自评表.xlsx")), "甲局/[2023]自评表.xlsx") == [True, True]


def test_of_codes_that_were_not_asked_for_nothing_is_said(tmp_path):
    found = written(tmp_path, entry(unit="乙局"))
    assert waivers.report(found, TODAY, ["T02"]) == []
    assert len(waivers.report(found, TODAY, ["I03"])) == 1
