"""The data package: the one place that says which tables, columns and values there are."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from geo.model.descriptor import CHANGELOG, FOREIGN_KEYS, PACKAGE, faults
from geo.model.errors import DataError, Finding

EDTF = "http://id.loc.gov/datatypes/edtf"
"""`rdfType` of a date that may be known to the month or year only (EDTF level 0)."""

LEDGER = "ledger"
"""`role` of a file that is kept by hand beside the tables."""


@dataclass(frozen=True)
class Reference:
    """The table and column whose values a column repeats."""

    resource: str
    field: str


@dataclass(frozen=True)
class Field:
    """One column, as the data package describes it (Frictionless Table Schema)."""

    spec: Mapping[str, Any]

    @property
    def name(self) -> str:
        """Its name, as in the header of the file."""
        return str(self.spec["name"])

    @property
    def type(self) -> str:
        """One of `geo.model.descriptor.TYPES`."""
        return str(self.spec["type"])

    @property
    def title(self) -> str:
        """Its name for readers."""
        return str(self.spec.get("title", self.name))

    @property
    def description(self) -> str:
        """What it means, and what an empty cell means."""
        return str(self.spec.get("description", ""))

    @property
    def constraints(self) -> Mapping[str, Any]:
        """What its values must satisfy (Frictionless constraints)."""
        constraints: Mapping[str, Any] = self.spec.get("constraints", {})
        return constraints

    @property
    def required(self) -> bool:
        """Whether no cell may be empty."""
        return bool(self.constraints.get("required", False))

    @property
    def values(self) -> tuple[str, ...]:
        """The allowed values of an enumeration; empty when any value may stand."""
        return tuple(self.constraints.get("enum", ()))

    @property
    def labels(self) -> dict[str, str]:
        """What each allowed value is called on a page."""
        given = {c["value"]: c["label"] for c in self.spec.get("categories", ())}
        return {value: given.get(value, value.replace("_", " ")) for value in self.values}

    @property
    def separator(self) -> str | None:
        """What parts several values in one cell, where the column holds several."""
        return self.spec.get("separator")

    @property
    def items(self) -> Reference | None:
        """What the several ids of a cell refer to."""
        items = self.spec.get("items")
        return Reference(items["resource"], items["field"]) if items else None

    @property
    def partial_date(self) -> bool:
        """Whether the column is a date that may be known to the month or year only."""
        return bool(self.spec.get("rdfType") == EDTF)


@dataclass(frozen=True)
class Resource:
    """One table of the layer and the file that holds it."""

    spec: Mapping[str, Any]

    @property
    def name(self) -> str:
        """Its name in addresses and commands."""
        return str(self.spec["name"])

    @property
    def path(self) -> str:
        """Name of its file inside the data folder."""
        return str(self.spec["path"])

    @property
    def title(self) -> str:
        """Its name for readers."""
        return str(self.spec.get("title", self.name))

    @property
    def description(self) -> str:
        """What one row is."""
        return str(self.spec.get("description", ""))

    @property
    def is_changelog(self) -> bool:
        """Whether its rows tell of changes to the layer."""
        return self.spec.get("role") == CHANGELOG

    @property
    def may_be_missing(self) -> bool:
        """Whether a file that is not there is as good as one without rows."""
        return self.spec.get("role") in (CHANGELOG, LEDGER)

    @property
    def geometry(self) -> str | None:
        """GeoJSON geometry type of the file, or None for a CSV table."""
        return self.spec.get("geometry")

    @cached_property
    def fields(self) -> tuple[Field, ...]:
        """Its columns as the data package describes them, in order."""
        return tuple(Field(spec) for spec in self.spec["schema"]["fields"])

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """The columns of a loaded table, in the order of every export."""
        names = tuple(field.name for field in self.fields)
        return (*names, "lat", "lon") if self.geometry == "Point" else names

    @property
    def key(self) -> tuple[str, ...]:
        """The columns that name a row."""
        return tuple(self.spec["schema"]["primaryKey"])

    @property
    def order(self) -> tuple[str, ...]:
        """The columns that rows are sorted by in every answer."""
        return ("date_start", *self.key) if self.name == "raids" else self.key

    @property
    def located(self) -> bool:
        """Whether rows have a geometry, so that GeoJSON can be made of them."""
        return self.geometry is not None or {"lat", "lon"} <= set(self.columns)

    @property
    def references(self) -> dict[str, Reference]:
        """Column to what it refers to, for single-column foreign keys."""
        keys = [key for name in FOREIGN_KEYS for key in self.spec["schema"].get(name, ())]
        return {
            key["fields"][0]: Reference(key["reference"]["resource"], key["reference"]["fields"][0])
            for key in keys
        }

    @property
    def search(self) -> tuple[str, ...]:
        """The columns that the text filter looks in."""
        return tuple(self.spec.get("search", ()))

    def field(self, name: str) -> Field:
        """The field called `name`.

        Raises
        ------
        KeyError
            When the table has no such column.
        """
        for field in self.fields:
            if field.name == name:
                return field
        raise KeyError(f"{self.name} has no column {name!r}")


@dataclass(frozen=True)
class Package:
    """The layer's data package."""

    spec: Mapping[str, Any]

    @property
    def title(self) -> str:
        """Its name for readers."""
        return str(self.spec["title"])

    @property
    def version(self) -> str:
        """The version of the data."""
        return str(self.spec["version"])

    @property
    def created(self) -> str:
        """The day of this version, as an ISO date."""
        return str(self.spec["created"])[:10]

    @cached_property
    def every(self) -> dict[str, Resource]:
        """Name to table, in the order of the data package, the changelog among them."""
        return {spec["name"]: Resource(spec) for spec in self.spec["resources"]}

    @cached_property
    def resources(self) -> dict[str, Resource]:
        """Name to table of what the layer says, without what is said of its changes."""
        return {name: r for name, r in self.every.items() if not r.is_changelog}

    @cached_property
    def changelog(self) -> Resource | None:
        """The table of what was added, corrected and withdrawn, if there is one."""
        return next((r for r in self.every.values() if r.is_changelog), None)

    def __getitem__(self, table: str) -> Resource:
        return self.every[table]


def no_such_number(text: str) -> float:
    """Refuse what Python reads as a number of JSON and is none: NaN and the infinities."""
    raise ValueError(f"{text} is no JSON number")


def read_spec(folder: Path) -> Any:
    """What `datapackage.json` of a folder holds, whether or not it is a data package.

    Raises
    ------
    DataError
        When the file is missing or is no UTF-8 JSON.
    """
    if not folder.is_dir():
        raise DataError([Finding(str(folder), 0, "", "", "no such data folder")])
    try:
        spec = json.loads((folder / PACKAGE).read_text("utf-8"), parse_constant=no_such_number)
        json.dumps(spec, ensure_ascii=False).encode()
    except FileNotFoundError:
        why = "missing file"
    except UnicodeDecodeError:
        why = "not UTF-8"
    except UnicodeEncodeError:
        why = "not UTF-8: half a character"
    except (ValueError, RecursionError) as error:
        why = f"not JSON: {error}"
    else:
        return spec
    raise DataError([Finding(PACKAGE, 0, "", "", why)])


def read_package(folder: Path) -> Package:
    """Read the data package of a folder.

    Parameters
    ----------
    folder : Path
        The folder that holds `datapackage.json` and the files it names.

    Raises
    ------
    DataError
        When the file is missing, is no UTF-8 JSON, or lacks what the layer needs.
    """
    spec = read_spec(folder)
    wrong = faults(spec)
    if wrong:
        raise DataError(wrong)
    return Package(spec)
