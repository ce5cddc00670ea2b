"""Charts by Altair: each with a description in words and the figures it is drawn from.

A chart names no colour of paper or text, so that it fits a light and a dark page alike. What
it draws has a contrast of 3:1 to both (WCAG 2.2, 1.4.11), in the colours of Okabe and Ito
(2008), which colour-blind eyes tell apart; no colour is the only carrier of what it says.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal, NamedTuple

import altair as alt

from geo.charts.forms import (
    EVENTS,
    ROWS,
    Blanks,
    Form,
    Rows,
    are_few,
    event_axis,
    events_in,
    finished,
    form,
    month_x,
    months_in,
)
from geo.model.ranges import Range
from geo.query.sentence import number

NEUTRAL = "#7f7f7f"
"""Whiskers, arrows and outlines: 4:1 on white, 4.4:1 on the dark page."""

BLUE, VERMILION = "#0072B2", "#D55E00"
"""The first and the second of two that are compared."""

PALETTE = (
    BLUE, "#E69F00", "#009E73", "#56B4E9", "#999933", "#882255", VERMILION, "#CC79A7", "#8C8C8C",
)  # fmt: skip
"""Up to nine kinds; each area has an outline, since not all of them stand out on every paper."""

KEY = alt.Legend(orient="top", columns=2, labelLimit=300)
"""Above the chart, and no wider than a phone."""

EXTENT = 44
"""Pixels of width of an axis of counts: charts below each other share their months."""


@dataclass(frozen=True)
class Plot:
    """A chart with what stands for it where it is not seen.

    Attributes
    ----------
    name : str
        Of its files: letters, digits and hyphens.
    words : str
        What it shows, for `alt=`.
    spec : dict
        Vega-Lite, without width, colours of paper or fonts: the page gives those.
    table : list of dict
        The figures it is drawn from, under the headings a reader sees.
    title : str
        What stands above its files; the filter in words where it is empty.
    """

    name: str
    words: str
    spec: Form
    table: Rows
    title: str = ""

    @property
    def is_blank(self) -> bool:
        """Whether nothing would be seen of it: it has no row, or ranges of which none is known."""
        return all(row.get("low", 0) is None for row in self.spec["datasets"][ROWS.name])

    @property
    def still(self) -> Form:
        """The chart where nobody asks what was chosen in it: without its selections."""
        return {name: part for name, part in self.spec.items() if name != "params"}


def stacked_months(
    name: str,
    counts: Mapping[tuple[str, str], int],
    parts: Mapping[str, str],
    noun: str = "raids",
    *,
    months: Sequence[str] = (),
    events: Rows = (),
    top: int = 0,
) -> Plot:
    """Counts per month, stacked by kind.

    Parameters
    ----------
    name : str
        Of the chart's files.
    counts : mapping of (str, str) to int
        Month (`2022-09`, or `unknown`) and kind to how many.
    parts : mapping of str to str
        Kind to its label, in the order of the legend.
    noun : str
        What is counted.
    months : sequence of str
        Those of the axis; without them, those of the counts.
    events : sequence of mapping
        Months with a line behind the bars, as :func:`geo.charts.policy.lines` gives them.
    top : int
        How far the axis of counts reaches at least.

    Returns
    -------
    Plot
        Every month from the first to the last, `unknown` after them, to choose from.
    """
    order = list(months) or axis_months([month for month, _ in counts])
    shown = [kind for kind in parts if any(k == kind for _, k in counts)]
    values = [
        {"month": month, "kind": parts[kind], "count": count, "order": shown.index(kind)}
        for (month, kind), count in counts.items()
    ]
    colours = dict(zip(parts, PALETTE, strict=False))
    sums = Counter[str]()
    for (month, _), count in counts.items():
        sums[month] += count
    blanks = {
        **months_in(order), **events_in(events), **reach(top, *sums.values()),
        "$parts": [parts[k] for k in shown],
        "$colours": [colours[k] for k in shown],
    }  # fmt: skip
    return Plot(
        name,
        _counted(counts, noun),
        finished(_stack(are_few(order), noun, bool(events)), 400, blanks, values, events),
        [
            {"Month": line["month"], "Kind": line["kind"], noun.capitalize(): line["count"]}
            for line in sorted(values, key=lambda line: (line["month"], line["order"]))
        ],
    )


@cache
def _stack(few: bool, noun: str, with_events: bool) -> Form:
    scale = alt.Scale(domain=["$parts"], range=["$colours"])
    drawn = to_choose(
        alt.Chart(ROWS)
        .mark_bar(stroke=NEUTRAL, strokeWidth=0.6)
        .encode(
            x=month_x(few),
            y=count_y("count", noun.capitalize()),
            color=alt.Color("kind:N", scale=scale, title=None, legend=KEY),
            order=alt.Order("order:Q"),
            tooltip=tooltips({"month": "Month", "kind": "Kind", "count": noun.capitalize()}),
        )
    )
    if not with_events:
        return form(drawn)
    headings = {"month": "Month", "event": "Policy", "source": "Source"}
    lines = (
        alt.Chart(EVENTS)
        .mark_rule(color=NEUTRAL, strokeDash=[4, 3], strokeWidth=1.5)
        .encode(x=month_x(few, axis=event_axis()), tooltip=tooltips(headings))
    )
    return form(alt.layer(lines, drawn).resolve_axis(x="independent"))


def to_choose(chart: alt.Chart) -> alt.Chart:
    """A chart in which months are chosen: a click on one is the selection `month`, a drag `months`.

    Both are of the field `month`.
    """
    return chart.add_params(
        alt.selection_point(name="month", fields=["month"]),
        alt.selection_interval(name="months", encodings=["x"]),
    )


def axis_months(found: Sequence[str]) -> list[str]:
    """Every month from the first to the last that is named, and apart what is no month.

    Examples
    --------
    >>> axis_months(["2022-11", "unknown", "2023-01"])
    ['2022-11', '2022-12', '2023-01', ' ', 'unknown']
    """
    months = sorted({month for month in found if month[:1].isdigit()})
    others = sorted({month for month in found if not month[:1].isdigit()})
    if not months:
        return others
    first, last = (int(m[:4]) * 12 + int(m[5:]) - 1 for m in (months[0], months[-1]))
    return [f"{at // 12:04}-{at % 12 + 1:02}" for at in range(first, last + 1)] + (
        [" ", *others] if others else []
    )


def count_y(field: str, title: str) -> alt.Y:
    """An axis of counts, of one width, that reaches to the blank `$top`."""
    scale = alt.Scale(domainMax=alt.expr("$top"), nice=True)
    return alt.Y(f"{field}:Q", title=title, axis=count_axis(minExtent=EXTENT), scale=scale)


def reach(*counts: int) -> Blanks:
    """What fills the blank `$top`: how far an axis reaches for some counts."""
    return {"$top": str(max(1, *counts))}


def ends(range: Range) -> dict[str, int | None]:
    """A range as marks need it: where the bar, the whisker and the arrow end."""
    low, high = range.min or 0, range.max
    return {
        "low": low if range.known else None,
        "high": high if range.known and high != low else None,
        "open": low if range.known and high is None else None,
    }


class Reached(NamedTuple):
    """Which marks of ranges there are: whiskers to an upper end, and arrows where there is none."""

    high: bool
    open: bool


def reached(lines: Rows) -> Reached:
    """Which marks some lines with the keys of :func:`ends` need."""
    return Reached(*(any(line[end] is not None for line in lines) for end in Reached._fields))


def whiskers(base: Any, along: Literal["x", "y"], reached: Reached) -> list[Any]:
    """From the lower to the upper end, and an arrow where there is none.

    Parameters
    ----------
    base : Chart
        With the data and the other axis.
    along : {"x", "y"}
        The axis of the counts.
    reached : Reached
        What the data has; a layer without any mark is left out.
    """
    sideways = along == "x"
    channel: Any = alt.X if sideways else alt.Y
    to_low: Any = alt.X2("low:Q") if sideways else alt.Y2("low:Q")
    aside: dict[str, Any] = {"xOffset": 7} if sideways else {"yOffset": -7}
    shape = "triangle-right" if sideways else "triangle-up"
    layers = []
    if reached.high:
        reaching = base.transform_filter("isValid(datum.high)").encode(
            **{along: channel("high:Q"), f"{along}2": to_low}
        )
        layers.append(reaching.mark_rule(color=NEUTRAL, strokeWidth=2))
        end = base.transform_filter("isValid(datum.high)").encode(**{along: channel("high:Q")})
        layers.append(end.mark_tick(color=NEUTRAL, thickness=2, size=12))
    if reached.open:
        opened = base.transform_filter("isValid(datum.open)")
        opened = opened.encode(**{along: channel("open:Q")})
        arrow = {"shape": shape, "filled": True, "color": NEUTRAL, "size": 70, "opacity": 1}
        layers.append(opened.mark_point(**arrow, **aside))
    return layers


def count_axis(**more: Any) -> alt.Axis:
    """An axis of whole numbers."""
    return alt.Axis(format=",d", tickMinStep=1, **more)


def tooltips(titles: Mapping[str, str]) -> list[alt.Tooltip]:
    """What is said of a mark: field to heading."""
    return [alt.Tooltip(f"{f}:N", title=t or f.capitalize()) for f, t in titles.items()]


def in_words(what: str, figures: Sequence[tuple[str, Range]]) -> str:
    """What a chart of ranges shows: how many have a figure, and which are the greatest."""
    known = sorted((f for f in figures if f[1].known), key=lambda f: -(f[1].min or 0))
    if not known:
        return f"{what}: none of the {number(len(figures))} has a figure."
    most = "; ".join(f"{label} {figure}" for label, figure in known[:3])
    return f"{what}: {number(len(known))} of {number(len(figures))} have a figure. Most: {most}."


def _counted(counts: Mapping[tuple[str, str], int], noun: str) -> str:
    months: dict[str, int] = {}
    for (month, _), count in counts.items():
        months[month] = months.get(month, 0) + count
    if not months:
        return f"Bars of {noun} per month: there are none."
    order = sorted(m for m in months if m[:1].isdigit())
    span = f", {order[0]} to {order[-1]}" if order else ""
    most = max(order or months, key=lambda month: months[month])
    return (
        f"Bars of {noun} per month by kind{span}: {number(sum(months.values()))} in all, "
        f"most in {most} ({number(months[most])})."
    )
