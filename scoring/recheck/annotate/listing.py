"""The copy of our own TOML: its lines with their numbers, and what was found below each."""

from __future__ import annotations

from collections.abc import Sequence

from scoring.recheck.annotate.remark import Found, counted, headlines, open_findings, short, together
from scoring.recheck.record import Record


def listed(name: str, text: str, records: Sequence[Record]) -> bytes:
    """A text of the whole file; what was found in its indicator set or nowhere in particular comes first."""
    lines = text.splitlines()
    below: dict[int, list[Found]] = {}
    above: dict[str, list[Found]] = {}
    places = {f"{name} 第{number}行": number for number in range(1, len(lines) + 1)}
    for found in open_findings(records):
        number = places.get(found["place"])
        if number is None or not _about(lines, number, found["row"]):
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


def _about(lines: Sequence[str], number: int, row: str) -> bool:
    """Whether the block of a line names the row a finding is about: else it stands in the indicator set, which
    may have the same name as the file."""
    start = end = number - 1
    while start > 0 and not lines[start].startswith("["):
        start -= 1
    while end + 1 < len(lines) and not lines[end + 1].startswith("["):
        end += 1
    return not row or any(row in line for line in lines[start : end + 1])


def _indented(text: str, margin: str) -> list[str]:
    return [margin + line for line in text.split("\n")]
