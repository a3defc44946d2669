"""Formats only an office suite can open (.doc .wps .rtf .odt .ods .xlsb …), converted by LibreOffice.

It runs without a window, in a profile of its own that is thrown away, with macros and links switched off,
and is stopped after a minute.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from scoring.readers.document import Document, refused

SECONDS = 60
_NAMES = {
    "doc": "旧版 Word（.doc/.wps）文档", "rtf": "RTF 文档", "odt": "ODT 文档", "ods": "ODS 表格",
    "xlsb": "二进制 Excel（.xlsb）工作簿", "xml-spreadsheet": "XML 格式的 Excel 2003 表格",
    "xml-document": "XML 格式的 Word 文档",
}  # fmt: skip
_SHEETS = ("ods", "xlsb", "xml-spreadsheet")
_SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="MacroSecurityLevel" oor:op="fuse"><value>3</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="DisableMacrosExecution" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="BlockUntrustedRefererLinks" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Writer/Content/Update"><prop oor:name="Link" oor:op="fuse"><value>0</value></prop></item>
<item oor:path="/org.openoffice.Office.Calc/Content/Update"><prop oor:name="Link" oor:op="fuse"><value>1</value></prop></item>
</oor:items>
"""


def converting(kind: str) -> Callable[[bytes, str], Document]:
    """The reader for a kind of file that must be converted first."""

    def read(data: bytes, file: str) -> Document:
        sheets = kind in _SHEETS
        converted = _converted(data, kind, "xlsx" if sheets else "docx", file)
        if sheets:
            from scoring.readers.sheets import read_xlsx as reader
        else:
            from scoring.readers.docx import read_docx as reader
        document = reader(converted, file)
        notes = [f"{_NAMES[kind]}，由 LibreOffice 转换后读取，请与原件核对", *document.notes]
        if not document.tables and not sheets:
            notes.append("转换后没有表格：原件如有表格，请用 Word 或 WPS 另存为 .docx 后重新报送")
        return replace(document, notes=tuple(notes))

    return read


def _converted(data: bytes, kind: str, target: str, file: str) -> bytes:
    """The file in another format. Raises ScoringError when LibreOffice is missing, fails or is too slow."""
    program = shutil.which("soffice") or shutil.which("libreoffice")
    resave = f"请用 Office 或 WPS 另存为 .{target} 后重新报送"
    if program is None:
        raise refused(file, f"是{_NAMES[kind]}，读取它需要安装 LibreOffice", f"{resave}，或安装 LibreOffice")
    with TemporaryDirectory() as folder:
        home = Path(folder)
        (home / "profile" / "user").mkdir(parents=True)
        (home / "profile" / "user" / "registrymodifications.xcu").write_text(_SETTINGS, encoding="utf-8")
        source = home / f"in.{'xml' if kind.startswith('xml') else kind}"
        source.write_bytes(data)
        profile = f"-env:UserInstallation={(home / 'profile').as_uri()}"
        command = [program, "--headless", "--norestore", "--nolockcheck", profile]
        command += ["--convert-to", target, "--outdir", str(home / "out"), str(source)]
        if not _finished(command, home):
            raise refused(file, f"LibreOffice 转换{_NAMES[kind]}超过 {SECONDS} 秒，已停止", resave)
        results = list((home / "out").glob(f"*.{target}"))
        if not results:
            raise refused(file, f"LibreOffice 打不开这个{_NAMES[kind]}，可能已损坏或有密码", resave)
        return results[0].read_bytes()


def _finished(command: list[str], home: Path) -> bool:
    """Run to the end, or stop the whole group of processes: soffice leaves its work to a child."""
    environment = {"PATH": os.environ.get("PATH", os.defpath), "HOME": str(home), "LANG": "C.UTF-8"}
    silent = subprocess.DEVNULL
    process = subprocess.Popen(
        command, stdin=silent, stdout=silent, stderr=silent, env=environment, start_new_session=True
    )
    try:
        process.wait(SECONDS)
    except subprocess.TimeoutExpired:
        return False
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
    return True
