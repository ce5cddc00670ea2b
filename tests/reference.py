"""The contract's filter and sums once more, in plain Python over rows of text.

It shares no code with `geo`: it reads the files itself, and compares days instead of text.
"""

from __future__ import annotations

import calendar
import csv
import json
import unicodedata
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

Row = dict[str, str]
Tables = dict[str, list[Row]]

HERE = Path(__file__).parent
PROJECT = HERE.parent
DATA = PROJECT / "data"
TINY = HERE / "data" / "tiny"

PACKAGE: dict[str, Any] = json.loads((DATA / "datapackage.json").read_text("utf-8"))
RESOURCES: dict[str, dict[str, Any]] = {
    r["name"]: r for r in PACKAGE["resources"] if r.get("role") != "changelog"
}
FIELDS = {name: [f["name"] for f in r["schema"]["fields"]] for name, r in RESOURCES.items()}
KEYS: dict[str, list[str]] = {n: r["schema"]["primaryKey"] for n, r in RESOURCES.items()}
LOCATED = ("compounds", "places", "provinces", "raids")
MEASURES = ("found", "released", "arrested", "deported", "repatriated", "deaths")
FILTER = ("province", "from", "to", "nationality", "kind", "confidence", "compound", "q")


def enum(table: str, column: str) -> list[str]:
    fields = RESOURCES[table]["schema"]["fields"]
    return next(f["constraints"]["enum"] for f in fields if f["name"] == column)


@cache
def read(folder: Path) -> Tables:
    """Every table as rows of text; empty means unknown."""
    tables = {}
    for name, resource in RESOURCES.items():
        path = folder / resource["path"]
        if not path.exists():
            path = DATA / resource["path"]
        if path.suffix == ".csv":
            with path.open(encoding="utf-8", newline="") as file:
                tables[name] = list(csv.DictReader(file))
        else:
            features = json.loads(path.read_text("utf-8"))["features"]
            tables[name] = [{k: str(v or "") for k, v in f["properties"].items()} for f in features]
    return tables


def span(text: str) -> tuple[date, date]:
    """First and last day of `2022`, `2022-09` or `2022-09-17`."""
    parts = [int(part) for part in text.split("-")]
    if len(parts) == 1:
        return date(parts[0], 1, 1), date(parts[0], 12, 31)
    if len(parts) == 2:
        return date(*parts, 1), date(*parts, calendar.monthrange(*parts)[1])
    return date(*parts), date(*parts)


@cache
def fold(text: str) -> str:
    apart = unicodedata.normalize("NFKD", text)
    return "".join(c for c in apart if not unicodedata.combining(c)).casefold()


def _meets(filter: Any, first: date, last: date) -> bool:
    return (filter.from_ is None or last >= filter.from_) and (
        filter.to is None or first <= filter.to
    )


def _one_of(value: str, wanted: tuple[str, ...]) -> bool:
    return not wanted or value in wanted


def _says(row: Row, columns: list[str], filter: Any, *more: str) -> bool:
    if not filter.q:
        return True
    texts = [fold(text) for text in (*(row[c] for c in columns), *more)]
    return all(any(fold(word) in text for text in texts) for word in filter.q.split())


def _raids(tables: Tables, filter: Any) -> Iterator[Row]:
    names = {c["compound_id"]: (c["name"], c["aliases"]) for c in tables["compounds"]}
    its: dict[str, set[str]] = {}
    for item in tables["raid_nationalities"]:
        its.setdefault(item["raid_id"], set()).add(item["nationality"])
    for row in tables["raids"]:
        if (
            _one_of(row["province_code"], filter.province)
            and _one_of(row["kind"], filter.kind)
            and _one_of(row["confidence"], filter.confidence)
            and (filter.compound is None or row["compound_id"] == filter.compound)
            and _meets(filter, span(row["date_start"])[0], span(row["date_end"])[1])
            and (not filter.nationality or its.get(row["raid_id"], set()) & set(filter.nationality))
            and _says(
                row,
                ["title", "place", "town", "authority", "summary"],
                filter,
                *names.get(row["compound_id"], ()),
            )
        ):
            yield row


def _compounds(tables: Tables, filter: Any, *, dated: bool) -> Iterator[Row]:
    for row in tables["compounds"]:
        its = [s for s in tables["compound_status"] if s["compound_id"] == row["compound_id"]]
        in_time = not (filter.from_ or filter.to) or any(
            _meets(filter, *span(s["date"])) for s in its
        )
        if (
            _one_of(row["province_code"], filter.province)
            and (filter.compound is None or row["compound_id"] == filter.compound)
            and _says(row, ["name", "aliases", "place", "town", "summary"], filter)
            and (in_time or not dated)
        ):
            yield row


