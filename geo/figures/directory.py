"""The list of compounds, and what happened at one of them, as tables for readers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from urllib.parse import urlencode

import pandas as pd

from geo.figures.lifeline import Statement, statements
from geo.map.marks import figure
from geo.model.filter import Filter
from geo.model.layer import Layer
from geo.model.ranges import MEASURES, Total
from geo.query.numbered import Numbered
from geo.query.selection import rows as select_rows
from geo.query.summary import NOT_NAMED, Summary

COLUMNS = (
    "Compound", "Also called", "Town", "Last stated", "Events", "Sheet", "Province", "Kind",
    "Place known to", "Reported operator", "compound_id",
)  # fmt: skip

RECORDS, SHEETS = "/", "/compounds"
"""The addresses of the pages that show a raid and a compound."""


def link(page: str, filter: Filter, *more: tuple[str, str]) -> str:
    """The address of a page with a filter, and with parameters of the page's own."""
    pairs = [*filter.to_params(), *more]
    return f"{page}?{urlencode(pairs)}" if pairs else page


def compounds(
    layer: Layer,
    filter: Filter,
    said: Iterable[Statement] | None = None,
    tables: Numbered | None = None,
) -> pd.DataFrame:
    """The compounds that a filter means, by name.

    Parameters
    ----------
    layer, filter
    said : iterable of Statement, optional
        Every statement of the layer, where they are known already.
    tables : Numbered, optional
        The layer in the engine that is to apply the filter; its own otherwise.

    Returns
    -------
    DataFrame
        `COLUMNS`: `Last stated` is the latest statement of all, whatever the dates of the
        filter; `Events` counts the rows of `raids` that the filter means; `Sheet` is an address.
    """
    labels = layer.package["compounds"]
    kinds = labels.field("kind").labels
    precisions = labels.field("location_precision").labels
    latest = {
        s.compound_id: f"{s.label.lower()}, {s.said_of}"
        for s in sorted(said or statements(layer, Filter()), key=lambda s: (s.first, s.last))
    }
    tables = tables or Numbered(layer)
    raided = layer["raids"]["compound_id"].take(tables.numbers("raids", filter))
    events = raided.value_counts().to_dict()
    elsewhere = filter.without("compound")
    chosen = tables.rows("compounds", filter)
    chosen = chosen.astype(object).where(chosen.notna(), "")
    lines = [
        [
            row["name"],
            row["aliases"].replace("|", " · "),
            row["town"],
            latest.get(row["compound_id"], ""),
            int(events.get(row["compound_id"], 0)),
            link(SHEETS, elsewhere, ("compound", row["compound_id"])),
            row["province"],
            kinds[row["kind"]],
            precisions[row["location_precision"]].lower(),
            row["operator_reported"],
            row["compound_id"],
        ]
        for row in chosen.to_dict("records")
    ]
    made = pd.DataFrame(lines, columns=list(COLUMNS))
    return made.sort_values("Compound", key=lambda names: names.str.casefold(), ignore_index=True)


def events(layer: Layer, filter: Filter) -> pd.DataFrame:
    """The raids and other events that a filter means, with their figures as ranges.

    Returns
    -------
    DataFrame
        `Date, Kind, Event`, each measure that any of them has, `Counted, Confidence, Record`;
        `Record` is an address.
    """
    resource = layer.package["raids"]
    kinds, confidences = (resource.field(n).labels for n in ("kind", "confidence"))
    lines = []
    for row in select_rows(layer, "raids", filter).to_dict("records"):
        days = dict.fromkeys([row["date_start"], row["date_end"]])
        lines.append(
            {
                "Date": " to ".join(days),
                "Kind": kinds[row["kind"]],
                "Event": row["title"],
                **{m.capitalize(): str(figure(row, m)) for m in MEASURES},
                "Counted": row["counted"],
                "Confidence": confidences[row["confidence"]],
                "Record": link(RECORDS, filter, ("record", row["raid_id"])),
            }
        )
    return _known(pd.DataFrame(lines))


def nationalities(summary: Summary, names: Mapping[str, str]) -> pd.DataFrame:
    """A summary by nationality, with its figures as ranges; most events first.

    Parameters
    ----------
    summary : Summary
        By `nationality` alone.
    names : mapping of str to str
        Code to name.

    Returns
    -------
    DataFrame
        `Nationality, Events`, and each measure that any of them has.
    """
    lines = [
        {"Nationality": names.get(g.keys[0], g.keys[0]), "Events": g.raids, **_figures(g.totals)}
        for g in sorted(summary.groups, key=lambda g: -g.raids)
        if g.keys[0] != NOT_NAMED
    ]
    return _known(pd.DataFrame(lines))


def _figures(totals: Mapping[str, Total]) -> dict[str, str]:
    return {m.capitalize(): str(totals[m].range) for m in MEASURES}


def _known(made: pd.DataFrame) -> pd.DataFrame:
    """Without the measures of which no row has a figure."""
    return made.drop(columns=[m for m in _measures(made) if (made[m] == "—").all()])


def _measures(made: pd.DataFrame) -> Iterable[str]:
    return [m.capitalize() for m in MEASURES if m.capitalize() in made]
