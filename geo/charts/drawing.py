"""Charts by Altair: each with a description in words and the figures it is drawn from.

A chart names no colour of paper or text, so that it fits a light and a dark page alike. What
it draws has a contrast of 3:1 to both (WCAG 2.2, 1.4.11), in the colours of Okabe and Ito
(2008), which colour-blind eyes tell apart; no colour is the only carrier of what it says.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import altair as alt

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

KEY = alt.Legend(orient="top", columns=3, labelLimit=300)
"""Above the chart, and no wider than a phone."""

FOOT = 56
"""Pixels of height of an axis with its labels and its title."""

ROW = 26
"""Pixels of height that one bar takes."""

INK = "currentColor"
"""The colour of the text around a chart, on a light and on a dark page; black in a file."""

_SAID = {"labelColor": INK, "titleColor": INK}
TEXT = {"axis": _SAID, "legend": _SAID | {"symbolStrokeWidth": 0}, "text": {"color": INK}}
"""What a chart says about its text; the rest of its look is the page's."""

Rows = Sequence[Mapping[str, Any]]

ROWS = alt.NamedData("rows")
"""What a chart is made of: put in when it is finished, since Altair copies it at each step."""


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
    spec: Mapping[str, Any]
    table: Rows
    title: str = ""


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
    base = alt.Chart(ROWS).encode(
        y=alt.Y(
            "at:O", title=None, axis=row_labels([line["said"] for line in lines]),
            scale=alt.Scale(domain=list(range(len(bars)))),
        ),
        tooltip=tooltips(
            {"label": heading or "Of", "group": "Of which", "range": measure.capitalize()}
            | {"note": "Note"}
        ),
    )  # fmt: skip
    colour = alt.Color(
        "group:N", scale=alt.Scale(domain=groups, range=[BLUE, VERMILION]), title=None,
        legend=alt.Legend(orient="top", labelLimit=600, columns=1) if len(groups) > 1 else None,
    )  # fmt: skip
    drawn = base.mark_bar(height={"band": 0.6}).encode(
        x=alt.X("low:Q", title=f"People {measure}", axis=_counts(tickCount=6)), color=colour
    )
    return Plot(
        name,
        in_words(f"People {measure} as bars with ranges", [(b.label, b.range) for b in bars]),
        finished(
            alt.layer(drawn, *whiskers(base, "x", lines)), ROW * max(len(bars), 1) + FOOT, lines
        ),
        [_row(bar, measure, heading) for bar in bars],
    )


