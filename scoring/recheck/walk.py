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
    """The files to check, in order, and what was passed over because no person wrote it."""

    files: list[Named] = field(default_factory=list)
    litter: list[str] = field(default_factory=list)


def litter(name: str) -> bool:
    """Whether a file of this name was left by a system or a program."""
    return name.lower().startswith(_LITTER_STARTS) or name.lower() in _LITTER_NAMES


def walk(paths: Iterable[Path], *, without: Iterable[Path] = ()) -> Walk:
    """The files of the paths, each once, by name; `without` are files and folders of our own to pass over.

    Links are listed and not followed. A folder that is called like a file is both listed and looked into.
    Raises ScoringError when a path does not exist or nothing at all is found.
    """
    seen: set[Path] = set()
    own = {path.absolute() for path in without}
    found = Walk()
    missing = [path for path in paths if not os.path.lexists(path)]
    if missing:
        raise ScoringError([Problem(Source(str(p)), "找不到文件或文件夹", "请核对名称") for p in missing])
    for path in paths:
        if path.is_dir() and not path.is_symlink():
            for inside in _inside(path, own, found):
                _add(found, seen, inside, inside.relative_to(path).as_posix())
        else:
            _add(found, seen, path, path.name)
    if not found.files:
        where = "、".join(str(path) for path in paths)
        raise ScoringError(Problem(Source(where), "文件夹里没有文件", "请指定放着自评表的文件夹"))
    found.files.sort(key=lambda named: named.file)
    found.files = list(_apart(found.files))
    return found


def _apart(files: Iterable[Named]) -> Iterator[Named]:
    """The same name below two folders (甲局/1.xlsx of each): the later ones go into folders of their own."""
    taken: Counter[str] = Counter()
    for named in files:
        key = named.below.lower()
        taken[key] += 1
        yield named if taken[key] == 1 else replace(named, below=f"同名{taken[key]}/{named.below}")


def _add(found: Walk, seen: set[Path], path: Path, below: str) -> None:
    place = path.absolute()
    if place not in seen:
        seen.add(place)
        found.files.append(Named(path, path.as_posix(), below))


def _inside(folder: Path, own: set[Path], found: Walk) -> Iterable[Path]:
    for root, folders, files in os.walk(folder):
        here = Path(root)
        folders[:] = sorted(name for name in folders if (here / name).absolute() not in own)
        for name in [*folders, *sorted(files)]:
            path = here / name
            if path.absolute() in own:
                continue
            if litter(name):
                found.litter.append(path.as_posix())
            elif name not in folders or path.is_symlink() or _like_a_file(name):
                yield path
        folders[:] = [name for name in folders if not name.lower().startswith(_LITTER_STARTS)]


def _like_a_file(name: str) -> bool:
    """A folder with the name of a table (自评表.xlsx)."""
    return Path(name).suffix.lower() in {".xlsx", ".xlsm", ".xls", ".docx", ".doc", ".wps", ".pdf", ".html", ".csv"}
