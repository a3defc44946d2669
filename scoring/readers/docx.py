"""Word documents (.docx) → a Grid per table, straight from the XML.

What a person sees on the page counts: tracked deletions are left out, insertions are read, hidden text is
left out. The names of elements differ in their namespace only (transitional, strict, none).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from scoring.grid import Grid
from scoring.readers import bounds
from scoring.readers.bounds import Archive
from scoring.readers.document import Document, clean, refused
from scoring.readers.layout import bounded, placed
from scoring.source import Source

_COMPATIBILITY = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_PASSED = ("sdt", "sdtContent", "ins", "moveTo", "smartTag", "customXml")
_SKIPPED = ("pPr", "rPr", "del", "moveFrom", "sdtPr", "instrText", "delText")
_READ = ("p", "tbl", "tr", "tc", "r", "t", "txbxContent")
_SIGNS = {"tab": " ", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}


def read_docx(data: bytes, file: str) -> Document:
    """The tables and the other paragraphs of a document. Raises ScoringError when it cannot be used."""
    archive = Archive(data, file)
    root = archive.tree("word/document.xml")
    notes = []
    if "word/vbaproject.bin" in archive.parts:
        notes.append("文件带有宏，宏没有运行")
    reader = _Reader(file, root.tag.rpartition("}")[0] + "}" if root.tag[0] == "{" else "")
    text = reader.text(root.find(f"{reader.space}body"))
    if not reader.tables:
        notes.append("文件里没有表格")
    return Document(file, tuple(reader.tables), text, tuple(notes))


class _Reader:
    """Walks a document; tables are kept in the order in which they begin."""

    def __init__(self, file: str, space: str) -> None:
        self.file, self.space = file, space
        self.tables: list[Grid] = []
        self._depth = 0
        self._counts: Counter[str] = Counter()  # tables met, by the table they stand in
        self._names = {f"{space}{name}": name for name in (*_PASSED, *_SKIPPED, *_SIGNS, *_READ)}
        self._names[f"{_COMPATIBILITY}AlternateContent"] = "choice"

    def text(self, block: Element | None, inside: str = "") -> str:
        """The paragraphs of a body, cell or text box, one line each; tables in it become further tables."""
        if block is None:
            return ""
        self._depth += 1
        if self._depth > bounds.DEPTH:
            raise refused(
                self.file, f"表格嵌套超过 {bounds.DEPTH} 层，没有读取", "请去掉多余的嵌套表格后重新报送"
            )
        lines: list[str] = []
        for element, name in self._blocks(block, "p", "tbl"):
            if name == "p":
                pieces: list[str] = []
                self._pieces(element, pieces, inside)
                lines.append("".join(pieces))
            else:
                self._counts[inside] += 1
                number = f"表{self._counts[inside]}"
                self._table(element, f"{inside}内{number}" if inside else number)
        self._depth -= 1
        return clean("\n".join(lines))

    def _blocks(self, block: Element, *wanted: str) -> Iterator[tuple[Element, str]]:
        """The wanted elements directly in a block, through content controls and tracked insertions."""
        stack = [iter(block)]
        while stack:
            for element in stack[-1]:
                name = self._names.get(element.tag, "")
                if name in wanted:
                    yield element, name
                elif name in _PASSED:
                    stack.append(iter(element))
                    break
            else:
                stack.pop()

    def _pieces(self, element: Element, pieces: list[str], inside: str) -> None:
        """What is seen of a paragraph or a run, appended to `pieces`."""
        for child in element:
            name = self._names.get(child.tag)
            if name == "t":
                pieces.append(child.text or "")
            elif name == "r":
                if self._property(child.find(f"{self.space}rPr"), "vanish") is None:
                    self._pieces(child, pieces, inside)
            elif name in _SIGNS:
                pieces.append(_SIGNS[name])
            elif name == "txbxContent":
                pieces.append("\n" + self.text(child, inside) + "\n")
            elif name == "choice":
                self._pieces(child[0] if len(child) else child, pieces, inside)
            elif name not in _SKIPPED:
                self._pieces(child, pieces, inside)

    def _table(self, table: Element, name: str) -> None:
        """One table and, after it, the tables in its cells."""
        turn = len(self.tables)
        texts: dict[tuple[int, int], str] = {}
        spans: list[list[int]] = []
        growing: dict[int, list[int]] = {}  # column → the vertical merge that may go on there
        row = columns = 0
        for line, _ in self._blocks(table, "tr"):
            look = line.find(f"{self.space}trPr")
            if self._property(look, "del") is not None:
                continue
            column = _number(self._property(look, "gridBefore"), 0)
            for cell, _ in self._blocks(line, "tc"):
                look = cell.find(f"{self.space}tcPr")
                width = max(_number(self._property(look, "gridSpan"), 1), 1)
                merge = self._property(look, "vMerge")
                above = growing.get(column, [-1, column, 0, 0])
                if merge in ("", "continue") and above[0] + above[2] == row and above[3] == width:
                    above[2] += 1
                else:
                    span = [row, column, 1, width]
                    spans.append(span)
                    if merge is not None:
                        growing[column] = span
                    texts[row, column] = self.text(cell, name)
                column += width
            columns = max(columns, column)
            bounded(row + 1, columns, self.file)
            row += 1
        merges = [(r, c, height, width) for r, c, height, width in spans if height > 1 or width > 1]
        if row and columns:
            place = f"{name} 第{{}}行第{{}}列".format
            self.tables.insert(
                turn, placed(row, columns, merges, texts, place, Source(self.file, None, name))
            )

    def _property(self, look: Element | None, name: str) -> str | None:
        """The value of a property, "" where it stands without one, None where it is absent."""
        element = None if look is None else look.find(f"{self.space}{name}")
        return None if element is None else element.get(f"{self.space}val", "")


def _number(text: str | None, default: int) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 6 else default
