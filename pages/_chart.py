"""A chart as pages show it: drawn, its figures behind it, and its files."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import _downloads
import _frame
import pandas as pd
import pyarrow as pa
import streamlit as st

from geo.charts.drawing import Plot
from geo.model.filter import Filter
from geo.query import compare
from geo.server import plotted, served

BLANK = "Nothing to draw: what the filter leaves has no value here."


def show(
    plot: Plot,
    *filters: Filter,
    table: str = "raids",
    by: str = "",
    key: str = "",
    embed: str = "",
    said: str = "",
    on_select: Callable[[str], None] | None = None,
) -> None:
    """Draw a chart; behind it its figures, PNG, SVG, and what puts it elsewhere.

    Parameters
    ----------
    plot : Plot
    filters : Filter
        Which rows it is drawn from; two where they are compared.
    table : str
        The table whose rows the files hold.
    by : str
        The summary's grouping that gives the same figures, where one does.
    key : str
        Of the elements, when the same chart stands on a page twice.
    embed : str
        Its name among those of the page that :mod:`_embed` can show alone.
    said : str
        Which rows it is drawn from, where filter and table do not tell it.
    on_select : callable
        Called with `key` when months are chosen in the chart, whose state `key` names.
    """
    key = key or plot.name
    chosen: dict[str, Any] = {"on_select": partial(on_select, key)} if on_select else {}
    draw(plot, key, **chosen)
    if plot.table:
        _behind(plot, filters, key, table=table, by=by, embed=embed, said=said)


def draw(plot: Plot, key: str, **chosen: Any) -> None:
    """Draw a chart alone, if there is something to draw; `on_select` lets something be chosen."""
    if plot.is_blank:
        st.caption(BLANK)
        return
    spec = plot.spec if chosen else plot.still
    # As columns: rows Streamlit would take through pandas, and all of them on each run.
    columns = {name: pa.Table.from_pylist(rows) for name, rows in spec["datasets"].items()}
    # Its room is there before it is drawn, so that nothing below it moves.
    st.vega_lite_chart(
        {**spec, "datasets": columns}, height=spec["height"], key=key, alt=plot.words, **chosen
    )


@st.fragment
def _behind(
    plot: Plot, filters: Sequence[Filter], key: str, *, table: str, by: str, embed: str, said: str
) -> None:
    # What is folded is not sent.
    opened = st.popover(
        "Figures and files", type="tertiary", icon=":material/table_rows:", key=f"{key}-behind",
        on_change="rerun",
    )  # fmt: skip
    if opened.open:
        with opened:
            figures(plot, filters, key, table=table, by=by)
            if embed:
                shown = [_frame.words(filter, table, said) for filter in filters]
                _snippet(plot, filters, embed, " ".join([plot.words, *shown]))


def figures(
    plot: Plot, filters: Sequence[Filter], key: str, *, table: str, by: str, called: str = ""
) -> None:
    """What a chart is drawn from, as a table and files, and the chart as a picture."""
    # An end that is open is no number: its cell is empty.
    st.dataframe(plot.table, hide_index=True, alt=plot.words, placeholder="")
    with st.container(horizontal=True, gap="small"):
        for format in ("png", "svg"):
            st.download_button(
                format.upper(), partial(plotted.picture, plot, filters, format),
                f"{plot.name}-{served.layer().version}.{format}", on_click="ignore",
                icon=":material/download:", key=f"{key}-{format}", type="tertiary",
                help=f"Download this chart as {format.upper()}",
            )  # fmt: skip
        _downloads.shown(pd.DataFrame(plot.table), key)
    _downloads.offer(table, *filters, called=called, by=by)


def _snippet(plot: Plot, filters: Sequence[Filter], embed: str, words: str) -> None:
    own = [pair for pair in _frame.kept() if pair[0] != "chart"]
    if len(filters) == 1:
        own = [pair for pair in own if not compare.belongs(pair[0])]
    params = [*filters[0].to_params(), *own]
    _frame.elsewhere(params, words, (embed, plot.spec["height"]))
