"""Dates as intervals: what a partly known date covers, and when two intervals meet.

A date is written as far as it is known: `2022-09-17`, `2022-09` or `2022` (ISO 8601, EDTF
level 0). Dates stay ISO text in every table, where the order of the text is that of the
calendar; so the same comparison runs on every engine.
"""

from __future__ import annotations

import calendar
import re
from datetime import date

PRECISIONS = ("day", "week", "month", "quarter", "year")
"""From the finest to the coarsest."""

LONGEST = {"day": 2, "week": 10, "month": 45, "quarter": 120}
"""Days that an interval may last at a precision; a night's operation has two days."""

_PARTIAL = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", re.ASCII)


def bounds(text: str) -> tuple[date, date]:
    """The first and the last day that a partly known date covers.

    Parameters
    ----------
    text : str
        `YYYY`, `YYYY-MM` or `YYYY-MM-DD`.

    Returns
    -------
    tuple of date
        Both ends inclusive; the same day twice for a full date.

    Raises
    ------
    ValueError
        When the text is none of the three forms or no day of the calendar.

    Examples
    --------
    >>> bounds("2022-09")
    (datetime.date(2022, 9, 1), datetime.date(2022, 9, 30))
    """
    match = _PARTIAL.fullmatch(text)
    if not match:
        raise ValueError(f"{text!r} is not YYYY, YYYY-MM or YYYY-MM-DD")
    year, month, day = match.groups()
    first = date(int(year), int(month or 1), int(day or 1))
    last = first if month else first.replace(month=12)
    return first, last if day else last.replace(day=calendar.monthrange(last.year, last.month)[1])


def days(start: str, end: str) -> int:
    """How many days an interval of two full ISO dates lasts, both ends counted."""
    return (date.fromisoformat(end) - date.fromisoformat(start)).days + 1


def fits(precision: str, start: str, end: str) -> bool:
    """Whether an interval is short enough for the precision that it claims."""
    return days(start, end) <= LONGEST.get(precision, 10**6)


def coarser(than: str) -> tuple[str, ...]:
    """The precisions that are too coarse to say which month, or year, a row belongs to.

    Examples
    --------
    >>> coarser("month")
    ('quarter', 'year')
    """
    return PRECISIONS[PRECISIONS.index(than) + 1 :]
