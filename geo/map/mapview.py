"""The map itself, by folium: a base that never changes, and the marks of one filter.

The base is drawn once in a browser, from files that its own server gives. The marks are a
file too, whose address carries the filter as the page's own address does: the map in the
browser follows that address, and has drawn a new filter before the page has run. Every text
that reaches HTML goes through `geo.model.escape`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import folium
from folium.template import Template
from folium.utilities import camelize

from geo.map.marks import FEWEST, MOST_PEOPLE, PIXELS_PER_ROOT, Mark, Marks
from geo.map.shading import Shading
from geo.model.escape import markup
from geo.settings import Tiles

ASSETS = "/assets"
"""Where the server has the map's files."""

MARKS = "/map/marks.json"
"""Where the server has the marks, for the same parameters as the page of the map."""

PLACE = "/map/place.json"
"""Where the server says at which mark a record stands."""

CAPTION = "/map/caption.json"
"""Where the server says in words what the map shows, for the same parameters."""

CENTRE = (12.4, 104.9)
BASE_BOUNDS = [[6.5, 97.0], [18.5, 113.0]]
"""South-west and north-east of where a reader can pan to, in degrees."""

CAMBODIA = [[9.95, 102.3], [14.7, 107.65]]
"""What the map shows at first."""

MOST, LETTERS = 20_000, (200, 120, 80, 60, 45, 30, 15, 1)
"""Bytes of marks that a browser is sent at most; letters of each to which that may cut them."""

LEGEND_PEOPLE = {FEWEST: f"up to {FEWEST}", 500: "500"}
"""People of the legend's circles, and what stands beside each."""

ATTRIBUTION = "Borders © OpenStreetMap contributors · Natural Earth · GSHHG · GeoNames"


class AtlasMap(folium.Map):
    """A Leaflet map whose scripts and styles come from the app's own server."""

    default_js = [
        ("leaflet", f"{ASSETS}/leaflet.js"),
        ("atlas", f"{ASSETS}/atlas.js"),
        ("marks", f"{ASSETS}/marks.js"),
        ("picture", f"{ASSETS}/picture.js"),
        ("play", f"{ASSETS}/play.js"),
    ]
    default_css = [
        ("leaflet", f"{ASSETS}/leaflet.css"),
        ("atlas", f"{ASSETS}/atlas.css"),
        ("controls", f"{ASSETS}/controls.css"),
    ]


class Base(folium.MacroElement):
    """Land, water, borders, provinces and town names, fetched by address."""

    _template = Template(
        "{% macro script(this, kwargs) %}"
        "atlas.base({{ this._parent.get_name() }}, {{ this.settings }});"
        "{% endmacro %}"
    )

    def __init__(self, tiles: Tiles | None, months: Sequence[str]) -> None:
        super().__init__()
        self._name = "Base"
        settings = {
            "assets": ASSETS,
            "marks": MARKS,
            "places": PLACE,
            "caption": CAPTION,
            "months": list(months),
            "legend": legend(),
            "credit": ATTRIBUTION,
            "view": CAMBODIA,
            "tiles": tiles and {"url": tiles.url, "credit": markup(tiles.credit)},
        }
        self.settings = _script(settings)


def base_map(tiles: Tiles | None = None, months: Sequence[str] = ()) -> AtlasMap:
    """The map without marks.

    Parameters
    ----------
    tiles : Tiles, optional
        Pictures of another server to lay below the marks.
    months : sequence of str, optional
        First and last month that the map can be run through, as `YYYY-MM`.
    """
    drawn = AtlasMap(
        location=CENTRE,
        zoom_start=7,
        tiles=None,
        prefer_canvas=True,
        minZoom=6,
        maxZoom=14,
        maxBounds=BASE_BOUNDS,
        zoomSnap=0.25,
    )
    Base(tiles, months).add_to(drawn)
    return drawn


def drawing() -> dict[str, Any]:
    """What draws the same map without folium.

    Returns
    -------
    dict
        `options` of Leaflet's map, and the `settings` that `atlas.base` takes.
    """
    drawn = base_map()
    named = {camelize(name): value for name, value in drawn.options.items()}
    (base,) = (child for child in drawn._children.values() if isinstance(child, Base))
    return {"options": {"center": drawn.location, **named}, "settings": json.loads(base.settings)}


