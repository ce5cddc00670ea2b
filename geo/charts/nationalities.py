"""Who was there: ranges per nationality, what is only mentioned, and what is not itemised."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import narwhals as nw

from geo.charts.drawing import Bar, Plot, range_bars
from geo.model.filter import Filter
from geo.model.ranges import Range, Total
from geo.query.selection import Frame, Tables, frame, select
from geo.query.sentence import coverage, number
from geo.query.summary import NOT_NAMED, UNKNOWN, Summary

MENTIONED = "mentioned without a number"
NAMES_NONE = "No nationality named"
NOT_ITEMISED = "Not itemised"

READING = (
    "A bar reaches to the lower end, a whisker to the upper end, and an arrow says that there is "
    "none. A raid stands under each nationality that it names; measures are never added."
)


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
        ISO 3166-1 alpha-3, `ZZZ`, or `none`.
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


def rest(tables: Tables, filter: Filter, measure: str, raids: int) -> Rest:
    """What the raids of a filter hold beyond their itemised nationalities.

    Parameters
    ----------
    tables : mapping of frames
        A layer, or frames of any engine that narwhals speaks.
    filter : Filter
        Which raids are meant; what they itemise counts in full, whichever nationality is asked.
    measure : str
    raids : int
        How many the filter means.
    """
    low, high = nw.col(f"{measure}_min"), nw.col(f"{measure}_max")
    rows = select(tables, "raids", filter)
    counted = rows.filter(nw.col("counted") == nw.lit("yes")).select(
        "raid_id", low.alias("low"), high.alias("high")
    )
    each = _rests(counted.join(_itemised(tables, measure), on="raid_id", how="left"))
    line = each.select(
        nw.col("least").sum().alias("low"),
        nw.col("most").sum().alias("high"),
        nw.col("most").count().alias("closed"),
        nw.col("least").count().alias("known"),
        (~nw.col("least").is_null() & nw.col("itemised").is_null()).sum().alias("whole"),
        ((nw.col("least") == 0) & nw.col("most").is_null()).sum().alias("unsaid"),
        (nw.col("least").is_null() & ~nw.col("itemised").is_null()).sum().alias("figureless"),
    )
    found = {name: int(value or 0) for name, value in line.collect().rows(named=True)[0].items()}
    sums = {name: found.pop(name) for name in ("low", "high", "closed", "known")}
    top = sums["high"] if sums["closed"] == sums["known"] else None
    figure = Range(sums["low"], top) if sums["known"] else Range()
    return Rest(Total(figure, sums["known"], raids), **found)


def _itemised(tables: Tables, measure: str) -> Frame:
    """Per raid with a number for the measure: the itemised lower and upper end."""
    items = frame(tables, "raid_nationalities").filter(nw.col("measure") == nw.lit(measure))
    items = items.with_columns(nw.coalesce("count_min", "count_max").alias("any"))
    items = items.filter(~nw.col("any").is_null())
    sums = items.group_by("raid_id").agg(
        nw.col("count_min").sum().alias("itemised"),
        nw.col("count_max").sum().alias("upper"),
        nw.col("count_max").count().alias("closed"),
        nw.len().alias("items"),
    )
    bounded = nw.when(nw.col("closed") == nw.col("items")).then(nw.col("upper"))
    return sums.select("raid_id", "itemised", bounded.alias("itemised_most"))


def _rests(raids: Frame) -> Frame:
    """Each raid's rest: `least` to `most`, null where it is open; both null without a figure."""
    low, high, itemised = nw.col("low"), nw.col("high"), nw.col("itemised")
    # Beyond an itemised figure with an open end there may be nobody.
    least = (
        nw.when(itemised.is_null())
        .then(low.fill_null(0))
        .otherwise((low.fill_null(0) - nw.col("itemised_most")).fill_null(0))
    )
    known = ~(low.is_null() & high.is_null())
    return raids.with_columns(
        nw.when(known).then(nw.max_horizontal(least, nw.lit(0))).alias("least"),
        nw.when(~high.is_null())
        .then(nw.max_horizontal(high - itemised.fill_null(0), nw.lit(0)))
        .alias("most"),
    )


def mentioned(tables: Tables, filter: Filter) -> dict[tuple[str, str], int]:
    """Nationality and measure to how many raids name it without a number."""
    items = select(tables, "raid_nationalities", filter)
    empty = items.filter(nw.col("count_min").is_null() & nw.col("count_max").is_null())
    sizes = empty.group_by("nationality", "measure").agg(nw.len().alias("size")).collect()
    return {(r["nationality"], r["measure"]): int(r["size"]) for r in sizes.rows(named=True)}


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
    codes = list(dict.fromkeys(code for found in its.values() for code in found))
    ordered = [code for code in codes if code != NOT_NAMED]
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


def names_in_order(found: Sequence[Line]) -> dict[str, str]:
    """Code to name, in the order of the lines: the rows of a matrix."""
    return {line.code: line.name for line in found}


def columns(summary: Summary, provinces: Mapping[str, str]) -> dict[str, str]:
    """Code to name of the provinces of a summary, most raids first, `unknown` at the end."""
    raids: dict[str, int] = {}
    for group in summary.groups:
        raids[group.keys[0]] = raids.get(group.keys[0], 0) + group.raids
    ranked = sorted(raids, key=lambda code: (code == UNKNOWN, -raids[code]))
    return {code: provinces.get(code, "Province not known") for code in ranked}
