"""Where something was written, and what is odd about it.

Three kinds of trouble and no fourth: misuse of the library raises ordinary exceptions; a file that
cannot be used raises `ScoringError`; something odd in a submission is a `Finding`, a value.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal
from unicodedata import east_asian_width

__all__ = ["SEVERITIES", "Finding", "Problem", "ScoringError", "Severity", "Source", "value"]

if TYPE_CHECKING:
    from dataclasses import dataclass as value
else:

    def value(**_: Any) -> Any:
        """A dataclass frozen for the type checker only, for what is made by the thousand: it costs a sixth."""
        return dataclass(slots=True, unsafe_hash=True)


Severity = Literal["error", "warning", "info"]

SEVERITIES: dict[Severity, str] = {"error": "错误", "warning": "提醒", "info": "提示"}


@value(frozen=True, slots=True)
class Source:
    """A place a person can go to: a file, and a line of it or a cell of it.

    `cell` is the place as the format names it: `Sheet1!D12`, `表1 第9行第4列`, `第2页 表1 第3行第1列`.
    """

    file: str = ""
    line: int | None = None
    cell: str = ""

    def __str__(self) -> str:
        if self.line is not None:
            return f"{self.file}:{self.line}"
        return f"{self.file} {self.cell}".strip()


@value(frozen=True, slots=True)
class Finding:
    """Something odd in a submission (疑点): where, what, by how much, what to do, under which clause."""

    code: str
    severity: Severity
    source: Source
    message: str
    claimed: str | None = None
    expected: str | None = None
    clause: str = ""

    def __str__(self) -> str:
        clause = f"（{self.clause}）" if self.clause else ""
        return f"{self.source}：{self.message}{clause}"


@dataclass(frozen=True, slots=True)
class Problem:
    """One reason why a file cannot be used: what, and what to do; `text` is drawn with a caret."""

    source: Source
    message: str
    advice: str = ""
    text: str = ""
    column: int = 0  # index into `text` of the offending character

    def __str__(self) -> str:
        sentence = f"{self.source}：{self.message}" if str(self.source) else self.message
        if self.advice:
            sentence += f"。{self.advice}"
        if not self.text:
            return sentence
        indent = sum(2 if east_asian_width(c) in "WF" else 1 for c in self.text[: self.column])
        return f"{sentence}\n    {self.text}\n    {' ' * indent}^"


class ScoringError(Exception):
    """A file that cannot be used; carries every problem found in it, not only the first."""

    def __init__(self, problems: Iterable[Problem] | Problem) -> None:
        self.problems = (problems,) if isinstance(problems, Problem) else tuple(problems)
        super().__init__("\n".join(str(p) for p in self.problems))
