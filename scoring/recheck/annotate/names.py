"""Where the copy of a submitted file goes: one name for each file, and never outside its folder."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path, PurePosixPath

_UNWANTED = re.compile('[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff<>:"|?*\\\\]')
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)", re.IGNORECASE)  # Windows keeps these for itself
_LONGEST = 200  # bytes of one name; file systems take 255


def target(folder: Path, name: str, suffix: str) -> Path:
    """The path of the copy of `name`, whose format is `suffix` (".xlsx").

    A copy in the format of its original is `自评表.复核.xlsx`; in another, `自评表.xls.复核副本.xlsx`, so that
    neither takes the place of the other. What a name may not hold is left out; a name changed by that, or cut,
    gets a few letters made from the original, so that it stays the only one.
    """
    parts = [part for part in PurePosixPath(name.replace("\\", "/")).parts if part not in ("/", "..", ".")]
    last = PurePosixPath(parts[-1] if parts else "文件")
    same = last.suffix.lower() == suffix
    stem, ending = (last.stem, f".复核{last.suffix}") if same else (last.name, f".复核副本{suffix}")
    safe = [_safe(part) for part in (*parts[:-1], stem)]
    if "/".join(safe) + (last.suffix if same else "") != name:
        safe[-1] = _cut(safe[-1], _LONGEST - 12) + "-" + hashlib.sha256(name.encode("utf-8", "replace")).hexdigest()[:8]
    return folder.joinpath(*safe[:-1], safe[-1] + ending)


def _safe(part: str) -> str:
    """A part of a path that any system takes."""
    part = _cut(_UNWANTED.sub("", part), _LONGEST).strip(" ").rstrip(".") or "_"
    return f"_{part}" if _RESERVED.match(part) else part


def _cut(text: str, longest: int) -> str:
    return text.encode("utf-8", "replace")[:longest].decode("utf-8", "ignore")
