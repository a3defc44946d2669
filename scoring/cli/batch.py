"""Lines of a batch file: UTF-8, GB18030 (what Excel saves as 制表符分隔的文本) or UTF-16, never guessed halfway."""

from __future__ import annotations

import codecs
import sys
from collections.abc import Iterator
from pathlib import Path

from scoring.cli.base import fail

MOST = 200_000_000  # bytes; some millions of lines
_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def lines(path: Path) -> Iterator[tuple[int, str]]:
    """Lines that are not empty, with their number; `-` is standard input. Raises ScoringError."""
    for number, line in enumerate(_text(path).split("\n"), 1):
        if text := line.rstrip("\r"):
            yield number, text


def _text(path: Path) -> str:
    name = "标准输入" if str(path) == "-" else str(path)
    if name == str(path) and not path.is_file():
        fail(f"{path}：找不到文件", "请检查路径")
    try:
        with sys.stdin.buffer if name != str(path) else path.open("rb") as stream:
            data = stream.read(MOST + 1)
    except OSError as error:
        fail(f"{path}：无法打开：{error.strerror}", "请检查权限和路径")
    if len(data) > MOST:
        fail(f"{name}：超过 {MOST // 1_000_000} MB", "请分成几个文件")
    for encoding in ("utf-16",) if data.startswith(_MARKS) else ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return fail(f"{name}：不是 UTF-8、GBK 或 UTF-16 编码的文本", "请用记事本打开，另存为，编码选 UTF-8")
