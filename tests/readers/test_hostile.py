"""Hostile, broken and mislabelled files: one clear sentence each, and nothing else."""

from __future__ import annotations

import os
import struct
import zipfile
from pathlib import Path
from typing import Any

import pytest

from scoring.readers import bounds, read
from scoring.source import ScoringError
from tests.readers.making import archive_of, docx, p, pdf, repacked, tbl, tc, xlsx, zipped


def refusal(path: Path) -> str:
    """The one sentence with which a file is refused, without its name."""
    with pytest.raises(ScoringError) as caught:
        read(path)
    (problem,) = caught.value.problems
    assert problem.source.file == str(path)
    assert problem.advice
    return problem.message


def written(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.pdf", b"\x89PNG\r\n\x1a\n" + b"\0" * 50, "是图片（PNG），不是表格文件"),
        ("a.xlsx", b"\xff\xd8\xff\xe0" + b"\0" * 50, "是图片（JPEG），不是表格文件"),
        ("a.docx", b"Rar!\x1a\x07\0", "是压缩包（RAR）"),
        ("a.xlsx", b"", "文件是空的（0 字节）"),
        ("a.xlsx", b"PK\x03\x04 cut short", "文件已损坏或不完整，压缩结构打不开"),
        ("a.pdf", b"%PDF-1.7\n cut short", "PDF 已损坏，打不开"),
        ("a.xls", OLE + "Workbook".encode("utf-16-le") + b"\0\0", "电子表格已损坏，打不开"),
        ("a.xlsx", OLE + "EncryptedPackage".encode("utf-16-le") + b"\0\0", "文件有密码保护"),
        ("a.msg", OLE, "是旧版 Office 格式，但不是 Word 或 Excel 文档"),
        ("a.xlsx", archive_of(b"x", "readme.txt"), "是压缩包（ZIP），里面不是 Word 或 Excel 文档"),
        ("a.pptx", archive_of(b"x", "ppt/presentation.xml"), "是演示文稿，不是表格文件"),
        ("a.ofd", archive_of(b"x", "OFD.xml"), "是 OFD 版式文件，暂不能读取"),
        ("a.xml", b"<?xml version='1.0'?><invoice/>", "是 XML 文件，不是表格文件"),
        ("a.csv", bytes(range(256)) * 4, "不是可识别的表格或文本文件，或内容已损坏"),
        ("a.csv", b"\n \n", "文件里没有内容"),
        ("a.html", b"<html><body></body></html>", "没有读到任何内容（文件里没有表格）"),
    ],
)
def test_a_file_that_is_not_what_it_seems(tmp_path: Path, name: str, content: bytes, message: str) -> None:
    assert refusal(written(tmp_path / name, content)) == message


def test_folders_links_pipes_and_missing_files(tmp_path: Path) -> None:
    (tmp_path / "folder.xlsx").mkdir()
    (tmp_path / "link.xlsx").symlink_to("/etc/hostname")
    os.mkfifo(tmp_path / "pipe.xlsx")
    assert refusal(tmp_path / "folder.xlsx") == "是一个文件夹，不是文件"
    assert refusal(tmp_path / "link.xlsx") == "是一个链接，没有跟随"
    assert refusal(tmp_path / "pipe.xlsx") == "不是普通文件"
    assert refusal(tmp_path / "none.xlsx") == "找不到文件"
    assert refusal(tmp_path / "a\0b.xlsx") == "文件打不开"
    assert refusal(tmp_path / ("长" * 300)) == "文件打不开"


def test_a_file_nobody_may_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def forbidden(path: Path) -> bytes:
        raise PermissionError(path)

    path = written(tmp_path / "a.csv", b"a,b")
    monkeypatch.setattr(Path, "read_bytes", forbidden)  # the superuser may read everything
    assert refusal(path) == "没有读取权限"


