"""The layer that this process serves, and what has been worked out of it: one cache for all."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache, lru_cache, partial
from typing import Any

import pandas as pd

from geo import settings
from geo.documents import about as abouts
from geo.figures import aftermath as aftermath_of
from geo.figures import claims as claims_of
from geo.figures import comparison as beside
from geo.figures import contradictions, directory, lifeline, policy, record, sourcing
from geo.figures import report as reports
from geo.map import marks as marks_of
from geo.map import shading as shading_of
from geo.model.filter import Filter
from geo.model.layer import Layer, load
from geo.model.vocabulary import Vocabulary
from geo.query import facets as facets_of
from geo.query import suggestions
from geo.query.numbered import Numbered
from geo.query.sentence import DATES, sentence
from geo.query.summary import UNKNOWN, Summary, folded, summarise

KEPT = 256
"""How many answers of each kind are kept; the rarest used go first."""

WHOLE = ("month", "province", "kind")
"""By what raids are added up once; what pages and maps need follows from it."""

NOUNS = {"raids": "raids", "compound_status": "statements about compounds", "sources": "documents"}
"""What pages call the rows of a table, where that is not its title."""

BRIEFS = 16
"""How many briefs are kept: each is long, and few are asked for twice."""


@cache
def layer() -> Layer:
    """The layer, read whole.

    Raises
    ------
    DataError
        When the data folder cannot be read as a layer.
    """
    return load(settings.data()).read_all()


@cache
def tables() -> Numbered:
    """The layer's tables, numbered, for an engine that answers sooner than the layer's own."""
    import polars as pl

    return Numbered(layer(), pl.from_pandas)


@cache
def vocabulary() -> Vocabulary:
    """What a filter of the served layer may say."""
    return Vocabulary(layer())


@cache
def statuses() -> Mapping[str, str]:
    """Every status of a compound to what it is called."""
    return layer().package["compound_status"].field("status").labels


@cache
def titles() -> dict[str, str]:
    """Id to title of every raid and compound."""
    return record.titles(layer())


@cache
def scope() -> str:
    """What the layer's raids are, and when they were, in words."""
    return abouts.scope(layer())


@cache
def about() -> abouts.About:
    """What is said about the layer as a whole."""
    return abouts.about(layer(), reports.report(layer()))


@cache
def size(table: str) -> int:
    """How many rows a table has without any filter."""
    return len(layer()[table])


@lru_cache(KEPT)
def rows(table: str, filter: Filter) -> pd.DataFrame:
    """The filtered rows of one table; shared, so not to be changed."""
    return tables().rows(table, filter)


@lru_cache(KEPT)
def said(filter: Filter, table: str = "raids", rows: int | None = None) -> str:
    """A filter in words, with how many rows it leaves of a table; asked for where not known."""
    found = len(tables().numbers(table, filter)) if rows is None else rows
    noun = NOUNS.get(table) or layer().package[table].title.lower()
    return sentence(filter, vocabulary(), found, size(table), noun, table=table)


@lru_cache(KEPT)
def summary(filter: Filter, by: tuple[str, ...] = ()) -> Summary:
    """The filtered raids added up."""
    if set(by) < set(WHOLE):
        return folded(summary(filter, WHOLE), by)
    total = summary(filter).total if "nationality" in by else None
    return summarise(tables(), filter, by, total)


@cache
def policy_choices() -> Mapping[str, str]:
    """Which policy events a reader may choose."""
    return policy.choices(layer())


@lru_cache(KEPT)
def statements(filter: Filter) -> tuple[lifeline.Statement, ...]:
    """What was stated of compounds."""
    return lifeline.statements(layer(), filter, tables())


@lru_cache(KEPT)
def compounds(filter: Filter) -> pd.DataFrame:
    """The list of compounds for readers; shared, so not to be changed."""
    return directory.compounds(layer(), filter, statements(Filter()), tables())


@lru_cache(KEPT)
def happened(filter: Filter) -> pd.DataFrame:
    """The list of raids for readers; shared, so not to be changed."""
    return directory.events(layer(), filter)


@lru_cache(KEPT)
def suggested(words: str) -> tuple[suggestions.Suggestion, ...]:
    """The names nearest to what a reader typed."""
    return suggestions.nearest(layer(), words)


@lru_cache(KEPT)
def aftermath(filter: Filter) -> aftermath_of.Aftermath:
    """What was stated of raided compounds after the raid."""
    return aftermath_of.aftermath(layer(), filter, statements)


@cache
def comparisons() -> dict[str, beside.Comparison]:
    """Id of every claim to what is documented of its scope."""
    # Many claims share a scope: each is added up once, and none is kept for the pages.
    add = lru_cache(None)(partial(summarise, tables()))
    return {c.claim_id: c for c in beside.compare(layer(), add)}


@lru_cache(KEPT)
def claims(filter: Filter, claimant_type: str, measure: str) -> list[beside.Comparison]:
    """The claims of a filter, a type of claimant and a measure, beside what is documented.

    They are shared, so not to be changed.
    """
    ids = rows("claims", filter)["claim_id"]
    return claims_of.chosen(ids, comparisons(), claimant_type, measure)


