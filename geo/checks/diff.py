"""What changed between two data folders: rows added, corrected and withdrawn."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

from geo.model.descriptor import PACKAGE
from geo.model.errors import DataError
from geo.model.schema import Package, Resource, read_package
from geo.model.tables import read

JOINT = "|"
"""Joins the parts of a key of several columns, as it joins ids in a cell."""

ADDED, CORRECTED, WITHDRAWN = "added", "corrected", "withdrawn"

Cells = Mapping[str, str]
"""Column to text of one row; only cells that are not empty."""


@dataclass(frozen=True)
class Change:
    """What happened to one row.

    Attributes
    ----------
    table, id : str
        Where it stands, and its key; the parts of a key are joined by `|`. Of the data package
        its file name, and the way to a part of it.
    change : {"added", "corrected", "withdrawn"}
    cells : dict of str to (str, str)
        Column to text before and after, of the cells that differ; empty means unknown.
    """

    table: str
    id: str
    change: str
    cells: Mapping[str, tuple[str, str]]

    def __str__(self) -> str:
        said = f"{self.table} {self.id}: {self.change}"
        if self.change != CORRECTED:
            return said
        pairs = (f"{name} {old!r} -> {new!r}" for name, (old, new) in self.cells.items())
        return f"{said}, {', '.join(pairs)}"


def diff(old: Path, new: Path) -> list[Change]:
    """Compare two data folders, cell by cell as text.

    Parameters
    ----------
    old, new : Path
        Folders with a `datapackage.json` and the files it names.

    Returns
    -------
    list of Change
        In the order of the tables in the data package, and of ids within a table; before them
        those of the data package itself. The changelog is not compared.

    Raises
    ------
    DataError
        When a folder or one of its files cannot be read.
    """
    before, after = read_package(old), read_package(new)
    names = list(dict.fromkeys([*after.resources, *before.resources]))
    described = _changes(PACKAGE, dict(_described(before.spec)), dict(_described(after.spec)))
    rows = [
        change
        for name in names
        for change in _changes(name, _rows(old, before, name), _rows(new, after, name))
    ]
    return [*described, *rows]


def _described(spec: Mapping[str, Any], id: str = "/") -> Iterator[tuple[str, Cells]]:
    """Each named part of a data package, such as a table or a column, as a row of its properties.

    Its id is the way to it, by names: a place in a list would change with every part before it.
    """
    cells = {}
    for name, value in _flat(spec):
        if isinstance(value, list) and value and all(map(_is_named, value)):
            cells[name] = JOINT.join(part["name"] for part in value)
            for part in value:
                yield from _described(part, f"{id.rstrip('/')}/{name}/{part['name']}")
        else:
            cells[name] = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    yield id, cells


def _flat(spec: Mapping[str, Any], before: str = "") -> Iterator[tuple[str, Any]]:
    for name, value in spec.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{before}{name}/")
        else:
            yield f"{before}{name}", value


def _is_named(part: Any) -> bool:
    return isinstance(part, dict) and isinstance(part.get("name"), str)


def _rows(folder: Path, package: Package, table: str) -> dict[str, Cells]:
    """Id to cells of every row of a table; none when the folder has no such table."""
    resource = package.resources.get(table)
    if resource is None:
        return {}
    raw = read(folder, resource)
    if raw.findings:
        raise DataError(raw.findings)
    records = [
        {str(name): value for name, value in record.items() if not pd.isna(value)}
        for record in raw.cells.to_dict("records")
    ]
    for record, geometry in zip(records, raw.geometries or (), strict=False):
        if geometry:
            record["geometry"] = json.dumps(geometry)
    return {_id(resource, record): record for record in records}


def _id(resource: Resource, record: Cells) -> str:
    return JOINT.join(record.get(column, "") for column in resource.key)


def _changes(table: str, old: Mapping[str, Cells], new: Mapping[str, Cells]) -> Iterator[Change]:
    for key in sorted({*old, *new}):
        before, after = old.get(key, {}), new.get(key, {})
        columns = dict.fromkeys([*after, *before])
        cells = {
            name: (before.get(name, ""), after.get(name, ""))
            for name in columns
            if before.get(name) != after.get(name)
        }
        if cells:
            change = CORRECTED if key in old and key in new else ADDED if key in new else WITHDRAWN
            yield Change(table, key, change, cells)


def text(changes: Sequence[Change]) -> str:
    """A line for each change, and one for each table that sums them up."""
    lines = []
    for table in dict.fromkeys(change.table for change in changes):
        its = [change for change in changes if change.table == table]
        counts = {
            word: sum(c.change == word for c in its) for word in (ADDED, CORRECTED, WITHDRAWN)
        }
        lines.append(f"{table}: {', '.join(f'{n} {word}' for word, n in counts.items())}")
        lines += [f"  {change}" for change in its]
    return "".join(f"{_one_line(line)}\n" for line in lines)


def _one_line(line: str) -> str:
    return " ".join(line.splitlines())


def as_csv(changes: Sequence[Change]) -> str:
    """A row for each cell that differs: `table, id, change, column, old, new`."""
    rows = [
        (c.table, c.id, c.change, column, *pair)
        for c in changes
        for column, pair in c.cells.items()
    ]
    return _written([("table", "id", "change", "column", "old", "new"), *rows])


def as_json(changes: Sequence[Change]) -> str:
    """An array with an object for each change."""
    objects: list[dict[str, Any]] = [
        {
            "table": c.table,
            "id": c.id,
            "change": c.change,
            "cells": {name: {"old": old, "new": new} for name, (old, new) in c.cells.items()},
        }
        for c in changes
    ]
    return f"{json.dumps(objects, ensure_ascii=False, indent=2)}\n"


FORMATS: Mapping[str, Callable[[Sequence[Change]], str]] = {
    "text": text,
    "csv": as_csv,
    "json": as_json,
}
"""Name of each form of a comparison to what writes it."""


def changelog(changes: Sequence[Change], day: date, version: str, reason: str) -> str:
    """The lines for `CHANGELOG.csv`, without a header, that tell of the changes of rows.

    Parameters
    ----------
    changes : sequence of Change
    day : date
        When they were made.
    version : str
        Of the layer that has them first.
    reason : str
        Why, for all of them.
    """
    rows = [change for change in changes if change.table != PACKAGE]
    return _written([(day.isoformat(), version, c.table, c.id, c.change, reason) for c in rows])


def _written(rows: Sequence[Sequence[str]]) -> str:
    file = io.StringIO()
    csv.writer(file, lineterminator="\n").writerows(rows)
    return file.getvalue()
