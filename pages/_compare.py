"""A second filter beside the first: its switch, its fields, and both sentences with figures."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

import _frame
import _headline
import _panel
import streamlit as st

from geo.model.escape import markdown
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
            _headline.headline(filter)
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


@dataclass(frozen=True)
class Side:
    """One of one or two filters, with its letter and what a chart calls it."""

    letter: str
    filter: Filter
    name: str


S = TypeVar("S", bound=Side)


def sides(filters: Sequence[Filter], names: Sequence[str]) -> list[Side]:
    """The filters of a page, one or two."""
    return [Side(*side) for side in zip("AB", filters, names, strict=False)]


def beside(sides: Sequence[S], section: Callable[[S], None]) -> None:
    """A section of each filter: side by side, or one below the other where it is narrow."""
    for column, side in zip(st.columns(len(sides), gap="medium"), sides, strict=True):
        with column:
            if side.name:
                st.markdown(f"**{markdown(side.name)}**")
            section(side)


def headlines(filter: Filter, other: Filter) -> None:
    """Both filters side by side, as sentences with figures."""
    sides = zip(st.columns(2, gap="medium"), (filter, other), "AB", strict=True)
    for column, each, letter in sides:
        with column:
            _headline.headline(each, removable=letter == "A", letter=letter)
