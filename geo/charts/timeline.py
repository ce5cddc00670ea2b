"""What happened when: the timeline of a filter, ready to be laid out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, NamedTuple

from geo.charts import drawing as charts
from geo.charts import months, policy
from geo.charts.drawing import Plot
from geo.figures.policy import Event
from geo.model import dates
from geo.model.escape import markdown
from geo.query.sentence import number
from geo.query.summary import UNKNOWN, Summary

READING = (
    "A bar reaches to the lower end of the month's total, a whisker to its upper end; an arrow "
    "says that there is no upper end."
)


CHOOSE = "Click a month, or drag over several, in a chart of raids or people, to show those alone."
"""How months are chosen."""

APART = (
    "Both on one axis. Where the filters lie apart in time, “…” stands for the months between them."
)
"""How the charts of two filters together are read."""

BRUSH = 108
"""Pixels of height of the months below the map."""


@dataclass(frozen=True)
class Timeline:
    """The charts of one filter, on one axis of months, and what is said beside them.

    Attributes
    ----------
    raids, people, known, provinces, policy : Plot
        Raids by kind; people of the measure; raids with and without a figure for it; raids of
        each province; policy events.
    notes : str
        What is said of raids that no month can be given, that began before the dates of the
        filter, or that are not counted.
    events : str
        The policy events with their sources, as a Markdown list.
    """

    raids: Plot
    people: Plot
    known: Plot
    provinces: Plot
    policy: Plot
    notes: str
    events: str


class Tops(NamedTuple):
    """How far the axes of a timeline reach: raids, people, and raids of one province, a month."""

    raids: int = 0
    people: int = 0
    province: int = 0


def tops(by_month: Summary, by_province: Summary, measure: str) -> Tops:
    """How far the axes of a filter reach, for another one beside it on the same scale."""
    return Tops(
        max((group.raids for group in by_month.groups), default=0),
        months.highest(months.of_months(by_month, measure).values()),
        max((group.raids for group in by_province.groups), default=0),
    )


def timeline(
    by_kind: Summary,
    by_month: Summary,
    by_province: Summary,
    events: Sequence[Event],
    *,
    measure: str,
    kinds: Mapping[str, str],
    names: Mapping[str, str],
    repeating: int,
    first: date | None = None,
    places: Sequence[str] = (),
    top: Tops = Tops(),  # noqa: B008
) -> Timeline:
    """The timeline of a filter.

    Parameters
    ----------
    by_kind, by_month, by_province : Summary
        Of the filter, by month and kind, month, and month and province.
    events : sequence of Event
    measure : str
        Of people.
    kinds, names : mapping of str to str
        Kind to label, and code of a province to its name.
    repeating : int
        How many of the raids are not counted, since another one has their figures.
    first : date, optional
        The first of the filter's dates.
    places : sequence of str
        The provinces from top to bottom, as :func:`geo.charts.months.ranked` gives them.
    top : Tops
        How far the axes reach at least.
    """
    axis = months.order([by_month], events)
    totals = months.of_months(by_month, measure)
    counts = {(g.keys[0], g.keys[1]): g.raids for g in by_kind.groups}
    return Timeline(
        charts.stacked_months(
            "raids-by-month",
            counts,
            kinds,
            months=axis,
            events=policy.lines(events),
            top=top.raids,
        ),
        months.people(f"{measure}-by-month", {"": totals}, measure, axis, top.people),
        months.known(f"{measure}-coverage", totals, measure, axis, top.raids),
        months.provinces(
            "provinces-by-month",
            by_province,
            names,
            measure,
            axis,
            rows=places,
            top=top.province,
        ),
        policy.along("policy-events", events, axis),
        " ".join(filter(None, (undated(by_month), earlier(by_month, first), uncounted(repeating)))),
        listed(events),
    )


def comparison(summaries: Mapping[str, Summary], measure: str) -> tuple[Plot, Plot]:
    """Raids and people per month of two filters, each in one chart.

    Parameters
    ----------
    summaries : mapping of str to Summary
        What each filter is called to its summary by month.
    measure : str
    """
    axis = months.apart(list(summaries.values()))

    def drawn(counted: str) -> Plot:
        series = {name: months.of_months(s, counted) for name, s in summaries.items()}
        return months.people(f"{counted}-compared", series, counted, axis)

    return drawn(months.RAIDS), drawn(measure)


def listed(events: Sequence[Event]) -> str:
    """Policy events by number, with what they say and the documents they rest on."""
    return "\n".join(
        f"{nth}. **{markdown(event.date)} · {markdown(event.title)}** "
        f"({markdown(event.kind.lower())}) {markdown(event.summary)} {_documents(event)}"
        for nth, event in enumerate(events, 1)
    )


def _documents(event: Event) -> str:
    return " · ".join(
        f"[{markdown(said)}]({url})" if url else markdown(said) for said, url in event.sources
    )


def brush(by_month: Summary, first: date | None = None, last: date | None = None) -> Plot:
    """Raids per month as a low chart, over which a range of dates is dragged.

    Parameters
    ----------
    by_month : Summary
        Of a filter without its dates.
    first, last : date, optional
        The dates of the filter: the months outside are grey.
    """
    counts = {(group.keys[0], "raids"): group.raids for group in by_month.groups}
    drawn = charts.stacked_months("raids-per-month", counts, {"raids": "Raids"})
    spec = {**drawn.spec, "height": BRUSH}
    ends = [("<", first), (">", last)]
    outside = [f"datum.month {than} '{day:%Y-%m}'" for than, day in ends if day]
    colour: dict[str, Any] = {"value": charts.BLUE}
    if outside:
        tests = " || ".join([*outside, f"datum.month == '{UNKNOWN}'"])
        colour["condition"] = {"test": tests, "value": charts.NEUTRAL}
    spec["encoding"] = {**spec["encoding"], "color": colour}
    return replace(drawn, spec=spec)


def chosen_months(selection: Mapping[str, Any]) -> tuple[str, str] | None:
    """The first and the last day that a reader chose in a chart of months.

    Parameters
    ----------
    selection : mapping
        What a chart of :func:`geo.charts.drawing.stacked_months` gives back.

    Returns
    -------
    tuple of str or None
        ISO dates; None when no month was chosen.

    Examples
    --------
    >>> chosen_months({"month": [{"month": "2022-09"}], "months": {}})
    ('2022-09-01', '2022-09-30')
    """
    dragged = selection.get("months", {}).get("month", [])
    clicked = [point.get("month") for point in selection.get("month", [])]
    months = sorted(m for m in map(str, dragged or clicked) if m[:1].isdigit())
    if not months:
        return None
    first, last = dates.bounds(months[0])[0], dates.bounds(months[-1])[1]
    return first.isoformat(), last.isoformat()


def undated(summary: Summary) -> str:
    """What is said of the raids that no month can be given; empty when there are none.

    Parameters
    ----------
    summary : Summary
        Whose first key is the month.
    """
    count = sum(group.raids for group in summary.groups if group.keys[0] == UNKNOWN)
    if not count:
        return ""
    one = count == 1
    return (
        f"{number(count)} {'raid is' if one else 'raids are'} dated to a quarter or a year only: "
        f"{'it stands' if one else 'they stand'} under “{UNKNOWN}”, and in no month."
    )


def earlier(summary: Summary, first: date | None) -> str:
    """What is said of raids that began before a filter's dates; empty when there are none.

    Parameters
    ----------
    summary : Summary
        Whose first key is the month.
    first : date or None
        The first of the dates.
    """
    month = f"{first:%Y-%m}" if first else ""
    count = sum(group.raids for group in summary.groups if group.keys[0] < month)
    if not count:
        return ""
    one = count == 1
    return (
        f"{number(count)} {'has' if one else 'have'} dates that begin in an earlier month than the "
        f"chosen ones and reach into them: {'it stands' if one else 'they stand'} in the month in "
        "which they begin."
    )


def uncounted(count: int) -> str:
    """What is said of raids whose figures another one has; empty when there are none."""
    if not count:
        return ""
    one = count == 1
    return (
        f"{number(count)} {'repeats' if one else 'repeat'} the figures of another: "
        f"{'it is a raid' if one else 'they are raids'} here, and in no figure of people."
    )
