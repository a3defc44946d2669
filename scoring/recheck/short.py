"""Short forms: what of a record fits on a line, a name, a chart."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from scoring.recheck.record import Record

#: goes through the records of a run, each time from the beginning
Records = Callable[[], Iterable[Record]]
Found = Mapping[str, Any]  # one finding of a record, or one across files

NO_UNIT = "（未写明单位）"
LONGEST = 300  # characters of a name that are kept: a cell may hold a megabyte


def short(text: str | None, most: int = LONGEST) -> str:
    """A text on one line, cut when it is absurdly long."""
    line = " ".join((text or "")[: most * 4].split())
    return line if len(line) <= most else line[: most - 1] + "…"


def unit_of(record: Record) -> str:
    """The unit (实施单位, else 主管部门) as it stands in the table."""
    project = record["project"] or {}
    return short(project.get("unit") or project.get("department") or "") or NO_UNIT


def waiver_of(finding: Found) -> str:
    """Who answers for a finding, why and until when; "" where nobody does or did."""
    waiver = finding.get("waiver")
    if not waiver:
        return "已豁免" if finding.get("waived") else ""
    state = "豁免已到期" if waiver["expired"] else "已豁免"
    return f"{state}：{short(waiver['reason'])}（{short(waiver['author'], 40)}，至 {waiver['until']}）"
