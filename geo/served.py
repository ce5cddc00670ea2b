"""The layer that this process serves, and what has been worked out of it: one cache for all.

This is the door at which settings come in: `GEO_DATA` names another data folder.
"""

from __future__ import annotations

import os
from functools import cache, lru_cache, partial
from typing import TYPE_CHECKING, Literal

import pandas as pd

from geo import aftermath as aftermath_of
from geo import (
    charts,
    comparison,
    contradictions,
    directory,
    lifeline,
    record,
    selection,
    sourcing,
    suggestions,
)
from geo import marks as marks_of
from geo.charts import Plot
from geo.exports import export
from geo.filter import Filter
from geo.layer import HOME, Layer, load
from geo.sentence import sentence
from geo.summary import Summary, summarise
from geo.vocabulary import Vocabulary

if TYPE_CHECKING:
    import polars as pl

KEPT = 256
"""How many answers of each kind are kept; the rarest used go first."""


@cache
def layer() -> Layer:
    """The layer, read whole.

    Raises
    ------
    DataError
        When the data folder cannot be read as a layer.
    """
    return load(os.environ.get("GEO_DATA") or HOME).read_all()


@cache
def tables() -> dict[str, pl.DataFrame]:
    """The layer's tables for an engine that answers sooner than the layer's own."""
    import polars as pl

    names = (*layer().package.resources, "search")
    return {name: pl.from_pandas(layer()[name]) for name in names}


@cache
def vocabulary() -> Vocabulary:
    """What a filter of the served layer may say."""
    return Vocabulary(layer())


@cache
def titles() -> dict[str, str]:
    """Id to title of every raid and compound."""
    return record.titles(layer())


@lru_cache(KEPT)
def rows(table: str, filter: Filter) -> pd.DataFrame:
    """The filtered rows of one table; shared, so not to be changed."""
    return selection.rows(layer(), table, filter)


def download(table: str, filter: Filter, format: str) -> bytes:
    """The filtered rows of one table as a file."""
    return export(layer(), table, filter, format).content


@lru_cache(KEPT)
def summary(filter: Filter, by: tuple[str, ...] = ()) -> Summary:
    """The filtered raids added up."""
    return summarise(tables(), filter, by)


def picture(plot: Plot, filter: Filter, format: Literal["png", "svg"], title: str = "") -> bytes:
    """A chart as a file, with a title, or the filter in words, and where it comes from."""
    of = len(layer()["raids"])
    title = title or sentence(filter, vocabulary(), summary(filter).total.raids, of)
    return charts.picture(plot, format, title, charts.credit(layer().package))


@lru_cache(KEPT)
def statements(filter: Filter) -> tuple[lifeline.Statement, ...]:
    """What was stated of compounds."""
    return lifeline.statements(layer(), filter)


@lru_cache(KEPT)
def compounds(filter: Filter) -> pd.DataFrame:
    """The list of compounds for readers; shared, so not to be changed."""
    return directory.compounds(layer(), filter)


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
    return aftermath_of.aftermath(layer(), filter)


@cache
def comparisons() -> dict[str, comparison.Comparison]:
    """Id of every claim to what is documented of its scope."""
    # Many claims share a scope: each is added up once, and none is kept for the pages.
    add = lru_cache(None)(partial(summarise, tables()))
    return {c.claim_id: c for c in comparison.compare(layer(), add)}


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
    return sourcing.documents(layer(), filter)


@lru_cache(KEPT)
def years(filter: Filter) -> pd.DataFrame:
    """Raids and documents by year; shared, so not to be changed."""
    return sourcing.years(layer(), filter, tables())


@lru_cache(KEPT)
def marks(filter: Filter) -> marks_of.Marks:
    """What the map shows."""
    return marks_of.marks(layer(), filter, tables())


@lru_cache(KEPT)
def map_marks(filter: Filter) -> bytes:
    """What the browser draws the map's marks from, as JSON."""
    from geo import mapview  # Folium is slow to import, and the API needs none of it.

    return mapview.compact(marks(filter)).encode()
