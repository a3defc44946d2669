"""Errors as a person meets them: a sentence and what to do, never a stack trace."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, RedirectResponse, Response
from starlette.exceptions import HTTPException

from scoring.desk.entry import Stranger
from scoring.desk.pages import page
from scoring.source import ScoringError

_SENTENCES = {
    404: "没有这一页。可能是地址不对，或它不属于您的单位",
    405: "这个地址不接受这样的请求",
    413: "送来的内容太大",
    422: "送来的内容不完整或格式不对",
    500: "程序出了错，这一次没有完成。已填的内容都还在；请再试一次，仍不行请联系管理员",
}


def install(app: FastAPI) -> None:
    """Every kind of error this application can answer with."""
    app.add_exception_handler(Stranger, _stranger)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(ScoringError, _scoring)
    app.add_exception_handler(RequestValidationError, _unfit)
    app.add_exception_handler(Exception, _defect)


def status(error: ScoringError) -> int:
    """503 where the database refused (it may be tried again), else 400."""
    return 503 if error.__cause__ is not None else 400


@contextmanager
def absent(sentence: str) -> Iterator[None]:
    """What the register does not have, or not for this visitor, is a page that is not there."""
    try:
        yield
    except ScoringError as error:
        if status(error) != 400:
            raise
        raise HTTPException(404, sentence) from None


def sentences(error: ScoringError) -> list[str]:
    return [str(problem) for problem in error.problems]


def answer(request: Request, code: int, texts: list[str], headers: Any = None) -> Response:
    """The same words for a person as a page, for a script as JSON."""
    if _script(request):
        return JSONResponse({"error": "；".join(texts)}, code, headers)
    response = page(request, "error.html", code, texts=texts)
    response.headers.update(headers or {})
    return response


def _script(request: Request) -> bool:
    wanted = request.headers.get("accept", "")
    return request.url.path.startswith("/api/") or "application/json" in wanted or "hx-request" in request.headers


async def _stranger(request: Request, error: Exception) -> Response:
    if request.method == "GET" and not _script(request):
        return RedirectResponse("/login", 303)
    return answer(request, 401, [str(getattr(error, "detail", ""))])


async def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    plain = str(error.detail).isascii()  # the framework's own words are English
    text = _SENTENCES.get(error.status_code, "没有处理这个请求") if plain else error.detail
    return answer(request, error.status_code, [text], error.headers)


async def _scoring(request: Request, error: Exception) -> Response:
    assert isinstance(error, ScoringError)
    return answer(request, status(error), sentences(error))


async def _unfit(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    where = "、".join(".".join(map(str, item["loc"][1:])) for item in error.errors()[:5])
    return answer(request, 422, [_SENTENCES[422] + (f"：{where[:200]}" if where else "")])


async def _defect(request: Request, _: Exception) -> Response:
    return answer(request, 500, [_SENTENCES[500]])
