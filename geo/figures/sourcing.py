"""On what the layer rests: documents, their publishers, and how well rows are supported."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

import pandas as pd

from geo.model.filter import Filter
from geo.model.layer import Layer
from geo.model.schema import Resource
from geo.query.selection import Tables, rows
from geo.query.sentence import number
from geo.query.summary import UNKNOWN, summarise

SOURCES = "sources"
ONE_DOCUMENT = "one_document"
"""What rests on a single document, whatever its confidence."""

SHOWN = {
    "publisher": "Publisher",
    "title": "Title",
    "url": "Address",
    "published": "Published",
    "rows": "Rows",
    "raids": "Raids",
    "raid_nationalities": "Nationalities",
    "compounds": "Compounds",
    "compound_status": "Statements",
    "claims": "Claims",
    "policy_events": "Policy events",
    "language": "Language",
}
"""What a table of documents shows, and what its columns are called."""

PAGES = {
    "raids": ("/", "record"),
    "raid_nationalities": ("/", "record"),
    "compounds": ("/compounds", "compound"),
    "compound_status": ("/compounds", "compound"),
    "claims": ("/claims", "claim"),
}
"""Table to the page that shows a row of it, and the parameter that takes the row's id."""


def rests(layer: Layer, filter: Filter) -> pd.DataFrame:
    """Every row that a filter means, once for each document that it names.

    Returns
    -------
    DataFrame
        `source_id, table, key, title`: `key` is the row's key joined by spaces, `title` the
        words by which a reader knows the row.
    """
    parts = []
    for name, resource in layer.package.resources.items():
        column = _citing(resource)
        if column is None:
            continue
        chosen = rows(layer, name, filter)
        part = pd.DataFrame(
            {
                "source_id": chosen[column].str.split("|"),
                "table": name,
                "key": _keys(chosen, resource),
                "title": _titles(layer, chosen),
            }
        )
        parts.append(part.explode("source_id").dropna(subset="source_id"))
    return pd.concat(parts, ignore_index=True)


def _keys(chosen: pd.DataFrame, resource: Resource) -> pd.Series[str]:
    first, *others = resource.key
    return chosen[first].str.cat(chosen[others], sep=" ") if others else chosen[first]


def _citing(resource: Resource) -> str | None:
    """The column in which rows of a table name their documents."""
    for field in resource.fields:
        reference = field.items or resource.references.get(field.name)
        if reference and reference.resource == SOURCES:
            return field.name
    return None


def _titles(layer: Layer, chosen: pd.DataFrame) -> pd.Series[str]:
    for column in ("title", "statement", "name"):
        if column in chosen:
            return chosen[column]
    if "raid_id" in chosen:
        titles = layer["raids"].set_index("raid_id")["title"]
        said = chosen["nationality"] + " " + chosen["measure"] + ": "
        return said + chosen["raid_id"].map(titles)
    names = layer["compounds"].set_index("compound_id")["name"]
    return chosen["compound_id"].map(names) + ": " + chosen["status"] + " " + chosen["date"]


def resting(layer: Layer, filter: Filter, source: str) -> pd.DataFrame:
    """The rows of a filter that rest on one document, as a table for readers.

    Returns
    -------
    DataFrame
        `Table, Row, Page`: `Page` is the address that shows the row, empty where none does.
    """
    found = rests(layer, filter)
    found = found[found["source_id"] == source]
    lines = []
    for row in found.to_dict("records"):
        page, parameter = PAGES.get(row["table"], ("", ""))
        # The first part of a key is the id of the record that the row belongs to.
        query = urlencode([(parameter, row["key"].split()[0])])
        title = layer.package[row["table"]].title
        lines.append([title, row["title"], f"{page}?{query}" if page else ""])
    return pd.DataFrame(lines, columns=["Table", "Row", "Page"], dtype=object)


def titles(documents: pd.DataFrame) -> dict[str, str]:
    """Id of each document to its publisher and title, in their order."""
    said = documents["publisher"] + ": " + documents["title"]
    return dict(zip(documents["source_id"], said, strict=True))


def documents(layer: Layer, filter: Filter) -> pd.DataFrame:
    """The documents that a filter means, with how many of its rows rest on each.

    Returns
    -------
    DataFrame
        The columns of `sources`, one column per citing table, and `rows`, their sum; most
        cited first.
    """
    found = rests(layer, filter)
    counts = pd.crosstab(found["source_id"], found["table"])
    tables = [n for n, r in layer.package.resources.items() if _citing(r)]
    counts = counts.reindex(columns=tables, fill_value=0)
    counts["rows"] = counts.sum(axis=1)
    chosen = rows(layer, SOURCES, filter).join(counts, on="source_id")
    chosen[[*tables, "rows"]] = chosen[[*tables, "rows"]].fillna(0).astype("int64")
    return chosen.sort_values(["rows", "source_id"], ascending=[False, True], ignore_index=True)


