"""What must hold between the cells and rows of the layer, beyond the type of each cell."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from datetime import date, timedelta
from functools import partial
from itertools import pairwise
from typing import Any, NamedTuple, NoReturn

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.model import dates
from geo.model.escape import FORMULA
from geo.model.ranges import MEASURES
from geo.model.vocabulary import nationalities

Frames = Mapping[str, pd.DataFrame]


class UnreadError(Exception):
    """A rule asks for a table that could not be read: it cannot say what it breaks."""


class Read(dict[str, pd.DataFrame]):
    """The tables that could be read."""

    def __missing__(self, table: str) -> NoReturn:
        raise UnreadError(table)


TOLERANCE = 0.02
"""Degrees that a point may lie outside its province: the polygons are simplified."""

TWIN_DAYS = 3
"""Days that two rows may be apart and still be suspected to tell one event."""

_CONTROL = r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]"
_ESCAPED = rf"\A'[{re.escape(''.join(FORMULA))}]"

POINTED = ("site", "neighbourhood", "town", "district")
"""The precisions that a point may have; coarser ones are drawn as areas or listed."""


class Fault(NamedTuple):
    """A rule that a row breaks: its table, position, column and what is wrong."""

    table: str
    at: int
    column: str
    rule: str


Rule = Callable[[Frames], Iterator[Fault]]


def broken(frames: Frames, provinces: gpd.GeoDataFrame) -> Iterator[Fault]:
    """Every place where a rule is broken.

    Parameters
    ----------
    frames : mapping of str to DataFrame
        Every table, in the order of its file.
    provinces : GeoDataFrame
        The polygon of each `province_code`.
    """
    inside: Rule = partial(points_in_provinces, provinces=provinces)
    for rule in (*_RULES, inside):
        with suppress(UnreadError):
            yield from rule(frames)


def where(mask: Any) -> list[int]:
    """The positions at which a mask is true; missing is false."""
    return [int(at) for at in np.flatnonzero(pd.Series(mask).fillna(False).to_numpy(dtype=bool))]


def ordered_ranges(frames: Frames) -> Iterator[Fault]:
    """No lower end above its upper end."""
    pairs = [("raids", f"{m}_min", f"{m}_max") for m in MEASURES]
    pairs += [
        ("raid_nationalities", "count_min", "count_max"),
        ("claims", "value_min", "value_max"),
    ]
    for table, low, high in pairs:
        frame = frames[table]
        for at in where(frame[low] > frame[high]):
            yield Fault(table, at, low, f"min-max: {low} may not be above {high}")


def ordered_dates(frames: Frames) -> Iterator[Fault]:
    """No interval that ends before it starts."""
    pairs = [("raids", "date_start", "date_end"), ("claims", "period_start", "period_end")]
    for table, start, end in pairs:
        frame = frames[table]
        for at in where(frame[start] > frame[end]):
            yield Fault(table, at, start, f"start-end: {start} may not be after {end}")


def date_precision(frames: Frames) -> Iterator[Fault]:
    """No interval longer than its precision allows."""
    raids = frames["raids"]
    for at, row in enumerate(raids.itertuples()):
        start, end, precision = str(row.date_start), str(row.date_end), str(row.date_precision)
        try:
            fits = dates.fits(precision, start, end)
        except ValueError:
            continue  # A date that is none has its own finding.
        if not fits:
            most = f"at most {dates.LONGEST[precision]} days"
            yield Fault("raids", at, "date_precision", f"precision: a {precision} lasts {most}")


def province_names(frames: Frames) -> Iterator[Fault]:
    """The name of a province is that of its code."""
    names = frames["provinces"].set_index("province_code")["name"].to_dict()
    for table in ("raids", "compounds"):
        frame = frames[table]
        wanted = frame["province_code"].map(names)
        differs = (frame["province"] != wanted) & (frame["province"].notna() | wanted.notna())
        for at in where(differs):
            name = wanted.iloc[at]
            should = "empty" if pd.isna(name) else name
            yield Fault(table, at, "province", f"province: must be {should}, as province_code says")


def counted_inhabitants(frames: Frames) -> Iterator[Fault]:
    """A population says of which year it is and where it stands."""
    frame = frames["provinces"]
    if not {"population", "population_year", "source_id"} <= set(frame.columns):
        return
    known = frame["population"].notna()
    for column in ("population_year", "source_id"):
        for at in where(known != frame[column].notna()):
            rule = f"population: population and {column} go together"
            yield Fault("provinces", at, "population", rule)


def paired_coordinates(frames: Frames) -> Iterator[Fault]:
    """Latitude and longitude are both given or both empty."""
    for table in ("raids", "places"):
        frame = frames[table]
        for at in where(frame["lat"].isna() != frame["lon"].isna()):
            yield Fault(table, at, "lat", "point: lat and lon go together")


def place_precision(frames: Frames) -> Iterator[Fault]:
    """A point only where the precision allows one, and with where it comes from."""
    for table in ("raids", "compounds"):
        frame = frames[table]
        pointed = frame["lat"].notna()
        fine = frame["location_precision"].isin(POINTED)
        for at in where(pointed & ~fine):
            rule = f"place-precision: a point needs one of {', '.join(POINTED)}"
            yield Fault(table, at, "location_precision", rule)
        for at in where(pointed & frame["location_basis"].isna()):
            yield Fault(table, at, "location_basis", "place-basis: a point says where it is from")
        for at in where(fine & frame["province_code"].isna()):
            rule = "place-precision: a place finer than a province needs its province_code"
            yield Fault(table, at, "province_code", rule)


def points_in_provinces(frames: Frames, provinces: gpd.GeoDataFrame) -> Iterator[Fault]:
    """Every point lies in the province that its row names (a spatial join)."""
    drawn = provinces[provinces.geometry.notna()]
    areas = drawn[["province_code", "geometry"]].rename(columns={"province_code": "found"})
    # Degrees, not metres: the tolerance is for simplification, not a distance.
    areas = areas.assign(geometry=shapely.buffer(areas.geometry.to_numpy(), TOLERANCE))
    for table in ("raids", "compounds", "places"):
        frame = frames[table].reset_index(drop=True)
        known = frame["province_code"].isin(drawn["province_code"])
        given = frame[frame["lat"].notna() & frame["lon"].notna() & known]
        points = gpd.GeoDataFrame(
            given[["province_code"]],
            geometry=gpd.points_from_xy(given["lon"], given["lat"]),
            crs=areas.crs,
        )
        joined = points.sjoin(areas, how="left", predicate="within")
        inside = (joined["found"] == joined["province_code"]).groupby(level=0).any()
        for at in inside.index[~inside]:
            where_it_is = joined.loc[[at], "found"].dropna().tolist()
            seen = f"lies in {' or '.join(where_it_is)}" if where_it_is else "lies in no province"
            yield Fault(table, int(at), "province_code", f"point-in-province: the point {seen}")


def overlaps(frames: Frames) -> Iterator[Fault]:
    """`overlaps` names other rows, without circles; a row not counted names one."""
    raids = frames["raids"].reset_index(drop=True)
    graph = {
        row.raid_id: str(row.overlaps).split("|") if pd.notna(row.overlaps) else []
        for row in raids.itertuples()
    }
    for at, raid in enumerate(raids["raid_id"]):
        circle = _circle(graph, raid)
        if circle:
            yield Fault("raids", at, "overlaps", f"overlaps: a circle, {' > '.join(circle)}")
    for at in where((raids["counted"] == "no") & raids["overlaps"].isna()):
        rule = "counted: a row that is not counted names in `overlaps` the row that is"
        yield Fault("raids", at, "counted", rule)


def _circle(graph: Mapping[str, list[str]], start: str) -> list[str]:
    """The way from a row back to itself, or nothing."""
    ways = [[start]]
    seen: set[str] = set()
    while ways:
        way = ways.pop()
        for step in graph.get(way[-1], ()):
            if step == start:
                return [*way, step]
            if step not in seen:
                seen.add(step)
                ways.append([*way, step])
    return []


def known_nationalities(frames: Frames) -> Iterator[Fault]:
    """Codes are those of ISO 3166-1 alpha-3, or ZZZ."""
    for table in ("raid_nationalities", "claims"):
        codes = frames[table]["nationality"]
        for at in where(codes.notna() & ~codes.isin(nationalities())):
            rule = "nationality: must be a code of ISO 3166-1 alpha-3, or ZZZ"
            yield Fault(table, at, "nationality", rule)


def nationalities_within_total(frames: Frames) -> Iterator[Fault]:
    """The nationalities of a raid are together not above what the raid reports."""
    items = frames["raid_nationalities"].reset_index(drop=True)
    raids = frames["raids"].drop_duplicates("raid_id").set_index("raid_id")
    for (raid, measure), rows in items.groupby(["raid_id", "measure"], sort=False):
        if raid not in raids.index or measure not in MEASURES:
            continue
        most = raids.at[raid, f"{measure}_max"]
        least = rows["count_min"].fillna(0).sum()
        if pd.notna(most) and least > most:
            rule = f"nationality-total: {measure} adds up to {least} or more; the raid has {most}"
            yield Fault("raid_nationalities", int(rows.index[0]), "count_min", rule)


def sources_of_items(frames: Frames) -> Iterator[Fault]:
    """The document that itemises a raid is one of the raid's own."""
    raids = frames["raids"].drop_duplicates("raid_id").set_index("raid_id")["source_ids"]
    items = frames["raid_nationalities"].reset_index(drop=True)
    for at, item in enumerate(items.itertuples()):
        named = raids.get(item.raid_id)
        if pd.notna(named) and pd.notna(item.source_id) and item.source_id not in named.split("|"):
            rule = f"item-source: {item.raid_id} does not name this document in source_ids"
            yield Fault("raid_nationalities", at, "source_id", rule)


