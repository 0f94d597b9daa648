"""Who may ask the page anything: this computer's browser, from the page itself, with the cookie of the first link.

A page on loopback is within reach of every other site that the browser has open. So the name that was asked for
(Host) must be ours, or a foreign name could be pointed at this computer (DNS rebinding); what changes something must
come from our own page (Origin); and everything needs the cookie, which only the first link gives.
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from urllib.parse import parse_qs

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import cookie_parser
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

FIRST = "/first"  # the first link: it carries the token and gives the cookie
_SAFE = ("GET", "HEAD")
_HEADERS = {
    # no inline script or style, nothing from elsewhere, shown in nobody's frame
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}


@dataclass(frozen=True)
class RequestGuard:
    """Middleware (ASGI). ``token``: the secret of this start. ``port``: where the page listens."""

    app: ASGIApp
    token: str
    port: int

    @property
    def cookie(self) -> str:
        """Cookies know no ports: two pages at once need two names."""
        return f"kaohe_{self.port}"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def sealed(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(_HEADERS)
            await send(message)

        refused = self._answer(scope)
        await (refused or self.app)(scope, receive, sealed)

    def _answer(self, scope: Scope) -> Response | None:
        """What is said instead of the page; None where the page may answer."""
        headers = Headers(scope=scope)
        if headers.get("host", "") not in self._hosts():
            return PlainTextResponse("只能用本机地址打开这个页面。", 421)
        if scope["method"] not in _SAFE and not self._from_here(headers):
            return PlainTextResponse("这个请求不是从考核的页面上来的，没有执行。", 403)
        if scope["path"] == FIRST:
            return self._first(scope)
        known = cookie_parser(headers.get("cookie", "")).get(self.cookie, "")
        if not hmac.compare_digest(known.encode(), self.token.encode()):
            return PlainTextResponse("请用启动时给出的链接打开这个页面（双击考核，或运行 kaohe open）。", 403)
        return None

    def _hosts(self) -> tuple[str, str]:
        return f"127.0.0.1:{self.port}", f"localhost:{self.port}"

    def _from_here(self, headers: Headers) -> bool:
        return headers.get("origin", "") in [f"http://{host}" for host in self._hosts()]

    def _first(self, scope: Scope) -> Response:
        given = parse_qs(scope["query_string"].decode("latin-1")).get("token", [""])[0]
        if not hmac.compare_digest(given.encode(), self.token.encode()):
            return PlainTextResponse("这个链接已经失效：请重新双击考核，或运行 kaohe open。", 403)
        to = parse_qs(scope["query_string"].decode("latin-1")).get("to", ["/"])[0]
        response = RedirectResponse(to if to.startswith("/") and not to.startswith(("//", "/\\")) else "/", 303)
        response.set_cookie(self.cookie, self.token, httponly=True, samesite="strict", path="/")
        return response
