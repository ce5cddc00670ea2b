from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo import Filter, Layer, ParameterError, Vocabulary, rows, summarise
from geo.model.escape import slug
from tests import reference
from tests.strategies import any_text, filters


@given(filter=filters)
def test_a_filter_survives_its_address(vocabulary: Vocabulary, filter: Filter) -> None:
    assert Filter.from_params(filter.to_params(), vocabulary) == filter


@given(words=any_text | st.text(st.characters(), max_size=4))
def test_any_words_survive_the_address(vocabulary: Vocabulary, words: str) -> None:
    try:
        filter = Filter(q=words)
    except ValueError:
        _, (problem,) = Filter.parse([("q", words)], vocabulary)
        assert problem.value == words
        return
    assert filter.words or not words.split()
    assert Filter.from_params(filter.to_params(), vocabulary) == filter


@given(filter=filters)
def test_an_address_has_no_defaults_and_one_order(filter: Filter) -> None:
    params = filter.to_params()
    assert all(value for _, value in params)
    assert params == sorted(params, key=lambda pair: (reference.FILTER.index(pair[0]), pair[1]))
    assert len(set(params)) == len(params)


def test_the_empty_filter_has_an_empty_address() -> None:
    assert Filter().to_params() == []
    assert not Filter()
    assert Filter(q=" ") == Filter()


def test_order_and_repetition_of_values_make_no_difference() -> None:
    assert Filter(kind=("rescue", "raid", "raid")) == Filter(kind=("raid", "rescue"))
    assert Filter(q=" a  b ") == Filter(q="a b")


@pytest.mark.parametrize("form", [str, slug, str.upper, str.lower])
def test_a_province_goes_by_name_and_slug(vocabulary: Vocabulary, form) -> None:
    for row in reference.read(reference.DATA)["provinces"]:
        for given_as in (row["name"], row["province_code"]):
            made = Filter.from_params([("province", form(given_as))], vocabulary)
            assert made.to_params() == [("province", row["province_code"])]


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2022-09-17", date(2022, 9, 17), date(2022, 9, 17)),
        ("2022-09", date(2022, 9, 1), date(2022, 9, 30)),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        ("2023-02", date(2023, 2, 1), date(2023, 2, 28)),
        ("2022", date(2022, 1, 1), date(2022, 12, 31)),
    ],
)
def test_a_month_or_year_means_its_first_and_last_day(
    vocabulary: Vocabulary, text: str, first: date, last: date
) -> None:
    made = Filter.from_params([("from", text), ("to", text)], vocabulary)
    assert (made.from_, made.to) == (first, last)


BAD = [
    ("province", "KH-26", "KH-18"),
    ("province", "Atlantis", "preah-sihanouk"),
    ("province", "---", "KH-18"),
    ("from", "2022-13", "YYYY-MM-DD"),
    ("from", "2022-02-30", "YYYY-MM-DD"),
    ("from", "17.9.2022", "YYYY-MM-DD"),
    ("from", "2022-9-1", "YYYY-MM-DD"),
    ("from", "0000", "YYYY"),
    ("from", "2022-00", "YYYY-MM-DD"),
    ("to", "2022-09-00", "YYYY-MM-DD"),
    ("to", "yesterday", "YYYY-MM-DD"),
    ("to", "2022-09-17T00:00", "YYYY-MM-DD"),
    ("to", "٢٠٢٢", "YYYY"),
    ("to", "2022-09-17\n", "YYYY"),
    ("nationality", "China", "alpha-3"),
    ("nationality", "chn", "alpha-3"),
    ("nationality", "XXX", "alpha-3"),
    ("kind", "party", "rescue"),
    ("confidence", "high", "multiple_sources"),
    ("compound", "nowhere", "compound_id"),
    ("colour", "red", "province"),
    ("Province", "KH-18", "province"),
    ("limit", "5", "province"),
]


@pytest.mark.parametrize(("name", "value", "allowed"), BAD)
def test_a_bad_value_is_one_problem_that_says_what_is_allowed(
    vocabulary: Vocabulary, name: str, value: str, allowed: str
) -> None:
    with pytest.raises(ParameterError) as caught:
        Filter.from_params([("kind", "raid"), (name, value)], vocabulary)
    (problem,) = caught.value.problems
    assert (problem.parameter, problem.value) == (name, value)
    assert allowed in problem.allowed
    assert problem.detail
    assert name in str(caught.value)
    assert problem.allowed in str(caught.value)


@pytest.mark.parametrize("value", ["\u0301", " \u0301 \u0327", "\u00a8", "\udcff", "raid \ud800"])
def test_words_that_would_not_be_looked_for_are_a_problem(
    vocabulary: Vocabulary, value: str
) -> None:
    with pytest.raises(ValueError, match=r"^q="):
        Filter(q=value)
    made, (problem,) = Filter.parse([("q", value), ("kind", "raid")], vocabulary)
    assert made == Filter(kind=("raid",))
    assert (problem.parameter, problem.value) == ("q", value)


@pytest.mark.parametrize("name", reference.FILTER)
@pytest.mark.parametrize("value", ["", " ", "\t"])
def test_an_empty_value_is_a_problem(vocabulary: Vocabulary, name: str, value: str) -> None:
    made, problems = Filter.parse([(name, value)], vocabulary)
    assert made == Filter()
    assert [(p.parameter, p.value) for p in problems] == [(name, value)]


