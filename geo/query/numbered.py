"""The rows of a layer by their numbers, so that an engine answers a filter with those alone."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from geo.model.filter import Filter
from geo.model.layer import Layer
from geo.query.selection import select

NUMBER = "number"
"""Name of the column that numbers the rows; no column of the layer is called so."""

KEPT = 64
"""How many answers are kept: what shows one filter asks several times for the same rows."""

Numbers = npt.NDArray[np.int64]


class Numbered:
    """The tables of a layer, each with a column that counts its rows from 0.

    Parameters
    ----------
    layer : Layer
    engine : callable, optional
        Turns a DataFrame into the frame of the engine that is to apply filters; pandas does
        otherwise.
    """

    def __init__(self, layer: Layer, engine: Callable[[pd.DataFrame], Any] | None = None) -> None:
        self._layer = layer
        self._engine = engine or (lambda rows: rows)
        self._held: dict[str, Any] = {}
        self._kept = lru_cache(KEPT)(self._numbers)

    def __getitem__(self, table: str) -> Any:
        """One table, as the layer has it and with `number`."""
        if table not in self._held:
            rows = self._layer[table]
            self._held[table] = self._engine(rows.assign(**{NUMBER: np.arange(len(rows))}))
        return self._held[table]

    def numbers(self, table: str, filter: Filter) -> Numbers:
        """Numbers of the rows of one table that a filter means, in the order of every answer.

        They are shared, and cannot be written to.
        """
        return self._kept(table, filter)

    def rows(self, table: str, filter: Filter) -> pd.DataFrame:
        """The rows of :func:`geo.query.selection.rows`, chosen by the engine."""
        chosen = self._layer[table][list(self._layer.package[table].columns)]
        return chosen.take(self.numbers(table, filter)).reset_index(drop=True)

    def _numbers(self, table: str, filter: Filter) -> Numbers:
        chosen = select(self, table, filter).select(NUMBER)
        numbers = np.sort(chosen.collect()[NUMBER].to_numpy())
        numbers.flags.writeable = False
        return numbers
