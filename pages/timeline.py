"""What happened when: raids and people by month, policy events, provinces, and a comparison."""

from __future__ import annotations

import _chart
import _compare
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
    st.markdown(f"## {markdown(names[0])}")

drawn = plotted.timeline(filter, measure, events)
st.markdown("## Raids per month, by kind")
st.caption(" ".join(("Click a month, or drag over several, to show those alone.", drawn.notes)))
if filter.from_ or filter.to:
    st.button("Show all months", on_click=_frame.set_dates, icon=":material/zoom_out_map:")
key = f"raids-by-month-{filter.from_}-{filter.to}"
_chart.show(
    drawn.raids, filter, by="month,kind", key=key, embed="raids", on_select=_frame.choose_months
)
st.markdown(f"## People {measure}, per month")
st.caption(
    f"{timeline.READING} The figures are {coverage(served.summary(filter).total.totals[measure])}."
)
_chart.show(drawn.people, filter, by="month", embed="people")
st.markdown(f"### Raids with and without a figure for {measure}")
_chart.show(drawn.known, filter, by="month", embed="known")
st.markdown("## Policy events")
_chart.show(drawn.policy, filter, table="policy_events", embed="policy")
with st.expander("The events with their sources"):
    st.markdown(drawn.events)
st.markdown("## Raids per month, province by province")
_chart.show(drawn.provinces, filter, by="month,province", embed="provinces")
