"""Office files as parts: taken apart within bounds, and put together with the same bytes each time."""

from __future__ import annotations

import io
import posixpath
import zipfile
from collections.abc import Collection, Mapping
from xml.etree import ElementTree

from scoring.readers import bounds
from scoring.readers.archive import Archive, xml_tree
from scoring.source import ScoringError

RELATIONS = "{http://schemas.openxmlformats.org/package/2006/relationships}"
_XML = 12 * 2**20  # bytes of all XML: libraries make some thirty times that of it


class Unfit(Exception):
    """A file that cannot be annotated as it is, only drawn anew."""


def opened(data: bytes, file: str) -> dict[str, bytes]:
    """The parts of an office file by name. Raises Unfit for one that is damaged or too large."""
    try:
        archive = Archive(data, file)  # its size is known before anything is unpacked
    except ScoringError as error:
        raise Unfit("damaged") from error
    if sum(part.unpacked for name, part in archive.parts.items() if name.endswith((".xml", ".rels"))) > _XML:
        raise Unfit("too much XML")
    if sum(part.unpacked for part in archive.parts.values()) > bounds.FILE:
        raise Unfit("too large")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            parts = {name: package.read(name) for name in package.namelist()}
    except (zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, OSError, EOFError, ValueError) as error:
        raise Unfit(str(error)) from error
    for name, content in parts.items():
        if name.endswith((".xml", ".rels")) and (
            b"<!DOCTYPE" in content or b"<!ENTITY" in content or b"\0" in content[:200]
        ):
            raise Unfit(f"entities in {name}")  # or UTF-16, which would hide them
    return parts


def packed(parts: Mapping[str, bytes]) -> bytes:
    """A zip of the parts, without a clock in it."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            package.writestr(info, content)
    return out.getvalue()


def tree(parts: Mapping[str, bytes], name: str, file: str) -> ElementTree.Element:
    """The root of an XML part. Raises Unfit when it is missing, damaged or has entities."""
    if name not in parts:
        raise Unfit(f"no {name}")
    try:
        return xml_tree(parts[name], file)
    except ScoringError as error:
        raise Unfit(f"damaged {name}") from error


def local(tag: object) -> str:
    """The name of an element without its namespace; "" for a comment or a processing instruction."""
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def relations_of(name: str) -> str:
    """The part with the relations of a part."""
    folder, _, base = name.rpartition("/")
    return posixpath.join(folder, "_rels", f"{base}.rels")


def target(part: str, link: ElementTree.Element) -> str:
    """The part a relation of `part` leads to."""
    return posixpath.normpath(posixpath.join("/", posixpath.dirname(part), link.get("Target", ""))).lstrip("/")


def kept_relations(
    parts: Mapping[str, bytes], part: str, root: ElementTree.Element, kinds: Collection[str]
) -> tuple[bytes, set[str]]:
    """Relations of a part without those that lead out of the file, nowhere, or to a kind of part that is not kept;
    and the ids of those dropped."""
    dropped = set()
    for link in list(root):
        kind = link.get("Type", "").rpartition("/")[2]
        inside = link.get("TargetMode", "Internal") == "Internal" and target(part, link) in parts
        if not inside or kind not in kinds:
            dropped.add(link.get("Id", ""))
            root.remove(link)
    ElementTree.register_namespace("", RELATIONS[1:-1])
    return ElementTree.tostring(root, encoding="UTF-8", xml_declaration=True), dropped
