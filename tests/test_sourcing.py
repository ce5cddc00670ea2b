from __future__ import annotations

from collections import Counter

from hypothesis import given

from geo import Filter, Layer, summarise
from geo.figures.sourcing import (
    ONE_DOCUMENT,
    documents,
    publishers,
    rests,
    support,
    supported,
    years,
)
from tests import reference
from tests.strategies import filters

CITING = {
    "raids": "source_ids",
    "raid_nationalities": "source_id",
    "compounds": "source_ids",
    "compound_status": "source_id",
    "claims": "source_id",
    "policy_events": "source_id",
    "provinces": "source_id",
}


def cited(filter: Filter) -> Counter[tuple[str, str]]:
    """Document and table to how many rows of the filter rest on it."""
    tables = reference.read(reference.DATA)
    return Counter(
        (id, table)
        for table, column in CITING.items()
        for row in reference.select(tables, table, filter)
        for id in row[column].split("|")
        if id
    )


@given(filter=filters)
def test_each_document_has_the_rows_that_name_it(layer: Layer, filter: Filter) -> None:
    wanted = cited(filter)
    found = rests(layer, filter)
    assert Counter(zip(found["source_id"], found["table"], strict=True)) == wanted
    assert found["title"].notna().all()
    made = documents(layer, filter)
    listed = reference.select(reference.read(reference.DATA), "sources", filter)
    assert sorted(made["source_id"]) == [row["source_id"] for row in listed]
    for row in made.to_dict("records"):
        assert {t: row[t] for t in CITING} == {t: wanted[row["source_id"], t] for t in CITING}
        assert row["rows"] == sum(row[t] for t in CITING)
    assert made["rows"].is_monotonic_decreasing


@given(filter=filters)
def test_publishers_are_the_documents_added_up(layer: Layer, filter: Filter) -> None:
    of = documents(layer, filter)
    made = publishers(of)
    counts = Counter(of["publisher"])
    assert dict(zip(made["Publisher"], made["Documents"], strict=True)) == counts
    assert made["Rows"].sum() == of["rows"].sum()


@given(filter=filters)
def test_support_is_counted_over_the_raids_of_the_filter(layer: Layer, filter: Filter) -> None:
    raids = reference.select(reference.read(reference.DATA), "raids", filter)
    wanted = Counter(row["confidence"] for row in raids)
    wanted[ONE_DOCUMENT] = sum("|" not in row["source_ids"] for row in raids)
    made = support(layer, filter)
    assert dict(zip(made["support"], made["raids"], strict=True)) == {
        s: wanted[s] for s in (*reference.enum("raids", "confidence"), ONE_DOCUMENT)
    }
    for row in made.to_dict("records"):
        listed = supported(layer, filter, row["support"])["raid_id"].tolist()
        assert len(listed) == row["raids"]
        if raids:
            assert row["share"] == row["raids"] / len(raids)
        else:
            assert not row["share"]


@given(filter=filters)
def test_years_add_up_to_the_raids_and_the_documents(layer: Layer, filter: Filter) -> None:
    made = years(layer, filter, documents(layer, filter))
    raids = made[made["of"] != "documents"]
    by_year = {g.keys[0]: g.raids for g in summarise(layer, filter, ("year",)).groups}
    assert raids.groupby("year")["count"].sum().to_dict() == by_year
    listed = reference.select(reference.read(reference.DATA), "sources", filter)
    published = Counter(row["published"][:4] or "unknown" for row in listed)
    documents_ = made[made["of"] == "documents"]
    assert dict(zip(documents_["year"], documents_["count"], strict=True)) == published


def test_what_names_no_document_of_its_own_is_left_out(tiny: Layer) -> None:
    found = rests(tiny, Filter())
    assert set(found["table"]) == set(CITING)
    (beta,) = found[found["key"].str.startswith("beta 2023-02")].to_dict("records")
    assert (beta["source_id"], beta["title"]) == ("s-two", "Bêta Resort: closed 2023-02")
    (itemised,) = found[found["key"] == "r-4-flights ZZZ deported"].to_dict("records")
    assert itemised["title"] == "ZZZ deported: Flights of the last quarter"
