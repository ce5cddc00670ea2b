"""Rows by the words that a reader knows them by."""

from __future__ import annotations

import pandas as pd

from geo.model.layer import Layer


def titles(layer: Layer, chosen: pd.DataFrame) -> pd.Series[str]:
    """What some rows of any table are called.

    Parameters
    ----------
    layer : Layer
    chosen : DataFrame
        Rows with all columns of their table.

    Returns
    -------
    Series
        By the index of `chosen`: the row's own title, statement or name, or else what it says
        of its raid or compound.
    """
    for column in ("title", "statement", "name"):
        if column in chosen:
            return chosen[column]
    if "raid_id" in chosen:
        names = layer["raids"].set_index("raid_id")["title"]
        said = chosen["nationality"] + " " + chosen["measure"] + ": "
        return said + chosen["raid_id"].map(names)
    names = layer["compounds"].set_index("compound_id")["name"]
    return chosen["compound_id"].map(names) + ": " + chosen["status"] + " " + chosen["date"]
