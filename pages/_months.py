"""The charts of the timeline, each for one side of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import _chart
import _compare
import _frame
import streamlit as st

from geo.charts.timeline import Timeline
from geo.model.filter import Filter
from geo.query.sentence import coverage
from geo.server import plotted, served


@dataclass(frozen=True)
class Side(_compare.Side):
    """One of one or two filters, with its charts."""

    measure: str
    choice: str
    drawn: Timeline

    def show(self, part: str, by: str = "", *, chosen: bool = False, **of: str) -> None:
        """One of its charts; months can be chosen in those of the page's own filter."""
        first, last = self.filter.from_, self.filter.to
        _chart.show(
            getattr(self.drawn, part), self.filter, by=by, embed=part, **of,
            # A choice ends with the dates that it was made in.
            key=f"{part}-{self.letter}-{first}-{last}",
            on_select=_frame.choose_months if chosen and self.letter == "A" else None,
        )  # fmt: skip


def sides(
    filters: tuple[Filter, ...], names: Sequence[str], measure: str, events: str
) -> list[Side]:
    """The one or two filters of the page, on the same scales."""
    return [
        Side(
            side.letter, side.filter, side.name, measure, events,
            plotted.timeline(side.filter, measure, events, filters),
        )
        for side in _compare.sides(filters, names)
    ]  # fmt: skip


def both(filters: tuple[Filter, ...], names: tuple[str, ...], measure: str) -> None:
    """Both filters in one chart of raids, and one of people."""
    raids, people = plotted.comparison(filters, names, measure)
    _chart.show(raids, *filters, by="month", embed="both-raids")
    _chart.show(people, *filters, by="month", embed="both-people")


def raids(side: Side) -> None:
    """Raids by kind."""
    side.show("raids", "month,kind", chosen=True)
    if side.drawn.notes:
        st.caption(side.drawn.notes)


def people(side: Side) -> None:
    """People of the measure, and from how many raids the figures are."""
    side.show("people", "month", chosen=True)
    figures = coverage(served.summary(side.filter).total.totals[side.measure])
    st.caption(f"The figures are {figures}.")


def known(side: Side) -> None:
    """Raids with and without a figure."""
    side.show("known", "month", chosen=True)


def policy(side: Side) -> None:
    """Policy events, and the list of them."""
    said = plotted.events_said(side.filter, side.choice)
    side.show("policy", table="policy_events", said=said)
    with st.expander("The events with their sources"):
        st.markdown(side.drawn.events)


def provinces(side: Side) -> None:
    """Raids of each province."""
    side.show("provinces", "month,province")
