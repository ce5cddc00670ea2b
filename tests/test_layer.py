from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from geo import DataError, Filter, Layer, load, rows, summarise
from tests import edits, reference

RAIDS, COMPOUNDS = "raids.csv", "compounds.geojson"


@pytest.mark.parametrize("table", [*reference.RESOURCES, "search"])
def test_what_is_done_to_an_answer_does_not_reach_the_layer(tiny: Layer, table: str) -> None:
    before = tiny[table].copy(deep=True)
    answer = tiny[table]
    for column in answer.columns:
        answer[column] = None
    answer = tiny[table]
    answer.loc[0, answer.columns[0]] = "changed"
    del answer[answer.columns[-1]]
    pd.testing.assert_frame_equal(tiny[table], before)


def test_what_is_done_to_rows_or_geometry_does_not_reach_the_layer(tiny: Layer) -> None:
    before = rows(tiny, "raids", Filter())
    chosen = rows(tiny, "raids", Filter())
    chosen.loc[:, "title"] = "changed"
    places = tiny.geo("compounds")
    places.loc[0, "geometry"] = None
    places["name"] = "changed"
    pd.testing.assert_frame_equal(rows(tiny, "raids", Filter()), before)
    assert tiny.geo("compounds").geometry.iloc[0] is not None
    assert tiny["compounds"]["name"].iloc[0] == "Alpha Park"


def test_types_are_those_of_the_data_package(layer: Layer) -> None:
    kinds = {"string": "str", "date": "str", "integer": "Int64", "number": "float64"}
    for name, resource in reference.RESOURCES.items():
        for field in resource["schema"]["fields"]:
            assert str(layer[name][field["name"]].dtype) == kinds[field["type"]]


@pytest.mark.parametrize("table", reference.LOCATED)
def test_geometry_is_wgs_84_and_empty_where_unknown(layer: Layer, table: str) -> None:
    frame = layer.geo(table)
    assert frame.crs == "EPSG:4326"
    if table == "provinces":
        assert len(frame) == 25
        assert frame.geometry.is_valid.all()
        return
    assert (frame.geometry.isna() == frame["lat"].isna()).all()
    known = frame[frame["lat"].notna()]
    assert (known.geometry.x == known["lon"]).all()
    assert (known.geometry.y == known["lat"]).all()


def test_a_table_without_geometry_says_so(tiny: Layer) -> None:
    with pytest.raises(ValueError, match="claims"):
        tiny.geo("claims")
    with pytest.raises(KeyError):
        tiny["nonsense"]


def _raw(path: Path, content: bytes) -> None:
    path.write_bytes(content)


def _replace(path: Path, old: bytes, new: bytes) -> None:
    content = path.read_bytes()
    assert old in content
    path.write_bytes(content.replace(old, new, 1))


def _geometry(text: bytes) -> Callable[[Path], None]:
    old = b'{"type":"Point","coordinates":[103.52958,10.60932]}'
    return lambda folder: _replace(folder / COMPOUNDS, old, text)


