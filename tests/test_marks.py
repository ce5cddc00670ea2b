from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings

from geo import Filter, Layer, Range, rows
from geo.map.marks import FEWEST, PIXELS_PER_ROOT, TOGETHER, Marks, marks, place
from geo.model.ranges import total
from tests import reference
from tests.strategies import filters

EVERY = ("raids", "compounds", "provinces")


def figure(row: reference.Row, measure: str) -> Range:
    ends = (row[f"{measure}_{end}"] for end in ("min", "max"))
    return Range(*(int(end) if end else None for end in ends))


def placed(made: Marks) -> list[str]:
    return [i for group in EVERY for mark in getattr(made, group) for i in mark.records]


@settings(max_examples=15)
@given(filter=filters)
def test_each_row_stands_in_one_mark_or_beside_the_map(layer: Layer, filter: Filter) -> None:
    made = marks(layer, filter)
    wanted = [
        *rows(layer, "raids", filter)["raid_id"],
        *rows(layer, "compounds", filter)["compound_id"],
    ]
    assert Counter([*placed(made), *made.unplaced]) == Counter(wanted)
    assert Counter(made.every) == Counter(wanted)


@settings(max_examples=15)
@given(filter=filters)
def test_no_row_is_drawn_finer_than_it_is_known(layer: Layer, filter: Filter) -> None:
    frames = [layer["raids"].set_index("raid_id"), layer["compounds"].set_index("compound_id")]
    known = {i: row for frame in frames for i, row in frame.to_dict("index").items()}
    made = marks(layer, filter)
    for mark in (*made.raids, *made.compounds):
        for row in (known[i] for i in mark.records):
            assert row["location_precision"] not in ("province", "country")
            assert mark.precision == row["location_precision"]
            assert (mark.lat, mark.lon) == (row["lat"], row["lon"])
    for mark in made.provinces:
        assert mark.precision == "province"
        assert len({known[i]["province_code"] for i in mark.records}) == 1
        for row in (known[i] for i in mark.records):
            assert row["lat"] != row["lat"]
    for row in (known[i] for i in made.unplaced):
        assert row["province_code"] != row["province_code"]
        assert row["lat"] != row["lat"]


@settings(max_examples=15)
@given(filter=filters)
def test_the_size_of_a_mark_is_the_total_of_the_measure_with_most(
    layer: Layer, filter: Filter
) -> None:
    raids = {row["raid_id"]: row for row in reference.read(reference.DATA)["raids"]}
    made = marks(layer, filter)
    for mark in (*made.raids, *made.provinces):
        its = [raids[i] for i in mark.records if i in raids]
        totals = {
            m: total(figure(r, m) if r["counted"] == "yes" else Range() for r in its)
            for m in reference.MEASURES
        }
        said = [m for m, added in totals.items() if added.range == mark.people]
        assert said
        sizes = [added.range.min or added.range.max or 0 for added in totals.values()]
        assert (mark.people.min or mark.people.max or 0) == max(sizes)
        if mark in made.raids and len(its) > 1 and mark.people.known:
            assert any(f"circle: {m} {mark.people}" in mark.said for m in said)


@pytest.mark.parametrize("people", [51, 400, 3_499])
def test_the_area_of_a_circle_is_proportional_to_people(tiny: Layer, people: int) -> None:
    mark = replace(marks(tiny, Filter()).raids[0], people=Range(people, people))
    assert mark.radius**2 == pytest.approx(PIXELS_PER_ROOT**2 * people, rel=0.02)
    assert replace(mark, people=Range(1)).radius == replace(mark, people=Range(FEWEST)).radius


def test_a_province_is_shaded_by_its_raids(layer: Layer) -> None:
    wanted = Counter(
        row["province_code"] or "unknown" for row in reference.read(reference.DATA)["raids"]
    )
    made = marks(layer, Filter()).raids_by_province
    assert {k: v for k, v in made.items() if k != "unknown"} == {
        k: v for k, v in wanted.items() if k != "unknown"
    }


def test_the_marks_of_the_tiny_layer(tiny: Layer) -> None:
    made = marks(tiny, Filter())
    assert [(m.records, m.people) for m in made.raids] == [
        (("r-2-village",), Range(0, 2000)),
        (("r-1-alpha", "r-5-again"), Range(597, 597)),
        (("r-7-bavet",), Range(47, 47)),
    ]
    assert [(m.records, m.status) for m in made.compounds] == [(("alpha",), "reopened")]
    assert [(m.records, m.people) for m in made.provinces] == [
        (("r-3-border",), Range(4000)),
        (("r-6-beta", "beta"), Range()),
    ]
    assert made.unplaced == ("r-4-flights", "gamma")


def test_a_mark_of_several_compounds_has_the_status_that_all_of_them_have(layer: Layer) -> None:
    latest: dict[str, str] = {}
    for row in sorted(reference.read(reference.DATA)["compound_status"], key=lambda r: r["date"]):
        latest[row["compound_id"]] = row["status"]
    several = [mark for mark in marks(layer, Filter()).compounds if mark.rows > 1]
    assert several
    for mark in several:
        statuses = {latest.get(id, "") for id in mark.records}
        assert mark.status == (statuses.pop() if len(statuses) == 1 else "")
    assert {mark.status for mark in several} >= {"", "raided"}


def test_a_mark_keeps_its_id_under_another_filter(tiny: Layer) -> None:
    every = {m.id for m in marks(tiny, Filter()).raids}
    assert {m.id for m in marks(tiny, Filter(to=date(2022, 9, 20))).raids} < every


def test_marks_that_are_drawn_as_one_are_told_as_one(layer: Layer) -> None:
    made = marks(layer, Filter())
    near = made.compounds[:3]
    both = made.at(TOGETHER.join(mark.id for mark in near))
    assert both
    assert both.records == tuple(i for mark in near for i in mark.records)
    assert both.label == f"{both.rows} compounds at 3 places"
    assert made.at("compounds@0@0@town") is None


def test_each_record_has_the_place_of_its_mark(layer: Layer) -> None:
    made = marks(layer, Filter())
    for mark in (*made.raids, *made.compounds, *made.provinces):
        assert {place(layer, record) for record in mark.records} == {mark.id}
    assert {place(layer, record) for record in (*made.unplaced[:5], "no-such")} == {None}
