"""Who was there: ranges per nationality, what is not itemised, matrices, and one's own sheet."""

from __future__ import annotations

import _chart
import _compare
import _frame
import _nationality
import streamlit as st

from geo import nationalities, served
from geo.ranges import MEASURES

filter = _frame.current()
_frame.notice()
other = _compare.second()
if other is None:
    _frame.headline(filter)
else:
    names = _compare.headlines(filter, other)
measure = _frame.choice("measure", "People", {m: m.capitalize() for m in MEASURES})
lines, rest = served.nationalities(filter, measure), served.not_itemised(filter, measure)

if len(filter.nationality) == 1:
    _nationality.sheet(filter, measure)

st.markdown(f"##### People {measure}, per nationality")
st.caption(nationalities.READING)
if other is None:
    bars = served.nationality_ranges((filter,), ("",), measure)
    _chart.show(bars, filter, table="raid_nationalities", by="nationality")
else:
    bars = served.nationality_ranges((filter, other), names, measure)
    _chart.show(bars, filter, other, table="raid_nationalities", by="nationality")
st.markdown(nationalities.said(rest, measure))
st.dataframe(
    nationalities.table(lines, rest, measure), hide_index=True,
    alt=f"Nationalities, people {measure}, coverage and mentions",
)  # fmt: skip

if len(filter.nationality) != 1:
    by_month, by_province = served.matrices(filter, measure)
    st.markdown("##### By nationality and month")
    _chart.show(by_month, filter, table="raid_nationalities", by="month,nationality")
    st.markdown("##### By nationality and province")
    _chart.show(by_province, filter, table="raid_nationalities", by="province,nationality")
