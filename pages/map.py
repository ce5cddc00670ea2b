"""The map of raids and compounds, with the record that a reader points at beside it."""

from __future__ import annotations

from secrets import token_urlsafe

import _frame
import streamlit as st
from _record import panel
from streamlit_folium import st_folium

from geo import mapview, served, settings
from geo.escape import markdown
from geo.filter import Filter

CLICKED = "last_object_clicked_tooltip"


def _clicked() -> None:
    """A click on a mark opens its place, and its record where it has but one."""
    place = mapview.clicked((st.session_state["map"] or {}).get(CLICKED))
    st.session_state["place"] = place
    mark = served.marks(_frame.current()).at(place)
    if mark and len(mark.records) == 1:
        st.query_params["record"] = mark.records[0]
    else:
        st.query_params.pop("record", None)


def _draw(height: int) -> None:
    st_folium(
        mapview.base_map(st.session_state.setdefault("line", token_urlsafe()), settings.tiles()),
        key="map", height=height, use_container_width=True,
        returned_objects=[CLICKED], on_change=_clicked,
    )  # fmt: skip


@st.fragment
def atlas(filter: Filter) -> None:
    drawn, beside = st.columns([2, 1], gap="medium")
    with drawn:
        _draw(640)
        if tiles := settings.tiles():
            st.caption(
                f"The background comes from {markdown(tiles.origin)}: its server learns from your "
                "browser which part of the country you look at, and from where you do."
            )
    with beside:
        panel(served.marks(filter), st.session_state.get("place"))


filter = _frame.current()
if st.context.is_embedded:
    _draw(480)
    st.caption(_frame.words(filter))
else:
    above = st.container()
    atlas(filter)
    with above:
        _frame.notice()
        _frame.headline(filter)
        _frame.choice("shade", "Shade provinces by", served.shadings())
