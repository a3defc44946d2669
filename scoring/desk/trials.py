"""Changed rules tried on the register: one run at a time in a process of its own, a few that wait, the last results."""

from __future__ import annotations

import logging
from concurrent.futures import CancelledError, Future
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Lock
from typing import TYPE_CHECKING, Any, Literal

from scoring.register.accounts import Account
from scoring.simulate.of_register import Order, run

if TYPE_CHECKING:
    from pebble import ProcessFuture

    from scoring.recheck.pool import Warm

WAITING = 4  # under way at most, the one that runs among them
KEPT = 20  # results
SECONDS = 3600.0  # for one run

State = Literal["排队", "试算中", "完成", "没有完成"]
UNDER_WAY: tuple[State, ...] = ("排队", "试算中")
DONE: State = "完成"


@dataclass(frozen=True, slots=True)
class Trial:
    """One run: who asked for it, what was asked for (as the form had it), where its results are."""

    number: int
    who: Account
    asked: Any  # as the page was filled in, for its way back
    order: Order
    future: ProcessFuture[list[str]]

    @property
    def folder(self) -> Path:
        return self.order.folder

    @property
    def state(self) -> State:
        if not self.future.done():
            return "试算中" if self.future.running() else "排队"
        return "没有完成" if self.troubles else "完成"

    @property
    def troubles(self) -> list[str]:
        """Why there is no result, in sentences; none while it may still come."""
        if not self.future.done():
            return []
        try:
            return self.future.result()
        except TimeoutError:
            return [f"超过 {SECONDS / 60:.0f} 分钟没有算完，已停止。请缩小范围，例如一个年度一个年度地算"]
        except CancelledError:
            return ["服务正在关闭，试算停下了"]
        except Exception:  # the process died, for want of memory or by a defect; `_log` says which
            return ["试算程序中途停止了，可能是内存不够。请缩小范围，例如一个年度一个年度地算"]


def _log(future: Future[list[str]]) -> None:
    """What no sentence can explain goes to whoever runs the server."""
    if not future.cancelled() and (error := future.exception()) is not None:
        logging.getLogger(__name__).error("试算没有完成", exc_info=error)


class Trials:
    """The runs of one server; the process that runs them starts when first needed, and anew for each."""

    def __init__(self) -> None:
        self._lock, self._numbers = Lock(), count(1)
        self._pool: Warm | None = None
        self._place: TemporaryDirectory[str] | None = None
        self._runs: dict[int, Trial] = {}

    def begin(self, who: Account, order: Order, asked: Any) -> Trial | None:
        """Put a run in the line; its folder is made here. None when too many are under way already."""
        from scoring.recheck.pool import Warm

        with self._lock:
            under_way = [trial for trial in self._runs.values() if not trial.future.done()]
            if len(under_way) >= WAITING:
                return None
            if self._pool is None or self._place is None:
                self._pool, self._place = Warm(1, lives=1), TemporaryDirectory(prefix="scoring-")
            number = next(self._numbers)
            folder = Path(self._place.name) / str(number)
            folder.mkdir()
            order = replace(order, folder=folder)
            trial = Trial(number, who, asked, order, self._pool.begin(run, order, SECONDS))
            self._runs[number] = trial
            trial.future.add_done_callback(_log)
            self._forget()
            return trial

    def _forget(self) -> None:
        """The oldest results go."""
        from shutil import rmtree

        done = [trial for trial in self._runs.values() if trial.future.done()]
        for trial in done[: max(len(self._runs) - KEPT, 0)]:
            del self._runs[trial.number]
            rmtree(trial.folder, ignore_errors=True)

    def found(self, number: int, who: Account) -> Trial | None:
        """A run of this person's, as long as its results are kept."""
        trial = self._runs.get(number)
        return trial if trial is not None and trial.who == who else None

    def of(self, who: Account) -> list[Trial]:
        """All runs of this person's, the latest first."""
        with self._lock:
            return [trial for trial in reversed(self._runs.values()) if trial.who == who]

    def close(self) -> None:
        with self._lock:
            for trial in self._runs.values():
                trial.future.cancel()  # else the pool may take its own end for a defect
            if self._pool is not None:
                self._pool.close()
            if self._place is not None:
                self._place.cleanup()
            self._pool = self._place = None
