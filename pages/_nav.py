"""The entry script: the pages, and the filter panel that they all share."""

from __future__ import annotations

import _cite
import _embed
import _frame
import _panel
import streamlit as st

from geo.map.assets import ICON, STYLE

# An icon by name would be fetched from its maker's server: this one is the project's own.
st.set_page_config(page_title="Compound Atlas", page_icon=str(ICON), layout="wide")

PAGES = [
    st.Page("map.py", title="Map", icon=":material/map:", default=True),
    st.Page("timeline.py", title="Timeline", icon=":material/timeline:", url_path="timeline"),
    st.Page(
        "nationalities.py",
        title="Nationalities",
        icon=":material/groups:",
        url_path="nationalities",
    ),
    st.Page("compounds.py", title="Compounds", icon=":material/apartment:", url_path="compounds"),
    st.Page("claims.py", title="Claims", icon=":material/record_voice_over:", url_path="claims"),
    st.Page("table.py", title="Table", icon=":material/table_rows:", url_path="table"),
    st.Page("sources.py", title="Sources", icon=":material/library_books:", url_path="sources"),
    st.Page("about.py", title="About", icon=":material/info:", url_path="about"),
]

page = st.navigation(PAGES, position="hidden")
_frame.open_layer()
if st.session_state.get("page") != page.url_path:
    st.session_state.pop("place", None)  # A place of the map is left with its page.
st.session_state.update(page=page.url_path, shown=[])
# The page goes first, since it is what a reader who changes the filter waits for.
if st.context.is_embedded and page.url_path in _embed.CHARTS:
    _embed.draw(page.url_path)
else:
    page.run()
if not st.context.is_embedded:
    _cite.offer()
    _panel.sidebar(PAGES)
st.html(STYLE)
