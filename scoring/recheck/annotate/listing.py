"""The copy of our own TOML: its lines with their numbers, and what was found below each."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from scoring.recheck.annotate.remark import Remark, counted, headlines, remarks, short
from scoring.recheck.record import Record


def listed(path: Path, records: Sequence[Record]) -> bytes:
    """A text of the whole file; what was found in its indicator set or nowhere in particular comes first."""
    lines = path.read_text("utf-8").splitlines()
    below: dict[int, list[Remark]] = {}
    above: list[Remark] = []
    places = {f"{path.name} 第{number}行": number for number in range(1, len(lines) + 1)}
    for remark in remarks(records):
        number = places.get(remark.place)
        if number is None:
            above.append(remark)
        else:
            below.setdefault(number, []).append(remark)
    out = [f"复核意见　{short(records[0]['file'])}", *headlines(records), counted(records), ""]
    for remark in above:
        out += [f"{remark.place or '整个文件'}：", *_indented(remark.text, "    "), ""]
    width = len(str(len(lines)))
    for number, line in enumerate(lines, 1):
        out.append(f"{number:>{width}} │ {short(line)}".rstrip())
        for remark in below.get(number, ()):
            out += _indented(remark.text, " " * width + " └ ")
    return ("\n".join(out) + "\n").encode("utf-8")


def _indented(text: str, margin: str) -> list[str]:
    return [margin + line for line in text.split("\n")]
