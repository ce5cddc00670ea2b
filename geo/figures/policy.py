"""Policy events with the documents they rest on, and which of them a timeline labels."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from geo.model.filter import Filter
from geo.model.layer import Layer
from geo.query.selection import rows

BINDING = "binding"
"""Choice of the kinds that bind somebody: the fewest events that say the most."""

EVERY = "all"

NONE = "none"
"""No events, where nothing beside a chart says what their numbers mean; no choice of a reader."""

_BINDING_KINDS = ("law", "ban", "deadline", "sanction")


@dataclass(frozen=True)
class Event:
    """One policy event.

    Attributes
    ----------
    date : str
        As far as it is known: a day, a month or a year.
    title, kind, summary : str
        `kind` as readers see it.
    sources : tuple of (str, str)
        Publisher with title, and address or an empty text, of each document.
    """

    date: str
    title: str
    kind: str
    summary: str
    sources: tuple[tuple[str, str], ...]

    @property
    def month(self) -> str:
        """The month it belongs to, or an empty text when only the year is known."""
        return self.date[:7] if len(self.date) >= 7 else ""


def choices(layer: Layer) -> Mapping[str, str]:
    """Which events a reader may choose, and what each choice is called."""
    kinds = layer.package["policy_events"].field("kind").labels
    named = [kinds.get(kind, kind).lower() for kind in _BINDING_KINDS]
    binding = f"{', '.join(named[:-1])} and {named[-1]}".capitalize()
    return {BINDING: binding, EVERY: "All policy events", **kinds}


def events(layer: Layer, filter: Filter, choice: str) -> tuple[Event, ...]:
    """The policy events of a filter's dates.

    Parameters
    ----------
    layer : Layer
    filter : Filter
        Of which policy events know the dates alone.
    choice : str
        A kind, `BINDING`, `EVERY` or `NONE`.

    Returns
    -------
    tuple of Event
        By date.
    """
    chosen = rows(layer, "policy_events", filter).fillna("")
    wanted = {BINDING: _BINDING_KINDS, NONE: ()}.get(choice, (choice,))
    if choice != EVERY:
        chosen = chosen[chosen["kind"].isin(wanted)]
    labels = layer.package["policy_events"].field("kind").labels
    documents = _documents(layer)
    found = (
        Event(
            row["date"],
            row["title"],
            labels.get(row["kind"], row["kind"]),
            row["summary"],
            tuple(documents[i] for i in row["source_id"].split("|") if i in documents),
        )
        for row in chosen.to_dict("records")
    )
    return tuple(sorted(found, key=lambda event: (event.date, event.title)))


def _documents(layer: Layer) -> dict[str, tuple[str, str]]:
    sources = layer["sources"].fillna("")
    said = sources["publisher"].str.cat(sources["title"], sep=": ")
    return dict(zip(sources["source_id"], zip(said, sources["url"], strict=True), strict=True))
