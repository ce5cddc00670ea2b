"""A filter in words, and the other things that are said rather than drawn."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date, timedelta
from functools import lru_cache

from babel.dates import format_date
from babel.lists import format_list
from babel.numbers import format_decimal

from geo.model.filter import Filter
from geo.model.ranges import Total
from geo.model.vocabulary import Vocabulary
from geo.query.selection import bearing

LOCALE = "en_GB"

SAID = 10_000
"""How many counts and days are kept in words: charts say the same small ones time and again."""

DATES = ("from", "to")
"""The two parameters that are said as one."""


@lru_cache(SAID)
def number(value: int) -> str:
    """A count as readers see it: 4,013."""
    return format_decimal(value, locale=LOCALE)


@lru_cache(SAID)
def day(value: date) -> str:
    """A day as readers see it: 1 August 2022."""
    return format_date(value, "d MMMM yyyy", locale=LOCALE)


def period(first: date | None, last: date | None) -> str:
    """An interval of days in the fewest words; an open end is said.

    Examples
    --------
    >>> period(date(2022, 8, 1), date(2022, 10, 31))
    'August to October 2022'
    >>> period(date(2022, 9, 17), date(2022, 9, 17))
    '17 September 2022'
    """
    if first and last:
        if first == last:
            return day(first)
        if first.day == 1 and (last + timedelta(days=1)).day == 1:
            return _months(first, last)
        pattern = "d MMMM" if first.year == last.year else "d MMMM yyyy"
        return f"{format_date(first, pattern, locale=LOCALE)} to {day(last)}"
    if first:
        return f"from {day(first)}"
    return f"until {day(last)}" if last else ""


def _months(first: date, last: date) -> str:
    if (first.month, last.month) == (1, 12):
        return str(first.year) if first.year == last.year else f"{first.year} to {last.year}"
    end = format_date(last, "MMMM yyyy", locale=LOCALE)
    if (first.year, first.month) == (last.year, last.month):
        return end
    pattern = "MMMM" if first.year == last.year else "MMMM yyyy"
    return f"{format_date(first, pattern, locale=LOCALE)} to {end}"


def _either(names: list[str]) -> str:
    return str(format_list(names, style="or", locale=LOCALE))


def parts(filter: Filter, vocabulary: Vocabulary) -> dict[str, str]:
    """What each restricting parameter says, in words.

    Returns
    -------
    dict
        Parameter to words; the dates stand together under `from`.
    """
    said: dict[str, str] = {}
    if filter.province:
        said["province"] = _either([vocabulary.province[code] for code in filter.province])
    if filter.from_ or filter.to:
        said["from"] = period(filter.from_, filter.to)
    if filter.nationality:
        said["nationality"] = _either([vocabulary.nationality[c] for c in filter.nationality])
    if filter.kind:
        said["kind"] = _either([vocabulary.kind[k].lower() for k in filter.kind])
    if filter.confidence:
        said["confidence"] = _either([vocabulary.confidence[c].lower() for c in filter.confidence])
    if filter.compound:
        said["compound"] = vocabulary.compound[filter.compound]
    if filter.q:
        said["q"] = f"“{filter.q}”"
    return said


def chips(filter: Filter, vocabulary: Vocabulary) -> dict[str, str]:
    """The parts of a filter that can be taken away one by one.

    Returns
    -------
    dict
        `parameter=value` to words; the dates are one part.
    """
    names: dict[str, Mapping[str, str]] = {
        "province": vocabulary.province,
        "nationality": vocabulary.nationality,
        "kind": vocabulary.kind,
        "confidence": vocabulary.confidence,
        "compound": vocabulary.compound,
    }
    said = {}
    for name, value in filter.to_params():
        if name not in DATES:
            said[f"{name}={value}"] = names[name][value] if name in names else f"“{value}”"
    if filter.from_ or filter.to:
        said["dates"] = period(filter.from_, filter.to)
    return said


def remaining(filter: Filter, kept: Collection[str]) -> list[tuple[str, str]]:
    """The parameters of a filter of which only these `chips` are kept."""
    return [
        (name, value)
        for name, value in filter.to_params()
        if ("dates" if name in DATES else f"{name}={value}") in kept
    ]


def sentence(
    filter: Filter, vocabulary: Vocabulary, rows: int, of: int, noun: str = "raids", *,
    table: str = "raids", chosen: Iterable[str] = (),
) -> str:  # fmt: skip
    """The filter in one sentence, with how many rows it leaves.

    Parameters
    ----------
    filter : Filter
    vocabulary : Vocabulary
    rows, of : int
        How many rows are left, and how many there are.
    noun : str
        What the rows are called.
    table : str
        Of which they are: what has no bearing on it is said apart.
    chosen : iterable of str
        What the rows were chosen by besides.

    Examples
    --------
    A filter of one province and three months reads
    `38 of 612 raids: Preah Sihanouk; August to October 2022`. With a kind too, that of claims
    reads `26 of 602 claims: Preah Sihanouk; August to October 2022 (not filtered by kind)`.
    """
    said = parts(filter, vocabulary)
    known = bearing(table)
    telling = "; ".join([*(text for name, text in said.items() if name in known), *chosen])
    found = f"{number(rows)} of {number(of)} {noun}: {telling}"
    idle = [_called(name) for name in said if name not in known]
    apart = f" (not filtered by {_either(idle)})" if idle else ""
    return f"{found if telling else f'All {number(of)} {noun}'}{apart}"


def _called(parameter: str) -> str:
    """What a part of a filter is called, under the parameter that `parts` has it by."""
    return {"from": "dates", "q": "words"}.get(parameter, parameter)


def nothing(compounds: int) -> str:
    """What is said of a filter that leaves no raid.

    Parameters
    ----------
    compounds : int
        How many it leaves.

    Examples
    --------
    >>> nothing(1)
    'No raid fits all of these; 1 compound does.'
    """
    if not compounds:
        return "No raid fits all of these."
    fit = "compound does" if compounds == 1 else "compounds do"
    return f"No raid fits all of these; {number(compounds)} {fit}."


def loosened(without: Mapping[str, int]) -> str:
    """Which part of a filter that leaves nothing to take away, in words.

    Parameters
    ----------
    without : mapping of str to int
        Parameter to the number of raids that there would be without it.
    """
    found = {name: raids for name, raids in without.items() if raids}
    if not found:
        return "No single part is the cause: take several away, or clear all."
    ways = [
        f"without the {_called(name)} there " + ("is 1" if raids == 1 else f"are {number(raids)}")
        for name, raids in found.items()
    ]
    return f"{format_list(ways, style='or', locale=LOCALE).capitalize()}."


def coverage(total: Total) -> str:
    """How many of the rows have a figure, in words."""
    return f"from {number(total.known)} of {number(total.rows)} raids"
