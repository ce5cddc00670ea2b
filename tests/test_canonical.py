from __future__ import annotations

import json
import random
from pathlib import Path

import pytest

from geo import DataError
from geo.checks.canonical import rewrite
from tests import edits, reference


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def shuffle(folder: Path) -> None:
    """The same data written by another hand: order of rows, line ends, quotes, spaces, BOM."""
    order = random.Random(7)
    for resource in reference.RESOURCES.values():
        path = folder / resource["path"]
        if path.suffix == ".csv":
            header, *lines = edits.rows(path)
            order.shuffle(lines)
            edits.write(path, [header, *lines], end="\r\n")
            path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
        else:
            document = json.loads(path.read_text("utf-8"))
            order.shuffle(document["features"])
            path.write_text(json.dumps(document, indent=1), "utf-8")
    package = folder / "datapackage.json"
    package.write_text(json.dumps(json.loads(package.read_text("utf-8"))), "utf-8")


def test_the_real_data_is_in_canonical_form(tmp_path: Path) -> None:
    for path in reference.DATA.iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    before = contents(tmp_path)
    assert rewrite(tmp_path) == []
    assert contents(tmp_path) == before


def test_a_shuffled_copy_becomes_the_original(folder: Path) -> None:
    before = contents(folder)
    shuffle(folder)
    changed = rewrite(folder)
    assert set(changed) == set(before)
    assert contents(folder) == before
    assert rewrite(folder) == []


@pytest.mark.parametrize("name", ["raids.csv", "sources.csv", "datapackage.json"])
def test_nothing_is_written_when_one_file_is_broken(folder: Path, name: str) -> None:
    shuffle(folder)
    (folder / name).write_bytes((folder / name).read_bytes()[:-40] + b"\xff\n")
    before = contents(folder)
    with pytest.raises(DataError):
        rewrite(folder)
    assert contents(folder) == before


def test_only_what_changed_is_written(folder: Path) -> None:
    header, *lines = edits.rows(folder / "claims.csv")
    edits.write(folder / "claims.csv", [header, *lines[::-1]])
    times = {path.name: path.stat().st_mtime_ns for path in folder.iterdir()}
    assert rewrite(folder) == ["claims.csv"]
    again = {path.name: path.stat().st_mtime_ns for path in folder.iterdir()}
    assert {name for name in times if times[name] != again[name]} <= {"claims.csv"}
    assert set(again) == set(times)


def test_text_is_kept_as_it_is(folder: Path) -> None:
    text = 'a "quote", a comma\nand a line, = and ខ្មែរ'
    edits.cell(folder / "raids.csv", 2, "notes", text)
    rewrite(folder)
    assert edits.rows(folder / "raids.csv")[1][-1] == text


def test_a_number_of_a_feature_is_written_as_one() -> None:
    features = json.loads((reference.DATA / "provinces.geojson").read_text("utf-8"))["features"]
    known = [f["properties"]["population"] for f in features if f["properties"]["population"]]
    assert known
    assert all(isinstance(population, int) for population in known)
