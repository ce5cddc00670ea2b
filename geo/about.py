"""What is said about the layer as a whole, with every number worked out from the layer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from geo.citation import cite
from geo.escape import markdown
from geo.layer import Layer
from geo.schema import Field, Resource
from geo.sentence import day, number


def horizon(layer: Layer) -> str:
    """The newest day on which a raid of the layer began, as an ISO date."""
    return str(layer["raids"]["date_start"].max())


def introduction(layer: Layer) -> str:
    """One paragraph that says what the layer holds, as Markdown."""
    counts = {name: number(len(layer[name])) for name in layer.package.resources}
    first = day(date.fromisoformat(str(layer["raids"]["date_start"].min())))
    last = day(date.fromisoformat(horizon(layer)))
    return (
        f"## About {layer.package.title}\n\n"
        f"An open layer of {counts['compounds']} compounds in Cambodia that published reports "
        "connect with online gambling and scams, and of "
        f"{counts['raids']} raids, rescues, escapes, releases, deportations and returns "
        f"there, from "
        f"{first} to {last}, with {counts['claims']} aggregate claims about them. "
        f"Everything rests on {counts['sources']} published documents, and each row names its own. "
        f"This is version {layer.version} of {day(date.fromisoformat(layer.package.created))}."
    )


def sections(layer: Layer) -> Mapping[str, str]:
    """Title to text, as Markdown."""
    uncounted = number(int((layer["raids"]["counted"] == "no").sum()))
    return {
        "How to read a figure": (
            "- A count is a **range**. `597` is exactly that; `400–500` lies between; `≥ 4,000` is "
            "“more than”, with no upper end; `≤ 2,000` is “nearly” or “up to”; `—` is not known, "
            "which is never 0.\n"
            "- A **total** adds the lower ends and the upper ends apart. An open lower end adds 0; "
            "one open upper end opens the total's. Beside it stands how many of the rows have a "
            "figure at all.\n"
            "- **Measures are never added to each other.** Found, released, arrested, deported, "
            "repatriated and deaths speak of overlapping groups of people.\n"
            f"- **Not counted**: {uncounted} rows repeat, for one measure, what another row has. "
            "They stand in tables and on the map, and in no total."
        ),
        "Where and when": (
            "- A **date** is an interval with a precision. A row belongs to a range of dates when "
            "the two overlap; in a grouping by month it belongs to the month it began in, or to "
            "“unknown” when its date is coarser than that.\n"
            "- A **place** has a precision, and is drawn with it: a solid rim is an exact site, a "
            "dashed one a town or an area; a number in the middle of a province counts what "
            "is known "
            "to that province only; what is known to the country only is listed beside the map. "
            "No position is finer than the source published."
        ),
        "Confidence": (
            "- **official only**: every source rests on one authority's statement.\n"
            "- **single source**: one report of its own.\n"
            "- **multiple sources**: two or more reports of independent origin agree.\n"
            "- **disputed**: sources contradict each other on this very row; its notes say how."
        ),
        "Limits": (
            f"The layer ends on {day(date.fromisoformat(horizon(layer)))}: what was published "
            f"later "
            "has not been seen. It is thin for 2019 to 2021 and for 2023, for July and August 2025 "
            "by province, and for people from Africa and South Asia. Most rows were collected from "
            "the openings of published pages and still need a second reading against the whole "
            "text. A place without a later report is not therefore closed, and a raid that is not "
            "here may still have happened."
        ),
        "Do no harm": (
            "No victim and no private person is named. Operators appear only as a source "
            "attributes "
            "them. Small numbers stand as the source printed them."
        ),
        "Privacy": (
            "Your browser talks to this server alone: maps, fonts and scripts come from it, "
            "nothing "
            "is counted or reported, and no cookie follows you. A link to a source leads to its "
            "publisher, who then sees your visit."
        ),
        "Licence": (
            "The layer: [CC BY 4.0](https://creativecommons.org/licenses/by/4.0/). Province "
            "boundaries: © OpenStreetMap contributors, ODbL 1.0. Base map: Natural Earth (public "
            "domain), GSHHG (LGPL), GeoNames and geoBoundaries (CC BY 4.0). Code: MIT."
        ),
        "How to cite": f"> {markdown(citation(layer))}",
        "How to correct a row": (
            "The files in `data/` are edited by people. Say which row is wrong and which published "
            "document shows it; a correction names its source and stays on record."
        ),
    }


def citation(layer: Layer) -> str:
    """How to cite the layer, as plain text."""
    return cite(layer).text


def codebook(resource: Resource) -> str:
    """What a table and its columns mean, as Markdown."""
    lines = "\n".join(f"- {line}" for field in resource.fields for line in [_column(field)])
    return f"{markdown(resource.description)}\n\nKey: {', '.join(resource.key)}\n\n{lines}"


def _column(field: Field) -> str:
    said = f"**{markdown(field.name)}** ({field.type}): {markdown(field.description)}"
    return " ".join([said, *_allowed(field)])


def _allowed(field: Field) -> Iterator[str]:
    if field.values:
        yield f"One of {', '.join(markdown(value) for value in field.values)}."
