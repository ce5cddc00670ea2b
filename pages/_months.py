"""The charts of the timeline, each for one side of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import _chart
import _compare
import _frame
import streamlit as st

from geo.charts.timeline import Timeline
from geo.model.filter import Filter
from geo.query import compare
from geo.query.sentence import coverage
from geo.server import plotted, served


@dataclass(frozen=True)
class Side(_compare.Side):
    """One of one or two filters, with its charts."""

    measure: str
    choice: str
    drawn: Timeline

    def show(self, part: str, by: str = "", *, chosen: bool = False, **of: str) -> None:
        """One of its charts; months that are chosen in it are those of its own filter."""
        first, last = self.filter.from_, self.filter.to
        _chart.show(
            getattr(self.drawn, part), self.filter, by=by, embed=part, **of,
            # A choice ends with the dates that it was made in.
            key=f"{part}-{self.letter}-{first}-{last}",
            on_select=partial(_frame.choose_months, prefix=self.prefix) if chosen else None,
        )  # fmt: skip

    @property
    def prefix(self) -> str:
        """What stands before the parameters of its filter."""
        return compare.PREFIX if self.letter == "B" else ""


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


def every(sides: Sequence[Side]) -> None:
    """A button for each side with dates, which takes them away."""
    for side in sides:
        if side.filter.from_ or side.filter.to:
            of = f" of {side.letter}" if side.name else ""
            st.button(
                f"Show all months{of}", on_click=partial(_frame.set_dates, prefix=side.prefix),
                icon=":material/zoom_out_map:",
            )  # fmt: skip


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
