"""Where the raids and compounds of a layer stand: worked out once, held as columns.

Every raid, and after them every compound, has a number, and every number a place: a point
with its precision, a province, or nowhere. Engines answer a filter by numbers; what stands
where follows from them by arithmetic on whole columns, whose cost per row is a few
nanoseconds.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from geo.model.filter import Filter
from geo.model.layer import Layer
from geo.query.numbered import Numbered, Numbers

PRECISIONS = ("site", "neighbourhood", "town", "district", "province", "country")
"""From the finest to the coarsest."""

KEYS = {"raids": "raid_id", "compounds": "compound_id"}
"""The tables whose rows stand somewhere, and the column of their ids."""

TABLES = tuple(KEYS)

_COLUMNS = ["lat", "lon", "location_precision", "province_code"]

DIGITS = 5
"""Decimals of a degree that a place is told apart by: about a metre."""


def named(of: str, lat: float, lon: float, within: str) -> str:
    """The id of a mark at a point or in a cell, as `marks.js` puts it together too.

    Parameters
    ----------
    of : str
        Table of the rows that stand there.
    lat, lon : float
        Degrees of WGS 84.
    within : str
        The precision of a point, or the side of a cell in degrees.

    Examples
    --------
    >>> named("raids", 11.55, 104.0, "town")
    'raids@11.55@104@town'
    """
    degrees = (f"{value:.{DIGITS}f}".rstrip("0").rstrip(".") for value in (lat, lon))
    return "@".join([of, *degrees, within])


def standing(tables: Numbered, filter: Filter, raids: int) -> Numbers:
    """Numbers of the raids and compounds that a filter means, in ascending order.

    Parameters
    ----------
    tables : Numbered
        The layer, in any engine.
    filter : Filter
        Which rows are meant.
    raids : int
        How many raids there are, after which the compounds are counted.
    """
    chosen = [
        tables.numbers(table, filter) + first
        for table, first in zip(TABLES, (0, raids), strict=True)
    ]
    return np.concatenate(chosen)


class Places:
    """The places of one layer, and which of them each row has.

    Attributes
    ----------
    at, area : array of int
        Number of a row to its place, and to the position of its province in `provinces`.
    provinces : tuple of str
        Codes, of which the empty one stands for rows whose province is not known.
    of : array of int
        Place to the position of its table in `TABLES`.
    lat, lon : array of float
        Place to its degrees of WGS 84; NaN where it is no point.
    precision : array of int
        Place to the position of its precision in `PRECISIONS`; -1 where it is no point.
    within : array of int
        Place to the position of its province in `provinces`, where it is no point; else -1.
    """

    def __init__(self, layer: Layer) -> None:
        frames = [layer[table][_COLUMNS].assign(of=at) for at, table in enumerate(TABLES)]
        rows = pd.concat(frames, ignore_index=True)
        self.area, codes = pd.factorize(rows["province_code"].fillna(""), sort=True)
        self.provinces = tuple(codes)
        pointed = rows["lat"].notna().to_numpy()
        rank = pd.Categorical(rows["location_precision"], PRECISIONS).codes
        # Points that differ in no digit that is drawn are one place.
        keys = pd.DataFrame(
            {
                "of": rows["of"],
                "lat": rows["lat"].round(DIGITS),
                "lon": rows["lon"].round(DIGITS),
                "precision": np.where(pointed, rank, -1),
                "within": np.where(pointed, -1, self.area),
            }
        )
        self.at = keys.groupby(list(keys), dropna=False, sort=False).ngroup().to_numpy()
        places = keys.drop_duplicates()
        self.of, self.lat, self.lon = (places[key].to_numpy() for key in ("of", "lat", "lon"))
        self.precision, self.within = (places[key].to_numpy() for key in ("precision", "within"))
        self._grids: dict[float, tuple[Numbers, npt.NDArray[np.float64]]] = {}

    def __len__(self) -> int:
        """How many places there are."""
        return len(self.of)

    def id(self, place: int) -> str:
        """Names a point in a click; the same for every filter."""
        precision = PRECISIONS[self.precision[place]]
        return named(TABLES[self.of[place]], self.lat[place], self.lon[place], precision)

    def by_province(self, numbers: Numbers) -> dict[str, int]:
        """How many of some rows each province has, by its code."""
        counts = np.bincount(self.area[numbers], minlength=len(self.provinces)).tolist()
        return {code: n for code, n in zip(self.provinces, counts, strict=True) if code and n}

    def cells(self, step: float) -> tuple[Numbers, npt.NDArray[np.float64]]:
        """The cell of each place in a grid of so many degrees, and the middles of the cells.

        Returns
        -------
        cell : array of int
            Place to the position of its cell.
        middles : array of float, two columns
            Latitude and longitude of each cell's middle, in degrees.
        """
        if step not in self._grids:
            grid = np.floor(np.column_stack([self.lat, self.lon]) / step)
            corners, cell = np.unique(np.nan_to_num(grid), axis=0, return_inverse=True)
            self._grids[step] = (cell.reshape(-1), (corners + 0.5) * step)
        return self._grids[step]