BROKEN: dict[str, tuple[Callable[[Path], None], tuple[str, ...]]] = {
    "missing file": (lambda f: (f / RAIDS).unlink(), (RAIDS, "missing")),
    "a folder in its place": (
        lambda f: ((f / RAIDS).unlink(), (f / RAIDS).mkdir()),
        (RAIDS,),
    ),
    "empty file": (lambda f: _raw(f / RAIDS, b""), (RAIDS,)),
    "wrong encoding": (
        lambda f: _replace(f / RAIDS, "Bêta".encode(), "Bêta".encode("latin-1")),
        (RAIDS, "row 7", "UTF-8"),
    ),
    "UTF-16": (lambda f: _raw(f / RAIDS, "a,b\n".encode("utf-16")), (RAIDS, "UTF-8")),
    "missing column": (lambda f: _replace(f / RAIDS, b"deaths_min,", b""), (RAIDS,)),
    "unknown column": (
        lambda f: edits.write(
            f / RAIDS,
            [[*r, "colour" if i == 0 else "red"] for i, r in enumerate(edits.rows(f / RAIDS))],
        ),
        (RAIDS, "row 1", "colour", "unknown"),
    ),
    "ragged row": (
        lambda f: _replace(f / RAIDS, b",s-one,official_only,\n", b",s-one,official_only\n"),
        (RAIDS, "row 2", "cells"),
    ),
    "half a file": (lambda f: _raw(f / RAIDS, (f / RAIDS).read_bytes()[:1500]), (RAIDS, "row ")),
    "open quote": (
        lambda f: _replace(f / RAIDS, b"Police met", b'"Police met'),
        (RAIDS,),
    ),
    "wrong type": (
        lambda f: edits.cell(f / RAIDS, 2, "found_min", "many"),
        (RAIDS, "row 2", "found_min", "many"),
    ),
    "a fraction of a person": (
        lambda f: edits.cell(f / RAIDS, 2, "found_max", "597.5"),
        (RAIDS, "row 2", "found_max", "597.5"),
    ),
    "no number": (
        lambda f: edits.cell(f / "places.csv", 2, "lat", "nan"),
        ("places.csv", "row 2", "lat", "nan"),
    ),
    "bad JSON": (lambda f: _replace(f / COMPOUNDS, b'"Feature"', b'Feature"'), (COMPOUNDS, "JSON")),
    "half JSON": (
        lambda f: _raw(f / COMPOUNDS, (f / COMPOUNDS).read_bytes()[:500]),
        (COMPOUNDS, "JSON"),
    ),
    "deep nesting": (lambda f: _raw(f / COMPOUNDS, b"[" * 200_000), (COMPOUNDS, "JSON")),
    "NaN": (
        _geometry(b'{"type":"Point","coordinates":[NaN,10.6]}'),
        (COMPOUNDS, "NaN"),
    ),
    "infinity": (
        _geometry(b'{"type":"Point","coordinates":[1e999,10.6]}'),
        (COMPOUNDS, "row 1", "geometry"),
    ),
    "latitude first": (
        _geometry(b'{"type":"Point","coordinates":[10.6,103.5]}'),
        (COMPOUNDS, "row 1", "geometry"),
    ),
    "coordinates as text": (
        _geometry(b'{"type":"Point","coordinates":["103.5","10.6"]}'),
        (COMPOUNDS, "row 1", "geometry"),
    ),
    "deep coordinates": (
        _geometry(b'{"type":"Point","coordinates":' + b"[" * 900 + b"]" * 900 + b"}"),
        (COMPOUNDS,),
    ),
    "nested point": (
        _geometry(b'{"type":"Point","coordinates":[[103.5,10.6]]}'),
        (COMPOUNDS, "row 1", "geometry"),
    ),
    "several points": (
        _geometry(b'{"type":"MultiPoint","coordinates":[[103.5,10.6],[103.6,10.7]]}'),
        (COMPOUNDS, "row 1", "geometry"),
    ),
    "a line for a point": (
        _geometry(b'{"type":"LineString","coordinates":[[103.5,10.6],[103.6,10.7]]}'),
        (COMPOUNDS, "row 1", "geometry", "Point"),
    ),
    "half a character": (
        lambda f: _replace(f / COMPOUNDS, b"Alpha Park", b"Alpha \\ud800 Park"),
        (COMPOUNDS, "row 1", "name"),
    ),
    "no features": (lambda f: _raw(f / COMPOUNDS, b'{"type":"FeatureCollection"}'), (COMPOUNDS,)),
    "a list": (lambda f: _raw(f / COMPOUNDS, b"[1, 2]"), (COMPOUNDS, "FeatureCollection")),
    "a feature that is none": (
        lambda f: edits.features(f / COMPOUNDS, lambda fs: fs.insert(1, 7)),
        (COMPOUNDS, "row 2"),
    ),
    "missing property": (
        lambda f: edits.features(f / COMPOUNDS, lambda fs: fs[1]["properties"].pop("kind")),
        (COMPOUNDS, "row 2", "kind"),
    ),
    "unknown property": (
        lambda f: edits.features(f / COMPOUNDS, lambda fs: fs[2]["properties"].update(x=1)),
        (COMPOUNDS, "row 3", "x"),
    ),
    "a list in a property": (
        lambda f: edits.features(f / COMPOUNDS, lambda fs: fs[0]["properties"].update(kind=["a"])),
        (COMPOUNDS, "row 1", "kind"),
    ),
    "no package": (lambda f: (f / "datapackage.json").unlink(), ("datapackage.json", "missing")),
    "package is no JSON": (
        lambda f: _raw(f / "datapackage.json", b"{"),
        ("datapackage.json", "JSON"),
    ),
    "package is a list": (lambda f: _raw(f / "datapackage.json", b"[]"), ("datapackage.json",)),
    "package is latin-1": (
        lambda f: _replace(f / "datapackage.json", "©".encode(), b"\xa9"),
        ("datapackage.json", "UTF-8"),
    ),
    "package without version": (
        lambda f: _replace(f / "datapackage.json", b'"version"', b'"edition"'),
        ("datapackage.json", "version"),
    ),
    "package nested deeply": (
        lambda f: _raw(f / "datapackage.json", b"[" * 200_000),
        ("datapackage.json",),
    ),
    "package with a strange type": (
        lambda f: _replace(f / "datapackage.json", b'"type": "integer"', b'"type": "geopoint"'),
        ("datapackage.json", "found_min", "geopoint"),
    ),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_folder_says_file_row_and_column(folder: Path, name: str) -> None:
    breakage, said = BROKEN[name]
    breakage(folder)
    with pytest.raises(DataError) as caught:
        load(folder).read_all()
    text = str(caught.value)
    for word in said:
        assert word in text
    assert "\n" not in text


@pytest.mark.parametrize("ring", [[104, 11], [[[104, 11], [105, 11]]], [[]], "x", None])
def test_a_province_needs_a_polygon(folder: Path, ring: object) -> None:
    def bend(features: list) -> None:
        features[0]["geometry"]["coordinates"] = ring

    edits.features(folder / "provinces.geojson", bend)
    with pytest.raises(DataError) as caught:
        load(folder).read_all().geo("provinces")
    assert "provinces.geojson, row 1, geometry" in str(caught.value)


def test_no_folder_is_said(tmp_path: Path) -> None:
    for missing in (tmp_path / "none", tmp_path / "none" / "deeper"):
        with pytest.raises(DataError, match="none"):
            load(missing)


def test_only_the_broken_table_is_refused(folder: Path) -> None:
    edits.cell(folder / "claims.csv", 2, "value_min", "many")
    lazy = load(folder)
    assert len(lazy["raids"]) == 7
    with pytest.raises(DataError):
        lazy["claims"]


@pytest.mark.parametrize("name", [r["path"] for r in reference.RESOURCES.values()])
def test_a_table_without_rows_is_a_layer(folder: Path, name: str) -> None:
    path = folder / name
    if path.suffix == ".csv":
        edits.write(path, edits.rows(path)[:1])
    else:
        path.write_text('{"type":"FeatureCollection","features":[]}', "utf-8")
    empty = load(folder).read_all()
    table = next(t for t, r in reference.RESOURCES.items() if r["path"] == name)
    known = ("KH-18",) if len(empty["provinces"]) else ()
    assert len(rows(empty, table, Filter(q="a", province=known))) == 0
    assert summarise(empty, Filter(), ("nationality", "month")).total.raids in (0, 7)


def test_line_ends_and_a_byte_order_mark_make_no_difference(folder: Path, tiny: Layer) -> None:
    path = folder / RAIDS
    edits.write(path, edits.rows(path), end="\r\n")
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    pd.testing.assert_frame_equal(load(folder)["raids"], tiny["raids"])


def test_columns_may_stand_in_any_order(folder: Path, tiny: Layer) -> None:
    path = folder / RAIDS
    edits.write(path, [row[::-1] for row in edits.rows(path)])
    pd.testing.assert_frame_equal(load(folder)["raids"], tiny["raids"])


def test_an_empty_cell_is_unknown_and_a_zero_is_zero(folder: Path) -> None:
    edits.cell(folder / RAIDS, 4, "deaths_min", "0")
    edits.cell(folder / RAIDS, 4, "deaths_max", "0")
    raids = load(folder)["raids"].set_index("raid_id")
    assert raids.loc["r-3-border", "deaths_max"] == 0
    assert pd.isna(raids.loc["r-3-border", "found_max"])
    assert pd.isna(raids.loc["r-3-border", "town"])
    for word in ("NA", "null", "nan", "None"):
        edits.cell(folder / RAIDS, 4, "town", word)
        assert load(folder)["raids"].set_index("raid_id").loc["r-3-border", "town"] == word


def test_the_package_names_the_version(layer: Layer) -> None:
    assert layer.version == json.loads((reference.DATA / "datapackage.json").read_text())["version"]
