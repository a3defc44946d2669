"""Who and what a record is about, spelled one way; the shape of a finding across files."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from hashlib import blake2b
from pathlib import PurePosixPath
from typing import Any

from scoring.checks import codes
from scoring.notation.text import normal
from scoring.number import half_width, parse_decimal, show
from scoring.recheck.record import Record
from scoring.source import Severity

#: a finding that is about several tables: see docs/复核.md
Across = dict[str, Any]
Place = dict[str, Any]

MOST_PLACES = 200  # of one finding; a text copied by thousands names so many and their number

WORD = 40  # letters of a text that is remembered

_NO_LETTER = re.compile(r"[\W_]+")
_NO_FIGURE = re.compile(r"[^\w≥≤<>=%‰±~./-]+")  # what says nothing beside a number
_NUMBER = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?", re.ASCII)
_YEAR = re.compile(r"(?:19|20)\d\d年度?")
_AROUND = re.compile(r"^关于|项目(?:支出|资金|经费)?$|(?:专项)?(?:经费|资金)$")


def letters(text: str) -> str:
    """A text without spaces, punctuation and differences of width."""
    return _word(text) if len(text) <= WORD else _NO_LETTER.sub("", half_width(text)).lower()


@lru_cache(maxsize=1 << 13)
def _word(text: str) -> str:
    """Names of units, projects and indicators come again and again."""
    return _NO_LETTER.sub("", half_width(text)).lower()


def plain_name(name: str) -> str:
    """A project's name without its year, 关于…, …项目, …经费: what one project keeps however it is written."""
    plain = letters(_YEAR.sub("", half_width(name)))
    return _AROUND.sub("", plain) or plain


def of(record: Record, key: str) -> str:
    """A field of the project as printed; "" when unknown."""
    return ((record["project"] or {}).get(key) or "").strip()


def unit_of(record: Record) -> str:
    """Who submitted it: 实施单位, else 主管部门, else the folder it came in; "" when nothing tells."""
    return of(record, "unit") or of(record, "department") or _folder(record["file"])


def _folder(file: str) -> str:
    folder = PurePosixPath(file).parent.as_posix()
    return "" if folder == "." else folder


def owner(record: Record) -> int:
    """A number for the unit; a file of unknown unit stands for itself."""
    return digest(letters(unit_of(record)) or f"/{record['file']}")


def project_key(record: Record) -> int:
    """A number for project and unit; 0 when the table names no project."""
    name = plain_name(of(record, "name"))
    return digest(f"{name}/{letters(unit_of(record))}") if name else 0


def digest(text: str) -> int:
    """A text as 63 bits, the same in every process; never 0."""
    return int.from_bytes(blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "big") >> 1 or 1


def figure(text: str | None) -> str:
    """A printed value to compare with another's: 10.0 is 10, ≥95.00% is ≥95%, a dash is nothing."""
    value = parse_decimal(text or "")
    if value is not None:
        return show(value)
    plain = normal(text or "")
    if not any(map(str.isdigit, plain)):
        return letters(plain)
    return _NO_FIGURE.sub("", _NUMBER.sub(_shortest, plain)).lower()


def _shortest(match: re.Match[str]) -> str:
    """A number without what does not change it: separators, zeros at the end."""
    value = parse_decimal(match[0])
    return match[0] if value is None else show(value)


def same_year(a: Record, b: Record) -> bool:
    """Whether two tables may be of the same year: they are when one of them does not say."""
    return not of(a, "year") or not of(b, "year") or of(a, "year") == of(b, "year")


def place(record: Record, cell: str | None = "") -> Place:
    """A cell of a table, so that a person can go there."""
    return {"file": record["file"], "table": record["table"], "place": cell or ""}


def cell(record: Record, key: str) -> str:
    """Where a field of the table stands; the table itself when that is not known."""
    places = record.get("places") or {}
    return str(places.get(key) or places.get("") or "")


def finding(
    code: str,
    message: str,
    places: Iterable[Place],
    units: Sequence[str],
    claimed: str | None = None,
    expected: str | None = None,
    severity: Severity | None = None,
) -> Across:
    """One finding across files; `unit` is the one it is about, "" when it is about several (`units`)."""
    return {
        "code": code,
        "severity": severity or codes()[code].severity,
        "message": message,
        "claimed": claimed,
        "expected": expected,
        "places": list(places)[:MOST_PLACES],
        "unit": units[0] if len(units) == 1 else "",
        "units": list(units),
        "waived": False,
    }


def where(p: Place) -> str:
    """A place in a sentence: 甲局/自评表.xlsx 表2 Sheet1!D12."""
    table = f" 表{p['table']}" if p["table"] > 1 else ""
    return f"{p['file']}{table}"


def order(item: Place) -> tuple[str, int, str]:
    """Places by file, table, cell."""
    return item["file"], item["table"], item["place"]
