"""Coming in and going out."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import Response

from scoring.desk import entry, pages
from scoring.desk.entry import Fields, Shared
from scoring.desk.trouble import sentences, status
from scoring.register import accounts
from scoring.source import ScoringError

router = APIRouter(include_in_schema=False)


@router.get("/login")
def ask(request: Request, shared: Shared) -> Response:
    if shared.alone:
        return pages.go("/")
    return pages.page(request, "login.html", texts=[], name="")


@router.post("/login")
def come_in(request: Request, shared: Shared, form: Fields) -> Response:
    """A new secret with every login, so that one planted before is worth nothing."""
    if shared.alone:
        return pages.go("/")
    name = str(form.get("name", ""))
    try:
        _, held = accounts.login(shared.register, name, str(form.get("password", "")))
    except ScoringError as error:
        code = 403 if status(error) == 400 else status(error)
        return pages.page(request, "login.html", code, texts=sentences(error), name=name)
    response = pages.go("/")
    pages.give(request, response, held)
    return response


@router.post("/logout")
def go_out(request: Request, shared: Shared) -> Response:
    if shared.alone:
        return pages.go("/")
    accounts.logout(shared.register, request.cookies.get(entry.COOKIE, ""))
    response = pages.go("/login")
    response.delete_cookie(entry.COOKIE, path="/")
    return response
