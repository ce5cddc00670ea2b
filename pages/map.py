"""The map of raids and compounds, with the record that a reader points at beside it."""

from __future__ import annotations

from secrets import token_urlsafe

import _frame
import streamlit as st
from _record import panel
from streamlit_folium import st_folium

from geo import mapview, served
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


@st.fragment
def atlas(filter: Filter) -> None:
    drawn, beside = st.columns([2, 1], gap="medium")
    with drawn:
        st_folium(
            mapview.base_map(st.session_state.setdefault("line", token_urlsafe()), served.months()),
            key="map",
            height=640,
            use_container_width=True,
            returned_objects=[CLICKED],
            on_change=_clicked,
        )
    with beside:
        panel(served.marks(filter), st.session_state.get("place"))


filter = _frame.current()
above = st.container()
atlas(filter)
with above:
    _frame.notice()
    _frame.headline(filter)
