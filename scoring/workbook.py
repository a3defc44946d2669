"""填报表.xlsx: a workbook a clerk can fill, laid out with ordinary labels, so that reading it needs nothing special.

Labels are locked, input cells are coloured, 档 has a drop-down. What is typed is read back by `recognise`
like any other table, each value at its `表名!单元格`.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from io import BytesIO
from typing import Any

from wcwidth import wcswidth

from scoring.model import IndicatorSet
from scoring.standard import Standard

FUNDS = ("年度资金总额", "其中：财政拨款", "上年结转", "其他资金")
_COLUMNS = (
    ("一级指标", 12), ("二级指标", 14), ("三级指标", 34), ("年度指标值", 18), ("度量单位", 10), ("分值", 8),
    ("实际完成值", 18), ("自评得分", 10), ("评判档", 12), ("偏差原因分析及改进措施", 36),
)  # fmt: skip
_HINTS = {
    6: ("实际完成值", "照实填写：98.5%、12次、1352.7万元、2025年11月、作用较显著……"),
    7: ("自评得分", "定量指标可不填，由程序计算；定性指标填评判的分"),
    8: ("评判档", "定性指标选一档"),
    9: ("原因", "扣了分或明显超过目标的，写明原因和改进措施"),
}
_FIELDS = ("预期目标", "实际完成情况", "存在的问题", "改进措施", "说明")


def fill_in(indicators: IndicatorSet, standard: Standard) -> bytes:
    """The workbook for one indicator set, as bytes; the same set gives the same bytes."""
    from xlsxwriter import Workbook

    out = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = Workbook(out, options)
    book.set_properties({"title": f"{indicators.title} 填报表", "created": datetime(1980, 1, 1)})
    _rows(book, indicators, standard)
    _money(book, indicators)
    _words(book)
    book.close()
    return out.getvalue()


def _format(book: Any, kind: str, **more: Any) -> Any:
    base = {"border": 1, "font_name": "宋体", "font_size": 11, "valign": "vcenter", "text_wrap": True}
    looks: dict[str, dict[str, Any]] = {
        "head": {"bold": True, "align": "center", "bg_color": "#E8EEF4"},
        "label": {"align": "left"},
        "input": {"bg_color": "#FFF8DC", "locked": False, "align": "left"},
        "title": {"border": 0, "bold": True, "font_size": 16, "font_name": "黑体", "align": "center"},
        "hint": {"border": 0, "font_size": 10, "font_color": "#666666"},
    }
    return book.add_format({**base, **looks[kind], **more})


def _sheet(book: Any, name: str, widths: Sequence[int]) -> Any:
    sheet = book.add_worksheet(name)
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width)
    sheet.protect("", {"format_columns": True, "format_rows": True})
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    return sheet


def _rows(book: Any, indicators: IndicatorSet, standard: Standard) -> None:
    sheet = _sheet(book, "指标", [width for _, width in _COLUMNS])
    head, label, enter = (_format(book, kind) for kind in ("head", "label", "input"))
    last = len(_COLUMNS) - 1
    year = f"（{indicators.year}年度）" if indicators.year else ""
    sheet.merge_range(0, 0, 0, last, f"{indicators.title}绩效自评填报表{year}", _format(book, "title"))
    sheet.merge_range(1, 0, 1, last, "只填黄色格子；资金和文字在后面两张表。", _format(book, "hint"))
    fields = (
        ("项目名称", indicators.title, "主管部门", indicators.department, enter),
        ("实施单位", "", "年度", str(indicators.year or ""), enter),
        ("评分办法编号", indicators.standard, "表样编号", indicators.form, label),
    )
    for row, (left, value, right, other, look) in enumerate(fields, 2):
        sheet.write_string(row, 0, left, head)
        sheet.merge_range(row, 1, row, 3, value, look)
        sheet.merge_range(row, 4, row, 5, right, head)
        sheet.merge_range(row, 6, row, last, other, look)
    top = 5
    for column, (name, _) in enumerate(_COLUMNS):
        sheet.write_string(top, column, name, head)
    sheet.freeze_panes(top + 1, 3)
    sheet.repeat_rows(top)
    level = {name: f"{name}（{points}分）" for name, points in indicators.level_points.items()}
    for row, indicator in enumerate(indicators.indicator, top + 1):
        texts = (
            level.get(indicator.dimension, indicator.dimension),
            indicator.aspect,
            indicator.name,
            indicator.target,
            indicator.unit,
        )
        tallest = max(wcswidth(text) // (width - 1) + 1 for text, (_, width) in zip(texts, _COLUMNS, strict=False))
        sheet.set_row(row, 16 * max(2, tallest))  # two lines at least, for the reason that is to be typed
        for column, text in enumerate((*texts, indicator.points or "")):
            sheet.write_string(row, column, text, label)
        for column in range(6, last + 1):
            sheet.write_blank(row, column, None, enter)
    end = top + max(1, len(indicators.indicator))
    for column, (title, text) in _HINTS.items():
        rule: dict[str, Any] = {"validate": "any", "input_title": title, "input_message": text}
        if column == 8 and standard.band:
            rule = {
                "validate": "list",
                "source": [band.name for band in standard.band],
                "input_title": title,
                "input_message": text,
            }
        sheet.data_validation(top + 1, column, end, column, rule)


def _money(book: Any, indicators: IndicatorSet) -> None:
    heads = ("资金来源", "年初预算数", "全年预算数", "全年执行数", "分值")
    sheet = _sheet(book, "资金", (30, 16, 16, 16, 10))
    head, label, enter = (_format(book, kind) for kind in ("head", "label", "input"))
    sheet.merge_range(0, 0, 0, len(heads) - 1, "项目资金（单位：万元）", _format(book, "title"))
    for column, name in enumerate(heads):
        sheet.write_string(1, column, name, head)
    for row, name in enumerate(FUNDS, 2):
        sheet.write_string(row, 0, name, enter if row > 2 else label)
        for column in (1, 2, 3):
            sheet.write_blank(row, column, None, enter)
        points = indicators.execution_points if row == 2 else None
        sheet.write_string(row, 4, points or "--", label)


def _words(book: Any) -> None:
    sheet = _sheet(book, "文字", (18, 90))
    head, enter = _format(book, "head"), _format(book, "input", valign="top")
    sheet.merge_range(0, 0, 0, 1, "目标与说明（几条的写成 1、… 2、…，每条另起一行）", _format(book, "title"))
    for row, name in enumerate(_FIELDS, 1):
        sheet.set_row(row, 90)
        sheet.write_string(row, 0, name, head)
        sheet.write_blank(row, 1, None, enter)
