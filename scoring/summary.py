"""The roll-up table (汇总表) of several evaluations: sums, checked against what the unit declared, and two charts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from io import BytesIO
from typing import Any

from scoring.model import Result
from scoring.number import decimals, parse_decimal, round_to, show
from scoring.source import Finding, Source

COLUMNS = (
    "序号",
    "项目",
    "实施单位",
    "年初预算数",
    "全年预算数",
    "全年执行数",
    "执行率",
    "总分",
    "等级",
    "自评总分",
    "自评等级",
)
SUMS = ("年初预算数", "全年预算数", "全年执行数")


@dataclass(frozen=True, slots=True)
class Entry:
    """One project on the roll-up; amounts as printed, None where the table has none."""

    project: str
    implementer: str
    amounts: tuple[str | None, str | None, str | None]
    rate: Fraction | None
    total: str | None
    grade: str | None
    claimed: str | None
    claimed_grade: str | None

    def cells(self, number: int) -> list[str]:
        """The row as text, in the order of COLUMNS."""
        rate = "" if self.rate is None else f"{round_to(self.rate * 100, Decimal('0.01'))}%"
        tail = (self.total, self.grade, self.claimed, self.claimed_grade)
        return [
            str(number),
            self.project,
            self.implementer,
            *(a or "" for a in self.amounts),
            rate,
            *(x or "" for x in tail),
        ]


@dataclass(frozen=True, slots=True)
class Summary:
    """All projects, their sums, and what does not agree with the declared totals."""

    entries: tuple[Entry, ...]
    sums: Mapping[str, Fraction]
    money_unit: str
    findings: tuple[Finding, ...]

    @property
    def grades(self) -> Mapping[str, int]:
        return Counter(e.grade or "未定" for e in self.entries)


def summarise(results: Sequence[Result], declared: Mapping[str, str] | None = None) -> Summary:
    """Roll up results; `declared` are the unit's own totals by column name, thousands separators allowed."""
    entries = tuple(entry for result in results for entry in _entries(result))
    sums = {
        name: sum((parse_decimal(e.amounts[i] or "") or Fraction(0) for e in entries), Fraction(0))
        for i, name in enumerate(SUMS)
    }
    wanted = dict(declared or {})
    findings = [_difference(name, text, entries, sums) for name, text in wanted.items()]
    unit = results[0].submission.money_unit if results else "万元"
    return Summary(entries, sums, unit, tuple(f for f in findings if f is not None))


def _entries(result: Result) -> list[Entry]:
    s = result.submission
    if s.projects:
        return [Entry(p.name, s.implementer, (p.budget, None, None), None, None, None, None, None) for p in s.projects]
    funds = result.funds[0].row.funds if result.funds else None
    amounts = (funds.initial, funds.budget, funds.spent) if funds else (None, None, None)
    total = str(result.total.score) if result.total.score is not None else None
    raw = result.funds[0].raw if result.funds else None
    return [Entry(s.project, s.implementer, amounts, raw, total, result.grade, s.claimed.total, s.claimed.grade)]


def _difference(name: str, text: str, entries: Sequence[Entry], sums: Mapping[str, Fraction]) -> Finding | None:
    """A declared total may differ by one printed unit per addend, since each addend was rounded."""
    value = parse_decimal(text)
    if name == "项目数":
        if value == len(entries):
            return None
        message = (
            f"申报的项目数 {text}，实有 {len(entries)} 个（相差 {show(abs((value or Fraction(0)) - len(entries)))}）"
        )
        return Finding("C05", "warning", Source("汇总"), message, text, str(len(entries)))
    if name not in sums or value is None:
        return Finding(
            "C05",
            "warning",
            Source("汇总"),
            f"汇总数“{name}={text}”无法核对：可以核对的是 {'、'.join((*SUMS, '项目数'))}",
            text,
        )
    column = SUMS.index(name)
    printed = [e.amounts[column] for e in entries if e.amounts[column]]
    digits = max([decimals(text), *(decimals(p) for p in printed if p)])
    tolerance = Fraction(len(printed), 10**digits)
    gap = abs(value - sums[name])
    if gap <= tolerance:
        return None
    message = (
        f"申报的{name} {text}，各项目合计 {show(sums[name])}（相差 {show(gap)}，允许四舍五入误差 {show(tolerance)}）"
    )
    return Finding("C05", "warning", Source("汇总"), message, text, show(sums[name]))


