"""A second filter beside the first: its switch, its fields, and both sentences with figures."""

from __future__ import annotations

import _frame
import _panel
import streamlit as st

from geo.model.filter import Filter
from geo.query import compare
from geo.server import served


def opening(filter: Filter) -> tuple[Filter | None, tuple[str, str] | None]:
    """How a page that compares begins; the second filter, and what both are called in a chart."""
    _frame.notice()
    above = st.container()
    other = second()
    with above:
        if other is None:
            _frame.headline(filter)
            return None, None
        return other, headlines(filter, other)


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


def headlines(filter: Filter, other: Filter) -> tuple[str, str]:
    """Both filters side by side, as sentences with figures; how each is called in a chart."""
    for column, each in zip(st.columns(2, gap="medium"), (filter, other), strict=True):
        with column:
            _frame.headline(each, removable=each is filter)
    return compare.names(filter, other, served.vocabulary())
