"""Which kind of copy a file gets."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from scoring.atomic import write_bytes
from scoring.readers.sniff import kind_of
from scoring.recheck.annotate import names
from scoring.recheck.annotate.drawing import document
from scoring.recheck.annotate.package import Unfit
from scoring.recheck.record import Record
from scoring.source import Problem, ScoringError, Source


def annotate(path: Path, records: Sequence[Record], folder: Path, name: str) -> Path | None:
    """Write the annotated copy of a file below `folder` and return its path; None for a file that cannot be read.

    `records` are all those of the file, `name` is what it is called in them. The format of the copy is that of
    the file where it can be annotated as it is (.xlsx .docx .pdf), else its tables are drawn in a workbook; our
    own TOML becomes a text with line numbers. The same file and records give the same bytes. Raises ScoringError
    when the copy cannot be made or written, or the file is no longer what it was.
    """
    if not records or all(record["status"] == "unreadable" for record in records):
        return None
    data, suffix = _copy(path, records)
    target = names.target(folder, name, suffix)
    with suppress(OSError):  # said better by the writing
        target.parent.mkdir(parents=True, exist_ok=True)
    write_bytes(target, data, force=True)
    return target


def _copy(path: Path, records: Sequence[Record]) -> tuple[bytes, str]:
    """The bytes of the copy and its suffix. Raises ScoringError when the file cannot be read."""
    if path.suffix.lower() == ".toml":
        from scoring.recheck.annotate.listing import listed

        return listed(path, _bytes(path).decode("utf-8", "replace"), records), ".txt"
    file = str(path)
    data = _bytes(path)
    kind = kind_of(data, file)
    try:
        if kind == "xlsx":
            from scoring.recheck.annotate.workbook import annotated

            return annotated(data, file, records), ".xlsx"
        if kind == "docx":
            from scoring.recheck.annotate.word import commented

            return commented(data, file, records), ".docx"
        if kind == "pdf":
            from scoring.recheck.annotate.pdf import highlighted

            return highlighted(data, file, records), ".pdf"
    except Unfit:
        pass  # drawn anew below
    from scoring.recheck.annotate.redrawn import redrawn

    try:
        return redrawn(document(path), records), ".xlsx"
    except Unfit as error:
        message = "文件的结构特殊，批注副本画不出来"
        raise ScoringError(Problem(Source(file), message, "疑点见复核台账，请对照原件查看")) from error


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        message = "核对之后文件读不到了，没有写批注副本"
        raise ScoringError(Problem(Source(str(path)), message, "请检查文件是否被移走或占用")) from error
