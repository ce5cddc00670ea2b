"""The rows of a layer by their numbers, so that an engine answers a filter with those alone."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from geo.model.filter import Filter
from geo.model.layer import Layer
from geo.query.selection import Tables, select

NUMBER = "number"
"""Name of the column that numbers the rows; no column of the layer is called so."""

Numbers = npt.NDArray[np.int64]


class Numbered:
    """The tables of a layer, each with a column that counts its rows from 0."""

    def __init__(self, layer: Layer) -> None:
        self._layer = layer

    def __getitem__(self, table: str) -> pd.DataFrame:
        """One table, as the layer has it and with `number`."""
        rows = self._layer[table]
        return rows.assign(**{NUMBER: np.arange(len(rows))})


def rows(layer: Layer, table: str, filter: Filter, tables: Tables) -> pd.DataFrame:
    """The rows of :func:`geo.query.selection.rows`, chosen by another engine.

    Parameters
    ----------
    layer : Layer
        Where the rows come from.
    table, filter
    tables : mapping of frames
        Those of :class:`Numbered` in the engine that is to apply the filter.
    """
    chosen = layer[table][list(layer.package[table].columns)]
    return chosen.take(numbers(tables, table, filter)).reset_index(drop=True)


def numbers(tables: Tables, table: str, filter: Filter) -> Numbers:
    """Numbers of the rows of one table that a filter means, in the order of every answer.

    Parameters
    ----------
    tables : mapping of frames
        Those of :class:`Numbered`, in any engine.
    table : str
    filter : Filter
        Which rows are meant.
    """
    chosen = select(tables, table, filter).select(NUMBER)
    return np.sort(chosen.collect()[NUMBER].to_numpy())
