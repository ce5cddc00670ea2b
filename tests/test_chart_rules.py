"""The rules of ranges hold in the charts: nothing lost, no measure in another, counted apart."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from functools import lru_cache, partial
from typing import Any

import numpy as np
import pandas as pd
import polars
from altair.utils.schemapi import debug_mode
from hypothesis import given, settings
from hypothesis import strategies as st

from geo import Filter, Layer, Range, Vocabulary, summarise
from geo.charts import nationalities, timeline
from geo.charts.drawing import Plot, Rows, axis_months
from geo.charts.heat import heat
from geo.figures import claims
from geo.figures.comparison import compare
from geo.model.ranges import MEASURES
from geo.query.numbered import Numbers
from geo.query.selection import select
from tests import reference
from tests.strategies import filters

measures = st.sampled_from(MEASURES)
few = settings(max_examples=8)
Tables = Mapping[str, pd.DataFrame]


def tables(layer: Layer) -> dict[str, pd.DataFrame]:
    return {name: layer[name] for name in ("raids", "raid_nationalities", "compounds", "search")}


def meant(tables: Tables, filter: Filter) -> Numbers:
    """Numbers of the raids that a filter means."""
    ids = select(tables, "raids", filter).collect()["raid_id"].to_list()
    return np.flatnonzero(tables["raids"]["raid_id"].isin(ids))


def left_over(tables: Tables, filter: Filter, measure: str) -> nationalities.Rest:
    ends = nationalities.ends(tables["raids"], tables["raid_nationalities"], measure)
    return nationalities.rest(ends[:, meant(tables, filter)])


def plots(layer: Layer, tables: Tables, filter: Filter, measure: str) -> list[Plot]:
    """Every chart of people, from tables that may differ from those of the layer."""
    data = {name: polars.from_pandas(rows) for name, rows in tables.items()}
    vocabulary = Vocabulary(layer)
    drawn = timeline.timeline(
        summarise(data, filter, ("month", "kind")),
        summarise(data, filter, ("month",)),
        summarise(data, filter, ("month", "province")),
        [],
        measure=measure,
        kinds=vocabulary.kind,
        names=vocabulary.province,
        repeating=0,
    )
    by_month = summarise(data, filter, ("month", "nationality"))
    mentions = nationalities.mentions(tables["raids"], tables["raid_nationalities"])
    lines = nationalities.lines(
        summarise(data, filter, ("nationality",)),
        measure,
        nationalities.mentioned(mentions, meant(tables, filter), filter.nationality),
        vocabulary.nationality,
    )
    rest = left_over(tables, filter, measure)
    rows = nationalities.names_in_order(lines)
    months = {month: month for month in axis_months([g.keys[0] for g in by_month.groups])}
    return [
        drawn.raids,
        drawn.people,
        drawn.known,
        drawn.provinces,
        nationalities.ranges("ranges", {"": (lines, rest)}, measure),
        heat("matrix", by_month, measure, rows, months),
    ]


def shown(layer: Layer, data: Tables, filter: Filter, measure: str) -> list[Rows]:
    with debug_mode(False):  # Whether the charts are valid is tested elsewhere, and is slow.
        return [plot.table for plot in plots(layer, data, filter, measure)]


def blank(frame: pd.DataFrame, columns: list[str], where: Any = slice(None)) -> pd.DataFrame:
    changed = frame.copy()
    changed.loc[where, columns] = pd.NA
    return changed


@few
@given(filter=filters, measure=measures)
def test_no_row_is_lost_between_the_charts(layer: Layer, filter: Filter, measure: str) -> None:
    raids, people, known, provinces, _, matrix = shown(layer, tables(layer), filter, measure)
    rows = reference.select(reference.read(reference.DATA), "raids", filter)
    months = Counter(reference.buckets({}, row, "month")[0] for row in rows)
    for table in (raids, known, provinces):
        its: Counter[str] = Counter()
        for line in table:
            its[line["Month"]] += line["Raids"]
        assert its == months
    assert {line["Month"] for line in people} == set(months)
    # A raid stands under each of its nationalities, and under none when it names none.
    assert sum(line["Raids"] for line in matrix) >= len(rows)


@few
@given(filter=filters, measure=measures)
def test_no_measure_stands_in_the_figures_of_another(
    layer: Layer, filter: Filter, measure: str
) -> None:
    every = tables(layer)
    others = [f"{m}_{end}" for m in MEASURES if m != measure for end in ("min", "max")]
    items = every["raid_nationalities"]
    counts = ["count_min", "count_max"]
    alone = every | {
        "raids": blank(every["raids"], others),
        "raid_nationalities": blank(items, counts, items["measure"] != measure),
    }
    assert shown(layer, alone, filter, measure) == shown(layer, every, filter, measure)


@few
@given(filter=filters, measure=measures)
def test_what_is_not_counted_is_a_raid_and_no_figure(
    layer: Layer, filter: Filter, measure: str
) -> None:
    every = tables(layer)
    figures = [f"{measure}_{end}" for end in ("min", "max")]
    repeating = every["raids"]["counted"] == "no"
    assert repeating.any()
    without = every | {"raids": blank(every["raids"], figures, repeating)}
    assert shown(layer, without, filter, measure) == shown(layer, every, filter, measure)
    none = every | {"raids": every["raids"][~repeating]}
    fewer = sum(line["Raids"] for line in shown(layer, none, filter, measure)[0])
    rows = reference.select(reference.read(reference.DATA), "raids", filter)
    assert len(rows) - fewer == sum(row["counted"] == "no" for row in rows)


@few
@given(filter=filters, measure=measures)
def test_the_total_is_what_is_itemised_and_the_rest(
    layer: Layer, filter: Filter, measure: str
) -> None:
    whole = filter.without("nationality")
    every = summarise(layer, whole).total
    total = every.totals[measure].range
    left = left_over(tables(layer), whole, measure).total.range
    named = Range()
    for group in summarise(layer, whole, ("nationality",)).groups:
        named += group.totals[measure].range
    if total.known:
        # Raids that itemise people without a figure of their own add to what is named alone.
        assert (
            (left.min or 0) <= (total.min or 0) <= (left.min or 0) + (named.max or total.min or 0)
        )
        if total.max is not None and left.max is not None:
            assert left.max <= total.max <= left.max + (named.min or 0)


Odd = Callable[[reference.Row], bool]
INCOMPARABLE: dict[str, Odd] = {
    "counts no people": lambda claim: claim["unit"] != "people",
    "has no measure of events": lambda claim: claim["measure"] not in MEASURES,
    "has no figure": lambda claim: not claim["value_min"] and not claim["value_max"],
    "has no beginning": lambda claim: not claim["period_start"],
    "has no end": lambda claim: not claim["period_end"],
}


def test_no_claim_is_compared_with_what_it_does_not_count(layer: Layer) -> None:
    held = {name: polars.from_pandas(rows) for name, rows in tables(layer).items()}
    add = lru_cache(partial(summarise, held))
    compared = {found.claim_id: found for found in compare(layer, add)}
    rows = reference.read(reference.DATA)["claims"]
    assert len(compared) == len(rows) > 500
    for row in rows:
        found = compared[row["claim_id"]]
        odd = [why for why, is_odd in INCOMPARABLE.items() if is_odd(row)]
        if odd:
            assert found.documented is None, odd
            assert claims.documented(found) == ""
            assert claims.rows_behind(found) == ""
            assert found.words.startswith("Not comparable: ")
    assert any(found.documented for found in compared.values())
