"""The layer that this process serves, and what has been worked out of it: one cache for all."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache, lru_cache, partial
from typing import TYPE_CHECKING, Any, Literal

import pandas as pd

from geo import settings
from geo.charts import dossier as dossiers
from geo.charts import nationalities as nations
from geo.charts import picture as pictures
from geo.charts import timeline as timeline_of
from geo.charts.drawing import Plot, axis_months
from geo.charts.heat import heat
from geo.documents import about as abouts
from geo.figures import aftermath as aftermath_of
from geo.figures import comparison as beside
from geo.figures import contradictions, directory, lifeline, policy, record, sourcing
from geo.figures import report as reports
from geo.files import citation as cite
from geo.files.exports import export
from geo.map import marks as marks_of
from geo.map import shading as shading_of
from geo.model.filter import Filter
from geo.model.layer import Layer, load
from geo.model.vocabulary import Vocabulary
from geo.query import facets as facets_of
from geo.query import numbered, selection, suggestions
from geo.query.sentence import DATES, sentence
from geo.query.summary import UNKNOWN, Summary, folded, summarise

if TYPE_CHECKING:
    import polars as pl

KEPT = 256
"""How many answers of each kind are kept; the rarest used go first."""

NATIONALITIES = ("month", "province", "nationality")
"""By what nationalities are added up once; what a chart is by follows from it."""

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
def tables() -> dict[str, pl.DataFrame]:
    """The layer's tables, numbered, for an engine that answers sooner than the layer's own."""
    import polars as pl

    names = (*layer().package.every, "search")
    held = numbered.Numbered(layer())
    return {name: pl.from_pandas(held[name]) for name in names}


@cache
def vocabulary() -> Vocabulary:
    """What a filter of the served layer may say."""
    return Vocabulary(layer())


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
    return numbered.rows(layer(), table, filter, tables())


def download(table: str, filter: Filter, format: str) -> bytes:
    """The filtered rows of one table as a file."""
    return export(layer(), table, filter, format).content


def citation(filter: Filter, address: str, seen: date | None) -> cite.Citation:
    """How the view of a filter is cited that stands at an address."""
    view = sentence(filter, vocabulary(), summary(filter).total.raids, size("raids"))
    return cite.cite(layer(), view, address, seen)


@lru_cache(KEPT)
def summary(filter: Filter, by: tuple[str, ...] = ()) -> Summary:
    """The filtered raids added up."""
    return summarise(tables(), filter, by)


def events(filter: Filter, choice: str) -> tuple[policy.Event, ...]:
    """The policy events of a filter's dates, of the chosen kinds."""
    return _events(Filter(from_=filter.from_, to=filter.to), choice)


@lru_cache(KEPT)
def _events(dates: Filter, choice: str) -> tuple[policy.Event, ...]:
    return policy.events(layer(), dates, choice)


@lru_cache(KEPT)
def timeline(filter: Filter, measure: str, choice: str) -> timeline_of.Timeline:
    """The charts of a filter along the months, with the chosen policy events."""
    raids = selection.select(tables(), "raids", filter).select("counted").collect()
    months = summary(filter, ("month", "province", "kind"))
    return timeline_of.timeline(
        folded(months, ("month", "kind")),
        folded(months, ("month",)),
        folded(months, ("month", "province")),
        events(filter, choice),
        measure=measure,
        kinds=vocabulary().kind,
        names=vocabulary().province,
        repeating=int((raids["counted"] == "no").sum()),
    )


def brush(filter: Filter) -> Plot:
    """The months of a filter, whatever its dates, from which dates are chosen."""
    return timeline_of.brush(summary(filter.without(*DATES), ("month",)))


@lru_cache(KEPT)
def comparison(
    filters: tuple[Filter, ...], names: tuple[str, ...], measure: str
) -> tuple[Plot, Plot]:
    """Raids and people of two filters, per month."""
    by_month = (summary(filter, ("month",)) for filter in filters)
    return timeline_of.comparison(dict(zip(names, by_month, strict=True)), measure)


