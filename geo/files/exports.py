"""A table as a file: CSV, JSON, GeoJSON, Parquet or XLSX, the same bytes through every door."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pandas as pd
import polars as pl
import pyarrow.parquet as pq

from geo.files.metadata import metadata
from geo.model import escape
from geo.model.errors import ParameterError, ParameterProblem
from geo.model.filter import Filter
from geo.model.layer import Layer
from geo.model.schema import Resource
from geo.query.selection import rows

BOM = b"\xef\xbb\xbf"
"""Byte order mark, by which Excel knows a CSV file for UTF-8."""

ABOUT = b"about"
"""Key of the metadata, as JSON, in the schema of a Parquet file."""

PIECE = 20_000
"""Rows that are written at once where a table is written a piece at a time."""


@dataclass(frozen=True)
class Export:
    """One file, ready to be sent or saved.

    Attributes
    ----------
    name : str
        File name: the table, the layer's version and the format.
    media_type : str
        Media type (RFC 6838).
    content : bytes
        The file.
    """

    name: str
    media_type: str
    content: bytes


def export(
    layer: Layer, table: str, filter: Filter, format: str = "csv", part: slice = slice(None),
    *, home: str = "",
) -> Export:  # fmt: skip
    """Write the rows of one table that a filter means.

    Parameters
    ----------
    layer : Layer
    table : str
        A table of the data package.
    filter : Filter
        Which rows are meant.
    format : {"csv", "json", "geojson", "parquet", "xlsx"}
        CSV and XLSX keep text cells from being run as formulas; the others are exact.
        Parquet carries real dates, and is GeoParquet where the table's file is GeoJSON.
    part : slice, default all
        Which of the rows, in their order.
    home : str
        Address of the server, which the metadata within XLSX and Parquet names.

    Raises
    ------
    ParameterError
        When there is no such table, or it cannot be written in the format.
    """
    resource = _resource(layer, table)
    if format not in formats(resource):
        allowed = f"one of {', '.join(formats(resource))}"
        raise ParameterError([ParameterProblem("format", format, f"not for {table}", allowed)])
    chosen = rows(layer, table, filter)[part]

    def about() -> dict[str, Any]:
        return metadata(layer, table, filter, format, chosen, part=part, home=home)

    content = _WRITERS[format](layer, resource, chosen, about)
    return Export(file_name(layer, table, format), MEDIA_TYPES[format], content)


def file_name(layer: Layer, what: str, format: str) -> str:
    """What a file is called: the table or what else it holds, the layer's version, the format."""
    return f"{what}-{layer.version}.{format}"


def describe(
    layer: Layer, table: str, filter: Filter, format: str = "csv", part: slice = slice(None),
    *, home: str = "",
) -> bytes:  # fmt: skip
    """What goes with an export, as JSON; XLSX and Parquet hold the same within themselves.

    See Also
    --------
    geo.files.metadata.metadata : What it says.
    """
    _resource(layer, table)
    chosen = rows(layer, table, filter)[part]
    said = metadata(layer, table, filter, format, chosen, part=part, home=home)
    return f"{json.dumps(said, ensure_ascii=False, indent=2)}\n".encode()


def pieces(
    layer: Layer, table: str, filter: Filter, part: slice = slice(None), mark: bytes = b""
) -> Iterator[bytes]:
    """The CSV that `export` writes, a piece at a time.

    Parameters
    ----------
    layer, table, filter, part
        As for `export`.
    mark : bytes
        What goes before everything else.

    Yields
    ------
    bytes
        Up to `PIECE` rows each; the first with the header.
    """
    resource = _resource(layer, table)
    chosen = rows(layer, table, filter)[part]
    yield mark + csv_rows(resource, chosen[:PIECE])
    for start in range(PIECE, len(chosen), PIECE):
        yield csv_rows(resource, chosen[start : start + PIECE], header=False)


def formats(resource: Resource) -> tuple[str, ...]:
    """The formats that a table can be written in."""
    return tuple(name for name in _WRITERS if name != "geojson" or resource.located)


def _resource(layer: Layer, table: str) -> Resource:
    try:
        return layer.package[table]
    except KeyError:
        allowed = f"one of {', '.join(layer.package.every)}"
        raise ParameterError([ParameterProblem("table", table, "is no table", allowed)]) from None


def _spreadsheet_safe(frame: pd.DataFrame, resource: Resource) -> pl.DataFrame:
    """The rows, with whole columns of text made what `escape.cell` makes of one."""
    texts = [field.name for field in resource.fields if field.type == "string"]
    first = "".join(rf"\x{ord(character):02x}" for character in escape.FORMULA)
    safe = pl.col(texts).cast(pl.String).str.replace(f"^[{first}]", "'${0}")
    return pl.from_pandas(frame).with_columns(safe)


def csv_rows(resource: Resource, frame: pd.DataFrame, *, header: bool = True) -> bytes:
    """Rows as CSV (RFC 4180), safe for a spreadsheet, with or without the header row."""
    return _spreadsheet_safe(frame, resource).write_csv(include_header=header).encode()


def _csv(layer: Layer, resource: Resource, frame: pd.DataFrame, about: About) -> bytes:
    return csv_rows(resource, frame)


def _records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    objects = frame.astype(object)
    records: list[dict[str, Any]] = objects.where(frame.notna(), None).to_dict("records")
    return records


def _lines(items: list[Any]) -> str:
    """A JSON array with one item a line."""
    lines = (json.dumps(i, ensure_ascii=False, allow_nan=False, default=int) for i in items)
    return "[\n" + ",\n".join(lines) + "\n]" if items else "[]"