def likely_duplicates(frames: Frames) -> Iterator[Fault]:
    """No two counted rows that look like one event: one town, days apart, one figure."""
    raids = frames["raids"].reset_index(drop=True)
    counted = raids[(raids["counted"] == "yes") & raids["town"].notna()]
    for _, rows in counted.groupby(["province_code", "town"], dropna=False):
        ordered = list(rows.sort_values(["date_start", "raid_id"]).itertuples())
        for first, second in _near(ordered):
            shared = [m for m in MEASURES if _same_figure(first, second, m)]
            if shared and not _told_apart(first, second):
                rule = (
                    f"duplicate: looks like {first.raid_id} ({', '.join(shared)}); merge, name it "
                    "in `overlaps`, or tell them apart by compound_id or place"
                )
                yield Fault("raids", int(second.Index), "raid_id", rule)


def _near(ordered: list[Any]) -> Iterator[tuple[Any, Any]]:
    for at, first in enumerate(ordered):
        for second in ordered[at + 1 :]:
            try:
                reach = pd.Timestamp(first.date_end) + timedelta(days=TWIN_DAYS)
                near = pd.Timestamp(second.date_start) <= reach
            except ValueError:
                continue
            if near:
                yield first, second


def _same_figure(first: Any, second: Any, measure: str) -> bool:
    def figure(row: Any) -> tuple[int | None, ...]:
        ends = (getattr(row, f"{measure}_min"), getattr(row, f"{measure}_max"))
        return tuple(None if pd.isna(end) else int(end) for end in ends)

    return figure(first) == figure(second) != (None, None)


