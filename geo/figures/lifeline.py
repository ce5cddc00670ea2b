"""What was stated about compounds, each statement with the days it speaks of and its source."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

import pandas as pd

from geo.model.dates import bounds
from geo.model.filter import Filter
from geo.model.layer import Layer
from geo.query.numbered import Numbered
from geo.query.sentence import day, period

COLUMNS = {
    "said_of": "Date",
    "label": "Status",
    "note": "Statement",
    "publisher": "Publisher",
    "url": "Source",
}
"""What a table of statements shows, and what its columns are called."""


@dataclass(frozen=True)
class Statement:
    """One dated, sourced statement about the state of a compound.

    Attributes
    ----------
    compound_id, compound : str
        Whom it is about: id and name.
    first, last : date
        The days that it may speak of; the same day twice when its date is known to the day.
    said_of : str
        That date, as it stands in the layer.
    status, label : str
        One of the statuses of the data package, and what that is called.
    note : str
        What the source says; empty when the status says it all.
    source_id, publisher, title, url : str
        The document that makes the statement; `url` is empty when none is known.
    """

    compound_id: str
    compound: str
    first: date
    last: date
    said_of: str
    status: str
    label: str
    note: str
    source_id: str
    publisher: str
    title: str
    url: str

    @property
    def when(self) -> str:
        """Its date in words."""
        return period(self.first, self.last)


def statements(
    layer: Layer, filter: Filter, tables: Numbered | None = None
) -> tuple[Statement, ...]:
    """The statements that a filter means, by compound, date and status.

    Parameters
    ----------
    layer, filter
    tables : Numbered, optional
        The layer in the engine that is to apply the filter; its own otherwise.

    Examples
    --------
    >>> import geo
    >>> [s.status for s in statements(geo.load(), Filter(compound="pao-yong"))]
    ['raided']
    """
    every = _every(layer)
    chosen = (tables or Numbered(layer)).numbers("compound_status", filter)
    return tuple(every[number] for number in chosen)


@lru_cache(1)
def _every(layer: Layer) -> tuple[Statement, ...]:
    labels = layer.package["compound_status"].field("status").labels
    chosen = layer["compound_status"]
    names = layer["compounds"].set_index("compound_id")["name"]
    chosen = chosen.join(names, on="compound_id")
    chosen = chosen.join(layer["sources"].set_index("source_id"), on="source_id")
    chosen = chosen.astype(object).where(chosen.notna(), "")
    return tuple(
        Statement(
            compound_id=row["compound_id"],
            compound=row["name"],
            first=bounds(row["date"])[0],
            last=bounds(row["date"])[1],
            said_of=row["date"],
            status=row["status"],
            label=labels[row["status"]],
            note=row["note"],
            source_id=row["source_id"],
            publisher=row["publisher"],
            title=row["title"],
            url=row["url"],
        )
        for row in chosen.to_dict("records")
    )


def table(said: Iterable[Statement]) -> pd.DataFrame:
    """Statements as a table, with the columns of `COLUMNS`; an unknown address is empty."""
    lines = [
        [s.said_of, s.label, s.note, s.publisher, s.url]
        for s in sorted(said, key=lambda s: (s.first, s.last, s.status))
    ]
    return pd.DataFrame(lines, columns=list(COLUMNS.values()), dtype=object)


def without_events(layer: Layer) -> str:
    """Why a compound may have statements and no event, for a reader of its sheet."""
    first = day(date.fromisoformat(str(layer["raids"]["date_start"].min())))
    return (
        "No event of the layer is linked to this compound. The layer's events begin on "
        f"{first}: a raid before that day has a statement above, and no row of its own."
    )


def in_words(said: Iterable[Statement]) -> str:
    """The last statement in one sentence, for a reader who asks how things stand.

    Returns
    -------
    str
        Empty when nothing was stated.
    """
    last = max(said, key=lambda s: (s.first, s.last), default=None)
    if last is None:
        return ""
    return f"Last stated: {last.label.lower()}, {last.when}, by {last.publisher}."