def test_a_file_too_large(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with path.open("wb") as file:
        file.truncate(bounds.FILE + 2**20)
    assert refusal(path) == "文件有 51 MB，超过 50 MB"


# Zip archives


def test_a_zip_bomb(tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.docx", {"word/document.xml": b"\0" * (50 * 2**20)})
    assert refusal(path) == "文件解压后过大，疑似压缩炸弹，没有读取"


def test_a_zip_bomb_that_lies_about_its_size(tmp_path: Path) -> None:
    good = xlsx(tmp_path / "good.xlsx", lambda book, ws: ws.write("A1", "甲"))
    path = repacked(good, tmp_path / "a.xlsx", {"xl/sharedStrings.xml": lambda xml: b" " * (150 * 2**20)})
    lie = path.read_bytes().replace(struct.pack("<I", 150 * 2**20), struct.pack("<I", 500))
    path.write_bytes(lie)
    assert refusal(path) in ("文件解压后过大，疑似压缩炸弹，没有读取", "文件已损坏或不完整，内部的部件解不开")


def test_names_that_climb_out_of_the_archive_lead_nowhere(tmp_path: Path) -> None:
    good = xlsx(tmp_path / "good.xlsx", lambda book, ws: ws.write("A1", "甲"))
    links = "xl/_rels/workbook.xml.rels"
    path = repacked(
        good, tmp_path / "a.xlsx", {links: lambda xml: xml.replace(b"worksheets/sheet1", b"../../../etc/x")}
    )
    assert refusal(path) == "工作簿的目录与内容对不上"


def test_parts_of_the_same_name(tmp_path: Path) -> None:
    path = docx(tmp_path / "a.docx", p("甲"))
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("WORD/document.xml", "<x/>")
    assert refusal(path) == "压缩包内部件过多或重名，不像正常的文档"


# XML


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_entities_are_refused(tmp_path: Path, encoding: str) -> None:
    text = (
        f'<?xml version="1.0" encoding="{encoding}"?><!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/hostname">]><d>&x;</d>'
    )
    path = zipped(tmp_path / "a.docx", {"word/document.xml": text.encode(encoding)})
    assert refusal(path) == "文件的 XML 带有 DOCTYPE 或实体声明，为安全起见没有读取"


def test_xml_cut_short(tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.docx", {"word/document.xml": "<w:document xmlns:w='x'><w:body>"})
    assert refusal(path) == "文件已损坏，内部的 XML 不完整"


# Tables


def test_tables_nested_too_deeply(tmp_path: Path) -> None:
    body = p("底")
    for _ in range(200):
        body = tbl([tc(body)])
    assert refusal(docx(tmp_path / "a.docx", body)) == "表格嵌套超过 40 层，没有读取"
    page = "<table><tr><td>" * 5000
    assert refusal(written(tmp_path / "a.html", page.encode())) == "表格过多或嵌套过深，没有读取"


def test_more_tables_than_anyone_draws(tmp_path: Path) -> None:
    path = docx(tmp_path / "a.docx", tbl([tc("甲")]) * (bounds.TABLES + 1))
    assert refusal(path) == "表格超过 2000 个，没有读取"


def test_elements_nested_too_deeply(tmp_path: Path) -> None:
    run = "<w:r>" * 20_000 + "</w:r>" * 20_000
    assert refusal(docx(tmp_path / "a.docx", f"<w:p>{run}</w:p>")).startswith("读取时出现意外错误（RecursionError）")


@pytest.mark.parametrize("width", ["99999", "-5", "x", "99999999999"])
def test_a_merge_as_wide_as_it_likes(tmp_path: Path, width: str) -> None:
    path = docx(tmp_path / "a.docx", tbl([tc("甲", f'<w:gridSpan w:val="{width}"/>')]))
    if width == "99999":
        assert refusal(path) == "表格过大（至少 1 行 99999 列），没有读取"
    else:
        assert str(read(path).tables[0]) == "甲"


def test_spans_of_a_web_page_as_large_as_they_like(tmp_path: Path) -> None:
    page = "<table>" + "<tr><td rowspan=65534 colspan=1000>甲" * 3 + "</table>"
    assert refusal(written(tmp_path / "a.html", page.encode())) == "表格过大（至少 3 行 3000 列），没有读取"
    page = "<table><tr><td rowspan=99999999999999999999 colspan=-1>甲</table>"
    assert str(read(written(tmp_path / "a.html", page.encode())).tables[0]) == "甲"


def test_a_sheet_of_fifty_thousand_rows(tmp_path: Path) -> None:
    def fill(book: Any, ws: Any) -> None:
        for row in range(50_000):
            ws.write_row(row, 0, ["甲", "乙", 1, 2, 3])

    assert refusal(xlsx(tmp_path / "a.xlsx", fill)) == (
        "没有读到任何内容（工作表 Sheet1 有约 250000 个单元格有内容，超过 200000 个，没有读取）"
    )


def test_a_sheet_too_long_beside_a_form_leaves_the_form(tmp_path: Path) -> None:
    def fill(book: Any, ws: Any) -> None:
        ws.write("A1", "得分")
        long = book.add_worksheet("明细")
        for row in range(50_000):
            long.write_row(row, 0, [1, 2, 3, 4, 5])

    document = read(xlsx(tmp_path / "a.xlsx", fill))
    assert [str(grid) for grid in document.tables] == ["得分"]
    assert "工作表 明细 有约 250000 个单元格有内容" in document.notes[0]


def test_two_cells_at_opposite_corners_do_not_fill_the_memory(tmp_path: Path) -> None:
    good = xlsx(tmp_path / "good.xlsx", lambda book, ws: ws.write_row("A1", [1, 2]))
    far = {"xl/worksheets/sheet1.xml": lambda xml: xml.replace(b'r="B1"', b'r="XFD1048576"')}
    assert "过于分散" in refusal(repacked(good, tmp_path / "a.xlsx", far))
    wrapped = {"xl/worksheets/sheet1.xml": lambda xml: xml.replace(b'<c r="B1"', b'<c\nr="XFD1048576"')}
    assert "过于分散" in refusal(repacked(good, tmp_path / "b.xlsx", wrapped))


def test_merges_that_overlap_and_protrude(tmp_path: Path) -> None:
    good = xlsx(tmp_path / "good.xlsx", lambda book, ws: (ws.merge_range("A1:B1", "甲"), ws.write("A2", "乙")))
    for wrong, drawn in (
        (b'<mergeCell ref="A1:B1"/><mergeCell ref="B1:B2"/>', "甲 | <\n乙 | "),
        (b'<mergeCell ref="A1:B1"/>' + b'<mergeCell ref="A1:B2"/>' * 5000, "甲 | <\n乙 | "),
    ):
        change = {"xl/worksheets/sheet1.xml": lambda xml, w=wrong: xml.replace(b'<mergeCell ref="A1:B1"/>', w)}
        assert str(read(repacked(good, tmp_path / "a.xlsx", change)).tables[0]) == drawn


def test_control_characters_and_lone_surrogates_are_dropped(tmp_path: Path) -> None:
    path = written(tmp_path / "a.html", "<table><tr><td>甲\x07\u200b乙&#xD800;&#x202e;</table>".encode("utf-8"))
    text = read(path).tables[0].cells[0].text
    assert text.startswith("甲乙")
    text.encode("utf-8")


# PDF


def test_a_pdf_with_a_password(tmp_path: Path) -> None:
    assert refusal(written(tmp_path / "a.pdf", ENCRYPTED)) == "文件有密码保护"


def test_a_page_of_nothing_but_lines(tmp_path: Path) -> None:
    lines = "".join(
        f"#place(line(start: ({n * 0.14}mm, 0mm), length: 20cm, angle: 90deg, stroke: 0.1pt))" for n in range(1200)
    )
    document = read(pdf(tmp_path / "a.pdf", f"甲\n{lines}"))
    assert document.text.startswith("甲")


def _encrypted() -> bytes:
    """The smallest PDF with a user password that nobody knows."""
    key = "<" + "42" * 32 + ">"
    parts = [
        "<</Type/Catalog/Pages 2 0 R>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 100 100]>>",
        f"<</Filter/Standard/V 1/R 2/O {key}/U {key}/P -4>>",
    ]
    out, places = b"%PDF-1.4\n", []
    for number, part in enumerate(parts, 1):
        places.append(len(out))
        out += f"{number} 0 obj{part}endobj\n".encode()
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    end = f"xref\n0 5\n0000000000 65535 f \n{table}trailer<</Size 5/Root 1 0 R/Encrypt 4 0 R/ID[<00><00>]>>\n"
    return out + end.encode() + f"startxref\n{len(out)}\n%%EOF".encode()


ENCRYPTED = _encrypted()
