"""Each claim beside what the layer documents for the same place, period, measure and nationality.

The documented total is that of the one filter and the one summary. Where the scope of a claim
has no counterpart in the layer nothing is computed, and it is said why.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from geo.model.filter import Filter
from geo.model.layer import Layer
from geo.model.ranges import MEASURES, Range, Total
from geo.model.vocabulary import nationalities
from geo.query.sentence import day, number, period
from geo.query.summary import Summary, summarise

CANNOT = (
    "A claim is set beside what this layer documents: counted rows whose dates overlap the claim's "
    "period, of the same measure, place and nationality. Documentation shows what somebody "
    "published of single events. It cannot show what nobody published, and a body may count people "
    "whom no report mentions, or one person twice. A small share is therefore no sign that a claim "
    "is false, and a large one none that it is true."
)
"""What a comparison can and cannot show, for readers."""

SCOPE = re.compile(r"^Scope (may be )?(wider|narrower) than ([^(.:;]+)")
"""How the notes of a claim begin whose scope no filter means (see the data package)."""

Summaries = Callable[[Filter, tuple[str, ...]], Summary]
"""What adds up the raids of a filter, by dimensions."""


@dataclass(frozen=True)
class Comparison:
    """A claim, and what is documented of its scope.

    Attributes
    ----------
    claim_id : str
    claim : dict
        The row of the claim; unknown cells are empty texts.
    claimed : Range
        The claimed figure, in the claim's own unit.
    filter : Filter or None
        The rows of the claim's scope; None where nothing is comparable.
    documented : Total or None
        Their sum for the claim's measure, with how many have a figure.
    words : str
        The difference in words, or why nothing is comparable.
    """

    claim_id: str
    claim: Mapping[str, Any]
    claimed: Range
    filter: Filter | None
    documented: Total | None
    words: str


def compare(layer: Layer, summaries: Summaries | None = None) -> tuple[Comparison, ...]:
    """Every claim of the layer beside what is documented, in the order of the claims.

    Parameters
    ----------
    layer : Layer
    summaries : callable, optional
        Adds up the raids of a filter; :func:`geo.query.summary.summarise` of the layer otherwise.
    """
    add = summaries or partial(summarise, layer)
    claims = layer["claims"]
    raids = layer["raids"]
    horizon = (
        date.fromisoformat(raids["date_start"].min()),
        date.fromisoformat(raids["date_end"].max()),
    )
    kept = claims.astype(object).where(claims.notna(), "")
    return tuple(_compare(row, horizon, add) for row in kept.to_dict("records"))


def _compare(
    row: Mapping[Any, Any], horizon: tuple[date, date], summaries: Summaries
) -> Comparison:
    claimed = Range(*(None if end == "" else int(end) for end in _ends(row)))
    why = _incomparable(row, claimed, horizon)
    if why:
        return Comparison(row["claim_id"], row, claimed, None, None, f"Not comparable: {why}.")
    filter = scope(row)
    documented = documented_total(summaries, filter, row["measure"])
    words = difference(claimed, documented)
    return Comparison(row["claim_id"], row, claimed, filter, documented, words)


def _ends(row: Mapping[Any, Any]) -> tuple[Any, Any]:
    return row["value_min"], row["value_max"]


def scope(claim: Mapping[Any, Any]) -> Filter:
    """The filter that means the raids of a claim's place, period and nationality."""
    return Filter(
        province=(claim["province_code"],) if claim["province_code"] else (),
        from_=date.fromisoformat(claim["period_start"]),
        to=date.fromisoformat(claim["period_end"]),
        nationality=(claim["nationality"],) if claim["nationality"] else (),
    )


def documented_total(summaries: Summaries, filter: Filter, measure: str) -> Total:
    """The summary's total of one measure; with a nationality, of its people alone.

    Parameters
    ----------
    summaries : callable
        Adds up the raids of a filter, by dimensions.
    filter : Filter
        With at most one nationality.
    measure : str
        One of `MEASURES`.
    """
    if not filter.nationality:
        return summaries(filter, ()).total.totals[measure]
    groups = summaries(filter, ("nationality",)).groups
    found = [g.totals[measure] for g in groups if g.keys == filter.nationality]
    return found[0] if found else Total(Range(), 0, 0)


