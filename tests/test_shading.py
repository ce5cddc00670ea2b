from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from geo import Filter, Layer, load, summarise
from geo.map.marks import marks
from geo.map.shading import (
    choices,
    chosen,
    counted,
    inhabitants,
    listed,
    measure_of,
    names,
    shading,
    shading_of,
    summed,
)
from geo.model.errors import ParameterError
from geo.query.summary import Group
from tests import edits

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
        assert (shade is None) == (total.known == 0)
        assert bool(shade) == bool(total.range.min or total.range.max)
    missing = sum(g.totals[measure].known == 0 for g in groups if g.keys[0] != "unknown")
    assert missing > 0
    assert made.unknown == f"not known for {missing}"


def test_a_share_is_for_100_000_inhabitants() -> None:
    figures = {"KH-18": (31, "31 raids"), "KH-23": (0, "0 raids")}
    made = shading(figures, "raids-per-100k", {"KH-18": 310_000, "KH-23": 40_000})
    assert made.provinces == {
        "KH-18": (4, "10.0 per 100,000 inhabitants (31 raids)"),
        "KH-23": (0, "0.0 per 100,000 inhabitants (0 raids)"),
    }
    assert made.title == "Raids per 100,000 inhabitants"
    assert made.unknown == ""


def test_a_share_of_an_unknown_figure_is_not_known() -> None:
    figures = {"KH-14": (None, "— found, from 0 of 7 raids"), "KH-18": (0, "0 found")}
    made = shading(figures, "found-per-100k", {"KH-14": 1_000_000, "KH-18": 310_000})
    assert made.provinces == {
        "KH-14": (None, "— found, from 0 of 7 raids"),
        "KH-18": (0, "0.0 per 100,000 inhabitants (0 found)"),
    }
    assert made.unknown == "not known for 1"


def test_a_share_of_unknown_inhabitants_is_not_known() -> None:
    figures = {"KH-18": (31, "31 raids"), "KH-7": (5, "5 raids")}
    made = shading(figures, "raids-per-100k", {"KH-18": 310_000})
    assert made.provinces["KH-7"] == (None, "inhabitants not known (5 raids)")
    assert made.provinces["KH-18"][0] == 4
    assert made.title == "Raids per 100,000 inhabitants"
    assert made.unknown == "not known for 1"


def test_shares_are_offered_only_where_inhabitants_are_known() -> None:
    assert list(names(populated=False)) == ["raids", *PEOPLE]
    every = names(populated=True)
    assert len(every) == 2 * len(names(populated=False))
    assert {measure_of(name) for name in every} == {"raids", *PEOPLE}


def test_steps_leave_no_gap() -> None:
    made = {name: shading({}, name, {}).steps for name in names(populated=True)}
    assert made["found"] == ("no raid, or 0", "1–99", "100–999", "1,000–4,999", "5,000+")
    assert made["raids"][:2] == ("0", "1–4")
    assert made["raids-per-100k"][:2] == ("< 0.1", "0.1–1")
    assert made["found-per-100k"][:2] == ("no raid, or < 0.1", "0.1–10")


def test_a_layer_is_shaded_by_the_name_of_a_shading(layer: Layer) -> None:
    raids = marks(layer, Filter()).raids_by_province
    groups = summarise(layer, Filter(), ["province"]).groups
    asked = []

    def by_province() -> list[Group]:
        asked.append(True)
        return list(groups)

    assert shading_of(layer, "raids", raids, by_province) == shading(counted(raids), "raids", {})
    assert asked == []
    made = shading_of(layer, "arrested", raids, by_province)
    assert made == shading(summed(groups, "arrested"), "arrested", {})
    assert asked == [True]


def test_a_table_says_of_every_province_what_the_map_does(layer: Layer) -> None:
    raids = marks(layer, Filter()).raids_by_province
    groups = summarise(layer, Filter(), ["province"]).groups
    made = shading_of(layer, "found-per-100k", raids, lambda: groups)
    table = listed(layer, made, raids)
    names_ = dict(zip(layer["provinces"]["province_code"], layer["provinces"]["name"], strict=True))
    rows = {row[0]: row[1:] for row in zip(*table.values(), strict=True)}
    assert list(table) == ["Province", "People found per 100,000 inhabitants", "Raids"]
    assert list(rows) == sorted(names_.values())
    for code, name in names_.items():
        said = made.provinces[code][1] if code in raids else "no raid there"
        assert rows[name] == (said, raids.get(code, 0))
    plain = listed(layer, shading_of(layer, "raids", raids, list), raids)
    assert plain == {name: table[name] for name in ("Province", "Raids")}


def test_a_shading_that_is_not_known_says_which_are(layer: Layer) -> None:
    assert chosen(layer, "found") == "found"
    with pytest.raises(ParameterError) as caught:
        chosen(layer, "rescued")
    (problem,) = caught.value.problems
    assert (problem.parameter, problem.value) == ("shade", "rescued")
    assert set(choices(layer)) == set(re.findall(r"[\w-]+", problem.allowed)) - {"one", "of"}


def test_inhabitants_are_those_of_the_layer(folder: Path) -> None:
    def settle(features: list[dict[str, Any]]) -> None:
        for at, feature in enumerate(features):
            feature["properties"]["population"] = 100_000 * (at + 1)

    edits.features(folder / "provinces.geojson", settle)
    spec = json.loads((folder / "datapackage.json").read_text("utf-8"))
    (table,) = [r for r in spec["resources"] if r["name"] == "provinces"]
    others = [field for field in table["schema"]["fields"] if field["name"] != "population"]
    field = {"name": "population", "type": "integer", "description": "Inhabitants."}
    table["schema"]["fields"] = [*others, field]
    (folder / "datapackage.json").write_text(json.dumps(spec), "utf-8")
    settled = load(folder)
    people = inhabitants(settled)
    assert len(people) == len(settled["provinces"])
    assert "raids-per-100k" in choices(settled)
    raids = marks(settled, Filter()).raids_by_province
    made = shading_of(settled, "raids-per-100k", raids, list)
    for code, (_, said) in made.provinces.items():
        assert said.startswith(f"{100_000 * raids[code] / people[code]:,.1f} per 100,000")
