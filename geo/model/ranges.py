"""Counts as ranges: `597`, `400–500`, `≥ 4,000`, `≤ 2,000`, `—`, and how they add."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

MEASURES = ("found", "released", "arrested", "deported", "repatriated", "deaths")
"""What a raid counts; measures describe overlapping groups and are never added together."""


@dataclass(frozen=True)
class Range:
    """A number of people as reported: at least `min`, at most `max`.

    Attributes
    ----------
    min, max : int or None
        None where the source leaves that end open. Both None: no figure.

    Raises
    ------
    ValueError
        When an end is negative or `min` is above `max`.

    Examples
    --------
    >>> str(Range(400, 500) + Range(4000, None))
    '≥ 4,400'
    >>> str(Range(None, 2000))
    '≤ 2,000'
    """

    min: int | None = None
    max: int | None = None

    def __post_init__(self) -> None:
        if (self.min or 0) < 0 or (self.max or 0) < 0:
            raise ValueError(f"a count cannot be negative: {self.min}..{self.max}")
        if self.min is not None and self.max is not None and self.min > self.max:
            raise ValueError(f"the lower end is above the upper end: {self.min}..{self.max}")

    @property
    def known(self) -> bool:
        """Whether there is a figure at all."""
        return self.min is not None or self.max is not None

    def __add__(self, other: Range) -> Range:
        """Add lower ends and upper ends apart.

        An open lower end adds 0; an open upper end opens the sum's; a range with no
        figure adds nothing.
        """
        if not self.known or not other.known:
            return self if self.known else other
        return added((self, other))

    def __str__(self) -> str:
        if not self.known:
            return "—"
        if self.max is None:
            return f"≥ {self.min:,}"
        if self.min == self.max:
            return f"{self.max:,}"
        return f"{self.min:,}–{self.max:,}" if self.min else f"≤ {self.max:,}"


@dataclass(frozen=True)
class Total:
    """A sum of ranges, with how many of the rows had a figure.

    Attributes
    ----------
    range : Range
        The sum.
    known, rows : int
        `known` of `rows` rows have a figure for the measure.
    """

    range: Range
    known: int
    rows: int


def added(ranges: Iterable[Range]) -> Range:
    """Ranges added in one go.

    A sum is a statement about all its rows, so its lower end is 0 where none is known, not open.

    Examples
    --------
    >>> str(added([Range(None, 500), Range(), Range(597, 597)])), str(added([Range()]))
    ('597–1,097', '—')
    """
    known = [each for each in ranges if each.known]
    tops = [each.max for each in known if each.max is not None]
    top = sum(tops) if len(tops) == len(known) else None
    return Range(sum(each.min or 0 for each in known), top) if known else Range()


def total(ranges: Iterable[Range]) -> Total:
    """Add ranges up, and say how many of them have a figure.

    Examples
    --------
    >>> total([Range(597, 597), Range(), Range(None, 500)])
    Total(range=Range(min=597, max=1097), known=2, rows=3)
    """
    every = list(ranges)
    return Total(added(every), sum(each.known for each in every), len(every))
