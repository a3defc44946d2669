"""Forms in progress (草稿): every cell is saved as it is typed, and two people on one form never overwrite in silence.

A save names the version of the cell it saw. A cell that has changed since is refused, and both values are handed back.
Saving again what is there already is accepted, so that a save whose answer was lost may simply be repeated.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from sqlalchemy import Connection, select

from scoring.model import Submission
from scoring.register import content, schema
from scoring.register.chain import Writer, storable
from scoring.register.flat import Prepared
from scoring.register.schema import Columns
from scoring.register.store import Register
from scoring.register.submissions import enter, organisation
from scoring.register.trouble import refuse

LONGEST = 20_000  # characters of one cell
CELLS = 20_000  # of one draft


@dataclass(frozen=True, slots=True)
class Cell:
    """One value as it is kept."""

    key: str  # as the page names it, e.g. "rows/3/actual"
    value: str
    version: int  # 1 for the first save
    event: int  # number of the event that saved it
    who: str = ""
    at: str = ""


@dataclass(frozen=True, slots=True)
class Save:
    """One value to be saved, and the version that was on the page (0: there was none)."""

    key: str
    value: str
    seen: int


@dataclass(frozen=True, slots=True)
class Conflict:
    """A save that came too late: what was to be saved, and what somebody else saved meanwhile."""

    key: str
    yours: str
    theirs: Cell


@dataclass(frozen=True, slots=True)
class Saved:
    """What became of a save: the cells that are in the register now, and those that were refused."""

    accepted: tuple[Cell, ...] = ()
    refused: tuple[Conflict, ...] = ()


@dataclass(frozen=True, slots=True)
class Draft:
    """A form in progress and all its cells."""

    id: int
    unit_id: int
    unit: str
    project: str
    year: int
    stage: str
    form: str
    standard: str
    state: str
    submission_id: int | None
    event: int  # the last event of the draft or of any of its cells: ask `changes` for what comes after
    rows: str = ""  # changes when its rows are rearranged: what `row.3` means hangs on it
    base: Submission | None = field(
        default=None, repr=False
    )  # what it began with (an indicator set, last year's table)
    cells: Mapping[str, Cell] = field(default_factory=dict, repr=False)


def begin(
    register: Register, who: str, unit: str, *, project: str = "", year: int = 0, stage: str = "self-scored", form: str = "",
    standard: str = "", base: Submission | None = None, account_id: int | None = None,
) -> int:  # fmt: skip
    """A new draft, empty or beginning with a submission. Returns its number."""
    packed = None if base is None else content.packed(content.plain(base))
    with register.writing(who) as w:
        number = w.next_id(schema.draft)
        values = {
            "unit_id": organisation(w, unit), "account_id": account_id, "project": project[:200], "year": year, "stage": stage,
            "form": form[:200], "standard": standard[:200], "state": "填写中", "submission_id": None,
            "base": None if packed is None else content.keep(w.connection, packed, len(packed)),
        }  # fmt: skip
        w.put("draft", {"id": number}, values, "新建草稿")
    return number


def save(
    register: Register, who: str, number: int, saves: Iterable[Save], within: int | None = None, kind: str = "填写",
    rows: str = "",
) -> Saved:  # fmt: skip
    """Save cells, each accepted or refused by itself; what is accepted is on the disk when this returns.

    `rows`: the arrangement of rows the cells were typed into, where one is to be sure of it.

    Raises ScoringError when there is no such draft for this reader or it is no longer open, and when the database
    is busy, full or gone: then nothing of it was saved, and it may be repeated.
    """
    accepted: list[Cell] = []
    refused: list[Conflict] = []
    wanted = list(saves)
    if any(len(s.value) > LONGEST or len(s.key) > 200 for s in wanted):
        raise refuse(f"一格最多 {LONGEST} 个字", "请写短些")
    with register.writing(who) as w:
        if rows not in ("", _open(w.connection, number, within)["base"]):
            raise refuse("这份表的指标刚改过，行不一样了", "请记下没有保存的内容，刷新页面再填")
        there = _cells(w.connection, number, [s.key for s in wanted])
        for one in wanted:
            now, value = there.get(one.key), str(storable(one.value))
            if now is not None and now.value == value:
                accepted.append(now)
            elif one.seen != (now.version if now else 0):
                refused.append(Conflict(one.key, one.value, now or Cell(one.key, "", 0, 0)))
            else:
                there[one.key] = _put(w, number, one.key, value, one.seen + 1, kind)
                accepted.append(there[one.key])
    return Saved(tuple(accepted), tuple(refused))


def _put(w: Writer, number: int, key: str, value: str, version: int, kind: str) -> Cell:
    row = w.put("cell", {"draft_id": number, "key": key}, {"value": value, "version": version}, kind)
    return Cell(key, value, version, row["event"], w.who)


def describe(register: Register, who: str, number: int, values: Columns, within: int | None = None) -> None:
    """Change what a draft is called or which form it follows: project, year, stage, form, standard."""
    unknown = set(values) - {"project", "year", "stage", "form", "standard"}
    if unknown:
        raise ValueError(f"no such columns: {sorted(unknown)}")
    with register.writing(who) as w:
        _open(w.connection, number, within)
        w.put("draft", {"id": number}, values, "改草稿")


def rearrange(
    register: Register, who: str, number: int, base: Submission, seen: int, within: int | None = None
) -> None:
    """Another beginning with other rows, in which all that was typed into the rows stands already: their cells go.

    Raises ScoringError when anything of the draft has changed since the event that was seen.
    """
    packed = content.packed(content.plain(base))
    with register.writing(who) as w:
        for key in _unchanged(w.connection, number, seen, within):
            if key.startswith("row."):
                w.put("cell", {"draft_id": number, "key": key}, None, "改指标")
        w.put("draft", {"id": number}, {"base": content.keep(w.connection, packed, len(packed))}, "改指标")


def discard(register: Register, who: str, number: int, within: int | None = None) -> None:
    """Put a draft aside; its cells and their history stay in the register."""
    with register.writing(who) as w:
        _open(w.connection, number, within)
        w.put("draft", {"id": number}, {"state": "已作废"}, "作废草稿")


def submit(register: Register, who: str, number: int, prepared: Prepared, seen: int, within: int | None = None) -> int:
    """Enter what the draft came to, and close it, in one transaction. Returns the number of the submission.

    Raises ScoringError when anything of the draft has changed since the event that was seen.
    """
    with register.writing(who) as w:
        _unchanged(w.connection, number, seen, within)
        entered = enter(w, prepared)
        w.put("draft", {"id": number}, {"state": "已报送", "submission_id": entered}, "报送草稿")
    return entered


def _unchanged(connection: Connection, number: int, seen: int, within: int | None) -> Mapping[str, Cell]:
    """The cells of an open draft of which nothing has changed since an event."""
    row, cells = _open(connection, number, within), _cells(connection, number)
    if seen != max([row["event"], *(cell.event for cell in cells.values())]):
        raise refuse("刚刚有人改过这份表", "请回到表上看过，再做一次")
    return cells


# -- looking --


def opened(register: Register, number: int, within: int | None = None) -> Draft:
    """A draft with all its cells. Raises ScoringError when there is none of that number for this reader."""
    with register.reading() as connection:
        row = _draft(connection, number, within)
        cells = _cells(connection, number)
        base = None
        if row["base"]:
            base = content.submission(content.unpacked(content.kept(connection, row["base"])))
    return _made(row, cells, base)


def changes(register: Register, number: int, after: int, within: int | None = None) -> list[Cell]:
    """Cells saved after an event, oldest first: what another tab or person has written meanwhile."""
    with register.reading() as connection:
        _draft(connection, number, within)
        return sorted(_cells(connection, number, after=after).values(), key=lambda c: c.event)


def listed(register: Register, within: int | None = None, state: str = "填写中", most: int = 200) -> list[Draft]:
    """Drafts without their cells, the latest first."""
    d, u = schema.draft, schema.unit
    asked = select(d, u.c.name.label("unit")).join(u, u.c.id == d.c.unit_id).where(d.c.state == state)
    asked = asked if within is None else asked.where(d.c.unit_id == within)
    with register.reading() as connection:
        rows = connection.execute(asked.order_by(d.c.event.desc()).limit(most)).mappings().all()
    return [_made(row, {}, None) for row in rows]


def _made(row: Columns, cells: Mapping[str, Cell], base: Submission | None) -> Draft:
    names = ("id", "unit_id", "unit", "project", "year", "stage", "form", "standard", "state", "submission_id")
    last = max([row["event"], *(cell.event for cell in cells.values())])
    return Draft(**{name: row[name] for name in names}, event=last, rows=row["base"] or "", base=base, cells=cells)


def _draft(connection: Connection, number: int, within: int | None) -> Columns:
    d, u = schema.draft, schema.unit
    asked = select(d, u.c.name.label("unit")).join(u, u.c.id == d.c.unit_id).where(d.c.id == number)
    row = connection.execute(asked if within is None else asked.where(d.c.unit_id == within)).mappings().first()
    if row is None:
        raise refuse(f"没有第 {number} 号草稿", "请从列表里打开")
    return row


def _open(connection: Connection, number: int, within: int | None) -> Columns:
    row = _draft(connection, number, within)
    if row["state"] != "填写中":
        raise refuse(f"第 {number} 号草稿{row['state']}，不能再改", "请新建一份")
    return row


def _cells(connection: Connection, number: int, keys: list[str] | None = None, after: int = 0) -> dict[str, Cell]:
    c, e = schema.cell, schema.event
    asked = select(c, e.c.who, e.c.shown).join(e, e.c.seq == c.c.event).where(c.c.draft_id == number, c.c.event > after)
    asked = asked if keys is None else asked.where(c.c.key.in_(keys))
    rows = connection.execute(asked.order_by(c.c.key).limit(CELLS))
    return {row.key: Cell(row.key, row.value, row.version, row.event, row.who, row.shown) for row in rows}
