"""A made-up layer of any size, to measure with: `python -m benchmarks.synthetic 300000 FOLDER`.

It has the shape of the real one and its provinces, gazetteer, compounds and sources; but its
events are made up: their texts, dates, places and people are drawn by a seeded generator. The
same number of events gives the same bytes.
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from geo.model.layer import HOME, Layer, load
from geo.model.ranges import MEASURES
from geo.model.schema import PACKAGE

SEED = 20_261_124

AT_SITE, AT_PLACE, AT_PROVINCE, NOWHERE = range(4)
SHARES = (0.5, 0.4, 0.07, 0.03)
"""Of the events: at a site scattered inside a province, in a town or commune, in a province
that is all that is known, and nowhere."""

EVENTS_PER_SITE = 4

FIRST, LAST = np.datetime64("2018-01-01"), np.datetime64("2026-10-31")

FINE = {"town": "town", "city": "town", "commune": "neighbourhood", "district": "district"}
"""Kind of a place in the gazetteer to the precision of what happened there."""


WORDS = (
    "police soldiers officers searched entered closed surrounded a the two three building tower "
    "office villa hotel casino compound warehouse and took away computers phones cards people "
    "workers foreigners said held questioned sent home released found after before an order "
    "complaint embassy report tip relative call morning night weekend"
)
"""What a summary is made of."""

FIGURES = [f"{measure}_{end}" for measure in MEASURES for end in ("min", "max")]

Random = np.random.Generator


def write(events: int, folder: Path, seed: int = SEED) -> Path:
    """Write a data folder with so many events.

    Parameters
    ----------
    events : int
        Rows of `raids.csv`.
    folder : Path
        Is made, and filled.
    seed : int
        Of the generator.

    Returns
    -------
    Path
        The folder.
    """
    real = load(HOME)
    random = np.random.default_rng(seed)
    folder.mkdir(parents=True, exist_ok=True)
    for name in (PACKAGE, *(resource.path for resource in real.package.resources.values())):
        shutil.copy(HOME / name, folder)
    raids = _raids(real, events, random)
    items = _nationalities(real, raids, random)
    for table, rows in (("raids", raids), ("raid_nationalities", items)):
        resource = real.package[table]
        rows[list(resource.columns)].to_csv(
            folder / resource.path, index=False, lineterminator="\n"
        )
    return folder


def _raids(real: Layer, events: int, random: Random) -> pd.DataFrame:
    known = real["raids"]
    # Kinds, precisions, figures and sources go together as they do in a real row.
    drawn = known.iloc[random.integers(0, len(known), events)].reset_index(drop=True)
    kept = ["kind", "date_precision", "authority", "source_ids", "confidence", "counted", *FIGURES]
    rows = drawn[kept].join(_where(real, events, random))
    numbers = np.arange(events)
    rows["raid_id"] = [f"r-synthetic-{number:06d}" for number in numbers]
    lasted = drawn["date_end"].to_numpy("datetime64[D]") - drawn["date_start"].to_numpy(
        "datetime64[D]"
    )
    start = FIRST + random.integers(0, (LAST - FIRST).astype(int), events)
    rows["date_start"], rows["date_end"] = start.astype(str), (start + lasted).astype(str)
    said = zip(rows["kind"], numbers, rows["town"].fillna(rows["province"]), strict=True)
    rows["title"] = [f"Synthetic {kind} {number} in {town}" for kind, number, town in said]
    rows["summary"] = _sentences(events, random)
    # A row that is not counted names one that is, of which the first is the only sure one.
    rows.loc[0, "counted"] = "yes"
    rows["overlaps"] = np.where(rows["counted"] == "no", rows["raid_id"].iloc[0], None)
    rows["notes"] = rows["compound_id"] = None
    return rows


def _where(real: Layer, events: int, random: Random) -> pd.DataFrame:
    """The columns of a place for each event."""
    how = random.choice(len(SHARES), events, p=SHARES)
    provinces = real.geo("provinces")
    raided = real["raids"]["province_code"].value_counts()
    weights = provinces["province_code"].map(raided).fillna(0).to_numpy() + 1
    spots = pd.concat(
        [
            _sites(provinces, weights, 1 + events // (2 * EVENTS_PER_SITE), random),
            _gazetteer(real),
            _provinces(provinces),
            pd.DataFrame({"how": [NOWHERE], "location_precision": ["country"]}),
        ],
        ignore_index=True,
    )
    at = np.zeros(events, dtype=np.int64)
    for each in range(len(SHARES)):
        choices = np.flatnonzero(spots["how"] == each)
        mine = how == each
        at[mine] = choices[random.integers(0, len(choices), mine.sum())]
    rows = spots.drop(columns="how").iloc[at].reset_index(drop=True)
    names = provinces.set_index("province_code")["name"]
    rows["province"] = rows["province_code"].map(names)
    return rows


def _sites(
    provinces: pd.DataFrame, weights: npt.NDArray[np.float64], count: int, random: Random
) -> pd.DataFrame:
    """Points inside the provinces, more of them where there are more raids."""
    chosen = random.choice(len(provinces), count, p=weights / weights.sum())
    points = np.zeros((count, 2))
    for at, shape in enumerate(provinces.geometry):
        mine = np.flatnonzero(chosen == at)
        points[mine] = _inside(shape, len(mine), random)
    return pd.DataFrame(
        {
            "how": AT_SITE,
            "place": [f"Synthetic site {number}" for number in range(count)],
            "province_code": provinces["province_code"].to_numpy()[chosen],
            "lat": points[:, 1],
            "lon": points[:, 0],
            "location_precision": np.where(random.random(count) < 0.5, "site", "neighbourhood"),
            "location_basis": "synthetic",
        }
    )


def _inside(shape: shapely.Geometry, count: int, random: Random) -> npt.NDArray[np.float64]:
    """Points of a shape, drawn from its bounding box until enough of them lie in it."""
    west, south, east, north = shape.bounds
    shapely.prepare(shape)
    found = np.zeros((0, 2))
    while len(found) < count:
        points = random.uniform((west, south), (east, north), (2 * count, 2)).round(5)
        found = np.concatenate([found, points[shapely.contains_xy(shape, points)]])
    return found[:count]


def _gazetteer(real: Layer) -> pd.DataFrame:
    places = real["places"].dropna(subset=["lat", "province_code"])
    return pd.DataFrame(
        {
            "how": AT_PLACE,
            "town": places["name"],
            "province_code": places["province_code"],
            "lat": places["lat"],
            "lon": places["lon"],
            "location_precision": places["kind"].map(FINE).fillna("town"),
            "location_basis": "gazetteer",
        }
    )


def _provinces(provinces: pd.DataFrame) -> pd.DataFrame:
    codes = provinces["province_code"]
    return pd.DataFrame(
        {"how": AT_PROVINCE, "province_code": codes, "location_precision": "province"}
    )


def _sentences(count: int, random: Random) -> list[str]:
    """Texts of some thirty words, most of them told apart from the others."""
    parts = [" ".join(random.choice(WORDS.split(), 10)) for _ in range(1_000)]
    chosen = random.integers(0, len(parts), (count, 3))
    return [f"{parts[a]} {parts[b]} {parts[c]}." for a, b, c in chosen]


def _nationalities(real: Layer, raids: pd.DataFrame, random: Random) -> pd.DataFrame:
    """A row or two for most events, as the real rows have them."""
    known = real["raid_nationalities"]
    count = round(len(raids) * len(known) / len(real["raids"]))
    drawn = known.iloc[random.integers(0, len(known), count)].reset_index(drop=True)
    drawn["raid_id"] = raids["raid_id"].to_numpy()[random.integers(0, len(raids), count)]
    return drawn.drop_duplicates(["raid_id", "nationality", "measure"]).sort_values(
        ["raid_id", "nationality", "measure"], ignore_index=True
    )


def main(arguments: Sequence[str]) -> None:
    """Write the layer that the arguments of the command ask for."""
    events, folder = arguments
    print(write(int(events), Path(folder)))


if __name__ == "__main__":
    main(sys.argv[1:])
