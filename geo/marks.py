"""What the map shows of a filter: one mark per place and precision, none at a made-up spot.

Rows that share a point share a mark, since it is the place that is known and not where in
it each of them was. Rows known to a province only stand as a count in its middle, and rows
known to the country or not at all are counted as not on the map.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import pandas as pd
import shapely

from geo.filter import Filter
from geo.layer import Layer
from geo.ranges import MEASURES, Range, Total, total
from geo.selection import rows

HALO_METRES = {"neighbourhood": 1_000, "town": 4_000, "district": 12_000}
"""Radius within which the true place is taken to lie, by precision; a site has none."""

SHADES = (1, 5, 20, 50)
"""Fewest raids in a province for each shade of it."""

SMALLEST, LARGEST, PIXELS_PER_ROOT = 4.0, 34.0, 0.45
"""Radius of a circle in pixels: its area is proportional to people, within these bounds."""

Here = tuple[str, ...]
"""What rows of one mark share: table and point with precision, or table and province."""


@dataclass(frozen=True)
class Mark:
    """One mark of the map.

    Attributes
    ----------
    id : str
        Names the mark's place in a click; the same for every filter.
    lat, lon : float
        Degrees of WGS 84.
    precision : str
        Of the rows' place.
    records : tuple of str
        Ids of the raids or compounds that stand here.
    people : Range
        Sum of each counted raid's largest figure: the size of the circle, never printed.
    label : str
        What a reader is told when pointing at it.
    status : str
        Latest status, where the mark is one compound; else empty.
    """

    id: str
    lat: float
    lon: float
    precision: str
    records: tuple[str, ...]
    people: Range
    label: str
    status: str = ""

    @property
    def radius(self) -> float:
        """Radius of the circle in pixels."""
        people = self.people.min or self.people.max or 0
        return round(min(LARGEST, max(SMALLEST, PIXELS_PER_ROOT * math.sqrt(people))), 1)


@dataclass(frozen=True)
class Marks:
    """Everything that the map shows of one filter.

    Attributes
    ----------
    raids, compounds, provinces : tuple of Mark
        At a point; at a point; and in the middle of a province that is all that is known.
    raids_by_province : dict of str to int
        Raids of each province, by which it is shaded.
    unplaced : tuple of str
        Ids of raids and compounds that are not on the map.
    """

    raids: tuple[Mark, ...]
    compounds: tuple[Mark, ...]
    provinces: tuple[Mark, ...]
    raids_by_province: Mapping[str, int]
    unplaced: tuple[str, ...]

    def at(self, id: str | None) -> Mark | None:
        """The mark of that id, if the filter leaves it."""
        return next(
            (m for m in (*self.raids, *self.compounds, *self.provinces) if m.id == id), None
        )

    @property
    def every(self) -> tuple[str, ...]:
        """Ids of all raids and compounds, on the map or not; raids first."""
        placed = [
            i for mark in (*self.raids, *self.provinces, *self.compounds) for i in mark.records
        ]
        return (*placed, *self.unplaced)


def marks(layer: Layer, filter: Filter) -> Marks:
    """Place the raids and compounds that a filter means on the map."""
    raids, compounds = rows(layer, "raids", filter), rows(layer, "compounds", filter)
    grouped = _grouped(raids, "raid_id") | _grouped(compounds, "compound_id")
    facts = _Facts(layer, raids, compounds)
    return Marks(
        raids=tuple(sorted(facts.at_points(grouped, "raid_id"), key=lambda m: -m.radius)),
        compounds=tuple(facts.at_points(grouped, "compound_id")),
        provinces=tuple(facts.in_provinces(grouped)),
        raids_by_province=Counter(raids["province_code"].dropna()),
        unplaced=tuple(i for here, ids in grouped.items() if len(here) == 1 for i in ids),
    )


def _grouped(frame: pd.DataFrame, key: str) -> dict[Here, tuple[str, ...]]:
    """Ids of the rows by where they stand: at a point, in a province, or nowhere."""
    groups: dict[Here, list[str]] = {}
    for row in frame.itertuples():
        if pd.notna(row.lat):
            here: Here = (key, f"{row.lat:.5f}", f"{row.lon:.5f}", str(row.location_precision))
        elif pd.notna(row.province_code):
            here = (key, str(row.province_code))
        else:
            here = (key,)
        groups.setdefault(here, []).append(getattr(row, key))
    return {here: tuple(ids) for here, ids in groups.items()}


class _Facts:
    """What is said of the rows of one filter, by id."""

    def __init__(self, layer: Layer, raids: pd.DataFrame, compounds: pd.DataFrame) -> None:
        self._layer = layer
        self._raids = {row["raid_id"]: row for row in raids.to_dict("records")}
        self._compounds = {row["compound_id"]: row for row in compounds.to_dict("records")}
        self._status = _latest_status(layer)

    def at_points(self, groups: Mapping[Here, tuple[str, ...]], key: str) -> Iterator[Mark]:
        for here, ids in groups.items():
            if here[0] != key or len(here) != 4:
                continue
            _, lat, lon, precision = here
            say = self._say_raids if key == "raid_id" else self._say_compounds
            yield Mark(
                id="@".join(here),
                lat=float(lat),
                lon=float(lon),
                precision=precision,
                records=ids,
                people=self._people(ids),
                label=say(ids, precision),
                status=self._status.get(ids[0], "") if len(ids) == 1 else "",
            )

    def in_provinces(self, groups: Mapping[Here, tuple[str, ...]]) -> Iterator[Mark]:
        middles = _middles(self._layer)
        for code in sorted({here[1] for here in groups if len(here) == 2}):
            raids = groups.get(("raid_id", code), ())
            compounds = groups.get(("compound_id", code), ())
            lat, lon, name = middles[code]
            counts = [_count(raids, "raid"), _count(compounds, "compound")]
            known = " and ".join(count for count in counts if count)
            yield Mark(
                id=f"province@{code}",
                lat=lat,
                lon=lon,
                precision="province",
                records=raids + compounds,
                people=self._people(raids),
                label=f"{name}: {known} known to the province only",
            )

    def _people(self, ids: Iterable[str]) -> Range:
        rows = [self._raids[i] for i in ids if i in self._raids]
        return total(_largest(row) for row in rows if row["counted"] == "yes").range

    def _say_raids(self, ids: tuple[str, ...], precision: str) -> str:
        rows = [self._raids[i] for i in ids]
        if len(rows) == 1:
            row = rows[0]
            when = row["date_start"] if row["date_precision"] == "day" else row["date_start"][:7]
            figures = [f"{m} {figure(row, m)}" for m in MEASURES if figure(row, m).known]
            return " · ".join([row["title"], when, *figures, _precise(precision)])
        place = _name(rows[0])
        return " · ".join([f"{place}: {_count(ids, 'raid')}", *_totals(rows), _precise(precision)])

    def _say_compounds(self, ids: tuple[str, ...], precision: str) -> str:
        rows = [self._compounds[i] for i in ids]
        if len(rows) == 1:
            status = self._status.get(ids[0])
            said = [f"latest: {status}"] if status else []
            return " · ".join([rows[0]["name"], *said, _precise(precision)])
        return f"{_name(rows[0])}: {_count(ids, 'compound')} · {_precise(precision)}"


def figure(row: Mapping[str, Any], measure: str) -> Range:
    """A raid's figure for a measure."""
    ends = (row[f"{measure}_min"], row[f"{measure}_max"])
    return Range(*(None if pd.isna(end) else int(end) for end in ends))


