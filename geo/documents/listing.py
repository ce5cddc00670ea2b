"""Raids, compounds and their sources in words, as HTML that needs no server."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Any

import pandas as pd

from geo.figures.record import basis, itemised, when, where
from geo.map.marks import Marks, figure
from geo.model.escape import link, markup
from geo.model.layer import Layer
from geo.model.ranges import MEASURES
from geo.query.sentence import number

HUNDRED = 100
"""Sources that are folded together."""

UNCOUNTED = "not counted: repeats another record"


class Listing:
    """The records of a view and the documents that they rest on, numbered as first named.

    Parameters
    ----------
    layer : Layer
        Where the rows come from.
    raids, compounds : DataFrame
        The rows of the view.
    marks : Marks
        Where they stand on the map.
    """

    def __init__(
        self, layer: Layer, raids: pd.DataFrame, compounds: pd.DataFrame, marks: Marks
    ) -> None:
        self._layer = layer
        self._numbers: dict[str, int] = {}
        self._known = layer["sources"].set_index("source_id").to_dict("index")
        self._names = dict(
            zip(layer["compounds"]["compound_id"], layer["compounds"]["name"], strict=True)
        )
        everywhere = (*marks.raids, *marks.compounds, *marks.provinces)
        self._place = {id: mark.id for mark in everywhere for id in mark.records}
        self._statements: dict[str, list[Mapping[Any, Any]]] = {}
        for row in layer["compound_status"].to_dict("records"):
            self._statements.setdefault(row["compound_id"], []).append(row)
        self._items: dict[str, list[Mapping[Any, Any]]] = {}
        for item in layer["raid_nationalities"].to_dict("records"):
            self._items.setdefault(item["raid_id"], []).append(item)
        self._titles: dict[str, str] = {}
        self._raids = [(r["date_start"][:4], self._raid(r)) for r in raids.to_dict("records")]
        by_province = compounds.sort_values("province", kind="stable", na_position="last")
        self._compounds = [
            (_text(row["province"]) or "Province not known", self._compound(row))
            for row in by_province.to_dict("records")
        ]
        self._unplaced = marks.unplaced

    def sections(self) -> Mapping[str, tuple[str, str]]:
        """What there is, in reading order.

        Returns
        -------
        dict of str to (str, str)
            Id of a section to its heading and content, as HTML; only those with content. Raids
            are folded by year, compounds by province, sources by the hundred.
        """
        unplaced = [
            f"<li><a href='#record-{markup(id)}'>{markup(self._titles[id])}</a></li>"
            for id in self._unplaced
        ]
        sources = [self._source(id, at) for id, at in self._numbers.items()]
        listed = {
            "raids": (_many(self._raids, "raid"), _folded(self._raids)),
            "compounds": (_many(self._compounds, "compound"), _folded(self._compounds)),
            "unplaced": (f"{number(len(unplaced))} not on the map", _list("ul", unplaced)),
            "sources": (_many(sources, "source"), _hundreds(sources)),
        }
        return {id: section for id, section in listed.items() if section[1]}

    def _raid(self, row: Mapping[Any, Any]) -> str:
        id, fields = row["raid_id"], self._layer.package["raids"]
        kind, confidence = (
            fields.field(column).labels.get(row[column], row[column])
            for column in ("kind", "confidence")
        )
        uncounted = [] if row["counted"] == "yes" else [UNCOUNTED]
        figures = [f"<b>{figure(row, m)}</b> {m}" for m in MEASURES if figure(row, m).known]
        self._titles[id] = f"{row['date_start']} · {row['title']}"
        lines = [
            markup(" · ".join([when(row), kind, confidence, *uncounted])),
            markup(_place(row)),
            " · ".join(figures),
            *self._nationalities(row),
            _named("Compound", self._names.get(_text(row["compound_id"]), "")),
            markup(_text(row["summary"])),
            _named("Notes", _text(row["notes"])),
        ]
        return self._article(id, row["title"], lines, _text(row["source_ids"]).split("|"))

    def _nationalities(self, row: Mapping[Any, Any]) -> Iterator[str]:
        """A line for each measure with nationalities, which cites what not every figure has."""
        items = itemised(row, self._items.get(row["raid_id"], []))
        for measure, its in groupby(items, key=itemgetter(1)):
            names, _, counts, sources = zip(*its, strict=True)
            said = ", ".join(f"{name} {count}" for name, count in zip(names, counts, strict=True))
            alone = set(sources) - {""} == {_text(row["source_ids"])}
            cited = "" if alone else f" ({self._cited(id for id in sources if id)})"
            yield f"Of those {measure}: {markup(said)}{cited}"

    def _compound(self, row: Mapping[Any, Any]) -> str:
        id = row["compound_id"]
        self._titles[id] = row["name"]
        statements = self._statements.get(id, [])
        lines = [
            _named("Also called", _text(row["aliases"]).replace("|", " · ")),
            markup(_place(row)),
            _named("Reported operator", _text(row["operator_reported"])),
            markup(_text(row["summary"])),
            " · ".join(f"{markup(s['date'])} {markup(s['status'])}" for s in statements),
        ]
        ids = [*_text(row["source_ids"]).split("|"), *(s["source_id"] for s in statements)]
        return self._article(id, row["name"], lines, ids)

    def _article(self, id: str, title: str, lines: Iterable[str], sources: Iterable[str]) -> str:
        place = self._place.get(id)
        show = f"<button data-place='{markup(place)}'>On the map</button>" if place else ""
        said = "".join(f"<p>{line}</p>" for line in lines if line)
        cited = self._cited(sources)
        return (
            f"<article id='record-{markup(id)}'><h3>{markup(title)}</h3>{said}"
            f"<p class='cited'>{cited}{show}</p></article>"
        )

    def _cited(self, ids: Iterable[str]) -> str:
        """Numbers of the sources, each leading to its place in the list."""
        numbers = [
            self._numbers.setdefault(id, len(self._numbers) + 1)
            for id in dict.fromkeys(ids)
            if id in self._known
        ]
        links = ", ".join(f"<a href='#source-{at}'>{at}</a>" for at in numbers)
        return f"<span>Source{'s' if len(numbers) > 1 else ''} {links}</span>" if links else ""

    def _source(self, id: str, at: int) -> str:
        row = self._known[id]
        title, url = markup(_text(row["title"]) or id), link(row["url"])
        named = f"<a href='{url}' rel='noreferrer'>{title}</a>" if url else title
        published = f" ({markup(row['published'])})" if _text(row["published"]) else ""
        return f"<li id='source-{at}'>{markup(_text(row['publisher']))}: {named}{published}</li>"


def _text(value: Any) -> str:
    return "" if pd.isna(value) else str(value)


def _named(label: str, text: str) -> str:
    return f"{label}: {markup(text)}" if text else ""


def _place(row: Mapping[Any, Any]) -> str:
    return f"{where(row)} · {basis(row)}"


def _many(items: Sequence[Any], noun: str) -> str:
    return f"{number(len(items))} {noun}{'' if len(items) == 1 else 's'}"


def _folded(records: Iterable[tuple[str, str]]) -> str:
    """Records below the year or province that they stand under, in the order of both."""
    folds = []
    for under, its in groupby(records, key=itemgetter(0)):
        articles = [article for _, article in its]
        folds.append(_fold(f"{under} · {number(len(articles))}", "".join(articles)))
    return "".join(folds)


def _hundreds(sources: Sequence[str]) -> str:
    folds = []
    for first in range(0, len(sources), HUNDRED):
        some = sources[first : first + HUNDRED]
        listed = f"<ol start='{first + 1}'>{''.join(some)}</ol>"
        folds.append(_fold(f"{first + 1} to {first + len(some)}", listed))
    return "".join(folds)


def _fold(heading: str, content: str) -> str:
    return f"<details open><summary>{markup(heading)}</summary>{content}</details>"


def _list(kind: str, items: list[str]) -> str:
    return f"<{kind}>{''.join(items)}</{kind}>" if items else ""
