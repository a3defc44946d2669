"""The application: doors, rooms, errors."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import Depends, FastAPI, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import Response
from fastapi.staticfiles import StaticFiles

from scoring.desk import (
    api,
    entry,
    figures,
    fill,
    intake,
    listing,
    login,
    pages,
    past,
    review,
    revise,
    rows,
    rules,
    sent,
    simulate,
    start,
    trouble,
)  # fmt: skip
from scoring.desk.guard import Guard
from scoring.desk.settings import Settings


def create(settings: Settings) -> FastAPI:
    """The desk over one register. Runs without a network; every route is closed unless `entry` opens it."""

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        yield
        await run_in_threadpool(settings.reading.close)
        await run_in_threadpool(settings.trials.close)

    app = FastAPI(
        title="预算绩效自评", version="1", docs_url=None, redoc_url=None, openapi_url=None, lifespan=lifespan,
        dependencies=[Depends(entry.known)],
    )  # fmt: skip
    app.state.settings = settings
    app.add_middleware(Guard, hosts=settings.hosts if settings.alone else None)
    app.mount("/static", StaticFiles(directory=pages.HERE / "static"))
    trouble.install(app)

    @app.get("/", include_in_schema=False)
    def front(visitor: entry.Visitor) -> Response:
        return pages.go(next(path for path, _, roles in pages.ROOMS if visitor.role in roles))

    @app.get("/token", include_in_schema=False)
    def page_token(request: Request, visitor: entry.Visitor) -> dict[str, str]:
        """For a page that outlived its session: the token of the new one, when the same browser has logged in again."""
        return {"token": entry.token(entry.secret(request)), "visitor": visitor.name}

    rooms = (login, start, fill, sent, revise, rows, intake, review, listing, figures, past, simulate, rules, api)
    for room in rooms:
        app.include_router(room.router)
    return app
