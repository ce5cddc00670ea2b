"""One chart of a page alone, sized for a frame in an article: `?embed=true&chart=people`."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import NamedTuple

import _chart
import _frame
import streamlit as st

from geo.charts import heat, plots, timeline
from geo.charts import nationalities as bars_of
from geo.charts.drawing import Plot
from geo.figures import claims, policy
from geo.model.escape import markdown
from geo.model.filter import Filter
from geo.model.ranges import MEASURES
from geo.query import compare
from geo.query.sentence import coverage
from geo.server import plotted, served


class View(NamedTuple):
    """What the address asks for: its filters, one or two, what each is called, the measure."""

    filters: tuple[Filter, ...]
    names: tuple[str, ...]
    measure: str


class Chart(NamedTuple):
    """A chart with its title, the rows that it shows (some filters' of a table), how it is read."""

    title: str
    plot: Plot
    filters: tuple[Filter, ...]
    table: str = "raids"
    said: str = ""
    note: str = ""


def draw(page: str) -> None:
    """Draw the chart that the address names, with a title and the filter in words."""
    view = _view()
    charts = CHARTS[page](view)
    if not charts:
        st.info(f"Nothing to draw. {markdown(_frame.words(view.filters[0]))}")
        return
    chart = charts[_frame.asked_for("chart", charts)]
    st.markdown(
        f"**{markdown(chart.title)}**" + (f"\n\n:small[{chart.note}]" if chart.note else "")
    )
    _chart.draw(chart.plot, chart.plot.name)
    letters = ("A: ", "B: ") if len(chart.filters) > 1 else ("",)
    sides = zip(letters, chart.filters, strict=True)
    words = partial(_frame.words, table=chart.table, said=chart.said)
    _frame.embedded(*(letter + words(filter) for letter, filter in sides))


def _view() -> View:
    _frame.notice()
    filter = _frame.current()
    other, problems = compare.parse(_frame.address(), served.vocabulary())
    _frame.left_out(problems)
    measure = _frame.asked_for("measure", MEASURES)
    if other is None:
        return View((filter,), ("",), measure)
    return View((filter, other), compare.names(filter, other, served.vocabulary()), measure)


def _timeline(view: View) -> dict[str, Chart]:
    filters, names, measure = view
    one = filters[:1]
    charts = {}
    if len(filters) > 1:
        raids, people = plotted.comparison(filters, names, measure)
        charts["both-raids"] = Chart("Raids per month", raids, filters, note=timeline.APART)
        both = f"{timeline.READING} {timeline.APART}"
        title = f"People {measure}, per month"
        charts["both-people"] = Chart(title, people, filters, note=both)
    events = _frame.asked_for("events", served.policy_choices())
    numbered = plotted.timeline(*one, measure, events)
    # The numbers of policy events have their key in their own chart alone.
    drawn = plotted.timeline(*one, measure, policy.NONE)
    said = plotted.events_said(filters[0], events)
    with_figure = f"Raids with and without a figure for {measure}"
    figures = coverage(served.summary(*one).total.totals[measure])
    read = f"{timeline.READING} The figures are {figures}."
    return charts | {
        "raids": Chart("Raids per month, by kind", drawn.raids, one, note=drawn.notes),
        "people": Chart(f"People {measure}, per month", drawn.people, one, note=read),
        "known": Chart(with_figure, drawn.known, one),
        "policy": Chart("Policy events", numbered.policy, one, "policy_events", said),
        "provinces": Chart("Raids per month, province by province", drawn.provinces, one),
    }


def _nationalities(view: View) -> dict[str, Chart]:
    filters, names, measure = view
    one, rows = filters[:1], "raid_nationalities"
    bars = plotted.nationality_ranges(filters, names, measure)
    title = f"People {measure}, per nationality"
    charts = {"ranges": Chart(title, bars, filters, rows, note=bars_of.READING)}
    if len(filters[0].nationality) == 1:
        sheet = plotted.dossier(*one, measure)
        when, where = (f"People {measure}, per {part}" for part in ("month", "province"))
        return charts | {
            "months": Chart(when, sheet.people, one, rows),
            "provinces": Chart(where, sheet.places, one, rows),
        }
    by_month, by_province = plotted.matrices(*one, measure)
    both = f"People {measure}, by nationality and"
    return charts | {
        "months": Chart(f"{both} month", by_month, one, rows, note=heat.READING),
        "provinces": Chart(f"{both} province", by_province, one, rows, note=heat.READING),
    }


def _compounds(view: View) -> dict[str, Chart]:
    (filter,) = one = view.filters[:1]
    charts, rows = {}, "compound_status"
    found, said = served.aftermath(filter), served.statements(filter)
    if found.outcomes:
        charts["after-the-raid"] = Chart("After the raid", plots.outcomes(found), one, rows)
    if filter.compound and said:
        plot = plots.lifeline(filter.compound, said, served.statuses())
        title = f"Lifeline of {said[0].compound}"
        charts = {"lifeline": Chart(title, plot, one, rows)} | charts
    return charts


def _claims(view: View) -> dict[str, Chart]:
    types = (claims.ANY, *served.layer().package["claims"].field("claimant_type").labels)
    filter = view.filters[0]
    claimant_type = _frame.asked_for("claimant_type", types)
    found = served.claims(filter, claimant_type, view.measure)
    plot = plots.claims(found, view.measure)
    said = served.claims_said(filter, claimant_type, view.measure)
    return {"claims": Chart(plot.title, plot, (filter,), "claims", said)} if found else {}


def _sources(view: View) -> dict[str, Chart]:
    plot = plots.years(served.years(view.filters[0]), served.vocabulary().confidence)
    return {"years": Chart("Raids by year and confidence", plot, view.filters[:1])}


CHARTS: dict[str, Callable[[View], dict[str, Chart]]] = {
    "timeline": _timeline,
    "nationalities": _nationalities,
    "compounds": _compounds,
    "claims": _claims,
    "sources": _sources,
}
"""The pages of which a chart can stand alone; the first of each is shown when none is named."""
