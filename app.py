"""Compound Atlas: the pages, the API and the map's files, on one port.

`streamlit run app.py` serves it; `python -m geo serve` and `make run` do so too.
"""

from __future__ import annotations

import gc
import logging

import altair  # noqa: F401
import folium.plugins  # noqa: F401
import geopandas  # noqa: F401
import pyarrow  # noqa: F401
import streamlit as st
from starlette.middleware import Middleware

from geo import served
from geo.api import ROUTES, SecurityHeaders
from geo.errors import DataError

try:
    served.layer()
except DataError as error:
    logging.getLogger("geo").error("The layer cannot be read: %s", error)

# Streamlit collects garbage after every run of a page. What is imported and loaded by now
# stays for good: without this, each run would look through all of it again.
gc.collect()
gc.freeze()

app = st.App("pages/_nav.py", routes=ROUTES, middleware=[Middleware(SecurityHeaders)])
