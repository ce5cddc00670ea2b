"""The HTTP doors beside the pages: health, the API, the map's files."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path

from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from geo.checks.canonical import canonical_package
from geo.files import citation, feed, links
from geo.files.exports import BOM, MEDIA_TYPES, describe, export, file_name, formats, pieces
from geo.map import assets
from geo.map.shading import RAIDS, chosen
from geo.model import dates
from geo.model.descriptor import PACKAGE
from geo.model.errors import DataError, ParameterError, ParameterProblem
from geo.model.filter import PARAMETERS, Filter
from geo.query.summary import dimensions
from geo.server import openapi, reference, served
from geo.server.answers import (
    SHARED,
    Reading,
    View,
    answer,
    not_found,
    stream,
    tag_of,
    tag_of_content,
)
from geo.server.headers import SecurityHeaders

JSON = "application/json"

LARGE = 100_000
"""Rows of a table from which on its CSV is sent as it is made, and never held whole."""


async def health(request: Request) -> Response:
    """Whether the layer can be served, its version and number of raids.

    Whatever parameters a load balancer adds to keep caches away are taken.
    """
    try:
        layer = await run_in_threadpool(served.layer)
    except DataError:
        return Response('{"status":"error"}', 503, headers=SHARED, media_type=JSON)
    said = {"status": "ok", "version": layer.version, "rows": served.size("raids")}
    body = json.dumps(said).encode()
    view = View(tag_of_content(body), JSON, lambda: body, _name("health", "json"), ready=True)
    return await answer(request, view)


def _taken(request: Request, *names: str) -> tuple[dict[str, str], Filter]:
    """The parameters of the address itself, called `names`, and the filter the others make."""
    pairs = request.query_params.multi_items()
    own = {name: value for name, value in pairs if name in names}
    for name in own:
        values = request.query_params.getlist(name)
        if len(values) > 1:
            problem = ParameterProblem(name, values[-1], "is given more than once", "one value")
            raise ParameterError([problem])
    params = [(name, value) for name, value in pairs if name not in names]
    filter, problems = Filter.parse(params, served.vocabulary())
    if problems:
        allowed = f"one of {', '.join((*PARAMETERS, *names))}"
        raise ParameterError(
            [p if p.parameter in PARAMETERS else replace(p, allowed=allowed) for p in problems]
        )
    return own, filter


def _takes_none(request: Request) -> None:
    """Refuse parameters where an address has none, and no filter."""
    pairs = request.query_params.multi_items()
    if pairs:
        allowed = "none: this address takes no parameters"
        raise ParameterError([ParameterProblem(*p, "is no parameter", allowed) for p in pairs])


def _home(request: Request) -> str:
    """Address of the server, as the client knows it, without a slash at its end."""
    return str(request.base_url).rstrip("/")


async def table(request: Request) -> Response:
    """The filtered rows of one table; `limit` and `offset` take a part of them.

    `bom=1` puts a byte order mark before a CSV file, for Excel; no other format has one.
    """
    name, format = request.path_params["table"], request.path_params["format"]
    resource = served.layer().package.every.get(name)
    if resource is None or format not in formats(resource):
        return nothing_here()
    own, filter = _taken(request, "limit", "offset", *(["bom"] if format == "csv" else []))
    part, mark = _part(own), _mark(own)
    home = _home(request)
    address = links.table_address(name, format, filter, *sorted(own.items()))
    view = View(
        tag_of(f"{home}{address}"),
        MEDIA_TYPES[format],
        lambda: mark + export(served.layer(), name, filter, format, part, home=home).content,
        _name(name, format),
        shown=False,
        headers=lambda: _links(name, format, filter, own),
    )
    if format == "csv" and served.size(name) > LARGE:
        return stream(request, view, lambda: pieces(served.layer(), name, filter, part, mark))
    return await answer(request, view)


def _name(what: str, format: str) -> str:
    """What the file of an answer is called."""
    return file_name(served.layer(), what, format)


def _links(table: str, format: str, filter: Filter, own: Mapping[str, str]) -> dict[str, str]:
    """Where what goes with a table's rows is, and its other parts."""
    part = [(n, own[n]) for n in ("limit", "offset") if n in own]
    targets = {"describedby": links.table_address(table, "metadata.json", filter, *part)}
    if "limit" in own:
        limit, offset = int(own["limit"]), int(own.get("offset", 0))
        rows = len(served.rows(table, filter))
        for relation, start in links.offsets(limit, offset, rows).items():
            params = {**own, "offset": str(start)}
            targets[relation] = links.table_address(table, format, filter, *params.items())
    return {"Link": links.header(targets)}


