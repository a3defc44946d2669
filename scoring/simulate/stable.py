"""The trial as JSON for programs, written as it goes: the submissions that change are never held whole."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any, TextIO

from scoring.simulate.causes import Cause
from scoring.simulate.screen import average
from scoring.simulate.steps import counts
from scoring.simulate.tally import Tally
from scoring.standard import Standard

SCHEMA = "scoring/simulate/1"


def write(tally: Tally, differences: Sequence[str], out: TextIO) -> None:
    """Sums first, then `changes`, one on a line."""
    head = json.dumps(sums(tally, differences), ensure_ascii=False)
    out.write(head[:-1] + ', "changes": [')
    for at, c in enumerate(tally.changes()):
        said = {
            "submission": c.submission, "unit": c.unit, "project": c.project,
            "a": {"total": tally.score(c.a) or None, "grade": c.grade_a},
            "b": {"total": tally.score(c.b) or None, "grade": c.grade_b},
            "difference": _number(tally, c.difference), "main": None if c.main is None else c.main.name,
            "causes": [_cause(x) | {"difference": _number(tally, d), "rows": n} for x, d, n in c.causes],
        }  # fmt: skip
        out.write(("," if at else "") + "\n" + json.dumps(said, ensure_ascii=False))
    out.write("\n]}\n")


def sums(tally: Tally, differences: Sequence[str]) -> dict[str, Any]:
    """All of it but the submissions that change."""
    return {
        "schema": SCHEMA, "a": _standard(tally.pair.a), "b": _standard(tally.pair.b), "differences": list(differences),
        "count": tally.count, "lost_rows": tally.lost, "changed": tally.changed, "up": tally.up, "down": tally.down,
        "mean": tally.mean.replace("−", "-"), "regraded": tally.regraded, "notes": tally.notes,
        "grades": [
            {"from": a, "to": b, "count": n,
             "causes": [_cause(c) | {"count": k} for c, k in sorted(tally.flows.get((a, b), {}).items(), key=lambda x: (-x[1], x[0]))]}
            for (a, b), n in sorted(tally.grades.items())
        ],
        "steps": [{"step": name, "count": n} for name, n in counts(tally)],
        "causes": [
            _cause(c) | {"clause": tally.pair.clause(c), "submissions": tally.owners[c], "rows": tally.rows[c],
                         "difference": _number(tally, tally.sums[c]), "regraded": tally.main[c],
                         "example": asdict(tally.examples[c]) if c in tally.examples else None}
            for c in tally.by_cause()
        ],
        "units": [
            {"unit": name, "count": u.count, "up": u.up, "down": u.down, "mean": average(tally, u).replace("−", "-"),
             "better": u.better, "worse": u.worse, "other": u.other}
            for name, u in tally.by_unit()
        ],
    }  # fmt: skip


def _standard(used: Standard) -> dict[str, str]:
    return {"id": used.id, "title": used.title, "cite": used.cite, "version": used.version, "hash": used.hash}


def _cause(cause: Cause) -> dict[str, Any]:
    return {"cause": cause.kind, "name": cause.name, "a": cause.a or None, "b": cause.b or None}


def _number(tally: Tally, units: int) -> str:
    return tally.gap(units).replace("−", "-").removeprefix("+")