def compact(marks: Marks, shading: Shading) -> str:
    """The marks as the shortest JavaScript value that holds them.

    Returns
    -------
    str
        `{s: [title, steps, none, unknown], p: {code: [shade, text]}, r: [...], c: [...],
        a: [...]}`: what is shaded, provinces, raids, compounds, and rows known to a province
        only. A shade is null where no figure is known. A mark is
        `[lat, lon, radius, style, count, halo, said, within, status]`: what is said as HTML,
        and the precision of a point, the side of a cell, or the code of a province.
    """
    for letters in LETTERS:
        text = _written(marks, shading, letters)
        if len(text.encode()) <= MOST:
            break
    return text


def _written(marks: Marks, shading: Shading, letters: int) -> str:
    """The marks, of each of which at most so many letters are said."""
    return _script(
        {
            "s": [shading.title, shading.steps, shading.none, shading.unknown],
            "p": shading.provinces,
            "r": [_compact(mark, letters) for mark in marks.raids],
            "c": [_compact(mark, letters) for mark in marks.compounds],
            "a": [_compact(mark, letters) for mark in marks.provinces],
        }
    )


@lru_cache(4_096)
def _compact(mark: Mark, letters: int) -> list[Any]:
    said = markup(shortened(mark.said, letters))
    within = mark.step or mark.id.rpartition("@")[2]
    status = [mark.status] if mark.of == "compounds" else []
    shape = [mark.lat, mark.lon, mark.radius, _style(mark), mark.rows, mark.halo]
    return [*shape, said, within, *status]


def shortened(said: str, letters: int) -> str:
    """What is said of a mark in at most so many letters.

    Examples
    --------
    >>> shortened("Police raid a casino: 2 raids", 16)
    'Police raid a c…'
    """
    return said if len(said) <= letters else f"{said[: letters - 1]}…"


def _style(mark: Mark) -> str:
    """How the circle is drawn: `none` without a figure, `least` where it is a lower bound."""
    if not mark.people.known:
        return "none"
    return "least" if mark.people.max is None else "known"


def clicked(text: str | None) -> str | None:
    """The id of a mark from the text that a click on it gave back."""
    return text.split("\n", 1)[0].strip() if text else None


def legend() -> str:
    """What the marks mean, in words and signs, as HTML."""
    circles = [
        f"<li><b class='circle' style='width:{size}px;height:{size}px'></b>{said}</li>"
        for people, said in LEGEND_PEOPLE.items()
        for size in [round(2 * PIXELS_PER_ROOT * people**0.5)]
    ]
    parts = {
        "<h4 class='shaded'></h4>": "<ul class='row steps'></ul>",
        "<h4>People in the raids at a place: the measure with most, by area</h4>": (
            f"<ul class='row'>{''.join(circles)}<li>{MOST_PEOPLE:,} or more alike</li>"
            "<li><b class='circle small ring'></b>at least so many</li>"
            "<li><b class='circle tiny hollow'></b>no figure that counts</li></ul>"
        ),
        "<h4>Place</h4>": (
            "<ul class='row'><li><b class='circle small'></b>exact site</li>"
            "<li><b class='circle small dashed'></b>within the dotted circle</li>"
            "<li><b class='badge'>3</b>known to the dashed province only</li></ul>"
        ),
        "<h4>Compounds, by what was last stated</h4>": (
            "<ul class='row'><li><b class='diamond running'></b>operating, reopened</li>"
            "<li><b class='diamond'></b>reported</li>"
            "<li><b class='diamond raided'></b>raided</li>"
            "<li><b class='diamond shut'></b>closed, cleared</li>"
            "<li><b class='diamond pale'></b>differing, unknown</li>"
            "<li>A number in a mark counts its records.</li></ul>"
        ),
    }
    listed = "".join(f"<div class='part'>{head}{signs}</div>" for head, signs in parts.items())
    return f"<details open><summary>Legend</summary>{listed}</details>"


def _script(value: Any) -> str:
    """A value as JavaScript that neither ends its script element nor runs as a template."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    # Folium reads a script once more as a Jinja template. JSON itself has no brace before one of
    # these, so what is broken up here stands inside a string, where the escape means the same.
    return re.sub(r"\{(?=[{%#])", r"\\u007b", text)
