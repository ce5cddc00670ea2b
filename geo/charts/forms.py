"""Charts as forms: drawn by Altair once, with blanks for what hangs on the figures.

Altair takes some ten times longer over a chart than all that is counted for it, and most of a
chart is the same under every filter.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

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

Form = Mapping[str, Any]
Blanks = Mapping[str, Any]
Rows = Sequence[Mapping[str, Any]]


class Shape(NamedTuple):
    """What the form of an axis of months hangs on."""

    few: bool
    dated: bool


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
    spec: dict[str, Any] = _filled(form, blanks) | {"height": height}
    given = {ROWS.name: rows, EVENTS.name: events}
    for part in (spec, *spec.get("layer", ())):
        if "data" in part:
            part["data"] = {"values": list(given[part["data"]["name"]])}
    return spec


def _filled(part: Any, blanks: Blanks) -> Any:
    if isinstance(part, Mapping):
        return {name: _filled(value, blanks) for name, value in part.items()}
    if isinstance(part, list):
        blank = part[0] if len(part) == 1 else None
        if isinstance(blank, str) and blank in blanks:
            return blanks[blank]
        return [_filled(value, blanks) for value in part]
    return blanks.get(part, part) if isinstance(part, str) else part


def shape(order: Sequence[str]) -> Shape:
    """What the form of an axis of these months hangs on."""
    return Shape(len(order) <= FEW, bool(order) and order[-1][:1].isdigit())


def month_x(shape: Shape, field: str = "month") -> alt.X:
    """The axis of months: each of a few is labelled; of many the year, under its January."""
    scale = alt.Scale(type="band", domain=["$months"])
    return alt.X(f"{field}:O", title=None, axis=_months(shape), scale=scale)


def _months(shape: Shape) -> alt.Axis:
    if shape.few:
        return alt.Axis(values=["$labelled"], labelAngle=-45, grid=False, labelOverlap=False)
    said = "test(/^[0-9]/, datum.value) ? slice(datum.value, 0, 4) : datum.value"
    return alt.Axis(
        values=["$labelled"], labelExpr=said, labelAngle=0, grid=False, labelOverlap=shape.dated
    )  # fmt: skip


def months_in(order: Sequence[str]) -> Blanks:
    """What fills the blanks of :func:`month_x`."""
    named = [month for month in order if month.strip()]
    if not shape(order).few:
        # What is no month stands at the end, and its label needs the room of several.
        years = order if shape(order).dated else order[:-8]
        named = [m for m in years if m.endswith("-01")]
        named += [m for m in order if m.strip() and not m[:1].isdigit()]
    return {"$months": list(order), "$labelled": named}


def row_labels(first: int = 0) -> alt.Axis:
    """Labels that need not differ: the axis counts from `first`, and each count has its words."""
    return alt.Axis(
        values=["$places"], labelExpr="$words", labelLimit=260, labelOverlap=False,
        labelBaseline="bottom" if first else "middle", ticks=False, domain=False, grid=first > 0,
        labelPadding=6,
    )  # fmt: skip


def labels(said: Sequence[str], first: int = 0) -> Blanks:
    """What fills the blanks of :func:`row_labels`."""
    return {
        "$places": list(range(first, first + len(said))),
        "$words": f"{_literal(said)}[datum.value - {first}]",
    }


def _literal(texts: Sequence[str]) -> str:
    """Texts as they may stand in a Vega expression, whatever is in them."""
    return json.dumps(list(texts))