def _mark(own: Mapping[str, str]) -> bytes:
    if own.get("bom", "1") not in ("0", "1"):
        raise ParameterError([ParameterProblem("bom", own["bom"], "is no switch", "0 or 1")])
    return BOM if own.get("bom") == "1" else b""


async def metadata(request: Request) -> Response:
    """What goes with the rows of a table: filter, version, licence, citation, sources."""
    name = request.path_params["table"]
    if name not in served.layer().package.every:
        return nothing_here()
    own, filter = _taken(request, "limit", "offset")
    part = _part(own)
    home = _home(request)
    address = links.table_address(name, "metadata.json", filter, *sorted(own.items()))
    made = partial(describe, served.layer(), name, filter, "csv", part, home=home)
    view = View(tag_of(f"{home}{address}"), JSON, made, _name(name, "metadata.json"))
    return await answer(request, view)


async def cited(request: Request) -> Response:
    """How the view of a filter is cited; `accessed` is the day on which it was seen."""
    form = request.path_params["form"]
    if form not in citation.FORMATS:
        return nothing_here()
    own, filter = _taken(request, "accessed")
    seen = _accessed(own)
    home = _home(request)
    page = links.address(f"{home}/", filter.to_params())
    media_type, written = citation.FORMATS[form]
    address = links.address(f"{home}{request.url.path}", [*own.items(), *filter.to_params()])

    def made() -> bytes:
        cited = citation.cite(served.layer(), served.said(filter), page, seen)
        return written(cited).encode()

    view = View(tag_of(address), media_type, made, _name("citation", form))
    return await answer(request, view)


def _accessed(own: Mapping[str, str]) -> date | None:
    if "accessed" not in own:
        return None
    try:
        first, last = dates.bounds(own["accessed"])
        if first == last:
            return first
    except ValueError:
        pass
    allowed = "a day of the calendar as YYYY-MM-DD"
    raise ParameterError([ParameterProblem("accessed", own["accessed"], "is no day", allowed)])


async def dataset(request: Request) -> Response:
    """The layer as search engines for data read it (schema.org, JSON-LD)."""
    _takes_none(request)
    home = _home(request)

    def made() -> bytes:
        said = citation.dataset(served.layer(), home)
        return json.dumps(said, ensure_ascii=False, indent=2).encode()

    tag = tag_of(f"{home}{request.url.path}")
    view = View(tag, "application/ld+json", made, _name("dataset", "jsonld"))
    return await answer(request, view)


async def atom(request: Request) -> Response:
    """What is new among what a filter means (Atom)."""
    filter = _taken(request)[1]
    home = _home(request)
    address = links.address(f"{home}{request.url.path}", filter.to_params())
    made = partial(feed.feed, served.layer(), filter, home)
    view = View(tag_of(address), feed.MEDIA_TYPE, made, _name("feed", "atom"))
    return await answer(request, view)


def _part(own: Mapping[str, str]) -> slice:
    """The rows that `limit` and `offset` ask for."""
    for name in ("limit", "offset"):
        value = own.get(name, "0")
        if not re.fullmatch(r"\d{1,9}", value, re.ASCII):
            allowed = "a whole number of rows, from 0 to 999999999"
            raise ParameterError([ParameterProblem(name, value, "is no number of rows", allowed)])
    offset = int(own.get("offset", 0))
    return slice(offset, offset + int(own["limit"]) if "limit" in own else None)


async def data_package(request: Request) -> Response:
    """The data package: which tables and columns there are, and what they mean."""
    _takes_none(request)
    spec = served.layer().package.spec

    def made() -> bytes:
        # A path is a file of this address; that of the folder may be called otherwise.
        told = [{**r, "path": f"{r['name']}{Path(r['path']).suffix}"} for r in spec["resources"]]
        return canonical_package({**spec, "resources": told})

    # By this very name other tools know it (Data Package).
    return await answer(request, View(tag_of(request.url.path), JSON, made, PACKAGE))


async def openapi_json(request: Request) -> Response:
    """What this API is (OpenAPI 3.1)."""
    _takes_none(request)

    def made() -> bytes:
        return json.dumps(openapi.document(served.layer()), ensure_ascii=False).encode()

    view = View(tag_of(request.url.path), JSON, made, _name("openapi", "json"))
    return await answer(request, view)


async def reference_page(request: Request) -> Response:
    """The same as a page."""
    _takes_none(request)
    home = _home(request)

    def made() -> bytes:
        layer = served.layer()
        return reference.page(openapi.document(layer), citation.dataset(layer, home)).encode()

    tag = tag_of(f"{home}{request.url.path}")
    return await answer(request, View(tag, "text/html; charset=utf-8", made))


