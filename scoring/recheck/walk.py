"""Which files are meant: those named, and everything inside the folders named. Nothing is left out in silence."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from scoring.source import Problem, ScoringError, Source

#: what systems and programs leave beside the files of a person
_LITTER_NAMES = {"thumbs.db", "desktop.ini", "icon\r"}
#: what a run leaves in a folder: its records, those of what it compared with, and what it wrote for people
RECORDS, EARLIER, ROWS = "复核记录.jsonl", "对照复核记录.jsonl", "复核结果.parquet"
COPIES, REPORT, LEDGER = "批注副本", "复核报告.html", "复核台账.xlsx"
_OURS = {RECORDS, EARLIER, ROWS, COPIES, REPORT, LEDGER}
_LITTER_STARTS = ("~$", ".~", ".", "__macosx")


@dataclass(frozen=True, slots=True)
class Named:
    """A file to check: where it is, what it is called in the results, and what its copy is to be called: where it
    stands below the folder that was named; two files are never called the same there."""

    path: Path
    file: str
    below: str


@dataclass(slots=True)
class Walk:
    """The files to check, in order, and what was passed over because no person wrote it or we did."""

    files: list[Named] = field(default_factory=list)
    litter: list[str] = field(default_factory=list)


def litter(name: str) -> bool:
    """Whether a file of this name was left by a system or a program."""
    return name.lower().startswith(_LITTER_STARTS) or name.lower() in _LITTER_NAMES


def walk(paths: Iterable[Path], *, without: Iterable[Path] = ()) -> Walk:
    """The files of the paths, each once, by name; `without` are files and folders of our own to pass over.

    Links are listed and not followed. A folder that is called like a file is both listed and looked into, and one
    that cannot be looked into is listed.
    Raises ScoringError when a path does not exist or nothing at all is found.
    """
    seen: set[Path] = set()
    own = {_place(path) for path in without}
    found = Walk()
    missing = [path for path in paths if not os.path.lexists(path)]
    if missing:
        raise ScoringError([Problem(Source(str(p)), "找不到文件或文件夹", "请核对名称") for p in missing])
    for path in paths:
        if path.is_dir() and not path.is_symlink():
            for inside in _inside(path, own, found):
                _add(found, seen, inside, printable(inside.relative_to(path)))
        else:
            _add(found, seen, path, printable(Path(path.name)))
    if not found.files:
        where = "、".join(str(path) for path in paths)
        raise ScoringError(Problem(Source(where), "文件夹里没有文件", "请指定放着自评表的文件夹"))
    found.files.sort(key=lambda named: named.file)
    found.files = list(_apart(found.files))
    return found


def _apart(files: Iterable[Named]) -> Iterator[Named]:
    """The same name below two folders (甲局/1.xlsx of each): the later ones go into folders of their own."""
    files = list(files)
    taken = {named.below.lower() for named in files}
    met: Counter[str] = Counter()
    for named in files:
        key = named.below.lower()
        met[key] += 1
        below = named.below
        while met[key] > 1 and (below := f"同名{met[key]}/{named.below}").lower() in taken:
            met[key] += 1
        taken.add(below.lower())
        yield replace(named, below=below)


def beside(before: Walk, found: Walk) -> Walk:
    """The files compared with, under names of their own where they are among those to check as well."""
    ours = {named.file for named in found.files}
    files = [replace(n, file=f"对照/{n.file}") if n.file in ours else n for n in before.files]
    return replace(before, files=sorted(files, key=lambda named: named.file))


def printable(path: Path) -> str:
    """A name as it is told: of one that is no UTF-8 (unpacked from an old archive) as GBK, else byte by byte."""
    name = path.as_posix()
    try:
        name.encode("utf-8")
    except UnicodeEncodeError:
        raw = os.fsencode(name)
        try:
            return raw.decode("gbk")
        except UnicodeDecodeError:
            return raw.decode("utf-8", "backslashreplace").replace("\\x", "%")
    return name


def _place(path: Path) -> Path:
    """Where a path leads, however it is written; a link stands for itself."""
    return Path(os.path.realpath(path.parent)) / path.name if path.name != ".." else Path(os.path.realpath(path))


def _add(found: Walk, seen: set[Path], path: Path, below: str) -> None:
    place = _place(path)
    if place not in seen:
        seen.add(place)
        found.files.append(Named(path, printable(path), below))


def _inside(folder: Path, own: set[Path], found: Walk) -> Iterable[Path]:
    closed: list[Path] = []  # folders that cannot be looked into: reading them says why
    for root, folders, files in os.walk(folder, onerror=lambda error: closed.append(Path(error.filename))):
        here, stands = Path(root), Path(os.path.realpath(root))
        folders[:] = sorted(name for name in folders if stands / name not in own)
        ours = _OURS if RECORDS in files else set()
        for name in [*folders, *sorted(files)]:
            path = here / name
            if stands / name in own:
                continue
            if litter(name) or name in ours:
                found.litter.append(printable(path))
            elif name not in folders or path.is_symlink() or _like_a_file(name):
                yield path
        folders[:] = [name for name in folders if not litter(name) and name not in ours]
    yield from closed


def _like_a_file(name: str) -> bool:
    """A folder with the name of a table (自评表.xlsx)."""
    return Path(name).suffix.lower() in {".xlsx", ".xlsm", ".xls", ".docx", ".doc", ".wps", ".pdf", ".html", ".csv"}
