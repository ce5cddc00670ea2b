"""The files that a browser needs for the map and the API's page, from packages or the layer."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

import fontpkg_noto_sans_khmer
import xstatic.pkg.leaflet

STATIC = Path(__file__).parent / "static"
ICON = STATIC / "icon.svg"
STYLE = STATIC / "page.css"
KHMER = Path(fontpkg_noto_sans_khmer.__file__).parent / "files" / "NotoSansKhmer[wdth,wght].ttf"
LEAFLET = Path(xstatic.pkg.leaflet.BASE_DIR)

MEDIA_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".geojson": "application/geo+json",
    ".ttf": "font/ttf",
    ".js": "text/javascript; charset=utf-8",
}

NAMES: Mapping[str, Path] = {
    "atlas.css": STATIC / "atlas.css",
    "atlas.js": STATIC / "atlas.js",
    "basemap.geojson": STATIC / "basemap.geojson",
    "controls.css": STATIC / "controls.css",
    "khmer.ttf": KHMER,
    "leaflet.css": LEAFLET / "leaflet.css",
    "leaflet.js": LEAFLET / "leaflet.js",
    "marks.js": STATIC / "marks.js",
    "picture.js": STATIC / "picture.js",
    "play.js": STATIC / "play.js",
    "reference.css": STATIC / "reference.css",
    "towns.geojson": STATIC / "towns.geojson",
}
"""Name in an address to file; provinces come from the layer itself."""


@cache
def asset(name: str) -> tuple[str, bytes]:
    """Media type and content of one file.

    Raises
    ------
    KeyError
        When the name is not on the list.
    """
    path = NAMES[name]
    return MEDIA_TYPES[path.suffix], path.read_bytes()
