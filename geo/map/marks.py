"""What the map shows of a filter: one mark per place and precision, none at a made-up spot.

Rows that share a point share a mark, since it is the place that is known and not where in
it each of them was. Rows known to a province only stand as a count in its middle, and rows
known to the country or not at all are counted as not on the map. Where there are too many
points to tell apart, those of one cell of a grid share a mark, which says so.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from geo.map.people import People, Sums, most, size, totals
from geo.map.places import KEYS, PRECISIONS, TABLES, Places, named, standing
from geo.map.spots import Spot, spots
from geo.model.filter import Filter
from geo.model.layer import Layer
from geo.model.ranges import MEASURES, Range, Total
from geo.query.numbered import Numbered, Numbers

HALO_METRES = {"neighbourhood": 1_000, "town": 4_000, "district": 12_000}
"""Radius within which the true place is taken to lie, by precision; a site has none."""

PIXELS_PER_ROOT = 0.6
"""Radius of a circle in pixels, by the root of its people: area is proportional to people."""

FEWEST, MOST_PEOPLE = 50, 3_500
"""People as which a circle is drawn that would be too small to see, or hide too much."""

CELL_PIXELS = 42
"""Half the width of a degree where the whole country is shown: the circles of cells then touch."""

TOGETHER = "+"
"""Between the ids of marks that the browser draws as one."""

METRES_PER_DEGREE = 111_195
"""Along a meridian of a sphere of the Earth's mean radius."""

LISTED, LISTED_IN_CELL = 1_000, 100
"""Most ids that are named of a filter or a mark, and of a cell: the first by date."""

_KEPT = 4_096
"""How many marks are kept ready."""


def sized(people: int) -> float:
    """Radius in pixels of the circle of so many people."""
    return round(PIXELS_PER_ROOT * math.sqrt(min(MOST_PEOPLE, max(FEWEST, people))), 1)


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
        Of the rows' place; empty for several places.
    records : tuple of str
        Ids of the raids or compounds that stand here, at most `LISTED`; of a cell at most
        `LISTED_IN_CELL`.
    rows : int
        How many stand here.
    people : Range
        Total of the measure that counts most people here: the size of the circle. Measures
        overlap, so no other is added to it.
    said : str
        What is known of the rows, without how finely their place is.
    status : str
        Latest status of the mark's compounds, where all have the same; else empty.
    step : float
        Side in degrees of the cell whose places the mark gathers; 0 for one place.
    """

    of: str
    id: str
    lat: float
    lon: float
    precision: str
    records: tuple[str, ...]
    rows: int
    people: Range
    said: str
    status: str = ""
    step: float = 0

    @property
    def label(self) -> str:
        """What a reader is told when pointing at it; `marks.js` puts it together too."""
        if self.step or self.of == "provinces" or not self.precision:
            return self.said
        known = "exact site" if self.precision == "site" else f"known to the {self.precision}"
        return f"{self.said} · {known}"

    @property
    def radius(self) -> float:
        """Radius of the circle in pixels."""
        radius = sized(size(self.people))
        return min(radius, round(self.step * CELL_PIXELS, 1)) if self.step else radius

    @property
    def halo(self) -> int:
        """Metres within which the true places are taken to lie; 0 for a site."""
        corner = round(self.step * METRES_PER_DEGREE / math.sqrt(2))
        return max(corner, HALO_METRES.get(self.precision, 0))


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
        Ids of raids and compounds that are not on the map, at most `LISTED`.
    unplaced_rows : int
        How many are not on the map.
    every : tuple of str
        Ids of all raids and compounds, on the map or not, at most `LISTED`: raids by date,
        then compounds.
    rows : int
        How many raids and compounds there are.
    """

    raids: tuple[Mark, ...]
    compounds: tuple[Mark, ...]
    provinces: tuple[Mark, ...]
    raids_by_province: Mapping[str, int]
    unplaced: tuple[str, ...]
    unplaced_rows: int
    every: tuple[str, ...]
    rows: int

    def at(self, id: str | None) -> Mark | None:
        """The mark of that id, if the filter leaves it; several are told as one."""
        ids = (id or "").split(TOGETHER)
        every = (*self.raids, *self.compounds, *self.provinces)
        found = [mark for mark in every if mark.id in ids]
        return _together(found) if len(found) > 1 else next(iter(found), None)


