"""C01 and C06: what was promised before, against the table: targets lowered or changed, rows dropped, points moved.

A table of the same year, or one in which nothing has been completed yet, is the declaration (年初申报的绩效目标) and any
change is an error; an earlier one is last year's, and only what was lowered or dropped is worth a question.
"""

from __future__ import annotations

import json
import zlib
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from scoring.checks.catalogue import blank
from scoring.checks.table import short
from scoring.recheck.across.ambition import change
from scoring.recheck.across.keys import (
    Across,
    cell,
    digest,
    figure,
    finding,
    letters,
    of,
    order,
    place,
    plain_name,
    unit_of,
)  # fmt: skip
from scoring.recheck.across.question import Silent
from scoring.recheck.record import Record

SHOWN = 5  # names in one sentence
ALIKE = 85  # of 100: two names of one indicator

MOST = 200  # rows without a namesake that are compared with each other

Line = dict[str, Any]


class Targets(Silent):
    """Keeps the promises of the projects whose names are in the run, packed."""

    def __init__(self) -> None:
        self.names: set[int] = set()
        self.promised: dict[int, list[bytes]] = defaultdict(list)
        self.found: list[Across] = []

    def first(self, record: Record) -> None:
        if name := plain_name(of(record, "name")):
            self.names.add(digest(name))

    def second_against(self, record: Record) -> None:
        if record["lines"] and (key := digest(plain_name(of(record, "name")))) in self.names:
            self.promised[key].append(_pack(record))

    def second(self, record: Record) -> None:
        if record["stage"] != "assessment" or not record["lines"] or not of(record, "name"):
            return
        earlier = _of_its_unit(
            [_unpack(p) for p in self.promised.get(digest(plain_name(of(record, "name"))), ())], record
        )
        declared = sorted((e for e in earlier if _declares(e, record)), key=lambda e: order(place(e)))
        before = [e for e in earlier if e not in declared and _is_before(e, record)]
        if declared:
            self.found += _against_declaration(declared[0], record)
        if before:
            latest = max(before, key=lambda e: (of(e, "year"), e["file"], e["table"]))
            self.found += _against_last_year(latest, record)

    def findings(self) -> Iterator[Across]:
        yield from self.found


def _of_its_unit(earlier: list[Record], record: Record) -> list[Record]:
    """The tables of the same unit; where one side does not name it, of the same department; where one side names
    neither, the only one there is."""
    mine = [letters(of(record, key)) for key in ("unit", "department")]
    theirs = [[letters(of(e, key)) for key in ("unit", "department")] for e in earlier]
    for at in (0, 1):
        same = [e for e, names in zip(earlier, theirs, strict=True) if mine[at] and names[at] == mine[at]]
        if same:
            return [e for e in same if at == 0 or not (mine[0] and letters(of(e, "unit")))]
    unknown = [e for e, names in zip(earlier, theirs, strict=True) if not any(names) or not any(mine)]
    return unknown if len(earlier) == 1 else []


def _pack(record: Record) -> bytes:
    slim = {key: record[key] for key in ("file", "table", "project", "places")}
    slim["done"] = any(not blank(line["actual"] or "") or line["claimed"] for line in record["lines"])
    slim["lines"] = [
        {key: line[key] for key in ("path", "place", "target", "points", "places")} for line in record["lines"]
    ]
    return zlib.compress(json.dumps(slim, ensure_ascii=False).encode("utf-8", "surrogatepass"))


def _unpack(packed: bytes) -> Record:
    found: Record = json.loads(zlib.decompress(packed).decode("utf-8", "surrogatepass"))
    return found


def _declares(earlier: Record, record: Record) -> bool:
    """Whether a table states the targets of this one: of its year, or with nothing completed in it."""
    years = of(earlier, "year"), of(record, "year")
    return years[0] == years[1] != "" or (not earlier["done"] and "" in years)


def _is_before(earlier: Record, record: Record) -> bool:
    years = of(earlier, "year"), of(record, "year")
    return "" in years or years[0] < years[1]


