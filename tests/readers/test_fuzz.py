"""Good files with bytes changed at random: they read, or they are refused in a sentence; nothing else."""

from __future__ import annotations

import random
import zipfile
from pathlib import Path
from typing import Any

import pytest

from scoring.readers import read
from scoring.source import ScoringError
from tests.readers.making import docx, p, pdf, tbl, tc, xlsx, zipped

ROUNDS = 150


def _fill(book: Any, ws: Any) -> None:
    percent = book.add_format({"num_format": "0.0%"})
    ws.merge_range("A1:C1", "自评表")
    for row in range(1, 12):
        ws.write_row(row, 0, ["数量指标", f"≥{row}次"])
        ws.write_number(row, 2, row / 10, percent)
    ws.write_formula("D1", "=1/0", None, "#DIV/0!")


def _good(kind: str, folder: Path) -> Path:
    path = folder / f"good.{kind}"
    if kind == "xlsx":
        return xlsx(path, _fill)
    if kind == "docx":
        span = '<w:gridSpan w:val="2"/>'
        return docx(path, p("前") + tbl([tc("甲", span)], [tc("乙"), tc(tbl([tc("丙", "<w:vMerge/>")]))]) * 3)
    if kind == "pdf":
        return pdf(path, "自评表\n#table(columns: 2, table.cell(rowspan: 2)[甲], [乙], [1.5], [丙], [丁])")
    text = {
        "html": "<table><tr><td rowspan=2>甲<td>乙<tr><td colspan=3>丙<table><tr><td>丁</table></table>",
        "csv": '甲,"乙,""1"""\n丙,丁\n',
        "md": "# 题\n|甲|乙|\n|--|--|\n|1\\||2|\n",
    }[kind]
    path.write_text(text, encoding="utf-8")
    return path


def _mutated(data: bytes, chance: random.Random) -> bytes:
    out = bytearray(data)
    for _ in range(chance.randint(1, 8)):
        at = chance.randrange(len(out))
        match chance.randrange(4):
            case 0:
                out[at] = chance.randrange(256)
            case 1:
                del out[at : at + chance.randint(1, 40)]
            case 2:
                out[at:at] = out[at : at + chance.randint(1, 60)] * chance.randint(1, 5)
            case _:
                out[at : at + 2] = chance.choice([b"\xff\xff", b"99", b"\0\0", b"<<", b'">'])
        if not out:
            return b"x"
    return bytes(out)


def _survives(path: Path) -> None:
    try:
        document = read(path)
    except ScoringError as refusal:
        assert str(path) in str(refusal)
        return
    for grid in document.tables:
        str(grid)  # draws, and so proves, every cell


@pytest.mark.parametrize("kind", ["xlsx", "docx", "pdf", "html", "csv", "md"])
def test_changed_bytes(tmp_path: Path, kind: str) -> None:
    data = _good(kind, tmp_path).read_bytes()
    for seed in range(ROUNDS):
        path = tmp_path / f"{seed}.{kind}"
        path.write_bytes(_mutated(data, random.Random(seed)))
        _survives(path)


@pytest.mark.parametrize("kind", ["xlsx", "docx"])
def test_changed_bytes_inside_the_archive(tmp_path: Path, kind: str) -> None:
    with zipfile.ZipFile(_good(kind, tmp_path)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    for seed in range(ROUNDS):
        chance = random.Random(seed)
        name = chance.choice([n for n in parts if n.endswith((".xml", ".rels"))])
        _survives(zipped(tmp_path / f"{seed}.{kind}", {**parts, name: _mutated(parts[name], chance)}))
