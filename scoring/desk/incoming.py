"""What a reviewer drops: each file read, scored, checked and drawn in the reader process, as `scoring check` does it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from scoring.source import Problem, ScoringError, Source

if TYPE_CHECKING:
    from scoring.desk.uploads import Reading
    from scoring.model import Places, Submission
    from scoring.recheck.record import Record
    from scoring.register.flat import Prepared

Tables = list[dict[str, Any]]  # what `annotate.drawn` makes
_UNWANTED = re.compile(r'[\x00-\x1f\x7f<>:"|?*\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]')
_LONGEST = 120  # bytes of a name on disk


@dataclass(frozen=True, slots=True)
class Order:
    """One file to read: where it is, and what it is called in its record."""

    path: Path
    name: str


@dataclass(frozen=True, slots=True)
class Checked:
    """What a file came to: tables ready for the register, and their drawing; or an unreadable record."""

    prepared: list[Prepared] = field(default_factory=list)
    drawing: Tables = field(default_factory=list)
    unreadable: Record | None = None

    @property
    def reason(self) -> str:
        """Why nothing could be read, as R01 says it."""
        found = self.unreadable["findings"] if self.unreadable else []
        return "；".join(f["message"] for f in found)


def called(name: str) -> str:
    """A file as its record calls it: folders kept, nothing invisible or upward."""
    parts = [_UNWANTED.sub("", part).strip(" ") for part in name.replace("\\", "/").split("/")]
    return "/".join(part for part in parts if part.strip("."))[-200:] or "文件"


def check(reading: Reading, name: str, data: bytes) -> Checked:
    """Everything `scoring check` would say of the file; its drawing is remembered for the page that comes next."""
    from scoring.recheck.run import seconds

    with TemporaryDirectory() as folder:
        order = _laid(Path(folder), name, data)
        found = reading.ask(checked, order, lost, seconds(order.path))
    reading.remember(sha256(data).hexdigest(), found.drawing)
    return found


def drawing(reading: Reading, name: str, data: bytes) -> Tables:
    """The tables of a kept file as they were sent; none when it cannot be drawn."""
    from scoring.recheck.run import seconds

    fingerprint = sha256(data).hexdigest()
    known = reading.remembered(fingerprint)
    if known is None:
        with TemporaryDirectory() as folder:
            order = _laid(Path(folder), name, data)
            known = reading.ask(draw, order, undrawn, seconds(order.path))
        reading.remember(fingerprint, known)
    return known


def _laid(folder: Path, name: str, data: bytes) -> Order:
    """The file on disk under its own last name, cut where that is too long for a disk."""
    last = Path(called(name))
    stem = last.stem.encode("utf-8", "replace")[:_LONGEST].decode("utf-8", "ignore")
    path = folder / (stem + last.suffix[:10] or "文件")
    path.write_bytes(data)
    return Order(path, called(name))


# -- in the reader process --


def checked(order: Order) -> Checked:
    """One file, and nothing in it may name another: see `uploads.read`."""
    from scoring.desk import uploads
    from scoring.recheck.record import unreadable
    from scoring.register.flat import of_result
    from scoring.review import assess_submission

    found = uploads.read(order.path)
    problems = [p for p in found if isinstance(p, Problem)]
    if problems:
        return Checked(unreadable=unreadable(order.name, problems))
    try:
        assessed = [assess_submission(_named(s, order.name)) for s in found if not isinstance(s, Problem)]
    except ScoringError as error:
        return Checked(unreadable=unreadable(order.name, error.problems))
    prepared = [of_result(result, used, order.name, at) for at, (result, used) in enumerate(assessed, 1)]
    return Checked(prepared, draw(order))


def lost(order: Order, reason: str) -> Checked:
    from scoring.recheck.record import unreadable

    problem = Problem(Source(order.name), reason, "请单独打开核对，另存后重新报送")
    return Checked(unreadable=unreadable(order.name, [problem]))


def draw(order: Order) -> Tables:
    """The tables; lines of a TOML file are called as the record calls them, not as the file lies here."""
    from scoring.recheck.annotate import drawn
    from scoring.recheck.record import line_place

    tables = drawn(order.path)
    if order.path.suffix.lower() == ".toml":
        for cell in tables[0]["cells"] if tables else ():
            cell[5] = line_place(Path(order.name), int(cell[0]) + 1) if cell[5] else ""
    return tables


def undrawn(order: Order, reason: str) -> Tables:
    return []


def _named(submission: Submission, name: str) -> Submission:
    """The submission with its places in the file as the person knows it, not where it lay to be read."""
    findings = tuple(replace(f, source=replace(f.source, file=name)) for f in submission.findings)
    rows = tuple(replace(row, places=_renamed(row.places, name)) for row in submission.rows)
    funds = tuple(replace(row, places=_renamed(row.places, name)) for row in submission.funds)
    return replace(submission, findings=findings, rows=rows, funds=funds, places=_renamed(submission.places, name))


def _renamed(places: Places, name: str) -> Mapping[str, Source]:
    return {key: replace(source, file=name) for key, source in places.items()}


def kept(files: Sequence[Any]) -> Any:
    """The file a submission was last entered from; None when it was typed in."""
    return max(files, key=lambda file: int(file["id"]), default=None)
