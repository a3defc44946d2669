"""A submission written down as TOML, each value with its place beside it: evaluation files, indicator sets."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields
from typing import Any

from scoring.model import Funds, Submission
from scoring.source import Source

_UNSAFE = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")
_FACTS = ("actual", "judged", "band", "claimed", "deduction", "remark", "not_applicable")


def evaluation(submission: Submission) -> str:
    """An evaluation file with its indicators inside, as `scoring read` writes it."""
    s = submission
    lines = ["#:schema ./docs/schema/evaluation.json", f"# 由 {_clean(s.file)} 读出；每项后面是原来的位置", ""]
    lines += _pairs(
        [
            ("project", s.project), ("department", s.department), ("implementer", s.implementer), ("year", s.year), ("title", s.title),
            ("standard", s.standard), ("form", s.form), ("money_unit", s.money_unit), ("reason", s.reason), ("narrative", s.narrative),
            ("notes", s.notes), ("problems", list(s.problems)), ("measures", list(s.measures)),
        ]
    )  # fmt: skip
    lines += _section("[details]", [(f'"{_key(k)}"', v) for k, v in s.details.items()])
    lines += _section("[goal]", [("expected", s.goal.expected), ("actual", s.goal.actual)])
    lines += _section(
        "[claimed]", [("points", s.claimed.points), ("total", s.claimed.total), ("grade", s.claimed.grade)]
    )
    for money in s.funds:
        values = [(f.name, getattr(money.funds, f.name)) for f in fields(Funds)]
        lines += _section(f"[[funds]]{_place(money.places.get(''))}", values, money.places)
    for item in s.spending:
        lines += _section("[[spending]]", [("name", item.name), ("amount", item.amount)])
    if s.rows:
        lines += _section("[indicators]", [("title", s.project or "项目"), ("standard", s.standard), ("form", s.form)])
        lines += _section("[indicators.level_points]", [(f'"{_key(k)}"', v) for k, v in s.level_points.items()])
        lines += _indicators(s, "indicators.indicator")
    for row in s.rows:
        values = [("path", list(row.indicator.path)), *((key, getattr(row.facts, key)) for key in _FACTS)]
        lines += _section(f"[[row]]{_place(row.places.get(''))}", values, row.places)
    return "\n".join(lines) + "\n"


def indicator_set(submission: Submission) -> str:
    """An indicator set file: what was promised, without what happened."""
    s = submission
    lines = ["#:schema ./docs/schema/indicator-set.json", f"# 由 {_clean(s.file)} 导入", ""]
    execution = next((row.funds.points for row in s.funds if row.funds.points is not None), None)
    lines += _pairs(
        [
            ("title", s.project or "项目"), ("year", s.year), ("department", s.department), ("standard", s.standard), ("form", s.form),
            ("execution_points", execution),
        ]
    )  # fmt: skip
    lines += _section("[level_points]", [(f'"{_key(k)}"', v) for k, v in s.level_points.items()])
    return "\n".join([*lines, *_indicators(s, "indicator")]) + "\n"


def _indicators(submission: Submission, table: str) -> Iterator[str]:
    for row in submission.rows:
        i = row.indicator
        values = [
            ("path", list(i.path)),
            ("target", i.target),
            ("points", i.points),
            ("unit", i.unit),
            ("direction", i.direction),
            ("note", i.note),
        ]
        yield from _section(f"[[{table}]]", values, row.places)


def _section(head: str, values: Iterable[tuple[str, Any]], places: Mapping[str, Source] | None = None) -> list[str]:
    body = _pairs(values, places)
    return ["", head, *body] if body else []


def _pairs(values: Iterable[tuple[str, Any]], places: Mapping[str, Source] | None = None) -> list[str]:
    return [
        f"{key} = {_text(value)}{_place((places or {}).get(key))}"
        for key, value in values
        if value not in (None, "", [], ())
    ]


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, list):
        return f"[{', '.join(map(_text, value))}]"
    return json.dumps(_clean(str(value)), ensure_ascii=False)


def _clean(text: str) -> str:
    return _UNSAFE.sub("", text)


def _key(text: str) -> str:
    return json.dumps(_clean(text), ensure_ascii=False)[1:-1]


def _place(source: Source | None) -> str:
    cell = "" if source is None else source.cell
    return f"  # {_clean(cell)}" if cell else ""
