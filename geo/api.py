"""The HTTP doors beside the pages: health, the API, the map's files, and security headers."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from typing import Any

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route, WebSocketRoute
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from geo import assets, live, served, settings
from geo.canonical import canonical_package
from geo.errors import DataError, ParameterError, ParameterProblem
from geo.exports import BOM, export, formats
from geo.filter import Filter
from geo.summary import dimensions


def headers() -> dict[str, str]:
    """What every answer says: only this server's files run, and no other site learns of it.

    An operator's settings may let tiles in, and other sites show the app in a frame.
    """
    tiles, sites = settings.tiles(), settings.framed_by()
    policy = (
        "default-src 'self'",
        # Streamlit-folium runs the map's script inside its own frame with eval.
        "script-src 'self' 'unsafe-inline' 'unsafe-eval'",
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


class SecurityHeaders:
    """Adds the security headers to every HTTP answer."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.headers = headers()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, and its answer back with the headers."""

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(self.headers)
            await send(message)

        await self.app(scope, receive, send_with_headers if scope["type"] == "http" else send)


def problem(status: int, title: str, detail: str, **more: Any) -> Response:
    """A problem document (RFC 9457)."""
    body = {"type": "about:blank", "title": title, "status": status, "detail": detail, **more}
    return Response(json.dumps(body), status, media_type="application/problem+json")


def _unprocessable(error: ParameterError) -> Response:
    errors = [vars(problem) for problem in error.problems]
    return problem(422, "Unprocessable Content", str(error), errors=errors)


def _unavailable() -> Response:
    detail = "the data of this server cannot be read; its log says where"
    return problem(503, "Service Unavailable", detail)


def _answer(request: Request, content: bytes, headers: Mapping[str, str]) -> Response:
    """A whole answer, or 304 when the client has it already."""
    tag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
    changed = datetime.fromisoformat(served.layer().package.created).replace(tzinfo=UTC)
    common = {
        "Access-Control-Allow-Origin": "*",
        "Cache-Control": "no-cache",
        "ETag": tag,
        "Last-Modified": format_datetime(changed, usegmt=True),
    }
    if _known(request, tag, changed):
        return Response(status_code=304, headers=common)
    return Response(content, headers={**common, **headers})


def _known(request: Request, tag: str, changed: datetime) -> bool:
    """Whether the client has this answer; a tag decides before a date (RFC 9110, 13.2.2)."""
    tags = request.headers.get("If-None-Match")
    if tags is not None:
        known = [given.strip().removeprefix("W/") for given in tags.split(",")]
        return tag in known or "*" in known
    try:
        return changed <= parsedate_to_datetime(request.headers.get("If-Modified-Since", ""))
    except (TypeError, ValueError):
        return False


def health(request: Request) -> Response:
    """Whether the layer can be served, its version and number of raids."""
    try:
        layer = served.layer()
    except DataError:
        return Response('{"status":"error"}', 503, media_type="application/json")
    body = {"status": "ok", "version": layer.version, "rows": len(layer["raids"])}
    return Response(json.dumps(body), media_type="application/json")


def _taken(request: Request, *names: str) -> tuple[dict[str, str], list[tuple[str, str]]]:
    """The parameters of the address itself, and those left for the filter."""
    pairs = request.query_params.multi_items()
    own = {name: value for name, value in pairs if name in names}
    for name in own:
        values = request.query_params.getlist(name)
        if len(values) > 1:
            problem = ParameterProblem(name, values[-1], "is given more than once", "one value")
            raise ParameterError([problem])
    return own, [(name, value) for name, value in pairs if name not in names]


def table(request: Request) -> Response:
    """The filtered rows of one table; `limit` and `offset` take a part of them.

    `bom=1` puts a byte order mark before a CSV file, for Excel.
    """
    name, format = request.path_params["table"], request.path_params["format"]
    try:
        resource = served.layer().package.resources.get(name)
        if resource is None or format not in formats(resource):
            return not_found(request)
        own, params = _taken(request, "bom", "limit", "offset")
        if own.get("bom", "1") not in ("0", "1"):
            raise ParameterError([ParameterProblem("bom", own["bom"], "is no switch", "0 or 1")])
        filter = Filter.from_params(params, served.vocabulary())
        made = export(served.layer(), name, filter, format, _part(own))
    except ParameterError as error:
        return _unprocessable(error)
    except DataError:
        return _unavailable()
    content = BOM + made.content if own.get("bom") == "1" and format == "csv" else made.content
    disposition = f'attachment; filename="{made.name}"'
    return _answer(
        request, content, {"Content-Type": made.media_type, "Content-Disposition": disposition}
    )


