"""How good the layer is, counted from the layer itself: coverage, support, places, gaps.

`geo.documents.reportfile` writes it as text, Markdown or JSON.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from geo.model import ledger
from geo.model.filter import Filter
from geo.model.layer import Layer
from geo.model.ranges import MEASURES
from geo.query.sentence import number
from geo.query.summary import UNKNOWN, Group, summarise

SURE = 1.96
"""Standard deviations of a normal distribution that hold 95 % of it."""

Value = str | int | float | None
"""A cell: a share is a float between 0 and 1, and None is not known."""


@dataclass(frozen=True)
class Section:
    """One table of the report.

    Attributes
    ----------
    key : str
        Its name in JSON and in an address.
    title, said : str
        What it is, and what a reader should know of it; `said` may be empty.
    columns : tuple of str
    rows : tuple of tuple of Value
    """

    key: str
    title: str
    said: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Value, ...], ...]

    def cells(self) -> list[list[str]]:
        """The rows as readers see them."""
        return [[_cell(value) for value in row] for row in self.rows]


@dataclass(frozen=True)
class Report:
    """What is known of the layer's quality, a section for each question."""

    title: str
    version: str
    sections: tuple[Section, ...]

    def __getitem__(self, key: str) -> Section:
        return next(section for section in self.sections if section.key == key)


def report(layer: Layer) -> Report:
    """Count how complete, how well sourced and how well placed the layer's rows are.

    Raises
    ------
    DataError
        When the layer, or a file of gaps or re-readings beside it, cannot be read.
    """
    raids = layer["raids"]
    sections = (
        _tables(layer),
        *(_by(layer, dimension) for dimension in ("year", "province", "kind")),
        _absent(layer),
        _shares("confidence", "Confidence", raids["confidence"], layer),
        _measures(raids),
        _sources_per_row(raids),
        _shares("precision", "How finely the place is known", raids["location_precision"], layer),
        _placed(raids),
        _nationalities(layer),
        _newest(layer),
        _verification(layer),
        _gaps(layer),
    )
    return Report(f"{layer.package.title}: quality report", layer.version, sections)


def gist(made: Report) -> str:
    """The report in three sentences."""
    shares = {key: [_cell(row[-1]) for row in made[key].rows] for key in ("confidence", "placed")}
    official, single, several, disputed, *_ = (*shares["confidence"], *[_cell(None)] * 4)
    return (
        f"Of the raids, {official} rest on one authority's statement, {single} on a single "
        f"report, {several} on several independent sources, and {disputed} are disputed. "
        f"{shares['placed'][0]} have a point on the map, and {shares['placed'][2]} no place at "
        f"all. {made['verification'].said}"
    )


def _share(part: int, of: int) -> float | None:
    return part / of if of else None


def _tables(layer: Layer) -> Section:
    rows = tuple((r.title, r.name, len(layer[r.name])) for r in layer.package.resources.values())
    return Section("tables", "Tables", "", ("title", "table", "rows"), rows)


def _by(layer: Layer, dimension: str) -> Section:
    raids = layer["raids"]
    made = summarise(layer, Filter(), (dimension,))
    names = _names(layer, dimension)
    rows = tuple(
        (names.get(g.keys[0], g.keys[0]), g.raids, _share(g.raids, len(raids)))
        for g in (sorted(made.groups, key=_most_first) if dimension != "year" else made.groups)
    )
    return Section(
        f"by_{dimension}", f"Raids by {dimension}", "", (dimension, "raids", "share"), rows
    )


def _most_first(group: Group) -> tuple[int, tuple[str, ...]]:
    return -group.raids, group.keys


def _names(layer: Layer, dimension: str) -> Mapping[str, str]:
    if dimension == "province":
        provinces = layer["provinces"]
        named = dict(zip(provinces["province_code"], provinces["name"], strict=True))
        return named | {UNKNOWN: "not known"}
    return layer.package["raids"].field("kind").labels if dimension == "kind" else {}


