"""What calamine does not tell about an .xlsx: number formats, error values, formulas never calculated, and
sheets so spread out that merely opening them would fill the memory."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache, cached_property, lru_cache
from posixpath import join, normpath
from xml.etree.ElementTree import Element

from scoring.readers import bounds
from scoring.readers.archive import Archive, xml_tree
from scoring.readers.document import refused
from scoring.readers.formats import BUILT_IN

Place = tuple[int, int]  # row and column from 0, as on the sheet

_STYLED = rb'<c r="([A-Z]++)([0-9]{1,9}+)" s="(%b)"(?!/| t="[sib])'  # with anything but a text in it
_UNUSUAL = re.compile(rb'<c (?:(?!r=")|r="[A-Z]+[0-9]+" (?!s=)[a-z]+="[^"]*" s=)')
_FEW = 64  # styles, each looked for by its number
SPREAD = 6_000_000  # places of a sheet, most of them empty, that are still unrolled
_FAR = re.compile(rb""" r=["'](?!A?[A-Z]?[0-9]{1,5}["'])""")  # not in columns A to AZ, rows to 99999
_WRAPPED = (b"\tr=", b"\nr=", b"\rr=")  # no program writes it so
_REFERENCE = re.compile(rb"""\sr=["']([A-Z]{0,3})(\d*)["']""")
_UNSAVED = re.compile(rb"f>\s*(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v>\s*</|</(?:\w+:)?c>)|<(?:\w+:)?f\b[^>]*/>")
_FORMATTED = re.compile(rb"""numFmtId\s*=\s*["'](?!(?:0|49)["'])""")  # anything but General and text
_SHEET_XML = 64 * 2**20  # bytes; read by native code as a stream, not as a tree


@dataclass(frozen=True, slots=True)
class Looks:
    """How the cells of a sheet look where that differs from their value."""

    formats: dict[Place, str] = field(default_factory=dict)
    errors: dict[Place, str] = field(default_factory=dict)  # #DIV/0! and its like
    unsaved: list[Place] = field(default_factory=list)  # formulas without a stored result


@cache
def letters(column: int) -> str:
    """The name of a column: 0 is A, 26 is AA."""
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name


@lru_cache(maxsize=1 << 10)
def column_of(name: str) -> int:
    """The column of a name: A is 0, AA is 26."""
    column = 0
    for letter in name:
        column = column * 26 + ord(letter) - 64
    return column - 1


class Workbook:
    """The parts of an .xlsx around the values. Raises ScoringError when the file cannot be used."""

    def __init__(self, data: bytes, file: str) -> None:
        self.file = file
        self.archive = Archive(data, file)
        self._links = list(self.archive.tree("xl/_rels/workbook.xml.rels"))

    def notes(self) -> list[str]:
        """What the workbook carries that is never followed."""
        names = self.archive.parts
        notes = []
        if "xl/vbaproject.bin" in names:
            notes.append("文件带有宏，宏没有运行，只读取了单元格")
        if any(name.startswith("xl/externallinks/") for name in names):
            notes.append("文件引用了其他工作簿，引用没有更新，按保存时的数值读取")
        return notes

    @cached_property
    def _parts(self) -> dict[str, str]:
        """The part that holds each sheet, by the name of the sheet."""
        targets = {link.get("Id"): _part(link) for link in self._links}
        parts = {}
        for sheets in self.archive.tree("xl/workbook.xml"):
            if sheets.tag.endswith("}sheets"):
                for sheet in sheets:
                    link = next((v for k, v in sheet.attrib.items() if k.endswith("}id")), None)
                    parts[sheet.get("name", "")] = targets.get(link, "")
        return parts

    def _xml(self, name: str) -> bytes:
        sheets = [link for link in self._links if link.get("Type", "").endswith("/worksheet")]
        part = _part(sheets[0]) if len(sheets) == 1 else self._parts.get(name, "")
        if part not in self.archive:
            raise refused(self.file, "工作簿的目录与内容对不上", bounds.RESAVE)
        return self.archive.read(part, _SHEET_XML)

    def look(self, name: str) -> Looks | str:
        """How a sheet looks, or a Chinese phrase saying why it must not be opened."""
        xml = self._xml(name)
        if xml[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\0" in xml[:200]:
            raise refused(self.file, "工作表的编码不是 UTF-8", bounds.RESAVE)
        filled = xml.count(b"</v>") + xml.count(b"</is>") if len(xml) > 8 * bounds.CELLS else 0
        if filled > bounds.CELLS:
            return f"有约 {filled} 个单元格有内容，超过 {bounds.CELLS} 个"
        if (_FAR.search(xml) or any(map(xml.__contains__, _WRAPPED))) and (places := _spread(xml)) > SPREAD:
            return f"的内容散布在约 {places} 个单元格的范围内，过于分散"
        if b't="e"' in xml or (b"f>" in xml and _UNSAVED.search(xml)) or (self._formats and _unusual(xml)):
            if len(xml) > bounds.PART:
                return f"的内容过多（{len(xml) // 2**20} MB）"
            return _looks(xml_tree(xml, self.file), self._formats)
        return Looks(_formats_at(xml, self._formats) if self._formats else {})

    @cached_property
    def _formats(self) -> list[str]:
        """The format code of each cell style ("" = plain); empty when all are plain."""
        if "xl/styles.xml" not in self.archive:
            return []
        xml = self.archive.read("xl/styles.xml", bounds.PART)
        found = _STYLES.get(xml)
        if found is None:
            found = _format_codes(xml, self.file)
            if len(_STYLES) >= _MANY:
                _STYLES.clear()
            if len(xml) < _LARGE:
                _STYLES[xml] = found
        return found


#: what tables made by the same program share: a part with the styles → the format codes in it
_STYLES: dict[bytes, list[str]] = {}
_MANY, _LARGE = 64, 2**16  # parts remembered, bytes of one


def _format_codes(xml: bytes, file: str) -> list[str]:
    styles = xml[xml.find(b"cellXfs") : xml.rfind(b"cellXfs")]
    if not _FORMATTED.search(styles):
        return []
    codes: dict[str, str] = {}
    used: list[str] = []
    for part in xml_tree(xml, file):
        if part.tag.endswith("}numFmts"):
            codes |= {f.get("numFmtId", ""): f.get("formatCode", "") for f in part}
        elif part.tag.endswith("}cellXfs"):
            used = [xf.get("numFmtId", "0") for xf in part]
    formats = [codes.get(n) or (BUILT_IN.get(int(n), "") if n.isdigit() else "") for n in used]
    formats = ["" if code in ("General", "@") else code for code in formats]
    return formats if any(formats) else []


def _part(link: Element) -> str:
    """The part a link leads to; one that climbs out of the archive leads nowhere."""
    return normpath(join("/xl", link.get("Target", ""))).lstrip("/")


def _spread(xml: bytes) -> int:
    """The places of the rectangle round everything on a sheet."""
    last_row = last_column = 0
    for name, number in _REFERENCE.findall(xml):
        last_row = max(last_row, int(number[:8] or 0))
        last_column = max(last_column, column_of(name.decode()))
    return last_row * (last_column + 1)


def _formats_at(xml: bytes, formats: list[str]) -> dict[Place, str]:
    """The formats of a sheet written as all office suites write it: place first, then style."""
    codes = {str(style).encode(): code for style, code in enumerate(formats) if code}
    styled = re.compile(_STYLED % (b"|".join(codes) if len(codes) <= _FEW else b"[0-9]+"))
    return {
        (int(row) - 1, column_of(column.decode())): codes[style]
        for column, row, style in styled.findall(xml)
        if style in codes
    }


def _unusual(xml: bytes) -> bool:
    """Whether some cell is written otherwise: with a prefix, without its place, or that not first."""
    return b":c " in xml or _UNUSUAL.search(xml) is not None


def _looks(root: Element, formats: list[str]) -> Looks:
    looks = Looks()
    space = root.tag.partition("}")[0] + "}" if root.tag.startswith("{") else ""
    data = root.find(f"{space}sheetData")
    formula = f"{space}f"
    row = -1
    for line in () if data is None else data:
        number = line.get("r", "")
        row = int(number) - 1 if number.isascii() and number.isdigit() else row + 1
        column = -1
        for cell in line:
            name = cell.get("r", "").rstrip("0123456789")
            column = column_of(name) if name else column + 1
            style = cell.get("s")
            if style is not None and formats and style.isdigit() and int(style) < len(formats):
                code = formats[int(style)]
                if code:
                    looks.formats[row, column] = code
            kind = cell.get("t")
            if kind == "e":
                looks.errors[row, column] = cell.findtext(f"{space}v", "")
            elif kind != "str" and len(cell) and cell[0].tag == formula and not cell.findtext(f"{space}v"):
                looks.unsaved.append((row, column))
    return looks
