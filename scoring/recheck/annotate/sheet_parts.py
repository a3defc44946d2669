"""A workbook reduced to what a person sees in its cells, before a library is let near it.

Values, looks, widths, merges, existing comments and the page setup stay. Macros, links, connections, pivot
tables, charts, pictures, drop-downs, conditional formats and names are left behind.
"""

from __future__ import annotations

import posixpath
from collections.abc import Mapping
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from scoring.readers.workbook import column_of
from scoring.recheck.annotate.package import Unfit, kept_relations, local, opened, packed, relations_of, tree

_CELLS = 200_000  # places covered by merges; a library makes a cell of each
_BOOK = ("workbookPr", "sheets")
_SHEET = (
    "sheetPr", "dimension", "sheetViews", "sheetFormatPr", "cols", "sheetData", "mergeCells", "printOptions",
    "pageMargins", "pageSetup", "headerFooter", "rowBreaks", "colBreaks",
)  # fmt: skip
_LOST = {
    "xl/charts/": "图表", "xl/media/": "图片", "xl/drawings/drawing": "图形", "xl/vbaproject": "宏",
    "xl/externallinks/": "外部链接", "xl/connections": "数据连接", "xl/pivot": "数据透视表",
    "xl/embeddings/": "嵌入的文件", "xl/activex/": "控件",
}  # fmt: skip


def reduced(data: bytes, file: str) -> tuple[bytes, list[str]]:
    """The workbook with its cells only, and what was left behind, in Chinese words.

    Raises Unfit or ScoringError when it is damaged, too large or built in an unusual way.
    """
    parts = opened(data, file)
    book = "xl/workbook.xml"
    root = tree(parts, book, file)
    relations = tree(parts, relations_of(book), file)
    names = {link.get("Id", ""): _target(link.get("Target", "")) for link in relations if _is_sheet(link)}
    kept = {name: parts[name] for name in ("[Content_Types].xml", "_rels/.rels") if name in parts}
    kept[book] = _workbook(root, names)
    kept[relations_of(book)], _ = kept_relations(
        relations, lambda kind: kind in ("worksheet", "sharedStrings", "styles", "theme")
    )
    for link in relations:
        name = _target(link.get("Target", ""))
        if name in parts and name not in names.values():
            kept[name] = parts[name]
    for name in names.values():
        kept[name] = _sheet(tree(parts, name, file))
        _comments(parts, name, kept, file)
    lost = [word for start, word in _LOST.items() if any(part.lower().startswith(start) for part in parts)]
    return packed(kept), lost


def _is_sheet(link: Element) -> bool:
    return link.get("Type", "").endswith("/worksheet")


def _target(target: str) -> str:
    """The part a relation of the workbook leads to."""
    return posixpath.normpath(posixpath.join("/xl", target)).lstrip("/")


def _workbook(root: Element, names: Mapping[str, str]) -> bytes:
    """The list of worksheets; sheets of another kind (a chart, old macros) are left out."""
    for child in list(root):
        kind = local(child.tag)
        if kind not in _BOOK:
            root.remove(child)
        elif kind == "sheets":
            for sheet in list(child):
                if not any(value in names for key, value in sheet.attrib.items() if key.endswith("}id")):
                    child.remove(sheet)
    return ElementTree.tostring(root, encoding="UTF-8", xml_declaration=True)


def _sheet(root: Element) -> bytes:
    covered = 0
    for child in list(root):
        kind = local(child.tag)
        if kind not in _SHEET:
            root.remove(child)
        elif kind == "pageSetup":
            child.attrib = {key: value for key, value in child.attrib.items() if not key.endswith("}id")}
        elif kind == "mergeCells":
            covered += sum(_area(merge.get("ref", "")) for merge in child)
    if covered > _CELLS:
        raise Unfit("merges too large")
    return ElementTree.tostring(root, encoding="UTF-8", xml_declaration=True)


def _area(ref: str) -> int:
    """How many places a range covers: A1:B3 is 6."""
    first, _, last = ref.replace("$", "").partition(":")
    (left, top), (right, bottom) = _corner(first), _corner(last or first)
    return (abs(right - left) + 1) * (abs(bottom - top) + 1)


def _corner(name: str) -> tuple[int, int]:
    digits = name.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    letters = name[: len(name) - len(digits)]
    if not (1 <= len(letters) <= 3 and digits.isascii() and digits.isdigit() and len(digits) < 8):
        raise Unfit(f"odd reference {name[:20]}")
    return column_of(letters), int(digits)


def _comments(parts: Mapping[str, bytes], sheet: str, kept: dict[str, bytes], file: str) -> None:
    """What others have remarked on a sheet stays."""
    name = relations_of(sheet)
    if name not in parts:
        return
    kept[name], _ = kept_relations(root := tree(parts, name, file), lambda kind: kind == "comments")
    for link in root:
        target = posixpath.normpath(posixpath.join("/", posixpath.dirname(sheet), link.get("Target", ""))).lstrip("/")
        kept[target] = parts.get(target, b"")
