"""What a reviewer takes home of a chosen set: annotated copies, 复核报告.html, 复核台账.xlsx, as `scoring check` writes them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from scoring.desk.found import expired
from scoring.desk.incoming import called, kept
from scoring.recheck.record import Record
from scoring.recheck.results import Results
from scoring.recheck.walk import Named
from scoring.register import Register, reviews, submissions
from scoring.register.submissions import Opened

KINDS = {"copies": "批注副本.zip", "report": "复核报告.html", "ledger": "复核台账.xlsx", "all": "复核结果.zip"}
MOST = 500  # submissions at once
_LEFT = "没有批注副本的.txt"


@dataclass(slots=True)
class Laid:
    """The chosen submissions laid out as a run of `scoring check` leaves them: files on disk, records in a spool."""

    folder: Path
    files: list[Named] = field(default_factory=list)
    left: list[str] = field(default_factory=list)  # what there is no file of, a sentence each

    @property
    def results(self) -> Results:
        return Results(self.folder / "records.jsonl")


def record(opened: Opened, today: date) -> Record:
    """The record of a submission with the waivers of the register in it."""
    waivers = {(w["code"], w["place"]): w for w in opened.waivers}

    def marked(found: dict[str, Any]) -> dict[str, Any]:
        waiver = waivers.get((found["code"], found["place"]))
        if waiver is None:
            return found
        over = expired(waiver, today)
        said = {
            "reason": waiver["reason"],
            "author": waiver["who"],
            "until": waiver["until"] or "长期",
            "expired": over,
        }
        return found | {"waived": not over, "waiver": said}

    return opened.record | {"findings": [marked(f) for f in opened.record["findings"]]}


def laid(register: Register, numbers: Sequence[int], folder: Path, today: date) -> Laid:
    """Lay out submissions by their numbers, those of one file together. Raises ScoringError for one that is not there."""
    from scoring.recheck import spool

    made = Laid(folder)
    groups: dict[str, list[Opened]] = {}
    for number in numbers:
        opened = submissions.opened(register, number)
        file = kept(opened.files)
        groups.setdefault(file["content"] if file else f"typed {number}", []).append(opened)
    with (folder / "records.jsonl").open("wb") as into:
        for at, group in enumerate(groups.values(), 1):
            name = _lay(register, made, at, group)
            records = [record(opened, today) | {"file": name} for opened in group]
            into.write(spool.line(name, "", "", sorted(records, key=lambda r: int(r["table"]))))
    return made


def _lay(register: Register, made: Laid, at: int, group: Sequence[Opened]) -> str:
    """The file of a group on disk, in a folder of its own; what it is called among the others."""
    first = group[0]
    file, name = kept(first.files), called(str(first.record["file"]))
    taken = {named.file for named in made.files}
    if file is None:
        name = f"第{first.row['id']}号 {first.row['project']}"
        made.left.append(f"{name}：{'网上填报' if first.row['exact'] else '从别处导入'}，没有原件")
        return name
    name = name if name not in taken else f"同名{at}/{name}"
    inside = Path(called(str(first.record["file"])))  # lines of a TOML file are named with its folder
    path = made.folder / "sent" / str(at) / inside.parent.name[-60:] / inside.name[-60:]
    path.parent.mkdir(parents=True)
    path.write_bytes(reviews.attached(register, file["id"])[1])
    made.files.append(Named(path, name, name))
    return name


def write(made: Laid, kind: str) -> Path:
    """One of KINDS as a file in the folder. Raises ScoringError when the disk refuses."""
    from scoring.recheck import ledger, outputs, report, statistics
    from scoring.recheck.copies import copy_all

    results, out = made.results, made.folder / "out"
    out.mkdir()
    across = results.across()
    survey = statistics.survey(results, across)
    if kind == "ledger":
        ledger.write(out / outputs.LEDGER, results, survey, across=across)
    elif kind == "report":
        with TemporaryFile() as drawings:  # the page alone: without links to copies that are not beside it
            copies = copy_all(made.files, results(), made.folder / "unused", drawings)
            report.write(out / outputs.REPORT, results, survey, across=across, drawing=copies.drawing)
    elif kind == "copies":
        with TemporaryFile() as drawings:
            made.left += copy_all(made.files, results(), out / outputs.COPIES, drawings).problems
    else:
        made.left += outputs.write(out, made.files, results, survey, across=across).problems
    if kind in ("report", "ledger"):
        return out / KINDS[kind]
    return _zip(made, out)


def _zip(made: Laid, out: Path) -> Path:
    target = made.folder / "out.zip"
    with ZipFile(target, "w", ZIP_DEFLATED) as archive:
        for path in sorted(p for p in out.rglob("*") if p.is_file()):
            archive.write(path, path.relative_to(out).as_posix())
        if made.left:
            archive.writestr(_LEFT, "\r\n".join(["\ufeff没有批注副本的：", *made.left]))
    return target


def copy(reading: Any, register: Register, number: int, folder: Path, today: date) -> Path | None:
    """The annotated copy of one submission's file, made in the reader process; None when there is none to make."""
    from scoring.recheck import copies
    from scoring.recheck.run import seconds

    made = laid(register, [number], folder, today)
    if not made.files:
        return None
    named = made.files[0]
    order = copies.Order(named.path, named.file, named.below, folder / "out", list(made.results()))
    _, copied = reading.ask(copies.copy, order, copies.lost, seconds(named.path))
    return folder / "out" / copied.copy if copied.copy else None