def _absent(layer: Layer) -> Section:
    provinces, raids = layer["provinces"], layer["raids"]
    absent = provinces[~provinces["province_code"].isin(raids["province_code"])]
    rows = tuple((name, code) for code, name in absent[["province_code", "name"]].to_numpy())
    said = "No row is no evidence that nothing happened there." if rows else "Each has a raid."
    return Section("absent", "Provinces without a raid", said, ("province", "code"), rows)


def _shares(column: str, title: str, values: pd.Series, layer: Layer) -> Section:
    """How many rows have each allowed value, in the data package's order."""
    name = str(values.name)
    field = layer.package["raids"].field(name)
    counts = values.value_counts()
    rows: list[tuple[Value, ...]] = [
        (label, int(counts.get(value, 0)), _share(int(counts.get(value, 0)), len(values)))
        for value, label in field.labels.items()
    ]
    empty = int(values.isna().sum())
    if empty:
        rows.append(("not given", empty, _share(empty, len(values))))
    return Section(column, title, "", (column, "raids", "share"), tuple(rows))


def _has(raids: pd.DataFrame, measure: str) -> pd.Series:
    return raids[f"{measure}_min"].notna() | raids[f"{measure}_max"].notna()


def _measures(raids: pd.DataFrame) -> Section:
    """For each measure: rows with a figure, of which exact, and rows in totals."""
    rows: list[tuple[Value, ...]] = []
    for measure in MEASURES:
        has = _has(raids, measure)
        exact = has & (raids[f"{measure}_min"] == raids[f"{measure}_max"]).fillna(False)
        totalled = has & (raids["counted"] == "yes")
        counts = [int(mask.sum()) for mask in (has, exact, totalled)]
        rows.append((measure, counts[0], _share(counts[0], len(raids)), counts[1], counts[2]))
    none = int((~pd.concat([_has(raids, m) for m in MEASURES], axis=1).any(axis=1)).sum())
    said = f"{number(none)} of {number(len(raids))} raids have no figure at all."
    columns = ("measure", "with_a_figure", "share", "exact", "in_totals")
    return Section("measures", "Raids with a figure", said, columns, tuple(rows))


def _sources_per_row(raids: pd.DataFrame) -> Section:
    counts = raids["source_ids"].fillna("").map(lambda ids: len(ids.split("|")) if ids else 0)
    groups = [("1", counts == 1), ("2", counts == 2), ("3", counts == 3), ("4 or more", counts > 3)]
    rows = tuple((name, int(m.sum()), _share(int(m.sum()), len(raids))) for name, m in groups)
    mean = f"{counts.mean():.1f}" if len(raids) else "—"
    said = (
        f"{mean} documents a raid on average. Several documents may carry one statement: "
        "confidence says whether they are of independent origin."
    )
    columns = ("documents", "raids", "share")
    return Section("sources_per_row", "Documents per raid", said, columns, rows)


def _placed(raids: pd.DataFrame) -> Section:
    point, province = raids["lat"].notna(), raids["province_code"].notna()
    groups = {
        "a point": point,
        "a province only": ~point & province,
        "no place": ~point & ~province,
    }
    rows = tuple((n, int(m.sum()), _share(int(m.sum()), len(raids))) for n, m in groups.items())
    said = "A raid without a place is listed beside the map."
    return Section("placed", "Raids on the map", said, ("place", "raids", "share"), rows)


def _nationalities(layer: Layer) -> Section:
    items, raids = layer["raid_nationalities"], layer["raids"]
    bare = items["count_min"].isna() & items["count_max"].isna()
    mentioned = items.loc[bare, ["raid_id", "nationality"]].drop_duplicates()
    numbered = items.loc[~bare, ["raid_id", "nationality"]].drop_duplicates()
    both = mentioned.merge(numbered, on=["raid_id", "nationality"])
    named = int(raids["raid_id"].isin(items["raid_id"]).sum())
    rows = (
        ("raids that name a nationality", named),
        ("raids that name none", len(raids) - named),
        ("nationalities named", int(items["nationality"].nunique())),
        ("nationalities of a raid with a number", len(numbered)),
        ("nationalities of a raid mentioned without a number", len(mentioned) - len(both)),
    )
    return Section("nationalities", "Nationalities", "", ("what", "number"), rows)


