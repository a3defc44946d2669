"""Every finding stands at its cell in the copy, in each format; the original is left as it was."""

import os
import re
import shutil
import subprocess
import zipfile

import pytest

from scoring import readers
from scoring.recheck.annotate import annotate, drawn
from scoring.recheck.one import check_file
from scoring.source import ScoringError
from tests.recheck.annotating import (
    FORMATS,
    ROOT,
    checked,
    pdf_notes,
    planted,
    sentences,
    word_comments,
    workbook,
)

LINK = re.compile(r"'(.+)'!([A-Z]+[0-9]+)")


def flat(text: str) -> str:
    return "".join(text.split())


def text_at(path) -> dict[str, str]:
    """Place → what is written there in the original."""
    return {cell.source.cell: flat(cell.text) for grid in readers.read(path).tables for cell in grid.cells}


def test_excel_cells_are_coloured_and_commented(tmp_path):
    path = planted(tmp_path / "in", "xlsx")
    records = checked(path)
    copy = annotate(path, records, tmp_path / "out", "甲局/自评表.xlsx")
    assert copy == tmp_path / "out/甲局/自评表.复核.xlsx"
    book = workbook(copy)
    colours = {"error": "00FFC7CE", "warning": "00FFEB9C", "info": "00DDEBF7"}
    for found in records[0]["findings"]:
        sheet, _, cell = found["place"].rpartition("!")
        spot = book[sheet][cell]
        assert found["message"] in spot.comment.text and found["code"] in spot.comment.text
        worst = min(
            (f["severity"] for f in records[0]["findings"] if f["place"] == found["place"]), key=list(colours).index
        )
        assert spot.fill.fgColor.rgb == colours[worst]
    commented = sum(cell.comment is not None for row in book[sheet].iter_rows() for cell in row)
    assert commented == len({found["place"] for found in records[0]["findings"]})


def test_remarks_of_others_stay_and_every_comment_is_large_enough(tmp_path):
    from openpyxl.comments import Comment

    path = planted(tmp_path, "xlsx")
    place = next(f["place"] for f in checked(path)[0]["findings"] if f["code"] == "F02").rpartition("!")[2]
    book = workbook(path)
    for cell in (place, "A3"):
        book.worksheets[0][cell].comment = Comment("张三：请核实" * 30, "张三")
    book.save(path)
    copy = annotate(path, checked(path), tmp_path / "out", "自评表.xlsx")
    sheet = workbook(copy).worksheets[1]
    assert sheet["A3"].comment.text == "张三：请核实" * 30
    assert sheet[place].comment.text.startswith("张三：请核实") and "F02" in sheet[place].comment.text
    with zipfile.ZipFile(copy) as parts:
        [drawing] = [parts.read(name).decode() for name in parts.namelist() if name.endswith(".vml")]
    heights = [float(height) for height in re.findall(r"height:([\d.]+)px", drawing)]
    assert drawing.count("width:370px") == len(heights) == sum(c.comment is not None for r in sheet for c in r)
    assert max(heights) > 200 > min(heights)


def test_excel_keeps_the_table_as_it_looks(tmp_path):
    path = planted(tmp_path, "xlsx")
    copy = annotate(path, checked(path), tmp_path / "out", "自评表.xlsx")
    before, after = workbook(path).worksheets[0], workbook(copy).worksheets[1]
    assert [[c.value for c in row] for row in before.iter_rows()] == [
        [c.value for c in row] for row in after.iter_rows()
    ]
    assert set(map(str, before.merged_cells.ranges)) == set(map(str, after.merged_cells.ranges))
    assert before["A3"].border.left.style == after["A3"].border.left.style == "thin"
    assert before.column_dimensions["B"].width == after.column_dimensions["B"].width
    assert before.row_dimensions[3].height == after.row_dimensions[3].height
    assert [c.text for c in readers.read(path).tables[0].cells] == [c.text for c in readers.read(copy).tables[1].cells]


def test_the_first_sheet_lists_all_with_links_to_the_cells(tmp_path):
    path = planted(tmp_path, "xlsx")
    records = checked(path)
    records[0]["findings"].append(records[0]["findings"][0] | {"place": "", "message": "整张表的疑点"})
    book = workbook(annotate(path, records, tmp_path / "out", "自评表.xlsx"))
    listed = book.worksheets[0]
    assert listed.title == "复核意见" and book.active is listed
    shown = {row[5].value: row[3] for row in listed.iter_rows() if row[2].value not in (None, "代码")}
    assert sorted(shown) == sorted(found["message"] for found in records[0]["findings"])
    for found in records[0]["findings"]:
        link = shown[found["message"]].hyperlink
        if found["place"]:
            sheet, cell = LINK.fullmatch(link.location).groups()
            assert f"{sheet}!{cell}" == found["place"] and link.target is None
        else:
            assert link is None and shown[found["message"]].value == "整个文件"
    assert "副本只保留数值" in "".join(str(row[0].value) for row in listed.iter_rows(max_row=8))


