"""Charts as forms: drawn by Altair once, with blanks for what hangs on the figures.

Altair takes some ten times longer over a chart than all that is counted for it, and most of a
chart is the same under every filter.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt

INK = "currentColor"
"""The colour of the text around a chart, on a light and on a dark page; black in a file."""

_SAID = {"labelColor": INK, "titleColor": INK}
TEXT = {"axis": _SAID, "legend": _SAID | {"symbolStrokeWidth": 0}, "text": {"color": INK}}
"""What a chart says about its text; the rest of its look is the page's."""

ROWS, EVENTS = alt.NamedData("rows"), alt.NamedData("events")
"""What a chart is made of, and what is drawn behind it: put in when it is finished."""

FEW = 20
"""Most months of an axis that are labelled each."""

BAND = 60
"""Pixels that a month of a few takes at most, and has to have for its label to stand level."""

Form = Mapping[str, Any]
Blanks = Mapping[str, Any]
Rows = Sequence[Mapping[str, Any]]


def form(chart: alt.TopLevelMixin) -> Form:
    """The Vega-Lite of a chart of `ROWS`, as a page can give it its own look.

    A text `$name` in it, and a list of nothing else, is a blank.
    """
    # Whether a chart is valid does not hang on its figures: the tests see to it.
    spec: dict[str, Any] = chart.to_dict(validate=False)
    # Altair's own look would win over that of the page.
    return spec | {"config": TEXT}


def finished(form: Form, height: int, blanks: Blanks, rows: Rows, events: Rows = ()) -> Form:
    """A form with its blanks filled, and with what it is made of.

    Parameters
    ----------
    form : mapping
        From :func:`form`, which stays as it is.
    height : int
        In pixels.
    blanks : mapping
        `$name` to what stands there instead.
    rows, events : sequence of mapping
        What stands for `ROWS` and `EVENTS`.
    """
    spec: dict[str, Any] = _filled(form, blanks)
    named = {part["data"]["name"] for part in (spec, *spec.get("layer", ())) if "data" in part}
    given = {ROWS.name: list(rows), EVENTS.name: list(events)}
    made = {name: lines for name, lines in given.items() if name in named}
    return spec | {"height": height, "datasets": made}


def _filled(part: Any, blanks: Blanks) -> Any:
    if isinstance(part, Mapping):
        return {name: _filled(value, blanks) for name, value in part.items()}
    if isinstance(part, list):
        blank = part[0] if len(part) == 1 else None
        if isinstance(blank, str) and blank in blanks:
            return blanks[blank]
        return [_filled(value, blanks) for value in part]
    return blanks.get(part, part) if isinstance(part, str) else part


def are_few(order: Sequence[str]) -> bool:
    """Whether each of these months is labelled: what the form of their axis hangs on."""
    return len(order) <= FEW


def foot(few: bool) -> int:
    """Pixels of height of an axis of months with its labels."""
    return 64 if few else 44


def month_x(few: bool, field: str = "month", axis: alt.Axis | None = None) -> alt.X:
    """The axis of months: each of a few is labelled; of many the year, under its January."""
    # Few months leave room at both ends, so that one alone is no bar as wide as the page.
    range: dict[str, Any] = {"range": [alt.expr("$first"), alt.expr("$last")]} if few else {}
    scale = alt.Scale(type="band", domain=["$months"], **range)
    return alt.X(f"{field}:O", title=None, axis=axis or _months(few), scale=scale)


def _months(few: bool) -> alt.Axis:
    if few:
        return alt.Axis(
            values=["$labelled"], labelAngle=alt.expr("$angle"), labelAlign=alt.expr("$align"),
            grid=False, labelOverlap=False,
        )  # fmt: skip
    dated = "test(/^[0-9]/, datum.value)"
    # What is no month has a line of its own, so that it takes no room from the last year.
    below = alt.condition(dated, alt.value(4), alt.value(22))
    return alt.Axis(
        values=["$labelled"], labelExpr=f"{dated} ? slice(datum.value, 0, 4) : datum.value",
        labelAngle=0, labelPadding=below, labelFlush=False, labelOverlap="greedy",
        labelSeparation=4, grid=False,
    )  # fmt: skip


def months_in(order: Sequence[str]) -> Blanks:
    """What fills the blanks of :func:`month_x`."""
    named = [month for month in order if month.strip()]
    if not are_few(order):
        named = [m for m in named if m.endswith("-01") or not m[:1].isdigit()]
    free = f"(width - {BAND * len(order)})"
    return {
        "$months": list(order),
        "$labelled": named,
        "$first": f"max(0, {free} / 2)",
        "$last": f"width - max(0, {free} / 2)",
        "$angle": f"{free} < 0 ? -45 : 0",
        "$align": f"{free} < 0 ? 'right' : 'center'",
    }


def row_labels(first: int = 0, **more: Any) -> alt.Axis:
    """Labels that need not differ: the axis counts from `first`, and each count has its words."""
    look = {"labelBaseline": "bottom" if first else "middle", "labelPadding": 6, "grid": first > 0}
    return alt.Axis(
        values=["$places"], labelExpr="$words", labelLimit=260, labelOverlap=False, ticks=False,
        domain=False, **look | more,
    )  # fmt: skip


def labels(said: Sequence[str], first: int = 0) -> Blanks:
    """What fills the blanks of :func:`row_labels`."""
    return {
        "$places": list(range(first, first + len(said))),
        "$words": f"{_literal(list(said))}[datum.value - {first}]",
    }


def event_axis() -> alt.Axis:
    """An axis above the others: the numbers of the events of a month, as far as there is room."""
    return alt.Axis(
        orient="top", title="Policy events", titleAnchor="start", values=["$lines"],
        labelExpr="$numbers", labelAngle=0, labelOverlap="greedy", labelSeparation=3, grid=False,
        ticks=False, domain=False,
    )  # fmt: skip


def events_in(events: Rows) -> Blanks:
    """What fills the blanks of :func:`event_axis`: events with their `month` and `number`."""
    numbers = {event["month"]: event["number"] for event in events}
    return {"$lines": list(numbers), "$numbers": f"{_literal(numbers)}[datum.value]"}


def _literal(texts: Sequence[str] | Mapping[str, str]) -> str:
    """Texts as they may stand in a Vega expression, whatever is in them."""
    return json.dumps(texts)
