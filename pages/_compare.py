"""A second filter beside the first: its switch, its fields, and both sentences with figures."""

from __future__ import annotations

import _frame
import _panel
import streamlit as st

from geo.model.filter import Filter
from geo.query import compare
from geo.server import served


def opening(filter: Filter) -> tuple[tuple[Filter, ...], tuple[str, ...]]:
    """How a page that compares begins; its filters, one or two, and what a chart calls each."""
    _frame.notice()
    above = st.container()
    other = second()
    with above:
        if other is None:
            _frame.headline(filter)
            return (filter,), ("",)
        headlines(filter, other)
    return (filter, other), compare.names(filter, other, served.vocabulary())


def second() -> Filter | None:
    """The filter to compare with, which the address says; its notices and its fields."""
    filter, problems = compare.parse(_frame.address(), served.vocabulary())
    _frame.left_out(problems)
    on = filter is not None
    if st.session_state.get("comparing") != on:
        st.session_state["comparing"] = on
    st.toggle(
        "Compare with a second filter", key="comparing", on_change=_switch,
        help="Its parameters stand in the address after vs.",
    )  # fmt: skip
    if filter is not None:
        with st.expander("The second filter", expanded=not filter):
            _panel.fields(filter, compare.PREFIX)
    return filter


def _switch() -> None:
    rest = [pair for pair in _frame.address() if not compare.belongs(pair[0])]
    _frame.write(rest + (compare.to_params(Filter()) if st.session_state["comparing"] else []))


def headlines(filter: Filter, other: Filter) -> None:
    """Both filters side by side, as sentences with figures."""
    sides = zip(st.columns(2, gap="medium"), (filter, other), "AB", strict=True)
    for column, each, letter in sides:
        with column:
            _frame.headline(each, removable=letter == "A", letter=letter)
