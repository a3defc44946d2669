"""What a file really is, whatever its name says."""

from __future__ import annotations

import re
from pathlib import PurePath

from scoring.readers.archive import Archive
from scoring.readers.bounds import RESAVE
from scoring.readers.document import refused

_IMAGES = {
    b"\x89PNG": "PNG", b"\xff\xd8\xff": "JPEG", b"GIF8": "GIF", b"BM": "BMP",
    b"II*\0": "TIFF", b"MM\0*": "TIFF",
}  # fmt: skip
_ARCHIVES = {b"Rar!": "RAR", b"7z\xbc\xaf": "7z", b"\x1f\x8b": "gzip"}
_HTML = re.compile(rb"<(?:!doctype\s+html|html|head|body|table|meta)\b", re.IGNORECASE)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def kind_of(data: bytes, file: str) -> str:
    """xlsx xls docx pdf html mhtml md csv, or what LibreOffice must convert: doc rtf odt ods xlsb xml-….

    Raises ScoringError for anything else, naming what it is.
    """
    head = data[:4096]
    for magic, name in _IMAGES.items():
        if head.startswith(magic) and (len(magic) > 2 or b"\0" in head):
            raise refused(file, f"是图片（{name}），不是表格文件", "请报送 Word、Excel 或带文字的 PDF")
    for magic, name in _ARCHIVES.items():
        if head.startswith(magic):
            raise refused(file, f"是压缩包（{name}）", "请解压后报送其中的文件")
    if b"%PDF-" in head[:1024]:
        return "pdf"
    if head.startswith(b"PK"):
        directory = data[-(2**16) :]  # names the parts; cheaper to search than to open
        if b"xl/workbook.xml" in directory:
            return "xlsx"
        if b"word/document.xml" in directory:
            return "docx"
        return _zipped(Archive(data, file), file)
    if head.startswith(_OLE):
        return _compound(data, file)
    if head.startswith(b"{\\rtf"):
        return "rtf"
    return _text(data, head, file)


def _zipped(archive: Archive, file: str) -> str:
    if "xl/workbook.xml" in archive:
        return "xlsx"
    if "xl/workbook.bin" in archive:
        return "xlsb"
    if any(name.startswith("word/") for name in archive.parts):
        return "docx"
    if "mimetype" in archive:
        kind = archive.read("mimetype", 200).strip()
        if kind.endswith(b"opendocument.text"):
            return "odt"
        if kind.endswith(b"opendocument.spreadsheet"):
            return "ods"
    if "ofd.xml" in archive:
        raise refused(file, "是 OFD 版式文件，暂不能读取", "请报送 Word、Excel，或导出为 PDF")
    if any(name.startswith("ppt/") for name in archive.parts):
        raise refused(file, "是演示文稿，不是表格文件", "请报送 Word、Excel 或 PDF")
    raise refused(file, "是压缩包（ZIP），里面不是 Word 或 Excel 文档", "请解压后报送其中的文件")


def _compound(data: bytes, file: str) -> str:
    """The old binary container of Office: its streams are named in UTF-16."""

    def has(name: str) -> bool:
        return name.encode("utf-16-le") + b"\0\0" in data

    if has("EncryptedPackage") or has("EncryptionInfo"):
        raise refused(file, "文件有密码保护", "请去掉密码后重新报送")
    word, excel = has("WordDocument"), has("Workbook") or has("Book")
    if word and excel:  # one is embedded in the other
        word = PurePath(file).suffix.lower() not in (".xls", ".et", ".xlsx")
    if word:
        return "doc"
    if excel:
        return "xls"
    raise refused(file, "是旧版 Office 格式，但不是 Word 或 Excel 文档", RESAVE)


def _text(data: bytes, head: bytes, file: str) -> str:
    if head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        head = head.replace(b"\0", b"")  # enough to see tags
    if head.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<"):
        if b"urn:schemas-microsoft-com:office:spreadsheet" in head:
            return "xml-spreadsheet"
        if b"schemas.microsoft.com/office/word/2003/wordml" in head or b"office/2006/xmlPackage" in head:
            return "xml-document"
        if _HTML.search(head):
            return "html"
        raise refused(file, "是 XML 文件，不是表格文件", "请报送 Word、Excel 或 PDF")
    if head.lstrip()[:13].lower() == b"mime-version:":
        return "mhtml"
    suffix = PurePath(file).suffix.lower()
    if suffix in (".html", ".htm") and _HTML.search(data):
        return "html"
    if suffix in (".md", ".markdown"):
        return "md"
    return "csv"
