"""复核报告.html: one page that opens offline, with every table and its findings inside, and asks nothing of a network.

Each file is a block of its own, deflated and base64 in a `<script type="application/octet-stream">`, inflated by the
page when it is opened; so ten thousand files make a page a browser can hold, written without holding it here.
What was submitted is only ever set as text, and a Content-Security-Policy names our own script and style by hash.
"""

from __future__ import annotations

import base64
import json
import zlib
from collections.abc import Callable, Mapping, Sequence
from hashlib import sha256
from importlib.resources import files
from itertools import groupby
from pathlib import Path
from string import Template
from types import MappingProxyType
from typing import Any, BinaryIO

from scoring.atomic import replacing
from scoring.model import STATUSES as ROW_STATUSES
from scoring.number import show
from scoring.recheck import overview
from scoring.recheck.record import Record
from scoring.recheck.risk import Drawn, by_table
from scoring.recheck.short import Found, Records, waiver_of
from scoring.recheck.statistics import STATUSES, Entry, Survey

#: the tables of a file as they were sent, by its name in the records, a bearable number of cells; None for none.
#: What `annotate.drawn` makes: [{"title", "rows", "columns", "widths", "cells": [[row, column, rows, columns, text, place]…], "cut"}…]
Drawing = Callable[[str], "list[dict[str, Any]] | None"]

_LONGEST = 2000  # characters of one text; what is longer is cut, and says so
_FINDINGS = 500  # of one self-assessment that are listed
NONE: Mapping[str, str] = MappingProxyType({})
_MARK = "<!--files-->"


def write(
    path: Path,
    records: Records,
    survey: Survey,
    *,
    across: Sequence[Found] = (),
    drawing: Drawing = lambda _: None,
    copies: Mapping[str, str] = NONE,
    sample: Sequence[Drawn] = (),
    note: str = "",
    force: bool = False,
) -> None:
    """Write the page. `survey` are the sums of the same records and `across`; `note` stands under the title.
    `copies` are the annotated copies by file, relative to where the page stands.

    Raises ScoringError when the file exists (unless `force`) or the disk refuses.
    """
    with replacing(path, force=force) as file:
        write_to(file, records, survey, across=across, drawing=drawing, copies=copies, sample=sample, note=note)


def write_to(
    file: BinaryIO,
    records: Records,
    survey: Survey,
    *,
    across: Sequence[Found] = (),
    drawing: Drawing = lambda _: None,
    copies: Mapping[str, str] = NONE,
    sample: Sequence[Drawn] = (),
    note: str = "",
) -> None:
    """The page, into an open file."""
    before, after = _page(survey, across, sample, note).split(_MARK)
    file.write(before.encode("utf-8", "replace"))
    named = by_table(across)
    where: list[tuple[int, int]] = []
    for number, (name, tables) in enumerate(groupby(records(), key=lambda r: str(r["file"]))):
        shown = _file(list(tables), drawing(name), named, copies.get(name, ""))
        where += [(number, at) for at in range(len(shown["records"]))]
        file.write(_block(f"f{number}", shown))
    file.write(_block("index", _index(survey, where)))
    file.write(after.encode("utf-8", "replace"))


def _page(survey: Survey, across: Sequence[Found], sample: Sequence[Drawn], note: str) -> str:
    style, script = _part("page.css"), _part("page.js")
    return Template(_part("page.html")).substitute(
        overview.parts(survey, across, sample, note),
        style=style,
        script=script,
        style_hash=_hash(style),
        script_hash=_hash(script),
    )


def _part(name: str) -> str:
    return files("scoring").joinpath(f"data/report/{name}").read_text("utf-8")


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(sha256(text.encode()).digest()).decode()


