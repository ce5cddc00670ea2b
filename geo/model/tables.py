"""Reading one file of the layer into a typed table, and saying what in it is wrong.

The loader and `geo check` read through the same two steps, so that what the one accepts
the other cannot reject: `read` makes text cells of a file, `typed` makes values of them.
"""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.csv

from geo.model import dates
from geo.model.errors import Finding
from geo.model.schema import Field, Resource, no_such_number

HEADER_ROWS = 1


@dataclass(frozen=True)
class Raw:
    """The cells of one file as text, before any is understood.

    Attributes
    ----------
    cells : DataFrame
        One string column per column of the file; missing where the cell is empty.
    geometries : list of dict or None
        The GeoJSON geometry of each row; None for a CSV file.
    findings : list of Finding
        What is wrong with the file's form.
    first_row : int
        What a spreadsheet calls the first data row.
    whole : bool
        Whether every row could be read; otherwise there are no cells.
    """

    cells: pd.DataFrame
    geometries: list[Any] | None = None
    findings: list[Finding] = field(default_factory=list)
    first_row: int = HEADER_ROWS + 1
    whole: bool = True


def read(folder: Path, resource: Resource) -> Raw:
    """Read one file of a data folder as text cells.

    Parameters
    ----------
    folder : Path
        The data folder.
    resource : Resource
        The table whose file is read: CSV, or GeoJSON where it has a geometry.

    Returns
    -------
    Raw
        With no cells, and a finding that says why, when the file cannot be read at all.
    """
    path = folder / resource.path
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        missing = _unreadable(resource, "missing file")
        none = replace(missing, findings=[], whole=True)
        return none if resource.may_be_missing else missing
    except OSError as error:
        return _unreadable(resource, f"cannot be read: {error.strerror}")
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        bad = content[error.start : error.start + 1]
        return _unreadable(resource, f"not UTF-8: byte 0x{bad.hex()} in line {line}", row=line)
    return _read_geojson(resource, text) if resource.geometry else _read_csv(resource, content)


def _unreadable(resource: Resource, rule: str, row: int = 0) -> Raw:
    return _none(resource, [Finding(resource.path, row, "", "", rule)])


def _none(resource: Resource, findings: list[Finding]) -> Raw:
    empty = pd.DataFrame({f.name: pd.Series(dtype="str") for f in resource.fields})
    return Raw(empty, [] if resource.geometry else None, findings, whole=False)


def _read_csv(resource: Resource, content: bytes) -> Raw:
    ragged: list[Finding] = []

    def note(row: pa.csv.InvalidRow) -> str:
        rule = f"{row.actual_columns} cells where the header has {row.expected_columns}"
        ragged.append(Finding(resource.path, row.number or 0, "", (row.text or "")[:80], rule))
        return "skip"

    names = [f.name for f in resource.fields]
    try:
        table = pa.csv.read_csv(
            pa.BufferReader(content),
            read_options=pa.csv.ReadOptions(use_threads=False),
            parse_options=pa.csv.ParseOptions(newlines_in_values=True, invalid_row_handler=note),
            convert_options=pa.csv.ConvertOptions(
                column_types=dict.fromkeys(names, pa.string()),
                strings_can_be_null=True,
                null_values=[""],
                quoted_strings_can_be_null=True,
            ),
        )
    except pa.ArrowInvalid as error:
        return _unreadable(resource, f"not a CSV table: {str(error).splitlines()[0]}")
    header = [name.removeprefix("\ufeff") for name in table.column_names]
    findings = _header_findings(resource, header) + ragged
    if findings:
        return _none(resource, findings)
    return Raw(table.select(names).to_pandas().astype("str"))


def _header_findings(resource: Resource, header: list[str]) -> list[Finding]:
    names = [f.name for f in resource.fields]
    allowed = f"the columns are {', '.join(names)}"
    faults = [(name, "missing column") for name in names if name not in header]
    faults += [(name, "unknown column") for name in header if name not in names]
    faults += [(name, "column stands twice") for name in set(header) if header.count(name) > 1]
    return [Finding(resource.path, HEADER_ROWS, n, "", f"{rule}; {allowed}") for n, rule in faults]