def _json(layer: Layer, resource: Resource, frame: pd.DataFrame, about: About) -> bytes:
    return f"{_lines(_records(frame))}\n".encode()


def _geojson(layer: Layer, resource: Resource, frame: pd.DataFrame, about: About) -> bytes:
    located = _located(layer, resource, frame)
    shapes = located.geometry.map(_mapping)
    properties = _records(frame.drop(columns=["lat", "lon"], errors="ignore"))
    features = [
        {"type": "Feature", "id": record[resource.key[0]], "geometry": shape, "properties": record}
        for shape, record in zip(shapes, properties, strict=True)
    ]
    return f'{{"type": "FeatureCollection", "features": {_lines(features)}}}\n'.encode()


def _mapping(shape: Any) -> Any:
    return None if shape is None or shape.is_empty else shape.__geo_interface__


def _located(layer: Layer, resource: Resource, frame: pd.DataFrame) -> Any:
    """The chosen rows with their geometry, in the order of the frame."""
    key = resource.key[0]
    every = layer.geo(resource.name)
    return every.set_index(key, drop=False).loc[frame[key].tolist()].reset_index(drop=True)


def _parquet(layer: Layer, resource: Resource, frame: pd.DataFrame, about: About) -> bytes:
    dates = [f.name for f in resource.fields if f.type == "date"]
    source = _located(layer, resource, frame) if resource.geometry else frame
    source = source.assign(**{name: source[name].astype("date32[pyarrow]") for name in dates})
    plain = io.BytesIO()
    source.to_parquet(plain, index=False)
    table = pq.read_table(plain)
    said = {name: _unsigned(text) for name, text in table.schema.metadata.items()}
    said[ABOUT] = json.dumps(about(), ensure_ascii=False).encode()
    file = io.BytesIO()
    pq.write_table(table.replace_schema_metadata(said), file)
    return _signed(file.getvalue(), layer.package.title)


def _signed(content: bytes, name: str) -> bytes:
    """A Parquet file that names the layer as its maker, where its writer put its own version.

    The writer has no setting for it; a name of the same length leaves every offset as it was.
    A file ends with its footer, the length of that in four bytes, and a mark of four (Parquet
    format, "File format").
    """
    at = len(content) - 8 - int.from_bytes(content[-8:-4], "little")
    writer = pq.read_metadata(io.BytesIO(content)).created_by.encode()
    ours = name.encode()[: len(writer)].ljust(len(writer))
    return content[:at] + content[at:].replace(writer, ours)


def _unsigned(metadata: bytes) -> bytes:
    """What pandas or GeoPandas says of the columns, without what it says of itself."""
    said = json.loads(metadata)
    kept = {n: v for n, v in said.items() if n not in ("creator", "pandas_version")}
    return json.dumps(kept, ensure_ascii=False).encode()


def _xlsx(layer: Layer, resource: Resource, frame: pd.DataFrame, about: About) -> bytes:
    import xlsxwriter

    file = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(file, options) as book:
        # A fixed day, so that the same rows give the same bytes.
        book.set_properties({"created": datetime.fromisoformat(layer.package.created)})
        sheet = book.add_worksheet(resource.name)
        sheet.freeze_panes(1, 0)
        sheet.write_row(0, 0, list(frame.columns), book.add_format({"bold": True}))
        for at, row in enumerate(_spreadsheet_safe(frame, resource).iter_rows(), start=1):
            sheet.write_row(at, 0, row)
        sheet.autofilter(0, 0, len(frame), len(frame.columns) - 1)
        sheet.autofit()
        _about_sheet(book, about())
    return file.getvalue()


def _about_sheet(book: Any, said: dict[str, Any]) -> None:
    """A second sheet that says what the rows of the first are."""
    sheet = book.add_worksheet("About")
    strong = book.add_format({"bold": True, "valign": "top"})
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    lines = [(name, _said(value)) for name, value in said.items() if name != "sources"]
    for at, (name, value) in enumerate(lines):
        sheet.write(at, 0, name.replace("_", " ").capitalize(), strong)
        sheet.write(at, 1, escape.cell(value) if isinstance(value, str) else value, wrapped)
    head = len(lines) + 1
    sheet.write(head, 0, "Sources", strong)
    for at, source in enumerate(said["sources"], start=head + 1):
        cells = [escape.cell(str(value)) if value else "" for value in source.values()]
        sheet.write_row(at, 0, cells)
    sheet.set_column(0, 0, 26)
    sheet.set_column(1, 1, 90)
    sheet.set_column(2, 2, 60)


def _said(value: Any) -> str | int:
    """A value of the metadata as one cell."""
    if isinstance(value, list):
        return "; ".join(", ".join(one.values()) for one in value)
    if isinstance(value, dict):
        parts = ((n, v if isinstance(v, list) else [v]) for n, v in value.items())
        return "; ".join(f"{name}: {', '.join(values)}" for name, values in parts) or "none"
    return value if isinstance(value, int) else str(value)


About = Callable[[], dict[str, Any]]
"""What is said of the rows, worked out only where it is written."""

Writer = Callable[[Layer, Resource, pd.DataFrame, About], bytes]

_WRITERS: Mapping[str, Writer] = {
    "csv": _csv,
    "json": _json,
    "geojson": _geojson,
    "parquet": _parquet,
    "xlsx": _xlsx,
}

MEDIA_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
    "geojson": "application/geo+json",
    "parquet": "application/vnd.apache.parquet",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
"""Media type (RFC 6838) of each format."""

FORMATS = {
    "csv": "CSV",
    "json": "JSON",
    "geojson": "GeoJSON",
    "parquet": "Parquet",
    "xlsx": "XLSX",
}
"""Every format and what it is called; GeoJSON only where rows have a geometry."""
