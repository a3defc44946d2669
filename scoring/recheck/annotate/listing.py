"""The copy of our own TOML: its lines with their numbers, and what was found below each."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from scoring.recheck.annotate.remark import Found, counted, headlines, open_findings, short, together
from scoring.recheck.record import Record, line_place


def listed(path: Path, text: str, records: Sequence[Record]) -> bytes:
    """A text of the whole file; what was found in its indicator set or nowhere in particular comes first."""
    lines = text.splitlines()
    below: dict[int, list[Found]] = {}
    above: dict[str, list[Found]] = {}
    places = {line_place(path, number): number for number in range(1, len(lines) + 1)}
    for found in open_findings(records):
        number = places.get(found["place"])
        if number is None:
            above.setdefault(found["place"], []).append(found)
        else:
            below.setdefault(number, []).append(found)
    out = [f"复核意见　{short(records[0]['file'])}", *headlines(records), counted(records), ""]
    for place, founds in above.items():
        where = f"{short(place)}（指标文件）" if place else "整个文件"
        out += [f"{where}：", *_indented(together(place, founds).text, "    "), ""]
    width = len(str(len(lines)))
    for number, line in enumerate(lines, 1):
        out.append(f"{number:>{width}} │ {short(line)}".rstrip())
        if number in below:
            out += _indented(together("", below[number]).text, " " * width + " └ ")
    return ("\n".join(out) + "\n").encode("utf-8")


def _indented(text: str, margin: str) -> list[str]:
    return [margin + line for line in text.split("\n")]
