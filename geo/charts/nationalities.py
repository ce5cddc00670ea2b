"""Who was there: ranges per nationality, what is only mentioned, and what is not itemised."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain

import numpy as np
import numpy.typing as npt
import pandas as pd

from geo.charts.bars import Bar, range_bars
from geo.charts.drawing import Plot
from geo.model.ranges import Range, Total, total
from geo.query.numbered import Numbers
from geo.query.sentence import coverage, number
from geo.query.summary import NOT_NAMED, UNKNOWN, Summary

MENTIONED = "mentioned without a number"
NAMES_NONE = "No nationality named"
NOT_ITEMISED = "Not itemised"
OTHERS = "Other nationalities"
"""Of the raids that name those a filter asks for."""

READING = (
    "A bar reaches to the lower end, a whisker to the upper end, and an arrow says that there is "
    "none. A raid stands under each nationality that it names; measures are never added."
)


Ends = npt.NDArray[np.float64]
"""Lower and upper end of raids, and lower and upper end of what they itemise, as rows."""


@dataclass(frozen=True)
class Rest:
    """What the raids' own figures hold beyond their itemised nationalities.

    Attributes
    ----------
    total : Total
        Lower and upper ends of each counted raid's rest added apart: the lower end is the
        raid's lower less the itemised upper, or 0 where that one is open; the upper end is the
        raid's upper less the itemised lower. `known` raids have a figure, of `rows`.
    whole : int
        Raids with a figure and not one itemised number: all of them is in the rest.
    unsaid : int
        Raids of which the rest cannot be said: anything from none upwards.
    figureless : int
        Raids that itemise a number and have no figure of their own: these have no rest.
    """

    total: Total
    whole: int
    unsaid: int
    figureless: int


@dataclass(frozen=True)
class Line:
    """One nationality and one measure.

    Attributes
    ----------
    code : str
        ISO 3166-1 alpha-3, `ZZZ`, `none`, or `OTHERS`.
    name : str
    raids : int
        Raids that name it.
    total : Total
        Of those of them that are counted.
    mentioned : int
        Raids that name it for the measure without a number.
    """

    code: str
    name: str
    raids: int
    total: Total
    mentioned: int


def rest(ends: Ends) -> Rest:
    """What some raids hold beyond their itemised nationalities.

    Parameters
    ----------
    ends : array of float, four rows
        As :func:`ends` gives it; what a raid itemises counts in full, whichever nationality a
        filter asks for.
    """
    low, high, itemised, upper = ends
    known, bare = ~(np.isnan(low) & np.isnan(high)), np.isnan(itemised)
    # Beyond an itemised figure with an open end there may be nobody.
    beyond = np.nan_to_num(low) - np.where(bare, 0, np.nan_to_num(upper, nan=np.inf))
    least = np.maximum(beyond, 0)[known]
    most = np.maximum(high - np.nan_to_num(itemised), 0)[known]
    opened = np.isnan(most)
    top = None if opened.any() else int(most.sum())
    figure = Range(int(least.sum()), top) if known.any() else Range()
    return Rest(
        Total(figure, int(known.sum()), ends.shape[1]),
        whole=int((known & bare).sum()),
        unsaid=int(((least == 0) & opened).sum()),
        figureless=int((~known & ~bare).sum()),
    )


def ends(raids: pd.DataFrame, items: pd.DataFrame, measure: str) -> Ends:
    """The lower and upper end of every raid, and those of what it itemises.

    Parameters
    ----------
    raids, items : DataFrame
        The tables of raids and of their nationalities.
    measure : str

    Returns
    -------
    array of float, four rows and a column a raid
        NaN where an end is open, and in the last two rows where nothing is itemised; all four
        are NaN of a raid that is not counted.
    """
    counts = ["count_min", "count_max"]
    items = items[(items["measure"] == measure) & items[counts].notna().any(axis=1)]
    by = items.groupby("raid_id")
    itemised = by[counts].sum().astype(float)
    itemised["count_max"] = itemised["count_max"].where(by["count_max"].count() == by.size())
    found = raids.set_index("raid_id")
    every = found[[f"{measure}_min", f"{measure}_max"]].astype(float).join(itemised)
    every = every.where(found["counted"] == "yes")
    return np.asarray(every, dtype=float).T


@dataclass(frozen=True)
class Mentions:
    """Every mention of a nationality without a number.

    Attributes
    ----------
    raids : array of int
        For each mention the number of its raid.
    pairs : array of int
        For each mention the position in `names`.
    names : list of (str, str)
        Nationality and measure.
    """

    raids: Numbers
    pairs: Numbers
    names: list[tuple[str, str]]


def mentions(raids: pd.DataFrame, items: pd.DataFrame) -> Mentions:
    """What the tables of raids and of their nationalities mention without a number."""
    bare = items[items["count_min"].isna() & items["count_max"].isna()]
    names = pd.MultiIndex.from_frame(bare[["nationality", "measure"]])
    pairs, different = names.factorize()
    return Mentions(
        pd.Index(raids["raid_id"]).get_indexer(bare["raid_id"]), pairs, different.to_list()
    )


def mentioned(every: Mentions, raids: Numbers, only: Sequence[str]) -> dict[tuple[str, str], int]:
    """Nationality and measure to how many raids name it without a number.

    Parameters
    ----------
    every : Mentions
    raids : array of int
        Numbers of the raids that are meant.
    only : sequence of str
        The nationalities that are meant; all where none is named.
    """
    its = np.isin(every.raids, raids)
    counts = np.bincount(every.pairs[its], minlength=len(every.names)).tolist()
    found = zip(every.names, counts, strict=True)
    return {name: n for name, n in found if n and (not only or name[0] in only)}


def lines(
    summary: Summary,
    measure: str,
    mentions: Mapping[tuple[str, str], int],
    names: Mapping[str, str],
) -> tuple[Line, ...]:
    """The nationalities of a summary, those with the most people first, `none` at the end.

    Parameters
    ----------
    summary : Summary
        By nationality.
    measure : str
    mentions : mapping of (str, str) to int
        As :func:`mentioned` gives it.
    names : mapping of str to str
        Code to name.
    """
    made = (
        Line(
            group.keys[0],
            names.get(group.keys[0], NAMES_NONE),
            group.raids,
            group.totals[measure],
            mentions.get((group.keys[0], measure), 0),
        )
        for group in summary.groups
    )
    return tuple(sorted(made, key=_rank))


def _rank(line: Line) -> tuple[bool, int, int, str]:
    figure = line.total.range
    return (line.code == NOT_NAMED, -(figure.min or 0), -(figure.max or 0), line.name)


def others(
    raids: pd.DataFrame,
    items: pd.DataFrame,
    raid_of: Numbers,
    meant: Numbers,
    own: Numbers,
    *,
    measure: str,
) -> Line:
    """What the raids of a filter say of other nationalities than those it asks for.

    Parameters
    ----------
    raids, items : DataFrame
        The tables of raids and of their nationalities.
    raid_of : array of int
        For each of `items` the number of its raid.
    meant, own : array of int
        Numbers of the raids, and of the items, that the filter means.
    measure : str
    """
    left = np.isin(raid_of, meant)
    left[own] = False
    its = items[left]
    counted = (raids["counted"] == "yes").to_numpy()[raid_of[left]]
    of_it, known = its["measure"] == measure, its[["count_min", "count_max"]].notna().any(axis=1)
    numbered, bare = its[of_it & known & counted], its[of_it & ~known]
    top = numbered["count_max"]
    figure = Range(int(numbered["count_min"].sum()), None if top.isna().any() else int(top.sum()))
    named = its["raid_id"].nunique()
    return Line(
        OTHERS,
        OTHERS,
        named,
        Total(Range() if numbered.empty else figure, numbered["raid_id"].nunique(), named),
        bare["raid_id"].nunique(),
    )


def ranges(name: str, series: Mapping[str, tuple[Sequence[Line], Rest]], measure: str) -> Plot:
    """Ranges per nationality, and what is not itemised, of one filter or of two.

    Parameters
    ----------
    name : str
        Of the chart's files.
    series : mapping of str to (sequence of Line, Rest)
        What each filter is called, to its nationalities and rest.
    measure : str
    """
    groups = list(series)
    its = {group: {line.code: line for line in found} for group, (found, _) in series.items()}
    named = names_in_order(*(found for found, _ in series.values()))
    ordered = [code for code in named if code != NOT_NAMED] + [OTHERS]
    bars = [
        Bar(_which(line.name, group), line.total.range, _note(line), group)
        for code in ordered
        for group in groups
        if (line := its[group].get(code)) and (line.total.known or line.mentioned)
    ]
    bars += [
        Bar(_which(NOT_ITEMISED, group), left.total.range, coverage(left.total), group)
        for group, (_, left) in series.items()
    ]
    return range_bars(name, bars, measure, "Nationality")


def _which(name: str, group: str) -> str:
    """A label that says by itself of which filter it is: `Indonesia · A`."""
    return f"{name} · {group.partition(':')[0]}" if group else name


def _note(line: Line) -> str:
    said = coverage(line.total)
    return f"{said}; {number(line.mentioned)} without a number" if line.mentioned else said


def table(found: Sequence[Line], left: Rest, measure: str) -> list[dict[str, object]]:
    """Every nationality with figure, coverage and mentions, as a reader sees them.

    Returns
    -------
    list of dict
        Raids are those that name the nationality; beside what is not itemised, all of them.
    """
    rows = [(line.name, line.total, line.mentioned) for line in found if line.code != NOT_NAMED]
    none = [(line.name, line.total, 0) for line in found if line.code == NOT_NAMED]
    return [
        {
            "Nationality": name,
            measure.capitalize(): str(total.range),
            "With a figure": total.known,
            "Raids": total.rows,
            "Mentioned without a number": mentions,
        }
        for name, total, mentions in [*rows, (NOT_ITEMISED, left.total, 0), *none]
    ]


def said(left: Rest, measure: str) -> str:
    """What is not itemised, in words, and where that cannot be said."""
    if not left.total.known:
        return f"No raid here has a figure for {measure}, so nothing can be left over."
    parts = [
        f"**Not itemised: {left.total.range}.** {coverage(left.total).capitalize()}: what their "
        f"own figures for {measure} hold beyond the nationalities with a number."
    ]
    if left.whole:
        give = "gives" if left.whole == 1 else "give"
        parts.append(f"{number(left.whole)} of them {give} no nationality a number.")
    if left.unsaid:
        parts.append(
            f"Of {number(left.unsaid)} it cannot be said, since a figure has no upper end."
        )
    if left.figureless:
        parts.append(
            f"It cannot be said either of {number(left.figureless)} more, which give nationalities "
            "a number and have no figure of their own."
        )
    return " ".join(parts)


def names_in_order(*found: Sequence[Line]) -> dict[str, str]:
    """Code to name, those with the most people in all first: the rows of matrices side by side."""
    its: dict[str, list[Line]] = {}
    for line in chain(*found):
        if line.code != OTHERS:
            its.setdefault(line.code, []).append(line)
    both = (replace(of[0], total=total(line.total.range for line in of)) for of in its.values())
    return {line.code: line.name for line in sorted(both, key=_rank)}


def columns(summary: Summary, provinces: Mapping[str, str]) -> dict[str, str]:
    """Code to name of the provinces of a summary, most raids first, `unknown` at the end."""
    raids: dict[str, int] = {}
    for group in summary.groups:
        raids[group.keys[0]] = raids.get(group.keys[0], 0) + group.raids
    ranked = sorted(raids, key=lambda code: (code == UNKNOWN, -raids[code]))
    return {code: provinces.get(code, "Province not known") for code in ranked}
