"""What is new, as an Atom feed (RFC 4287): from the changelog and the rows, never the clock."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import quote
from xml.etree import ElementTree as ET

import pandas as pd

from geo.files.links import address, row_page
from geo.model.filter import Filter
from geo.model.layer import Layer
from geo.model.schema import Resource
from geo.model.vocabulary import vocabulary
from geo.query.naming import titles
from geo.query.selection import bearing, rows
from geo.query.sentence import parts

MEDIA_TYPE = "application/atom+xml; charset=utf-8"
ATOM = "http://www.w3.org/2005/Atom"

ENTRIES = 200
"""Entries from which on earlier days are left out; no day is cut."""

SINCE = "2026"
"""Year from which the layer's name makes ids (RFC 4151); it stays as it is."""

NO_WITHDRAWALS = (
    "Of the tables that the whole filter applies to. A row that was withdrawn stands in no table: "
    "the feed without a filter tells of it."
)
"""What a filtered feed says of itself."""

_NOT_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True)
class Entry:
    """One thing that is new: a change that was recorded, or an event."""

    table: str
    id: str
    change: str
    day: str
    title: str
    summary: str
    page: str

    @property
    def name(self) -> str:
        """The part of its id that never changes."""
        return f"{self.table}/{quote(self.id, safe='')}/{self.day}/{self.change}"


def feed(layer: Layer, filter: Filter, home: str) -> bytes:
    """The newest changes and events that a filter means.

    Parameters
    ----------
    layer : Layer
    filter : Filter
        A row that it leaves out has no entry, and neither has one of a table that knows nothing
        of one of its parameters. A row that was withdrawn stands in no table, so that only the
        feed of the whole layer tells of it.
    home : str
        Address of the server, without a slash at its end.

    Returns
    -------
    bytes
        Atom: entries by day, the newest first, and those of a day by table in the order of the
        data package. A raid that no change is recorded of has the day on which it ended.
    """
    package = layer.package
    place = {table: -at for at, table in enumerate(package.every)}
    entries = sorted(
        _entries(layer, filter),
        key=lambda e: (e.day, place.get(e.table, -len(place)), e.name),
        reverse=True,
    )
    if len(entries) > ENTRIES:
        entries = [e for e in entries if e.day >= entries[ENTRIES - 1].day]
    tag = f"tag:{package.spec['name']},{SINCE}:"
    params = filter.to_params()
    root = ET.Element("feed", xmlns=ATOM)
    _add(root, "id", address(f"{tag}feed", params))
    said = "; ".join(parts(filter, vocabulary(layer)).values())
    _add(root, "title", f"{package.title}: {said}" if said else package.title)
    if said:
        _add(root, "subtitle", NO_WITHDRAWALS)
    _add(root, "updated", _moment(max((e.day for e in entries), default=package.created)))
    _add(root, "rights", str(package.spec["licenses"][0]["title"]))
    ET.SubElement(root, "link", rel="self", href=address(f"{home}/feed.atom", params))
    ET.SubElement(root, "link", rel="alternate", href=address(f"{home}/", params))
    author = ET.SubElement(root, "author")
    _add(author, "name", str(package.spec["contributors"][0]["title"]))
    for entry in entries:
        _append(root, entry, tag, home)
    made: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return made


def _entries(layer: Layer, filter: Filter) -> Iterable[Entry]:
    told: set[tuple[str, str]] = set()
    asked = {name for name, _ in filter.to_params()}
    if layer.package.changelog:
        frames: dict[str, pd.DataFrame] = {}
        for line in layer["changelog"].to_dict("records"):
            table, key = line["table"], line["id"]
            told.add((table, key))
            resource = layer.package.resources.get(table)
            if resource and not asked <= set(bearing(table)):
                continue
            if resource and table not in frames:
                frames[table] = _named(layer, resource, rows(layer, table, filter))
            row = frames[table].loc[key] if resource and key in frames[table].index else None
            if row is not None or not filter:
                yield _told(line, row)
    for row in rows(layer, "raids", filter).to_dict("records"):
        id, day = row["raid_id"], str(row["date_end"])
        if ("raids", id) not in told:
            page = row_page("raids", id) or ""
            yield Entry("raids", id, "event", day, row["title"], row["summary"], page)


def _named(layer: Layer, resource: Resource, frame: pd.DataFrame) -> pd.DataFrame:
    """What rows are called and tell, by their ids in the changelog."""
    ids = ["|".join(str(part) for part in parts) for parts in frame[list(resource.key)].to_numpy()]
    said = {"title": titles(layer, frame), "summary": frame.get("summary", "")}
    named = frame.assign(**said)[list(said)]
    return named.fillna("").set_index(pd.Index(ids, dtype="str"))


def _told(line: dict[str, str], row: pd.Series | None) -> Entry:
    """An entry for one line of the changelog, with what the row says where it still stands."""
    table, id, change = line["table"], line["id"], line["change"]
    title, summary, page = id.replace("|", " "), "", None
    if row is not None:
        title, summary = row["title"] or title, row["summary"]
        page = row_page(table, id.split("|")[0])
    return Entry(
        table, id, change, line["date"], title,
        f"{change.capitalize()}: {line['reason']} {summary}".strip(),
        page or address("/table", [("table", table)]),
    )  # fmt: skip


def _append(root: ET.Element, entry: Entry, tag: str, home: str) -> None:
    element = ET.SubElement(root, "entry")
    _add(element, "id", f"{tag}{entry.name}")
    _add(element, "title", entry.title)
    _add(element, "updated", _moment(entry.day))
    ET.SubElement(element, "link", rel="alternate", href=f"{home}{entry.page}")
    for term in (entry.table, entry.change):
        ET.SubElement(element, "category", term=term)
    _add(element, "summary", entry.summary)


def _add(parent: ET.Element, name: str, text: str) -> None:
    ET.SubElement(parent, name).text = _NOT_XML.sub("", text)


def _moment(day: str) -> str:
    """The first moment of a day (RFC 3339)."""
    return f"{day}T00:00:00Z"
