"""Policy events along the months, each numbered at its line or with those of its kind."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

import altair as alt

from geo.charts import drawing as charts
from geo.charts import forms
from geo.charts.drawing import VERMILION, Plot
from geo.figures.policy import Event
from geo.query.sentence import number
from geo.query.summary import UNKNOWN

LABELLED = 30
"""Most policy events that have a line each; of more, those of a kind share one."""

EVENT, KIND = 22, 34
"""Pixels of height of one policy event, and of a kind of them."""


def along(name: str, events: Sequence[Event], order: Sequence[str]) -> Plot:
    """Policy events along the months: a numbered line each, or a line a kind when many.

    Parameters
    ----------
    name : str
        Of the chart's files.
    events : sequence of Event
        Those known to the year only stand in the bucket `unknown`.
    order : sequence of str
        The months of the axis.
    """
    numbered = list(enumerate(events, 1))
    each = len(numbered) <= LABELLED
    kinds = sorted({event.kind for event in events})
    labels = [str(nth) for nth, _ in numbered] if each else kinds
    months = [month for month in order if month[:1].isdigit()]
    middle = months[len(months) // 2] if months else ""
    rows = [
        {
            "at": at if each else kinds.index(event.kind),
            "month": event.month or UNKNOWN,
            "said": f"{event.date}  {event.title}",
            "early": (event.month or UNKNOWN) < middle,
            **_told(nth, event),
        }
        for at, (nth, event) in enumerate(numbered)
    ]
    few = forms.are_few(order)
    first, last = (events[0], events[-1]) if events else (None, None)
    return Plot(
        name,
        f"{number(len(events))} policy events along the months"
        + (f", the first “{first.title}” ({first.date}), " if first else "")
        + (f"the last “{last.title}” ({last.date})." if last else "."),
        forms.finished(
            _policy(few, each),
            (EVENT if each else KIND) * max(len(labels), 1) + forms.foot(few),
            {**forms.months_in(order), **forms.labels(labels)}, rows,
        ),
        [
            {field.capitalize(): told for field, told in _told(nth, event).items()}
            for nth, event in numbered
        ],
    )  # fmt: skip


@cache
def _policy(few: bool, each: bool) -> forms.Form:
    # Its plot is as wide as those of the counts, so that a month stands under itself.
    look: dict[str, Any] = {"minExtent": charts.EXTENT}
    if not each:  # The words of a kind stand above its line.
        look |= {"labelAlign": "left", "labelPadding": 0, "labelOffset": -10}
    base = alt.Chart(forms.ROWS).encode(
        x=forms.month_x(few),
        y=alt.Y(
            "at:O", title="No." if each else "Kind", axis=forms.row_labels(**look),
            scale=alt.Scale(domain=["$places"]),
        ),
        tooltip=charts.tooltips({f: f.capitalize() for f in TOLD}),
    )  # fmt: skip
    dot: dict[str, Any] = {"filled": True, "size": 60, "color": VERMILION, "opacity": 1}
    if not each:
        return forms.form(base.mark_point(**dot, yOffset=6))
    # Its words stand on the side of a point on which there is more room, and keep to it.
    said = base.encode(text=alt.Text("said:N"))
    at = "scale('x', datum.month) + bandwidth('x') / 2"
    after = said.transform_filter("datum.early").mark_text(
        align="left", dx=8, fontSize=12, limit=alt.expr(f"width - ({at}) - 8")
    )
    before = said.transform_filter("!datum.early").mark_text(
        align="right", dx=-8, fontSize=12, limit=alt.expr(f"{at} - 8")
    )
    return forms.form(alt.layer(base.mark_point(**dot), after, before))


TOLD = ("number", "date", "event", "kind", "what", "source")
"""What is told of an event."""


def _told(nth: int, event: Event) -> dict[str, str]:
    source = "; ".join(said for said, _ in event.sources)
    said = (str(nth), event.date, event.title, event.kind, event.summary, source)
    return dict(zip(TOLD, said, strict=True))


def lines(events: Sequence[Event]) -> list[dict[str, str]]:
    """What stands behind a chart of months: each month with policy events, and their numbers."""
    months: dict[str, list[tuple[int, Event]]] = {}
    for nth, event in enumerate(events, 1):
        if event.month:
            months.setdefault(event.month, []).append((nth, event))
    return [
        {
            "month": month,
            "number": "–".join(dict.fromkeys(str(its[end][0]) for end in (0, -1))),
            "event": "; ".join(f"{event.date} {event.title}" for _, event in its),
            "source": "; ".join(said for _, event in its for said, _ in event.sources),
        }
        for month, its in months.items()
    ]
