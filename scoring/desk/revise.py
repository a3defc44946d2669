"""A returned submission corrected: a draft filled with what was sent, or the one already begun."""

from __future__ import annotations

from dataclasses import replace

from fastapi import APIRouter, HTTPException
from fastapi.responses import Response

from scoring import form as forms
from scoring.desk import pages
from scoring.desk.entry import Shared, Visitor, roles
from scoring.desk.sent import OfPath
from scoring.desk.settings import Settings
from scoring.register import drafts
from scoring.register.accounts import Account
from scoring.register.schema import Columns

router = APIRouter(prefix="/sent/{number:int}/revise", dependencies=[roles("填报", "管理")], include_in_schema=False)


@router.post("")
def revise(shared: Shared, visitor: Visitor, opened: OfPath) -> Response:
    """To a draft with the content of the submission; sending it takes the place of what was returned."""
    row, typed = opened.row, opened.submission
    if row["status"] != "已退回":
        raise HTTPException(400, f"第 {row['id']} 号报送件现在是“{row['status']}”，不用修改。要改请联系复核人退回")
    number = _begun(shared, visitor, row)
    if number is None:
        form = typed.form if typed.form in forms.names() else "generic"
        year = typed.year or row["year"] or None
        number = drafts.begin(
            shared.register, visitor.name, row["unit"], project=row["project"], year=row["year"], form=form, standard=typed.standard,
            base=replace(typed, form=form, year=year, project=typed.project or row["project"]), account_id=visitor.id or None,
        )  # fmt: skip
    return pages.go(f"/fill/{number}")


def _begun(shared: Settings, visitor: Account, row: Columns) -> int | None:
    """The open draft of the same unit, project and year, so that pressing twice does not make two."""
    same = (row["unit_id"], row["project"], row["year"])
    open_ = drafts.listed(shared.register, visitor.within)
    return next((d.id for d in open_ if (d.unit_id, d.project, d.year) == same), None)
