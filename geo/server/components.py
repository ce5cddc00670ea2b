"""What the API's description says in more than one place: headers, problems, figures."""

from __future__ import annotations

from typing import Any

from geo.model.ranges import MEASURES

Spec = dict[str, Any]

_ERROR = ("parameter", "value", "detail", "allowed")
_SAID = (*("title", "table", "sentence", "version", "date", "citation", "link", "note"),)
_RANGE = {"$ref": "#/components/schemas/Range"}
_GROUP = {"$ref": "#/components/schemas/Group"}

HEADERS: Spec = {
    "ETag": {
        "description": "Send it back as If-None-Match: 304 says that nothing has changed.",
        "schema": {"type": "string"},
    },
    "Last-Modified": {
        "description": "When the newest file of the layer was written.",
        "schema": {"type": "string"},
    },
    "Content-Disposition": {
        "description": "What the file is called, with the version of the layer (RFC 6266).",
        "schema": {"type": "string"},
    },
    "Link": {
        "description": "With limit: the first, previous, next and last part (RFC 8288).",
        "schema": {"type": "string"},
    },
}

_PROBLEM = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}

RESPONSES: Spec = {
    "unchanged": {"description": "The client has this answer already."},
    "missing": {"description": "There is nothing at this address.", "content": _PROBLEM},
    "unprocessable": {"description": "A parameter cannot be taken.", "content": _PROBLEM},
    "unavailable": {"description": "The data of this server cannot be read.", "content": _PROBLEM},
}

_COUNT: Spec = {"type": ["integer", "null"], "minimum": 0}

SCHEMAS: Spec = {
    "Problem": {
        "type": "object",
        "description": "What went wrong (RFC 9457).",
        "properties": {
            "type": {"type": "string"},
            "title": {"type": "string"},
            "status": {"type": "integer"},
            "detail": {"type": "string"},
            "errors": {
                "type": "array",
                "items": {
                    "type": "object",
                    "properties": {name: {"type": "string"} for name in _ERROR},
                    "required": list(_ERROR),
                },
            },
        },
        "required": ["type", "title", "status", "detail"],
    },
    "Range": {
        "type": "object",
        "description": "A total: its ends (null is open), and how many rows have a figure.",
        "properties": {"min": _COUNT, "max": _COUNT, "known": {"type": "integer", "minimum": 0}},
        "required": ["min", "max", "known"],
    },
    "Group": {
        "type": "object",
        "description": "Raids and people under one key; measures are never added to each other.",
        "properties": {
            "raids": {"type": "integer"},
            **dict.fromkeys(MEASURES, _RANGE),
        },
        "required": ["raids", *MEASURES],
    },
    "Summary": {
        "type": "object",
        "description": "The filtered raids added up.",
        "properties": {
            "by": {"type": "array", "items": {"type": "string"}},
            "filter": {"type": "object"},
            "rows": {"type": "array", "items": _GROUP},
            "total": _GROUP,
        },
        "required": ["by", "filter", "rows", "total"],
    },
    "Metadata": {
        "type": "object",
        "description": "What is said of rows wherever they go: in XLSX the sheet About, in "
        "Parquet the key about of the schema.",
        "properties": {
            **{name: {"type": "string"} for name in (*_SAID, "command")},
            **{name: {"type": "integer"} for name in ("rows", "layer_rows")},
            "filter": {"type": "object"},
            "licence": {"type": "array", "items": {"type": "object"}},
            "sources": {"type": "array", "items": {"$ref": "#/components/schemas/sources"}},
        },
        "required": [*_SAID, "rows", "layer_rows", "filter", "licence", "sources"],
    },
    "FeatureCollection": {
        "type": "object",
        "description": "GeoJSON (RFC 7946), WGS 84.",
        "properties": {
            "type": {"const": "FeatureCollection"},
            "features": {"type": "array", "items": {"type": "object"}},
        },
        "required": ["type", "features"],
    },
}
