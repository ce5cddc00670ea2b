from __future__ import annotations

import json
from pathlib import Path

import pytest
from frictionless import Package, Resource, system

from geo.model.ledger import GAPS, NAMED_PEOPLE, VERIFICATION
from tests import edits, reference

CSV = [r["name"] for r in reference.PACKAGE["resources"] if r["path"].endswith(".csv")]


def described(folder: Path, table: str) -> Resource:
    """A table by the data package's words; references to GeoJSON are `geo check`'s to follow."""
    spec = json.loads((folder / "datapackage.json").read_text("utf-8"))
    resources = [r for r in spec["resources"] if r["path"].endswith(".csv")]
    for resource in resources:
        schema = resource["schema"]
        schema["foreignKeys"] = [
            key for key in schema.get("foreignKeys", []) if key["reference"]["resource"] in CSV
        ]
    with system.use_context(trusted=True):
        package = Package.from_descriptor(
            {"name": spec["name"], "resources": resources}, basepath=str(folder)
        )
        return package.get_resource(table)


@pytest.mark.parametrize("table", CSV)
def test_a_stranger_s_tool_reads_the_tables_as_described(table: str) -> None:
    report = described(reference.DATA, table).validate()
    assert report.flatten(["rowNumber", "fieldName", "type", "note"]) == []


def test_that_tool_sees_what_is_broken(folder: Path) -> None:
    edits.cell(folder / "raids.csv", 2, "kind", "party")
    report = described(folder, "raids").validate()
    assert report.flatten(["rowNumber", "fieldName"]) == [[2, "kind"]]


def test_the_package_names_every_file_and_no_more() -> None:
    beside = {ledger.path for ledger in (GAPS, NAMED_PEOPLE, VERIFICATION)}
    named = {r["path"] for r in reference.PACKAGE["resources"]} | {"datapackage.json"} | beside
    here = {p.name for p in reference.DATA.iterdir() if p.suffix in (".csv", ".geojson", ".json")}
    assert here == named


def test_the_package_says_licence_version_and_coverage() -> None:
    package = reference.PACKAGE
    assert package["licenses"][0]["name"] == "CC-BY-4.0"
    first, last = package["temporal"]["start"], package["temporal"]["end"]
    starts = [row["date_start"] for row in reference.read(reference.DATA)["raids"]]
    assert first == min(starts)
    assert last == max(
        row["date_end"]
        for row in reference.read(reference.DATA)["raids"]
        if row["date_precision"] == "day"
    )
