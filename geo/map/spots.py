"""Which rows share a mark: those of one point, or of one cell of a grid where points are many.

A browser can draw some hundred marks in the time of a frame, and be sent as many in some ten
thousand bytes. Beyond, points are gathered into cells, as coarse as their number asks for.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from geo.map.places import TABLES, Places
from geo.query.numbered import Numbers

POINTS = {"raids": 120, "compounds": 70}
"""Points of a table beyond which they are gathered into cells."""

CELLS = {"raids": 120, "compounds": 60}
"""Most cells of a table: so many circles with a number in each can be read at once."""

STEPS = (0.2, 0.3, 0.4, 0.5, 1.0, 2.0, 4.0)
"""Sides of a cell in degrees; the smallest that gives few enough cells is taken."""


@dataclass(frozen=True)
class Spot:
    """What shares a mark.

    Attributes
    ----------
    of : str
        Table of the rows at a point or in a cell; empty for those of a province or nowhere.
    at : int
        Position of the place, the cell, or the province.
    step : float
        Side of the cells in degrees; 0 where points stand for themselves.
    places : int
        How many places there are.
    numbers : array of int
        The rows, in the order of their tables.
    """

    of: str
    at: int
    step: float
    places: int
    numbers: Numbers


def spots(places: Places, numbers: Numbers) -> Iterator[Spot]:
    """What shares a mark, from one grouping of the rows by their places.

    Parameters
    ----------
    places : Places
        Where the rows of a layer stand.
    numbers : array of int
        The rows that are meant, in ascending order.
    """
    at = places.at[numbers]
    seen = np.flatnonzero(np.bincount(at, minlength=len(places)))
    # One key tells table and point or cell, or province: those of each follow another.
    width = len(places) + len(places.provinces)
    key = len(TABLES) * width + places.within[seen]
    steps = []
    for table, of in enumerate(TABLES):
        mine = (places.of[seen] == table) & (places.within[seen] < 0)
        step, cell = _gathered(places, of, seen[mine])
        key[mine] = table * width + cell
        steps.append(step)
    keys, spot, together = np.unique(key, return_inverse=True, return_counts=True)
    spot_of = np.zeros(len(places), dtype=np.uint16)  # Short, so that the sort is by radix.
    spot_of[seen] = spot
    shared = spot_of[at]
    order = np.argsort(shared, kind="stable")
    ends = np.cumsum(np.bincount(shared, minlength=len(keys)))
    for number, part in enumerate(np.split(numbers[order], ends)[: len(keys)]):
        table, position = divmod(int(keys[number]), width)
        of, step = (TABLES[table], steps[table]) if table < len(TABLES) else ("", 0.0)
        yield Spot(of, position, step, int(together[number]), part)


def _gathered(places: Places, of: str, points: Numbers) -> tuple[float, Numbers]:
    """The side of the cells that some points are gathered into, and the cell of each."""
    if len(points) <= POINTS[of]:
        return 0.0, points
    for step in STEPS:
        cells = places.cells(step)[0][points]
        if np.count_nonzero(np.bincount(cells)) <= CELLS[of]:
            break
    return step, cells
