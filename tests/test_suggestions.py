from __future__ import annotations

import random
import re
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo import Filter, Layer
from geo.query.suggestions import NEAR, nearest
from tests import reference
from tests.strategies import any_text

COMPOUNDS = {row["compound_id"]: row for row in reference.read(reference.DATA)["compounds"]}


@pytest.mark.parametrize(
    ("words", "id"),
    [
        ("kaibo", "kaibo"),
        ("kaybo", "kaibo"),
        ("KAI-BO", "kaibo"),
        ("KB", "kaibo"),
        ("KB", "kb-hotel"),
        ("凯博", "kaibo"),
        ("Pao Yong", "pao-yong"),
        ("paoyung", "pao-yong"),
        ("jin cay", "jincai"),
        ("Mangoo park", "mango-park"),
        ("jinbay", "jin-bei-sihanoukville"),
        ("jin bay", "jin-bei-sihanoukville"),
        ("Jin-Bay 4", "jinbei-4"),
        ("jinbei4", "jinbei-4"),
        ("palace jinbei", "jin-bei-palace"),
    ],
)
def test_a_compound_is_found_by_any_of_its_names(layer: Layer, words: str, id: str) -> None:
    found = {s.id: s for s in nearest(layer, words)}
    assert id in found
    assert found[id].filter == Filter(compound=id)
    assert "compound" in found[id].stands_for


def test_a_place_and_a_province_are_found_too(tiny: Layer) -> None:
    found = nearest(tiny, "bavit")
    assert [(s.table, s.id, s.name) for s in found] == [("places", "bavet", "Bavet")]
    assert found[0].stands_for == "town in Svay Rieng"
    (province,) = nearest(tiny, "koh kongg", most=1)
    assert (province.stands_for, province.filter) == ("province", Filter(province=("KH-9",)))
    assert nearest(tiny, "បាវិត")[0].id == "bavet"


def test_an_alias_says_whose_name_it_is(tiny: Layer) -> None:
    (alias,) = nearest(tiny, "阿尔法")
    assert (alias.name, alias.id) == ("阿尔法", "alpha")
    assert alias.stands_for == "Alpha Park, compound in Sihanoukville"
    assert nearest(tiny, "gamma")[0].stands_for == "compound, place not known"
    assert nearest(tiny, "cafe bêta")[0].stands_for == "Bêta Resort, compound in Koh Kong"


@pytest.mark.parametrize("words", ["", "  ", "-", "qqqqqq", "\x00"])
def test_what_is_near_nothing_has_no_suggestion(layer: Layer, words: str) -> None:
    assert nearest(layer, words) == ()


@given(words=any_text, most=st.integers(0, 9))
def test_any_text_has_an_answer_in_order(layer: Layer, words: str, most: int) -> None:
    found = nearest(layer, words, most)
    assert len(found) <= most
    assert len({(s.table, s.id) for s in found}) == len(found)
    likenesses = [s.likeness for s in found]
    assert likenesses == sorted(likenesses, reverse=True)
    assert all(likeness >= NEAR for likeness in likenesses)


def names(id: str) -> list[str]:
    row = COMPOUNDS[id]
    return [row["name"], *filter(None, row["aliases"].split("|"))]


def changed(name: str, chance: random.Random) -> str:
    """A name with one letter otherwise, left out, twice, or swapped with the next."""
    at = chance.randrange(len(name) - 1)
    first, second, rest = name[at], name[at + 1], name[at + 2 :]
    other = chance.choice(string.ascii_lowercase)
    ways = [other + second, second, first + first + second, second + first]
    return name[:at] + chance.choice(ways) + rest


@pytest.mark.parametrize("id", sorted(COMPOUNDS))
@pytest.mark.parametrize(("letters", "least"), [(1, 4), (2, 8)])
def test_a_name_is_found_with_letters_changed_and_words_joined(
    layer: Layer, id: str, letters: int, least: int
) -> None:
    for name in names(id):
        joined = re.sub(r"[ -]", "", name)
        if len(joined) < least or not name.isascii():
            continue
        chance = random.Random(name)  # The same changes in each run.
        typed = chance.choice([name, joined])
        for _ in range(letters):
            typed = changed(typed, chance)
        found = nearest(layer, typed, 100)
        assert ("compounds", id) in {(s.table, s.id) for s in found}, typed


@pytest.mark.parametrize("words", ["kaibo", "jinbei", "Bavet"])
def test_a_name_that_is_met_is_offered_without_those_that_are_hardly_like_it(
    layer: Layer, words: str
) -> None:
    likenesses = [s.likeness for s in nearest(layer, words, 100)]
    assert likenesses[0] == 100
    assert likenesses[-1] >= 70


@given(id=st.sampled_from(sorted(COMPOUNDS)), data=st.data())
def test_every_name_of_a_compound_leads_to_it(layer: Layer, id: str, data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(names(id)))
    found = nearest(layer, data.draw(st.sampled_from([name, name.upper(), f" {name} "])), 40)
    assert id in [s.id for s in found if s.table == "compounds"]
    assert found[0].likeness == 100
