"""How many raids there are behind each choice of the filter panel."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import narwhals as nw

from geo.model.filter import REPEATABLE
from geo.query.selection import Tables, frame

COLUMN = {name: "province_code" if name == "province" else name for name in REPEATABLE}


def facets(tables: Tables) -> Mapping[str, Mapping[str, int]]:
    """Count the raids of the whole layer behind every choice.

    The counts do not follow the filter: Streamlit knows a choice by its label, and takes one
    whose label has changed for another.

    Parameters
    ----------
    tables : mapping of frames
        A layer, or frames of any engine that narwhals speaks.

    Returns
    -------
    mapping
        Parameter to value to number of raids; a value with none is not in it.
    """
    return {name: _counts(tables, name) for name in REPEATABLE}


def labelled(names: Mapping[str, str], counts: Mapping[str, int]) -> Callable[[str], str]:
    """Names of choices with the number of raids behind each."""
    return lambda value: f"{names[value]} ({counts.get(value, 0)})"


def _counts(tables: Tables, name: str) -> Mapping[str, int]:
    table = "raid_nationalities" if name == "nationality" else "raids"
    column = COLUMN[name]
    # A raid has a row for each measure of a nationality, and is still one raid of it.
    rows = frame(tables, table).select("raid_id", column).unique()
    rows = rows.filter(~nw.col(column).is_null())
    counted = rows.group_by(column).agg(nw.len().alias("raids")).collect()
    return {str(row[column]): int(row["raids"]) for row in counted.rows(named=True)}
