"""Which texts may be near-duplicates, without comparing all pairs: minima of hashed shingles, banded.

Each text is cut into runs of three letters; their hashes fall into `BINS` by their remainder, and the least of each
bin stays (one-permutation minhash). Texts that agree in a whole band of bins are candidates: two texts that share
three runs of four (a copy with some words changed) meet with 99 %, those that share one of five with 8 %.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from itertools import groupby
from zlib import crc32

RUN = 3  # letters
BANDS, ROWS = 12, 3
BINS = BANDS * ROWS
_MASK = (1 << 63) - 1
EMPTY = (1 << 32) - 1


def bands(text: str) -> list[int]:
    """A number for each band; texts with a number in common at the same place are candidates."""
    least = [EMPTY] * BINS
    for run in {text[i : i + RUN] for i in range(max(1, len(text) - RUN + 1))}:
        value = crc32(run.encode("utf-8", "surrogatepass"))
        value = (value * 0x9E3779B1) & EMPTY  # crc32 is linear: mixed, so that remainder and order are unrelated
        bin_, value = value % BINS, value // BINS
        if value < least[bin_]:
            least[bin_] = value
    _fill(least)
    return [hash(tuple(least[at : at + ROWS])) & _MASK for at in range(0, BINS, ROWS)]


def _fill(least: list[int]) -> None:
    """Empty bins (of short texts) take what the next full one has, marked by how far it is."""
    if all(value == EMPTY for value in least):
        return
    for at in range(BINS):
        if least[at] == EMPTY:
            far = next(n for n in range(1, BINS) if least[(at + n) % BINS] < EMPTY)
            least[at] = -(least[(at + far) % BINS] * BINS + far)  # negative: not taken for a full one


class Index:
    """The bands of many texts, each known by a number of its own: 8 bytes per band."""

    def __init__(self) -> None:
        self.keys = array("Q")
        self.rows = array("Q")

    def add(self, key: int, text: str) -> None:
        """A text that was not added before."""
        self.keys.append(key)
        self.rows.extend(bands(text))

    def buckets(self) -> Iterator[list[int]]:
        """The numbers of texts that agree in a band, two or more at a time, smallest number first."""
        for band in range(BANDS):
            hashes = self.rows[band::BANDS]
            order = sorted(range(len(hashes)), key=hashes.__getitem__)
            for _, same in groupby(order, key=hashes.__getitem__):
                alike = list(same)
                if len(alike) > 1:
                    yield sorted(self.keys[at] for at in alike)
