"""What was found → Arrow: rows and submissions, scores as exact decimals."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from scoring.checks.catalogue import blank
from scoring.columns import codes, one, schema
from scoring.columns.batch import Batch
from scoring.columns.cases import MALFORMED, STATUS
from scoring.columns.known import Known
from scoring.number import round_to

_STEP = Decimal(1).scaleb(-schema.EXTRA)


def score(known: Known, batch: pa.RecordBatch) -> schema.Scored:
    """Whole submissions (`schema.INPUT`) scored; rows that say no submission or were not read come last."""
    lost = _unusable(batch)
    done = Batch(known, batch if lost is None else batch.filter(pa.array(~lost)))
    found = schema.Scored(_rows(done), _submissions(done))
    if lost is None:
        return found
    return _with_lost(found, batch.filter(pa.array(lost)))


def _unusable(batch: pa.RecordBatch) -> Any:
    """Rows that could not be read, or belong to no submission; None when there are none."""
    problem, owner = batch.column("problem"), batch.column("submission")
    if not len(batch):
        return None
    lost = np.zeros(len(batch), bool)
    for column, nothing in ((owner, True), (problem, False)):
        empty = pc.equal(pc.utf8_trim_whitespace(column.dictionary), "").to_numpy(zero_copy_only=False)
        if (empty == nothing).any():
            lost |= (empty == nothing)[column.indices.to_numpy()]
    return lost if lost.any() else None


def _with_lost(found: schema.Scored, lost: pa.RecordBatch) -> schema.Scored:
    """Rows without a submission, after all others, as a submission without a name."""
    count = lost.num_rows
    reasons = lost.column("problem").cast(pa.string()).to_pylist()
    reasons = [reason or "没有写报送件编号，不知道属于哪一张自评表" for reason in reasons]
    given: dict[str, Any] = {
        "submission": pa.array([""] * count).dictionary_encode(), "file": lost.column("file"), "row": lost.column("row"),
        "status": pa.array([STATUS[MALFORMED]] * count).dictionary_encode(),
        "reason": pa.array(reasons).dictionary_encode(),
    }  # fmt: skip
    texts = pa.array([""] * count).dictionary_encode()
    rows = found.rows.schema
    more = pa.RecordBatch.from_arrays(
        [given.get(f.name, texts if f.type == schema.TEXT else pa.nulls(count, f.type)) for f in rows], schema=rows
    )
    ends = found.submissions.schema
    counts = {"submission": pa.array([""]), "count": pa.array([count], pa.int32())}
    record = pa.RecordBatch.from_arrays([counts.get(f.name, pa.nulls(1, f.type)) for f in ends], schema=ends)
    return schema.Scored(_joined(found.rows, more), _joined(found.submissions, record))


def _joined(a: pa.RecordBatch, b: pa.RecordBatch) -> pa.RecordBatch:
    table = pa.Table.from_batches([a, b]).unify_dictionaries().combine_chunks()
    return table.to_batches()[0] if table.num_rows else a


# -- rows --


def _rows(done: Batch) -> pa.RecordBatch:
    sheet, frame, standard = done.sheet, done.frame, done.known.standard
    kind = schema.score_type(standard)
    reasons, found = _unread(done)
    spelled = np.flatnonzero(np.bincount(found, minlength=1))
    place = np.zeros(int(found.max(initial=0)) + 1, np.int32)
    place[spelled] = np.arange(len(spelled))
    columns = {
        "submission": frame.batch.column("submission"),
        "file": frame.batch.column("file"),
        "row": frame.batch.column("row"),
        "status": _texts(sheet.status.astype(np.int32), list(STATUS)),
        "score": decimals(sheet.score, sheet.has_score, kind, _wide(sheet, "score")),
        "low": decimals(sheet.low, sheet.has_span, kind, _wide(sheet, "low")),
        "high": decimals(sheet.high, sheet.has_span, kind, _wide(sheet, "high")),
        "counted": decimals(sheet.counted, sheet.has_counted, kind, _wide(sheet, "counted")),
        "rule": _texts(sheet.rule, done.known.texts.all),
        "codes": _texts(place.take(found), [codes.spelled(int(n)) for n in spelled]),
        "reason": _texts(reasons, done.known.texts.all),
    }
    return pa.RecordBatch.from_arrays(list(columns.values()), schema=schema.rows(standard))


def _wide(sheet: Any, field: str) -> dict[int, int]:
    return {row: units for (name, row), units in sheet.wide.items() if name == field}


def _unread(done: Batch) -> tuple[Any, Any]:
    """Reasons and codes, with R02 where a number was expected and is none."""
    reasons, found = done.sheet.reason, done.sheet.codes
    titles = schema.titles()
    for name in schema.NUMBERS:
        cells = done.frame[name]
        if cells.empty:
            continue
        numbers = cells.numbers
        rows = np.flatnonzero(numbers.given & ~numbers.number)
        rows = rows[~cells.told(rows, blank)]
        found[rows] |= codes.BIT["R02"]
        for row in rows[reasons[rows] == 0].tolist():
            text = cells.texts[cells.codes[row]]
            reasons[row] = done.known.texts[f"{titles[name]}“{text[:20]}”不是数"]
    return reasons, found


def _texts(numbers: Any, texts: list[str]) -> pa.DictionaryArray:
    return pa.DictionaryArray.from_arrays(pa.array(numbers), pa.array(texts, pa.string()), safe=False)


def decimals(units: Any, there: Any, kind: pa.DataType, wide: Mapping[int, int] | None = None) -> pa.Array:
    """Whole units as decimals of that scale, without a detour through text or floats."""
    data = np.zeros((len(units), 2), np.int64)
    data[:, 0] = units
    if int(units.min(initial=0)) < 0:
        data[:, 1] = units >> 63
    for row, number in (wide or {}).items():
        data[row] = np.frombuffer(number.to_bytes(16, "little", signed=True), np.int64)
    bitmap = pa.py_buffer(np.packbits(there, bitorder="little").tobytes())
    return pa.Array.from_buffers(kind, len(units), [bitmap, pa.py_buffer(data)])


# -- submissions --


def _submissions(done: Batch) -> pa.RecordBatch:
    totals, frame, standard = done.totals, done.frame, done.known.standard
    fields = schema.submissions(standard)
    count = totals.count
    first = done.money.first
    scored = (first >= 0) & done.sheet.has_score[first] if count else np.zeros(0, bool)
    printed = fields.field("points").type
    gap, both = (
        totals.claims - totals.total * (10**schema.EXTRA // done.known.scale),
        totals.has_claims & totals.has_total,
    )
    found = {"T01": totals.has_t01, "T02": totals.has_t02, "T05": totals.t05()}
    spelled = [" ".join(c for at, c in enumerate(found) if number >> at & 1) for number in range(8)]
    number = sum(mask.astype(np.int32) << at for at, mask in enumerate(found.values()))
    columns: dict[str, Any] = {
        "submission": frame.names.cast(pa.string()),
        "count": pa.array(frame.sizes.astype(np.int32)),
        "points": decimals(totals.full, totals.has_total, printed),
        "rate": decimals(done.money.rates.units, done.money.rates.known, fields.field("rate").type),
        "execution": decimals(np.where(scored, done.sheet.score[first], 0), scored, fields.field("execution").type),
        "total": decimals(totals.total, totals.has_total, fields.field("total").type),
        "grade": _texts(totals.grades, done.known.words.all),
        "complete": pa.array(totals.complete),
        **{n: pa.array(v.astype(np.int32)) for n, v in (
            ("judged", totals.judged_rows), ("open", totals.open), ("not_calculable", totals.not_calculable),
            ("not_applicable", np.zeros(count, np.int64)))},
        "capped": pa.array(totals.capped),
        "claimed_total": decimals(totals.claims, totals.has_claims, printed),
        "claimed_grade": _texts(totals.claimed_grades, totals.grade_texts),
        "difference": decimals(gap, both, printed),
        "codes": _texts(number if count else np.zeros(0, np.int32), spelled),
    }  # fmt: skip
    batch = pa.RecordBatch.from_arrays(list(columns.values()), schema=fields)
    return _repaired(batch, done) if done.answers else batch


def _repaired(batch: pa.RecordBatch, done: Batch) -> pa.RecordBatch:
    """Records of the submissions that went through the engine, in the place of what the columns said."""
    at = sorted(done.answers)
    records = [_record(done, i) for i in at]
    table = pa.Table.from_batches([batch, pa.RecordBatch.from_pylist(records, schema=batch.schema)])
    order = np.arange(batch.num_rows)
    order[at] = batch.num_rows + np.arange(len(at))
    whole = table.unify_dictionaries().combine_chunks().take(pa.array(order)).combine_chunks()
    return whole.to_batches()[0]


def _record(done: Batch, at: int) -> dict[str, Any]:
    standard, answer, frame = done.known.standard, done.answers[at], done.frame
    result, total = answer.result, answer.result.total
    start = int(frame.starts[at])
    rows = done.texts(range(start, start + int(frame.sizes[at])))
    claimed = one.claimed_total(rows)
    printed = next((row["grade"] for row in rows if row["grade"]), "")
    whole = result.funds[0] if result.funds else None
    counted = whole.counted if whole and one.is_fund(rows[whole.row.place().line or 0]) else None
    gap = None if claimed is None or total.score is None else claimed - Fraction(total.score)
    given = "" if claimed is None else standard.grade_of(round_to(claimed, _STEP)) or ""
    return {
        "submission": frame.names[at].as_py(), "count": len(rows), "points": _printed(total.points), "rate": whole.rate if whole else None,
        "execution": counted, "total": total.score, "grade": result.grade or "", "complete": total.complete,
        "judged": total.judged, "open": total.open, "not_calculable": total.not_calculable,
        "not_applicable": total.not_applicable, "capped": bool(total.cap), "claimed_total": _printed(claimed),
        "claimed_grade": printed or given, "difference": _printed(gap), "codes": " ".join(answer.codes),
    }  # fmt: skip


def _printed(value: Fraction | None) -> Decimal | None:
    return None if value is None else round_to(value, _STEP)
