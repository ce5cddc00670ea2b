"""The API's own description (OpenAPI 3.1), made from the data package and the filter."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from geo.files import feed
from geo.files.citation import FORMATS as CITATIONS
from geo.files.exports import MEDIA_TYPES, formats
from geo.files.links import API
from geo.model.filter import PARAMETERS
from geo.model.layer import Layer
from geo.model.schema import Field, Resource
from geo.model.vocabulary import Vocabulary
from geo.query.selection import bearing
from geo.query.summary import DIMENSIONS
from geo.server.components import HEADERS, RESPONSES, SCHEMAS, Spec

DAY = {
    "anyOf": [
        {"type": "string", "format": "date"},
        {"type": "string", "pattern": r"^[1-9]\d{3}(-(0[1-9]|1[0-2]))?$"},
    ]
}
"""A day, a month or a year."""


def document(layer: Layer) -> Spec:
    """The whole document.

    Parameters
    ----------
    layer : Layer
        Its data package says which tables and columns there are, its vocabulary what a
        filter may say.

    Returns
    -------
    dict
        JSON objects, in the order in which they should be read.
    """
    package = layer.package
    return {
        "openapi": "3.1.0",
        "info": {
            "title": package.title,
            "version": package.version,
            "summary": "Read-only access to every table, filtered as on the pages.",
            "description": str(package.spec.get("description", "")),
            "license": _licence(package.spec),
        },
        "tags": [
            {"name": "tables", "description": "Rows of the layer, in each format."},
            {"name": "figures", "description": "Totals as ranges, with their coverage."},
            {"name": "description", "description": "What the layer and this API are."},
        ],
        "paths": {
            **{f"{API}/{t}.{{format}}": _table(r) for t, r in package.every.items()},
            **{f"{API}/{t}.metadata.json": _metadata(r) for t, r in package.every.items()},
            f"{API}/summary.json": _summary(),
            f"{API}/citation.{{form}}": _citation(),
            f"{API}/dataset.jsonld": _plain(
                "dataset", "The layer as a schema.org Dataset", "application/ld+json"
            ),
            f"{API}/datapackage.json": _plain("datapackage", "The data package"),
            f"{API}/openapi.json": _plain("openapi", "This document"),
            "/feed.atom": _feed(),
            "/healthz": _health(),
        },
        "components": {
            "parameters": _parameters(Vocabulary(layer)),
            "headers": HEADERS,
            "responses": RESPONSES,
            "schemas": {
                **{name: _row(resource) for name, resource in package.every.items()},
                **SCHEMAS,
            },
        },
    }


def _licence(spec: Mapping[str, Any]) -> Spec:
    first = spec["licenses"][0]
    return {"name": first["title"], "url": first["path"]}


def _reference(kind: str, name: str) -> Spec:
    return {"$ref": f"#/components/{kind}/{name}"}


def filtered(*more: Spec) -> list[Spec]:
    """The parameters of an address that takes the filter, its own ones first."""
    return [*more, *(_reference("parameters", name) for name in PARAMETERS)]


def _get(name: str, title: str, tag: str, content: Spec, **more: Any) -> Spec:
    chosen = any(parameter.get("in") == "path" for parameter in more.get("parameters", ()))
    missing = {"404": _reference("responses", "missing")} if chosen else {}
    return {
        "get": {
            "operationId": name,
            "summary": title,
            "tags": [tag],
            **more,
            "responses": {
                "200": {"description": title, "headers": _answered(), "content": content},
                "304": _reference("responses", "unchanged"),
                **missing,
                "422": _reference("responses", "unprocessable"),
                "503": _reference("responses", "unavailable"),
            },
        }
    }


def _answered() -> Spec:
    return {name: _reference("headers", name) for name in HEADERS}


def _choice(name: str, values: tuple[str, ...]) -> Spec:
    """A parameter that stands in the path."""
    schema = {"type": "string", "enum": list(values)}
    return {"name": name, "in": "path", "required": True, "schema": schema}


def _table(resource: Resource) -> Spec:
    offered = formats(resource)
    content = {MEDIA_TYPES[f].split(";")[0]: {"schema": _content(resource, f)} for f in offered}
    own = [_reference("parameters", name) for name in ("limit", "offset", "bom")]
    return _get(
        resource.name,
        resource.title,
        "tables",
        content,
        description=f"{resource.description} {_narrowed(resource.name)}",
        parameters=filtered(_choice("format", offered), *own),
    )


def _narrowed(table: str) -> str:
    """Which parameters of the filter have an effect on a table, in words."""
    known = bearing(table)
    if known == PARAMETERS:
        return "Filtered by every parameter of the filter."
    named = ", ".join(known)
    return f"Filtered by {named}; the filter's other parameters are taken, and have no effect."


def _content(resource: Resource, format: str) -> Spec:
    if format == "json":
        return {"type": "array", "items": _reference("schemas", resource.name)}
    if format == "geojson":
        return _reference("schemas", "FeatureCollection")
    if format == "csv":
        return {"type": "string", "description": ",".join(resource.columns)}
    return {"contentMediaType": MEDIA_TYPES[format]}


def _summary() -> Spec:
    content = {"application/json": {"schema": _reference("schemas", "Summary")}}
    by = {
        "name": "by",
        "in": "query",
        "required": True,
        "description": f"One or two of {', '.join(DIMENSIONS)}.",
        "style": "form",
        "explode": False,
        "schema": {
            "type": "array",
            "items": {"type": "string", "enum": list(DIMENSIONS)},
            "minItems": 1,
            "maxItems": 2,
            "uniqueItems": True,
        },
        "example": ["month", "nationality"],
    }
    return _get("summary", "Raids added up", "figures", content, parameters=filtered(by))


def _metadata(resource: Resource) -> Spec:
    content = {"application/json": {"schema": _reference("schemas", "Metadata")}}
    return _get(
        f"{resource.name}_metadata",
        f"{resource.title}: what goes with a file of these rows",
        "description",
        content,
        description=f"{_narrowed(resource.name)}",
        parameters=filtered(*(_reference("parameters", name) for name in ("limit", "offset"))),
    )


def _citation() -> Spec:
    texts: Spec = {media_type.split(";")[0]: {} for media_type, _ in CITATIONS.values()}
    schema = {"type": "string", "format": "date"}
    seen = _one("accessed", "Day on which the view was seen.", schema, "2026-11-24")
    return _get(
        "citation",
        "How one view is cited",
        "description",
        {**texts, "application/vnd.citationstyles.csl+json": {"schema": {"type": "array"}}},
        parameters=filtered(_choice("form", tuple(CITATIONS)), seen),
    )


def _feed() -> Spec:
    content = {feed.MEDIA_TYPE.split(";")[0]: {"schema": {"type": "string"}}}
    return _get("feed", "What is new (Atom)", "description", content, parameters=filtered())


def _plain(name: str, title: str, media_type: str = "application/json") -> Spec:
    content = {media_type: {"schema": {"type": "object"}}}
    return _get(name, title, "description", content)


def _health() -> Spec:
    properties = {
        "status": {"type": "string", "enum": ["ok", "error"]},
        "version": {"type": "string"},
        "rows": {"type": "integer", "description": "Raids in the layer."},
    }
    schema = {"type": "object", "properties": properties, "required": ["status"]}
    content = {"application/json": {"schema": schema}}
    answers = {
        "200": {"description": "The layer is served", "headers": _answered(), "content": content},
        "304": _reference("responses", "unchanged"),
        "503": {"description": "The layer cannot be read", "content": content},
    }
    summary = "Whether the server can answer"
    operation = {"operationId": "health", "summary": summary, "tags": ["description"]}
    return {"get": {**operation, "responses": answers}}


def _row(resource: Resource) -> Spec:
    """One row as JSON has it; unknown is null, never 0."""
    point = {
        name: {"type": ["number", "null"], "description": f"{title}, WGS 84, in degrees."}
        for name, title in (("lat", "Latitude"), ("lon", "Longitude"))
    }
    columns = {field.name: _column(field) for field in resource.fields}
    properties = {n: columns.get(n) or point[n] for n in resource.columns}
    return {
        "type": "object",
        "title": resource.title,
        "description": resource.description,
        "properties": properties,
        "required": list(resource.columns),
        "additionalProperties": False,
    }


def _column(field: Field) -> Spec:
    type = "string" if field.type == "date" else field.type
    column: Spec = {
        "title": field.title,
        "description": field.description,
        "type": type if field.required else [type, "null"],
    }
    if field.type == "date":
        column["format"] = "date"
    if field.values:
        column["enum"] = list(field.values) if field.required else [*field.values, None]
    for given, named in (("minimum", "minimum"), ("maximum", "maximum")):
        if given in field.constraints:
            column[named] = field.constraints[given]
    if "pattern" in field.constraints:
        column["pattern"] = f"^(?:{field.constraints['pattern']})$"
    if "example" in field.spec:
        column["examples"] = [field.spec["example"]]
    return column


def _among(values: Iterable[str]) -> Spec:
    return {"type": "string", "enum": list(values)}


def _several(name: str, description: str, values: Iterable[str], example: str = "") -> Spec:
    items = _among(values)
    return {
        **_one(name, description, {"type": "array", "items": items}, [example or items["enum"][0]]),
        "style": "form",
        "explode": True,
    }


def _one(name: str, description: str, schema: Spec, example: Any = None) -> Spec:
    said = {"name": name, "in": "query", "description": description, "schema": schema}
    return said if example is None else {**said, "example": example}


def _parameters(vocabulary: Vocabulary) -> Spec:
    rows = {"type": "integer", "minimum": 0, "maximum": 999_999_999}
    provinces = "ISO 3166-2 code of a province; its name is taken too."
    nationalities = "ISO 3166-1 alpha-3 code; ZZZ is unspecified foreign."
    return {
        "province": _several("province", provinces, vocabulary.province, "KH-18"),
        "from": _one("from", "First day; a month or year stands for its first.", DAY, "2022-09"),
        "to": _one("to", "Last day; a month or year stands for its last.", DAY, "2022-10-31"),
        "nationality": _several("nationality", nationalities, vocabulary.nationality, "IDN"),
        "kind": _several("kind", "Kind of event.", vocabulary.kind),
        "confidence": _several("confidence", "How well sourced.", vocabulary.confidence),
        "compound": _one("compound", "A compound_id.", _among(vocabulary.compound)),
        "q": _one(
            "q", "Words that must all stand in the row's text; case and accents do not matter.",
            {"type": "string", "pattern": r"\S"}, "jincai",
        ),
        "limit": _one("limit", "At most so many rows.", rows, 100),
        "offset": _one("offset", "Leave out so many rows at the start.", rows, 0),
        "bom": _one(
            "bom", "1 puts a byte order mark before a CSV, for Excel; no other format takes it.",
            {"type": "integer", "enum": [0, 1]}, 0,
        ),
    }  # fmt: skip
