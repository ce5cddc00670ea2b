"""A chart as pages show it: drawn, its figures behind it, and its files."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any
from urllib.parse import urlencode

import streamlit as st

from geo.charts.drawing import Plot
from geo.model.filter import Filter
from geo.server import served


def show(
    plot: Plot,
    *filters: Filter,
    table: str = "raids",
    by: str = "",
    key: str = "",
    on_select: Callable[[str], None] | None = None,
) -> None:
    """Draw a chart, with the table behind it, PNG, SVG, and the API's address of its rows.

    Parameters
    ----------
    plot : Plot
    filters : Filter
        Which rows it is drawn from; two where they are compared.
    table : str
        The table whose rows the CSV link gives.
    by : str
        The summary's grouping that gives the same figures, where one does.
    key : str
        Of the elements, when the same chart stands on a page twice.
    on_select : callable
        Called with `key` when months are chosen in the chart, whose state `key` names.
    """
    key = key or plot.name
    chosen: dict[str, Any] = {"on_select": partial(on_select, key)} if on_select else {}
    st.vega_lite_chart(plot.spec, key=key, alt=plot.words, **chosen)
    with st.container(horizontal=True, gap="small"):
        with st.popover(
            "Figures", type="tertiary", icon=":material/table_rows:", key=f"{key}-figures",
            help="The figures that this chart is drawn from",
        ):  # fmt: skip
            st.dataframe(plot.table, hide_index=True, alt=plot.words)
        for format in ("png", "svg"):
            st.download_button(
                format.upper(), partial(served.picture, plot, filters, format),
                f"{plot.name}-{served.layer().version}.{format}", on_click="ignore",
                icon=":material/download:", key=f"{key}-{format}", type="tertiary",
                help=f"Download this chart as {format.upper()}",
            )  # fmt: skip
        for at, filter in enumerate(filters):
            _links(filter, table, by, f" {'AB'[at]}" if len(filters) > 1 else "")


def _links(filter: Filter, table: str, by: str, which: str) -> None:
    """The API's addresses of the same rows, and of the same figures."""
    st.link_button(
        f"CSV{which}", f"/api/v1/{table}.csv?{urlencode(filter.to_params())}",
        icon=":material/link:", type="tertiary",
        help=f"The rows of {table} that this is drawn from: an address of the API",
    )  # fmt: skip
    if by:
        asked = urlencode([("by", by), *filter.to_params()])
        st.link_button(
            f"JSON{which}", f"/api/v1/summary.json?{asked}", icon=":material/link:",
            type="tertiary", help="These figures as the API gives them",
        )  # fmt: skip
