"""One record with everything that is known of it: figures, place, sources, what it belongs to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from geo.map.marks import figure
from geo.model.layer import Layer
from geo.model.ranges import MEASURES, Range, total
from geo.model.vocabulary import nationalities
from geo.query.sentence import period

MENTIONED = "mentioned without a number"
NOT_ITEMISED = "not itemised"


@dataclass(frozen=True)
class Source:
    """One document that a record rests on."""

    id: str
    publisher: str
    title: str
    url: str | None
    published: str | None


@dataclass(frozen=True)
class Record:
    """A raid or a compound, ready to be laid out.

    Attributes
    ----------
    id, title : str
    facts : dict of str to str
        Label to text, in reading order; only what is known.
    figures : dict of str to Range
        Measure to figure; only measures with one.
    nationalities : list of (str, str, str, str)
        Nationality, measure, figure in words and id of its source, which is empty for what is
        not itemised, at the end.
    disputed : bool
        Whether its sources contradict each other; `notes` says how.
    summary, notes : str
        Empty when there are none.
    rests_on : list of str
        Ids of the sources of the row itself, and so of its figures.
    sources : list of Source
        In the order in which they are numbered for a reader.
    related : dict of str to dict
        Why they belong together, to id and title of the records: of the same people, of the
        compound, and what else happened there.
    lifeline : list of (str, str, str)
        Date, status and note of a compound's statements.
    """

    id: str
    title: str
    facts: Mapping[str, str]
    figures: Mapping[str, Range]
    nationalities: list[tuple[str, str, str, str]]
    disputed: bool
    summary: str
    notes: str
    rests_on: list[str]
    sources: list[Source]
    related: Mapping[str, Mapping[str, str]]
    lifeline: list[tuple[str, str, str]]


def record(layer: Layer, id: str) -> Record | None:
    """Everything that is known of one raid or compound; None when there is none of that id."""
    for table, key, describe in (
        ("raids", "raid_id", _raid),
        ("compounds", "compound_id", _compound),
    ):
        found = layer[table]
        found = found[found[key] == id]
        if len(found):
            return describe(layer, found.iloc[0].to_dict())
    return None


def titles(layer: Layer) -> dict[str, str]:
    """Id to title of every raid and compound."""
    raids, compounds = layer["raids"], layer["compounds"]
    when = raids["date_start"].str.cat(raids["title"], sep=" · ")
    return dict(zip(raids["raid_id"], when, strict=True)) | dict(
        zip(compounds["compound_id"], compounds["name"], strict=True)
    )


def _text(value: Any) -> str:
    return "" if pd.isna(value) else str(value)


def _known(facts: Mapping[str, Any]) -> dict[str, str]:
    return {label: _text(value) for label, value in facts.items() if _text(value)}


def _label(layer: Layer, table: str, column: str, value: Any) -> str:
    return layer.package[table].field(column).labels.get(_text(value), _text(value))


def _raid(layer: Layer, row: Mapping[str, Any]) -> Record:
    every = layer["raid_nationalities"]
    items = itemised(row, every[every["raid_id"] == row["raid_id"]].to_dict("records"))
    named = [*_text(row["source_ids"]).split("|"), *(source for *_, source in items)]
    return Record(
        id=row["raid_id"],
        title=row["title"],
        facts=_known(
            {
                "When": when(row),
                "Kind": _label(layer, "raids", "kind", row["kind"]),
                "Where": where(row),
                "On the map": basis(row),
                "Compound": _name_of_compound(layer, row["compound_id"]),
                "Authority": row["authority"],
                "Confidence": _label(layer, "raids", "confidence", row["confidence"]),
                "Counted": "" if row["counted"] == "yes" else "no: repeats another record",
            }
        ),
        figures={m: figure(row, m) for m in MEASURES if figure(row, m).known},
        nationalities=items,
        disputed=row["confidence"] == "disputed",
        summary=_text(row["summary"]),
        notes=_text(row["notes"]),
        rests_on=[source.id for source in sources(layer, row["source_ids"])],
        sources=sources(layer, "|".join(dict.fromkeys(named))),
        related=_related(layer, row["compound_id"], row["raid_id"], _text(row["overlaps"])),
        lifeline=[],
    )


def when(row: Mapping[str, Any]) -> str:
    """A raid's date in words, with how far it is known."""
    first, last = date.fromisoformat(row["date_start"]), date.fromisoformat(row["date_end"])
    said = period(first, last)
    precision = row["date_precision"]
    return said if precision == "day" else f"{said} (known to the {precision})"


def where(row: Mapping[str, Any]) -> str:
    """The place of a raid or compound in words."""
    parts = [_text(row[column]) for column in ("place", "town", "province")]
    return ", ".join(dict.fromkeys(part for part in parts if part)) or "not known"


