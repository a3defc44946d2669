"""At the door of every request, before anything is read: who is asked for, how much is sent; and what browsers may do
with the answer."""

from __future__ import annotations

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from scoring.desk.uploads import MOST

BODY = 2_000_000  # bytes of an ordinary request; what a form of thousands of rows needs
UPLOADS = ("/upload", "/api/v1/check")  # ends of paths that take files

_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_HEADERS = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


class TooMuch(Exception):
    """More was sent than allowed."""


class Guard:
    """ASGI middleware. `hosts`: the names this server answers to, None for any."""

    def __init__(self, app: ASGIApp, hosts: frozenset[str] | None) -> None:
        self.app, self.hosts = app, hosts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        answer = _guarded(send, str(scope["path"]).startswith("/static/"))
        if self.hosts is not None and _name(headers.get("host", "")) not in self.hosts:
            refusal = PlainTextResponse("本机方式只接受 127.0.0.1 或 localhost 这样的地址。", 421)
            await refusal(scope, receive, answer)
            return
        most = MOST + BODY if str(scope["path"]).endswith(UPLOADS) else BODY
        length = headers.get("content-length", "0")
        if not length.isdigit() or int(length) > most:
            await _large(most)(scope, receive, answer)
            return
        begun = False

        async def counted(message: Message) -> None:
            nonlocal begun
            begun = begun or message["type"] == "http.response.start"
            await answer(message)

        try:
            await self.app(scope, _bounded(receive, most), counted)
        except TooMuch:
            if not begun:
                await _large(most)(scope, receive, answer)


def _name(host: str) -> str:
    """A Host header without its port."""
    return host.rpartition(":")[0] if ":" in host and not host.endswith("]") else host


def _large(most: int) -> PlainTextResponse:
    return PlainTextResponse(f"送来的内容太大，一次最多 {most // 1_000_000} MB。", 413)


def _bounded(receive: Receive, most: int) -> Receive:
    """Stops reading where too much is sent without saying so beforehand."""
    seen = 0

    async def read() -> Message:
        nonlocal seen
        message = await receive()
        seen += len(message.get("body", b""))
        if seen > most:
            raise TooMuch
        return message

    return read


def _guarded(send: Send, static: bool) -> Send:
    """Answers with the headers that keep browsers strict; pages are never stored by anybody on the way."""

    async def answer(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in _HEADERS.items():
                headers[name] = value
            headers["Cache-Control"] = "public, max-age=31536000, immutable" if static else "no-store"
        await send(message)

    return answer
