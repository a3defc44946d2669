"""Findings that somebody answers for (豁免): `waivers.toml`, until a date, with a reason and a name.

[[waiver]]
unit = "甲局"
code = "F05"
reason = "年末追加，资金次年支付，已核"
author = "张三"
until = 2024-12-31
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from difflib import get_close_matches
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Annotated, Any

from pydantic import ConfigDict, Field

from scoring.checks import codes
from scoring.recheck.across.keys import Across, letters, of
from scoring.recheck.record import Record
from scoring.source import Problem, ScoringError, Source
from scoring.toml_file import DateText, Text, TomlFile, shape

_STRICT = ConfigDict(extra="forbid")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


@dataclass(frozen=True, slots=True)
class Waiver:
    """One entry: which findings, why, who answers, until when (that day included)."""

    __pydantic_config__ = _STRICT
    code: Annotated[Text, Field(description="疑点编号，如 F05")]
    reason: Annotated[Text, Field(description="为什么不算")]
    author: Annotated[Text, Field(description="谁核定的")]
    until: Annotated[DateText, Field(description="有效到哪一天（含当天），如 2024-12-31")]
    file: Annotated[Text, Field(description="哪些文件：路径或带 * 的写法，如 甲局/*.xlsx；与 unit 至少写一个")] = ""
    unit: Annotated[Text, Field(description="哪个单位（实施单位或主管部门）")] = ""
    row: Annotated[Text, Field(description="哪一行：三级指标名称；不写则整张表")] = ""


@dataclass(frozen=True, slots=True)
class Document:
    """The shape of the file."""

    __pydantic_config__ = _STRICT
    waiver: Annotated[list[Waiver], Field(description="每条一个 [[waiver]]")] = field(default_factory=list)


@dataclass(slots=True)
class Waivers:
    """The entries of one file with their lines, and which of them have met a finding."""

    entries: Sequence[Waiver] = ()
    sources: Sequence[Source] = ()
    met: set[int] = field(default_factory=set)


def load(path: Path) -> Waivers:
    """Waivers on disk. Raises ScoringError with every mistake and its line."""
    file = TomlFile(path)
    entries = shape(Document, file).waiver
    problems = [p for at, entry in enumerate(entries) for p in _problems(entry, file, at)]
    if problems:
        raise ScoringError(problems)
    return Waivers(entries, [file.source(("waiver", at)) for at in range(len(entries))])


def _problems(entry: Waiver, file: TomlFile, at: int) -> Iterator[Problem]:
    def place(key: str) -> Source:
        return file.source(("waiver", at, key))

    for key, said in (("reason", "为什么不算"), ("author", "谁核定的")):
        if not getattr(entry, key).strip():
            yield Problem(place(key), f"{key} 是空的", f"请写明{said}")
    if not _DAY.fullmatch(entry.until) or _day(entry.until) is None:
        yield Problem(place("until"), f"until 不是日期：“{entry.until[:40]}”", "写成 2024-12-31")
    if entry.code not in codes():
        close = get_close_matches(entry.code.upper(), codes(), 1)
        hint = f"是不是 {close[0]}？" if close else ""
        yield Problem(place("code"), f"没有编号为“{entry.code[:40]}”的疑点", f"{hint}全部编号见 scoring rules")
    if not entry.file.strip() and not entry.unit.strip():
        yield Problem(place(""), "没有写是哪个文件或哪个单位", '写 file = "甲局/*.xlsx" 或 unit = "甲局"')


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


# -- applying --


def apply(record: Record, waivers: Waivers, today: date) -> Record:
    """The record with its waived findings marked: "waived" true, "waiver" saying why, who and until when.

    A finding whose waiver has expired stays as it is; its "waiver" then says "expired": true.
    """
    units = (of(record, "unit"), of(record, "department"))
    findings = [_marked(f, waivers, today, [record["file"]], units, [f.get("row") or ""]) for f in record["findings"]]
    return record | {"findings": findings}


def apply_across(found: Across, waivers: Waivers, today: date) -> Across:
    """A finding across files with its waiver: one that names its unit, or every one of its files."""
    return _marked(found, waivers, today, [p["file"] for p in found["places"]], found["units"], None)


def _marked(
    found: dict[str, Any],
    waivers: Waivers,
    today: date,
    files: Sequence[str],
    units: Sequence[str],
    rows: Sequence[str] | None,
) -> dict[str, Any]:
    fits = [
        at for at, entry in enumerate(waivers.entries)
        if entry.code == found["code"] and _about(entry, files, units, rows)
    ]  # fmt: skip
    waivers.met.update(fits)
    if not fits:
        return found
    last = max(fits, key=lambda at: (waivers.entries[at].until, -at))
    entry = waivers.entries[last]
    expired = (_day(entry.until) or today) < today
    told = {"reason": entry.reason, "author": entry.author, "until": entry.until, "expired": expired}
    return found | {"waived": not expired, "waiver": told}


def _about(entry: Waiver, files: Sequence[str], units: Sequence[str], rows: Sequence[str] | None) -> bool:
    """Whether an entry speaks of these files and units; of a finding across files it must speak of all its files."""
    if entry.file and not (files and all(_names(entry.file, file) for file in files)):
        return False
    if entry.unit and letters(entry.unit) not in {letters(unit) for unit in units}:
        return False
    return not entry.row or (rows is not None and letters(entry.row) in {letters(row) for row in rows})


def _names(pattern: str, file: str) -> bool:
    """A pattern is the path, or the end of it: 1.xlsx and 甲局/*.xlsx lie in whatever folder."""
    plain = pattern.replace("\\", "/").removeprefix("./")
    if f"/{file}".endswith(f"/{plain}"):  # as it is called, whatever signs are in it: [2023]自评表.xlsx
        return True
    return fnmatchcase(file, plain) or fnmatchcase(file, f"*/{plain}")


def report(waivers: Waivers, today: date, asked: Collection[str] = ()) -> list[str]:
    """After a run: which entries met nothing, and which have expired, each a sentence with its line.

    Of codes that were not asked for nothing is known: `asked` holds those that were, all when it is empty.
    """
    said = []
    for at, (entry, source) in enumerate(zip(waivers.entries, waivers.sources, strict=True)):
        if asked and entry.code not in asked:
            continue
        what = f"{entry.code}（{entry.file or entry.unit}{f' “{entry.row}”' if entry.row else ''}）"
        if at not in waivers.met:
            said.append(f"{source}：这条豁免没有对上任何疑点：{what}；请核对编号、文件、单位和行，不用的请删去")
        elif (_day(entry.until) or today) < today:
            said.append(f"{source}：这条豁免 {entry.until} 已到期，{what}的疑点重新列出；仍然有效的请改 until")
    return said
