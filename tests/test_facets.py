from __future__ import annotations

from hypothesis import given

from geo import Filter, Layer, Vocabulary, summarise
from geo.model.filter import REPEATABLE
from geo.query.facets import TITLES, choices, facets
from tests.strategies import filters


@given(filter=filters)
def test_a_count_is_what_choosing_it_would_leave(layer: Layer, filter: Filter) -> None:
    counted = facets(layer, filter)
    assert tuple(counted) == REPEATABLE
    for name, counts in counted.items():
        for value in [*counts][:3]:
            chosen = Filter(**{**vars(filter), name: (value,)})
            assert summarise(layer, chosen).total.raids == counts[value]


def test_a_value_without_a_count_leaves_no_raid(layer: Layer, vocabulary: Vocabulary) -> None:
    before = Filter(province=("KH-18",), kind=("deportation",))
    for value in vocabulary.province.keys() - facets(layer, before)["province"].keys():
        assert summarise(layer, Filter(**{**vars(before), "province": (value,)})).total.raids == 0


def test_choices_keep_their_order_and_say_what_is_chosen(
    layer: Layer, vocabulary: Vocabulary
) -> None:
    whole = facets(layer, Filter())
    chosen = Filter(province=("KH-18",), nationality=("ABW",))
    offered = {name: choices(f, vocabulary, whole, facets(layer, f)) for name, f in
               (("all", Filter()), ("few", chosen))}  # fmt: skip
    assert [field["title"] for field in offered["all"]] == list(TITLES.values())
    for every, few in zip(offered["all"], offered["few"], strict=True):
        values = [choice[0] for choice in every["choices"]]
        assert [c[0] for c in few["choices"] if c[0] != "ABW"] == values
        counts = [whole[every["name"]].get(value, 0) for value in values]
        assert counts == sorted(counts, reverse=True)
        on = {choice[0] for choice in few["choices"] if choice[3]}
        assert on == set(getattr(chosen, every["name"]))
        assert {choice[3] for choice in every["choices"]} == {False}
