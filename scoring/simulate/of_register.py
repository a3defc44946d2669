"""A trial over the register, as a job for a process of its own: what it comes to is left in a folder.

`view.json` is what `view.view` says, `sums.json` what `stable.sums` says, `changes.jsonl` a line of `view.change` for each
submission that changes, the foremost first; beside them the files of `scoring simulate -o`, and `progress` while it runs.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory, TemporaryFile
from typing import Any

from scoring import articles
from scoring.derive import derive
from scoring.recheck.record import Record
from scoring.register import Register, corpus
from scoring.register.lists import Filter
from scoring.source import ScoringError
from scoring.standard import Standard
from scoring.standards import get

VIEW, SUMS, CHANGES, PROGRESS = "view.json", "sums.json", "changes.jsonl", "progress"
READING, SCORING, WRITING = "取数", "计分", "写报告"  # the steps of a run
_STEP = 200  # submissions between two notes of how far it is


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be tried: in which register, over which submissions, the standard and what it becomes (another one,
    or this or the other with settings in it), where the results go."""

    register: str
    wanted: Filter
    standard: str
    other: str
    settings: tuple[str, ...]
    folder: Path

    @property
    def becomes(self) -> Standard:
        changed = get(self.other or self.standard)
        return derive(changed, self.settings)[0] if self.settings else changed


def run(order: Order) -> list[str]:
    """Do it. Sentences that say why not; none when all is in the folder."""
    try:
        _run(order)
    except ScoringError as error:
        return [str(problem) for problem in error.problems]
    return []


def progress(folder: Path) -> tuple[str, int, int]:
    """The step a run is at, how much of it is done, and of how much; "" before it began."""
    try:
        step, done, total = (folder / PROGRESS).read_text("utf-8").split()
        return step, int(done), int(total)
    except OSError:  # not begun
        return "", 0, 0


def told(folder: Path, name: str) -> dict[str, Any]:
    """VIEW or SUMS of a run that is done."""
    found: dict[str, Any] = json.loads((folder / name).read_text("utf-8"))
    return found


def changes(folder: Path, start: int, size: int, **wanted: str) -> tuple[list[dict[str, str]], int]:
    """Some of the submissions that change, those first that matter most, and how many there are. `wanted` narrows by what
    a line says: unit, from, to, main."""
    asked = {name: text for name, text in wanted.items() if text}
    found, count = [], 0
    with (folder / CHANGES).open(encoding="utf-8") as lines:
        for line in lines:
            change = json.loads(line)
            if all(change[name] == text for name, text in asked.items()):
                if start <= count < start + size:
                    found.append(change)
                count += 1
    return found, count


def _run(order: Order) -> None:
    from scoring.simulate import files, stable, view
    from scoring.simulate.causes import Pair
    from scoring.simulate.corpus import of_records
    from scoring.simulate.run import simulate

    a, b = get(order.standard), order.becomes
    differences = articles.diff(a, b)
    register = Register(order.register)
    notes: list[str] = []
    try:
        with TemporaryDirectory(dir=order.folder) as place, TemporaryFile(dir=order.folder) as spool:
            found = of_records(_records(order, register, a, notes), Path(place), "台账")
            total, done = found.inputs.total or 0, 0

            def seen(rows: int) -> None:
                nonlocal done
                done += rows
                _note(order.folder, SCORING, min(done, total), total)

            tally = simulate(found.inputs, Pair(a, b), Path(place), spool, seen=seen)
            tally.notes[:0] = notes
            _note(order.folder, WRITING)
            files.write(order.folder, tally, differences)
            with (order.folder / CHANGES).open("w", encoding="utf-8") as out:
                out.writelines(json.dumps(view.change(tally, c), ensure_ascii=False) + "\n" for c in tally.foremost())
            for name, said in ((SUMS, stable.sums(tally, differences)), (VIEW, view.view(tally, differences))):
                (order.folder / name).write_text(json.dumps(said, ensure_ascii=False), "utf-8")
    finally:
        register.close()


def _records(order: Order, register: Register, a: Standard, notes: list[str]) -> Iterator[Record]:
    """The records under the names of the register. Those scored under another wording at the time are told of."""
    total, other = corpus.count(register, order.wanted), 0
    for done, (row, record) in enumerate(corpus.each(register, order.wanted)):
        if done % _STEP == 0:
            _note(order.folder, READING, done, total)
        other += row["standard_hash"] != a.hash
        said = {"name": row["project"], "unit": row["unit"], "department": row["department"] or ""}
        yield record | {"key": called(row["id"]), "project": record["project"] | said}
    if other:
        notes.append(f"其中 {other:,} 件当时不是按现在这一版 {a.id} 评的，这里“改前”也一律按它重算")


def called(number: int) -> str:
    """A submission of the register as reports name it."""
    return f"第{number}号"


def number(name: str) -> int:
    """The submission that is `called` so."""
    return int(name[1:-1])


def _note(folder: Path, step: str, done: int = 0, total: int = 0) -> None:
    beside = folder / f".{PROGRESS}"  # never half written for who looks
    beside.write_text(f"{step} {done} {total}", "utf-8")
    beside.replace(folder / PROGRESS)
