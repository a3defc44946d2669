"""A form in progress: keys and values over a base, drawn with a field for each."""

import re
from dataclasses import replace

import pytest

from scoring import form as forms
from scoring.desk import drawn, notices, sheet, told
from scoring.desk.assessed import assess, assessed
from scoring.documents import load, load_indicator_set
from scoring.grid import Grid
from scoring.model import Submission
from scoring.review import chosen
from tests.desk.conftest import SETS

JINHUA = {
    "funds.0.initial": "25", "funds.0.budget": "25", "funds.0.spent": "24.86",
    **{f"row.{at}.actual": "30" if at == 5 else "10" for at in range(7)},
    **{f"row.{at}.score": score for at, score in enumerate(["10", "10", "10", "10", "10", "28", "9"])},
}  # fmt: skip


@pytest.fixture(scope="module")
def base() -> Submission:
    return sheet.blank(load_indicator_set(SETS / "jinhua-2020-yunwei.toml"))


def test_the_jinhua_form_typed_in_comes_to_what_was_published(base):
    a = assess(base, JINHUA)
    assert (str(a.result.total.score), a.result.grade) == ("96.94", "优")


def test_what_is_typed_stands_as_it_is(base):
    text = "  １０ 次\n（含12月）"
    typed = sheet.written(base, {"row.0.actual": text, "goal.actual": " 完成 ", "row.1.remark": "a\n\nb"})
    assert typed.rows[0].facts.actual == text
    assert typed.goal.actual == " 完成 "
    assert typed.rows[1].facts.remark == "a\n\nb"


def test_every_key_is_written_and_shown_again(base):
    for key in sheet.keys(base, {"起止时间"}):
        value = {"year": "2024", "money_unit": "元"}.get(key, "7")
        typed = sheet.written(base, {key: value})
        again = "na" if key.endswith(".na") else ""
        assert sheet.first(typed, key) == value, (key, again)
        assert sheet.label(key)


def test_a_finding_stands_at_the_row_it_is_about(base):
    a = assess(base, {**JINHUA, "row.5.score": "28"})
    codes = {name: {f.code for f in found} for name, found in a.placed.items()}
    assert "I04" in codes["row.5"] and "I08" in codes["row.0"]
    assert "I04" not in codes["row.0"]


def test_a_judged_score_outside_the_band_is_said_and_not_counted(base):
    a = assess(base, {**JINHUA, "row.5.score": "31"})
    line = told.told(a)["row.5"]
    assert line.score == "" and line.notes == ("评判得分 31 不在 0～30 之间，没有计入",)
    assert line.judge is not None and (line.judge.low, line.judge.high) == ("0", "30")


def test_money_that_is_no_number_is_said(base):
    notes = told.told(assess(base, {"funds.0.budget": "二十五个"}))["funds.0"].notes
    assert notes == ("全年预算数“二十五个”不是数字",)


@pytest.mark.parametrize("name", forms.names())
def test_every_form_has_a_field_for_what_it_asks_and_shows_what_it_computes(name, base):
    form = forms.get(name)
    a = assessed(sheet.written(base, JINHUA), chosen(form.standard), form)
    view = drawn.sheet(form, a.submission, a.result)
    wanted = {f"row.0.{slot}" for slot in ("actual", "remark", "deduction") if slot in form.slots}
    wanted |= {slot for slot in form.slots if slot in ("project", "department", "implementer", "goal.expected")}
    wanted |= {slot for slot in form.slots if slot.startswith("details.")}
    assert wanted <= view.keys
    assert view.keys <= set(sheet.keys(a.submission, {key[8:] for key in view.keys if key.startswith("details.")}))
    shown = [box for table in view.tables for line in table.lines for box in line.boxes]
    assert not any("\ue000" in piece.text for box in shown for piece in box.pieces)
    figures = drawn.figures(form, a.submission, a.result)
    if "score" in form.slots:
        assert {"10.00", "28.00"} <= set(figures.values()) or {"10.0", "28.0"} <= set(figures.values())


@pytest.mark.parametrize("name", forms.names())
def test_lines_below_the_rows_leave_the_table_whole(name, base):
    form = forms.get(name)
    a = assessed(base, chosen(form.standard), form)
    for table in drawn.sheet(form, a.submission, a.result).tables:
        places: set[tuple[int, int]] = set()
        for row, line in enumerate(table.lines):
            for rows, columns in [(1, line.span)] if line.told else [(b.rows, b.columns) for b in line.boxes]:
                column = next(c for c in range(99) if (row, c) not in places)
                places |= {(row + r, column + c) for r in range(rows) for c in range(columns)}
        assert len(places) == len(table.lines) * len(table.widths)


