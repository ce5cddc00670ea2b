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
from geo.ranges import MEASURES, Range, total
from geo.selection import Tables, select

HALO_METRES = {"neighbourhood": 1_000, "town": 4_000, "district": 12_000}
"""Radius within which the true place is taken to lie, by precision; a site has none."""

SHADES = (1, 5, 20, 50)
"""Fewest raids in a province for each shade of it."""

SMALLEST, LARGEST, PIXELS_PER_ROOT = 4.0, 34.0, 0.45
"""Radius of a circle in pixels: its area is proportional to people, within these bounds."""

_KEPT = 4_096
"""How many marks are kept ready."""

Here = tuple[str, ...]
"""What rows of one mark share: table and point with precision, or table and province."""


@dataclass(frozen=True)
class Mark:
    """One mark of the map.

    Attributes
    ----------
    of : str
        What stands here: `raids`, `compounds`, or both as `provinces`.
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

    of: str
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


def marks(layer: Layer, filter: Filter, tables: Tables | None = None) -> Marks:
    """Place the raids and compounds that a filter means on the map.

    Parameters
    ----------
    layer : Layer
        Where the rows come from.
    filter : Filter
        Which rows are meant.
    tables : mapping of frames, optional
        The layer's tables in the engine that is to apply the filter; the layer's own otherwise.
    """
    facts = _facts(layer)
    chosen = _chosen(tables or layer, filter)
    raids = [id for id in facts.raids if id in chosen]
    groups: dict[Here, list[str]] = {}
    for id in (*raids, *(id for id in facts.compounds if id in chosen)):
        groups.setdefault(facts.here[id], []).append(id)
    points = [facts.at_point(here, tuple(ids)) for here, ids in groups.items() if len(here) == 4]
    provinces = sorted({here[1] for here in groups if len(here) == 2})
    return Marks(
        raids=tuple(sorted((m for m in points if m.of == "raids"), key=lambda m: -m.radius)),
        compounds=tuple(m for m in points if m.of == "compounds"),
        provinces=tuple(
            facts.in_province(
                code, *(tuple(groups.get((of, code), ())) for of in ("raids", "compounds"))
            )
            for code in provinces
        ),
        raids_by_province=Counter(facts.province[id] for id in raids if id in facts.province),
        unplaced=tuple(id for here, ids in groups.items() if len(here) == 1 for id in ids),
    )


def _chosen(tables: Tables, filter: Filter) -> set[str]:
    """Ids of the raids and compounds that a filter means."""
    keys = {"raids": "raid_id", "compounds": "compound_id"}
    return {
        id
        for table, key in keys.items()
        for id in select(tables, table, filter).select(key).collect()[key].to_list()
    }


class _Facts:
    """What the map says of each raid and compound, whatever the filter: worked out once.

    Attributes
    ----------
    raids, compounds : tuple of str
        Every id, in the order of its table.
    here : dict of str to Here
        Id to where it stands: at a point, in a province, or nowhere.
    province : dict of str to str
        Id of a raid to the code of its province, where it is known.
    """

    def __init__(self, layer: Layer) -> None:
        self._raids = {row["raid_id"]: row for row in layer["raids"].to_dict("records")}
        self._compounds = {row["compound_id"]: row for row in layer["compounds"].to_dict("records")}
        self.raids, self.compounds = tuple(self._raids), tuple(self._compounds)
        self._status = _latest_status(layer)
        self._middles = _middles(layer)
        self._figures = {
            id: {m: figure(row, m) for m in MEASURES if row["counted"] == "yes"}
            for id, row in self._raids.items()
        }
        self.here = {id: _here("raids", row) for id, row in self._raids.items()}
        self.here |= {id: _here("compounds", row) for id, row in self._compounds.items()}
        self.province = {
            id: str(row["province_code"])
            for id, row in self._raids.items()
            if pd.notna(row["province_code"])
        }
        # A filter mostly leaves a place whole or takes it away: its mark is made once.
        self.at_point = lru_cache(_KEPT)(self._at_point)

    def _at_point(self, here: Here, ids: tuple[str, ...]) -> Mark:
        of, lat, lon, precision = here
        say = self._say_raids if of == "raids" else self._say_compounds
        return Mark(
            of=of,
            id="@".join(here),
            lat=float(lat),
            lon=float(lon),
            precision=precision,
            records=ids,
            people=self._people(ids),
            label=say(ids, precision),
            status=self._status.get(ids[0], "") if len(ids) == 1 else "",
        )

    def in_province(self, code: str, raids: tuple[str, ...], compounds: tuple[str, ...]) -> Mark:
        lat, lon, name = self._middles[code]
        counts = [_count(raids, "raid"), _count(compounds, "compound")]
        known = " and ".join(count for count in counts if count)
        return Mark(
            of="provinces",
            id=f"province@{code}",
            lat=lat,
            lon=lon,
            precision="province",
            records=raids + compounds,
            people=self._people(raids),
            label=f"{name}: {known} known to the province only",
        )

    def _people(self, ids: tuple[str, ...]) -> Range:
        figures = (self._figures.get(id, {}).values() for id in ids)
        return total(_largest(of_raid) for of_raid in figures).range

    def _say_raids(self, ids: tuple[str, ...], precision: str) -> str:
        rows = [self._raids[id] for id in ids]
        if len(rows) == 1:
            row = rows[0]
            when = row["date_start"] if row["date_precision"] == "day" else row["date_start"][:7]
            figures = [f"{m} {figure(row, m)}" for m in MEASURES if figure(row, m).known]
            return " · ".join([row["title"], when, *figures, _precise(precision)])
        said = [f"{_name(rows[0])}: {_count(ids, 'raid')}", *self._totals(ids)]
        return " · ".join([*said, _precise(precision)])

    def _totals(self, ids: tuple[str, ...]) -> Iterator[str]:
        for measure in MEASURES:
            added = total(self._figures[id].get(measure, Range()) for id in ids)
            if added.known:
                yield f"{measure} {added.range} ({added.known} of {added.rows})"

    def _say_compounds(self, ids: tuple[str, ...], precision: str) -> str:
        rows = [self._compounds[id] for id in ids]
        if len(rows) == 1:
            status = self._status.get(ids[0])
            said = [f"latest: {status}"] if status else []
            return " · ".join([rows[0]["name"], *said, _precise(precision)])
        return f"{_name(rows[0])}: {_count(ids, 'compound')} · {_precise(precision)}"


@lru_cache(1)
def _facts(layer: Layer) -> _Facts:
    return _Facts(layer)


def _here(of: str, row: Mapping[Any, Any]) -> Here:
    if pd.notna(row["lat"]):
        return (of, f"{row['lat']:.5f}", f"{row['lon']:.5f}", str(row["location_precision"]))
    return (of, str(row["province_code"])) if pd.notna(row["province_code"]) else (of,)


def figure(row: Mapping[str, Any], measure: str) -> Range:
    """A raid's figure for a measure."""
    ends = (row[f"{measure}_min"], row[f"{measure}_max"])
    return Range(*(None if pd.isna(end) else int(end) for end in ends))


def _largest(figures: Iterable[Range]) -> Range:
    known = [f for f in figures if f.known]
    return max(known, key=lambda f: f.min or f.max or 0, default=Range())


def _name(row: Mapping[str, Any]) -> str:
    return next((str(row[c]) for c in ("town", "place", "province") if pd.notna(row[c])), "")


def _count(ids: tuple[str, ...], noun: str) -> str:
    return f"{len(ids)} {noun}{'s' if len(ids) > 1 else ''}" if ids else ""


def _precise(precision: str) -> str:
    return "exact site" if precision == "site" else f"known to the {precision}"


def _latest_status(layer: Layer) -> dict[str, str]:
    statuses = layer["compound_status"].sort_values(["compound_id", "date"], kind="stable")
    latest = statuses.drop_duplicates("compound_id", keep="last")
    return dict(zip(latest["compound_id"], latest["status"], strict=True))


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
