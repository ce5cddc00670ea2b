"""What goes back over HTTP: an answer, the word that it has not changed, or a problem document."""

from __future__ import annotations

import gzip
import hashlib
import json
import logging
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
from email.utils import format_datetime, parsedate_to_datetime
from functools import cache
from pathlib import Path
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.types import Receive, Scope, Send

import geo
from geo.model.errors import DataError, ParameterError
from geo.server import served
from geo.server.headers import AS_IT_IS
from geo.server.kept import Kept

READ = ("GET", "HEAD")
ALLOW = "GET, HEAD, OPTIONS"

SHARED = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "Content-Disposition, ETag, Last-Modified, Link",
}
"""A page of any site may read what is open to everyone (Fetch Standard, CORS)."""

PREFLIGHT = {
    "Access-Control-Allow-Headers": "*",
    "Access-Control-Allow-Methods": "GET, HEAD",
    "Access-Control-Max-Age": "86400",
    "Allow": ALLOW,
}
"""What a browser is told that asks before it reads, in seconds where it is a time."""

COMPRESSIBLE = (
    *("text/", "application/json", "application/geo+json", "application/ld+json"),
    "application/atom+xml",
)
"""How media types begin that gzip makes smaller; XLSX and Parquet are compressed already."""

_kept = Kept(64_000_000)


def problem(
    status: int, title: str, detail: str, headers: Mapping[str, str] | None = None, **more: Any
) -> Response:
    """A problem document (RFC 9457)."""
    body = {"type": "about:blank", "title": title, "status": status, "detail": detail, **more}
    return Response(
        json.dumps(body),
        status,
        headers={**SHARED, **(headers or {})},
        media_type="application/problem+json",
    )


def not_found(detail: str) -> Response:
    """What is said where there is nothing."""
    return problem(404, "Not Found", detail)


def _unprocessable(error: ParameterError) -> Response:
    errors = [vars(problem) for problem in error.problems]
    return problem(422, "Unprocessable Content", str(error), errors=errors)


class Reading:
    """One address that can be read and not changed, as an ASGI app around what answers it.

    Parameters
    ----------
    answer : async callable
        Gets the request and gives the response. A `ParameterError` of it becomes a 422, a
        `DataError` a 503; of any other error the reader learns no more than that it is one.
    """

    def __init__(self, answer: Callable[[Request], Awaitable[Response]]) -> None:
        self.answer = answer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        response = await self._response(Request(scope, receive))
        response.headers.setdefault("Content-Encoding", AS_IT_IS)
        await response(scope, receive, send)

    async def _response(self, request: Request) -> Response:
        if request.method == "OPTIONS":
            return Response(status_code=204, headers={**SHARED, **PREFLIGHT})
        if request.method not in READ:
            detail = f"{request.method} is not allowed here: this address is read-only"
            return problem(405, "Method Not Allowed", detail, {"Allow": ALLOW})
        try:
            return await self.answer(request)
        except ParameterError as error:
            return _unprocessable(error)
        except DataError:
            detail = "the data of this server cannot be read; its log says where"
            return problem(503, "Service Unavailable", detail)
        except Exception:
            logging.getLogger("geo").exception("No answer to %s", request.url.path)
            return problem(500, "Internal Server Error", "the server's log says more")


@dataclass(frozen=True)
class View:
    """What is asked for, known before any of it is made.

    Attributes
    ----------
    tag : str
        Changes whenever the content does.
    media_type : str
    make : callable
        Makes the content; is asked only when the client does not have it.
    file : str
        What it is called where it is saved; empty for what no reader saves.
    shown : bool
        Whether a browser shows it, or saves it at once.
    headers : callable
        Further headers of a whole answer.
    ready : bool
        Whether the content is there already: then it waits for no other thread.
    """

    tag: str
    media_type: str
    make: Callable[[], bytes]
    file: str = ""
    shown: bool = True
    headers: Callable[[], Mapping[str, str]] = dict
    ready: bool = False

    @property
    def compressible(self) -> bool:
        """Whether it is worth compressing."""
        return self.media_type.startswith(COMPRESSIBLE)

    def said(self) -> dict[str, str]:
        """The headers that tell of the content."""
        kind = "inline" if self.shown else "attachment"
        named = {"Content-Disposition": f'{kind}; filename="{self.file}"'} if self.file else {}
        return {"Content-Type": self.media_type, **named, **self.headers()}