@lru_cache(KEPT)
def nationalities(filter: Filter, measure: str) -> tuple[nations.Line, ...]:
    """The nationalities of a filter, those with the most people first."""
    found = folded(summary(filter, NATIONALITIES), ("nationality",))
    mentions = nations.mentioned(tables(), filter)
    return nations.lines(found, measure, mentions, vocabulary().nationality)


@lru_cache(KEPT)
def not_itemised(filter: Filter, measure: str) -> nations.Rest:
    """What the raids of a filter hold beyond their itemised nationalities."""
    return nations.rest(tables(), filter, measure)


@lru_cache(KEPT)
def nationality_ranges(filters: tuple[Filter, ...], names: tuple[str, ...], measure: str) -> Plot:
    """Ranges per nationality of one filter, or of two that are compared."""
    series = {
        name: (nationalities(filter, measure), not_itemised(filter, measure))
        for name, filter in zip(names, filters, strict=True)
    }
    return nations.ranges(f"{measure}-by-nationality", series, measure)


@lru_cache(KEPT)
def matrices(filter: Filter, measure: str) -> tuple[Plot, Plot]:
    """People by nationality and month, and by nationality and province."""
    rows = nations.names_in_order(nationalities(filter, measure))
    every = summary(filter, NATIONALITIES)
    by_month, by_province = (folded(every, (by, "nationality")) for by in ("month", "province"))
    months = {month: month for month in axis_months([g.keys[0] for g in by_month.groups])}
    provinces = nations.columns(by_province, vocabulary().province)
    return (
        heat(f"{measure}-nationality-month", by_month, measure, rows, months),
        heat(f"{measure}-nationality-province", by_province, measure, rows, provinces),
    )


@lru_cache(KEPT)
def dossier(filter: Filter, measure: str) -> dossiers.Dossier:
    """The sheet of the one nationality that a filter names."""
    return dossiers.dossier(
        layer(),
        filter,
        summary(filter, ("month", "nationality")),
        summary(filter, ("province", "nationality")),
        measure=measure,
        names=vocabulary().province,
        compared=comparisons(),
        disagreements=disagreements().values(),
    )


@cache
def policy_choices() -> Mapping[str, str]:
    """Which policy events a reader may choose."""
    return policy.choices(layer())


def picture(plot: Plot, filters: Sequence[Filter], format: Literal["png", "svg"]) -> bytes:
    """A chart as a file, with its filters in words and where it comes from."""
    of = len(layer()["raids"])
    said = [sentence(f, vocabulary(), summary(f).total.raids, of) for f in filters]
    title = [plot.title] if plot.title else said
    return pictures.picture(plot, format, title, pictures.credit(layer().package))


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
    return sourcing.years(layer(), filter, tables())


@lru_cache(KEPT)
def sure(filter: Filter) -> str:
    """How well the raids of a filter are supported, in words."""
    found = selection.select(tables(), "raids", filter).collect().to_native()
    counts = dict(found["confidence"].value_counts().iter_rows())
    return sourcing.sure(counts, vocabulary().confidence)


@lru_cache(KEPT)
def marks(filter: Filter) -> marks_of.Marks:
    """What the map shows."""
    return marks_of.marks(layer(), filter, tables())


@lru_cache(BRIEFS)
def brief(filter: Filter) -> bytes:
    """The printable pages of a filter, as HTML."""
    from geo.documents.brief import brief as make  # Its pictures take long to import.

    return make(layer(), filter, vocabulary())


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
    return facets_of.facets(tables(), filter)


@lru_cache(KEPT)
def map_marks(filter: Filter, shade: str) -> bytes:
    """What the browser draws the map's marks and shades from, as JSON."""
    from geo.map import mapview  # Folium is slow to import, and the API needs none of it.

    return mapview.compact(marks(filter), shading(filter, shade)).encode()


@lru_cache(KEPT)
def map_caption(filter: Filter) -> bytes:
    """What a picture of the map says beside it, as JSON."""
    from geo.documents.caption import caption

    return json.dumps(caption(layer(), filter, summary(filter).total)).encode()


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
