"""Charts along the months: people, coverage and provinces."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any

import altair as alt

from geo.charts import drawing as charts
from geo.charts import forms
from geo.charts.drawing import BLUE, NEUTRAL, VERMILION, Plot
from geo.figures.policy import Event
from geo.model.ranges import Range, Total
from geo.query.sentence import coverage, number
from geo.query.summary import UNKNOWN, Group, Summary

RAIDS = "raids"
"""Stands for a measure where raids are counted and not people."""

SHADES = {"with a figure": BLUE, "without": "transparent"}
"""How raids with and without a figure are told apart."""

LANE = 34
"""Pixels of height of one province."""

GAP = "…"
"""Stands on an axis for months that are left out."""

Months = Mapping[str, Total]


def of_months(summary: Summary, measure: str) -> dict[str, Total]:
    """Month to total of a measure, or of the raids, of a summary whose first key is the month."""
    return {group.keys[0]: _of(group, measure) for group in summary.groups}


def _of(group: Group, measure: str) -> Total:
    count = group.raids
    return Total(Range(count, count), count, count) if measure == RAIDS else group.totals[measure]


def order(summaries: Sequence[Summary], events: Sequence[Event] = ()) -> list[str]:
    """The months of an axis that several charts share, `unknown` apart at the end.

    Parameters
    ----------
    summaries : sequence of Summary
        Whose first key is the month.
    events : sequence of Event
        That are to have room as well.
    """
    found = [group.keys[0] for summary in summaries for group in summary.groups]
    return charts.axis_months([*found, *(event.month or UNKNOWN for event in events)])


def apart(summaries: Sequence[Summary]) -> list[str]:
    """The months of an axis on which two are compared; those between them are one, :data:`GAP`.

    Parameters
    ----------
    summaries : sequence of Summary
        Whose first key is the month.
    """
    axis = order(summaries)
    found = [[g.keys[0] for g in its.groups if g.keys[0] != UNKNOWN] for its in summaries]
    spans = [(min(its), max(its)) for its in found if its]
    between = [
        month for month in axis
        if month[:1].isdigit() and not any(first <= month <= last for first, last in spans)
    ]  # fmt: skip
    if not between:
        return axis
    at = axis.index(between[0])
    return [*axis[:at], GAP, *axis[at + len(between) :]]


def highest(totals: Iterable[Total]) -> int:
    """How far an axis reaches for the lower and upper ends of some totals."""
    return max(
        (end or 0 for total in totals for end in (total.range.min, total.range.max)), default=0
    )


def people(
    name: str, series: Mapping[str, Months], measure: str, order: Sequence[str] = (), top: int = 0
) -> Plot:
    """People, or raids, per month as ranges: bars to the lower end, whiskers to the upper.

    Parameters
    ----------
    name : str
        Of the chart's files.
    series : mapping of str to mapping
        What is compared, to month to total; one or two.
    measure : str
    order : sequence of str
        The months of the axis; without it, those of the totals.
    top : int
        How far the axis of people reaches at least.
    """
    axis = list(order) or charts.axis_months([m for its in series.values() for m in its])
    labels = list(series)
    lines = [
        _line(label, month, total)
        for label, months in series.items()
        for month, total in months.items()
    ]
    several = len(labels) > 1
    headings = {"group": "Of"} if several else {}
    headings |= {"month": "Month", "range": measure.capitalize(), "note": "Coverage"}
    what = "Raids" if measure == RAIDS else f"People {measure}"
    drawn = _people(
        forms.are_few(axis), what, tuple(headings.items()), several, charts.reached(lines)
    )
    most = max((highest(months.values()) for months in series.values()), default=0)
    figures = [
        (f"{label} {month}".strip(), total.range)
        for label, months in series.items()
        for month, total in months.items()
    ]
    return Plot(
        name,
        charts.in_words(f"{what} per month as bars with ranges", figures),
        forms.finished(
            drawn, 360 if several else 300,
            {**forms.months_in(axis), "$series": labels, **charts.reach(top, most)}, lines,
        ),
        [_row(line, headings) for line in lines],
    )  # fmt: skip


@cache
def _people(
    few: bool,
    what: str,
    headings: tuple[tuple[str, str], ...],
    several: bool,
    reached: charts.Reached,
) -> forms.Form:
    base = alt.Chart(forms.ROWS).encode(
        x=forms.month_x(few), tooltip=charts.tooltips(dict(headings))
    )
    if several:
        base = base.encode(xOffset=alt.XOffset("group:N", sort=["$series"]))
    colour = alt.Color(
        "group:N", scale=alt.Scale(domain=["$series"], range=[BLUE, VERMILION]), title=None,
        legend=alt.Legend(orient="top", labelLimit=600, columns=1) if several else None,
    )  # fmt: skip
    bars = base.mark_bar().encode(y=charts.count_y("low", what), color=colour)
    return forms.form(alt.layer(charts.to_choose(bars), *charts.whiskers(base, "y", reached)))


def _line(label: str, month: str, total: Total) -> dict[str, Any]:
    said = {"group": label, "month": month, "range": str(total.range), "note": coverage(total)}
    return said | charts.ends(total.range) | {"min": total.range.min, "max": total.range.max}


def _row(line: Mapping[str, Any], headings: Mapping[str, str]) -> dict[str, Any]:
    said = {heading: line[field] for field, heading in headings.items()}
    return said | {"At least": line["min"], "At most": line["max"]}


def known(name: str, months: Months, measure: str, order: Sequence[str] = (), top: int = 0) -> Plot:
    """How many raids of each month have a figure for a measure, and how many have none.

    Parameters
    ----------
    name : str
        Of the chart's files.
    months : mapping of str to Total
    measure : str
    order : sequence of str
        The months of the axis; without it, those of the totals.
    top : int
        How far the axis of raids reaches at least.
    """
    lines = [
        {"month": month, "part": part, "count": count, "note": coverage(total)}
        for month, total in months.items()
        for part, count in zip(SHADES, (total.known, total.rows - total.known), strict=True)
    ]
    axis = list(order) or charts.axis_months(list(months))
    most = max((total.rows for total in months.values()), default=0)
    blanks = {**forms.months_in(axis), **charts.reach(top, most)}
    have, rows = (sum(getattr(t, end) for t in months.values()) for end in ("known", "rows"))
    return Plot(
        name,
        f"Raids per month with and without a figure for {measure}: {number(have)} of "
        f"{number(rows)} have one.",
        forms.finished(_known(forms.are_few(axis), measure), 200, blanks, lines),
        [{"Month": m, "Known": t.known, "Raids": t.rows} for m, t in months.items()],
    )


@cache
def _known(few: bool, measure: str) -> forms.Form:
    colour = alt.Color(
        "part:N", title=None, legend=alt.Legend(orient="top", symbolStrokeWidth=1),
        scale=alt.Scale(domain=list(SHADES), range=list(SHADES.values())),
    )  # fmt: skip
    drawn = (
        alt.Chart(forms.ROWS)
        .mark_bar(stroke=NEUTRAL, strokeWidth=0.8)
        .encode(
            x=forms.month_x(few),
            y=charts.count_y("count", "Raids"),
            color=colour,
            order=alt.Order("part:N", sort="ascending"),
            tooltip=charts.tooltips({"month": "Month", "note": f"Known for {measure}"}),
        )
    )
    return forms.form(charts.to_choose(drawn))


def ranked(summaries: Iterable[Summary]) -> list[str]:
    """The provinces of one or two filters, most raids in all first, `unknown` at the end.

    Parameters
    ----------
    summaries : iterable of Summary
        By month and province.
    """
    raids = Counter[str]()
    for group in (group for summary in summaries for group in summary.groups):
        raids[group.keys[1]] += group.raids
    return sorted(raids, key=lambda code: (code == UNKNOWN, -raids[code], code))


def provinces(
    name: str,
    summary: Summary,
    names: Mapping[str, str],
    measure: str,
    order: Sequence[str],
    *,
    rows: Sequence[str] = (),
    top: int = 0,
) -> Plot:
    """Raids per month of each province, one below the other on one scale.

    Parameters
    ----------
    name : str
        Of the chart's files.
    summary : Summary
        By month and province.
    names : mapping of str to str
        Code of a province to its name.
    measure : str
        Said beside the raids of a month.
    order : sequence of str
        The months of the axis.
    rows : sequence of str
        Codes of the provinces from top to bottom; without them, as :func:`ranked` has them.
    top : int
        How many raids the highest bar stands for at least.
    """
    its: dict[str, list[Group]] = {}
    for group in summary.groups:
        its.setdefault(group.keys[1], []).append(group)
    rows, own = rows or ranked([summary]), ranked([summary])
    called = {code: names.get(code, "province not known") for code in rows}
    most = max((group.raids for group in summary.groups), default=0)
    highest = max(top, most, 1)
    lines = [
        {
            "province": called[code],
            "month": group.keys[0],
            "raids": group.raids,
            "range": str(group.totals[measure].range),
            "note": coverage(group.totals[measure]),
            "foot": at + 1,
            "head": at + 1 - 0.85 * group.raids / highest,
        }
        for at, code in enumerate(rows)
        for group in its.get(code, ())
    ]
    sums = {code: sum(g.raids for g in its.get(code, ())) for code in rows}
    labels = [f"{called[code]}  {sums[code]}" for code in rows]
    headings = {"province": "Province", "month": "Month", "raids": "Raids"}
    headings |= {"range": measure.capitalize(), "note": "Coverage"}
    blanks = {
        **forms.months_in(order), **forms.labels(labels, first=1), "$ends": [len(rows), 0]
    }  # fmt: skip
    said = "; ".join(f"{called[code]} {sums[code]}" for code in own[:3])
    return Plot(
        name,
        f"Raids per month in each of {number(len(own))} provinces. Most: {said}. "
        f"The highest bar is {number(most)} raids in a month.",
        forms.finished(
            _provinces(forms.are_few(order), tuple(headings.items())),
            LANE * max(len(rows), 1) + forms.foot(forms.are_few(order)), blanks, lines,
        ),
        [{heading: line[field] for field, heading in headings.items()} for line in lines],
    )  # fmt: skip


@cache
def _provinces(few: bool, headings: tuple[tuple[str, str], ...]) -> forms.Form:
    # One view with a row for each, since views side by side do not follow the page's width.
    return forms.form(
        alt.Chart(forms.ROWS)
        .mark_bar(color=BLUE)
        .encode(
            x=forms.month_x(few),
            y=alt.Y(
                "foot:Q",
                title=None,
                scale=alt.Scale(domain=["$ends"], nice=False, zero=False),
                axis=forms.row_labels(first=1),
            ),
            y2=alt.Y2("head:Q"),
            tooltip=charts.tooltips(dict(headings)),
        )
    )
