"""A re-check: every file read, scored and checked in worker processes, the records put on disk in order."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from scoring import atomic
from scoring.recheck import pool, spool
from scoring.recheck.one import check_file
from scoring.recheck.record import unreadable
from scoring.recheck.spool import Kept
from scoring.recheck.walk import Named
from scoring.review import chosen
from scoring.source import Problem, Source

CONVERTED = {".doc", ".wps", ".dot", ".et", ".rtf", ".odt", ".ods", ".xlsb"}
CONVERTING = 75.0  # seconds: an office suite starts for each of them


@dataclass(frozen=True, slots=True)
class Order:
    """One file to check; `known` is the digest of the content an earlier result holds for, "" for none."""

    path: Path
    file: str
    standard: str
    asked: str
    known: str = ""


def check_all(
    files: Sequence[Named],
    records: Path,
    *,
    standard: str = "",
    resume: bool = False,
    processes: int = 0,
    seen: Callable[[], None] = lambda: None,
) -> bool:
    """Check the files and put their records into the file `records`; `seen` is called after each.

    With `resume`, files whose content and standard are as in the records of before are not read again.
    Returns False when interrupted (Ctrl-C): then the records hold what was done so far, and what earlier
    records know of the rest. Raises ScoringError when the standard cannot be used.
    """
    asked = f"{chosen(standard).id} {chosen(standard).hash}" if standard else ""
    earlier = records if resume and records.is_file() else None
    known = spool.kept(earlier, asked) if earlier else {}
    orders = [Order(n.path, n.file, standard, asked, known[n.file].sha256 if n.file in known else "") for n in files]
    with ExitStack() as stack:
        into = stack.enter_context(atomic.replacing(records, force=True))
        before = stack.enter_context(earlier.open("rb")) if earlier else None
        done = _written(orders, known, before, into, processes, seen)
        if before is not None:
            for order in orders[done:]:
                if order.known:
                    spool.copy(before, known[order.file], into)
    return done == len(orders)


def _written(
    orders: Sequence[Order],
    known: dict[str, Kept],
    before: BinaryIO | None,
    into: BinaryIO,
    processes: int,
    seen: Callable[[], None],
) -> int:
    """How many files were done before the end, or before somebody pressed Ctrl-C."""
    done = 0
    try:
        for order, text in zip(orders, _answers(orders, processes), strict=True):
            if text:
                into.write(text)
            elif before is not None:
                spool.copy(before, known[order.file], into)
            done += 1
            seen()
    except KeyboardInterrupt:
        pass
    return done


def _answers(orders: Sequence[Order], processes: int) -> Iterator[bytes]:
    return pool.each(
        check,
        orders,
        lost,
        processes=min(processes or pool.cores(), len(orders)),
        seconds=lambda order: seconds(order.path),
    )


def seconds(path: Path) -> float:
    """How long a file may take."""
    return CONVERTING if path.suffix.lower() in CONVERTED else pool.SECONDS


def check(order: Order) -> bytes:
    """The line of a file; empty when an earlier one still holds. Runs in a worker process."""
    sha256 = digest(order.path)
    if sha256 and sha256 == order.known:
        return b""
    try:
        records = check_file(order.path, order.standard, order.file)
    except MemoryError:
        raise  # the pool's to answer
    except Exception as error:  # a defect of ours, named in the record: it costs this file and not the others
        reason = f"复核程序处理这个文件时出错（{type(error).__name__}），没有核对"
        return lost(order, reason, "请人工核对；用 scoring score 单独打开它可以看到出错的地方")
    return spool.line(order.file, sha256, order.asked, records)


def lost(order: Order, reason: str, advice: str = "请单独打开核对，另存后重新报送") -> bytes:
    """The line of a file that could not be finished."""
    problem = Problem(Source(order.file), reason, advice)
    return spool.line(order.file, "", order.asked, [unreadable(order.file, [problem])])


def digest(path: Path) -> str:
    """What a file's result depends on; "" for what cannot be read, and for TOML, which refers to other files."""
    if path.suffix.lower() == ".toml" or path.is_symlink() or not path.is_file():
        return ""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""
