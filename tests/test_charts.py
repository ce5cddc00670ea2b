from __future__ import annotations

import json
import re
from typing import Any
from xml.etree import ElementTree

import jsonschema
import pyarrow as pa
import pytest
import vl_convert
from altair.vegalite.v6.schema.core import load_schema
from hypothesis import given
from hypothesis import strategies as st

from geo import Layer, Range
from geo.charts.bars import Bar, range_bars
from geo.charts.drawing import NEUTRAL, PALETTE, Plot, axis_months, stacked_months
from geo.charts.picture import credit, picture
from tests import reference
from tests.strategies import any_text

KINDS = {kind: kind.capitalize() for kind in reference.enum("raids", "kind")}
SVG = "{http://www.w3.org/2000/svg}"


@st.composite
def ranges(draw: st.DrawFn) -> Range:
    low, high = sorted(draw(st.lists(st.integers(0, 5000), min_size=2, max_size=2)))
    return draw(st.sampled_from([Range(low, high), Range(low, None), Range(None, high), Range()]))


bars = st.lists(st.builds(Bar, any_text, ranges(), any_text, st.sampled_from(["", "b"])))


def drawn(plot: Plot) -> str:
    """The texts of the chart as it is drawn."""
    made = vl_convert.vegalite_to_svg(dict(plot.spec) | {"width": 900}, allowed_base_urls=[])
    return " ".join(text.text or "" for text in ElementTree.fromstring(made).iter(f"{SVG}text"))


def placed(plot: Plot, width: int = 916) -> tuple[dict[str, float], float]:
    """How far from the left each text stands on a page, and the height left for what is drawn."""
    fit = {"width": width, "autosize": {"type": "fit", "contains": "padding"}}
    made = vl_convert.vegalite_to_svg(dict(plot.spec) | fit, allowed_base_urls=[])
    found: dict[str, float] = {}

    def walk(part: ElementTree.Element, left: float) -> None:
        moved = re.match(r"translate\(([-\d.]+)", part.get("transform", ""))
        left += float(moved[1]) if moved else 0
        if part.tag == f"{SVG}text" and part.text:
            found.setdefault(part.text, left)
        for child in part:
            walk(child, left)

    root = ElementTree.fromstring(made)
    walk(root, 0)
    views = (part.get("d", "") for part in root.iter() if part.get("class") == "background")
    return found, max(float(down) for view in views for down in re.findall(r"v([\d.]+)", view))


VEGA_LITE = jsonschema.Draft7Validator(load_schema())
"""The schema of Vega-Lite, asked once for a whole chart: Altair asks it for each of its parts."""


def check(plot: Plot) -> None:
    """Raises when the chart is none by the schema of Vega-Lite, or its rows are no columns."""
    VEGA_LITE.validate(json.loads(json.dumps(plot.spec)))
    for lines in plot.spec["datasets"].values():
        assert pa.Table.from_pylist(lines).to_pylist() == lines


def values(plot: Plot) -> list[dict[str, Any]]:
    return list(plot.spec["datasets"]["rows"])


@given(bars=bars)
def test_every_bar_stands_in_the_table_and_in_the_data(bars: list[Bar]) -> None:
    plot = range_bars("some-bars", bars, "found", "Nationality")
    assert [row["Nationality"] for row in plot.table] == [bar.label for bar in bars]
    assert [row["Found"] for row in plot.table] == [str(bar.range) for bar in bars]
    assert json.dumps(plot.spec)
    for bar, line in zip(bars, values(plot) if bars else [], strict=True):
        low, high = bar.range.min, bar.range.max
        assert line["low"] == ((low or 0) if bar.range.known else None)
        # A whisker where the ends differ, an arrow where there is no upper end.
        assert line["high"] == (high if high is not None and high != (low or 0) else None)
        assert line["open"] == (low if bar.range.known and high is None else None)


def test_a_chart_of_ranges_is_drawn_with_its_figures_as_text() -> None:
    bars = [
        Bar("Indonesia", Range(400, 500)),
        Bar("Kenya", Range(4000, None)),
        Bar("Laos", Range()),
    ]
    plot = range_bars("people", bars, "found")
    check(plot)
    shown = drawn(plot)
    for words in ("Indonesia", "400–500", "Kenya", "≥ 4,000", "Laos", "—", "People found"):
        assert words in shown
    assert plot.words.startswith("People found as bars with ranges: 2 of 3 have a figure.")
    assert "Kenya ≥ 4,000" in plot.words
    assert "none of the 1" in range_bars("x", [Bar("a", Range())], "found").words


