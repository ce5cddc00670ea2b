"""Headers of this server's answers: security for all, and of a page what describes the whole."""

from __future__ import annotations

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from geo import settings
from geo.files.links import API, header


def headers() -> dict[str, str]:
    """What every answer says: only this server's files run, and no other site learns of it.

    An operator's settings may let tiles in, and other sites show the app in a frame.
    """
    tiles, sites = settings.tiles(), settings.framed_by()
    policy = (
        "default-src 'self'",
        # Streamlit-folium runs the map's script inside its own frame with eval.
        # Its own components come as text, and are run from a blob.
        "script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:",
        "style-src 'self' 'unsafe-inline'",
        f"img-src 'self' data: blob:{f' {tiles.origin}' if tiles else ''}",
        "font-src 'self' data:",
        "connect-src 'self'",
        "worker-src 'self' blob:",
        "frame-src 'self' blob: data:",
        " ".join(("frame-ancestors 'self'", *sites)),
        "object-src 'none'",
        "base-uri 'self'",
        "form-action 'self'",
    )
    said = {
        "Content-Security-Policy": "; ".join(policy),
        "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
    }
    # The older header knows no list of sites, and browsers heed it only without the newer one.
    return said if sites else {**said, "X-Frame-Options": "SAMEORIGIN"}


AS_IT_IS = "identity"
"""Encoding of an answer that Streamlit's own compression is to leave alone: it would spend time
on every request, and send two representations under one tag. No client is told of it."""

_PLAIN = (b"content-encoding", AS_IT_IS.encode())

_DESCRIBED = (b"link", header({"describedby": f"{API}/dataset.jsonld"}).encode())
"""Where a program that reads a page finds the layer's description (schema.org): the pages are
Streamlit's, and their HTML is the same for all."""


class SecurityHeaders:
    """Adds the security headers to every HTTP answer, and to a page what describes it."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self._said = [(n.lower().encode(), value.encode()) for n, value in headers().items()]
        self._names = frozenset(name for name, _ in self._said)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, and its answer back with the headers."""

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                others = [h for h in message["headers"] if h[0] not in self._names]
                paged = (b"content-type", b"text/html; charset=utf-8") in others
                more = [*self._said, _DESCRIBED] if paged else self._said
                message["headers"] = [h for h in others if h != _PLAIN] + more
            await send(message)

        await self.app(scope, receive, send_with_headers if scope["type"] == "http" else send)
