from __future__ import annotations

from hypothesis import given, settings

from geo import Filter, Layer, summarise
from geo.facets import facets, labelled
from geo.filter import REPEATABLE
from tests.strategies import filters

MANY = settings(max_examples=25)
DIMENSIONS = ("province", "nationality", "kind")


@MANY
@given(filter=filters)
def test_a_count_is_what_choosing_it_alone_leaves(layer: Layer, filter: Filter) -> None:
    counted = facets(layer, filter)
    assert set(counted) == set(REPEATABLE)
    for name in DIMENSIONS:
        groups = summarise(layer, filter.without(name), [name]).groups
        known = {g.keys[0]: g.raids for g in groups if g.keys[0] not in ("unknown", "none")}
        assert counted[name] == known
    everything = summarise(layer, filter.without("confidence")).total.raids
    assert sum(counted["confidence"].values()) == everything


def test_a_choice_says_how_many_raids_are_behind_it() -> None:
    label = labelled({"KH-18": "Preah Sihanouk", "KH-3": "Kampong Cham"}, {"KH-18": 63})
    assert label("KH-18") == "Preah Sihanouk (63)"
    assert label("KH-3") == "Kampong Cham (0)"