def _newest(layer: Layer) -> Section:
    dates = {
        "first day of the oldest raid": layer["raids"]["date_start"].min(),
        "first day of the newest raid": layer["raids"]["date_start"].max(),
        "newest document": layer["sources"]["published"].max(),
        "newest statement about a compound": layer["compound_status"]["date"].max(),
        "newest claim": layer["claims"]["date"].max(),
    }
    rows = tuple((what, None if pd.isna(day) else str(day)) for what, day in dates.items())
    said = "What was published later has not been seen."
    return Section("newest", "How far the layer reaches", said, ("what", "date"), rows)


def _verification(layer: Layer) -> Section:
    """The error rate of readings against the sources: wrong cells of those verifiable."""
    readings, fields = layer.entries(ledger.VERIFICATION), ledger.VERIFICATION.fields
    rows: list[tuple[Value, ...]] = []
    for reading in readings:
        counts = [int(reading[f.name]) for f in fields if f.type == "integer"]
        rows.append((reading["date"], reading["reader"], reading["table"], *counts, _rate(*counts)))
    columns = (*ledger.VERIFICATION.columns, "error_rate")
    return Section(
        "verification", "Independent re-reading", _said_of(readings), columns, tuple(rows)
    )


def _rate(_: int, cells: int, wrong: int, unverifiable: int) -> float | None:
    return _share(wrong, cells - unverifiable)


def _said_of(readings: Sequence[ledger.Entry]) -> str:
    if not readings:
        return "No independent re-reading is on record, so no error rate is known."
    *_, newest = readings
    its = [each for each in readings if each["reader"] == newest["reader"]]
    every = _wrong(readings)
    if not every:
        return "No cell that was read again could be verified, so no error rate is known."
    not_seen = sum(int(reading["unverifiable"]) for reading in readings)
    rest = f"{number(not_seen)} more could not be verified."
    latest = _wrong(its)
    if len(its) == len(readings) or not latest:
        return f"{every}. {rest}"
    # What a reading finds wrong is mended, so that the newest says most of the rows as they are.
    of = ", ".join(each["table"] for each in its)
    return (
        f"Newest reading ({newest['reader']}, {newest['date']}, {of}): {latest}. "
        f"All readings together, before each was mended: {every}. {rest}"
    )


def _wrong(readings: Sequence[ledger.Entry]) -> str:
    """How many cells some readings found wrong, in words; nothing where none was verified."""
    wrong, cells, not_seen = (
        sum(int(reading[name]) for reading in readings)
        for name in ("wrong", "cells", "unverifiable")
    )
    seen = cells - not_seen
    if not seen:
        return ""
    low, high = _wilson(wrong, seen)
    return (
        f"{number(wrong)} of {number(seen)} cells that could be verified were wrong: "
        f"{_percent(wrong / seen)} (95 % interval {_percent(low)} to {_percent(high)})"
    )


def _wilson(wrong: int, seen: int) -> tuple[float, float]:
    """The 95 % score interval of a share (Wilson, 1927)."""
    share, z = wrong / seen, SURE
    middle = share + z * z / (2 * seen)
    half = z * math.sqrt(share * (1 - share) / seen + z * z / (4 * seen * seen))
    ends = ((middle + sign * half) / (1 + z * z / seen) for sign in (-1, 1))
    low, high = (min(1.0, max(0.0, end)) for end in ends)
    return low, high


def _gaps(layer: Layer) -> Section:
    written = layer.entries(ledger.GAPS)
    rows = tuple((entry["topic"], entry["gap"]) for entry in written)
    said = "" if rows else "No list of gaps lies beside the data."
    return Section("gaps", "Known gaps", said, ("topic", "gap"), rows)


def _percent(share: float) -> str:
    return f"{share * 100:.1f}\u00a0%"


def _cell(value: Value) -> str:
    if value is None:
        return "—"
    if isinstance(value, float):
        return _percent(value)
    return number(value) if isinstance(value, int) else value
