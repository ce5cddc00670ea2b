from __future__ import annotations

from typing import Any

import pandas as pd
import polars
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo import Filter, Layer, Range, Vocabulary, summarise
from geo.charts import nationalities
from geo.charts.heat import heat
from geo.charts.nationalities import NAMES_NONE, NOT_ITEMISED, lines, mentioned, mentions, rest
from geo.charts.nationalities import ends as ends_of
from geo.model.ranges import added
from geo.query.numbered import Numbered
from tests import reference
from tests.strategies import filters, tiny_filters

measures = st.sampled_from(reference.MEASURES)


def ends(row: dict[str, str], low: str, high: str) -> tuple[int | None, int | None]:
    return int(row[low]) if row[low] else None, int(row[high]) if row[high] else None


def rest_by_hand(tables: reference.Tables, filter: Filter, measure: str) -> Any:
    """The contract's rule for one raid after the other, in plain Python."""
    least, most, known, whole, unsaid, figureless = 0, 0, 0, 0, 0, 0
    opened = False
    for raid in reference.select(tables, "raids", filter):
        low, high = ends(raid, f"{measure}_min", f"{measure}_max")
        items = [
            ends(item, "count_min", "count_max")
            for item in tables["raid_nationalities"]
            if item["raid_id"] == raid["raid_id"] and item["measure"] == measure
        ]
        items = [item for item in items if item != (None, None)]
        if raid["counted"] != "yes":
            continue
        if low is None and high is None:
            figureless += bool(items)
            continue
        known += 1
        whole += not items
        some = sum(item[0] or 0 for item in items)
        every = None if any(i[1] is None for i in items) else sum(i[1] or 0 for i in items)
        its_least = 0 if every is None else max(0, (low or 0) - every)
        least += its_least
        if high is None:
            opened = True
            unsaid += its_least == 0
        else:
            most += max(0, high - some)
    figure = (least, None if opened else most) if known else (None, None)
    return figure, known, whole, unsaid, figureless


def left_over(
    layer: Layer, filter: Filter, measure: str, tables: Numbered | None = None
) -> nationalities.Rest:
    every = ends_of(layer["raids"], layer["raid_nationalities"], measure)
    return rest(every[:, (tables or Numbered(layer)).numbers("raids", filter)])


def mentions_of(layer: Layer, filter: Filter) -> dict[tuple[str, str], int]:
    every = mentions(layer["raids"], layer["raid_nationalities"])
    return mentioned(every, Numbered(layer).numbers("raids", filter), filter.nationality)


def as_by_hand(found: nationalities.Rest) -> Any:
    figure = (found.total.range.min, found.total.range.max)
    return figure, found.total.known, found.whole, found.unsaid, found.figureless


@given(filter=filters, measure=measures)
def test_what_is_not_itemised_is_as_worked_out_raid_by_raid(
    layer: Layer, filter: Filter, measure: str
) -> None:
    wanted = rest_by_hand(reference.read(reference.DATA), filter, measure)
    assert as_by_hand(left_over(layer, filter, measure)) == wanted


@given(filter=tiny_filters, measure=measures)
def test_what_is_not_itemised_holds_on_the_tiny_layer(
    tiny: Layer, filter: Filter, measure: str
) -> None:
    wanted = rest_by_hand(reference.read(reference.TINY), filter, measure)
    assert as_by_hand(left_over(tiny, filter, measure)) == wanted


@given(filter=filters, measure=measures)
def test_the_rest_is_never_below_nothing_nor_above_the_total(
    layer: Layer, filter: Filter, measure: str
) -> None:
    left = left_over(layer, filter, measure).total
    total = summarise(layer, filter).total.totals[measure]
    assert (left.known, left.rows) == (total.known, total.rows)
    assert (left.range.min or 0) >= 0
    assert (left.range.min or 0) <= (total.range.min or 0)
    assert (left.range.max is None) is (total.range.max is None)
    if left.range.max is not None and total.range.max is not None:
        assert left.range.max <= total.range.max


def test_the_rest_is_that_worked_out_by_hand(tiny: Layer) -> None:
    # 597 found less 300 Chinese and at least 200 Vietnamese; 400 to 500; over 4,000.
    found = left_over(tiny, Filter(), "found")
    assert found.total.range == Range(4400, None)
    assert (found.total.known, found.whole, found.unsaid) == (3, 2, 0)
    # At most 2,000 released, at most 100 of them Indonesians.
    assert left_over(tiny, Filter(), "released").total.range == Range(0, 2000)
    # 100 flown out, 60 Chinese and 40 of no nationality named: nobody is left.
    assert left_over(tiny, Filter(), "deported").total.range == Range(0, 0)
    nothing = left_over(tiny, Filter(q="no such word"), "found")
    assert nothing.total.range == Range()
    assert nothing.total.rows == 0


@pytest.mark.parametrize("measure", reference.MEASURES)
def test_polars_gives_the_same_left_over(layer: Layer, measure: str) -> None:
    tables = Numbered(layer, polars.from_pandas)
    for filter in (Filter(), Filter(nationality=("IDN",)), Filter(q="no such word")):
        assert left_over(layer, filter, measure, tables) == left_over(layer, filter, measure)


