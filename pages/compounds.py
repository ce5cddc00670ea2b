"""The list of compounds, what became of those raided, and the sheet of one."""

from __future__ import annotations

import _downloads
import _frame
import _headline
import _names
import streamlit as st
from _aftermath import after_the_raid
from _sheet import sheet

from geo.figures.directory import COLUMNS
from geo.model.filter import Filter
from geo.server import served


def listed(filter: Filter) -> None:
    compounds = served.compounds(filter)
    _frame.heading(served.said(filter, "compounds", len(compounds)))
    _headline.parts(filter)
    if compounds.empty:
        st.info("No compound fits all of these. Loosen one of the filters, or clear them.")
    else:
        st.dataframe(
            compounds, hide_index=True, height=420, alt=f"{len(compounds)} compounds",
            column_order=COLUMNS[:-1],
            column_config={
                "Compound": st.column_config.TextColumn(width=260),
                "Also called": st.column_config.TextColumn(width=170),
                "Sheet": st.column_config.LinkColumn(display_text="open"),
            },
            on_select=_open, selection_mode="single-row", key="compounds",
        )  # fmt: skip
    _downloads.offer("compounds", filter)


def _open() -> None:
    chosen = st.session_state["compounds"]["selection"]["rows"]
    for row in chosen:
        st.query_params["compound"] = served.compounds(_frame.current())["compound_id"][row]


filter = _frame.current()
_frame.notice()
_names.box()
if filter.compound:
    sheet(filter, filter.compound)
else:
    listed(filter)
    after_the_raid(filter)
