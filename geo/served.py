"""The layer that this process serves, and what has been worked out of it: one cache for all."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache, lru_cache
from typing import TYPE_CHECKING

import pandas as pd

from geo import facets as facets_of
from geo import marks as marks_of
from geo import record, selection, settings
from geo import shading as shading_of
from geo.exports import export
from geo.filter import Filter
from geo.layer import Layer, load
from geo.summary import UNKNOWN, Summary, summarise
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
    return load(settings.data()).read_all()


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


@lru_cache(KEPT)
def marks(filter: Filter) -> marks_of.Marks:
    """What the map shows."""
    return marks_of.marks(layer(), filter, tables())


@cache
def population() -> dict[str, int]:
    """Code of a province to its inhabitants, where the layer has them."""
    provinces = layer()["provinces"]
    if "population" not in provinces:
        return {}
    known = provinces.dropna(subset="population")
    return dict(zip(known["province_code"], known["population"].astype(int), strict=True))


@cache
def shadings() -> dict[str, str]:
    """What the provinces can be shaded by: name in an address to title."""
    return shading_of.names(len(population()) == len(layer()["provinces"]))


@lru_cache(KEPT)
def shading(filter: Filter, name: str) -> shading_of.Shading:
    """How dark each province stands."""
    measure = shading_of.measure_of(name)
    if measure == "raids":
        figures = shading_of.counted(marks(filter).raids_by_province)
    else:
        figures = shading_of.summed(summary(filter, ("province",)).groups, measure)
    return shading_of.shading(figures, name, population())


@lru_cache(KEPT)
def facets(filter: Filter) -> Mapping[str, Mapping[str, int]]:
    """How many raids each choice of the filter panel would leave."""
    return facets_of.facets(tables(), filter)


@lru_cache(KEPT)
def map_marks(filter: Filter, shade: str) -> bytes:
    """What the browser draws the map's marks and shades from, as JSON."""
    from geo import mapview  # Folium is slow to import, and the API needs none of it.

    return mapview.compact(marks(filter), shading(filter, shade)).encode()


@lru_cache(KEPT)
def map_caption(filter: Filter) -> bytes:
    """What a picture of the map says beside it, as JSON."""
    from geo.caption import caption

    return json.dumps(caption(layer(), filter, summary(filter).total)).encode()


@lru_cache(8)
def takeaway(filter: Filter) -> bytes:
    """The map as one HTML file; few are kept, since each has a megabyte."""
    from geo import takeaway  # Folium is slow to import.

    return takeaway.takeaway(layer(), filter).encode()


@cache
def months() -> tuple[str, ...]:
    """The first and the last month in which a raid began, as `YYYY-MM`; none without raids."""
    known = [group.keys[0] for group in summary(Filter(), ("month",)).groups]
    known = [month for month in known if month != UNKNOWN]
    return (known[0], known[-1]) if known else ()