def _block(name: str, data: object) -> bytes:
    """A block of data the browser does not run: letters, digits, + / = and nothing else."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")
    packed = base64.b64encode(zlib.compress(text, 6))
    return b'<script type="application/octet-stream" id="%s">%s</script>\n' % (name.encode(), packed)


# -- the index of all self-assessments --


def _index(survey: Survey, where: Sequence[tuple[int, int]]) -> dict[str, Any]:
    from scoring.checks import codes

    units = {unit: at for at, unit in enumerate(survey.units)}
    listed = {code: at for at, (code, _) in enumerate(survey.by_code())}
    known = codes()
    return {
        "units": list(units),
        "codes": [[code, known[code].title if code in known else "", c.found] for code, c in survey.by_code()],
        "statuses": STATUSES,
        "rowStatuses": ROW_STATUSES,
        "rows": [_row(entry, where[entry.number], units, listed) for entry in survey.entries],
    }


def _row(e: Entry, where: tuple[int, int], units: Mapping[str, int], codes: Mapping[str, int]) -> list[Any]:
    """One line of the list, in the order the page's script names its fields."""
    more = " ".join(x for x in (e.department, e.year, e.form, e.standard) if x)
    difference = None if e.difference is None else float(e.difference)  # to sort by; never shown
    return [
        e.number, *where, e.file, e.table, units[e.unit], e.project, e.status, e.counts, [codes[c] for c in e.codes],
        e.claimed, e.recomputed, difference, e.grade_claimed, e.grade, show(e.stake.error, 2), show(e.stake.urgency, 1),
        more,
    ]  # fmt: skip


# -- one file --


def _file(
    tables: Sequence[Record],
    drawing: list[dict[str, Any]] | None,
    across: Mapping[tuple[str, int], list[Found]],
    copy: str,
) -> dict[str, Any]:
    drawn = None if drawing is None else [_table(table) for table in drawing]
    places = {cell[5] for table in drawn or () for cell in table["cells"]}
    records = [_shown(r, across.get((r["file"], r["table"]), []), places) for r in tables]
    return {"records": records, "drawing": drawn, "copy": copy}


def _shown(record: Record, across: Sequence[Found], places: set[str]) -> Record:
    """What the page shows of a record; each row knows the numbers of its findings, from 1."""
    from scoring.checks import codes

    known = codes()
    found = [*record["findings"], *across]
    findings = [
        {
            **{key: f.get(key) for key in ("code", "severity", "place", "message", "claimed", "expected", "clause")},
            "difference": f.get("difference"),
            "row": f.get("row") or "",
            "waived": bool(f.get("waived")),
            "waiver": waiver_of(f),
            "title": known[f["code"]].title if f["code"] in known else "",
            "cell": f.get("place") in places,
        }
        for f in found[:_FINDINGS]
    ]
    if len(found) > _FINDINGS:
        findings[-1]["message"] = f"……还有 {len(found) - _FINDINGS} 条没有列出，见“复核台账.xlsx”"
    row_keys = ("points", "claimed", "score", "status")
    line_keys = ("path", "target", "actual", "admissible", "why", "remark", *row_keys)
    fund_keys = ("name", "initial", "budget", "spent", "rate", "printed_rate", *row_keys)
    cut: Record = _cut(
        {
            "project": record["project"],
            "standard": record["standard"],
            "form": record["form"],
            "money_unit": record["money_unit"],
            "status": record["status"],
            "lines": [_row_of(line, line_keys, findings) for line in record["lines"]],
            "funds": [_row_of(row, fund_keys, findings) for row in record["funds"]],
            "findings": findings,
        }
    )
    return cut


def _row_of(row: Mapping[str, Any], keys: Sequence[str], findings: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    places = {place for place in row["places"].values() if place}
    numbers = [at for at, finding in enumerate(findings, 1) if finding["place"] in places]
    return {key: row.get(key) for key in keys} | {"numbers": numbers}


def _table(table: Mapping[str, Any]) -> dict[str, Any]:
    keys = ("title", "rows", "columns", "widths", "cells", "cut")
    drawn: dict[str, Any] = _cut({key: table.get(key) for key in keys})
    return drawn


def _cut(value: Any) -> Any:
    """The same data with every text at a bearable length."""
    if isinstance(value, str):
        if len(value) <= _LONGEST:
            return value
        return f"{value[:_LONGEST]}……（共 {len(value)} 字，这里只显示前 {_LONGEST} 字）"
    if isinstance(value, dict):
        return {key: _cut(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_cut(item) for item in value]
    return value
