"""Files as departments make them, built in the tests."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path
from typing import Any

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def xlsx(path: Path, fill: Callable[[Any, Any], None], name: str = "Sheet1") -> Path:
    """A workbook by XlsxWriter; `fill` gets the workbook and its first sheet."""
    import xlsxwriter

    with xlsxwriter.Workbook(path) as book:
        fill(book, book.add_worksheet(name))
    return path


def zipped(path: Path, parts: dict[str, str | bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


def repacked(source: Path, path: Path, changes: dict[str, Callable[[bytes], bytes]]) -> Path:
    """A copy of an office file with some parts changed."""
    with zipfile.ZipFile(source) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    return zipped(path, {name: changes.get(name, bytes)(content) for name, content in parts.items()})


def docx(path: Path, body: str, space: str = WORD) -> Path:
    """A Word document from the raw XML of its body."""
    return zipped(path, {"word/document.xml": f'<w:document xmlns:w="{space}"><w:body>{body}</w:body></w:document>'})


def p(*texts: str) -> str:
    """Paragraphs of raw Word XML."""
    return "".join(f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>" for text in texts)


def tc(content: str, properties: str = "") -> str:
    inner = content if content.startswith("<w:") else p(content)
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{inner}</w:tc>"


def tbl(*rows: Iterable[str]) -> str:
    return "<w:tbl>" + "".join(f"<w:tr>{''.join(row)}</w:tr>" for row in rows) + "</w:tbl>"


def pdf(path: Path, source: str) -> Path:
    """A PDF by typst, with a Chinese font from a package."""
    path.write_bytes(_compiled(source))
    return path


@cache
def _compiled(source: str) -> bytes:
    import pylopdf_fonts_zh_cn
    import typst

    fonts = Path(pylopdf_fonts_zh_cn.__file__).parent
    head = '#set page("a4", margin: 2cm)\n#set text(font: "Noto Sans SC", size: 10pt)\n'
    compiled = typst.compile((head + source).encode(), font_paths=[fonts])
    assert isinstance(compiled, bytes)
    return compiled


def archive_of(content: bytes, name: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return buffer.getvalue()
