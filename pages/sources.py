"""Every document, the rows that rest on it, its publisher, and how well rows are supported."""

from __future__ import annotations

import _chart
import _downloads
import _frame
import _headline
import streamlit as st
from _source import one, support, supported

from geo.charts import plots
from geo.figures import sourcing
from geo.server import served

filter = _frame.current()
_frame.notice()
documents = served.documents(filter)
_frame.heading(served.said(filter, "sources", len(documents)))
_headline.parts(filter)
if documents.empty:
    st.info("No raid fits all of these, so no document does. Loosen a filter, or clear them.")
else:

    def open_row() -> None:
        for row in st.session_state["documents"]["selection"]["rows"]:
            st.query_params["source"] = documents["source_id"][row]

    st.dataframe(
        documents, hide_index=True, height=400, alt=f"{len(documents)} documents", key="documents",
        on_select=open_row, selection_mode="single-row", column_order=sourcing.SHOWN,
        column_config={
            **sourcing.SHOWN,
            "publisher": st.column_config.TextColumn("Publisher", width=170),
            "title": st.column_config.TextColumn("Title", width=310),
            "url": st.column_config.LinkColumn("Address", display_text="open"),
        },
    )  # fmt: skip
_downloads.offer("sources", filter)
one(filter)

left, right = st.columns([3, 2], gap="large")
with left:
    support(filter)
with right:
    st.markdown("## Publishers")
    publishers = sourcing.publishers(documents)
    st.dataframe(publishers, hide_index=True, height=213, alt="Documents and rows by publisher")
    _downloads.shown(publishers, "publishers")
    st.caption("A row that rests on two documents of one publisher is counted twice here.")
supported(filter)
st.markdown("## Coverage by year")
labels = served.vocabulary().confidence
years = served.years(filter)
_chart.show(plots.years(years, labels), filter, by="year", embed="years")
