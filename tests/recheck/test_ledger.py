"""The ledger read back with another library: every finding, numbers as numbers, no formula, filters, print setup."""

import openpyxl
import pytest

from scoring.recheck import ledger, ledger_sheets, risk
from scoring.recheck.ledger_sheets import held
from scoring.recheck.statistics import survey
from scoring.source import ScoringError
from tests.recheck.making import HOSTILE, LONG
from tests.recheck.test_statistics import ACROSS


@pytest.fixture(scope="module")
def book(records, tmp_path_factory):
    path = tmp_path_factory.mktemp("ledger") / "复核台账.xlsx"
    sample = risk.sample(lambda: records, 3, 7)
    ledger.write(path, lambda: records, survey(lambda: records, ACROSS), across=ACROSS, sample=sample)
    return openpyxl.load_workbook(path)


def rows(sheet):
    head, *rest = sheet.iter_rows(values_only=True)
    return [dict(zip(head, row, strict=True)) for row in rest]


def test_sheets(book):
    assert book.sheetnames == ["文件", "疑点", "按单位", "按代码", "图表", "分差", "跨文件", "抽评"]
    assert len(book["图表"]._charts) == 4


def test_one_row_for_each_table_in_the_order_of_work(book, records):
    found = rows(book["文件"])
    assert [r["次序"] for r in found] == list(range(1, len(records) + 1))
    assert [r["紧急度"] for r in found] == sorted((r["紧急度"] for r in found), reverse=True)
    wrong = next(r for r in found if r["文件"] == "甲局/金保错.docx")
    assert (wrong["自评总分"], wrong["重算总分"], wrong["差"], wrong["重算等级"]) == (99.9, 96.6, 3.3, "优")
    assert (wrong["错误"], wrong["年度"], wrong["单位"]) == (3, 2023, "甲局信息中心")
    assert wrong["疑点代码"] == "F02 F06 I03 R03 T02"


def test_one_row_for_each_finding(book, records):
    found = rows(book["疑点"])
    wanted = [(r["file"], f["place"] or None, f["code"], f["message"]) for r in records for f in r["findings"]]
    assert [(r["文件"], r["位置"], r["代码"], r["说明"]) for r in found] == wanted
    missed = next(r for r in found if r["代码"] == "I03")
    assert (missed["自评"], missed["应为"], missed["差"], missed["轻重"]) == (4, 3.6, 0.4, "错误")


def test_a_waiver_says_why_and_who(tmp_path, records):
    waiver = {"reason": "年初已核", "author": "张三", "until": "2020-01-01", "expired": True}
    record = {**records[5], "findings": [f | {"waiver": waiver} for f in records[5]["findings"]]}
    ledger.write(tmp_path / "x.xlsx", lambda: [record], survey(lambda: [record]))
    found = rows(openpyxl.load_workbook(tmp_path / "x.xlsx")["疑点"])
    assert {r["豁免"] for r in found} == {"豁免已到期：年初已核（张三，至 2020-01-01）"}


def test_numbers_keep_their_printed_digits(book):
    sheet = book["疑点"]
    cell = next(row[9] for row in sheet.iter_rows() if row[5].value == "I03")
    assert (cell.value, cell.number_format) == (4, "0.0")


def test_nothing_is_a_formula(book):
    kinds = {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row}
    assert kinds <= {"s", "n", "inlineStr"}
    texts = {cell.value for sheet in book for row in sheet.iter_rows() for cell in row}
    assert HOSTILE[0] in texts
    assert HOSTILE[2] in texts


@pytest.mark.parametrize("text", ["=1+1", "+1", "@SUM(A1)", "-cmd", HOSTILE[1]])
def test_what_looks_like_a_formula_stays_text_after_editing(tmp_path, records, text):
    record = {**records[-1], "project": {**records[-1]["project"], "unit": text}}
    ledger.write(tmp_path / "x.xlsx", lambda: [record], survey(lambda: [record]))
    cell = openpyxl.load_workbook(tmp_path / "x.xlsx")["按单位"]["A2"]
    assert (cell.value, cell.data_type, cell.quotePrefix) == (text, "s", True)


def test_header_filters_and_print_setup(book):
    for name in ("文件", "疑点"):
        sheet = book[name]
        assert sheet.freeze_panes == "A2"
        assert sheet.auto_filter.ref == f"A1:{sheet.cell(sheet.max_row, sheet.max_column).coordinate}"
        assert sheet.print_title_rows == "$1:$1"
        assert sheet.page_setup.orientation == "landscape"
        assert sheet.sheet_properties.pageSetUpPr.fitToPage


def test_a_full_sheet_goes_on_in_another(tmp_path, records, monkeypatch):
    monkeypatch.setattr(ledger_sheets, "ROWS", 20)
    ledger.write(tmp_path / "x.xlsx", lambda: records, survey(lambda: records))
    book = openpyxl.load_workbook(tmp_path / "x.xlsx")
    assert [name for name in book.sheetnames if name.startswith("疑点")] == ["疑点", "疑点（2）", "疑点（3）"]
    codes = [r["代码"] for name in book.sheetnames if name.startswith("疑点") for r in rows(book[name])]
    assert codes == [f["code"] for r in records for f in r["findings"]]


@pytest.mark.parametrize("text", [LONG, "𠀀" * 20_000, "\x00" * 40_000 + LONG, "甲\x01\ud800乙"])
def test_what_a_cell_cannot_hold_is_cut_and_says_so(text):
    kept = held(text)
    assert len(kept.encode("utf-16-le")) <= 2 * 32_767
    assert kept.endswith("没有写全）") == (len(text) > 100)
    assert not {"\x00", "\x01", "\ud800"} & set(kept)


def test_the_same_records_give_the_same_bytes(tmp_path, records):
    for name in ("a", "b"):
        ledger.write(tmp_path / name, lambda: records, survey(lambda: records))
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


def test_nothing_is_overwritten_unasked(tmp_path, records):
    (tmp_path / "x.xlsx").write_text("旧")
    with pytest.raises(ScoringError, match="已存在"):
        ledger.write(tmp_path / "x.xlsx", lambda: records, survey(lambda: records))
    assert (tmp_path / "x.xlsx").read_text() == "旧"
