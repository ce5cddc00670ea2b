"""The files of a table: exactly the rows of the filter, with all columns."""

from __future__ import annotations

from functools import partial
from urllib.parse import urlencode

import streamlit as st

from geo.files.exports import FORMATS, formats
from geo.model.filter import Filter
from geo.server import served


def offer(table: str, filter: Filter) -> None:
    """Buttons for every format of a table, what goes with them, and the API's address of them."""
    package = served.layer().package
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        st.caption(f"{package[table].title}:", width="content")
        for format in formats(package[table]):
            st.download_button(
                FORMATS[format], partial(served.download, table, filter, format),
                f"{table}-{package.version}.{format}", on_click="ignore",
                icon=":material/download:", key=f"{table}-{format}", type="tertiary",
                help=f"These rows of {table} as {FORMATS[format]}",
            )  # fmt: skip
        query = urlencode(filter.to_params())
        st.link_button(
            "Metadata", f"/api/v1/{table}.metadata.json?{query}", icon=":material/info:",
            type="tertiary",
            help=f"Filter, version, licence, citation and sources of these rows of {table}",
        )  # fmt: skip
        st.link_button(
            "API", f"/api/v1/{table}.json?{query}", icon=":material/link:", type="tertiary",
            help=f"The address of these rows of {table} in the API",
        )  # fmt: skip
