from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd
import pytest
from hypothesis import given

from geo import Filter, Layer, rows
from geo.model.filter import PARAMETERS
from geo.query.selection import bearing
from geo.server import served
from tests import reference
from tests.strategies import filters, tiny_filters

TABLES = tuple(reference.RESOURCES)


def plain(frame: pd.DataFrame, table: str) -> list[reference.Row]:
    """The cells as the file has them: numbers as text, empty for unknown."""
    records = frame[reference.FIELDS[table]].astype(object).where(frame.notna(), "")
    return [{k: str(v) for k, v in record.items()} for record in records.to_dict("records")]


def same(layer: Layer, table: str, folder: Any, filter: Filter) -> None:
    keys = reference.KEYS[table]
    wanted = [
        [row[k] for k in keys] for row in reference.select(reference.read(folder), table, filter)
    ]
    made = rows(layer, table, filter)[keys].to_numpy().tolist()
    assert made == wanted


@pytest.mark.parametrize("table", TABLES)
@given(filter=filters)
def test_the_real_layer_is_filtered_as_the_contract_says(
    layer: Layer, table: str, filter: Filter
) -> None:
    same(layer, table, reference.DATA, filter)


@pytest.mark.parametrize("table", TABLES)
@given(filter=tiny_filters)
def test_the_tiny_layer_is_filtered_as_the_contract_says(
    tiny: Layer, table: str, filter: Filter
) -> None:
    same(tiny, table, reference.TINY, filter)


@pytest.mark.parametrize("table", TABLES)
def test_no_filter_gives_every_row_cell_for_cell(layer: Layer, table: str) -> None:
    wanted = reference.select(reference.read(reference.DATA), table, Filter())
    numbers = {"lat", "lon"} if table in ("raids", "places") else set()
    made = plain(rows(layer, table, Filter()), table)
    for one, other in zip(made, wanted, strict=True):
        for column, value in other.items():
            if column in numbers and value:
                assert float(one[column]) == float(value)
            else:
                assert one[column] == value


def ids(layer: Layer, table: str, **fields: Any) -> list[str]:
    frame = rows(layer, table, Filter(**fields))
    return frame[reference.KEYS[table][0]].tolist()


def test_raids_come_by_date_then_id(tiny: Layer) -> None:
    short = [i.split("-")[1] for i in ids(tiny, "raids")]
    assert short == ["1", "2", "3", "4", "5", "7", "6"]


def test_values_of_one_field_are_or_and_fields_are_and(tiny: Layer) -> None:
    assert ids(tiny, "raids", kind=("raid", "rescue")) == ["r-1-alpha", "r-2-village"]
    assert ids(tiny, "raids", kind=("raid", "rescue"), confidence=("official_only",)) == [
        "r-1-alpha"
    ]


def test_rows_that_are_not_counted_stay(tiny: Layer, layer: Layer) -> None:
    assert "r-5-again" in ids(tiny, "raids", province=("KH-18",))
    assert "no" in set(rows(layer, "raids", Filter())["counted"])


def test_an_interval_that_touches_the_range_is_in(tiny: Layer) -> None:
    day = {"from_": date(2022, 12, 31), "to": date(2022, 12, 31)}
    assert ids(tiny, "raids", **day) == ["r-4-flights", "r-7-bavet"]
    day = {"from_": date(2023, 1, 1), "to": date(2023, 1, 1)}
    assert ids(tiny, "raids", **day) == ["r-7-bavet", "r-6-beta"]


@pytest.mark.parametrize("q", ["bêta", "BETA", "be\u0302ta", "ＢＥＴＡ", "café", "CAFE resort"])
def test_words_are_found_whatever_their_case_or_accents(tiny: Layer, q: str) -> None:
    assert ids(tiny, "raids", q=q) == ["r-6-beta"]
    assert ids(tiny, "compounds", q=q) == ["beta"]


