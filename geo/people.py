"""How many people the raids of a layer tell of, as columns that are summed at once.

The sums are those of :func:`geo.ranges.total`.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from geo.places import Numbers
from geo.ranges import MEASURES, Range, Total

LARGEST = len(MEASURES)
"""The column after those of the measures: of each raid, the largest of its figures."""


class People:
    """The figures of a layer's raids.

    Parameters
    ----------
    raids : DataFrame
        The raids of a layer, in the order of their numbers.
    """

    def __init__(self, raids: pd.DataFrame) -> None:
        ends = [[raids[f"{m}_{end}"] for m in MEASURES] for end in ("min", "max")]
        self._given = [np.column_stack([c.notna().to_numpy() for c in end]) for end in ends]
        low, high = (np.column_stack([c.fillna(0).to_numpy("int64") for c in end]) for end in ends)
        known = self._given[0] | self._given[1]
        # A lower end of 0 says as little of the size as an open one.
        size = np.where(known, np.where(low > 0, low, high), -1)
        largest = size.argmax(axis=1)[:, np.newaxis]
        self._low, self._high, self._closed, self._known = (
            np.column_stack([each, np.take_along_axis(each, largest, axis=1)])
            for each in (low, high, self._given[1], known)
        )
        self._counted = (raids["counted"] == "yes").to_numpy()

    def figure(self, raid: int, measure: int) -> Range:
        """The figure of one raid, counted or not."""
        low, high = (
            int(end[raid, measure]) if given[raid, measure] else None
            for end, given in zip((self._low, self._high), self._given, strict=True)
        )
        return Range(low, high)

    def totals(self, raids: Numbers) -> list[Total]:
        """The total of each measure over raids of these numbers, of which the counted ones add."""
        return self._totals(raids, slice(LARGEST))

    def largest(self, raids: Numbers) -> Range:
        """The sum of the largest figures of the counted ones among these raids."""
        return self._totals(raids, slice(LARGEST, None))[0].range

    def _totals(self, raids: Numbers, measures: slice) -> list[Total]:
        counted = raids[self._counted[raids]]
        low, high, closed, known = (
            column[counted, measures].sum(axis=0, dtype=np.int64).tolist()
            for column in (self._low, self._high, self._closed, self._known)
        )
        ends = zip(low, high, closed, known, strict=True)
        return [_total(*sums, rows=len(raids)) for sums in ends]


def _total(low: int, high: int, closed: int, known: int, rows: int) -> Total:
    sum_ = Range(low, high if closed == known else None) if known else Range()
    return Total(sum_, known, rows)
