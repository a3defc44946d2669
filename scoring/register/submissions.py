"""Submissions (报送件): one row for each project, year, unit and stage, with all it says and how it was checked."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, delete, insert, select

from scoring.model import Submission
from scoring.recheck.record import Record
from scoring.register import content, schema, search
from scoring.register.chain import Stamped, Writer, day, storable
from scoring.register.flat import Prepared
from scoring.register.schema import Columns
from scoring.register.store import Register
from scoring.register.tally import Changes
from scoring.register.trouble import refuse
from scoring.standard import Standard

#: a submission in one of these is not replaced by a new one
CLOSED = ("复核中", "已通过")
_BITS = 62  # of a signed 64-bit column


@dataclass(frozen=True, slots=True)
class Opened:
    """One submission with everything about it."""

    row: Columns  # the columns of `submission`, and `unit` and `department` by name
    record: Record
    submission: Submission
    findings: tuple[Columns, ...]  # code, severity, place, row, message, waived
    files: tuple[Columns, ...]  # id, name, size
    reviews: tuple[Columns, ...]  # decision, remarks, score, grade, who, at
    waivers: tuple[Columns, ...]  # id, code, place, reason, until, who, at


def submit(register: Register, who: str, prepared: Prepared, status: str = "已报送") -> int:
    """Enter a submission, or replace the one of the same project, year, unit and stage. Returns its number.

    Raises ScoringError when that one is being reviewed or has been accepted.
    """
    with register.writing(who) as w:
        return enter(w, prepared, status)


def enter(w: Writer, prepared: Prepared, status: str = "已报送") -> int:
    """`submit` inside a transaction."""
    unit = organisation(w, prepared.unit)
    department = organisation(w, prepared.department) if prepared.department else None
    values = {name: storable(value) for name, value in prepared.values.items()}
    s = schema.submission
    same = (s.c.unit_id == unit, *(s.c[name] == values[name] for name in ("year", "project", "stage")))
    before = w.connection.execute(select(s).where(*same)).mappings().first()
    if before is not None and before["status"] in CLOSED:
        raise refuse(
            f"“{values['project']}”{values['year']}年度的{prepared.unit}报送件{before['status']}，不能替换",
            "请先由复核人退回",
        )
    stamp = stamped(w, prepared)
    row = values | {
        "unit_id": unit, "department_id": department, "status": status, "standard_hash": stamp.hash,
        "content": content.keep(w.connection, prepared.packed, prepared.size),
        "codes": codes(w.connection, (f["code"] for f in prepared.findings)),
    }  # fmt: skip
    number = w.next_id(s) if before is None else int(before["id"])
    after = w.put("submission", {"id": number}, row, "报送" if before is None else "重新报送", stamp)
    changes = Changes()
    if before is not None:
        changes.count(before, -1)
        _forget_findings(w.connection, before, changes)
    changes.count(after, +1)
    _write_findings(w.connection, after, prepared, changes)
    changes.write(w.connection)
    search.change(w.connection, search.searched(after, prepared.unit, prepared.department, prepared.record))
    return number


def alter(w: Writer, number: int, values: Columns, kind: str) -> dict[str, Any]:
    """Change columns of a submission (status, counts) and what is counted of it. Raises ScoringError if not there."""
    s = schema.submission
    before = w.connection.execute(select(s).where(s.c.id == number)).mappings().first()
    if before is None:
        raise refuse(f"没有第 {number} 号报送件")
    stamp = Stamped(before["standard"], "", before["standard_hash"])
    after = w.put("submission", {"id": number}, values, kind, stamp)
    changes = Changes()
    changes.count(before, -1)
    changes.count(after, +1)
    changes.write(w.connection)
    return after


def _forget_findings(connection: Connection, row: Columns, changes: Changes) -> None:
    f = schema.finding
    for code in connection.execute(select(f.c.code).where(f.c.submission_id == row["id"])).scalars():
        changes.count_code(row, code, -1)
    connection.execute(delete(f).where(f.c.submission_id == row["id"]))


def _write_findings(connection: Connection, row: Columns, prepared: Prepared, changes: Changes) -> None:
    rows = [
        {"submission_id": row["id"], "position": at, **{k: storable(v) for k, v in found.items()}}
        for at, found in enumerate(prepared.findings)
    ]
    if rows:
        connection.execute(insert(schema.finding), rows)
    for found in rows:
        changes.count_code(row, found["code"], +1)


# -- what a submission refers to --


def organisation(w: Writer, name: str) -> int:
    """The number of a unit or department, entered when it is new."""
    name = str(storable(name.strip()))[:200]
    unit = schema.unit
    number = w.connection.execute(select(unit.c.id).where(unit.c.name == name)).scalar()
    if number is None:
        number = w.next_id(unit)
        w.put("unit", {"id": number}, {"name": name, "disabled": False}, "登记单位")
    return int(number)


def stamped(w: Writer, prepared: Prepared) -> Stamped:
    """The standard of a submission, its text kept once under its hash."""
    stamp = prepared.record.get("standard") or {}
    made = Stamped(stamp.get("id") or "", stamp.get("version") or "", stamp.get("hash") or "")
    table = schema.standard
    known = w.connection.execute(select(table.c.hash).where(table.c.hash == made.hash)).first()
    if known is None and prepared.standard is not None:
        packed = content.packed(prepared.standard)
        values = {
            "standard": made.id,
            "version": made.version,
            "content": content.keep(w.connection, packed, len(packed)),
        }
        values |= {name: stamp.get(name) or "" for name in ("title", "cite")}
        w.put("standard", {"hash": made.hash}, values, "收存评分办法", made)
    return made


def codes(connection: Connection, found: Iterable[str], bits: dict[str, int] | None = None) -> int:
    """Finding codes as one number, a bit for each; codes beyond the sixty-second share the last bit.

    `bits` is what `known_codes` said, kept up to date here."""
    table, mask = schema.code_bit, 0
    bits = known_codes(connection) if bits is None else bits
    for code in sorted(set(found)):
        if code not in bits:
            bits[code] = min(len(bits), _BITS)
            connection.execute(insert(table), {"code": storable(code), "bit": bits[code]})
        mask |= 1 << bits[code]
    return mask


def known_codes(connection: Connection) -> dict[str, int]:
    """Every finding code the register has met, and its bit in `submission.codes`."""
    return {row.code: row.bit for row in connection.execute(select(schema.code_bit))}


# -- looking at one --


def opened(register: Register, number: int, within: int | None = None) -> Opened:
    """A submission whole. `within` is the only unit whose submissions the reader may see; None for all.

    Raises ScoringError when there is none of that number, or not for this reader.
    """
    with register.reading() as connection:
        row, whole = _row(connection, number, within)
        by = select(schema.event.c.who, schema.event.c.shown.label("at"))
        review, waiver = schema.review, schema.waiver
        reviews = by.add_columns(*review.c).join_from(review, schema.event, review.c.event == schema.event.c.seq)
        waivers = by.add_columns(*waiver.c).join_from(waiver, schema.event, waiver.c.event == schema.event.c.seq)
        held = connection.execute(
            waivers.where(waiver.c.submission_id == number, waiver.c.disabled.is_(False)).order_by(waiver.c.id)
        ).mappings().all()  # fmt: skip
        done = (
            connection.execute(reviews.where(review.c.submission_id == number).order_by(review.c.id)).mappings().all()
        )
        f = schema.finding
        found = connection.execute(select(f).where(f.c.submission_id == number).order_by(f.c.position)).mappings().all()
        files = connection.execute(select(schema.file).where(schema.file.c.submission_id == number)).mappings().all()
    today = day(register.clock())
    waived = {(w["code"], w["place"]) for w in held if not w["until"] or w["until"] >= today}
    findings = tuple({**f, "waived": (f["code"], f["place"]) in waived} for f in found)
    return Opened(
        row, whole["record"], content.submission(whole["submission"]), findings, tuple(files), tuple(done), tuple(held)
    )


def _row(connection: Connection, number: int, within: int | None) -> tuple[Columns, Columns]:
    """The columns and the content of a submission, in one question."""
    s, b, department = schema.submission, schema.blob, schema.unit.alias("department")
    asked = (
        select(s, schema.unit.c.name.label("unit"), department.c.name.label("department"), b.c.data)
        .join(schema.unit, schema.unit.c.id == s.c.unit_id)
        .join(b, b.c.hash == s.c.content)
        .outerjoin(department, department.c.id == s.c.department_id)
        .where(s.c.id == number)
    )
    found = connection.execute(asked if within is None else asked.where(s.c.unit_id == within)).mappings().first()
    if found is None:
        raise refuse(f"没有第 {number} 号报送件", "请从列表里打开")
    row = dict(found)
    return row, content.unpacked(content.genuine(row.pop("data"), row["content"]))


def standard_of(register: Register, fingerprint: str) -> Standard:
    """The standard kept under a hash, as it was when something was scored under it. Raises ScoringError."""
    with register.reading() as connection:
        return kept_standard(connection, fingerprint)


def kept_standard(connection: Connection, fingerprint: str) -> Standard:
    name = connection.execute(select(schema.standard.c.content).where(schema.standard.c.hash == fingerprint)).scalar()
    if name is None:
        raise refuse(f"台账里没有收存指纹为 {fingerprint[:20]} 的评分办法")
    return content.standard(content.unpacked(content.kept(connection, name)))
