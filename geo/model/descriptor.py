"""What `datapackage.json` must say, so that whoever reads it can rely on it.

`SHAPE` is a JSON Schema, told in the few keywords that `faults` knows: the library that knows
them all takes longer to import than an export to be written. `NEEDED` is what the code itself
asks for by name; the data package may say more, of more columns and more tables.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any

from geo.model.errors import Finding

PACKAGE = "datapackage.json"
"""Name of the Frictionless data package inside a data folder."""

CHANGELOG = "changelog"
"""`role` of the resource that tells of changes to the layer."""

FOREIGN_KEYS = ("foreignKeys", "references")
"""Where a table's foreign keys stand; those into a GeoJSON file in `references`.

Tools of Frictionless follow each of the `foreignKeys`, and have no rows of such a file.
"""

TYPES = ("string", "integer", "number", "date")
"""The types of columns."""

GEOMETRIES = {"compounds": "Point", "provinces": "Polygon"}
"""The tables that are GeoJSON; the others that are needed are CSV."""

NEEDED: Mapping[str, str] = {
    "raids": (
        "raid_id date_start:date date_end:date date_precision:enum kind:enum title place town "
        "province_code province compound_id lat:number lon:number location_precision:enum "
        "location_basis authority found_min:integer found_max:integer released_min:integer "
        "released_max:integer arrested_min:integer arrested_max:integer deported_min:integer "
        "deported_max:integer repatriated_min:integer repatriated_max:integer deaths_min:integer "
        "deaths_max:integer counted:enum overlaps summary source_ids confidence:enum notes"
    ),
    "raid_nationalities": (
        "raid_id nationality measure:enum count_min:integer count_max:integer source_id"
    ),
    "compounds": (
        "compound_id name aliases kind:enum town province_code province place "
        "location_precision:enum location_basis operator_reported summary source_ids"
    ),
    "compound_status": "compound_id date status:enum note source_id",
    "claims": (
        "claim_id date claimant claimant_type:enum province_code period_start:date "
        "period_end:date measure:enum value_min:integer value_max:integer unit nationality "
        "statement source_id notes"
    ),
    "sources": "source_id publisher title url published language",
    "policy_events": "event_id date title kind:enum summary source_id",
    "provinces": "province_code name name_kh",
    "places": "place_id name aliases kind:enum province_code lat:number lon:number source",
    CHANGELOG: "date:date version table id change:enum reason",
}
"""Table to its columns, each with its type where that is no text; `enum` is text of a list."""

Shape = Mapping[str, Any]


def _text(says: str = "a text", **more: Any) -> Shape:
    return {"type": "string", "minLength": 1, "description": says, **more}


def _list(items: Shape, says: str, **more: Any) -> Shape:
    return {"type": "array", "items": items, "description": says, **more}


def _object(says: str, needs: Mapping[str, Shape], may: Mapping[str, Shape] | None = None) -> Shape:
    properties = {**needs, **(may or {})}
    return {
        "type": "object", "required": list(needs), "properties": properties, "description": says,
    }  # fmt: skip


_NUMBER: Shape = {"type": "number", "description": "a number"}
_YES: Shape = {"type": "boolean", "description": "true or false"}
_ONE_COLUMN = _list(_text("the name of a column"), "a list of one column", minItems=1, maxItems=1)
_LICENCES = _list(
    _object("a licence", {"name": _text(), "title": _text(), "path": _text("an address")}),
    "a list of licences",
    minItems=1,
)
_FIELD = _object(
    "a column",
    {"name": _text(), "type": _text(f"one of {', '.join(TYPES)}", enum=TYPES)},
    {
        "title": _text(),
        "description": _text(),
        "unit": _text(),
        "rdfType": _text(),
        "separator": _text(),
        "constraints": _object(
            "an object",
            {},
            {
                "required": _YES,
                "unique": _YES,
                "minimum": _NUMBER,
                "maximum": _NUMBER,
                "pattern": _text("a regular expression", format="regex"),
                "enum": _list(_text(), "a list of texts", minItems=1),
            },
        ),
        "categories": _list(
            _object("a value with its label", {"value": _text(), "label": _text()},
                    {"description": _text()}),
            "a list of values with their labels",
        ),
        "items": _object("a table and its column", {"resource": _text(), "field": _text()}),
    },
)  # fmt: skip
_FOREIGN_KEY = _object(
    "a foreign key",
    {
        "fields": _ONE_COLUMN,
        "reference": _object(
            "a table and its column", {"resource": _text(), "fields": _ONE_COLUMN}
        ),
    },
)  # fmt: skip
_RESOURCE = _object(
    "a table",
    {
        "name": _text("a name of a-z, 0-9, - and _", pattern="^[a-z0-9_-]+$"),
        "path": _text(
            "the name of a file inside the data folder",
            pattern=r"^(?!/)(?!(.*/)?\.{1,2}(/|$))[^\\\x00-\x1f\x7f]+$",
        ),
        "schema": _object(
            "an object",
            {
                "fields": _list(_FIELD, "a list of columns", minItems=1),
                "primaryKey": _list(_text(), "a list of columns", minItems=1),
            },
            {name: _list(_FOREIGN_KEY, "a list of foreign keys") for name in FOREIGN_KEYS},
        ),
    },
    {
        "title": _text(),
        "description": _text(),
        "role": _text(),
        "geometry": _text("Point or Polygon", enum=("Point", "Polygon")),
        "search": _list(_text(), "a list of columns"),
        "licenses": _LICENCES,
    },
)

_WHEN = _text("a date, as YYYY, YYYY-MM or YYYY-MM-DD", pattern=r"^\d{4}(-\d\d(-\d\d)?)?$")

SHAPE = _object(
    "an object",
    {
        "name": _text(),
        "title": _text(),
        "description": _text(),
        "version": _text(),
        "created": _text("a day as YYYY-MM-DD, or with a time behind it", format="moment"),
        "licenses": _LICENCES,
        "contributors": _list(
            _object("a contributor", {"title": _text()}), "a list of contributors", minItems=1
        ),
        "keywords": _list(_text(), "a list of texts"),
        "temporal": _object("an object", {"start": _WHEN, "end": _WHEN}),
        "spatial": _object(
            "an object",
            {
                "name": _text(),
                "bbox": _list(_NUMBER, "west, south, east, north", minItems=4, maxItems=4),
            },
        ),
        "resources": _list(_RESOURCE, "a list of tables"),
    },
)
"""What is in the file, whichever tables it tells of."""


def _is_moment(text: str) -> bool:
    try:
        date.fromisoformat(text[:10])
    except ValueError:
        return False
    return re.fullmatch(r"\d{4}-\d\d-\d\d(T\S+)?", text, re.ASCII) is not None


@cache
def _is_regex(text: str) -> bool:
    """Whether the engine that will look for it can."""
    import pandas as pd

    try:
        pd.Series([""], dtype="str").str.fullmatch(text)
    except (re.error, ValueError, OverflowError, RecursionError):
        return False
    return True


FORMATS: Mapping[str, Callable[[str], bool]] = {"moment": _is_moment, "regex": _is_regex}
"""Name of each format to what tells whether a text has it."""

_KINDS: Mapping[str, type | tuple[type, ...]] = {
    "array": list, "boolean": bool, "number": (int, float), "object": dict, "string": str,
}  # fmt: skip

_ABSENT = object()

Keys = tuple[str | int, ...]
"""What leads to a place in the file, from the root."""

Fault = tuple[Keys, str]
"""A place in the file, and what is allowed there."""


def faults(spec: Any) -> list[Finding]:
    """What is wrong with a data package, each with its place as a JSON pointer (RFC 6901)."""
    # Tables that are none have no columns to look for.
    wrong = list(_misshapen(spec, SHAPE)) or list(_unrelated(spec["resources"]))
    return [_finding(spec, keys, rule) for keys, rule in wrong]


def _finding(spec: Any, keys: Keys, rule: str) -> Finding:
    value, named = spec, []
    for key in keys:
        value = _ABSENT if isinstance(value, dict) and key not in value else value[key]
        if isinstance(value, dict) and isinstance(value.get("name"), str):
            named.append(value["name"])
    pointer = "".join(f"/{str(key).replace('~', '~0').replace('/', '~1')}" for key in keys)
    if value is _ABSENT:
        shown, rule = "", f"missing: {rule}"
    else:
        shown = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    where = f" (in {' of '.join(reversed(named))})" if named else ""
    return Finding(PACKAGE, 0, pointer or "/", shown[:80], f"{rule}{where}")


def _misshapen(value: Any, shape: Shape, keys: Keys = ()) -> Iterator[Fault]:
    """Every place at which a value has not its shape."""
    if not _fits(value, shape):
        yield keys, f"must be {shape['description']}"
    elif shape["type"] == "array":
        for at, item in enumerate(value):
            yield from _misshapen(item, shape["items"], (*keys, at))
    elif shape["type"] == "object":
        for name, inner in shape["properties"].items():
            if name in value:
                yield from _misshapen(value[name], inner, (*keys, name))
            elif name in shape["required"]:
                yield (*keys, name), f"must be {inner['description']}"


def _fits(value: Any, shape: Shape) -> bool:
    kind = shape["type"]
    if not isinstance(value, _KINDS[kind]) or isinstance(value, bool) != (kind == "boolean"):
        return False
    if isinstance(value, list):
        return bool(shape.get("minItems", 0) <= len(value) <= shape.get("maxItems", len(value)))
    if not isinstance(value, str):
        return True
    return (
        len(value) >= shape["minLength"]
        and value in shape.get("enum", (value,))
        and re.search(shape.get("pattern", ""), value) is not None
        and ("format" not in shape or FORMATS[shape["format"]](value))
    )


def _unrelated(resources: Sequence[Mapping[str, Any]]) -> Iterator[Fault]:
    """Every name that names nothing, or two things, and what is needed and not there."""
    root = ("resources",)
    tables = {r["name"]: [f["name"] for f in r["schema"]["fields"]] for r in resources}
    yield from _twice([r["name"] for r in resources], root)
    for name in NEEDED:
        if name not in tables and name != CHANGELOG:
            yield root, f"must hold the table {name}"
    for at, resource in enumerate(resources):
        yield from _lacking(resource, (*root, at))
        inside = (*root, at, "schema")
        schema, own = resource["schema"], tables[resource["name"]]
        texts = [f["name"] for f in schema["fields"] if f["type"] in ("string", "date")]
        yield from _twice(own, (*inside, "fields"))
        yield from _among(schema["primaryKey"], own, (*inside, "primaryKey"))
        yield from _among(resource.get("search", ()), texts, (*root, at, "search"))
        keys = ((name, *one) for name in FOREIGN_KEYS for one in enumerate(schema.get(name, ())))
        for name, number, key in keys:
            place: Keys = (*inside, name, number)
            to = key["reference"]
            yield from _among(key["fields"], own, (*place, "fields"))
            yield from _one_of(to["resource"], tables, (*place, "reference", "resource"))
            there = tables.get(to["resource"], to["fields"])
            yield from _among(to["fields"], there, (*place, "reference", "fields"))
        for number, field in enumerate(schema["fields"]):
            if "items" in field:
                place, to = (*inside, "fields", number, "items"), field["items"]
                yield from _one_of(to["resource"], tables, (*place, "resource"))
                there = tables.get(to["resource"], [to["field"]])
                yield from _one_of(to["field"], there, (*place, "field"))


def _lacking(resource: Mapping[str, Any], keys: Keys) -> Iterator[Fault]:
    """What the code asks a table for by name, and is not there or of another type."""
    name = CHANGELOG if resource.get("role") == CHANGELOG else resource["name"]
    if name not in NEEDED:
        return
    geometry = GEOMETRIES.get(name)
    if resource.get("geometry") != geometry:
        yield (*keys, "geometry"), f"must be {geometry or 'left out'}"
    fields = {f["name"]: (at, f) for at, f in enumerate(resource["schema"]["fields"])}
    for needed in NEEDED[name].split():
        column, _, kind = needed.partition(":")
        if column not in fields:
            yield (*keys, "schema", "fields"), f"must hold the column {column}"
            continue
        at, field = fields[column]
        place = (*keys, "schema", "fields", at)
        wanted = kind if kind in TYPES else "string"
        if field["type"] != wanted:
            yield (*place, "type"), f"must be {wanted}"
        if kind == "enum" and "enum" not in field.get("constraints", {}):
            yield (*place, "constraints"), "must hold enum, a list of texts"


def _twice(names: Sequence[str], keys: Keys) -> Iterator[Fault]:
    for at, name in enumerate(names):
        if name in names[:at]:
            yield (*keys, at, "name"), "must stand once"


def _among(names: Sequence[str], known: Collection[str], keys: Keys) -> Iterator[Fault]:
    for at, name in enumerate(names):
        yield from _one_of(name, known, (*keys, at))


def _one_of(name: str, known: Collection[str], keys: Keys) -> Iterator[Fault]:
    if name not in known:
        yield keys, f"must be one of {', '.join(known)}"
