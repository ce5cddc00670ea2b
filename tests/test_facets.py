from __future__ import annotations

from geo import Filter, Layer, summarise
from geo.model.filter import REPEATABLE
from geo.query.facets import facets, labelled


def test_a_count_is_what_choosing_it_alone_leaves(layer: Layer) -> None:
    counted = facets(layer)
    assert set(counted) == set(REPEATABLE)
    for name, counts in counted.items():
        for value, raids in counts.items():
            assert summarise(layer, Filter(**{name: (value,)})).total.raids == raids


def test_a_choice_says_how_many_raids_are_behind_it() -> None:
    label = labelled({"KH-18": "Preah Sihanouk", "KH-3": "Kampong Cham"}, {"KH-18": 63})
    assert label("KH-18") == "Preah Sihanouk (63)"
    assert label("KH-3") == "Kampong Cham (0)"
