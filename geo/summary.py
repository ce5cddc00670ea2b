"""Raids and people by month, year, province, nationality or kind, as ranges with coverage."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import narwhals as nw

from geo import dates
from geo.errors import ParameterError, ParameterProblem
from geo.filter import REPEATABLE, Filter
from geo.ranges import MEASURES, Range, Total
from geo.selection import Frame, Tables, frame, select

DIMENSIONS = ("month", "year", "province", "nationality", "kind")
"""What a summary can be made by."""

UNKNOWN = "unknown"
"""The bucket of rows whose date is too coarse, or whose province is not known."""

NOT_NAMED = "none"
"""The bucket of raids that name no nationality."""


@dataclass(frozen=True)
class Group:
    """One line of a summary.

    Attributes
    ----------
    keys : tuple of str
        One value per dimension that the summary is made by.
    raids : int
        Every row, whether its figures are counted or not.
    totals : dict of Total
        One per measure, of the rows with `counted = yes`; `rows` is `raids`.
    """

    keys: tuple[str, ...]
    raids: int
    totals: Mapping[str, Total]

    def to_json(self) -> dict[str, Any]:
        """The group as the contract's JSON has it, without its keys."""
        measures = {
            name: {"min": t.range.min, "max": t.range.max, "known": t.known}
            for name, t in self.totals.items()
        }
        return {"raids": self.raids, **measures}


@dataclass(frozen=True)
class Summary:
    """Groups sorted by their keys, and the total of the raids themselves."""

    by: tuple[str, ...]
    groups: tuple[Group, ...]
    total: Group

    def to_json(self, filter: Filter) -> dict[str, Any]:
        """The summary as the API and the command line give it."""
        return {
            "by": list(self.by),
            "filter": _grouped(filter.to_params()),
            "rows": [dict(zip(self.by, g.keys, strict=True)) | g.to_json() for g in self.groups],
            "total": self.total.to_json(),
        }


def _grouped(params: Sequence[tuple[str, str]]) -> dict[str, str | list[str]]:
    """Parameters as a JSON object; the repeatable ones as lists."""
    result: dict[str, Any] = {}
    for name, value in params:
        if name in REPEATABLE:
            result.setdefault(name, []).append(value)
        else:
            result[name] = value
    return result


def dimensions(text: str) -> tuple[str, ...]:
    """Read the value of `by`: one or two dimensions, parted by a comma.

    Raises
    ------
    ParameterError
        When it names none, more than two, one twice, or one that there is not.
    """
    names = tuple(text.split(",")) if text else ()
    if (
        not 1 <= len(names) <= 2
        or len(set(names)) < len(names)
        or not set(names) <= set(DIMENSIONS)
    ):
        allowed = f"one or two of {', '.join(DIMENSIONS)}, parted by a comma"
        raise ParameterError([ParameterProblem("by", text, "is no grouping", allowed)])
    return names


def summarise(tables: Tables, filter: Filter, by: Sequence[str] = ()) -> Summary:
    """Add up the raids that a filter means.

    Parameters
    ----------
    tables : mapping of frames
        A layer, or frames of any engine that narwhals speaks.
    filter : Filter
        Which raids are meant.
    by : sequence of str
        Up to two of `DIMENSIONS`. By nationality, a raid stands under each of its
        nationalities with that nationality's figures, and under `none` when it names none.

    Returns
    -------
    Summary
        Ranges added by the contract's rule: lower ends and upper ends apart, an open
        upper end opens the sum's, and beside each sum how many rows have a figure.
    """
    raids = _parted(_with_buckets(select(tables, "raids", filter)), _figures_of_raids())
    if "nationality" in by:
        groups = _groups_of_nationalities(tables, filter, raids, by)
    else:
        groups = _groups(raids, by) if by else []
    everything = _groups(raids, ()) or [_EMPTY]
    return Summary(tuple(by), tuple(sorted(groups, key=lambda g: g.keys)), everything[0])


