"""The registered forms, filled with the same truth and written by our own writers."""

from __future__ import annotations

from pathlib import Path

from scoring import form as forms
from scoring.model import Claimed, Facts, Funds, FundsRow, Goal, Indicator, Row, Submission
from scoring.writers import write
from tests.corpus.content import Table
from tests.corpus.looks import Look

NAMES = (
    "central-2021",
    "chongqing-department",
    "generic",
    "hubei-2019",
    "transfer-payment",
    "wuhan-2021-project",
    "yunnan",
)
_COLUMNS = {"dimension^": "dimension", "aspect^": "aspect", "points": "points", "score": "score", "remark": "remark"}


def look(name: str) -> Look:
    """What a form prints, as a layout."""
    form = forms.get(name)
    slots = form.slots
    columns = [
        "name",
        "target",
        "actual",
        *(c for slot, c in _COLUMNS.items() if slot in slots or slot.rstrip("^") in slots),
    ]
    if "unit" in slots or "sign" in slots:
        columns.append("sign")
    money = "none" if "unit" in form.drawing.head else "columns"  # converted into another unit
    total = "none" if "total.score" not in slots else "grade_row" if "grade" in slots else "row"
    return Look(
        f"form {name}",
        columns,
        money,
        "none",
        total,
        levels="columns" if "dimension" in columns else "none",
        named=name != "chongqing-department",  # a whole department
    )


def filled(table: Table, name: str, path: Path, kind: str) -> Path:
    """The form on paper."""
    rows = tuple(
        Row(
            Indicator(i.path, i.target, i.points), Facts(i.path[2], actual=i.actual, claimed=i.claimed, remark=i.remark)
        )
        for i in table.items
    )
    money = tuple(
        FundsRow(Funds(m.name, m.initial, m.budget, m.spent, "10" if not n else None, m.rate, table.execution_claim if not n else None))
        for n, m in enumerate(table.money)
    )  # fmt: skip
    submission = Submission(
        project=table.project, department=table.department, implementer=table.unit, year=table.year, funds=money, rows=rows,
        money_unit=table.money_unit, goal=Goal(table.goal, table.goal_actual), notes=table.notes,
        claimed=Claimed(table.total, table.points, table.grade),
    )  # fmt: skip
    path = path.with_name(f"{path.name}.{kind}")
    write(forms.get(name).draw(submission), path, force=True)
    return path