def _against_declaration(declared: Record, record: Record) -> Iterator[Across]:
    pairs, gone, new = _matched(declared, record)
    for was, now in pairs:
        if letters(was["path"][2]) != letters(now["path"][2]):
            message = f"指标名称“{_name(now)}”，申报时是“{_name(was)}”；请改回申报的名称，经批准调整的附上依据"
            yield _pair("C01", message, (declared, was), (record, now), "path", now["path"][2], was["path"][2])
        found = change(was["target"], now["target"], was["path"], now["path"])
        if found is not None:
            message = (
                f"“{_name(now)}”目标 {_said(now['target'])}，申报的是 {_said(was['target'])}{f'（{found}）' if found else ''}；"
                "自评应对照批复的目标，请改回，经批准调整的附上依据"
            )
            yield _pair("C01", message, (declared, was), (record, now), "target", now["target"], was["target"])
        if was["points"] and now["points"] and figure(was["points"]) != figure(now["points"]):
            message = f"“{_name(now)}”分值 {now['points']}，申报的是 {was['points']}；请改回申报的分值"
            yield _pair("C01", message, (declared, was), (record, now), "points", now["points"], was["points"])
    if gone and record["status"] != "partial":
        message = f"申报的 {len(gone)} 项指标没有自评：{_names(gone)}；请补上，经批准取消的附上依据"
        yield _rows("C01", message, (declared, gone), record)
    if new:
        places = [place(record, line["place"]) for line in new] + [place(declared)]
        message = f"有 {len(new)} 项指标申报时没有：{_names(new)}；请核对，经批准增加的附上依据"
        yield finding("C01", message, places, [unit_of(record)])


def _against_last_year(before: Record, record: Record) -> Iterator[Across]:
    pairs, gone, _ = _matched(before, record)
    year = of(before, "year")
    last = f"{year}年" if year else "上年"
    for was, now in pairs:
        found = change(was["target"], now["target"], was["path"], now["path"], other_year=True)
        if found and found.startswith("降低"):
            message = f"“{_name(now)}”目标 {_said(now['target'])}，{last}是 {_said(was['target'])}（{found}）；请说明降低的原因"
            yield _pair("C06", message, (before, was), (record, now), "target", now["target"], was["target"])
    if gone and pairs and record["status"] != "partial":
        message = f"{last}的 {len(gone)} 项指标今年没有了：{_names(gone)}；请说明取消的原因"
        yield _rows("C06", message, (before, gone), record)


def _matched(earlier: Record, record: Record) -> tuple[list[tuple[Line, Line]], list[Line], list[Line]]:
    """The rows of two tables that are about one indicator, by name and then by likeness; and those left over."""
    left: dict[str, list[Line]] = defaultdict(list)
    for now in record["lines"]:
        left[letters(now["path"][2])].append(now)
    left.pop("", None)
    pairs, gone, still = [], [], []
    for was in (line for line in earlier["lines"] if letters(line["path"][2])):
        if same := left.get(letters(was["path"][2])):
            now = max(same, key=lambda n: (n["path"] == was["path"], figure(n["target"]) == figure(was["target"])))
            same.remove(now)
            pairs.append((was, now))
        else:
            gone.append(was)
    rest = [now for lines in left.values() for now in lines]
    for was in gone[:MOST]:
        if now := _alike(was, rest[:MOST]):
            rest.remove(now)
            pairs.append((was, now))
        else:
            still.append(was)
    return pairs, still + gone[MOST:], rest


def _alike(was: Line, rest: list[Line]) -> Line | None:
    """The one row whose name is nearly the same and whose target is the same."""
    from rapidfuzz.fuzz import ratio

    name = letters(was["path"][2])
    found = [
        now for now in rest
        if figure(now["target"]) == figure(was["target"]) and now["path"][0] == was["path"][0]
        and ratio(name, letters(now["path"][2])) >= ALIKE
    ]  # fmt: skip
    return found[0] if len(found) == 1 else None


def _pair(
    code: str, message: str, was: tuple[Record, Line], now: tuple[Record, Line], key: str, claimed: str, expected: str
) -> Across:
    places = [place(record, line["places"].get(key) or line["place"]) for record, line in (now, was)]
    return finding(code, message, places, [unit_of(now[0])], claimed, expected)


def _rows(code: str, message: str, was: tuple[Record, list[Line]], record: Record) -> Across:
    earlier, gone = was
    places = [place(record, cell(record, "")), *(place(earlier, line["place"]) for line in gone)]
    return finding(code, message, places, [unit_of(record)], None, str(len(gone)))


def _names(lines: list[Line]) -> str:
    return "、".join(f"“{_name(line)}”" for line in lines[:SHOWN]) + ("等" if len(lines) > SHOWN else "")


def _name(line: Line) -> str:
    return short(line["path"][2], 30)


def _said(text: str) -> str:
    return short(text, 30) or "空"