def workbook(summary: Summary) -> bytes:
    """The roll-up as an Excel workbook: table, sums, a chart of grades and one of execution rates."""
    from xlsxwriter import Workbook

    out = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = Workbook(out, options)
    book.set_properties({"title": "绩效自评汇总表", "created": datetime(1980, 1, 1)})
    _table(book, summary)
    _charts(book, summary)
    book.close()
    return out.getvalue()


def _table(book: Any, summary: Summary) -> None:
    sheet = book.add_worksheet("汇总表")
    plain: dict[str, Any] = {"border": 1, "font_name": "宋体", "font_size": 10, "valign": "vcenter", "text_wrap": True}
    text, head = (
        book.add_format(plain),
        book.add_format(plain | {"bold": True, "align": "center", "bg_color": "#E8EEF4"}),
    )
    title = book.add_format({"bold": True, "font_size": 16, "align": "center", "font_name": "黑体"})
    sheet.merge_range(0, 0, 0, len(COLUMNS) - 1, f"绩效自评汇总表（金额单位：{summary.money_unit}）", title)
    for column, (name, width) in enumerate(zip(COLUMNS, (6, 40, 26, 13, 13, 13, 9, 9, 8, 9, 9), strict=True)):
        sheet.set_column(column, column, width)
        sheet.write_string(1, column, name, head)
    formats: dict[str, Any] = {}
    for at, entry in enumerate(summary.entries):
        for column, cell in enumerate(entry.cells(at + 1)):
            _write(book, sheet, at + 2, column, cell, text, plain, formats)
    last = len(summary.entries) + 2
    sheet.write_string(last, 1, "合计", head)
    for column, name in enumerate(COLUMNS):
        if name in SUMS:
            _write(book, sheet, last, column, show(summary.sums[name]), text, plain, formats)
    for at, finding in enumerate(summary.findings):
        sheet.write_string(last + 2 + at, 0, f"{finding.code} {finding.message}")
    sheet.freeze_panes(2, 2)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(1)


def _write(
    book: Any, sheet: Any, row: int, column: int, cell: str, text: Any, plain: dict[str, Any], formats: dict[str, Any]
) -> None:
    """Numbers as numbers with their printed digits, everything else as text that can never be a formula."""
    percent = cell.endswith("%")
    value = parse_decimal(cell.rstrip("%")) if column > 2 or column == 0 else None
    if value is None:
        sheet.write_string(row, column, cell, text)
        return
    digits = decimals(cell.rstrip("%"))
    pattern = ("0." + "0" * digits if digits else "0") + ("%" if percent else "")
    if pattern not in formats:
        formats[pattern] = book.add_format(plain | {"num_format": pattern})
    sheet.write_number(row, column, float(value / 100 if percent else value), formats[pattern])


def _charts(book: Any, summary: Summary) -> None:
    sheet = book.add_worksheet("图")
    grades = list(summary.grades.items())
    for at, (name, count) in enumerate(grades):
        sheet.write_string(at, 0, name)
        sheet.write_number(at, 1, count)
    rates = [(e.project, e.rate) for e in summary.entries if e.rate is not None]
    for at, (name, rate) in enumerate(rates):
        sheet.write_string(at, 3, name)
        sheet.write_number(at, 4, float(rate))
    for top, kind, title, column, count in (
        (0, "column", "等级分布（项目数）", 0, len(grades)),
        (18, "bar", "预算执行率", 3, len(rates)),
    ):
        if not count:
            continue
        chart = book.add_chart({"type": kind})
        pattern = {"num_format": "0.0%"} if kind == "bar" else {}
        chart.add_series(
            {
                "categories": ["图", 0, column, count - 1, column],
                "values": ["图", 0, column + 1, count - 1, column + 1],
                "data_labels": {"value": True, **pattern},
            }
        )
        chart.set_title({"name": title})
        chart.set_legend({"none": True})
        chart.set_size({"width": 720, "height": max(320, 26 * count + 120) if kind == "bar" else 320})
        sheet.insert_chart(top, 6, chart)
