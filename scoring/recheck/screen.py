"""A re-check in the terminal: file by file, every finding at its place, and what it comes to."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from scoring.checks import codes
from scoring.recheck.record import Record
from scoring.recheck.risk import Drawn
from scoring.recheck.short import short
from scoring.recheck.statistics import Survey
from scoring.source import SEVERITIES
from scoring.terminal import MARKS, printable

_STATUS = {"ok": "", "partial": "（有未识别的部分）", "unreadable": "（不能读取）"}


def record(r: Record) -> str:
    """One self-assessment: what it is, what it claims and what was recomputed, and its findings."""
    head = short(r["file"], 1000) + (f" 第 {r['table']} 份" if r["table"] > 1 else "") + _STATUS[r["status"]]
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
    clause = f"（{f['clause']}）" if f.get("clause") else ""
    where = f"{f['place']}：" if f.get("place") else ""
    return f"{MARKS[f['severity']]} {f['code']} {where}{f['message']}{clause}{_waiver(f)}"


def _waiver(f: dict[str, Any]) -> str:
    if not (waiver := f.get("waiver")):
        return ""
    if waiver["expired"]:
        return f"〔豁免已于 {waiver['until']} 到期〕"
    return f"〔已豁免：{waiver['reason']}，{waiver['author']}，至 {waiver['until']}〕"


def across(found: Iterable[dict[str, Any]]) -> str:
    """What shows only when the files are compared with one another."""
    lines = ["跨文件"]
    for f in found:
        lines.append(f"  {finding(f)}")
        lines += [f"      {place['file']} {place['place']}".rstrip() for place in f["places"]]
    return printable("\n".join(lines))


def survey(s: Survey) -> str:
    """What the run comes to."""
    read = f"{s.files} 个文件，读出 {s.tables} 份自评表"
    lost = [
        f"{s.statuses[k]} 个{w}"
        for k, w in (("unreadable", "不能读取"), ("partial", "有未识别的部分"))
        if s.statuses[k]
    ]
    counted = "、".join(f"{SEVERITIES[k]} {s.severities[k]}" for k in SEVERITIES)
    waived = f"，另有 {s.waived} 条已豁免" if s.waived else ""
    lines = ["；".join([read, *lost]), f"疑点：{counted}{waived}；有错误的文件 {s.faulty_files} 个"]
    lines += [f"  {code} {codes()[code].title}　{item.found}" for code, item in s.by_code() if item.found]
    return "\n".join(lines)


def sample(drawn: Iterable[Drawn]) -> str:
    """The files to look at."""
    lines = ["抽评"]
    lines += [f"  {n}　{d.file}" + (f" 第 {d.table} 份" if d.table > 1 else "") for n, d in enumerate(drawn, 1)]
    return printable("\n".join(lines))
