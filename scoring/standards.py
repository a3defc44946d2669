"""The standards there are: those of the package and the office's own, found by id or file, parents applied, refused when
unsound."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import fields, replace
from difflib import get_close_matches
from functools import lru_cache
from pathlib import Path
from typing import Any

from scoring import library
from scoring.lint import Rest, by_line, lint, refuse
from scoring.source import Problem, ScoringError, Source
from scoring.standard import Standard
from scoring.toml_file import TomlFile, faults, shape


def packaged() -> list[str]:
    """The ids of the standards that come with the package."""
    return list(_packaged())


def _packaged() -> Mapping[str, Path]:
    return library.packaged("standards", ".toml")


def names() -> list[str]:
    """The ids of the standards that can be used: those of the package, then the office's own."""
    return packaged() + [name for name, path in _own().items() if not _refused(path)]


def unsound() -> list[Problem]:
    """What keeps files of the office's own folder from being used."""
    return [*library.missing(), *(problem for path in _own(every=True).values() for problem in _refused(path))]


def _own(*, every: bool = False) -> dict[str, Path]:
    return {name: path for name, path in library.own(".toml").items() if every or name not in _packaged()}


@lru_cache(maxsize=512)
def _refused(path: Path) -> list[Problem]:
    try:
        standard = _loaded(str(path))
    except ScoringError as error:
        return list(error.problems)
    return library.misnamed(path, standard.id, packaged(), Source(str(path)), "办法")


def load(name: str | Path, seen: tuple[str, ...] = ()) -> Standard:
    """A standard by id, or from a file of one's own. Raises ScoringError with all that is wrong in it."""
    standard, file = read(name, seen)
    if problems := refuse(standard, file):
        raise ScoringError(problems)
    return standard


def read(name: str | Path, seen: tuple[str, ...] = ()) -> tuple[Standard, TomlFile]:
    """A standard with its parents applied, itself not yet linted; `seen` are the files that led here.

    Raises ScoringError when the file or a parent cannot be used.
    """
    file = TomlFile(locate(name))
    return made(file, seen), file


def made(file: TomlFile, seen: tuple[str, ...] = ()) -> Standard:
    """The standard a file states, its parents applied. Raises ScoringError as `read` does."""
    own = replace(shape(Standard, file), overrides=())
    if own.extends is None:
        return own
    place, seen = file.source(("extends",)), (*seen, str(file.path.resolve()))
    parent = _parent(own.extends, file.path, place)
    if str(parent.resolve()) in seen:
        raise ScoringError(Problem(place, "extends 绕成了圈", "请检查这几个办法的 extends"))
    return _override(load(parent, seen), own, file.data)


def mistakes(name: str | Path) -> list[Problem]:
    """All that is wrong with a standard, by id or file. Raises ScoringError when the file cannot be used.

    What is not of the shape of a standard is told together with what is wrong in the rest.
    """
    file = TomlFile(locate(name))
    misshapen: list[Problem] = []
    if faults(Standard, file):
        try:
            made(file)
        except ScoringError as error:
            misshapen = list(error.problems)
        file = Rest(file)
    try:
        return by_line([*misshapen, *lint(made(file), file)])
    except ScoringError as error:
        raise ScoringError(by_line([*misshapen, *error.problems])) from None


def over(parent: Standard, file: TomlFile) -> Standard:
    """A standard with what a file states put in its place. Raises ScoringError for what is not of its shape."""
    return _override(parent, replace(shape(Standard, file), overrides=()), file.data)


def locate(name: str | Path) -> Path:
    """The file of a standard: a path, or the id of a known one. Raises ScoringError for an unknown id."""
    text = str(name)
    if text.endswith(".toml") or "/" in text:
        return Path(text)
    if path := _known(text):
        return path
    message = f"没有编号为“{text[:60]}”的评分办法"
    raise ScoringError(Problem(Source(), message, f"{nearest(text)}；自己的办法请给出 .toml 文件"))


def nearest(name: str) -> str:
    """What an unknown id may have meant, and all that there are."""
    known = names()
    close = get_close_matches(name, known, 1)
    return (f"是不是 {close[0]}？" if close else "") + f"现有：{'、'.join(known)}"


def get(name: str) -> Standard:
    """A standard by id, loaded once."""
    return _loaded(str(locate(name)))


@lru_cache(maxsize=64)
def _loaded(path: str) -> Standard:
    return load(path)


def _known(name: str) -> Path | None:
    return _packaged().get(name) or _own().get(name)


def _parent(name: str, child: Path, place: Source) -> Path:
    """The file of a parent: beside the child, or one of ours; an id only, so that no path is followed."""
    beside = child.parent / f"{name}.toml"
    if not re.fullmatch(r"[\w-]{1,60}", name):
        raise ScoringError(Problem(place, "extends 只能写办法的编号", '例如 extends = "mof-2020"'))
    if beside.is_file() and not (name in _packaged() and beside.resolve() == child.resolve()):
        return beside
    if path := _known(name):
        return path
    raise ScoringError(
        Problem(place, f"上级办法“{name}”不存在", f"{nearest(name)}；自己的办法请与本文件放在同一文件夹")
    )


_PARTS = {"band": "档", "grade": "等级", "weights": "一级指标分值", "severity": "疑点轻重"}


def _override(parent: Standard, own: Standard, given: Mapping[str, Any]) -> Standard:
    """The parent with what the child states put in its place; inherited rules keep their own source."""
    inherited = {
        r.id: r if r.cite else replace(r, cite=parent.cite, effective=r.effective or parent.effective)
        for r in parent.rule
    }
    changed = [f"条款 {r.id}" + ("" if r.id in inherited else "（新增）") for r in own.rule if r != inherited.get(r.id)]
    values: dict[str, Any] = {"rule": list((inherited | {r.id: r for r in own.rule}).values())}
    for name in (part.name for part in fields(Standard)):
        if name in ("rounding", "settings") and name in given:
            stated = {key: getattr(getattr(own, name), key) for key in given[name]}
            values[name] = replace(getattr(parent, name), **stated)
            changed += [f"{name}.{key}" for key in stated if stated[key] != getattr(getattr(parent, name), key)]
        elif name == "severity":
            values[name] = parent.severity | own.severity
        elif name not in ("rule", "overrides"):
            kept = name in given or name in ("id", "extends", "note", "until")
            values[name] = getattr(own if kept else parent, name)
        if name in _PARTS and name in given and values[name] != getattr(parent, name):
            changed.append(_PARTS[name])
    return Standard(**values, overrides=tuple(changed))
