"""复核台账.xlsx: one row for each self-assessment and each finding, sums by unit and code, charts, the draw.

Written row by row (`constant_memory`), so its size does not matter. Texts never become formulas; numbers are numbers.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import BinaryIO

from scoring.atomic import replacing
from scoring.number import show
from scoring.recheck.ledger_sheets import Book, Column, Sheet
from scoring.recheck.risk import Drawn
from scoring.recheck.short import Found, Records, short, unit_of, waiver_of
from scoring.recheck.statistics import STATUSES, Survey, steps
from scoring.source import SEVERITIES

_FILES = (
    Column("次序", 6, "n"), Column("文件", 34), Column("表号", 6, "n"), Column("单位", 20), Column("部门", 16),
    Column("项目", 26), Column("年度", 7, "n"), Column("表样", 12), Column("办法", 12), Column("状态", 10),
    Column("自评总分", 9, "n"), Column("重算总分", 9, "n"), Column("差", 8, "n"), Column("自评等级", 9),
    Column("重算等级", 9), Column("错误", 6, "n"), Column("提醒", 6, "n"), Column("提示", 6, "n"), Column("已豁免", 7, "n"),
    Column("疑点代码", 18), Column("错误涉及分数", 9, "n"), Column("提醒涉及分数", 9, "n"), Column("紧急度", 9, "n"),
)  # fmt: skip
_FINDINGS = (
    Column("文件", 28), Column("表号", 6, "n"), Column("单位", 18), Column("位置", 20), Column("三级指标", 22),
    Column("代码", 7), Column("名称", 16), Column("轻重", 7), Column("说明", 46), Column("自评", 12, "v"),
    Column("应为", 12, "v"), Column("差", 8, "n"), Column("依据", 26), Column("豁免", 14),
)  # fmt: skip
_UNITS = (
    Column("单位", 40), Column("自评表", 8, "n"), Column("不能读取", 9, "n"), Column("有错误的", 9, "n"),
    Column("错误", 8, "n"), Column("提醒", 8, "n"), Column("错误涉及分数", 13, "n"), Column("有得分的行", 11, "n"),
    Column("满分行", 8, "n"), Column("满分行比例", 11, "n"),
)  # fmt: skip
_CODES = (
    Column("代码", 8), Column("名称", 34), Column("条数", 9, "n"), Column("错误", 9, "n"), Column("提醒", 9, "n"),
    Column("提示", 9, "n"), Column("涉及的表", 10, "n"), Column("已豁免", 9, "n"),
)  # fmt: skip
_ACROSS = (
    Column("序", 6, "n"), Column("代码", 8), Column("轻重", 8), Column("说明", 70), Column("自评", 16, "v"),
    Column("应为", 16, "v"), Column("文件", 40), Column("表号", 6, "n"), Column("位置", 24), Column("豁免", 14),
)  # fmt: skip
_SAMPLE = (
    Column("序", 6, "n"), Column("文件", 44), Column("表号", 6, "n"), Column("单位", 28), Column("项目", 36),
    Column("错误涉及分数", 13, "n"), Column("提醒涉及分数", 13, "n"), Column("紧急度", 9, "n"), Column("签数", 7, "n"),
    Column("签号", 18), Column("复核人", 12), Column("复核意见", 40),
)  # fmt: skip


def write(
    path: Path,
    records: Records,
    survey: Survey,
    *,
    across: Sequence[Found] = (),
    sample: Sequence[Drawn] = (),
    force: bool = False,
) -> None:
    """Write the ledger. `survey` are the sums of the same records and `across`.

    Raises ScoringError when the file exists (unless `force`) or the disk refuses.
    """
    with replacing(path, force=force) as file:
        write_to(file, records, survey, across=across, sample=sample)


def write_to(
    file: BinaryIO, records: Records, survey: Survey, *, across: Sequence[Found] = (), sample: Sequence[Drawn] = ()
) -> None:
    """The ledger, into an open file."""
    book = Book(file, "绩效自评复核台账")
    _files(book.sheet("文件", _FILES), survey)
    _findings(book.sheet("疑点", _FINDINGS), records)
    units, codes = book.sheet("按单位", _UNITS), book.sheet("按代码", _CODES)
    _units(units, survey)
    _codes(codes, survey)
    _charts(book, survey, units, codes)
    if across:
        _across(book.sheet("跨文件", _ACROSS), across)
    if sample:
        _sample(book.sheet("抽评", _SAMPLE), sample)
    book.close()


def _files(sheet: Sheet, survey: Survey) -> None:
    for order, e in enumerate(survey.entries, 1):
        difference = "" if e.difference is None else show(e.difference)
        stake = (show(e.stake.error), show(e.stake.warning), show(e.stake.urgency))
        sheet.row(
            str(order), e.file, str(e.table), e.unit, e.department, e.project, e.year, e.form, e.standard,
            STATUSES[e.status], e.claimed, e.recomputed, difference, e.grade_claimed, e.grade,
            *map(str, e.counts), " ".join(e.codes), *stake,
        )  # fmt: skip


def _findings(sheet: Sheet, records: Records) -> None:
    from scoring.checks import codes

    known = codes()
    for record in records():
        unit = unit_of(record)
        for f in record["findings"]:
            title = known[f["code"]].title if f["code"] in known else ""
            sheet.row(
                record["file"], str(record["table"]), unit, f.get("place"), short(f.get("row"), 80), f["code"], title,
                SEVERITIES.get(f["severity"]), f["message"], f["claimed"], f["expected"], f.get("difference"),
                f["clause"], waiver_of(f),
            )  # fmt: skip


def _units(sheet: Sheet, survey: Survey) -> None:
    for name, u in survey.by_urgency():
        share = "" if u.share is None else show(u.share * 100, 1) + "%"
        counts = map(str, (u.tables, u.unreadable, u.faulty, u.errors, u.warnings))
        sheet.row(name, *counts, show(u.stake), str(u.rows), str(u.full), share)


def _codes(sheet: Sheet, survey: Survey) -> None:
    from scoring.checks import codes

    known = codes()
    for code, c in survey.by_code():
        counts = (c.found, *(c.severities[key] for key in SEVERITIES), c.tables, c.waived)
        sheet.row(code, known[code].title if code in known else "", *map(str, counts))


def _across(sheet: Sheet, across: Sequence[Found]) -> None:
    """One row for each place, so that the files can be filtered."""
    for number, f in enumerate(across, 1):
        places: Sequence[Found] = f.get("places") or ({},)
        for place in places:
            sheet.row(
                str(number), f["code"], SEVERITIES.get(f["severity"]), f["message"], f.get("claimed"),
                f.get("expected"), place.get("file"), str(place.get("table") or ""), place.get("place"), waiver_of(f),
            )  # fmt: skip


def _sample(sheet: Sheet, sample: Sequence[Drawn]) -> None:
    for order, d in enumerate(sample, 1):
        stake = (show(d.stake.error), show(d.stake.warning), show(d.stake.urgency), str(d.stake.tickets))
        sheet.row(str(order), d.file, str(d.table), d.unit, d.project, *stake, d.ticket[:16], "", "")


# -- charts --

_BARS = 20  # of one chart


def _charts(book: Book, s: Survey, units: Sheet, codes: Sheet) -> None:
    """Native charts; what they draw stands beside them or on the sheets of sums."""
    grades = book.sheet("图表", (Column("等级", 14), Column("自评", 9, "n"), Column("重算", 9, "n")))
    for name in s.grades:
        grades.row(name, str(s.claimed[name]), str(s.recomputed[name]))
    book.chart(grades, "column", "等级：自评与重算", grades, 0, [1, 2], len(s.grades), (0, 4))
    differences = book.sheet("分差", (Column("自评总分 − 重算总分", 22), Column("份数", 9, "n")))
    for number, label in steps():
        differences.row(label, str(s.differences[number]))
    book.chart(grades, "column", "自评总分 − 重算总分（份数）", differences, 0, [1], len(steps()), (0, 13))
    book.chart(grades, "bar", "各类疑点（条数）", codes, 0, [2], len(s.codes), (19, 4))
    title = "错误涉及分数最多的单位" if len(s.units) > _BARS else "各单位错误涉及分数"
    book.chart(grades, "bar", title, units, 0, [6], min(len(s.units), _BARS), (19, 13))