def _part(own: Mapping[str, str]) -> slice:
    """The rows that `limit` and `offset` ask for."""
    for name in ("limit", "offset"):
        value = own.get(name, "0")
        if not re.fullmatch(r"\d{1,9}", value, re.ASCII):
            allowed = "a whole number of rows, 0 or more"
            raise ParameterError([ParameterProblem(name, value, "is no number of rows", allowed)])
    offset = int(own.get("offset", 0))
    return slice(offset, offset + int(own["limit"]) if "limit" in own else None)


def data_package(request: Request) -> Response:
    """The data package: which tables and columns there are, and what they mean."""
    try:
        spec = served.layer().package.spec
    except DataError:
        return _unavailable()
    return _answer(request, canonical_package(spec), {"Content-Type": "application/json"})


def summary_json(request: Request) -> Response:
    """The filtered raids added up by one or two of the dimensions."""
    try:
        own, params = _taken(request, "by")
        by = dimensions(own.get("by", ""))
        filter = Filter.from_params(params, served.vocabulary())
        body = served.summary(filter, by).to_json(filter)
    except ParameterError as error:
        return _unprocessable(error)
    except DataError:
        return _unavailable()
    content = json.dumps(body, indent=2).encode()
    return _answer(request, content, {"Content-Type": "application/json"})


def brief(request: Request) -> Response:
    """The printable pages of a filter."""
    try:
        filter = Filter.from_params(request.query_params.multi_items(), served.vocabulary())
        content = served.brief(filter)
    except ParameterError as error:
        return _unprocessable(error)
    except DataError:
        return _unavailable()
    disposition = f'inline; filename="brief-{served.layer().version}.html"'
    headers = {"Content-Type": "text/html; charset=utf-8", "Content-Disposition": disposition}
    return _answer(request, content, headers)


async def marks(request: Request) -> Response:
    """The marks of the map for the address of its page.

    Like the page, it leaves out of the filter what is not valid. It stays on the server's own
    thread: a page that runs at the same time would keep another one waiting.
    """
    pairs = request.query_params.multi_items()
    try:
        filter = Filter.parse(pairs, served.vocabulary())[0]
        shade = dict(pairs).get("shade", "")
        content = served.map_marks(filter, shade if shade in served.shadings() else "raids")
    except DataError:
        return _unavailable()
    return _answer(request, content, {"Content-Type": "application/json"})


def caption(request: Request) -> Response:
    """What a picture of the map says, for the address of its page."""
    try:
        filter = Filter.parse(request.query_params.multi_items(), served.vocabulary())[0]
        content = served.map_caption(filter)
    except DataError:
        return _unavailable()
    return _answer(request, content, {"Content-Type": "application/json"})


def takeaway(request: Request) -> Response:
    """The map of a filter as one file that opens offline."""
    try:
        params = request.query_params.multi_items()
        filter = Filter.from_params(params, served.vocabulary())
        content, version = served.takeaway(filter), served.layer().version
    except ParameterError as error:
        return _unprocessable(error)
    except DataError:
        return _unavailable()
    headers = {
        "Content-Type": "text/html; charset=utf-8",
        "Content-Disposition": f'attachment; filename="map-{version}.html"',
    }
    return _answer(request, content, headers)


def asset(request: Request) -> Response:
    """One file of the map."""
    name = request.path_params["name"]
    try:
        if name == "provinces.geojson":
            media_type = assets.MEDIA_TYPES[".geojson"]
            content = export(served.layer(), "provinces", Filter(), "geojson").content
        else:
            media_type, content = assets.asset(name)
    except KeyError:
        return problem(404, "Not Found", "there is no such file")
    except DataError:
        return _unavailable()
    return _answer(request, content, {"Content-Type": media_type})


def not_found(request: Request) -> Response:
    """What has no address: without this, the app's page would answer with 200."""
    return problem(404, "Not Found", "there is nothing at this address")


ROUTES = (
    Route("/healthz", health),
    Route("/api/v1/summary.json", summary_json),
    Route("/api/v1/datapackage.json", data_package),
    Route("/api/v1/{table}.{format}", table),
    Route("/brief.html", brief),
    Route("/map/marks.json", marks),
    Route("/map/caption.json", caption),
    Route("/map.html", takeaway),
    WebSocketRoute("/map/live/{key}", live.listen),
    Route("/assets/{name}", asset),
    Route("/api/{path:path}", not_found),
    Route("/api", not_found),
)