def test_word_comments_hang_on_the_cells(tmp_path):
    path = planted(tmp_path, "docx")
    records = checked(path)
    copy = annotate(path, records, tmp_path / "out", "自评表.docx")
    at, comments = text_at(path), word_comments(copy)
    for place, messages in sentences(records).items():
        assert all(message in comments[at[place]] for message in messages), place
    assert "共 " in comments["金保工程建设及运行维护项目绩效自评表"]
    assert text_at(copy) == text_at(path)


def test_word_places_are_those_of_the_reader_in_merged_and_nested_tables(tmp_path):
    from tests.readers.making import docx, p, tbl, tc

    inner = tbl([tc("内一"), tc("内二")])
    rows = [
        [tc("甲", '<w:gridSpan w:val="2"/>'), tc("乙", '<w:vMerge w:val="restart"/>')],
        [tc("丙"), tc(inner + p("丁")), tc("", "<w:vMerge/>")],
        [tc(""), tc("戊", '<w:gridSpan w:val="2"/>')],
    ]
    plain = docx(tmp_path / "表.docx", p("前言") + tbl(*rows) + p("末"))
    path = tmp_path / "全.docx"
    _complete(plain, path)
    grids = readers.read(path).tables
    places = [cell.source.cell for grid in grids for cell in grid.cells]
    finding = {
        "code": "R02",
        "severity": "warning",
        "claimed": None,
        "expected": None,
        "difference": None,
        "clause": "",
    }
    found = [finding | {"place": place, "message": f"在{place}", "row": "", "waived": False} for place in places]
    record = {"file": "x", "table": 1, "status": "ok", "project": None, "standard": None, "total": None, "grade": None}
    copy = annotate(path, [record | {"findings": found}], tmp_path / "out", "全.docx")
    comments = word_comments(copy)
    for text in ("甲", "乙", "丙", "丁", "戊", "内一", "内二"):
        [place] = [c.source.cell for g in grids for c in g.cells if c.text == text]
        assert comments[text].endswith(f"在{place}")


def _complete(source, path):
    """A document python-docx opens, from the bare body of the reader's tests."""
    import zipfile

    import docx as library

    library.Document().save(str(path))
    from tests.readers.making import repacked

    with zipfile.ZipFile(source) as archive:
        body = archive.read("word/document.xml")
    repacked(path, path, {"word/document.xml": lambda _: body})


def test_pdf_highlights_lie_on_the_cells(tmp_path):
    path = planted(tmp_path, "pdf")
    records = checked(path)
    copy = annotate(path, records, tmp_path / "out", "自评表.pdf")
    at, notes = text_at(path), pdf_notes(copy)
    for place, messages in sentences(records).items():
        assert all(message in notes[at[place]] for message in messages), place
    assert "共 " in notes[""]
    assert text_at(copy) == text_at(path)


@pytest.mark.parametrize(("turn", "back"), [(0, 0), (90, 90), (180, 180), (270, 270), (90, 0), (180, 90)])
def test_pdf_pages_turned_and_cropped(tmp_path, turn, back):
    import pypdf

    writer = pypdf.PdfWriter(clone_from=planted(tmp_path, "pdf"))
    page = writer.pages[0]
    if turn:
        page.rotate(turn).transfer_rotation_to_content()
        page.rotate(-back)
    width, height = float(page.mediabox.width), float(page.mediabox.height)
    page.cropbox = pypdf.generic.RectangleObject((20, 10, width - 9, height - 12))
    path = tmp_path / "转.pdf"
    writer.write(path)
    records = checked(path)
    notes, at = pdf_notes(annotate(path, records, tmp_path / "out", "转.pdf")), text_at(path)
    for place, messages in sentences(records).items():
        assert all(message in notes[at[place]] for message in messages), place


@pytest.mark.parametrize("suffix", ["html", "md"])
def test_other_formats_are_drawn_in_a_workbook(tmp_path, suffix):
    path = planted(tmp_path, suffix)
    records = checked(path)
    copy = annotate(path, records, tmp_path / "out", path.name)
    assert copy.name == f"自评表.{suffix}.复核副本.xlsx"
    book, at = workbook(copy), text_at(path)
    assert "重画" in "".join(str(row[0].value) for row in book.worksheets[0].iter_rows(max_row=8))
    commented = {
        flat(str(cell.value or "")): cell.comment.text
        for sheet in book.worksheets[1:]
        for row in sheet.iter_rows()
        for cell in row
        if cell.comment
    }
    for place, messages in sentences(records).items():
        assert all(message in commented[at[place]] for message in messages), place


