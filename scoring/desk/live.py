"""A draft as the page holds it: what was typed, its versions, and everything said about it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Annotated, Any

from fastapi import Depends, HTTPException

from scoring.desk import drawn, notices, sheet, told
from scoring.desk.assessed import Assessed, assess
from scoring.desk.entry import Shared, Visitor
from scoring.desk.pages import part
from scoring.desk.trouble import absent
from scoring.model import Submission
from scoring.register import drafts
from scoring.register.drafts import Cell, Draft

LONGEST = drafts.LONGEST


@dataclass(frozen=True)
class Live:
    """A draft, and over its saved cells those that are only on the page so far."""

    draft: Draft
    base: Submission
    unsaved: Mapping[str, str]

    @cached_property
    def values(self) -> dict[str, str]:
        return {key: cell.value for key, cell in self.draft.cells.items()} | dict(self.unsaved)

    @cached_property
    def keys(self) -> frozenset[str]:
        details = {slot[8:] for slot in self.assessed.form.slots if slot.startswith("details.")}
        return frozenset(sheet.keys(self.base, details))

    @cached_property
    def assessed(self) -> Assessed:
        return assess(self.base, self.values)

    def value(self, key: str) -> str:
        return self.values[key] if key in self.values else sheet.first(self.base, key)

    def version(self, key: str) -> int:
        cell = self.draft.cells.get(key)
        return cell.version if cell else 0

    def said(self) -> dict[str, Any]:
        """What the page shows anew after each change."""
        a, shown = self.assessed, notices.while_typing(self.assessed)
        lines, foot = told.told(a, self.base, shown), told.foot(a, shown)
        return {
            "told": {name: part("told.html", told=line) for name, line in lines.items()},
            "judge": {
                name: line.judge and [line.judge.low, line.judge.high, line.judge.step, line.judge.value]
                for name, line in lines.items()
                if name.startswith("row.")
            },
            "figures": drawn.figures(a.form, a.submission, a.result),
            "foot": part("foot.html", foot=foot),
            "odd": part("odd.html", foot=foot),
        }


def live(number: int, shared: Shared, visitor: Visitor) -> Live:
    """The draft of a path, if the visitor may see it; 404 otherwise."""
    return look(shared.register, number, visitor.within)


def look(register: Any, number: int, within: int | None, unsaved: Mapping[str, str] | None = None) -> Live:
    with absent(f"没有第 {number} 号草稿。请从“填报”页打开"):
        draft = drafts.opened(register, number, within)
    if draft.base is None:
        raise HTTPException(404, f"第 {number} 号草稿没有内容")
    return Live(draft, draft.base, dict(unsaved or {}))


OfPath = Annotated[Live, Depends(live)]


def checked(values: Mapping[Any, Any], keys: Iterable[str]) -> dict[str, str]:
    """Only texts for cells there are, of bearable length; line ends as one sign. Raises HTTPException."""
    known = set(keys)
    out = {}
    for key, value in values.items():
        if key not in known or not isinstance(value, str):
            raise HTTPException(422, f"表上没有这一格：{str(key)[:60]}。请刷新页面后再试")
        if len(value) > LONGEST:
            raise HTTPException(422, f"{sheet.label(key)}最多 {LONGEST} 个字，请写短些")
        out[key] = value.replace("\r\n", "\n").replace("\r", "\n")
    return out


def moment(at: str) -> str:
    """A time of the register as a clock on the wall shows it."""
    return datetime.fromisoformat(at).astimezone().strftime("%m-%d %H:%M") if at else ""


def plain(cell: Cell) -> dict[str, Any]:
    """A saved cell for the page's script."""
    return {"key": cell.key, "value": cell.value, "version": cell.version, "who": cell.who, "at": moment(cell.at),
            "label": sheet.label(cell.key)}  # fmt: skip