@cache
def _state() -> str:
    """What every answer follows from: the layer's files, and the code that reads them."""
    digest = hashlib.sha256(served.layer().fingerprint.encode())
    for path in sorted(Path(geo.__file__).parent.rglob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def tag_of(address: str) -> str:
    """The tag of what stands at an address of the layer, without looking there.

    Parameters
    ----------
    address : str
        Path and query in their one canonical spelling.
    """
    return hashlib.sha256(f"{_state()}\n{address}".encode()).hexdigest()[:32]


def tag_of_content(content: bytes) -> str:
    """The tag of bytes that are there already."""
    return hashlib.sha256(content).hexdigest()[:32]


def takes_gzip(accepted: str) -> bool:
    """Whether a client can be sent gzip, by its `Accept-Encoding` (RFC 9110, 12.5.3).

    Examples
    --------
    >>> takes_gzip("br, gzip;q=0.5"), takes_gzip("gzip;q=0, *"), takes_gzip("xgzip")
    (True, False, False)
    """
    weights = {}
    for given in accepted.lower().split(","):
        coding, _, weight = given.partition(";")
        weights[coding.strip()] = weight.strip().removeprefix("q=")
    try:
        return float(weights.get("gzip", weights.get("*", "0")) or "1") > 0
    except ValueError:
        return False


async def answer(request: Request, view: View) -> Response:
    """A whole answer, or 304 when the client has it."""
    zipped = view.compressible and takes_gzip(request.headers.get("Accept-Encoding", ""))
    common = _validators(view, zipped=zipped)
    if _known(request, view.tag, common["Last-Modified"]):
        return Response(status_code=304, headers=common)
    content = _kept.get((view.tag, zipped))
    if content is None and view.ready:
        content = _made(view, zipped=zipped)
    elif content is None:
        content = await run_in_threadpool(_made, view, zipped=zipped)
    headers = {**common, **view.said()}
    if zipped:
        headers["Content-Encoding"] = "gzip"
    return Response(content, headers=headers)


def stream(request: Request, view: View, pieces: Callable[[], Iterable[bytes]]) -> Response:
    """The same for what is too large to be held: it is sent as it is made, and not kept."""
    common = _validators(view, zipped=False)
    if _known(request, view.tag, common["Last-Modified"]):
        return Response(status_code=304, headers=common)
    headers = {**common, **view.said()}
    return StreamingResponse(pieces() if request.method == "GET" else (), headers=headers)


def _validators(view: View, *, zipped: bool) -> dict[str, str]:
    common = {
        **SHARED,
        "Cache-Control": "no-cache",
        # Two encodings of one content are two representations (RFC 9110, 8.8.3.3).
        "ETag": f'"{view.tag}-gzip"' if zipped else f'"{view.tag}"',
        "Last-Modified": format_datetime(served.layer().changed, usegmt=True),
    }
    return common | {"Vary": "Accept-Encoding"} if view.compressible else common


def _made(view: View, *, zipped: bool) -> bytes:
    plain = _kept.get((view.tag, False))
    if plain is None:
        plain = view.make()
        _kept.put((view.tag, False), plain)
    if not zipped:
        return plain
    content = gzip.compress(plain, compresslevel=6, mtime=0)
    _kept.put((view.tag, True), content)
    return content


def _known(request: Request, tag: str, changed: str) -> bool:
    """Whether the client has this answer; a tag decides before a date (RFC 9110, 13.2.2)."""
    tags = request.headers.get("If-None-Match")
    if tags is not None:
        known = [given.strip().removeprefix("W/") for given in tags.split(",")]
        return any(given in known for given in (f'"{tag}"', f'"{tag}-gzip"', "*"))
    try:
        since = parsedate_to_datetime(request.headers.get("If-Modified-Since", ""))
        return parsedate_to_datetime(changed) <= since
    except (TypeError, ValueError):
        return False
