"""The same map in the usual way: one folium object for each raid, all of it anew on each run.

Server and page in one file: Streamlit's server imports it, and then runs it as a page.
"""

from __future__ import annotations

import folium
import streamlit as st
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from streamlit.runtime.scriptrunner import get_script_run_ctx

from geo.map import mapview
from geo.model.escape import markup
from geo.model.filter import Filter
from geo.server import api, served

POPUPS = "/popups.js"


def popups(_: Request) -> Response:
    """The one function of jQuery that folium's popups call: HTML text to elements."""
    script = (
        "window.$ = (html) => {"
        "const made = document.createElement('div');"
        "made.innerHTML = html;"
        "return made.children;"
        "};"
    )
    return Response(script, media_type="text/javascript")


class LocalMap(folium.Map):
    """A map whose scripts come from its own server, as no other can be reached."""

    default_js = [("leaflet", f"{mapview.ASSETS}/leaflet.js"), ("popups", POPUPS)]
    default_css = [("leaflet", f"{mapview.ASSETS}/leaflet.css")]


def page() -> None:
    """The widget and the map."""
    from streamlit_folium import st_folium

    provinces = served.vocabulary().province
    chosen = st.multiselect("Province", list(provinces), format_func=provinces.__getitem__)
    drawn = LocalMap(mapview.CENTRE, zoom_start=7, tiles=None)
    raids = served.rows("raids", Filter(province=tuple(chosen)))
    for raid in raids[raids["lat"].notna()].itertuples():
        folium.CircleMarker(
            (raid.lat, raid.lon),
            popup=f"<b>{markup(raid.title)}</b><br>{raid.date_start}<br>{markup(raid.summary)}",
        ).add_to(drawn)
    st_folium(drawn, returned_objects=[], use_container_width=True)


if get_script_run_ctx(suppress_warning=True) is None:
    app = st.App(__file__, routes=[Route(POPUPS, popups), *api.ROUTES])
else:
    page()