async def summary_json(request: Request) -> Response:
    """The filtered raids added up by one or two of the dimensions."""
    own, filter = _taken(request, "by")
    by = dimensions(own.get("by", ""))
    address = links.address(request.url.path, [("by", ",".join(by)), *filter.to_params()])

    def made() -> bytes:
        return json.dumps(served.summary(filter, by).to_json(filter), indent=2).encode()

    view = View(tag_of(address), JSON, made, _name("summary", "json"))
    return await answer(request, view)


async def marks(request: Request) -> Response:
    """The marks of the map for the address of its page.

    Like the page, it leaves out of the filter what is not valid. They are worked out on the
    server's own thread: a page that runs at the same time would keep another one waiting.
    """
    pairs = request.query_params.multi_items()
    shade = dict(pairs).get("shade", "")
    content = served.map_marks(_meant(request), shade if shade in served.shadings() else "raids")
    view = View(tag_of_content(content), JSON, lambda: content, ready=True)
    return await answer(request, view)


async def place(request: Request) -> Response:
    """At which mark of the map a record stands."""
    content = json.dumps(served.place(request.query_params.get("record", ""))).encode()
    return await answer(request, View(tag_of_content(content), JSON, lambda: content))


async def caption(request: Request) -> Response:
    """What a picture of the map says, for the address of its page."""
    content = served.map_caption(_meant(request))
    return await answer(request, View(tag_of_content(content), JSON, lambda: content))


def _meant(request: Request) -> Filter:
    """The filter of a page's address, as far as it is valid."""
    return Filter.parse(request.query_params.multi_items(), served.vocabulary())[0]


async def brief(request: Request) -> Response:
    """The printable pages of a filter, with the page's choice of shades."""
    filter, shaded, params = _shaded(request)
    home = _home(request)
    make = partial(served.brief, filter, shaded, home)
    return await _document(request, params, make, "brief", shown=True, home=home)


async def takeaway(request: Request) -> Response:
    """The map of a filter as one file that opens offline, with the page's choice of shades."""
    filter, shaded, params = _shaded(request)
    make = partial(served.takeaway, filter, shaded)
    return await _document(request, params, make, "map", shown=False)


def _shaded(request: Request) -> tuple[Filter, str, list[tuple[str, str]]]:
    """A filter, what provinces are shaded by, and the parameters that say both."""
    own, filter = _taken(request, "shade")
    shaded = chosen(served.layer(), own.get("shade", RAIDS))
    return filter, shaded, [*filter.to_params(), *([("shade", shaded)] if shaded != RAIDS else [])]


async def _document(
    request: Request,
    params: Sequence[tuple[str, str]],
    make: Callable[[], bytes],
    name: str,
    *,
    shown: bool,
    home: str = "",
) -> Response:
    """A page of some parameters that stands by itself; `home` where it names its server."""
    address = links.address(f"{home}{request.url.path}", params)
    file = _name(name, "html")
    view = View(tag_of(address), "text/html; charset=utf-8", make, file, shown)
    return await answer(request, view)


async def asset(request: Request) -> Response:
    """One file of the map."""
    name = request.path_params["name"]
    try:
        if name == "provinces.geojson":
            media_type = assets.MEDIA_TYPES[".geojson"]
            content = export(served.layer(), "provinces", Filter(), "geojson").content
        else:
            media_type, content = assets.asset(name)
    except KeyError:
        return not_found("there is no such file")
    return await answer(request, View(tag_of_content(content), media_type, lambda: content))


async def nothing(request: Request) -> Response:
    """What has no address: without this, the app's page would answer with 200."""
    return nothing_here()


def nothing_here() -> Response:
    """What is said at an address that there is not."""
    return not_found("there is nothing at this address")


ROUTES = (
    Route("/healthz", Reading(health)),
    Route("/api/v1/summary.json", Reading(summary_json)),
    Route("/api/v1/datapackage.json", Reading(data_package)),
    Route("/api/v1/openapi.json", Reading(openapi_json)),
    Route("/api/v1", Reading(reference_page)),
    Route("/api/v1/", Reading(reference_page)),
    Route("/api/v1/dataset.jsonld", Reading(dataset)),
    Route("/api/v1/citation.{form}", Reading(cited)),
    Route("/api/v1/{table}.metadata.json", Reading(metadata)),
    Route("/api/v1/{table}.{format}", Reading(table)),
    Route("/feed.atom", Reading(atom)),
    Route("/brief.html", Reading(brief)),
    Route("/map.html", Reading(takeaway)),
    Route("/map/marks.json", Reading(marks)),
    Route("/map/place.json", Reading(place)),
    Route("/map/caption.json", Reading(caption)),
    Route("/assets/{name}", Reading(asset)),
    Route("/api/{path:path}", Reading(nothing)),
    Route("/api", Reading(nothing)),
)

MIDDLEWARE = (Middleware(SecurityHeaders),)
