"""C05: what a unit says of all its projects, against the tables it submitted."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import PurePosixPath

from scoring.checks.table import more_or_less, number
from scoring.number import decimals, half_width, show
from scoring.recheck.across.keys import (
    Across,
    Place,
    cell,
    digest,
    finding,
    letters,
    of,
    place,
    project_key,
    unit_of,
)  # fmt: skip
from scoring.recheck.across.question import Silent
from scoring.recheck.record import Record

_N = r"(\d{1,5})"
_LEVELS = re.compile(rf"一级项目{_N}个,?(?:、|和)?二级项目{_N}个")
_COUNT = re.compile(rf"(?:涉及|共有?|对|其中,?){_N}个(?:预算|支出)?项目[^。;]{{0,20}}(?:自评|评价|资金)")
_MONEY = re.compile(
    r"个[^。;]{0,12}?(?:共)?(?:涉及)(?:预算)?资金(?:总额|共计)?(?:为)?\s*(\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)\s*(亿元|万元|元)"
)
_SCALE = {"元": Fraction(1), "万元": Fraction(10**4), "亿元": Fraction(10**8)}
PLACES = 50  # tables named in a finding


@dataclass(frozen=True, slots=True)
class Said:
    """A summary: which numbers of projects it allows, and an amount with its unit."""

    place: Place
    unit: str
    counts: tuple[int, ...]
    amount: str
    money: str
    folder: str


@dataclass(frozen=True, slots=True)
class Table:
    """One project of a unit with its budget in 元 and the digits it was printed with."""

    project: int
    place: Place
    budget: Fraction | None
    step: Fraction


class Summaries(Silent):
    """Keeps the summaries, and of each table its unit and its budget."""

    def __init__(self) -> None:
        self.said: list[Said] = []
        self.units: set[int] = set()
        self.unreadable: dict[str, int] = defaultdict(int)
        self.tables: dict[int, list[Table]] = defaultdict(list)

    def first(self, record: Record) -> None:
        if record["status"] == "unreadable":
            self.unreadable[_folder(record)] += 1
        elif said := summary(record):
            self.said.append(said)
            self.units.add(digest(letters(said.unit)))

    def second(self, record: Record) -> None:
        if record["stage"] != "assessment" or not (key := project_key(record)) or not record["lines"]:
            return
        for whose in {digest(letters(name)) for name in (unit_of(record), of(record, "department"))} & self.units:
            self.tables[whose].append(_table(record, key))

    def findings(self) -> Iterator[Across]:
        for said in self.said:
            tables = self.tables.get(digest(letters(said.unit)), [])
            if tables:
                yield from self._count(said, tables)
                yield from _amount(said, tables)

    def _count(self, said: Said, tables: list[Table]) -> Iterator[Across]:
        found = len({t.project for t in tables})
        if not said.counts or found in said.counts:
            return
        bad = self.unreadable.get(said.folder, 0)
        unread = f"（另有 {bad} 个文件没能读取）" if bad else ""
        printed = said.counts[0]
        message = f"{said.unit}的汇总写 {printed} 个项目，报来的自评表有 {found} 个项目{unread}；请逐项核对"
        yield finding("C05", message, [said.place, *_places(tables)], [said.unit], str(printed), str(found))


def _amount(said: Said, tables: list[Table]) -> Iterator[Across]:
    printed = number(said.amount)
    once = {t.project: t for t in sorted(tables, key=lambda t: (t.place["file"], t.place["table"]))}.values()
    budgets = [t.budget for t in once if t.budget is not None]
    if printed is None or len(budgets) < len(once) or (said.counts and len(once) not in said.counts):
        return
    scale = _SCALE[said.money]
    total, found = printed * scale, sum(budgets, Fraction(0))
    step = scale / 10 ** decimals(said.amount)
    slack = step + sum((t.step for t in once), Fraction(0))
    if abs(total - found) > slack:
        shown = f"{show(found / scale, max(decimals(said.amount), 2))}{said.money}"
        gap = more_or_less(printed, found / scale)
        message = f"{said.unit}的汇总写资金 {said.amount}{said.money}，报来的自评表相加为 {shown}（{gap}{said.money}）；请逐项核对"
        yield finding("C05", message, [said.place, *_places(tables)], [said.unit], f"{said.amount}{said.money}", shown)


def summary(record: Record) -> Said | None:
    """What a table, or the text around it, says of all projects of its unit; None when it says nothing."""
    unit, declared = unit_of(record), record["declared"]
    text = half_width("\n".join(filter(None, record["texts"].values()))).replace(" ", "")
    counts: tuple[int, ...] = ()
    if declared.get("projects") is not None:
        counts = (int(declared["projects"]),)
    elif levels := _LEVELS.search(text):
        upper, lower = int(levels[1]), int(levels[2])
        counts = (upper + lower, lower, upper)  # which of them a table stands for differs from unit to unit
    elif told := _COUNT.search(text):
        counts = (int(told[1]),)
    amount, money = declared.get("budget") or "", record["money_unit"]
    if not amount and counts and (found := _MONEY.search(text)):
        amount, money = found[1], found[2]
    if not unit or not (counts or amount) or money not in _SCALE:
        return None
    where = "declared" if declared.get("projects") is not None or declared.get("budget") else "narrative"
    return Said(place(record, cell(record, where)), unit, counts, amount, money, _folder(record))


def _table(record: Record, key: int) -> Table:
    row = record["funds"][0] if record["funds"] else {}
    printed = row.get("budget") or row.get("initial") or ""
    value, scale = number(printed), _SCALE.get(record["money_unit"])
    if value is None or scale is None:
        return Table(key, place(record), None, Fraction(0))
    return Table(key, place(record), value * scale, scale / 10 ** decimals(printed))


def _places(tables: list[Table]) -> list[Place]:
    return sorted((t.place for t in tables), key=lambda p: (p["file"], p["table"]))[:PLACES]


def _folder(record: Record) -> str:
    return PurePosixPath(record["file"]).parent.as_posix()
