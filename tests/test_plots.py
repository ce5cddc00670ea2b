from __future__ import annotations

import json
import re
from datetime import date
from typing import Any

import pytest
import vl_convert

from geo import Filter, Layer, Vocabulary
from geo.charts import timeline
from geo.charts.drawing import Plot, axis_months, stacked_months
from geo.charts.forms import BAND
from geo.charts.heat import heat
from geo.charts.picture import picture
from geo.charts.plots import MOST, by_year, claim, claims, lifeline, outcomes, years
from geo.figures.aftermath import OUTCOMES, aftermath
from geo.figures.comparison import compare
from geo.figures.lifeline import statements
from geo.figures.sourcing import documents
from geo.figures.sourcing import years as counted
from geo.query.summary import summarise
from tests.test_charts import placed


def values(plot: Plot) -> list[dict[str, Any]]:
    made: list[dict[str, Any]] = plot.spec["datasets"]["rows"]
    return made


def stands_alone(plot: Plot) -> None:
    """It can be made a picture of, and no address stands in it."""
    assert b"<svg" in picture(plot, "svg", ["A title"], "A caption")
    assert "http" not in json.dumps({**plot.spec, "$schema": ""}).replace("https://example", "")
    assert plot.words


def test_a_lifeline_has_a_mark_for_each_statement(tiny: Layer) -> None:
    said = statements(tiny, Filter(compound="alpha"))
    labels = tiny.package["compound_status"].field("status").labels
    plot = lifeline("alpha", said, labels)
    assert [(v["status"], v["first"], v["last"][:10]) for v in values(plot)] == [
        ("Reported", "2022-09-01", "2022-09-30"),
        ("Raided", "2022-09-17", "2022-09-17"),
        ("Reopened", "2023-01-01", "2023-12-31"),
    ]
    assert "2022-09-17 raided" in plot.words
    assert plot.title.startswith("Alpha Park")
    stands_alone(plot)


def test_every_status_has_a_mark_of_its_own(layer: Layer) -> None:
    from geo.charts.plots import MARKS

    assert set(MARKS) == set(layer.package["compound_status"].field("status").values)
    assert len(set(MARKS.values())) == len(MARKS)


def test_the_outcomes_are_drawn_as_they_are_counted(layer: Layer) -> None:
    found = aftermath(layer, Filter())
    plot = outcomes(found)
    drawn = {v["outcome"]: v["count"] for v in values(plot)}
    assert drawn == {OUTCOMES[o]: n for o, n in found.counts.items()}
    assert sum(row["Raided compounds"] for row in plot.table) == len(found.outcomes)
    stands_alone(plot)


def test_claims_are_drawn_in_pairs(layer: Layer) -> None:
    compared = compare(layer)
    plot = claims(compared, "arrested")
    shown = [v["group"] for v in values(plot)]
    assert shown == ["claimed", "documented"] * (len(shown) // 2)
    assert 0 < len(shown) <= 2 * MOST
    stands_alone(plot)
    one = next(c for c in compared if c.documented and c.documented.known)
    assert one.documented
    drawn = {row["Of which"]: row[one.claim["measure"].capitalize()] for row in claim(one).table}
    assert drawn == {"claimed": str(one.claimed), "documented": str(one.documented.range)}


def test_a_year_has_its_raids_by_confidence(layer: Layer) -> None:
    labels = Vocabulary(layer).confidence
    made = counted(layer, Filter(), documents(layer, Filter()))
    plot = years(made, labels)
    assert sum(v["count"] for v in values(plot)) == len(layer["raids"])
    table = by_year(made, labels)
    assert sum(int(str(row["Raids"])) for row in table) == len(layer["raids"])
    assert sum(int(str(row["Documents published"])) for row in table) == len(layer["sources"])
    stands_alone(plot)


def test_a_legend_fits_a_phone(layer: Layer) -> None:
    labels = Vocabulary(layer).confidence
    by_year = years(counted(layer, Filter(), documents(layer, Filter())), labels)
    places, _ = placed(by_year, 326)
    for label in labels.values():
        assert places[label] + 6 * len(label) < 326
    by_month = summarise(layer, Filter(), ("month", "nationality"))
    rows = {group.keys[1]: group.keys[1] for group in by_month.groups}
    months = {month: month for month in axis_months([group.keys[0] for group in by_month.groups])}
    fit = {"width": 326, "autosize": {"type": "fit", "contains": "padding"}}
    matrix = dict(heat("x", by_month, "found", rows, months).spec)
    svg = vl_convert.vegalite_to_svg(matrix | fit, allowed_base_urls=[])
    gradient, view = (
        float(re.findall(rf'h([\d.]+)v[^>]*"[^>]* {look}', svg)[0])
        for look in (r'fill="url\(#', 'stroke="#ddd"/')
    )
    assert gradient <= view < 326


def test_what_is_empty_can_be_drawn(tiny: Layer) -> None:
    nothing = Filter(q="nosuchword")
    stands_alone(outcomes(aftermath(tiny, nothing)))
    stands_alone(lifeline("alpha", (), {}))
    stands_alone(claims([], "found"))
    none = counted(tiny, nothing, documents(tiny, nothing))
    stands_alone(years(none, {"disputed": "Disputed"}))


@pytest.mark.parametrize(("months", "width"), [(1, 900), (1, 326), (3, 900), (12, 326)])
def test_a_few_months_have_bars_no_wider_than_a_label(months: int, width: int) -> None:
    counts = {(f"2025-{month:02}", "raids"): 2 for month in range(1, months + 1)}
    plot = stacked_months("some", counts, {"raids": "Raids"})
    made = vl_convert.vegalite_to_svg(dict(plot.spec) | {"width": width}, allowed_base_urls=[])
    bars = re.findall(r'aria-roledescription="bar" d="M[\d.,]+h([\d.]+)v', made)
    assert len(bars) == months
    wide = min(BAND, width / months)
    assert all(0.8 * wide < float(bar) <= wide for bar in bars)
    assert ("rotate(-45)" in made) == (width < BAND * months)


def test_the_months_of_the_filter_stand_out_below_the_map(layer: Layer) -> None:
    by_month = summarise(layer, Filter(), ("month",))
    plain = timeline.brush(by_month).spec["encoding"]["color"]
    dated = timeline.brush(by_month, date(2022, 8, 15), date(2022, 10, 1)).spec["encoding"]["color"]
    assert "condition" not in plain
    outside = dated["condition"]["test"]
    assert "datum.month < '2022-08'" in outside
    assert "datum.month > '2022-10'" in outside
    assert dated["condition"]["value"] != dated["value"] == plain["value"]