def _largest(row: Mapping[str, Any]) -> Range:
    known = [f for f in (figure(row, measure) for measure in MEASURES) if f.known]
    return max(known, key=lambda f: f.min or f.max or 0, default=Range())


def _totals(rows: list[dict[str, Any]]) -> Iterator[str]:
    counted = [row for row in rows if row["counted"] == "yes"]
    for measure in MEASURES:
        added: Total = total(figure(row, measure) for row in counted)
        if added.known:
            yield f"{measure} {added.range} ({added.known} of {len(rows)})"


def _name(row: Mapping[str, Any]) -> str:
    return next((str(row[c]) for c in ("town", "place", "province") if pd.notna(row[c])), "")


def _count(ids: tuple[str, ...], noun: str) -> str:
    return f"{len(ids)} {noun}{'s' if len(ids) > 1 else ''}" if ids else ""


def _precise(precision: str) -> str:
    return "exact site" if precision == "site" else f"known to the {precision}"


@lru_cache(1)
def _latest_status(layer: Layer) -> dict[str, str]:
    statuses = layer["compound_status"].sort_values(["compound_id", "date"], kind="stable")
    latest = statuses.drop_duplicates("compound_id", keep="last")
    return dict(zip(latest["compound_id"], latest["status"], strict=True))


@lru_cache(1)
def _middles(layer: Layer) -> dict[str, tuple[float, float, str]]:
    """The point of each province that is farthest from its border, and its name."""
    provinces = layer.geo("provinces")
    inner = [shapely.maximum_inscribed_circle(shape, 0.01) for shape in provinces.geometry]
    middles = [shapely.get_point(line, 0) for line in inner]
    return {
        code: (round(point.y, 4), round(point.x, 4), name)
        for code, name, point in zip(
            provinces["province_code"], provinces["name"], middles, strict=True
        )
    }


def shade(raids: int) -> int:
    """Which of the shades a province with so many raids has; 0 is none."""
    return sum(raids >= least for least in SHADES)
