"""Is the register what its history says? Walked in a stream, a million events in bounded memory.

1. The chain: every event follows the one before it and its hash covers all of it; the first broken link is named.
2. The rows: every row of today is what its last event says, and nothing that an event left is missing.
3. What is kept whole: bytes are those their hash names.
4. The counts for charts are those of the rows.
5. With `results`: every result that can be scored again is, under the standard kept with it, and agrees.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from sqlalchemy import Column, Connection, Select, Table, func, select, tuple_

from scoring.register import content, derived, schema
from scoring.register.chain import digest, key_text, row_text
from scoring.register.flat import disagreements
from scoring.register.schema import Columns
from scoring.register.store import Register
from scoring.register.submissions import kept_standard
from scoring.register.trouble import refuse
from scoring.source import ScoringError
from scoring.standard import Standard

MOST = 100  # problems that are listed; the rest are counted
_PAGE = 2000


@dataclass(slots=True)
class Verified:
    """What was looked at, and everything that does not agree; `head` is to be written down outside the register."""

    events: int = 0
    rows: int = 0
    blobs: int = 0
    rescored: int = 0
    unknown: int = 0  # results that cannot be scored again: imported without their standard or in part
    head: str = ""  # number and hash of the last event
    broken: int | None = None  # number of the first event whose link is broken
    problems: list[str] = field(default_factory=list)
    more: int = 0  # problems beyond MOST

    @property
    def sound(self) -> bool:
        return not self.problems

    def found(self, sentence: str) -> None:
        if len(self.problems) < MOST:
            self.problems.append(sentence)
        else:
            self.more += 1


def verify(register: Register, *, results: bool = False, anchor: str = "") -> Verified:
    """Everything above, in one view of the register. `anchor` is the `head` of an earlier time, which must still be
    in the chain: what a chain alone cannot show is that its end was cut off. Raises ScoringError for an anchor that is none.
    """
    done = Verified()
    number, _, link = anchor.partition(":")
    if anchor and not (number.isdecimal() and link):
        raise refuse("看不懂上次的末环", "照上次核对时打印的写，如 1203:9f86d0…", "核对")
    with register.reading() as connection:
        _chain(connection, done)
        if anchor:
            there = connection.execute(select(schema.event.c.hash).where(schema.event.c.seq == int(number))).scalar()
            if there is None or not there.startswith(link):
                done.found(f"上次记下的第 {number} 条历史不在了或已改变：历史被截断或重写过")
        for name, (table, key) in schema.CHRONICLED.items():
            _rows(connection, name, table, key, done)
        _blobs(connection, done)
        _counts(connection, done)
        if results:
            _results(connection, done)
    return done


def pages(connection: Connection, key: Sequence[Column[Any]], asked: Select[Any] | None = None) -> Iterator[Columns]:
    """Rows in the order of a key, a page at a time, so that neither database nor driver holds them all."""
    asked = select(key[0].table) if asked is None else asked
    page = asked.order_by(*key).limit(_PAGE)
    rows = connection.execute(page).mappings().all()
    while rows:
        yield from rows
        last = [rows[-1][column.name] for column in key]
        beyond = key[0] > last[0] if len(key) == 1 else tuple_(*key) > tuple_(*last)
        rows = connection.execute(page.where(beyond)).mappings().all()


def _chain(connection: Connection, done: Verified) -> None:
    previous, shown, expected = "", "", 1
    for event in pages(connection, [schema.event.c.seq]):
        done.events += 1
        wrong = (
            f"应当是第 {expected} 条" if event["seq"] != expected
            else "没有接在上一条之后" if event["previous"] != previous
            else "内容与指纹不符" if digest(event) != event["hash"]
            else "显示的时间倒退了" if event["shown"] < shown
            else ""
        )  # fmt: skip
        if wrong and done.broken is None:
            done.broken = event["seq"]
            done.found(
                f"历史从第 {event['seq']} 条断开：{wrong}（{event['at']} {event['who'][:50]} {event['kind'][:50]}）"
            )
        previous, shown, expected = event["hash"], event["shown"], event["seq"] + 1
        done.head = f"{event['seq']}:{event['hash']}"


def _rows(connection: Connection, name: str, table: Table, key: tuple[str, ...], done: Verified) -> None:
    """Rows against the events they point to; then events that nothing points to."""
    e = schema.event
    asked = [*table.c, *(e.c[n].label(f"event_{n}") for n in ("subject", "key", "after"))]
    joined = select(*asked).select_from(table.outerjoin(e, e.c.seq == table.c.event))
    for row in pages(connection, [table.c[k] for k in key], joined):
        done.rows += 1
        own = key_text([row[k] for k in key])
        said = row["event_after"] if (row["event_subject"], row["event_key"]) == (name, own) else None
        now = row_text({column.name: row[column.name] for column in table.columns})
        if said != now:
            done.found(
                f"{name} {own} 与历史不符：" + ("历史里没有这一行" if said is None else _first_difference(said, now))
            )
    last = select(e.c.key, func.max(e.c.seq).label("seq")).where(e.c.subject == name).group_by(e.c.key).subquery()
    end = select(e.c.key, e.c.seq).join(last, last.c.seq == e.c.seq).where(e.c.after.is_not(None))
    missing = end.where(~select(table.c.event).where(table.c.event == e.c.seq).exists()).limit(MOST + 1)
    for lost in connection.execute(missing):
        done.found(f"{name} {lost.key} 不是历史第 {lost.seq} 条留下的样子：少了这一行，或被改回旧的内容")


def _first_difference(said: str, now: str) -> str:
    try:
        before, after = json.loads(said), json.loads(now)
    except ValueError:
        return "历史里的内容读不出来"
    name = next((n for n in sorted({*before, *after}) if before.get(n) != after.get(n)), "")
    return f"{name} 应为 {str(before.get(name))[:60]}，现为 {str(after.get(name))[:60]}"


def _blobs(connection: Connection, done: Verified) -> None:
    for row in pages(connection, [schema.blob.c.hash]):
        done.blobs += 1
        if not isinstance(row["data"], bytes) or sha256(row["data"]).hexdigest() != row["hash"]:
            done.found(f"内容 {row['hash'][:12]}… 与指纹不符")


def _counts(connection: Connection, done: Verified) -> None:
    """The counts for charts, made anew and compared."""
    again = derived.counted(connection)
    for row in pages(connection, [*schema.tally.primary_key.columns]):
        key = tuple(row[column.name] for column in schema.tally.primary_key.columns)
        if [row["count"], row["amount"]] != again.sums.pop(key, [0, 0]):
            done.found(f"图表的计数不对：{'/'.join(map(str, key))}")
    for left, sums in again.sums.items():
        if sums != [0, 0]:
            done.found(f"图表少了计数：{'/'.join(map(str, left))}")


def _results(connection: Connection, done: Verified) -> None:
    standards: dict[str, Standard | None] = {}
    s, b = schema.submission, schema.blob
    whole_rows = select(*s.c, b.c.data).join(b, b.c.hash == s.c.content)
    for row in pages(connection, [s.c.id], whole_rows):
        if row["standard_hash"] not in standards:
            standards[row["standard_hash"]] = _known(connection, row["standard_hash"])
        used = standards[row["standard_hash"]]
        if used is None or not row["exact"]:
            done.unknown += 1
            continue
        done.rescored += 1
        try:
            whole = content.unpacked(row["data"])
        except ScoringError as error:
            done.found(f"第 {row['id']} 号报送件：{error.problems[0].message}")
            continue
        wrong = disagreements(content.submission(whole["submission"]), used, whole["record"])
        total = (whole["record"].get("total") or {}).get("recomputed") or ""
        if total != row["recomputed"]:
            wrong.append(f"列表上的得分 {row['recomputed']}，当时的记录 {total}")
        wrong += _findings(connection, row["id"], whole["record"]) if row["stage"] != "reviewed" else []
        if wrong:
            done.found(f"第 {row['id']} 号报送件（{row['project'][:40]}）重算不符：{'；'.join(wrong[:3])}")


def _findings(connection: Connection, number: int, made: Columns) -> list[str]:
    f = schema.finding.c
    asked = select(f.code, f.severity, f.place).where(f.submission_id == number).order_by(f.position)
    kept = [tuple(row) for row in connection.execute(asked)]
    then = [(x["code"], x["severity"], x["place"] or "") for x in made["findings"]]
    return [] if kept == then else ["疑点与当时的记录不同"]


def _known(connection: Connection, fingerprint: str) -> Standard | None:
    table = schema.standard
    there = connection.execute(select(table.c.hash).where(table.c.hash == fingerprint)).first()
    return None if there is None else kept_standard(connection, fingerprint)
