from __future__ import annotations

import re
from datetime import date

import pytest
from hypothesis import given, settings

from geo import Filter, Layer, Range, Total, Vocabulary
from geo.query.selection import bearing
from geo.query.sentence import chips, coverage, loosened, number, parts, period, remaining, sentence
from tests import reference
from tests.strategies import filters


@pytest.mark.parametrize(
    ("first", "last", "text"),
    [
        (date(2022, 8, 1), date(2022, 10, 31), "August to October 2022"),
        (date(2022, 8, 1), date(2023, 2, 28), "August 2022 to February 2023"),
        (date(2024, 2, 1), date(2024, 2, 29), "February 2024"),
        (date(2024, 2, 1), date(2024, 2, 28), "1 February to 28 February 2024"),
        (date(2022, 1, 1), date(2022, 12, 31), "2022"),
        (date(2022, 1, 1), date(2023, 12, 31), "2022 to 2023"),
        (date(2022, 9, 17), date(2022, 9, 17), "17 September 2022"),
        (date(2022, 12, 31), date(2023, 1, 1), "31 December 2022 to 1 January 2023"),
        (date(2022, 9, 17), None, "from 17 September 2022"),
        (None, date(2022, 9, 17), "until 17 September 2022"),
        (None, None, ""),
    ],
)
def test_a_period_is_said_in_few_words(first: date | None, last: date | None, text: str) -> None:
    assert period(first, last) == text


def test_a_filter_is_one_sentence(vocabulary: Vocabulary) -> None:
    filter = Filter(
        province=("KH-18", "KH-12"),
        from_=date(2022, 8, 1),
        to=date(2022, 10, 31),
        nationality=("IDN",),
        q="jincai",
    )
    said = sentence(filter, vocabulary, 38, 1612)
    assert said.startswith("38 of 1,612 raids: ")
    for word in ("Preah Sihanouk", "Phnom Penh", "August to October 2022", "Indonesia", "“jincai”"):
        assert word in said
    assert sentence(Filter(), vocabulary, 1612, 1612) == "All 1,612 raids"


@pytest.mark.parametrize("table", [*reference.RESOURCES, "changelog"])
@given(filter=filters)
def test_what_narrows_a_table_is_named_and_what_does_not_is_said_apart(
    vocabulary: Vocabulary, table: str, filter: Filter
) -> None:
    said = parts(filter, vocabulary)
    bears = [words for name, words in said.items() if name in bearing(table)]
    called = {"from": "dates", "q": "words"}
    idle = {called.get(name, name) for name in said if name not in bearing(table)}
    whole, _, apart = sentence(filter, vocabulary, 3, 7, "rows", table=table).partition(" (not ")
    assert whole == (f"3 of 7 rows: {'; '.join(bears)}" if bears else "All 7 rows")
    named = re.split(r", | or ", apart.removeprefix("filtered by ").removesuffix(")"))
    assert {*named} - {""} == idle


def test_all_rows_are_left_by_what_has_no_bearing(vocabulary: Vocabulary) -> None:
    filter = Filter(kind=("rescue",), compound="jincai")
    said = sentence(filter, vocabulary, 602, 602, "claims", table="claims")
    assert said == "All 602 claims (not filtered by kind or compound)"
    filter = Filter(province=("KH-18",), to=date(2022, 10, 31))
    said = sentence(filter, vocabulary, 9, 147, "places", table="places")
    assert said == "9 of 147 places: Preah Sihanouk (not filtered by dates)"


@given(filter=filters)
def test_nothing_of_a_filter_is_left_out(vocabulary: Vocabulary, filter: Filter) -> None:
    said = sentence(filter, vocabulary, 3, 7)
    for code in filter.province:
        assert vocabulary.province[code] in said
    for code in filter.nationality:
        assert vocabulary.nationality[code] in said
    for kind in filter.kind:
        assert vocabulary.kind[kind].lower() in said
    for confidence in filter.confidence:
        assert vocabulary.confidence[confidence].lower() in said
    if filter.compound:
        assert vocabulary.compound[filter.compound] in said
    assert filter.q in said
    for day in (filter.from_, filter.to):
        assert day is None or str(day.year) in said
    dates = {"to": "from"}
    names = {dates.get(name, name) for name, _ in filter.to_params()}
    assert set(parts(filter, vocabulary)) == names


def test_counts_are_said_with_what_they_rest_on() -> None:
    assert number(4013) == "4,013"
    assert coverage(Total(Range(1), 3, 1612)) == "from 3 of 1,612 raids"


@settings(max_examples=50)
@given(filter=filters)
def test_all_chips_kept_are_the_filter_and_none_kept_is_no_filter(
    layer: Layer, filter: Filter
) -> None:
    vocabulary = Vocabulary(layer)
    shown = chips(filter, vocabulary)
    assert Filter.from_params(remaining(filter, list(shown)), vocabulary) == filter
    assert remaining(filter, []) == []
    for chip in shown:
        kept = [other for other in shown if other != chip]
        left = Filter.from_params(remaining(filter, kept), vocabulary)
        assert set(chips(left, vocabulary)) == set(kept)


def test_what_to_take_away_is_said_with_what_it_brings() -> None:
    assert loosened({"from": 3, "kind": 0, "q": 1}) == (
        "Without the dates there are 3 or without the words there is 1."
    )
    assert loosened({"from": 0}).startswith("No single part")
