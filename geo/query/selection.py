"""Applying the filter to a table: once, for every engine that narwhals speaks.

`tables` is anything that gives a frame for a table's name: a :class:`~geo.model.layer.Layer`, or a
dict of pandas, Polars, DuckDB, Dask or Spark frames of the same columns.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple, Protocol

import narwhals as nw
import pandas as pd

from geo.model.filter import PARAMETERS, Filter
from geo.model.layer import Layer
from geo.model.vocabulary import vocabulary

Frame = nw.LazyFrame[Any]

AFTER_EVERY_DAY = "~"
"""Sorts after `-` and every digit: `2022-09~` is after each day of that month."""


class Tables(Protocol):
    """What gives the frame of a table by its name."""

    def __getitem__(self, table: str, /) -> Any: ...


def frame(tables: Tables, table: str) -> Frame:
    """One table as a lazy narwhals frame, whatever engine holds it."""
    rows: Frame = nw.from_native(tables[table]).lazy()
    return rows


def select(tables: Tables, table: str, filter: Filter) -> Frame:
    """The rows of one table that a filter means; order is not promised.

    A field that the table has no notion of is left alone.

    Parameters
    ----------
    tables : mapping of frames
        Gives every table that the filter needs, and `search` when it has words.
    table : str
        A table of the data package.
    filter : Filter
        Which rows are meant.

    Returns
    -------
    LazyFrame
        The table's own columns.

    Raises
    ------
    ParameterError
        When a layer does not know a value of the filter.
    """
    if filter and isinstance(tables, Layer):
        Filter.from_params(filter.to_params(), vocabulary(tables))
    rows = frame(tables, table)
    rule = _RULES.get(table)
    return rule.restrict(tables, rows, filter) if filter and rule else rows


def bearing(table: str) -> tuple[str, ...]:
    """The parameters of the filter that have an effect on a table; it is told no other.

    Examples
    --------
    >>> bearing("places")
    ('province',)
    """
    rule = _RULES.get(table)
    return rule.parameters if rule else ()


def rows(layer: Layer, table: str, filter: Filter) -> pd.DataFrame:
    """The rows of one table that a filter means, in the order of every answer.

    Returns
    -------
    DataFrame
        The columns of the data package, sorted by `date_start, raid_id` for raids and by
        the key for every other table.
    """
    resource = layer.package[table]
    chosen = select(layer, table, filter).collect().to_native()
    return chosen.sort_values(list(resource.order), kind="stable", ignore_index=True)[
        list(resource.columns)
    ]


def among(rows: Frame, column: str, values: tuple[str, ...]) -> Frame:
    """Rows whose cell is one of some values; all where none is asked for."""
    return rows.filter(nw.col(column).is_in(values)) if values else rows


def _in(rows: Frame, others: Frame, key: str) -> Frame:
    """Rows whose key stands in another frame; an inner join, which every engine has."""
    return rows.join(others.select(key).unique(), on=key, how="inner")


def _overlapping(rows: Frame, filter: Filter, start: nw.Expr, end: nw.Expr) -> Frame:
    """Rows whose interval, given by ISO dates known to the day, month or year, overlaps."""
    if filter.to:
        rows = rows.filter(start <= nw.lit(filter.to.isoformat()))
    if filter.from_:
        last = nw.concat_str([end, nw.lit(AFTER_EVERY_DAY)])
        rows = rows.filter(last >= nw.lit(filter.from_.isoformat()))
    return rows


def _holding(tables: Tables, table: str, key: str, rows: Frame, filter: Filter) -> Frame:
    """Rows in whose text each word of the filter stands."""
    if not filter.words:
        return rows
    found = frame(tables, "search").filter(nw.col("table") == nw.lit(table))
    for word in filter.words:
        found = found.filter(nw.col("text").str.contains(word, literal=True))
    return _in(rows, found.select(nw.col("key").alias(key)), key)


def _of_compound(rows: Frame, filter: Filter) -> Frame:
    return among(rows, "compound_id", (filter.compound,) if filter.compound else ())


def _raids(tables: Tables, rows: Frame, filter: Filter) -> Frame:
    rows = among(rows, "province_code", filter.province)
    rows = among(rows, "kind", filter.kind)
    rows = among(rows, "confidence", filter.confidence)
    rows = _of_compound(rows, filter)
    rows = _overlapping(rows, filter, nw.col("date_start"), nw.col("date_end"))
    if filter.nationality:
        named = among(frame(tables, "raid_nationalities"), "nationality", filter.nationality)
        rows = _in(rows, named, "raid_id")
    return _holding(tables, "raids", "raid_id", rows, filter)


def _raid_nationalities(tables: Tables, rows: Frame, filter: Filter) -> Frame:
    rows = among(rows, "nationality", filter.nationality)
    return _in(rows, select(tables, "raids", filter), "raid_id")


def _places_of_compounds(tables: Tables, rows: Frame, filter: Filter) -> Frame:
    rows = _of_compound(among(rows, "province_code", filter.province), filter)
    return _holding(tables, "compounds", "compound_id", rows, filter)


def _compounds(tables: Tables, rows: Frame, filter: Filter) -> Frame:
    rows = _places_of_compounds(tables, rows, filter)
    if filter.from_ or filter.to:
        dated = _overlapping(
            frame(tables, "compound_status"), filter, nw.col("date"), nw.col("date")
        )
        rows = _in(rows, dated, "compound_id")
    return rows


def _compound_status(tables: Tables, rows: Frame, filter: Filter) -> Frame:
    compounds = _places_of_compounds(tables, frame(tables, "compounds"), filter)
    rows = _in(rows, compounds, "compound_id")
    return _overlapping(rows, filter, nw.col("date"), nw.col("date"))


def _claims(tables: Tables, rows: Frame, filter: Filter) -> Frame:
    rows = among(rows, "province_code", filter.province)
    rows = among(rows, "nationality", filter.nationality)
    # A claim speaks of its period; "so far" has no start, and one with neither of its own day.
    said, end = nw.col("date"), nw.col("period_end")
    start = nw.coalesce(nw.col("period_start"), end, said)
    rows = _overlapping(rows, filter, start, nw.coalesce(end, said))
    return _holding(tables, "claims", "claim_id", rows, filter)


def _dated(tables: Tables, rows: Frame, filter: Filter) -> Frame:
    return _overlapping(rows, filter, nw.col("date"), nw.col("date"))


def _by_province(tables: Tables, rows: Frame, filter: Filter) -> Frame:
    return among(rows, "province_code", filter.province)


def _sources(tables: Tables, rows: Frame, filter: Filter) -> Frame:
    raids = select(tables, "raids", filter).select("source_ids").collect()
    itemised = select(tables, "raid_nationalities", filter).select("source_id").collect()
    named = set(itemised["source_id"].to_list())
    for several in raids["source_ids"].to_list():
        named.update(several.split("|"))
    return rows.filter(nw.col("source_id").is_in(sorted(named)))


class Rule(NamedTuple):
    """How a filter narrows one table, and by which of its parameters alone."""

    restrict: Callable[[Tables, Frame, Filter], Frame]
    parameters: tuple[str, ...] = PARAMETERS


_DATES = ("from", "to")
_OF_COMPOUNDS = ("province", *_DATES, "compound", "q")

_RULES: Mapping[str, Rule] = {
    "raids": Rule(_raids),
    "raid_nationalities": Rule(_raid_nationalities),
    "compounds": Rule(_compounds, _OF_COMPOUNDS),
    "compound_status": Rule(_compound_status, _OF_COMPOUNDS),
    "claims": Rule(_claims, ("province", *_DATES, "nationality", "q")),
    "sources": Rule(_sources),
    "policy_events": Rule(_dated, _DATES),
    "changelog": Rule(_dated, _DATES),
    "provinces": Rule(_by_province, ("province",)),
    "places": Rule(_by_province, ("province",)),
}