def _read_geojson(resource: Resource, text: str) -> Raw:
    try:
        document = json.loads(text, parse_constant=no_such_number)
        features = document["features"] if document["type"] == "FeatureCollection" else None
    except (ValueError, RecursionError) as error:
        return _unreadable(resource, f"not JSON: {error}")
    except (KeyError, TypeError):
        features = None
    if not isinstance(features, list):
        return _unreadable(resource, "not a GeoJSON FeatureCollection (RFC 7946)")
    names = [f.name for f in resource.fields]
    none = [n for n, feature in enumerate(features, start=1) if not _has_properties(feature)]
    if none:
        rule = "not a Feature with properties"
        return _none(resource, [Finding(resource.path, n, "", "", rule) for n in none])
    rows, geometries, findings = [], [], []
    for number, feature in enumerate(features, start=1):
        properties = feature["properties"]
        for name in [
            *(n for n in names if n not in properties),
            *(p for p in properties if p not in names),
        ]:
            known = "missing property" if name in names else "unknown property"
            rule = f"{known}; the properties are {', '.join(names)}"
            findings.append(Finding(resource.path, number, name, "", rule))
        for name, value in properties.items():
            if isinstance(value, str) and not _encodable(value):
                findings.append(
                    Finding(resource.path, number, name, "", "not UTF-8: half a character")
                )
                properties[name] = None
        geometry = feature.get("geometry")
        fault = _geometry_fault(geometry, resource.geometry or "")
        if fault:
            findings.append(Finding(resource.path, number, "geometry", "", fault))
        rows.append({n: _cell_text(properties.get(n)) for n in names})
        geometries.append(None if fault else geometry)
    cells = pd.DataFrame(rows, columns=names, dtype="str")
    return Raw(cells, geometries, findings, first_row=1)


def _has_properties(feature: Any) -> bool:
    return isinstance(feature, dict) and isinstance(feature.get("properties"), dict)


