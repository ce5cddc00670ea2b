from __future__ import annotations

import re
from functools import cache
from urllib.parse import parse_qsl, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo import Filter, Layer, Vocabulary, summarise
from geo.charts import nationalities
from geo.charts.dossier import Dossier, dossier
from geo.charts.drawing import axis_months
from geo.charts.heat import heat
from geo.figures.comparison import Comparison, compare
from geo.figures.contradictions import disagreements
from tests import reference
from tests.strategies import filters
from tests.test_charts import check

CODES = sorted({r["nationality"] for r in reference.read(reference.DATA)["raid_nationalities"]})
measures = st.sampled_from(reference.MEASURES)
LINK = re.compile(r"\]\((/\?[^)]*)\)")


@cache
def compared(layer: Layer) -> dict[str, Comparison]:
    return {c.claim_id: c for c in compare(layer)}


def made(layer: Layer, filter: Filter, measure: str) -> Dossier:
    return dossier(
        layer,
        filter,
        summarise(layer, filter, ("month", "nationality")),
        summarise(layer, filter, ("province", "nationality")),
        measure=measure,
        names=Vocabulary(layer).province,
        compared=compared(layer),
        disagreements=disagreements(layer),
    )


@pytest.mark.parametrize("code", CODES)
def test_a_sheet_holds_what_the_layer_says_of_the_nationality(layer: Layer, code: str) -> None:
    filter = Filter(nationality=(code,))
    found = made(layer, filter, "arrested")
    tables = reference.read(reference.DATA)
    raids = reference.select(tables, "raids", filter)
    claims = reference.select(tables, "claims", filter)
    assert found.named == len(raids)
    assert sorted(found.claims["claim_id"]) == sorted(claim["claim_id"] for claim in claims)
    links = [dict(parse_qsl(urlsplit(link).query)) for link in LINK.findall(found.raids)]
    assert links == [{"nationality": code, "record": raid["raid_id"]} for raid in raids]
    for row in found.claims.to_dict("records"):
        claim = compared(layer)[row["claim_id"]]
        assert claim.claim["nationality"] == code
        assert row["Difference"] == claim.words
        said = claim.documented and str(claim.documented.range)
        assert row["Documented"].partition(" from ")[0] == (said or "")
    by_month = reference.summarise(tables, filter, ("month",))["rows"]
    figures = reference.summarise(tables, filter, ("nationality", "month"))["rows"]
    assert [row["Month"] for row in found.people.table] == [row["month"] for row in by_month]
    ends = [(row["arrested"]["min"], row["arrested"]["max"]) for row in figures]
    assert [(row["At least"], row["At most"]) for row in found.people.table] == ends
    places = reference.summarise(tables, filter, ("nationality", "province"))["rows"]
    shown = sorted(str((r["At least"], r["At most"])) for r in found.places.table)
    assert shown == sorted(str((r["arrested"]["min"], r["arrested"]["max"])) for r in places)


def test_where_else_a_nationality_is_reported_is_said(layer: Layer) -> None:
    ethiopia, indonesia = (Filter(nationality=(code,)) for code in ("ETH", "IDN"))
    said = made(layer, ethiopia, "found").elsewhere
    assert "[deported](/nationalities?nationality=ETH&measure=deported) (mentioned" in said
    assert made(layer, ethiopia, "deported").elsewhere == ""
    assert made(layer, indonesia, "found").elsewhere == ""


def test_what_is_only_mentioned_and_what_is_not_counted_is_said(tiny: Layer) -> None:
    found = made(tiny, Filter(nationality=("IDN",)), "found")
    assert "found mentioned without a number" in found.raids
    assert "≤ 100 released" in found.raids
    again = made(tiny, Filter(nationality=("CHN",)), "found").raids.splitlines()
    (line,) = [line for line in again if "r-5-again" in line]
    assert "not counted" in line


@given(filter=filters, measure=measures, month=st.booleans())
def test_a_heat_map_has_every_cell_of_the_summary(
    layer: Layer, vocabulary: Vocabulary, filter: Filter, measure: str, month: bool
) -> None:
    by = ("month" if month else "province", "nationality")
    summary = summarise(layer, filter, by)
    groups = summarise(layer, filter, ("nationality",))
    lines = nationalities.lines(groups, measure, {}, vocabulary.nationality)
    rows = nationalities.names_in_order(lines)
    if month:
        columns = {m: m for m in axis_months([group.keys[0] for group in summary.groups])}
    else:
        columns = nationalities.columns(summary, vocabulary.province)
    plot = heat("heat", summary, measure, rows, columns)
    wanted = [
        (rows[nationality], columns[key], group.raids, str(group.totals[measure].range))
        for group in summary.groups
        for key, nationality in [group.keys]
    ]
    assert [tuple(row.values())[:4] for row in plot.table] == wanted
    check(plot)
    known = sum(group.totals[measure].known > 0 for group in summary.groups)
    assert f"{known} of {len(summary.groups)} cells have a figure" in plot.words.replace(",", "")
