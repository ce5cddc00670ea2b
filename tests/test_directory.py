from __future__ import annotations

from collections import Counter
from urllib.parse import parse_qsl, urlsplit

from hypothesis import given

from geo import Filter, Layer, Vocabulary, summarise
from geo.figures.directory import COLUMNS, compounds, events, link, nationalities
from tests import reference
from tests.strategies import filters, tiny_filters


@given(filter=filters)
def test_the_list_has_the_compounds_of_the_filter(layer: Layer, filter: Filter) -> None:
    tables = reference.read(reference.DATA)
    made = compounds(layer, filter)
    wanted = {r["compound_id"]: r for r in reference.select(tables, "compounds", filter)}
    assert list(made.columns) == list(COLUMNS)
    assert sorted(made["compound_id"]) == sorted(wanted)
    assert made["Compound"].tolist() == sorted(made["Compound"], key=str.casefold)
    counts = Counter(r["compound_id"] for r in reference.select(tables, "raids", filter))
    for row in made.to_dict("records"):
        assert row["Compound"] == wanted[row["compound_id"]]["name"]
        assert row["Events"] == counts[row["compound_id"]]
        assert row["Reported operator"] == wanted[row["compound_id"]]["operator_reported"]


@given(filter=tiny_filters)
def test_an_address_means_the_filter_that_it_was_made_of(tiny: Layer, filter: Filter) -> None:
    made = urlsplit(link("/compounds", filter, ("record", "r-1 &=#")))
    *pairs, own = parse_qsl(made.query)
    assert (made.path, own) == ("/compounds", ("record", "r-1 &=#"))
    assert Filter.from_params(pairs, Vocabulary(tiny)) == filter
    assert link("/", Filter()) == "/"


def test_a_sheet_is_one_compound_under_the_same_filter(tiny: Layer) -> None:
    made = compounds(tiny, Filter(province=("KH-18",), compound="alpha"))
    assert made["Sheet"].tolist() == ["/compounds?province=KH-18&compound=alpha"]
    assert made["Last stated"].tolist() == ["reopened, 2023"]
    assert made["Also called"].tolist() == ["Jin Alpha · 阿尔法"]


@given(filter=filters)
def test_events_are_the_raids_of_the_filter_with_their_figures(
    layer: Layer, filter: Filter
) -> None:
    made = events(layer, filter)
    wanted = reference.select(reference.read(reference.DATA), "raids", filter)
    assert len(made) == len(wanted)
    for row, raid in zip(made.to_dict("records"), wanted, strict=True):
        assert row["Event"] == raid["title"]
        assert row["Date"].startswith(raid["date_start"])
        for measure in reference.MEASURES:
            low, high = raid[f"{measure}_min"], raid[f"{measure}_max"]
            shown = row.get(measure.capitalize(), "—")
            assert (shown == "—") == (not low and not high)
            if low and low == high:
                assert shown == f"{int(low):,}"


def test_a_measure_that_nothing_has_takes_no_column(tiny: Layer) -> None:
    made = events(tiny, Filter(compound="alpha"))
    assert list(made.columns) == [
        "Date", "Kind", "Event", "Found", "Arrested", "Deported", "Counted", "Confidence", "Record",
    ]  # fmt: skip
    assert made["Found"].tolist() == ["597", "597–600"]
    assert events(tiny, Filter(compound="gamma")).empty


@given(filter=filters)
def test_nationalities_are_those_of_the_summary(layer: Layer, filter: Filter) -> None:
    summary = summarise(layer, filter, ("nationality",))
    names = Vocabulary(layer).nationality
    made = nationalities(summary, names)
    groups = {names[g.keys[0]]: g for g in summary.groups if g.keys[0] != "none"}
    assert len(made) == len(groups)
    for row in made.to_dict("records"):
        group = groups[row["Nationality"]]
        assert row["Events"] == group.raids
        for measure in reference.MEASURES:
            shown = row.get(measure.capitalize(), "—")
            assert shown == str(group.totals[measure].range)
