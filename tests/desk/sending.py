"""Ten files as units send them: tables with planted faults in several formats, one good, two that cannot be read."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory

from scoring.form import get
from scoring.review import assess
from scoring.writers import write
from tests.recheck.making import EVALUATIONS, named, spoiled

BASES = {"金保": "rsb-2023-jinbao.toml", "运维": "jinhua-2020-yunwei.toml"}
#: file → which table, its unit, what is typed wrong into it
TABLES: dict[str, tuple[str, str, list[tuple[str, str]]]] = {
    "甲局/金保.xlsx": ("金保", "甲局", []),
    "甲局/金保错.docx": ("金保", "甲局", [("97.0", "99.9"), ("99.9%", "90%"), ("9.0", "8.0")]),
    "乙局/运维.xlsx": ("运维", "乙局", [("96.94", "89.94"), ("9.00", "12.00")]),
    "乙局/专网.html": ("运维", "乙局", [("优", "良"), ("招标结余", "")]),
    "丙局/机房.xlsx": ("运维", "丙局", [("9.94", "9")]),
    "丙局/网站.docx": ("运维", "丙局", [("96.94", "99.94")]),
    "丁局/平台.pdf": ("运维", "丁局", [("优", "差"), ("96.94", "59")]),
    "丁局/数据.xlsx": ("金保", "丁局", [("97.0", "60")]),
}
BROKEN = {"戊局/坏.xlsx": b"PK\x03\x04 nothing", "戊局/通知.csv": "标题,正文\n关于自评的通知,请按时报送\n".encode()}


@lru_cache(maxsize=1)
def ten() -> dict[str, bytes]:
    """The ten files by their names."""
    return {name: one(name) for name in TABLES} | BROKEN


def one(name: str, right: bool = False) -> bytes:
    """One of the tables as a file; `right` without its faults."""
    base, unit, changes = TABLES[name]
    result = named(assess(EVALUATIONS / BASES[base])[0], Path(name).stem + "项目", unit)
    page = get(result.submission.form).fill(result)
    with TemporaryDirectory() as folder:
        path = Path(folder) / Path(name).name
        write(page if right else spoiled(page, *changes), path)
        return path.read_bytes()
