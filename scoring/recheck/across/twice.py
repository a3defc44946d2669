"""C05: the same project of the same unit submitted twice, with the same figures or with others."""

from __future__ import annotations

from array import array
from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import pairwise

from scoring.recheck.across.keys import (
    Across,
    Place,
    cell,
    digest,
    figure,
    finding,
    letters,
    of,
    order,
    place,
    plain_name,
    project_key,
    same_year,
    unit_of,
    where,
)  # fmt: skip
from scoring.recheck.across.question import Silent
from scoring.recheck.record import Record

SHOWN = 3  # differences written out in a sentence
CELLS = 20  # differences whose cells are listed
SHORTEST = 6  # letters: shorter names differ in one letter and are other projects
LONGEST = 60  # letters of a name that is compared letter by letter

#: names that differ only in these are different projects: 一期 and 二期, 城南 and 城北, 甲 and 乙
_TELLS_APART = set("0123456789零一二三四五六七八九十百千甲乙丙丁戊abcdefgh东南西北上下左右前后内外大小新旧中高低老男女")

_FUNDS = {
    "initial": "年初预算数",
    "budget": "全年预算数",
    "spent": "全年执行数",
    "printed_rate": "执行率",
    "claimed": "执行率得分",
}
_LINE = {"target": "目标", "actual": "完成值", "points": "分值", "claimed": "得分"}

#: what a figure is called in a sentence → its value and its cell
Figures = dict[str, tuple[str, str]]
Difference = tuple[str, tuple[str, str], tuple[str, str]]


class Twice(Silent):
    """Keeps a number per table; reads again those whose number came twice."""

    def __init__(self) -> None:
        self.count: dict[int, int] = defaultdict(int)
        self.shorter = array("Q")  # names with one letter left out
        self.near: set[int] = set()  # those that two names have in common
        self.again: dict[int, list[Record]] = defaultdict(list)
        self.alike: dict[int, list[Record]] = defaultdict(list)

    def first(self, record: Record) -> None:
        if record["stage"] == "assessment" and (key := project_key(record)):
            self.count[key] += 1
            self.shorter.extend(_shorter(record))

    def between(self) -> None:
        self.near = {a for a, b in pairwise(sorted(self.shorter)) if a == b}
        self.shorter = array("Q")

    def second(self, record: Record) -> None:
        if record["stage"] != "assessment" or not (key := project_key(record)):
            return
        if self.count[key] > 1:
            self.again[key].append(_slim(record))
        for shorter in _shorter(record):
            if shorter in self.near:
                self.alike[shorter].append(_slim(record))

    def findings(self) -> Iterator[Across]:
        for records in self.again.values():
            records = sorted(records, key=lambda r: order(place(r)))
            yield from (f for group in _by_year(records) for f in _compared(group))
        seen: set[tuple[tuple[str, int, str], ...]] = set()
        for records in self.alike.values():
            for pair in _misspelt(sorted(records, key=lambda r: order(place(r)))):
                key = tuple(order(place(r)) for r in pair)
                if key not in seen:
                    seen.add(key)
                    yield from _compared(pair)


def _slim(record: Record) -> Record:
    """What is compared of a record, without its texts and reasons."""
    kept = ("file", "table", "project", "funds", "lines", "total", "grade", "places")
    slim = {key: record[key] for key in kept}
    slim["lines"] = [{k: line[k] for k in ("path", "places", "place", *_LINE)} for line in record["lines"]]
    return slim


def _by_year(records: list[Record]) -> Iterator[list[Record]]:
    """Tables of one year together; one that does not say its year goes with the first."""
    left = records
    while left:
        group = [r for r in left if same_year(r, next((x for x in left if of(x, "year")), r))]
        if len(group) > 1:
            yield group
        left = [r for r in left if r not in group]


def _shorter(record: Record) -> set[int]:
    """The project's name with each of its letters left out: two names one slip apart have one in common."""
    name, unit = plain_name(of(record, "name")), letters(unit_of(record))
    if not SHORTEST <= len(name) <= LONGEST:
        return set()
    cut = {f"{name[:i]}{name[i + 1 :]}" for i, letter in enumerate(name) if letter not in _TELLS_APART}
    about = f"{unit}/{_contents(record)}"
    return {digest(f"{spelled}/{about}") for spelled in (name, *cut)}


