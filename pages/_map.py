"""The drawn map, what lies beside it, and the ways to take it elsewhere."""

from __future__ import annotations

from functools import partial
from urllib.parse import urlencode

import _chart
import _downloads
import streamlit as st
from _frame import address, choose_months, current, elsewhere, shade_of, words
from _record import panel
from streamlit_folium import st_folium

from geo import settings
from geo.map import mapview
from geo.map import shading as shadings
from geo.model.escape import markdown
from geo.model.filter import Filter
from geo.query.sentence import DATES
from geo.server import plotted, served

MONTHS = "Raids per month. Click a month, or drag over several, to set the dates."

CLICKED, COUNT = "last_object_clicked_tooltip", "last_object_clicked_count"
"""What a click on the map gives back: the text of its mark, and how many there were: a second
click on one mark is told, too."""


def draw(height: int) -> None:
    """The map itself, which follows the address by its own means; and who learns of it."""
    st_folium(
        mapview.base_map(settings.tiles(), served.months()),
        key="map", height=height, use_container_width=True,
        returned_objects=[COUNT, CLICKED], on_change=_clicked,
    )  # fmt: skip
    if tiles := settings.tiles():
        st.caption(
            f"The background comes from {markdown(tiles.origin)}: its server learns from your "
            "browser which part of the country you look at, and from where you do."
        )


def _clicked() -> None:
    """A click on a mark opens its place, and its record where it has but one."""
    place = mapview.clicked((st.session_state["map"] or {}).get(CLICKED))
    st.session_state["place"] = place
    mark = served.marks(current()).at(place)
    if mark and len(mark.records) == 1:
        st.query_params["record"] = mark.records[0]
    else:
        st.query_params.pop("record", None)


@st.fragment
def with_records(filter: Filter) -> None:
    """The map, and beside it the record that a reader points at."""
    drawn, beside = st.columns([2, 1], gap="medium")
    with drawn:
        draw(640)
    with beside:
        panel(filter, st.session_state.get("place"))
        _provinces(filter)


@st.fragment
def _provinces(filter: Filter) -> None:
    """The shades of the map as a table, for who cannot point at them."""
    # What is folded is not sent.
    opened = st.expander("The provinces in figures", key="provinces", on_change="rerun")
    if opened.open:
        shading = served.shading(filter, shade_of(address()))
        raids = served.marks(filter).raids_by_province
        table = shadings.listed(served.layer(), shading, raids)
        rows = (table.keys(), *zip(*table.values(), strict=True))
        # Words wrap in a narrow column, as the cells of a grid do not.
        lines = [" | ".join(markdown(str(cell)) for cell in row) for row in rows]
        opened.markdown("\n".join([lines[0], "|".join(["---"] * len(table)), *lines[1:]]))


def months(filter: Filter) -> None:
    """The months below the map: dragging over them sets the dates."""
    plot = plotted.brush(filter)
    key = f"brush-{filter.from_}-{filter.to}"
    _chart.draw(plot, key, on_select=partial(choose_months, key))
    st.caption(MONTHS)


@st.fragment
def take_away(filter: Filter) -> None:
    """Files of this view, and what puts it into another page."""
    # What is folded is not sent.
    opened = st.expander("Take this view away", key="take away", on_change="rerun")
    if opened.open:
        with opened:
            _files(filter)


def _files(filter: Filter) -> None:
    shade = [pair for pair in address() if pair == ("shade", shade_of(address()))]
    whole = urlencode([*filter.to_params(), *shade])
    st.markdown(
        f"- [One file that opens without a network](/map.html?{whole})\n"
        f"- [A page to print](/brief.html?{whole})\n"
    )
    for table in ("raids", "compounds"):
        _downloads.offer(table, filter)
    elsewhere(address(), words(filter))
    st.caption("The months below the map, whatever the dates of the filter:")
    _chart.figures(
        plotted.brush(filter), (filter.without(*DATES),), "brush", table="raids", by="month",
        called="Raids of any date",
    )  # fmt: skip