def publishers(documents: pd.DataFrame) -> pd.DataFrame:
    """Documents and the rows that rest on them, by publisher.

    Parameters
    ----------
    documents : DataFrame
        As :func:`documents` gives it.

    Returns
    -------
    DataFrame
        `Publisher, Documents, Rows`; a row that rests on two documents of one publisher
        counts twice. Most documents first.
    """
    by = documents.groupby("publisher", sort=True)
    counts = pd.DataFrame({"Documents": by.size(), "Rows": by["rows"].sum()})
    return (
        counts.rename_axis("Publisher")
        .reset_index()
        .sort_values(
            ["Documents", "Rows", "Publisher"], ascending=[False, False, True], ignore_index=True
        )
    )


def support(layer: Layer, filter: Filter) -> pd.DataFrame:
    """How the raids of a filter are supported.

    Returns
    -------
    DataFrame
        `support, label, raids, share`: one row per confidence, and one for the raids that rest
        on a single document; `share` is of all raids that the filter means, missing when there
        are none.
    """
    chosen = rows(layer, "raids", filter)
    labels = layer.package["raids"].field("confidence").labels
    counts = {value: int((chosen["confidence"] == value).sum()) for value in labels}
    counts[ONE_DOCUMENT] = len(supported(layer, filter, ONE_DOCUMENT))
    labels |= {ONE_DOCUMENT: "Rests on one document, of whatever kind"}
    return pd.DataFrame(
        [[s, labels[s], n, n / len(chosen) if len(chosen) else None] for s, n in counts.items()],
        columns=["support", "label", "raids", "share"],
    )


def sure(confidence: Mapping[str, int], labels: Mapping[str, str]) -> str:
    """How many raids have each confidence, in words.

    Examples
    --------
    >>> sure({"disputed": 2, "single_source": 1}, {"single_source": "Single source",
    ...     "disputed": "Disputed"})
    'Of these 3 raids: 1 single source, 2 disputed.'
    """
    raids = sum(confidence.values())
    if not raids:
        return "No raid fits."
    said = ", ".join(
        f"{number(confidence[value])} {label[:1].lower()}{label[1:]}"
        for value, label in labels.items()
        if confidence.get(value)
    )
    return f"Of these {number(raids)} raids: {said}."


def supported(layer: Layer, filter: Filter, support: str) -> pd.DataFrame:
    """The raids of a filter that have one kind of support, in the order of every answer.

    Parameters
    ----------
    layer, filter
    support : str
        A confidence, or `ONE_DOCUMENT`.
    """
    chosen = rows(layer, "raids", filter)
    if support == ONE_DOCUMENT:
        kept = ~chosen["source_ids"].str.contains("|", regex=False)
    else:
        kept = chosen["confidence"] == support
    return chosen[kept].reset_index(drop=True)


def listed(layer: Layer, filter: Filter, support: str) -> pd.DataFrame:
    """The raids of one kind of support, as a table for readers.

    Returns
    -------
    DataFrame
        `Date, Raid, Documents, Publisher, Record`: `Publisher` is that of the first document,
        `Record` an address.
    """
    chosen = supported(layer, filter, support)
    ids = chosen["source_ids"].str.split("|")
    publishers = layer["sources"].set_index("source_id")["publisher"]
    return pd.DataFrame(
        {
            "Date": chosen["date_start"],
            "Raid": chosen["title"],
            "Documents": ids.str.len(),
            "Publisher": ids.str[0].map(publishers),
            "Record": ["/?" + urlencode([("record", id)]) for id in chosen["raid_id"]],
        }
    )


def years(layer: Layer, filter: Filter, tables: Tables | None = None) -> pd.DataFrame:
    """Raids by the year they began in and by confidence, and documents by year published.

    Parameters
    ----------
    layer, filter
    tables : mapping of frames, optional
        The layer's tables in the engine that is to add up; the layer's own otherwise.

    Returns
    -------
    DataFrame
        `year, of, count`: `of` is a confidence or `documents`; `year` is `unknown` where no
        date says it.
    """
    lines: list[tuple[str, str, Any]] = []
    for confidence in layer.package["raids"].field("confidence").values:
        if confidence in (filter.confidence or (confidence,)):
            narrowed = replace(filter, confidence=(confidence,))
            groups = summarise(tables or layer, narrowed, ("year",)).groups
            lines += [(group.keys[0], confidence, group.raids) for group in groups]
    published = rows(layer, SOURCES, filter)["published"].str.slice(0, 4).fillna(UNKNOWN)
    lines += [(year, "documents", n) for year, n in published.value_counts().items()]
    made = pd.DataFrame(lines, columns=["year", "of", "count"])
    return made.sort_values(["year", "of"], ignore_index=True)