def _with_buckets(raids: Frame) -> Frame:
    start, precision = nw.col("date_start"), nw.col("date_precision")

    def bucket(unit: str, characters: int) -> nw.Expr:
        coarse = precision.is_in(dates.coarser(unit))
        return nw.when(coarse).then(nw.lit(UNKNOWN)).otherwise(start.str.slice(0, characters))

    return raids.with_columns(
        bucket("month", len("2022-09")).alias("month"),
        bucket("year", len("2022")).alias("year"),
        nw.col("province_code").fill_null(UNKNOWN).alias("province"),
    )


Figures = Mapping[str, tuple[nw.Expr, str, str]]
"""Measure to when a row's figure counts, and the columns of its lower and upper end."""


def _figures_of_raids() -> Figures:
    return {m: (_counted(), f"{m}_min", f"{m}_max") for m in MEASURES}


def _figures_of_nationalities() -> Figures:
    of = nw.col("measure")
    return {m: (_counted() & (of == nw.lit(m)), "count_min", "count_max") for m in MEASURES}


def _counted() -> nw.Expr:
    return nw.col("counted") == nw.lit("yes")


_PARTS = ("low", "high", "open", "known")
_ADDED = tuple(f"{measure}_{part}" for measure in MEASURES for part in _PARTS)


def _parted(rows: Frame, figures: Figures) -> Frame:
    """Split each figure into four plain integers, which any engine can sum."""
    columns: dict[str, nw.Expr] = {}
    for measure, (counts, low, high) in figures.items():
        has_low, has_high = (counts & ~nw.col(end).is_null() for end in (low, high))
        columns[f"{measure}_low"] = nw.when(has_low).then(nw.col(low)).otherwise(nw.lit(0))
        columns[f"{measure}_high"] = nw.when(has_high).then(nw.col(high)).otherwise(nw.lit(0))
        columns[f"{measure}_open"] = _flag(has_low & ~has_high)
        columns[f"{measure}_known"] = _flag(has_low | has_high)
    return rows.with_columns(**columns)


def _flag(condition: nw.Expr) -> nw.Expr:
    return nw.when(condition).then(nw.lit(1)).otherwise(nw.lit(0))


def _groups_of_nationalities(
    tables: Tables, filter: Filter, raids: Frame, by: Sequence[str]
) -> list[Group]:
    """The groups when one key is the nationality: those named, and `none`."""
    facts = ["raid_id", "month", "year", "province", "kind", "counted"]
    items = select(tables, "raid_nationalities", filter)
    items = items.join(raids.select(*facts), on="raid_id", how="inner")
    named = _parted(items, _figures_of_nationalities())
    # A raid has a row per measure: first one line per raid and nationality, then the groups.
    named = named.group_by(*facts, "nationality").agg(*_sums())
    itemised = frame(tables, "raid_nationalities").select("raid_id").unique()
    unnamed = raids.join(
        itemised.with_columns(nw.lit(True).alias("itemised")), on="raid_id", how="left"
    )
    unnamed = unnamed.filter(nw.col("itemised").is_null()).with_columns(
        nw.lit(NOT_NAMED).alias("nationality"), *(nw.lit(0).alias(part) for part in _ADDED)
    )
    return _groups(named, by) + _groups(unnamed, by)


def _sums() -> list[nw.Expr]:
    return [nw.col(part).sum() for part in _ADDED]


_EMPTY = Group((), 0, {measure: Total(Range(), 0, 0) for measure in MEASURES})


def _groups(rows: Frame, by: Sequence[str]) -> list[Group]:
    keys = list(by) or ["everything"]
    if not by:
        rows = rows.with_columns(nw.lit("").alias("everything"))
    summed = rows.group_by(*keys).agg(nw.len().alias("raids"), *_sums()).collect()
    return [_group(line, by) for line in summed.rows(named=True)]


def _group(line: Mapping[str, Any], by: Sequence[str]) -> Group:
    raids = int(line["raids"])
    totals = {measure: _total(line, measure, raids) for measure in MEASURES}
    return Group(tuple(str(line[key]) for key in by), raids, totals)


def _total(line: Mapping[str, Any], measure: str, rows: int) -> Total:
    low, high, opened, known = (int(line[f"{measure}_{part}"]) for part in _PARTS)
    if not known:
        return Total(Range(), 0, rows)
    return Total(Range(low, None if opened else high), known, rows)
