"""Work in processes of their own, in order: bounded in time and memory, a crash costs one item and no more.

Files come from strangers and libraries have faults; so whatever opens a file runs here.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import TimeoutError as Late
from typing import TYPE_CHECKING, Any, TypeVar

from scoring import library

if TYPE_CHECKING:
    from pebble import ProcessFuture, ProcessPool

SECONDS = 10.0  # for one item
MEMORY = 2**30  # bytes that one process may hold
CHUNK = 16  # items sent at once, because one alone is done faster than sent
WINDOW = 128  # chunks under way: one slow item does not hold up the others
LIVES = 5000  # items, after which a process is replaced: what libraries leak is given back

Item = TypeVar("Item")
Made = TypeVar("Made")
Job = Callable[[Item], Made]
Lost = Callable[[Item, str], Made]


def cores() -> int:
    """How many processes this machine can run at once."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def each(
    job: Job[Item, Made],
    items: Iterable[Item],
    lost: Lost[Item, Made],
    *,
    processes: int = 0,
    seconds: Callable[[Item], float] = lambda _: SECONDS,
) -> Iterator[Made]:
    """`job(item)` for every item, in their order. `job` is a function of a module, item and answer can be pickled.

    `lost(item, reason)` answers for an item whose process died or took longer than `seconds(item)`; the reason
    is a sentence. What `job` raises is raised here.
    """
    pool = _pool(processes or cores(), LIVES // CHUNK)
    try:
        yield from _in_order(pool, job, items, lost, seconds)
        pool.close()
    finally:
        pool.stop()
        pool.join()


class Warm:
    """Processes that stay, for a program that waits for people: one item at a time, from any thread. Each is replaced
    after as many items as it has `lives`."""

    def __init__(self, processes: int, lives: int = LIVES) -> None:
        self._processes = _pool(processes, lives)

    def ask(self, job: Job[Item, Made], item: Item, lost: Lost[Item, Made], seconds: float = SECONDS) -> Made:
        """`job(item)`, with the conditions of `each`."""
        sent = _sent(self._processes, job, [item], lambda _: seconds)
        return next(_answers(self._processes, job, [item], sent, lost, lambda _: seconds))

    def begin(self, job: Job[Item, Made], item: Item, seconds: float) -> ProcessFuture[Made]:
        """`job(item)`, not waited for. What goes wrong is raised by the future."""
        return self._processes.schedule(job, args=[item], timeout=seconds)

    def close(self) -> None:
        self._processes.stop()
        self._processes.join()


def _pool(processes: int, lives: int) -> ProcessPool:
    from pebble import ProcessPool

    context = multiprocessing.get_context("forkserver" if hasattr(os, "fork") else "spawn")
    if context.get_start_method() == "forkserver":
        context.set_forkserver_preload(["scoring.recheck.worker"])
    return ProcessPool(processes, lives, _begin, (library.setting(),), context=context)


def _in_order(
    pool: ProcessPool,
    job: Job[Item, Made],
    items: Iterable[Item],
    lost: Lost[Item, Made],
    seconds: Callable[[Item], float],
) -> Iterator[Made]:
    under_way: deque[tuple[list[Item], ProcessFuture[list[Made]]]] = deque()
    for chunk in _chunks(items, seconds):
        under_way.append((chunk, _sent(pool, job, chunk, seconds)))
        if len(under_way) > WINDOW:
            yield from _answers(pool, job, *under_way.popleft(), lost, seconds)
    while under_way:
        yield from _answers(pool, job, *under_way.popleft(), lost, seconds)


def _chunks(items: Iterable[Item], seconds: Callable[[Item], float]) -> Iterator[list[Item]]:
    """Items together that are quick; one that may be slow goes alone."""
    chunk: list[Item] = []
    for item in items:
        if seconds(item) > SECONDS:
            yield [item]
            continue
        chunk.append(item)
        if len(chunk) == CHUNK:
            yield chunk
            chunk = []
    if chunk:
        yield chunk


def _sent(
    pool: ProcessPool, job: Job[Item, Made], chunk: Sequence[Item], seconds: Callable[[Item], float]
) -> ProcessFuture[list[Made]]:
    limit = max(map(seconds, chunk))
    return pool.schedule(_several, args=(job, chunk), timeout=limit)


def _answers(
    pool: ProcessPool,
    job: Job[Item, Made],
    chunk: list[Item],
    future: ProcessFuture[list[Made]],
    lost: Lost[Item, Made],
    seconds: Callable[[Item], float],
) -> Iterator[Made]:
    """What came of a chunk; when its process was lost, each item once more alone, to see which one it was."""
    from pebble import ProcessExpired

    try:
        yield from future.result()
        return
    except Late:
        reason = f"超过 {seconds(chunk[0]):.0f} 秒没有读完，已停止"
    except ProcessExpired:
        reason = "读取程序意外中止（文件可能已损坏，或内容过大）"
    except MemoryError:
        reason = f"读取所需的内存超过 {MEMORY // 2**20} MB，已停止"
    if len(chunk) == 1:
        yield lost(chunk[0], reason)
        return
    again = [([item], _sent(pool, job, [item], seconds)) for item in chunk]
    for alone, sent in again:
        yield from _answers(pool, job, alone, sent, lost, seconds)


# -- in the process --


GARBAGE = 50_000  # objects made between two searches for rings of them; a file's own are few and small


def settle() -> None:
    """Look for garbage as seldom as checking files bears: what is loaded stays for good, and what is made of a file
    is given back as it goes out of use. The trees of documents make Python search without end otherwise."""
    gc.freeze()
    gc.set_threshold(GARBAGE, 20, 20)


def _begin(own: str) -> None:
    """The office's own folder as the parent has it; Ctrl-C is for the parent to handle; and memory is bounded where
    the system can do it."""
    os.environ[library.VARIABLE] = own
    settle()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        import resource
    except ImportError:  # not on Windows
        return
    resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, resource.getrlimit(resource.RLIMIT_DATA)[1]))


def _several(job: Callable[[Any], Any], chunk: Sequence[Any]) -> list[Any]:
    return [job(item) for item in chunk]
