"""What happened when: raids and people by month, policy events, provinces, and a comparison."""

from __future__ import annotations

from functools import partial

import _compare
import _downloads
import _frame
import _months
import streamlit as st

from geo.charts import timeline
from geo.model.ranges import MEASURES
from geo.server import served

filter = _frame.current()
filters, names = _compare.opening(filter)
left, right = st.columns(2)
with left:
    measure = _frame.choice("measure", "People", {m: m.capitalize() for m in MEASURES})
with right:
    events = _frame.choice("events", "Policy events", served.policy_choices())
if len(filters) > 1:
    st.markdown("## Both filters, month by month")
    st.caption(timeline.APART)
    _months.both(filters, names, measure)

sides = _months.sides(filters, names, measure, events)
section = partial(_compare.beside, sides)
st.markdown("## Raids per month, by kind")
st.caption(timeline.CHOOSE)
_months.every(sides)
section(_months.raids)
st.markdown(f"## People {measure}, per month")
st.caption(timeline.READING)
section(_months.people)
st.markdown(f"### Raids with and without a figure for {measure}")
section(_months.known)
st.markdown("## Policy events")
section(_months.policy)
st.markdown("## Raids per month, province by province")
section(_months.provinces)
_downloads.offer("raids", *filters, brief=True)
