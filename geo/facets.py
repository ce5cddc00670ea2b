"""How many raids each choice of the filter panel would leave."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import narwhals as nw

from geo.filter import REPEATABLE, Filter
from geo.selection import Tables, frame, select

COLUMN = {name: "province_code" if name == "province" else name for name in REPEATABLE}


def facets(tables: Tables, filter: Filter) -> Mapping[str, Mapping[str, int]]:
    """Count the raids behind every choice, the rest of the filter kept as it is.

    Parameters
    ----------
    tables : mapping of frames
        A layer, or frames of any engine that narwhals speaks.
    filter : Filter
        What is chosen now. Choices of one field widen each other, so that a field's own
        values are left out of its counts.

    Returns
    -------
    mapping
        Parameter to value to number of raids; a value with none is not in it.
    """
    return {name: _counts(tables, filter.without(name), name) for name in REPEATABLE}


def labelled(names: Mapping[str, str], counts: Mapping[str, int]) -> Callable[[str], str]:
    """Names of choices with the number of raids behind each."""
    return lambda value: f"{names[value]} ({counts.get(value, 0)})"


def _counts(tables: Tables, filter: Filter, name: str) -> Mapping[str, int]:
    column = COLUMN[name]
    if name == "nationality":
        rows = select(tables, "raids", filter).select("raid_id")
        items = frame(tables, "raid_nationalities").select("raid_id", column).unique()
        rows = items.join(rows, on="raid_id", how="inner")
    else:
        rows = select(tables, "raids", filter).filter(~nw.col(column).is_null())
    counted = rows.group_by(column).agg(nw.len().alias("raids")).collect()
    return {str(row[column]): int(row["raids"]) for row in counted.rows(named=True)}
