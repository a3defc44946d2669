"""What a reader hands over, and the one way in which it refuses."""

from __future__ import annotations

from dataclasses import dataclass

from scoring.grid import Grid
from scoring.source import Problem, ScoringError, Source

_DROPPED = dict.fromkeys((*range(32), *range(127, 160), 8203, 8288, 65279, 65534, 65535))
_KEPT = {**_DROPPED, 0x09: " ", 0x0A: "\n", 0x0B: "\n", 0x0C: "\n", 0xA0: " ", 0x2028: "\n", 0x2029: "\n"}


@dataclass(frozen=True, slots=True)
class Document:
    """A submitted file as it looks: its tables, the paragraphs around them, and what a person should know.

    `notes` are Chinese sentences about what was repaired or could not be read.
    """

    file: str
    tables: tuple[Grid, ...] = ()
    text: str = ""
    notes: tuple[str, ...] = ()


def refused(file: str, message: str, advice: str) -> ScoringError:
    """The error for a file that cannot be used: what is wrong, and what to do."""
    return ScoringError(Problem(Source(file), message, advice))


def clean(text: str) -> str:
    """Text without what nobody sees: control characters, lone surrogates, white space round lines."""
    if text.isprintable():
        return text.strip()
    text = text.replace("\r\n", "\n").replace("\r", "\n").translate(_KEPT)
    text = text.encode("utf-8", "ignore").decode("utf-8")
    return "\n".join(line.strip() for line in text.split("\n")).strip()
