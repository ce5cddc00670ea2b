"""The sheet of one compound: what it is, what was stated of it, what happened there."""

from __future__ import annotations

import _chart
import _downloads
import _frame
import _headline
import _record
import streamlit as st

from geo.charts import plots
from geo.figures import lifeline, record
from geo.figures.directory import nationalities
from geo.model.escape import markdown
from geo.model.filter import Filter
from geo.server import served


def sheet(filter: Filter, compound: str) -> None:
    """Everything that is known of a compound, under the filter that names it."""
    found = record.record(served.layer(), compound)
    if found is None:  # The filter takes no compound that there is not.
        return
    every = filter.without("compound").to_params()
    st.button("All compounds", on_click=_frame.write, args=(every,), icon=":material/list:")
    _frame.heading(found.title)
    _record.facts(found)
    if "Reported operator" in found.facts:
        st.caption("An operator is named as its source names it: reported, not established.")
    _lifeline(filter, compound)
    st.markdown("## What happened there")
    if served.summary(Filter(compound=compound)).total.raids:
        _headline.headline(filter, level=3)
        _happened(filter)
    else:
        st.info(markdown(lifeline.without_events(served.layer())))
    _record.sources(found)
    with st.expander("Download exactly the rows of this sheet", icon=":material/download:"):
        for table in ("compounds", "compound_status", "raids", "raid_nationalities", "sources"):
            _downloads.offer(table, filter)


def _lifeline(filter: Filter, compound: str) -> None:
    st.markdown("## Lifeline")
    said = served.statements(filter)
    if not said:
        st.info("No statement about its state is known, or none in these dates.")
        return
    st.markdown(markdown(lifeline.in_words(said)))
    plot = plots.lifeline(compound, said, served.statuses())
    _chart.show(plot, filter, table="compound_status", embed="lifeline")
    st.dataframe(
        lifeline.table(said), hide_index=True, alt=plot.words,
        column_config={"Source": st.column_config.LinkColumn(display_text="open")},
    )  # fmt: skip
    st.caption("A statement says what its source saw or was told of that day; it may not hold now.")


def _happened(filter: Filter) -> None:
    events = served.happened(filter)
    if events.empty:
        return
    st.dataframe(
        events, hide_index=True, alt=f"{len(events)} events at this compound",
        column_config={"Record": st.column_config.LinkColumn(display_text="open")},
    )  # fmt: skip
    summary = served.summary(filter, ("nationality",))
    people = nationalities(summary, served.vocabulary().nationality)
    if len(people):
        st.markdown("### Nationalities")
        st.dataframe(people, hide_index=True, alt="Nationalities in these events")
        st.caption("— means mentioned without a number. An event stands under each nationality.")
