"""One document, and the rows of the layer that rest on it."""

from __future__ import annotations

import _frame
import streamlit as st
from _record import cited

from geo.figures import record, sourcing
from geo.model.escape import markdown
from geo.model.filter import Filter
from geo.server import served

NONE = "none"
"""What a choice says that chooses nothing."""


def one(filter: Filter) -> None:
    """A choice among the documents of the filter, and the rows that rest on the chosen one."""
    documents = served.documents(filter)
    titles = sourcing.titles(documents)
    chosen = st.query_params.get("source")
    if chosen is not None and chosen not in titles:
        st.warning(
            f"There is no document “{markdown(chosen)}” among these: source takes a source_id, "
            "of a document that the filter leaves."
        )
        chosen = None
    if st.session_state.get("source") != chosen:
        st.session_state["source"] = chosen
    st.selectbox(
        "One document", list(titles), None, key="source", format_func=titles.__getitem__,
        on_change=_choose, placeholder="Choose one of the documents, or a row of the table",
    )  # fmt: skip
    if chosen:
        _card(filter, chosen)


def _choose() -> None:
    chosen = st.session_state["source"]
    if chosen:
        st.query_params["source"] = chosen
    else:
        st.query_params.pop("source", None)


def _card(filter: Filter, chosen: str) -> None:
    (source,) = record.sources(served.layer(), chosen)
    st.markdown(f"## {markdown(source.title)}\n\n{cited(source)}")
    rows = sourcing.resting(served.layer(), filter, chosen, served.tables())
    st.dataframe(
        rows, hide_index=True, alt=f"{len(rows)} rows that rest on this document",
        column_config={"Page": st.column_config.LinkColumn(display_text="open")},
    )  # fmt: skip


def support(filter: Filter) -> None:
    """How the raids are supported, in numbers and shares."""
    st.markdown("## How well raids are supported")
    st.dataframe(
        served.support(filter).round({"share": 2}), hide_index=True, alt="Raids by support",
        column_order=("label", "raids", "share"),
        column_config={
            "label": "Support", "raids": "Raids",
            "share": st.column_config.NumberColumn("Share", format="percent"),
        },
    )  # fmt: skip


def supported(filter: Filter) -> None:
    """The raids of one kind of support, once it is chosen."""
    counts = served.support(filter)
    labels = {NONE: "None"} | dict(zip(counts["support"], counts["label"], strict=True))
    chosen = _frame.choice("support", "List the raids of one kind of support", labels)
    if chosen == NONE:
        return
    raids = served.supported(filter, chosen)
    st.dataframe(
        raids, hide_index=True, height=300, alt=f"{len(raids)} raids: {labels[chosen]}",
        column_config={"Record": st.column_config.LinkColumn(display_text="open")},
    )  # fmt: skip
