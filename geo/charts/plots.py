"""The charts of compounds, claims and sources."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cache
from textwrap import shorten

import altair as alt
import pandas as pd

from geo.charts.bars import Bar, range_bars
from geo.charts.drawing import NEUTRAL, PALETTE, VERMILION, Plot
from geo.charts.forms import INK, ROWS, Form, finished, form
from geo.figures.aftermath import OUTCOMES, RETURNED, Aftermath
from geo.figures.comparison import Comparison
from geo.figures.lifeline import Statement
from geo.model.escape import slug
from geo.model.ranges import Range, Total
from geo.query.sentence import number

MARKS = {
    "reported": "circle",
    "operating": "triangle-up",
    "raided": "square",
    "cleared": "triangle-down",
    "closed": "cross",
    "reopened": "diamond",
}
"""Status to the shape that stands for it, so that colour is not its only sign."""

MOST = 30
"""How many claims a chart shows at once; the table beside it has all."""


def lifeline(id: str, said: Sequence[Statement], labels: Mapping[str, str]) -> Plot:
    """What was stated of one compound over time, one line a status.

    Parameters
    ----------
    id : str
        Of the compound.
    said : sequence of Statement
    labels : mapping of str to str
        Every status to what it is called, from top to bottom.

    Returns
    -------
    Plot
        A date that is known to a month or a year only is a bar as long as that.
    """
    order = [label for status, label in labels.items() if any(s.status == status for s in said)]
    lines = [
        {
            "status": s.label, "mark": s.status, "first": s.first.isoformat(),
            # A day ends where the next one begins.
            "last": s.last.isoformat() + "T23:59:59", "date": s.said_of, "note": s.note,
            "publisher": s.publisher,
        }
        for s in said
    ]  # fmt: skip
    colours = dict(zip(labels, PALETTE, strict=False))
    base = alt.Chart(ROWS).encode(
        x=alt.X(
            "first:T", title=None,
            axis=alt.Axis(grid=False, labelOverlap=True, tickCount=6, format="%-d %b %Y"),
        ),
        y=alt.Y("status:N", title=None, sort=order, axis=alt.Axis(grid=True, ticks=False)),
        color=alt.Color("mark:N", legend=None, scale=_scale(colours)),
        tooltip=[
            alt.Tooltip("date:N", title="Date"), alt.Tooltip("status:N", title="Status"),
            alt.Tooltip("note:N", title="Statement"), alt.Tooltip("publisher:N", title="Source"),
        ],
    )  # fmt: skip
    spans = base.mark_bar(height=8, opacity=0.55, cornerRadius=4).encode(x2="last:T")
    points = base.mark_point(filled=True, size=90, opacity=1, stroke=NEUTRAL, strokeWidth=0.8)
    points = points.encode(shape=alt.Shape("mark:N", legend=None, scale=_scale(MARKS)))
    words = ". ".join(f"{s.said_of} {s.label.lower()}" for s in said)
    return Plot(
        f"lifeline-{id}",
        f"What was stated of the compound over time: {words or 'nothing'}.",
        finished(form(alt.layer(spans, points)), 34 * max(len(order), 1) + 40, {}, lines),
        [{"Status": s.label, "From": str(s.first), "To": str(s.last)} for s in said],
        f"{said[0].compound if said else id}: what was stated over time",
    )


def outcomes(found: Aftermath) -> Plot:
    """How many raided compounds have each outcome."""
    counts = found.counts
    lines = [
        {"outcome": OUTCOMES[o], "count": n, "said": str(n), "returned": o == RETURNED}
        for o, n in counts.items()
    ]
    said = "; ".join(f"{OUTCOMES[o]} {n}" for o, n in counts.items())
    return Plot(
        "after-the-raid",
        f"Bars of {len(found.outcomes)} raided compounds by what was stated later: {said}.",
        finished(_outcomes(), 210, {}, lines),
        [{"After the raid": OUTCOMES[o], "Raided compounds": n} for o, n in counts.items()],
        found.sentence,
    )


@cache
def _outcomes() -> Form:
    base = alt.Chart(ROWS).encode(
        x=alt.X(
            "count:Q", title="Raided compounds",
            axis=alt.Axis(tickMinStep=1, tickCount=6, format=",d"),
        ),
        y=alt.Y("outcome:N", title=None, sort=None, axis=alt.Axis(labelLimit=220, ticks=False)),
    )  # fmt: skip
    bars = base.mark_bar().encode(
        color=alt.condition("datum.returned", alt.value(VERMILION), alt.value(NEUTRAL)),
        tooltip=[alt.Tooltip("outcome:N", title="Stated"), alt.Tooltip("count:Q", title="Raided")],
    )
    text = base.mark_text(align="left", dx=4, color=INK).encode(text="said:N")
    return form(alt.layer(bars, text))


def claim(found: Comparison) -> Plot:
    """One claimed range above the documented one."""
    name, measure = f"claim-{found.claim_id}", found.claim["measure"]
    return _beside(name, _bars(found, "claimed"), measure, found.claim["statement"])


def claims(found: Iterable[Comparison], measure: str) -> Plot:
    """The claimed and the documented range of claims of one measure, largest claims first.

    Parameters
    ----------
    found : iterable of Comparison
        Those with nothing comparable are left out, and so are all after the first `MOST`.
    measure : str
        Whose claims are shown, since measures do not compare.
    """
    shown = [c for c in found if c.documented and c.claim["measure"] == measure]
    shown.sort(key=lambda c: -(c.claimed.min or c.claimed.max or 0))
    bars = [bar for c in shown[:MOST] for bar in _bars(c, _short(c))]
    title = f"{measure.capitalize()}: what is claimed and what is documented of the same scope"
    return _beside(f"claims-{slug(measure)}", bars, measure, title)


def _beside(name: str, bars: Sequence[Bar], measure: str, title: str) -> Plot:
    return replace(range_bars(name, bars, measure, "Claim"), title=title)


def _short(found: Comparison) -> str:
    """Who claimed and in which month, in the room that a label has."""
    claimant = shorten(found.claim["claimant"].partition(" (")[0], 26, placeholder="…")
    return f"{claimant}, {found.claim['date'][:7]}:"


def _bars(found: Comparison, label: str) -> list[Bar]:
    total = found.documented or Total(Range(), 0, 0)
    known = f"from {total.known} of {total.rows} rows"
    return [
        Bar(label, found.claimed, found.claim["statement"], "claimed"),
        Bar("documented", total.range, known, "documented"),
    ]


def years(counts: pd.DataFrame, labels: Mapping[str, str]) -> Plot:
    """Raids by year and confidence.

    Parameters
    ----------
    counts : DataFrame
        As :func:`geo.figures.sourcing.years` gives it.
    labels : mapping of str to str
        Confidence to its label, in the order of the legend.
    """
    order, found = list(labels), _counted(counts)
    lines = [
        {"year": year, "of": labels[of], "count": n, "order": order.index(of)}
        for (year, of), n in found.items()
        if of in labels and n
    ]
    blanks = {"$labels": list(labels.values()), "$colours": list(PALETTE[: len(labels)])}
    per_year = Counter[str]()
    for (year, of), n in found.items():
        per_year[year] += n * (of in labels)
    said = "; ".join(f"{year} {number(n)}" for year, n in per_year.items() if n)
    return Plot(
        "coverage-by-year",
        f"Bars of raids per year by confidence. {said or 'There are none'}.",
        finished(_years(), 340, blanks, lines),
        by_year(counts, labels),
    )


@cache
def _years() -> Form:
    return form(
        alt.Chart(ROWS)
        .mark_bar(stroke=NEUTRAL, strokeWidth=0.6)
        .encode(
            x=alt.X("year:O", title=None, axis=alt.Axis(labelAngle=0)),
            y=alt.Y("count:Q", title="Raids", axis=alt.Axis(tickMinStep=1, format=",d")),
            color=alt.Color(
                "of:N", title=None, scale=alt.Scale(domain=["$labels"], range=["$colours"]),
                legend=alt.Legend(orient="top", columns=1),
            ),
            order=alt.Order("order:Q"),
            tooltip=[
                alt.Tooltip("year:N", title="Year"), alt.Tooltip("of:N", title="Confidence"),
                alt.Tooltip("count:Q", title="Raids"),
            ],
        )
    )  # fmt: skip


def by_year(counts: pd.DataFrame, labels: Mapping[str, str]) -> list[dict[str, object]]:
    """One line a year: raids by confidence, raids in all, and documents published."""
    found = _counted(counts)
    lines: list[dict[str, object]] = []
    for year in dict.fromkeys(year for year, _ in found):
        raids = {label: found.get((year, of), 0) for of, label in labels.items()}
        published = {"Documents published": found.get((year, "documents"), 0)}
        lines.append({"Year": year, **raids, "Raids": sum(raids.values()), **published})
    return lines


def _counted(counts: pd.DataFrame) -> dict[tuple[str, str], int]:
    return {(year, of): int(n) for year, of, n in counts.itertuples(index=False)}


def _scale(of: Mapping[str, str]) -> alt.Scale:
    return alt.Scale(domain=list(of), range=list(of.values()))