def _claims(tables: Tables, filter: Any) -> Iterator[Row]:
    for row in tables["claims"]:
        first, last = span(row["date"])
        if row["period_end"]:  # Without a beginning ("so far") it is known at its end only.
            first = last = date.fromisoformat(row["period_end"])
        if row["period_start"]:
            first = date.fromisoformat(row["period_start"])
        if (
            _one_of(row["province_code"], filter.province)
            and _one_of(row["nationality"], filter.nationality)
            and _meets(filter, first, last)
            and _says(row, ["claimant", "statement"], filter)
        ):
            yield row


def select(tables: Tables, table: str, filter: Any) -> list[Row]:
    """The rows of a table that a filter means, in the contract's order."""
    rows = tables[table]
    if table == "raids":
        chosen = list(_raids(tables, filter))
        return sorted(chosen, key=lambda row: (row["date_start"], row["raid_id"]))
    if table == "compounds":
        chosen = list(_compounds(tables, filter, dated=True))
    elif table == "claims":
        chosen = list(_claims(tables, filter))
    elif table == "raid_nationalities":
        raids = {row["raid_id"] for row in _raids(tables, filter)}
        chosen = [
            row
            for row in rows
            if row["raid_id"] in raids and _one_of(row["nationality"], filter.nationality)
        ]
    elif table == "compound_status":
        compounds = {row["compound_id"] for row in _compounds(tables, filter, dated=False)}
        chosen = [
            row
            for row in rows
            if row["compound_id"] in compounds and _meets(filter, *span(row["date"]))
        ]
    elif table == "policy_events":
        chosen = [row for row in rows if _meets(filter, *span(row["date"]))]
    elif table == "sources":
        named = {i for row in _raids(tables, filter) for i in row["source_ids"].split("|")}
        chosen = [row for row in rows if row["source_id"] in named or not filter]
    else:
        chosen = [row for row in rows if _one_of(row["province_code"], filter.province)]
    return sorted(chosen, key=lambda row: [row[column] for column in KEYS[table]])


def add(pairs: list[tuple[str, str]]) -> dict[str, int | None]:
    """The contract's total of lower and upper ends, as `min`, `max`, `known`."""
    known = [(low, high) for low, high in pairs if low or high]
    if not known:
        return {"min": None, "max": None, "known": 0}
    opened = any(not high for _, high in known)
    return {
        "min": sum(int(low or 0) for low, _ in known),
        "max": None if opened else sum(int(high) for _, high in known),
        "known": len(known),
    }


def buckets(tables: Tables, row: Row, dimension: str) -> list[str]:
    """Under which keys of a dimension a raid stands."""
    if dimension == "month":
        coarse = row["date_precision"] in ("quarter", "year")
        return ["unknown" if coarse else row["date_start"][:7]]
    if dimension == "year":
        return [row["date_start"][:4]]
    if dimension == "province":
        return [row["province_code"] or "unknown"]
    if dimension == "kind":
        return [row["kind"]]
    its = {n["nationality"] for n in tables["raid_nationalities"] if n["raid_id"] == row["raid_id"]}
    return sorted(its) or ["none"]


def summarise(tables: Tables, filter: Any, by: tuple[str, ...]) -> dict[str, Any]:
    """`rows` and `total` of the contract's summary."""
    raids = select(tables, "raids", filter)
    groups: dict[tuple[str, ...], list[Row]] = {}
    for row in raids:
        keys: list[tuple[str, ...]] = [()]
        for dimension in by:
            its = buckets(tables, row, dimension)
            if dimension == "nationality" and filter.nationality:
                its = [code for code in its if code in filter.nationality]
            keys = [(*key, value) for key in keys for value in its]
        for key in keys:
            groups.setdefault(key, []).append(row)
    lines = []
    for key in sorted(groups):
        line: dict[str, Any] = dict(zip(by, key, strict=True))
        nationality = line.get("nationality")
        line["raids"] = len(groups[key])
        for measure in MEASURES:
            line[measure] = _figure(tables, groups[key], measure, nationality)
        lines.append(line)
    total: dict[str, Any] = {m: _figure(tables, raids, m, None) for m in MEASURES}
    return {"rows": lines, "total": {"raids": len(raids)} | total}


def _figure(tables: Tables, raids: list[Row], measure: str, nationality: str | None) -> Any:
    counted = [row for row in raids if row["counted"] == "yes"]
    if nationality is None:
        return add([(row[f"{measure}_min"], row[f"{measure}_max"]) for row in counted])
    ids = {row["raid_id"] for row in counted}
    items = [
        n
        for n in tables["raid_nationalities"]
        if n["raid_id"] in ids and (n["nationality"], n["measure"]) == (nationality, measure)
    ]
    return add([(n["count_min"], n["count_max"]) for n in items])
