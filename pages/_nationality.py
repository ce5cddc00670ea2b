"""The sheet of one nationality: when, where, which raids, and what was claimed."""

from __future__ import annotations

import _chart
import streamlit as st
from _claim import COLUMNS as SHOWN
from _claim import ROW

from geo.charts.dossier import CLAIMS, WHOSE
from geo.figures.claims import COLUMNS
from geo.model.escape import markdown
from geo.model.filter import Filter
from geo.query.sentence import number
from geo.server import plotted, served


def sheet(filter: Filter, measure: str) -> None:
    """Lay out the sheet of the one nationality that the filter names."""
    (code,) = filter.nationality
    found = plotted.dossier(filter, measure)
    st.markdown(f"## {markdown(served.vocabulary().nationality[code])}")
    st.caption(WHOSE)
    when, where = st.columns(2, gap="medium")
    rows = "raid_nationalities"
    with when:
        st.markdown(f"### People {measure}, per month")
        _chart.show(found.people, filter, table=rows, by="month,nationality", embed="months")
    with where:
        st.markdown(f"### People {measure}, per province")
        _chart.show(
            found.places,
            filter,
            table="raid_nationalities",
            by="province,nationality",
            embed="provinces",
        )
    with st.expander(f"Raids that name it: {number(found.named)}"):
        st.markdown(found.raids or "None.")
    claims = f"Claims about it: {number(len(found.claims))}"
    with st.expander(claims):
        st.caption(CLAIMS)
        st.dataframe(
            found.claims, hide_index=True, alt=claims, column_order=COLUMNS[:-1],
            column_config=SHOWN, row_height=ROW,
        )  # fmt: skip
