"""Marks of a layer with more points than a browser is sent."""

from __future__ import annotations

import html
import json
import shutil
from collections import Counter
from math import cos, hypot, radians
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings

from benchmarks.synthetic import write
from geo import Filter, Layer, load, rows
from geo.map.mapview import LETTERS, MOST, compact
from geo.map.marks import LISTED, LISTED_IN_CELL, METRES_PER_DEGREE, Marks, marks
from geo.map.places import PRECISIONS
from geo.map.shading import counted, shading
from geo.map.spots import CELLS, POINTS
from geo.model.ranges import MEASURES
from tests.strategies import filters

EVENTS = 3_000


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write(EVENTS, tmp_path_factory.mktemp("synthetic") / "data")


LONG = (
    "Police and soldiers search a casino, two hotels and a yard behind the bus station " * 3,
    "ក្រុមសមត្ថកិច្ចចុះត្រួតពិនិត្យទីតាំងសង្ស័យធ្វើសកម្មភាពឆបោកតាមប្រព័ន្ធអនឡាញ " * 4,
    "<b>&\"'" * 60,
)
"""Titles that are far longer than a mark can say: plain, of three bytes a letter, to be escaped."""


@pytest.fixture(scope="module", params=LONG, ids=["plain", "khmer", "escaped"])
def wordy(folder: Path, tmp_path_factory: pytest.TempPathFactory, request: Any) -> Layer:
    """As many points as are drawn one by one, each of a raid with a very long title."""
    into = tmp_path_factory.mktemp("wordy") / "data"
    shutil.copytree(folder, into)
    raids = pd.read_csv(folder / "raids.csv", dtype=str, keep_default_na=False)
    places = raids[raids["lat"] != ""].drop_duplicates(["lat", "lon"])
    chosen = places.head(POINTS["raids"]).assign(
        title=request.param.strip(), overlaps="", counted="yes"
    )
    chosen.to_csv(into / "raids.csv", index=False, lineterminator="\n")
    items = pd.read_csv(folder / "raid_nationalities.csv", dtype=str, keep_default_na=False)
    items[items["raid_id"].isin(chosen["raid_id"])].to_csv(
        into / "raid_nationalities.csv", index=False, lineterminator="\n"
    )
    return load(into).read_all()


def test_long_titles_are_cut_and_say_so(wordy: Layer) -> None:
    made = marks(wordy, Filter())
    assert len(made.raids) == POINTS["raids"]
    text = compact(made, shading(counted(made.raids_by_province), "raids", {}))
    assert len(text.encode()) <= MOST
    for mark, sent in zip(made.raids, json.loads(text)["r"], strict=True):
        start, cut, end = html.unescape(sent[6]).partition("…")
        assert (cut, end) == ("…", "")
        assert len(start) >= min(LETTERS) - 1
        assert mark.said.startswith(start)
        assert sent[7] == mark.precision
    # What stands beside the map is whole.
    (title,) = set(wordy["raids"]["title"])
    assert all(mark.label.startswith(title) for mark in made.raids)


@pytest.fixture(scope="module")
def many(folder: Path) -> Layer:
    return load(folder).read_all()


@pytest.fixture(scope="module")
def made(many: Layer) -> Marks:
    return marks(many, Filter())


def test_the_same_number_of_events_is_the_same_layer(folder: Path, tmp_path: Path) -> None:
    again = write(EVENTS, tmp_path / "again")
    for file in folder.iterdir():
        assert (again / file.name).read_bytes() == file.read_bytes()


def test_every_row_is_counted_once(many: Layer, made: Marks) -> None:
    every = (*made.raids, *made.compounds, *made.provinces)
    assert sum(mark.rows for mark in every) + made.unplaced_rows == made.rows
    assert made.rows == EVENTS + len(many["compounds"])
    pointed = many["raids"]["lat"].notna().sum()
    assert sum(mark.rows for mark in made.raids) == pointed
    named = Counter(i for mark in every for i in mark.records)
    assert max(named.values()) == 1


def test_a_cell_holds_the_points_that_lie_in_it_and_says_how_many(many: Layer, made: Marks) -> None:
    raids = many["raids"].dropna(subset="lat")
    cells = [mark for mark in made.raids if mark.step]
    assert cells
    for mark in cells:
        half = mark.step / 2 + 1e-9
        inside = raids[
            ((raids["lat"] - mark.lat).abs() <= half) & ((raids["lon"] - mark.lon).abs() <= half)
        ]
        places = inside[["lat", "lon", "location_precision"]].drop_duplicates()
        said = f"{len(inside):,} raids at {len(places):,} places in this area"
        assert mark.label.split(" · circle: ")[0] == said
        assert mark.rows == len(inside)
        assert mark.records == tuple(inside["raid_id"][:LISTED_IN_CELL])
        assert mark.precision == max(inside["location_precision"], key=PRECISIONS.index)


def test_a_cell_is_never_drawn_as_a_site(many: Layer, made: Marks) -> None:
    raids = many["raids"].set_index("raid_id")
    for mark in made.raids:
        if not mark.step:
            continue
        for i in mark.records:
            lat, lon = raids.at[i, "lat"], raids.at[i, "lon"]
            across = cos(radians(lat)) * (lon - mark.lon)
            assert hypot(lat - mark.lat, across) * METRES_PER_DEGREE <= mark.halo + 1


def test_a_place_alone_in_its_cell_stays_what_it_is(many: Layer, made: Marks) -> None:
    alone = [mark for mark in made.raids if not mark.step]
    assert alone
    point = many["raids"].set_index("raid_id")
    for mark in alone:
        for i in mark.records:
            assert (point.at[i, "lat"], point.at[i, "lon"]) == (mark.lat, mark.lon)
            assert point.at[i, "location_precision"] == mark.precision


def test_lists_are_bounded_and_begin_with_the_earliest(many: Layer, made: Marks) -> None:
    assert made.every == tuple(many["raids"]["raid_id"][:LISTED])
    assert len(made.unplaced) <= LISTED
    assert made.unplaced_rows >= len(made.unplaced)


@settings(max_examples=15)
@given(filter=filters)
def test_what_a_browser_is_sent_is_bounded(many: Layer, filter: Filter) -> None:
    made = marks(many, filter)
    shaded = shading(counted(made.raids_by_province), "raids", {})
    assert len(compact(made, shaded).encode()) <= MOST
    for of in POINTS:
        assert len(getattr(made, of)) <= max(POINTS[of], CELLS[of])
    wanted = len(rows(many, "raids", filter)) + len(rows(many, "compounds", filter))
    assert made.rows == wanted


def test_cells_add_the_people_of_their_counted_rows(many: Layer, made: Marks) -> None:
    raids = many["raids"].set_index("raid_id")
    one = next(mark for mark in made.raids if mark.step and mark.rows == len(mark.records))
    its = raids.loc[list(one.records)]
    lower = its[its["counted"] == "yes"][[f"{m}_min" for m in MEASURES]].sum()
    assert one.people.min == lower.max() > 0
    measure = lower.idxmax().removesuffix("_min")
    assert one.label.endswith(f" · circle: {measure} {one.people}")
