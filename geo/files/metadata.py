"""What goes with a file of rows: which they are, where they are from, how to get them again."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from typing import Any

import pandas as pd

from geo.files.citation import cite
from geo.files.links import table_address
from geo.model.filter import Filter
from geo.model.layer import Layer
from geo.model.schema import Resource
from geo.model.vocabulary import Vocabulary
from geo.query.sentence import sentence

APOSTROPHE = (
    "In CSV and XLSX a text cell that begins with = + - @, a tab or a carriage return has an "
    "apostrophe before it, so that no spreadsheet runs it as a formula. To read it exactly, take "
    "away one apostrophe that stands before one of these characters. Other formats are exact."
)
"""The one thing that CSV and XLSX add to a cell, and how to undo it."""


def metadata(
    layer: Layer, table: str, filter: Filter, format: str, frame: pd.DataFrame, *, part: slice,
    home: str = "",
) -> dict[str, Any]:  # fmt: skip
    """What is said of rows wherever they go; the same through every door.

    Parameters
    ----------
    layer : Layer
    table, filter, format
        What was asked for.
    frame : DataFrame
        The rows that answer it.
    part : slice
        Which part of the filtered rows they are.
    home : str
        Address of the server that gives them, without a slash at its end. Without one the link
        is a path, and the citation has the data package's homepage, if there is one.

    Returns
    -------
    dict
        `title, table, sentence, filter, rows, layer_rows, version, date, licence, citation,
        sources, note, link, command`, of which `sources` are rows of the table of that name; a part
        has no `command`.
    """
    resource = layer.package[table]
    link = home + table_address(table, format, filter, *_part(part))
    address = link if home else layer.package.spec.get("homepage", "")
    view = _view(layer, resource, filter, frame, part)
    said = about(layer, table, filter, frame, view=view, address=address)
    command = {} if _part(part) else {"command": _command(table, filter, format, home)}
    return {**said, "link": link, **command}


def about(
    layer: Layer, table: str, filter: Filter, frame: pd.DataFrame, *, view: str, address: str
) -> dict[str, Any]:
    """The same of rows that a filter alone does not say, as those that a page chose from it.

    Parameters
    ----------
    layer, table, filter, frame
        As for `metadata`.
    view : str
        Which rows they are, in words.
    address : str
        Where they are found.
    """
    resource = layer.package[table]
    return {
        "title": f"{layer.package.title}: {resource.title}",
        "table": table,
        "sentence": view,
        "filter": filter.to_json(),
        "rows": len(frame),
        "layer_rows": len(layer[table]),
        "version": layer.version,
        "date": layer.package.created,
        "licence": licence(layer, resource),
        "citation": cite(layer, view, address).text,
        "sources": _sources(layer, resource, frame),
        "note": APOSTROPHE,
    }


def licence(layer: Layer, resource: Resource) -> list[dict[str, str]]:
    """The licences of a table: its own, or else those of the layer."""
    given = resource.spec.get("licenses") or layer.package.spec.get("licenses", ())
    return [dict(one) for one in given]


def _view(
    layer: Layer, resource: Resource, filter: Filter, frame: pd.DataFrame, part: slice
) -> str:
    of, noun = len(layer[resource.name]), resource.title.lower()
    said = sentence(filter, Vocabulary(layer), len(frame), of, noun, table=resource.name)
    if not _part(part):
        return said
    first = (part.start or 0) + 1
    held = f"rows {first} to {first + len(frame) - 1}" if len(frame) else "an empty part of them"
    return f"{said} ({held})"


def _part(part: slice) -> list[tuple[str, str]]:
    start = part.start or 0
    limit = [] if part.stop is None else [("limit", str(part.stop - start))]
    return limit + ([("offset", str(start))] if start else [])


def _command(table: str, filter: Filter, format: str, home: str) -> str:
    given = [*filter.to_params(), *([("home", home)] if home else [])]
    flags = [f"--{name}={value}" for name, value in given]
    return shlex.join(["python", "-m", "geo", "export", table, *flags, f"--format={format}"])


def _sources(layer: Layer, resource: Resource, frame: pd.DataFrame) -> list[Mapping[str, Any]]:
    """The documents that the rows name, in the order of the table of sources."""
    named: set[str] = set()
    for field in resource.fields:
        to = field.items or resource.references.get(field.name)
        if to and to.resource == "sources":
            cells = frame[field.name].dropna()
            named.update(*(str(cell).split(field.separator or "\n") for cell in cells))
    every = layer["sources"]
    chosen = every[every["source_id"].isin(sorted(named))].astype(object)
    return [dict(row) for row in chosen.where(chosen.notna(), None).to_dict("records")]
