"""After the raid: how many compounds were later operating or reopened, how soon, and which."""

from __future__ import annotations

import _chart
import _downloads
import streamlit as st

from geo.charts import plots
from geo.figures import aftermath
from geo.model.escape import markdown
from geo.model.filter import Filter
from geo.server import served


def after_the_raid(filter: Filter) -> None:
    """The figure, its caveat, a chart and the compounds one by one."""
    found = served.aftermath(filter)
    st.markdown(f"## After the raid\n\n**{markdown(found.sentence)}.**")
    st.caption(aftermath.CAVEAT)
    if not found.outcomes:
        return
    _chart.show(plots.outcomes(found), filter, table="compound_status", embed="after-the-raid")
    table = aftermath.table(found)
    st.dataframe(
        table, hide_index=True, height=320, column_order=aftermath.COLUMNS[:-1],
        alt="Raided compounds and what was reported later",
        column_config={"Source": st.column_config.LinkColumn(display_text="open")},
    )  # fmt: skip
    _downloads.shown(table, "raided-compounds")