def test_our_own_toml_becomes_a_text_with_line_numbers(tmp_path):
    path = ROOT / "evaluations/huangpi-2021-jinbao.toml"
    records = check_file(path)
    lines = annotate(path, records, tmp_path, path.name).read_text("utf-8").splitlines()
    found = next(f for f in records[0]["findings"] if f["code"] == "C04")
    number = found["place"].rpartition("第")[2].removesuffix("行")
    at = next(n for n, line in enumerate(lines) if line.startswith(f"{number} │"))
    below = "".join(lines[at + 1 : at + 4])
    assert found["message"] in below


@pytest.mark.parametrize("suffix", FORMATS)
def test_same_bytes_twice_and_the_original_untouched(tmp_path, suffix):
    path = planted(tmp_path, suffix)
    before = path.read_bytes()
    records = checked(path)
    first = annotate(path, records, tmp_path / "a", path.name).read_bytes()
    second = annotate(path, records, tmp_path / "b", path.name).read_bytes()
    assert first == second
    assert path.read_bytes() == before


@pytest.mark.parametrize("suffix", FORMATS)
def test_waived_findings_are_left_out(tmp_path, suffix):
    path = planted(tmp_path, suffix)
    records = checked(path)
    for found in records[0]["findings"]:
        found["waived"] = True
    copy = annotate(path, records, tmp_path / "out", path.name)
    if copy.suffix == ".docx":
        [(_, text)] = word_comments(copy).items()
    elif copy.suffix == ".pdf":
        [(_, text)] = pdf_notes(copy).items()
    else:
        book = workbook(copy)
        assert not any(cell.comment for sheet in book for row in sheet.iter_rows() for cell in row)
        text = "".join(str(cell.value) for row in book.worksheets[0].iter_rows() for cell in row)
    assert "没有发现疑点" in text and "F02" not in text


@pytest.mark.parametrize("suffix", [*FORMATS, "toml"])
def test_a_drawing_has_a_cell_for_each_place(tmp_path, suffix):
    path = ROOT / "evaluations/huangpi-2021-jinbao.toml" if suffix == "toml" else planted(tmp_path, suffix)
    own = {
        place
        for place in sentences(check_file(path))
        if suffix != "toml" or place.startswith(f"evaluations/{path.name}")
    }
    tables = drawn(path)
    seen = set()
    for table in tables:
        places = {(row + r, column + c) for row, column, rows, columns, *_ in table["cells"] for r in range(rows) for c in range(columns)}  # fmt: skip
        assert len(places) == table["rows"] * table["columns"]
        seen |= {place for *_, place in table["cells"]}
    assert own <= seen and own


def test_a_huge_table_is_drawn_in_part_and_its_findings_are_all_listed(tmp_path):
    path = planted(tmp_path, "html")
    more = "<tr>" + "<td>1</td>" * 60 + "</tr>"
    path.write_text(path.read_text("utf-8").replace("</body>", f"<table>{more * 2000}</table></body>"), "utf-8")
    records = checked(path)
    book = workbook(annotate(path, records, tmp_path / "out", path.name))
    assert 200 < book.worksheets[-2].max_row < 400
    listed = {row[5].value for row in book.worksheets[0].iter_rows()}
    assert {message for messages in sentences(records).values() for message in messages} <= listed


def test_a_file_that_was_taken_away_is_said(tmp_path):
    path = planted(tmp_path, "docx")
    records = checked(path)
    path.unlink()
    with pytest.raises(ScoringError, match="读不到了"):
        annotate(path, records, tmp_path / "out", path.name)


def test_a_drawing_is_bounded_and_says_so(tmp_path):
    path = tmp_path / "长.csv"
    path.write_text("\n".join(f"{n},{'字' * 500}" for n in range(5000)), "utf-8")
    [table] = drawn(path)
    assert table["rows"] == 3000 and "5000" in table["cut"] and len(table["cells"][1][4]) < 410


def test_unreadable_files_have_no_copy_and_no_drawing(tmp_path):
    path = tmp_path / "坏.xlsx"
    path.write_bytes(b"PK\x03\x04nothing")
    records = check_file(path)
    assert annotate(path, records, tmp_path / "out", "坏.xlsx") is None
    assert drawn(path) == [] and not (tmp_path / "out").exists()


def test_copies_open_in_libreoffice(tmp_path):
    program = shutil.which("soffice")
    if program is None:
        assert not os.environ.get("CI"), "LibreOffice is missing: run make programs"
        pytest.skip("没有 LibreOffice")
    copies = []
    for suffix in ("xlsx", "docx", "html"):
        path = planted(tmp_path, suffix)
        copy = annotate(path, checked(path), tmp_path / suffix, path.name)
        copies.append(copy.rename(copy.with_stem(suffix)))
    command = [program, f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--convert-to", "pdf"]
    command += ["--outdir", str(tmp_path / "pdf"), *map(str, copies)]
    subprocess.run(command, check=True, capture_output=True, timeout=240)
    printed = sorted((tmp_path / "pdf").glob("*.pdf"))
    assert len(printed) == len(copies)
    for path in printed:
        assert "总分" in readers.read(path).text + str(drawn(path))
