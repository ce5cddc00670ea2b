"""Heat maps of people: two dimensions of a summary, with the figure and coverage of each cell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

import altair as alt

from geo.charts import drawing as charts
from geo.charts import forms
from geo.charts.drawing import NEUTRAL, Plot
from geo.query.sentence import coverage, number
from geo.query.summary import Group, Summary

ROW = 22
"""Pixels of height of one row."""

STEPS = [0, 10, 100, 1_000, 10_000]
"""Labels of the colours, of which those up to the highest cell are drawn."""


READING = (
    "The lighter a cell, the more people at the lower end of its range. A dot: raids that name the "
    "nationality, and none with a figure."
)
"""How a heat map of nationalities is read."""


def heat(
    name: str,
    summary: Summary,
    measure: str,
    rows: Mapping[str, str],
    columns: Mapping[str, str],
    *,
    top: int = 0,
) -> Plot:
    """A measure by the two dimensions of a summary.

    Parameters
    ----------
    name : str
        Of the chart's files.
    summary : Summary
        By what the columns are and what the rows are, in this order.
    measure : str
    rows, columns : mapping of str to str
        Key to label, in the order of the axis.
    top : int
        How many people the lightest colour stands for at least.

    Returns
    -------
    Plot
        The lighter a cell, the higher its lower end; a dot where raids are known and no figure.
    """
    kept = [group for group in summary.groups if group.keys[1] in rows]
    cells = [_cell(group, measure, rows, columns) for group in kept]
    top = max(top, *(cell["people"] or 0 for cell in cells), 0)
    labels = list(rows.values())
    by_what, of_what = (text.capitalize() for text in summary.by)
    headings = {"row": of_what, "column": by_what, "raids": "Raids"}
    headings |= {"range": measure.capitalize(), "note": "Coverage"}
    order, by_months = list(columns.values()), summary.by[0] == "month"
    drawn = _drawn(
        forms.are_few(order) if by_months else None,
        measure,
        tuple(headings.items()),
        any(cell["people"] is not None for cell in cells),
        any(cell["people"] is None for cell in cells) or not cells,
    )
    blanks = {
        **forms.months_in(order), **charts.reach(top), "$columns": order, "$rows": labels,
        "$steps": [step for step in STEPS if step <= max(top, STEPS[1])],
    }  # fmt: skip
    return Plot(
        name,
        _words(f"People {measure} by {of_what.lower()} and {by_what.lower()}", cells),
        forms.finished(drawn, ROW * max(len(rows), 1) + (140 if by_months else 210), blanks, cells),
        [{heading: cell[field] for field, heading in headings.items()} for cell in cells],
    )


@cache
def _drawn(
    few: bool | None,
    measure: str,
    headings: tuple[tuple[str, str], ...],
    figures: bool,
    dots: bool,
) -> forms.Form:
    """The form of a heat map, by months, few or many, or else by other columns."""
    others = alt.X(
        "column:N", title=None, sort=["$columns"],
        axis=alt.Axis(labelAngle=-45, labelLimit=140, labelOverlap=False),
    )  # fmt: skip
    base = alt.Chart(forms.ROWS).encode(
        x=others if few is None else forms.month_x(few, "column"),
        y=alt.Y(
            "row:N",
            title=None,
            # A row of what stands beside it has its place here too.
            scale=alt.Scale(type="band", domain=["$rows"]),
            axis=alt.Axis(
                labelLimit=200,
                grid=False,
                labelOverlap=False,
                labelBaseline="middle",
                labelFlush=False,
            ),
        ),
        tooltip=charts.tooltips(dict(headings)),
    )
    colour = alt.Color(
        "people:Q", title=f"{measure.capitalize()}, at least",
        scale=alt.Scale(type="symlog", scheme="viridis", domainMin=0, domainMax=alt.expr("$top")),
        legend=alt.Legend(
            orient="top", format=",d", gradientLength=alt.expr("min(260, width)"), values=["$steps"]
        ),
    )  # fmt: skip
    filled = base.transform_filter("isValid(datum.people)").mark_rect(stroke=NEUTRAL, strokeWidth=1)
    without = base.transform_filter("!isValid(datum.people)").mark_point(
        shape="circle", size=14, filled=True, color=NEUTRAL, opacity=1
    )
    layers = [filled.encode(color=colour)] * figures + [without] * dots
    return forms.form(alt.layer(*layers))


def _cell(
    group: Group, measure: str, rows: Mapping[str, str], columns: Mapping[str, str]
) -> dict[str, Any]:
    column, row = group.keys
    total = group.totals[measure]
    return {
        "row": rows[row],
        "column": columns.get(column, column),
        "raids": group.raids,
        "range": str(total.range),
        "note": coverage(total),
        "people": (total.range.min or 0) if total.range.known else None,
    }


def highest(summary: Summary, measure: str) -> int:
    """The highest lower end of the cells of a summary."""
    return max((group.totals[measure].range.min or 0 for group in summary.groups), default=0)


def _words(what: str, cells: Sequence[Mapping[str, Any]]) -> str:
    known = sorted((c for c in cells if c["people"] is not None), key=lambda c: -c["people"])
    most = "; ".join(f"{c['row']}, {c['column']}: {c['range']}" for c in known[:3])
    had = f"{number(len(known))} of {number(len(cells))} cells have a figure"
    return f"{what}: {had}. Most: {most}." if known else f"{what}: {had}."