@pytest.mark.parametrize(
    ("name", "value", "other"),
    [
        ("from", "2022", "2023"),
        ("to", "2022", "2022"),
        ("q", "police", "rescue"),
        ("compound", "jincai", "jincai"),
    ],
)
def test_a_single_parameter_given_twice_is_a_problem(
    vocabulary: Vocabulary, name: str, value: str, other: str
) -> None:
    made, problems = Filter.parse([(name, value), (name, other)], vocabulary)
    assert [(p.parameter, p.value) for p in problems] == [(name, other)]
    assert made == Filter.from_params([(name, value)], vocabulary)


def test_from_after_to_is_one_problem_and_no_empty_result(vocabulary: Vocabulary) -> None:
    pairs = [("from", "2023-01-02"), ("to", "2023-01-01"), ("kind", "raid")]
    made, problems = Filter.parse(pairs, vocabulary)
    assert made == Filter(kind=("raid",))
    (problem,) = problems
    assert problem.parameter == "from"
    assert problem.value == "2023-01-02"
    assert "2023-01-01" in problem.detail
    with pytest.raises(ValueError, match="after"):
        Filter(from_=date(2023, 1, 2), to=date(2023, 1, 1))


def test_parse_keeps_the_rest(vocabulary: Vocabulary) -> None:
    pairs = [("kind", "raid"), ("kind", "party"), ("q", "police"), ("to", "never"), ("x", "y")]
    made, problems = Filter.parse(pairs, vocabulary)
    assert made == Filter(kind=("raid",), q="police")
    assert [p.parameter for p in problems] == ["kind", "to", "x"]


def test_every_problem_is_told_at_once(vocabulary: Vocabulary) -> None:
    with pytest.raises(ParameterError) as caught:
        Filter.from_params([("kind", "a"), ("kind", "b"), ("to", "c")], vocabulary)
    assert [p.value for p in caught.value.problems] == ["a", "b", "c"]


@given(
    pairs=st.lists(st.tuples(st.sampled_from([*reference.FILTER, "x", ""]) | any_text, any_text))
)
def test_no_text_breaks_the_parser(vocabulary: Vocabulary, pairs: list[tuple[str, str]]) -> None:
    made, problems = Filter.parse(pairs, vocabulary)
    assert Filter.from_params(made.to_params(), vocabulary) == made
    for problem in problems:
        assert (problem.parameter, problem.value) in pairs or problem.detail.startswith("is after")


@given(digits=st.from_regex(r"[0-9]{0,4}(-[0-9]{0,3}){0,2}", fullmatch=True))
def test_a_date_is_read_or_refused(vocabulary: Vocabulary, digits: str) -> None:
    made, problems = Filter.parse([("from", digits)], vocabulary)
    try:
        formed = [len(part) for part in digits.split("-")] in ([4], [4, 2], [4, 2, 2])
        wanted = reference.span(digits)[0] if formed else None
    except ValueError:
        wanted = None
    assert made.from_ == wanted
    assert len(problems) == (wanted is None)


def test_without_drops_what_it_names() -> None:
    made = Filter(province=("KH-1",), to=date(2022, 1, 1), q="a")
    assert made.without("to", "q") == Filter(province=("KH-1",))


def test_from_after_to_is_told_as_it_was_given(vocabulary: Vocabulary) -> None:
    _, (problem,) = Filter.parse([("from", "2023"), ("to", "2022")], vocabulary)
    assert (problem.value, problem.detail) == ("2023", "is after to=2022")


def test_a_program_may_give_what_an_address_gives() -> None:
    made = Filter(province="KH-18", from_="2022-02", to="2022-02", nationality=["IDN", "CHN"])
    assert made == Filter(
        province=("KH-18",),
        from_=date(2022, 2, 1),
        to=date(2022, 2, 28),
        nationality=("CHN", "IDN"),
    )
    assert hash(Filter(kind="raid")) == hash(Filter(kind=("raid",)))
    assert Filter(to=datetime(2022, 1, 2, 3)) == Filter(to=date(2022, 1, 2))


MISTAKES: list[tuple[str, str, Any, str]] = [
    ("province", "province", "preah-sihanouk", "KH-18"),
    ("province", "province", ("KH-18", "Kampot"), "KH-18"),
    ("province", "province", 18, "KH-18"),
    ("province", "province", None, "KH-18"),
    ("nationality", "nationality", ("idn",), "alpha-3"),
    ("kind", "kind", (1,), "text"),
    ("from_", "from", "yesterday", "YYYY-MM-DD"),
    ("to", "to", 2022, "YYYY-MM-DD"),
    ("compound", "compound", ("jincai",), "text"),
    ("compound", "compound", "", "compound_id"),
    ("q", "q", None, "text"),
]


@pytest.mark.parametrize(("attribute", "name", "value", "allowed"), MISTAKES)
def test_what_no_layer_could_know_is_refused_when_a_filter_is_made(
    attribute: str, name: str, value: Any, allowed: str
) -> None:
    with pytest.raises(ParameterError) as caught:
        Filter(**{attribute: value})
    (problem,) = caught.value.problems
    assert problem.parameter == name
    assert allowed in problem.allowed


@pytest.mark.parametrize(
    ("name", "value", "allowed"),
    [
        ("kind", "foo", "rescue"),
        ("confidence", "certain", "disputed"),
        ("province", "KH-99", "KH-18"),
        ("nationality", "XXX", "alpha-3"),
        ("compound", "nowhere", "compounds"),
    ],
)
def test_what_a_layer_does_not_know_is_refused_when_it_is_asked(
    layer: Layer, name: str, value: str, allowed: str
) -> None:
    filter = Filter(**{name: value})
    for asked in (lambda: rows(layer, "raids", filter), lambda: summarise(layer, filter)):
        with pytest.raises(ParameterError) as caught:
            asked()
        (problem,) = caught.value.problems
        assert (problem.parameter, problem.value) == (name, value)
        assert allowed in problem.allowed