def _incomparable(row: Mapping[Any, Any], claimed: Range, horizon: tuple[date, date]) -> str | None:
    """Why the scope of a claim has no counterpart in the layer; None when it has."""
    first, last = horizon
    if row["unit"] != "people":
        return f"it counts {'US dollars' if row['unit'] == 'usd' else row['unit']}, not people"
    if row["measure"] not in MEASURES:
        return f"events have no measure “{row['measure'].replace('_', ' ')}”"
    if not claimed.known:
        return "it gives no number"
    if marked := SCOPE.match(row["notes"]):
        may, how, what = marked.groups()
        return f"its scope {may or 'is '}{how} than {what.strip()}"
    if not row["period_end"]:
        return "it gives no period"
    if not row["period_start"]:
        return "it does not say since when it counts"
    if date.fromisoformat(row["period_start"]).year < first.year:
        return f"its period begins before the layer does, on {day(first)}"
    if date.fromisoformat(row["period_end"]) > last:
        return f"its period ends after the layer does, on {day(last)}"
    return None


def difference(claimed: Range, documented: Total) -> str:
    """What is documented as a share of what is claimed, in words.

    The lowest share is the lowest documented of the highest claimed, the highest the other way
    about. An open end leaves that side open.

    Parameters
    ----------
    claimed : Range
        With at least one end.
    documented : Total

    Examples
    --------
    >>> difference(Range(1000, 1220), Total(Range(500, 520), 3, 4))
    'documents 41–52 % of the claim'
    >>> difference(Range(1000, None), Total(Range(500, 520), 3, 4))
    'documents at most 52 % of the claim, whose upper end is open'
    """
    if not documented.rows:
        return "documents nothing: no row fits its place, period and nationality"
    if not documented.known:
        rows = (
            "row that fits" if documented.rows == 1 else f"{number(documented.rows)} rows that fit"
        )
        return f"documents no figure: the {rows} {'has' if documented.rows == 1 else 'have'} none"
    if claimed.max == 0:
        return f"documents {documented.range} where none is claimed"
    low = _share(documented.range.min or None, claimed.max)
    high = _share(documented.range.max, claimed.min or None)
    if not low and not high:
        return "gives no share: both upper ends are open"
    above = ", more than is claimed" if low and low[0] > low[1] else ""
    return f"documents {_span(low, high)} of the claim{above}{_open(claimed, documented.range)}"


Share = tuple[int, int]
"""A share as a fraction, so that none is rounded before it is compared."""


def _share(part: int | None, whole: int | None) -> Share | None:
    return None if part is None or whole is None else (part, whole)


def _percent(share: Share) -> str:
    part, whole = share
    rounded = (200 * part + whole) // (2 * whole)
    return number(rounded) if rounded else "less than 1"


def _span(low: Share | None, high: Share | None) -> str:
    if low and high:
        ends = dict.fromkeys([_percent(low), _percent(high)])
        return f"{' to '.join(ends) if 'less than 1' in ends else '–'.join(ends)} %"
    if high:
        return f"at most {_percent(high)} %"
    return f"at least {_percent(low)} %" if low else ""


def _open(claimed: Range, documented: Range) -> str:
    """Which ends are open, so that a one-sided share is understood."""
    said = []
    if claimed.max is None:
        said.append("whose upper end is open")
    elif not claimed.min:
        said.append("whose lower end is open")
    if documented.max is None:
        said.append("with no upper end documented")
    elif not documented.min:
        said.append("with no lower end documented")
    return "".join(f", {part}" for part in said)


def place_and_period(claim: Mapping[Any, Any], provinces: Mapping[str, str]) -> str:
    """A claim's place, period and nationality in words."""
    ends = [
        date.fromisoformat(claim[c]) if claim[c] else None for c in ("period_start", "period_end")
    ]
    said = [
        provinces[claim["province_code"]] if claim["province_code"] else "Cambodia",
        period(*ends) or f"said {claim['date']}",
        nationalities().get(claim["nationality"], ""),
    ]
    return ", ".join(part for part in said if part)
