"""A re-check in the terminal: file by file, every finding at its place, and what it comes to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from scoring.checks import codes
from scoring.recheck.record import Record
from scoring.source import SEVERITIES
from scoring.terminal import MARKS, printable

_STATUS = {"ok": "", "partial": "（有未识别的部分）", "unreadable": "（不能读取）"}


def record(r: Record) -> str:
    """One self-assessment: what it is, the three numbers, and its findings."""
    head = f"{r['file']}" + (f" 第 {r['table']} 份" if r["table"] > 1 else "") + _STATUS[r["status"]]
    lines = [head]
    if r["project"]:
        p = r["project"]
        who = " · ".join(x for x in (p["name"], p["unit"] or p["department"], p["year"] and f"{p['year']}年度") if x)
        lines.append(f"  {who or '（没有写项目名称）'}　表样 {r['form']}　办法 {r['standard']['id']}")
        lines.append(f"  {_figures(r)}")
    lines += [f"  {finding(f)}" for f in r["findings"]]
    return printable("\n".join(lines))


def _figures(r: Record) -> str:
    total, grade = r["total"], r["grade"]
    if r["stage"] == "declaration":
        return f"年初申报，{len(r['declarations'])} 个项目，不计分"
    claimed = f"{total['claimed'] or '—'}{_in_brackets(grade['claimed'])}"
    computed = f"{total['recomputed'] or '—'}{_in_brackets(grade['recomputed'])}"
    open_ = [
        f"{total[key]} 行{word}" for key, word in (("open", "待人评判"), ("not_calculable", "无法计算")) if total[key]
    ]
    found = "没有疑点" if not r["findings"] else ""
    return "　".join(x for x in (f"自评 {claimed}", f"重算 {computed}", "、".join(open_), found) if x)


def _in_brackets(text: str | None) -> str:
    return f"（{text}）" if text else ""


def finding(f: dict[str, Any]) -> str:
    """One finding on a line."""
    waived = "（已豁免）" if f["waived"] else ""
    clause = f"（{f['clause']}）" if f["clause"] else ""
    where = f"{f['place']}：" if f.get("place") else ""
    return f"{MARKS[f['severity']]} {f['code']} {where}{f['message']}{clause}{waived}"


def across(found: Iterable[dict[str, Any]]) -> str:
    """What shows only when the files are compared with one another."""
    lines = ["跨文件"]
    for f in found:
        lines.append(f"  {finding(f)}")
        lines += [f"      {place['file']} {place['place']}".rstrip() for place in f["places"]]
    return printable("\n".join(lines))


@dataclass(slots=True)
class Tally:
    """What a run comes to."""

    files: set[str] = field(default_factory=set)
    tables: int = 0
    unreadable: int = 0
    partial: int = 0
    faulty: int = 0  # self-assessments with an error
    severities: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)

    def add(self, r: Record) -> None:
        """Count one record."""
        open_ = [f for f in r["findings"] if not f["waived"]]
        self.files.add(r["file"])
        self.unreadable += r["status"] == "unreadable"
        self.partial += r["status"] == "partial"
        self.tables += r["status"] != "unreadable"
        self.faulty += any(f["severity"] == "error" for f in open_)
        self.severities.update(f["severity"] for f in open_)
        self.found.update(f["code"] for f in open_)

    @property
    def errors(self) -> int:
        return self.severities["error"]

    def __str__(self) -> str:
        read = f"{len(self.files)} 个文件，读出 {self.tables} 份自评表"
        lost = [f"{n} 个{word}" for n, word in ((self.unreadable, "不能读取"), (self.partial, "有未识别的部分")) if n]
        counted = "、".join(f"{SEVERITIES[s]} {self.severities[s]}" for s in SEVERITIES)
        lines = ["；".join([read, *lost]), f"疑点：{counted}；有错误的自评表 {self.faulty} 份"]
        lines += [f"  {code} {codes()[code].title}　{n}" for code, n in sorted(self.found.items())]
        return "\n".join(lines)
