"""The sheet of one nationality: when, where, which raids, and what was claimed."""

from __future__ import annotations

import _chart
import _downloads
import streamlit as st
from _claim import COLUMNS as SHOWN
from _claim import ROW
from _compare import Side

from geo.charts.dossier import CLAIMS, WHOSE
from geo.figures.claims import COLUMNS
from geo.model.escape import markdown
from geo.model.filter import Filter
from geo.query.sentence import number
from geo.server import plotted, served

ROWS = "raid_nationalities"
"""The table of which these charts are."""


def by_month(side: Side, beside: tuple[Filter, ...], measure: str) -> None:
    """People by nationality and month."""
    drawn, _ = plotted.matrices(side.filter, measure, beside)
    _chart.show(
        drawn, side.filter, table=ROWS, by="month,nationality", key=f"months-{side.letter}",
        embed="months",
    )  # fmt: skip


def by_province(side: Side, beside: tuple[Filter, ...], measure: str) -> None:
    """People by nationality and province."""
    _, drawn = plotted.matrices(side.filter, measure, beside)
    _chart.show(
        drawn, side.filter, table=ROWS, by="province,nationality",
        key=f"provinces-{side.letter}", embed="provinces",
    )  # fmt: skip


def sheet(side: Side, measure: str) -> None:
    """Lay out the sheet of the one nationality that a filter names, if it names one."""
    filter = side.filter
    if len(filter.nationality) != 1:
        return
    (code,) = filter.nationality
    found = plotted.dossier(filter, measure)
    st.markdown(f"## {markdown(served.vocabulary().nationality[code])}")
    st.caption(f"{WHOSE} {found.elsewhere}")
    when, where = st.columns(2, gap="medium")
    with when:
        st.markdown(f"### People {measure}, per month")
        _chart.show(
            found.people, filter, table=ROWS, by="month,nationality", embed="months",
            key=f"months-{side.letter}",
        )  # fmt: skip
    with where:
        st.markdown(f"### People {measure}, per province")
        _chart.show(
            found.places, filter, table=ROWS, by="province,nationality", embed="provinces",
            key=f"provinces-{side.letter}",
        )  # fmt: skip
    with st.expander(f"Raids that name it: {number(found.named)}"):
        st.markdown(found.raids or "None.")
        _downloads.offer("raids", filter)
    claims = f"Claims about it: {number(len(found.claims))}"
    with st.expander(claims):
        st.caption(CLAIMS)
        st.dataframe(
            found.claims, hide_index=True, alt=claims, column_order=COLUMNS[:-1],
            column_config=SHOWN, row_height=ROW,
        )  # fmt: skip
        _downloads.offer("claims", filter)
