"""A workbook reduced to what a person sees in its cells, before a library is let near it.

Values, looks, widths, merges, existing comments and the page setup stay. Macros, links, connections, pivot
tables, charts, pictures, drop-downs, conditional formats and names are left behind.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from scoring.recheck.annotate.package import kept_relations, local, opened, packed, relations_of, target, tree

_BOOK = "xl/workbook.xml"
_KINDS = ("worksheet", "sharedStrings", "styles", "theme")
_SHEET = (
    "sheetPr", "dimension", "sheetViews", "sheetFormatPr", "cols", "sheetData", "printOptions",
    "pageMargins", "pageSetup", "headerFooter", "rowBreaks", "colBreaks",
)  # fmt: skip
_LOST = {
    "xl/charts/": "图表", "xl/media/": "图片", "xl/drawings/drawing": "图形", "xl/vbaproject": "宏",
    "xl/externallinks/": "外部链接", "xl/connections": "数据连接", "xl/pivot": "数据透视表",
    "xl/embeddings/": "嵌入的文件", "xl/activex/": "控件",
}  # fmt: skip


class Reduced(NamedTuple):
    """A workbook with its cells only."""

    data: bytes
    merges: list[list[str]]  # of each sheet, the ranges it merges: a library would unroll them cell by cell
    lost: list[str]  # what was left behind, in Chinese words


def reduced(data: bytes, file: str) -> Reduced:
    """Raises Unfit for a workbook that is damaged, too large or built in an unusual way."""
    parts = opened(data, file)
    root = tree(parts, _BOOK, file)
    relations = tree(parts, relations_of(_BOOK), file)
    sheets = {
        link.get("Id", ""): target(_BOOK, link) for link in relations if link.get("Type", "").endswith("/worksheet")
    }
    kept: dict[str, bytes] = {n: parts[n] for n in ("[Content_Types].xml", "_rels/.rels") if n in parts}
    order = _workbook(root, sheets)
    kept[_BOOK] = _written(root)
    kept[relations_of(_BOOK)], _ = kept_relations(parts, _BOOK, relations, _KINDS)
    for name in [target(_BOOK, link) for link in relations]:
        kept.setdefault(name, parts[name])  # two relations may lead to one part: what is reduced stays so
    merges = {}
    for id_, name in sheets.items():
        kept[name], merges[id_] = _sheet(tree(parts, name, file))
        _comments(parts, name, kept, file)
    lost = [word for start, word in _LOST.items() if any(part.lower().startswith(start) for part in parts)]
    return Reduced(packed(kept), [merges[id_] for id_ in order], lost)


def _workbook(root: Element, sheets: Mapping[str, str]) -> list[str]:
    """Leave the list of worksheets, and tell their ids in its order; a chart or a sheet of old macros goes."""
    order: list[str] = []
    for child in list(root):
        kind = local(child.tag)
        if kind not in ("workbookPr", "sheets"):
            root.remove(child)
        for sheet in list(child) if kind == "sheets" else ():
            id_ = next((value for key, value in sheet.attrib.items() if key.endswith("}id")), "")
            if id_ in sheets:
                order.append(id_)
            else:
                child.remove(sheet)
    return order


def _sheet(root: Element) -> tuple[bytes, list[str]]:
    """A worksheet with its cells only, and the ranges it merges, which a library would unroll cell by cell."""
    merges: list[str] = []
    for child in list(root):
        kind = local(child.tag)
        if kind == "mergeCells":
            merges += [merge.get("ref", "") for merge in child]
        if kind not in _SHEET:
            root.remove(child)
        elif kind == "pageSetup":
            child.attrib = {key: value for key, value in child.attrib.items() if not key.endswith("}id")}
    return _written(root), merges


def _written(root: Element) -> bytes:
    data: bytes = ElementTree.tostring(root, encoding="UTF-8", xml_declaration=True)
    return data


def _comments(parts: Mapping[str, bytes], sheet: str, kept: dict[str, bytes], file: str) -> None:
    """What others have remarked on a sheet stays."""
    name = relations_of(sheet)
    if name not in parts:
        return
    kept[name], _ = kept_relations(parts, sheet, root := tree(parts, name, file), ["comments"])
    for link in root:
        kept.setdefault(target(sheet, link), parts[target(sheet, link)])