@given(filter=filters, measure=measures)
def test_the_others_are_all_of_its_raids_that_the_filter_does_not_name(
    layer: Layer, filter: Filter, measure: str
) -> None:
    tables = reference.read(reference.DATA)
    raids = {r["raid_id"]: r for r in reference.select(tables, "raids", filter)}
    left = [
        item for item in tables["raid_nationalities"]
        if item["raid_id"] in raids and item["nationality"] not in filter.nationality
    ]  # fmt: skip
    its = [item for item in left if item["measure"] == measure]
    counted = [
        item for item in its
        if (item["count_min"] or item["count_max"]) and raids[item["raid_id"]]["counted"] == "yes"
    ]  # fmt: skip
    numbered, every = Numbered(layer), layer["raid_nationalities"]
    raid_of = pd.Index(layer["raids"]["raid_id"]).get_indexer(every["raid_id"])
    meant, own = (numbered.numbers(table, filter) for table in ("raids", "raid_nationalities"))
    if not filter.nationality:
        return
    found = nationalities.others(layer["raids"], every, raid_of, meant, own, measure=measure)
    assert found.raids == found.total.rows == len({item["raid_id"] for item in left})
    figures = (Range(*ends(item, "count_min", "count_max")) for item in counted)
    assert found.total.range == added(figures)
    assert found.total.known == len({item["raid_id"] for item in counted})
    bare = {i["raid_id"] for i in its if not i["count_min"] and not i["count_max"]}
    assert found.mentioned == len(bare)


def test_matrices_side_by_side_have_the_same_rows(layer: Layer, vocabulary: Vocabulary) -> None:
    both = [Filter(province=(code,)) for code in ("KH-12", "KH-18")]
    by = [summarise(layer, filter, ("nationality",)) for filter in both]
    told = [lines(summary, "found", {}, vocabulary.nationality) for summary in by]
    rows = nationalities.names_in_order(*told)
    assert rows == nationalities.names_in_order(*told[::-1])
    assert set(rows) == {line.code for its in told for line in its}
    assert nationalities.names_in_order(told[0]) == {i.code: i.name for i in told[0]}
    for filter in both:
        summary = summarise(layer, filter, ("month", "nationality"))
        months = {group.keys[0]: group.keys[0] for group in summary.groups}
        spec = heat("x", summary, "found", rows, months).spec
        axes = [layer["encoding"]["y"]["scale"]["domain"] for layer in spec["layer"]]
        assert axes == [[*rows.values()]] * len(axes)


@given(filter=filters)
def test_mentions_are_the_rows_without_a_number(layer: Layer, filter: Filter) -> None:
    wanted: dict[tuple[str, str], int] = {}
    tables = reference.read(reference.DATA)
    for item in reference.select(tables, "raid_nationalities", filter):
        if not item["count_min"] and not item["count_max"]:
            key = (item["nationality"], item["measure"])
            wanted[key] = wanted.get(key, 0) + 1
    assert mentions_of(layer, filter) == wanted


@given(filter=filters, measure=measures)
def test_every_nationality_has_its_line_with_the_summarys_figure(
    layer: Layer, vocabulary: Vocabulary, filter: Filter, measure: str
) -> None:
    summary = summarise(layer, filter, ("nationality",))
    told = mentions_of(layer, filter)
    found = lines(summary, measure, told, vocabulary.nationality)
    totals = {group.keys[0]: group.totals[measure] for group in summary.groups}
    assert {line.code: line.total for line in found} == totals
    least = [line.total.range.min or 0 for line in found if line.code != "none"]
    assert least == sorted(least, reverse=True)
    assert sum(line.mentioned for line in found) == sum(
        count for (_, of), count in told.items() if of == measure
    )
    left = left_over(layer, filter, measure)
    table = nationalities.table(found, left, measure)
    assert len(table) == len(found) + 1
    shown = {row["Nationality"]: row for row in table}
    assert shown[NOT_ITEMISED][measure.capitalize()] == str(left.total.range)
    assert (NAMES_NONE in shown) is ("none" in totals)
    plot = nationalities.ranges("x", {"": (found, left)}, measure)
    assert plot.table[-1]["Nationality"] == NOT_ITEMISED


def test_it_is_said_where_nothing_can_be_said(layer: Layer) -> None:
    total = summarise(layer, Filter()).total.totals["found"]
    said = nationalities.said(left_over(layer, Filter(), "found"), "found")
    assert f"rom {total.known} of {total.rows} raids" in said
    nothing = left_over(layer, Filter(q="no such word"), "found")
    assert "No raid here has a figure" in nationalities.said(nothing, "found")
    odd = nationalities.Rest(left_over(layer, Filter(), "found").total, 1, 2, 3)
    words = nationalities.said(odd, "found")
    assert "1 of them gives" in words
    assert "Of 2 it cannot be said" in words
    assert "of 3 more" in words