def _told_apart(first: Any, second: Any) -> bool:
    def differs(name: str) -> bool:
        a, b = getattr(first, name), getattr(second, name)
        return bool(pd.notna(a) and pd.notna(b) and a != b)

    named = f"|{second.overlaps}|{first.overlaps}|"
    linked = f"|{first.raid_id}|" in named or f"|{second.raid_id}|" in named
    return linked or differs("compound_id") or differs("place") or differs("kind")


def repeated_names(frames: Frames) -> Iterator[Fault]:
    """A compound's aliases name it in other words than its name, each once."""
    for at, row in enumerate(frames["compounds"].itertuples()):
        if pd.isna(row.aliases):
            continue
        names = [str(row.name).casefold(), *str(row.aliases).casefold().split("|")]
        if any(a == b for a, b in pairwise(sorted(names))):
            yield Fault("compounds", at, "aliases", "aliases: a name stands twice")


def removals(frames: Frames) -> Iterator[Fault]:
    """A deportation counts nobody as repatriated, and a repatriation nobody as deported."""
    raids = frames["raids"]
    for kind, other in (("deportation", "repatriated"), ("repatriation", "deported")):
        figures = raids[[f"{other}_min", f"{other}_max"]].notna().any(axis=1)
        for at in where((raids["kind"] == kind) & figures):
            yield Fault("raids", at, "kind", f"removal: a {kind} has no `{other}` figure")


def raided_statuses(frames: Frames) -> Iterator[Fault]:
    """A raid on a named compound is also a dated `raided` statement about that compound."""
    statuses = frames["compound_status"]
    said: dict[str, list[tuple[date, date]]] = {}
    for row in statuses[statuses["status"] == "raided"].itertuples():
        try:
            said.setdefault(str(row.compound_id), []).append(dates.bounds(str(row.date)))
        except ValueError:
            continue  # A date that is none has its own finding.
    raids = frames["raids"].reset_index(drop=True)
    for at in where((raids["kind"] == "raid") & raids["compound_id"].notna()):
        row = raids.iloc[at]
        try:
            start, end = (date.fromisoformat(str(row[c])) for c in ("date_start", "date_end"))
        except ValueError:
            continue
        reach = timedelta(days=TWIN_DAYS)
        about = said.get(str(row["compound_id"]), [])
        if not any(first - reach <= end and start <= last + reach for first, last in about):
            rule = (
                "raided: the compound needs a `raided` statement of about that date in "
                "compound_status.csv"
            )
            yield Fault("raids", at, "compound_id", rule)


def plain_text(frames: Frames) -> Iterator[Fault]:
    """No control character in a text, and none that an export could not tell from its own."""
    broken = {
        "control: no control characters but tabs and line breaks": _CONTROL,
        "apostrophe: a text may not begin with one before = + - @, tab or carriage return": (
            _ESCAPED
        ),
    }
    for table, frame in frames.items():
        for column in frame.columns[frame.dtypes.map(pd.api.types.is_string_dtype)]:
            for rule, pattern in broken.items():
                for at in where(frame[column].str.contains(pattern)):
                    yield Fault(table, at, str(column), rule)


_RULES: tuple[Rule, ...] = (
    ordered_ranges,
    ordered_dates,
    date_precision,
    province_names,
    counted_inhabitants,
    paired_coordinates,
    place_precision,
    overlaps,
    known_nationalities,
    nationalities_within_total,
    sources_of_items,
    likely_duplicates,
    repeated_names,
    removals,
    raided_statuses,
    plain_text,
)
