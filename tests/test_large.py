"""A table written in pieces has the bytes of the table written at once."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings

from geo import DataError, Filter, Layer, export, load
from geo.files import large
from geo.model import layer as layers
from tests import edits, reference
from tests.strategies import filters

CSV = [t for t, r in reference.RESOURCES.items() if r["path"].endswith(".csv")]


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every file counts as large, and every piece is small."""
    monkeypatch.setattr(layers, "LARGE", 0)
    monkeypatch.setattr(large, "BLOCK", 20_000)
    monkeypatch.setattr(large, "STRETCH", 17)


@pytest.mark.parametrize("table", CSV)
@settings(max_examples=6)
@given(filter=filters)
def test_the_pieces_are_the_whole(small: None, layer: Layer, table: str, filter: Filter) -> None:
    pieces = b"".join(large.csv_pieces(layer, table, filter))
    assert pieces == export(layer, table, filter).content


def test_there_are_several_pieces(small: None, layer: Layer) -> None:
    pieces = list(large.csv_pieces(layer, "raids", Filter()))
    assert len(pieces) == 1 + -(-len(layer["raids"]) // 17)


def test_the_command_writes_them(small: None, layer: Layer, run: Any, tmp_path: Path) -> None:
    whole = export(layer, "raids", Filter(kind=("rescue",))).content
    assert run("export", "raids", "--kind=rescue") == (0, whole, "")
    file = tmp_path / "raids.csv"
    assert run("export", "raids", "--kind=rescue", "-o", str(file))[0] == 0
    assert file.read_bytes() == whole


@pytest.mark.parametrize("broken", ["cell", "ragged"])
def test_what_is_broken_is_said_before_anything_is_written(
    small: None, folder: Path, run: Any, broken: str
) -> None:
    if broken == "cell":
        edits.cell(folder / "raids.csv", 6, "found_min", "many")
    else:
        with (folder / "raids.csv").open("a", encoding="utf-8") as file:
            file.write("a,b\n")
    with pytest.raises(DataError) as caught:
        list(large.csv_pieces(load(folder), "raids", Filter()))
    if broken == "cell":
        assert "row 6" in str(caught.value)
    status, out, err = run("export", "raids", "--data", str(folder))
    assert (status, out) == (2, b"")
    assert len(err.splitlines()) == 1