def test_last_years_table_keeps_promises_and_forgets_the_rest():
    last = load(SETS.parent / "evaluations" / "jinhua-2020-yunwei.toml")
    new = sheet.emptied(last)
    assert new.year == 2021
    assert [r.indicator for r in new.rows] == [r.indicator for r in last.rows]
    assert not any(r.facts.actual or r.facts.claimed or r.facts.remark for r in new.rows)
    assert not any(f.funds.spent or f.funds.budget for f in new.funds)
    assert new.claimed.total is None and new.narrative == ""


def test_marks_never_reach_a_page(base):
    a = assess(base, JINHUA)
    assert not re.search("[\ue000-\uf8ff]", str(drawn.plain(a.form, a.result)))


def test_a_claim_of_the_uploaded_table_is_said_where_another_score_counts():
    last = load(SETS.parent / "evaluations" / "rsb-2023-jinbao.toml")
    rows = list(last.rows)
    rows[0] = replace(rows[0], facts=replace(rows[0].facts, claimed="1"))
    base = replace(last, rows=tuple(rows))
    lines = told.told(assess(base, {}), base)
    assert lines["row.0"].notes[0].startswith("上传的表上自评得分是 1，按办法得")
    assert not lines["row.1"].notes


def test_a_row_that_does_not_apply_says_so_and_is_left_out(base):
    a = assess(base, {**JINHUA, "row.5.na": "本年没有这项工作"})
    assert told.told(a)["row.5"].why == "不适用：本年没有这项工作"
    assert a.result.total.not_applicable == 1


FRESH = ["jinhua-2020-yunwei.toml", "rsb-2023-jinbao.toml", "huangpi-2021-zhengti.toml"]


@pytest.mark.parametrize("name", FRESH)
def test_a_fresh_form_says_nothing_is_wrong_before_it_is_to_be_sent(name):
    a = assess(sheet.blank(load_indicator_set(SETS / name)), {})
    shown = notices.while_typing(a)
    assert shown.every == [] and notices.untouched(a)
    assert not told.foot(a, shown).findings and not sum(count for _, _, count in told.foot(a, shown).counts)
    assert "I15" in {f.code for f in notices.complete(a).every}


def test_rows_not_typed_yet_are_not_reproached_and_those_typed_are(base):
    a = assess(base, {"row.0.actual": "10", "funds.0.budget": "25", "funds.0.spent": "24.86"})
    typing = notices.while_typing(a)
    assert {name for name, found in typing.placed.items() if found} == {"row.0", "row.7"}
    assert "T02" not in {f.code for f in typing.every} and not notices.untouched(a)
    whole = notices.complete(a)
    assert [r.rows for r in whole.repeated if r.finding.code == "I07"] == [tuple(f"row.{at}" for at in range(1, 7))]
    assert {"T02", "I07"} <= {f.code for f in whole.every}


def test_what_several_rows_have_in_common_is_said_once_with_the_rows(base):
    a = assess(base, JINHUA)
    foot, lines = told.foot(a), told.told(a)
    ((severity, word, _, rows),) = foot.repeated
    assert (severity, word, [number for _, number in rows]) == ("warning", "提醒 I08", [1, 2, 3, 4, 5, 7])
    assert not lines["row.0"].findings and [m[1] for m in lines["row.0"].marks] == ["提醒 I08"]
    assert [f[1] for f in lines["row.5"].findings] == ["提醒 I08", "错误 I04"]  # of another number, so in its own words
    assert {severity: count for severity, _, count in foot.counts} == {"error": 3, "warning": 7, "info": 0}


@pytest.mark.parametrize("name", FRESH)
def test_an_empty_form_has_no_total(name):
    a = assess(sheet.blank(load_indicator_set(SETS / name)), {})
    shown = dict(drawn.figures(a.form, a.submission, a.result))
    assert not {"0", "0.0", "0.00"} & set(shown.values())
    blocks = [block for block in a.form.fill(a.result).blocks if isinstance(block, Grid)]
    assert blocks and not any(cell.text in ("0", "0.0", "0.00") for block in blocks for cell in block.cells)


def test_what_is_said_of_a_whole_row_stands_at_its_name(base):
    a = assess(base, JINHUA)
    places = {cell[5]: cell[4] for table in drawn.sent(a.form, a.submission, a.result) for cell in table["cells"]}
    assert places["第2行"].startswith("指标2：5、安全培训服务")
    assert places["第2行 实际完成值"] == "10"
    assert {f.source.cell for f in a.result.findings} <= set(places)
