"""Whatever stands in a file, checking it gives records: no exception, no row with figures lost in silence."""

import random
from pathlib import Path

import pytest

from scoring.recheck.one import check_file
from tests.corpus.content import clean
from tests.corpus.files import write
from tests.corpus.layouts import drawn
from tests.corpus.looks import LOOKS
from tests.readers.making import docx, p, pdf, tbl, tc

NASTY = (
    "1e999999", "9" * 4000, "²³", "٣٤", "½", "∞", "NaN", "-0", "1/0", "(" * 3000, "≥≥≥90%", "=HYPERLINK(1)", "<script>", "{}%s",
    "\u202e90%", "9\u200b0%", "2020年13月45日前", "9999年12月31日前", "5--6次", "±", "0分之3", "1.2.3", "a" * 20000, "完成" * 5000, "执行率×" + "9" * 300,
    "\n\n", "1.甲\n2.乙", "10\n20", "项目名称", "三级指标", "总分", "得分", "合计：：：", "：", "年度指标值", "■优 ☑良", "百分之", "……",
)  # fmt: skip


@pytest.mark.parametrize("kind", ["html", "docx"])
def test_odd_texts_in_any_cell(tmp_path: Path, kind: str) -> None:
    for seed in range(40):
        rng = random.Random(seed)
        look = rng.choice(LOOKS)
        blocks = drawn(clean(seed), look, seed)
        for block in blocks:
            for _ in range(0 if isinstance(block, str) else rng.randint(1, 6)):
                row = rng.choice(block)
                at = rng.randrange(len(row))
                row[at] = row[at] if row[at] in ("<", "^") else rng.choice(NASTY)
        for record in check_file(write(blocks, tmp_path / f"{seed}", kind, seed)):
            assert record["status"] in ("ok", "partial", "unreadable")


def test_what_a_reader_left_out_is_a_finding(tmp_path: Path) -> None:
    table = "#table(columns: 4, [三级指标], [年度指标值], [实际完成值], [得分], [培训人次], [≥10次], [12次], [9])"
    [record] = check_file(pdf(tmp_path / "a.pdf", f"{table}\n#pagebreak()\n#rect()"))
    assert record["status"] == "partial"
    assert ("R02", "第 2 页没有文字，可能是扫描件，没有读到内容") in [
        (f["code"], f["message"]) for f in record["findings"]
    ]


def test_a_pdf_without_rules_says_so(tmp_path: Path) -> None:
    [record] = check_file(pdf(tmp_path / "a.pdf", "三级指标 年度指标值 实际完成值 得分"))
    assert record["status"] == "unreadable"
    assert "没有找到带框线的表格" in record["findings"][0]["message"]


@pytest.mark.parametrize("wrap", ["sdt", "ins", "box", "nested"])
def test_tables_in_content_controls_tracked_changes_boxes_and_cells(tmp_path: Path, wrap: str) -> None:
    rows = [["三级指标", "年度指标值", "实际完成值", "得分"], ["培训人次", "≥10次", "12次", "9"]]
    table = tbl(*([tc(text) for text in row] for row in rows))
    body = {
        "sdt": f"<w:sdt><w:sdtContent>{table}</w:sdtContent></w:sdt>",
        "ins": table.replace("<w:r>", "<w:ins><w:r>").replace("</w:r>", "</w:r></w:ins><w:del><w:r><w:delText>99</w:delText></w:r></w:del>"),
        "box": f"<w:p><w:r><w:pict><w:txbxContent>{table}</w:txbxContent></w:pict></w:r></w:p>",
        "nested": tbl([tc(p("附件") + table)]),
    }[wrap]  # fmt: skip
    [record] = check_file(docx(tmp_path / "a.docx", body))
    assert [(line["path"][2], line["target"], line["actual"]) for line in record["lines"]] == [
        ("培训人次", "≥10次", "12次")
    ]
