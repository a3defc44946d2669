"""What was read and found against the truth."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from scoring.number import half_width, parse_decimal
from tests.corpus.content import Item, Table
from tests.corpus.looks import Look

FIELDS = ("path", "target", "actual", "points", "claimed", "remark", "funds", "total", "grade", "project")


@dataclass
class Tally:
    """Counts over any number of files."""

    files: int = 0
    unread: int = 0
    rows: int = 0
    read: int = 0
    extra: int = 0
    fields: Counter[str] = field(default_factory=Counter)
    exact: Counter[str] = field(default_factory=Counter)
    planted: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    raised: Counter[str] = field(default_factory=Counter)  # findings of a code
    right: Counter[str] = field(default_factory=Counter)  # … that a plant explains
    clean: int = 0
    false_errors: int = 0
    misses: list[str] = field(default_factory=list)

    def add(self, other: Tally) -> None:
        for name in ("files", "unread", "rows", "read", "extra", "clean", "false_errors"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        for name in ("fields", "exact", "planted", "found", "raised", "right"):
            getattr(self, name).update(getattr(other, name))
        self.misses += other.misses


def plain(text: str | None) -> str:
    return re.sub(r"\s+", "", half_width(text or ""))


def same_number(a: str | None, b: str | None) -> bool:
    return (parse_decimal(a or "") if a else None) == (parse_decimal(b or "") if b else None)


def expected_rows(table: Table, look: Look) -> list[Item]:
    return table.items


def measure(records: list[dict[str, Any]], table: Table, look: Look, name: str, findings: bool = True) -> Tally:
    """One file that holds one self-assessment."""
    tally = Tally(files=1, rows=len(table.items))
    if table.faults:
        tally.planted.update(code for code, _ in table.faults)
    elif findings:
        tally.clean = 1
    if len(records) != 1 or records[0]["status"] == "unreadable":
        tally.unread = 1
        tally.misses.append(f"{name}: {len(records)} records, {[f['message'] for f in records[0]['findings']][:2]}")
        return tally
    record = records[0]
    _rows(record, table, look, tally, name)
    _around(record, table, look, tally, name)
    if findings:
        _findings(record, table, look, tally, name)
    return tally


def _check(tally: Tally, name: str, what: str, ok: bool, said: object, meant: object) -> None:
    tally.fields[what] += 1
    tally.exact[what] += ok
    if not ok:
        tally.misses.append(f"{name}: {what} {said!r} ≠ {meant!r}")


def _rows(record: dict[str, Any], table: Table, look: Look, tally: Tally, name: str) -> None:
    lines = [line for line in record["lines"] if "执行率" not in line["path"][2]]
    left = list(lines)
    for item in table.items:
        line = next((x for x in left if plain(x["path"][2]) == plain(item.path[2])), None)
        if line is None:
            tally.misses.append(f"{name}: row {item.path[2]} not read")
            continue
        left.remove(line)
        tally.read += 1
        if look.levels != "none":
            path = [item.path[0] if "dimension" in look.columns or look.levels == "sections" else "", *item.path[1:]]
            _check(tally, name, "path", [plain(p) for p in line["path"]] == path, line["path"], path)
        said, target = plain(line["target"]), plain(item.target)
        split = "sign" in look.columns and said.removeprefix("=") == target.removesuffix(item.unit)
        _check(tally, name, "target", _same_actual(said, target) or split, line["target"], item.target)
        _check(tally, name, "actual", _same_actual(line["actual"], item.actual), line["actual"], item.actual)
        if "points" in look.columns:
            _check(tally, name, "points", same_number(line["points"], item.points), line["points"], item.points)
        if "score" in look.columns:
            _check(tally, name, "claimed", same_number(line["claimed"], item.claimed), line["claimed"], item.claimed)
        if "remark" in look.columns:
            _check(tally, name, "remark", plain(line["remark"]) == plain(item.remark), line["remark"], item.remark)
    tally.extra += len(left)
    tally.misses += [f"{name}: extra row {x['path']}" for x in left]


def _same_actual(said: str | None, meant: str) -> bool:
    """As printed; a percentage stored in a cell without its format is shown as 0.95."""
    if plain(said) == plain(meant):
        return True
    bare = parse_decimal(said or "")
    return bare is not None and meant.endswith("%") and bare * 100 == parse_decimal(meant[:-1])


def _around(record: dict[str, Any], table: Table, look: Look, tally: Tally, name: str) -> None:
    _check(
        tally,
        name,
        "project",
        not look.named or plain(record["project"]["name"]) == plain(table.project),
        record["project"],
        table.project,
    )
    if look.total != "none":
        _check(
            tally,
            name,
            "total",
            same_number(record["total"]["claimed"], table.total),
            record["total"]["claimed"],
            table.total,
        )
    if look.total in ("grade_row", "top", "split"):
        _check(tally, name, "grade", record["grade"]["claimed"] == table.grade, record["grade"], table.grade)
    if look.funds == "none":
        return
    money = table.money[:1] if look.funds == "beside" else table.money
    said = [(f["budget"] or f["initial"], f["spent"], _rate(f["printed_rate"])) for f in record["funds"]]
    meant = [(m.budget, m.spent, _rate(m.rate)) for m in money]
    numbers = [tuple(parse_decimal(x or "") for x in row) for row in said]
    wanted = [tuple(parse_decimal(x or "") for x in row) for row in meant]
    _check(tally, name, "funds", numbers == wanted, said, meant)
    if look.execution == "funds" and record["funds"]:
        first = record["funds"][0]
        ok = same_number(first["claimed"], table.execution_claim) and same_number(
            first["points"], table.execution_points
        )
        _check(tally, name, "execution", ok, first["claimed"], table.execution_claim)


def _rate(text: str | None) -> str:
    value = parse_decimal((text or "").rstrip("%"))
    return "" if value is None else str(float(Fraction(value)))


#: codes that say something of good tables too: not counted against precision
REMARKS = {"I13", "R03", "C03", "C04"}

#: what a layout itself gives reason to say
EXPECTED = {"no_remark": {"I04"}, "split_target": {"I03"}}

#: what a plant makes true besides
ALSO = {"T01": {"T06"}, "I12": {"T06"}, "I10": {"I04"}}


def _findings(record: dict[str, Any], table: Table, look: Look, tally: Tally, name: str) -> None:
    findings = record["findings"]
    planted = {code for code, _ in table.faults}
    also = {code for fault in planted for code in ALSO.get(fault, ())}
    for code, row in table.faults:
        hit = any(f["code"] == code and (not row or plain(f["row"]) == plain(row)) for f in findings)
        tally.found[code] += hit
        if not hit:
            tally.misses.append(
                f"{name}: {code} at {row!r} not found; found {[(f['code'], f['row']) for f in findings]}"
            )
    for f in findings:
        tally.raised[f["code"]] += 1
        right = f["code"] in planted | also or f["code"] in REMARKS or f["code"] in EXPECTED.get(look.name, ())
        tally.right[f["code"]] += right
        if not right:
            tally.misses.append(f"{name}: unexpected {f['code']} {f['severity']} {f['place']}: {f['message']}")
        if not planted and f["severity"] == "error":
            tally.false_errors += 1
