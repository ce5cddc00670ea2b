"""Bars of ranges, one below the other, such as people per nationality."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import altair as alt

from geo.charts import drawing as charts
from geo.charts import forms
from geo.charts.drawing import BLUE, VERMILION, Plot, Reached
from geo.model.ranges import Range

FOOT = 56
"""Pixels of height of an axis with its labels and its title."""

ROW = 26
"""Pixels of height that one bar takes."""

LEGEND = 80
"""Pixels of height of the names of two that are compared."""


@dataclass(frozen=True)
class Bar:
    """One bar of a chart of ranges.

    Attributes
    ----------
    label : str
        What is counted.
    range : Range
        How many people.
    note : str
        What is said beside the figure, such as the coverage.
    group : str
        Of which of two compared things it is, such as claimed and documented.
    """

    label: str
    range: Range
    note: str = ""
    group: str = ""


def range_bars(name: str, bars: Sequence[Bar], measure: str, heading: str = "") -> Plot:
    """Ranges as bars to the lower end, with a whisker to the upper end.

    Parameters
    ----------
    name : str
        Of the chart's files.
    bars : sequence of Bar
        From top to bottom; labels need not differ between groups.
    measure : str
        What is counted, such as `found`.
    heading : str
        What the labels are, such as `Nationality`.

    Returns
    -------
    Plot
        An arrow stands where the upper end is open; a bar without a figure has a dash.
    """
    lines = [_line(at, bar) for at, bar in enumerate(bars)]
    groups = list(dict.fromkeys(bar.group for bar in bars))
    several = len(groups) > 1
    drawn = _bars(measure, heading, several, charts.reached(lines))
    height = ROW * max(len(bars), 1) + FOOT + LEGEND * several
    blanks = {**forms.labels([line["said"] for line in lines]), "$groups": groups}
    return Plot(
        name,
        charts.in_words(
            f"People {measure} as bars with ranges", [(b.label, b.range) for b in bars]
        ),
        forms.finished(drawn, height, blanks, lines),
        [_row(bar, measure, heading) for bar in bars],
    )


@cache
def _bars(measure: str, heading: str, several: bool, reached: Reached) -> forms.Form:
    base = alt.Chart(forms.ROWS).encode(
        y=alt.Y(
            "at:O", title=None, axis=forms.row_labels(), scale=alt.Scale(domain=["$places"]),
        ),
        tooltip=charts.tooltips(
            {"label": heading or "Of", "group": "Of which", "range": measure.capitalize()}
            | {"note": "Note"}
        ),
    )  # fmt: skip
    colour = alt.Color(
        "group:N", scale=alt.Scale(domain=["$groups"], range=[BLUE, VERMILION]), title=None,
        legend=alt.Legend(orient="top", labelLimit=600, columns=1) if several else None,
    )  # fmt: skip
    drawn = base.mark_bar(height={"band": 0.6}).encode(
        x=alt.X("low:Q", title=f"People {measure}", axis=charts.count_axis(tickCount=6)),
        color=colour,
    )
    return forms.form(alt.layer(drawn, *charts.whiskers(base, "x", reached)))


def _line(at: int, bar: Bar) -> dict[str, Any]:
    return charts.ends(bar.range) | {
        "at": at,
        "label": bar.label,
        "group": bar.group,
        "said": f"{bar.label}  {bar.range}",
        "range": str(bar.range),
        "note": bar.note,
    }


def _row(bar: Bar, measure: str, heading: str) -> dict[str, Any]:
    row: dict[str, Any] = {
        heading or "Of": bar.label,
        "Of which": bar.group,
        measure.capitalize(): str(bar.range),
    }
    row |= {"At least": bar.range.min, "At most": bar.range.max, "Note": bar.note}
    if not bar.group:
        del row["Of which"]
    return row
