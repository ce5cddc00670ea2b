"""A client that calls the app itself: no server, no port, no package."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware

from geo.server.api import MIDDLEWARE, ROUTES

HOME = "http://127.0.0.1:8501"
"""Address of the server that answers."""


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    content: bytes

    def json(self) -> Any:
        return json.loads(self.content)


def app() -> Starlette:
    """The routes, with the compression that Streamlit puts around them."""
    middleware = [*MIDDLEWARE, Middleware(GZipMiddleware)]
    return Starlette(routes=list(ROUTES), middleware=middleware)


def call(path: str, params: Any = (), method: str = "GET", **headers: str) -> Answer:
    """Ask for an address; a header is named with `_` for `-`."""
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": path,
        "raw_path": quote(path).encode(),
        "root_path": "",
        "query_string": urlencode([tuple(pair) for pair in params]).encode(),
        "headers": [
            (name.replace("_", "-").lower().encode(), value.encode())
            for name, value in {"host": "127.0.0.1:8501", **headers}.items()
        ],
        "server": ("127.0.0.1", 8501),
        "client": ("127.0.0.1", 50000),
    }
    sent: list[Any] = []
    asked: list[None] = []

    async def receive() -> Any:
        if asked:
            await asyncio.Event().wait()  # A client that stays to hear the whole answer.
        asked.append(None)
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Any) -> None:
        sent.append(message)

    asyncio.run(app()(scope, receive, send))
    start = next(m for m in sent if m["type"] == "http.response.start")
    body = b"".join(m.get("body", b"") for m in sent if m["type"] == "http.response.body")
    lines = {name.decode().lower(): value.decode() for name, value in start["headers"]}
    return Answer(start["status"], lines, body)
