"""Web pages (.html, or Excel's .xls that are none) → a Grid per table; text only, nothing is loaded."""

from __future__ import annotations

import email
import email.policy
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from scoring.grid import Grid
from scoring.readers import bounds
from scoring.readers.document import Document, clean, refused
from scoring.readers.layout import Layout
from scoring.readers.plain import decoded

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

_UNSEEN = {"script", "style", "template", "noscript", "title", "iframe", "object", "svg", "select"}
_BLOCKS = {"p", "div", "li", "ul", "ol", "h1", "h2", "h3", "h4", "h5", "h6", "dt", "dd", "center", "caption"}
_HIDDEN = re.compile(r"display\s*:\s*none", re.IGNORECASE)
_SPACE = re.compile(r"[ \t\r\n\f]+")
_FOLDED = re.compile(r"(?<=[\u3000-\u9fff\uff00-\uffef])[ \t]*\r?\n[ \t]*(?=[\u3000-\u9fff\uff00-\uffef])")
_LINES = re.compile(r"\n{2,}")
_PAGE = 10 * 2**20  # bytes


def read_html(data: bytes, file: str) -> Document:
    """The tables of a page and the text around them. Raises ScoringError when it cannot be used."""
    from selectolax.lexbor import LexborHTMLParser

    if len(data) > _PAGE:
        raise refused(file, f"网页超过 {_PAGE // 2**20} MB，没有读取", "请另存为 Excel 或 Word 后重新报送")
    page, notes = decoded(data, file)
    root = LexborHTMLParser(page).root
    waiting: list[tuple[LexborNode, str]] = []
    text = _text(root, "", waiting)
    waiting.reverse()
    tables: list[Grid] = []
    while waiting:
        node, name = waiting.pop()
        if name.count("内") > bounds.DEPTH or len(tables) >= bounds.TABLES:
            raise refused(file, "表格过多或嵌套过深，没有读取", "请去掉多余的表格后重新报送")
        inner: list[tuple[LexborNode, str]] = []
        layout = _table(node, name, inner, file)
        waiting.extend(reversed(inner))
        if layout.columns:
            tables.append(layout.grid(f"{name} 第{{}}行第{{}}列".format, name))
    return Document(file, tuple(tables), text, notes if tables else (*notes, "文件里没有表格"))


def read_mhtml(data: bytes, file: str) -> Document:
    """A page saved as one file (.mht), as Word and Excel write under the names .doc and .xls."""
    for part in email.message_from_bytes(data, policy=email.policy.default).walk():
        if part.get_content_type() == "text/html":
            body = part.get_payload(decode=True)
            return read_html(body if isinstance(body, bytes) else b"", file)
    raise refused(file, "单一网页文件里没有正文", bounds.RESAVE)


def _table(table: LexborNode, name: str, inner: list[tuple[LexborNode, str]], file: str) -> Layout:
    layout = Layout(file)
    for row in _rows(table):
        if _hidden(row):
            continue
        layout.row()
        for cell in _children(row):
            if cell.tag in ("td", "th") and not _hidden(cell):
                rows, columns = _extent(cell, "rowspan"), _extent(cell, "colspan")
                layout.put(_text(cell, name, inner), rows or bounds.CELLS, columns or 1)
    return layout


def _rows(table: LexborNode) -> Iterator[LexborNode]:
    for part in _children(table):
        if part.tag == "tr":
            yield part
        elif part.tag in ("thead", "tbody", "tfoot"):
            yield from (row for row in _children(part) if row.tag == "tr")


def _children(node: LexborNode) -> Iterator[LexborNode]:
    child = node.child
    while child is not None:
        yield child
        child = child.next


def _extent(cell: LexborNode, name: str) -> int:
    """A span; 0 is legal for rows and means "to the end of the table"."""
    text = (cell.attributes.get(name) or "1").strip()
    return min(int(text), bounds.COLUMNS) if text.isascii() and text.isdigit() and len(text) < 10 else 1


def _text(root: LexborNode | None, inside: str, tables: list[tuple[LexborNode, str]]) -> str:
    """What is seen in an element, line by line; tables in it are put on the list under their names."""
    pieces: list[str] = []
    waiting: list[LexborNode | str | None] = [root.child if root else None]
    while waiting:
        node = waiting.pop()
        if node is None:
            continue
        if isinstance(node, str):
            pieces.append(node)
            continue
        waiting.append(node.next)
        tag = node.tag
        if tag == "-text":
            pieces.append(_SPACE.sub(" ", _FOLDED.sub("", node.text_content or "")))
        elif tag == "br":
            pieces.append("\n")
        elif tag == "table":
            tables.append((node, f"{inside}内表{len(tables) + 1}" if inside else f"表{len(tables) + 1}"))
            pieces.append("\n")
        elif tag not in _UNSEEN and not _hidden(node):
            if tag in _BLOCKS:
                pieces.append("\n")
                waiting.append("\n")
            waiting.append(node.child)
    return _LINES.sub("\n", clean("".join(pieces)))


def _hidden(node: LexborNode) -> bool:
    look = node.attributes
    return bool(look) and ("hidden" in look or bool(_HIDDEN.search(look.get("style") or "")))
