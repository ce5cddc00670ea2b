"""One nationality: its people by month and place, the raids that name it, the claims about it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import pandas as pd

from geo.charts import months
from geo.charts.bars import Bar, range_bars
from geo.charts.drawing import Plot
from geo.charts.nationalities import MENTIONED
from geo.figures.claims import table
from geo.figures.comparison import Comparison
from geo.figures.contradictions import Disagreement
from geo.model.escape import markdown
from geo.model.filter import Filter
from geo.model.layer import Layer
from geo.model.ranges import MEASURES, Range
from geo.query.selection import rows
from geo.query.sentence import coverage
from geo.query.summary import UNKNOWN, Group, Summary

WHOSE = (
    "The figures above are of all people in the raids that name this nationality. Those below are "
    "of this nationality alone."
)
"""Whose figures stand where on the sheet."""

CLAIMS = (
    "What its embassy, a ministry or others said in total, beside what the layer documents of the "
    "claim's own place, period and measure, whatever the filter. A claim is no sum of raids: it "
    "may count people whom no report names, or in another way."
)
"""What is said above the claims."""


@dataclass(frozen=True)
class Dossier:
    """What is known of one nationality within a filter.

    Attributes
    ----------
    people, places : Plot
        People of the measure by month and by province.
    raids : str
        As a Markdown list with links to the records.
    named : int
        How many raids there are.
    claims : DataFrame
        Each beside what is documented, as :func:`geo.figures.claims.table` gives it.
    elsewhere : str
        Which measures have a row of it, with links, where the chosen one has no figure.
    """

    people: Plot
    places: Plot
    raids: str
    named: int
    claims: pd.DataFrame
    elsewhere: str


def dossier(
    layer: Layer,
    filter: Filter,
    by_month: Summary,
    by_province: Summary,
    *,
    measure: str,
    names: Mapping[str, str],
    compared: Mapping[str, Comparison],
    disagreements: Iterable[Disagreement],
) -> Dossier:
    """The sheet of the one nationality that a filter names.

    Parameters
    ----------
    layer : Layer
    filter : Filter
    by_month, by_province : Summary
        Of the filter, by month or province and nationality.
    measure : str
    names : mapping of str to str
        Code of a province to its name.
    compared : mapping of str to Comparison
        Id of a claim to what is documented of it.
    disagreements : iterable of Disagreement
        Claims that do not agree with each other.
    """
    (code,) = filter.nationality
    raids, claims = rows(layer, "raids", filter), rows(layer, "claims", filter)
    items = rows(layer, "raid_nationalities", filter)
    return Dossier(
        months.people(
            f"{code}-{measure}-by-month", {"": months.of_months(by_month, measure)}, measure
        ),
        range_bars(f"{code}-{measure}-by-province", _places(by_province, measure, names), measure),
        _raids(raids, items, filter),
        len(raids),
        table(layer, [compared[id] for id in claims["claim_id"]], disagreements),
        _elsewhere(items, measure, filter),
    )


def _places(summary: Summary, measure: str, names: Mapping[str, str]) -> list[Bar]:
    def rank(group: Group) -> tuple[bool, int, int]:
        return (group.keys[0] == UNKNOWN, -(group.totals[measure].range.min or 0), -group.raids)

    return [
        Bar(
            names.get(group.keys[0], "Province not known"),
            group.totals[measure].range,
            coverage(group.totals[measure]),
        )
        for group in sorted(summary.groups, key=rank)
    ]


def _elsewhere(items: pd.DataFrame, measure: str, filter: Filter) -> str:
    numbered = items[items[["count_min", "count_max"]].notna().any(axis=1)]
    others = set(items["measure"]) - {measure}
    if not others or measure in set(numbered["measure"]):
        return ""
    links = ", ".join(
        f"[{other}](/nationalities?{urlencode([*filter.to_params(), ('measure', other)])})"
        + ("" if other in set(numbered["measure"]) else f" ({MENTIONED})")
        for other in MEASURES
        if other in others
    )
    return f"No figure of people {measure} is its own. It is reported under {links}."


def _raids(raids: pd.DataFrame, items: pd.DataFrame, filter: Filter) -> str:
    """Each raid with what it says of the nationality, as a link to its record."""
    said: dict[str, list[str]] = {}
    for item in items.to_dict("records"):
        figure = _range(item, "count_min", "count_max")
        text = f"{figure} {item['measure']}" if figure.known else f"{item['measure']} {MENTIONED}"
        said.setdefault(item["raid_id"], []).append(text)
    return "\n".join(
        f"- {raid['date_start']} · [{markdown(raid['title'])}]({_record(raid['raid_id'], filter)}) "
        f"· {markdown('; '.join(said[raid['raid_id']]))}"
        + ("" if raid["counted"] == "yes" else " · not counted: repeats another record")
        for raid in raids.to_dict("records")
    )


def _record(id: str, filter: Filter) -> str:
    return f"/?{urlencode([*filter.to_params(), ('record', id)])}"


def _range(row: Mapping[Any, Any], low: str, high: str) -> Range:
    return Range(*(None if pd.isna(row[end]) else int(row[end]) for end in (low, high)))
