from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from geo import DataError, Finding
from geo.checks.folder import check
from tests import edits, reference
from tests.faults import (
    CLAIMS,
    ITEMS,
    PLACES,
    PROVINCES,
    RAIDS,
    RULES,
    SOURCES,
    Change,
    cells,
    column,
    geometry,
    raid,
)

PEOPLE = "named_people.csv"


def test_the_real_data_has_no_finding() -> None:
    assert [str(finding) for finding in check(reference.DATA)] == []


def test_the_tiny_data_has_no_finding(folder: Path) -> None:
    assert check(folder) == []


@pytest.mark.parametrize("name", RULES)
def test_what_is_broken_is_found_where_it_is(folder: Path, name: str) -> None:
    breakage, (file, row, column, value, rule) = RULES[name]
    breakage(folder)
    findings = check(folder)
    # A ragged line is quoted from its start; everything else is the cell itself.
    fits = [
        f
        for f in findings
        if (f.file, f.row, f.column) == (file, row, column)
        and (f.value.startswith(value) if "cells" in rule else f.value == value)
        and rule in f.rule
    ]
    assert len(fits) == 1, "\n".join(map(str, findings))


@pytest.mark.parametrize(
    "change",
    [
        raid(1, date_end="2022-09-18"),
        raid(2, date_end="2022-10-09"),
        raid(3, date_end="2022-11-14"),
        raid(4, date_end="2023-01-28"),
        raid(1, found_min="0", found_max="597"),
        raid(1, arrested_min="", arrested_max=""),
        raid(1, location_precision="district"),
        raid(6, town="Somewhere", notes="a, b"),
        cells(ITEMS, 10, count_min="47", count_max=""),
        cells(CLAIMS, 4, date="2023-01"),
        cells(SOURCES, 2, published="2024"),
        raid(2, found_min="", found_max=""),
        raid(2, notes="'quoted', a\ttab\nand \u1781"),
    ],
)
def test_what_is_allowed_is_no_finding(folder: Path, change: Change) -> None:
    change(folder)
    assert [str(finding) for finding in check(folder)] == []


def test_a_row_is_counted_as_a_spreadsheet_does(folder: Path) -> None:
    table = edits.rows(folder / RAIDS)
    table[1][-1] = "notes of\ntwo lines"
    table[2][table[0].index("kind")] = "party"
    edits.write(folder / RAIDS, table)
    (finding,) = check(folder)
    assert (finding.row, finding.value) == (3, "party")


def test_findings_are_told_once_in_order_and_each_on_one_line(folder: Path) -> None:
    edits.cell(folder / RAIDS, 3, "kind", "par\nty")
    edits.cell(folder / RAIDS, 7, "source_ids", "s-nine|s\nten")
    edits.cell(folder / RAIDS, 8, "compound_id", "del\nta")
    edits.cell(folder / CLAIMS, 2, "value_min", "many")
    findings = check(folder)
    assert findings == sorted(set(findings))
    assert {f.file for f in findings} == {RAIDS, CLAIMS}
    for finding in findings:
        assert len(str(finding).splitlines()) == 1


def test_a_column_named_in_two_lines_is_told_on_one(folder: Path) -> None:
    column(PLACES, lambda line, first: line.append("col\nour" if first else "red"))(folder)
    assert all(len(str(finding).splitlines()) == 1 for finding in check(folder))


@pytest.mark.parametrize("name", [r["path"] for r in reference.RESOURCES.values()])
def test_a_table_without_rows_is_checked(folder: Path, name: str) -> None:
    path = folder / name
    if path.suffix == ".csv":
        edits.write(path, edits.rows(path)[:1])
    else:
        path.write_text('{"type":"FeatureCollection","features":[]}\n', "utf-8")
    assert all(isinstance(finding, Finding) for finding in check(folder))


@pytest.mark.parametrize("name", [r["path"] for r in reference.RESOURCES.values()])
@pytest.mark.parametrize("content", [b"", b"\0", b"\xff\xfe", b"[]", b'"'])
def test_no_content_breaks_the_check(folder: Path, name: str, content: bytes) -> None:
    (folder / name).write_bytes(content)
    assert name in {finding.file for finding in check(folder)}


@pytest.mark.parametrize("name", [*(r["path"] for r in reference.RESOURCES.values()), PEOPLE])
def test_what_follows_from_a_table_that_cannot_be_read_is_not_told(
    tmp_path: Path, name: str
) -> None:
    shutil.copytree(reference.DATA, tmp_path / "data")
    (tmp_path / "data" / name).write_bytes(b"\xff")
    (finding,) = check(tmp_path / "data")
    assert (finding.file, finding.rule) == (name, "not UTF-8: byte 0xff in line 1")


def test_a_province_that_is_not_drawn_has_no_points_outside(folder: Path) -> None:
    geometry(None, at=17, file=PROVINCES)(folder)
    assert [f.file for f in check(folder)] == [PROVINCES]


def test_what_is_no_package_could_not_be_checked(tmp_path: Path) -> None:
    with pytest.raises(DataError):
        check(tmp_path)
    with pytest.raises(DataError):
        check(tmp_path / "none")
