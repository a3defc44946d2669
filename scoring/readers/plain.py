"""Plain texts: which encoding (UTF-8, GB18030, UTF-16), and comma or tab separated tables → Grid."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterator

from scoring.readers.document import Document, clean, refused
from scoring.readers.layout import Layout

_MARKS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
_DELIMITERS = ",\t;|，"
_SAMPLE = 50  # lines looked at to find the delimiter
#: a ruled line of a table that was drawn with signs
_RULE = re.compile(r"^[ \t]*[+|├┌└┼╔╠╚][-=+|─━═┼┬┴┤┐┘├╬╦╩╣╗╝]{8,}[ \t]*\r?$", re.M)
_LOST = "\ufffd"  # stands for a byte that is none of the encoding's
_DAMAGED = 20  # damaged characters, and no more than one in twenty, that are still borne
_FIELD = 2**20  # characters of one value


def decoded(data: bytes, file: str) -> tuple[str, tuple[str, ...]]:
    """The text of a file, and where bytes in it are damaged. Raises ScoringError for what is no text at all."""
    encodings = ["utf-8", "gb18030"]
    for mark, encoding in _MARKS.items():
        if data.startswith(mark):
            encodings = [encoding]
    if len(encodings) > 1 and b"\0" in data[:200]:  # UTF-16 without its mark: half of ASCII is zeros
        encodings = ["utf-16-le" if data[1:200:2].count(0) >= data[:200:2].count(0) else "utf-16-be"]
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            text = data.decode(encoding, "replace")
            guessed = len(encodings) == 1 and encoding in ("utf-16-le", "utf-16-be")
            if guessed or text.count(_LOST) > min(_DAMAGED, len(text) // 20 + 1):
                continue
        strange = sum(c < " " and c not in "\t\r\n\f\v" for c in text[:4096])
        if strange * 20 <= len(text[:4096]):
            return text, tuple(_damage(text))
    raise refused(file, "不是可识别的表格或文本文件，或内容已损坏", "请报送 Word、Excel、PDF 或 CSV")


def _damage(text: str) -> Iterator[str]:
    """Where characters could not be read, in a sentence."""
    lines = [number for number, line in enumerate(text.split("\n"), 1) if _LOST in line]
    if lines:
        shown = "、".join(map(str, lines[:5])) + (" 等" if len(lines) > 5 else "")
        yield f"第 {shown} 行有损坏的字节，已用“{_LOST}”代替；请核对这几行，或用 Excel、WPS 另存后重新报送"


def read_csv(data: bytes, file: str) -> Document:
    """A table of separated values. Raises ScoringError when it cannot be used."""
    text, notes = decoded(data, file)
    if len(_RULE.findall(text[: 2**16])) > 1:
        message = "表格是用横线、竖线等符号画出来的，分不清哪些行属于同一格，没有读取"
        raise refused(file, message, "请报送 Word、Excel、PDF 或 CSV")
    layout = Layout(file)
    first = blank = 0  # the line where the table begins, and empty lines that may be its end
    try:
        for number, line in enumerate(_lines(text, _delimiter(text))):
            if not any(line):
                blank += 1
                continue
            if not layout.rows:
                first, blank = number, 0
            for _ in range(blank):
                layout.row()
            layout.row()
            for value in line:
                layout.put(value)
            blank = 0
    except csv.Error as error:
        raise refused(file, "CSV 的引号不配对，或单元格过长", "请用 Excel 或 WPS 另存后重新报送") from error
    if not layout.columns:
        return Document(file)
    return Document(file, (layout.grid(lambda row, column: f"第{row + first}行第{column}列", ""),), notes=notes)


def _lines(text: str, delimiter: str) -> Iterator[list[str]]:
    csv.field_size_limit(_FIELD)
    for line in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
        yield [clean(value) for value in line]


def _delimiter(text: str) -> str:
    """The delimiter that cuts most lines of the beginning into the same number of values."""

    def fit(delimiter: str) -> int:
        try:
            counts = [len(line) for line in _lines("\n".join(sample), delimiter) if any(line)]
        except csv.Error:
            return 0
        return max((counts.count(n) * (n - 1) for n in set(counts)), default=0)

    sample = text[: 2**16].splitlines()[:_SAMPLE]
    return max(_DELIMITERS, key=fit)
