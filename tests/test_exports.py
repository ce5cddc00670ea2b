from __future__ import annotations

import base64
import csv
import io
import json
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import pandas as pd
import pyarrow as pa
import pyarrow.parquet
import pytest
import shapely
from hypothesis import given, settings

from geo import Filter, Layer, ParameterError, export, load, rows
from geo.model.escape import cell
from tests import edits, reference
from tests.strategies import filters, texts

TABLES = tuple(reference.RESOURCES)
HOSTILE = {
    "title": "=1+1",
    "place": "+855 12 345",
    "town": "-cmd|' /C calc'!A0",
    "authority": "@SUM(A1)",
    "summary": '=HYPERLINK("http://example.org";"x")',
    "notes": "'=already quoted",
}


@pytest.fixture
def hostile(folder: Path) -> Layer:
    """The tiny layer with formulas in the cells of its first raid."""
    for column, text in HOSTILE.items():
        edits.cell(folder / "raids.csv", 2, column, text)
    return load(folder)


def texts_of(layer: Layer, table: str, filter: Filter) -> list[list[str]]:
    """The rows as CSV cells that nothing was done to."""
    frame = rows(layer, table, filter)
    plain = frame.astype(object).where(frame.notna(), "").to_numpy().tolist()
    return [list(frame.columns), *[[str(value) for value in row] for row in plain]]


def sheet(content: bytes) -> list[dict[str, tuple[str, str]]]:
    """Column letters to type and value of each cell, row by row, by the XML alone."""
    main = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        names = book.namelist()
        assert not [n for n in names if "vba" in n.lower() or "externalLink" in n]
        shared = []
        if "xl/sharedStrings.xml" in names:
            listed = ElementTree.fromstring(book.read("xl/sharedStrings.xml"))
            shared = ["".join(t.text or "" for t in si.iter(f"{main}t")) for si in listed]
        page = ElementTree.fromstring(book.read("xl/worksheets/sheet1.xml"))
    assert not list(page.iter(f"{main}f")), "a formula"
    made = []
    for row in page.iter(f"{main}row"):
        cells = {}
        for c in row.iter(f"{main}c"):
            value = c.find(f"{main}v")
            if value is None:
                continue
            kind, text = c.get("t", "n"), value.text or ""
            letter = "".join(x for x in c.get("r", "") if x.isalpha())
            cells[letter] = (kind, shared[int(text)] if kind == "s" else text)
        made.append(cells)
    return made


def letter(at: int) -> str:
    high, low = divmod(at, 26)
    return (chr(64 + high) if high else "") + chr(65 + low)


@pytest.mark.parametrize("table", TABLES)
@settings(max_examples=8)
@given(filter=filters)
def test_csv_says_the_rows(layer: Layer, table: str, filter: Filter) -> None:
    made = export(layer, table, filter, "csv")
    assert b"\r" not in made.content
    assert made.content.endswith(b"\n")
    assert made.content.startswith(",".join(layer.package[table].columns).encode())
    read = list(csv.reader(io.StringIO(made.content.decode())))
    wanted = texts_of(layer, table, filter)
    # The apostrophe before what would be a formula is the one thing that is added.
    assert [[v.removeprefix("'") for v in r] for r in read] == [
        [v.removeprefix("'") for v in r] for r in wanted
    ]


@pytest.mark.parametrize("table", TABLES)
@settings(max_examples=8)
@given(filter=filters)
def test_json_says_the_rows_exactly(layer: Layer, table: str, filter: Filter) -> None:
    frame = rows(layer, table, filter)
    wanted = frame.astype(object).where(frame.notna(), None).to_dict("records")
    content = export(layer, table, filter, "json").content
    assert json.loads(content) == wanted
    assert b"NaN" not in content


@pytest.mark.parametrize("table", reference.LOCATED)
def test_geojson_says_the_rows_with_valid_geometry(layer: Layer, table: str) -> None:
    document = json.loads(export(layer, table, Filter(), "geojson").content)
    frame = rows(layer, table, Filter())
    assert document["type"] == "FeatureCollection"
    plain = frame.astype(object).where(frame.notna(), None).to_dict("records")
    for feature, row in zip(document["features"], plain, strict=True):
        assert feature["type"] == "Feature"
        assert feature["properties"] == {k: v for k, v in row.items() if k not in ("lat", "lon")}
        if "lat" in row and row["lat"] is None:
            assert feature["geometry"] is None
            continue
        shape = shapely.geometry.shape(feature["geometry"])
        assert shape.is_valid
        west, south, east, north = shape.bounds
        assert 102 <= west <= east <= 108
        assert 9 <= south <= north <= 15


@pytest.mark.parametrize("table", TABLES)
def test_parquet_says_the_rows_with_types(layer: Layer, table: str) -> None:
    content = export(layer, table, Filter(), "parquet").content
    made = pa.parquet.read_table(io.BytesIO(content))
    frame = rows(layer, table, Filter())
    kinds = {f["name"]: f["type"] for f in reference.RESOURCES[table]["schema"]["fields"]}
    for column in frame.columns:
        kind, values = kinds.get(column, "number"), made.column(column)
        wanted = [None if pd.isna(v) else v for v in frame[column]]
        if kind == "date":
            assert values.type == pa.date32()
            assert [v and v.isoformat() for v in values.to_pylist()] == wanted
        else:
            tests = {
                "integer": pa.types.is_integer,
                "number": pa.types.is_floating,
                "string": lambda t: pa.types.is_string(t) or pa.types.is_large_string(t),
            }
            assert tests[kind](values.type)
            assert values.to_pylist() == wanted


