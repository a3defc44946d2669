"""What only an office suite can open."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from scoring.readers import office, read
from scoring.source import ScoringError

RTF = r"""{\rtf1\ansi\deff0{\fonttbl{\f0 SimSun;}}
\trowd\cellx2000\cellx4000 \pard\intbl score\cell 9.50\cell\row
\pard after\par}"""

#: in CI its absence is a failure, never a skip: `make programs` installs it
needs_office = pytest.mark.skipif(
    not shutil.which("soffice") and not os.environ.get("CI"), reason="LibreOffice is not installed here"
)


def document(folder: Path, content: str = RTF) -> Path:
    path = folder / "自评表.doc"
    path.write_text(content, encoding="ascii")
    return path


def test_without_libreoffice_it_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: None)
    with pytest.raises(ScoringError, match=r"是RTF 文档，读取它需要安装 LibreOffice。请用 Office 或 WPS 另存为 \.docx"):
        read(document(tmp_path))


@needs_office
def test_a_converted_document_is_read_and_said_to_be_converted(tmp_path: Path) -> None:
    read_back = read(document(tmp_path))
    assert str(read_back.tables[0]) == "score | 9.50"
    assert read_back.notes == ("RTF 文档，由 LibreOffice 转换后读取，请与原件核对",)


@needs_office
def test_a_converted_document_without_a_table_says_so(tmp_path: Path) -> None:
    notes = read(document(tmp_path, r"{\rtf1 hello\par}")).notes
    assert notes[-1] == "转换后没有表格：原件如有表格，请用 Word 或 WPS 另存为 .docx 后重新报送"


@needs_office
def test_a_conversion_that_takes_too_long_is_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(office, "SECONDS", 0.01)
    with pytest.raises(ScoringError, match="秒，已停止"):
        read(document(tmp_path))
