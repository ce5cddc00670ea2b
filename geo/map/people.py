"""How many people the raids of a layer tell of, as columns that are summed at once.

The sums are those of :func:`geo.model.ranges.total`.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from geo.model.ranges import MEASURES, Range, Total
from geo.query.numbered import Numbers


class People:
    """The figures of a layer's raids.

    Parameters
    ----------
    raids : DataFrame
        The raids of a layer, in the order of their numbers.
    """

    def __init__(self, raids: pd.DataFrame) -> None:
        ends = [[raids[f"{m}_{end}"] for m in MEASURES] for end in ("min", "max")]
        low, high = (np.stack([c.fillna(0).to_numpy("int64") for c in end]) for end in ends)
        given, closed = (np.stack([c.notna().to_numpy() for c in end]) for end in ends)
        known = given | closed
        self._given, self._figures = (given, closed), (low, high, closed, known)
        self._counted = (raids["counted"] == "yes").to_numpy()
        # A lower end of 0 says as little of the size as an open one.
        size = np.where(known, np.where(low > 0, low, high), -1)
        largest = size.argmax(axis=0)[np.newaxis]
        self._largest = [
            np.where(self._counted, np.take_along_axis(column, largest, axis=0)[0], 0)
            for column in self._figures
        ]

    def figure(self, raid: int, measure: int) -> Range:
        """The figure of one raid, counted or not."""
        ends = zip(self._figures[:2], self._given, strict=True)
        low, high = (int(c[measure, raid]) if given[measure, raid] else None for c, given in ends)
        return Range(low, high)

    def totals(self, raids: Numbers) -> list[Total]:
        """The total of each measure over raids of these numbers, of which the counted ones add."""
        counted = raids[self._counted[raids]]
        sums = (column[:, counted].sum(axis=1).tolist() for column in self._figures)
        return [_total(each, len(raids)) for each in zip(*sums, strict=True)]

    def largest(self, raids: Numbers) -> Range:
        """The sum of the largest figure of each counted one among these raids."""
        sums = [int(column[raids].sum()) for column in self._largest]
        return _total(sums, len(raids)).range


def _total(sums: Sequence[int], rows: int) -> Total:
    """From the sums of lower ends, upper ends, closed upper ends and figures."""
    low, high, closed, known = sums
    added = Range(low, high if closed == known else None) if known else Range()
    return Total(added, known, rows)
