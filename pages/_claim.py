"""One claim with what is documented of it, and the claims that do not agree with each other."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import _chart
import _frame
import streamlit as st
from _record import cited

from geo.charts import plots
from geo.figures import claims, record
from geo.figures.comparison import Comparison
from geo.model.escape import markdown, spreadsheet
from geo.model.filter import Filter
from geo.server import served

ROW = 84
"""Pixels that a row is high: a claim is read whole, on four lines."""

COLUMNS = {
    "Claim": st.column_config.TextColumn(width=300),
    "Documented": st.column_config.TextColumn(width=150),
    "Difference": st.column_config.TextColumn(width=240),
    "Scope": st.column_config.TextColumn(width=240),
    "Rows": st.column_config.LinkColumn(display_text="rows"),
    "Source": st.column_config.LinkColumn(display_text="open"),
}


def listed(found: Sequence[Comparison], key: str, filter: Filter, said: str) -> None:
    """Claims of a filter as a table, called as is said; a chosen row opens its claim."""
    table = claims.table(served.layer(), found, served.disagreements().values())

    def open_row() -> None:
        for row in st.session_state[key]["selection"]["rows"]:
            st.query_params["claim"] = table["claim_id"][row]

    st.dataframe(
        table, hide_index=True, height=min(520, 38 + ROW * len(table)), row_height=ROW, key=key,
        alt=f"{len(found)} claims, claimed and documented", selection_mode="single-row",
        on_select=open_row, column_order=claims.COLUMNS[:-1], column_config=COLUMNS,
    )  # fmt: skip
    described = partial(claims.described, served.layer(), found, filter, said, _frame.here())
    with st.container(horizontal=True, gap="small"):
        for name, make, ending, media_type, about in (
            ("This table as CSV", partial(spreadsheet, table), "csv", "text/csv",
             "Claimed, documented and the difference, of the claims shown here"),
            ("Its metadata", described, "metadata.json", "application/json",
             "Which claims they are, with version, licence, citation and sources"),
        ):  # fmt: skip
            st.download_button(
                name, make, f"{key}-compared.{ending}", media_type, on_click="ignore",
                icon=":material/download:", type="tertiary", key=f"{key}-{ending}", help=about,
            )  # fmt: skip


def one() -> str | None:
    """A choice of a claim, whatever the filter, and all that is known of the chosen one: its id."""
    compared = served.comparisons()
    chosen = st.query_params.get("claim")
    if chosen is not None and chosen not in compared:
        st.warning(f"There is no claim “{markdown(chosen)}”: claim takes the id of a claim.")
        chosen = None
    if st.session_state.get("claim") != chosen:
        st.session_state["claim"] = chosen
    titles = claims.titles(compared.values())
    st.selectbox(
        "One claim", list(titles), None, key="claim", format_func=titles.__getitem__,
        on_change=_choose, placeholder="Choose one of the claims, or a row of the table",
    )  # fmt: skip
    if chosen:
        _card(compared[chosen])
    return chosen


def _choose() -> None:
    chosen = st.session_state["claim"]
    if chosen:
        st.query_params["claim"] = chosen
    else:
        st.query_params.pop("claim", None)


def _card(claim: Comparison) -> None:
    layer = served.layer()
    st.markdown(f"## {markdown(claim.claim['statement'])}")
    facts = claims.facts(claim, layer).items()
    st.markdown("  \n".join(f"**{label}:** {markdown(text)}" for label, text in facts))
    if claim.filter and claim.documented:
        for table in claims.tables_behind(claim):
            label = f"The rows of {layer.package[table].title.lower()} behind it"
            query = [*claim.filter.to_params(), ("table", table)]
            st.page_link("table.py", label=label, query_params=query, icon=":material/table_rows:")
        _chart.show(plots.claim(claim), claim.filter)
    if claim.claim["notes"]:
        st.caption(markdown(claim.claim["notes"]))
    sources = record.sources(layer, claim.claim["source_id"])
    st.markdown("### Sources\n" + "\n".join(f"- {cited(source)}" for source in sources))
    others = sorted(served.linked_claims()[claim.claim_id])
    if others:
        st.markdown("### Linked by its notes or theirs")
        titles = claims.titles(served.comparisons()[i] for i in others)
        for id, title in titles.items():
            query = [*_frame.current().to_params(), ("claim", id)]
            st.button(
                markdown(title), on_click=_frame.write, args=(query,), key=f"to-{id}",
                type="tertiary",
            )  # fmt: skip


def together(found: Sequence[Comparison], chosen: str | None) -> None:
    """The claims of one topic side by side, of the topics that the shown claims touch.

    Unless the address names a topic, it is one of the chosen claim, where that has one.
    """
    shown = {claim.claim_id for claim in found} | {chosen}
    groups = [d for d in served.disagreements().values() if shown.intersection(d.claims)]
    groups.sort(key=lambda group: chosen not in group.claims)
    st.markdown("## Claims that do not agree with each other")
    if not groups:
        st.caption("None of these claims is noted to differ from another.")
        return
    st.caption("Each claim is kept as it was made. Nothing here says which of them is right.")
    topics = {d.id: f"{d.topic} ({len(d.claims)})" for d in groups}
    topic = _frame.choice("topic", "On", topics, "stretch")
    ids = served.disagreements()[topic].claims
    said = f"Claims that do not agree with each other on {topics[topic]}"
    listed([served.comparisons()[id] for id in ids], "group", Filter(), said)