def _together(marks: Sequence[Mark]) -> Mark:
    """The compounds of marks that share one where the map is small, as `marks.js` draws it."""
    rows = sum(mark.rows for mark in marks)
    return replace(
        marks[0],
        id=TOGETHER.join(mark.id for mark in marks),
        precision="",
        records=tuple(record for mark in marks for record in mark.records),
        rows=rows,
        said=f"{rows:,} compounds at {len(marks)} places",
        status="",
    )


def marks(layer: Layer, filter: Filter, tables: Numbered | None = None) -> Marks:
    """Place the raids and compounds that a filter means on the map.

    Parameters
    ----------
    layer : Layer
        Where the rows come from.
    filter : Filter
        Which rows are meant.
    tables : Numbered, optional
        The layer in the engine that is to apply the filter; its own otherwise.
    """
    facts = _facts(layer)
    return facts.marks(standing(tables or facts.tables, filter, len(layer["raids"])))


def place(layer: Layer, record: str) -> str | None:
    """The id of the mark at which a raid or compound stands; None where that is nowhere."""
    return _facts(layer).place(record)


class _Facts:
    """What the map says of each raid and compound, whatever the filter: worked out once."""

    def __init__(self, layer: Layer) -> None:
        self.tables = Numbered(layer)
        self._places = Places(layer)
        self._people = People(layer["raids"])
        self._rows = [layer[of] for of in TABLES]
        self._raids = len(layer["raids"])
        ids = [layer[of][key].to_numpy(dtype=object) for of, key in KEYS.items()]
        self._ids = np.concatenate(ids)
        self._statuses = _latest_statuses(layer)
        self._middles = _middles(layer)
        # A filter mostly leaves a place whole or takes it away: its mark is made once.
        self._kept = lru_cache(_KEPT)(self._at_point)

    def marks(self, numbers: Numbers) -> Marks:
        """The marks of the rows of these numbers."""
        made: dict[str, list[tuple[int, Mark]]] = {of: [] for of in (*TABLES, "provinces")}
        beside = numbers[:0]
        shared = list(spots(self._places, numbers))
        people = self._people.sums([self._split(spot.numbers)[0] for spot in shared])
        for spot, sums in zip(shared, people, strict=True):
            if spot.of:
                made[spot.of].append((int(spot.numbers[0]), self._at_spot(spot, sums)))
            elif self._places.provinces[spot.at]:
                made["provinces"].append((spot.at, self._in_province(spot, sums)))
            else:
                beside = spot.numbers
        raids = sorted(made["raids"], key=lambda pair: (-pair[1].radius, pair[0]))
        compounds = sorted(made["compounds"], key=lambda pair: pair[0])
        return Marks(
            raids=tuple(mark for _, mark in raids),
            compounds=tuple(mark for _, mark in compounds),
            provinces=tuple(mark for _, mark in made["provinces"]),
            raids_by_province=self._places.by_province(self._split(numbers)[0]),
            unplaced=self._named(beside),
            unplaced_rows=len(beside),
            every=self._named(numbers),
            rows=len(numbers),
        )

    def place(self, record: str) -> str | None:
        """The id of the mark of one record, whatever the filter; None without one."""
        found = np.flatnonzero(self._ids == record)
        if not len(found):
            return None
        place = int(self._places.at[found[0]])
        if self._places.precision[place] >= 0:
            return self._places.id(place)
        code = self._places.provinces[self._places.within[place]]
        return f"province@{code}" if code else None

    def _at_spot(self, spot: Spot, sums: Sums) -> Mark:
        if spot.places > 1:
            return self._in_cell(spot, sums)
        place = int(self._places.at[spot.numbers[0]])
        return self._kept(place, spot.numbers.tobytes(), sums.tobytes())

    def _at_point(self, place: int, kept: bytes, summed: bytes) -> Mark:
        numbers = np.frombuffer(kept, dtype=np.int64)
        raids, compounds = self._split(numbers)
        people = totals(np.frombuffer(summed, dtype=np.int64), len(raids))
        return Mark(
            of="raids" if len(raids) else "compounds",
            id=self._places.id(place),
            lat=float(self._places.lat[place]),
            lon=float(self._places.lon[place]),
            precision=PRECISIONS[self._places.precision[place]],
            records=self._named(numbers),
            rows=len(numbers),
            people=people[most(people)].range,
            said=" · ".join(self._say(raids, compounds, people)),
            status=self._common_status(compounds),
        )

    def _in_cell(self, spot: Spot, sums: Sums) -> Mark:
        lat, lon = self._places.cells(spot.step)[1][spot.at].round(2).tolist()
        raids, compounds = self._split(spot.numbers)
        coarsest = self._places.precision[self._places.at[spot.numbers]].max()
        count = _count(raids, "raid") or _count(compounds, "compound")
        people = totals(sums, len(raids))
        said = [f"{count} at {spot.places:,} places in this area", *_drawn(people)]
        return Mark(
            of=spot.of,
            id=named(spot.of, lat, lon, f"{spot.step:g}"),
            lat=lat,
            lon=lon,
            precision=PRECISIONS[coarsest],
            records=self._named(spot.numbers[:LISTED_IN_CELL]),
            rows=len(spot.numbers),
            people=people[most(people)].range,
            said=" · ".join(said),
            status=self._common_status(compounds),
            step=spot.step,
        )

    def _in_province(self, spot: Spot, sums: Sums) -> Mark:
        code = self._places.provinces[spot.at]
        lat, lon, name = self._middles[code]
        raids, compounds = self._split(spot.numbers)
        counts = [_count(raids, "raid"), _count(compounds, "compound")]
        known = " and ".join(count for count in counts if count)
        people = totals(sums, len(raids))
        return Mark(
            of="provinces",
            id=f"province@{code}",
            lat=lat,
            lon=lon,
            precision="province",
            records=self._named(spot.numbers),
            rows=len(spot.numbers),
            people=people[most(people)].range,
            said=f"{name}: {known} known to the province only",
        )

    def _common_status(self, compounds: Numbers) -> str:
        statuses = set(self._statuses[compounds - self._raids])
        return statuses.pop() if len(statuses) == 1 else ""

    def _split(self, numbers: Numbers) -> tuple[Numbers, Numbers]:
        """Numbers of the raids, and those of the compounds, which follow them."""
        first = int(np.searchsorted(numbers, self._raids))
        return numbers[:first], numbers[first:]

    def _named(self, numbers: Numbers) -> tuple[str, ...]:
        return tuple(self._ids[numbers[:LISTED]].tolist())

    def _say(self, raids: Numbers, compounds: Numbers, people: Sequence[Total]) -> Iterator[str]:
        """What is known of the raids, or else the compounds, of a point."""
        if len(raids) == 1:
            yield from self._say_raid(int(raids[0]))
        elif len(raids):
            yield f"{self._name(int(raids[0]))}: {_count(raids, 'raid')}"
            for measure, added in zip(MEASURES, people, strict=True):
                if added.known:
                    yield f"{measure} {added.range} ({added.known} of {added.rows})"
            yield from _drawn(people)
        elif len(compounds) == 1:
            yield self._text("name", int(compounds[0]))
            status = self._common_status(compounds)
            yield from [f"latest: {status}"] if status else []
        else:
            yield f"{self._name(int(compounds[0]))}: {_count(compounds, 'compound')}"

    def _say_raid(self, number: int) -> Iterator[str]:
        yield self._text("title", number)
        start = self._text("date_start", number)
        yield start if self._text("date_precision", number) == "day" else start[:7]
        for at, measure in enumerate(MEASURES):
            counted = self._people.figure(number, at)
            if counted.known:
                yield f"{measure} {counted}"

    def _name(self, number: int) -> str:
        named = (self._text(column, number) for column in ("town", "place", "province"))
        return next((name for name in named if name), "")

    def _text(self, column: str, number: int) -> str:
        """One cell of the row of that number; empty where it is unknown."""
        first = number >= self._raids
        value = self._rows[first][column].array[number - self._raids * first]
        return "" if pd.isna(value) else str(value)


@lru_cache(1)
def _facts(layer: Layer) -> _Facts:
    return _Facts(layer)


def figure(row: Mapping[str, Any], measure: str) -> Range:
    """A raid's figure for a measure."""
    ends = (row[f"{measure}_min"], row[f"{measure}_max"])
    return Range(*(None if pd.isna(end) else int(end) for end in ends))


def _count(rows: Numbers, noun: str) -> str:
    return f"{len(rows):,} {noun}{'s' if len(rows) > 1 else ''}" if len(rows) else ""


def _drawn(people: Sequence[Total]) -> list[str]:
    """Which total the size of a circle is."""
    measure = most(people)
    return [f"circle: {MEASURES[measure]} {people[measure].range}"] if people[measure].known else []


def _latest_statuses(layer: Layer) -> npt.NDArray[np.object_]:
    """The status last stated of each compound, in the order of the table; empty without one."""
    stated = layer["compound_status"].sort_values(["compound_id", "date"], kind="stable")
    latest = stated.drop_duplicates("compound_id", keep="last").set_index("compound_id")["status"]
    return np.array(layer["compounds"]["compound_id"].map(latest).fillna(""), dtype=object)


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
