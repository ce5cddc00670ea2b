"""`geo check`: everything that can be found wrong with a data folder by looking at it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import pandas as pd
import shapely

from geo.checks import harm, rules
from geo.checks.canonical import canonical, canonical_package, present
from geo.model import descriptor, ledger
from geo.model.descriptor import PACKAGE
from geo.model.errors import DataError, Finding
from geo.model.layer import CRS
from geo.model.schema import Package, Resource, read_spec
from geo.model.tables import Raw, read, typed


@dataclass(frozen=True)
class Checked:
    """One table under check.

    Attributes
    ----------
    resource : Resource
    raw : Raw
        The cells as text, by which a finding quotes its value.
    frame : DataFrame
        The cells as values; one that cannot be understood is missing.
    faults : list of Finding
        What is wrong with the file's form and its cells, each alone.
    """

    resource: Resource
    raw: Raw
    frame: pd.DataFrame
    faults: list[Finding]

    def finding(self, at: int, column: str, rule: str) -> Finding:
        """A finding about the row at a position, quoting the cell."""
        cells = self.raw.cells
        value = cells[column].iloc[at] if column in cells else None
        shown = "" if value is None or pd.isna(value) else str(value)
        return Finding(self.resource.path, at + self.raw.first_row, column, shown, rule)


def check(folder: Path) -> list[Finding]:
    """Check a data folder against its data package and the contract's rules.

    Parameters
    ----------
    folder : Path
        A folder with a `datapackage.json` and the files it names.

    Returns
    -------
    list of Finding
        In the order of file, row and column; empty when nothing is wrong.

    Raises
    ------
    DataError
        When there is no data package to check against.
    """
    spec = read_spec(folder)
    findings = descriptor.faults(spec)
    if findings:
        return findings  # No table can be checked by it.
    package = Package(spec)
    tables = {name: _checked(folder, resource) for name, resource in package.every.items()}
    ledgers = {kept.name: _checked(folder, kept) for kept in ledger.EVERY}
    for table in (*tables.values(), *ledgers.values()):
        findings += table.faults
        findings += _references(table, tables)
    for table in tables.values():
        findings += _keys(table)
    # What follows from a table that could not be read is nobody's fault but that table's.
    frames = rules.Read((name, table.frame) for name, table in tables.items() if table.raw.whole)
    for fault in rules.broken(frames, _shapes(tables["provinces"])):
        findings.append(tables[fault.table].finding(fault.at, fault.column, fault.rule))
    people = ledgers[ledger.NAMED_PEOPLE.name]
    named = set(people.frame["name"].dropna()) if people.raw.whole else None
    for fault in harm.broken(frames, named):
        findings.append(tables[fault.table].finding(fault.at, fault.column, fault.rule))
    findings += _forms(folder, package)
    return sorted(set(findings))


def _checked(folder: Path, resource: Resource) -> Checked:
    raw = read(folder, resource)
    return Checked(resource, raw, *typed(raw, resource))


def _shapes(provinces: Checked) -> gpd.GeoDataFrame:
    shapes = [g and shapely.geometry.shape(g) for g in provinces.raw.geometries or ()]
    return gpd.GeoDataFrame(provinces.frame, geometry=shapes, crs=CRS)


def _keys(table: Checked) -> Iterator[Finding]:
    """No two rows with one key (Frictionless `primaryKey`)."""
    key = list(table.resource.key)
    twice = table.frame.duplicated(key, keep="first") & table.frame[key].notna().all(axis=1)
    for at in rules.where(twice):
        rule = f"primary-key: {', '.join(key)} stands in an earlier row too"
        yield table.finding(at, key[0], rule)


def _references(table: Checked, tables: Mapping[str, Checked]) -> Iterator[Finding]:
    """Every id stands in the table that it refers to (Frictionless `foreignKeys`)."""
    for spec in table.resource.fields:
        to = spec.items or table.resource.references.get(spec.name)
        if to is None or not tables[to.resource].raw.whole:
            continue
        known = set(tables[to.resource].frame[to.field].dropna())
        cells = table.frame[spec.name].dropna()
        for at, cell in cells.items():
            ids = cell.split(spec.separator) if spec.separator else [cell]
            unknown = [i for i in ids if i not in known]
            if unknown:
                rule = f"foreign-key: {', '.join(unknown)} is not in {to.resource}.{to.field}"
                yield table.finding(int(str(at)), spec.name, rule)
            if len(set(ids)) < len(ids):
                yield table.finding(int(str(at)), spec.name, "list: an id stands twice")


def _forms(folder: Path, package: Package) -> Iterator[Finding]:
    """Every file that can be read is in the form that `geo fmt` writes."""
    rule = "canonical: not in canonical form; `geo fmt` rewrites it"
    if (folder / PACKAGE).read_bytes() != canonical_package(package.spec):
        yield Finding(PACKAGE, 0, "", "", rule)
    for resource in present(folder, package):
        try:
            wanted = canonical(folder, resource)
        except DataError:
            continue  # Its own findings say why.
        if (folder / resource.path).read_bytes() != wanted:
            yield Finding(resource.path, 0, "", "", rule)