def test_parquet_of_a_geojson_table_is_geoparquet(layer: Layer) -> None:
    import geopandas as gpd

    for table in ("compounds", "provinces"):
        content = export(layer, table, Filter(), "parquet").content
        frame = gpd.read_parquet(io.BytesIO(content))
        assert frame.crs == "EPSG:4326"
        assert len(frame) == len(layer[table])


@pytest.mark.parametrize("table", TABLES)
def test_parquet_says_no_version_and_pandas_reads_it_as_before(layer: Layer, table: str) -> None:
    import geopandas as gpd

    content = export(layer, table, Filter(), "parquet").content
    schema = pa.parquet.read_schema(io.BytesIO(content))
    for name in (b"pandas", b"geo"):
        said = json.loads(schema.metadata.get(name, b"{}"))
        assert not {"creator", "pandas_version"} & set(said)
    written = pa.parquet.read_metadata(io.BytesIO(content))
    assert written.created_by.strip() == layer.package.title
    whole = content + base64.b64decode(written.metadata[b"ARROW:schema"])
    for module in (pa, gpd, pd):
        assert module.__version__.encode() not in whole
    read, frame = pd.read_parquet(io.BytesIO(content)), rows(layer, table, Filter())
    assert isinstance(read.index, pd.RangeIndex)
    dates = {field.name for field in layer.package[table].fields if field.type == "date"}
    for column in frame.columns:
        dtype = "date32[day][pyarrow]" if column in dates else frame[column].dtype
        assert read[column].dtype == dtype


@pytest.mark.parametrize("table", TABLES)
def test_xlsx_says_the_rows(layer: Layer, table: str) -> None:
    made = sheet(export(layer, table, Filter(), "xlsx").content)
    frame = rows(layer, table, Filter())
    assert [made[0][letter(at)][1] for at in range(len(frame.columns))] == list(frame.columns)
    for line, row in zip(made[1:], frame.itertuples(index=False), strict=True):
        for at, value in enumerate(row):
            if pd.isna(value):
                assert letter(at) not in line
                continue
            kind, text = line[letter(at)]
            if isinstance(value, str):
                assert (kind, text.removeprefix("'")) == ("s", value.removeprefix("'"))
            else:
                assert kind == "n"
                assert float(text) == float(value)


def test_csv_runs_no_formula(hostile: Layer) -> None:
    content = export(hostile, "raids", Filter(kind=("raid",)), "csv").content.decode()
    (row,) = csv.DictReader(io.StringIO(content))
    for column, text in HOSTILE.items():
        assert row[column] == (text if text.startswith("'") else f"'{text}")
    assert (row["found_min"], row["lat"], row["raid_id"]) == ("597", "10.60932", "r-1-alpha")


def test_xlsx_runs_no_formula_and_numbers_stay_numbers(hostile: Layer) -> None:
    made = sheet(export(hostile, "raids", Filter(kind=("raid",)), "xlsx").content)
    columns = list(hostile.package["raids"].columns)
    row = {columns[at]: made[1].get(letter(at)) for at in range(len(columns))}
    for column, text in HOSTILE.items():
        assert row[column] == ("s", text if text.startswith("'") else f"'{text}")
    assert row["found_min"] == ("n", "597")
    assert row["lat"] == ("n", "10.60932")


@pytest.mark.parametrize("format", ["json", "geojson", "parquet"])
def test_the_other_formats_stay_exact(hostile: Layer, format: str) -> None:
    content = export(hostile, "raids", Filter(kind=("raid",)), format).content
    if format == "parquet":
        (row,) = pa.parquet.read_table(io.BytesIO(content)).to_pylist()
    else:
        document = json.loads(content)
        row = document[0] if format == "json" else document["features"][0]["properties"]
    assert {column: row[column] for column in HOSTILE} == HOSTILE


@pytest.mark.parametrize("first", ["=", "+", "-", "@", "\t", "\r"])
def test_a_formula_gets_an_apostrophe(first: str) -> None:
    assert cell(f"{first}1") == f"'{first}1"


@given(text=texts)
def test_other_text_is_left_alone(text: str) -> None:
    assert cell(text) in (text, f"'{text}")
    assert cell(text)[:1] not in ("=", "+", "-", "@", "\t", "\r")
    assert cell(f"a{text}") == f"a{text}"


def test_a_line_break_in_a_cell_survives(folder: Path) -> None:
    text = 'first "line"\nsecond, line'
    edits.cell(folder / "raids.csv", 2, "notes", text)
    made = export(load(folder), "raids", Filter(kind=("raid",)), "csv").content.decode()
    (row,) = csv.DictReader(io.StringIO(made, newline=""))
    assert row["notes"] == text


@pytest.mark.parametrize("format", ["csv", "json", "geojson", "parquet", "xlsx"])
def test_no_rows_are_still_a_file_and_the_same_bytes_twice(layer: Layer, format: str) -> None:
    nothing = Filter(q="no such word anywhere")
    for filter in (nothing, Filter(kind=("rescue",))):
        made = export(layer, "raids", filter, format)
        assert made == export(layer, "raids", filter, format)
        assert made.name == f"raids-{layer.version}.{format}"
    empty = export(layer, "raids", nothing, format).content
    if format in ("csv", "json", "geojson"):
        assert b"r-2" not in empty
    if format == "geojson":
        assert json.loads(empty)["features"] == []


@pytest.mark.parametrize(
    ("table", "format", "parameter"),
    [("raid", "csv", "table"), ("raids", "xls", "format"), ("claims", "geojson", "format")],
)
def test_what_cannot_be_written_is_refused(
    tiny: Layer, table: str, format: str, parameter: str
) -> None:
    with pytest.raises(ParameterError) as caught:
        export(tiny, table, Filter(), format)
    (problem,) = caught.value.problems
    assert problem.parameter == parameter
    assert problem.value in (table, format)
