"""What is said about the layer as a whole, with every number worked out from the layer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import pandas as pd
from babel.dates import format_date

from geo.documents import codebook
from geo.documents.reportfile import section_markdown
from geo.figures.report import Report, gist
from geo.files.citation import cite
from geo.model.escape import markdown
from geo.model.layer import Layer
from geo.model.ranges import Range
from geo.query.sentence import LOCALE, day, number


def horizon(layer: Layer) -> str:
    """The newest day on which a raid of the layer began, as an ISO date."""
    return str(layer["raids"]["date_start"].max())


def scope(layer: Layer) -> str:
    """What the layer's raids are, and from when to when, in one sentence."""
    first, last = (
        format_date(date.fromisoformat(day), "MMMM yyyy", locale=LOCALE)
        for day in (str(layer["raids"]["date_start"].min()), horizon(layer))
    )
    return (
        "The atlas holds raids, rescues, deportations and other events at Cambodia’s reported "
        f"scam compounds, {first} to {last}."
    )


def introduction(layer: Layer) -> str:
    """One paragraph that says what the layer holds, as Markdown."""
    counts = {name: number(len(layer[name])) for name in layer.package.resources}
    first = day(date.fromisoformat(str(layer["raids"]["date_start"].min())))
    last = day(date.fromisoformat(horizon(layer)))
    return (
        f"# About {layer.package.title}\n\n"
        f"An open layer of {counts['compounds']} compounds in Cambodia that published reports "
        "connect with online gambling and scams, and of "
        f"{counts['raids']} raids, rescues, escapes, releases, deportations and returns "
        f"there, from "
        f"{first} to {last}, with {counts['claims']} aggregate claims about them. "
        f"Everything rests on {counts['sources']} published documents, and each row names its own. "
        f"This is version {layer.version} of {day(date.fromisoformat(layer.package.created))}."
    )


@dataclass(frozen=True)
class Section:
    """One part of what is said about the layer.

    Attributes
    ----------
    anchor : str
        Its name in an address.
    title : str
    text : str
        Markdown.
    """

    anchor: str
    title: str
    text: str


@dataclass(frozen=True)
class About:
    """What is said about a layer as a whole, as Markdown.

    Attributes
    ----------
    introduction, quality, citation : str
    sections : mapping of str to Section
        By anchor.
    report, tables : mapping of str to str
        Title to text: the sections of the quality report, and the columns of each table.
    """

    introduction: str
    sections: Mapping[str, Section]
    quality: str
    report: Mapping[str, str]
    tables: Mapping[str, str]
    citation: str


def about(layer: Layer, report: Report) -> About:
    """Everything that is said about a layer, with its quality report."""
    tables = layer.package.resources.values()
    return About(
        introduction(layer),
        sections(layer),
        markdown(gist(report)),
        {part.title: section_markdown(part) for part in report.sections},
        {f"{t.title} · {t.path}": codebook.table(t) for t in tables},
        citation(layer),
    )


def sections(layer: Layer) -> dict[str, Section]:
    """Everything that is said in words, by anchor and in reading order."""
    made = (
        Section("figures", "How to read a figure", _figures(layer)),
        Section("method", "Method", _METHOD),
        Section("confidence", "Confidence", _confidence(layer)),
        Section("quality", "Quality report", _QUALITY),
        Section("limits", "Limits and horizon", _limits(layer)),
        Section("codebook", "Codebook", _CODEBOOK),
        Section("harm", "Do no harm", _HARM),
        Section("privacy", "Privacy", _PRIVACY),
        Section("licence", "Licence", _LICENCE),
        Section("citation", "How to cite", _CITE),
        Section("versions", "Versions", _versions(layer)),
        Section("correct", "How to correct a row", _CORRECT),
    )
    return {section.anchor: section for section in made}


def contents(made: Mapping[str, Section]) -> str:
    """Links to every section, as Markdown."""
    return " · ".join(f"[{s.title}](#{s.anchor})" for s in made.values())


def _figures(layer: Layer) -> str:
    uncounted = number(int((layer["raids"]["counted"] == "no").sum()))
    readings = "\n".join(f"| {said} | `{Range(*ends)}` |" for said, ends in _READINGS)
    return f"""
A count is a **range**: a lower and an upper end, and either may be open.

| a source says | it stands as |
|---|---|
{readings}

- `—` is not known, which is never 0. `0` is a statement.
- A **total** adds the lower ends and the upper ends apart. An open lower end adds 0; one open
  upper end opens the total's, so that it reads “at least”. A row without a figure adds nothing,
  and beside every total stands from how many of the rows it comes.
- **Measures are never added to each other.** Found, released, arrested, deported, repatriated and
  deaths speak of overlapping groups of people.
- **Not counted**: {uncounted} rows repeat, for one measure, what another row has. They stand in
  tables and on the map, and in no total.
- **By nationality**, a raid stands under each nationality that its sources name. So the lines do
  not add up to the total, which is that of the raids. What a raid's figure holds beyond its
  nationalities is shown as “not itemised”.
"""


_READINGS = (
    ("“597”", (597, 597)),
    ("“400 to 500”", (400, 500)),
    ("“more than 4,000”", (4000, None)),
    ("“nearly 2,000”", (None, 2000)),
    ("nothing", (None, None)),
)
"""The examples of how a figure is read."""

