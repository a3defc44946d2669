"""What a reviewer does with a submission (复核): take it up, accept it, return it, waive a finding; files beside it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, Select, and_, func, or_, select

from scoring.number import parse_decimal
from scoring.register import content, schema, search
from scoring.register.chain import Stamped, Writer, day
from scoring.register.flat import units, urgency
from scoring.register.schema import NOTHING, Columns
from scoring.register.store import Register
from scoring.register.submissions import alter, kept_standard
from scoring.register.tally import Changes
from scoring.register.trouble import refuse

LARGEST = 30_000_000  # bytes of one file
#: from which status a reviewer may go where
MOVES = {"复核中": ("已报送", "已退回"), "已退回": ("已报送", "复核中", "已通过"), "已通过": ("已报送", "复核中")}


def take_up(register: Register, who: str, number: int) -> None:
    """已报送 → 复核中: the unit can no longer replace it."""
    with register.writing(who) as w:
        _move(w, number, "复核中")


def give_back(register: Register, who: str, number: int, remarks: str) -> int:
    """Return a submission with remarks (→ 已退回). Returns the number of the review."""
    if not remarks.strip():
        raise refuse("退回要写明理由", "请写清哪里要改")
    with register.writing(who) as w:
        _move(w, number, "已退回")
        return _review(w, number, "退回", remarks)


def accept(register: Register, who: str, number: int, score: str = "", remarks: str = "") -> int:
    """Accept a submission (→ 已通过), with a reviewed score or, where none is given, the recomputed one.

    Enters a row of stage "reviewed" beside it. Returns the number of the review. Raises ScoringError for a score that
    is not a number from 0 to 100.
    """
    value = parse_decimal(score) if score.strip() else None
    if score.strip() and (value is None or not 0 <= value <= 100):
        raise refuse(f"复核得分“{score[:20]}”应当是 0 到 100 的数")
    with register.writing(who) as w:
        row = _move(w, number, "已通过")
        score = score.strip() or row["recomputed"] or row["claimed"]
        grade = _grade(w.connection, row["standard_hash"], score) or row["grade"]
        _enter_reviewed(w, row, score, grade)
        return _review(w, number, "通过", remarks, score, grade)


def _move(w: Writer, number: int, status: str) -> dict[str, Any]:
    found = w.connection.execute(select(schema.submission.c.status).where(schema.submission.c.id == number)).scalar()
    if found is None:
        raise refuse(f"没有第 {number} 号报送件", "请从列表里打开")
    if found not in MOVES[status]:
        raise refuse(f"第 {number} 号报送件现在是“{found}”，不能改为“{status}”", "请刷新后再看")
    return alter(w, number, {"status": status}, status)


def _review(w: Writer, number: int, decision: str, remarks: str, score: str = "", grade: str = "") -> int:
    made = w.next_id(schema.review)
    values = {
        "submission_id": number,
        "decision": decision,
        "remarks": remarks[:10_000],
        "score": score,
        "grade": grade,
    }
    w.put("review", {"id": made}, values, decision)
    return made


def _grade(connection: Connection, fingerprint: str, score: str) -> str:
    value = parse_decimal(score)
    known = connection.execute(select(schema.standard.c.hash).where(schema.standard.c.hash == fingerprint)).first()
    if value is None or known is None:
        return ""
    return kept_standard(connection, fingerprint).grade_of(Decimal(value.numerator) / Decimal(value.denominator)) or ""


def grade_of(register: Register, fingerprint: str, score: str) -> str:
    """The grade of a score under the standard kept under a hash; "" for what is no number or no standard."""
    with register.reading() as connection:
        return _grade(connection, fingerprint, score)


def _enter_reviewed(w: Writer, row: Columns, score: str, grade: str) -> None:
    """The row of stage "reviewed": what the review came to, beside what was submitted."""
    s = schema.submission
    same = (s.c.stage == "reviewed", *(s.c[name] == row[name] for name in ("unit_id", "year", "project")))
    before = w.connection.execute(select(s).where(*same)).mappings().first()
    number = w.next_id(s) if before is None else int(before["id"])
    claimed, recomputed = units(score), row["recomputed_units"]
    values = {name: value for name, value in row.items() if name not in ("id", "event")} | {
        "stage": "reviewed", "claimed": score, "claimed_units": claimed, "grade_claimed": grade,
        "difference_units": NOTHING if NOTHING in (claimed, recomputed) else claimed - recomputed,
    }  # fmt: skip
    values["urgency"] = urgency(values)
    stamp = Stamped(row["standard"], "", row["standard_hash"])
    after = w.put("submission", {"id": number}, values, "复核定分", stamp)
    changes = Changes()
    if before is not None:
        changes.count(before, -1)
    changes.count(after, +1)
    changes.write(w.connection)
    f = schema.fulltext
    text = w.connection.execute(select(f).where(f.c.submission_id == row["id"])).one()
    search.change(w.connection, search.Searched(number, text.text, text.marks))


# -- waivers --


def waive(register: Register, who: str, number: int, code: str, place: str, reason: str, until: str = "") -> int:
    """Let a finding stand (豁免), with a reason and, where it is to be looked at again, a date. Returns its number.

    Raises ScoringError without a reason, for a date that is none, or a finding the submission does not have.
    """
    if not reason.strip():
        raise refuse("豁免要写明理由", "例如：已核对原始凭证")
    if until and not _is_date(until):
        raise refuse(f"日期“{until[:20]}”看不懂", "请写成 2025-12-31")
    f, v = schema.finding.c, schema.waiver
    with register.writing(who) as w:
        asked = select(f.code).where(f.submission_id == number, f.code == code, f.place == place)
        if w.connection.execute(asked).first() is None:
            raise refuse(f"第 {number} 号报送件没有这条疑点：{code[:10]} {place[:50]}", "请刷新后再看")
        here = (v.c.submission_id == number, v.c.code == code, v.c.place == place, v.c.disabled.is_(False))
        there = w.connection.execute(select(v.c.id).where(*here)).scalar()
        made = w.next_id(v) if there is None else int(there)
        values = {"submission_id": number, "code": code, "place": place, "reason": reason[:2000], "until": until}
        w.put("waiver", {"id": made}, values | {"disabled": False}, "豁免")
        _recount(w, number)
    return made


def take_back(register: Register, who: str, waiver: int) -> None:
    """A waiver that no longer holds."""
    v = schema.waiver
    with register.writing(who) as w:
        number = w.connection.execute(select(v.c.submission_id).where(v.c.id == waiver)).scalar()
        if number is None:
            raise refuse(f"没有第 {waiver} 号豁免")
        w.put("waiver", {"id": waiver}, {"disabled": True}, "收回豁免")
        _recount(w, int(number))


def expire(register: Register) -> int:
    """Findings whose waiver has run out count again. Returns of how many submissions; nothing is written when of none."""
    v, today = schema.waiver.c, day(register.clock())
    ran_out = select(v.submission_id).where(v.disabled.is_(False), v.until != "", v.until < today).distinct()
    with register.reading() as connection:
        stale = [row["id"] for row, values in _counts(connection, ran_out, today) if _differs(row, values)]
    if stale:
        with register.writing("系统") as w:
            for number in stale:
                _recount(w, number)
    return len(stale)


def _recount(w: Writer, number: int) -> None:
    """Errors, warnings, infos and urgency without what is waived; the findings themselves stay."""
    for row, values in _counts(w.connection, [number], day(w.now)):
        alter(w, number, values | {"urgency": urgency({**row, **values})}, "重数疑点")


def _counts(
    connection: Connection, numbers: Sequence[int] | Select[Any], today: str
) -> Iterator[tuple[Columns, dict[str, int]]]:
    """Submissions, and how many findings of each are not waived on a day."""
    f, v, s = schema.finding.c, schema.waiver.c, schema.submission
    holds = and_(v.disabled.is_(False), or_(v.until == "", v.until >= today))
    waived = select(v.id).where(v.submission_id == f.submission_id, v.code == f.code, v.place == f.place, holds)
    counted = select(f.submission_id, f.severity, func.count()).where(f.submission_id.in_(numbers), ~waived.exists())
    counts = {
        (n, severity): count for n, severity, count in connection.execute(counted.group_by(f.submission_id, f.severity))
    }
    for row in connection.execute(select(s).where(s.c.id.in_(numbers)).order_by(s.c.id)).mappings().all():
        yield row, {f"{severity}s": counts.get((row["id"], severity), 0) for severity in ("error", "warning", "info")}


def _differs(row: Columns, values: Columns) -> bool:
    return any(row[name] != value for name, value in values.items())


def _is_date(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text  # 2025-W52-3 is one too, and sorts as none
    except ValueError:
        return False


# -- files --


def attach(
    register: Register, who: str, unit_id: int, name: str, data: bytes, *, submission_id: int | None = None,
    draft_id: int | None = None,
) -> int:  # fmt: skip
    """Keep a file as it was sent, under a harmless name. Returns its number. Raises ScoringError above LARGEST."""
    with register.writing(who) as w:
        return keep_file(w, unit_id, name, data, submission_id=submission_id, draft_id=draft_id)


def keep_file(
    w: Writer, unit_id: int, name: str, data: bytes, *, submission_id: int | None = None, draft_id: int | None = None,
    kind: str = "收文件",
) -> int:  # fmt: skip
    """`attach` inside a transaction; `kind` is what history says of it."""
    if len(data) > LARGEST:
        raise refuse(f"文件超过 {LARGEST // 1_000_000} MB", "请缩小后再传")
    safe = re.sub(r'[\x00-\x1f\x7f<>:"/\\|?*\u202a-\u202e\u2066-\u2069]', "_", name).strip(" .")[-150:] or "文件"
    number = w.next_id(schema.file)
    values = {
        "unit_id": unit_id, "submission_id": submission_id, "draft_id": draft_id, "name": safe, "size": len(data),
        "content": content.keep(w.connection, data, len(data)),
    }  # fmt: skip
    w.put("file", {"id": number}, values, kind)
    return number


def attached(register: Register, number: int, within: int | None = None) -> tuple[str, bytes]:
    """Name and bytes of a file. Raises ScoringError when there is none of that number for this reader."""
    f = schema.file
    asked = select(f).where(f.c.id == number)
    with register.reading() as connection:
        row = connection.execute(asked if within is None else asked.where(f.c.unit_id == within)).first()
        if row is None:
            raise refuse(f"没有第 {number} 号文件", "请从列表里打开")
        return row.name, content.kept(connection, row.content)


def remarks(register: Register, numbers: Sequence[int]) -> dict[int, str]:
    """What was remarked when these submissions were last returned, by their numbers."""
    r = schema.review.c
    asked = select(r.submission_id, r.remarks).where(r.submission_id.in_(numbers), r.decision == "退回").order_by(r.id)
    with register.reading() as connection:
        return {row.submission_id: row.remarks for row in connection.execute(asked)}
