"""Pictures for paper: a map and a chart as plain SVG, without a script or an outside reference."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

import shapely

from geo.map.assets import NAMES
from geo.map.marks import Mark, Marks, sized
from geo.map.shading import Shading
from geo.model.escape import markup
from geo.model.layer import Layer
from geo.query.sentence import number

if TYPE_CHECKING:
    import geopandas as gpd

WIDTH = 640
"""Pixels of a picture; a page scales it to its own width."""

COUNTRY = (102.2, 10.2, 107.8, 14.8)
"""West, south, east and north of what the map shows at most, in degrees."""

CLOSEST = 1.8
"""Degrees from west to east that the map shows at least: a point is never drawn finer."""

AROUND = 0.25
"""Degrees of surroundings at each side of what is shown."""

Box = tuple[float, float, float, float]

SIMPLER = 0.004
"""Degrees by which a border may move; on paper a third of a millimetre."""

SHRUNK = 0.6
"""Size of a mark on paper, to that on the screen."""

SHADES = ("#faf8f5", "#f1e3e6", "#e2c3ca", "#cf9aa7", "#b56e80")
"""Nothing, and the shades of the map from the lowest figure to the highest."""

UNKNOWN = "#c9ced6"
"""The shade of a province of which no figure is known."""

INK, BLUE, GREY = "#3d0f1e", "#1f5f8b", "#8a8278"

SEA, LAND = "#dfe9f0", "#ffffff"

KEY, SIZES = 64, (100, 1_000, 3_000)
"""Pixels of height of the key below the map, and the people whose circles it shows."""


class Projection:
    """Plain equirectangular, narrowed by the cosine of the middle latitude.

    Parameters
    ----------
    box : tuple of float
        West, south, east and north in degrees.

    Examples
    --------
    >>> Projection((102.0, 10.0, 108.0, 15.0)).point(102.0, 15.0)
    (0.0, 0.0)
    """

    def __init__(self, box: Box) -> None:
        self.west, self.south, self.east, self.north = box
        self._narrowed = math.cos(math.radians((self.south + self.north) / 2))
        self._scale = WIDTH / ((self.east - self.west) * self._narrowed)

    @property
    def height(self) -> float:
        """Pixels from the northern to the southern edge."""
        return round((self.north - self.south) * self._scale, 1)

    def point(self, lon: float, lat: float) -> tuple[float, float]:
        """Pixels from the left and from the top."""
        right = (lon - self.west) * self._narrowed * self._scale
        return round(right, 1), round((self.north - lat) * self._scale, 1)


def frame(shapes: Sequence[Any], marks: Sequence[Mark]) -> Box:
    """The part of the country that holds some provinces and marks, in the country's shape."""
    bounds = [shape.bounds for shape in shapes]
    bounds += [(mark.lon, mark.lat, mark.lon, mark.lat) for mark in marks]
    if not bounds:
        return COUNTRY
    west, south, east, north = (
        choose(column)
        for choose, column in zip((min, min, max, max), zip(*bounds, strict=True), strict=True)
    )
    whole_width, whole_height = COUNTRY[2] - COUNTRY[0], COUNTRY[3] - COUNTRY[1]
    share = max(
        CLOSEST / whole_width,
        (east - west + 2 * AROUND) / whole_width,
        (north - south + 2 * AROUND) / whole_height,
    )
    if share >= 1:
        return COUNTRY
    lon, lat = (west + east) / 2, (south + north) / 2
    wide, high = share * whole_width / 2, share * whole_height / 2
    return lon - wide, lat - high, lon + wide, lat + high


def country(layer: Layer, marks: Marks, shaded: Shading, words: str) -> str:
    """Provinces shaded by a figure, and the marks of a filter.

    Parameters
    ----------
    layer : Layer
        Where the provinces come from.
    marks : Marks
        What stands on the map.
    shaded : Shading
        Of the same filter.
    words : str
        What the map shows, for who does not see it.

    Returns
    -------
    str
        An SVG element. Circles are sized as on the map of the screen; a dashed one is known to
        a town or an area only, a diamond is a compound, and a number counts what is known to
        its province only. A key below says how many people a circle stands for.
    """
    every = (*marks.raids, *marks.compounds, *marks.provinces)
    provinces = layer.geo("provinces")
    held = provinces["province_code"].isin(list(marks.raids_by_province))
    project = Projection(frame(list(provinces.geometry[held]), every))
    drawn = [
        *_provinces(provinces, shaded, project),
        *(_diamond(mark, project) for mark in marks.compounds),
        *(_circle(mark, project) for mark in marks.raids),
        *(
            _name(name, shape, project)
            for name, shape in zip(provinces["name"][held], provinces.geometry[held], strict=True)
        ),
        *(_badge(mark, project) for mark in marks.provinces),
    ]
    drawn = [*_around(project), *drawn, *_key(project.height)]
    view = f"0 0 {WIDTH} {project.height + KEY}"
    return (
        f'<svg class="country" viewBox="{view}" role="img" aria-label="{markup(words)}">'
        f"{''.join(drawn)}</svg>"
    )


@cache
def _land() -> Any:
    """The land of the map of the screen, neighbours included."""
    shapes = json.loads(NAMES["basemap.geojson"].read_text("utf-8"))["features"]
    kinds = {shape["properties"]["kind"]: shape["geometry"] for shape in shapes}
    return shapely.from_geojson(json.dumps(kinds["land"]))


