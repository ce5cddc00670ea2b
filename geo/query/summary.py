"""Raids and people by month, year, province, nationality or kind, as ranges with coverage."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import narwhals as nw

from geo.model import dates
from geo.model.errors import ParameterError, ParameterProblem
from geo.model.filter import Filter
from geo.model.ranges import MEASURES, Range, Total, added
from geo.query.selection import Frame, Tables, among, frame, select

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
            "filter": filter.to_json(),
            "rows": [dict(zip(self.by, g.keys, strict=True)) | g.to_json() for g in self.groups],
            "total": self.total.to_json(),
        }


def dimensions(text: str) -> tuple[str, ...]:
    """Read the value of `by`: one or two dimensions, parted by a comma.

    Raises
    ------
    ParameterError
        When it names none, more than two, one twice, or one that there is not.
    """
    names = tuple(text.split(",")) if text else ()
    if not 1 <= len(names) <= 2:
        raise _no_grouping(text)
    return _known(names)


def _known(names: tuple[str, ...]) -> tuple[str, ...]:
    if len(set(names)) < len(names) or not set(names) <= set(DIMENSIONS):
        raise _no_grouping(",".join(map(str, names)))
    return names


def _no_grouping(text: str) -> ParameterError:
    allowed = f"one or two of {', '.join(DIMENSIONS)}, parted by a comma"
    return ParameterError([ParameterProblem("by", text, "is no grouping", allowed)])


def summarise(
    tables: Tables, filter: Filter, by: str | Sequence[str] = (), total: Group | None = None
) -> Summary:
    """Add up the raids that a filter means.

    Parameters
    ----------
    tables : mapping of frames
        A layer, or frames of any engine that narwhals speaks.
    filter : Filter
        Which raids are meant.
    by : str or sequence of str
        Some of `DIMENSIONS`, or text as in an address. By nationality, a raid stands under
        each of its nationalities with that nationality's figures, and under `none` when it
        names none.
    total : Group, optional
        The total of the filter, where it is known already.

    Returns
    -------
    Summary
        Ranges added by the contract's rule: lower ends and upper ends apart, an open
        upper end opens the sum's, and beside each sum how many rows have a figure.

    Raises
    ------
    ParameterError
        When there is no such dimension, or a layer does not know a value of the filter.
    """
    by = dimensions(by) if isinstance(by, str) else _known(tuple(by))
    raids = with_keys(select(tables, "raids", filter), by)
    if "nationality" in by:
        groups = _groups_of_nationalities(tables, filter, raids, by)
        total = total or _everything(_groups(raids, ()))
    else:
        groups = _groups(raids, by)
        total = _everything(groups)
    return Summary(tuple(by), tuple(sorted(groups, key=lambda g: g.keys)) if by else (), total)


def folded(summary: Summary, by: Sequence[str]) -> Summary:
    """A summary by some of the dimensions of another, without asking the engine again.

    Parameters
    ----------
    summary : Summary
        By `by` and more: month, year, province or kind, of each of which a raid has but one.
    by : sequence of str
    """
    if not by:
        return Summary((), (), summary.total)
    at = [summary.by.index(name) for name in by]
    parts: dict[tuple[str, ...], list[Group]] = {}
    for group in summary.groups:
        parts.setdefault(tuple(group.keys[i] for i in at), []).append(group)
    groups = (_everything(parts[keys], keys) for keys in sorted(parts))
    return Summary(tuple(by), tuple(groups), summary.total)


def with_keys(raids: Frame, by: Sequence[str]) -> Frame:
    """Raids with a column for each of some `DIMENSIONS`, save the nationality."""
    made = {
        "month": _bucket("month", len("2022-09")),
        "year": _bucket("year", len("2022")),
        "province": nw.col("province_code").fill_null(UNKNOWN),
    }
    asked = {name: made[name] for name in by if name in made}
    return raids.with_columns(**asked) if asked else raids


def _bucket(unit: str, characters: int) -> nw.Expr:
    coarse = nw.col("date_precision").is_in(dates.coarser(unit))
    start = nw.col("date_start").str.slice(0, characters)
    return nw.when(coarse).then(nw.lit(UNKNOWN)).otherwise(start)


Sums = dict[tuple[str, ...], dict[str, Total]]
"""Keys of a group to its totals, of which `rows` is not yet known."""


def _groups(raids: Frame, by: Sequence[str]) -> list[Group]:
    """The groups of the raids themselves, by one question to the engine."""
    either = (nw.coalesce(f"{m}_min", f"{m}_max").alias(m) for m in MEASURES)
    lows, highs = ([f"{m}_{end}" for m in MEASURES] for end in ("min", "max"))
    lines = _lines(
        raids.with_columns(*either),
        (*by, "counted"),
        nw.len().alias("size"),
        nw.col(*lows, *highs).sum(),
        nw.col(*highs).count().name.suffix("_closed"),
        nw.col(*MEASURES).count(),
    )
    sizes: dict[tuple[str, ...], int] = {}
    sums: Sums = {}
    for line in lines:
        keys = _keys(line, by)
        sizes[keys] = sizes.get(keys, 0) + int(line["size"])
        if line["counted"] == "yes":
            sums[keys] = {
                m: _total(line[f"{m}_min"], line[f"{m}_max"], line[f"{m}_max_closed"], line[m])
                for m in MEASURES
            }
    return [_group(keys, size, sums.get(keys, {})) for keys, size in sizes.items()]


def _group(keys: tuple[str, ...], raids: int, sums: Mapping[str, Total]) -> Group:
    # Most measures of most groups have no figure: these share one total.
    totals = dict.fromkeys(MEASURES, Total(Range(), 0, raids))
    for measure, total in sums.items():
        if total.known:
            totals[measure] = Total(total.range, total.known, raids)
    return Group(keys, raids, totals)


def _everything(groups: Sequence[Group], keys: tuple[str, ...] = ()) -> Group:
    """The total of groups of which each raid stands in one alone."""
    known: dict[str, list[Total]] = {}
    for group in groups:
        for measure, total in group.totals.items():
            if total.known:
                known.setdefault(measure, []).append(total)
    sums = {measure: _sum(totals) for measure, totals in known.items()}
    return _group(keys, sum(group.raids for group in groups), sums)


def _sum(known: Sequence[Total]) -> Total:
    """Totals added; of how many rows is not yet known."""
    return Total(added(each.range for each in known), sum(each.known for each in known), 0)


def _groups_of_nationalities(
    tables: Tables, filter: Filter, raids: Frame, by: Sequence[str]
) -> list[Group]:
    """The groups when one key is the nationality: those named, and `none`."""
    others = [name for name in by if name != "nationality"]
    # A raid is left by the filter when it names one of the chosen; so none of those is bare.
    items = among(frame(tables, "raid_nationalities"), "nationality", filter.nationality)
    named = raids.select("raid_id", "counted", *others).join(items, on="raid_id", how="left")
    named = named.with_columns(nw.col("nationality").fill_null(NOT_NAMED))
    # A raid has a row for each measure of a nationality, and is still one raid of it.
    sizes = _lines(named, by, nw.col("raid_id").n_unique().alias("size"))
    sums = _sums_of_items(named.filter(nw.col("counted") == nw.lit("yes")), by)
    return [
        _group(keys, int(line["size"]), sums.get(keys, {}))
        for line in sizes
        for keys in [_keys(line, by)]
    ]


def _sums_of_items(items: Frame, by: Sequence[str]) -> Sums:
    lines = _lines(
        items.with_columns(nw.coalesce("count_min", "count_max").alias("known")),
        (*by, "measure"),
        nw.col("count_min", "count_max").sum(),
        nw.col("count_max").count().alias("closed"),
        nw.col("known").count(),
    )
    sums: Sums = {}
    for line in lines:
        total = _total(line["count_min"], line["count_max"], line["closed"], line["known"])
        sums.setdefault(_keys(line, by), {})[str(line["measure"])] = total
    return sums


def _total(low: Any, high: Any, closed: int, known: int) -> Total:
    """A total from four sums that every engine has; of how many rows is not yet known."""
    top = int(high or 0) if closed == known else None
    return Total(Range(int(low or 0), top), int(known), 0) if known else _NOTHING


def _lines(rows: Frame, by: Sequence[str], *added: nw.Expr) -> list[dict[str, Any]]:
    """One line per group, with its keys."""
    return rows.group_by(*by).agg(*added).collect().rows(named=True)


def _keys(line: Mapping[str, Any], by: Sequence[str]) -> tuple[str, ...]:
    return tuple(map(line.__getitem__, by))


_NOTHING = Total(Range(), 0, 0)
