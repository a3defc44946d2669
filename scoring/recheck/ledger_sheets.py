"""Sheets of a ledger: a frozen header with filters, rows written once and forgotten, further sheets when one is full."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from math import ceil
from typing import TYPE_CHECKING, BinaryIO, Literal

from scoring.number import decimals

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

ROWS = 1_048_575  # rows below the header; Excel has no more
LONGEST = 32_767  # UTF-16 units of one cell; Excel has no longer
_A4 = 150  # characters of ten points that A4 across holds legibly
_TALLEST = 8  # lines of a row: enough to read, and the list stays a list
_CUT = "……（太长，没有写全）"
_UNPRINTABLE = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]")
_NUMBER = re.compile(r"(-?\d{1,13}(?:\.\d{1,9})?)(%?)", re.ASCII)
_FORMULA_LIKE = ("=", "+", "-", "@")
COLOURS = ("#1F4E79", "#A8480A", "#2A7250", "#7A3B69", "#5B6470", "#8A6100", "#1C2024")  # fills of the series
_FONT = {"font_name": "宋体", "font_size": 10, "valign": "top", "border": 1, "border_color": "#BFBFBF"}


@dataclass(frozen=True, slots=True)
class Column:
    """A column; `kind` "n" holds numbers, "v" numbers or words, as they were printed, "" words only."""

    title: str
    width: float
    kind: Literal["", "n", "v"] = ""


class Book:
    """A workbook written as it grows."""

    def __init__(self, file: BinaryIO, title: str) -> None:
        from xlsxwriter import Workbook

        options = {
            "constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False,
        }  # fmt: skip
        self.book: Workbook = Workbook(file, options)
        self.book.set_properties({"title": title, "created": datetime(1980, 1, 1)})
        self.book.use_zip64()
        self._formats: dict[str, Format] = {}
        self._sheets: list[Sheet] = []

    def sheet(self, name: str, columns: Sequence[Column]) -> Sheet:
        """A sheet with its header; its rows come from top to bottom."""
        self._sheets.append(Sheet(self, name, columns))
        return self._sheets[-1]

    def close(self) -> None:
        """Filters over what was written, and the end."""
        for sheet in self._sheets:
            sheet.finish()
        self.book.close()

    def format(self, kind: str) -> Format:
        """A cell format by its kind ("head", "text", "quoted") or its number format, made once."""
        if kind not in self._formats:
            looks: dict[str, dict[str, object]] = {
                "head": {
                    "bold": True,
                    "align": "center",
                    "valign": "vcenter",
                    "bg_color": "#E8EEF4",
                    "text_wrap": True,
                },
                "text": {"num_format": "@", "text_wrap": True},
                # stays text even after somebody edits the cell
                "quoted": {"num_format": "@", "text_wrap": True, "quote_prefix": True},
            }
            self._formats[kind] = self.book.add_format({**_FONT, **looks.get(kind, {"num_format": kind})})
        return self._formats[kind]

    def chart(
        self, on: Sheet, kind: str, title: str, data: Sheet, names: int, values: Sequence[int], count: int,
        at: tuple[int, int], *, stacked: bool = False,
    ) -> None:  # fmt: skip
        """A native chart of the first `count` rows of a sheet, one series for each column of `values`; `stacked` are
        shares of a whole, without numbers of their own."""
        if not count:
            return
        chart = self.book.add_chart({"type": kind, "subtype": "percent_stacked"} if stacked else {"type": kind})
        for column, colour in zip(values, COLOURS, strict=False):
            chart.add_series(
                {
                    "name": [data.name, 0, column],
                    "categories": [data.name, 1, names, count, names],
                    "values": [data.name, 1, column, count, column],
                    "fill": {"color": colour},
                    "data_labels": {"value": not stacked},
                    "gap": 60,
                }
            )
        chart.set_title({"name": title, "name_font": {"size": 13}})
        chart.set_legend({"position": "bottom"} if len(values) > 1 else {"none": True})
        counts = {"visible": False, "major_gridlines": {"visible": False}}  # the numbers stand at the bars
        names_axis = {"reverse": kind == "bar", "major_gridlines": {"visible": False}}
        chart.set_x_axis(counts if kind == "bar" else names_axis)
        chart.set_y_axis(names_axis if kind == "bar" else counts)
        chart.set_size({"width": 560, "height": max(350, 24 * count + 90) if kind == "bar" else 350})
        on.first.insert_chart(*at, chart)


class Sheet:
    """Rows under a header; when the sheet is full they go on in “名称（2）”."""

    def __init__(self, book: Book, name: str, columns: Sequence[Column]) -> None:
        self.book, self.name, self.columns = book, name, columns
        self._number = 0
        self._begin()
        self.first = self._sheet

    def _begin(self) -> None:
        self._number += 1
        name = self.name if self._number == 1 else f"{self.name}（{self._number}）"
        self._sheet: Worksheet = self.book.book.add_worksheet(name)
        self._next = 1
        for at, column in enumerate(self.columns):
            self._sheet.set_column(at, at, column.width)
        self._sheet.set_row(0, 30)
        for at, column in enumerate(self.columns):
            self._sheet.write_string(0, at, column.title, self.book.format("head"))
        self._sheet.freeze_panes(1, 0)
        self._sheet.set_landscape()
        self._sheet.set_paper(8 if sum(c.width for c in self.columns) > _A4 else 9)  # A3, A4
        self._sheet.fit_to_pages(1, 0)
        self._sheet.repeat_rows(0)
        self._sheet.set_margins(0.4, 0.4, 0.5, 0.6)
        self._sheet.set_footer("&C&9&A　第 &P 页 共 &N 页")

    def row(self, *values: str | None) -> None:
        """The next row, its values as text."""
        if self._next > ROWS:
            self.finish()
            self._begin()
        texts = [value or "" for value in values]
        lines = max(_lines(text, column.width) for text, column in zip(texts, self.columns, strict=True))
        self._sheet.set_row(self._next, 14 * min(lines, _TALLEST) + 2)
        for at, (column, text) in enumerate(zip(self.columns, texts, strict=True)):
            self._cell(at, column, text)
        self._next += 1

    def finish(self) -> None:
        """Filters over all rows there are."""
        self._sheet.autofilter(0, 0, self._next - 1, len(self.columns) - 1)

    def _cell(self, at: int, column: Column, value: str) -> None:
        number = _NUMBER.fullmatch(value) if column.kind else None
        if number:
            digits, percent = number.groups()
            pattern = ("0." + "0" * decimals(digits) if decimals(digits) else "0") + percent
            amount = float(digits) / 100 if percent else float(digits)
            self._sheet.write_number(self._next, at, amount, self.book.format(pattern))
            return
        text = held(value)
        kind = "quoted" if text.startswith(_FORMULA_LIKE) else "text"
        if text:
            self._sheet.write_string(self._next, at, text, self.book.format(kind))
        else:
            self._sheet.write_blank(self._next, at, None, self.book.format("text"))


def _lines(text: str, width: float) -> int:
    """How many lines a text takes in a column, roughly: a Chinese character is two wide."""
    return max(1, ceil(len(text) * (1 if text.isascii() else 1.9) / width))


def held(text: str) -> str:
    """A text as one cell holds it: printable, not too long; one that is cut says so."""
    clean = _UNPRINTABLE.sub("", text[: 2 * LONGEST])
    units = clean.encode("utf-16-le")
    if len(units) <= LONGEST * 2 and len(text) <= 2 * LONGEST:
        return clean
    return units[: (LONGEST - len(_CUT)) * 2].decode("utf-16-le", "ignore") + _CUT