def _around(project: Projection) -> Iterator[str]:
    """Sea, and the land that is not the country's."""
    yield f'<rect width="{WIDTH}" height="{project.height}" fill="{SEA}"/>'
    land = shapely.clip_by_rect(_land(), project.west, project.south, project.east, project.north)
    yield f'<path d="{_path(land, project)}" fill="{LAND}"/>'


def _key(top: float) -> Iterator[str]:
    """How large the circle of how many people is."""
    middle, x = round(top + KEY / 2, 1), 8.0
    for people in SIZES:
        radius = round(sized(people) * SHRUNK, 1)
        x += radius
        yield (
            f'<circle cx="{round(x, 1)}" cy="{middle}" r="{radius}" fill="{INK}" '
            f'fill-opacity=".35" stroke="{INK}"/>'
            f'<text x="{round(x + radius + 6, 1)}" y="{middle}" dominant-baseline="central" '
            f'font-size="11">{number(people)} people</text>'
        )
        x += radius + 96


def _provinces(provinces: gpd.GeoDataFrame, shaded: Shading, project: Projection) -> Iterator[str]:
    for code, name, shape in zip(
        provinces["province_code"], provinces["name"], provinces.geometry, strict=True
    ):
        shade, said = shaded.provinces.get(code, (0, shaded.none))
        yield (
            f'<path d="{_path(shape, project)}" '
            f'fill="{UNKNOWN if shade is None else SHADES[shade]}" '
            f'stroke="{GREY}" stroke-width=".7">'
            f"<title>{markup(name)}: {markup(said)}</title></path>"
        )


def _path(shape: Any, project: Projection) -> str:
    rings = []
    for part in shapely.get_parts(shapely.simplify(shape, SIMPLER)):
        for ring in (part.exterior, *part.interiors):
            corners = " ".join(f"{x},{y}" for x, y in _corners(ring.coords, project))
            rings.append(f"M{corners}Z")
    return "".join(rings)


def _corners(coordinates: Iterable[Any], project: Projection) -> Iterator[tuple[float, float]]:
    for lon, lat, *_ in coordinates:
        yield project.point(lon, lat)


def _circle(mark: Mark, project: Projection) -> str:
    x, y = project.point(mark.lon, mark.lat)
    dashed = "" if mark.precision == "site" else ' stroke-dasharray="3 2"'
    fill = INK if mark.people.known else "none"
    return (
        f'<circle cx="{x}" cy="{y}" r="{round(mark.radius * SHRUNK, 1)}" fill="{fill}" '
        f'fill-opacity=".35" stroke="{INK}"{dashed}><title>{markup(mark.label)}</title></circle>'
    )


def _diamond(mark: Mark, project: Projection) -> str:
    x, y = project.point(mark.lon, mark.lat)
    return (
        f'<path d="M{x},{round(y - 4, 1)}l4,4l-4,4l-4,-4Z" fill="{BLUE}" fill-opacity=".55" '
        f'stroke="{BLUE}" stroke-width=".6"><title>{markup(mark.label)}</title></path>'
    )


def _name(name: str, shape: Any, project: Projection) -> str:
    # Below where a number stands: the point that is farthest from the border.
    middle = shapely.get_point(shapely.maximum_inscribed_circle(shape, 0.01), 0)
    x, y = project.point(middle.x, middle.y)
    return (
        f'<text x="{x}" y="{round(y + 15, 1)}" text-anchor="middle" font-size="9.5" fill="#26221d" '
        f'stroke="#fff" stroke-width="2.5" paint-order="stroke">{markup(name)}</text>'
    )


def _badge(mark: Mark, project: Projection) -> str:
    x, y = project.point(mark.lon, mark.lat)
    return (
        f'<text x="{x}" y="{y}" text-anchor="middle" dominant-baseline="central" font-size="13" '
        f'font-weight="600" fill="{INK}" stroke="#fff" stroke-width="3" paint-order="stroke">'
        f"{len(mark.records)}<title>{markup(mark.label)}</title></text>"
    )


def months(counts: Mapping[str, int], words: str) -> str:
    """Raids per month as bars.

    Parameters
    ----------
    counts : dict of str to int
        Month as `YYYY-MM` to raids.
    words : str
        What the chart shows, for who does not see it.

    Returns
    -------
    str
        An SVG element; empty when there is no month.
    """
    if not counts:
        return ""
    # Either takes long to import, and only a picture needs them.
    import altair as alt
    import vl_convert

    from geo.charts import drawing, forms

    order = drawing.axis_months(list(counts))
    bars = (
        alt.Chart(forms.ROWS)
        .mark_bar(color=INK)
        .encode(
            x=forms.month_x(forms.are_few(order)),
            y=alt.Y("raids:Q", title="raids", axis=alt.Axis(tickMinStep=1, tickCount=4)),
        )
    )
    rows = [{"month": month, "raids": raids} for month, raids in counts.items()]
    spec = forms.finished(forms.form(bars), 110, forms.months_in(order), rows)
    look = {"view": {"stroke": None}, "font": "sans-serif"}
    made = vl_convert.vegalite_to_svg(
        dict(spec) | {"width": WIDTH - 60, "config": look}, allowed_base_urls=[]
    )
    # In HTML an SVG element needs no name space; its address would look like a reference.
    plain = re.sub(r' xmlns(:\w+)?="[^"]*"', "", str(made))
    return plain.replace("<svg ", f'<svg role="img" aria-label="{markup(words)}" ', 1)
