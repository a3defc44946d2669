"""C06: one text in the tables of several units, or in last year's.

Texts are compared without punctuation, without the names of project and unit, and without the sentences that every
form asks for (根据年初设定的绩效目标…). What nearly all units write is no copy but a phrase of the trade.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from scoring.checks import catalogue
from scoring.checks.table import short
from scoring.number import half_width
from scoring.recheck.across.keys import (
    Across,
    Place,
    cell,
    digest,
    finding,
    letters,
    of,
    order,
    owner,
    place,
    plain_name,
    unit_of,
)  # fmt: skip
from scoring.recheck.across.question import Silent
from scoring.recheck.across.sketch import Index
from scoring.recheck.record import Record

EXACT = 16  # letters: shorter texts are alike by chance
NEAR = 24  # letters of a text that need only be nearly the same
LONGEST = 4000  # letters that are looked at
ALIKE = 90  # of 100, by the letters that have to be changed
SEVERAL = -1  # instead of a unit's number: more than one
EVERYBODY = 8  # units, when they are more than a third of all: a phrase of the trade
LEADERS = 50  # different texts of one bucket each of the others is compared with

_KINDS = {
    "goal": "预期目标",
    "goal_actual": "实际完成情况",
    "narrative": "自评综述",
    "reason": "偏差原因",
    "remark": "偏差原因",
}
_SENTENCE = re.compile(r"[。；;！!\n]+|(?<!\d)\.(?!\d)")


@dataclass(frozen=True, slots=True)
class Text:
    """One text of one table."""

    key: int
    plain: str
    shown: str
    kind: str
    cell: str


@dataclass(frozen=True, slots=True)
class Seen:
    """Where a text stands."""

    place: Place
    kind: str
    owner: int
    project: str
    unit: str
    year: str
    before: bool  # in last year's table


class Copies(Silent):
    """Keeps two numbers for each distinct text and its bands; reads again the texts that have a double."""

    def __init__(self) -> None:
        self.owners: dict[int, int] = {}
        self.units: set[int] = set()
        self.numbers: dict[int, int] = {}  # of units, small
        self.index = Index()
        self.buckets: list[list[int]] = []
        self.wanted: set[int] = set()
        self.texts: dict[int, Text] = {}
        self.seen: dict[int, list[Seen]] = defaultdict(list)

    def first(self, record: Record) -> None:
        self.units.add(owner(record))
        self._keep(record, owner(record))

    def first_against(self, record: Record) -> None:
        self._keep(record, digest(f"{owner(record)} 上年"))

    def _keep(self, record: Record, unit: int) -> None:
        whose = self.numbers.setdefault(unit, len(self.numbers))
        for text in texts(record):
            known = self.owners.get(text.key)
            if known is None:
                self.owners[text.key] = whose
                if len(text.plain) >= NEAR:
                    self.index.add(text.key, text.plain)
            elif known != whose:
                self.owners[text.key] = SEVERAL

    def between(self) -> None:
        self.wanted = {key for key, whose in self.owners.items() if whose == SEVERAL}
        for bucket in set(map(tuple, self.index.buckets())):
            whose = {self.owners[key] for key in bucket}
            if len(whose) > 1 or SEVERAL in whose:
                self.buckets.append(list(bucket))
                self.wanted.update(bucket)
        self.index, self.owners = Index(), {}

    def second(self, record: Record) -> None:
        self._again(record, before=False)

    def second_against(self, record: Record) -> None:
        self._again(record, before=True)

    def _again(self, record: Record, before: bool) -> None:
        for text in texts(record):
            if (key := text.key) in self.wanted and not (before and text.kind == "goal"):
                self.texts[key] = min(self.texts.get(key, text), text, key=lambda t: (t.shown, t.kind))
                at = Seen(
                    place(record, text.cell), text.kind, owner(record), plain_name(of(record, "name")),
                    unit_of(record), of(record, "year"), before,
                )  # fmt: skip
                self.seen[key].append(at)

    def findings(self) -> Iterator[Across]:
        for group, alike in self._groups():
            if found := self._told(group, alike):
                yield found

    def _groups(self) -> Iterator[tuple[list[int], float]]:
        """Texts that are the same or nearly so, with the least likeness met among them."""
        from rapidfuzz.fuzz import ratio

        parent = {key: key for key in self.texts}
        least: dict[int, float] = {}

        def root(key: int) -> int:
            while parent[key] != key:
                parent[key] = parent[parent[key]]
                key = parent[key]
            return key

        for bucket in sorted(self.buckets):
            leaders: list[int] = []
            for key in (k for k in bucket if k in self.texts):
                for other in leaders:
                    if (a := root(key)) == (b := root(other)):
                        break
                    alike = ratio(self.texts[key].plain, self.texts[other].plain, score_cutoff=ALIKE)
                    if alike:
                        parent[max(a, b)] = min(a, b)
                        least[min(a, b)] = min(alike, least.get(a, 100.0), least.get(b, 100.0))
                        break
                else:
                    if len(leaders) < LEADERS:
                        leaders.append(key)
        groups: dict[int, list[int]] = defaultdict(list)
        for key in sorted(self.texts):
            groups[root(key)].append(key)
        yield from ((keys, least.get(top, 100.0)) for top, keys in groups.items())

    def _told(self, group: list[int], alike: float) -> Across | None:
        seen = [s for key in group for s in self.seen[key]]
        now = [s for s in seen if not s.before]
        years = {s.year for s in now}
        before = [s for s in seen if s.before and (not s.year or years != {s.year})]
        now = _own(now)
        owners = {s.owner for s in now}
        if len(owners) >= EVERYBODY and len(owners) * 3 > len(self.units):
            return None
        if not now or (len(owners) < 2 and not before):
            return None
        first = min(group, key=lambda key: self.texts[key].shown)
        return _sentence(self.texts[first], now, before, alike)


def _own(seen: list[Seen]) -> list[Seen]:
    """Without the goals of one project carried out by several units: those were given to them."""
    given = len({s.project for s in seen if s.kind == "goal"}) == 1
    return [s for s in seen if not (given and s.kind == "goal")]


def _sentence(text: Text, now: list[Seen], before: list[Seen], alike: float) -> Across:
    units = sorted({s.unit or s.place["file"] for s in now})
    how = "一字不差" if alike == 100 else f"几乎一样（相似 {int(alike)}%）"
    named = "、".join(units[:5]) + (f"等 {len(units)} 个单位" if len(units) > 5 else "")
    with_last = "与上年的表" if before else ""
    if len(units) > 1:
        subject = f"{named}的" + (
            f"{_KINDS[text.kind]}{how}" if not before else f"{_KINDS[text.kind]}彼此并{with_last}{how}"
        )
    else:
        subject = f"{named}的{_KINDS[text.kind]}{with_last}{how}"
    message = f"{subject}：“{short(text.shown, 40)}”；请各按本单位、本年度的实际情况写"
    places = sorted((s.place for s in now), key=order) + sorted((s.place for s in before), key=order)
    return finding("C06", message, places, units)


def texts(record: Record) -> Iterator[Text]:
    """The texts of a table that are long enough to be compared."""
    name, unit, above = (of(record, key) for key in ("name", "unit", "department"))
    own = [w for w in sorted({name, plain_name(name), unit, above}, key=len, reverse=True) if len(w) > 2]
    for key, said in record["texts"].items():
        yield from _text(said, key, cell(record, "goal" if key == "goal_actual" else key), own)
    for line in record["lines"]:
        if line["remark"]:
            yield from _text(line["remark"], "remark", line["places"].get("remark") or line["place"], own)


def _text(said: str | None, kind: str, at: str, own: list[str]) -> Iterator[Text]:
    if not said or len(said) < EXACT:
        return
    told = _told_by_oneself(said[: 2 * LONGEST])
    plain = letters(told)
    for word in own:
        plain = plain.replace(letters(word), "")
    if len(plain) >= EXACT:
        yield Text(digest(plain[:LONGEST]), plain[:LONGEST], told, kind, at)


@lru_cache(maxsize=1024)
def _told_by_oneself(text: str) -> str:
    """A text without the sentences of the form and those that say nothing."""
    phrases = _form()
    kept = [
        s.strip() for s in _SENTENCE.split(half_width(text))
        if s.strip() and not phrases.search(s) and not catalogue.empty_talk(s)
    ]  # fmt: skip
    return "；".join(kept)


@lru_cache(maxsize=1)
def _form() -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, catalogue.clues()["copied"]["form"])))
