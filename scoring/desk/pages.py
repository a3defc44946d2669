"""Pages: templates with everything escaped, and what each of them needs from the visitor."""

from __future__ import annotations

from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from fastapi import Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from scoring.checks.catalogue import codes
from scoring.desk import entry

if TYPE_CHECKING:
    from jinja2 import Environment

HERE = Path(__file__).parent

#: the rooms in the order of the work: path, name, roles. A room appears when its router is mounted
ROOMS = (
    ("/fill", "填报", ("填报", "管理")),
    ("/review", "复核", ("复核", "管理")),
    ("/register", "台账", ("填报", "复核", "管理")),
    ("/rules", "办法", ("填报", "复核", "管理")),
)


@lru_cache(maxsize=1)
def templates() -> Environment:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    made = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )
    made.globals |= {"asset": asset, "about": about}
    return made


def about(code: str) -> str:
    """What a finding code stands for."""
    return codes()[code].title if code in codes() else code


@lru_cache(maxsize=32)
def asset(name: str) -> str:
    """The address of a file of ours; it changes with its content, so that browsers may keep it."""
    return f"/static/{name}?{sha256((HERE / 'static' / name).read_bytes()).hexdigest()[:12]}"


def page(request: Request, template: str, status: int = 200, /, **values: Any) -> Response:
    """A whole page. The browser is given its secret when it has none yet."""
    held = entry.secret(request)
    visitor = getattr(request.state, "visitor", None)
    rooms = [(path, name) for path, name, roles in ROOMS if visitor is not None and visitor.role in roles]
    at = request.url.path.replace("/sent/", "/fill/", 1)  # what was sent belongs to the room it was filled in in
    here = next((path for path, _ in rooms if at.startswith(path)), "")
    shared = {
        "visitor": visitor, "alone": entry.settings(request).alone, "csrf": entry.token(held), "rooms": rooms, "here": here,
    }  # fmt: skip
    response = HTMLResponse(templates().get_template(template).render(**shared, **values), status)
    if request.cookies.get(entry.COOKIE) != held:
        give(request, response, held)
    return response


def part(template: str, /, **values: Any) -> str:
    """A piece of a page."""
    return templates().get_template(template).render(**values)


def give(request: Request, response: Response, held: str) -> None:
    """Hand the browser its secret."""
    response.set_cookie(
        entry.COOKIE, held, httponly=True, samesite="strict", secure=request.url.scheme == "https", path="/"
    )


def go(path: str) -> RedirectResponse:
    """On to another page after a change."""
    return RedirectResponse(path, 303)


def download(data: bytes, name: str, kind: str = "application/octet-stream") -> Response:
    """A file to save, under a name that can be nothing else (RFC 5987)."""
    plain = "".join(c if c.isascii() and (c.isalnum() or c in "._-") else "_" for c in name)
    disposition = f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
    return Response(data, media_type=kind, headers={"Content-Disposition": disposition})
