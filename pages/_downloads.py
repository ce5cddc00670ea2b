"""The files of a table: exactly the rows of the filter, with all columns."""

from __future__ import annotations

import streamlit as st

from geo.documents import offer as offers
from geo.model.filter import Filter
from geo.server import served


def offer(table: str, filter: Filter) -> None:
    """Links to every format of a table, as the API gives it, and to what goes with them."""
    st.html(offers.offer(served.layer().package[table], filter))
