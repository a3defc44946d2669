"""The cases of the corpus in a fixed order: layouts × formats, clean and with a fault each, and registered forms."""

from __future__ import annotations

import random
import subprocess
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.corpus import forms
from tests.corpus.content import Table, clean
from tests.corpus.faults import Plant, possible
from tests.corpus.files import write
from tests.corpus.layouts import drawn
from tests.corpus.looks import LOOKS, Look

FORMATS = (
    "xlsx", "sheets.xlsx", "bare.xlsx", "hidden.xlsx", "docx", "html", "csv", "gbk.csv", "utf16.csv", "md", "pdf",
)  # fmt: skip
OURS = ("xlsx", "docx", "pdf", "html", "md")
#: what LibreOffice makes of them; not .doc and .odt, which the reader itself has LibreOffice convert, one by one
OFFICE = {"xlsx": ("xls", "pdf", "html"), "docx": ("pdf", "html")}
_TRIES = 30  # tables looked at until one gives occasion for a fault


@dataclass
class Case:
    """A file with its truth; `code` is what was planted, "" for a clean one."""

    path: Path
    table: Table
    look: Look
    kind: str
    code: str = ""

    @property
    def name(self) -> str:
        return f"{self.path.name} [{self.kind}]"


def clean_cases(folder: Path, count: int, kinds: tuple[str, ...] = FORMATS, every: int = 1) -> Iterator[Case]:
    """Every layout in every format, `count` times each; with `every`, one in so many, in turn."""
    at = 0
    for look in LOOKS:
        for kind in kinds:
            at += 1
            for n in range(count if at % every == 0 else 0):
                seed = _seed(look.name, n)
                table = clean(seed)
                path = write(drawn(table, look, seed), folder / f"{look.name}-{n}-{kind.replace('.', '_')}", kind, seed)
                yield Case(path, table, look, kind)


def faulty_cases(folder: Path, count: int, kinds: tuple[str, ...] = FORMATS, every: int = 1) -> Iterator[Case]:
    """Every fault a layout has room for, the formats in turn."""
    at = 0
    for look in LOOKS:
        for code, plant in possible(look):
            at += 1
            for n in range(count if at % every == 0 else 0):
                kind = kinds[(at // every + n) % len(kinds)]
                name = folder / f"{look.name}-{plant.__name__}-{n}-{kind.replace('.', '_')}"
                if (case := _planted(name, look, code, plant, n, kind)) is not None:
                    yield case


def _planted(path: Path, look: Look, code: str, plant: Plant, number: int, kind: str) -> Case | None:
    for turn in range(_TRIES):
        seed = _seed(look.name + plant.__name__, number * _TRIES + turn)
        table = clean(seed)
        if (row := plant(table, random.Random(seed))) is not None:
            table.faults.append((code, row))
            return Case(write(drawn(table, look, seed), path, kind, seed), table, look, kind, code)
    return None


def form_cases(folder: Path, count: int, kinds: tuple[str, ...] = OURS) -> Iterator[Case]:
    """Registered forms; only what is read of them is measured, their standards have rules of their own."""
    for name in forms.NAMES:
        for kind in kinds:
            for n in range(count):
                table = clean(_seed(name, n))
                yield Case(forms.filled(table, name, folder / f"{name}-{n}", kind), table, forms.look(name), kind)


def converted(folder: Path, cases: list[Case], kind: str) -> Iterator[Case]:
    """The files as LibreOffice saves them in another format, in one call."""
    out = folder / f"office-{kind}"
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = ["soffice", "--headless", "--norestore", profile, "--convert-to", kind, "--outdir", str(out)]
    subprocess.run([*command, *(str(c.path) for c in cases)], check=True, capture_output=True)
    for case in cases:
        yield Case(
            out / f"{case.path.stem}.{kind}", case.table, case.look, f"LibreOffice {case.kind}→{kind}", case.code
        )


def _seed(name: str, number: int) -> int:
    return zlib.crc32(name.encode()) % 10**6 * 100 + number