def claims_said(filter: Filter, claimant_type: str, measure: str) -> str:
    """The same in words, with how many they are."""
    fields = layer().package["claims"]
    asked = {"claimant_type": claimant_type, "measure": measure}
    named = [fields.field(n).labels[v] for n, v in asked.items() if v != claims_of.ANY]
    found = claims(filter, claimant_type, measure)
    return claims_of.heading(filter, vocabulary(), named, len(found), size("claims"))


@cache
def disagreements() -> dict[str, contradictions.Disagreement]:
    """Id of every topic on which claims do not agree to those claims."""
    return {d.id: d for d in contradictions.disagreements(layer())}


@cache
def linked_claims() -> dict[str, frozenset[str]]:
    """Id of every claim to the ids of those that its notes name, or that name it."""
    return contradictions.linked(layer())


@lru_cache(KEPT)
def documents(filter: Filter) -> pd.DataFrame:
    """The documents that a filter means; shared, so not to be changed."""
    return sourcing.documents(layer(), filter, tables())


@lru_cache(KEPT)
def support(filter: Filter) -> pd.DataFrame:
    """How the raids of a filter are supported; shared, so not to be changed."""
    return sourcing.support(layer(), filter, tables())


@lru_cache(KEPT)
def supported(filter: Filter, support: str) -> pd.DataFrame:
    """The raids of one kind of support; shared, so not to be changed."""
    return sourcing.listed(layer(), filter, support, tables())


@lru_cache(KEPT)
def years(filter: Filter) -> pd.DataFrame:
    """Raids and documents by year; shared, so not to be changed."""
    return sourcing.years(layer(), filter, documents(filter), tables())


@lru_cache(KEPT)
def sure(filter: Filter) -> str:
    """How well the raids of a filter are supported, in words."""
    found = layer()["raids"]["confidence"].take(tables().numbers("raids", filter))
    return sourcing.sure(found.value_counts().to_dict(), vocabulary().confidence)


@lru_cache(KEPT)
def marks(filter: Filter) -> marks_of.Marks:
    """What the map shows."""
    return marks_of.marks(layer(), filter, tables())


@lru_cache(KEPT)
def place(record: str) -> str | None:
    """The id of the map's mark at which a record stands; None for no such record or place."""
    return marks_of.place(layer(), record)


@lru_cache(BRIEFS)
def brief(filter: Filter, shade: str, home: str) -> bytes:
    """The printable pages of a filter, as HTML, with the page's choice of shades."""
    from geo.documents.brief import brief as make  # Its pictures take long to import.

    return make(layer(), filter, vocabulary(), shade, home)


def without(filter: Filter) -> dict[str, int]:
    """How many raids a filter would leave without one of its parts.

    Returns
    -------
    dict
        Parameter to number of raids; the two dates are one part, under `from`.
    """
    said = dict.fromkeys(DATES[0] if n in DATES else n for n, _ in filter.to_params())
    parts = {name: DATES if name in DATES else (name,) for name in said}
    return {name: summary(filter.without(*part)).total.raids for name, part in parts.items()}


@cache
def shadings() -> dict[str, str]:
    """What the provinces can be shaded by: name in an address to title."""
    return shading_of.choices(layer())


@lru_cache(KEPT)
def shading(filter: Filter, name: str) -> shading_of.Shading:
    """How dark each province stands."""
    return shading_of.shading_of(
        layer(),
        name,
        marks(filter).raids_by_province,
        lambda: summary(filter, ("province",)).groups,
    )


@lru_cache(KEPT)
def choices(filter: Filter) -> list[Any]:
    """What the filter panel offers, with the raids behind each choice."""
    return facets_of.choices(filter, vocabulary(), _facets(Filter()), _facets(filter))


@lru_cache(KEPT)
def _facets(filter: Filter) -> facets_of.Counts:
    return facets_of.facets(layer(), filter, tables())


@lru_cache(KEPT)
def map_marks(filter: Filter, shade: str) -> bytes:
    """What the browser draws the map's marks and shades from, as JSON."""
    from geo.map import mapview  # Folium is slow to import, and the API needs none of it.

    return mapview.compact(marks(filter), shading(filter, shade)).encode()


@lru_cache(KEPT)
def map_caption(filter: Filter) -> bytes:
    """What a picture of the map says beside it, as JSON."""
    from geo.documents.caption import caption

    return json.dumps(caption(layer(), filter, summary(filter).total, marks(filter))).encode()


@lru_cache(8)
def takeaway(filter: Filter, shade: str) -> bytes:
    """The map as one HTML file; few are kept, since each has a megabyte."""
    from geo.documents import takeaway  # Folium is slow to import.

    return takeaway.takeaway(layer(), filter, shade).encode()


@cache
def months() -> tuple[str, ...]:
    """The first and the last month in which a raid began, as `YYYY-MM`; none without raids."""
    known = [group.keys[0] for group in summary(Filter(), ("month",)).groups]
    known = [month for month in known if month != UNKNOWN]
    return (known[0], known[-1]) if known else ()
