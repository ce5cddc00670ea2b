"""How many people the raids of a layer tell of, as columns that are summed at once.

The sums are those of :func:`geo.model.ranges.total`.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from geo.model.ranges import MEASURES, Range, Total
from geo.query.numbered import Numbers

Sums = npt.NDArray[np.int64]
"""Per measure, or per group and measure: what `People.sums` adds."""


class People:
    """The figures of a layer's raids.

    Parameters
    ----------
    raids : DataFrame
        The raids of a layer, in the order of their numbers.
    """

    def __init__(self, raids: pd.DataFrame) -> None:
        self._ends = [[raids[f"{m}_{end}"] for m in MEASURES] for end in ("min", "max")]
        low, high = (
            np.stack([column.to_numpy("float64", na_value=np.nan) for column in end], axis=1)
            for end in self._ends
        )
        known = ~(np.isnan(low) & np.isnan(high))
        # Most raids have one figure or two: each that counts is held once, in the raids' order.
        counted = (raids["counted"] == "yes").to_numpy()
        at = self._raid, self._measure = np.nonzero(known & counted[:, np.newaxis])
        closed = (~np.isnan(high[at])).astype("float64")
        self._figures = np.nan_to_num(low[at]), np.nan_to_num(high[at]), closed
        self._raids = len(raids)

    def figure(self, raid: int, measure: int) -> Range:
        """The figure of one raid, counted or not."""
        ends = (columns[measure].array[raid] for columns in self._ends)
        return Range(*(None if pd.isna(end) else int(end) for end in ends))

    def sums(self, groups: Sequence[Numbers]) -> Sums:
        """Lower ends, upper ends, closed upper ends and figures of each measure, by group.

        Parameters
        ----------
        groups : sequence of array of int
            Numbers of raids, each of which stands in one group at most.
        """
        first = np.full(self._raids, len(groups) * len(MEASURES))
        for at, raids in enumerate(groups):
            first[raids] = at * len(MEASURES)
        key = first[self._raid] + self._measure
        size = (len(groups) + 1) * len(MEASURES)  # The last are those of no group.
        added = [np.bincount(key, column, size) for column in self._figures]
        every = np.stack([*added, np.bincount(key, minlength=size)], axis=1)
        return every.astype("int64").reshape(-1, len(MEASURES), every.shape[1])[:-1]


def totals(sums: Sums, rows: int) -> list[Total]:
    """The total of each measure over so many raids, from the sums of their group."""
    return [_total(each, rows) for each in sums.reshape(len(MEASURES), -1).tolist()]


def size(people: Range) -> int:
    """People as which a range is drawn; a lower end of 0 says as little as an open one."""
    return people.min or people.max or 0


def most(totals: Sequence[Total]) -> int:
    """Position of the measure that counts most people."""
    sizes = [size(total.range) for total in totals]
    return sizes.index(max(sizes))


def _total(sums: Sequence[int], rows: int) -> Total:
    """From the sums of lower ends, upper ends, closed upper ends and figures."""
    low, high, closed, known = sums
    added = Range(low, high if closed == known else None) if known else Range()
    return Total(added, known, rows)
