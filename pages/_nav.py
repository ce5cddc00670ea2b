"""The entry script: the pages, and the filter panel that they all share."""

from __future__ import annotations

import _frame
import streamlit as st

from geo.assets import ICON

# An icon by name would be fetched from its maker's server: this one is the project's own.
st.set_page_config(page_title="Compound Atlas", page_icon=str(ICON), layout="wide")

PAGES = [
    st.Page("map.py", title="Map", icon=":material/map:", default=True),
    st.Page("table.py", title="Table", icon=":material/table_rows:", url_path="table"),
    st.Page("about.py", title="About", icon=":material/info:", url_path="about"),
]

st.html(
    "<style>"
    ".stMainBlockContainer { padding: 2.5rem 2rem 3rem; }"
    "@media (max-width: 640px) { .stMainBlockContainer { padding: 4rem 1rem 2rem; } }"
    "[data-testid=stMetricValue] { font-size: 1.35rem; }"
    "[data-testid=stSidebarUserContent] { padding-top: 0; }"
    "</style>"
)
page = st.navigation(PAGES, position="hidden")
_frame.open_layer()
_frame.sidebar(PAGES)
page.run()