_METHOD = """
**Unit.** A row of the table of raids is one event: people met at, taken from, let go from, or
sent home from a site, or from a set of sites in one operation. A running total, a press visit, or
an arrest abroad with no site named is no event; it is a claim, a note, or left out.

**Single-event rule.** An event stands once. A second report of it adds a source to its row. Two
figures that disagree are one range, or both stand in the notes.

**Source rule.** Every row names at least one published document. The layer holds facts from it in
its own words. What is said of a person or a company is attributed to whoever says it: to stand
among the compounds is no finding against an owner or a tenant.

**Counted, and overlaps.** Where two rows speak of some of the same people, the later or smaller
one names the other in `overlaps`. Where its figures repeat, for the same measure, what a counted
row has, its `counted` is `no`. A deportation of people whose raid has its own `found` stays
counted, since it adds another measure.

**Dates.** A date is an interval with a precision, and the day of the event, not of its
announcement. A row is in a range of dates when the two overlap; by month it belongs to the month
it began in, or to “unknown” when its date is coarser than that. It is never spread.

**Places.** A place has a precision and is drawn with it: a solid rim is an exact site, a dashed
one a town or an area. What is known to a province only is a number in its middle, and what is
known to the country only is listed beside the map. No position is finer than the source
published.

**Claims.** A minister's total or an estimate by an organisation is a claim. Claims stand as they
were made, also where they contradict each other, and enter no total.
"""


def _confidence(layer: Layer) -> str:
    field = layer.package["raids"].field("confidence")
    lines = [
        f"- **{markdown(c['label'])}** (`{c['value']}`): {markdown(c['description'])}"
        for c in field.spec.get("categories", ())
    ]
    return "\n".join(["What kind of support a raid has:", "", *lines])


_QUALITY = """
Counted from this very version. `python -m geo report` prints the same, as text, JSON or Markdown.
"""


def _limits(layer: Layer) -> str:
    last = day(date.fromisoformat(horizon(layer)))
    return f"""
The newest raid began on **{last}**. What was published later has not been seen, and what an
authority does not announce and no reporter sees is missing. The absence of a row is no evidence:
a raid that is not here may still have happened, and a compound without a later statement is not
therefore closed. Documentation shows what was reported, never how much there was.
"""


_CODEBOOK = """
What each table and column means, made from the data package. The same stands in
`docs/codebook.md`, and for programs in [datapackage.json](/api/v1/datapackage.json).
"""

_HARM = """
No victim and no private person is named. Officials in office, and persons who are sanctioned or
convicted, may be named as published; an operator stands only as a source attributes it. No
position is finer than the source made it. One to three people of a village or a building stand
only as the source printed them. `docs/do-no-harm.md` has every rule, and who checks it.
"""

_PRIVACY = """
- **Sent to others:** nothing. Maps, fonts and scripts come from this server alone. There is no
  tile server, no usage count and no embedded service. Only a link to a source leads elsewhere;
  its publisher then sees your visit, but not which page you came from.
- **Kept by the server:** nothing about you. What you choose stands in the address of the page,
  and is worked on in memory until you close it. Filters and searches are not written down.
- **Kept by your browser:** what it needs of this site to show it again. No cookie follows you.
- Whoever runs this server, or the network you use, can see that you call it. Who is at risk
  should use the data offline: it runs on one's own computer without a network.
"""

_LICENCE = """
The layer: [CC BY 4.0](https://creativecommons.org/licenses/by/4.0/). Province boundaries: ©
OpenStreetMap contributors, ODbL 1.0. Base map: Natural Earth (public domain), GSHHG (LGPL),
GeoNames and geoBoundaries (CC BY 4.0). Code: MIT. `LICENSE-data` has it in full.
"""

_CITE = """
Name the version: rows are corrected, added and sometimes taken out. A link to a page or to the
API carries its filter.
"""


def _versions(layer: Layer) -> str:
    made = day(date.fromisoformat(layer.package.created))
    said = [
        f"This is version **{markdown(layer.version)}** of {made}. Data, code and data package "
        "carry the same version. [Each changed row with its reason](/table?table=changelog), "
        "[the newest as a feed](/feed.atom); `CHANGELOG.md` says what changed in the code.",
        "",
    ]
    log = layer.package.changelog
    versions = layer[log.name].groupby("version") if log else ()
    for version, rows in sorted(versions, key=lambda one: (one[1]["date"].max(), one[0]))[::-1]:
        tables = "; ".join(
            f"{layer.package[table].title.lower()}: {_changed(of_table['change'])}"
            for table, of_table in rows.groupby("table")
        )
        when = day(date.fromisoformat(rows["date"].max()))
        said.append(f"- **{markdown(version)}**, {when}. {markdown(tables)}")
    return "\n".join(said)


def _changed(changes: pd.Series[str]) -> str:
    counts = changes.value_counts().sort_index()
    return ", ".join(f"{number(int(rows))} {change}" for change, rows in counts.items())


_CORRECT = """
1. Say which row it is, by its id, and what in it is wrong.
2. Name the published document that shows it.
3. Or edit the row in `data/` yourself: `python -m geo fmt` puts the files in form, and `python -m
   geo check` says what is wrong with them. `CONTRIBUTING.md` has the rules.

Both figures are kept where sources disagree, and a correction stays on record. A detail that
could harm a person needs no source to be taken out: it goes first, and is talked about
afterwards.
"""


def citation(layer: Layer) -> str:
    """How to cite the layer, as plain text."""
    return cite(layer).text