def stacked_months(
    name: str,
    counts: Mapping[tuple[str, str], int],
    parts: Mapping[str, str],
    noun: str = "raids",
    *,
    months: Sequence[str] = (),
    lines: Sequence[alt.Chart] = (),
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
    lines : sequence of Chart
        What is drawn behind the bars.

    Returns
    -------
    Plot
        Every month from the first to the last, `unknown` after them. A click on a month and
        a drag over months are the selections `month` and `months`, each of field `month`.
    """
    order = list(months) or axis_months([month for month, _ in counts])
    shown = [kind for kind in parts if any(k == kind for _, k in counts)]
    values = [
        {"month": month, "kind": parts[kind], "count": count, "order": shown.index(kind)}
        for (month, kind), count in counts.items()
    ]
    colours = dict(zip(parts, PALETTE, strict=False))
    scale = alt.Scale(domain=[parts[k] for k in shown], range=[colours[k] for k in shown])
    drawn = (
        alt.Chart(ROWS)
        .mark_bar(stroke=NEUTRAL, strokeWidth=0.6)
        .encode(
            x=month_x(order),
            y=count_y("count", noun.capitalize()),
            color=alt.Color("kind:N", scale=scale, title=None, legend=KEY),
            order=alt.Order("order:Q"),
            tooltip=tooltips({"month": "Month", "kind": "Kind", "count": noun.capitalize()}),
        )
        .add_params(
            alt.selection_point(name="month", fields=["month"]),
            alt.selection_interval(name="months", encodings=["x"]),
        )
    )
    return Plot(
        name,
        _counted(counts, noun),
        finished(alt.layer(*lines, drawn) if lines else drawn, 380, values),
        [
            {"Month": line["month"], "Kind": line["kind"], noun.capitalize(): line["count"]}
            for line in sorted(values, key=lambda line: (line["month"], line["order"]))
        ],
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


def month_x(order: Sequence[str], field: str = "month") -> alt.X:
    """The axis of months: each of a few is labelled; of many the year, under its January."""
    scale = alt.Scale(type="band", domain=list(order))
    return alt.X(f"{field}:O", title=None, axis=_months(order), scale=scale)


def count_y(field: str, title: str) -> alt.Y:
    """An axis of counts, of one width, so that charts below each other share their months."""
    return alt.Y(f"{field}:Q", title=title, axis=_counts(minExtent=44))


def ends(range: Range) -> dict[str, int | None]:
    """A range as marks need it: where the bar, the whisker and the arrow end."""
    low, high = range.min or 0, range.max
    return {
        "low": low if range.known else None,
        "high": high if range.known and high != low else None,
        "open": low if range.known and high is None else None,
    }


def _months(order: Sequence[str]) -> alt.Axis:
    if len(order) <= 20:
        named = [month for month in order if month.strip()]
        return alt.Axis(values=named, labelAngle=-45, grid=False, labelOverlap=False)
    # What is no month stands at the end, and its label needs the room of several.
    years = order if order[-1][:1].isdigit() else order[:-8]
    labelled = [m for m in years if m.endswith("-01")]
    labelled += [m for m in order if m.strip() and not m[:1].isdigit()]
    said = "test(/^[0-9]/, datum.value) ? slice(datum.value, 0, 4) : datum.value"
    return alt.Axis(
        values=labelled, labelExpr=said, labelAngle=0, grid=False, labelOverlap=years == order
    )  # fmt: skip


def _line(at: int, bar: Bar) -> dict[str, Any]:
    return ends(bar.range) | {
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


def whiskers(base: Any, along: Literal["x", "y"], lines: Rows) -> list[Any]:
    """From the lower to the upper end, and an arrow where there is none.

    Parameters
    ----------
    base : Chart
        With the data and the other axis.
    along : {"x", "y"}
        The axis of the counts.
    lines : sequence of mapping
        The data, with the keys of :func:`ends`; a layer without any mark is left out.
    """
    sideways = along == "x"
    channel: Any = alt.X if sideways else alt.Y
    to_low: Any = alt.X2("low:Q") if sideways else alt.Y2("low:Q")
    aside: dict[str, Any] = {"xOffset": 7} if sideways else {"yOffset": -7}
    shape = "triangle-right" if sideways else "triangle-up"
    layers = []
    if any(line["high"] is not None for line in lines):
        reaching = base.transform_filter("isValid(datum.high)").encode(
            **{along: channel("high:Q"), f"{along}2": to_low}
        )
        layers.append(reaching.mark_rule(color=NEUTRAL, strokeWidth=2))
        end = base.transform_filter("isValid(datum.high)").encode(**{along: channel("high:Q")})
        layers.append(end.mark_tick(color=NEUTRAL, thickness=2, size=12))
    if any(line["open"] is not None for line in lines):
        opened = base.transform_filter("isValid(datum.open)")
        opened = opened.encode(**{along: channel("open:Q")})
        arrow = {"shape": shape, "filled": True, "color": NEUTRAL, "size": 70, "opacity": 1}
        layers.append(opened.mark_point(**arrow, **aside))
    return layers


def row_labels(said: Sequence[str], first: int = 0) -> alt.Axis:
    """Labels that need not differ: the axis counts from `first`, and each count has its words."""
    return alt.Axis(
        values=list(range(first, first + len(said))),
        labelExpr=f"{_literal(said)}[datum.value - {first}]", labelLimit=260, labelOverlap=False,
        labelBaseline="bottom" if first else "middle", ticks=False, domain=False, grid=first > 0,
        labelPadding=6,
    )  # fmt: skip


def _literal(texts: Sequence[str]) -> str:
    """Texts as they may stand in a Vega expression, whatever is in them."""
    return json.dumps(list(texts))


def _counts(**more: Any) -> alt.Axis:
    return alt.Axis(format=",d", tickMinStep=1, **more)


def tooltips(titles: Mapping[str, str]) -> list[alt.Tooltip]:
    """What is said of a mark: field to heading."""
    return [alt.Tooltip(f"{f}:N", title=t or f.capitalize()) for f, t in titles.items()]


def finished(chart: Any, height: int, rows: Rows) -> dict[str, Any]:
    """The Vega-Lite of a chart of `ROWS`, as a page can give it its own look.

    Parameters
    ----------
    chart : Chart
    height : int
        In pixels.
    rows : sequence of mapping
        What stands for `ROWS`.
    """
    # Whether a chart is valid does not hang on its figures: the tests see to it.
    spec: dict[str, Any] = chart.properties(height=height).to_dict(validate=False)
    # Altair's own look would win over that of the page.
    spec["config"] = TEXT
    for part in (spec, *spec.get("layer", ())):
        if part.get("data") == {"name": ROWS.name}:
            part["data"] = {"values": list(rows)}
    return spec


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
