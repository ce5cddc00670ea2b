"""A view of the map as one file that opens without a network, with its records in words."""

from __future__ import annotations

import base64
import gzip
import hashlib
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from geo.documents.caption import caption
from geo.documents.listing import Listing
from geo.documents.sketch import frame
from geo.figures.headline import RULE, figures
from geo.files.exports import export
from geo.map import mapview
from geo.map.assets import KHMER, LEAFLET, NAMES, STATIC, STYLE
from geo.map.marks import Marks, marks
from geo.map.shading import RAIDS, chosen, shading_of
from geo.model.escape import data_block, link, markup
from geo.model.filter import Filter
from geo.model.layer import Layer
from geo.query.selection import rows
from geo.query.sentence import nothing
from geo.query.summary import Group, summarise

SCRIPTS = (
    *(NAMES[name] for name in ("leaflet.js", "atlas.js", "marks.js", "picture.js")),
    STATIC / "takeaway.js",
)
STYLES = (
    *(NAMES[name] for name in ("leaflet.css", "atlas.css", "controls.css")),
    STYLE,
    STATIC / "takeaway.css",
)
BASE = ("basemap.geojson", "towns.geojson")


def takeaway(layer: Layer, filter: Filter, shaded: str = RAIDS) -> str:
    """The map and the records of a filter as one HTML document.

    Parameters
    ----------
    layer : Layer
        Where the rows come from.
    filter : Filter
        Which rows are shown.
    shaded : str
        What provinces are shaded by, as in the address of the page.

    Returns
    -------
    str
        A whole document. It holds all that it shows, and asks for nothing: its policy lets
        no script run but its own, and nothing be fetched.

    Raises
    ------
    ParameterError
        When the layer allows no such shading.
    """
    placed = marks(layer, filter)
    total = summarise(layer, filter).total
    said = caption(layer, filter, total, placed)
    raids, compounds = (rows(layer, table, filter) for table in ("raids", "compounds"))
    sections = Listing(layer, raids, compounds, placed).sections()
    content = (
        f"<header><h1>{markup(said['title'])}</h1><p class='sentence'>{markup(said['sentence'])}"
        f"</p>{_totals(total, len(compounds))}"
        f"{_contents(sections)}</header>"
        "<div class='view'><div id='map' role='region' aria-label='Map'></div>"
        "<div id='chosen'><p role='status'></p></div></div>"
        f"<main>{''.join(_section(id, *section) for id, section in sections.items())}</main>"
        f"<footer>{_origin(layer, filter, shaded)}</footer>"
    )
    provinces = shading_of(
        layer,
        chosen(layer, shaded),
        placed.raids_by_province,
        lambda: summarise(layer, filter, ["province"]).groups,
    )
    drawn = mapview.compact(placed, provinces)
    data = {**mapview.drawing(), "font": _font(), "files": _files(layer, drawn, said)}
    if filter:
        data["settings"]["view"] = _view(layer, filter, placed)
    data["places"] = {
        mark.id: mark.records for mark in (*placed.raids, *placed.compounds, *placed.provinces)
    }
    return _document(f"{said['title']}: {said['sentence']}", content, data)


def _totals(total: Group, compounds: int) -> str:
    """The headline figures, or that there is no raid to have any."""
    if not total.raids:
        return f"<p class='none'>{markup(nothing(compounds))}</p>"
    return f"{figures(total.totals)}<p class='rule'>{markup(RULE)}</p>"


def _view(layer: Layer, filter: Filter, placed: Marks) -> list[list[float]]:
    """South-west and north-east of what is shown, as the printed map has it."""
    provinces = layer.geo("provinces")
    held = provinces["province_code"].isin([*placed.raids_by_province, *filter.province])
    every = (*placed.raids, *placed.compounds, *placed.provinces)
    west, south, east, north = frame(list(provinces.geometry[held]), every)
    return [[south, west], [north, east]]


