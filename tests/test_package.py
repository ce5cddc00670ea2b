from __future__ import annotations

from pathlib import Path

import pytest
from frictionless import validate

from geo.model.ledger import GAPS, NAMED_PEOPLE, VERIFICATION
from tests import edits, reference

CSV = [r["name"] for r in reference.PACKAGE["resources"] if r["path"].endswith(".csv")]


def found(folder: Path) -> dict[str, list[tuple[int, str]]]:
    """Table to what a stranger's tool finds in it, by the words of the untouched data package."""
    tasks = validate(str(folder / "datapackage.json")).tasks
    return {
        task.name: [(getattr(error, "row_number", 0), error.type) for error in task.errors]
        for task in tasks
        if task.type == "table"
    }


def test_a_stranger_s_tool_reads_the_tables_as_described() -> None:
    assert found(reference.DATA) == {table: [] for table in CSV}


@pytest.mark.parametrize(
    ("table", "column", "value", "type"),
    [
        ("raids", "kind", "party", "constraint-error"),
        ("raid_nationalities", "source_id", "nothing", "foreign-key"),
    ],
)
def test_that_tool_sees_what_is_broken(
    folder: Path, table: str, column: str, value: str, type: str
) -> None:
    before = found(folder)
    edits.cell(folder / f"{table}.csv", 2, column, value)
    assert found(folder) == {**before, table: [(2, type)]}


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
