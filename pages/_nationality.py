"""The sheet of one nationality: when, where, which raids, and what was claimed."""

from __future__ import annotations

import _chart
import _downloads
import streamlit as st

from geo.charts.dossier import CLAIMS, WHOSE
from geo.model.escape import markdown
from geo.model.filter import Filter
from geo.query.sentence import number
from geo.server import served


def sheet(filter: Filter, measure: str) -> None:
    """Lay out the sheet of the one nationality that the filter names."""
    (code,) = filter.nationality
    found = served.dossier(filter, measure)
    st.markdown(f"## {markdown(served.vocabulary().nationality[code])}")
    st.caption(WHOSE)
    when, where = st.columns(2, gap="medium")
    with when:
        st.markdown(f"### People {measure}, per month")
        _chart.show(found.people, filter, table="raid_nationalities", by="month,nationality")
    with where:
        st.markdown(f"### People {measure}, per province")
        _chart.show(found.places, filter, table="raid_nationalities", by="province,nationality")
    raids, claims = map(number, found.counts)
    with st.expander(f"Raids that name it: {raids}"):
        st.markdown(found.raids or "None.")
    with st.expander(f"Claims about it: {claims}"):
        st.caption(CLAIMS)
        st.markdown(found.claims or "None.")
    _downloads.offer("raid_nationalities", filter)
