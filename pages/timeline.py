"""What happened when: raids and people by month, policy events, provinces, and a comparison."""

from __future__ import annotations

import _chart
import _compare
import _downloads
import _frame
import streamlit as st

from geo.charts import timeline
from geo.model.escape import markdown
from geo.model.ranges import MEASURES
from geo.query.sentence import coverage
from geo.server import plotted, served

filter = _frame.current()
filters, names = _compare.opening(filter)
left, right = st.columns(2)
with left:
    measure = _frame.choice("measure", "People", {m: m.capitalize() for m in MEASURES})
with right:
    events = _frame.choice("events", "Policy events", served.policy_choices())
if len(filters) > 1:
    st.markdown("## Both filters, month by month")
    raids, people = plotted.comparison(filters, names, measure)
    _chart.show(raids, *filters, by="month", embed="both-raids")
    _chart.show(people, *filters, by="month", embed="both-people")

for letter, each, name in zip("AB", filters, names, strict=False):
    if name:
        st.markdown(f"## {markdown(name)}")
    drawn = plotted.timeline(each, measure, events)
    own = letter == "A"
    st.markdown("## Raids per month, by kind")
    how = "Click a month, or drag over several, to show those alone." if own else ""
    st.caption(f"{how} {drawn.notes}")
    if own and (filter.from_ or filter.to):
        st.button("Show all months", on_click=_frame.set_dates, icon=":material/zoom_out_map:")
    _chart.show(
        drawn.raids, each, by="month,kind", key=f"raids-by-month-{letter}-{each.from_}-{each.to}",
        embed="raids", on_select=_frame.choose_months if own else None,
    )  # fmt: skip
    st.markdown(f"## People {measure}, per month")
    figures = coverage(served.summary(each).total.totals[measure])
    st.caption(f"{timeline.READING} The figures are {figures}.")
    _chart.show(drawn.people, each, by="month", key=f"people-{letter}", embed="people")
    st.markdown(f"### Raids with and without a figure for {measure}")
    _chart.show(drawn.known, each, by="month", key=f"known-{letter}", embed="known")
    st.markdown("## Policy events")
    _chart.show(drawn.policy, each, table="policy_events", key=f"policy-{letter}", embed="policy")
    with st.expander("The events with their sources"):
        st.markdown(drawn.events)
    st.markdown("## Raids per month, province by province")
    _chart.show(
        drawn.provinces, each, by="month,province", key=f"provinces-{letter}", embed="provinces"
    )
_downloads.offer("raids", *filters)
