"""Page, API and command line give one filter the same rows in the same order, in every format."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import openpyxl
import pyarrow.parquet as pq
from hypothesis import given, settings
from hypothesis import strategies as st

from geo import Filter
from geo.files import links
from tests import reference
from tests.asgi import HOME, call
from tests.strategies import filters

TABLES = reference.read(reference.DATA)


def sheet(content: bytes) -> list[dict[str, Any]]:
    book = openpyxl.load_workbook(io.BytesIO(content), read_only=True)
    head, *rows = book.worksheets[0].iter_rows(values_only=True)
    return [dict(zip(head, row, strict=True)) for row in rows]


READERS: Mapping[str, Callable[[bytes], Any]] = {
    "csv": lambda content: csv.DictReader(io.StringIO(content.decode(), newline="")),
    "json": json.loads,
    "geojson": lambda content: [f["properties"] for f in json.loads(content)["features"]],
    "parquet": lambda content: pq.read_table(io.BytesIO(content)).to_pylist(),
    "xlsx": sheet,
}


def keys(table: str, rows: Any) -> list[list[str]]:
    """Which rows they are, in their order."""
    return [[str(row[column]) for column in reference.KEYS[table]] for row in rows]


def formats(table: str) -> list[str]:
    return [f for f in READERS if f != "geojson" or table in reference.LOCATED]


def sent(table: str, filter: Filter, formats: list[str]) -> dict[str, bytes]:
    """What the API sends: in each format the rows that the contract says."""
    wanted = keys(table, reference.select(TABLES, table, filter))
    params = filter.to_params()
    made = {format: call(f"/api/v1/{table}.{format}", params).content for format in formats}
    for format, content in made.items():
        assert keys(table, READERS[format](content)) == wanted
    return made


def linked(table: str, filter: Filter, format: str) -> bytes:
    """What the link of a page leads to."""
    link = urlsplit(links.table_address(table, format, filter))
    return call(link.path, parse_qsl(link.query)).content


def said(run: Any, table: str, filter: Filter, format: str) -> bytes:
    """What the command line prints."""
    flags = [f"--{name}={value}" for name, value in filter.to_params()]
    status, out, err = run("export", table, *flags, f"--format={format}", f"--home={HOME}")
    assert (status, err) == (0, "")
    return out


@settings(max_examples=200)
@given(filter=filters, format=st.sampled_from(formats("raids")))
def test_every_door_gives_the_same_raids(run: Any, filter: Filter, format: str) -> None:
    api = sent("raids", filter, formats("raids"))
    assert linked("raids", filter, format) == api[format]
    assert said(run, "raids", filter, format) == api[format]


@settings(max_examples=30)
@given(filter=filters, drawn=st.data())
def test_every_door_gives_the_same_rows_of_another_table(
    run: Any, filter: Filter, drawn: st.DataObject
) -> None:
    table = drawn.draw(st.sampled_from([t for t in reference.RESOURCES if t != "raids"]))
    format = drawn.draw(st.sampled_from(formats(table)))
    api = sent(table, filter, [format])[format]
    assert linked(table, filter, format) == api
    assert said(run, table, filter, format) == api