def _contents(sections: Mapping[str, tuple[str, str]]) -> str:
    links = [f"<a href='#{id}'>{heading}</a>" for id, (heading, _) in sections.items()]
    return f"<nav aria-label='Contents'>{' · '.join(links)}</nav>"


def _section(id: str, heading: str, content: str) -> str:
    return f"<section id='{id}'><h2>{heading}</h2>{content}</section>"


def _origin(layer: Layer, filter: Filter, shaded: str) -> str:
    """How the file came about, and on what terms it may be used."""
    from geo.documents.about import citation

    asked = [*filter.to_params(), *([("shade", shaded)] if shaded != RAIDS else [])]
    query = "&".join(f"{name}={value}" for name, value in asked)
    licences = [_licence(spec) for spec in layer.package.spec.get("licenses", ())]
    return (
        f"<p>{markup(citation(layer))}</p>"
        f"<p>Version {markup(layer.version)} of the layer, {markup(layer.package.created)}. "
        f"Licence: {', '.join(licences)}. {markup(mapview.ATTRIBUTION)}.</p>"
        f"<p>Filter: {markup(query or 'none')}. An empty figure is unknown, never 0; measures "
        "overlap and are never added to each other.</p>"
    )


def _licence(spec: Mapping[str, Any]) -> str:
    name, url = markup(spec.get("title") or spec.get("name", "")), link(spec.get("path", ""))
    return f"<a href='{url}' rel='noreferrer'>{name}</a>" if url else name


def _files(layer: Layer, drawn: str, said: Mapping[str, str]) -> dict[str, str]:
    """What the map would ask a server for: address to text."""
    provinces = export(layer, "provinces", Filter(), "geojson").content.decode()
    texts = {name: NAMES[name].read_text("utf-8") for name in BASE}
    texts["provinces.geojson"] = provinces
    files = {f"{mapview.ASSETS}/{name}": text for name, text in texts.items()}
    return files | {
        mapview.MARKS: drawn,
        mapview.CAPTION: data_block(said),
    }


@cache
def _font() -> str:
    """The Khmer font, gzipped, in base64."""
    return base64.b64encode(gzip.compress(KHMER.read_bytes(), mtime=0)).decode()


def _document(title: str, content: str, data: Mapping[str, Any]) -> str:
    scripts = [_script(path) for path in SCRIPTS]
    allowed = " ".join(f"'sha256-{_digest(script)}'" for script in scripts)
    policy = (
        f"default-src 'none'; script-src {allowed}; style-src 'unsafe-inline'; "
        "img-src data: blob:; base-uri 'none'; form-action 'none'"
    )
    styles = "".join(f"<style>{_style(path)}</style>" for path in STYLES)
    inlined = "".join(f"<script>{script}</script>" for script in scripts)
    return (
        "<!DOCTYPE html>\n<html lang='en'><head><meta charset='utf-8'>"
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
        "<meta name='viewport' content='width=device-width, initial-scale=1'>"
        "<meta name='referrer' content='no-referrer'>"
        "<meta name='color-scheme' content='light dark'>"
        f"<title>{markup(title)}</title>{styles}</head><body>{content}"
        f"<script type='application/json' id='atlas-data'>{data_block(data)}</script>"
        f"{inlined}</body></html>\n"
    )


@cache
def _script(path: Path) -> str:
    """A script that can stand in HTML; a debugger's link to its source is left out."""
    text = path.read_text("utf-8").replace("</script", "<\\/script")
    return re.sub(r"^//# sourceMappingURL=.*$", "", text, flags=re.M)


def _digest(script: str) -> str:
    return base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()


@cache
def _style(path: Path) -> str:
    """A style sheet that asks for no file: pictures are put into it, its font comes by itself."""
    text = re.sub(r"@font-face\s*\{[^}]*\}", "", path.read_text("utf-8"))
    return re.sub(r"url\(\"?(images/[\w.-]+)\"?\)", _picture, text)


def _picture(match: re.Match[str]) -> str:
    content = base64.b64encode((LEAFLET / match[1]).read_bytes()).decode()
    return f"url(data:image/png;base64,{content})"
