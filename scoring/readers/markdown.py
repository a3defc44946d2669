"""Markdown (.md): pipe tables → Grid, everything else → text."""

from __future__ import annotations

import re

from scoring.grid import Grid
from scoring.readers.document import Document, clean
from scoring.readers.layout import Layout
from scoring.readers.plain import decoded

_RULE = re.compile(r"\s*\|?\s*:?-+:?\s*(\|\s*:?-+:?\s*)*\|?\s*")
_PIPE = re.compile(r"(?<!\\)\|")
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")  # a backslash before punctuation only protects it
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)


def read_md(data: bytes, file: str) -> Document:
    """The pipe tables of a Markdown text. Raises ScoringError when it is no text."""
    plain, notes = decoded(data, file)
    lines = plain.splitlines()
    tables: list[Grid] = []
    text: list[str] = []
    n = 0
    while n < len(lines):
        if "|" in lines[n] and n + 1 < len(lines) and "|" in lines[n + 1] and _RULE.fullmatch(lines[n + 1]):
            end = n + 2
            while end < len(lines) and "|" in lines[end]:
                end += 1
            tables.append(_table([lines[n], *lines[n + 2 : end]], file, f"表{len(tables) + 1}"))
            n = end
        else:
            text.append(lines[n])
            n += 1
    return Document(file, tuple(tables), clean("\n".join(text)), notes if tables else (*notes, "文件里没有表格"))


def _table(lines: list[str], file: str, name: str) -> Grid:
    layout = Layout(file)
    for line in lines:
        layout.row()
        for value in _PIPE.split(line.strip().removeprefix("|").removesuffix("|")):
            layout.put(clean(_ESCAPED.sub(r"\1", _BREAK.sub("\n", value))))
    return layout.grid(lambda row, column: f"{name} 第{row}行第{column}列", name)
