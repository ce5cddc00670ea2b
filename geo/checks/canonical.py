"""The one form in which a data file is written, so that a diff shows what changed and no more."""

from __future__ import annotations

import csv
import io
import json
import os
from pathlib import Path
from typing import Any

from geo.model.descriptor import PACKAGE
from geo.model.errors import DataError
from geo.model.schema import Package, Resource, read_package
from geo.model.tables import Raw, read, typed


def canonical(folder: Path, resource: Resource) -> bytes:
    r"""What the file of a table should be, to the byte.

    Rows sorted by key as text, columns in the data package's order, quotes only where they
    are needed, `\n` line ends, UTF-8; in GeoJSON one feature a line.

    Raises
    ------
    DataError
        When the file cannot be read, or a cell cannot be understood.
    """
    raw = read(folder, resource)
    _, findings = typed(raw, resource)
    if findings:
        raise DataError(findings)
    cells = raw.cells[[f.name for f in resource.fields]]
    order = cells.sort_values(list(resource.key), kind="stable").index
    if resource.geometry:
        return _geojson(raw, resource, list(order))
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(cells.columns)
    writer.writerows(cells.loc[order].fillna("").itertuples(index=False))
    return file.getvalue().encode()


def _geojson(raw: Raw, resource: Resource, order: list[int]) -> bytes:
    records = raw.cells.astype(object).where(raw.cells.notna(), None).to_dict("records")
    for name in [field.name for field in resource.fields if field.type == "integer"]:
        for record in records:
            record[name] = record[name] and int(record[name])
    geometries = raw.geometries or []
    features = [
        {"type": "Feature", "properties": records[at], "geometry": geometries[at]} for at in order
    ]
    lines = ",\n".join(
        json.dumps(f, ensure_ascii=False, separators=(",", ":"), allow_nan=False) for f in features
    )
    return f'{{"type":"FeatureCollection","features":[\n{lines}\n]}}\n'.encode()


def canonical_package(spec: Any) -> bytes:
    """What `datapackage.json` should be, to the byte."""
    return f"{json.dumps(spec, ensure_ascii=False, indent=2)}\n".encode()


def present(folder: Path, package: Package) -> list[Resource]:
    """The tables whose files have a form: all but a changelog that is not there."""
    tables = package.every.values()
    return [r for r in tables if not r.may_be_missing or (folder / r.path).exists()]


def rewrite(folder: Path) -> list[str]:
    """Write every file of a data folder in canonical form.

    All files are understood before the first is written, and each is replaced whole.

    Returns
    -------
    list of str
        The names of the files that changed.

    Raises
    ------
    DataError
        When a file cannot be read as its table; then nothing is written.
    """
    package = read_package(folder)
    wanted = {PACKAGE: canonical_package(package.spec)}
    wanted |= {r.path: canonical(folder, r) for r in present(folder, package)}
    changed = [name for name, text in wanted.items() if (folder / name).read_bytes() != text]
    for name in changed:
        part = folder / f"{name}.part"
        part.write_bytes(wanted[name])
        os.replace(part, folder / name)
    return changed