def basis(row: Mapping[str, Any]) -> str:
    """How finely the place of a raid or compound is known, and where its point comes from."""
    precision, source = _text(row["location_precision"]), _text(row["location_basis"])
    if pd.isna(row["lat"]):
        drawn = "in the middle of its province" if _text(row["province_code"]) else "not drawn"
        return f"{drawn}: known to the {precision}, no point published"
    return f"known to the {precision}: {source}" if source else f"known to the {precision}"


def _name_of_compound(layer: Layer, compound: Any) -> str:
    names = layer["compounds"].set_index("compound_id")["name"]
    return _text(names.get(compound)) if _text(compound) else ""


def itemised(
    row: Mapping[Any, Any], items: Sequence[Mapping[Any, Any]]
) -> list[tuple[str, str, str, str]]:
    """A raid's nationalities, as a record has them.

    Parameters
    ----------
    row : mapping
        The raid.
    items : sequence of mapping
        Its rows of `raid_nationalities`.
    """
    names = nationalities()
    said = []
    for measure in MEASURES:
        ranges, source = {}, {}
        for item in (item for item in items if item["measure"] == measure):
            ranges[item["nationality"]] = _range(item["count_min"], item["count_max"])
            source[item["nationality"]] = _text(item["source_id"])
        for code, count in sorted(ranges.items(), key=lambda pair: -(pair[1].min or 0)):
            figure_said = str(count) if count.known else MENTIONED
            said.append((names[code], measure, figure_said, source[code]))
        rest = _rest(figure(row, measure), total(ranges.values()).range) if ranges else None
        if rest:
            said.append((NOT_ITEMISED, measure, str(rest), ""))
    return said


def _rest(whole: Range, itemised: Range) -> Range | None:
    """What a raid's figure holds beyond its itemised nationalities; None when nothing."""
    if not whole.known or (whole.max is not None and whole.max == (itemised.min or 0)):
        return None
    least = max(0, (whole.min or 0) - itemised.max) if itemised.max is not None else 0
    least = whole.min or 0 if not itemised.known else least
    most = None if whole.max is None else max(0, whole.max - (itemised.min or 0))
    return None if most == 0 else Range(least, most)


def _range(low: Any, high: Any) -> Range:
    return Range(*(None if pd.isna(end) else int(end) for end in (low, high)))


def sources(layer: Layer, ids: Any) -> list[Source]:
    """The documents of a cell, whose ids are joined by `|`, in their order."""
    known = layer["sources"].set_index("source_id")
    found = []
    for id in _text(ids).split("|"):
        if id in known.index:
            row = known.loc[id]
            url, published = _text(row["url"]) or None, _text(row["published"]) or None
            found.append(Source(id, _text(row["publisher"]), _text(row["title"]), url, published))
    return found


def _related(
    layer: Layer, compound: Any, raid: str = "", overlaps: str = ""
) -> dict[str, dict[str, str]]:
    known = titles(layer)
    raids = layer["raids"]
    # One of two rows names the other: both are shown it.
    named = raids["overlaps"].fillna("").str.split("|").map(lambda ids: raid in ids)
    same = dict.fromkeys([*overlaps.split("|"), *(raids["raid_id"][named] if raid else ())])
    groups = {
        "Speaks of the same people": [i for i in same if i in known],
        "The compound": [compound] if raid and compound in known else [],
        "What happened at this compound": [
            i for i in raids["raid_id"][raids["compound_id"] == compound] if i != raid
        ],
    }
    return {why: {i: known[i] for i in ids} for why, ids in groups.items() if ids}


def _compound(layer: Layer, row: Mapping[str, Any]) -> Record:
    statements = layer["compound_status"]
    statements = statements[statements["compound_id"] == row["compound_id"]]
    ids = [*_text(row["source_ids"]).split("|"), *statements["source_id"]]
    return Record(
        id=row["compound_id"],
        title=row["name"],
        facts=_known(
            {
                "Also called": _text(row["aliases"]).replace("|", " · "),
                "Kind": _label(layer, "compounds", "kind", row["kind"]),
                "Where": where(row),
                "On the map": basis(row),
                "Reported operator": row["operator_reported"],
            }
        ),
        figures={},
        nationalities=[],
        disputed=False,
        summary=_text(row["summary"]),
        notes="",
        rests_on=[],
        sources=sources(layer, "|".join(dict.fromkeys(i for i in ids if i))),
        related=_related(layer, row["compound_id"]),
        lifeline=[
            (
                str(s["date"]),
                _label(layer, "compound_status", "status", s["status"]),
                _text(s["note"]),
            )
            for s in statements.to_dict("records")
        ],
    )
