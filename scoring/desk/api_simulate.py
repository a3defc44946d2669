"""The JSON API of trials: a change tried on the register, asked for and fetched when it is done."""

from __future__ import annotations

import asyncio
from typing import Annotated, Any

from fastapi import APIRouter, HTTPException, Query
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import Response

from scoring.desk import simulate
from scoring.desk.entry import Shared, Visitor, roles
from scoring.desk.simulate import SIZE, Asked, Narrowed
from scoring.desk.trials import DONE, Trial
from scoring.simulate import of_register

router = APIRouter(prefix="/simulations", dependencies=[roles("复核", "管理")])


@router.post("", summary="试算一项改动：谁的得分和等级会变；先回答编号，结果随后来取")
def begin(asked: Asked, shared: Shared, visitor: Visitor) -> dict[str, Any]:
    asked = simulate.settled(asked, shared, visitor)
    simulate.rules(asked)
    trial = simulate.started(asked, simulate.scope(asked, shared, visitor), shared, visitor)
    if trial is None:
        raise HTTPException(503, simulate.FULL)
    return {"id": trial.number, "state": trial.state}


@router.get("/{number:int}", summary="试算的结果：合计、等级流向、各条款、各单位")
async def result(
    number: int, shared: Shared, visitor: Visitor,
    wait: Annotated[float, Query(ge=0, le=60, description="没有算完时最多等几秒")] = 0,
) -> dict[str, Any]:  # fmt: skip
    trial = simulate.of(number, shared, visitor)
    ending = asyncio.wrap_future(trial.future)
    ending.add_done_callback(lambda end: end.cancelled() or end.exception())  # looked at: the log has it already
    await asyncio.wait({ending}, timeout=wait)
    return await run_in_threadpool(_told, trial)


def _told(trial: Trial) -> dict[str, Any]:
    state, (step, done, total) = trial.state, of_register.progress(trial.folder)
    return {
        "id": trial.number, "state": state, "progress": {"step": step, "done": done, "total": total}, "troubles": trial.troubles,
        "result": of_register.told(trial.folder, of_register.SUMS) if state == DONE else None,
    }  # fmt: skip


@router.get("/{number:int}/changes", summary="受影响的报送件，等级改变的在前，一页一页地取")
def changes(number: int, narrowed: Annotated[Narrowed, Query()], shared: Shared, visitor: Visitor) -> dict[str, Any]:
    trial = simulate.of(number, shared, visitor)
    if trial.state != DONE:
        raise HTTPException(404, "还没有结果")
    found, count = simulate.listed_changes(trial, narrowed)
    return {
        "changes": [c | {"submission": of_register.number(c["submission"])} for c in found],
        "count": count,
        "size": SIZE,
    }


@router.get("/{number:int}/file/{name}", summary="试算报告.html、试算清单.xlsx")
def file(number: int, name: str, shared: Shared, visitor: Visitor) -> Response:
    return simulate.file(number, name, shared, visitor)