@pytest.mark.parametrize("groups", [("",), ("claimed", "documented")])
@pytest.mark.parametrize("size", [1, 2, 9])
def test_each_bar_has_room_for_its_label(groups: tuple[str, ...], size: int) -> None:
    bars = [Bar(f"{at}", Range(at, at), group=group) for at in range(size) for group in groups]
    assert placed(range_bars("people", bars, "found"))[1] >= 18 * len(bars)


HOSTILE = "\"]; alert(1); ['</script><img src=x onerror=alert(1)> \\ \u2028 ${x} {{7*7}}"


def test_a_hostile_label_is_shown_and_stays_text() -> None:
    plot = range_bars("people", [Bar(HOSTILE, Range(5, 5), HOSTILE)], "found")
    shown = drawn(plot)
    assert "alert(1); ['</script><img src=x" in shown
    assert "5" in shown
    made = picture(plot, "svg", [HOSTILE], HOSTILE)
    assert b"<script" not in made
    assert b"<img" not in made


@given(
    counts=st.dictionaries(
        st.tuples(
            st.sampled_from(["2022-09", "2022-11", "2024-01", "unknown"]), st.sampled_from([*KINDS])
        ),
        st.integers(1, 40),
    )
)
def test_counts_per_month_are_all_drawn(counts: dict[tuple[str, str], int]) -> None:
    plot = stacked_months("raids", counts, KINDS)
    found = {(row["Month"], row["Kind"]): row["Raids"] for row in plot.table}
    assert found == {(month, KINDS[kind]): n for (month, kind), n in counts.items()}
    check(plot)
    if counts:
        assert sum(line["count"] for line in values(plot)) == sum(counts.values())
        assert f"{sum(counts.values()):,} in all" in plot.words
    else:
        assert "there are none" in plot.words


def test_months_have_no_gap_and_the_unknown_stand_apart() -> None:
    assert axis_months(["2022-11", "2023-02", "unknown"]) == [
        "2022-11", "2022-12", "2023-01", "2023-02", " ", "unknown",
    ]  # fmt: skip
    assert axis_months(["unknown"]) == ["unknown"]
    assert axis_months([]) == []


def contrast(one: str, other: str) -> float:
    def luminance(colour: str) -> float:
        parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return sum(w * p for w, p in zip((0.2126, 0.7152, 0.0722), linear, strict=True))

    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("paper", ["#ffffff", "#15191c"])
def test_what_outlines_every_mark_stands_out_on_both_papers(paper: str) -> None:
    assert contrast(NEUTRAL, paper) >= 3


def test_each_kind_has_a_colour_of_its_own() -> None:
    assert len(set(PALETTE)) == len(PALETTE) >= len(KINDS)


def test_the_look_that_a_chart_brings_is_that_of_the_text_around_it() -> None:
    spec = range_bars("x", [Bar("a", Range(1, 2))], "found").spec
    colours = re.findall(r'"[a-zC]*[cC]olor": "(\w+)"', json.dumps(spec["config"]))
    assert set(colours) == {"currentColor"}
    assert not {"background", "font", "range", "view"} & set(spec["config"])
    assert "background" not in spec
    assert "width" not in spec


def test_a_picture_says_what_it_shows_and_whose_it_is(layer: Layer) -> None:
    plot = stacked_months("raids", {("2022-09", "raid"): 3}, KINDS)
    said = credit(layer.package)
    svg = picture(plot, "svg", ["3 of 288 raids: Kandal"], said)
    texts = [t.text for t in ElementTree.fromstring(svg).iter(f"{SVG}text")]
    assert "3 of 288 raids: Kandal" in texts
    assert said in texts
    assert layer.version in said
    assert "CC-BY-4.0" in said
    png = picture(plot, "png", ["A", "B"], said)
    assert png.startswith(b"\x89PNG\r\n")
    assert len(png) > 5000