def test_words_are_looked_for_in_aliases_and_each_must_stand(tiny: Layer) -> None:
    assert ids(tiny, "raids", q="阿尔法") == ["r-1-alpha", "r-5-again"]
    assert ids(tiny, "raids", q="jin provincial") == ["r-1-alpha"]
    assert ids(tiny, "raids", q="jin nowhere") == []
    assert ids(tiny, "claims", q="ministry deported") == ["c-ministry"]


@pytest.mark.parametrize("q", [".*", "[a-z]", "(", "%", "_", "\\", "r-1-alpha", "s-one"])
def test_a_word_is_no_pattern_and_ids_are_no_text(tiny: Layer, q: str) -> None:
    assert ids(tiny, "raids", q=q) == []


def test_a_raid_is_in_by_any_of_its_nationalities(tiny: Layer) -> None:
    assert ids(tiny, "raids", nationality=("IDN",)) == ["r-1-alpha", "r-2-village"]
    assert ids(tiny, "raid_nationalities", nationality=("IDN",)) == ["r-1-alpha", "r-2-village"]
    assert set(rows(tiny, "raid_nationalities", Filter(kind=("raid",)))["nationality"]) == {
        *("CHN", "IDN", "VNM")
    }


def test_sources_are_those_that_the_matching_raids_name(tiny: Layer) -> None:
    assert ids(tiny, "sources", kind=("rescue",)) == ["s-one", "s-two"]
    assert ids(tiny, "sources", kind=("closure",)) == []
    assert len(ids(tiny, "sources")) == 6


def test_compounds_know_the_dates_of_their_status(tiny: Layer) -> None:
    assert ids(tiny, "compounds", from_=date(2022, 9, 30), to=date(2022, 9, 30)) == ["alpha"]
    assert ids(tiny, "compounds", from_=date(2023, 2, 1), to=date(2023, 2, 1)) == ["alpha", "beta"]
    assert ids(tiny, "compounds", to=date(2022, 8, 31)) == []
    status = rows(tiny, "compound_status", Filter(from_=date(2023, 1, 1), q="alpha"))
    assert status["status"].tolist() == ["reopened"]


def test_a_claim_is_found_on_the_last_day_of_its_own_period(layer: Layer) -> None:
    claims = rows(layer, "claims", Filter())
    claims = claims[claims["period_end"].notna()].groupby("period_end")["claim_id"].agg(set)
    for last, wanted in claims.items():
        day = date.fromisoformat(str(last))
        assert wanted <= set(ids(layer, "claims", from_=day, to=day))


EVERY = (*TABLES, "changelog")

ALONE = {
    "province": Filter(province=("KH-18",)),
    "from": Filter(from_=date(2200, 1, 1)),
    "to": Filter(to=date(1900, 1, 1)),
    "nationality": Filter(nationality=("IDN",)),
    "kind": Filter(kind=("rescue",)),
    "confidence": Filter(confidence=("disputed",)),
    "compound": Filter(compound="jincai"),
    "q": Filter(q="jincai"),
}


@pytest.mark.parametrize("table", EVERY)
@given(filter=filters)
def test_what_has_no_bearing_on_a_table_changes_no_row(
    layer: Layer, table: str, filter: Filter
) -> None:
    known = filter.without(*(name for name in PARAMETERS if name not in bearing(table)))
    pd.testing.assert_frame_equal(rows(layer, table, filter), rows(layer, table, known))


@pytest.mark.parametrize("table", EVERY)
@pytest.mark.parametrize("parameter", PARAMETERS)
def test_what_bears_on_a_table_changes_its_rows(layer: Layer, table: str, parameter: str) -> None:
    left = rows(layer, table, ALONE[parameter])
    assert (len(left) < len(layer[table])) == (parameter in bearing(table))


@pytest.mark.parametrize("table", TABLES)
@given(filter=filters)
def test_another_engine_chooses_the_same_rows(layer: Layer, table: str, filter: Filter) -> None:
    made = served.tables().rows(table, filter)
    pd.testing.assert_frame_equal(made, rows(layer, table, filter))
