"""Who was there: ranges per nationality, what is not itemised, matrices, and one's own sheet."""

from __future__ import annotations

import _chart
import _compare
import _downloads
import _frame
import _nationality
import streamlit as st

from geo.charts import heat, nationalities
from geo.model.escape import markdown
from geo.model.ranges import MEASURES
from geo.server import plotted

filter = _frame.current()
filters, names = _compare.opening(filter)
measure = _frame.choice("measure", "People", {m: m.capitalize() for m in MEASURES})

if len(filter.nationality) == 1:
    _nationality.sheet(filter, measure)

st.markdown(f"## People {measure}, per nationality")
st.caption(nationalities.READING)
rows = "raid_nationalities"
bars = plotted.nationality_ranges(filters, names, measure)
_chart.show(bars, *filters, table=rows, by="nationality", embed="ranges")
for each, name in zip(filters, names, strict=True):
    rest = plotted.not_itemised(each, measure)
    said = nationalities.said(rest, measure)
    st.markdown(f"### {markdown(name)}\n\n{said}" if name else said)
    st.dataframe(
        nationalities.table(plotted.nationalities(each, measure), rest, measure), hide_index=True,
        alt=f"Nationalities, people {measure}, coverage and mentions{name and f'; {name}'}",
    )  # fmt: skip

for letter, each, name in zip("AB", filters, names, strict=False):
    if len(each.nationality) == 1:
        continue
    if name:
        st.markdown(f"## {markdown(name)}")
    by_month, by_province = plotted.matrices(each, measure)
    st.markdown(f"## By nationality and month\n\n{heat.READING}")
    _chart.show(
        by_month, each, table=rows, by="month,nationality", key=f"months-{letter}", embed="months"
    )
    st.markdown("## By nationality and province")
    _chart.show(
        by_province, each, table=rows, by="province,nationality", key=f"provinces-{letter}",
        embed="provinces",
    )  # fmt: skip
_downloads.offer(rows, *filters)
