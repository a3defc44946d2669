"""A run as SARIF 2.1.0, for code-scanning tools and viewers; written piece by piece, whatever its size.

    with atomic.replacing(path) as out:
        out.writelines(piece.encode() for piece in sarif.pieces(records, across))

Each result carries the file (physical location; with a line for TOML) and the cell (logical location).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import blake2b
from pathlib import Path
from typing import Any
from urllib.parse import quote

from scoring.checks import codes
from scoring.recheck.across.keys import Across, Place, place
from scoring.recheck.record import Record, line_place

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
LEVELS = {"error": "error", "warning": "warning", "info": "note"}
MOST_LOCATIONS = 100  # of one result; viewers choke on thousands

_LINE = re.compile(r".* 第(\d+)行")


def pieces(records: Iterable[Record], across: Iterable[Across] = ()) -> Iterator[str]:
    """The text of the log: its head with every rule, then one result after another."""
    driver = {
        "name": "scoring",
        "fullName": "预算绩效自评复核",
        "language": "zh-CN",
        "rules": [_rule(code) for code in codes()],
    }
    yield f'{{"$schema":{_json(SCHEMA)},"version":"2.1.0","runs":[{{"tool":{{"driver":{_json(driver)}}},'
    yield '"language":"zh-CN","columnKind":"unicodeCodePoints","results":['
    before = "\n"
    for result in _results(records, across):
        yield before + _json(result)
        before = ",\n"
    yield "\n]}]}\n"


def _json(data: object) -> str:
    """JSON in one line; half a character (of a broken file name) becomes a question mark."""
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace").decode("utf-8")


def _rule(name: str) -> dict[str, Any]:
    code = codes()[name]
    text = f"{code.finds}\n为什么要紧：{code.why}\n怎样改：{code.mend}\n例如：{code.example}"
    return {
        "id": code.code,
        "name": code.title,
        "shortDescription": {"text": code.title},
        "fullDescription": {"text": code.finds},
        "help": {"text": text},
        "defaultConfiguration": {"level": LEVELS[code.severity]},
    }


def _results(records: Iterable[Record], across: Iterable[Across]) -> Iterator[dict[str, Any]]:
    order = {code: at for at, code in enumerate(codes())}
    for record in records:
        for found in record["findings"]:
            yield _result(found, [place(record, found["place"])], order)
    for found in across:
        yield _result(found, found["places"], order)


def _result(found: Mapping[str, Any], places: Sequence[Place], order: Mapping[str, int]) -> dict[str, Any]:
    clause = f"（{found['clause']}）" if found.get("clause") else ""
    first, *others = places[:MOST_LOCATIONS]
    result = {
        "ruleId": found["code"],
        "ruleIndex": order[found["code"]],
        "level": LEVELS[found["severity"]],
        "message": {"text": found["message"] + clause},
        "locations": [_location(first)],
        "partialFingerprints": {"scoring/1": _fingerprint(found, places)},
        "suppressions": [_suppression(found)] if found["waived"] else [],
    }
    if others:
        result["relatedLocations"] = [_location(p) | {"id": at} for at, p in enumerate(others, 1)]
    return result


def _location(p: Place) -> dict[str, Any]:
    """The file, relative to what was checked; a line in it where it has lines; and the cell."""
    physical: dict[str, Any] = {"artifactLocation": {"uri": quote(p["file"], errors="surrogateescape")}}
    told = _LINE.fullmatch(p["place"])
    if told and line_place(Path(p["file"]), int(told[1])) == p["place"]:
        physical["region"] = {"startLine": int(told[1])}
    named = f"表{p['table']} {p['place']}".strip() if p["table"] > 1 else p["place"]
    location: dict[str, Any] = {"physicalLocation": physical}
    if named:
        location["logicalLocations"] = [{"fullyQualifiedName": named, "kind": "element"}]
    return location


def _fingerprint(found: Mapping[str, Any], places: Sequence[Place]) -> str:
    """The same as long as the same is found at the same place, so that a viewer knows old from new."""
    text = _json([found["code"], [[p["file"], p["table"], p["place"]] for p in places], found["message"]])
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def _suppression(found: Mapping[str, Any]) -> dict[str, str]:
    waiver = found.get("waiver") or {}
    text = f"{waiver.get('reason', '')}（{waiver.get('author', '')}，有效到 {waiver.get('until', '')}）"
    return {"kind": "external", "status": "accepted", "justification": text}
