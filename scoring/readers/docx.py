"""Word documents (.docx) → a Grid per table, straight from the XML.

What a person sees on the page counts: tracked deletions are left out, insertions are read, hidden text is
left out. The names of elements differ in their namespace only (transitional, strict, none).
"""

from __future__ import annotations

from collections import Counter
from xml.etree.ElementTree import Element

from scoring.grid import Grid
from scoring.readers import bounds
from scoring.readers.archive import Archive
from scoring.readers.document import Document, clean, refused
from scoring.readers.layout import bounded, placed
from scoring.source import Source

_COMPATIBILITY = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_PASSED = ("sdt", "sdtContent", "ins", "moveTo", "smartTag", "customXml")
_SKIPPED = ("pPr", "rPr", "del", "moveFrom", "sdtPr", "instrText", "delText")
_READ = ("p", "tbl", "tr", "tc", "r", "t", "txbxContent", "gridSpan", "vMerge")
_PROPERTIES = ("rPr", "vanish", "trPr", "del", "gridBefore", "tcPr")
Place = tuple[int, int]
_SIGNS = {"tab": " ", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}


def read_docx(data: bytes, file: str) -> Document:
    """The tables and the other paragraphs of a document. Raises ScoringError when it cannot be used."""
    archive = Archive(data, file)
    notes = []
    if "word/vbaproject.bin" in archive.parts:
        notes.append("文件带有宏，宏没有运行")
    reader, text = _walked(archive.tree("word/document.xml"), file)
    if not reader.tables:
        notes.append("文件里没有表格")
    return Document(file, tuple(reader.tables), text, tuple(notes))


def cells(root: Element, file: str) -> dict[str, Element]:
    """The `w:tc` behind each place of a document (`表1 第9行第4列`), a merged one by its first cell.

    `root` is the element `w:document`, of the standard library or of lxml. Raises ScoringError as reading does.
    """
    reader, _ = _walked(root, file)
    return {
        table.at(*at).source.cell: element
        for table, elements in zip(reader.tables, reader.elements, strict=True)
        for at, element in elements.items()
    }


def _walked(root: Element, file: str) -> tuple[_Reader, str]:
    """A reader that has seen the whole document, and the text outside its tables."""
    reader = _Reader(file, root.tag.rpartition("}")[0] + "}" if root.tag[0] == "{" else "")
    return reader, "".join(reader.text(body) for body in root)


class _Reader:
    """Walks a document; tables are kept in the order in which they begin."""

    def __init__(self, file: str, space: str) -> None:
        self.file = file
        self.tables: list[Grid] = []
        self.elements: list[dict[Place, Element]] = []  # of each table, the cells by their row and column from 0
        self._depth = 0
        self._counts: Counter[str] = Counter()  # tables met, by the table they stand in
        self._names = {f"{space}{name}": name for name in (*_PASSED, *_SKIPPED, *_SIGNS, *_READ)}
        self._names[f"{_COMPATIBILITY}AlternateContent"] = "choice"
        self._tags = {name: f"{space}{name}" for name in _PROPERTIES}
        self._value = f"{space}val"

    def text(self, block: Element, inside: str = "") -> str:
        """The paragraphs of a body, cell or text box, one line each; tables in it become further tables."""
        if self._depth > bounds.DEPTH:
            message = f"表格嵌套超过 {bounds.DEPTH} 层，没有读取"
            raise refused(self.file, message, "请去掉多余的嵌套表格后重新报送")
        self._depth += 1
        pieces: list[str] = []
        for element in self._within(block, "p", "tbl"):
            if self._names[element.tag] == "p":
                self._pieces(element, pieces, inside)
                pieces.append("\n")
            else:
                self._counts[inside] += 1
                number = f"表{self._counts[inside]}"
                self._table(element, f"{inside}内{number}" if inside else number)
        self._depth -= 1
        return clean("".join(pieces).removesuffix("\n"))

    def _within(self, block: Element, *wanted: str) -> list[Element]:
        """The wanted elements directly in a block, through content controls and tracked insertions."""
        found: list[Element] = []
        for element in block:
            name = self._names.get(element.tag)
            if name in wanted:
                found.append(element)
            elif name in _PASSED:
                found += self._within(element, *wanted)
        return found

    def _pieces(self, element: Element, pieces: list[str], inside: str) -> None:
        """What is seen of a paragraph or a run, appended to `pieces`."""
        for child in element:
            name = self._names.get(child.tag)
            if name == "t":
                pieces.append(child.text or "")
            elif name == "r":
                look = child.find(self._tags["rPr"])
                if look is None or self._property(look, "vanish") is None:
                    self._pieces(child, pieces, inside)
            elif name in _SIGNS:
                pieces.append(_SIGNS[name])
            elif name == "txbxContent":
                pieces.append(f"\n{self.text(child, inside)}\n")
            elif name == "choice":
                self._pieces(child[0] if len(child) else child, pieces, inside)
            elif name not in _SKIPPED:
                self._pieces(child, pieces, inside)

    def _table(self, table: Element, name: str) -> None:
        """One table and, after it, the tables in its cells."""
        turn = len(self.tables)
        if turn >= bounds.TABLES:
            raise refused(self.file, f"表格超过 {bounds.TABLES} 个，没有读取", "请拆分后重新报送")
        texts: dict[Place, str] = {}
        elements: dict[Place, Element] = {}
        merges: list[list[int]] = []
        growing: dict[int, list[int]] = {}  # column → the vertical merge that may go on there
        row = columns = 0
        for line in self._within(table, "tr"):
            look = line.find(self._tags["trPr"])
            if self._property(look, "del") is not None:
                continue
            column = _number(self._property(look, "gridBefore"), 0)
            for cell in self._within(line, "tc"):
                width, merge = self._extent(cell)
                above = growing.get(column) if merge in ("", "continue") else None
                if above and above[0] + above[2] == row and above[3] == width:
                    above[2] += 1
                else:
                    if merge is not None or width > 1:
                        merges.append([row, column, 1, width])
                    if merge is not None:
                        growing[column] = merges[-1]
                    texts[row, column] = self.text(cell, name)
                    elements[row, column] = cell
                column += width
            columns = max(columns, column)
            row += 1
            bounded(row, columns, self.file)
        if row and columns:
            spans = [(r, c, height, width) for r, c, height, width in merges]
            place = f"{name} 第{{}}行第{{}}列".format
            grid = placed(row, columns, spans, texts, place, Source(self.file, None, name))
            self.tables.insert(turn, grid)
            self.elements.insert(turn, elements)

    def _extent(self, cell: Element) -> tuple[int, str | None]:
        """How many columns a cell covers, and its part in a vertical merge ("" or "continue" goes on)."""
        width, merge = 1, None
        look = cell.find(self._tags["tcPr"])
        for element in () if look is None else look:
            name = self._names.get(element.tag)
            if name == "gridSpan":
                width = _number(element.get(self._value), 1) or 1
            elif name == "vMerge":
                merge = element.get(self._value, "")
        return width, merge

    def _property(self, look: Element | None, name: str) -> str | None:
        """The value of a property, "" where it stands without one, None where it is absent."""
        element = None if look is None else look.find(self._tags[name])
        return None if element is None else element.get(self._value, "")


def _number(text: str | None, default: int) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 6 else default
