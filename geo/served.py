"""The layer that this process serves, and what has been worked out of it: one cache for all.

This is the door at which settings come in: `GEO_DATA` names another data folder.
"""

from __future__ import annotations

import os
from functools import cache, lru_cache
from typing import TYPE_CHECKING

import pandas as pd

from geo import marks as marks_of
from geo import record, selection
from geo.exports import export
from geo.filter import Filter
from geo.layer import HOME, Layer, load
from geo.places import Numbered
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
    """The layer's tables, numbered, for an engine that answers sooner than the layer's own."""
    import polars as pl

    names = (*layer().package.resources, "search")
    numbered = Numbered(layer())
    return {name: pl.from_pandas(numbered[name]) for name in names}


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


@lru_cache(KEPT)
def marks(filter: Filter) -> marks_of.Marks:
    """What the map shows."""
    return marks_of.marks(layer(), filter, tables())


@lru_cache(KEPT)
def map_marks(filter: Filter) -> bytes:
    """What the browser draws the map's marks from, as JSON."""
    from geo import mapview  # Folium is slow to import, and the API needs none of it.

    return mapview.compact(marks(filter)).encode()
