from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator, FormatChecker

from geo import DataError, Finding, check, load
from geo.model.descriptor import FORMATS, PACKAGE, SHAPE, faults
from tests import reference

Keys = tuple[str | int, ...]
GONE = object()
RAIDS = ("resources", 0)
FIELDS = (*RAIDS, "schema", "fields")
FOREIGN = (*RAIDS, "schema", "references", 0)


def changed(keys: Keys, value: Any) -> Any:
    """The real data package with something else, or nothing, at one place."""
    spec = copy.deepcopy(reference.PACKAGE)
    if not keys:
        return value
    inside = spec
    for key in keys[:-1]:
        inside = inside[key]
    if value is GONE:
        del inside[keys[-1]]
    else:
        inside[keys[-1]] = value
    return spec


BROKEN: dict[str, tuple[Keys, Any, str, str]] = {
    # What is changed: the place, the value, the place that is told, and what is allowed.
    "a list": ((), [], "/", "an object"),
    "no tables": (("resources",), [], "/resources", "the table raids"),
    "a table that is needed": ((*RAIDS, "name"), "events", "/resources", "the table raids"),
    "a table twice": (("resources", 1, "name"), "raids", "/resources/1/name", "once"),
    "no schema": ((*RAIDS, "schema"), None, "/resources/0/schema", "an object"),
    "a path out of the folder": ((*RAIDS, "path"), "../x", "/resources/0/path", "inside"),
    "a path of no file system": ((*RAIDS, "path"), "a\0", "/resources/0/path", "inside"),
    "a column that is needed": ((*FIELDS, 11), GONE, "/resources/0/schema/fields", "column lat"),
    "a column twice": ((*FIELDS, 9, "name"), "town", "/resources/0/schema/fields/9/name", "once"),
    "a column of another type": (
        (*FIELDS, 12, "type"), "string", "/resources/0/schema/fields/12/type", "number",
    ),
    "no constraints": (
        (*FIELDS, 3, "constraints"), None, "/resources/0/schema/fields/3/constraints", "an object",
    ),
    "no list of values": (
        (*FIELDS, 3, "constraints"), {}, "/resources/0/schema/fields/3/constraints", "enum",
    ),
    "values that are none": (
        (*FIELDS, 3, "constraints", "enum"), 5,
        "/resources/0/schema/fields/3/constraints/enum", "a list of texts",
    ),
    "a pattern that is none": (
        (*FIELDS, 0, "constraints", "pattern"), "[",
        "/resources/0/schema/fields/0/constraints/pattern", "a regular expression",
    ),
    "a least value that is none": (
        (*FIELDS, 18, "constraints", "minimum"), "x",
        "/resources/0/schema/fields/18/constraints/minimum", "a number",
    ),
    "a key of letters": (
        (*RAIDS, "schema", "primaryKey"), "raid_id", "/resources/0/schema/primaryKey", "a list",
    ),
    "a key of no column": (
        (*RAIDS, "schema", "primaryKey"), ["id"], "/resources/0/schema/primaryKey/0", "raid_id",
    ),
    "a reference to no table": (
        (*FOREIGN, "reference", "resource"), "x",
        "/resources/0/schema/references/0/reference/resource", "provinces",
    ),
    "a reference to no column": (
        (*FOREIGN, "reference", "fields"), ["x"],
        "/resources/0/schema/references/0/reference/fields/0", "province_code",
    ),
    "a reference of no column": (
        (*FOREIGN, "fields"), ["x"], "/resources/0/schema/references/0/fields/0", "raid_id",
    ),
    "text that is looked for in no column": (
        (*RAIDS, "search"), ["title", "x"], "/resources/0/search/1", "title",
    ),
    "text that is looked for in numbers": (
        (*RAIDS, "search"), ["lat"], "/resources/0/search/0", "title",
    ),
    "points of a CSV file": ((*RAIDS, "geometry"), "Point", "/resources/0/geometry", "left out"),
    "a GeoJSON file without": (
        ("resources", 2, "geometry"), GONE, "/resources/2/geometry", "Point",
    ),
    "no licences": (("licenses",), GONE, "/licenses", "a list of licences"),
    "no licence": (("licenses",), [], "/licenses", "a list of licences"),
    "no place": (("spatial",), GONE, "/spatial", "an object"),
    "half a box": (("spatial", "bbox"), [1, 2], "/spatial/bbox", "west, south, east, north"),
    "no day of the calendar": (("created",), "2026-02-30", "/created", "YYYY-MM-DD"),
    "a version that is no text": (("version",), 1.0, "/version", "a text"),
}  # fmt: skip


@pytest.mark.parametrize("name", BROKEN)
def test_what_is_wrong_is_told_with_its_place_and_what_is_allowed(name: str) -> None:
    keys, value, pointer, allowed = BROKEN[name]
    found = faults(changed(keys, value))
    told = [f for f in found if (f.file, f.row, f.column) == (PACKAGE, 0, pointer)]
    assert any(allowed in finding.rule for finding in told), found


def test_the_real_one_has_no_fault() -> None:
    assert faults(reference.PACKAGE) == []


def test_a_column_is_named_beside_its_place() -> None:
    (finding,) = faults(changed((*FIELDS, 11, "type"), "geopoint"))
    assert str(finding) == (
        "datapackage.json, /resources/0/schema/fields/11/type: 'geopoint': must be one of string, "
        "integer, number, date (in lat of raids)"
    )


def places(value: Any, keys: Keys = ()) -> Iterator[Keys]:
    yield keys
    if isinstance(value, dict | list):
        for key, part in value.items() if isinstance(value, dict) else enumerate(value):
            yield from places(part, (*keys, key))


def test_the_library_of_json_schema_finds_the_same() -> None:
    formats = FormatChecker(formats=())
    for name, has in FORMATS.items():
        formats.checks(name)(lambda text, has=has: not isinstance(text, str) or has(text))
    shape = json.loads(json.dumps(SHAPE))  # A tuple is no array to it.
    library = Draft202012Validator(shape, format_checker=formats)
    every = places(reference.PACKAGE)
    alike = {tuple("*" if isinstance(k, int) else k for k in p): p for p in every}
    values = (GONE, None, True, 5, "", "x", "[", "2026-02-30", [], [1], {}, {"name": 1})
    for keys in alike.values():
        for value in values if keys else values[1:]:
            spec = changed(keys, value)
            theirs = bool(list(library.iter_errors(spec)))
            ours = faults(spec)
            assert all(isinstance(finding, Finding) for finding in ours)
            assert ours or not theirs, (keys, value)
            if theirs:
                continue
            # Beyond it, names are followed: what is found is of tables and columns.
            assert all(finding.column.startswith("/resources") for finding in ours), (keys, value)


@pytest.mark.parametrize("name", ["no tables", "no licences", "a pattern that is none"])
def test_it_is_refused_wherever_a_folder_is_opened(folder: Path, name: str) -> None:
    keys, value, pointer, _ = BROKEN[name]
    (folder / PACKAGE).write_text(json.dumps(changed(keys, value)), "utf-8")
    assert pointer in {finding.column for finding in check(folder)}
    with pytest.raises(DataError, match=pointer):
        load(folder)


@pytest.mark.parametrize("text", ['{"a": NaN}', '{"a": "\\ud800"}'])
def test_what_no_other_reader_of_json_takes_is_refused(folder: Path, text: str) -> None:
    (folder / PACKAGE).write_text(text, "utf-8")
    with pytest.raises(DataError, match=r"NaN|half a character"):
        load(folder)
