"""A brief of one filter: a few printable pages in one HTML file that needs nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import pandas as pd

from geo.documents import sketch
from geo.figures.record import when
from geo.files.citation import cite
from geo.files.links import address
from geo.map.marks import figure, marks
from geo.map.shading import RAIDS, chosen, shading_of
from geo.model.escape import markup
from geo.model.filter import Filter
from geo.model.layer import Layer
from geo.model.ranges import MEASURES
from geo.model.vocabulary import Vocabulary
from geo.query.selection import rows as select_rows
from geo.query.sentence import coverage, number, sentence
from geo.query.summary import UNKNOWN, Summary, summarise

ROWS = 60
"""Most raids that are listed, so that a brief stays one; the rest are named by their number."""

FORMATS = ("html", "pdf")
"""The forms of a brief."""

POLICY = "default-src 'none'; style-src 'unsafe-inline'"
"""What the page may load: nothing, wherever it is opened."""

STYLE = """
@page { size: A4; margin: 15mm 14mm 17mm; }
* { box-sizing: border-box; }
body { max-width: 190mm; margin: 1.5rem auto; padding: 0 1rem; color: #26221d; background: #fff;
  font: 10pt/1.45 "Noto Sans", "Noto Sans Khmer", system-ui, sans-serif; }
h1 { font-size: 17pt; line-height: 1.25; margin: 0 0 .2em; }
h2 { font-size: 12pt; margin: 1.4em 0 .4em; break-after: avoid; }
p { margin: .3em 0; }
a { color: #1f5f8b; }
.over { color: #7a1f3d; font-weight: 600; letter-spacing: .02em; }
.small, figcaption { font-size: 8.5pt; color: #5c554c; }
dl { display: grid; grid-template-columns: repeat(3, 1fr); gap: .5em 1em;
  margin: 1em 0; padding: .7em 0; border: solid #d8d2c8; border-width: 1px 0; break-inside: avoid; }
dt { font-size: 9pt; } dd { margin: 0; }
dd.figure { font-size: 15pt; font-weight: 600; white-space: nowrap;
  font-variant-numeric: tabular-nums; }
figure { margin: .8em 0; break-inside: avoid; }
figure svg { display: block; width: 100%; height: auto; }
figure svg.country { max-width: 150mm; margin: 0 auto; }
.table { overflow-x: auto; }
table { width: 100%; border-collapse: collapse; font-size: 8.5pt; }
thead { display: table-header-group; }
tr { break-inside: avoid; }
th { text-align: left; border-bottom: 1px solid #26221d; }
th, td { padding: .3em .5em .3em 0; vertical-align: top; }
td { border-bottom: 1px solid #e8e3da; overflow-wrap: anywhere; }
td:first-child { min-width: 6.5em; }
ol.sources { font-size: 8.5pt; padding-left: 2.2em; }
ol.sources li { break-inside: avoid; overflow-wrap: anywhere; margin: .15em 0; }
code { overflow-wrap: anywhere; }
@media screen and (max-width: 640px) {
  dl { grid-template-columns: repeat(2, 1fr); }
  thead { display: none; }
  table, tbody, tr, td { display: block; }
  tr { padding: .6em 0; border-bottom: 1px solid #d8d2c8; }
  td { border: 0; padding: 0 0 .2em; }
  td:last-child::before { content: "Sources "; }
}
@media print { body { margin: 0; padding: 0; max-width: none; } }
"""


def brief(
    layer: Layer,
    filter: Filter,
    vocabulary: Vocabulary | None = None,
    shade: str = RAIDS,
    home: str = "",
) -> bytes:
    """The brief of what a filter means.

    Parameters
    ----------
    layer : Layer
    filter : Filter
        Which raids and compounds are meant.
    vocabulary : Vocabulary, optional
        What the layer's values are called.
    shade : str
        What provinces are shaded by, as in the address of the page.
    home : str
        Address of the server on which the view is found again, without a slash at its end; when
        it is empty, the view's own address is a path.

    Returns
    -------
    bytes
        HTML in UTF-8: sentence, totals with coverage, map, raids per month, the first `ROWS`
        raids, the documents that these rest on, version and citation. It has no script and
        loads nothing; only the links to documents lead elsewhere.

    Raises
    ------
    ParameterError
        When the layer allows no such shading.
    """
    shade = chosen(layer, shade)
    raids = select_rows(layer, "raids", filter)
    summary = summarise(layer, filter, ("month",))
    said = sentence(filter, vocabulary or Vocabulary(layer), len(raids), len(layer["raids"]))
    shown = raids.head(ROWS).to_dict("records")
    sources = _Sources(layer, shown)
    shaded = [("shade", shade)] if shade != RAIDS else []
    page = address(f"{home}/", [*filter.to_params(), *shaded])
    parts = [_head(layer, page, said)]
    if shown:
        parts += [
            _totals(summary, filter),
            _map(layer, filter, shade, said),
            _months(summary, said),
            _table(layer, shown, len(raids), sources),
            sources.listed(),
        ]
    else:
        parts.append("<p>No raid fits all of these. Loosen one part of the filter.</p>")
    cited = cite(layer, said, page if home else layer.package.spec.get("homepage", ""))
    parts.append(_foot(cited.text))
    return _page(f"{layer.package.title}: {said}", "\n".join(parts)).encode()


def _page(title: str, body: str) -> str:
    return (
        '<!DOCTYPE html>\n<html lang="en-GB">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="referrer" content="no-referrer">\n'
        f"<title>{markup(title)}</title>\n<style>{STYLE}</style>\n</head>\n"
        f"<body>\n{body}\n</body>\n</html>\n"
    )


def _head(layer: Layer, page: str, said: str) -> str:
    same = f"The same view: <code>{markup(page)}</code>. " if page != "/" else ""
    return (
        f'<p class="over">{markup(layer.package.title)} · brief</p>\n<h1>{markup(said)}</h1>\n'
        f'<p class="small">{same}Version {markup(layer.version)} of '
        f"{markup(layer.package.created)}.</p>"
    )


def _totals(summary: Summary, filter: Filter) -> str:
    figures = "".join(
        f'<div><dt>{measure.capitalize()}</dt><dd class="figure">{markup(total.range)}</dd>'
        f'<dd class="small">{markup(coverage(total))}</dd></div>'
        for measure, total in summary.total.totals.items()
    )
    whole = (
        " The figures are those of the raids as a whole, not of the chosen nationalities alone."
        if filter.nationality
        else ""
    )
    return (
        f'<dl>{figures}</dl>\n<p class="small">The lower and the upper ends of the counted raids '
        "are added apart; ≥ where a source says “more than”, — where none has a figure. The "
        f"measures speak of overlapping groups and are never added to each other.{whole}</p>"
    )


def _map(layer: Layer, filter: Filter, shade: str, said: str) -> str:
    placed = marks(layer, filter)
    shaded = shading_of(
        layer, shade, placed.raids_by_province,
        lambda: summarise(layer, filter, ("province",)).groups,
    )  # fmt: skip
    shades = f"{shaded.title.lower()}: {'; '.join(shaded.steps)}"
    grey = f"; grey: {shaded.unknown}" if shaded.unknown else ""
    ids = set(layer["raids"]["raid_id"])
    missing = sum(id in ids for id in placed.unplaced)
    absent = f" {number(missing)} raids are known to no province, and not on it." if missing else ""
    return (
        f"<h2>Where</h2>\n<figure>{sketch.country(layer, placed, shaded, f'Map. {said}')}"
        f"<figcaption>Shades of provinces, from pale to dark, by {markup(shades + grey)}. "
        "A circle is sized by people, of the measure with most; its rim is dashed where only the "
        "town or area is known, and it is hollow without a figure. "
        "Diamonds are compounds. A number counts what is known to its province only."
        f"{absent} Borders © OpenStreetMap contributors.</figcaption></figure>"
    )


def _months(summary: Summary, said: str) -> str:
    counts = {group.keys[0]: group.raids for group in summary.groups}
    coarse = counts.pop(UNKNOWN, 0)
    are = "is" if coarse == 1 else "are"
    left = f" {number(coarse)} {are} dated too coarsely for a month." if coarse else ""
    drawn = sketch.months(counts, f"Raids per month. {said}")
    return (
        f"<h2>When</h2>\n<figure>{drawn}<figcaption>Raids per month in which they began."
        f"{left}</figcaption></figure>"
    )


def _table(layer: Layer, shown: Iterable[Mapping[Any, Any]], of: int, sources: _Sources) -> str:
    labels = {c: layer.package["raids"].field(c).labels for c in ("kind", "confidence")}
    lines = [_line(row, labels, sources) for row in shown]
    more = of - len(lines)
    rest = (
        f"<p>And <strong>{number(more)} more</strong>, which a table or an export of the same "
        "filter has.</p>"
        if more
        else ""
    )
    return (
        '<h2>Raids</h2>\n<div class="table"><table>\n<thead><tr><th>When</th><th>What and where'
        "</th><th>People</th><th>Confidence</th><th>Sources</th></tr></thead>\n<tbody>\n"
        f"{''.join(lines)}</tbody></table></div>\n{rest}"
    )


def _line(
    row: Mapping[Any, Any], labels: Mapping[str, Mapping[str, str]], sources: _Sources
) -> str:
    figures = [f"{m} {figure(row, m)}" for m in MEASURES if figure(row, m).known]
    people = markup(", ".join(figures) or "—")
    if row["counted"] != "yes":
        people += '<br><span class="small">not counted: repeats another row</span>'
    place = [str(row[c]) for c in ("place", "town", "province") if not pd.isna(row[c])]
    where = markup(", ".join(dict.fromkeys(place)) or "place not known")
    kind, confidence = (labels[c].get(row[c], row[c]) for c in ("kind", "confidence"))
    cells = (
        markup(when(row)),
        f"<strong>{markup(row['title'])}</strong><br>"
        f'<span class="small">{markup(kind)} · {where}</span>',
        people,
        markup(confidence),
        markup(", ".join(map(str, sources.of(row)))),
    )
    return f"<tr>{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>\n"


class _Sources:
    """The documents of the listed raids, each with its number in the brief."""

    def __init__(self, layer: Layer, shown: Iterable[Mapping[Any, Any]]) -> None:
        self._known = layer["sources"].set_index("source_id").to_dict("index")
        ids = (id for row in shown for id in _ids(row) if id in self._known)
        self._numbers = {id: at for at, id in enumerate(dict.fromkeys(ids), start=1)}

    def of(self, row: Mapping[Any, Any]) -> list[int]:
        return [self._numbers[id] for id in _ids(row) if id in self._numbers]

    def listed(self) -> str:
        items = "\n".join(f"<li>{self._cited(id)}</li>" for id in self._numbers)
        return f'<h2>Sources</h2>\n<ol class="sources">\n{items}\n</ol>'

    def _cited(self, id: str) -> str:
        source = self._known[id]
        said = markup(f"{source['publisher']}: {source['title']}")
        dated = "" if pd.isna(source["published"]) else f" ({markup(source['published'])})"
        url = "" if pd.isna(source["url"]) else str(source["url"])
        if url.startswith(("https://", "http://")):
            return f'<a href="{markup(url)}" rel="noreferrer">{said}</a>{dated}'
        return f"{said}{dated}"


def _ids(row: Mapping[Any, Any]) -> Iterator[str]:
    yield from str(row["source_ids"]).split("|")


def _foot(citation: str) -> str:
    return (
        "<h2>How to read and cite this</h2>\n<p>Figures are as reported: a range where sources "
        "differ or round, and nothing where none gives one. A row that is missing is no evidence "
        "that nothing happened. An accusation is that of the source named.</p>\n"
        f"<p>{markup(citation)}</p>"
    )