def _contents(record: Record) -> str:
    """Budget and 三级指标: what shows that two tables of almost one name are of one project; "" when there is none."""
    budget = figure(record["funds"][0]["budget"]) if record["funds"] else ""
    names = sorted(letters(line["path"][2]) for line in record["lines"])
    return f"{budget}/{names}" if budget not in ("", "0") and names else f"{record['file']}/{record['table']}"


def _misspelt(records: list[Record]) -> Iterator[list[Record]]:
    """The tables whose names differ by a slip, the first with each of the others."""
    for other in records[1:]:
        if project_key(records[0]) != project_key(other) and same_year(records[0], other) and _slip(records[0], other):
            yield [records[0], other]


def _slip(a: Record, b: Record) -> bool:
    """Whether two names differ in one letter, and not in one that tells projects apart."""
    one, other = plain_name(of(a, "name")), plain_name(of(b, "name"))
    start = next((i for i, (x, y) in enumerate(zip(one, other, strict=False)) if x != y), min(len(one), len(other)))
    return not {*one[start : start + 1], *other[start : start + 1]} & _TELLS_APART


def _compared(group: list[Record]) -> Iterator[Across]:
    """The first of several tables of one project against each of the others."""
    first, figures = group[0], _figures(group[0])
    same: list[Record] = []
    for other in group[1:]:
        if differs := _differences(figures, _figures(other)):
            yield _differing(first, other, differs)
        elif project_key(first) == project_key(other):
            same.append(other)
        else:
            yield _renamed(first, other)
    if same:
        places = [place(r, cell(r, "project")) for r in (first, *same)]
        message = f"项目{_called(first)}报了 {len(places)} 次，内容相同：{_files(places)}；请只留一份"
        yield finding("C05", message, places, [unit_of(first)], str(len(places)), "1", "info")


def _differing(first: Record, other: Record, differs: list[Difference]) -> Across:
    told = "，".join(f"{what} {a or '空'} / {b or '空'}" for what, (a, _), (b, _) in differs[:SHOWN])
    more = f"等 {len(differs)} 处" if len(differs) > SHOWN else ""
    slip = project_key(first) != project_key(other)
    spelled = f"（后者名称写成“{of(other, 'name')}”，疑为同一项目）" if slip else ""
    files = _files([place(first), place(other)])
    message = f"项目{_called(first)}报了两次{spelled}，数字不同：{told}{more}（{files}）；请确认以哪一份为准"
    places = [p for _, (_, a), (_, b) in differs[:CELLS] for p in (place(first, a), place(other, b))]
    _, (expected, _), (claimed, _) = differs[0]
    return finding("C05", message, places, [unit_of(first)], claimed, expected, "info" if slip else None)


def _renamed(first: Record, other: Record) -> Across:
    places = [place(r, cell(r, "project")) for r in (first, other)]
    message = (
        f"项目{_called(first)}与“{of(other, 'name')}”只差一个字，内容相同，疑为同一项目报了两次：{_files(places)}；"
        "是同一项目的请只留一份"
    )
    return finding("C05", message, places, [unit_of(first)], of(other, "name"), of(first, "name"), "info")


def _called(record: Record) -> str:
    return f"“{of(record, 'name')}”（{unit_of(record) or '单位不明'}）"


def _files(places: list[Place]) -> str:
    return "、".join(where(p) for p in places[:5]) + ("……" if len(places) > 5 else "")


def _differences(a: Figures, b: Figures) -> list[Difference]:
    """The figures that differ, in the order of the first table; one that is missing is blank."""
    nothing = ("", "")
    names = [*a, *(name for name in b if name not in a)]
    pairs = [(name, a.get(name, nothing), b.get(name, nothing)) for name in names]
    return [(name, x, y) for name, x, y in pairs if figure(x[0]) != figure(y[0])]


def _figures(record: Record) -> Figures:
    """Every figure a table prints, by what it is called in a sentence."""
    found: Figures = {}
    for row in record["funds"][:1]:
        for key, title in _FUNDS.items():
            found[title] = (row[key] or "", row["places"].get(key) or row["place"])
    met: Counter[str] = Counter()
    for line in record["lines"]:
        name = line["path"][2]
        met[name] += 1
        which = f"“{name}”" + (f"（第 {met[name]} 个）" if met[name] > 1 else "")
        for key, title in _LINE.items():
            found[f"{which}的{title}"] = (line[key] or "", line["places"].get(key) or line["place"])
    found["总分"] = ((record["total"] or {}).get("claimed") or "", cell(record, "total"))
    found["等级"] = ((record["grade"] or {}).get("claimed") or "", cell(record, "grade"))
    return found
