"""A Word document reduced to what a person sees, before a library is let near it.

Text, tables, looks, pictures, headers, notes and existing comments stay. Macros, templates, links out of the
file, embedded files, controls and charts are left behind; of a field (域) that is no page number only its
printed result stays.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import Element

from scoring.recheck.annotate.package import Unfit, kept_relations, local, opened, packed, relations_of, target, tree

BODY = "word/document.xml"
_PLAIN = b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_MAIN = (
    b"application/vnd.ms-word.document.macroEnabled.main+xml",
    b"application/vnd.ms-word.template.macroEnabledTemplate.main+xml",
    b"application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml",
)
_KEPT = (
    "officeDocument", "styles", "numbering", "settings", "fontTable", "theme", "image", "header", "footer",
    "footnotes", "endnotes", "comments",
)  # fmt: skip
_RELATED = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_WHOLE = (
    "drawing", "pict", "object", "control", "altChunk", "subDoc", "embedRegular", "embedBold", "embedItalic",
    "embedBoldItalic",
)  # fmt: skip
_FIELD = ("instrText", "delInstrText", "fldChar")
_PAGE_NUMBER = re.compile(r"\s*|\s*(PAGE|NUMPAGES|SECTIONPAGES)(\s+\\[*#]\s*\w+)*\s*", re.IGNORECASE)
_DROPPED = ("mailMerge", "attachedTemplate", "saveThroughXslt", "ffData")
_PICTURES = (
    b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\0", b"MM\0*", b"II\xbc", b"\1\0\0\0",
    b"\xd7\xcd\xc6\x9a", b"\1\0\x09\0", b"\2\0\x09\0",
)  # fmt: skip
_LOST = {
    "oleObject": "嵌入对象", "package": "嵌入的文件", "vbaProject": "宏", "attachedTemplate": "外部模板",
    "control": "控件", "aFChunk": "嵌入的文件", "chart": "图表", "hyperlink": "超链接", "diagramData": "图示",
    "frame": "框架", "subDocument": "子文档",
}  # fmt: skip


def reduced(data: bytes, file: str) -> tuple[bytes, list[str]]:
    """The document without anything that runs or leads elsewhere, and what was left behind, in Chinese words.

    Raises Unfit when it is damaged, too large or built in an unusual way.
    """
    parts = opened(data, file)
    types = parts.get("[Content_Types].xml", b"")
    for kind in _MAIN:
        types = types.replace(kind, _PLAIN)
    kept = {"[Content_Types].xml": types}
    lost: set[str] = set()
    waiting = [""]
    while waiting:
        name = waiting.pop()
        if name in kept:
            continue
        dropped: set[str] = set()
        relations = relations_of(name)
        if relations in parts:
            root = tree(parts, relations, file)
            lost |= {_LOST.get(kind, "") for kind in map(_kind, root)}
            kept[relations], dropped = kept_relations(parts, name, root, _KEPT)
            waiting += [target(name, link) for link in root]
        if name:  # what is no picture must be XML, whatever it is called
            kept[name] = parts[name] if parts[name].startswith(_PICTURES) else _stripped(parts[name], dropped)
    return packed(kept), sorted(lost - {""})


def _kind(link: Element) -> str:
    return link.get("Type", "").rpartition("/")[2]


def _stripped(data: bytes, dropped: set[str]) -> bytes:
    """A part without field codes and without what hung on a dropped relation.

    lxml, because it keeps the names of namespaces: Word refuses a part whose mc:Ignorable names an unknown one.
    """
    from lxml import etree

    try:
        root = etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True, remove_pis=True))
    except etree.XMLSyntaxError as error:
        raise Unfit(str(error)) from error
    numbered = all(map(_PAGE_NUMBER.fullmatch, _codes(root)))
    for element in list(root.iter("{*}*")):
        name = local(element.tag)
        if name in _DROPPED or (name in _FIELD and not numbered):
            element.getparent().remove(element)
        elif name == "fldSimple" and not numbered:
            _unwrapped(element)
        _unlinked(element, dropped)
    written: bytes = etree.tostring(root, encoding="UTF-8", xml_declaration=True, standalone=True)
    return written


def _codes(root: Any) -> Iterator[str]:
    """The instructions of all fields of a part."""
    for element in root.iter("{*}instrText", "{*}delInstrText"):
        yield element.text or ""
    for element in root.iter("{*}fldSimple"):
        yield from (value for key, value in element.attrib.items() if key.endswith("}instr"))


def _unwrapped(element: Any) -> None:
    """An element replaced by what it holds."""
    parent = element.getparent()
    for child in list(element):
        if local(child.tag) != "fldData":
            element.addprevious(child)
    parent.remove(element)


def _unlinked(element: Any, dropped: set[str]) -> None:
    """Take a dropped relation off an element; a picture or an object that was nothing else goes with it."""
    links = [key for key, value in element.attrib.items() if key.startswith(_RELATED) and value in dropped]
    for key in links:
        del element.attrib[key]
    if not links:
        return
    whole = next((e for e in (element, *element.iterancestors()) if local(e.tag) in _WHOLE), None)
    if whole is not None and whole.getparent() is not None and whole.find(".//{*}txbxContent") is None:
        whole.getparent().remove(whole)
