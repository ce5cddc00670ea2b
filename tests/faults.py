"""Faults to seed into the tiny data, each with the finding that it is to bring."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests import edits

RAIDS, ITEMS, COMPOUNDS = "raids.csv", "raid_nationalities.csv", "compounds.geojson"
CLAIMS, SOURCES, STATUS, PLACES = "claims.csv", "sources.csv", "compound_status.csv", "places.csv"
PROVINCES = "provinces.geojson"

Change = Callable[[Path], None]
Row = int


def cells(file: str, row: Row, **values: str) -> Change:
    def change(folder: Path) -> None:
        for column, value in values.items():
            edits.cell(folder / file, row, column, value)

    return change


def raid(number: int, **values: str) -> Change:
    """Change cells of `r-<number>-…`, which stands in the row after its number."""
    return cells(RAIDS, number + 1, **values)


def compound(at: int, **values: Any) -> Change:
    def change(features: list[Any]) -> None:
        features[at]["properties"].update(values)

    return lambda folder: edits.features(folder / COMPOUNDS, change)


def geometry(value: Any, at: int = 0, file: str = COMPOUNDS) -> Change:
    def change(features: list[Any]) -> None:
        features[at]["geometry"] = value

    return lambda folder: edits.features(folder / file, change)


def lines(file: str, change: Callable[[list[list[str]]], None]) -> Change:
    def changed(folder: Path) -> None:
        table = edits.rows(folder / file)
        change(table)
        edits.write(folder / file, table)

    return changed


def column(file: str, change: Callable[[list[str], bool], None]) -> Change:
    """Change each line of a file; told whether it is the header."""

    def every(table: list[list[str]]) -> None:
        for at, line in enumerate(table):
            change(line, at == 0)

    return lines(file, every)


def replaced(file: str, old: bytes, new: bytes) -> Change:
    def change(folder: Path) -> None:
        content = (folder / file).read_bytes()
        assert old in content
        (folder / file).write_bytes(content.replace(old, new, 1))

    return change


def point(*degrees: Any) -> dict[str, Any]:
    return {"type": "Point", "coordinates": list(degrees)}


RULES: dict[str, tuple[Change, tuple[str, int, str, str, str]]] = {
    # What is changed: the file, row, column, value and rule of the finding.
    "missing file": (lambda f: (f / STATUS).unlink(), (STATUS, 0, "", "", "missing file")),
    "encoding": (
        replaced(RAIDS, "Bêta".encode(), "Bêta".encode("latin-1")),
        (RAIDS, 7, "", "", "not UTF-8"),
    ),
    "no CSV": (lambda f: (f / STATUS).write_bytes(b""), (STATUS, 0, "", "", "not a CSV table")),
    "no JSON": (replaced(COMPOUNDS, b"]", b""), (COMPOUNDS, 0, "", "", "not JSON")),
    "unknown column": (
        column(PLACES, lambda line, first: line.append("colour" if first else "red")),
        (PLACES, 1, "colour", "", "unknown column"),
    ),
    "missing column": (
        column(PLACES, lambda line, first: line.pop()),
        (PLACES, 1, "source", "", "missing column"),
    ),
    "column twice": (
        column(PLACES, lambda line, first: line.append(line[1])),
        (PLACES, 1, "name", "", "column stands twice"),
    ),
    "too few cells": (
        lines(PLACES, lambda table: table[2].pop()),
        (PLACES, 3, "", "far-crossing", "7 cells where the header has 8"),
    ),
    "too many cells": (
        lines(PLACES, lambda table: table[3].append("more")),
        (PLACES, 4, "", "sihanoukville", "9 cells where the header has 8"),
    ),
    "ragged after a cell of two lines": (
        lines(PLACES, lambda t: (t[1].__setitem__(7, "Geo\nNames"), t[2].pop())),
        (PLACES, 3, "", "far-crossing", "7 cells where the header has 8"),
    ),
    "unknown property": (compound(1, colour="red"), (COMPOUNDS, 2, "colour", "", "unknown")),
    "missing property": (
        replaced(COMPOUNDS, b'"kind":"other",', b""),
        (COMPOUNDS, 3, "kind", "", "missing property"),
    ),
    "integer": (raid(3, found_min="about 4,000"), (RAIDS, 4, "found_min", "about 4,000", "type")),
    "whole number": (raid(1, found_min="597.0"), (RAIDS, 2, "found_min", "597.0", "type")),
    "number": (cells(PLACES, 2, lat="11°"), (PLACES, 2, "lat", "11°", "type")),
    "not a number": (cells(PLACES, 2, lon="NaN"), (PLACES, 2, "lon", "NaN", "type")),
    "exponent": (raid(1, found_max="6e2"), (RAIDS, 2, "found_max", "6e2", "type")),
    "date": (raid(1, date_end="2022-09-31"), (RAIDS, 2, "date_end", "2022-09-31", "date")),
    "date of another form": (
        raid(1, date_end="17/09/2022"),
        (RAIDS, 2, "date_end", "17/09/2022", "date"),
    ),
    "a month where a day is due": (
        cells(CLAIMS, 3, period_start="2022-08"),
        (CLAIMS, 3, "period_start", "2022-08", "date"),
    ),
    "partial date": (cells(CLAIMS, 4, date="2023-13"), (CLAIMS, 4, "date", "2023-13", "date")),
    "month 00": (cells(CLAIMS, 4, date="2023-00"), (CLAIMS, 4, "date", "2023-00", "date")),
    "required": (raid(1, title=""), (RAIDS, 2, "title", "", "required")),
    "required in GeoJSON": (compound(0, name=None), (COMPOUNDS, 1, "name", "", "required")),
    "enum": (raid(1, kind="party"), (RAIDS, 2, "kind", "party", "enum")),
    "enum in GeoJSON": (compound(0, kind="castle"), (COMPOUNDS, 1, "kind", "castle", "enum")),
    "pattern": (
        cells(SOURCES, 3, url="ftp://example.org"),
        (SOURCES, 3, "url", "ftp://example.org", "pattern"),
    ),
    "minimum": (raid(1, arrested_min="-18"), (RAIDS, 2, "arrested_min", "-18", "minimum")),
    "maximum": (cells(PLACES, 2, lat="48.2"), (PLACES, 2, "lat", "48.2", "maximum")),
    "space": (raid(1, title=" Raid"), (RAIDS, 2, "title", " Raid", "space")),
    "primary key": (
        raid(2, raid_id="r-1-alpha"),
        (RAIDS, 3, "raid_id", "r-1-alpha", "primary-key"),
    ),
    "primary key of several columns": (
        cells(ITEMS, 3, measure="arrested"),
        (ITEMS, 3, "raid_id", "r-1-alpha", "primary-key"),
    ),
    "foreign key": (
        raid(1, compound_id="delta"),
        (RAIDS, 2, "compound_id", "delta", "foreign-key: delta"),
    ),
    "foreign key of another table": (
        cells(STATUS, 2, source_id="s-nine"),
        (STATUS, 2, "source_id", "s-nine", "foreign-key: s-nine"),
    ),
    "foreign key in a list": (
        raid(2, source_ids="s-one|s-nine"),
        (RAIDS, 3, "source_ids", "s-one|s-nine", "foreign-key: s-nine"),
    ),
    "foreign key to the table itself": (
        raid(4, overlaps="r-9"),
        (RAIDS, 5, "overlaps", "r-9", "foreign-key: r-9"),
    ),
    "list": (
        raid(2, source_ids="s-one|s-one"),
        (RAIDS, 3, "source_ids", "s-one|s-one", "list"),
    ),
    "min-max": (raid(2, found_min="501"), (RAIDS, 3, "found_min", "501", "min-max")),
    "min-max of a nationality": (
        cells(ITEMS, 3, count_max="299"),
        (ITEMS, 3, "count_min", "300", "min-max"),
    ),
    "min-max of a claim": (
        cells(CLAIMS, 5, value_min="81"),
        (CLAIMS, 5, "value_min", "81", "min-max"),
    ),
    "start-end": (
        raid(3, date_start="2022-11-01"),
        (RAIDS, 4, "date_start", "2022-11-01", "start-end"),
    ),
    "start-end of a claim": (
        cells(CLAIMS, 3, period_start="2022-10-01"),
        (CLAIMS, 3, "period_start", "2022-10-01", "start-end"),
    ),
    "precision day": (
        raid(1, date_end="2022-09-19"),
        (RAIDS, 2, "date_precision", "day", "precision"),
    ),
    "precision week": (
        raid(2, date_end="2022-10-10"),
        (RAIDS, 3, "date_precision", "week", "precision"),
    ),
    "precision month": (
        raid(3, date_end="2022-11-15"),
        (RAIDS, 4, "date_precision", "month", "precision"),
    ),
    "precision quarter": (
        raid(4, date_end="2023-01-29"),
        (RAIDS, 5, "date_precision", "quarter", "precision"),
    ),
    "province": (
        raid(1, province="Sihanoukville"),
        (RAIDS, 2, "province", "Sihanoukville", "province"),
    ),
    "province without a code": (
        raid(4, province="Koh Kong"),
        (RAIDS, 5, "province", "Koh Kong", "province"),
    ),
    "province of a compound": (
        compound(1, province="Kampot"),
        (COMPOUNDS, 2, "province", "Kampot", "province"),
    ),
    "point": (cells(PLACES, 3, lat="11.5"), (PLACES, 3, "lat", "11.5", "point")),
    "point of a raid": (raid(7, lat=""), (RAIDS, 8, "lat", "", "point")),
    "place-precision": (
        raid(1, location_precision="province"),
        (RAIDS, 2, "location_precision", "province", "place-precision"),
    ),
    "place-precision of a compound": (
        compound(0, location_precision="country"),
        (COMPOUNDS, 1, "location_precision", "country", "place-precision"),
    ),
    "place-basis": (raid(1, location_basis=""), (RAIDS, 2, "location_basis", "", "place-basis")),
    "point-in-province": (
        raid(7, province_code="KH-18", province="Preah Sihanouk"),
        (RAIDS, 8, "province_code", "KH-18", "point-in-province"),
    ),
    "point-in-province of a compound": (
        geometry(point(106.1, 11.06)),
        (COMPOUNDS, 1, "province_code", "KH-18", "point-in-province"),
    ),
    "point-in-province of a place": (
        cells(PLACES, 2, province_code="KH-1"),
        (PLACES, 2, "province_code", "KH-1", "point-in-province"),
    ),
    "overlaps in a circle": (
        raid(1, overlaps="r-5-again"),
        (RAIDS, 2, "overlaps", "r-5-again", "overlaps"),
    ),
    "overlaps with itself": (
        raid(4, overlaps="r-4-flights"),
        (RAIDS, 5, "overlaps", "r-4-flights", "overlaps"),
    ),
    "counted": (raid(5, overlaps=""), (RAIDS, 6, "counted", "no", "counted")),
    "nationality": (
        cells(ITEMS, 4, nationality="XXX"),
        (ITEMS, 4, "nationality", "XXX", "nationality"),
    ),
    "nationality of a claim": (
        cells(CLAIMS, 2, nationality="XKX"),
        (CLAIMS, 2, "nationality", "XKX", "nationality"),
    ),
    "item-source": (
        cells(ITEMS, 4, source_id="s-two"),
        (ITEMS, 4, "source_id", "s-two", "item-source"),
    ),
    "nationality-total": (
        cells(ITEMS, 10, count_min="48", count_max="48"),
        (ITEMS, 10, "count_min", "48", "nationality-total"),
    ),
    "duplicate": (
        raid(5, counted="yes", overlaps="", date_start="2022-09-19", date_end="2022-09-19",
             kind="raid", found_max="597", deported_min="", deported_max=""),
        (RAIDS, 6, "raid_id", "r-5-again", "duplicate"),
    ),
    "population": (
        lambda f: edits.features(
            f / PROVINCES, lambda all: all[2]["properties"].update(population_year=None)
        ),
        (PROVINCES, 3, "population", "92213", "population"),
    ),
    "removal": (
        raid(4, repatriated_min="100"), (RAIDS, 5, "kind", "deportation", "removal"),
    ),
    "raided": (
        cells(STATUS, 3, status="reported"), (RAIDS, 2, "compound_id", "alpha", "raided"),
    ),
    "raided at another time": (
        cells(STATUS, 3, date="2022-09-21"), (RAIDS, 2, "compound_id", "alpha", "raided"),
    ),
    "control": (raid(2, notes="a\0b"), (RAIDS, 3, "notes", "a\0b", "control")),
    "control of a property": (
        compound(0, summary="a\x85b"), (COMPOUNDS, 1, "summary", "a\x85b", "control"),
    ),
    "apostrophe": (raid(2, notes="'=1+1"), (RAIDS, 3, "notes", "'=1+1", "apostrophe")),
    "apostrophe before a sign": (
        cells(SOURCES, 2, title="'-x"), (SOURCES, 2, "title", "'-x", "apostrophe"),
    ),
    "aliases": (
        compound(0, aliases="alpha park"),
        (COMPOUNDS, 1, "aliases", "alpha park", "aliases"),
    ),
    "alias twice": (compound(0, aliases="A|B|A"), (COMPOUNDS, 1, "aliases", "A|B|A", "aliases")),
    "canonical order": (
        lines(CLAIMS, lambda table: table.append(table.pop(1))),
        (CLAIMS, 0, "", "", "canonical"),
    ),
    "canonical line ends": (
        lambda f: edits.write(f / CLAIMS, edits.rows(f / CLAIMS), end="\r\n"),
        (CLAIMS, 0, "", "", "canonical"),
    ),
    "canonical package": (
        lambda f: edits.text(f / "datapackage.json", lambda t: t.rstrip()),
        ("datapackage.json", 0, "", "", "canonical"),
    ),
    "geometry type": (
        geometry({"type": "LineString", "coordinates": [[103, 10], [104, 11]]}),
        (COMPOUNDS, 1, "geometry", "", "Point"),
    ),
    "geometry of a province": (
        geometry(point(103, 11), file=PROVINCES),
        (PROVINCES, 1, "geometry", "", "Polygon"),
    ),
    "no geometry of a province": (
        geometry(None, file=PROVINCES),
        (PROVINCES, 1, "geometry", "", "Polygon"),
    ),
    "polygon without rings": (
        geometry({"type": "Polygon", "coordinates": [103, 11]}, file=PROVINCES),
        (PROVINCES, 1, "geometry", "", "coordinates"),
    ),
    "polygon of a ring that is none": (
        geometry({"type": "Polygon", "coordinates": [[[103, 11], [104, 11]]]}, file=PROVINCES),
        (PROVINCES, 1, "geometry", "", ""),
    ),
    "polygon of points with and without a height": (
        geometry(
            {"type": "Polygon", "coordinates": [[[103, 11], [104, 11, 5], [104, 12], [103, 11]]]},
            file=PROVINCES,
        ),
        (PROVINCES, 1, "geometry", "", "height"),
    ),
    "height without end": (
        geometry(point(103.5, 10.6, 10**400)), (COMPOUNDS, 1, "geometry", "", "height"),
    ),
    "point in points": (
        geometry(point([103.5, 10.6])),
        (COMPOUNDS, 1, "geometry", "", "coordinates"),
    ),
    "several points": (
        geometry({"type": "MultiPoint", "coordinates": [[103.5, 10.6], [103.6, 10.6]]}),
        (COMPOUNDS, 1, "geometry", "", "Point"),
    ),
    "latitude first": (geometry(point(10.6, 103.5)), (COMPOUNDS, 1, "geometry", "", "degrees")),
    "coordinates as text": (
        geometry(point("103.5", "10.6")),
        (COMPOUNDS, 1, "geometry", "", "coordinates"),
    ),
}  # fmt: skip
