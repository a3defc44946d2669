"""What `scoring check` found of many tables, as rows for Parquet; `scoring batch` reads them back as they are.

A record is plain JSON, one for each self-assessment; every number in it is a string as printed. Its rows are known by
file and table, or by its `key` where somebody gave it one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import islice
from typing import Any, BinaryIO

import pyarrow as pa
import pyarrow.parquet as pq

from scoring.columns.schema import COLUMNS
from scoring.notation import Bound, parse
from scoring.understand.target import direction_of

#: beside the columns of `schema.INPUT`: whose table it is, and what the check made of the row
ABOUT = ("path", "table", "place", "form", "standard", "money_unit")
FOUND = ("score", "low", "high", "status", "rule", "why", "codes", "recomputed_total", "recomputed_grade")
CHECKED = pa.schema([(name, pa.string()) for name in (*COLUMNS, *ABOUT, *FOUND)])

Record = Mapping[str, Any]
_TOGETHER = 2000  # records of a row group


def from_records(records: Iterable[Record]) -> pa.RecordBatch:
    """One row for each indicator and each fund source; tables that could not be read have none."""
    rows = [row for record in records for row in _rows(record)]
    columns = [pa.array([row.get(name) for row in rows], pa.string()) for name in CHECKED.names]
    return pa.RecordBatch.from_arrays(columns, schema=CHECKED)


def write(records: Iterable[Record], file: BinaryIO) -> int:
    """All records as Parquet, a few hundred in memory at a time. Returns how many rows there are."""
    count, left = 0, iter(records)
    with pq.ParquetWriter(file, CHECKED, compression="zstd") as writer:
        while some := list(islice(left, _TOGETHER)):
            batch = from_records(some)
            writer.write_batch(batch)
            count += batch.num_rows
    return count


def _rows(record: Record) -> Iterator[dict[str, str | None]]:
    about = _about(record)
    codes = _codes(record)
    printed = {**_printed(record), "year": about.pop("year")}
    for fund in record.get("funds") or ():
        yield {
            **about, **printed, "source": _text(fund.get("name")), "initial": _text(fund.get("initial")),
            "budget": _text(fund.get("budget")), "spent": _text(fund.get("spent")), "points": _text(fund.get("points")),
            "claimed": _text(fund.get("claimed")), "score": _text(fund.get("score")), "status": _text(fund.get("status")),
            "place": _text(fund.get("place")), "codes": codes.get(fund.get("place"), ""),
        }  # fmt: skip
    for line in record.get("lines") or ():
        path = [*(line.get("path") or ()), "", "", ""][:3]
        low, high = line.get("admissible") or (None, None)
        places = {line.get("place"), *(line.get("places") or {}).values()}
        found = sorted({code for place in places for code in codes.get(place, "").split()})
        kept = (
            "unit", "actual", "points", "claimed", "judged", "deduction", "band", "remark", "score", "status",
            "rule", "why", "place",
        )  # fmt: skip
        yield {
            **about, **printed, **dict(zip(("l1", "l2", "l3"), path, strict=True)),
            **{name: _text(line.get(name)) for name in kept}, "low": _text(low), "high": _text(high),
            "target": _target(line), "not_applicable": "不适用" if line.get("status") == "not_applicable" else None, "codes": " ".join(found),
        }  # fmt: skip


def _target(line: Record) -> str | None:
    """The target; with its sign, where that stands in a column of its own (性质 ≤, 指标值 4小时)."""
    text, direction = line.get("target"), line.get("direction")
    value = parse(text or "") if direction else None
    if direction is None or not isinstance(value, Bound) or not value.measured:
        return _text(text)
    return str(replace(value, written=True, op=direction_of(value, "", "", direction, direction, [])))


def _about(record: Record) -> dict[str, str | None]:
    project, standard = record.get("project") or {}, record.get("standard") or {}
    return {
        "submission": record.get("key") or f"{record.get('file')}#{record.get('table')}",
        "path": _text(record.get("file")), "table": _text(record.get("table")), "project": _text(project.get("name")),
        "department": _text(project.get("department")), "implementer": _text(project.get("unit")),
        "year": _text(project.get("year")), "form": _text(record.get("form")),
        "standard": _text(standard.get("id")), "money_unit": _text(record.get("money_unit")),
    }  # fmt: skip


def _printed(record: Record) -> dict[str, str | None]:
    total, grade = record.get("total") or {}, record.get("grade") or {}
    return {
        "total": _text(total.get("claimed")), "grade": _text(grade.get("claimed")),
        "recomputed_total": _text(total.get("recomputed")), "recomputed_grade": _text(grade.get("recomputed")),
    }  # fmt: skip


def _codes(record: Record) -> dict[Any, str]:
    """The codes of findings by place, those that were waived left out."""
    found: dict[Any, set[str]] = {}
    for finding in record.get("findings") or ():
        if not finding.get("waived"):
            found.setdefault(finding.get("place"), set()).add(finding["code"])
    return {place: " ".join(sorted(codes)) for place, codes in found.items()}


def _text(value: Any) -> str | None:
    return None if value is None else str(value)
