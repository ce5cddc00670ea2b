"""What is new, as an Atom feed (RFC 4287): from the changelog and the rows, never the clock."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import quote
from xml.etree import ElementTree as ET

import pandas as pd

from geo.files.links import address
from geo.model.filter import Filter
from geo.model.layer import Layer
from geo.model.schema import Resource
from geo.query.selection import rows

MEDIA_TYPE = "application/atom+xml; charset=utf-8"
ATOM = "http://www.w3.org/2005/Atom"

ENTRIES = 200
"""Entries from which on earlier days are left out; no day is cut."""

SINCE = "2026"
"""Year from which the layer's name makes ids (RFC 4151); it stays as it is."""

NAMES = ("title", "name", "statement")
"""Columns that a row may be named by, the first that there is."""

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
        A row that it leaves out has no entry. A row that was withdrawn stands in no table,
        so that only the feed of the whole layer tells of it.
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
    _add(root, "title", package.title)
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
    if layer.package.changelog:
        frames: dict[str, pd.DataFrame] = {}
        for line in layer["changelog"].to_dict("records"):
            table, key = line["table"], line["id"]
            told.add((table, key))
            resource = layer.package.resources.get(table)
            if resource and table not in frames:
                frames[table] = _by_id(resource, rows(layer, table, filter))
            row = frames[table].loc[key] if resource and key in frames[table].index else None
            if row is not None or not filter:
                yield _told(line, row)
    for row in rows(layer, "raids", filter).to_dict("records"):
        if ("raids", row["raid_id"]) not in told:
            day = str(row["date_end"])
            yield Entry("raids", row["raid_id"], "event", day, row["title"], row["summary"])


def _by_id(resource: Resource, frame: pd.DataFrame) -> pd.DataFrame:
    ids = ["|".join(str(part) for part in parts) for parts in frame[list(resource.key)].to_numpy()]
    return frame.set_index(pd.Index(ids, dtype="str"))


def _told(line: dict[str, str], row: pd.Series | None) -> Entry:
    """An entry for one line of the changelog, with what the row says where it still stands."""
    cells = {} if row is None else {str(n): v for n, v in row.items() if not pd.isna(v)}
    title = next((str(cells[name]) for name in NAMES if name in cells), line["id"])
    summary = f"{line['change'].capitalize()}: {line['reason']} {cells.get('summary', '')}"
    return Entry(line["table"], line["id"], line["change"], line["date"], title, summary.strip())


def _append(root: ET.Element, entry: Entry, tag: str, home: str) -> None:
    element = ET.SubElement(root, "entry")
    _add(element, "id", f"{tag}{entry.name}")
    _add(element, "title", entry.title)
    _add(element, "updated", _moment(entry.day))
    ET.SubElement(element, "link", rel="alternate", href=f"{home}{_page(entry)}")
    for term in (entry.table, entry.change):
        ET.SubElement(element, "category", term=term)
    _add(element, "summary", entry.summary)


def _page(entry: Entry) -> str:
    """Where a reader sees it."""
    if entry.table == "raids":
        return address("/", [("record", entry.id)])
    if entry.table == "compounds":
        return address("/compounds", [("compound", entry.id)])
    return address("/table", [("table", entry.table)])


def _add(parent: ET.Element, name: str, text: str) -> None:
    ET.SubElement(parent, name).text = _NOT_XML.sub("", text)


def _moment(day: str) -> str:
    """The first moment of a day (RFC 3339)."""
    return f"{day}T00:00:00Z"
