from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo import Filter, Vocabulary
from geo.query import compare
from geo.query.compare import PREFIX, SWITCH, belongs, parse, to_params
from tests.strategies import filters, texts


@given(first=filters, second=st.one_of(st.none(), filters, st.just(Filter())))
def test_an_address_says_both_filters(
    vocabulary: Vocabulary, first: Filter, second: Filter | None
) -> None:
    address = first.to_params() + to_params(second)
    assert parse(address, vocabulary) == (second, ())
    own = [pair for pair in address if not belongs(pair[0])]
    assert Filter.from_params(own, vocabulary) == first


@given(second=filters, order=st.randoms())
def test_the_order_in_an_address_does_not_matter(
    vocabulary: Vocabulary, second: Filter, order: st.DataObject
) -> None:
    pairs = to_params(second)
    order.shuffle(pairs)
    assert parse(pairs, vocabulary) == (second, ())


def test_an_address_without_one_asks_for_no_comparison(vocabulary: Vocabulary) -> None:
    assert parse([("province", "KH-18"), ("measure", "found")], vocabulary) == (None, ())
    assert to_params(None) == []


def test_all_raids_are_compared_with_by_the_switch(vocabulary: Vocabulary) -> None:
    assert to_params(Filter()) == [(SWITCH, "on")]
    assert parse([(SWITCH, "on")], vocabulary) == (Filter(), ())
    both = [(SWITCH, "on"), ("vs.kind", "raid")]
    assert parse(both, vocabulary) == (Filter(kind=("raid",)), ())


@pytest.mark.parametrize(
    ("name", "value", "allowed"),
    [
        ("vs.kind", "party", "rescue"),
        ("vs.from", "2022-13", "YYYY-MM-DD"),
        ("vs.q", "", "value"),
        ("vs.colour", "red", "province"),
        ("vs.", "red", "province"),
        ("vs.province", "Atlantis", "KH-18"),
        ("compare", "maybe", "on"),
    ],
)
def test_what_cannot_be_taken_is_named_as_it_stands_in_the_address(
    vocabulary: Vocabulary, name: str, value: str, allowed: str
) -> None:
    filter, problems = parse([("vs.province", "KH-1"), (name, value)], vocabulary)
    assert filter == Filter(province=("KH-1",))
    (problem,) = problems
    assert (problem.parameter, problem.value) == (name, value)
    assert allowed in problem.allowed


def test_a_switch_given_twice_is_said(vocabulary: Vocabulary) -> None:
    filter, problems = parse([(SWITCH, "on"), (SWITCH, "on")], vocabulary)
    assert filter == Filter()
    assert [problem.detail for problem in problems] == ["is given more than once"]


def test_the_dates_of_the_two_filters_are_apart(vocabulary: Vocabulary) -> None:
    address = [("from", "2025"), ("vs.to", "2023")]
    assert parse(address, vocabulary) == (Filter(to=date(2023, 12, 31)), ())
    wrong = [("vs.from", "2024"), ("vs.to", "2023")]
    assert [p.parameter for p in parse(wrong, vocabulary)[1]] == ["vs.from"]


@given(name=texts, value=texts)
def test_any_parameter_is_read_or_named(vocabulary: Vocabulary, name: str, value: str) -> None:
    filter, problems = parse([(PREFIX + name, value)], vocabulary)
    assert filter is not None
    assert bool(problems) or filter != Filter()


def test_a_change_of_the_second_filter_leaves_the_rest() -> None:
    address = [("province", "KH-18"), ("measure", "found"), ("vs.kind", "raid"), ("compare", "on")]
    changed = compare.changed(address, [("vs.q", "x")])
    assert changed == [("province", "KH-18"), ("measure", "found"), ("vs.q", "x")]
    assert compare.changed(address, [])[-1] == (SWITCH, "on")


@given(first=filters, second=filters)
def test_two_filters_are_never_called_the_same(
    vocabulary: Vocabulary, first: Filter, second: Filter
) -> None:
    a, b = compare.names(first, second, vocabulary)
    assert a != b
    assert (a == "A: all raids") is (not first)
