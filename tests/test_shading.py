from __future__ import annotations

import pytest

from geo import Filter, Layer, summarise
from geo.map.marks import marks
from geo.map.shading import counted, measure_of, names, shading, summed

PEOPLE = ("found", "released", "arrested", "deported")


def test_a_shading_by_raids_counts_those_of_each_province(layer: Layer) -> None:
    made = shading(counted(marks(layer, Filter()).raids_by_province), "raids", {})
    groups = summarise(layer, Filter(), ["province"]).groups
    known = {g.keys[0]: g.raids for g in groups if g.keys[0] != "unknown"}
    said = {code: int(text.split()[0]) for code, (_, text) in made.provinces.items()}
    assert said == known
    for code, (shade, _) in made.provinces.items():
        assert shade == sum(known[code] >= least for least in (1, 5, 20, 50))


@pytest.mark.parametrize("measure", PEOPLE)
def test_a_shading_by_people_says_range_and_coverage(layer: Layer, measure: str) -> None:
    groups = summarise(layer, Filter(), ["province"]).groups
    made = shading(summed(groups, measure), measure, {})
    assert "unknown" not in made.provinces
    for group in groups:
        if group.keys[0] == "unknown":
            continue
        total = group.totals[measure]
        shade, text = made.provinces[group.keys[0]]
        assert text.startswith(f"{total.range} {measure}, from {total.known} of {total.rows}")
        assert (shade > 0) == bool(total.range.min or total.range.max)


def test_a_share_is_for_100_000_inhabitants() -> None:
    figures = {"KH-18": (31, "31 raids"), "KH-23": (0, "0 raids")}
    made = shading(figures, "raids-per-100k", {"KH-18": 310_000, "KH-23": 40_000})
    assert made.provinces == {
        "KH-18": (4, "10.0 per 100,000 inhabitants (31 raids)"),
        "KH-23": (0, "0.0 per 100,000 inhabitants (0 raids)"),
    }
    assert made.title == "Raids per 100,000 inhabitants"


def test_shares_are_offered_only_where_inhabitants_are_known() -> None:
    assert list(names(populated=False)) == ["raids", *PEOPLE]
    every = names(populated=True)
    assert len(every) == 2 * len(names(populated=False))
    assert {measure_of(name) for name in every} == {"raids", *PEOPLE}


def test_steps_leave_no_gap() -> None:
    made = shading({}, "found", {})
    assert made.steps == ("1–99", "100–999", "1,000–4,999", "5,000+")
