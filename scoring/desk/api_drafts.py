"""The JSON API of forms in progress: begun with an evaluation, saved cell by cell, sent. The cells are those of the page."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Body, Query
from pydantic import BaseModel, Field

from scoring import stable_json
from scoring.desk import live
from scoring.desk.api_body import BODY, Evaluation
from scoring.desk.entry import Shared, Visitor, roles
from scoring.desk.fill import enter, keep
from scoring.desk.live import Live, OfPath
from scoring.desk.start import begin
from scoring.register import drafts
from scoring.review import unfold

router = APIRouter(prefix="/drafts", dependencies=[roles("填报", "管理")])


@router.get("", summary="填写中的草稿")
def list_(shared: Shared, visitor: Visitor, most: Annotated[int, Query(ge=1, le=500)] = 200) -> list[dict[str, Any]]:
    names = ("id", "unit", "project", "year", "stage", "form", "standard", "state")
    found = drafts.listed(shared.register, visitor.within, most=most)
    return [{name: getattr(draft, name) for name in names} for draft in found]


@router.post("", summary="新建草稿，从一份自评开始", openapi_extra=BODY)
def new(found: Evaluation, shared: Shared, visitor: Visitor) -> dict[str, list[int]]:
    return {"drafts": [begin(shared, visitor, one) for submission in found for one in unfold(submission)]}


@router.get("/{number:int}", summary="一份草稿：每格的内容和版本，现在的得分")
def open_(at: OfPath) -> dict[str, Any]:
    return _plain(at)


def _plain(at: Live) -> dict[str, Any]:
    return {
        "id": at.draft.id,
        "state": at.draft.state,
        "submission": at.draft.submission_id,
        "rows": at.draft.rows,
        "cells": {key: {"value": at.value(key), "version": at.version(key)} for key in sorted(at.keys)},
        "result": stable_json.scored(at.assessed.result, at.assessed.standard),
    }


class Cells(BaseModel):
    """要保存的格，和保存前看到的版本。"""

    cells: dict[str, str] = Field(description="格的名称和内容，如 row.0.actual", examples=[{"row.0.actual": "9次"}])
    versions: dict[str, Annotated[int, Field(ge=0, lt=1 << 31)]] = Field({}, description="看到的版本；没有保存过的是 0")
    rows: str = Field("", description="看到的 rows；别人增减过行、“row.0”不再是那一行时就不保存。不写则不核对")


@router.post("/{number:int}/cells", summary="保存几格；别人已改过的不覆盖，连同现在的内容退回")
def save(at: OfPath, sent: Annotated[Cells, Body()], shared: Shared, visitor: Visitor) -> dict[str, Any]:
    saved = keep(shared, visitor, at, live.checked(sent.cells, at.keys), sent.versions, rows=sent.rows)
    now = live.look(shared.register, at.draft.id, visitor.within)
    refused = [{"key": c.key, "value": c.theirs.value, "version": c.theirs.version} for c in saved.refused]
    return {"saved": {cell.key: cell.version for cell in saved.accepted}, "refused": refused, **_plain(now)}


@router.post("/{number:int}/submit", summary="报送草稿")
def submit(at: OfPath, shared: Shared, visitor: Visitor) -> dict[str, int]:
    return {"submission": enter(at, shared, visitor)}


@router.delete("/{number:int}", summary="作废草稿；它的内容和历史仍在台账里")
def discard(at: OfPath, shared: Shared, visitor: Visitor) -> dict[str, str]:
    drafts.discard(shared.register, visitor.name, at.draft.id, visitor.within)
    return {"state": "已作废"}
