"""On what the layer rests: documents, their publishers, and how well rows are supported."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from functools import lru_cache

import numpy as np
import numpy.typing as npt
import pandas as pd

from geo.files.links import row_page
from geo.model.filter import Filter
from geo.model.layer import Layer
from geo.model.schema import Resource
from geo.query.naming import titles as named
from geo.query.numbered import NUMBER, Numbered
from geo.query.selection import frame
from geo.query.sentence import number
from geo.query.summary import UNKNOWN, with_keys

SOURCES = "sources"
NAMING = ("raids", "raid_nationalities")
"""The tables whose rows a filter takes their documents by."""

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


@lru_cache(1)
def _citations(layer: Layer) -> pd.DataFrame:
    """Every row of the layer, once for each document that it names; both with their numbers."""
    parts = []
    for name, resource in layer.package.resources.items():
        column = _citing(resource)
        if column is None:
            continue
        whole = layer[name]
        part = pd.DataFrame(
            {
                "source_id": whole[column].str.split("|"),
                "table": name,
                "key": _keys(whole, resource),
                "title": named(layer, whole),
                NUMBER: range(len(whole)),
            }
        )
        parts.append(part.explode("source_id"))
    every = pd.concat(parts).dropna(subset="source_id").reset_index(drop=True)
    every["table"] = pd.Categorical(every["table"], every["table"].unique())
    # A document that is no row of `sources` has the position -1.
    every["document"] = pd.Index(layer[SOURCES]["source_id"]).get_indexer(every["source_id"])
    return every


def _cited(layer: Layer, filter: Filter, tables: Numbered) -> npt.NDArray[np.bool_]:
    """Which of the citations are those of rows that a filter means."""
    every = _citations(layer)
    number, of = every[NUMBER].to_numpy(), every["table"].cat.codes.to_numpy()
    found = np.zeros(len(every), dtype=bool)
    for code, table in enumerate(every["table"].cat.categories):
        meant = np.zeros(len(layer[table]), dtype=bool)
        meant[tables.numbers(table, filter)] = True
        its = of == code
        found[its] = meant[number[its]]
    return found


def rests(layer: Layer, filter: Filter, tables: Numbered | None = None) -> pd.DataFrame:
    """Every row that a filter means, once for each document that it names.

    Parameters
    ----------
    layer, filter
    tables : Numbered, optional
        The layer in the engine that is to apply the filter; its own otherwise. So it is in all
        that this module offers.

    Returns
    -------
    DataFrame
        `source_id, table, key, title`: `key` is the row's key joined by spaces, `title` the
        words by which a reader knows the row.
    """
    found = _citations(layer)[_cited(layer, filter, tables or Numbered(layer))]
    return found.drop(columns=[NUMBER, "document"]).reset_index(drop=True)


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


def resting(
    layer: Layer, filter: Filter, source: str, tables: Numbered | None = None
) -> pd.DataFrame:
    """The rows of a filter that rest on one document, as a table for readers.

    Returns
    -------
    DataFrame
        `Table, Row, Page`: `Page` is the address that shows the row, empty where none does.
    """
    found = rests(layer, filter, tables)
    found = found[found["source_id"] == source]
    lines = []
    for row in found.to_dict("records"):
        title = layer.package[row["table"]].title
        page = row_page(row["table"], row["key"].split()[0])
        lines.append([title, row["title"], page or ""])
    return pd.DataFrame(lines, columns=["Table", "Row", "Page"], dtype=object)


def titles(documents: pd.DataFrame) -> dict[str, str]:
    """Id of each document to its publisher and title, in their order."""
    columns = (documents[name].tolist() for name in ("source_id", "publisher", "title"))
    return {id: f"{publisher}: {title}" for id, publisher, title in zip(*columns, strict=True)}


def documents(layer: Layer, filter: Filter, tables: Numbered | None = None) -> pd.DataFrame:
    """The documents that a filter means, with how many of its rows rest on each.

    Returns
    -------
    DataFrame
        The columns of `sources`, one column per citing table, and `rows`, their sum; most
        cited first.
    """
    every = _citations(layer)
    document, of = every["document"].to_numpy(), every["table"].cat.codes.to_numpy()
    its = _cited(layer, filter, tables or Numbered(layer)) & (document >= 0)
    names, size = every["table"].cat.categories, len(layer[SOURCES])
    at = document[its] + size * of[its].astype(int)
    counts = np.bincount(at, minlength=size * len(names)).reshape(-1, size).T
    # As :func:`geo.query.selection.select` has it, without asking the engine once more.
    meant = counts[:, names.isin(NAMING)].any(axis=1) if filter else np.ones(size, dtype=bool)
    chosen = np.flatnonzero(meant)
    counts = counts[chosen]
    rows = counts.sum(axis=1)
    # The sources come by their ids, which a stable order keeps.
    order = np.argsort(-rows, kind="stable")
    counted = pd.DataFrame(counts[order], columns=names).assign(rows=rows[order])
    made = layer[SOURCES].take(chosen[order]).reset_index(drop=True)
    return pd.concat([made, counted], axis=1)


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
    names = documents["publisher"].tolist()
    published, rows = Counter(names), Counter[str]()
    for publisher, count in zip(names, documents["rows"].tolist(), strict=True):
        rows[publisher] += count
    lines = [(publisher, count, rows[publisher]) for publisher, count in published.items()]
    lines.sort(key=lambda line: (-line[1], -line[2], line[0]))
    return pd.DataFrame(lines, columns=["Publisher", "Documents", "Rows"])


def support(layer: Layer, filter: Filter, tables: Numbered | None = None) -> pd.DataFrame:
    """How the raids of a filter are supported.

    Returns
    -------
    DataFrame
        `support, label, raids, share`: one row per confidence, and one for the raids that rest
        on a single document; `share` is of all raids that the filter means, missing when there
        are none.
    """
    chosen = _raids(layer, filter, tables, "confidence", "source_ids")
    labels = layer.package["raids"].field("confidence").labels
    labels |= {ONE_DOCUMENT: "Rests on one document, of whatever kind"}
    counts = Counter(chosen["confidence"].tolist())
    counts[ONE_DOCUMENT] = int(_supported(chosen, ONE_DOCUMENT).sum())
    return pd.DataFrame(
        [
            [s, labels[s], counts[s], counts[s] / len(chosen) if len(chosen) else None]
            for s in labels
        ],
        columns=["support", "label", "raids", "share"],
    )


def _raids(layer: Layer, filter: Filter, tables: Numbered | None, *columns: str) -> pd.DataFrame:
    """Some columns of the raids that a filter means."""
    chosen = layer["raids"][list(columns)]
    return chosen.take((tables or Numbered(layer)).numbers("raids", filter))


def _supported(raids: pd.DataFrame, support: str) -> pd.Series[bool]:
    if support == ONE_DOCUMENT:
        return ~raids["source_ids"].str.contains("|", regex=False)
    return raids["confidence"] == support


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


def supported(
    layer: Layer, filter: Filter, support: str, tables: Numbered | None = None
) -> pd.DataFrame:
    """The raids of a filter that have one kind of support, in the order of every answer.

    Parameters
    ----------
    layer, filter
    support : str
        A confidence, or `ONE_DOCUMENT`.
    tables
        As in :func:`rests`.
    """
    columns = ("raid_id", "date_start", "title", "source_ids", "confidence")
    chosen = _raids(layer, filter, tables, *columns)
    return chosen[_supported(chosen, support)].reset_index(drop=True)


def listed(
    layer: Layer, filter: Filter, support: str, tables: Numbered | None = None
) -> pd.DataFrame:
    """The raids of one kind of support, as a table for readers.

    Returns
    -------
    DataFrame
        `Date, Raid, Documents, Publisher, Record`: `Publisher` is that of the first document,
        `Record` an address.
    """
    chosen = supported(layer, filter, support, tables)
    sources = layer[SOURCES]
    publishers = dict(zip(sources["source_id"], sources["publisher"], strict=True))
    ids = [several.split("|") for several in chosen["source_ids"]]
    return pd.DataFrame(
        {
            "Date": chosen["date_start"],
            "Raid": chosen["title"],
            "Documents": [len(its) for its in ids],
            "Publisher": [publishers.get(its[0]) for its in ids],
            "Record": [row_page("raids", id) for id in chosen["raid_id"]],
        }
    )


def years(
    layer: Layer, filter: Filter, documents: pd.DataFrame, tables: Numbered | None = None
) -> pd.DataFrame:
    """Raids by the year they began in and by confidence, and documents by year published.

    Parameters
    ----------
    layer, filter
    documents : DataFrame
        Those of the filter, as :func:`documents` gives them.
    tables
        As in :func:`rests`.

    Returns
    -------
    DataFrame
        `year, of, count`: `of` is a confidence or `documents`; `year` is `unknown` where no
        date says it.
    """
    tables = tables or Numbered(layer)
    years, confidence = _years(layer), layer["raids"]["confidence"].to_numpy()
    raids = tables.numbers("raids", filter)
    counts = Counter(zip(years[raids], confidence[raids], strict=True))
    published = documents["published"].fillna(UNKNOWN).tolist()
    counts.update((day if day == UNKNOWN else day[: len("2022")], "documents") for day in published)
    lines = [(year, of, count) for (year, of), count in sorted(counts.items())]
    return pd.DataFrame(lines, columns=["year", "of", "count"])


@lru_cache(1)
def _years(layer: Layer) -> npt.NDArray[np.object_]:
    """The year of every raid, or that it is not known."""
    return with_keys(frame(layer, "raids"), ("year",)).collect()["year"].to_numpy()