def _encodable(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _cell_text(value: Any) -> str | None:
    """A JSON value as a CSV cell would hold it."""
    if value is None or isinstance(value, str):
        return value or None
    return json.dumps(value, ensure_ascii=False)


_DEPTH = {"Point": 0, "Polygon": 2, "MultiPolygon": 3}
"""How many lists stand around the positions of a GeoJSON geometry."""


def _geometry_fault(geometry: Any, kind: str) -> str | None:
    """What is wrong with a GeoJSON geometry; None when it is of the kind, or null."""
    if geometry is None and kind == "Point":
        return None
    allowed = {"Point": ("Point",), "Polygon": ("Polygon", "MultiPolygon")}[kind]
    given = geometry.get("type") if isinstance(geometry, dict) else None
    if given not in allowed:
        return f"geometry: must be {' or '.join(allowed)}{' or null' if kind == 'Point' else ''}"
    if any(_nested(geometry.get("coordinates"), _DEPTH[given], size) for size in (2, 3)):
        return None
    closed = "in closed rings of " if kind == "Polygon" else ""
    return (
        f"geometry: coordinates must be {closed}[longitude, latitude] in degrees of WGS 84, all "
        "with a height behind them or none"
    )


def _nested(value: Any, depth: int, size: int) -> bool:
    """Whether positions are so many numbers, within the globe, and rings are closed."""
    if not isinstance(value, list) or not value:
        return False
    if depth == 0:
        numbers = all(
            isinstance(n, int | float) and not isinstance(n, bool) and abs(n) <= sys.float_info.max
            for n in value
        )
        return numbers and len(value) == size and abs(value[0]) <= 180 and abs(value[1]) <= 90
    ring = depth == 1
    if ring and (len(value) < 4 or value[0] != value[-1]):
        return False
    return all(_nested(part, depth - 1, size) for part in value)


def typed(raw: Raw, resource: Resource) -> tuple[pd.DataFrame, list[Finding]]:
    """Turn text cells into values, by the types and constraints of the data package.

    Returns
    -------
    frame : DataFrame
        The resource's columns: text and dates as strings, counts as nullable `Int64`,
        degrees as `float64`. A cell that cannot be understood is missing. Tables with
        points end in `lat` and `lon`, in degrees.
    findings : list of Finding
        Those of the file's form and those of its cells.
    """
    columns: dict[str, pd.Series[Any]] = {}
    findings = list(raw.findings)
    for spec in resource.fields:
        cells = raw.cells[spec.name]
        columns[spec.name], faults = _values(cells, spec)
        for position, rule in faults:
            value = cells.iloc[position]
            shown = "" if pd.isna(value) else str(value)
            row = position + raw.first_row
            findings.append(Finding(resource.path, row, spec.name, shown, rule))
    frame = pd.DataFrame(columns)
    if resource.geometry == "Point" and raw.geometries is not None:
        points = [g["coordinates"][:2] if g else (None, None) for g in raw.geometries]
        frame["lat"] = pd.Series([lat for _, lat in points], dtype="float64")
        frame["lon"] = pd.Series([lon for lon, _ in points], dtype="float64")
    return frame, findings


Faults = list[tuple[int, str]]
"""Position of a cell in its column, and the rule that it breaks."""


def _values(cells: pd.Series[Any], spec: Field) -> tuple[pd.Series[Any], Faults]:
    """The values of one column, and the cells that break its type or constraints."""
    if spec.type in ("integer", "number"):
        values, faults = _numbers(cells, spec)
    else:
        values, faults = cells, _text_faults(cells, spec)
    if spec.required:
        faults += [(at, "required: may not be empty") for at in _where(cells.isna())]
    return values, faults


def _where(mask: Any) -> list[int]:
    return [int(at) for at in np.flatnonzero(np.asarray(mask, dtype=bool))]


def _distinct(cells: pd.Series[Any]) -> tuple[Any, pd.Series[Any]]:
    """For each cell the position of its text, -1 where it is empty; and each text once.

    Dates and numbers repeat, so that few of many have to be understood.
    """
    codes, texts = pd.factorize(cells)
    return codes, pd.Series(texts, dtype="str")


def _spread(mask: pd.Series[bool], codes: Any) -> Any:
    """Of each cell what the mask says of its text; no for an empty one."""
    return np.append(mask.to_numpy(), False)[codes]


def _numbers(cells: pd.Series[Any], spec: Field) -> tuple[pd.Series[Any], Faults]:
    whole = spec.type == "integer"
    pattern = r"-?\d{1,15}" if whole else r"-?\d{1,15}(\.\d+)?"
    codes, given = _distinct(cells)
    good = given.str.fullmatch(pattern).astype(bool)
    wanted = "a whole number" if whole else "a decimal number"
    faults = [(at, f"type: must be {wanted}") for at in _where(_spread(~good, codes))]
    numbers = pd.to_numeric(given.where(good)).astype("Int64" if whole else "float64")
    values = numbers.reindex(codes).set_axis(cells.index)
    low, high = spec.constraints.get("minimum"), spec.constraints.get("maximum")
    if low is not None:
        faults += [
            (at, f"minimum: must be {low} or more") for at in _where((values < low).fillna(False))
        ]
    if high is not None:
        faults += [
            (at, f"maximum: must be {high} or less") for at in _where((values > high).fillna(False))
        ]
    return values, faults


def _text_faults(cells: pd.Series[Any], spec: Field) -> Faults:
    given = cells.notna()
    faults: Faults = []
    if spec.type == "date" or spec.partial_date:
        wanted = "YYYY-MM-DD" if spec.type == "date" else "YYYY, YYYY-MM or YYYY-MM-DD"
        codes, texts = _distinct(cells)
        bad = texts.map(lambda text: not _is_date(text, full=spec.type == "date")).astype(bool)
        rule = f"date: must be a day of the calendar as {wanted}"
        return [(at, rule) for at in _where(_spread(bad, codes))]
    if spec.values:
        rule = f"enum: must be one of {', '.join(spec.values)}"
        faults += [(at, rule) for at in _where(given & ~cells.isin(spec.values))]
    pattern = spec.constraints.get("pattern")
    if pattern:
        good = cells.str.fullmatch(pattern).fillna(False).astype(bool)
        faults += [(at, f"pattern: must match {pattern}") for at in _where(given & ~good)]
    padded = cells.str.strip().ne(cells) & given
    faults += [(at, "space: may not begin or end with white space") for at in _where(padded)]
    return faults


def _is_date(text: str, *, full: bool) -> bool:
    try:
        first, last = dates.bounds(text)
    except ValueError:
        return False
    return first == last if full else True
