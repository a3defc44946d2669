"""Who may come in. Every request passes `known`; a room lets in the roles it names; a unit finds only its own.

Nothing is open unless it is listed here: a new route without a word about access is closed.
"""

from __future__ import annotations

import secrets
from hashlib import sha256
from hmac import compare_digest
from typing import Annotated, Any
from urllib.parse import urlsplit

from fastapi import Depends, HTTPException, Request
from fastapi.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile

from scoring.desk.settings import ALONE, Settings
from scoring.register import accounts
from scoring.register.accounts import Account

COOKIE = "scoring_desk"
OPEN = frozenset({"/login"})  # paths without a visitor; what changes something still needs the token of its page
API = "/api/"
FILES = 200  # of one request
LARGEST = 1 << 62  # numbers of rows stay below
_CHANGING = frozenset({"POST", "PUT", "PATCH", "DELETE"})


class Stranger(HTTPException):
    """Nobody we know: to the login page, or 401 for a script."""

    def __init__(self) -> None:
        super().__init__(401, "登录已过期，或还没有登录。请重新登录，这一页上填的内容不会丢")


def settings(request: Request) -> Settings:
    return request.app.state.settings  # type: ignore[no-any-return]


def secret(request: Request) -> str:
    """What this browser holds: its session once somebody has logged in; made when it has none yet."""
    if not hasattr(request.state, "secret"):
        held = request.cookies.get(COOKIE, "")
        request.state.secret = held if 20 <= len(held) <= 100 else secrets.token_urlsafe(32)
    return str(request.state.secret)


def token(held: str) -> str:
    """The token a page of this browser carries: only who holds the cookie can make it."""
    return sha256(f"page of {held}".encode()).hexdigest()


async def known(request: Request) -> None:
    """The dependency of the whole application: finds the visitor, and refuses changes without the page's token."""
    path = request.url.path
    if any(isinstance(value, int) and value >= LARGEST for value in request.path_params.values()):
        raise HTTPException(404, "没有这个编号。请从列表里打开")
    if path.startswith(API):
        request.state.visitor = await _program(request)
        return
    visitor = ALONE if settings(request).alone else await _browser(request)
    if visitor is None and path not in OPEN:
        raise Stranger
    request.state.visitor = visitor
    if request.method in _CHANGING:
        await _same_page(request)


async def _browser(request: Request) -> Account | None:
    held = request.cookies.get(COOKIE, "")
    return await run_in_threadpool(accounts.session, settings(request).register, held) if held else None


async def _program(request: Request) -> Account:
    """The account a token acts as. A browser never sends this header by itself, so no page's token is needed."""
    scheme, _, held = request.headers.get("authorization", "").partition(" ")
    found = None
    if scheme.lower() == "bearer" and held:
        found = await run_in_threadpool(accounts.token, settings(request).register, held.strip())
    if found is None:
        raise HTTPException(401, "请在 Authorization 头里带上令牌：Bearer …", {"WWW-Authenticate": "Bearer"})
    return found


async def _same_page(request: Request) -> None:
    origin = request.headers.get("origin", "")
    if origin and origin != "null" and urlsplit(origin).netloc != request.headers.get("host", ""):
        raise HTTPException(403, "这个请求来自别的网站，没有处理")
    shown = request.headers.get("x-csrf-token", "")
    kind = request.headers.get("content-type", "")
    if not shown and kind.startswith(("application/x-www-form-urlencoded", "multipart/form-data")):
        shown = str((await request.form(max_files=FILES, max_fields=20_000)).get("csrf", ""))
    held = request.cookies.get(COOKIE, "")
    if not held or not compare_digest(shown.encode(), token(held).encode()):
        raise HTTPException(403, "页面太旧了，没有处理。请刷新页面后再试一次")


def visitor(request: Request) -> Account:
    """Who asks; there is always somebody behind `known`."""
    if (found := getattr(request.state, "visitor", None)) is None:
        raise Stranger
    return found  # type: ignore[no-any-return]


def roles(*names: str) -> Any:
    """The dependency of a room: only these roles come in."""

    def check(account: Annotated[Account, Depends(visitor)]) -> None:
        if account.role not in names:
            raise HTTPException(403, f"这一栏由{'、'.join(names)}用户使用，您的角色是{account.role}")

    return Depends(check)


Visitor = Annotated[Account, Depends(visitor)]
Shared = Annotated[Settings, Depends(settings)]


async def fields(request: Request) -> dict[str, Any]:
    """The fields of a posted form, files included; of several with one name the last."""
    return dict(await request.form(max_files=FILES, max_fields=20_000))


Fields = Annotated[dict[str, Any], Depends(fields)]


async def files(request: Request) -> list[UploadFile]:
    """The files of a posted form, those of one name all of them."""
    form = await request.form(max_files=FILES, max_fields=20_000)
    return [f for f in form.getlist("file") if isinstance(f, UploadFile) and f.filename]


async def numbers(request: Request) -> list[int]:
    """The boxes that were ticked in a list."""
    form = await request.form(max_files=FILES, max_fields=20_000)
    return sorted({int(n) for n in form.getlist("id") if isinstance(n, str) and n.isdecimal() and len(n) < 18})


Files = Annotated[list[UploadFile], Depends(files)]
Numbers = Annotated[list[int], Depends(numbers)]
