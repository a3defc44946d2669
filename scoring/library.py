"""The office's own folder (本省的办法和表样): standards (.toml) and forms (.txt), known by id like those of the package.

A folder is named on purpose, never found by chance: what is checked comes from strangers, and a folder of theirs
must not bring its own rules along. An id of the package always means the package's own.
"""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Mapping
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from types import MappingProxyType

from scoring.source import Problem, Source

VARIABLE = "SCORING_LIBRARY"
MOST = 500  # files of one kind


def folders(named: str | None = None) -> list[Path]:
    """The folders named in the environment, in order."""
    named = os.environ.get(VARIABLE, "") if named is None else named
    return [Path(text) for text in named.split(os.pathsep) if text.strip()]


def setting() -> str:
    """The folders as the environment names them, wherever a process that is told stands."""
    return os.pathsep.join(str(folder.absolute()) for folder in folders())


@lru_cache(maxsize=8)
def packaged(folder: str, suffix: str) -> Mapping[str, Path]:
    """The files of one kind that come with the package, by id."""
    paths = Path(str(files("scoring"))).joinpath("data", folder).glob(f"*{suffix}")
    return MappingProxyType({path.stem: path for path in sorted(paths)})


def own(suffix: str) -> Mapping[str, Path]:
    """The files of one kind by id, which is the name of the file; of two with one id the first. Looked for once."""
    return _own(os.environ.get(VARIABLE, ""), suffix)


@lru_cache(maxsize=16)
def _own(named: str, suffix: str) -> Mapping[str, Path]:
    found: dict[str, Path] = {}
    for folder in folders(named):
        for path in sorted(folder.glob(f"*{suffix}"))[:MOST]:
            if re.fullmatch(r"[\w-]{1,60}", path.stem) and path.is_file():
                found.setdefault(path.stem, path)
    return MappingProxyType(found)


def missing() -> list[Problem]:
    """Folders that are named and are none."""
    return [
        Problem(Source(), f"环境变量 {VARIABLE} 写的 {folder} 不是文件夹", "请改正，或去掉这个变量")
        for folder in folders()
        if not folder.is_dir()
    ]


def misnamed(path: Path, stated: str, packaged: Collection[str], line: Source, what: str) -> list[Problem]:
    """An id that nothing would be found by: another one than the file's name, or one of the package's."""
    if stated in packaged:
        return [Problem(line, f"编号 {stated[:60]} 是自带{what}的编号", "请换一个编号，如 本省-2024")]
    if stated != path.stem:
        return [Problem(line, f"编号 {stated[:60]} 与文件名 {path.name} 不同，按编号找不到它", "请改成一样的")]
    return []
