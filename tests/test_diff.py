from __future__ import annotations

import csv
import io
import json
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from geo import DataError, check, load
from geo.checks.canonical import canonical_package
from geo.checks.diff import changelog, diff
from tests import edits

Run = Callable[..., tuple[int, bytes, str]]


@pytest.fixture
def old(folder: Path, tmp_path: Path) -> Path:
    """The folder as it was before a test changes it."""
    return Path(shutil.copytree(folder, tmp_path / "old"))


def take(path: Path, row: int) -> list[str]:
    table = edits.rows(path)
    taken = table.pop(row - 1)
    edits.write(path, table)
    return taken


def test_the_same_folder_has_no_changes(folder: Path, old: Path, run: Run) -> None:
    edits.write(folder / "claims.csv", edits.rows(folder / "claims.csv"), end="\r\n")
    assert diff(old, folder) == []
    assert run("diff", str(old), str(folder)) == (0, b"", "")


def test_it_tells_what_was_added_corrected_and_withdrawn(folder: Path, old: Path) -> None:
    edits.cell(folder / "raids.csv", 2, "found_min", "598")
    withdrawn = take(folder / "raid_nationalities.csv", 2)
    added = take(old / "claims.csv", 2)
    found = {(c.table, c.change): c for c in diff(old, folder)}
    assert set(found) == {
        ("raids", "corrected"), ("raid_nationalities", "withdrawn"), ("claims", "added"),
    }  # fmt: skip
    assert found["raids", "corrected"].cells == {"found_min": ("597", "598")}
    assert found["raid_nationalities", "withdrawn"].id == "|".join(withdrawn[:3])
    assert found["claims", "added"].id == added[0]
    assert found["claims", "added"].cells["claim_id"] == ("", added[0])


def test_a_moved_point_is_a_change(folder: Path, old: Path) -> None:
    def move(features: list[dict]) -> None:
        point = next(f for f in features if f["geometry"])
        point["geometry"]["coordinates"][0] += 0.01

    edits.features(folder / "compounds.geojson", move)
    (change,) = diff(old, folder)
    assert (change.table, change.change, list(change.cells)) == (
        "compounds", "corrected", ["geometry"],
    )  # fmt: skip


def test_what_the_data_package_says_otherwise_is_a_change(
    folder: Path, old: Path, run: Run
) -> None:
    path = folder / "datapackage.json"
    spec = json.loads(path.read_text("utf-8"))
    added = {"name": "X", "title": "Another", "path": "https://licence.invalid"}
    spec["licenses"].append(added)
    raids = spec["resources"][0]["schema"]["fields"]
    raids[16]["constraints"]["minimum"] = 1
    path.write_bytes(canonical_package(spec))
    found = {c.id: c for c in diff(old, folder)}
    assert {c.table for c in found.values()} == {"datapackage.json"}
    assert set(found) == {
        "/", "/licenses/X", f"/resources/raids/schema/fields/{raids[16]['name']}",
    }  # fmt: skip
    assert found["/"].cells == {"licenses": ("CC-BY-4.0", "CC-BY-4.0|X")}
    assert (found["/licenses/X"].change, found["/licenses/X"].cells["title"]) == (
        "added", ("", "Another"),
    )  # fmt: skip
    assert found["/resources/raids/schema/fields/found_min"].cells == {
        "constraints/minimum": ("0", "1"),
    }
    status, out, err = run("diff", str(old), str(folder))
    assert (status, err) == (1, "")
    assert out.startswith(b"datapackage.json: 1 added, 2 corrected, 0 withdrawn\n")
    # The changelog is of rows alone.
    lines = run("diff", str(old), str(folder), "--changelog", "2026-12-01", "0.2.0", "why")
    assert lines == (1, b"", "")


def test_the_order_of_rows_is_no_change(folder: Path, old: Path) -> None:
    header, *lines = edits.rows(folder / "raids.csv")
    edits.write(folder / "raids.csv", [header, *reversed(lines)])
    assert diff(old, folder) == []


def test_the_command_tells_the_same_in_three_forms(folder: Path, old: Path, run: Run) -> None:
    edits.cell(folder / "raids.csv", 2, "summary", 'two\nlines, "quoted"')
    status, out, err = run("diff", str(old), str(folder))
    assert (status, err) == (1, "")
    head, line = out.decode().splitlines()
    assert head == "raids: 0 added, 1 corrected, 0 withdrawn"
    assert "r-1-alpha: corrected, summary" in line
    (status, out, _) = run("diff", str(old), str(folder), "--format=csv")
    (row,) = csv.DictReader(io.StringIO(out.decode(), newline=""))
    assert (row["id"], row["column"], row["new"]) == (
        "r-1-alpha", "summary", 'two\nlines, "quoted"',
    )  # fmt: skip
    (status, out, _) = run("diff", str(old), str(folder), "--format=json")
    (change,) = json.loads(out)
    assert change["cells"]["summary"]["new"] == row["new"]


def test_its_lines_complete_the_changelog(folder: Path, old: Path, run: Run) -> None:
    edits.cell(folder / "raids.csv", 2, "found_min", "596")
    edits.cell(folder / "raids.csv", 3, "title", "Another title")
    options = ("--changelog", "2026-12-01", "0.2.0", "A second report, read later")
    status, out, err = run("diff", str(old), str(folder), *options)
    assert (status, err) == (1, "")
    file = folder / "CHANGELOG.csv"
    file.write_text(f"date,version,table,id,change,reason\n{out.decode()}", "utf-8")
    run("fmt", str(folder))
    assert check(folder) == []
    frame = load(folder)["changelog"]
    assert list(frame["change"]) == ["corrected", "corrected"]
    assert set(frame["reason"]) == {"A second report, read later"}
    assert diff(old, folder) == diff(old, folder)
    assert out.decode() == changelog(
        diff(old, folder), date(2026, 12, 1), "0.2.0", "A second report, read later"
    )


@pytest.mark.parametrize("broken", ["old", "new", "day", "file"])
def test_what_cannot_be_compared_is_status_2(
    folder: Path, old: Path, run: Run, broken: str
) -> None:
    arguments = [str(old), str(folder)]
    if broken in ("old", "new"):
        arguments[broken == "new"] = "/no/such/folder"
    elif broken == "day":
        arguments += ["--changelog", "yesterday", "0.2.0", "why"]
    else:
        (folder / "raids.csv").write_bytes(b"\xff")
        with pytest.raises(DataError):
            diff(old, folder)
    status, out, err = run("diff", *arguments)
    assert (status, out) == (2, b"")
    assert len(err.splitlines()) == 1


def test_a_folder_needs_no_changelog(folder: Path) -> None:
    assert not (folder / "CHANGELOG.csv").exists()
    assert check(folder) == []
    assert len(load(folder).read_all()["changelog"]) == 0
