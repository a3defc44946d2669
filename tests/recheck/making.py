"""A folder as units send it, with planted faults and hostile texts; its records; its tables as drawn."""

from __future__ import annotations

import base64
import json
import re
import zlib
from dataclasses import replace
from pathlib import Path
from typing import Any

from scoring.form import get
from scoring.grid import Grid
from scoring.model import Result
from scoring.recheck import report
from scoring.recheck.annotate import drawn
from scoring.recheck.one import check_file
from scoring.recheck.record import Record
from scoring.recheck.statistics import survey
from scoring.review import assess
from scoring.writers import Page, write

EVALUATIONS = Path(__file__).parents[2] / "evaluations"
HOSTILE = (
    "</script><script>alert(1)</script>",
    "=cmd|' /C calc'!A0",
    "<img src=x onerror=alert(1)>",
    "甲\x01乙\x1b[31m",
)
LONG = "长" * 1_000_000


def spoiled(page: Page, *changes: tuple[str, str]) -> Page:
    """The page with other texts in it, as if somebody had typed them: for each change the last cell that fits."""
    blocks = list(page.blocks)
    for old, new in changes:
        at, cell = [(i, c) for i, b in enumerate(blocks) if isinstance(b, Grid) for c in b.cells if c.text == old][-1]
        grid = blocks[at]
        blocks[at] = grid.like([replace(c, text=new, number=None) if c is cell else c for c in grid.cells])
    return replace(page, blocks=tuple(blocks))


def named(result: Result, project: str, unit: str, remark: str = "") -> Result:
    """The same table of another unit."""
    s = replace(result.submission, project=project, implementer=unit)
    if remark:
        row = replace(s.rows[-1], facts=replace(s.rows[-1].facts, remark=remark))
        s = replace(s, rows=(*s.rows[:-1], row))
        result = replace(result, lines=(*result.lines[:-1], replace(result.lines[-1], row=row)))
    return replace(result, submission=s)


def send(folder: Path) -> Path:
    """Tables of several units and formats, some wrong, one hostile, one that is no table."""
    base, _ = assess(EVALUATIONS / "rsb-2023-jinbao.toml")
    other, _ = assess(EVALUATIONS / "jinhua-2020-yunwei.toml")
    tables: dict[str, tuple[Result, list[tuple[str, str]]]] = {
        "甲局/金保.xlsx": (named(base, "金保工程", "甲局信息中心"), []),
        "甲局/金保错.docx": (
            named(base, "金保工程二期", "甲局信息中心"),
            [("97.0", "99.9"), ("99.9%", "90%"), ("9.0", "8.0")],
        ),
        "乙局/运维.xlsx": (named(other, "安全运维", "乙局数据中心"), [("96.94", "89.94"), ("9.00", "12.00")]),
        "乙局/专网.html": (named(other, "专网", "乙局数据中心"), [("优", "良"), ("招标结余", "")]),
        "丙局/恶意.xlsx": (named(other, HOSTILE[0], HOSTILE[2], HOSTILE[1] + HOSTILE[3]), [("9.94", "9")]),
    }
    for name, (result, changes) in tables.items():
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        write(spoiled(get(result.submission.form).fill(result), *changes), path)
    (folder / "丙局/坏.xlsx").write_bytes(b"PK\x03\x04 nothing")
    return folder


def records_of(folder: Path) -> list[Record]:
    """The records of every file in a folder, in order."""
    paths = sorted(p for p in folder.rglob("*") if p.is_file())
    return [r for p in paths for r in check_file(p, name=p.relative_to(folder).as_posix())]


def drawing(folder: Path):
    """What draws a file of the folder."""
    return lambda file: drawn(folder / file) or None


def page(path: Path, records: list[Record], sent: Path, **more: Any) -> Path:
    """The report of the folder, written."""
    across = more.pop("across", ())
    report.write(path, lambda: records, survey(lambda: records, across), across=across, drawing=drawing(sent), **more)
    return path


def blocks(html: str) -> dict[str, Any]:
    """The data inside a report, by the id of the block."""
    found = re.findall(r'<script type="application/octet-stream" id="(\w+)">([A-Za-z0-9+/=]*)</script>', html)
    return {name: json.loads(zlib.decompress(base64.b64decode(text))) for name, text in found}
